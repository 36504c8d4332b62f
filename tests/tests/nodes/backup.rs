//! A node is lost and put back from a backup on a bare directory, while its peer went on.

use std::fs;
use std::path::Path;
use std::process::Command;

use parasol_core::command::Job;
use parasol_core::privacy::{DeleteAccount, ReportsFate};
use parasol_core::roles::{Actor, Role as Rank};
use parasol_tests::{
    Client, Node, Pair, Role, Tellers, from_abroad, level, number, parasol, publication, report, until,
    until_level,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use serde_json::{Value, json};

use crate::disk;

const PASSPHRASE: &str = "seven quiet lanterns drift past";

/// A member deletes her account. The node stands still: what she does is done to its directory, with its journal.
fn delete_account(data: &Path, pseudonym: &str) {
    let node = disk::open(data);
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    node.keep_erasures(&data.join("erasures"), disk::now(), &mut rng).unwrap();
    let id = node.read().unwrap().member_named(&Actor::Operator, pseudonym).unwrap();
    let command = DeleteAccount { actor: Actor::Member(id, Rank::Member), reports: ReportsFate::Remove };
    let job = Job::new(command, |outcome| outcome.unwrap());
    node.execute(vec![job], disk::now(), &mut rng);
}

fn told(command: &mut Command) -> Value {
    let said = command.output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    serde_json::from_slice(&said.stdout).unwrap()
}

fn sign_in(node: &Node, pseudonym: &str, password: &str) -> u16 {
    let body = json!({"pseudonym": pseudonym, "password": password});
    node.visitor().post("/api/v1/session", &body).status
}

struct Desk {
    reporter: Client,
    moderator: Client,
}

impl Desk {
    fn at(node: &Node, [reporter, moderator]: &[String; 2]) -> Self {
        Self { reporter: node.sign_in("lucie", reporter), moderator: node.sign_in("manon", moderator) }
    }

    fn publish(&self, number: &str) -> String {
        Tellers { reporter: self.reporter.clone(), moderator: self.moderator.clone() }.publish(number)
    }

    /// Publishes, and says which report it was.
    fn publish_report(&self, number: &str) -> String {
        let id = self.reporter.post("/api/v1/reports", &report(number)).expect(201).word("/id");
        let path = format!("/api/v1/desk/reports/{id}/publish");
        let _ = self.moderator.post(&path, &publication()).expect(201);
        id
    }

    fn recall(&self, alert: &str) {
        Tellers { reporter: self.reporter.clone(), moderator: self.moderator.clone() }.recall(alert);
    }
}

fn findings(node: &Node) -> Vec<String> {
    let health = node.cli(&["doctor"]);
    let findings = health["findings"].as_array().unwrap().iter();
    findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_node_put_back_from_a_backup_brings_nothing_erased_back_and_the_peer_keeps_converging() {
    let mut pair = Pair::linked();
    let folder = tempfile::tempdir().unwrap();
    let [backup, phrase, old] = ["node.backup", "passphrase", "old"].map(|name| folder.path().join(name));
    fs::write(&phrase, PASSPHRASE).unwrap();
    let [recalled, kept, hers, lost, after, restricted, lifted] =
        [301, 302, 303, 304, 305, 306, 307].map(|n| from_abroad(&number(n)));

    let passwords = [("lucie", Role::Member), ("manon", Role::Moderator)];
    let passwords = passwords.map(|(name, role)| pair.france.enrol(name, role));
    let gone = pair.france.enrol("mirabelle", Role::Member);
    let desk = Desk::at(&pair.france, &passwords);
    let alert = desk.publish(&recalled);
    let _ = desk.publish(&kept);
    let held = [&restricted, &lifted].map(|number| desk.publish_report(number));
    let mirabelle = pair.france.sign_in("mirabelle", &gone);
    let filed = mirabelle.post("/api/v1/reports", &report(&hers)).expect(201).word("/id");
    let publish = format!("/api/v1/desk/reports/{filed}/publish");
    let _ = desk.moderator.post(&publish, &publication()).expect(201);
    pair.until_converged();

    let words = ["backup", backup.to_str().unwrap(), "--passphrase-file", phrase.to_str().unwrap()];
    let made = pair.france.cli(&words);
    assert_eq!(made["passphrase"], Value::Null, "a passphrase that was given is not told");

    desk.recall(&alert);
    for report in &held {
        let restriction = json!({"report": report, "password": passwords[0]});
        let _ = desk.reporter.post("/api/v1/my-data/restriction", &restriction).expect(200);
    }
    until_level(&pair.belgium, &lifted, None);
    let lift = format!("/api/v1/desk/reports/{}/lift", held[1]);
    let _ = desk.moderator.post(&lift, &json!({"text": "The number is his."})).expect(204);
    until_level(&pair.belgium, &lifted, Some("very_dangerous"));
    let _ = desk.publish(&lost);
    until_level(&pair.belgium, &lost, Some("very_dangerous"));
    pair.france.stop();
    delete_account(&pair.france.data(), "mirabelle");
    pair.france.serve();
    pair.until_converged();
    pair.france.kill();

    fs::rename(pair.france.data(), &old).unwrap();
    let mut restore = parasol();
    restore.arg("--json").arg("--data").arg(pair.france.data()).arg("restore").arg(&backup);
    restore.arg("--passphrase-file").arg(&phrase).arg("--erasures").arg(old.join("erasures"));
    let restored = told(&mut restore);
    assert_eq!(restored["awaits"], json!(["Parapluie"]));
    assert!(restored["erased_again"].as_u64().unwrap() >= 4, "{restored}");

    // Alone, it answers its own members and shares nothing.
    pair.belgium.kill();
    pair.france.serve();
    assert!(findings(&pair.france).contains(&"waits_for_peers".to_owned()));
    let check = json!({"identifier": kept});
    let checked = desk.reporter.post("/api/v1/check", &check);
    assert_eq!(checked.status, 401, "every session of the backup is ended");
    assert_eq!(sign_in(&pair.france, "mirabelle", &gone), 401, "the member who left cannot sign in");
    let desk = Desk::at(&pair.france, &passwords);
    let _ = desk.publish(&after);
    for (number, expected) in [
        (&recalled, None),
        (&hers, None),
        (&restricted, None),
        (&lifted, Some("very_dangerous")),
        (&kept, Some("very_dangerous")),
        (&after, Some("very_dangerous")),
    ] {
        assert_eq!(level(&pair.france.check(number)), expected, "{number}");
    }
    assert_eq!(
        pair.france.cli(&["alert", "list"])["waiting_to_be_shared"],
        2,
        "it waits until peers were heard"
    );

    pair.belgium.serve();
    until_level(&pair.belgium, &after, Some("very_dangerous"));
    pair.until_converged();
    assert!(!findings(&pair.france).contains(&"waits_for_peers".to_owned()));
    for node in [&pair.france, &pair.belgium] {
        for gone in [&recalled, &hers, &lost, &restricted] {
            let verdict = node.check(gone);
            assert_eq!(
                (level(&verdict), verdict["alerts"].as_array().unwrap().len()),
                (None, 0),
                "{verdict}"
            );
        }
        for there in [&kept, &after, &lifted] {
            until_level(node, there, Some("very_dangerous"));
        }
    }
}

#[test]
fn a_restored_node_whose_peer_is_gone_goes_on_when_its_admin_says_so() {
    let mut pair = Pair::linked();
    let folder = tempfile::tempdir().unwrap();
    let [backup, phrase] = ["node.backup", "passphrase"].map(|name| folder.path().join(name));
    fs::write(&phrase, PASSPHRASE).unwrap();
    let tellers = Tellers::at(&pair.france);
    let words = ["backup", backup.to_str().unwrap(), "--passphrase-file", phrase.to_str().unwrap()];
    let _ = pair.france.cli(&words);
    drop(tellers);
    pair.belgium.kill();
    pair.france.kill();
    let journal = folder.path().join("erasures");
    fs::copy(pair.france.data().join("erasures"), &journal).unwrap();
    fs::remove_dir_all(pair.france.data()).unwrap();
    let mut restore = parasol();
    restore.arg("--json").arg("--data").arg(pair.france.data()).arg("restore").arg(&backup);
    restore.arg("--passphrase-file").arg(&phrase).arg("--erasures").arg(&journal);
    let _ = told(&mut restore);
    pair.france.serve();
    let resumed = pair.france.cli(&["ledger", "resume"]);
    assert_eq!(resumed["unheard"], json!(["Parapluie"]));
    assert!(!findings(&pair.france).contains(&"waits_for_peers".to_owned()));
    let again = pair.france.try_cli(&["ledger", "resume"]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("not_waiting"));
    // The peer comes back after all, and the two agree.
    pair.belgium.serve();
    until("the two meet again", || pair.france.cli(&["peer", "list"])["peers"][0]["connected"] == true);
    pair.until_converged();
}
