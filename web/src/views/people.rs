//! Members and the sponsor tree, for admins.

use askama::Template;

use crate::labels::Choice;
use crate::page::{Fact, Page, Problem};

/// The list of members.
#[derive(Template)]
#[template(path = "members.html")]
pub(crate) struct Members {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) name: String,
    pub(crate) review: bool,
    pub(crate) found: String,
    pub(crate) rows: Vec<MemberLine>,
    /// "Page 2 of 7", when there is more than one.
    pub(crate) place: Option<String>,
    pub(crate) before: Option<usize>,
    pub(crate) next: Option<usize>,
    pub(crate) typed: String,
    pub(crate) roles: Vec<Choice>,
}

/// A member in the list.
pub(crate) struct MemberLine {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) standing: String,
    pub(crate) since: String,
}

/// A password that was made up.
#[derive(Template)]
#[template(path = "member_password.html")]
pub(crate) struct MadePassword {
    pub(crate) page: Page,
    pub(crate) heading: String,
    pub(crate) password: String,
}

/// One member.
#[derive(Template)]
#[template(path = "member.html")]
pub(crate) struct MemberPage {
    pub(crate) page: Page,
    pub(crate) problems: Vec<Problem>,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) facts: Vec<Fact>,
    /// Why she is to be looked at.
    pub(crate) review: Option<String>,
    pub(crate) may_suspend: bool,
    pub(crate) may_resume: bool,
    /// Whether she locked it herself.
    pub(crate) is_locked: bool,
    pub(crate) is_partner: bool,
    pub(crate) roles: Vec<Choice>,
    pub(crate) reasons: Vec<Choice>,
    /// Her contacts, once a reason was given.
    pub(crate) contacts: Option<Vec<String>>,
}

/// The question before a role is changed or somebody is suspended: what will happen.
#[derive(Template)]
#[template(path = "member_sure.html")]
pub(crate) struct MemberSure {
    pub(crate) page: Page,
    pub(crate) heading: String,
    pub(crate) lines: Vec<String>,
    pub(crate) id: String,
    /// `role` or `suspend`.
    pub(crate) what: &'static str,
    /// The new role.
    pub(crate) role: String,
    /// What the button says.
    pub(crate) yes: String,
}

/// The sponsor tree.
#[derive(Template)]
#[template(path = "tree.html")]
pub(crate) struct Tree {
    pub(crate) page: Page,
    pub(crate) rule: String,
    pub(crate) fast: Vec<TreeLine>,
    pub(crate) rows: Vec<TreeLine>,
    /// Whose branch it is, if it is not the whole tree.
    pub(crate) below: Option<String>,
    /// Which page of how many, if there are several.
    pub(crate) place: Option<String>,
    pub(crate) before: Option<usize>,
    pub(crate) next: Option<usize>,
}

impl Tree {
    /// The address of another page of the same part.
    fn at(&self, page: &usize) -> String {
        let below = self.below.as_ref().map(|id| format!("below={id}&")).unwrap_or_default();
        format!("/admin/tree?{below}page={page}")
    }
}

/// A member in the tree.
#[derive(Clone)]
pub(crate) struct TreeLine {
    pub(crate) id: String,
    /// How deep she stands, up to what a telephone shows.
    pub(crate) depth: usize,
    /// How deep she stands, in dots, beyond that.
    pub(crate) beyond: String,
    pub(crate) name: String,
    pub(crate) branch: usize,
    /// What is to be said of her.
    pub(crate) notes: String,
    pub(crate) fast: bool,
}
