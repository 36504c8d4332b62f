//! What an alert said before: every version with who wrote it, when and why, sealed beside the alert and gone with it.

use parasol_protocol::identifier::Identifier;
use parasol_protocol::lists::Level;
use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::AlertContent;
use super::alert::{self, Alert};
use super::view::{IdentifierView, identifiers};
use crate::command::Ctx;
use crate::ids::{AlertId, MemberId};
use crate::members::{self, Pseudonym};
use crate::node::Snapshot;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::reports::own_bucket;
use crate::roles::{Action, Actor};
use crate::store::{BucketId, BucketTable, Read, StoreError, Tx};
use crate::words::words;

/// Alert and number of the version -> what it said, in the alert's bucket.
const VERSIONS: BucketTable<(AlertId, u32), Earlier> = BucketTable::new("alert_versions/1");

words! {
    /// How a version of an alert came about.
    Change {
        /// It was published.
        Published = "published",
        /// It was corrected, or classified anew.
        Corrected = "corrected",
        /// A further report was merged into it.
        Merged = "merged",
        /// A report that was merged into it was taken out again.
        TakenOut = "taken_out",
    }
}

/// Who wrote a version, when and why.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Made {
    pub(super) by: Option<MemberId>,
    pub(super) at: Option<Timestamp>,
    pub(super) change: Change,
    pub(super) why: Option<String>,
}

impl Default for Made {
    /// Of an alert that was published before this was noted.
    fn default() -> Self {
        Self { by: None, at: None, change: Change::Published, why: None }
    }
}

impl Made {
    /// By this actor, now.
    pub(super) fn now(ctx: &Ctx<'_>, actor: &Actor, change: Change, why: Option<String>) -> Self {
        let by = match actor {
            Actor::Member(member, _) => Some(*member),
            Actor::Operator | Actor::System => None,
        };
        Self { by, at: Some(ctx.now), change, why }
    }
}

#[derive(Serialize, Deserialize)]
struct Earlier {
    content: AlertContent,
    made: Made,
}

/// A version of an alert, as moderators see it.
#[derive(Clone)]
pub struct Version {
    /// Who wrote it; none when nobody noted that, or she is not here any more.
    pub by: Option<Pseudonym>,
    /// When.
    pub at: Timestamp,
    /// How it came about.
    pub change: Change,
    /// Why, in the moderator's words.
    pub why: Option<String>,
    /// What it said, without its identifiers.
    pub content: AlertContent,
    /// By what the person could be found, masked.
    pub identifiers: Vec<IdentifierView>,
}

no_debug!(Made, Version);

/// Keeps what an alert says as an earlier version.
pub(super) fn keep(tx: &mut Tx, alert: &Alert) -> Result<(), StoreError> {
    let earlier = Earlier { content: alert.content.clone(), made: alert.made.clone() };
    tx.bucket_put(&VERSIONS, &bucket(alert), &(alert.content.id, alert.versions), &earlier)
}

/// What an alert has been since some day.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Since {
    /// Whether somebody corrected it.
    pub(crate) corrected: bool,
    /// Whether it was of the gravest level at any time.
    pub(crate) gravest: bool,
}

/// What an alert has been since then: its versions are looked through back to the one that held then.
pub(crate) fn since(read: &impl Read, alert: &Alert, then: Timestamp) -> Result<Since, StoreError> {
    let gravest = |content: &AlertContent| content.level == Level::VeryDangerous;
    let mut since = Since { corrected: false, gravest: gravest(&alert.content) };
    let (mut at, mut change) = (alert.made.at, alert.made.change);
    for number in (0..alert.versions).rev() {
        if at.is_none_or(|at| at < then) {
            break;
        }
        since.corrected |= change == Change::Corrected;
        let Some(earlier) = read.bucket_get(&VERSIONS, &bucket(alert), &(alert.content.id, number))? else {
            break;
        };
        since.gravest |= gravest(&earlier.content);
        (at, change) = (earlier.made.at, earlier.made.change);
    }
    Ok(since)
}

/// Forgets every earlier version.
pub(super) fn forget(tx: &mut Tx, id: &AlertId, bucket: &BucketId) -> Result<(), StoreError> {
    let mut number = 0_u32;
    while tx.bucket_remove(&VERSIONS, bucket, &(*id, number))? {
        number = number.saturating_add(1);
    }
    Ok(())
}

/// Takes identifiers out of every earlier version: whoever brought them took them back.
pub(super) fn strip(tx: &mut Tx, alert: &Alert, gone: &[Identifier]) -> Result<(), StoreError> {
    let bucket = bucket(alert);
    for number in 0..alert.versions {
        let key = (alert.content.id, number);
        let Some(mut earlier) = tx.bucket_get(&VERSIONS, &bucket, &key)? else { continue };
        earlier.content.identifiers.retain(|named| !gone.contains(&named.identifier));
        tx.bucket_put(&VERSIONS, &bucket, &key, &earlier)?;
    }
    tx.mark_dirty(&bucket)
}

fn bucket(alert: &Alert) -> BucketId {
    own_bucket(alert.content.published_at.month())
}

impl Snapshot {
    /// Every version of an alert, the one that holds first. For moderators, though not of an alert about themselves or of a
    /// report of their own.
    pub fn alert_history(&self, actor: &Actor, id: &AlertId) -> Result<Vec<Version>, Refusal> {
        self.allow(actor, Action::Recall)?;
        let alert = alert::load(&self.tx, id)?.ok_or(Refusal::NotFound)?;
        super::not_hers(&self.tx, actor, &alert)?;
        let mut versions = vec![self.version(&alert.content, &alert.made)?];
        for number in (0..alert.versions).rev() {
            let earlier = self.tx.bucket_get(&VERSIONS, &bucket(&alert), &(*id, number))?;
            if let Some(Earlier { content, made }) = earlier {
                versions.push(self.version(&content, &made)?);
            }
        }
        Ok(versions)
    }

    fn version(&self, content: &AlertContent, made: &Made) -> Result<Version, Refusal> {
        let by = made.by.map_or(Ok(None), |by| members::load(&self.tx, &by))?;
        Ok(Version {
            by: by.map(|member| member.pseudonym),
            at: made.at.unwrap_or(content.published_at),
            change: made.change,
            why: made.why.clone(),
            identifiers: identifiers(&content.identifiers, false),
            content: AlertContent { identifiers: Vec::new(), ..content.clone() },
        })
    }
}
