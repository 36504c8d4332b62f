//! Gathers what the file, the environment and the flags say about each setting.

use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::ops::RangeInclusive;

use toml::de::{DeTable, DeValue};

use super::setting::{Raw, Setting};
use super::{Mistakes, Sources};

/// Names beginning with `PARASOL_` that are not settings.
const RESERVED: [&str; 4] = ["PARASOL_DATA", "PARASOL_CONFIG", "PARASOL_JSON", "PARASOL_PASSPHRASE_FILE"];

/// A file larger than this is not a configuration.
pub(super) const FILE_MAX: usize = 256 * 1024;

/// The likeness from which on a name counts as a slip of the pen.
const LIKENESS: f64 = 0.75;

pub(super) struct Layers {
    /// Weakest layer first.
    found: BTreeMap<String, Vec<Found>>,
    known: Vec<&'static str>,
    mistakes: Vec<String>,
}

struct Found {
    origin: Origin,
    raw: Raw,
}

enum Origin {
    Line { path: String, line: usize },
    Variable(String),
    Flag,
}

impl Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { path, line } => write!(f, "{path}, line {line}"),
            Self::Variable(name) => write!(f, "environment variable {name}"),
            Self::Flag => f.write_str("flag --set"),
        }
    }
}

impl Layers {
    pub(super) fn gather(sources: &Sources<'_>) -> Self {
        let mut layers = Self { found: BTreeMap::new(), known: Vec::new(), mistakes: Vec::new() };
        if let Some((path, text)) = sources.file {
            layers.gather_file(&path.display().to_string(), text);
        }
        for (name, value) in &sources.environment {
            layers.gather_variable(name, value);
        }
        for flag in sources.flags {
            layers.gather_flag(flag);
        }
        layers
    }

    fn gather_file(&mut self, path: &str, text: &str) {
        if text.len() > FILE_MAX {
            return self.mistake(format!(
                "{path}: a configuration has at most {FILE_MAX} bytes, this has {}",
                text.len()
            ));
        }
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let line = line_of(text, error.span().map_or(0, |span| span.start));
            self.mistake(format!("{path}, line {line}: not TOML: {}", error.message().replace('\n', ", ")));
        }
        for (section, value) in table.get_ref() {
            let line = line_of(text, section.span().start);
            let DeValue::Table(keys) = value.get_ref() else {
                self.mistake(format!(
                    "{path}, line {line}: `{}` stands outside every section",
                    section.get_ref()
                ));
                continue;
            };
            for (key, value) in keys {
                let origin = Origin::Line { path: path.to_owned(), line: line_of(text, key.span().start) };
                self.add(
                    format!("{}.{}", section.get_ref(), key.get_ref()),
                    origin,
                    Raw::from_toml(value.get_ref()),
                );
            }
        }
    }

    fn gather_variable(&mut self, name: &str, value: &str) {
        let Some(rest) = name.strip_prefix("PARASOL_") else { return };
        if RESERVED.contains(&name) {
            return;
        }
        let key = rest.to_ascii_lowercase().replacen('_', ".", 1);
        self.add(key, Origin::Variable(name.to_owned()), Raw::Unquoted(value.to_owned()));
    }

    fn gather_flag(&mut self, flag: &str) {
        match flag.split_once('=') {
            Some((key, value)) => {
                self.add(key.trim().to_owned(), Origin::Flag, Raw::Unquoted(value.trim().to_owned()))
            }
            None => self.mistake(format!("flag --set: expected section.key=value, found `{flag}`")),
        }
    }

    fn add(&mut self, key: String, origin: Origin, raw: Raw) {
        self.found.entry(key).or_default().push(Found { origin, raw });
    }

    /// The strongest layer that names `key` decides; a mistake in a weaker one is reported all the same.
    pub(super) fn take<T: Setting>(&mut self, key: &'static str, into: &mut T) {
        self.take_if(key, into, |_| Ok(()));
    }

    /// The same for a number with bounds.
    pub(super) fn take_within(&mut self, key: &'static str, into: &mut u64, bounds: RangeInclusive<u64>) {
        self.take_if(key, into, |value| match bounds.contains(value) {
            true => Ok(()),
            false => Err(format!("expected {} to {}, found {value}", bounds.start(), bounds.end())),
        });
    }

    fn take_if<T: Setting>(
        &mut self,
        key: &'static str,
        into: &mut T,
        check: impl Fn(&T) -> Result<(), String>,
    ) {
        self.known.push(key);
        for Found { origin, raw } in self.found.remove(key).unwrap_or_default() {
            match T::read(&raw).and_then(|value| check(&value).map(|()| value)) {
                Ok(value) => *into = value,
                Err(reason) => self.mistake(format!("{origin}: {key}: {reason}")),
            }
        }
    }

    pub(super) fn mistake(&mut self, sentence: String) {
        self.mistakes.push(sentence);
    }

    /// What nobody took is unknown.
    pub(super) fn finish(mut self) -> Result<(), Mistakes> {
        for (key, layers) in std::mem::take(&mut self.found) {
            let hint =
                self.nearest(&key).map_or_else(String::new, |known| format!("; did you mean `{known}`?"));
            for Found { origin, .. } in layers {
                self.mistake(format!("{origin}: `{key}` is not a setting{hint}"));
            }
        }
        if self.mistakes.is_empty() { Ok(()) } else { Err(Mistakes(self.mistakes)) }
    }

    fn nearest(&self, key: &str) -> Option<&'static str> {
        let likeness = |known: &&'static str| strsim::jaro_winkler(known, key).max(same_key(known, key));
        let (best, score) =
            self.known.iter().map(|known| (*known, likeness(known))).max_by(|a, b| a.1.total_cmp(&b.1))?;
        (score >= LIKENESS).then_some(best)
    }
}

/// The right key in the wrong section.
fn same_key(known: &str, found: &str) -> f64 {
    let last = |path: &str| path.rsplit('.').next().map(str::to_owned);
    if last(known) == last(found) { 1.0 } else { 0.0 }
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}
