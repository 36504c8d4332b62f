//! Country packs: what differs from country to country and is no setting. They are part of the program.

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
}

/// The pack for a country. One without a pack has no emergency numbers: a wrong one is worse than none.
#[must_use]
pub fn pack(region: Region) -> Pack {
    let packs = PACKS.iter().filter_map(|pack| toml::from_str::<Pack>(pack).ok());
    packs.into_iter().find(|pack| pack.region == region.as_str()).unwrap_or_default()
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
}
