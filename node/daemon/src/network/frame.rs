//! Frames on a stream: four bytes of length (big endian), then the message.
//!
//! A length is only a claim: it is compared with the bound before anything else, and memory grows with the bytes that really
//! come. A frame that has begun must end within a given time; between frames a peer may be silent. Both halves can be dropped
//! in the middle of waiting without losing a byte, so that a session may listen to several things at once.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use futures::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, timeout_at};

/// Bytes taken from the stream at once.
const CHUNK: usize = 16_384;
/// Bytes of the length before a frame.
const HEADER: usize = 4;

/// A stream that cannot be used any further.
#[derive(Debug, thiserror::Error)]
pub(super) enum FrameError {
    /// The claimed length is over the bound.
    #[error("expected a frame of at most {bound} bytes, found a claim of {claimed}")]
    TooLong { bound: usize, claimed: usize },
    /// A frame that had begun did not go on.
    #[error("expected the peer to go on in time")]
    Slow,
    /// The stream ended or broke.
    #[error("the stream ended")]
    Lost(#[from] io::Error),
}

/// Reads frames.
pub(super) struct FrameReader<R> {
    from: R,
    bound: usize,
    patience: Duration,
    chunk: Box<[u8]>,
    header: Vec<u8>,
    body: Vec<u8>,
    begun: Option<Instant>,
}

impl<R: AsyncRead + Unpin> FrameReader<R> {
    /// Reads frames of at most `bound` bytes, each of which must be whole within `patience` of its first byte.
    pub(super) fn new(from: R, bound: usize, patience: Duration) -> Self {
        let chunk = vec![0; CHUNK].into_boxed_slice();
        Self { from, bound, patience, chunk, header: Vec::new(), body: Vec::new(), begun: None }
    }

    /// Changes the bound of frames to come.
    pub(super) fn expect_at_most(&mut self, bound: usize) {
        self.bound = bound;
    }

    /// The next frame; none when the stream ended where a frame would begin.
    pub(super) async fn next(&mut self) -> Result<Option<Vec<u8>>, FrameError> {
        loop {
            let missing = self.missing()?;
            if missing == 0 {
                self.header.clear();
                self.begun = None;
                return Ok(Some(std::mem::take(&mut self.body)));
            }
            let room = self.chunk.get_mut(..missing.min(CHUNK)).unwrap_or_default();
            let read = self.from.read(room);
            let count = match self.begun {
                None => read.await?,
                Some(begun) => {
                    timeout_at(begun + self.patience, read).await.map_err(|_| FrameError::Slow)??
                }
            };
            if count == 0 {
                let whole = self.begun.is_none();
                return if whole {
                    Ok(None)
                } else {
                    Err(io::Error::from(io::ErrorKind::UnexpectedEof).into())
                };
            }
            self.begun.get_or_insert_with(Instant::now);
            let part = if self.header.len() < HEADER { &mut self.header } else { &mut self.body };
            part.extend_from_slice(room.get(..count).unwrap_or_default());
        }
    }

    /// How many bytes the header, and after it the body, still lacks.
    fn missing(&self) -> Result<usize, FrameError> {
        let Ok(header) = <[u8; HEADER]>::try_from(self.header.as_slice()) else {
            return Ok(HEADER.saturating_sub(self.header.len()));
        };
        let claimed = usize::try_from(u32::from_be_bytes(header)).unwrap_or(usize::MAX);
        if claimed > self.bound {
            return Err(FrameError::TooLong { bound: self.bound, claimed });
        }
        Ok(claimed.saturating_sub(self.body.len()))
    }
}

/// Writes frames in order, as fast as the peer takes them.
pub(super) struct FrameWriter<W> {
    to: W,
    patience: Duration,
    queue: VecDeque<Vec<u8>>,
    queued: usize,
    /// Bytes of the first frame that are written.
    written: usize,
    unflushed: bool,
    progress: Instant,
}

impl<W: AsyncWrite + Unpin> FrameWriter<W> {
    /// Gives up when the peer takes nothing for `patience`.
    pub(super) fn new(to: W, patience: Duration) -> Self {
        let queue = VecDeque::new();
        Self { to, patience, queue, queued: 0, written: 0, unflushed: false, progress: Instant::now() }
    }

