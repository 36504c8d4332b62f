//! What is stored of anybody, why, by what right, who reads it, for how long and how it is sealed: one table, from which
//! `docs/data-protection.md` is made. A test finds every stored field in the sources and compares.

mod alerts;
mod contests;
mod desk;
mod network;
mod people;
mod reports;
mod taken_along;

pub use taken_along::{As, TAKEN_ALONG, Taken};
pub(crate) use taken_along::{how, is_branch};

use std::fmt::Write as _;

/// Fields of one place that are treated alike.
#[derive(Debug, Clone, Copy)]
pub struct Kept {
    /// The table or file.
    pub place: &'static str,
    /// Its fields; `key` is the row's key, `value` a row that is a single thing.
    pub fields: &'static [&'static str],
    /// What for.
    pub purpose: &'static str,
    /// By what right.
    pub basis: &'static str,
    /// Who reads it, besides the node itself.
    pub readers: &'static str,
    /// How long.
    pub how_long: &'static str,
    /// How it is sealed.
    pub sealed: &'static str,
}

const CONTRACT: &str = "what she asked for: an account (6(1)(b))";
const CONSENT: &str = "her consent (6(1)(a), 9(2)(a))";
const INTEREST: &str = "members' interest in safety (6(1)(f))";
const DUTY: &str = "showing that the law is kept (5(2), 6(1)(c), 12, 32)";
const NOTHING: &str = "not personal, or an organisation's";
const NOBODY: &str = "nobody";
const ACCOUNT: &str = "until she deletes the account, or 24 months after its last use";
const SERVICE: &str = "as long as the service";
const LINKED: &str = "until its reporter takes it back; five years at most";
const TABLE_KEY: &str = "under the table's key";
const MEMBER_BUCKET: &str = "in the bucket of the member's id: erased with her";
const SESSION_BUCKET: &str = "in one of sixteen buckets: erased when it ends";
const FINDING_BUCKET: &str = "in a bucket of the index, key and value: erased with her";
const ASKED_BUCKET: &str = "in a bucket of its own, key and value: erased as soon as it is answered";
const SENDERS_BUCKET: &str = "in a bucket of its own, key and value: erasable";
const MONTH_BUCKET: &str = "in the bucket of its month: erasable";
const DAY_BUCKET: &str = "in the bucket of its day: erasable";
const CIRCLE_BUCKET: &str = "in a bucket of its circle: erased when that key is made, or given up";
const VOLUME_BUCKET: &str = "in the bucket of its volume: erasable";

/// Everything that is stored.
pub const KEPT: &[&[Kept]] =
    &[people::KEPT, reports::KEPT, alerts::KEPT, desk::KEPT, contests::KEPT, network::KEPT];

/// The page.
pub fn page() -> String {
    let mut page = String::from(
        "# What is stored\n\nEvery field that a node stores: what for, by what right, who reads it, how long, how it is sealed. This page is\n\
         made from `node/core/src/data_protection/`; a test finds every stored field in the sources and compares\n\
         (`UPDATE_DOCS=1` writes the page anew). Articles are those of the GDPR; the organisation's own law may add to them, and\n\
         its data protection officer confirms them. `key` is a row's key, `value` a row that is a single thing.\n\n\
         What is not stored: which identifiers anybody checked, IP addresses, user agents, the day of a sign-in.\n\n\
         | place | fields | what for | by what right | who reads it | how long | sealed |\n|---|---|---|---|---|---|---|\n",
    );
    for kept in KEPT.iter().copied().flatten() {
        let Kept { place, fields, purpose, basis, readers, how_long, sealed } = kept;
        let fields: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
        // Writing into a string cannot fail.
        let _ = writeln!(
            page,
            "| `{place}` | {} | {purpose} | {basis} | {readers} | {how_long} | {sealed} |",
            fields.join(", ")
        );
    }
    page.push_str(
        "\n## What a member takes along\n\n*My data* gives a member a copy of every field about her but these:\n\n\
         | place | fields | not in her copy, because |\n|---|---|---|\n",
    );
    for (place, fields, how) in TAKEN_ALONG {
        if let As::Left(because) = how {
            let fields: Vec<String> = fields.iter().map(|field| format!("`{field}`")).collect();
            let _ = writeln!(page, "| `{place}` | {} | {because} |", fields.join(", "));
        }
    }
    page
}
