//! What holders evaluated within the last minutes: in memory alone, so that the same number costs their quota once.
//!
//! Where an output lies is a keyed hash of what was evaluated under which key, and the hash's key lives as long as the
//! process: whoever reads this memory without it cannot tell which numbers it is about, with it she could, and that is why
//! nothing here outlives ten minutes. Who checked is not known. Only outputs whose proofs held come in; what they find, and how
//! fresh that is, each check sees anew.

use std::collections::HashMap;

use hmac::{Hmac, KeyInit, Mac};
use parasol_protocol::evaluation::{Output, TagKeyPublic};
use parasol_protocol::identifier::Identifier;
use parasol_protocol::ids::CircleId;
use parasol_protocol::time::Timestamp;
use rand_core::CryptoRngCore;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::limits::{MAX_REMEMBERED, REMEMBERED_FOR};

/// What separates these hashes from any others.
const PURPOSE: &[u8] = b"parasol/1/remembered";

/// The key under which something is evaluated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Under {
    pub(super) circle: CircleId,
    pub(super) epoch: u64,
    pub(super) public: TagKeyPublic,
}

/// Where an output lies.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Place([u8; 32]);

impl core::fmt::Debug for Place {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Place(…)")
    }
}

struct Held {
    since: Timestamp,
    circle: CircleId,
    epoch: u64,
    /// Behind a pointer, so that a growing table leaves no copies of it behind. It wipes itself when it is dropped.
    output: Box<Output>,
}

impl Held {
    /// A clock that was set back makes nothing fresh again.
    fn is_fresh(&self, now: Timestamp) -> bool {
        self.since <= now && now.since(self.since) < REMEMBERED_FOR
    }
}

/// The outputs of the last minutes.
pub(crate) struct Remembered {
    secret: Zeroizing<[u8; 32]>,
    held: HashMap<Place, Held>,
}

impl Remembered {
    /// Nothing yet, under a new key.
    pub(crate) fn new(rng: &mut dyn CryptoRngCore) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        rng.fill_bytes(secret.as_mut());
        Self { secret, held: HashMap::new() }
    }

    /// Where the output of an identifier under a key lies, if it is here.
    pub(super) fn place(&self, under: &Under, identifier: &Identifier) -> Place {
        let input = identifier.tag_input();
        // Everything before the input has a fixed length.
        let parts: [&[u8]; 5] = [
            PURPOSE,
            under.circle.as_bytes(),
            &under.epoch.to_be_bytes(),
            under.public.as_bytes(),
            input.as_slice(),
        ];
        Place(keyed(&self.secret, &parts))
    }

    /// The output that lies there.
    pub(super) fn get(&self, place: &Place, now: Timestamp) -> Option<Output> {
        self.held.get(place).filter(|held| held.is_fresh(now)).map(|held| held.output.as_ref().clone())
    }

    /// Puts an output there. One that is there already stays no longer for it.
    pub(super) fn keep(&mut self, under: &Under, place: Place, output: Output, now: Timestamp) {
        self.held.retain(|_, held| held.is_fresh(now));
        if self.held.contains_key(&place) {
            return;
        }
        if self.held.len() >= MAX_REMEMBERED
            && let Some(oldest) = self.held.iter().min_by_key(|(_, held)| held.since).map(|(place, _)| *place)
        {
            self.held.remove(&oldest);
        }
        let Under { circle, epoch, .. } = *under;
        self.held.insert(place, Held { since: now, circle, epoch, output: Box::new(output) });
    }

    /// Forgets what is too old, and what no key that serves made.
    pub(crate) fn tidy(&mut self, now: Timestamp, serves: impl Fn(&CircleId, u64) -> bool) {
        self.held.retain(|_, held| held.is_fresh(now) && serves(&held.circle, held.epoch));
    }

    /// Forgets what was evaluated in a circle.
    pub(crate) fn forget_circle(&mut self, circle: &CircleId) {
        self.held.retain(|_, held| held.circle != *circle);
    }

    /// Forgets everything.
    pub(crate) fn forget_all(&mut self) {
        self.held = HashMap::new();
    }

    /// How many outputs there are.
    pub(crate) fn len(&self) -> usize {
        self.held.len()
    }
}

fn keyed(secret: &[u8; 32], parts: &[&[u8]]) -> [u8; 32] {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else {
        unreachable!("HMAC takes keys of any length")
    };
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use parasol_protocol::identifier::IdentifierKind;
    use rand_chacha::ChaCha20Rng;
    use rand_chacha::rand_core::SeedableRng;

    use super::*;

    const AT: Timestamp = Timestamp::new(1_000_000);

    fn under(epoch: u64) -> Under {
        Under { circle: CircleId::new([1; 16]), epoch, public: TagKeyPublic::new([7; 32]) }
    }

    fn phone(n: usize) -> Option<Identifier> {
        Identifier::from_canonical(IdentifierKind::Phone, &format!("+33639{n:06}")).ok()
    }

    fn remembered() -> Remembered {
        Remembered::new(&mut ChaCha20Rng::seed_from_u64(1))
    }

    #[test]
    fn another_key_never_finds_what_one_made() {
        let (mut remembered, Some(phone)) = (remembered(), phone(1)) else { unreachable!("a number") };
        let here = remembered.place(&under(1), &phone);
        remembered.keep(&under(1), here, Output::new([3; 64]), AT);
        assert_eq!(remembered.get(&here, AT), Some(Output::new([3; 64])));
        let elsewhere = [
            under(2),
            Under { circle: CircleId::new([2; 16]), ..under(1) },
            Under { public: TagKeyPublic::new([8; 32]), ..under(1) },
        ];
        for under in elsewhere {
            assert_eq!(remembered.get(&remembered.place(&under, &phone), AT), None);
        }
        let other_process = Remembered::new(&mut ChaCha20Rng::seed_from_u64(2));
        assert_ne!(other_process.place(&under(1), &phone), here);
        remembered.tidy(AT, |_, epoch| epoch == 2);
        assert_eq!(remembered.len(), 0, "its key serves no more");
    }

    #[test]
    fn it_is_bounded_and_short() {
        let mut remembered = remembered();
        for n in 0..MAX_REMEMBERED + 10 {
            let Some(phone) = phone(n) else { unreachable!("a number") };
            let place = remembered.place(&under(1), &phone);
            remembered.keep(&under(1), place, Output::new([3; 64]), AT.plus(u64::from(n >= 10)));
            // Kept again, it does not stay longer.
            remembered.keep(&under(1), place, Output::new([3; 64]), AT.plus(2));
        }
        assert_eq!(remembered.len(), MAX_REMEMBERED);
        let Some(last) = phone(MAX_REMEMBERED + 9) else { unreachable!("a number") };
        let place = remembered.place(&under(1), &last);
        assert!(remembered.get(&place, AT.plus(REMEMBERED_FOR)).is_some());
        assert_eq!(remembered.get(&place, AT.plus(REMEMBERED_FOR + 1)), None);
        assert_eq!(remembered.get(&place, AT), None, "from before it was put there");
        remembered.tidy(AT.plus(REMEMBERED_FOR + 1), |_, _| true);
        assert_eq!(remembered.len(), 0);
    }
}
