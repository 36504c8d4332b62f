//! The partner's node is stopped: what is published meanwhile arrives, and what is recalled meanwhile is obeyed.

use parasol_tests::{Pair, Tellers, from_abroad, number, until_level};

#[test]
fn what_happens_while_the_partner_is_away_holds_when_it_is_back() {
    let mut pair = Pair::linked();
    let tellers = Tellers::at(&pair.france);
    let (early, late) = (number(101), number(102));
    let recalled = tellers.publish(&early);
    until_level(&pair.belgium, &from_abroad(&early), Some("very_dangerous"));

    pair.belgium.stop();
    let _ = tellers.publish(&late);
    tellers.recall(&recalled);
    assert_eq!(pair.france.check(&late)["level"], "very_dangerous");

    pair.belgium.serve();
    until_level(&pair.belgium, &from_abroad(&late), Some("very_dangerous"));
    until_level(&pair.belgium, &from_abroad(&early), None);
    pair.until_converged();

    // It does not come back from anywhere: not from its own disk, not from the other node.
    pair.belgium.kill();
    pair.france.kill();
    pair.belgium.serve();
    let alone = pair.belgium.check(&from_abroad(&early));
    assert!(alone["alerts"].as_array().unwrap().is_empty(), "{alone}");
    pair.france.serve();
    pair.until_converged();
    for node in [&pair.france, &pair.belgium] {
        assert!(node.check(&from_abroad(&early))["alerts"].as_array().unwrap().is_empty());
        assert_eq!(node.check(&from_abroad(&late))["level"], "very_dangerous");
    }
}
