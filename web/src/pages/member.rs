//! One member, for admins. How she can be reached is shown for a reason only, which stands in the audit.

use std::sync::Arc;

use axum::extract::{Extension, State};
use axum::http::StatusCode;
use axum::response::Response;
use parasol_core::ids::MemberId;
use parasol_core::members::{
    ContactReason, HandOver, KeepMember, MemberDetail, Resume, SetRole, ShowContacts, ShownContact, Standing,
    Suspend, passphrase,
};
use parasol_core::roles::{Action, Actor, Role};
use parasol_core::sessions::EndSessions;

use super::Answer;
use crate::failure::Failure;
use crate::form::{Form, Name};
use crate::labels;
use crate::language::Texts;
use crate::page::{self, Fact, Problem};
use crate::port::Port;
use crate::random::PortRng;
use crate::views::people::{MadePassword, MemberPage, MemberSure};
use crate::visitor::Visitor;

/// What of her contacts the page shows.
enum Contacts {
    /// That there are some.
    Closed,
    /// That nobody sees them without a reason.
    ReasonMissing,
    /// All of them.
    Shown(Vec<ShownContact>),
}

/// Shows her.
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageMembers)?;
    show(&*port, &visitor, &actor, &member_id(&id)?, Contacts::Closed)
}

/// Does what a button says, and shows her again.
pub(super) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageMembers)?;
    let member = member_id(&id)?;
    match form.text("do") {
        "suspend" => return sure_to_suspend(&*port, &visitor, &actor, &member),
        "suspend-now" => port.command(Suspend { actor, member }).await?,
        "resume" => port.command(Resume { actor, member }).await?,
        "keep" => port.command(KeepMember { actor, member }).await?,
        "sessions" => port.command(EndSessions { actor, member }).await?,
        "role" => {
            let role = Role::from_name(form.text("role")).ok_or(Failure::NotFound)?;
            let detail = port.read()?.member_detail(&actor, &member)?;
            if detail.view.role != role {
                return Ok(sure_of_role(&*port, &visitor, &detail, role));
            }
        }
        "role-now" => {
            let role = Role::from_name(form.text("role")).ok_or(Failure::NotFound)?;
            port.command(SetRole { actor, member, role }).await?;
        }
        "contacts" => {
            let Some(reason) = ContactReason::from_name(form.text("reason")) else {
                return show(&*port, &visitor, &actor, &member, Contacts::ReasonMissing);
            };
            let contacts = port.command(ShowContacts { actor, member, reason }).await?;
            return show(&*port, &visitor, &actor, &member, Contacts::Shown(contacts));
        }
        "hand-over" => return hand_over(&*port, &visitor, actor, member).await,
        _ => return Err(Failure::NotFound),
    }
    show(&*port, &visitor, &actor, &member, Contacts::Closed)
}

/// Asks whether she is to be suspended, and says what that does.
fn sure_to_suspend(port: &dyn Port, visitor: &Visitor, actor: &Actor, id: &MemberId) -> Answer {
    let (t, detail) = (visitor.t, port.read()?.member_detail(actor, id)?);
    let brought = u64::try_from(detail.brought).unwrap_or(u64::MAX);
    let mut lines = vec![t.get("sure-signed-out"), t.get("sure-codes")];
    if brought > 0 {
        lines.push(t.count("sure-brought", brought));
    }
    lines.push(t.get("sure-again"));
    let view = MemberSure {
        page: visitor.page(port.settings(), "/admin/members", "people-title"),
        heading: t.one("sure-suspend", "name", detail.view.pseudonym.as_str()),
        lines,
        id: id.to_string(),
        what: "suspend",
        role: String::new(),
        yes: t.get("person-suspend"),
    };
    Ok(page::render(StatusCode::OK, &view))
}

