//! Publishing a report as an alert.

use std::sync::Arc;

use axum::extract::{Extension, State};
use parasol_core::desk::{
    Person, Proofread, Proposed, PublicText, Publication, PublishReport, Published, RawReport, RejectReason,
    Warning,
};
use parasol_core::ids::ReportId;
use parasol_core::roles::{Action, Actor};
use parasol_protocol::lists::{EventKind, Level};
use parasol_protocol::time::Timestamp;

use super::{Answer, Asked, again, beside, done, open, proposed, report_id};
use crate::form::{Form, Name};
use crate::labels;
use crate::language::Texts;
use crate::page::Problem;
use crate::pages::report_form::lines;
use crate::port::Port;
use crate::second::{self, Publishing};
use crate::time::date;
use crate::views::desk::PublishForm;
use crate::visitor::Visitor;

/// Publishes it as an alert.
pub(in crate::pages) async fn publish(
    State(port): State<Arc<dyn Port>>,
    Extension(visitor): Extension<Visitor>,
    Name(id): Name,
    form: Form,
) -> Answer {
    let actor = visitor.actor_who_may(Action::Publish)?;
    let (t, id) = (visitor.t, report_id(&id)?);
    if form.text("do") == "check" {
        return check(&port, &visitor, actor, id, form).await;
    }
    let level = Level::from_name(form.text("level"));
    let kinds: Vec<EventKind> = form.all("kinds").filter_map(EventKind::from_name).collect();
    let mut problems = Vec::new();
    if level.is_none() {
        problems.push(Problem::new("level", t.get("desk-error-level")));
    }
    if kinds.is_empty() {
        problems.push(Problem::new("kinds", t.get("desk-error-kinds")));
    }
    let (Some(level), true) = (level, problems.is_empty()) else {
        return open(&port, &visitor, actor, id, Asked { form, problems, ..Asked::default() }).await;
    };
    let (text, abroad, talked) = (form.text("text").to_owned(), form.ticked("abroad"), form.ticked("talked"));
    let (town, person) = (typed(&form, "town"), person(&form));
    let leave_out = beside::left_out(&form);
    let anyway = form.ticked("anyway");
    let publish =
        PublishReport { actor, id, level, kinds, text, town, person, abroad, talked, leave_out, anyway };
    match second::publish(&*port, publish).await {
        Ok(Publishing::Done(published)) => {
            let lines = published_lines(t, port.now(), &published);
            Ok(done(&*port, &visitor, "desk-published", lines, published.alert, id))
        }
        Ok(Publishing::Proposed) => Ok(proposed(&*port, &visitor)),
        Ok(Publishing::Warned(warned)) => {
            open(&port, &visitor, actor, id, Asked { form, warned, ..Asked::default() }).await
        }
        Err(refusal) => again(&port, &visitor, actor, id, form, refusal).await,
    }
}

/// The Enter key was pressed in a field: nothing is published by it, and what stands there is read through.
async fn check(port: &Arc<dyn Port>, visitor: &Visitor, actor: Actor, id: ReportId, form: Form) -> Answer {
    let Person { aliases, vehicle, description } = person(&form);
    let (text, town) = (form.text("text").to_owned(), typed(&form, "town"));
    let public = PublicText { text, aliases, vehicle, description, town };
    match port.command(Proofread { actor, id, public, leave_out: beside::left_out(&form) }).await {
        Ok(warned) => open(port, visitor, actor, id, Asked { form, warned, ..Asked::default() }).await,
        Err(refusal) => again(port, visitor, actor, id, form, refusal).await,
    }
}

/// From when on members see it, and how far sharing abroad has come.
pub(super) fn published_lines(t: Texts, now: Timestamp, published: &Published) -> Vec<String> {
    let later = published.shown_from > now;
    let later = later.then(|| t.one("desk-shown-from", "date", date(t, published.shown_from)));
    let shared = t.get(&format!("shared-{}", published.shared.name()));
    later.into_iter().chain([shared]).collect()
}

