//! `parasol identify`: how a text is read. What another implementation compares itself with.

use std::fmt::{self, Display};
use std::io::{self, BufRead, BufWriter, Read, Write};

use clap::Args;
use parasol_protocol::identifier::{self, Regions, Unreadable};
use parasol_protocol::region::Region;
use serde::Serialize;

use crate::failure::Failure;
use crate::output::{Output, unwritable};

/// Bytes of one line on standard input; the rest of a longer one is skipped.
const LINE_MAX: u64 = 4_096;

/// Say how texts are read: kind and canonical form, or why not
#[derive(Debug, Args)]
pub struct Identify {
    /// Where numbers without a country are read: the node's region first, then those of its circles
    #[arg(long, value_name = "FR", value_delimiter = ',', default_value = "FR")]
    region: Vec<Region>,
    /// Texts to read; without any, each line of standard input is read
    text: Vec<String>,
}

/// One answer.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Line {
    Read { kind: &'static str, canonical: String },
    Unread { error: String },
}

impl Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Read { kind, canonical } => write!(f, "{kind}\t{canonical}"),
            Self::Unread { error } => write!(f, "unreadable\t{error}"),
        }
    }
}

impl Identify {
    /// Reads the arguments, or standard input as it comes. An unreadable text is an answer, not a failure.
    ///
    /// # Errors
    /// When standard input or output fails.
    pub fn run(self, output: Output) -> Result<(), Failure> {
        let mut regions = self.region.into_iter();
        let home = regions
            .next()
            .ok_or_else(|| Failure::usage("region", "name a region, for instance --region FR"))?;
        let regions = Regions::new(home, regions);
        if self.text.is_empty() {
            return answer_lines(
                &mut io::stdin().lock(),
                &mut BufWriter::new(io::stdout().lock()),
                &regions,
                output,
            );
        }
        self.text.iter().try_for_each(|text| output.say(&read(text, &regions)))
    }
}

fn read(text: &str, regions: &Regions) -> Line {
    match identifier::read(text, None, regions) {
        Ok(readings) => {
            let identifier = &readings.best().identifier;
            Line::Read { kind: identifier.kind().name(), canonical: identifier.value().to_owned() }
        }
        Err(reason) => Line::Unread { error: reason.to_string() },
    }
}

fn answer_lines(
    input: &mut impl BufRead,
    to: &mut impl Write,
    regions: &Regions,
    output: Output,
) -> Result<(), Failure> {
    let mut line = Vec::new();
    loop {
        line.clear();
        let unreadable =
            |error: io::Error| Failure::refused("input", format!("standard input cannot be read: {error}"));
        let found = input.by_ref().take(LINE_MAX).read_until(b'\n', &mut line).map_err(unreadable)?;
        if found == 0 {
            return Ok(());
        }
        let answer = if line.last() == Some(&b'\n') || found < usize::try_from(LINE_MAX).unwrap_or(usize::MAX)
        {
            line.pop_if(|byte| *byte == b'\n');
            str::from_utf8(&line).map_or_else(|_| not_text(), |text| read(text, regions))
        } else {
            input.skip_until(b'\n').map_err(unreadable)?;
            Line::Unread { error: Unreadable::TooLong.to_string() }
        };
        match say(to, &answer, output) {
            // A reader that went away has had enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
            other => other.map_err(unwritable)?,
        }
    }
}

fn say(to: &mut impl Write, answer: &Line, output: Output) -> io::Result<()> {
    match output.is_json() {
        true => serde_json::to_writer(&mut *to, answer)?,
        false => write!(to, "{answer}")?,
    }
    // Whoever feeds one line and waits for its answer must get it.
    to.write_all(b"\n").and_then(|()| to.flush())
}

fn not_text() -> Line {
    Line::Unread { error: "expected text in UTF-8, found other bytes".to_owned() }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test may fail by panicking")]
mod tests {
    use super::*;

    fn answers(input: &[u8], json: bool) -> Vec<String> {
        let regions = Regions::new("FR".parse().unwrap(), None);
        let mut out = Vec::new();
        answer_lines(&mut &*input, &mut out, &regions, Output::new(json)).unwrap();
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn each_line_has_its_answer() {
        assert_eq!(
            answers("06 39 98 41 57\r\nJean@Example.ORG\n".as_bytes(), true),
            [
                r#"{"kind":"phone","canonical":"+33639984157"}"#,
                r#"{"kind":"email","canonical":"jean@example.org"}"#
            ]
        );
        assert_eq!(answers(b"0032 470 00 00 00", false), ["phone\t+32470000000"]);
    }

    #[test]
    fn nothing_stops_it() {
        let mut input = b"\n\xff\xfe\n".to_vec();
        input.extend(vec![b'7'; 3 * 4096]);
        input.extend_from_slice(b"\n+33639984157\n");
        let answers = answers(&input, true);
        assert_eq!(answers.len(), 4);
        assert!(answers.iter().take(3).all(|answer| answer.starts_with(r#"{"error":""#)), "{answers:?}");
        assert_eq!(answers.last().unwrap(), r#"{"kind":"phone","canonical":"+33639984157"}"#);
    }

    #[test]
    fn a_line_of_exactly_the_bound_is_one_line() {
        let mut input = vec![b' '; 4_096];
        input.extend_from_slice(b"\n\n");
        assert_eq!(answers(&input, true).len(), 2);
    }
}
