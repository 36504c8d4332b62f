use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use zeroize::Zeroizing;

use super::{REQUEST_MAX, Reply, Said, Stream};
use crate::data::DataDir;
use crate::failure::Failure;

/// Commands answered at a time; the next one waits its turn.
const AT_ONCE: usize = 8;

/// How long a command may take to say what it wants.
const REQUEST_TIME: Duration = Duration::from_secs(10);

/// How long the other end may take nothing of a stream.
const STREAM_TIME: Duration = Duration::from_secs(60);

/// Bytes of a stream that are handed over at once.
const STREAM_BUFFER: usize = 64 * 1024;

/// The open socket.
#[derive(Debug)]
pub struct Control {
    path: PathBuf,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Control {
    /// Opens the socket and answers. The caller holds the store's lock, so a socket that is there already was left
    /// behind by a node that was killed.
    ///
    /// # Errors
    /// When the socket cannot be made.
    pub fn open<R, F, A, S>(data: &DataDir, answer: F) -> Result<Self, Failure>
    where
        R: DeserializeOwned + Send + 'static,
        F: Fn(R) -> A + Send + Sync + 'static,
        A: Future<Output = Result<S, Failure>> + Send + 'static,
        S: Into<Said> + 'static,
    {
        let path = data.socket();
        let (listener, owner) = bind(&path).map_err(|error| {
            Failure::refused(
                "control",
                format!("the control socket {} cannot be made: {error}", path.display()),
            )
        })?;
        let control = Self { path, stop: CancellationToken::new(), tasks: TaskTracker::new() };
        let (stop, tasks) = (control.stop.clone(), control.tasks.clone());
        control.tasks.spawn(async move {
            let (answer, turns) = (Arc::new(answer), Arc::new(Semaphore::new(AT_ONCE)));
            loop {
                let Ok(turn) = turns.clone().acquire_owned().await else { return };
                let accepted = tokio::select! {
                    biased;
                    () = stop.cancelled() => return,
                    accepted = listener.accept() => accepted,
                };
                let Ok((stream, _)) = accepted else { continue };
                if !stream.peer_cred().is_ok_and(|peer| peer.uid() == owner || peer.uid() == 0) {
                    continue;
                }
                let answer = answer.clone();
                tasks.spawn(async move {
                    if let Err(error) = serve(stream, answer.as_ref()).await {
                        tracing::debug!(kind = ?error.kind(), "a command went away");
                    }
                    drop(turn);
                });
            }
        });
        Ok(control)
    }

    /// Takes no new command, finishes those that run, and removes the socket.
    pub async fn close(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        // A socket left behind is recognised at the next start.
        let _ = fs::remove_file(self.path);
    }
}

fn bind(path: &PathBuf) -> io::Result<(UnixListener, u32)> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(path)?;
    fs::set_permissions(path, Permissions::from_mode(0o600))?;
    Ok((listener, fs::metadata(path)?.uid()))
}

async fn serve<R, F, A, S>(stream: UnixStream, answer: &F) -> io::Result<()>
where
    R: DeserializeOwned,
    F: Fn(R) -> A,
    A: Future<Output = Result<S, Failure>>,
    S: Into<Said>,
{
    let mut stream = BufReader::new(stream);
    let mut line = Zeroizing::new(Vec::new());
    timeout(REQUEST_TIME, (&mut stream).take(REQUEST_MAX).read_until(b'\n', &mut line)).await??;
    let result = match serde_json::from_slice(&line) {
        Ok(request) => answer(request).await.map(Into::into),
        Err(_) => Err(Failure::refused(
            "control",
            "the running node does not know this command; is it another version of parasol? Restart it and try again",
        )),
    };
    let (reply, rest) = match result {
        Ok(Said::Answer(answer)) => (Reply::Answer(answer), None),
        Ok(Said::Stream(rest)) => (Reply::Stream, Some(rest)),
        Err(failure) => (Reply::Failure(failure), None),
    };
    let mut reply = Zeroizing::new(serde_json::to_vec(&reply)?);
    reply.push(b'\n');
    stream.write_all(&reply).await?;
    match rest {
        None => stream.shutdown().await,
        Some(rest) => {
            let stream = stream.into_inner().into_std()?;
            spawn_blocking(move || send(stream, rest)).await?
        }
    }
}

/// Bytes that take long, on a thread where waiting does no harm. Who does not take them has gone away.
fn send(stream: std::os::unix::net::UnixStream, rest: Stream) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_write_timeout(Some(STREAM_TIME))?;
    let mut stream = io::BufWriter::with_capacity(STREAM_BUFFER, stream);
    rest(&mut stream)?;
    io::Write::flush(&mut stream)
}
