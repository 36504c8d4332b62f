//! What the organisation decides in its settings and the core keeps to.

use std::sync::Arc;

use crate::node::Node;
use crate::quota::CheckLimits;

/// The organisation's decisions. The default is what a node does that nobody has configured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// How many checks a member may make.
    pub checks: CheckLimits,
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
