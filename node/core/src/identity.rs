//! Who the organisation is: its id for ever, what it tells its peers about itself, and the node's signing key.

use parasol_protocol::envelope::NodeSecret;
use parasol_protocol::ids::{NodeKey, OrganisationId};
use parasol_protocol::join::Introduction;
use parasol_protocol::region::Region;
use parasol_protocol::time::Timestamp;
use rand_core::CryptoRngCore;
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use crate::limits::{MAX_LANGUAGES, MAX_NAME};
use crate::node::CreateError;
use crate::store::{Read, StoreError, Table, Tx};

const IDENTITY: Table<(), Row> = Table::new("identity/1");

/// What `init` is told about the organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genesis {
    /// The name that members and peers know.
    pub name: String,
    /// The name in law.
    pub legal_name: String,
    /// The country in which it is.
    pub country: Region,
    /// Its languages, as BCP 47 tags, the first one first.
    pub languages: Vec<String>,
    /// Whom to ask about data protection: an address of any kind.
    pub contact: String,
}

impl Genesis {
    pub(crate) fn check(&self) -> Result<(), CreateError> {
        let texts = [
            ("name", &self.name),
            ("legal name", &self.legal_name),
            ("data-protection contact", &self.contact),
        ];
        for (field, text) in texts {
            if text.trim().is_empty() || text.chars().count() > MAX_NAME {
                return Err(CreateError::Field { field, max: MAX_NAME });
            }
        }
        if self.languages.len() > MAX_LANGUAGES || self.languages.iter().any(|tag| tag.len() > MAX_NAME) {
            return Err(CreateError::Field { field: "list of languages", max: MAX_LANGUAGES });
        }
        Ok(())
    }
}

/// The organisation and its node.
#[derive(Debug)]
pub struct Identity {
    /// Its id, for ever.
    pub organisation: OrganisationId,
    /// The name that members and peers know.
    pub name: String,
    /// The name in law.
    pub legal_name: String,
    /// The country in which it is.
    pub country: Region,
    /// Its languages, the first one first.
    pub languages: Vec<String>,
    /// Whom to ask about data protection.
    pub contact: String,
    /// The public half of the key that can name a new node key.
    pub recovery_key: NodeKey,
    /// When it was made.
    pub created: Timestamp,
    secret: NodeSecret,
}

impl Identity {
    /// The node's public key.
    pub fn node_key(&self) -> NodeKey {
        self.secret.public()
    }

    /// This organisation, as it introduces itself to those with whom it is linked.
    pub(crate) fn introduction(&self, addresses: Vec<String>) -> Introduction {
        Introduction {
            organisation: self.organisation,
            name: self.name.clone(),
            legal_name: self.legal_name.clone(),
            country: self.country,
            data_protection: self.contact.clone(),
            recovery_key: self.recovery_key,
            addresses,
        }
    }

    /// The node's signing key.
    pub fn secret(&self) -> &NodeSecret {
        &self.secret
    }

    /// Makes id and keys and keeps them; the words of the recovery key are returned and kept nowhere.
    pub(crate) fn create(
        tx: &mut Tx,
        genesis: Genesis,
        now: Timestamp,
        rng: &mut dyn CryptoRngCore,
    ) -> Result<(Self, Zeroizing<String>), StoreError> {
        let secret = NodeSecret::random(rng);
        let (recovery_key, words) = recovery(rng);
        let identity = Self {
            organisation: OrganisationId::random(rng),
            name: genesis.name,
            legal_name: genesis.legal_name,
            country: genesis.country,
            languages: genesis.languages,
            contact: genesis.contact,
            recovery_key,
            created: now,
            secret,
        };
        tx.put(&IDENTITY, &(), &Row::from(&identity))?;
        Ok((identity, words))
    }

    /// Gives this organisation's node another key, from the next opening on.
    pub(crate) fn replace_key(&self, tx: &mut Tx, secret: &NodeSecret) -> Result<(), StoreError> {
        let mut row = Row::from(self);
        row.secret = *secret.seed();
        tx.put(&IDENTITY, &(), &row)
    }

