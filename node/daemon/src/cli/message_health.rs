//! What `parasol doctor` says about messages.

use std::fs::File;
use std::path::Path;

use parasol_core::limits::MAX_OUTBOX;
use parasol_core::messages::{Channel, Fault, MessageState, QueueCounts};
use parasol_web::port::Port;

use super::doctor::Finding;
use super::words::ago;
use crate::failure::Failure;
use crate::messages::{Outbox, Secret};
use crate::station::Office;

/// How long a message may wait before somebody should look.
const MESSAGE_AGE: u64 = 900;

/// Everything about messages that an operator can put right.
///
/// # Errors
/// When the node cannot be read.
pub(super) fn about_messages(office: &Office) -> Result<Vec<Finding>, Failure> {
    let (snapshot, now) = (office.read()?, office.port.now());
    let messages = snapshot.messages(&office.operator(), None, now)?;
    let mut findings = Vec::new();
    for channel in &messages.channels {
        findings.extend(about_channel(channel, channel.oldest.map_or(0, |oldest| now.since(oldest))));
    }
    findings.extend(about_outbox(
        office,
        messages.channels.iter().map(|channel| channel.of(MessageState::Outbox)).sum(),
    ));
    findings.extend(about_settings(office, messages.agreement.is_some()));
    Ok(findings)
}

fn about_channel(channel: &QueueCounts, age: u64) -> Vec<Finding> {
    let mut findings = Vec::new();
    let by = match channel.channel {
        Channel::Mail => "e-mails",
        Channel::Sms => "SMS",
    };
    let uncertain = channel.of(MessageState::Uncertain);
    if uncertain > 0 {
        findings.push(Finding::new(
            "messages_uncertain",
            format!(
                "of {uncertain} {by} nobody knows whether they went out: see `parasol message list --state uncertain`, \
                 then `parasol message retry ID` or `parasol message forget ID`"
            ),
        ));
    }
    let failed = channel.of(MessageState::Failed);
    if failed > 0 {
        findings.push(Finding::new(
            "messages_failed",
            format!("{failed} {by} were given up: see `parasol message list --state failed`"),
        ));
    }
    if age > MESSAGE_AGE {
        let why = channel.fault.map_or("look whether the node is running", meaning);
        findings.push(Finding::new(
            "messages_wait",
            format!("{} {by} wait, the oldest for {}: {why}", channel.of(MessageState::Waiting), ago(age)),
        ));
    }
    if channel.dropped > 0 {
        findings.push(Finding::new(
            "messages_dropped",
            format!("{} {by} were dropped since yesterday because too many waited", channel.dropped),
        ));
    }
    findings
}

fn meaning(fault: Fault) -> &'static str {
    match fault {
        Fault::Unreachable => "the provider cannot be reached; look at its address and at the network",
        Fault::Certificate => {
            "there is no encrypted connection to the provider: its certificate is not trusted, or it offers none; see ca_file"
        }
        Fault::SignIn => "the provider refuses the user name, password or key",
        Fault::PutOff => "the provider asks to be tried later",
        Fault::Refused => "the provider refuses the sender or the message",
        Fault::NoAnswer => "the provider does not answer",
        Fault::Stopped => "the node was stopped while it sent; they will be tried again",
        Fault::Outbox => "the outbox folder is full or cannot be written",
        Fault::Settings => "a file that the settings name cannot be used",
        Fault::TooOld => "they waited too long",
    }
}

fn about_outbox(office: &Office, filed: u64) -> Vec<Finding> {
    let outbox = Outbox::of(office.data.path());
    let path = outbox.path().display();
    let full = outbox.count().is_ok_and(|files| files >= MAX_OUTBOX);
    match (filed, full) {
        (_, true) => vec![Finding::new(
            "outbox_full",
            format!(
                "{path} holds {MAX_OUTBOX} files, and no more are put there: hand them over and delete them"
            ),
        )],
        (0, false) => Vec::new(),
        (_, false) => vec![Finding::new(
            "outbox_waiting",
            format!(
                "{filed} messages lie in {path}: hand each over by word of mouth or on paper, then delete its file"
            ),
        )],
    }
}

fn about_settings(office: &Office, agreed: bool) -> Vec<Finding> {
    let (mail, sms) = (&office.config.mail, &office.config.sms);
    let mut findings = Vec::new();
    if mail.host.is_none() {
        findings.push(Finding::new(
            "mail_off",
            "no mail server is set: e-mails to members are put into the folder outbox; set mail.host and mail.from",
        ));
    }
    if sms.provider.is_some() && !agreed {
        findings.push(Finding::new(
            "sms_off",
            "SMS are set up and off: they go out once an admin has read who sees what, with `parasol message sms`",
        ));
    }
    for path in [&mail.password_file, &sms.token_file].into_iter().flatten() {
        if let Err(error) = Secret::read(path) {
            findings.push(Finding::new("secret_unusable", error.to_string()));
        }
    }
    for path in [&mail.ca_file, &sms.ca_file].into_iter().flatten() {
        findings.extend(unreadable(path));
    }
    if let Some(path) = sms.spool_folder.as_ref().filter(|path| sms.is_gammu() && !path.is_dir()) {
        findings.push(Finding::new(
            "spool_missing",
            format!("sms.spool_folder: {} is no folder", path.display()),
        ));
    }
    findings
}

fn unreadable(path: &Path) -> Option<Finding> {
    let error = File::open(path).err()?;
    Some(Finding::new("certificate_unreadable", format!("{} cannot be read: {error}", path.display())))
}