/// Asks whether she is to have another role, and says what she may do with it.
fn sure_of_role(port: &dyn Port, visitor: &Visitor, detail: &MemberDetail, role: Role) -> Response {
    let t = visitor.t;
    let name = |role: Role| t.get(&format!("role-{}", role.name()));
    let lines = vec![
        t.two("sure-from-to", &("from", &name(detail.view.role)), &("to", &name(role))),
        t.get(&format!("sure-role-{}", role.name())),
        t.get("sure-signed-out"),
    ];
    let view = MemberSure {
        page: visitor.page(port.settings(), "/admin/members", "people-title"),
        heading: t.one("sure-role", "name", detail.view.pseudonym.as_str()),
        lines,
        id: detail.view.id.to_string(),
        what: "role",
        role: role.name().to_owned(),
        yes: t.get("sure-role-yes"),
    };
    page::render(StatusCode::OK, &view)
}

/// Gives a partner account a new password, shown once.
async fn hand_over(port: &dyn Port, visitor: &Visitor, actor: Actor, member: MemberId) -> Answer {
    let t = visitor.t;
    let secret = passphrase(t.code(), &mut PortRng(port));
    let password = port.hash_password(secret.clone().into()).await?;
    port.command(HandOver { actor, member, password }).await?;
    let page = visitor.page(port.settings(), "/admin/members", "people-title");
    let heading = t.get("person-hand-over-done");
    let made = MadePassword { page, heading, password: secret.to_string() };
    Ok(page::render(StatusCode::CREATED, &made))
}

fn member_id(text: &str) -> Result<MemberId, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

fn show(port: &dyn Port, visitor: &Visitor, actor: &Actor, id: &MemberId, contacts: Contacts) -> Answer {
    let t = visitor.t;
    let (status, problems, shown) = match contacts {
        Contacts::Closed => (StatusCode::OK, Vec::new(), None),
        Contacts::ReasonMissing => {
            let problem = Problem::new("reason", t.get("person-reason-missing"));
            (StatusCode::UNPROCESSABLE_ENTITY, vec![problem], None)
        }
        Contacts::Shown(shown) => (StatusCode::OK, Vec::new(), Some(shown)),
    };
    let detail = port.read()?.member_detail(actor, id)?;
    let standing = detail.view.standing;
    let contact = |shown: ShownContact| {
        let state = if shown.confirmed { "person-confirmed" } else { "person-unconfirmed" };
        format!("{} ({})", shown.address.as_str(), t.get(state))
    };
    let view = MemberPage {
        page: visitor.page(port.settings(), "/admin/members", "people-title").with_problems(&problems),
        problems,
        id: id.to_string(),
        name: detail.view.pseudonym.as_str().to_owned(),
        facts: facts(t, &detail),
        review: detail
            .review
            .map(|review| t.plain("person-review-text", [("day", labels::day(t, review.since).into())])),
        may_suspend: !matches!(standing, Standing::Suspended | Standing::Waiting),
        may_resume: standing == Standing::Suspended,
        is_locked: standing == Standing::Locked,
        is_partner: detail.view.role == Role::Partner,
        roles: labels::choices(
            t,
            "role",
            Role::ALL.iter().map(|role| role.name()),
            &[detail.view.role.name()],
        ),
        reasons: labels::choices(t, "contact-reason", ContactReason::ALL.iter().map(|each| each.name()), &[]),
        contacts: shown.map(|shown| shown.into_iter().map(contact).collect()),
    };
    Ok(page::render(status, &view))
}

fn facts(t: Texts, detail: &MemberDetail) -> Vec<Fact> {
    let month = detail.view.created.month();
    let sponsor = match &detail.sponsor {
        None => t.get("person-sponsor-none"),
        Some((_, None)) => t.get("person-sponsor-gone"),
        Some((_, Some(name))) => match detail.cut {
            None => name.as_str().to_owned(),
            Some(cut) => {
                let day = labels::day(t, cut);
                t.two("person-sponsor-cut", &("name", name.as_str()), &("day", &day))
            }
        },
    };
    let contacts = u64::try_from(detail.contacts).unwrap_or(u64::MAX);
    let facts = [
        ("people-role", t.get(&format!("role-{}", detail.view.role.name()))),
        ("people-standing", t.get(&format!("standing-{}", detail.view.standing.name()))),
        ("people-since", t.month(month.year(), month.month())),
        ("person-sponsor", sponsor),
        ("person-brought", detail.brought.to_string()),
        ("person-contacts", t.count("person-contacts-count", contacts)),
    ];
    facts.into_iter().map(|(id, line)| Fact { name: t.get(id), lines: vec![line] }).collect()
}
