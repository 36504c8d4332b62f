//! What looks at a page for people who cannot complain here: axe-core in the page, the Nu checker on its source.
//!
//! `tests/run` installs both and names their folder; a test that is started by itself looks where `tests/run` puts it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::browser::Browser;

/// What axe-core looks for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Rules {
    /// Everything it knows, good practice and the size of targets included.
    All,
    /// Whether text stands out from its background.
    Contrast,
}

/// `preload` would fetch the stylesheet again, which the pages' own policy forbids.
const RUN_AXE: &str = "
    const done = arguments[arguments.length - 1];
    axe.run(document, {preload: false, resultTypes: ['violations'], ...OPTIONS}).then(
        found => done(found.violations.map(rule => rule.id + ': ' + rule.help + '\\n' +
            rule.nodes.map(node => '  ' + node.target + '\\n  ' + node.failureSummary).join('\\n'))),
        error => done([String(error)]));";

/// Where the built things are: the test runs from `target/PROFILE/deps`.
pub(crate) fn target() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    test.ancestors().nth(3).unwrap().to_owned()
}

fn installed(file: &str) -> PathBuf {
    let named = std::env::var_os("PARASOL_PAGE_CHECKERS").map(PathBuf::from);
    let path = named.unwrap_or_else(|| target().join("browser/node_modules")).join(file);
    assert!(path.is_file(), "{} is missing: run tests/run once", path.display());
    path
}

/// What axe-core finds in the page that the browser shows.
#[track_caller]
pub(crate) fn axe(browser: &Browser, rules: Rules) -> Vec<String> {
    static AXE: OnceLock<String> = OnceLock::new();
    let script = AXE.get_or_init(|| fs::read_to_string(installed("axe-core/axe.min.js")).unwrap());
    if browser.run("return typeof axe") == "undefined" {
        browser.run(script);
    }
    let options = match rules {
        Rules::All => "{rules: {'target-size': {enabled: true}}}",
        Rules::Contrast => "{runOnly: ['color-contrast']}",
    };
    let found = browser.run_until_called(&RUN_AXE.replace("OPTIONS", options));
    found.as_array().unwrap().iter().map(|each| each.as_str().unwrap().to_owned()).collect()
}

/// What the Nu checker finds in the HTML files of a folder: errors and warnings alike.
#[track_caller]
pub(crate) fn nu(folder: &Path) -> Vec<String> {
    let answer = Command::new("java")
        .arg("-jar")
        .arg(installed("vnu-jar/build/dist/vnu.jar"))
        .args(["--format", "json", "--stdout", "--exit-zero-always"])
        .arg(folder)
        .output()
        .unwrap();
    let found: Value = serde_json::from_slice(&answer.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&answer.stderr)));
    let messages = found.pointer("/messages").and_then(Value::as_array).unwrap();
    let word = |message: &Value, name: &str| {
        message
            .get(name)
            .map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned))
            .unwrap_or_default()
    };
    messages
        .iter()
        .map(|message| {
            let file = word(message, "url");
            let file = file.rsplit('/').next().unwrap_or_default();
            format!(
                "{file}, line {}: {}\n  {}",
                word(message, "lastLine"),
                word(message, "message"),
                word(message, "extract")
            )
        })
        .collect()
}
