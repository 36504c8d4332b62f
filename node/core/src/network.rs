//! What the network asks of the node: who may be linked, and what is to be sent.

use std::collections::BTreeMap;

use parasol_protocol::agreement::Consent;
use parasol_protocol::charter::Decided;
use parasol_protocol::circle::Question;
use parasol_protocol::ids::{CircleId, NodeKey, OrganisationId};
use parasol_protocol::join::{Introduction, JoinRequest, Knock};
use parasol_protocol::time::Timestamp;

use crate::circles::agreement::tables::FAREWELLS;
use crate::circles::agreement::{has_left, held_charter};
use crate::circles::is_over;
use crate::circles::successors;
use crate::circles::tables::{CHARTERS, CIRCLES, ENDED, INVITES, JOINS, JoinRow, PEERS, Side, names_key};
use crate::node::Snapshot;
use crate::store::{Read, StoreError};

/// A node that may pass the handshake, and how to reach it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The organisation.
    pub organisation: OrganisationId,
    /// Its node's key.
    pub node_key: NodeKey,
    /// Its name.
    pub name: String,
    /// Where it listens.
    pub addresses: Vec<String>,
    /// Whether it is a member of a common circle, so that ledgers are exchanged.
    pub member: bool,
}

/// A knock that is still to be answered by the inviter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnockTask {
    /// The circle.
    pub circle: CircleId,
    /// The inviter's node key.
    pub inviter: NodeKey,
    /// Where it listens.
    pub addresses: Vec<String>,
    /// The proof that this node holds the invite.
    pub knock: Knock,
    /// Who this node is.
    pub request: JoinRequest,
}

/// A question that is to be asked until it is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CircleTask {
    /// Whom to ask.
    pub to: OrganisationId,
    /// What.
    pub question: Question,
}

impl Snapshot {
    /// Who may pass the handshake and whom to dial: members of common circles, and peers that are being linked.
    pub fn links(&self) -> Result<Vec<Link>, StoreError> {
        let me = self.identity().organisation;
        let mut links = BTreeMap::new();
        for (_, row) in self.tx.range(&JOINS, ..)?.into_iter().filter(|(_, row)| !row.refused) {
            let JoinRow { peer, peer_key, .. } = row;
            let Introduction { organisation, name, addresses, .. } = peer;
            links.insert(
                organisation,
                Link { organisation, node_key: peer_key, name, addresses, member: false },
            );
        }
        for (circle, _) in self.tx.range(&CIRCLES, ..)? {
            let Some(decided) = self.charter(&circle)? else { continue };
            // Before the members have decided this node's new key they let it ask about charters, and no more.
            let named = names_key(decided.charter(), self.identity());
            for member in decided.charter().members.iter().filter(|member| member.organisation != me) {
                let organisation = member.organisation;
                if self.tx.has(&ENDED, &(circle, organisation))? {
                    continue;
                }
                let left = has_left(&self.tx, &circle, &organisation)?;
                let link = self.link(organisation, member.node_key, &member.name)?;
                if let Some(held) = links.get(&organisation)
                    && held.node_key != link.node_key
                    && self.is_superseded(&organisation, &link.node_key)?
                {
                    continue;
                }
                // One common circle is enough to be a member.
                if !left || !links.contains_key(&organisation) {
                    links.insert(organisation, Link { member: !left && named, ..link });
                }
            }
        }
        self.successor_links(&mut links)?;
        self.former_links(&mut links)?;
        Ok(links.into_values().collect())
    }

    fn link(&self, organisation: OrganisationId, node_key: NodeKey, name: &str) -> Result<Link, StoreError> {
        let addresses = self.tx.get(&PEERS, &organisation)?.map_or_else(Vec::new, |peer| peer.addresses);
        Ok(Link { organisation, node_key, name: name.to_owned(), addresses, member: false })
    }

    /// Members whose recovery key names a new node key, which an admin here wants in the charter: with the old key nobody is
    /// let in any more, with the new one they may ask about the charter.
    fn successor_links(&self, links: &mut BTreeMap<OrganisationId, Link>) -> Result<(), StoreError> {
        for (circle, _) in self.tx.range(&CIRCLES, ..)? {
            for (organisation, node_key) in successors(&self.tx, &circle)? {
                if let Some(link) = links.get_mut(&organisation).filter(|link| link.node_key != node_key) {
                    (link.node_key, link.member) = (node_key, false);
                }
            }
        }
        Ok(())
    }

    /// Whether a charter has replaced this key of an organisation: another circle may not have decided it yet.
    fn is_superseded(&self, organisation: &OrganisationId, key: &NodeKey) -> Result<bool, StoreError> {
        for (circle, row) in self.tx.range(&CIRCLES, ..)? {
            for ((_, number), bytes) in self.tx.prefix(&CHARTERS, &circle)? {
                let charter = Decided::charter_in(&bytes).map_err(|_| StoreError::damaged("charters/1"))?;
                let named = charter.member(organisation).is_some_and(|member| member.node_key == *key);
                let now = || self.charter(&circle);
                if number < row.number && named {
                    let still = now()?.is_none_or(|decided| {
                        decided.charter().member(organisation).is_none_or(|member| member.node_key == *key)
                    });
                    if !still {
                        return Ok(true);
                    }
                }
            }
        }
        Ok(false)
    }

