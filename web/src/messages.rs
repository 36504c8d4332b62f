//! The words of messages to members, for the process that sends them. In the member's language, bland, and without any
//! mark of direction: an SMS of the GSM alphabet has none, and a mail's subject needs none.

use jiff::Timestamp as Instant;
use jiff::tz::TimeZone;
use parasol_core::members::Address;
use parasol_core::messages::{Message, Text};
use parasol_protocol::time::Timestamp;
use zeroize::Zeroizing;

use crate::language::{Texts, number};
use crate::settings::Settings;

/// A message in words. Its `Debug` shows nothing.
pub struct Rendered {
    /// A neutral subject; empty for an SMS.
    pub subject: String,
    /// The text.
    pub body: Zeroizing<String>,
}

impl std::fmt::Debug for Rendered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rendered(…)")
    }
}

/// Puts a message into words: an SMS for a telephone, a mail for an e-mail address.
#[must_use]
pub fn render(message: &Message, settings: &Settings) -> Rendered {
    let t = Texts::choose(message.language.as_deref(), None, &settings.languages);
    match message.to {
        Address::Phone(_) => Rendered { subject: String::new(), body: words(t, "sms", &message.text) },
        Address::Email(_) => {
            let text = words(t, "mail", &message.text);
            let body = Zeroizing::new(format!("{}\n\n-- \n{}\n", *text, t.get("mail-end")));
            Rendered { subject: t.get(&format!("mail-subject-{}", subject(&message.text))), body }
        }
    }
}

/// Who sees what of a message, in sentences, for the command line.
#[must_use]
pub fn who_sees_what() -> Vec<String> {
    see(Texts::reference())
}

/// The same in a reader's language.
pub(crate) fn see(t: Texts) -> Vec<String> {
    ["company", "phone", "screen", "mail", "instead"]
        .map(|part| t.get(&format!("messages-see-{part}")))
        .into()
}

fn words(t: Texts, by: &str, text: &Text) -> Zeroizing<String> {
    let id = format!("{by}-{}", name(text));
    Zeroizing::new(match text {
        Text::ContactCode(code)
        | Text::ResetCode(code)
        | Text::SponsorshipCode(code)
        | Text::FirstCode(code)
        | Text::ContestCode(code) => {
            let code = Zeroizing::new(code.to_text());
            t.plain(&id, [("code", code.as_str().into())])
        }
        Text::AccountAsleep { ends } => t.plain(&id, [("date", date(t, *ends).into())]),
        Text::DeskToday { waiting, overdue, reminders } => {
            let count = |n: &u64| number(*n);
            let values =
                [("waiting", count(waiting)), ("overdue", count(overdue)), ("reminders", count(reminders))];
            t.plain(&id, values)
        }
        Text::AdminToday { waiting } => t.plain(&id, [("waiting", number(*waiting))]),
        _ => t.get(&id),
    })
}

fn date(t: Texts, at: Timestamp) -> String {
    let seconds = i64::try_from(at.seconds()).unwrap_or(i64::MAX);
    let day = Instant::from_second(seconds).unwrap_or(Instant::MAX).to_zoned(TimeZone::UTC).date();
    let month = u64::try_from(day.month()).unwrap_or_default();
    let values = [
        ("day", day.day().to_string().into()),
        ("month", number(month)),
        ("year", day.year().to_string().into()),
    ];
    t.plain("message-date", values)
}

fn name(text: &Text) -> &'static str {
    match text {
        Text::ContactCode(_) => "contact_code",
        Text::FirstCode(_) => "first_code",
        Text::ResetCode(_) => "reset_code",
        Text::SponsorshipCode(_) => "sponsorship_code",
        Text::SponsorAsked => "sponsor_asked",
        Text::Registered => "registered",
        Text::NotRegistered => "not_registered",
        Text::PasswordChanged => "password_changed",
        Text::ContactChanged => "contact_changed",
        Text::AccountAsleep { .. } => "account_asleep",
        Text::SomethingWaits => "something_waits",
        Text::DeskSoon => "desk_soon",
        Text::DeskToday { .. } => "desk_today",
        Text::DeskWork => "desk_work",
        Text::AdminSoon => "admin_soon",
        Text::AdminToday { .. } => "admin_today",
        Text::Trial => "trial",
        Text::ContestCode(_) => "contest_code",
        Text::ContestAnswered => "contest_answered",
    }
}

