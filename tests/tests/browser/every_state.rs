//! The states that pages of people and their data have, on the walk through every page: each as somebody reaches it.

use crate::every_page::Walk;
use crate::second_step::authenticator_code;

const PASSWORD: &str = "une tortue sous la pluie";

impl Walk<'_> {
    /// Somebody registers with an address that is nobody's, and waits.
    pub(crate) fn newcomer(&mut self) {
        let name = format!("Nina {}", self.words.language);
        self.browser.open("/register");
        let typed = [
            ("#work_name", name.as_str()),
            ("#contact", "nina@example.org"),
            ("#sponsor", "nobody@example.org"),
            ("#password", PASSWORD),
            ("#password_again", PASSWORD),
        ];
        for (field, text) in typed {
            self.browser.fill(field, text);
        }
        self.browser.press("#terms");
        self.follow("main form .actions button", "register-waiting");
        let given = self.browser.text_of("p.follow:not(.code)");
        self.browser.open("/sign-in");
        self.browser.fill("#username", &given);
        self.browser.fill("#password", PASSWORD);
        self.follow("main form button", "sign-in-waiting");
        self.browser.open("/reset");
        self.browser.fill("#username", "lucie");
        self.browser.fill("#code", "7KQ2M-9XW4D-H");
        self.browser.fill("#password", PASSWORD);
        self.browser.fill("#password_again", PASSWORD);
        self.follow("main form .actions button", "reset-wrong");
    }

    /// What a member reads and does about her own data.
    pub(crate) fn own_data(&mut self) {
        let password = self.demo.france.account("member").password.clone();
        self.open("/my-data", "my-data");
        self.follow("button[value=print]", "my-data-password");
        self.browser.fill("#password", &password);
        self.follow("button[value=print]", "my-data-print");
        self.open("/my-data/restrict", "my-data-restrict-closed");
        self.browser.fill("#password", &password);
        self.follow("main form.card button", "my-data-restrict");
        // One that is published: those of this walk wait for the moderator. Within an hour they stand in no order.
        let published = format!(
            "return 1 + [...document.querySelectorAll('main .plainlist li')]
                .findIndex(report => report.textContent.includes({:?}))",
            self.words.published
        );
        let place = self.browser.run(&published);
        self.follow(&format!("main .plainlist li:nth-child({place}) form button"), "my-data-restricted");
        self.open("/my-data/restrict", "my-data-restrict-one");
        // What her password has opened is closed first.
        self.browser.open("/my-data/ask");
        self.browser.follow("main form.note button");
        self.open("/my-data/ask", "my-data-ask");
        self.follow("main form .button", "my-data-ask-errors");
        self.browser.press("[name=kind][value=object]");
        self.browser.fill("#text", "Ne comptez pas mes signalements dans vos chiffres, s’il vous plaît.");
        self.follow("main form .button", "my-data-asked");
        self.open("/my-data/ask", "my-data-ask-closed");
        self.browser.fill("#password", "not this one");
        self.follow("main form.card button", "my-data-ask-wrong");
        self.browser.fill("#password", &password);
        self.follow("main form.card button", "my-data-ask-open");
        self.open("/my-data", "my-data-asking");
        self.open("/my-data/delete", "my-data-delete");
        self.follow("main form .button", "my-data-delete-errors");
        self.own_contacts(&password);
        self.open("/account/password", "account-password");
        self.follow("main form .actions button", "account-password-errors");
        self.open("/account", "account");
    }

    fn own_contacts(&mut self, password: &str) {
        // What her password has opened is closed first.
        self.browser.open("/my-data/ask");
        self.browser.follow("main form.note button");
        self.open("/account/contacts", "account-contacts");
        self.browser.fill("#password", "not this one");
        self.follow("main form .actions button", "account-contacts-wrong");
        self.browser.fill("#password", password);
        self.follow("main form .actions button", "account-contacts-open");
        self.browser.fill("#contact-0", "06 39");
        self.follow("button[value=change]", "account-contacts-errors");
        self.browser.fill("#contact-0", "lucie@example.org");
        self.follow("button[value=change]", "account-contacts-code");
        self.browser.fill("#code", "7KQ2M-9XW4D-H");
        self.follow("button[value=confirm]", "account-contacts-code-wrong");
        self.browser.open("/my-reports");
        self.browser.follow("main tbody a");
        self.look("my-report-open");
    }

    /// The administration's work with one member, and with what members ask.
    pub(crate) fn office(&mut self) {
        self.open("/admin/members", "members");
        self.browser.fill("#pseudonym", "x");
        self.follow("button[value=create]", "members-errors");
        self.browser.fill("#pseudonym", &format!("Ines {}", self.words.language));
        self.follow("button[value=create]", "members-made");
        self.browser.open("/admin/members");
        self.follow("main tbody a", "member");
        self.browser.press("main details summary");
        self.follow("button[value=contacts]", "member-no-reason");
        self.browser.press("#reason option:nth-child(2)");
        self.follow("button[value=contacts]", "member-contacts");
        self.open("/admin/tree", "tree");
        self.open("/admin/requests", "requests");
        self.browser.follow("main tbody tr:last-child a");
        self.look("request");
        self.follow("main form button", "request-open");
        if self.browser.count("#outcome") == 1 {
            self.follow("main form .button", "request-errors");
            self.browser.press("#outcome");
            self.browser.fill("#text", "C’est fait : vos signalements ne sont plus comptés.");
            self.follow("main form .button", "request-answered");
        }
        self.open("/admin/audit", "audit");
        self.follow("a[rel=next]", "audit-older");
        self.open("/admin/audit/summary", "audit-summary");
        self.open("/admin/audit/summary?month=2020-01", "audit-summary-none");
    }

    /// A second step: set up, and asked at the next sign-in.
    pub(crate) fn second_step(&mut self) {
        let account = self.demo.belgium.account("partner").clone();
        self.browser.sign_in("partner");
        self.browser.open("/account/second-factor");
        self.browser.fill("#password", &account.password);
        self.follow("main form button", "second-factor-none");
        self.follow("button[value=begin]", "second-factor-key");
        let key = self.browser.text_of(".secret");
        self.browser.fill("#code", "000000");
        self.follow("main form button", "second-factor-wrong");
        self.browser.fill("#code", &authenticator_code(&key));
        self.follow("main form button", "second-factor-codes");
        self.open("/account/second-factor", "second-factor-set");
        self.browser.follow("nav form button");
        self.browser.open("/sign-in");
        self.browser.fill("#username", &account.pseudonym);
        self.browser.fill("#password", &account.password);
        self.follow("main form button", "second-step");
        self.browser.fill("#code", "000000");
        self.follow("main form button", "second-step-wrong");
    }

    /// What nothing comes after: the account locked by its code, the site by its moderator.
    pub(crate) fn the_end(&mut self) {
        self.browser.go_to(&self.demo.france);
        self.browser.sign_in("moderator");
        self.browser.open("/lock");
        self.follow("main form button", "lock-errors");
        self.browser.press("#sure");
        self.follow("main form button", "locked");
    }
}
