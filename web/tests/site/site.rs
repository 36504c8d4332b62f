//! A node with four members behind the router, and a browser with cookies.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use parasol_core::command::Job;
use parasol_core::fair_share::{Allotted, InTurn};
use parasol_core::identity::Genesis;
use parasol_core::lock::LockNode;
use parasol_core::members::{CreateMember, Credentials, NewPassword, PasswordHash, Suspend, Verified};
use parasol_core::node::{Node, Snapshot};
use parasol_core::places::Gazetteer;
use parasol_core::quota::CheckLimits;
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use parasol_core::rules::Rules;
use parasol_core::store::{StoreError, StoreKey};
use parasol_protocol::evaluation::EvaluationFailure;
use parasol_protocol::time::Timestamp;
use parasol_web::port::{BoxFuture, KeyLeft, Port};
use parasol_web::settings::Settings;
use rand_chacha::ChaCha20Rng;
use rand_core::{RngCore, SeedableRng};
use serde_json::Value;
use tower::ServiceExt;
use zeroize::Zeroizing;

/// 21 November 2026.
pub(crate) const START: u64 = 1_795_219_200;
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Runs jobs at once, on the caller's thread.
pub(crate) struct Bench {
    node: Node,
    rng: Mutex<ChaCha20Rng>,
    clock: AtomicU64,
    settings: Settings,
    _folder: tempfile::TempDir,
}

impl Port for Bench {
    fn submit(&self, job: Job) {
        let mut rng = ChaCha20Rng::seed_from_u64(self.rng.lock().unwrap().next_u64());
        self.node.execute(vec![job], self.now(), &mut rng);
    }

    fn read(&self) -> Result<Snapshot, StoreError> {
        self.node.read()
    }

    fn evaluate(&self, allotted: Allotted, _: Duration) -> BoxFuture<'_, InTurn> {
        let answers = allotted.asks().iter().map(|_| Err(EvaluationFailure::Unreachable)).collect();
        Box::pin(async move { InTurn { answers, passed_over: Vec::new() } })
    }

    fn hash_password(&self, password: NewPassword) -> BoxFuture<'_, Result<PasswordHash, Refusal>> {
        Box::pin(async move { PasswordHash::hash(password, &mut *self.rng.lock().unwrap()) })
    }

    fn verify_password(
        &self,
        credentials: Credentials,
        password: Zeroizing<String>,
    ) -> BoxFuture<'_, Result<Verified, Refusal>> {
        Box::pin(async move { credentials.verify(&password) })
    }

    fn lock(&self, actor: Actor) -> BoxFuture<'_, Result<KeyLeft, Refusal>> {
        Box::pin(async move {
            let port: &dyn Port = self;
            port.command(LockNode { actor }).await.map(|_| KeyLeft::NoPassphrase)
        })
    }

    fn has_passphrase(&self) -> bool {
        false
    }

    fn now(&self) -> Timestamp {
        Timestamp::new(self.clock.load(Ordering::Relaxed))
    }

    fn fill_random(&self, bytes: &mut [u8]) {
        self.rng.lock().unwrap().fill_bytes(bytes);
    }

    fn addresses(&self) -> Vec<String> {
        vec!["/dns/parasol.example.org/tcp/7431".to_owned()]
    }

    fn towns(&self) -> &Gazetteer {
        &TOWNS
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }
}

/// Some towns, invented where there are two of one name.
static TOWNS: LazyLock<Gazetteer> = LazyLock::new(|| {
    let table = "1\tLyon\tFR\t45.749\t4.848\t520774\t\tLyons|Лион\n\
        2\tVilleneuve\tFR\t44.183\t6.083\t1000\tMarseille\t\n\
        3\tVilleneuve\tFR\t43.434\t1.490\t2000\tToulouse\t\n\
        4\tSaint-Denis\tFR\t48.936\t2.354\t110000\tParis\t\n\
        5\tSaint-Denis\tRE\t-20.882\t55.450\t137000\t\t\n";
    Gazetteer::read(&[table]).unwrap()
});

/// A node with a member of each role, and one who is suspended.
#[derive(Clone)]
pub(crate) struct Site {
    bench: Arc<Bench>,
    router: Router,
}

pub(crate) const EVERYBODY: [&str; 5] = ["member", "partner", "moderator", "admin", "suspended"];

