//! Questions of this node that came to nothing, in memory alone: they are asked again with the same blinded elements.
//!
//! While too few holders are there, those who do answer evaluate for nothing. The same elements they count once
//! ([`crate::allowances`]) for as long as they are asked again within [`FREE_FOR`]; then it is forgotten here, too.

use std::collections::BTreeMap;
use std::sync::Arc;

use parasol_protocol::evaluation::{Blinding, Element, TagKeyPublic};
use parasol_protocol::identifier::Identifier;
use parasol_protocol::ids::CircleId;
use parasol_protocol::time::Timestamp;

use crate::ids::AlertId;
use crate::limits::{FREE_FOR, MAX_UNANSWERED};

/// What was blinded for one question, and its blinded elements.
pub(crate) type Blinded = Arc<(Blinding, Vec<Element>)>;

/// The alerts of a step of filing again, with what is shared of each, and under the key of which epoch.
type Step = (u64, Vec<(AlertId, Vec<Identifier>)>);

/// All of them. They hold plain identifiers: never logged, never written down.
#[derive(Default)]
pub(crate) struct Unanswered {
    /// The canary of a key, by circle and epoch.
    pub(crate) canaries: Questions<(CircleId, u64), TagKeyPublic>,
    /// What is to be shared of an alert, and under the key of which epoch.
    pub(crate) publications: Questions<(CircleId, AlertId), (u64, Vec<Identifier>)>,
    /// A step of filing again.
    pub(crate) steps: Questions<CircleId, Step>,
}

impl Unanswered {
    /// Forgets what holders have forgotten, too. To be called every minute.
    pub(crate) fn tidy(&mut self, now: Timestamp) {
        self.canaries.tidy(now);
        self.publications.tidy(now);
        self.steps.tidy(now);
    }
}

/// Questions of one kind, by what they are for.
pub(crate) struct Questions<K, Q>(BTreeMap<K, Question<Q>>);

struct Question<Q> {
    asked: Q,
    blinded: Blinded,
    /// When nobody answered last.
    at: Timestamp,
}

impl<Q> Question<Q> {
    fn is_known(&self, now: Timestamp) -> bool {
        self.at <= now && now.since(self.at) < FREE_FOR
    }
}

impl<K, Q> Default for Questions<K, Q> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord + Copy, Q: PartialEq> Questions<K, Q> {
    /// What was blinded when the same was asked a moment ago.
    pub(crate) fn blinded(&self, key: &K, asked: &Q, now: Timestamp) -> Option<Blinded> {
        let before = self.0.get(key).filter(|before| before.asked == *asked && before.is_known(now));
        before.map(|before| Arc::clone(&before.blinded))
    }

    /// Nobody answered, or not enough. Where there are too many, the one that waits longest is asked anew.
    pub(crate) fn keep(&mut self, key: K, asked: Q, blinded: Blinded, now: Timestamp) {
        self.0.insert(key, Question { asked, blinded, at: now });
        if self.0.len() > MAX_UNANSWERED {
            let oldest = self.0.iter().min_by_key(|(_, question)| question.at).map(|(key, _)| *key);
            oldest.map(|oldest| self.0.remove(&oldest));
        }
    }

    /// It was answered.
    pub(crate) fn forget(&mut self, key: &K) {
        self.0.remove(key);
    }

    fn tidy(&mut self, now: Timestamp) {
        self.0.retain(|_, question| question.is_known(now));
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use parasol_protocol::evaluation::blind_canary;
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    #[test]
    fn the_same_question_is_known_for_ten_minutes_after_it_was_asked_last() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let blinded: Blinded = Arc::new(blind_canary(&mut rng).unwrap());
        let at = |seconds: u64| Timestamp::new(1_795_262_400 + seconds);
        let mut questions = Questions::default();
        questions.keep(1, "one", Arc::clone(&blinded), at(0));
        let known = |questions: &Questions<usize, &str>, asked, now| questions.blinded(&1, &asked, now);
        assert_eq!(known(&questions, "one", at(599)).unwrap().1, blinded.1);
        assert!(known(&questions, "another", at(599)).is_none());
        assert!(known(&questions, "one", at(600)).is_none());
        questions.keep(1, "one", Arc::clone(&blinded), at(599));
        assert!(known(&questions, "one", at(1_198)).is_some());
        questions.tidy(at(1_199));
        assert_eq!(questions.0.len(), 0);
    }

    #[test]
    fn of_too_many_the_one_that_waits_longest_is_forgotten() {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let blinded: Blinded = Arc::new(blind_canary(&mut rng).unwrap());
        let mut questions = Questions::default();
        for n in 0..=MAX_UNANSWERED {
            questions.keep(n, (), Arc::clone(&blinded), Timestamp::new(1_000 - n as u64));
        }
        assert_eq!((questions.0.len(), questions.0.contains_key(&MAX_UNANSWERED)), (MAX_UNANSWERED, false));
    }
}
