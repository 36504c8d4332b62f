//! A text as a picture for a telephone's camera.

use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

/// The text as an SVG element; none if it is too long for one.
pub(crate) fn qr(text: &str, level: EcLevel) -> Option<String> {
    let code = QrCode::with_error_correction_level(text, level).ok()?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(224, 224).build();
    // A page takes the picture itself, not the declaration of a file.
    picture.get(picture.find("<svg")?..).map(str::to_owned)
}

/// A long text, shown large on a clean screen: with as few dots as it can have.
pub(crate) fn of_long_text(text: &str) -> Option<String> {
    qr(text, EcLevel::L)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_too_long_for_a_picture_has_none() {
        let shown = of_long_text(&"a".repeat(2_900)).unwrap_or_default();
        assert!(shown.starts_with("<svg") && !shown.contains("style="));
        assert_eq!(of_long_text(&"a".repeat(3_000)), None);
    }
}
