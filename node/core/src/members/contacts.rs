//! What a member does with her contacts. A new one counts once she has read a code from it; then the old one is told.

use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::contact::{self, Address, Contact};
use super::gates::Gate;
use super::member::{Member, needed, reports_are_open, reports_closed, save, tidy};
use super::recovery::{ResetBy, end_codes};
use crate::audit::AuditEvent;
use crate::clock::within;
use crate::command::{Command, Ctx};
use crate::erasures::{self, Erased};
use crate::ids::MemberId;
use crate::limits::{
    CODE_GIVEN_SHOWN, CODES_TRIED_SHOWN, CONTACT_CODE_LIFETIME, FIRST_CODE_LIFETIME, MAX_CONTACT_CODES,
    MAX_CONTACT_TRIES, MAX_CONTACTS,
};
use crate::messages::{Message, Text};
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor};
use crate::sessions;
use crate::spoken::SpokenCode;

/// A contact that she has given and not confirmed yet.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Pending {
    place: u8,
    address: Address,
    #[serde(with = "serde_bytes")]
    code: [u8; 16],
    ends: Timestamp,
    tries: u8,
}

/// What a member keeps of the codes that were sent to her contacts.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Confirming {
    pending: Option<Pending>,
    /// When codes were sent, within the last day.
    sent: Vec<Timestamp>,
}

impl Confirming {
    /// Whether a code is out.
    pub(super) fn is_sent(&self) -> bool {
        self.pending.is_some()
    }

    /// Ends the code that is out, if one is.
    pub(super) fn end(&mut self) {
        self.pending = None;
    }
}

no_debug!(Pending, ChangeContact, ConfirmContact, OwnContact, OpenedContacts, OwnAccount);

/// Sends a code to an address, which becomes her contact when she brings the code back. While her reports are closed after
/// a reset, only the address that she has there already, and none to an account without one: whoever reset the password may
/// not be she.
pub struct ChangeContact {
    /// Whose contact; she has just typed her password again.
    pub actor: Actor,
    /// Which one: 0 is contact 1.
    pub place: u8,
    /// The address; the one she has there already, to confirm it.
    pub address: Address,
}

impl Command for ChangeContact {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let (id, mut member) = own(ctx, &self.actor)?;
        let place = usize::from(self.place);
        if place >= MAX_CONTACTS || place > member.contacts.len() {
            return Err(Refusal::Invalid { field: "place", reason: "other" });
        }
        let there = member.contacts.get(place).map(|own| &own.address);
        if there != Some(&self.address) {
            reports_are_open(&member, ctx.now)?;
        }
        let now = ctx.now;
        member.confirming.sent.retain(|sent| within(*sent, DAY, now));
        if let Some(oldest) =
            member.confirming.sent.first().filter(|_| member.confirming.sent.len() >= MAX_CONTACT_CODES)
        {
            return Err(Refusal::OverQuota { retry_after: oldest.plus(DAY).since(now).max(1) });
        }
        ctx.node.gates().pass(Gate::ContactCode, now)?;
        let code = SpokenCode::random(ctx.rng);
        member.confirming.sent.push(now);
        member.confirming.pending = Some(Pending {
            place: self.place,
            address: self.address.clone(),
            code: code.key("contact_code", ctx.tx),
            ends: now.plus(CONTACT_CODE_LIFETIME),
            tries: 0,
        });
        save(ctx.tx, &id, &member)?;
        tidy(ctx.tx, &id)?;
        let (to, language) = (self.address, member.language);
        ctx.send_to(&id, Message { to, language, text: Text::ContactCode(code) })?;
        ctx.audit(&self.actor, AuditEvent::about("contact_code_sent", id.as_bytes()))
    }
}

/// A code for the first contact of somebody who becomes a member, to be sent there; she brings it back once she is signed in.
/// None without a contact, or while too many codes go out: she can have one sent later.
pub(super) fn first_code(ctx: &mut Ctx<'_>, member: &mut Member) -> Option<(Address, SpokenCode)> {
    let address = member.contacts.first().filter(|own| own.confirmed.is_none())?.address.clone();
    ctx.node.gates().pass(Gate::FirstCode, ctx.now).ok()?;
    let code = SpokenCode::random(ctx.rng);
    member.confirming.pending = Some(Pending {
        place: 0,
        address: address.clone(),
        code: code.key("contact_code", ctx.tx),
        ends: ctx.now.plus(FIRST_CODE_LIFETIME),
        tries: 0,
    });
    Some((address, code))
}