    /// Makes the identity of a node that succeeds one of which nothing is left.
    pub(crate) fn succeed(
        tx: &mut Tx,
        told: &Introduction,
        languages: Vec<String>,
        now: Timestamp,
        secret: NodeSecret,
    ) -> Result<Self, StoreError> {
        let identity = Self {
            organisation: told.organisation,
            name: told.name.clone(),
            legal_name: told.legal_name.clone(),
            country: told.country,
            languages,
            contact: told.data_protection.clone(),
            recovery_key: told.recovery_key,
            created: now,
            secret,
        };
        tx.put(&IDENTITY, &(), &Row::from(&identity))?;
        Ok(identity)
    }

    pub(crate) fn load(read: &impl Read) -> Result<Option<Self>, StoreError> {
        Ok(read.get(&IDENTITY, &())?.map(Self::from))
    }
}

/// How many words a recovery key has.
const RECOVERY_WORDS: usize = 24;

/// A recovery key as its owner has read it out.
pub struct RecoveryKey(NodeSecret);

impl RecoveryKey {
    /// The key of these 24 words, however they are spaced and capitalised; none if a word is wrong or missing: the last one
    /// holds a checksum of the others.
    pub fn from_words(words: &str) -> Option<Self> {
        // Room for all from the start, so that nothing is moved and left behind unwiped.
        let mut plain = Zeroizing::new(String::with_capacity(words.len().saturating_mul(2)));
        for word in words.split_whitespace() {
            let space = if plain.is_empty() { "" } else { " " };
            plain.push_str(space);
            plain.extend(word.chars().flat_map(char::to_lowercase));
        }
        let read = bip39::Mnemonic::parse_in_normalized(bip39::Language::English, &plain).ok()?;
        if read.word_count() != RECOVERY_WORDS {
            return None;
        }
        let (entropy, length) = read.to_entropy_array();
        let entropy = Zeroizing::new(entropy);
        let seed = Zeroizing::new(<[u8; 32]>::try_from(entropy.get(..length)?).ok()?);
        Some(Self(NodeSecret::from_seed(&seed)))
    }

    /// Its public half.
    pub fn public(&self) -> NodeKey {
        self.0.public()
    }

    pub(crate) fn secret(&self) -> &NodeSecret {
        &self.0
    }
}

impl core::fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("RecoveryKey(…)")
    }
}

/// A recovery key: its public half, and its 24 words (BIP 39, English), which are its seed.
fn recovery(rng: &mut dyn CryptoRngCore) -> (NodeKey, Zeroizing<String>) {
    let mut entropy = Zeroizing::new([0; 32]);
    rng.fill_bytes(entropy.as_mut());
    // 32 bytes always make 24 words.
    let words = bip39::Mnemonic::from_entropy(entropy.as_ref()).map(|words| words.to_string());
    (NodeSecret::from_seed(&entropy).public(), Zeroizing::new(words.unwrap_or_default()))
}

#[derive(Serialize, Deserialize)]
struct Row {
    organisation: OrganisationId,
    name: String,
    legal_name: String,
    country: Region,
    languages: Vec<String>,
    contact: String,
    recovery_key: NodeKey,
    created: Timestamp,
    #[serde(with = "serde_bytes")]
    secret: [u8; 32],
}

impl Drop for Row {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

impl From<&Identity> for Row {
    fn from(identity: &Identity) -> Self {
        Self {
            organisation: identity.organisation,
            name: identity.name.clone(),
            legal_name: identity.legal_name.clone(),
            country: identity.country,
            languages: identity.languages.clone(),
            contact: identity.contact.clone(),
            recovery_key: identity.recovery_key,
            created: identity.created,
            secret: *identity.secret.seed(),
        }
    }
}

impl From<Row> for Identity {
    fn from(mut row: Row) -> Self {
        Self {
            organisation: row.organisation,
            name: std::mem::take(&mut row.name),
            legal_name: std::mem::take(&mut row.legal_name),
            country: row.country,
            languages: std::mem::take(&mut row.languages),
            contact: std::mem::take(&mut row.contact),
            recovery_key: row.recovery_key,
            created: row.created,
            secret: NodeSecret::from_seed(&row.secret),
        }
    }
}
