//! Forms that were sent already: a double click or a reload must not make two reports of one.
//!
//! Each form carries a random id. The last ones are kept in memory with whose they were and whether what they sent was
//! taken; nothing of what was written in them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use parasol_core::roles::Actor;
use parasol_core::spoken::SpokenCode;
use tokio::sync::Mutex as Turn;

/// Forms that are remembered; reports are few.
const MAX_FORMS: usize = 1_024;
/// The longest id in bytes: of a form, 32 random bytes as text take 43; a key of a program's has 200.
const MAX_ID: usize = 256;
/// For how long a code that was shown is remembered for a second click or a reload.
pub(crate) const SHOWN_FOR: Duration = Duration::from_secs(3_600);

/// What came of a form: whether it was taken, or what it was answered. Whoever sends it again waits until that is known.
pub(crate) type Taken<T = bool> = Arc<Turn<T>>;

type Forms<T> = VecDeque<(Actor, String, Taken<T>)>;

/// The forms that were sent last.
pub(crate) struct Sent<T = bool>(Arc<Mutex<Forms<T>>>);

impl<T> Clone for Sent<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Default for Sent<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T: Default> Sent<T> {
    /// The turn of a form; a new one for a form without an id.
    pub(crate) fn turn(&self, actor: Actor, form: &str) -> Taken<T> {
        if form.is_empty() || form.len() > MAX_ID {
            return Taken::<T>::default();
        }
        let mut forms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, _, taken)) = forms.iter().find(|(who, id, _)| *who == actor && id == form) {
            return taken.clone();
        }
        if forms.len() >= MAX_FORMS {
            forms.pop_front();
        }
        let taken = Taken::<T>::default();
        forms.push_back((actor, form.to_owned(), taken.clone()));
        taken
    }
}

/// Codes that forms were answered with: a second click shows the same one, because each counts.
pub(crate) type CodesShown = Sent<Option<Made>>;

/// What became of a code that was made.
#[derive(Clone)]
pub(crate) enum Made {
    /// It was shown.
    Shown(SpokenCode),
    /// It was sent by SMS.
    Sent,
    /// It was shown, longer ago than it is remembered.
    Over,
}

/// Forgets a code that was shown, after a while. It may have been cancelled, or the telephone be in other hands.
pub(crate) async fn forget_later(taken: Taken<Option<Made>>, after: Duration) {
    tokio::time::sleep(after).await;
    *taken.lock().await = Some(Made::Over);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_code_that_was_shown_is_forgotten_and_the_form_makes_no_other() {
        let shown = CodesShown::default();
        let turn = shown.turn(Actor::Operator, "a");
        *turn.lock().await = Some(Made::Sent);
        forget_later(turn, Duration::ZERO).await;
        let again = shown.turn(Actor::Operator, "a");
        assert!(matches!(&*again.lock().await, Some(Made::Over)));
    }

    #[test]
    fn a_form_is_known_again_to_its_owner_until_many_others_came() {
        let (sent, member) = (Sent::<bool>::default(), Actor::Operator);
        let first = sent.turn(member, "a");
        assert!(Arc::ptr_eq(&first, &sent.turn(member, "a")));
        assert!(!Arc::ptr_eq(&first, &sent.turn(Actor::System, "a")));
        assert!(!Arc::ptr_eq(&sent.turn(member, ""), &sent.turn(member, "")));
        for n in 0..MAX_FORMS {
            sent.turn(member, &format!("form {n}"));
        }
        assert!(!Arc::ptr_eq(&first, &sent.turn(member, "a")));
    }
}
