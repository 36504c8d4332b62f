//! `parasol member`: the people of this node, by pseudonym or id. Codes and passwords never stand in a list of processes, and
//! names need not.

use std::fmt::{self, Display};

use clap::Subcommand;
use parasol_core::ids::MemberId;
use parasol_core::members::{
    CreateMember, HandOver, IssueCode, KeepMember, MemberView, Newcomer, PasswordHash, RegisterWithCode,
    ResetSecondFactor, Resume, SetPassword, SetRole, SponsorshipCode, Standing, Suspend, Unlock,
};
use parasol_core::refusal::Refusal;
use parasol_core::roles::Role;
use parasol_web::port::Port;
use serde::{Deserialize, Serialize};

use super::import::Import;
use super::name::Name;
use super::secret::{self, NewPassword, Secret, Told};
use super::tree;
use crate::control::Answer;
use crate::failure::Failure;
use crate::station::Office;

/// Add, list and change members
#[derive(Debug, Subcommand, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Member {
    /// Add a member; without --password-stdin a password is made up and told once
    Add {
        /// The name the member signs in with, not a real name; - reads it from standard input
        pseudonym: Name,
        /// What the member may do
        #[arg(long, default_value = "member", value_parser = role, value_name = ROLES)]
        role: Role,
        /// How the password is given
        #[command(flatten)]
        password: NewPassword,
    },
    /// Issue a sponsorship code, good for one new member
    Code {
        /// A word for yourself, to know later whom it was for; - reads it from standard input
        #[arg(long, default_value = "")]
        label: Name,
    },
    /// Register a new member with a sponsorship code, which is the first line of standard input
    Register {
        /// The code, read before the command leaves the operator's process
        #[arg(skip)]
        code: Option<Secret>,
        /// The name the member signs in with, not a real name; - reads it from standard input
        pseudonym: Name,
        /// How the password is given
        #[command(flatten)]
        password: NewPassword,
    },
    /// List the members
    List,
    /// Change what a member may do
    Role {
        /// Pseudonym or id; - reads it from standard input
        #[arg(value_name = "NAME")]
        member: Name,
        /// The new role
        #[arg(value_parser = role, value_name = ROLES)]
        role: Role,
    },
    /// Suspend a member; all sessions end
    Suspend {
        /// Pseudonym or id; - reads it from standard input
        #[arg(value_name = "NAME")]
        member: Name,
    },
    /// Take a lost second factor away; all sessions end
    #[command(subcommand)]
    SecondFactor(SecondFactorVerb),
    /// Let a suspended member in again
    Resume {
        /// Pseudonym or id; - reads it from standard input
        #[arg(value_name = "NAME")]
        member: Name,
    },
    /// Open an account that its member locked: its password ends, and a code for a new one is told once
    Unlock {
        /// Pseudonym or id; - reads it from standard input
        #[arg(value_name = "NAME")]
        member: Name,
    },
    /// Show who vouched for whom, how large each branch is, and which grew fast
    Tree {
        /// Only those who are up for review, because their sponsor was suspended
        #[arg(long)]
        review: bool,
    },
    /// End a review: the member may go on
    Keep {
        /// Pseudonym or id; - reads it from standard input
        #[arg(value_name = "NAME")]
        member: Name,
    },
    /// Hand a partner account over: a new password, no contact, all sessions end
    HandOver {
        /// Pseudonym or id; - reads it from standard input
        #[arg(value_name = "NAME")]
        member: Name,
        /// How the password is given
        #[command(flatten)]
        password: NewPassword,
    },
    /// Take members over from a CSV file
    Import(Import),
    /// Set a new password; all sessions end
    Password {
        /// Pseudonym or id; - reads it from standard input
        #[arg(value_name = "NAME")]
        member: Name,
        /// How the password is given
        #[command(flatten)]
        password: NewPassword,
    },
}

/// What is done with a second factor.
#[derive(Debug, Subcommand, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondFactorVerb {
    /// Take it away, because telephone and recovery codes are lost
    Reset {
        /// Pseudonym or id; - reads it from standard input
        #[arg(value_name = "NAME")]
        member: Name,
    },
}

impl Member {
    /// What has to happen in the operator's own process.
    ///
    /// # Errors
    /// When a password cannot be read.
    pub fn prepare(&mut self) -> Result<(), Failure> {
        // Line by line: the code, then the name, then the password.
        match self {
            Self::Register { code, pseudonym, password } => {
                if code.is_none() {
                    *code = Some(secret::read_line("code")?);
                }
                pseudonym.read()?;
                password.choose()
            }
            Self::Add { pseudonym: name, password, .. }
            | Self::HandOver { member: name, password }
            | Self::Password { member: name, password } => {
                name.read()?;
                password.choose()
            }
            Self::Code { label: name }
            | Self::Role { member: name, .. }
            | Self::Suspend { member: name }
            | Self::SecondFactor(SecondFactorVerb::Reset { member: name })
            | Self::Resume { member: name }
            | Self::Unlock { member: name }
            | Self::Keep { member: name } => name.read(),
            Self::Import(import) => import.prepare(),
            Self::List | Self::Tree { .. } => Ok(()),
        }
    }

