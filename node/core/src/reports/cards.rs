//! Cards that a partner prints for people without an account. A card's code opens one report; from then on it follows it.
//!
//! The codes of a sheet are told once, when it is printed. What is kept says which partner printed a card, and nothing of
//! whom it was given to.

use parasol_protocol::identifier::Regions;
use parasol_protocol::time::{DAY, Timestamp};
use serde::{Deserialize, Serialize};

use super::ReportDraft;
use super::submit::{self, FOLLOW_CODES, Submitted};
use crate::audit::AuditEvent;
use crate::command::{Command, Ctx};
use crate::ids::{CardSheetId, MemberId};
use crate::limits::{CARD_MONTH, MAX_CARD_MONTHS, MAX_CARDS, MAX_CARDS_A_MONTH, MAX_LIST};
use crate::members;
use crate::node::Snapshot;
use crate::privacy::KeptRow;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::roles::{Action, Actor, Role};
use crate::spoken::SpokenCode;
use crate::store::{Read, StoreError, Table, Tx};

/// Keyed hash of a card's code -> the sheet it is on, until it is used or the sheet ends.
const CARDS: Table<[u8; 16], Card> = Table::new("cards/1");
/// Partner and sheet -> when it was printed, when it ends, which of its cards are open.
const SHEETS: Table<(MemberId, CardSheetId), Sheet> = Table::new("card_sheets/1");

/// For what a card's code is hashed.
const PURPOSE: &str = "card";

#[derive(Serialize, Deserialize)]
struct Card {
    partner: MemberId,
    sheet: CardSheetId,
}

#[derive(Serialize, Deserialize)]
struct Sheet {
    printed: Timestamp,
    expires: Timestamp,
    cards: usize,
    cancelled: bool,
    open: Vec<[u8; 16]>,
}

/// Makes a sheet of cards.
#[derive(Debug)]
pub struct PrintCards {
    /// The partner.
    pub actor: Actor,
    /// How many cards.
    pub cards: usize,
    /// For how many months of 30 days they can be used.
    pub months: u64,
}

/// A sheet of cards, to be printed now: the codes are kept nowhere.
pub struct PrintedCards {
    /// Its id.
    pub sheet: CardSheetId,
    /// One code for each card.
    pub codes: Vec<SpokenCode>,
    /// Until when they can be used.
    pub expires: Timestamp,
}

no_debug!(PrintedCards, SubmitByCard);

/// A sheet as its partner sees it: not how many of its cards were used, because that would tell her who reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardSheet {
    /// Its id.
    pub id: CardSheetId,
    /// When it was printed.
    pub printed: Timestamp,
    /// Until when its cards can be used.
    pub expires: Timestamp,
    /// How many cards it had.
    pub cards: usize,
}

impl Command for PrintCards {
    type Outcome = PrintedCards;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<PrintedCards, Refusal> {
        ctx.allow(&self.actor, Action::PrintCards)?;
        let Actor::Member(partner, _) = self.actor else { return Err(Refusal::Forbidden) };
        if self.cards == 0 {
            return Err(Refusal::Invalid { field: "cards", reason: "too_few" });
        }
        if self.cards > MAX_CARDS {
            return Err(Refusal::Invalid { field: "cards", reason: "too_many_cards" });
        }
        if !(1..=MAX_CARD_MONTHS).contains(&self.months) {
            return Err(Refusal::Invalid { field: "months", reason: "months" });
        }
        make_room(ctx.tx, &partner, self.cards, ctx.now)?;
        let sheet = CardSheetId::random(ctx.rng);
        let codes: Vec<SpokenCode> = (0..self.cards).map(|_| SpokenCode::random(ctx.rng)).collect();
        let open: Vec<[u8; 16]> = codes.iter().map(|code| code.key(PURPOSE, ctx.tx)).collect();
        for key in &open {
            ctx.tx.put(&CARDS, key, &Card { partner, sheet })?;
        }
        let expires = ctx.now.plus(self.months.saturating_mul(CARD_MONTH));
        let row = Sheet { printed: ctx.now, expires, cards: self.cards, cancelled: false, open };
        ctx.tx.put(&SHEETS, &(partner, sheet), &row)?;
        ctx.audit(&self.actor, AuditEvent::about("cards_printed", sheet.as_bytes()))?;
        Ok(PrintedCards { sheet, codes, expires })
    }
}

