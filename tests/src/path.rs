//! Addresses that differ in an id only.

/// A path whose variable parts are all the same: ids as they are, `{id}` as routes and OpenAPI write them, `REPORT` as
/// tests do.
#[must_use]
pub fn shape(path: &str) -> String {
    let part = |part: &str| {
        let id = part.len() == 32 && part.chars().all(|each| each.is_ascii_hexdigit());
        let word = !part.is_empty() && part.chars().all(|each| each.is_ascii_uppercase());
        if id || word || part.starts_with('{') { "*" } else { part }.to_owned()
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}