    /// Answers the verb.
    ///
    /// # Errors
    /// What the node refused.
    pub async fn answer(self, office: &Office) -> Result<Answer, Failure> {
        let actor = office.operator();
        match self {
            Self::Add { pseudonym, role, password } => {
                let (secret, told) = password.take()?;
                let password = hash(office, &secret).await?;
                let pseudonym = pseudonym.into_text();
                let command =
                    CreateMember { actor, pseudonym: pseudonym.clone(), role, password, sponsor: None };
                let id = office.command(command).await?;
                Answer::of(&Account::new("added", id, pseudonym, Some(role), &secret, told))
            }
            Self::Code { label } => {
                let code = office.command(IssueCode { actor, label: label.into_text() }).await?;
                Answer::of(&Code { code: code.to_text() })
            }
            Self::Register { code, pseudonym, password } => {
                let (secret, told) = password.take()?;
                let code =
                    code.ok_or_else(|| Failure::usage("code", "a code is wanted on standard input"))?;
                let code = SponsorshipCode::from_text(code.expose())?;
                let pseudonym = pseudonym.into_text();
                let password = hash(office, &secret).await?;
                let newcomer = Newcomer::new(pseudonym.clone(), password);
                let id = office.command(RegisterWithCode { code, newcomer }).await?.member()?;
                Answer::of(&Account::new("registered", id, pseudonym, None, &secret, told))
            }
            Self::List => Answer::of(&list(office)?),
            Self::Role { member: name, role } => {
                let (member, pseudonym) = find(office, name)?;
                office.command(SetRole { actor, member, role }).await?;
                Answer::of(&Changed { pseudonym, now: format!("has the role {}", role.name()) })
            }
            Self::Suspend { member: name } => {
                let (member, pseudonym) = find(office, name)?;
                office.command(Suspend { actor, member }).await?;
                Answer::of(&Changed { pseudonym, now: "is suspended".to_owned() })
            }
            Self::SecondFactor(SecondFactorVerb::Reset { member: name }) => {
                let (member, pseudonym) = find(office, name)?;
                match office.command(ResetSecondFactor { actor, member }).await {
                    Err(failure) if failure.code == "wrong_state" => Err(Failure::refused(
                        "no_second_factor",
                        format!("{pseudonym} has no second factor; there is nothing to take away"),
                    )),
                    Err(other) => Err(other),
                    Ok(()) => {
                        let now = "has no second factor any more; if the role wants one, it is set up at the next sign-in";
                        Answer::of(&Changed { pseudonym, now: now.to_owned() })
                    }
                }
            }
            Self::Resume { member: name } => {
                let (member, pseudonym) = find(office, name)?;
                let standing = office.read()?.member_detail(&actor, &member)?.view.standing;
                if standing == Standing::Locked {
                    let text = format!(
                        "{pseudonym} locked the account herself, because somebody else has her password; once you have spoken with her: parasol member unlock"
                    );
                    return Err(Failure::refused("locked", text));
                }
                office.command(Resume { actor, member }).await?;
                Answer::of(&Changed { pseudonym, now: "may sign in again".to_owned() })
            }
            Self::Unlock { member: name } => {
                let (member, pseudonym) = find(office, name)?;
                let code = office.command(Unlock { actor, member }).await?.to_text();
                Answer::of(&Unlocked { pseudonym, code })
            }
            Self::Tree { review } => tree::answer(office, review),
            Self::Keep { member: name } => {
                let (member, pseudonym) = find(office, name)?;
                office.command(KeepMember { actor, member }).await?;
                Answer::of(&Changed { pseudonym, now: "may go on".to_owned() })
            }
            Self::HandOver { member: name, password } => {
                let (secret, told) = password.take()?;
                let (member, pseudonym) = find(office, name)?;
                let password = hash(office, &secret).await?;
                office.command(HandOver { actor, member, password }).await?;
                Answer::of(&Account::new("handed over", member, pseudonym, None, &secret, told))
            }
            Self::Import(import) => import.answer(office).await,
            Self::Password { member: name, password } => {
                let (secret, told) = password.take()?;
                let (member, pseudonym) = find(office, name)?;
                let password = hash(office, &secret).await?;
                office.command(SetPassword { actor, member, password }).await?;
                Answer::of(&Account::new("new password for", member, pseudonym, None, &secret, told))
            }
        }
    }
}

