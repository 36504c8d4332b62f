//! The members as admins see them: names, roles and dates; contacts only one at a time and with a reason.

use core::ops::ControlFlow;

use parasol_protocol::time::Timestamp;

use super::contact::{self, Address};
use super::member::{Member, MemberView, Pseudonym, load, needed, save, scan, tidy};
use super::second_factor::SecondFactor;
use super::{PasswordHash, Review, sponsored};
use crate::audit::AuditEvent;
use crate::cases;
use crate::command::{Command, Ctx};
use crate::erasures::{self, Erased};
use crate::ids::MemberId;
use crate::limits::MAX_LIST;
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor, Role};
use crate::words::words;
use crate::{messages, privacy, reports, sessions};

/// Which members are looked for.
#[derive(Clone, Default)]
pub struct MemberSearch {
    /// A part of the pseudonym; empty: all.
    pub name: String,
    /// Only those who are up for review.
    pub review: bool,
    /// Which fifty, counted from 0.
    pub page: usize,
}

/// Up to 50 members by name, and how many there are.
#[derive(Debug)]
pub struct FoundMembers {
    /// They.
    pub members: Vec<MemberView>,
    /// How many the search found in all.
    pub total: usize,
    /// Which fifty these are, counted from 0.
    pub page: usize,
}

/// A member as her admin sees her.
#[derive(Debug)]
pub struct MemberDetail {
    /// Who she is here.
    pub view: MemberView,
    /// The code of the language in which she reads.
    pub language: Option<String>,
    /// How many contacts she gave.
    pub contacts: usize,
    /// Who sponsors her: her name, unless she is not here any more.
    pub sponsor: Option<(MemberId, Option<Pseudonym>)>,
    /// When she cut the link.
    pub cut: Option<Timestamp>,
    /// Why she is to be looked at.
    pub review: Option<Review>,
    /// How many people she brought.
    pub brought: usize,
}

words! {
    /// Why an admin looks at somebody's contacts. It stands in the audit.
    ContactReason {
        /// She asked to be called.
        AskedToBeCalled = "asked_to_be_called",
        /// She cannot sign in any more.
        LostAccess = "lost_access",
        /// She asked about her data.
        DataRequest = "data_request",
        /// She may be in danger.
        Danger = "danger",
    }
}

/// A contact that is shown.
pub struct ShownContact {
    /// It.
    pub address: Address,
    /// Whether she proved that it is hers.
    pub confirmed: bool,
}

no_debug!(MemberSearch, ShownContact);

impl Snapshot {
    /// The members whose name has this part, 50 at most, in the order of their names.
    pub fn find_members(&self, actor: &Actor, search: &MemberSearch) -> Result<FoundMembers, Refusal> {
        self.allow(actor, Action::ManageMembers)?;
        let wanted = search.name.trim().to_lowercase();
        let mut found: Vec<(String, MemberView)> = Vec::new();
        scan(&self.tx, None, |id, member| {
            let name = member.pseudonym.as_str().to_lowercase();
            if name.contains(&wanted) && (!search.review || member.review.is_some()) {
                found.push((name, view(id, member)));
            }
            ControlFlow::Continue(())
        })?;
        found.sort_by(|one, other| (&one.0, one.1.id).cmp(&(&other.0, other.1.id)));
        let total = found.len();
        let page = search.page.min(total.saturating_sub(1) / MAX_LIST);
        let members = found.into_iter().skip(page.saturating_mul(MAX_LIST)).take(MAX_LIST);
        Ok(FoundMembers { members: members.map(|(_, view)| view).collect(), total, page })
    }

    /// One member.
    pub fn member_detail(&self, actor: &Actor, id: &MemberId) -> Result<MemberDetail, Refusal> {
        self.allow(actor, Action::ManageMembers)?;
        let member = needed(&self.tx, id)?;
        let mut brought = 0_usize;
        scan(&self.tx, None, |_, other| {
            brought = brought.saturating_add(usize::from(other.sponsor == Some(*id)));
            ControlFlow::Continue(())
        })?;
        let sponsor = match member.sponsor {
            Some(sponsor) => Some((sponsor, load(&self.tx, &sponsor)?.map(|sponsor| sponsor.pseudonym))),
            None => None,
        };
        Ok(MemberDetail {
            language: member.language.clone(),
            contacts: member.contacts.len(),
            sponsor,
            cut: member.cut,
            review: member.review,
            brought,
            view: view(*id, member),
        })
    }
}