    /// Queues a frame. Our own frames are far below four gigabytes.
    pub(super) fn push(&mut self, message: &[u8]) {
        let length = u32::try_from(message.len()).unwrap_or(u32::MAX);
        if self.is_idle() {
            self.progress = Instant::now();
        }
        let frame = [&length.to_be_bytes(), message].concat();
        self.queued = self.queued.saturating_add(frame.len());
        self.queue.push_back(frame);
    }

    /// Bytes that wait.
    pub(super) fn queued(&self) -> usize {
        self.queued
    }

    /// Whether everything is with the peer.
    pub(super) fn is_idle(&self) -> bool {
        self.queue.is_empty() && !self.unflushed
    }

    /// Takes one step: writes a part, or flushes.
    pub(super) async fn advance(&mut self) -> Result<(), FrameError> {
        let deadline = self.progress + self.patience;
        let Some(frame) = self.queue.front() else {
            timeout_at(deadline, self.to.flush()).await.map_err(|_| FrameError::Slow)??;
            self.unflushed = false;
            return Ok(());
        };
        let rest = frame.get(self.written..).unwrap_or_default();
        let count = timeout_at(deadline, self.to.write(rest)).await.map_err(|_| FrameError::Slow)??;
        if count == 0 {
            return Err(io::Error::from(io::ErrorKind::WriteZero).into());
        }
        self.progress = Instant::now();
        self.unflushed = true;
        self.written = self.written.saturating_add(count);
        self.queued = self.queued.saturating_sub(count);
        if self.written >= frame.len() {
            self.queue.pop_front();
            self.written = 0;
        }
        Ok(())
    }

    /// Writes everything that is queued.
    pub(super) async fn finish(&mut self) -> Result<(), FrameError> {
        while !self.is_idle() {
            self.advance().await?;
        }
        Ok(())
    }

