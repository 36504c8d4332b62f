//! What each part of the house must never know (docs/architecture.md): read from the manifests, the dependency tree and
//! the sources.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// What a package declares as its dependencies.
fn declared(folder: &str) -> BTreeSet<String> {
    let manifest: toml::Table = read(format!("{folder}/Cargo.toml")).parse().unwrap();
    manifest["dependencies"].as_table().unwrap().keys().cloned().collect()
}

/// All that a package is built from on this machine, through any number of steps; not what only its tests need.
fn built_from(package: &str) -> BTreeSet<String> {
    let tree = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--edges=normal", "--prefix=none", "--package", package])
        .current_dir(root())
        .output()
        .unwrap();
    let lines = String::from_utf8(tree.stdout).unwrap();
    let names: BTreeSet<String> =
        lines.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    assert!(names.contains(package), "{}", String::from_utf8_lossy(&tree.stderr));
    names
}

#[track_caller]
fn never_built_from(package: &str, forbidden: &[&str]) {
    let all = built_from(package);
    for name in all {
        let found = forbidden.iter().find(|forbidden| name == **forbidden || is_part(&name, forbidden));
        assert!(found.is_none(), "{package} must not be built from {name}");
    }
}

/// libp2p-core is a part of libp2p.
fn is_part(name: &str, whole: &str) -> bool {
    name.strip_prefix(whole).is_some_and(|rest| rest.starts_with('-'))
}

/// The Rust files under a folder.
fn sources(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    assert!(!found.is_empty(), "{folder}");
    found
}

/// The lines of a file that are built: no comments, nothing from the tests at its end.
fn built_lines(path: &Path) -> Vec<String> {
    let is_test = path.components().any(|part| part.as_os_str() == "tests")
        || path.file_name().is_some_and(|name| name == "tests.rs");
    if is_test {
        return Vec::new();
    }
    let text = std::fs::read_to_string(path).unwrap();
    let built = text.split("#[cfg(test)]\nmod ").next().unwrap();
    built.lines().filter(|line| !line.trim_start().starts_with("//")).map(str::to_owned).collect()
}

/// Whether `word` stands in a line and is not a piece of a longer word.
fn names(line: &str, word: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric();
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = line[at + word.len()..].chars().next();
        let goes_on = word.ends_with(is_letter) && after.is_some_and(is_letter);
        !goes_on && !before.is_some_and(|c| is_letter(c) || c == '_' || c == '.')
    })
}

#[test]
fn a_word_is_named_whole_or_not_at_all() {
    assert!(names("use hyper::Body;", "hyper") && names("hyper_util", "hyper"));
    assert!(names("tokio::spawn", "tokio::") && names("\"<html>\"", "<html"));
    assert!(!names("hostel hypermarche", "hyper") && !names("my_hyper", "hyper"));
}

#[track_caller]
fn never_named(folder: &str, except: &str, forbidden: &[&str]) {
    for path in sources(folder) {
        if !except.is_empty() && path.starts_with(root().join(except)) {
            continue;
        }
        for line in built_lines(&path) {
            for word in forbidden {
                assert!(!names(&line, word), "{} names {word}: {}", path.display(), line.trim());
            }
        }
    }
}

const CLOCK: &[&str] = &["SystemTime", "Instant::now", "Timestamp::now", "Zoned::now"];
const CHANCE: &[&str] = &["OsRng", "thread_rng", "Rng::from_entropy", "getrandom", "ThreadRng"];
const SOCKETS: &[&str] = &["std::net", "std::os::unix::net", "tokio::", "libp2p", "socket2", "hyper"];
const FILES: &[&str] = &["std::fs", "File::open", "File::create", "std::env", "std::process"];

#[test]
fn the_house_is_built_in_one_direction() {
    let own = |folder: &str| -> Vec<String> {
        declared(folder).into_iter().filter(|name| name.starts_with("parasol")).collect()
    };
    assert_eq!(own("protocol"), [""; 0]);
    assert_eq!(own("node/core"), ["parasol-protocol"]);
    assert_eq!(own("web"), ["parasol-core", "parasol-protocol"]);
    assert_eq!(own("node/daemon"), ["parasol-core", "parasol-protocol", "parasol-web"]);
    assert_eq!(own("simulations"), ["parasol-core", "parasol-protocol"]);
}

#[test]
fn protocol_knows_no_clock_no_chance_no_socket_no_file() {
    for forbidden in [CLOCK, CHANCE, SOCKETS, FILES] {
        never_named("protocol/src", "", forbidden);
    }
    never_built_from("parasol-protocol", &["tokio", "mio", "socket2", "libp2p", "axum", "hyper", "redb"]);
}

#[test]
fn core_knows_no_network_and_no_pages() {
    for forbidden in [CLOCK, CHANCE, SOCKETS, &["axum", "askama", "<html", "tower"]] {
        never_named("node/core/src", "", forbidden);
    }
    never_built_from("parasol-core", &["tokio", "mio", "socket2", "libp2p", "axum", "hyper", "askama"]);
}

