//! The outside of a backup: chunks sealed under a key that is made from the passphrase.
//!
//! ```text
//! header   "parasol/backup/1"  memory (KiB), passes, lanes (u32, most significant byte first)
//!          salt (16)  nonce prefix (16)  check (16)
//! chunks   64 KiB each but the last, XChaCha20-Poly1305, each 16 bytes longer than what it holds
//! ```
//!
//! The key is Argon2id(passphrase, salt). A chunk's nonce is `prefix || number`, and it is bound to
//! `header || number || last?`, so that it opens in its own file, in its own place, and only the last one as the last. The
//! check is the seal of nothing under number 2^64 - 1: it tells a wrong passphrase from a damaged file.

use std::io::{self, Read, Write};

use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use rand_core::{OsRng, RngCore};
use zeroize::Zeroizing;

use super::passphrase::Passphrase;

const MAGIC: &[u8; 16] = b"parasol/backup/1";
/// What every version's header begins with.
const FAMILY: &[u8] = b"parasol/backup/";
const SALT: usize = 16;
const PREFIX: usize = 16;
const SEAL: usize = 16;
const BARE_HEADER: usize = MAGIC.len() + 12 + SALT + PREFIX;
const HEADER: usize = BARE_HEADER + SEAL;
/// Bytes that a chunk holds.
const CHUNK: usize = 64 * 1024;
/// The number that no chunk has.
const CHECK: u64 = u64::MAX;

/// What it costs to try a passphrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// 256 MiB and three passes: about a second on a small machine, for each try of a thief too.
    pub const DEFAULT: Self = Self { memory_kib: 256 * 1024, passes: 3, lanes: 1 };
    /// The most that a file may ask for: a file of somebody else's must not take the machine.
    const MOST: Self = Self { memory_kib: 1024 * 1024, passes: 16, lanes: 4 };

    fn is_bearable(self) -> bool {
        let Self { memory_kib, passes, lanes } = self;
        memory_kib <= Self::MOST.memory_kib && passes <= Self::MOST.passes && lanes <= Self::MOST.lanes
    }
}

/// A backup could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Something else.
    #[error("expected a backup, found another file; name the one that `parasol backup` wrote")]
    NoBackup,
    /// Made by a version to come.
    #[error("this backup was made by a newer version of parasol; upgrade parasol and try again")]
    Newer,
    /// Another passphrase.
    #[error(
        "the passphrase does not open this backup; check it letter by letter (the file itself may also be damaged at its beginning)"
    )]
    Passphrase,
    /// The end is missing.
    #[error(
        "the end of this backup is missing: it was not copied whole; copy it again or take another backup"
    )]
    Truncated,
    /// Something was changed.
    #[error("this backup is damaged near byte {at}; copy it again or take another backup")]
    Damaged {
        /// About where.
        at: u64,
    },
    /// The machine cannot make the key.
    #[error(
        "the key could not be made from the passphrase: it takes {mib} MiB of memory; free some and try again"
    )]
    Memory {
        /// How much it takes.
        mib: u32,
    },
    /// A running node did not send all of its snapshot.
    #[error("the running node broke off; see its log, and try again")]
    BrokeOff,
    /// The file cannot be read or written.
    #[error("the backup cannot be read or written: {0}")]
    Io(#[from] io::Error),
}

/// A fault that came through a reader.
impl Fault {
    pub(super) fn of(error: io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(fault) => fault,
            Err(error) => Self::Io(error),
        }
    }
}

/// What a passphrase and a header make together.
struct Chunks {
    cipher: XChaCha20Poly1305,
    header: [u8; HEADER],
    number: u64,
}

impl Chunks {
    fn new(passphrase: &Passphrase, header: [u8; HEADER], cost: Cost) -> Result<Self, Fault> {
        let key = derive(passphrase, salt(&header), cost)?;
        Ok(Self { cipher: XChaCha20Poly1305::new((&*key).into()), header, number: 0 })
    }

