//! `/api/v1/members`: the members and the sponsor tree, for admins.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use parasol_core::ids::MemberId;
use parasol_core::members::{
    ContactReason, CreateMember, HandOver, KeepMember, MemberSearch, MemberView, Resume, SetRole,
    ShowContacts, Suspend, passphrase,
};
use parasol_core::roles::Role;
use parasol_core::sessions::EndSessions;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::Body;
use super::caller::Caller;
use super::name::Name;
use super::problem::{Problem, Refusals};
use crate::port::Port;
use crate::random::PortRng;

/// Which members are looked for.
#[derive(Deserialize, ToSchema)]
pub(super) struct Search {
    /// A part of the pseudonym; empty: all.
    #[serde(default)]
    name: String,
    /// Only those who are up for review.
    #[serde(default)]
    review: bool,
    /// Which fifty, counted from 0.
    #[serde(default)]
    page: u32,
}

/// Up to 50 members by name.
#[derive(Serialize, ToSchema)]
pub(super) struct Found {
    /// They.
    members: Vec<Row>,
    /// How many the search found in all.
    total: usize,
    /// Which fifty these are.
    page: usize,
}

/// A member.
#[derive(Serialize, ToSchema)]
pub(super) struct Row {
    /// Her id.
    id: String,
    /// Her pseudonym.
    pseudonym: String,
    /// `member`, `partner`, `moderator` or `admin`.
    role: &'static str,
    /// `waiting`, `active`, `suspended` or `locked`.
    standing: &'static str,
    /// The month in which she came, as pages show it: `2026-11`.
    created: String,
}

/// A member, more closely. How she can be reached is another call.
#[derive(Serialize, ToSchema)]
pub(super) struct Detail {
    /// Who she is here.
    member: Row,
    /// How many contacts she gave.
    contacts: usize,
    /// The id of her sponsor.
    #[serde(skip_serializing_if = "Option::is_none")]
    sponsor: Option<String>,
    /// Whether she has cut the link.
    cut: bool,
    /// Whether she is up for review, because her sponsor was suspended.
    review: bool,
    /// How many people she brought.
    brought: usize,
}

/// A member who is to be added.
#[derive(Deserialize, ToSchema)]
pub(super) struct NewMember {
    /// Her pseudonym.
    pseudonym: String,
    /// Her role.
    role: String,
}

/// An account with the password that was made up for it.
#[derive(Serialize, ToSchema)]
pub(super) struct MadeUp {
    /// The account.
    id: String,
    /// The password; told only once.
    password: String,
}

/// A role.
#[derive(Deserialize, ToSchema)]
pub(super) struct RoleField {
    /// `member`, `partner`, `moderator` or `admin`.
    role: String,
}

/// Why contacts are looked at. It stands in the audit.
#[derive(Deserialize, ToSchema)]
pub(super) struct ReasonField {
    /// `asked_to_be_called`, `lost_access`, `data_request` or `danger`.
    reason: String,
}

/// How somebody can be reached.
#[derive(Serialize, ToSchema)]
pub(super) struct Contacts {
    /// The main one first.
    contacts: Vec<ContactRow>,
}

/// A contact.
#[derive(Serialize, ToSchema)]
pub(super) struct ContactRow {
    /// An e-mail address, or a telephone number with its country.
    address: String,
    /// Whether she proved that it is hers.
    confirmed: bool,
}

/// Which part of the sponsor tree.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Part {
    /// The id of whoever stands on top; without it, the whole tree.
    below: Option<String>,
    /// Which fifty rows, counted from 0.
    #[serde(default)]
    page: u32,
}

/// Up to 50 rows of the sponsor tree.
#[derive(Serialize, ToSchema)]
pub(super) struct Tree {
    /// Each sponsor before those she brought.
    rows: Vec<TreeRow>,
    /// The branches that grew fast, 50 at most.
    fast: Vec<TreeRow>,
    /// How many rows there are in all.
    total: usize,
    /// Which fifty these are.
    page: usize,
}