/// Brings a contact's code back.
pub struct ConfirmContact {
    /// Who does it.
    pub actor: Actor,
    /// The code; none when what she typed is no code at all.
    pub code: Option<SpokenCode>,
}

/// What became of a code that was brought back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmation {
    /// The contact counts from now on.
    Confirmed,
    /// It is another code. It may be tried again.
    Wrong,
    /// There is no code to be brought back, or it was tried too often or too late: a new one is needed.
    Over,
}

impl Command for ConfirmContact {
    type Outcome = Confirmation;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Confirmation, Refusal> {
        let (id, mut member) = own(ctx, &self.actor)?;
        let Some(mut pending) = member.confirming.pending.take() else { return Ok(Confirmation::Over) };
        let key = self.code.map(|code| code.key("contact_code", ctx.tx));
        let right = key.is_some_and(|key| key.ct_eq(&pending.code).into());
        pending.tries = pending.tries.saturating_add(1);
        let over = pending.ends <= ctx.now;
        if right && !over {
            replace(ctx, &id, member, pending)?;
            ctx.audit(&self.actor, AuditEvent::about("contact_confirmed", id.as_bytes()))?;
            return Ok(Confirmation::Confirmed);
        }
        // The try is written down, so it is no refusal: that would take it back.
        let over = over || pending.tries >= MAX_CONTACT_TRIES;
        member.confirming.pending = (!over).then_some(pending);
        save(ctx.tx, &id, &member)?;
        ctx.audit(&self.actor, AuditEvent::about("contact_code_wrong", id.as_bytes()))?;
        Ok(if over { Confirmation::Over } else { Confirmation::Wrong })
    }
}

/// Puts the new contact in its place, and tells the old one if it was hers.
fn replace(ctx: &mut Ctx<'_>, id: &MemberId, mut member: Member, pending: Pending) -> Result<(), Refusal> {
    contact::unfile(ctx.tx, id, &member.contacts)?;
    let new = Contact { address: pending.address, confirmed: Some(ctx.now) };
    let place = usize::from(pending.place);
    let old = match member.contacts.get_mut(place) {
        Some(there) => Some(core::mem::replace(there, new.clone())),
        None => {
            member.contacts.push(new.clone());
            None
        }
    };
    contact::file(ctx.tx, id, &member.contacts)?;
    // A reset code that went to the old contact is no good any more.
    end_codes(&mut member);
    save(ctx.tx, id, &member)?;
    tidy(ctx.tx, id)?;
    if old.as_ref().is_some_and(|old| old.address != new.address) {
        erasures::record(ctx.tx, Erased::Closed, id.as_bytes())?;
    }
    match old.filter(|old| old.confirmed.is_some() && old.address != new.address) {
        Some(old) => {
            let (to, language) = (old.address, member.language);
            ctx.send_to(id, Message { to, language, text: Text::ContactChanged })
        }
        None => Ok(()),
    }
}

/// Takes the second contact away, unless her reports are closed after a reset. The first one can only be replaced.
#[derive(Debug)]
pub struct RemoveSecondContact {
    /// Whose contact; she has just typed her password again.
    pub actor: Actor,
}

impl Command for RemoveSecondContact {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let (id, mut member) = own(ctx, &self.actor)?;
        if member.contacts.len() < 2 {
            return Err(Refusal::NotFound);
        }
        reports_are_open(&member, ctx.now)?;
        contact::unfile(ctx.tx, &id, &member.contacts)?;
        let old = member.contacts.split_off(1);
        contact::file(ctx.tx, &id, &member.contacts)?;
        end_codes(&mut member);
        save(ctx.tx, &id, &member)?;
        tidy(ctx.tx, &id)?;
        erasures::record(ctx.tx, Erased::Closed, id.as_bytes())?;
        for old in old.into_iter().filter(|old| old.confirmed.is_some()) {
            let language = member.language.clone();
            ctx.send_to(&id, Message { to: old.address, language, text: Text::ContactChanged })?;
        }
        ctx.audit(&self.actor, AuditEvent::about("contact_removed", id.as_bytes()))
    }
}

/// Chooses the language of the messages that are sent to her.
#[derive(Debug)]
pub struct ChooseLanguage {
    /// Who chooses.
    pub actor: Actor,
    /// The language's code, one of those that the node speaks.
    pub language: String,
}