/// Ends the cards of a sheet that were not used, because the sheet was lost or is not wanted.
#[derive(Debug)]
pub struct CancelCards {
    /// The partner.
    pub actor: Actor,
    /// Her sheet.
    pub sheet: CardSheetId,
}

impl Command for CancelCards {
    type Outcome = ();

    fn run(self, ctx: &mut Ctx<'_>) -> Result<(), Refusal> {
        ctx.allow(&self.actor, Action::PrintCards)?;
        let Actor::Member(partner, _) = self.actor else { return Err(Refusal::Forbidden) };
        let key = (partner, self.sheet);
        let mut sheet = ctx.tx.get(&SHEETS, &key)?.ok_or(Refusal::NotFound)?;
        for card in std::mem::take(&mut sheet.open) {
            ctx.tx.remove(&CARDS, &card)?;
        }
        sheet.cancelled = true;
        ctx.tx.put(&SHEETS, &key, &sheet)?;
        ctx.audit(&self.actor, AuditEvent::about("cards_cancelled", self.sheet.as_bytes()))
    }
}

/// Forgets the partner's sheets that have ended; refuses more cards within 30 days than she can hand out.
fn make_room(tx: &mut Tx, partner: &MemberId, cards: usize, now: Timestamp) -> Result<(), Refusal> {
    let mut recent: Vec<(Timestamp, usize)> = Vec::new();
    for (key, sheet) in tx.prefix(&SHEETS, partner)? {
        if sheet.expires <= now {
            for card in &sheet.open {
                tx.remove(&CARDS, card)?;
            }
            tx.remove(&SHEETS, &key)?;
        } else if now.since(sheet.printed) < CARD_MONTH {
            recent.push((sheet.printed, sheet.cards));
        }
    }
    recent.sort_unstable();
    let mut printed: usize = recent.iter().map(|(_, cards)| cards).sum();
    // The sheets leave the month in the order in which they were printed.
    for (when, sheet) in recent {
        if printed.saturating_add(cards) <= MAX_CARDS_A_MONTH {
            break;
        }
        printed = printed.saturating_sub(sheet);
        if printed.saturating_add(cards) <= MAX_CARDS_A_MONTH {
            return Err(Refusal::OverQuota { retry_after: when.plus(CARD_MONTH).since(now).max(1) });
        }
    }
    Ok(())
}

/// Submits the one report of a card.
pub struct SubmitByCard {
    /// The card's code.
    pub code: SpokenCode,
    /// What was filled in.
    pub draft: ReportDraft,
    /// In which countries a number without a country is read.
    pub regions: Regions,
}

impl Command for SubmitByCard {
    type Outcome = Submitted;

    fn run(self, ctx: &mut Ctx<'_>) -> Result<Submitted, Refusal> {
        let key = self.code.key(PURPOSE, ctx.tx);
        let Some((card, mut sheet)) = open_card(ctx.tx, &key, ctx.now)? else {
            return Err(ctx.node.guesses().wrong(ctx.now));
        };
        let kept = submit::kept(ctx.now, &self.draft, &self.regions)?;
        let (id, report) = submit::report(ctx, self.draft, &kept, None, Some(card.partner));
        ctx.tx.remove(&CARDS, &key)?;
        sheet.open.retain(|open| *open != key);
        ctx.tx.put(&SHEETS, &(card.partner, card.sheet), &sheet)?;
        ctx.tx.put(&FOLLOW_CODES, &self.code.key("follow", ctx.tx), &id)?;
        submit::keep(ctx, &id, &report, &kept.details)?;
        ctx.audit(&Actor::System, AuditEvent::about("report_submitted_by_card", id.as_bytes()))?;
        Ok(Submitted { id, follow_code: self.code, status: report.status })
    }
}