    /// Former fellow members that are still to be told, or to be answered, how that came: those whom the charter in force
    /// removed, and those of circles that this node left.
    fn former_links(&self, links: &mut BTreeMap<OrganisationId, Link>) -> Result<(), StoreError> {
        for (circle, row) in self.tx.range(&CIRCLES, ..)? {
            let Some(decided) = self.charter(&circle)? else { continue };
            let before = held_charter(&self.tx, &circle, row.number.saturating_sub(1))?;
            let before = before.into_iter().flat_map(|before| before.members);
            for member in before.filter(|gone| decided.charter().member(&gone.organisation).is_none()) {
                let link = self.link(member.organisation, member.node_key, &member.name)?;
                links.entry(member.organisation).or_insert(link);
            }
        }
        for (_, row) in self.tx.range(&FAREWELLS, ..)? {
            for member in row.untold {
                let link = self.link(member.organisation, member.node_key, &member.name)?;
                links.entry(member.organisation).or_insert(link);
            }
        }
        Ok(())
    }

    /// Whether strangers may knock: an invite is open.
    pub fn open_invites(&self, now: Timestamp) -> Result<bool, StoreError> {
        Ok(self.tx.range(&INVITES, ..)?.iter().any(|(_, invite)| invite.expires > now))
    }

    /// Knocks that the inviter has not answered.
    pub fn knocks(&self) -> Result<Vec<KnockTask>, StoreError> {
        let identity = self.identity();
        let tasks = self.tx.range(&JOINS, ..)?.into_iter().filter_map(|(circle, row)| {
            let secret = row.secret.as_ref().filter(|_| row.side == Side::Joiner && !row.refused)?;
            let knock = Knock::new(secret, circle, &identity.node_key(), &row.peer_key);
            let request = identity.introduction(row.addresses);
            Some(KnockTask { circle, inviter: row.peer_key, addresses: row.peer.addresses, knock, request })
        });
        Ok(tasks.collect())
    }

    /// Questions of a joiner whose admin has confirmed, and of a member that is behind.
    pub fn questions(&self) -> Result<Vec<CircleTask>, StoreError> {
        let identity = self.identity();
        let rows = self.tx.range(&JOINS, ..)?.into_iter();
        let ready = rows.filter(|(_, row)| row.side == Side::Joiner && row.confirmed && !row.refused);
        let tasks = ready.filter(|(_, row)| row.secret.is_none()).map(|(circle, row)| {
            let proposal = row.proposal.as_ref();
            let proposal = proposal.and_then(|bytes| parasol_protocol::charter::read_proposal(bytes).ok());
            let question = match proposal {
                None => Question::Confirm(circle),
                // With the key in hand, two simply agree; into a circle of several one is admitted.
                Some(proposal) if row.handed => {
                    let vote =
                        parasol_protocol::charter::vote(&proposal, identity.organisation, identity.secret());
                    Question::Vote(circle, vote.bytes().to_vec().into())
                }
                Some(proposal) => {
                    let (number, charter) = (proposal.body().number, proposal.hash());
                    let consent = Consent { circle, number, charter, organisation: identity.organisation };
                    Question::Consent(circle, consent.sign(identity.secret()).bytes().to_vec().into())
                }
            };
            CircleTask { to: row.peer.organisation, question }
        });
        let mut tasks: Vec<CircleTask> = tasks.collect();
        tasks.extend(self.charter_questions()?);
        tasks.extend(self.introduction_questions()?);
        tasks.extend(self.key_questions()?);
        Ok(tasks)
    }

    /// For keys that every member holds whole and this node lacks, because it was put back to a time before they were made: any
    /// member gives them.
    fn key_questions(&self) -> Result<Vec<CircleTask>, StoreError> {
        let (me, mut tasks) = (self.identity().organisation, Vec::new());
        for (circle, _) in self.tx.range(&CIRCLES, ..)? {
            let Some(decided) = self.charter(&circle)? else { continue };
            let charter = decided.charter();
            if !names_key(charter, self.identity()) || !self.lacks_whole_key(charter)? {
                continue;
            }
            for member in charter.members.iter().map(|member| member.organisation) {
                if member != me && !is_over(&self.tx, &circle, &member)? {
                    tasks.push(CircleTask { to: member, question: Question::Confirm(circle) });
                }
            }
        }
        Ok(tasks)
    }

    /// Fellow members with whom no invite has linked this node: they are asked themselves, should they come, and so is
    /// everybody whom this node can reach.
    fn introduction_questions(&self) -> Result<Vec<CircleTask>, StoreError> {
        let (me, mut tasks) = (self.identity().organisation, Vec::new());
        for (circle, _) in self.tx.range(&CIRCLES, ..)? {
            let Some(decided) = self.charter(&circle)? else { continue };
            let (mut known, mut unknown) = (Vec::new(), Vec::new());
            for member in decided.charter().members.iter().map(|member| member.organisation) {
                if member == me || is_over(&self.tx, &circle, &member)? {
                    continue;
                }
                let met = self.tx.has(&PEERS, &member)?;
                if met { known.push(member) } else { unknown.push(member) }
            }
            for who in unknown {
                let asked = known.iter().copied().chain([who]);
                tasks
                    .extend(asked.map(|to| CircleTask { to, question: Question::Introduction(circle, who) }));
            }
        }
        Ok(tasks)
    }
}
