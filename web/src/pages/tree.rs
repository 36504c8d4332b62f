//! The sponsor tree, for admins: one line a member, so that a telephone shows it; fifty lines at a time, or one branch.

use std::sync::Arc;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Extension, Query, State};
use axum::http::StatusCode;
use parasol_core::ids::MemberId;
use parasol_core::limits::{FAST_BRANCH, FAST_BRANCH_PARTNER, MAX_LIST};
use parasol_core::members::{Standing, TreeRow};
use parasol_core::roles::Action;

use serde::Deserialize;

use super::Answer;
use crate::failure::Failure;
use crate::language::Texts;
use crate::page;
use crate::port::Port;
use crate::views::people::{Tree, TreeLine};
use crate::visitor::Visitor;

/// Steps to the side that a telephone has room for; deeper ones are dots.
const STEPS: usize = 8;

/// Which part of the tree.
#[derive(Deserialize)]
pub(super) struct Part {
    /// The id of whoever stands on top; without it, the whole tree.
    below: Option<String>,
    /// Which fifty lines, counted from 0.
    #[serde(default)]
    page: usize,
}

/// Shows it.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    part: Result<Query<Part>, QueryRejection>,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageMembers)?;
    let Query(Part { below, page }) = part.map_err(|_| Failure::NotFound)?;
    let below = below.map(|id| id.parse::<MemberId>().map_err(|_| Failure::NotFound)).transpose()?;
    let t = visitor.t;
    let tree = port.read()?.sponsor_tree_page(&actor, below.as_ref(), page, port.now())?;
    let words = Words::new(t);
    let flagged = tree.fast.iter().map(|row| line(&words, &TreeRow { depth: 0, ..row.clone() }));
    let (many, partner) = (FAST_BRANCH.to_string(), FAST_BRANCH_PARTNER.to_string());
    let pages = tree.total.div_ceil(MAX_LIST).max(1);
    let (place, of) = (tree.page.saturating_add(1).to_string(), pages.to_string());
    let view = Tree {
        page: visitor.page(port.settings(), "/admin/tree", "tree-title"),
        rule: t.two("tree-rule", &("many", &many), &("partner", &partner)),
        fast: flagged.collect(),
        rows: tree.rows.iter().map(|row| line(&words, row)).collect(),
        below: below.map(|id| id.to_string()),
        place: (pages > 1).then(|| t.two("pager-page", &("page", &place), &("pages", &of))),
        before: tree.page.checked_sub(1),
        next: Some(tree.page.saturating_add(1)).filter(|next| *next < pages),
    };
    Ok(page::render(StatusCode::OK, &view))
}

/// The words of a line, looked up once for all lines.
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
