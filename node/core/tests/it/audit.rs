//! The audit: every command leaves a line, or stands here with the reason why not; a second person sees who did how much.

use std::collections::{BTreeMap, BTreeSet};

use parasol_core::audit::{AuditSummary, SummaryPerson};
use parasol_core::desk::OpenReport;
use parasol_core::refusal::Refusal;
use parasol_core::roles::{Actor, Role};
use parasol_core::sessions::{SessionKind, StartSession};
use syn::visit::Visit;

use crate::house::{House, member_id, violent};
use crate::sources::{core, sources};

/// Commands without a line, and why.
const WITHOUT_A_LINE: &[(&str, &str)] = &[
    ("CountCheck", "a line would say that somebody checked"),
    ("KeepUse", "a line would say when somebody checked"),
    ("UseSession", "a line would say when somebody used the node"),
    ("ReceiveKnock", "nothing is kept but a count of wrong secrets"),
    ("AskForReset", "there is nobody whom a line would be about, and anybody could fill the audit"),
    ("AskForContestCode", "there is nobody whom a line would be about, and anybody could fill the audit"),
    ("BeginSending", "a try of a message, whose end has a line"),
    ("Retain", "the run's end has a line for each kind, with how many"),
    ("WithPassword", "the command in it leaves one"),
    ("JoinAnswered", "delivers what `join_requested` and `peer_confirmed` have told"),
];

/// A function: the module it is in, and its name.
type Function = (String, String);

/// What a function's body calls.
#[derive(Default)]
struct Calls {
    module: String,
    audits: bool,
    called: BTreeSet<Function>,
}

impl<'ast> Visit<'ast> for Calls {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.audits |= call.method == "audit";
        self.called.insert((self.module.clone(), call.method.to_string()));
        syn::visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        let names: Vec<String> = path.path.segments.iter().map(|part| part.ident.to_string()).collect();
        match names.as_slice() {
            [.., module, name] if module != "Self" && module != "self" => {
                self.called.insert((module.clone(), name.clone()));
            }
            [.., name] => {
                self.called.insert((self.module.clone(), name.clone()));
            }
            [] => {}
        }
    }
}

/// The trait's last name and the type's, of `impl Trait for Type`.
fn implemented(block: &syn::ItemImpl) -> Option<(String, String)> {
    let of = block.trait_.as_ref()?.1.segments.last()?.ident.to_string();
    let syn::Type::Path(path) = &*block.self_ty else { return None };
    Some((of, path.path.segments.last()?.ident.to_string()))
}

#[derive(Default)]
struct Known {
    functions: BTreeMap<Function, Calls>,
    /// Command -> what its `run` calls.
    commands: BTreeMap<String, Calls>,
}

impl Known {
    fn read() -> Self {
        let mut known = Self::default();
        for source in sources(&core()) {
            for item in &source.file.items {
                match item {
                    syn::Item::Fn(function) => {
                        known.add(&source.module, &function.sig.ident, &function.block);
                    }
                    syn::Item::Impl(block) => known.add_impl(&source.module, block),
                    _ => {}
                }
            }
        }
        known
    }

    fn add(&mut self, module: &str, name: &syn::Ident, block: &syn::Block) {
        let calls = calls(module, block);
        let known = self.functions.entry((module.to_owned(), name.to_string())).or_default();
        known.audits |= calls.audits;
        known.called.extend(calls.called);
    }

    fn add_impl(&mut self, module: &str, block: &syn::ItemImpl) {
        for item in &block.items {
            let syn::ImplItem::Fn(function) = item else { continue };
            match implemented(block) {
                Some((of, command)) if of == "Command" => {
                    self.commands.insert(command, calls(module, &function.block));
                }
                _ => self.add(module, &function.sig.ident, &function.block),
            }
        }
    }

    fn leaves_a_line(&self, calls: &Calls, seen: &mut BTreeSet<Function>) -> bool {
        calls.audits
            || calls.called.iter().any(|function| {
                seen.insert(function.clone())
                    && self.functions.get(function).is_some_and(|calls| self.leaves_a_line(calls, seen))
            })
    }
}

