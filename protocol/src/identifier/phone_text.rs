//! Finding the digits of a phone number in what was pasted around them.

use super::Unreadable;
use super::clean::{ascii_digit, is_dash};

/// Fewer digits than this are no subscriber's number, unless a plus stands before them.
const MIN_DIGITS: usize = 7;

/// The same, after a plus.
const MIN_DIGITS_AFTER_PLUS: usize = 5;

/// More digits than this are two numbers, or something else.
const MAX_DIGITS: usize = 18;

/// Words that people put before a number, glued to it or not.
const LABELS: &[&str] = &[
    "tel",
    "tél",
    "telephone",
    "téléphone",
    "telefon",
    "telefono",
    "teléfono",
    "telefone",
    "phone",
    "mobile",
    "mobil",
    "movil",
    "móvil",
    "gsm",
    "cell",
    "handy",
    "portable",
    "fixe",
    "num",
    "numero",
    "numéro",
    "nr",
    "no",
    "n",
    "call",
    "appel",
    "sms",
    "тел",
    "телефон",
    "моб",
    "номер",
    "هاتف",
    "رقم",
    "电话",
    "手机",
];

/// Digits with nothing but a number's own punctuation between them.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// The digits in ASCII.
    pub digits: String,
    /// Whether a plus stood before them.
    pub plus: bool,
    /// The digits without the zero of "(0)", if there was one.
    pub without_trunk_zero: Option<String>,
    /// Whether letters touch it, so that it may be part of a name.
    glued: bool,
    /// The digits between strong separators (slash, comma).
    parts: Vec<usize>,
}

impl Run {
    /// Whether it may be a subscriber's number.
    pub(super) fn is_long(&self) -> bool {
        self.digits.len() >= if self.plus { MIN_DIGITS_AFTER_PLUS } else { MIN_DIGITS }
    }

    /// Whether it is several whole numbers with a slash or comma between them.
    pub(super) fn holds_several(&self) -> bool {
        self.digits.len() > MAX_DIGITS && self.parts.iter().filter(|part| **part >= MIN_DIGITS).count() > 1
    }
}

/// Whether a text of unknown kind is to be read as a phone number: it has a long run of digits, and no name
/// such as `jean0639987701` around it.
pub(super) fn looks_like_phone(text: &str) -> bool {
    runs(text).iter().any(|run| run.is_long() && !run.glued)
}

/// Why a text without a long run is no number.
pub(super) fn why_none(runs: &[Run]) -> Unreadable {
    match runs.iter().max_by_key(|run| run.digits.len()) {
        None => Unreadable::NotAPhone,
        Some(run) if run.glued => Unreadable::NotAPhone,
        // Half a number of one's own country has five or six digits and starts with its 0.
        Some(run) if run.digits.len() > 4 && run.digits.starts_with('0') => Unreadable::NumberTooShort,
        Some(_) => Unreadable::ShortNumber,
    }
}

/// All runs of digits in a cleaned text.
pub(super) fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut open = String::new();
    let mut before = String::new();
    let mut word = String::new();
    for c in text.chars().map(ascii_digit).map(|c| if is_dash(c) { '-' } else { c }) {
        let has_digits = open.contains(|c: char| c.is_ascii_digit());
        if is_inside(c) && !(c == '+' && has_digits) {
            if open.is_empty() {
                before = std::mem::take(&mut word);
            }
            open.push(c);
            continue;
        }
        runs.extend(run(&before, &open, c));
        open.clear();
        if c == '+' {
            before.clear();
            open.push(c);
        } else if c.is_alphabetic() || c == '_' {
            word.push(c);
        } else {
            word.clear();
        }
    }
    runs.extend(run(&before, &open, ' '));
    runs
}

/// What may stand between the digits of one number.
fn is_inside(c: char) -> bool {
    c.is_ascii_digit() || " +-./()[],'\\·•∙".contains(c)
}

/// A stretch of a number's characters as a run, unless it has no digits. `before` is the word that ends
/// where it starts, `after` the character at its end.
fn run(before: &str, stretch: &str, after: char) -> Option<Run> {
    let first = stretch.find(|c: char| c.is_ascii_digit())?;
    let only_digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_joint = |c: char| c.is_ascii_digit() || "-.+'".contains(c);
    let label = before.to_lowercase();
    let glued_before =
        !before.is_empty() && stretch.starts_with(is_joint) && !LABELS.contains(&label.as_str());
    let glued_after = (after.is_alphabetic() || after == '_') && stretch.ends_with(is_joint);
    let trunk = ["(0)", "[0]"].iter().find_map(|zero| stretch.split_once(zero));
    Some(Run {
        digits: only_digits(stretch),
        plus: stretch.get(..first).is_some_and(|start| start.contains('+')),
        without_trunk_zero: trunk.map(|(start, end)| only_digits(start) + &only_digits(end)),
        glued: glued_before || glued_after,
        parts: stretch.split(['/', ',']).map(|part| only_digits(part).len()).collect(),
    })
}
