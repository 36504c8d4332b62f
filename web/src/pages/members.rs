//! The members, for admins: found by a part of the work name, which travels in the form and never in an address.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use parasol_core::limits::MAX_LIST;
use parasol_core::members::{CreateMember, MemberSearch, MemberView, passphrase};
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Action, Actor, Role};

use super::Answer;
use crate::form::Form;
use crate::labels;
use crate::language::Texts;
use crate::page::{self, Problem};
use crate::port::Port;
use crate::random::PortRng;
use crate::views::people::{MadePassword, MemberLine, Members};
use crate::visitor::Visitor;

/// The first fifty.
pub(super) async fn get(State(port): State<Arc<dyn Port>>, Extension(visitor): Extension<Visitor>) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageMembers)?;
    show(&*port, &visitor, &actor, StatusCode::OK, &Form::default(), Vec::new())
}

/// Searches, or adds a member.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageMembers)?;
    if form.text("do") != "create" {
        return show(&*port, &visitor, &actor, StatusCode::OK, &form, Vec::new());
    }
    let t = visitor.t;
    let again = |status, id: &str| {
        let problems = vec![Problem::new("pseudonym", t.get(id))];
        show(&*port, &visitor, &actor, status, &form, problems)
    };
    let pseudonym = form.text("pseudonym").to_owned();
    let role = Role::from_name(form.text("role")).unwrap_or(Role::Member);
    let secret = passphrase(t.code(), &mut PortRng(&*port));
    let password = port.hash_password(secret.clone().into()).await?;
    let command = CreateMember { actor, pseudonym: pseudonym.clone(), role, password, sponsor: None };
    match port.command(command).await {
        Ok(_) => {
            let page = visitor.page(port.settings(), "/admin/members", "people-title");
            let heading = t.one("people-new-done", "name", pseudonym);
            let made = MadePassword { page, heading, password: secret.to_string() };
            Ok(page::render(StatusCode::CREATED, &made))
        }
        Err(Refusal::Taken) => again(StatusCode::CONFLICT, "people-error-taken"),
        Err(Refusal::TooLong { .. } | Refusal::Invalid { .. }) => {
            again(StatusCode::UNPROCESSABLE_ENTITY, "people-error-name")
        }
        Err(other) => Err(other.into()),
    }
}

fn show(
    port: &dyn Port,
    visitor: &Visitor,
    actor: &Actor,
    status: StatusCode,
    form: &Form,
    problems: Vec<Problem>,
) -> Answer {
    let t = visitor.t;
    let page = form.text("page").parse().unwrap_or(0);
    let search = MemberSearch { name: form.text("name").to_owned(), review: form.ticked("review"), page };
    let found = port.read()?.find_members(actor, &search)?;
    let pages = found.total.div_ceil(MAX_LIST).max(1);
    let (place, of) = (found.page.saturating_add(1).to_string(), pages.to_string());
    let view = Members {
        page: visitor.page(port.settings(), "/admin/members", "people-title").with_problems(&problems),
        name: search.name,
        review: search.review,
        found: t.count("people-found", u64::try_from(found.total).unwrap_or(u64::MAX)),
        place: (pages > 1).then(|| t.two("pager-page", &("page", &place), &("pages", &of))),
        before: found.page.checked_sub(1),
        next: Some(found.page.saturating_add(1)).filter(|next| *next < pages),
        rows: found.members.into_iter().map(|member| line(t, member)).collect(),
        typed: form.text("pseudonym").to_owned(),
        roles: labels::choices(t, "role", Role::ALL.iter().map(|role| role.name()), &[form.text("role")]),
        problems,
    };
    Ok(page::render(status, &view))
}

fn line(t: Texts, member: MemberView) -> MemberLine {
    let month = member.created.month();
    MemberLine {
        id: member.id.to_string(),
        name: member.pseudonym.as_str().to_owned(),
        role: t.get(&format!("role-{}", member.role.name())),
        standing: t.get(&format!("standing-{}", member.standing.name())),
        since: t.month(month.year(), month.month()),
    }
}
