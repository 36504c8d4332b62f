#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::fmt::{self, Display};
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;

use serde::{Deserialize, Serialize};

use super::*;
use crate::data::DataDir;

#[derive(Serialize, Deserialize)]
struct Greet {
    name: String,
}

#[derive(Serialize)]
struct Greeting(String);

impl Display for Greeting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "good evening, {}", self.0)
    }
}

fn open(data: &DataDir) -> Control {
    Control::open(data, async |greet: Greet| match greet.name.as_str() {
        "" => Err(Failure::refused("nameless", "expected a name, found none")),
        name => Answer::of(&Greeting(name.to_owned())),
    })
    .unwrap()
}

async fn asked(data: &DataDir, name: &str) -> Result<Option<Answer>, Failure> {
    let (data, greet) = (data.clone(), Greet { name: name.to_owned() });
    tokio::task::spawn_blocking(move || ask(&data, &greet)).await.unwrap()
}

#[tokio::test]
async fn a_command_is_answered_refused_or_finds_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataDir::new(folder.path());
    assert_eq!(asked(&data, "Ada").await, Ok(None));
    let control = open(&data);
    assert_eq!(data.socket().metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let answer = asked(&data, "Ada").await.unwrap().unwrap();
    assert_eq!((answer.json, answer.text.as_str()), ("Ada".into(), "good evening, Ada"));
    assert_eq!(asked(&data, "").await.unwrap_err().code, "nameless");
    control.close().await;
    assert!(!data.socket().exists());
    assert_eq!(asked(&data, "Ada").await, Ok(None));
}

#[tokio::test]
async fn a_socket_left_behind_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataDir::new(folder.path());
    drop(std::os::unix::net::UnixListener::bind(data.socket()).unwrap());
    assert_eq!(asked(&data, "Ada").await, Ok(None));
    let control = open(&data);
    assert!(asked(&data, "Ada").await.unwrap().is_some());
    control.close().await;
}

#[tokio::test]
async fn a_line_without_end_is_cut_at_its_bound() {
    let folder = tempfile::tempdir().unwrap();
    let data = DataDir::new(folder.path());
    let control = open(&data);
    let socket = data.socket();
    let reply = tokio::task::spawn_blocking(move || {
        let mut stream = UnixStream::connect(socket).unwrap();
        stream.write_all(&vec![b'x'; usize::try_from(REQUEST_MAX).unwrap()]).unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).unwrap();
        reply
    });
    assert!(reply.await.unwrap().contains("does not know this command"));
    control.close().await;
}
