//! What is stored of those who contest.

use super::{Kept, TABLE_KEY};

const HELD: &str = "answering within the law's month (6(1)(c), 12, 16, 17, 21)";
const MODERATORS: &str = "moderators, each opening noted";
const YEAR: &str = "twelve months after it was closed";

pub(super) const KEPT: &[Kept] = &[
    Kept {
        place: "contest_asked/1",
        fields: &["key", "address", "language", "since"],
        purpose: "where a code is to go that proves that somebody holds a number or address",
        basis: HELD,
        readers: super::NOBODY,
        how_long: "until it has gone there, or the node has seen that none is due; three days at most",
        sealed: super::ASKED_BUCKET,
    },
    Kept {
        place: "contest_proofs/1",
        fields: &["key", "sent", "filed", "code"],
        purpose: "one number or address is contested once a month: a keyed hash of it, and when a code went there",
        basis: HELD,
        readers: super::NOBODY,
        how_long: "a month",
        sealed: super::ASKED_BUCKET,
    },
    Kept {
        place: "contest_codes/1",
        fields: &["key", "address", "language", "ends"],
        purpose: "a code that is out, of which a keyed hash is kept, and where it went",
        basis: HELD,
        readers: super::NOBODY,
        how_long: "until it is used; a week at most",
        sealed: super::ASKED_BUCKET,
    },
    Kept {
        place: "contest_details/1",
        fields: &["key", "address", "language", "claim", "statement"],
        purpose: "what somebody contests, in her words, and the number or address that she proved",
        basis: HELD,
        readers: MODERATORS,
        how_long: YEAR,
        sealed: super::MONTH_BUCKET,
    },
    Kept {
        place: "contest_senders/1",
        fields: &["key", "value"],
        purpose: "how many contests came from a number or address: a keyed hash of it, and which",
        basis: HELD,
        readers: MODERATORS,
        how_long: YEAR,
        sealed: super::SENDERS_BUCKET,
    },
    Kept {
        place: "contests/1",
        fields: &[
            "key",
            "filed",
            "closed",
            "answered",
            "decided.alert",
            "decided.what",
            "decided.by",
            "decided.at",
            "decided.done",
        ],
        purpose: "where a contest stands, and who decided what about which alert",
        basis: HELD,
        readers: MODERATORS,
        how_long: YEAR,
        sealed: TABLE_KEY,
    },
    Kept {
        place: "contest_queue/1",
        fields: &["key"],
        purpose: "the order in which contests are looked at",
        basis: HELD,
        readers: "moderators",
        how_long: YEAR,
        sealed: TABLE_KEY,
    },
    Kept {
        place: "contest_letters/1",
        fields: &["key"],
        purpose: "when the letter goes that answers a contest",
        basis: HELD,
        readers: super::NOBODY,
        how_long: "until then",
        sealed: TABLE_KEY,
    },
];
