//! The stylesheet, the script and the icon, built into the program. Nothing is ever loaded from a third party.

use std::sync::OnceLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

/// Serves one asset. Assets say nothing about anybody, so browsers may keep them.
pub(crate) async fn get(Path(name): Path<String>) -> Response {
    let Some(file) = Assets::get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let kind = match name.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "public, max-age=86400")];
    (headers, file.data).into_response()
}

/// Eight digits that change when an asset changes.
pub(crate) fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let mut all = [0_u8; 4];
        for file in Assets::iter().filter_map(|name| Assets::get(&name)) {
            let hash = file.metadata.sha256_hash();
            all.iter_mut().zip(hash).for_each(|(sum, byte)| *sum ^= byte);
        }
        all.iter().map(|byte| format!("{byte:02x}")).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stylesheet_stays_small() {
        let size = |name| Assets::get(name).map_or(usize::MAX, |file| file.data.len());
        assert!(size("style.css") < 20_000, "the stylesheet has {} bytes", size("style.css"));
        assert!(size("quick.js") < 3_000);
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere_and_nothing_is_green() {
        for name in Assets::iter() {
            let text = Assets::get(&name).map(|file| String::from_utf8_lossy(&file.data).into_owned());
            let text = text.unwrap_or_default().replace("http://www.w3.org/2000/svg", "");
            for forbidden in ["http:", "https:", "//cdn", "@import", "url(", "green", "lime", "teal"] {
                assert!(!text.contains(forbidden), "{name} contains {forbidden}");
            }
        }
    }
}
