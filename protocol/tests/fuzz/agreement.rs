//! A member, a proposer and a reader of certificates and evidence take whatever comes and stay what they are.

use std::sync::LazyLock;

use bolero::TypeGenerator;
use parasol_protocol::agreement::{
    Acceptor, Asked, Evidence, Motion, Progress, Proposer, Question, Reply, Table, Voter,
};
use parasol_protocol::charter::{self, Decided, Vote};
use parasol_protocol::envelope::{self, Verified};

use super::agreed::{self, ELECTORATE, EVIDENCE, HONEST};
use super::input::{Input, vectors};
use super::kit::{lease, organisation, secret};
use super::lies::lied;

static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(agreed::frames);

/// The frames among the seeds: changed, they stay frames more often than what is in them.
fn frames<T, E>(read: impl Fn(&[u8]) -> Result<T, E>) -> Vec<Vec<u8>> {
    SEEDS.iter().filter(|bytes| read(bytes).is_ok()).cloned().collect()
}

/// A promise never falls, a vote is never forgotten, and what is stored is read back.
#[test]
fn a_member_is_asked() {
    let (secret, seeds) = (secret(2), frames(Question::from_bytes));
    bolero::check!().with_type::<Vec<Input>>().for_each(|inputs| {
        let (mut acceptor, mut table) = (Acceptor::default(), Table::default());
        for input in inputs {
            let voter = Voter { organisation: organisation(2), secret: &secret };
            let Ok(question) = Question::from_bytes(&input.bytes(&seeds)) else { continue };
            let answered = match &question {
                Question::Prepare(bytes) => acceptor.prepare(bytes, &ELECTORATE, voter).ok(),
                Question::Ask(frame) => Asked::verify(frame, &ELECTORATE)
                    .ok()
                    .map(|asked| acceptor.vote(&asked, &ELECTORATE, voter)),
                Question::Motion(_, _, bytes) => {
                    if let Ok(motion) = Motion::read(bytes, &ELECTORATE) {
                        // A full table refuses, which is an answer, too.
                        let _ = table.lay(motion, &organisation(2), &ELECTORATE);
                    }
                    None
                }
            };
            let Some((next, reply)) = answered else { continue };
            assert!(next.promised() >= acceptor.promised());
            assert!(
                next.accepted().map(|accepted| accepted.0) >= acceptor.accepted().map(|accepted| accepted.0)
            );
            assert_eq!(Acceptor::from_bytes(&next.to_bytes()).unwrap().to_bytes(), next.to_bytes());
            assert!(Reply::from_bytes(&reply.to_bytes()).is_ok());
            acceptor = next;
        }
    });
}

#[test]
fn a_stored_member_is_read() {
    let secret = secret(2);
    let voter = Voter { organisation: organisation(2), secret: &secret };
    let frames = SEEDS.iter().filter_map(|bytes| Question::from_bytes(bytes).ok());
    let voted = frames.filter_map(|question| match question {
        Question::Ask(frame) => {
            let asked = Asked::verify(&frame, &ELECTORATE).ok()?;
            Some(Acceptor::default().vote(&asked, &ELECTORATE, voter).0)
        }
        _ => None,
    });
    let mut stored: Vec<Vec<u8>> = voted.map(|acceptor| acceptor.to_bytes()).collect();
    assert!(!stored.is_empty());
    stored.push(Acceptor::default().abstain().to_bytes());
    bolero::check!().with_type::<Input>().for_each(|input| {
        let bytes = input.bytes(&stored);
        if let Ok(acceptor) = Acceptor::from_bytes(&bytes) {
            assert_eq!(acceptor.to_bytes(), bytes);
        }
    });
}

#[derive(Debug, Clone, TypeGenerator)]
struct Answer {
    from: u8,
    reply: Input,
}

/// Nothing but the votes of a quorum makes a certificate, and every certificate that is made holds.
#[test]
fn a_proposer_is_answered() {
    let (secret, seeds) = (secret(1), frames(Reply::from_bytes));
    bolero::check!().with_type::<Vec<Answer>>().for_each(|answers| {
        let motion = lease(&ELECTORATE, 30);
        let voter = Voter { organisation: organisation(1), secret: &secret };
        let mut proposer = Proposer::begin(&ELECTORATE, motion, None, voter).unwrap();
        for Answer { from, reply } in answers {
            let Ok(reply) = Reply::from_bytes(&reply.bytes(&seeds)) else { continue };
            let taken = proposer.take(&organisation(from % 5), reply, &secret);
            if let Ok(Progress::Decided(decided)) = taken {
                Decided::verify_after(ELECTORATE.charter(), decided.bytes()).unwrap();
            }
            assert!(Question::from_bytes(&proposer.question().to_bytes()).is_ok());
        }
    });
}

