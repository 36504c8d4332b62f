//! What is said in an agreement of three, what liars say there, and what is called evidence of it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use parasol_protocol::agreement::{Ask, Ballot, Electorate, Evidence, Progress, Promise, Proposer, Reply};
use parasol_protocol::charter::{Decided, Vote};
use parasol_protocol::envelope::{self, Signed};
use serde_bytes::ByteBuf;

use super::input::vectors;
use super::kit::{Side, charter, lease, organisation, secret, sides};
use super::lies::{again, among, said};

/// The charter in force when all of this is said; the vector's is the same.
pub(crate) static ELECTORATE: LazyLock<Electorate> = LazyLock::new(|| Electorate::new(&charter(3)));

/// Three ballots in which nobody lies. The first gets one vote, its owner's; in the second something else is decided, in the
/// third that once more.
pub(crate) struct Honest {
    frames: Vec<Vec<u8>>,
    pub(crate) signed: BTreeSet<ByteBuf>,
    ballots: [Ballot; 3],
    pub(crate) certificates: [Decided; 2],
}

/// Asks these the present question, the last one first. Whoever comes after a quorum is heard for nothing.
fn ask(proposer: &mut Proposer, by: u8, of: &mut [Side], frames: &mut Vec<Vec<u8>>) -> Option<Decided> {
    let question = proposer.question().clone();
    frames.push(question.to_bytes());
    let mut decided = None;
    for side in of.iter_mut().rev() {
        let reply = side.answer(&question, &ELECTORATE);
        frames.push(reply.to_bytes());
        if let Ok(Progress::Decided(found)) = proposer.take(&organisation(side.n), reply, &secret(by)) {
            decided = decided.or(Some(*found));
        }
    }
    decided
}

/// Has node `by` decide a lease of so many days with these, in its first ballot after this one.
fn decide(by: u8, all: &mut [Side], days: u64, seen: Ballot, frames: &mut Vec<Vec<u8>>) -> (Ballot, Decided) {
    let mut proposer = sides([by])[0].begin(&ELECTORATE, lease(&ELECTORATE, days), Some(seen));
    ask(&mut proposer, by, all, frames);
    let decided = ask(&mut proposer, by, all, frames).unwrap();
    (proposer.ballot(), decided)
}

pub(crate) static HONEST: LazyLock<Honest> = LazyLock::new(|| {
    let (mut all, mut frames) = (sides(1..=3), Vec::new());
    let mut first = all[0].begin(&ELECTORATE, lease(&ELECTORATE, 30), None);
    ask(&mut first, 1, &mut all, &mut frames);
    ask(&mut first, 1, &mut all[..1], &mut frames);
    let (second, one) = decide(2, &mut all, 20, first.ballot(), &mut frames);
    let (third, again) = decide(1, &mut all, 20, second, &mut frames);
    assert_eq!(one.hash(), again.hash());
    let certificates = [one, again];
    frames.extend(certificates.iter().map(|decided| Reply::Decided(buf(decided)).to_bytes()));
    let signed = said(&frames);
    Honest { frames, signed, ballots: [first.ballot(), second, third], certificates }
});

fn buf(decided: &Decided) -> ByteBuf {
    ByteBuf::from(decided.bytes())
}

/// What node 1 signed of this kind, and its place in the ballots.
fn of_one<T: Signed>(ballot: impl Fn(&T) -> u64) -> Vec<ByteBuf> {
    let mut own: Vec<(u64, ByteBuf)> = Vec::new();
    for bytes in among::<T>(&HONEST.signed) {
        let signed = envelope::open::<T>(&bytes).unwrap();
        if signed.signer() == secret(1).public() {
            own.push((ballot(signed.body()), bytes));
        }
    }
    own.sort();
    own.into_iter().map(|(_, bytes)| bytes).collect()
}

/// Everything that is called evidence here: every kind, true and false.
pub(crate) static EVIDENCE: LazyLock<Vec<Evidence>> = LazyLock::new(|| {
    let Honest { ballots: [first, second, _], certificates: [decided, once_more], .. } = &*HONEST;
    let votes = of_one::<Vote>(|vote| vote.ballot);
    let asks = of_one::<Ask>(|ask| ask.ballot.into());
    let promises = of_one::<Promise>(|promise| promise.ballot.into());
    // 2 and 3 forget what they decided, and decide something else in the same ballot.
    let (same, other) = decide(2, &mut sides(2..=3), 10, *first, &mut Vec::new());
    assert_eq!(same, *second);
    let voted = again::<Vote>(&votes[1], 1, |vote| vote.charter = other.hash());
    let asked = again::<Ask>(&asks[1], 1, |ask| ask.charter = other.hash());
    let hiding = again::<Promise>(&promises[2], 1, |promise| promise.accepted = None);
    let mut all = vec![
        Evidence::TwoVotes(votes[1].clone(), voted),
        Evidence::TwoAsks(asks[1].clone(), asked),
        Evidence::TwoPromises(promises[2].clone(), hiding.clone()),
        Evidence::HiddenVote(votes[1].clone(), hiding),
        Evidence::TwoCertificates(buf(decided), buf(&other)),
        // In two ballots: somebody lied, and it does not say who.
        Evidence::TwoCertificates(buf(once_more), buf(&other)),
    ];
    // Nothing of this proves anything.
    all.push(Evidence::TwoCertificates(buf(decided), buf(once_more)));
    for (list, pair) in [
        (&votes, Evidence::TwoVotes as fn(ByteBuf, ByteBuf) -> Evidence),
        (&asks, Evidence::TwoAsks),
        (&promises, Evidence::TwoPromises),
    ] {
        all.extend(list.windows(2).map(|two| pair(two[0].clone(), two[1].clone())));
    }
    for vote in &votes {
        all.extend(promises.iter().map(|promise| Evidence::HiddenVote(vote.clone(), promise.clone())));
    }
    all
});

/// The frames and the vector's messages.
pub(crate) fn frames() -> Vec<Vec<u8>> {
    vectors(&["agreement"]).into_iter().chain(HONEST.frames.iter().cloned()).collect()
}
