//! What the organisation decides in its settings and the core keeps to.

use std::sync::Arc;

use parasol_protocol::time::DAY;

use crate::node::Node;
use crate::quota::CheckLimits;

/// The organisation's decisions. The default is what a node does that nobody has configured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// How many checks a member may make.
    pub checks: CheckLimits,
    /// How many people somebody may vouch for.
    pub sponsoring: Sponsoring,
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