fn view(id: MemberId, member: Member) -> MemberView {
    let Member { pseudonym, role, standing, created, .. } = member;
    MemberView { id, pseudonym, role, standing, created }
}

/// Shows how somebody can be reached. It is a command, because each time leaves a line in the audit, with the reason.
#[derive(Debug)]
pub struct ShowContacts {
    /// Who looks.
    pub actor: Actor,
    /// Whose contacts.
    pub member: MemberId,
    /// Why.
    pub reason: ContactReason,
}

impl Command for ShowContacts {
    type Outcome = Vec<ShownContact>;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Vec<ShownContact>, Refusal> {
        ctx.allow(&self.actor, Action::ManageMembers)?;
        let member = needed(ctx.tx, &self.member)?;
        let subject = self.member.as_bytes();
        let event = match self.reason {
            ContactReason::AskedToBeCalled => AuditEvent::about("contacts_shown_asked_to_be_called", subject),
            ContactReason::LostAccess => AuditEvent::about("contacts_shown_lost_access", subject),
            ContactReason::DataRequest => AuditEvent::about("contacts_shown_data_request", subject),
            ContactReason::Danger => AuditEvent::about("contacts_shown_danger", subject),
        };
        ctx.audit(&self.actor, event)?;
        let shown = member.contacts.into_iter();
        let shown = shown
            .map(|contact| ShownContact { confirmed: contact.confirmed.is_some(), address: contact.address });
        Ok(shown.collect())
    }
}

/// Hands a partner account over to another person of the same organisation: a new password, no contact, nobody signed in. What
/// the former one wrote, printed or asked goes: her words about whom she sponsors, open codes and cards, what she asked
/// about her data, messages that wait for her. The reports stay: they are of people whom the organisation met.
#[derive(Debug)]
pub struct HandOver {
    /// Who does it.
    pub actor: Actor,
    /// Which account.
    pub member: MemberId,
    /// The new password.
    pub password: PasswordHash,
}

impl Command for HandOver {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::ManageMembers)?;
        let mut member = needed(ctx.tx, &self.member)?;
        if member.role != Role::Partner {
            return Err(Refusal::WrongState { expected: Role::Partner.name(), found: member.role.name() });
        }
        forget_former(ctx, &self.member, &mut member)?;
        member.password = self.password;
        member.second_factor = SecondFactor::default();
        (member.recovery, member.reports_closed_until) = Default::default();
        save(ctx.tx, &self.member, &member)?;
        tidy(ctx.tx, &self.member)?;
        sessions::end_all(ctx.tx, &self.member)?;
        erasures::record(ctx.tx, Erased::Closed, self.member.as_bytes())?;
        erasures::record(ctx.tx, Erased::HandedOver, self.member.as_bytes())?;
        ctx.audit(&self.actor, AuditEvent::about("account_handed_over", self.member.as_bytes()))
    }
}

/// Forgets what the former person of an account wrote, asked and gave; to be saved.
pub(super) fn forget_former(ctx: &mut Ctx<'_>, id: &MemberId, member: &mut Member) -> Result<(), Refusal> {
    contact::unfile(ctx.tx, id, &member.contacts)?;
    member.contacts.clear();
    (member.confirming, member.joined, member.language) = Default::default();
    sponsored::hand_over(ctx.tx, id)?;
    reports::forget_cards(ctx.tx, id)?;
    reports::forget_draft(ctx.tx, id)?;
    messages::forget_to(ctx.tx, id)?;
    cases::forget_member(ctx.tx, id)?;
    Ok(privacy::forget_requests(ctx.tx, id)?)
}
