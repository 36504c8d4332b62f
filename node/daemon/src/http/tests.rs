#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::fs;
use std::path::Path;
use std::sync::Arc;

use axum::routing::get;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio_rustls::TlsConnector;

use super::*;

fn settings(lines: &str) -> Config {
    let text = format!("[web]\nlisten = '127.0.0.1:0'\n{lines}");
    let file = Some((Path::new("config.toml"), text.as_str()));
    Config::read(&crate::config::Sources { file, ..Default::default() }).unwrap()
}

fn hello() -> Router {
    Router::new().route("/", get(async || "hello"))
}

fn address(site: &Site) -> String {
    site.url().split_once("://").unwrap().1.to_owned()
}

async fn fetch(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> String {
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}

#[tokio::test]
async fn plain_http_on_this_machine() {
    let site = Site::open(&settings(""), hello()).await.unwrap();
    assert!(site.url().starts_with("http://127.0.0.1:") && !site.url().ends_with(":0"), "{}", site.url());
    assert!(fetch(TcpStream::connect(address(&site)).await.unwrap()).await.ends_with("hello"));
    let taken = format!("listen = '{}'", address(&site));
    let config = Config::read(&crate::config::Sources {
        file: Some((Path::new("config.toml"), &format!("[web]\n{taken}"))),
        ..Default::default()
    });
    assert_eq!(Site::open(&config.unwrap(), hello()).await.unwrap_err().code, "web_listen");
    site.close().await;
}

#[tokio::test]
async fn https_from_certificate_files() {
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let (certificate, key) = (folder.path().join("certificate.pem"), folder.path().join("key.pem"));
    fs::write(&certificate, made.cert.pem()).unwrap();
    fs::write(&key, made.key_pair.serialize_pem()).unwrap();
    let config = settings(&format!("certificate = '{}'\nkey = '{}'", certificate.display(), key.display()));
    let site = Site::open(&config, hello()).await.unwrap();
    assert!(site.url().starts_with("https://"));

    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address(&site)).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    let stream = TlsConnector::from(Arc::new(client)).connect(name, stream).await.unwrap();
    assert!(fetch(stream).await.ends_with("hello"));
    site.close().await;

    fs::write(&key, "no key").unwrap();
    assert_eq!(Site::open(&config, hello()).await.unwrap_err().code, "certificate");
}

#[tokio::test]
async fn what_runs_is_finished_before_the_listener_closes() {
    let (entered, finish) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
    let (inside, gate) = (entered.clone(), finish.clone());
    let slow = get(move || async move {
        inside.notify_one();
        gate.notified().await;
        "done"
    });
    let site = Site::open(&settings(""), Router::new().route("/", slow)).await.unwrap();
    let address = address(&site);
    let asking = tokio::spawn(async move { fetch(TcpStream::connect(address).await.unwrap()).await });
    entered.notified().await;
    let closing = tokio::spawn(site.close());
    finish.notify_one();
    assert!(asking.await.unwrap().ends_with("done"));
    closing.await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn who_sends_nothing_is_hung_up_on() {
    let site = Site::open(&settings(""), hello()).await.unwrap();
    for begun in ["", "PRI * HTTP/2.0\r\n", "GET / HTTP/1.1\r\nHost:"] {
        let mut stream = TcpStream::connect(address(&site)).await.unwrap();
        stream.write_all(begun.as_bytes()).await.unwrap();
        let mut rest = Vec::new();
        // Closed or reset: either ends it.
        let _ = stream.read_to_end(&mut rest).await;
    }
    site.close().await;
}

#[tokio::test(start_paused = true)]
async fn a_body_has_its_time_however_slowly_it_drips() {
    let drip = stream::unfold((), async |()| {
        tokio::time::sleep(BODY_TIME / 4).await;
        Some((Ok::<_, io::Error>("a"), ()))
    });
    let begun = Instant::now();
    let body = ending(Body::from_stream(drip), begun + BODY_TIME);
    assert!(axum::body::to_bytes(body, usize::MAX).await.is_err());
    assert_eq!(begun.elapsed(), BODY_TIME);
    let whole = ending(Body::from("whole"), begun + BODY_TIME * 2);
    assert_eq!(axum::body::to_bytes(whole, usize::MAX).await.unwrap(), "whole");
}
