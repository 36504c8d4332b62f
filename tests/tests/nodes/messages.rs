//! Messages to members: a real mail server, a real HTTP interface, and nodes that are killed while they send.
//!
//! `PARASOL_MESSAGE_KILLS` says how many kills (40 by default), `PARASOL_KILL_SEED` where the chance begins.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::thread;
use std::time::Duration;

use parasol_tests::{MailServer, Node, SmsGateway, until};
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use serde_json::Value;

use crate::disk;
use crate::kills::setting;

/// The longest time, in microseconds, from a command that queues to the kill: a message is on its way well within it.
const LONGEST: u32 = 80_000;

/// A node with these settings.
fn node(settings: &str) -> Node {
    let mut node = Node::new("Jasmine", "FR");
    node.stop();
    fs::write(node.data().join("config.toml"), settings).unwrap();
    node.serve();
    node
}

fn send(node: &Node, to: &str) {
    node.cli_with(&["message", "try"], &format!("{to}\n"));
}

/// The rows of the queue: id, state, fault.
fn queue(node: &Node) -> Vec<(String, String, String)> {
    let list = node.cli(&["message", "list"]);
    let word = |row: &Value, key: &str| row[key].as_str().unwrap_or_default().to_owned();
    let rows = list["messages"].as_array().unwrap().iter();
    rows.map(|row| (word(row, "id"), word(row, "state"), word(row, "fault"))).collect()
}

/// Waits until the one message stands so, and tells its id.
#[track_caller]
fn until_it_is(node: &Node, state: &str, fault: &str) -> String {
    let mut id = String::new();
    until(&format!("a message that is {state} ({fault})"), || {
        let rows = queue(node);
        id = rows.first().map(|row| row.0.clone()).unwrap_or_default();
        rows.len() == 1 && rows[0].1 == state && rows[0].2 == fault
    });
    id
}

fn codes(node: &Node) -> BTreeSet<String> {
    let doctor = node.cli(&["doctor"]);
    let findings = doctor["findings"].as_array().unwrap().iter();
    findings.filter_map(|finding| finding["code"].as_str().map(str::to_owned)).collect()
}

#[test]
fn a_mail_goes_out_over_tls_either_way_and_says_nothing_of_the_service() {
    for security in ["starttls", "tls"] {
        let server = MailServer::start(security);
        let node = node(&server.settings(security, "ca.pem"));
        send(&node, "Léa.Été@example.org".replace('é', "e").replace('É', "E").as_str());
        until("the mail", || server.mails().len() == 1);
        let mail = server.mails().remove(0);
        assert_eq!(mail["tls"], true, "{security}");
        assert_eq!(mail["signed_in"], true);
        assert_eq!(mail["to"][0], "lea.ete@example.org");
        assert_eq!(mail["from"], "no-reply@example.org");
        assert_eq!(mail["subject"], "Un essai");
        assert_eq!(mail["ascii"], true);
        assert_eq!(mail["hello"], "example.org", "not this machine's name");
        assert!(
            mail["body"].as_str().unwrap().starts_with("Ceci est un essai. Vous n’avez rien à faire."),
            "{mail}"
        );
        assert!(
            !mail.to_string().to_lowercase().contains("jasmine") && !mail.to_string().contains("parasol")
        );
        until("an empty queue", || queue(&node).is_empty());
        assert!(!node.log().contains("lea.ete") && !node.log().contains("invented mail password"));
        assert!(!codes(&node).contains("mail_off"));
    }
}

#[test]
fn without_an_encrypted_connection_that_is_trusted_nothing_is_said() {
    let server = MailServer::start("starttls");
    let node = node(&server.settings("starttls", server.stranger()));
    send(&node, "lea@example.org");
    let _ = until_it_is(&node, "waiting", "certificate");
    assert!(server.mails().is_empty());

    let mut other = self::node(&server.settings("tls", "ca.pem"));
    send(&other, "lea@example.org");
    let _ = until_it_is(&other, "waiting", "certificate");
    other.stop();
    fs::write(
        other.data().join("config.toml"),
        server.settings("starttls", "ca.pem").replace("user = 'parasol'", "user = 'another'"),
    )
    .unwrap();
    other.serve();
    let (id, ..) = queue(&other).remove(0);
    other.cli(&["message", "retry", &id]);
    let _ = until_it_is(&other, "waiting", "sign_in");
    assert!(server.mails().is_empty());
}

#[test]
fn a_mail_server_that_refuses_is_believed_and_one_that_hesitates_is_asked_again() {
    let server = MailServer::start("starttls");
    let node = node(&server.settings("starttls", "ca.pem"));
    server.control("refuse");
    send(&node, "lea@example.org");
    let id = until_it_is(&node, "failed", "refused");
    assert!(codes(&node).contains("messages_failed"));
    node.cli(&["message", "forget", &id]);

    server.control("later");
    send(&node, "lea@example.org");
    let id = until_it_is(&node, "waiting", "put_off");
    server.control("accept");
    node.cli(&["message", "retry", &id]);
    until("the mail", || server.mails().len() == 1);

    until("an empty queue", || queue(&node).is_empty());
    server.control("silent");
    send(&node, "lea@example.org");
    let id = until_it_is(&node, "uncertain", "no_answer");
    assert!(codes(&node).contains("messages_uncertain"));
    server.control("accept");
    node.cli(&["message", "retry", &id]);
    until("the mail that a person had sent again", || server.mails().len() == 2);
}

