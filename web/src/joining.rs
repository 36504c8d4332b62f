//! Registering, as page and API do it alike: what was typed is read as a whole, then it is done.

use parasol_core::limits::{MAX_CONTACT, MAX_PASSWORD, MAX_WORK_NAME, MIN_PASSWORD};
use parasol_core::members::{
    Address, AskSponsor, Asked, Gate, Joined, NewPassword, Newcomer, Pseudonym, RegisterWithCode,
    SponsorshipCode,
};
use parasol_core::refusal::Refusal;
use zeroize::Zeroizing;

use crate::port::Port;
use crate::settings::Ask;
use crate::terms::TERMS_VERSION;

/// What somebody typed who wants to register.
#[derive(Default)]
pub(crate) struct Typed {
    pub(crate) work_name: String,
    pub(crate) contact: String,
    pub(crate) second_contact: String,
    pub(crate) sponsor: String,
    pub(crate) password: Zeroizing<String>,
    pub(crate) name: String,
    pub(crate) birth_date: String,
    /// The version of the terms that she accepted.
    pub(crate) terms: Option<u16>,
}

/// What came of it.
#[derive(Clone)]
pub(crate) enum Registered {
    /// She is a member.
    Active {
        /// Her work name.
        work_name: String,
    },
    /// Her sponsor has to confirm her, if there is one.
    Waiting {
        /// Her work name, with two digits.
        work_name: String,
        /// Four digits that she tells her sponsor.
        number: String,
    },
}

/// Who vouches.
enum Sponsor {
    Code(SponsorshipCode),
    Email(Address),
}

/// What was typed, once all of it can be read.
pub(crate) struct Ready {
    sponsor: Sponsor,
    work_name: String,
    contacts: Vec<Address>,
    password: NewPassword,
    joined: Joined,
}

/// Reads everything and tells all that is wrong at once, each with the field it is about. Nothing here depends on who
/// is a member.
pub(crate) fn read(port: &dyn Port, typed: Typed) -> Result<Ready, Vec<(&'static str, Refusal)>> {
    let (settings, mut wrong) = (port.settings(), Vec::new());
    let mut known = vec![typed.work_name.clone(), typed.contact.clone()];
    let sponsor = keep(&mut wrong, "sponsor", sponsor(port, &typed.sponsor));
    let named = work_name(&typed.work_name, matches!(sponsor, Some(Sponsor::Email(_))));
    keep(&mut wrong, "work_name", named);
    let contact = keep(&mut wrong, "contact", address(port, &typed.contact));
    let second = if settings.ask.second_contact { optional(typed.second_contact) } else { None };
    known.extend(second.clone());
    let second = second.and_then(|text| keep(&mut wrong, "second_contact", address(port, &text)));
    keep(&mut wrong, "password", long_enough(&typed.password));
    let accepted = typed.terms == Some(TERMS_VERSION);
    if !accepted {
        wrong.push(("terms", Refusal::Invalid { field: "terms", reason: "terms" }));
    }
    match (sponsor, contact) {
        (Some(sponsor), Some(contact)) if wrong.is_empty() => Ok(Ready {
            sponsor,
            work_name: typed.work_name,
            contacts: std::iter::once(contact).chain(second).collect(),
            password: NewPassword { text: typed.password, known },
            joined: joined(settings.ask, typed.name, typed.birth_date),
        }),
        _ => Err(wrong),
    }
}

fn keep<T>(
    wrong: &mut Vec<(&'static str, Refusal)>,
    field: &'static str,
    read: Result<T, Refusal>,
) -> Option<T> {
    read.map_err(|refusal| wrong.push((field, refusal))).ok()
}

fn work_name(text: &str, gets_digits: bool) -> Result<(), Refusal> {
    let name = Pseudonym::new(text)?;
    if gets_digits && name.as_str().chars().count() > MAX_WORK_NAME {
        return Err(Refusal::TooLong { field: "pseudonym", max: MAX_WORK_NAME });
    }
    Ok(())
}

/// An e-mail address or telephone number, read as one would write it in the node's country.
pub(crate) fn address(port: &dyn Port, text: &str) -> Result<Address, Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::Invalid { field: "contact", reason: "contact_empty" });
    }
    Address::read(text.trim(), port.settings().country)
}

fn sponsor(port: &dyn Port, text: &str) -> Result<Sponsor, Refusal> {
    let field = "sponsor";
    if text.chars().count() > MAX_CONTACT {
        return Err(Refusal::TooLong { field, max: MAX_CONTACT });
    }
    if text.trim().is_empty() {
        return Err(Refusal::Invalid { field, reason: "sponsor_empty" });
    }
    if text.contains(['@', '＠']) {
        let read = address(port, text).map_err(|_| Refusal::Invalid { field, reason: "not_an_email" })?;
        return Ok(Sponsor::Email(read));
    }
    Ok(Sponsor::Code(SponsorshipCode::from_text(text)?))
}

/// What can be said before the password is judged, which takes its time.
fn long_enough(password: &str) -> Result<(), Refusal> {
    let field = "password";
    if password.chars().count() < MIN_PASSWORD {
        return Err(Refusal::Invalid { field, reason: "password_short" });
    }
    if password.len() > MAX_PASSWORD {
        return Err(Refusal::TooLong { field, max: MAX_PASSWORD });
    }
    Ok(())
}

fn optional(text: String) -> Option<String> {
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

fn joined(ask: Ask, name: String, birth_date: String) -> Joined {
    let name = if ask.name { optional(name) } else { None };
    let birth_date = if ask.birth_date { optional(birth_date) } else { None };
    Joined { terms: Some(TERMS_VERSION), name, birth_date }
}

/// Registers. Asking by e-mail costs the same whoever's address it is: the core does not look.
pub(crate) async fn register(port: &dyn Port, ready: Ready, language: &str) -> Result<Registered, Refusal> {
    let Ready { sponsor, work_name, contacts, password, joined } = ready;
    match &sponsor {
        Sponsor::Code(code) => port.read()?.sponsorship_code(code, port.now())?,
        Sponsor::Email(_) => port.read()?.pass_gate(Gate::AskSponsor, port.now())?,
    }
    let password = port.hash_password(password).await?;
    let language = Some(language.to_owned());
    let newcomer = Newcomer { contacts, language, joined, ..Newcomer::new(work_name.trim(), password) };
    match sponsor {
        Sponsor::Code(code) => {
            port.command(RegisterWithCode { code, newcomer }).await?.member()?;
            Ok(Registered::Active { work_name: work_name.split_whitespace().collect::<Vec<_>>().join(" ") })
        }
        Sponsor::Email(sponsor) => {
            let Asked { pseudonym, number } = port.command(AskSponsor { sponsor, newcomer }).await?;
            let work_name = pseudonym.as_str().to_owned();
            Ok(Registered::Waiting { work_name, number: format!("{number:04}") })
        }
    }
}

/// The field of the form that a refusal is about; none when it is about the whole.
pub(crate) fn field_of(refusal: &Refusal) -> Option<&'static str> {
    match refusal {
        Refusal::CodeRefused | Refusal::TriedOut => Some("sponsor"),
        Refusal::Taken | Refusal::TakenOnceMore => Some("work_name"),
        Refusal::TooLong { field, .. } | Refusal::Invalid { field, .. } => Some(match *field {
            "pseudonym" => "work_name",
            "contacts" => "second_contact",
            other => other,
        }),
        _ => None,
    }
}
