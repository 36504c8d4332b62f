//! A motion: the charter that a member proposes, and the papers that speak for it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

use super::change::{Change, Vouched, classify};
use super::electorate::Electorate;
use super::error::AgreementError;
use super::paper::{Consent, Leave, MAX_CONSENTS, MAX_PAPERS, Papers, Succession};
use crate::charter::{self, Charter};
use crate::codec;
use crate::envelope::{self, NodeSecret, Signed, Verified};
use crate::ids::{Hash, OrganisationId};

/// Whose consent a change needs, of those who have not left; newcomers always consent too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Needs {
    /// More than half: everything tightens.
    Majority,
    /// All of those who stay, and more than half of all: something loosens.
    All,
}

#[derive(Serialize, Deserialize)]
struct Wire(#[serde(with = "serde_bytes")] Vec<u8>, Papers);

type ByOrganisation<T> = BTreeMap<OrganisationId, Verified<T>>;

/// A charter that makes sense after the one in force, and verified papers about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Motion {
    charter: Verified<Charter>,
    proposer: OrganisationId,
    changes: Vec<Change>,
    consents: ByOrganisation<Consent>,
    leaves: ByOrganisation<Leave>,
    successions: ByOrganisation<Succession>,
}

impl Motion {
    /// The longest motion that is looked at, in bytes.
    pub const MAX_BYTES: usize = Charter::MAX_BODY + envelope::OVERHEAD + Papers::MAX_BYTES + 64;

    /// Proposes a charter, signed by a member of the one in force.
    pub fn propose(
        charter: Charter,
        electorate: &Electorate,
        secret: &NodeSecret,
    ) -> Result<Self, AgreementError> {
        Self::of(charter::propose(charter.after(electorate.charter()), secret)?, electorate)
    }

    /// Reads a motion and verifies everything in it.
    pub fn read(bytes: &[u8], electorate: &Electorate) -> Result<Self, AgreementError> {
        let Wire(charter, papers) = codec::decode_bounded(bytes, Self::MAX_BYTES)?;
        Self::read_parts(&charter, &papers, electorate)
    }

    pub(super) fn read_parts(
        charter: &[u8],
        papers: &Papers,
        electorate: &Electorate,
    ) -> Result<Self, AgreementError> {
        let mut motion = Self::of(charter::read_charter(charter)?, electorate)?;
        motion.merge(papers, electorate)?;
        Ok(motion)
    }

    fn of(charter: Verified<Charter>, electorate: &Electorate) -> Result<Self, AgreementError> {
        let proposer =
            electorate.charter().member_by_key(&charter.signer()).ok_or(AgreementError::Stranger)?;
        let proposer = proposer.organisation;
        let changes = classify(electorate.charter(), charter.body())?;
        let (consents, leaves, successions) = Default::default();
        Ok(Self { charter, proposer, changes, consents, leaves, successions })
    }

    /// The bytes that travel and are stored.
    pub fn to_bytes(&self) -> Vec<u8> {
        codec::encode(&Wire(self.charter.bytes().to_vec(), self.papers()))
    }

    /// The charter.
    pub fn charter(&self) -> &Verified<Charter> {
        &self.charter
    }

    /// The charter's hash, by which the motion is known.
    pub fn hash(&self) -> Hash {
        self.charter.hash()
    }

    /// Who proposed it.
    pub fn proposer(&self) -> OrganisationId {
        self.proposer
    }

    /// What it changes; empty where it only sets aside what was open.
    pub fn changes(&self) -> Vec<Change> {
        let vouched = |change: &Change| match change {
            Change::NodeKey(organisation, _) if self.is_vouched(organisation) => {
                Change::NodeKey(*organisation, Vouched::Yes)
            }
            other => *other,
        };
        self.changes.iter().map(vouched).collect()
    }

    fn is_vouched(&self, organisation: &OrganisationId) -> bool {
        let named = self.charter.body().member(organisation).map(|member| member.node_key);
        self.successions.get(organisation).is_some_and(|succession| Some(succession.body().new_key) == named)
    }

    /// Whose consent it needs.
    pub fn needs(&self) -> Needs {
        needs(&self.changes())
    }