const ROLES: &str = "member|partner|moderator|admin";

fn role(word: &str) -> Result<Role, String> {
    Role::from_name(word).ok_or_else(|| format!("expected {ROLES}"))
}

async fn hash(office: &Office, secret: &Secret) -> Result<PasswordHash, Failure> {
    Ok(office.port.hash_password(secret.expose().clone().into()).await?)
}

/// All members. The core hands them out in pages, in the order of their ids.
///
/// # Errors
/// When the node cannot be read.
pub fn all(office: &Office) -> Result<Vec<MemberView>, Failure> {
    let (snapshot, actor) = (office.read()?, office.operator());
    let mut members: Vec<MemberView> = Vec::new();
    loop {
        let page = snapshot.members(&actor, members.last().map(|member| member.id))?;
        if page.is_empty() {
            return Ok(members);
        }
        members.extend(page);
    }
}

fn list(office: &Office) -> Result<List, Failure> {
    let row = |member: MemberView| Row {
        id: member.id.to_string(),
        pseudonym: member.pseudonym.as_str().to_owned(),
        role: member.role.name(),
        standing: member.standing.name(),
    };
    let mut members: Vec<_> = all(office)?.into_iter().map(row).collect();
    members.sort_by_cached_key(|row| row.pseudonym.to_lowercase());
    Ok(List { members })
}

/// The member of this id or pseudonym, and what to call her: as she was named. An id comes first: nobody can choose hers,
/// but a pseudonym might be made to look like one.
fn find(office: &Office, name: Name) -> Result<(MemberId, String), Failure> {
    let (snapshot, actor, name) = (office.read()?, office.operator(), name.into_text());
    if let Ok(id) = name.parse::<MemberId>()
        && snapshot.member_detail(&actor, &id).is_ok()
    {
        return Ok((id, name));
    }
    match snapshot.member_named(&actor, &name) {
        Ok(id) => Ok((id, name)),
        Err(refusal @ Refusal::NotFound) => Err(Failure::refused(
            refusal.code(),
            format!("no member is called {name}; see `parasol member list`"),
        )),
        Err(other) => Err(other.into()),
    }
}

#[derive(Debug, Serialize)]
struct Account {
    #[serde(skip)]
    done: &'static str,
    id: String,
    pseudonym: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<String>,
}

impl Account {
    fn new(
        done: &'static str,
        id: MemberId,
        pseudonym: String,
        role: Option<Role>,
        secret: &Secret,
        told: Told,
    ) -> Self {
        let password = (told == Told::MadeUp).then(|| secret.expose().to_string());
        Self { done, id: id.to_string(), pseudonym, role: role.map(Role::name), password }
    }
}

impl Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.done, self.pseudonym)?;
        if let Some(role) = &self.role {
            write!(f, " as {role}")?;
        }
        if let Some(password) = &self.password {
            write!(
                f,
                "\npassword: {password}\nIt is shown this once. Hand it over by word of mouth or on paper."
            )?;
        }
        Ok(())
    }
}

#[derive(Debug, Serialize)]
struct Code {
    code: String,
}

impl Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}\nGood for one new member, for 14 days. Read it aloud or write it down; it is shown this once.",
            self.code
        )
    }
}

#[derive(Serialize)]
struct Unlocked {
    pseudonym: String,
    code: String,
}

impl Display for Unlocked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} is unlocked; the old password is no good any more\n{}\nGood for a new password, for 30 minutes, on the page “I have a code for my password”. Read it to her; it is shown this once.",
            self.pseudonym, self.code
        )
    }
}

#[derive(Debug, Serialize)]
struct List {
    members: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct Row {
    id: String,
    pseudonym: String,
    role: &'static str,
    standing: &'static str,
}

impl Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.members.is_empty() {
            return f.write_str("no members yet; add the first with `parasol member add NAME --role admin`");
        }
        let width = self.members.iter().map(|row| row.pseudonym.chars().count()).max().unwrap_or(0);
        for (n, row) in self.members.iter().enumerate() {
            let end = if row.standing == "active" { "" } else { row.standing };
            let line = format!("{:width$}  {:9}  {end}", row.pseudonym, row.role);
            write!(f, "{}{}", if n == 0 { "" } else { "\n" }, line.trim_end())?;
        }
        Ok(())
    }
}

#[derive(Debug, Serialize)]
struct Changed {
    pseudonym: String,
    now: String,
}

impl Display for Changed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.pseudonym, self.now)
    }
}
