//! The OpenAPI document keeps its word whatever is sent: schemathesis reads it, makes requests from it (valid ones, and ones
//! that are wrong in every way that it knows), and looks at each answer.

use std::path::PathBuf;
use std::process::Command;

use parasol_tests::{Node, Role, Tellers};

/// Requests made up for each call, beside those that schemathesis always tries.
const EXAMPLES: &str = "12";

/// No server error; no status, content type or shape that the document does not name.
const CHECKS: &str =
    "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance";

/// Calls that would end the run: signing out, ending one's account or all sessions, and stopping the node.
const ENDING: &str = "/(session|lock|my-data/deletion|account/password)$";

/// The folder into which `tests/run` installs schemathesis; the variable must be set.
fn installed() -> PathBuf {
    PathBuf::from(std::env::var_os("PARASOL_SCHEMATHESIS").unwrap())
}

fn try_everything(node: &Node, token: Option<&str>) {
    let folder = tempfile::tempdir().unwrap();
    let (web, at) = (node.url(), installed());
    let mut command = Command::new(at.join("bin/st"));
    command.current_dir(folder.path()).env("PYTHONPATH", &at);
    command.args(["run", &format!("{web}/api/v1/openapi.json"), "--url", &web, "--checks", CHECKS]);
    command.args(["--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--seed", "1"]);
    command.args([
        "--no-color",
        "--warnings",
        "off",
        "--continue-on-failure",
        "--suppress-health-check",
        "all",
    ]);
    if let Some(token) = token {
        command.args(["--header", &format!("Authorization: Bearer {token}")]);
        command.args(["--exclude-path-regex", ENDING]);
    }
    let run = command.output().unwrap();
    let told = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{told}\n{}", String::from_utf8_lossy(&run.stderr));
    assert!(told.contains("No issues found"), "{told}");
}

#[test]
fn every_answer_is_one_that_the_document_names() {
    let node = Node::new("Jasmine", "FR");
    // Something to find.
    let tellers = Tellers::at(&node);
    let _ = tellers.publish(parasol_tests::NUMBER);
    try_everything(&node, None);
    for role in Role::ALL {
        let name = format!("a {}", role.name());
        let password = node.enrol(&name, role);
        try_everything(&node, Some(&node.token(&name, &password)));
    }
}