impl Site {
    pub(crate) fn open() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut rng = ChaCha20Rng::seed_from_u64(7);
        let genesis = Genesis {
            name: "Jasmine".to_owned(),
            legal_name: "Jasmine".to_owned(),
            country: "FR".parse().unwrap(),
            languages: vec!["fr".to_owned(), "en".to_owned()],
            contact: "dpo@example.org".to_owned(),
        };
        let (now, key) = (Timestamp::new(START), StoreKey::generate(&mut rng));
        let node = Node::create(&folder.path().join("node"), key, genesis, now, &mut rng).unwrap().node;
        let mut settings = Settings {
            public_name: "Jasmine".to_owned(),
            country: "FR".parse().unwrap(),
            languages: vec!["fr".to_owned(), "en".to_owned()],
            exit_address: "https://www.example.org/weather".to_owned(),
            https: false,
            check_budget: Duration::from_millis(10),
            demo: false,
            team_phone: Some("+33 6 39 98 00 01".to_owned()),
            emergency_numbers: vec!["112".to_owned()],
            messages: parasol_web::settings::MessageRoutes::default(),
            ask: parasol_web::settings::Ask::default(),
            organisation: parasol_web::settings::Organisation::default(),
            keep_alerts_years: 5,
            keep_refused_months: 6,
        };
        change(&mut settings);
        let clock = AtomicU64::new(START);
        let bench = Bench { node, rng: Mutex::new(rng), clock, settings, _folder: folder };
        let site = Self::behind(Arc::new(bench));
        site.people();
        site
    }

    fn behind(bench: Arc<Bench>) -> Self {
        let router = parasol_web::router(bench.clone());
        Self { bench, router }
    }

    fn people(&self) {
        let hash = PasswordHash::hash(PASSWORD, &mut *self.bench.rng.lock().unwrap()).unwrap();
        for name in EVERYBODY {
            let role = Role::from_name(name).unwrap_or(Role::Member);
            let pseudonym = name.to_owned();
            let command = CreateMember {
                actor: Actor::Operator,
                pseudonym,
                role,
                password: hash.clone(),
                sponsor: None,
            };
            self.run(command);
        }
    }

    pub(crate) fn run<C: parasol_core::command::Command>(&self, command: C) -> C::Outcome {
        let (tell, told) = std::sync::mpsc::channel();
        self.bench.submit(Job::new(command, move |outcome| tell.send(outcome).unwrap()));
        told.recv().unwrap().unwrap_or_else(|refusal| panic!("refused: {refusal}"))
    }

    /// The hash of everybody's password.
    pub(crate) fn password(&self) -> PasswordHash {
        PasswordHash::hash(PASSWORD, &mut *self.bench.rng.lock().unwrap()).unwrap()
    }

    /// Suspends the member of that name, whose sessions end.
    pub(crate) fn suspend(&self) {
        let member = self.bench.read().unwrap().member_named(&Actor::Operator, "suspended").unwrap();
        self.run(Suspend { actor: Actor::Operator, member });
    }

    /// The time, in seconds.
    pub(crate) fn seconds(&self) -> u64 {
        self.bench.clock.load(Ordering::Relaxed)
    }

    pub(crate) fn wait(&self, seconds: u64) {
        self.bench.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.bench.now()
    }

    pub(crate) fn node(&self) -> &Node {
        &self.bench.node
    }

    /// One check a member and no more.
    pub(crate) fn allow_one_check(&self) {
        let checks = CheckLimits { per_hour: 1, per_day: 1, reserve: 0 };
        self.node().set_rules(Rules { checks, ..Rules::default() });
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser { site: self.clone(), cookies: Vec::new(), csrf: String::new(), language: "en" }
    }

    /// A browser in which `name` is signed in on her own device.
    pub(crate) async fn signed_in(&self, name: &str) -> Browser {
        let mut browser = self.browser();
        browser.sign_in(name, "own").await;
        browser
    }

    /// A token for programs.
    pub(crate) async fn token(&self, name: &str) -> String {
        let body = serde_json::json!({ "pseudonym": name, "password": PASSWORD });
        let answer = self.call(Method::POST, "/api/v1/session", None, Some(body)).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn call(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> Seen {
        self.call_keyed(method, path, token, body, None).await
    }

    /// A call that its caller named, to send it again.
    pub(crate) async fn call_keyed(
        &self,
        method: Method,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
        key: Option<&str>,
    ) -> Seen {
        let mut request = Request::builder().method(method).uri(path).header(header::ACCEPT_LANGUAGE, "en");
        if let Some(key) = key {
            request = request.header("Idempotency-Key", key);
        }
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = match body {
            Some(json) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(json.to_string())
            }
            None => Body::empty(),
        };
        self.send(request.body(body).unwrap()).await
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Seen {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.unwrap();
        Seen {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }
}

/// What came back.
pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("not JSON: {}", self.text))
    }

    /// The text as a person reads it: without isolation marks, entities resolved where tests need them.
    pub(crate) fn read(&self) -> String {
        self.text
            .replace(['\u{2068}', '\u{2069}'], "")
            .replace("&#39;", "'")
            .replace("&#34;", "\"")
            .replace('\u{a0}', " ")
    }
}

/// A browser: keeps cookies, and sends forms with the token of the page it saw last.
pub(crate) struct Browser {
    pub(crate) site: Site,
    pub(crate) cookies: Vec<(String, String)>,
    pub(crate) csrf: String,
    pub(crate) language: &'static str,
}

impl Browser {
    pub(crate) async fn sign_in(&mut self, name: &str, device: &str) {
        self.get("/sign-in").await;
        let fields = [("username", name), ("password", PASSWORD), ("device", device)];
        let seen = self.post("/sign-in", &fields).await;
        assert_eq!(seen.status, 303, "{}", seen.read());
        let home = self.get("/").await;
        assert_eq!(home.status, 200);
    }

    pub(crate) async fn get(&mut self, path: &str) -> Seen {
        let seen = self.site.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await;
        self.keep(&seen);
        seen
    }

    /// Sends a form from the page that is open.
    pub(crate) async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Seen {
        let csrf = self.csrf.clone();
        self.post_as(path, fields, &csrf).await
    }

    pub(crate) async fn post_as(&mut self, path: &str, fields: &[(&str, &str)], csrf: &str) -> Seen {
        let mut body = form_urlencoded::Serializer::new(String::new());
        body.append_pair("csrf", csrf).extend_pairs(fields);
        let request = self
            .request(Method::POST, path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.finish()))
            .unwrap();
        let seen = self.site.send(request).await;
        self.keep(&seen);
        seen
    }

    pub(crate) fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "node.example.org")
            .header(header::ACCEPT_LANGUAGE, self.language)
            .header(header::COOKIE, cookies.join("; "))
    }

    fn keep(&mut self, seen: &Seen) {
        for line in seen.headers.get_all(header::SET_COOKIE) {
            let (name, value) = line.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.retain(|(known, _)| known != name);
            if !value.is_empty() {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let token = seen.text.split("name=\"csrf\" value=\"").nth(1).and_then(|rest| rest.split('"').next());
        if let Some(token) = token {
            self.csrf = token.to_owned();
        }
    }
}
