//! A message of a hundred bytes cannot cost a peer a second or ten megabytes: measured on the real process, which may not
//! allocate more than that beyond what it has.

use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use parasol_protocol::ids::Hash;
use parasol_protocol::sync::message::{Message, Want};
use serde_bytes::ByteBuf;

use crate::turncoat::Turncoat;

const MIB: u64 = 1 << 20;
/// What a message may cost.
const MEMORY: u64 = 10 * MIB;
const TIME: Duration = Duration::from_secs(1);
/// What the process may allocate beyond what it has: the bound, and the stacks of threads that it may start meanwhile.
const ROOM: u64 = MEMORY + 16 * MIB;
/// Valid questions in one session.
const FLOOD: usize = 5_000;

/// What the kernel says of a process.
struct Process(u32);

impl Process {
    /// A line of `/proc/PID/status`, in bytes.
    fn status(&self, name: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.0)).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).unwrap();
        1_024 * line.trim().trim_end_matches(" kB").parse::<u64>().unwrap()
    }

    /// The most memory that was resident since [`Process::forget_peak`].
    fn peak(&self) -> u64 {
        self.status("VmHWM")
    }

    fn forget_peak(&self) {
        fs::write(format!("/proc/{}/clear_refs", self.0), "5").unwrap();
    }

    /// Lets the process allocate no more than `room` beyond what it has: past that, it aborts.
    fn confine(&self, room: u64) {
        let limit = self.status("VmData") + room;
        let set =
            Command::new("prlimit").args([format!("--pid={}", self.0), format!("--data={limit}")]).status();
        assert!(set.unwrap().success());
    }
}

/// A hundred bytes, each of another way to ask for much.
fn bombs() -> Vec<(&'static str, Vec<u8>)> {
    let filled = |head: &[u8], fill: u8| {
        let mut bytes = head.to_vec();
        bytes.resize(100, fill);
        bytes
    };
    let endless = [0xff; 8];
    vec![
        ("nested lists", filled(&[], 0x81)),
        ("nested maps", filled(&[], 0xa1)),
        ("nested tags", filled(&[], 0xd8)),
        ("a list of 2^64", filled(&[&[0x9b][..], &endless].concat(), 0)),
        ("a map of 2^64", filled(&[&[0xbb][..], &endless].concat(), 0)),
        ("a text of 2^64", filled(&[&[0x7b][..], &endless].concat(), b'a')),
        ("bytes of 2^32", filled(&[0x5a, 0xff, 0xff, 0xff, 0xff], 0)),
        ("lists of 2^32 in lists of 2^32", [0x9a, 0xff, 0xff, 0xff, 0xff].repeat(20)),
        ("an ack of 2^32", filled(&[&[0xa1, 0x63][..], b"ack", &[0x5a, 0xff, 0xff, 0xff, 0xff]].concat(), 0)),
        ("an endless list", filled(&[0x9f], 0x9f)),
        ("nothing", Vec::new()),
        ("zeros", vec![0; 100]),
        ("an ack of nothing", Message::Ack(ByteBuf::new()).to_bytes()),
        ("an ack of 90 bytes", Message::Ack(ByteBuf::from(vec![0x81; 90])).to_bytes()),
    ]
}

/// A message of no more than a hundred bytes that is answered.
fn question(turncoat: &Turncoat, n: u8) -> Vec<u8> {
    let (circle, publisher) = (turncoat.circle, turncoat.them);
    let records = if n.is_multiple_of(2) { vec![] } else { vec![Hash::new([n; 32])] };
    Message::Want(Want { circle, publisher, volumes: vec![], records }).to_bytes()
}

#[test]
fn a_hundred_bytes_cost_neither_a_second_nor_ten_megabytes() {
    let mut turncoat = Turncoat::new();
    turncoat.serve();
    let process = Process(turncoat.victim.pid());
    // Once without being measured: what is needed for any session at all is there afterwards.
    let mut insider = turncoat.connect();
    turncoat.greet(&mut insider).hang_up();
    process.confine(ROOM);

    for (name, bomb) in bombs() {
        assert!(bomb.len() <= 100, "{name}");
        let mut insider = turncoat.connect();
        let mut line = turncoat.greet(&mut insider);
        process.forget_peak();
        let (before, begun) = (process.peak(), Instant::now());
        line.say(&bomb);
        assert!(line.is_ended(), "{name}");
        let (time, memory) = (begun.elapsed(), process.peak() - before);
        assert!(time < TIME, "{name}: {time:?}");
        assert!(memory < MEMORY, "{name}: {memory} bytes");
    }
    let _ = turncoat.victim.visitor().get("/healthz").expect(200);
}

/// Thousands of small questions, whose answers nobody takes: what waits is bounded, not only what each costs.
#[test]
fn thousands_of_small_questions_cost_no_more() {
    let mut turncoat = Turncoat::new();
    turncoat.serve();
    let process = Process(turncoat.victim.pid());
    let mut insider = turncoat.connect();
    let mut line = turncoat.greet(&mut insider);
    line.say(&question(&turncoat, 0));
    assert!(line.hear().is_some());
    process.confine(ROOM);
    process.forget_peak();
    let (before, begun) = (process.peak(), Instant::now());
    for n in 0..FLOOD {
        let question = question(&turncoat, u8::try_from(n % 256).unwrap());
        assert!(question.len() <= 150, "{}", question.len());
        line.say(&question);
    }
    let mut answers = 0;
    while answers < FLOOD && line.hear().is_some() {
        answers += 1;
    }
    let (each, memory) = (begun.elapsed() / u32::try_from(FLOOD).unwrap(), process.peak() - before);
    assert!(each < TIME / 20, "{each:?} for each");
    assert!(memory < MEMORY, "{memory} bytes");
    assert!(answers >= FLOOD / 2, "{answers} answers");
    let _ = turncoat.victim.visitor().get("/healthz").expect(200);
}