    /// The members who have a say in it, of those who have not left. Where a majority is enough for a new node key, it is one
    /// of the others: whoever has the recovery key would else be one of those who must believe it. Where all must want it,
    /// it is all who stay: whoever is removed by the same charter could be removed by the one before.
    pub fn has_a_say(&self, electorate: &Electorate) -> BTreeSet<OrganisationId> {
        let changes = self.changes();
        let needs = needs(&changes);
        let mut say = self.present(electorate);
        say.retain(|organisation| match needs {
            Needs::Majority => !changes.contains(&Change::NodeKey(*organisation, Vouched::Yes)),
            Needs::All => !changes.contains(&Change::Removed(*organisation)),
        });
        say
    }

    /// The members who have not left.
    fn present(&self, electorate: &Electorate) -> BTreeSet<OrganisationId> {
        let mut present = electorate.organisations();
        present.retain(|organisation| !self.leaves.contains_key(organisation));
        present
    }

    /// The organisations that join by it.
    pub fn newcomers(&self) -> BTreeSet<OrganisationId> {
        let joined = |change: &Change| match change {
            Change::Joined(organisation) => Some(*organisation),
            _ => None,
        };
        self.changes.iter().filter_map(joined).collect()
    }

    /// Who has consented.
    pub fn consented(&self) -> BTreeSet<OrganisationId> {
        self.consents.keys().copied().collect()
    }

    /// Who has left.
    pub fn left(&self) -> BTreeSet<OrganisationId> {
        self.leaves.keys().copied().collect()
    }

    /// How many members must consent.
    pub fn consents_needed(&self, electorate: &Electorate) -> usize {
        let say = self.has_a_say(electorate).len();
        match self.needs() {
            Needs::Majority => say / 2 + 1,
            // Where all have left, nobody can speak for them.
            Needs::All => say.max(self.present(electorate).len() / 2 + 1),
        }
    }

    /// Whether it has the consents that it needs, and so may be decided.
    pub fn check_carried(&self, electorate: &Electorate) -> Result<(), AgreementError> {
        let (say, consented) = (self.has_a_say(electorate), self.consented());
        let (counted, all_who_must) = match self.needs() {
            Needs::Majority => (say, true),
            Needs::All => (self.present(electorate), say.is_subset(&consented)),
        };
        let needed = self.consents_needed(electorate);
        let found = counted.intersection(&consented).count();
        let newcomers = self.newcomers().is_subset(&consented);
        let carried = found >= needed && all_who_must && newcomers;
        if carried { Ok(()) } else { Err(AgreementError::Consents { needed, found }) }
    }

    /// Members whose nodes vote no more: they left, or their node key was replaced by the recovery key.
    pub(super) fn absent(&self) -> BTreeSet<OrganisationId> {
        self.leaves.keys().chain(self.successions.keys()).copied().collect()
    }

    /// Consents to it. For a member, for one whose succession is among the papers, and for a newcomer.
    pub fn consent(
        &mut self,
        organisation: OrganisationId,
        electorate: &Electorate,
        secret: &NodeSecret,
    ) -> Result<(), AgreementError> {
        let Charter { circle, number, .. } = *self.charter.body();
        let consent = Consent { circle, number, charter: self.hash(), organisation };
        self.add_consent(envelope::seal(consent, secret), electorate)
    }

    /// The papers, in order.
    pub fn papers(&self) -> Papers {
        Papers {
            consents: list(&self.consents),
            leaves: list(&self.leaves),
            successions: list(&self.successions),
        }
    }

    /// Adds papers that came from elsewhere; with a wrong one among them none is taken. Whether anything is new.
    pub fn merge(&mut self, papers: &Papers, electorate: &Electorate) -> Result<bool, AgreementError> {
        let mut merged = self.clone();
        for succession in
            read_list(MAX_PAPERS, &papers.successions, &self.successions, |body| body.organisation)?
        {
            merged.add_succession(succession, electorate)?;
        }
        for leave in read_list(MAX_PAPERS, &papers.leaves, &self.leaves, |body| body.organisation)? {
            merged.add_leave(leave, electorate)?;
        }
        for consent in read_list(MAX_CONSENTS, &papers.consents, &self.consents, |body| body.organisation)? {
            merged.add_consent(consent, electorate)?;
        }
        let new = merged != *self;
        *self = merged;
        Ok(new)
    }

