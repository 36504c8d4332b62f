//! A fellow member has a new node key: by the paper that its admin handed over, or with nothing that vouches for it.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::circles::{CircleStatus, ProposeNodeKey, ProposeSuccession, SuccessionView};
use parasol_core::members::WithPassword;
use parasol_core::roles::{Action, Actor};
use parasol_protocol::ids::NodeKey;
use zeroize::Zeroizing;

use super::act::{FINE, Wrong, button, field, missing, problem, with_password};
use super::propose::others;
use super::{Answer, back_to, page_of, status};
use crate::acts;
use crate::failure::Failure;
use crate::form::{Form, Name};
use crate::language::Texts;
use crate::page::{Fact, Problem};
use crate::port::Port;
use crate::views::circle::{ActField, Asked, FieldKind, Look};
use crate::visitor::Visitor;

/// Asks for the paper's text.
pub(in crate::pages) async fn get(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageCircles)?;
    let circle = status(&*port, &actor, &id)?;
    Ok(asked_for_paper(visitor.t, &circle, "").show(&*port, &visitor, &circle, FINE))
}

/// Says what the paper says, and then proposes it in every circle where it fits.
pub(in crate::pages) async fn post(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageCircles)?;
    let (t, circle) = (visitor.t, status(&*port, &actor, &id)?);
    let told = match port.read()?.succession_told(&actor, form.text("value")) {
        Ok(told) => told,
        Err(refusal) => {
            let wrong = problem(t, refusal)?;
            return Ok(asked_for_paper(t, &circle, form.text("value")).show(&*port, &visitor, &circle, wrong));
        }
    };
    let wrong = match form.text("do") {
        "propose" if !form.ticked("sure") => missing(t, "sure", "circle-paper-sure-missing"),
        "propose" => match propose(&*port, t, (&actor, &form), &told).await? {
            Ok(()) => return Ok(back_to(&circle.circle)),
            Err(wrong) => wrong,
        },
        _ => FINE,
    };
    Ok(asked_about(t, &circle, &told, form.text("value")).show(&*port, &visitor, &circle, wrong))
}

/// Proposes it everywhere. What was proposed in one circle stays so when another refuses: it can be sent again.
async fn propose(
    port: &dyn Port,
    t: Texts,
    (actor, form): (&Actor, &Form),
    told: &SuccessionView,
) -> Result<Result<(), Wrong>, Failure> {
    let password = Zeroizing::new(form.raw("password").to_owned());
    let verified = match acts::password_again(port, actor, password).await {
        Ok(verified) => verified,
        Err(refusal) => return problem(t, refusal).map(Err),
    };
    let mut wrong: Option<Wrong> = None;
    for (circle, name) in &told.circles {
        let command =
            ProposeSuccession { actor: *actor, circle: *circle, text: form.text("value").to_owned() };
        let proposed = port.command(WithPassword { verified: verified.clone(), command }).await;
        if let Err(refusal) = proposed {
            let (status, problems) = problem(t, refusal)?;
            let named = problems.into_iter().map(|one| {
                let text = t.two("circle-paper-error", &("circle", name), &("error", &one.text));
                Problem::new("", text)
            });
            wrong.get_or_insert((status, Vec::new())).1.extend(named);
        }
    }
    Ok(wrong.map_or(Ok(()), Err))
}

fn asked_for_paper(t: Texts, circle: &CircleStatus, typed: &str) -> Asked {
    Asked {
        path: path(circle, "key"),
        heading: t.get("circle-propose-key"),
        lines: vec![t.get("circle-propose-key-text")],
        fields: vec![field(t, "circle-propose-key", FieldKind::Words(typed.to_owned()))],
        look_only: true,
        buttons: vec![button(t, "look", "circle-propose-key-look", Look::Chief)],
        ..Asked::default()
    }
}

/// What it says, before anybody acts on it.
fn asked_about(t: Texts, circle: &CircleStatus, told: &SuccessionView, text: &str) -> Asked {
    let circles = told.circles.iter().map(|(_, name)| name.clone()).collect();
    Asked {
        path: path(circle, "key"),
        heading: t.one("circle-paper-heading", "who", &told.member.name),
        lines: vec![t.one("circle-paper-text", "who", &told.member.name)],
        facts: vec![Fact { name: t.get("circle-paper-circles"), lines: circles }],
        means: vec![t.get("circle-propose-key-means"), t.get("circle-yes-stays-proposed")],
        hidden: vec![("value", text.to_owned())],
        sure: Some(t.one("circle-paper-sure", "who", &told.member.name)),
        buttons: vec![button(t, "propose", "circle-propose-button", Look::Chief)],
        ..Asked::default()
    }
}

/// Asks which key, where no recovery key vouches for it.
pub(in crate::pages) async fn get_without(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageCircles)?;
    let circle = status(&*port, &actor, &id)?;
    let asked = asked_for_key(&*port, visitor.t, &circle, &Form::default())?;
    Ok(asked.show(&*port, &visitor, &circle, FINE))
}

/// Proposes a key for which nothing vouches but the admins who say yes.
pub(in crate::pages) async fn post_without(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::ManageCircles)?;
    let circle = status(&*port, &actor, &id)?;
    let typed: String = form.text("value").split_whitespace().collect();
    let (member, key) = (form.text("member").parse(), typed.to_lowercase().parse::<NodeKey>());
    let wrong: Wrong = match (member, key) {
        (Err(_), _) => missing(visitor.t, "member", "circle-error-member"),
        (_, Err(_)) => missing(visitor.t, "value", "circle-error-key"),
        (Ok(_), Ok(_)) if !form.ticked("sure") => missing(visitor.t, "sure", "circle-paper-sure-missing"),
        (Ok(member), Ok(key)) => {
            let command = ProposeNodeKey { actor, circle: circle.circle, member, key };
            match with_password(&*port, &visitor, (&actor, &form), command).await? {
                Ok(_) => return Ok(back_to(&circle.circle)),
                Err(wrong) => wrong,
            }
        }
    };
    let asked = asked_for_key(&*port, visitor.t, &circle, &form)?;
    Ok(asked.show(&*port, &visitor, &circle, wrong))
}

fn asked_for_key(port: &dyn Port, t: Texts, circle: &CircleStatus, form: &Form) -> Result<Asked, Failure> {
    let me = port.read()?.identity().organisation;
    let member = ActField {
        name: "member",
        label: t.get("circle-propose-remove-label"),
        hint: String::new(),
        kind: FieldKind::Choice(others(&me, circle, form.text("member"))),
    };
    let key = field(t, "circle-propose-node-key", FieldKind::Line(form.text("value").to_owned()));
    Ok(Asked {
        path: path(circle, "node-key"),
        heading: t.get("circle-propose-node-key"),
        lines: vec![t.get("circle-propose-node-key-text"), t.get("circle-propose-node-key-else")],
        means: vec![t.get("circle-means-node_key"), t.get("circle-yes-stays-proposed")],
        fields: vec![member, key],
        sure: Some(t.get("circle-propose-node-key-sure")),
        buttons: vec![button(t, "propose", "circle-propose-button", Look::Chief)],
        ..Asked::default()
    })
}

fn path(circle: &CircleStatus, what: &str) -> String {
    format!("{}/propose/{what}", page_of(&circle.circle))
}
