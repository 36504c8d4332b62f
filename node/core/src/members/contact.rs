//! How the organisation reaches a member: an e-mail address or a telephone number, in its canonical form.

use parasol_protocol::identifier::{self, Identifier, IdentifierKind, Regions};
use parasol_protocol::region::Region;
use parasol_protocol::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Standing, finding};
use crate::ids::MemberId;
use crate::limits::MAX_CONTACT;
use crate::private::no_debug;
use crate::refusal::Refusal;
use crate::store::{BucketIndex, Read, StoreError, Tx};

/// Keyed hash of an address -> who gave it. Several may: somebody may share a telephone.
const CONTACTS: BucketIndex<[u8; 16], Vec<MemberId>> = BucketIndex::new("contacts/2");

/// An address in its canonical form. Its `Debug` shows nothing.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Address {
    /// An e-mail address.
    Email(String),
    /// A telephone number, E.164.
    Phone(String),
}

/// One of a member's contacts.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contact {
    pub(crate) address: Address,
    /// When she proved that it is hers.
    pub(crate) confirmed: Option<Timestamp>,
}

no_debug!(Address, Contact);

impl Address {
    /// The address that was typed, a national number read in `region`.
    pub fn read(text: &str, region: Region) -> Result<Self, Refusal> {
        let field = "contact";
        if text.chars().count() > MAX_CONTACT {
            return Err(Refusal::TooLong { field, max: MAX_CONTACT });
        }
        let kind = if text.contains(['@', '＠']) { IdentifierKind::Email } else { IdentifierKind::Phone };
        let readings = identifier::read(text, Some(kind), &Regions::new(region, []));
        let readings = readings.map_err(|why| Refusal::Invalid { field, reason: why.code() })?;
        let value = readings.best().identifier.value().to_owned();
        Ok(if kind == IdentifierKind::Email { Self::Email(value) } else { Self::Phone(value) })
    }

    /// The address as a provider wants it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Email(address) | Self::Phone(address) => address,
        }
    }

    /// The address as it may stand where somebody looks over her shoulder: she knows it, and nobody else does.
    pub fn masked(&self) -> String {
        match self {
            Self::Email(text) => {
                let (name, place) = text.split_once('@').unwrap_or((text, ""));
                format!("{}…@{place}", name.chars().take(1).collect::<String>())
            }
            Self::Phone(text) => {
                let digits = text.chars().count();
                let last: String = text.chars().skip(digits.saturating_sub(2)).collect();
                format!("•• •• •• {last}")
            }
        }
    }

    /// The identifier that is this address.
    pub(crate) fn identifier(&self) -> Option<Identifier> {
        let kind = match self {
            Self::Email(_) => IdentifierKind::Email,
            Self::Phone(_) => IdentifierKind::Phone,
        };
        Identifier::from_canonical(kind, self.as_str()).ok()
    }

    /// Whether this identifier is the same address.
    pub(crate) fn is(&self, identifier: &Identifier) -> bool {
        let kind = match self {
            Self::Email(_) => IdentifierKind::Email,
            Self::Phone(_) => IdentifierKind::Phone,
        };
        identifier.kind() == kind && identifier.value() == self.as_str()
    }

    /// What stands for it in a table's key.
    pub(super) fn key(&self, read: &impl Read) -> [u8; 16] {
        read.index_key("contact", self.as_str().as_bytes())
    }
}

/// Lets a member be found by her addresses, those she confirmed and those she did not.
pub(super) fn file(tx: &mut Tx, member: &MemberId, contacts: &[Contact]) -> Result<(), StoreError> {
    contacts.iter().try_for_each(|contact| {
        let key = contact.address.key(tx);
        finding::add(tx, &CONTACTS, &key, member)
    })
}

/// Forgets that a member was found by these addresses.
pub(super) fn unfile(tx: &mut Tx, member: &MemberId, contacts: &[Contact]) -> Result<(), StoreError> {
    contacts.iter().try_for_each(|contact| {
        let key = contact.address.key(tx);
        finding::remove(tx, &CONTACTS, &key, member)
    })
}

/// The members who gave the address with this keyed hash.
pub(super) fn members_at(read: &impl Read, address: &[u8; 16]) -> Result<Vec<MemberId>, StoreError> {
    finding::all(read, &CONTACTS, address)
}

/// Whether a member proved that this address is hers. What somebody only typed counts for nothing: else whoever was reported
/// could have his number protected by registering with it, and whoever waits for a sponsor is no member yet.
pub(crate) fn is_contact(read: &impl Read, identifier: &Identifier) -> Result<bool, StoreError> {
    let address = match identifier.kind() {
        IdentifierKind::Email => Address::Email(identifier.value().to_owned()),
        IdentifierKind::Phone => Address::Phone(identifier.value().to_owned()),
        IdentifierKind::Plate | IdentifierKind::Handle => return Ok(false),
    };
    for member in members_at(read, &address.key(read))? {
        let Some(member) = super::load(read, &member)? else { continue };
        let proved = member.contacts.iter().any(|own| own.confirmed.is_some() && own.address == address);
        if proved && member.standing != Standing::Waiting {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether no member gave this address.
pub(super) fn is_free(read: &impl Read, address: &Address) -> Result<bool, StoreError> {
    Ok(finding::all(read, &CONTACTS, &address.key(read))?.is_empty())
}