/// USERS, "When it goes wrong", 20: codes can be read aloud or printed instead.
#[test]
fn the_sms_company_learns_nothing_before_an_admin_has_read_what_it_learns() {
    let gateway = SmsGateway::start();
    let node = node(&gateway.settings());
    send(&node, "06 39 98 00 01");
    let id = until_it_is(&node, "outbox", "");
    assert!(gateway.taken().is_empty());
    let file = node.data().join("outbox").join(format!("{id}.txt"));
    assert_eq!(
        fs::read_to_string(&file).unwrap(),
        "To: +33639980001\n\nCeci est un essai. Vous n'avez rien à faire.\n"
    );
    assert!(codes(&node).is_superset(&["sms_off", "outbox_waiting", "mail_off"].map(str::to_owned).into()));

    node.cli(&["message", "sms", "--agree"]);
    send(&node, "06 39 98 00 02");
    until("the SMS", || gateway.taken().len() == 1);
    let sms = gateway.taken().remove(0);
    assert_eq!(sms.body["to"], "+33639980002");
    assert_eq!(sms.body["text"], "Ceci est un essai. Vous n'avez rien à faire.");
    assert!(
        !sms.head.contains("33639980002") && !sms.head.to_lowercase().contains("parasol"),
        "{}",
        sms.head
    );
    assert!(!node.log().contains("3998"));
    node.cli(&["message", "sms", "--withdraw"]);
    send(&node, "06 39 98 00 03");
    until("a second file", || fs::read_dir(file.parent().unwrap()).unwrap().count() == 2);
    assert_eq!(gateway.taken().len(), 1);
}

#[test]
fn an_sms_company_that_fails_is_asked_again_and_one_that_refuses_is_not() {
    let gateway = SmsGateway::start();
    let node = node(&gateway.settings());
    node.cli(&["message", "sms", "--agree"]);
    for (status, state, fault) in [
        (500, "waiting", "put_off"),
        (429, "waiting", "put_off"),
        (401, "waiting", "sign_in"),
        (400, "failed", "refused"),
        (302, "failed", "refused"),
        (504, "uncertain", "no_answer"),
        (0, "uncertain", "no_answer"),
    ] {
        gateway.answers(status);
        send(&node, "06 39 98 00 01");
        let id = until_it_is(&node, state, fault);
        gateway.answers(200);
        let before = gateway.taken().len();
        node.cli(&["message", "retry", &id]);
        until("the SMS", || gateway.taken().len() == before + 1 && queue(&node).is_empty());
        assert_eq!(
            gateway.taken().pop().unwrap().body["id"],
            Value::from(id),
            "{status}: the same id at each try"
        );
    }
}

#[test]
fn what_waits_lies_on_the_disk_in_no_readable_form() {
    let server = MailServer::start("starttls");
    let node = node(&server.settings("starttls", server.stranger()));
    send(&node, "zoe.zuydcoote@example.org");
    let _ = until_it_is(&node, "waiting", "certificate");
    for (name, bytes) in disk::files(&node.data()) {
        let found = bytes.windows(13).any(|window| window == b"zoe.zuydcoote");
        assert!(!found, "{}", name.display());
    }
    assert!(!node.log().contains("zuydcoote"));
}

/// What the providers have confirmed: how often each message.
fn confirmed(server: &MailServer, gateway: &SmsGateway) -> BTreeMap<String, usize> {
    let id = |mail: &Value| {
        mail["id"].as_str().unwrap().trim_matches(['<', '>']).split('@').next().unwrap().to_owned()
    };
    let mails = server.mails().iter().map(id).collect::<Vec<_>>();
    let sms = gateway.taken().into_iter().map(|sms| sms.body["id"].as_str().unwrap().to_owned());
    let mut times = BTreeMap::new();
    mails.into_iter().chain(sms).for_each(|id| *times.entry(id).or_default() += 1);
    times
}

#[test]
fn killed_while_it_sends_no_message_that_a_provider_confirmed_is_sent_twice() {
    let kills: usize = setting("PARASOL_MESSAGE_KILLS", 40);
    let mut chance = ChaCha20Rng::seed_from_u64(setting("PARASOL_KILL_SEED", 1));
    let (server, gateway) = (MailServer::start("starttls"), SmsGateway::start());
    let mut node = node(&format!("{}{}", server.settings("starttls", "ca.pem"), gateway.settings()));
    node.cli(&["message", "sms", "--agree"]);
    let mut queued = 0;
    let mut uncertain = BTreeSet::new();
    for n in 0..kills {
        for _ in 0..2 {
            send(&node, &format!("m{n}@example.org"));
            send(&node, &format!("+3363998{n:04}"));
            queued += 2;
        }
        thread::sleep(Duration::from_micros((chance.next_u32() % LONGEST).into()));
        node.kill();
        node.serve();
        until("everything is settled", || queue(&node).iter().all(|(_, state, _)| state == "uncertain"));
        for (id, _, fault) in queue(&node) {
            assert_eq!(fault, "stopped");
            node.cli(&["message", "forget", &id]);
            uncertain.insert(id);
        }
    }
    let confirmed = confirmed(&server, &gateway);
    let twice: Vec<_> = confirmed.iter().filter(|(_, times)| **times > 1).collect();
    assert!(twice.is_empty(), "sent twice: {twice:?}");
    let known: BTreeSet<_> = confirmed.keys().chain(&uncertain).collect();
    assert_eq!(
        known.len(),
        queued,
        "each message was confirmed, or somebody was told that it may not have been"
    );
    let late = uncertain.iter().filter(|id| confirmed.contains_key(*id)).count();
    eprintln!(
        "{queued} messages, {} confirmed, {} uncertain, {late} of these confirmed all the same",
        confirmed.len(),
        uncertain.len()
    );
    assert!(!uncertain.is_empty(), "no kill has hit a message on its way: the test has tried nothing");
}
