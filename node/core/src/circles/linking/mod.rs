//! Linking a peer: the invite, the knock, the two admins' confirmations, the charter with the newcomer in it.
//!
//! Every step is kept before it is answered, and may be asked again: either node can stop anywhere and go on. Two
//! organisations simply agree to their charter; into a circle that has several members already one is admitted by the
//! agreement of all.

mod confirm;
mod invite;
mod inviter;
mod joiner;
mod knock;

use parasol_protocol::charter::Decided;
use parasol_protocol::ids::{CircleId, NodeKey, OrganisationId};
use parasol_protocol::join::{self, MAX_ADDRESS, MAX_ADDRESSES};

use super::agreement::end_farewell;
use super::create::adopt;
use super::tables::{JOINS, JoinRow, PEERS, charter};
use crate::audit::AuditEvent;
use crate::command::Ctx;
use crate::refusal::Refusal;
use crate::roles::Actor;
use crate::store::Read;

pub use confirm::{ConfirmPeer, RelinkPeer, RemovePeer, Unlinked};
pub use invite::{AcceptInvite, CreateInvite};
pub use inviter::AnswerQuestion;
pub use joiner::TakeReply;
pub(crate) use knock::end_invites;
pub use knock::{JoinAnswered, ReceiveJoin, ReceiveKnock};

fn check_addresses(addresses: &[String]) -> Result<(), Refusal> {
    let fit =
        addresses.len() <= MAX_ADDRESSES && addresses.iter().all(|address| address.len() <= MAX_ADDRESS);
    if fit { Ok(()) } else { Err(Refusal::TooLong { field: "addresses", max: MAX_ADDRESSES }) }
}

/// Whether an organisation of this id is linked, or being linked, under another key: whoever claims it then is somebody
/// else, or has been given a new key, which a succession would say.
fn known_under_another_key(
    ctx: &Ctx<'_>,
    organisation: &OrganisationId,
    key: &NodeKey,
) -> Result<bool, Refusal> {
    let joining = ctx.tx.range(&JOINS, ..)?.into_iter().map(|(_, row)| (row.peer.organisation, row.peer_key));
    let mut known: Vec<(OrganisationId, NodeKey)> = joining.collect();
    for circle in super::tables::active(ctx.tx)? {
        let decided = charter(ctx.tx, &circle)?;
        let members = decided.iter().flat_map(|decided| &decided.charter().members);
        known.extend(members.map(|member| (member.organisation, member.node_key)));
    }
    Ok(known.iter().any(|(id, other)| id == organisation && other != key))
}

/// The six words of a link between this node and a peer.
pub(in crate::circles) fn words(
    own: (&OrganisationId, &NodeKey),
    circle: &CircleId,
    row: &JoinRow,
) -> String {
    join::fingerprint(circle, [own, (&row.peer.organisation, &row.peer_key)])
}

/// A link that waits for the admins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The circle.
    pub circle: CircleId,
    /// The other organisation.
    pub peer: OrganisationId,
    /// Its name.
    pub name: String,
    /// The six words that both admins compare.
    pub words: String,
}

fn pending(ctx: &Ctx<'_>, circle: CircleId, row: &JoinRow) -> Pending {
    let identity = ctx.node.identity();
    let words = words((&identity.organisation, &identity.node_key()), &circle, row);
    Pending { circle, peer: row.peer.organisation, name: row.peer.name.clone(), words }
}

/// The link is made.
fn finish(ctx: &mut Ctx<'_>, circle: CircleId, row: &JoinRow, decided: &Decided) -> Result<(), Refusal> {
    ctx.tx.put(&PEERS, &row.peer.organisation, &row.peer)?;
    ctx.tx.remove(&JOINS, &circle)?;
    adopt(ctx, decided)?;
    // Whoever was not told yet that this node had left would believe it now.
    end_farewell(ctx, &circle)?;
    ctx.audit(&Actor::System, AuditEvent::about("peer_linked", circle.as_bytes()))?;
    crate::publish::enqueue_all(ctx, &circle)?;
    Ok(crate::ledger::own::heartbeat(ctx, &circle)?)
}