/// Until when the card of this code can be used; none when there is no such card.
pub(super) fn expires(
    read: &impl Read,
    code: &SpokenCode,
    now: Timestamp,
) -> Result<Option<Timestamp>, Refusal> {
    Ok(open_card(read, &code.key(PURPOSE, read), now)?.map(|(_, sheet)| sheet.expires))
}

/// A card that can be used now. Those of a partner who is suspended cannot.
fn open_card(read: &impl Read, key: &[u8; 16], now: Timestamp) -> Result<Option<(Card, Sheet)>, Refusal> {
    let Some(card) = read.get(&CARDS, key)? else { return Ok(None) };
    let Some(sheet) = read.get(&SHEETS, &(card.partner, card.sheet))? else { return Ok(None) };
    let partner = Actor::Member(card.partner, Role::Partner);
    let open = sheet.expires > now && members::permitted(read, &partner, Action::PrintCards).is_ok();
    Ok(open.then_some((card, sheet)))
}

/// Ends all cards of somebody who leaves.
pub(crate) fn forget_cards(tx: &mut Tx, partner: &MemberId) -> Result<(), Refusal> {
    for (key, sheet) in tx.prefix(&SHEETS, partner)? {
        for card in &sheet.open {
            tx.remove(&CARDS, card)?;
        }
        tx.remove(&SHEETS, &key)?;
    }
    Ok(())
}

/// Forgets sheets of whomever that have ended, 50 at most.
pub(crate) fn forget_sheets_over(tx: &mut Tx, now: Timestamp) -> Result<(), StoreError> {
    let rows = tx.range(&SHEETS, ..)?.into_iter();
    for (key, sheet) in rows.filter(|(_, sheet)| sheet.expires <= now).take(MAX_LIST) {
        for card in &sheet.open {
            tx.remove(&CARDS, card)?;
        }
        tx.remove(&SHEETS, &key)?;
    }
    Ok(())
}

impl Snapshot {
    /// The partner's sheets whose cards can still be used, newest first.
    pub fn card_sheets(&self, actor: &Actor, now: Timestamp) -> Result<Vec<CardSheet>, Refusal> {
        self.allow(actor, Action::PrintCards)?;
        let Actor::Member(partner, _) = actor else { return Err(Refusal::Forbidden) };
        let rows = self.tx.prefix(&SHEETS, partner)?.into_iter();
        let open = rows.filter(|(_, sheet)| !sheet.cancelled && sheet.expires > now);
        let mut sheets: Vec<CardSheet> = open
            .map(|((_, id), Sheet { printed, expires, cards, .. })| CardSheet { id, printed, expires, cards })
            .collect();
        sheets.sort_by_key(|sheet| std::cmp::Reverse(sheet.printed));
        Ok(sheets)
    }
}

/// Ends every card that was not used: what a backup says of them may be long over.
pub(crate) fn forget_all_cards(tx: &mut Tx) -> Result<(), StoreError> {
    for (key, mut sheet) in tx.range(&SHEETS, ..)? {
        sheet.open.clear();
        tx.put(&SHEETS, &key, &sheet)?;
    }
    tx.clear(&CARDS)
}

/// How many cards may be printed within 30 days, for the page that says so.
pub const CARDS_A_MONTH: usize = MAX_CARDS_A_MONTH;

const _: () = assert!(MAX_CARDS <= MAX_CARDS_A_MONTH && CARD_MONTH == 30 * DAY);

/// A partner's sheets, for her copy of her data.
pub(crate) fn kept_sheets(read: &impl Read, partner: &MemberId) -> Result<Vec<KeptRow>, StoreError> {
    let sheets = read.prefix(&SHEETS, partner)?.into_iter();
    Ok(sheets.map(|(_, sheet)| KeptRow::of("card_sheets/1", &sheet)).collect())
}
