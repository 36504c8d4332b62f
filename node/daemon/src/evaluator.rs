//! Who answers evaluations.

use std::time::Duration;

use parasol_protocol::evaluation::{Answer, Ask, EvaluationFailure};

/// Answers in the order of the asks.
pub async fn evaluate(asks: Vec<Ask>, _budget: Duration) -> Vec<Answer> {
    asks.iter().map(|_| Err(EvaluationFailure::NoKey)).collect()
}
