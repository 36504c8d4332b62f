//! Country packs: what differs from country to country and is no setting. They are part of the program.

use parasol_core::desk::{StopList, StopReason};
use parasol_protocol::region::Region;
use serde::Deserialize;

/// The packs that come with this version.
const PACKS: [&str; 2] =
    [include_str!("../../../config/countries/fr.toml"), include_str!("../../../config/countries/be.toml")];

/// What the pages of one country show.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Two letters of ISO 3166.
    region: String,
    /// Offered first, after the visitor's own choice.
    pub languages: Vec<String>,
    /// Numbers for somebody in danger now.
    pub emergency: Vec<String>,
    /// Public numbers that are never a dangerous person's.
    #[serde(default)]
    never_published: NeverPublished,
}

/// Public numbers, as people dial them there.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct NeverPublished {
    /// Of emergency services.
    emergency: Vec<String>,
    /// Of help lines.
    help: Vec<String>,
    /// Of directories and of other services that everybody calls.
    directory: Vec<String>,
}

/// The pack for a country. One without a pack has no emergency numbers: a wrong one is worse than none.
#[must_use]
pub fn pack(region: Region) -> Pack {
    let packs = PACKS.iter().filter_map(|pack| toml::from_str::<Pack>(pack).ok());
    packs.into_iter().find(|pack| pack.region == region.as_str()).unwrap_or_default()
}

/// What is never published: the public numbers of every country that has a pack, and the organisation's own numbers and addresses,
/// read at `home`.
#[must_use]
pub fn never_published(own: &[&str], home: Region) -> StopList {
    let mut list = StopList::default();
    for pack in PACKS.iter().filter_map(|pack| toml::from_str::<Pack>(pack).ok()) {
        let Ok(region) = pack.region.parse() else { continue };
        let NeverPublished { emergency, help, directory } = pack.never_published;
        let all = [
            (StopReason::Emergency, emergency),
            (StopReason::Help, help),
            (StopReason::Directory, directory),
        ];
        for (why, numbers) in all {
            for number in numbers {
                // Nobody's input reaches this: a test reads every number of every pack.
                let _ = list.add(why, &number, region);
            }
        }
    }
    for own in own {
        if !list.add(StopReason::Organisation, own, home) {
            tracing::warn!(
                "a number or address of the organisation in the settings cannot be read; reports that name it are published with it"
            );
        }
    }
    list
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panicking")]
mod tests {
    use super::*;

    #[test]
    fn every_pack_is_read_whole() {
        for text in PACKS {
            let read: Pack = toml::from_str(text).unwrap();
            assert!(!read.languages.is_empty() && !read.emergency.is_empty());
            assert_eq!(pack(read.region.parse().unwrap()), read);
        }
        assert_eq!(pack("ZZ".parse().unwrap()), Pack::default());
    }

    #[test]
    fn every_number_that_is_never_published_is_read() {
        for text in PACKS {
            let Pack { region, never_published, .. } = toml::from_str(text).unwrap();
            let NeverPublished { emergency, help, directory } = never_published;
            assert!(!emergency.is_empty() && !help.is_empty() && !directory.is_empty());
            for number in emergency.iter().chain(&help).chain(&directory) {
                let read = StopList::default().add(StopReason::Help, number, region.parse().unwrap());
                assert!(read, "{region}: {number}");
            }
        }
    }
}