static CERTIFICATES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let decided = HONEST.certificates.iter().map(|decided| decided.bytes().to_vec());
    vectors(&["agreement", "charters"]).into_iter().chain(decided).collect()
});

/// What holds says what was read of it before, when nothing was verified yet.
#[test]
fn a_certificate_comes() {
    bolero::check!().with_type::<Input>().for_each(|input| {
        let bytes = input.bytes(&CERTIFICATES);
        let (shown, votes) = (Decided::charter_in(&bytes), Decided::votes_in(&bytes));
        if let Ok(decided) = Decided::verify_after(ELECTORATE.charter(), &bytes) {
            assert_eq!(decided.bytes(), bytes);
            assert_eq!(shown.as_ref(), Ok(decided.charter()));
            for vote in votes {
                let vote: Verified<Vote> = envelope::open(&vote).unwrap();
                assert_eq!(vote.body().charter, decided.hash());
                assert!(ELECTORATE.charter().member_by_key(&vote.signer()).is_some());
            }
        }
    });
}

/// A newcomer is shown the charter before, and the one that names it.
#[test]
fn a_welcome_comes() {
    let charters = vectors(&["charters"]);
    bolero::check!().with_type::<(Input, Input)>().for_each(|(before, bytes)| {
        let Ok(before) = Decided::charter_in(&before.bytes(&charters)) else { return };
        if let Ok(decided) = Decided::verify_after(&before, &bytes.bytes(&CERTIFICATES)) {
            assert_eq!(decided.charter().circle, before.circle);
            assert_eq!(Some(decided.charter().number), before.number.checked_add(1));
        }
    });
}

#[test]
fn a_proposal_comes() {
    let charters = vectors(&["charters", "agreement"]);
    assert!(charters.iter().any(|bytes| charter::read_proposal(bytes).is_ok()));
    bolero::check!().with_type::<Input>().for_each(|input| {
        let bytes = input.bytes(&charters);
        if let Ok(proposal) = charter::read_proposal(&bytes) {
            assert_eq!(proposal.bytes(), bytes);
            assert!(proposal.body().member_by_key(&proposal.signer()).is_some());
        }
    });
}

#[test]
fn a_vote_comes() {
    let charters = vectors(&["charters"]);
    let proposals = charters.iter().filter_map(|bytes| charter::read_proposal(bytes).ok());
    let voted = |proposal: &Verified<_>| {
        let read = |bytes: &&Vec<u8>| charter::read_vote(bytes, proposal).is_ok();
        charters.iter().filter(read).count()
    };
    let proposal = proposals.max_by_key(voted).unwrap();
    assert!(voted(&proposal) > 1);
    bolero::check!().with_type::<Input>().for_each(|input| {
        let bytes = input.bytes(&charters);
        if let Ok(vote) = charter::read_vote(&bytes, &proposal) {
            assert_eq!((vote.bytes(), vote.body().charter), (bytes.as_slice(), proposal.hash()));
            let member = proposal.body().member(&vote.body().organisation).unwrap();
            assert_eq!(member.node_key, vote.signer());
        }
    });
}

/// It names members who signed something that nobody signs who is honest.
#[test]
fn evidence_comes() {
    let seeds: Vec<Vec<u8>> = EVIDENCE.iter().map(Evidence::to_bytes).collect();
    bolero::check!().with_type::<Input>().for_each(|input| {
        let bytes = input.bytes(&seeds);
        let Ok(evidence) = Evidence::from_bytes(&bytes) else { return };
        let Ok(proven) = evidence.verify(&ELECTORATE) else { return };
        assert!(matches!(evidence, Evidence::TwoCertificates(..)) || proven.guilty.len() == 1);
        for guilty in &proven.guilty {
            let member = ELECTORATE.charter().member(guilty).unwrap();
            assert!(lied(&member.node_key, &bytes, &HONEST.signed), "{guilty}");
        }
        assert!(proven.signed_both.is_subset(&ELECTORATE.organisations()), "it names members");
    });
}
