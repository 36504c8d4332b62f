//! A browser and what somebody does with it.
//!
//! Each browser is Debian's chromium with an empty profile, driven over a port that chromedriver picks itself. Calls
//! return when the page that they lead to is loaded.

use std::fmt::Debug;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use parasol_tests::until;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::prelude::*;
use tokio::runtime::Runtime;

use crate::demo::{Account, Site};

const SWITCHES: [&str; 9] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-first-run",
];

/// How a browser is set up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Setup {
    /// What it asks pages for.
    pub(crate) language: &'static str,
    /// Whether it runs the pages' JavaScript.
    pub(crate) scripts: bool,
}

/// A browser. It is closed when this is dropped.
pub(crate) struct Browser {
    runtime: Runtime,
    driver: WebDriver,
    site: Site,
    chromedriver: Child,
    /// Kept open: who prints to a closed pipe dies.
    _output: BufReader<ChildStdout>,
    _profile: TempDir,
}

impl Browser {
    /// Opens a browser, for the pages of one node.
    #[track_caller]
    pub(crate) fn open_at(site: &Site, setup: Setup) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let mut chromedriver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(chromedriver.stdout.take().unwrap());
        let address = format!("http://127.0.0.1:{}", port(&mut output));
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let driver = runtime.block_on(WebDriver::new(address, capabilities(setup, profile.path()))).unwrap();
        let site = site.clone();
        let browser = Self { runtime, driver, site, chromedriver, _output: output, _profile: profile };
        // From now on it remembers what answers looked like.
        browser.devtools("Network.enable", json!({}));
        browser
    }

    /// From now on, the pages of another node.
    pub(crate) fn go_to(&mut self, site: &Site) {
        self.site = site.clone();
    }

    #[track_caller]
    fn wait<T, E: Debug>(&self, answer: impl Future<Output = Result<T, E>>) -> T {
        self.runtime.block_on(answer).unwrap()
    }

    /// Opens a page by its address.
    #[track_caller]
    pub(crate) fn open(&self, path: &str) {
        self.wait(self.driver.goto(format!("{}{path}", self.site.web.trim_end_matches('/'))));
    }

    /// Goes back.
    #[track_caller]
    pub(crate) fn back(&self) {
        self.wait(self.driver.back());
    }

    /// What this CSS selector finds first.
    #[track_caller]
    pub(crate) fn find(&self, css: &str) -> WebElement {
        let found = self.runtime.block_on(self.driver.find(By::Css(css)));
        found.unwrap_or_else(|error| panic!("no {css} on {}: {error}\n{}", self.title(), self.text()))
    }

    /// How many things this CSS selector finds.
    #[track_caller]
    pub(crate) fn count(&self, css: &str) -> usize {
        self.wait(self.driver.find_all(By::Css(css))).len()
    }

    /// Presses what leads to another page, and returns when that is loaded.
    #[track_caller]
    pub(crate) fn follow(&self, css: &str) {
        self.until_another_page(|| self.press(css));
    }

    /// Does what leads to another page, and returns when that is loaded.
    #[track_caller]
    pub(crate) fn until_another_page(&self, act: impl FnOnce()) {
        let from = self.address();
        self.run("window.isLeft = true");
        act();
        until(&format!("what was pressed on {from} leads to another page"), || {
            // Between two pages there is nothing that could answer.
            let asked =
                self.driver.execute("return document.readyState == 'complete' && !window.isLeft", Vec::new());
            self.runtime.block_on(asked).is_ok_and(|answer| *answer.json() == true)
        });
    }

    /// Presses what stays on the page: a box, a choice, a link within it.
    #[track_caller]
    pub(crate) fn press(&self, css: &str) {
        let element = self.find(css);
        // In the middle: what is scrolled to the edge lies under the bar with the quick exit.
        self.wait(element.scroll_into_view());
        let pressed = self.runtime.block_on(element.click());
        pressed.unwrap_or_else(|error| panic!("{css} on {}: {error}", self.title()));
    }

    /// Types into a field.
    #[track_caller]
    pub(crate) fn fill(&self, css: &str, text: &str) {
        let field = self.find(css);
        self.wait(field.clear());
        self.wait(field.send_keys(text));
    }

    /// What stands in a field.
    #[track_caller]
    pub(crate) fn filled(&self, css: &str) -> String {
        self.wait(self.find(css).prop("value")).unwrap_or_default()
    }

    /// Whether a box is ticked.
    #[track_caller]
    pub(crate) fn is_ticked(&self, css: &str) -> bool {
        self.wait(self.find(css).is_selected())
    }

    /// Whether this can be seen without scrolling.
    #[track_caller]
    pub(crate) fn is_in_view(&self, css: &str) -> bool {
        let script = format!(
            "const box = document.querySelector({css:?}).getBoundingClientRect();
            return box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth"
        );
        self.run(&script) == true
    }

    /// An attribute.
    #[track_caller]
    pub(crate) fn attribute(&self, css: &str, name: &str) -> Option<String> {
        self.wait(self.find(css).attr(name.to_owned()))
    }

    /// Presses keys, whatever has the focus.
    #[track_caller]
    pub(crate) fn keys(&self, keys: &[&str]) {
        let typed = keys.iter().fold(self.driver.action_chain(), |chain, key| {
            key.chars().fold(chain, |chain, each| chain.key_down(each).key_up(each))
        });
        self.wait(typed.perform());
    }

    /// The text that can be read.
    #[track_caller]
    pub(crate) fn text(&self) -> String {
        self.text_of("body")
    }

    /// The text of a part of the page.
    #[track_caller]
    pub(crate) fn text_of(&self, css: &str) -> String {
        let text = self.wait(self.find(css).text());
        // The marks that keep a foreign name's direction to itself cannot be seen.
        text.replace(['\u{2068}', '\u{2069}'], "")
    }

    /// The heading.
    #[track_caller]
    pub(crate) fn heading(&self) -> String {
        self.text_of("h1")
    }

    /// What the browser shows in its tab.
    #[track_caller]
    pub(crate) fn title(&self) -> String {
        self.wait(self.driver.title())
    }

    /// What stands in the address bar.
    #[track_caller]
    pub(crate) fn address(&self) -> String {
        self.wait(self.driver.current_url()).to_string()
    }

    /// The path of it.
    #[track_caller]
    pub(crate) fn path(&self) -> String {
        let address = self.address();
        address.strip_prefix(self.site.web.trim_end_matches('/')).unwrap_or(&address).to_owned()
    }

    /// The cookies that the browser holds for the page, by name.
    #[track_caller]
    pub(crate) fn cookies(&self) -> Vec<Value> {
        let all = self.devtools("Network.getCookies", json!({}));
        all.pointer("/cookies").and_then(Value::as_array).cloned().unwrap_or_default()
    }

    /// Runs a script in the page, and returns what it returns.
    #[track_caller]
    pub(crate) fn run(&self, script: &str) -> Value {
        self.wait(self.driver.execute(script.to_owned(), Vec::new())).json().clone()
    }

    /// Runs a script that calls its last argument when it is done.
    #[track_caller]
    pub(crate) fn run_until_called(&self, script: &str) -> Value {
        self.wait(self.driver.execute_async(script.to_owned(), Vec::new())).json().clone()
    }

    /// Asks the browser itself.
    #[track_caller]
    pub(crate) fn devtools(&self, method: &str, asked: Value) -> Value {
        self.wait(self.driver.cdp().send_raw(method, asked))
    }

    /// Saves what pages hand over as a file.
    #[track_caller]
    pub(crate) fn save_downloads_in(&self, folder: &Path) {
        let wanted = json!({"behavior": "allow", "downloadPath": folder});
        self.devtools("Page.setDownloadBehavior", wanted);
    }

    /// Shows the page as wide as this.
    #[track_caller]
    pub(crate) fn set_width(&self, width: u32) {
        self.set_size(width, 800);
    }

    /// Shows the page on the smallest and oldest phone.
    #[track_caller]
    pub(crate) fn set_old_phone(&self) {
        self.set_size(320, 568);
    }

    #[track_caller]
    fn set_size(&self, width: u32, height: u64) {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        self.devtools("Emulation.setDeviceMetricsOverride", size);
    }

    /// Shows it as it looks at night, or by day.
    #[track_caller]
    pub(crate) fn set_dark(&self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let features = json!({"features": [{"name": "prefers-color-scheme", "value": value}]});
        self.devtools("Emulation.setEmulatedMedia", features);
    }

    /// A picture of the whole page at this width.
    #[track_caller]
    pub(crate) fn picture(&self, width: u32, file: &Path) {
        let height = self.run("return document.documentElement.scrollHeight").as_u64().unwrap();
        self.set_size(width, height);
        let picture = self.wait(self.driver.screenshot_as_png());
        self.set_width(width);
        std::fs::write(file, picture).unwrap();
    }

    /// The page's HTML as it came: the answer to a form too, which no second request would get.
    #[track_caller]
    pub(crate) fn source(&self) -> String {
        let tree = self.devtools("Page.getFrameTree", json!({}));
        // The request for a page has the name of what loads it.
        let request = tree.pointer("/frameTree/frame/loaderId").cloned().unwrap();
        let answer = self.devtools("Network.getResponseBody", json!({"requestId": request}));
        answer.pointer("/body").and_then(Value::as_str).unwrap().to_owned()
    }

    /// Signs in with the account of this role.
    #[track_caller]
    pub(crate) fn sign_in(&self, role: &str) {
        self.sign_in_as(&self.site.account(role).clone());
    }

    /// Signs in with this account.
    #[track_caller]
    pub(crate) fn sign_in_as(&self, account: &Account) {
        self.open("/sign-in");
        self.fill("#username", &account.pseudonym);
        self.fill("#password", &account.password);
        self.follow("main form button");
        assert_ne!(self.path(), "/sign-in", "{}", self.text());
    }

    /// Checks a text on the page that checks.
    #[track_caller]
    pub(crate) fn check(&self, text: &str) {
        self.open("/check");
        self.fill("#identifier", text);
        self.follow("main form button");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A browser that does not close by itself goes with its driver.
        let _ = self.runtime.block_on(self.driver.clone().quit());
        let _ = self.chromedriver.kill();
        let _ = self.chromedriver.wait();
    }
}

/// Reads which port chromedriver has picked.
fn port(output: &mut impl BufRead) -> u16 {
    let started = output.lines().map(Result::unwrap).find_map(|line| {
        let (_, port) = line.rsplit_once(" on port ")?;
        line.contains("successfully").then(|| port.trim_end_matches('.').parse().unwrap())
    });
    started.unwrap()
}

fn capabilities(setup: Setup, profile: &Path) -> Capabilities {
    let mut wanted = DesiredCapabilities::chrome();
    for switch in SWITCHES {
        wanted.add_arg(switch).unwrap();
    }
    wanted.add_arg(&format!("--user-data-dir={}", profile.display())).unwrap();
    let mut preferences = json!({"intl.accept_languages": setup.language, "translate.enabled": false});
    if !setup.scripts {
        preferences["profile.managed_default_content_settings.javascript"] = json!(2);
    }
    wanted.add_experimental_option("prefs", preferences).unwrap();
    wanted.into()
}
