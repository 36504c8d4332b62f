//! A stream that is not touched again once it is broken.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::{AsyncRead, AsyncWrite};

/// A libp2p stream. Whose protocol was not agreed on before the first frame panics when it is used after its first error
/// (`multistream-select`, `Negotiated: Invalid state`); whoever hangs up early must not be able to bring that about. So after the
/// first error every other use of it fails, too.
#[derive(Debug)]
pub(in crate::network) struct Stream {
    inner: libp2p::Stream,
    broken: bool,
}

impl Stream {
    pub(super) fn new(inner: libp2p::Stream) -> Self {
        Self { inner, broken: false }
    }

    fn unless_broken<T>(
        &mut self,
        go_on: impl FnOnce(Pin<&mut libp2p::Stream>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if self.broken {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let done = go_on(Pin::new(&mut self.inner));
        self.broken = matches!(done, Poll::Ready(Err(_)));
        done
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        self.unless_broken(|stream| stream.poll_read(cx, buffer))
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.unless_broken(|stream| stream.poll_write(cx, bytes))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.unless_broken(|stream| stream.poll_flush(cx))
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.unless_broken(|stream| stream.poll_close(cx))
    }
}
