//! Whom messages go to: a real mail server as a process, and an HTTP interface that takes SMS.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Who signs in at the mail server.
pub const MAIL_USER: &str = "parasol";
/// With what.
pub const MAIL_PASSWORD: &str = "an invented mail password";

/// A mail server (`tests/mail/server.py`), with a certificate authority of its own. It ends when this is dropped.
pub struct MailServer {
    folder: TempDir,
    process: Child,
    /// Its port on this machine.
    pub port: u16,
}

impl MailServer {
    /// Starts it; `security` is `starttls` or `tls`.
    #[track_caller]
    #[must_use]
    pub fn start(security: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        certificates(&folder, "ca.pem");
        let path = |name: &str| folder.path().join(name).display().to_string();
        fs::write(path("control"), "accept").unwrap();
        fs::write(path("journal"), "").unwrap();
        let settings = json!({
            "certificate": path("certificate.pem"), "key": path("key.pem"), "security": security,
            "user": MAIL_USER, "password": MAIL_PASSWORD, "journal": path("journal"), "control": path("control"),
        });
        let mut command = Command::new("python3");
        // Where `tests/run` has put aiosmtpd, if the system has none.
        if let Some(library) = std::env::var_os("PARASOL_MAIL_SERVER") {
            command.env("PYTHONPATH", library);
        }
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/mail/server.py");
        let mut process =
            command.arg(script).arg(settings.to_string()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().parse();
        let port = port.unwrap_or_else(|_| {
            panic!("the mail server needs aiosmtpd: run tests/run, or pip install aiosmtpd")
        });
        Self { folder, process, port }
    }

    /// What a node's `config.toml` says to use it. `ca` names the certificate authority that is trusted.
    #[must_use]
    pub fn settings(&self, security: &str, ca: &str) -> String {
        let password = self.path("password");
        fs::write(&password, format!("{MAIL_PASSWORD}\n")).unwrap();
        let closed = std::os::unix::fs::PermissionsExt::from_mode(0o600);
        fs::set_permissions(&password, closed).unwrap();
        let (port, ca) = (self.port, self.path(ca));
        format!(
            "[mail]\nhost = 'localhost'\nport = {port}\nsecurity = '{security}'\nuser = '{MAIL_USER}'\n\
             password_file = '{}'\nfrom = 'no-reply@example.org'\nca_file = '{}'\n",
            password.display(),
            ca.display()
        )
    }

    /// A certificate authority that has not signed this server's certificate.
    #[must_use]
    pub fn stranger(&self) -> &'static str {
        let other = tempfile::tempdir().unwrap();
        certificates(&other, "stranger.pem");
        fs::copy(other.path().join("stranger.pem"), self.path("stranger.pem")).unwrap();
        "stranger.pem"
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Says what happens to the next mails: `accept`, `refuse`, `later` or `silent`.
    pub fn control(&self, word: &str) {
        fs::write(self.path("control"), word).unwrap();
    }

    /// The mails that it has confirmed.
    #[must_use]
    pub fn mails(&self) -> Vec<Value> {
        let journal = fs::read_to_string(self.path("journal")).unwrap();
        journal.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A new certificate authority, and a certificate of it for `localhost`.
fn certificates(folder: &TempDir, ca_name: &str) {
    let mut authority = CertificateParams::new(Vec::<String>::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let ca_key = KeyPair::generate().unwrap();
    let ca = authority.self_signed(&ca_key).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &ca, &ca_key).unwrap();
    let write = |name: &str, pem: String| fs::write(folder.path().join(name), pem).unwrap();
    write(ca_name, ca.pem());
    write("certificate.pem", certificate.pem());
    write("key.pem", key.serialize_pem());
}

/// An SMS that the HTTP interface has confirmed.
#[derive(Debug, Clone)]
pub struct Sms {
    /// The JSON body.
    pub body: Value,
    /// The request's head.
    pub head: String,
}

/// An HTTP interface that takes SMS, on a port of its own.
#[derive(Clone)]
pub struct SmsGateway {
    /// Its address.
    pub url: String,
    status: Arc<Mutex<u16>>,
    taken: Arc<Mutex<Vec<Sms>>>,
}

impl SmsGateway {
    /// Starts it. Its thread ends with the test.
    #[track_caller]
    #[must_use]
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/send", listener.local_addr().unwrap());
        let gateway = Self { url, status: Arc::new(Mutex::new(200)), taken: Arc::default() };
        let own = gateway.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let own = own.clone();
                thread::spawn(move || own.answer(stream));
            }
        });
        gateway
    }

    /// The status of the next answers; 0: it reads everything and never answers.
    pub fn answers(&self, status: u16) {
        *self.status.lock().unwrap() = status;
    }

    /// What a node's `config.toml` says to use it.
    #[must_use]
    pub fn settings(&self) -> String {
        let body = r#"{"to":"{to}","text":"{text}","id":"{id}"}"#;
        format!("[sms]\nprovider = 'http'\nurl = '{}'\nbody = '{body}'\n", self.url)
    }

    /// The SMS that it has confirmed.
    #[must_use]
    pub fn taken(&self) -> Vec<Sms> {
        self.taken.lock().unwrap().clone()
    }

    /// A client that was killed meanwhile is gone: what it sent whole is taken all the same.
    fn answer(&self, mut stream: TcpStream) -> Option<()> {
        let mut head = String::new();
        let mut reader = BufReader::new(stream.try_clone().ok()?);
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).ok()? == 0 {
                return None;
            }
        }
        let length =
            head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
        let mut body = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut body).ok()?;
        let status = *self.status.lock().unwrap();
        if status == 0 {
            thread::park();
        }
        if (200..300).contains(&status) {
            let body = serde_json::from_slice(&body).ok()?;
            self.taken.lock().unwrap().push(Sms { body, head });
        }
        let answer = format!("HTTP/1.1 {status} said\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{{}}");
        stream.write_all(answer.as_bytes()).ok()
    }
}
