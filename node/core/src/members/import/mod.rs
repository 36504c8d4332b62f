//! Members from a list that another system wrote (CSV). All of it is looked at before anything is kept; what is wrong is
//! told by line numbers and reasons, never by what stood there.

mod plan;
mod read;

use parasol_protocol::region::Region;
use zeroize::Zeroizing;

pub use plan::LineFault;
pub use read::FileFault;

use self::plan::{Planned, Sponsor};
use super::contact::Contact;
use super::member::{Member, add};
use super::recovery;
use super::{Address, PasswordHash};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::MemberId;
use crate::limits::INVITATION_LIFETIME;
use crate::messages::{self, Message, Text, sms_agreed};
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};

/// What a list holds, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// Lines below the header, empty ones aside.
    pub lines: usize,
    /// Lines that were refused, each with its number in the file, the header being line 1.
    pub refused: Vec<(u64, LineFault)>,
    /// Members who were made.
    pub imported: usize,
    /// To how many of them a code goes out.
    pub told: usize,
}

/// Makes members of a list. Unless `skip_refused` says otherwise, one bad line is enough, and nobody is made a member.
pub struct ImportMembers {
    /// Who does it.
    pub actor: Actor,
    /// The file's bytes.
    pub file: Zeroizing<Vec<u8>>,
    /// The country in which telephone numbers without one are read.
    pub region: Region,
    /// Whether to take the good lines and leave the others.
    pub skip_refused: bool,
}

no_debug!(ImportMembers);

impl Command for ImportMembers {
    /// What became of it; or why the file as a whole cannot be read.
    type Outcome = Result<ImportReport, FileFault>;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Self::Outcome, Refusal> {
        ctx.allow(&self.actor, Action::ManageMembers)?;
        let plan = match plan::plan(ctx.tx, &self.file, self.region, ctx.now)? {
            Ok(plan) => plan,
            Err(fault) => return Ok(Err(fault)),
        };
        let mut report = plan.report();
        if !report.refused.is_empty() && !self.skip_refused {
            return Ok(Ok(report));
        }
        let room = messages::room(ctx.tx)?;
        if plan.good.len() > room {
            return Ok(Err(FileFault::TooManyMessages { room }));
        }
        let sms = sms_agreed(ctx.tx)?;
        let ids: Vec<MemberId> = plan.good.iter().map(|_| MemberId::random(ctx.rng)).collect();
        for (planned, id) in plan.good.into_iter().zip(&ids) {
            report.told =
                report.told.saturating_add(usize::from(make(ctx, &self.actor, planned, id, &ids, sms)?));
            report.imported = report.imported.saturating_add(1);
        }
        Ok(Ok(report))
    }
}

/// Makes one member, and sends her a code with which she chooses her password; whether it could be sent.
fn make(
    ctx: &mut Ctx<'_>,
    actor: &Actor,
    planned: Planned,
    id: &MemberId,
    ids: &[MemberId],
    sms: bool,
) -> Result<bool, Refusal> {
    let Planned { pseudonym, contact, language, role, sponsor, since } = planned;
    let sponsor = match sponsor {
        Some(Sponsor::Member(sponsor)) => Some(sponsor),
        Some(Sponsor::Above(place)) => ids.get(place).copied(),
        None => None,
    };
    let can_be_told = sms || matches!(contact, Address::Email(_));
    let mut member = Member::new(pseudonym, role, PasswordHash::unusable(ctx.rng), since);
    (member.sponsor, member.language, member.imported) = (sponsor, language, true);
    // The organisation has reached her there before.
    member.contacts = vec![Contact { address: contact, confirmed: Some(ctx.now) }];
    let code = can_be_told.then(|| recovery::invite(ctx, &mut member));
    add(ctx.tx, id, &member)?;
    ctx.audit(actor, AuditEvent::about("member_imported", id.as_bytes()))?;
    if let (Some(code), Some(contact)) = (code, member.contacts.into_iter().next()) {
        let (to, language) = (contact.address, member.language);
        let message = Message { to, language, text: Text::ResetCode(code) };
        ctx.send_to_for(id, message, Some(INVITATION_LIFETIME))?;
    }
    Ok(can_be_told)
}

impl Snapshot {
    /// What would become of a list; nothing is kept.
    pub fn try_import(
        &self,
        actor: &Actor,
        file: &[u8],
        region: Region,
        now: parasol_protocol::time::Timestamp,
    ) -> Result<Result<ImportReport, FileFault>, Refusal> {
        self.allow(actor, Action::ManageMembers)?;
        Ok(plan::plan(&self.tx, file, region, now)?.map(|plan| plan.report()))
    }
}