pub(in crate::pages) fn typed(form: &Form, field: &str) -> Option<String> {
    Some(form.text(field).to_owned()).filter(|text| !text.is_empty())
}

/// What is said of the person: what stands in the form, which began with what was reported.
pub(in crate::pages) fn person(form: &Form) -> Person {
    Person {
        aliases: lines(form.text("aliases")),
        vehicle: typed(form, "vehicle"),
        description: typed(form, "description"),
    }
}

/// What was proposed and sent back, as if it had been typed: whoever goes on begins with it.
fn proposed_before(raw: &RawReport) -> Option<Form> {
    let before = raw.work.proposal.as_ref().filter(|proposal| proposal.returned)?;
    let Proposed::Publish(publication) = &before.what else { return None };
    let Publication { level, kinds, text, town, person, abroad, talked, leave_out } = publication;
    let yes = |ticked: bool| if ticked { "yes" } else { "" };
    let mut fields = vec![
        ("level", level.name().unwrap_or_default().to_owned()),
        ("text", text.clone()),
        ("town", town.clone().unwrap_or_default()),
        ("aliases", person.aliases.join("\n")),
        ("vehicle", person.vehicle.clone().unwrap_or_default()),
        ("description", person.description.clone().unwrap_or_default()),
        ("abroad", yes(*abroad).to_owned()),
        ("talked", yes(*talked).to_owned()),
    ];
    fields.extend(kinds.iter().filter_map(|kind| kind.name()).map(|kind| ("kinds", kind.to_owned())));
    fields.extend(leave_out.iter().map(|place| ("identifier_shown", place.to_string())));
    Some(Form::of(fields))
}

/// What will be published: as typed so far, else beginning with what the reporter said of the person.
pub(super) fn form(
    t: Texts,
    raw: &RawReport,
    typed: &Form,
    problems: &[Problem],
    warned: &[Warning],
) -> PublishForm {
    let before = proposed_before(raw).filter(|_| typed.all("text").next().is_none());
    let typed = before.as_ref().unwrap_or(typed);
    let mut kinds: Vec<&str> = typed.all("kinds").collect();
    // Once the form was shown, none ticked is what she wants to go on with.
    let begins =
        typed.all("text").next().is_none() && !problems.iter().any(|problem| problem.field == "kinds");
    if kinds.is_empty() && begins {
        kinds = raw.kinds.iter().filter_map(|kind| kind.name()).collect();
    }
    let begun = |field: &str, reported: &Option<String>| {
        typed.all(field).next().map_or_else(|| reported.clone().unwrap_or_default(), str::to_owned)
    };
    let (aliases, reason) = (raw.details.aliases.join("\n"), [typed.text("reason")]);
    PublishForm {
        aliases: begun("aliases", &Some(aliases)),
        vehicle: begun("vehicle", &raw.details.vehicle),
        description: begun("description", &raw.details.description),
        text: typed.raw("text").to_owned(),
        alert: typed.text("alert").to_owned(),
        town: begun("town", &raw.details.town.as_ref().map(|town| town.name.clone())),
        talked: typed.ticked("talked"),
        level: typed.text("level").to_owned(),
        levels: Level::ALL.iter().map(|level| labels::level(t, *level)).collect(),
        levels_up: labels::levels_upwards(t),
        kinds: labels::choices(t, "kind", EventKind::ALL.iter().filter_map(|kind| kind.name()), &kinds),
        abroad: typed.ticked("abroad"),
        answer: typed.raw("answer").to_owned(),
        reject_text: typed.raw("reject_text").to_owned(),
        identifiers: beside::boxes(t, raw, typed),
        checked: warned.is_empty() && problems.is_empty() && typed.text("do") == "check",
        warned: beside::warned(t, warned),
        reasons: labels::choices(t, "reject", RejectReason::ALL.iter().map(|reason| reason.name()), &reason),
        wrong: problems
            .iter()
            .map(|problem| problem.field.as_str())
            .chain(warned.iter().map(|warning| warning.field))
            .map(str::to_owned)
            .collect(),
    }
}