    fn nonce(&self, number: u64) -> XNonce {
        let mut nonce = [0; PREFIX + 8];
        let prefix = self.header.get(BARE_HEADER - PREFIX..BARE_HEADER).unwrap_or_default();
        nonce
            .iter_mut()
            .zip(prefix.iter().copied().chain(number.to_be_bytes()))
            .for_each(|(to, from)| *to = from);
        XNonce::from(nonce)
    }

    /// The seal of nothing: right only under the right key.
    fn check(&self) -> Result<Vec<u8>, Fault> {
        let aad = self.header.get(..BARE_HEADER).unwrap_or_default();
        self.cipher.encrypt(&self.nonce(CHECK), Payload { msg: &[], aad }).map_err(|_| Fault::NoBackup)
    }

    fn bound_to(&self, last: bool) -> Vec<u8> {
        [&self.header[..], &self.number.to_be_bytes(), &[u8::from(last)]].concat()
    }

    fn seal(&mut self, plain: &[u8], last: bool) -> Result<Vec<u8>, Fault> {
        let payload = Payload { msg: plain, aad: &self.bound_to(last) };
        let sealed = self.cipher.encrypt(&self.nonce(self.number), payload);
        self.number = self.number.saturating_add(1);
        sealed.map_err(|_| Fault::Io(io::ErrorKind::FileTooLarge.into()))
    }

    fn open(&mut self, sealed: &[u8], last: bool) -> Result<Zeroizing<Vec<u8>>, Fault> {
        let at = u64::try_from(HEADER).unwrap_or_default()
            + self.number.saturating_mul(u64::try_from(CHUNK + SEAL).unwrap_or_default());
        let open = |last| {
            let payload = Payload { msg: sealed, aad: &self.bound_to(last) };
            self.cipher.decrypt(&self.nonce(self.number), payload)
        };
        let plain = open(last).map_err(|_| match last && open(false).is_ok() {
            true => Fault::Truncated,
            false => Fault::Damaged { at },
        })?;
        self.number = self.number.saturating_add(1);
        Ok(Zeroizing::new(plain))
    }
}

fn salt(header: &[u8; HEADER]) -> &[u8] {
    header.get(BARE_HEADER - PREFIX - SALT..BARE_HEADER - PREFIX).unwrap_or_default()
}

fn derive(passphrase: &Passphrase, salt: &[u8], cost: Cost) -> Result<Zeroizing<[u8; 32]>, Fault> {
    let too_much = || Fault::Memory { mib: cost.memory_kib / 1024 };
    let params =
        Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(32)).map_err(|_| Fault::NoBackup)?;
    let mut key = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.bytes(), salt, key.as_mut())
        .map_err(|_| too_much())?;
    Ok(key)
}

/// Seals what is written through it.
pub struct Sealer<W> {
    to: W,
    chunks: Chunks,
    waiting: Zeroizing<Vec<u8>>,
}

impl<W: Write> Sealer<W> {
    /// Writes the header, with a fresh salt and fresh nonces.
    ///
    /// # Errors
    /// When there is not the memory for the key, or the file cannot be written.
    pub fn begin(mut to: W, passphrase: &Passphrase, cost: Cost) -> Result<Self, Fault> {
        let mut random = [0; SALT + PREFIX];
        OsRng.fill_bytes(&mut random);
        let numbers = [cost.memory_kib, cost.passes, cost.lanes].map(u32::to_be_bytes).concat();
        let bare = [MAGIC, numbers.as_slice(), &random].concat();
        let mut header = [0; HEADER];
        header.iter_mut().zip(&bare).for_each(|(to, from)| *to = *from);
        let mut chunks = Chunks::new(passphrase, header, cost)?;
        let check = chunks.check()?;
        chunks.header.iter_mut().skip(BARE_HEADER).zip(check).for_each(|(to, from)| *to = from);
        to.write_all(&chunks.header)?;
        Ok(Self { to, chunks, waiting: Zeroizing::new(Vec::with_capacity(CHUNK)) })
    }

