//! What a partner tells of an organisation whose node is lost comes as a text, from wherever: a fuzz target. As a test it runs a
//! thousand inputs; `cargo bolero test --test it portraits::a_portrait_comes` looks longer.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use parasol_core::circles::Portrait;
use parasol_core::roles::Actor;

use crate::agreement::kit::Organisations;

#[path = "../../../../protocol/tests/fuzz/input.rs"]
#[expect(
    dead_code,
    clippy::arithmetic_side_effects,
    reason = "it is shared with the fuzz targets of the protocol, whose vectors are not needed here"
)]
mod input;
#[path = "../../../../protocol/tests/fuzz/tree.rs"]
#[expect(clippy::arithmetic_side_effects, reason = "it is shared with the fuzz targets of the protocol")]
mod tree;

use input::Input;

const PREFIX: &str = "parasol-portrait:";

/// Portraits of a circle of which both simply agreed to the charter, and of one whose members decided it.
static PORTRAITS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let portrait = |n| {
        let all = Organisations::linked(n);
        let portrait = all.houses[0].snapshot().portrait(&Actor::Operator, &all.id(n - 1)).unwrap();
        URL_SAFE_NO_PAD.decode(portrait.to_text().strip_prefix(PREFIX).unwrap()).unwrap()
    };
    vec![portrait(2), portrait(3)]
});

#[test]
fn a_portrait_comes() {
    bolero::check!().with_type::<Input>().for_each(|input| {
        let text = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(input.bytes(&PORTRAITS)));
        if let Ok(portrait) = Portrait::read(&text) {
            assert_eq!(portrait.to_text(), text);
        }
    });
}

#[test]
fn a_text_comes_for_a_portrait() {
    bolero::check!().with_type::<(bool, Vec<u8>)>().for_each(|(named, bytes)| {
        let prefix = if *named { PREFIX } else { "" };
        assert!(Portrait::read(&format!("{prefix}{}", String::from_utf8_lossy(bytes))).is_err());
    });
}