    /// Ends the stream in this direction.
    pub(super) async fn close(&mut self) -> Result<(), FrameError> {
        let deadline = Instant::now() + self.patience;
        Ok(timeout_at(deadline, self.to.close()).await.map_err(|_| FrameError::Slow)??)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use tokio::io::{AsyncWriteExt as _, duplex};
    use tokio_util::compat::TokioAsyncReadCompatExt;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(30);

    /// Any bytes, and what looks like a frame with more or less in it than it claims.
    fn stream() -> impl Strategy<Value = Vec<u8>> {
        let frame = |(claimed, body): (u32, Vec<u8>)| [&claimed.to_be_bytes()[..], &body].concat();
        let whole = vec(any::<u8>(), 0..80).prop_map(|body| (u32::try_from(body.len()).unwrap(), body));
        let claimed = prop_oneof![0_u32..200, any::<u32>()];
        let piece = prop_oneof![
            4 => whole.prop_map(frame),
            1 => (claimed, vec(any::<u8>(), 0..80)).prop_map(frame),
            1 => vec(any::<u8>(), 0..8),
        ];
        vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    /// The frames in these bytes, how it ends after them, and how many bytes of a frame are left then.
    fn frames(mut bytes: &[u8], bound: usize) -> (Vec<Vec<u8>>, &'static str, usize) {
        let mut frames = Vec::new();
        loop {
            let Some((header, rest)) = bytes.split_first_chunk::<HEADER>() else {
                return (frames, if bytes.is_empty() { "ended" } else { "lost" }, 0);
            };
            let claimed = u32::from_be_bytes(*header) as usize;
            if claimed > bound {
                return (frames, "too long", 0);
            }
            let Some((body, after)) = rest.split_at_checked(claimed) else {
                return (frames, "lost", rest.len());
            };
            frames.push(body.to_vec());
            bytes = after;
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_frames_within_the_bound_or_an_end(
            bytes in stream(), bound in 0_usize..100, width in 1_usize..50,
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            let (read, ended, kept) = runtime.block_on(async {
                let (mut near, far) = duplex(width);
                let writing = async {
                    // A reader that has given up takes nothing any more.
                    let _ = near.write_all(&bytes).await;
                    drop(near);
                };
                let reading = async {
                    let mut reader = FrameReader::new(far.compat(), bound, PATIENCE);
                    let mut read = Vec::new();
                    let ended = loop {
                        match reader.next().await {
                            Ok(Some(frame)) => read.push(frame),
                            Ok(None) => break "ended",
                            Err(FrameError::TooLong { .. }) => break "too long",
                            Err(FrameError::Lost(_)) => break "lost",
                            Err(FrameError::Slow) => break "slow",
                        }
                    };
                    (read, ended, reader.body.len())
                };
                tokio::join!(writing, reading).1
            });
            prop_assert_eq!((read, ended, kept), frames(&bytes, bound));
        }
    }

    #[tokio::test]
    async fn frames_arrive_whole_and_in_order_through_a_narrow_pipe() {
        let (near, far) = duplex(7);
        let mut writer = FrameWriter::new(near.compat(), PATIENCE);
        let mut reader = FrameReader::new(far.compat(), 100_000, PATIENCE);
        let frames = [vec![1; 50_000], Vec::new(), vec![2; 3]];
        frames.iter().for_each(|frame| writer.push(frame));
        assert_eq!(writer.queued(), 50_003 + 3 * HEADER);
        let writing = async {
            writer.finish().await.unwrap();
            writer.close().await.unwrap();
        };
        let reading = async {
            for frame in &frames {
                assert_eq!(reader.next().await.unwrap().as_ref(), Some(frame));
            }
            assert!(reader.next().await.unwrap().is_none());
        };
        tokio::join!(writing, reading);
    }

    #[tokio::test]
    async fn a_claimed_length_costs_nothing() {
        let (mut near, far) = duplex(64);
        let mut reader = FrameReader::new(far.compat(), 1_024, PATIENCE);
        near.write_all(&u32::MAX.to_be_bytes()).await.unwrap();
        assert!(matches!(reader.next().await, Err(FrameError::TooLong { bound: 1_024, .. })));
        assert_eq!(reader.body.capacity(), 0);
    }

    #[tokio::test]
    async fn memory_grows_with_what_came_and_not_with_what_was_claimed() {
        let (mut near, far) = duplex(64);
        let mut reader = FrameReader::new(far.compat(), 1 << 20, PATIENCE);
        near.write_all(&(1_u32 << 20).to_be_bytes()).await.unwrap();
        near.write_all(&[7; 10]).await.unwrap();
        drop(near);
        assert!(matches!(reader.next().await, Err(FrameError::Lost(_))));
        assert!(reader.body.capacity() < 1_024);
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_sender_is_given_up_and_a_silent_one_is_not() {
        let (mut near, far) = duplex(64);
        let mut reader = FrameReader::new(far.compat(), 1_024, PATIENCE);
        let silence = tokio::time::timeout(10 * PATIENCE, reader.next()).await;
        assert!(silence.is_err(), "between frames a peer may be silent");
        near.write_all(&[0, 0, 0]).await.unwrap();
        let begun = Instant::now();
        assert!(matches!(reader.next().await, Err(FrameError::Slow)));
        assert_eq!(begun.elapsed(), PATIENCE);
    }

    #[tokio::test(start_paused = true)]
    async fn a_byte_now_and_then_does_not_buy_time() {
        let (mut near, far) = duplex(64);
        let mut reader = FrameReader::new(far.compat(), 1_024, PATIENCE);
        let begun = Instant::now();
        let drip = async {
            near.write_all(&[0, 0, 1, 0]).await.unwrap();
            loop {
                tokio::time::advance(PATIENCE / 4).await;
                near.write_all(&[1]).await.unwrap();
            }
        };
        tokio::select! {
            biased;
            end = reader.next() => assert!(matches!(end, Err(FrameError::Slow))),
            () = drip => {}
        }
        assert!(begun.elapsed() < 2 * PATIENCE);
    }

    #[tokio::test(start_paused = true)]
    async fn a_peer_that_takes_nothing_is_given_up() {
        let (near, _far) = duplex(16);
        let mut writer = FrameWriter::new(near.compat(), PATIENCE);
        writer.push(&[0; 1_000]);
        let begun = Instant::now();
        assert!(matches!(writer.finish().await, Err(FrameError::Slow)));
        assert_eq!(begun.elapsed(), PATIENCE);
    }
}
