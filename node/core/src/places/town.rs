//! A town and its place on the globe.

use parasol_protocol::region::Region;
use serde::{Deserialize, Serialize};

use crate::private::no_debug;

/// The mean radius of the Earth in kilometres (IUGG, R1).
const EARTH: f64 = 6_371.009;

/// A town of the gazetteer, as it is kept with a report: complete without the gazetteer, which changes from version to version.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Town {
    /// Its number in GeoNames.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// Its country.
    pub country: Region,
    /// A larger town that tells it from others of the same name in its country.
    pub near: Option<String>,
    /// North of the equator, in thousandths of a degree.
    pub latitude: i32,
    /// East of Greenwich, in thousandths of a degree.
    pub longitude: i32,
}

no_debug!(Town);

impl Town {
    /// How far two towns are apart, in kilometres on the globe (haversine formula).
    #[must_use]
    pub fn distance(&self, other: &Self) -> f64 {
        let radians = |thousandths: i32| (f64::from(thousandths) / 1_000.0).to_radians();
        let (here, there) = (radians(self.latitude), radians(other.latitude));
        let half = |one: f64, two: f64| ((two - one) / 2.0).sin().powi(2);
        let east = half(radians(self.longitude), radians(other.longitude));
        let chord = half(here, there) + here.cos() * there.cos() * east;
        2.0 * EARTH * chord.sqrt().min(1.0).asin()
    }
}
