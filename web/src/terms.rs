//! The terms that members accept.

/// The version of the terms and of the personal data policy. It rises when what they promise or ask changes, so that
/// it stays known to what somebody agreed.
pub(crate) const TERMS_VERSION: u16 = 1;
