//! A way through the network that takes time: datagrams arrive in their order, each a while after it was sent.

use std::collections::HashMap;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::Outcome;

/// The largest datagram.
const DATAGRAM: usize = 65_536;

/// How long a datagram takes in one direction; all relays of a run share it.
#[derive(Clone, Default)]
pub(crate) struct Delay(Arc<AtomicU64>);

impl Delay {
    /// From now on a round trip takes this long, and what this machine needs for it.
    pub(crate) fn set_round_trip(&self, round_trip: Duration) {
        let half = u64::try_from(round_trip.as_micros() / 2).unwrap_or(u64::MAX);
        self.0.store(half, Ordering::Relaxed);
    }

    fn due(&self) -> Instant {
        Instant::now() + Duration::from_micros(self.0.load(Ordering::Relaxed))
    }
}

/// A datagram on its way.
struct Sent {
    due: Instant,
    by: Arc<UdpSocket>,
    to: SocketAddr,
    bytes: Vec<u8>,
}

fn local() -> Outcome<UdpSocket> {
    Ok(UdpSocket::bind("127.0.0.1:0")?)
}

/// A port that is free now.
pub(crate) fn free_port() -> Outcome<u16> {
    Ok(local()?.local_addr()?.port())
}

/// Passes on what comes to the port that is returned to `target`, and back. It lives as long as this process.
pub(crate) fn relay(target: SocketAddr, delay: &Delay) -> Outcome<u16> {
    let front = Arc::new(local()?);
    let port = front.local_addr()?.port();
    let (road, arriving) = channel::<Sent>();
    thread::spawn(move || {
        for Sent { due, by, to, bytes } in arriving {
            thread::sleep(due.saturating_duration_since(Instant::now()));
            // A node that is gone hears nothing.
            let _ = by.send_to(&bytes, to);
        }
    });
    let delay = delay.clone();
    thread::spawn(move || {
        let mut behind: HashMap<SocketAddr, Arc<UdpSocket>> = HashMap::new();
        let mut buffer = vec![0; DATAGRAM];
        while let Ok((length, from)) = front.recv_from(&mut buffer) {
            let known = behind.get(&from).cloned();
            let Some(by) = known.or_else(|| way_back(from, &front, &road, &delay)) else { continue };
            behind.insert(from, by.clone());
            let bytes = buffer.get(..length).unwrap_or_default().to_vec();
            let _ = road.send(Sent { due: delay.due(), by, to: target, bytes });
        }
    });
    Ok(port)
}

/// A socket of its own for each who speaks, so that answers find back.
fn way_back(
    to: SocketAddr,
    front: &Arc<UdpSocket>,
    road: &Sender<Sent>,
    delay: &Delay,
) -> Option<Arc<UdpSocket>> {
    let behind = Arc::new(local().ok()?);
    let (hears, by, road, delay) = (behind.clone(), front.clone(), road.clone(), delay.clone());
    thread::spawn(move || {
        let mut buffer = vec![0; DATAGRAM];
        // A node that is gone refuses; another may come.
        while let Ok((length, _)) = hears.recv_from(&mut buffer) {
            let bytes = buffer.get(..length).unwrap_or_default().to_vec();
            let _ = road.send(Sent { due: delay.due(), by: by.clone(), to, bytes });
        }
    });
    Some(behind)
}

/// How long a datagram and its echo take through a relay, again and again.
pub(crate) fn round_trips(delay: &Delay, count: usize) -> Outcome<Vec<Duration>> {
    let echo = local()?;
    let target = echo.local_addr()?;
    thread::spawn(move || {
        let mut buffer = [0; 64];
        for _ in 0..count {
            let Ok((length, from)) = echo.recv_from(&mut buffer) else { return };
            let _ = echo.send_to(buffer.get(..length).unwrap_or_default(), from);
        }
    });
    let port = relay(target, delay)?;
    let asks = local()?;
    asks.connect(("127.0.0.1", port))?;
    asks.set_read_timeout(Some(Duration::from_secs(5)))?;
    let mut times = Vec::with_capacity(count);
    let mut buffer = [0; 64];
    for _ in 0..count {
        let start = Instant::now();
        asks.send(&[7; 32])?;
        asks.recv(&mut buffer)?;
        times.push(start.elapsed());
    }
    Ok(times)
}
