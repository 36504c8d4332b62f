//! What common gateways want, so that an admin need not write templates.

use super::template::Format;

/// By what SMS go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    /// A template of one's own.
    Http,
    /// An Android telephone in the office with the app "SMS Gateway for Android" and its local server.
    Android,
    /// The spool folder of gammu-smsd, which drives a modem or a telephone at the node's machine.
    Gammu,
    /// Brevo (France).
    Brevo,
    /// Octopush (France).
    Octopush,
    /// Twilio (USA).
    Twilio,
    /// Vonage (USA), formerly Nexmo.
    Vonage,
}

/// The parts of a request; what the settings say beats them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Preset {
    pub(crate) url: Option<&'static str>,
    pub(crate) headers: &'static [&'static str],
    pub(crate) format: Format,
    pub(crate) body: Option<&'static str>,
    /// What an answer must hold so that it counts as a confirmation.
    pub(crate) accepted: Option<&'static str>,
}

impl Provider {
    /// All of them, with their words.
    pub const ALL: [(&'static str, Self); 7] = [
        ("http", Self::Http),
        ("android", Self::Android),
        ("gammu", Self::Gammu),
        ("brevo", Self::Brevo),
        ("octopush", Self::Octopush),
        ("twilio", Self::Twilio),
        ("vonage", Self::Vonage),
    ];

    /// As people know it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Http => "HTTP",
            Self::Android => "SMS Gateway for Android",
            Self::Gammu => "gammu-smsd",
            Self::Brevo => "Brevo",
            Self::Octopush => "Octopush",
            Self::Twilio => "Twilio",
            Self::Vonage => "Vonage",
        }
    }

    pub(crate) fn preset(self) -> Preset {
        let json = |url, headers, body| Preset {
            url,
            headers,
            format: Format::Json,
            body: Some(body),
            accepted: None,
        };
        match self {
            Self::Http | Self::Gammu => {
                Preset { url: None, headers: &[], format: Format::Json, body: None, accepted: None }
            }
            // The telephone's own address is the office's matter: sms.url = "http://192.168.1.20:8080/message".
            Self::Android => json(
                None,
                &["Authorization: Basic {basic}"],
                r#"{"id":"{id}","textMessage":{"text":"{text}"},"phoneNumbers":["{to}"],"withDeliveryReport":false}"#,
            ),
            Self::Brevo => json(
                Some("https://api.brevo.com/v3/transactionalSMS/send"),
                &["api-key: {token}"],
                r#"{"sender":"{sender}","recipient":"{digits}","content":"{text}","type":"transactional"}"#,
            ),
            Self::Octopush => json(
                Some("https://api.octopush.com/v1/public/sms-campaign/send"),
                &["api-login: {user}", "api-key: {token}"],
                r#"{"recipients":[{"phone_number":"{to}"}],"text":"{text}","sender":"{sender}","type":"sms_premium","purpose":"alert","request_id":"{id}"}"#,
            ),
            Self::Twilio => Preset {
                url: Some("https://api.twilio.com/2010-04-01/Accounts/{user}/Messages.json"),
                headers: &["Authorization: Basic {basic}"],
                format: Format::Form,
                body: Some("To={to}&From={sender}&Body={text}"),
                accepted: None,
            },
            // It answers 200 to a refusal too; the status in its answer is what counts.
            Self::Vonage => Preset {
                url: Some("https://rest.nexmo.com/sms/json"),
                headers: &["Authorization: Basic {basic}"],
                format: Format::Form,
                body: Some("from={sender}&to={digits}&text={text}&client-ref={id}"),
                accepted: Some(r#""status":"0""#),
            },
        }
    }
}
