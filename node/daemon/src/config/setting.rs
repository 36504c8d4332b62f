//! The types of settings, and how each is read from TOML or from an unquoted word.

use std::net::SocketAddr;
use std::path::PathBuf;

use libp2p::Multiaddr;
use parasol_core::rules::SecondFactorRule;
use toml::de::DeValue;

/// A value as a layer wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Raw {
    Text(String),
    Number(String),
    Switch(bool),
    List(Vec<Raw>),
    Other(&'static str),
    /// From the environment or a flag, where nothing is quoted: whatever the setting wants it to be.
    Unquoted(String),
}

impl Raw {
    pub(super) fn from_toml(value: &DeValue<'_>) -> Self {
        match value {
            DeValue::String(text) => Self::Text(text.to_string()),
            DeValue::Integer(number) if number.radix() == 10 => {
                Self::Number(number.as_str().replace('_', ""))
            }
            DeValue::Boolean(on) => Self::Switch(*on),
            DeValue::Array(items) => {
                Self::List(items.iter().map(|item| Self::from_toml(item.get_ref())).collect())
            }
            other => Self::Other(other.type_str()),
        }
    }

    fn found(&self) -> &'static str {
        match self {
            Self::Text(_) => "a text",
            Self::Number(_) => "a number",
            Self::Switch(_) => "true or false",
            Self::List(_) => "a list",
            Self::Other(name) => name,
            Self::Unquoted(_) => "a word",
        }
    }

    fn text(&self) -> Result<&str, String> {
        match self {
            Self::Text(text) | Self::Unquoted(text) => Ok(text),
            other => Err(format!("expected a text in quotes, found {}", other.found())),
        }
    }
}

/// A type that a setting can have.
pub(super) trait Setting: Sized {
    /// # Errors
    /// What was expected and what was found.
    fn read(raw: &Raw) -> Result<Self, String>;
}

impl Setting for u64 {
    fn read(raw: &Raw) -> Result<Self, String> {
        match raw {
            Raw::Number(digits) | Raw::Unquoted(digits) => {
                digits.parse().map_err(|_| format!("expected a whole number, found `{digits}`"))
            }
            other => Err(format!("expected a whole number, found {}", other.found())),
        }
    }
}

impl Setting for bool {
    fn read(raw: &Raw) -> Result<Self, String> {
        match raw {
            Raw::Switch(on) => Ok(*on),
            Raw::Unquoted(word) => {
                word.parse().map_err(|_| format!("expected true or false, found `{word}`"))
            }
            other => Err(format!("expected true or false, found {}", other.found())),
        }
    }
}

impl Setting for String {
    fn read(raw: &Raw) -> Result<Self, String> {
        raw.text().map(str::to_owned)
    }
}

impl Setting for PathBuf {
    fn read(raw: &Raw) -> Result<Self, String> {
        raw.text().map(Self::from)
    }
}

impl Setting for SocketAddr {
    fn read(raw: &Raw) -> Result<Self, String> {
        let text = raw.text()?;
        text.parse()
            .map_err(|_| format!("expected an address and a port such as 127.0.0.1:8080, found `{text}`"))
    }
}

impl Setting for Multiaddr {
    fn read(raw: &Raw) -> Result<Self, String> {
        let text = raw.text()?;
        text.parse()
            .map_err(|_| format!("expected a libp2p address such as /ip4/192.0.2.1/tcp/7431, found `{text}`"))
    }
}

/// An empty text means "not set".
impl<T: Setting> Setting for Option<T> {
    fn read(raw: &Raw) -> Result<Self, String> {
        match raw {
            Raw::Text(text) | Raw::Unquoted(text) if text.is_empty() => Ok(None),
            given => T::read(given).map(Some),
        }
    }
}

/// Unquoted, the items stand between commas.
impl<T: Setting> Setting for Vec<T> {
    fn read(raw: &Raw) -> Result<Self, String> {
        match raw {
            Raw::List(items) => items.iter().map(T::read).collect(),
            Raw::Unquoted(text) => {
                let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
                words.map(|word| T::read(&Raw::Unquoted(word.to_owned()))).collect()
            }
            other => Err(format!("expected a list, found {}", other.found())),
        }
    }
}

/// The address of a page, `https://` or `http://`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebAddress(String);

impl WebAddress {
    /// The address as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for WebAddress {
    fn default() -> Self {
        Self("https://www.wikipedia.org/".into())
    }
}

impl Setting for WebAddress {
    fn read(raw: &Raw) -> Result<Self, String> {
        let text = raw.text()?;
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        // The address ends up in a header: anything outside plain ASCII could split it.
        match rest {
            Some(rest) if !rest.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic()) => {
                Ok(Self(text.to_owned()))
            }
            _ => Err(format!("expected a web address such as https://example.org/, found `{text}`")),
        }
    }
}

impl Setting for SecondFactorRule {
    fn read(raw: &Raw) -> Result<Self, String> {
        match raw.text()? {
            "required" => Ok(Self::Required),
            "off" => Ok(Self::Off),
            other => Err(format!("expected required or off, found `{other}`")),
        }
    }
}

/// The least severe line that is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogLevel {
    /// Nothing at all.
    Off,
    /// What went wrong here.
    Error,
    /// What an operator should look at.
    Warn,
    /// What happened.
    #[default]
    Info,
    /// How it happened.
    Debug,
    /// Every step.
    Trace,
}

impl Setting for LogLevel {
    fn read(raw: &Raw) -> Result<Self, String> {
        match raw.text()? {
            "off" => Ok(Self::Off),
            "error" => Ok(Self::Error),
            "warn" => Ok(Self::Warn),
            "info" => Ok(Self::Info),
            "debug" => Ok(Self::Debug),
            "trace" => Ok(Self::Trace),
            other => Err(format!("expected off, error, warn, info, debug or trace, found `{other}`")),
        }
    }
}

/// Whether log lines are for people or for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum LogFormat {
    /// One readable line each.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

impl Setting for LogFormat {
    fn read(raw: &Raw) -> Result<Self, String> {
        match raw.text()? {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            other => Err(format!("expected text or json, found `{other}`")),
        }
    }
}
