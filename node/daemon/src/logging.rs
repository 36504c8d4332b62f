//! What the process says on standard error, and what it never says.
//!
//! Parasol's own crates log ids, counts and states: no identifier, no report text, no IP address, no user agent. The
//! libraries below them would print addresses, payloads and headers, and no filter on words can be trusted to take these
//! out again. So the rule is by origin: only targets whose first segment belongs to Parasol pass, everything else is off at
//! every level. A panic message may quote data as well; only its place is told.

use std::io::{IsTerminal, Write};
use std::panic;

use tracing::{Metadata, level_filters::LevelFilter};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::config::{Log, LogFormat, LogLevel};

/// Our crates. Nobody else's line is written.
const OURS: [&str; 5] = ["parasol", "parasol_core", "parasol_daemon", "parasol_protocol", "parasol_web"];

/// Starts logging for the whole process; a second call changes nothing.
pub fn start(log: &Log) {
    let level = level(log.level);
    let filter = filter_fn(passes).with_max_level_hint(level);
    let layer = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let registry = tracing_subscriber::registry();
    // The second node of a demo finds logging started already.
    let _ = match log.format {
        LogFormat::Text => registry.with(layer.with_filter(filter).with_filter(level)).try_init(),
        LogFormat::Json => registry.with(layer.json().with_filter(filter).with_filter(level)).try_init(),
    };
}

/// A panic's message may quote what it stumbled over, so only its place is told. `RUST_BACKTRACE` changes nothing.
pub fn hush_panics() {
    panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        // There is no other place to complain to.
        let _ = writeln!(std::io::stderr().lock(), "parasol: a bug: this task panicked at {place}");
    }));
}

fn passes(line: &Metadata<'_>) -> bool {
    line.target().split("::").next().is_some_and(|origin| OURS.contains(&origin))
}

fn level(level: LogLevel) -> LevelFilter {
    match level {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Trace => LevelFilter::TRACE,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panicking")]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Paper(Arc<Mutex<Vec<u8>>>);

    impl Write for Paper {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn libraries_are_silent_even_at_trace() {
        let paper = Paper::default();
        let sink = paper.clone();
        let layer = tracing_subscriber::fmt::layer().with_writer(move || sink.clone()).with_ansi(false);
        let subscriber = tracing_subscriber::registry().with(layer.with_filter(filter_fn(passes)));
        tracing::subscriber::with_default(subscriber, || {
            tracing::error!(target: "libp2p_swarm", peer = "192.0.2.7", "dialling");
            tracing::trace!(target: "parasolish", "a crate that only begins like ours");
            tracing::trace!(target: "parasol_core::store", "opened");
        });
        let written = String::from_utf8(paper.0.lock().unwrap().clone()).unwrap();
        assert!(written.contains("opened"));
        assert_eq!(written.lines().count(), 1, "{written}");
    }
}
