//! What the organisation decides in its settings and the core keeps to.

use std::sync::Arc;

use parasol_protocol::time::{DAY, Month, Timestamp};

use crate::desk::StopList;
use crate::node::Node;
use crate::quota::CheckLimits;

/// The organisation's decisions. The default is what a node does that nobody has configured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// How many checks a member may make.
    pub checks: CheckLimits,
    /// How many people somebody may vouch for.
    pub sponsoring: Sponsoring,
    /// Whether moderators and admins must have a second factor.
    pub second_factor: SecondFactorRule,
    /// How the desk works.
    pub desk: DeskRules,
    /// Identifiers that are never published: help lines, directories, the organisation's own.
    pub stopped: StopList,
    /// How long what is reported stays.
    pub reports: ReportRules,
    /// How long what is kept.
    pub retention: RetentionRules,
}

/// How long what is reported stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReportRules {
    /// From a withdrawal to the deletion of the bare entry, in seconds; 0: at once.
    pub withdrawal: u64,
}

impl Default for ReportRules {
    fn default() -> Self {
        Self { withdrawal: 72 * 3_600 }
    }
}

/// How long what is kept. Settings can only shorten it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetentionRules {
    /// Years after the month in which an alert was reported last.
    pub alerts_years: u32,
    /// Months of 30 days after it was decided not to publish a report, or an alert was recalled.
    pub refused_months: u32,
}

impl Default for RetentionRules {
    fn default() -> Self {
        Self { alerts_years: 5, refused_months: 6 }
    }
}

impl RetentionRules {
    /// The newest month of which alerts are over.
    pub(crate) fn oldest_alert(&self, now: Timestamp) -> Month {
        let month = now.month();
        let years = self.alerts_years.clamp(1, 5);
        Month::new(month.year().saturating_sub(years), month.month()).unwrap_or(month)
    }

    /// How long what nothing is made of is kept, in seconds, with months of so many.
    pub(crate) fn refused(&self, month: u64) -> u64 {
        u64::from(self.refused_months.clamp(1, 12)).saturating_mul(month)
    }
}

/// How the desk works.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeskRules {
    /// The hour of the day (UTC) from which on the team is told how much waits.
    pub daily_at: u8,
    /// Whether the gravest level is given and taken, and such an alert recalled, by two moderators.
    pub second_for_very_dangerous: bool,
}

impl Default for DeskRules {
    fn default() -> Self {
        Self { daily_at: 9, second_for_very_dangerous: false }
    }
}

/// How many people somebody may vouch for within 30 days, by code or by confirming.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sponsoring {
    /// A member.
    pub members: usize,
    /// A partner, a moderator, an admin.
    pub partners: usize,
    /// How long a member's account must be there before she vouches for anybody, in seconds.
    pub newcomer: u64,
}

impl Default for Sponsoring {
    fn default() -> Self {
        Self { members: 5, partners: 50, newcomer: 30 * DAY }
    }
}

/// Whether moderators and admins must have a second factor. Whoever has set one up is always asked for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SecondFactorRule {
    /// Without one they may do nothing but set one up.
    Required,
    /// They need none: for trying things out. What a node's settings do not say is `Required`; this is the default
    /// here because a core without settings is a test.
    #[default]
    Off,
}

impl Node {
    /// What the organisation has decided.
    pub fn rules(&self) -> Arc<Rules> {
        self.held_rules().clone()
    }

    /// Takes over what the organisation has decided. To be called once after opening; tests change it in between.
    pub fn set_rules(&self, rules: Rules) {
        *self.held_rules() = Arc::new(rules);
    }
}