    /// Adds the papers of the same motion, which were verified when it was read.
    pub(super) fn absorb(&mut self, other: &Self, electorate: &Electorate) -> Result<(), AgreementError> {
        for succession in other.successions.values() {
            self.add_succession(succession.clone(), electorate)?;
        }
        for leave in other.leaves.values() {
            self.add_leave(leave.clone(), electorate)?;
        }
        for (organisation, consent) in &other.consents {
            // Perhaps given with a key that is superseded by what is held here.
            if self.speaks_for(organisation, consent, electorate) {
                self.add_consent(consent.clone(), electorate)?;
            }
        }
        Ok(())
    }

    fn add_consent(
        &mut self,
        consent: Verified<Consent>,
        electorate: &Electorate,
    ) -> Result<(), AgreementError> {
        let Charter { circle, number, .. } = *self.charter.body();
        let organisation = consent.body().organisation;
        let about = *consent.body() == Consent { circle, number, charter: self.hash(), organisation };
        if !about || !self.speaks_for(&organisation, &consent, electorate) {
            return Err(AgreementError::Paper);
        }
        self.consents.entry(organisation).or_insert(consent);
        Ok(())
    }

    /// Whether this key may consent for this organisation.
    fn speaks_for(
        &self,
        organisation: &OrganisationId,
        consent: &Verified<Consent>,
        electorate: &Electorate,
    ) -> bool {
        let signer = Some(consent.signer());
        match electorate.charter().member(organisation) {
            Some(member) => {
                let successor = self.successions.get(organisation).map(|paper| paper.body().new_key);
                signer == Some(member.node_key) || signer == successor
            }
            None => signer == self.charter.body().member(organisation).map(|newcomer| newcomer.node_key),
        }
    }

    fn add_leave(&mut self, leave: Verified<Leave>, electorate: &Electorate) -> Result<(), AgreementError> {
        let body = leave.body();
        let member = electorate.signed_by(&leave, &body.organisation)?;
        let since = body.circle == electorate.circle() && body.number <= electorate.number();
        if !since || body.share != member.share {
            return Err(AgreementError::Paper);
        }
        self.leaves.entry(body.organisation).or_insert(leave);
        Ok(())
    }

    /// The successions among the papers.
    pub(super) fn successions(&self) -> impl Iterator<Item = &Verified<Succession>> {
        self.successions.values()
    }

    pub(super) fn add_succession(
        &mut self,
        succession: Verified<Succession>,
        electorate: &Electorate,
    ) -> Result<(), AgreementError> {
        let body = succession.body();
        let member = electorate.charter().member(&body.organisation).ok_or(AgreementError::Stranger)?;
        let fresh = electorate.charter().members.iter().all(|other| other.node_key != body.new_key);
        if succession.signer() != member.recovery_key || body.old_key != member.node_key || !fresh {
            return Err(AgreementError::Paper);
        }
        let organisation = body.organisation;
        let held = self.successions.get(&organisation).map(|held| held.body().counter);
        if held.is_none_or(|held| held < succession.body().counter) {
            self.successions.insert(organisation, succession);
            // What the key that is superseded consented to is nobody's word any more.
            let consents = std::mem::take(&mut self.consents);
            self.consents = consents
                .into_iter()
                .filter(|(organisation, consent)| self.speaks_for(organisation, consent, electorate))
                .collect();
        }
        Ok(())
    }
}

fn needs(changes: &[Change]) -> Needs {
    if changes.iter().all(Change::tightens) { Needs::Majority } else { Needs::All }
}

fn list<T>(papers: &ByOrganisation<T>) -> Vec<ByteBuf> {
    papers.values().map(|paper| ByteBuf::from(paper.bytes())).collect()
}

/// Reads a list of papers: one for each organisation, in their order. Those that are held are not verified again.
fn read_list<T: Signed + Clone>(
    max: usize,
    list: &[ByteBuf],
    held: &ByOrganisation<T>,
    whose: impl Fn(&T) -> OrganisationId,
) -> Result<Vec<Verified<T>>, AgreementError> {
    if list.len() > max {
        return Err(AgreementError::Papers);
    }
    let known = |bytes: &ByteBuf| held.values().find(|paper| paper.bytes() == bytes.as_slice()).cloned();
    let read = |bytes: &ByteBuf| known(bytes).map_or_else(|| envelope::open(bytes), Ok);
    let papers: Vec<Verified<T>> = list.iter().map(read).collect::<Result<_, _>>()?;
    let ordered = papers.is_sorted_by(|a, b| whose(a.body()) < whose(b.body()));
    if ordered { Ok(papers) } else { Err(AgreementError::Papers) }
}