/// A member in the tree.
#[derive(Serialize, ToSchema)]
pub(super) struct TreeRow {
    /// She.
    member: Row,
    /// How many stand above her.
    depth: usize,
    /// How many stand below her.
    branch: usize,
    /// `many` or `generations`, when her branch grew fast.
    #[serde(skip_serializing_if = "Option::is_none")]
    fast: Option<&'static str>,
    /// Whether she has cut the link to her sponsor.
    cut: bool,
    /// Whether her sponsor is not here any more.
    sponsor_gone: bool,
    /// Whether she is up for review.
    review: bool,
}

/// Finds members by a part of their pseudonym, which travels in the body.
#[utoipa::path(post, path = "/api/v1/members/search", tag = "members", request_body = Search, responses(
    (status = 200, description = "Up to 50 of them", body = Found), Refusals
))]
pub(super) async fn search(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(Search { name, review, page }): Body<Search>,
) -> Result<Json<Found>, Problem> {
    let page = usize::try_from(page).unwrap_or(usize::MAX);
    let found = port.read()?.find_members(&caller.actor, &MemberSearch { name, review, page })?;
    let members = found.members.into_iter().map(row).collect();
    Ok(Json(Found { members, total: found.total, page: found.page }))
}

/// Adds a member; her password is made up.
#[utoipa::path(post, path = "/api/v1/members", tag = "members", request_body = NewMember, responses(
    (status = 201, description = "She was added", body = MadeUp), Refusals
))]
pub(super) async fn create(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Body(NewMember { pseudonym, role }): Body<NewMember>,
) -> Result<(StatusCode, Json<MadeUp>), Problem> {
    let role = Role::from_name(&role).ok_or_else(|| Problem::wrong("role"))?;
    port.read()?.allow(&caller.actor, parasol_core::roles::Action::ManageMembers)?;
    let secret = passphrase(caller.t.code(), &mut PortRng(&*port));
    let password = port.hash_password(secret.clone().into()).await?;
    let command = CreateMember { actor: caller.actor, pseudonym, role, password, sponsor: None };
    let id = port.command(command).await?.to_string();
    Ok((StatusCode::CREATED, Json(MadeUp { id, password: secret.to_string() })))
}

/// Tells who brought whom.
#[utoipa::path(get, path = "/api/v1/members/tree", tag = "members", params(Part), responses(
    (status = 200, description = "Up to 50 rows of it", body = Tree), Refusals
))]
pub(super) async fn tree(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    part: Result<Query<Part>, QueryRejection>,
) -> Result<Json<Tree>, Problem> {
    let Query(Part { below, page }) = part.map_err(|_| Problem::wrong("page"))?;
    let below = below.as_deref().map(member).transpose()?;
    let page = usize::try_from(page).unwrap_or(usize::MAX);
    let tree = port.read()?.sponsor_tree_page(&caller.actor, below.as_ref(), page, port.now())?;
    let rows = |rows: Vec<parasol_core::members::TreeRow>| rows.into_iter().map(leaf).collect();
    Ok(Json(Tree { rows: rows(tree.rows), fast: rows(tree.fast), total: tree.total, page: tree.page }))
}

fn leaf(each: parasol_core::members::TreeRow) -> TreeRow {
    TreeRow {
        depth: each.depth,
        branch: each.branch,
        fast: each.fast.map(|fast| fast.name()),
        cut: each.cut,
        sponsor_gone: each.sponsor_gone,
        review: each.review,
        member: Row {
            id: each.id.to_string(),
            pseudonym: each.pseudonym.as_str().to_owned(),
            role: each.role.name(),
            standing: each.standing.name(),
            created: each.created.month().to_string(),
        },
    }
}

/// Tells who a member is.
#[utoipa::path(get, path = "/api/v1/members/{id}", tag = "members", params(("id" = String, Path)), responses(
    (status = 200, description = "She", body = Detail), Refusals
))]
pub(super) async fn get(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<Json<Detail>, Problem> {
    let detail = port.read()?.member_detail(&caller.actor, &member(&id)?)?;
    Ok(Json(Detail {
        contacts: detail.contacts,
        sponsor: detail.sponsor.map(|(sponsor, _)| sponsor.to_string()),
        cut: detail.cut.is_some(),
        review: detail.review.is_some(),
        brought: detail.brought,
        member: row(detail.view),
    }))
}

/// Gives a member another role.
#[utoipa::path(post, path = "/api/v1/members/{id}/role", tag = "members", params(("id" = String, Path)),
    request_body = RoleField, responses((status = 204, description = "She has it"), Refusals))]