#[test]
fn only_the_store_names_redb_and_files() {
    never_named("node/core/src", "node/core/src/store", &["redb"]);
    never_named("node/core/src", "node/core/src/store", FILES);
    for folder in ["protocol/src", "web/src", "node/daemon/src", "simulations/src"] {
        never_named(folder, "", &["redb::"]);
    }
    for folder in ["protocol", "web", "node/daemon", "simulations"] {
        assert!(!declared(folder).contains("redb"), "{folder} must not depend on redb");
    }
}

#[test]
fn web_knows_no_database_and_no_peer_to_peer_network() {
    never_named("web/src", "", &["redb", "libp2p", "std::net::TcpListener"]);
    assert!(declared("web").iter().all(|name| name != "redb" && !name.starts_with("libp2p")));
    never_built_from("parasol-web", &["libp2p"]);
}

#[test]
fn the_daemon_knows_no_html() {
    never_named("node/daemon/src", "", &["askama", "<html", "<!doctype", "<!DOCTYPE"]);
    assert!(!declared("node/daemon").contains("askama"));
}

#[test]
fn simulations_run_without_tokio_sockets_and_the_clock() {
    for forbidden in [SOCKETS, CHANCE, &["SystemTime"]] {
        never_named("simulations/src", "", forbidden);
    }
    never_built_from("parasol-simulations", &["tokio", "mio", "socket2", "libp2p", "axum", "hyper"]);
}

#[test]
fn only_the_daemon_can_draw_randomness() {
    let drawing = |manifest: &str| {
        read(manifest).lines().any(|line| {
            !line.trim_start().starts_with('#') && line.contains("rand_core") && line.contains("getrandom")
        })
    };
    assert!(drawing("node/daemon/Cargo.toml"));
    for manifest in [
        "Cargo.toml",
        "protocol/Cargo.toml",
        "node/core/Cargo.toml",
        "web/Cargo.toml",
        "simulations/Cargo.toml",
    ] {
        assert!(!drawing(manifest), "{manifest} must not turn on getrandom");
    }
    never_named("web/src", "", CHANCE);
}

#[test]
fn the_pure_crates_ban_the_clock_by_lint_too() {
    for (folder, clock) in [("protocol", "Instant"), ("node/core", "Instant"), ("simulations", "SystemTime")]
    {
        assert!(read(format!("{folder}/clippy.toml")).contains(clock), "{folder}/clippy.toml");
    }
}

/// Whatever counts on a signature takes a `Verified`, which only the envelope builds.
#[test]
fn signatures_are_made_and_verified_in_one_place() {
    never_named(
        "protocol/src",
        "protocol/src/envelope.rs",
        &["ed25519_dalek", "VerifyingKey", "verify_strict"],
    );
    for folder in ["node/core", "node/daemon", "web", "simulations"] {
        assert!(!declared(folder).contains("ed25519-dalek"), "{folder} must not verify signatures itself");
    }
}

/// A peer's bytes never reach automerge: volumes alone write documents, from batches that were checked.
#[test]
fn only_volumes_name_automerge() {
    never_named("protocol/src", "protocol/src/volume.rs", &["automerge::", "AutoCommit"]);
    for folder in ["node/core", "node/daemon", "web", "simulations"] {
        assert!(!declared(folder).contains("automerge"), "{folder} must not name automerge");
    }
}

/// docs/architecture.md names the tests that keep each invariant: `- file: test, test`, each in backticks.
#[test]
fn the_tests_that_keep_the_invariants_exist() {
    let page = read("docs/architecture.md");
    let mut named = 0;
    for line in page.lines().filter(|line| line.starts_with("- `")) {
        let mut words = line.split('`').skip(1).step_by(2);
        let file = words.next().unwrap();
        let source = read(file);
        for test in words {
            assert!(source.contains(&format!("fn {test}(")), "{file} has no test {test}");
            named += 1;
        }
    }
    assert!(named > 20, "found only {named} tests on the page");
}

/// Links between pages lead to files that are here.
#[test]
fn no_link_in_the_documentation_is_broken() {
    let mut pages = vec![
        root().join("README.md"),
        root().join("CHANGELOG.md"),
        root().join("protocol/vectors/README.md"),
    ];
    for folder in ["docs", "docs/decisions"] {
        let entries = std::fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
        pages.extend(entries.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    }
    for page in pages {
        let text = std::fs::read_to_string(&page).unwrap();
        for link in text.split("](").skip(1).map(|rest| rest.split([')', '#']).next().unwrap()) {
            let leads = link.is_empty() || link.starts_with("http") || page.with_file_name(link).exists();
            assert!(leads, "{} links to {link}, which is not there", page.display());
        }
    }
}