impl Command for ChooseLanguage {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        let (id, mut member) = own(ctx, &self.actor)?;
        let plain = self.language.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !plain || !(2..=16).contains(&self.language.len()) {
            return Err(Refusal::Invalid { field: "language", reason: "unknown_word" });
        }
        if member.language.as_deref() == Some(self.language.as_str()) {
            return Ok(());
        }
        member.language = Some(self.language);
        save(ctx.tx, &id, &member)?;
        ctx.audit(&self.actor, AuditEvent::about("language_chosen", id.as_bytes()))
    }
}

/// The account of who acts.
pub(super) fn own(ctx: &mut Ctx<'_>, actor: &Actor) -> Result<(MemberId, Member), Refusal> {
    ctx.allow(actor, Action::ManageOwnAccount)?;
    let Actor::Member(id, _) = actor else { return Err(Refusal::Forbidden) };
    Ok((*id, needed(ctx.tx, id)?))
}

/// A contact as its owner sees it without her password.
pub struct OwnContact {
    /// Whether it is a telephone; else it is e-mail.
    pub phone: bool,
    /// The address, masked ([`Snapshot::opened_contacts`] tells it whole).
    pub masked: String,
    /// Whether it counts.
    pub confirmed: bool,
}

/// A member's contacts, whole.
#[derive(Default)]
pub struct OpenedContacts {
    /// They, contact 1 first.
    pub contacts: Vec<Address>,
    /// The one whose code has to be brought back.
    pub pending: Option<Address>,
}

/// What a member sees of her account.
pub struct OwnAccount {
    /// Her contacts, contact 1 first.
    pub contacts: Vec<OwnContact>,
    /// The place of the contact whose code has to be brought back, and its masked address.
    pub pending: Option<(u8, String)>,
    /// How a forgotten password is replaced.
    pub reset_by: ResetBy,
    /// The code of the language of her messages.
    pub language: Option<String>,
    /// Until when her own reports stay closed after a reset.
    pub reports_closed_until: Option<Timestamp>,
    /// When somebody of the team made a code for a new password, within the last two weeks.
    pub code_given: Option<Timestamp>,
    /// When somebody with her password last tried many codes of her second factor, within the last two weeks.
    pub codes_tried: Option<Timestamp>,
}

impl Snapshot {
    /// The account of who asks.
    pub fn own_account(&self, actor: &Actor, now: Timestamp) -> Result<OwnAccount, Refusal> {
        self.allow(actor, Action::ManageOwnAccount)?;
        let Actor::Member(id, _) = actor else { return Err(Refusal::Forbidden) };
        let member = needed(&self.tx, id)?;
        let reports_closed_until = reports_closed(&member, now);
        let code_given = member.recovery.given_at.filter(|at| within(*at, CODE_GIVEN_SHOWN, now));
        let codes_tried = self.node.trials().noted(id).or(member.second_factor.tried);
        let codes_tried = codes_tried.filter(|at| within(*at, CODES_TRIED_SHOWN, now));
        let pending = member.confirming.pending.filter(|pending| pending.ends > now);
        let contacts = member.contacts.into_iter();
        Ok(OwnAccount {
            contacts: contacts
                .map(|own| OwnContact {
                    phone: matches!(own.address, Address::Phone(_)),
                    masked: own.address.masked(),
                    confirmed: own.confirmed.is_some(),
                })
                .collect(),
            pending: pending.map(|pending| (pending.place, pending.address.masked())),
            reset_by: member.recovery.by,
            language: member.language,
            reports_closed_until,
            code_given,
            codes_tried,
        })
    }

    /// Her contacts as they are, while her account is open in this session: for five minutes after she has typed her
    /// password again. Whoever holds a signed-in telephone does not read them.
    pub fn opened_contacts(&self, token: &str, now: Timestamp) -> Result<OpenedContacts, Refusal> {
        let session = sessions::signed_in(&self.tx, token, now)?;
        self.allow(&session.actor(), Action::ManageOwnAccount)?;
        if !session.opened {
            return Err(Refusal::Closed);
        }
        let pending = session.member.confirming.pending.filter(|pending| pending.ends > now);
        Ok(OpenedContacts {
            contacts: session.member.contacts.into_iter().map(|own| own.address).collect(),
            pending: pending.map(|pending| pending.address),
        })
    }
}
