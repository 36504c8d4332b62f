//! The sponsor tree, for admins: one line a member, so that a telephone shows it.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use parasol_core::limits::{FAST_BRANCH, FAST_BRANCH_PARTNER};
use parasol_core::members::{Standing, TreeRow};
use parasol_core::roles::Action;

use super::Answer;
use crate::language::Texts;
use crate::page;
use crate::port::Port;
use crate::views::people::{Tree, TreeLine};
use crate::visitor::Visitor;

/// Steps to the side that a telephone has room for; deeper ones are dots.
const STEPS: usize = 8;

/// Shows it.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageMembers)?;
    let t = visitor.t;
    let tree = port.read()?.sponsor_tree(&actor, port.now())?;
    let words = Words::new(t);
    let rows: Vec<TreeLine> = tree.iter().map(|row| line(&words, row)).collect();
    let flagged = |line: &&TreeLine| line.fast;
    let fast =
        rows.iter().filter(flagged).map(|line| TreeLine { depth: 0, beyond: String::new(), ..line.clone() });
    let (many, partner) = (FAST_BRANCH.to_string(), FAST_BRANCH_PARTNER.to_string());
    let view = Tree {
        page: visitor.page(port.settings(), "/admin/tree", "tree-title"),
        rule: t.two("tree-rule", &("many", &many), &("partner", &partner)),
        fast: fast.collect(),
        rows,
    };
    Ok(page::render(StatusCode::OK, &view))
}

/// The words of a line, looked up once for thousands of lines.
struct Words {
    t: Texts,
    cut: String,
    gone: String,
    review: String,
}

impl Words {
    fn new(t: Texts) -> Self {
        Self { t, cut: t.get("tree-cut"), gone: t.get("tree-gone"), review: t.get("tree-review") }
    }
}

fn line(words: &Words, row: &TreeRow) -> TreeLine {
    let t = words.t;
    let notes = [
        row.fast.map(|fast| t.get(&format!("tree-fast-{}", fast.name()))),
        row.review.then(|| words.review.clone()),
        (row.standing != Standing::Active).then(|| t.get(&format!("standing-{}", row.standing.name()))),
        row.cut.then(|| words.cut.clone()),
        row.sponsor_gone.then(|| words.gone.clone()),
    ];
    let notes: Vec<String> = notes.into_iter().flatten().collect();
    TreeLine {
        id: row.id.to_string(),
        depth: row.depth.min(STEPS),
        beyond: "· ".repeat(row.depth.saturating_sub(STEPS).min(STEPS)),
        name: row.pseudonym.as_str().to_owned(),
        branch: row.branch,
        notes: notes.join(", "),
        fast: row.fast.is_some(),
    }
}
