//! What an authenticator app is told: the key in groups, as an address and as a picture.

use parasol_core::members::SecondFactorView;
use qrcode::EcLevel;

use crate::language::Texts;
use crate::picture;
use crate::views::sessions::PendingKey;

/// The key in base 32 as people and apps take it. The name that the app shows is the neutral one of the browser's tabs:
/// whoever holds her phone learns nothing from the list of her codes. None if there is no such picture.
pub(crate) fn pending(t: Texts, secret: &str) -> Option<PendingKey> {
    let name = t.get("title-site");
    let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect();
    let uri = format!("otpauth://totp/{name}?secret={secret}&issuer={name}");
    let qr = picture::qr(&uri, EcLevel::M)?;
    let groups: Vec<String> =
        secret.chars().collect::<Vec<_>>().chunks(4).map(|group| group.iter().collect()).collect();
    Some(PendingKey { qr, text: groups.join(" "), uri })
}

/// The same for programs: the address alone.
pub(crate) fn address(t: Texts, view: &SecondFactorView) -> Option<String> {
    pending(t, view.pending.as_ref()?).map(|key| key.uri)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_picture_is_one_element_and_the_name_is_bland() {
        for t in Texts::all() {
            let secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
            let key = pending(t, secret);
            let shown = key.map(|key| (key.qr, key.text, key.uri)).unwrap_or_default();
            assert!(shown.0.starts_with("<svg") && shown.0.trim_end().ends_with("</svg>"));
            assert!(!shown.0.contains("style=") && !shown.0.contains("<?xml"));
            assert_eq!(shown.1.replace(' ', ""), secret);
            assert_eq!(shown.2, format!("otpauth://totp/Notes?secret={secret}&issuer=Notes"));
        }
    }
}