    /// Writes the last chunk; without it the file does not open.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn finish(mut self) -> Result<W, Fault> {
        let last = self.chunks.seal(&self.waiting, true)?;
        self.to.write_all(&last)?;
        self.to.flush()?;
        Ok(self.to)
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk is written when something follows: it is not the last one then.
        if self.waiting.len() == CHUNK && !bytes.is_empty() {
            let sealed = self.chunks.seal(&self.waiting, false).map_err(io::Error::other)?;
            self.to.write_all(&sealed)?;
            self.waiting.clear();
        }
        let (now, _) = bytes.split_at(bytes.len().min(CHUNK - self.waiting.len()));
        self.waiting.extend_from_slice(now);
        Ok(now.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Opens what is read through it. Its errors are [`Fault`]s.
pub struct Opener<R> {
    from: R,
    chunks: Chunks,
    /// Sealed bytes that were read and not opened yet: a chunk and one byte, which says that another follows.
    sealed: Vec<u8>,
    plain: Zeroizing<Vec<u8>>,
    taken: usize,
    done: bool,
}

impl<R: Read> Opener<R> {
    /// Reads the header and tries the passphrase.
    ///
    /// # Errors
    /// When it is no backup, or the passphrase is another one.
    pub fn begin(mut from: R, passphrase: &Passphrase) -> Result<Self, Fault> {
        let mut header = [0; HEADER];
        let whole = fill(&mut from, &mut header)? == HEADER;
        if !header.starts_with(MAGIC) {
            return Err(if header.starts_with(FAMILY) { Fault::Newer } else { Fault::NoBackup });
        }
        if !whole {
            return Err(Fault::Truncated);
        }
        let mut numbers = header.iter().skip(MAGIC.len());
        let mut number = || numbers.by_ref().take(4).fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte));
        let cost = Cost { memory_kib: number(), passes: number(), lanes: number() };
        if !cost.is_bearable() {
            return Err(Fault::Damaged { at: 0 });
        }
        let chunks = Chunks::new(passphrase, header, cost)?;
        if !bool::from(subtle::ConstantTimeEq::ct_eq(
            chunks.check()?.as_slice(),
            header.get(BARE_HEADER..).unwrap_or_default(),
        )) {
            return Err(Fault::Passphrase);
        }
        let plain = Zeroizing::new(Vec::new());
        Ok(Self { from, chunks, sealed: Vec::new(), plain, taken: 0, done: false })
    }

    fn next_chunk(&mut self) -> Result<(), Fault> {
        let held = self.sealed.len();
        self.sealed.resize(CHUNK + SEAL + 1, 0);
        let came = fill(&mut self.from, self.sealed.get_mut(held..).unwrap_or_default())?;
        self.sealed.truncate(held + came);
        let last = self.sealed.len() <= CHUNK + SEAL;
        let rest = self.sealed.split_off(self.sealed.len().min(CHUNK + SEAL));
        self.plain = self.chunks.open(&self.sealed, last)?;
        (self.sealed, self.taken, self.done) = (rest, 0, last);
        Ok(())
    }
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while self.taken == self.plain.len() {
            if self.done {
                return Ok(0);
            }
            self.next_chunk().map_err(io::Error::other)?;
        }
        let from = self.plain.get(self.taken..).unwrap_or_default();
        let taken = from.iter().zip(to.iter_mut()).map(|(from, to)| *to = *from).count();
        self.taken += taken;
        Ok(taken)
    }
}

/// Reads until the buffer is full or the file ends.
fn fill(from: &mut impl Read, mut to: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while !to.is_empty() {
        match from.read(to) {
            Ok(0) => break,
            Ok(came) => {
                filled += came;
                to = std::mem::take(&mut to).get_mut(came..).unwrap_or_default();
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(test)]
#[path = "sealed_tests.rs"]
mod tests;
