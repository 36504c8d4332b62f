//! HTTPS from files that change while the node runs.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use jiff::{ToSpan, Zoned};
use rcgen::{CertificateParams, CertifiedKey, KeyPair};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

/// Everything here takes milliseconds, or a second where the node looks by itself.
const PATIENCE: Duration = Duration::from_secs(60);

fn parasol(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_parasol"));
    command.env_clear().env("PARASOL_DATA", home.join("node"));
    command
}

/// A certificate that ends in so many days.
fn pair(days: i64) -> CertifiedKey {
    let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
    let end = Zoned::now().checked_add(days.days()).unwrap();
    let (month, day) = (u8::try_from(end.month()).unwrap(), u8::try_from(end.day()).unwrap());
    params.not_after = rcgen::date_time_ymd(end.year().into(), month, day);
    let key_pair = KeyPair::generate().unwrap();
    CertifiedKey { cert: params.self_signed(&key_pair).unwrap(), key_pair }
}

fn put(home: &Path, pair: &CertifiedKey) {
    fs::write(home.join("key.pem"), pair.key_pair.serialize_pem()).unwrap();
    fs::write(home.join("certificate.pem"), pair.cert.pem()).unwrap();
}

/// What a node writes in its log, line by line.
struct Log(mpsc::Receiver<String>);

impl Log {
    fn of(node: &mut Child) -> Self {
        let (line, lines) = mpsc::channel();
        let log = BufReader::new(node.stderr.take().unwrap());
        // It ends with the node, or when nobody waits for lines any more.
        thread::spawn(move || log.lines().map_while(Result::ok).try_for_each(|said| line.send(said)));
        Self(lines)
    }

    /// Waits for a line.
    fn until(&self, words: &str) {
        loop {
            let line = self.0.recv_timeout(PATIENCE);
            assert!(line.is_ok(), "expected in time: {words}");
            if line.unwrap().contains(words) {
                return;
            }
        }
    }
}

/// Serves, and says where.
fn serve(home: &Path) -> (Child, Log, String) {
    let file = |name: &str| home.join(name).display().to_string();
    let mut node = parasol(home)
        .args(["--json", "serve", "--set", "web.listen=127.0.0.1:0", "--set", "network.listen="])
        .args(["--set", "web.certificate_seconds=1", "--set", "log.level=info"])
        .args(["--set", &format!("web.certificate={}", file("certificate.pem"))])
        .args(["--set", &format!("web.key={}", file("key.pem"))])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let log = Log::of(&mut node);
    let mut line = String::new();
    BufReader::new(node.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ready: serde_json::Value = serde_json::from_str(&line).unwrap();
    let web = ready.get("web").unwrap().as_str().unwrap();
    let host = web.strip_prefix("https://").unwrap().to_owned();
    (node, log, host)
}

/// Whether a browser that trusts this certificate alone is served.
async fn is_served(host: &str, pair: &CertifiedKey) -> bool {
    let mut roots = RootCertStore::empty();
    roots.add(pair.cert.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(host).await.unwrap();
    TlsConnector::from(Arc::new(client))
        .connect(ServerName::try_from("localhost").unwrap(), stream)
        .await
        .is_ok()
}

fn findings(home: &Path) -> Vec<String> {
    let said = parasol(home).args(["--json", "doctor"]).output().unwrap();
    let health: serde_json::Value = serde_json::from_slice(&said.stdout).unwrap();
    let findings = health.get("findings").unwrap().as_array().unwrap();
    let codes = findings.iter().map(|finding| finding.get("code").unwrap().as_str().unwrap().to_owned());
    codes.filter(|code| code.starts_with("certificate")).collect()
}

fn hang_up(node: &Child) {
    assert!(Command::new("kill").arg("-HUP").arg(node.id().to_string()).status().unwrap().success());
}

#[tokio::test]
async fn a_new_certificate_is_served_without_a_restart_and_a_broken_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let (first, soon, third) = (pair(90), pair(10), pair(90));
    let made = parasol(home)
        .args(["init", "--name", "Jasmine", "--country", "FR", "--contact", "a@example.org"])
        .output();
    assert!(made.unwrap().status.success());
    put(home, &first);
    let (mut node, log, host) = serve(home);
    assert!(is_served(&host, &first).await);
    assert!(findings(home).is_empty());

    put(home, &soon);
    hang_up(&node);
    log.until("a new certificate is served");
    assert!(is_served(&host, &soon).await);
    assert!(!is_served(&host, &first).await);
    assert_eq!(findings(home), ["certificate_ends"]);

    fs::write(home.join("key.pem"), "no key").unwrap();
    hang_up(&node);
    log.until("the old certificate is still served");
    assert_eq!(findings(home), ["certificate_refused", "certificate_ends"]);
    assert!(is_served(&host, &soon).await, "the old one is still served");
    fs::remove_file(home.join("certificate.pem")).unwrap();
    hang_up(&node);
    assert!(is_served(&host, &soon).await);

    put(home, &third);
    log.until("a new certificate is served");
    assert!(is_served(&host, &third).await);
    assert!(findings(home).is_empty());
    let told = Command::new("kill").arg("-TERM").arg(node.id().to_string()).status().unwrap();
    assert!(told.success() && node.wait().unwrap().success());
    let offline = findings(home);
    assert!(offline.is_empty(), "{offline:?}");
}
