//! What a check cannot be faster than: a handler that does nothing, and the cryptography alone.

use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use axum::routing::post;
use axum::{Json, Router};
use parasol_protocol::evaluation::{self, Output, TagKey};
use parasol_protocol::identifier::{self, Regions};
use parasol_protocol::ids::{CircleId, OrganisationId};
use parasol_protocol::record::Audience;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use serde_json::Value;
use voprf::{Ristretto255, VoprfServer};

use crate::Outcome;
use crate::table::Table;

/// Makes this program serve the bare handler instead of measuring.
pub(crate) const SERVE: &str = "--serve-bare-handler";
/// How long each bound is measured.
const SPAN: Duration = Duration::from_secs(3);
/// French mobile numbers: +336 and +337, eight digits each.
const FRENCH_MOBILES: f64 = 2e8;

/// Says what machine this is.
pub(crate) fn describe(table: &mut Table) {
    let cpus = std::thread::available_parallelism().map_or(1, usize::from);
    let model = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = model.lines().find_map(|line| line.strip_prefix("model name\t: ")).unwrap_or("unknown");
    let busy = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let busy = busy.split(' ').next().unwrap_or_default();
    table.note(format!(
        "{cpus} cores ({model}), shared with this benchmark's own visitors; load at the start {busy}."
    ));
}

/// Serves a handler that reads and writes JSON and does nothing else.
pub(crate) fn serve_bare() -> Outcome<()> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        writeln!(std::io::stdout(), "{}", listener.local_addr()?)?;
        let echo = async |Json(asked): Json<Value>| Json(asked);
        axum::serve(listener, Router::new().route("/check", post(echo))).await?;
        Ok(())
    })
}

/// The bare handler in a process of its own.
pub(crate) struct Bare {
    process: Child,
    pub(crate) host: String,
}

impl Bare {
    pub(crate) fn start() -> Outcome<Self> {
        let mut process = Command::new(std::env::current_exe()?).arg(SERVE).stdout(Stdio::piped()).spawn()?;
        let mut host = String::new();
        BufReader::new(process.stdout.take().ok_or("expected its output")?).read_line(&mut host)?;
        Ok(Self { process, host: host.trim().to_owned() })
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// How often a second all cores together blind, evaluate with proof and finish every reading of one text.
pub(crate) fn evaluations(text: &str) -> Outcome<f64> {
    crate::progress("bare evaluations");
    let regions = Regions::new("BE".parse()?, ["FR".parse()?]);
    let readings = identifier::read(text, None, &regions)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let counted: Vec<Outcome<u32>> = std::thread::scope(|scope| {
        let readings = &readings;
        let running: Vec<_> = (0..threads)
            .map(|n| {
                scope.spawn(move || -> Outcome<u32> {
                    let mut rng = ChaCha20Rng::seed_from_u64(n as u64);
                    let key = TagKey::random(&mut rng)?;
                    let public = key.public();
                    repeat(|| {
                        let identifiers = readings.iter().map(|reading| &reading.identifier);
                        let (blinding, elements) = evaluation::blind(identifiers, &mut rng)?;
                        blinding.finish(&key.evaluate(&elements, &mut rng)?, &public)?;
                        Ok(())
                    })
                })
            })
            .collect();
        running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err("a thread stopped".into())))
            .collect()
    });
    let mut all = 0.0;
    for count in counted {
        all += f64::from(count?);
    }
    Ok(all / SPAN.as_secs_f64())
}

/// What a thief who has the key of a circle needs to try every French mobile number at one publisher.
pub(crate) fn theft(text: &str) -> Outcome<String> {
    crate::progress("what one stolen key opens");
    let regions = Regions::new("FR".parse()?, []);
    let input = identifier::read(text, None, &regions)?.best().identifier.tag_input();
    let mut rng = ChaCha20Rng::seed_from_u64(7);
    let key = VoprfServer::<Ristretto255>::new(&mut rng).map_err(|_| "expected a key")?;
    let audience =
        Audience { circle: CircleId::new([1; 16]), epoch: 1, publisher: OrganisationId::new([2; 16]) };
    let tried = repeat(|| {
        let out = key.evaluate(&input).map_err(|_| "expected an evaluation")?;
        std::hint::black_box(audience.tag(&Output::new(out.into())));
        Ok(())
    })?;
    let each = SPAN.as_secs_f64() / f64::from(tried);
    let hours = FRENCH_MOBILES * each / 3_600.0;
    Ok(format!(
        "One stolen key (t = 1): {:.0} µs for a number and its tag on one core, so {hours:.1} core-hours for all 2·10⁸ French \
         mobile numbers.",
        each * 1e6
    ))
}

/// How often something can be done within the span.
fn repeat(mut once: impl FnMut() -> Outcome<()>) -> Outcome<u32> {
    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < SPAN {
        once()?;
        count += 1;
    }
    Ok(count)
}