fn subject(text: &Text) -> &'static str {
    match text {
        Text::DeskSoon | Text::DeskToday { .. } | Text::DeskWork => "message",
        Text::AdminSoon | Text::AdminToday { .. } => "message",
        Text::ContactCode(_) | Text::ResetCode(_) | Text::SponsorshipCode(_) | Text::ContestCode(_) => "code",
        Text::SponsorAsked | Text::SomethingWaits | Text::ContestAnswered => "message",
        Text::Trial => "trial",
        _ => "account",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]
    use parasol_core::spoken::SpokenCode;

    use super::*;

    /// GSM 03.38, the default alphabet; characters of its extension count twice and are not used.
    const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

    fn settings() -> Settings {
        crate::views::tests::settings()
    }

    fn texts() -> Vec<Text> {
        let code = || SpokenCode::from_text("00000-00000-0").unwrap();
        let ends = Timestamp::new(1_795_262_400);
        vec![
            Text::ContactCode(code()),
            Text::FirstCode(code()),
            Text::ResetCode(code()),
            Text::SponsorshipCode(code()),
            Text::SponsorAsked,
            Text::Registered,
            Text::NotRegistered,
            Text::PasswordChanged,
            Text::ContactChanged,
            Text::AccountAsleep { ends },
            Text::SomethingWaits,
            Text::DeskSoon,
            Text::DeskToday { waiting: 1_000, overdue: 1_000, reminders: 1_000 },
            Text::DeskWork,
            Text::Trial,
            Text::ContestCode(code()),
            Text::ContestAnswered,
        ]
    }

    fn message(language: &str, to: &str, text: Text) -> Message {
        let to = Address::read(to, "FR".parse().unwrap()).unwrap();
        Message { to, language: Some(language.to_owned()), text }
    }

    #[test]
    fn an_sms_is_one_sms_in_every_language() {
        for t in Texts::all() {
            for text in texts() {
                let name = name(&text);
                let sms = render(&message(t.code(), "+33639980001", text), &settings());
                let odd: String = sms.body.chars().filter(|c| !GSM.contains(*c)).collect();
                assert_eq!(odd, "", "{} {name}: not in the alphabet of SMS", t.code());
                assert!(sms.body.chars().count() <= 160, "{} {name}: {}", t.code(), sms.body.chars().count());
                assert_eq!(sms.subject, "");
            }
        }
    }

    #[test]
    fn nothing_names_the_service_or_an_alert_and_no_mark_of_direction_is_left() {
        for t in Texts::all() {
            for (text, to) in texts()
                .into_iter()
                .flat_map(|text| [(text.clone(), "+33639980001"), (text, "lea@example.org")])
            {
                let name = name(&text);
                let rendered = render(&message(t.code(), to, text), &settings());
                let all = format!("{}\n{}", rendered.subject, *rendered.body);
                let lower = all.to_lowercase();
                for word in ["parasol", "jasmine", "alert", "sex", "violen", "danger"] {
                    assert!(!lower.contains(word), "{} {name} says {word}", t.code());
                }
                assert!(
                    !all.contains(['\u{2068}', '\u{2069}', '\u{200e}', '\u{200f}']),
                    "{} {name}",
                    t.code()
                );
                assert!(!all.contains('{') && !rendered.body.is_empty(), "{} {name}", t.code());
            }
        }
    }

    #[test]
    fn a_code_is_in_the_text_and_not_in_the_subject() {
        let code = SpokenCode::from_text("00000-00000-0").unwrap();
        for to in ["+33639980001", "lea@example.org"] {
            let rendered = render(&message("fr", to, Text::ResetCode(code.clone())), &settings());
            assert!(rendered.body.contains(&code.to_text()));
            assert!(!rendered.subject.contains('0'));
            assert_eq!(format!("{rendered:?}"), "Rendered(…)");
        }
    }

    #[test]
    fn without_a_language_the_organisations_first_is_taken() {
        let settings = Settings { languages: vec!["fr".to_owned(), "en".to_owned()], ..settings() };
        let mut message = message("xx", "lea@example.org", Text::Trial);
        assert_eq!(render(&message, &settings).subject, "Un essai");
        message.language = None;
        assert_eq!(render(&message, &settings).subject, "Un essai");
        message.language = Some("en".to_owned());
        assert_eq!(render(&message, &settings).subject, "A test");
    }

    #[test]
    fn a_date_is_written_as_people_write_it() {
        let at = Timestamp::new(1_795_262_400);
        assert_eq!(date(Texts::of("en").unwrap(), at), "21 November 2026");
        assert_eq!(date(Texts::of("fr").unwrap(), at), "21/11/2026");
    }
}
