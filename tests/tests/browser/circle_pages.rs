//! The pages of circles: what they ask, and what is wrong with what was typed.

use crate::every_page::Walk;

impl Walk<'_> {
    /// What an admin does about the circle of the demo, up to the moment before something happens.
    pub(crate) fn circles(&mut self) {
        let password = self.demo.france.account("admin").password.clone();
        self.browser.open("/admin");
        self.follow("main section a[href^='/admin/circle/']", "circle");
        let circle = self.browser.path();
        self.open(&format!("{circle}/invite"), "circle-invite");
        self.browser.fill("#value", "90");
        self.follow("main form .actions button", "circle-invite-errors");
        self.browser.fill("#value", "7");
        self.browser.fill("#password", &password);
        self.follow("main form .actions button", "circle-invited");
        let invitation = self.browser.filled("#text");
        assert!(invitation.starts_with("parasol-invite:"));
        self.open("/admin/invitation", "circle-accept");
        self.browser.fill("#value", &invitation[..40]);
        self.follow("main form .actions button", "circle-accept-errors");
        self.browser.fill("#value", &invitation);
        self.follow("main form .actions button", "circle-accept-sure");
        self.open("/admin/new-circle", "circle-new");
        self.follow("main form .actions button", "circle-new-errors");
        self.open(&format!("{circle}/leave"), "circle-leave");
        self.follow("main form .actions button", "circle-leave-errors");
        self.open(&format!("{circle}/propose/key"), "circle-paper");
        self.follow("main form .actions button", "circle-paper-errors");
        self.open(&format!("{circle}/propose/node-key"), "circle-node-key");
        self.follow("main form .actions button", "circle-node-key-errors");
        self.open(&format!("{circle}/propose/lease"), "circle-lease");
        self.browser.fill("#value", "30");
        self.browser.fill("#password", &password);
        self.browser.follow("main form .actions button");
        self.look("circle-proposed");
    }
}
