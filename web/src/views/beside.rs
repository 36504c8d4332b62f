//! What stands beside a report at the desk.

/// What stands beside a report.
pub(crate) struct BesideView {
    /// What may be about the same person.
    pub(crate) rows: Vec<BesideLine>,
    /// How many more there are, in words.
    pub(crate) more: Option<String>,
    /// How the account's other reports fared, in words.
    pub(crate) record: String,
    /// What a moderator should think of before she believes it.
    pub(crate) flags: Vec<String>,
}

/// A report that may be about the same person.
pub(crate) struct BesideLine {
    pub(crate) id: String,
    pub(crate) heading: String,
    pub(crate) certain: bool,
    pub(crate) why: Vec<String>,
    pub(crate) status: String,
    pub(crate) month: String,
    /// The alert that it became.
    pub(crate) alert: Option<String>,
    /// Whether the reader may not open it, because it is her own.
    pub(crate) own: bool,
}

/// An identifier of the report that is open.
pub(crate) struct IdentifierBox {
    pub(crate) place: usize,
    pub(crate) shown: String,
    /// Why it cannot be published.
    pub(crate) mark: Option<String>,
    pub(crate) checked: bool,
}

/// A part of what is to be published that needs another look.
pub(crate) struct WarningLine {
    pub(crate) field: &'static str,
    /// The field's name.
    pub(crate) label: String,
    pub(crate) found: String,
    pub(crate) why: String,
}
