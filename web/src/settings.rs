//! What an operator decides about the pages. The daemon reads it from its configuration.

use std::time::Duration;

use parasol_protocol::region::Region;

/// What an operator decides about the pages.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The name members know the service by, shown on every page.
    pub public_name: String,
    /// The node's country: national phone numbers are read in it first.
    pub country: Region,
    /// Codes of the languages offered, the node's own first. Those without texts are left out; an empty list offers
    /// all there are.
    pub languages: Vec<String>,
    /// Where the quick exit leads: a harmless page elsewhere, as an absolute address.
    pub exit_address: String,
    /// Whether pages reach the browser over HTTPS, by this process or a proxy before it: decides the `Secure` cookies,
    /// the `__Host-` prefix and HSTS.
    pub https: bool,
    /// How long a check may wait for partners before it answers with what it has.
    pub check_budget: Duration,
    /// Whether to say on every page that all people and facts are invented.
    pub demo: bool,
    /// The team's phone number, shown on every page.
    pub team_phone: Option<String>,
    /// Emergency numbers, shown on every page.
    pub emergency_numbers: Vec<String>,
    /// How messages to members go out.
    pub messages: MessageRoutes,
    /// What is asked of whoever registers, besides what is needed.
    pub ask: Ask,
    /// Who is responsible for personal data, and whom to ask.
    pub organisation: Organisation,
    /// Years after the month in which an alert was reported last, at the most 5.
    pub keep_alerts_years: u64,
    /// Months after it was decided not to publish a report, or an alert was recalled.
    pub keep_refused_months: u64,
}

/// Who is responsible for personal data, and whom to ask. What is not set is told to admins, never shown empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organisation {
    /// Its name in law.
    pub controller: String,
    /// Its postal address.
    pub address: Option<String>,
    /// The data protection officer's e-mail address.
    pub officer_email: Option<String>,
    /// The data protection officer's telephone number.
    pub officer_phone: Option<String>,
}

impl Organisation {
    /// What visitors must be able to read and cannot, as stable words.
    #[must_use]
    pub fn gaps(&self) -> Vec<&'static str> {
        let address = self.address.is_none().then_some("address");
        let officer = (self.officer_email.is_none() && self.officer_phone.is_none()).then_some("officer");
        address.into_iter().chain(officer).collect()
    }

    /// How to reach the data protection officer, in one line.
    #[must_use]
    pub fn officer(&self) -> Option<String> {
        let ways: Vec<&str> =
            [&self.officer_email, &self.officer_phone].into_iter().filter_map(Option::as_deref).collect();
        (!ways.is_empty())
            .then(|| ways.iter().map(|way| way.replace(' ', "\u{a0}")).collect::<Vec<_>>().join(", "))
    }
}

/// How messages to members go out; what is not set goes into the outbox folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessageRoutes {
    /// The mail server's name.
    pub mail: Option<String>,
    /// By what SMS go out, once an admin has agreed.
    pub sms: Option<String>,
    /// The outbox folder.
    pub outbox: String,
}

/// What is asked of whoever registers, for information only. Nothing, unless the organisation wants it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Ask {
    /// Her name.
    pub name: bool,
    /// Her birth date.
    pub birth_date: bool,
    /// A second contact.
    pub second_contact: bool,
}