fn calls(module: &str, block: &syn::Block) -> Calls {
    let mut calls = Calls { module: module.to_owned(), ..Calls::default() };
    calls.visit_block(block);
    calls
}

#[test]
fn every_command_leaves_a_line_or_is_a_stated_exception() {
    let known = Known::read();
    assert!(known.commands.len() > 25, "the sources were not found");
    let without: BTreeSet<&str> = WITHOUT_A_LINE.iter().map(|(command, _)| *command).collect();
    let silent: Vec<&str> = known
        .commands
        .iter()
        .filter(|(name, calls)| {
            !without.contains(name.as_str()) && !known.leaves_a_line(calls, &mut BTreeSet::new())
        })
        .map(|(name, _)| name.as_str())
        .collect();
    assert!(
        silent.is_empty(),
        "these commands leave no line in the audit: {silent:?}; call ctx.audit in each, or state in WITHOUT_A_LINE why not"
    );
    let leaves = |name: &&&str| {
        known.commands.get(**name).is_some_and(|calls| known.leaves_a_line(calls, &mut BTreeSet::new()))
    };
    let needless: Vec<&&str> = without.iter().filter(leaves).collect();
    assert!(needless.is_empty(), "these exceptions do leave a line: {needless:?}");
    let gone: Vec<&&str> = without.iter().filter(|name| !known.commands.contains_key(**name)).collect();
    assert!(gone.is_empty(), "these exceptions are no commands any more: {gone:?}");
}

fn counts(summary: &AuditSummary) -> Vec<(String, &str, bool, u64)> {
    let person = |person: &SummaryPerson| match person {
        SummaryPerson::Staff { pseudonym, .. } => pseudonym.as_str().to_owned(),
        other => format!("{other:?}"),
    };
    summary.rows.iter().map(|row| (person(&row.person), row.what.as_str(), row.opening, row.count)).collect()
}

#[test]
fn line_11_a_moderator_reads_what_she_need_not_and_a_second_person_sees_how_much() {
    let mut house = House::new();
    let moderator = house.member("Ines", Role::Moderator);
    let admin = house.member("Ada", Role::Admin);
    let [rosa, lola] = ["Rosa", "Lola"].map(|name| house.member(name, Role::Member));
    let reports = [rosa, lola].map(|actor| house.report(actor, violent("06 39 98 41 57")).unwrap());
    for id in [reports[0], reports[0], reports[1]] {
        house.run(OpenReport { actor: moderator, id }).unwrap();
    }
    for actor in [rosa, lola] {
        let kind = SessionKind::Page { shared: true };
        house.run(StartSession { member: member_id(&actor), kind }).unwrap();
    }
    for actor in [moderator, admin, Actor::Operator] {
        let summary = house.snapshot().audit_summary(&actor, house.now.month()).unwrap();
        assert_eq!(
            counts(&summary),
            [
                ("Ines".to_owned(), "report_opened", true, 3),
                ("Operator".to_owned(), "member_created", false, 4),
                ("Members".to_owned(), "session_started", false, 2),
                ("Node".to_owned(), "report_submitted", false, 2),
            ],
            "openings first; when a single member used the node is nobody's business"
        );
        let end = summary.end.unwrap();
        house.wait(40 * 86_400);
        let kind = SessionKind::Token;
        house.run(StartSession { member: member_id(&rosa), kind }).unwrap();
        let proof = house.snapshot().verify_audit(&Actor::Operator, Some(end)).unwrap();
        assert_eq!((proof.broken, proof.holds), (None, Some(true)));
        let empty = house.snapshot().audit_summary(&actor, "2019-01".parse().unwrap()).unwrap();
        assert_eq!((empty.rows.len(), empty.end), (0, None));
        house.now = house.now.minus(40 * 86_400);
    }
    let snapshot = house.snapshot();
    assert_eq!(snapshot.audit_summary(&rosa, house.now.month()).err(), Some(Refusal::Forbidden));
    assert_eq!(snapshot.audit(&moderator, None, 50).err(), Some(Refusal::Forbidden));
    assert_eq!(snapshot.verify_audit(&moderator, None).err(), Some(Refusal::Forbidden));
    assert!(snapshot.audit(&admin, None, 50).is_ok());
}
