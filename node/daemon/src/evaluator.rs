//! Who answers evaluations. With t = 1 this node holds every key it needs; peers are asked in the same place later,
//! which is why a check waits for this with a budget.

use std::time::Duration;

use parasol_core::node::Node;
use parasol_protocol::evaluation::{Answer, Ask, EvaluationFailure};
use rand_core::OsRng;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

/// Answers in the order of the asks. What has not come within the budget counts as unreachable.
pub async fn evaluate(node: Node, asks: Vec<Ask>, budget: Duration) -> Vec<Answer> {
    let wanted = asks.len();
    let unreachable = || (0..wanted).map(|_| Err(EvaluationFailure::Unreachable)).collect();
    if wanted == 0 {
        return Vec::new();
    }
    // A proof costs a fifth of a millisecond an element: too long for a thread that serves everybody.
    let local = spawn_blocking(move || match node.read() {
        Ok(snapshot) => asks.iter().map(|ask| snapshot.answer(ask, &mut OsRng)).collect(),
        Err(_) => asks.iter().map(|_| Err(EvaluationFailure::NoKey)).collect(),
    });
    timeout(budget, local).await.ok().and_then(Result::ok).unwrap_or_else(unreachable)
}