pub(super) async fn role(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(RoleField { role }): Body<RoleField>,
) -> Result<StatusCode, Problem> {
    let role = Role::from_name(&role).ok_or_else(|| Problem::wrong("role"))?;
    port.command(SetRole { actor: caller.actor, member: member(&id)?, role }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Suspends a member; those she sponsored are put up for review.
#[utoipa::path(post, path = "/api/v1/members/{id}/suspend", tag = "members", params(("id" = String, Path)),
    responses((status = 204, description = "She may do nothing for now"), Refusals))]
pub(super) async fn suspend(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    port.command(Suspend { actor: caller.actor, member: member(&id)? }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends a suspension. An account that its member has locked is opened at `/desk/unlock`.
#[utoipa::path(post, path = "/api/v1/members/{id}/resume", tag = "members", params(("id" = String, Path)),
    responses((status = 204, description = "She may go on"), Refusals))]
pub(super) async fn resume(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    port.command(Resume { actor: caller.actor, member: member(&id)? }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends a review: she may go on.
#[utoipa::path(post, path = "/api/v1/members/{id}/keep", tag = "members", params(("id" = String, Path)),
    responses((status = 204, description = "The review is over"), Refusals))]
pub(super) async fn keep(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    port.command(KeepMember { actor: caller.actor, member: member(&id)? }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs a member out everywhere.
#[utoipa::path(delete, path = "/api/v1/members/{id}/sessions", tag = "members", params(("id" = String, Path)),
    responses((status = 204, description = "She is signed out"), Refusals))]
pub(super) async fn sessions(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<StatusCode, Problem> {
    let id = member(&id)?;
    port.read()?.member_detail(&caller.actor, &id)?;
    port.command(EndSessions { actor: caller.actor, member: id }).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Shows how a member can be reached. Each time leaves a line in the audit, with the reason.
#[utoipa::path(post, path = "/api/v1/members/{id}/contacts", tag = "members", params(("id" = String, Path)),
    request_body = ReasonField, responses((status = 200, description = "Her contacts", body = Contacts), Refusals))]
pub(super) async fn contacts(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
    Body(ReasonField { reason }): Body<ReasonField>,
) -> Result<Json<Contacts>, Problem> {
    let reason = ContactReason::from_name(&reason).ok_or_else(|| Problem::wrong("reason"))?;
    let shown = port.command(ShowContacts { actor: caller.actor, member: member(&id)?, reason }).await?;
    let shown = shown.into_iter();
    let contacts = shown.map(|contact| ContactRow {
        address: contact.address.as_str().to_owned(),
        confirmed: contact.confirmed,
    });
    Ok(Json(Contacts { contacts: contacts.collect() }))
}

/// Hands a partner account over to another person: a new password, no contact, nobody signed in.
#[utoipa::path(post, path = "/api/v1/members/{id}/hand-over", tag = "members", params(("id" = String, Path)),
    responses((status = 201, description = "The new password", body = MadeUp), Refusals))]
pub(super) async fn hand_over(
    State(port): State<Arc<dyn Port>>,
    caller: Caller,
    Name(id): Name,
) -> Result<(StatusCode, Json<MadeUp>), Problem> {
    let id = member(&id)?;
    port.read()?.member_detail(&caller.actor, &id)?;
    let secret = passphrase(caller.t.code(), &mut PortRng(&*port));
    let password = port.hash_password(secret.clone().into()).await?;
    port.command(HandOver { actor: caller.actor, member: id, password }).await?;
    Ok((StatusCode::CREATED, Json(MadeUp { id: id.to_string(), password: secret.to_string() })))
}

fn member(text: &str) -> Result<MemberId, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

fn row(member: MemberView) -> Row {
    Row {
        id: member.id.to_string(),
        pseudonym: member.pseudonym.as_str().to_owned(),
        role: member.role.name(),
        standing: member.standing.name(),
        created: member.created.month().to_string(),
    }
}
