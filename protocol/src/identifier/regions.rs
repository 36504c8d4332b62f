//! In which countries a national form is read.

use crate::region::Region;

/// The most regions in which one text is read. Each may cost the circle an evaluation.
pub const MAX_REGIONS: usize = 8;

/// The regions in which a number without a country is read: the node's own, then those of its circles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regions {
    home: Region,
    others: Vec<Region>,
}

impl Regions {
    /// The node's region and those of its circles' members. Repetitions are dropped, and so is what exceeds
    /// [`MAX_REGIONS`] in all; earlier ones win.
    #[must_use]
    pub fn new(home: Region, circle: impl IntoIterator<Item = Region>) -> Self {
        let mut others = Vec::new();
        for region in circle {
            if others.len() + 1 == MAX_REGIONS {
                break;
            }
            if region != home && !others.contains(&region) {
                others.push(region);
            }
        }
        Self { home, others }
    }

    /// The node's own region.
    #[must_use]
    pub fn home(&self) -> Region {
        self.home
    }

    /// The other regions, in the order given.
    #[must_use]
    pub fn others(&self) -> &[Region] {
        &self.others
    }

    /// All regions, home first.
    pub fn iter(&self) -> impl Iterator<Item = Region> + '_ {
        std::iter::once(self.home).chain(self.others.iter().copied())
    }
}
