//! The crate's own sources, parsed: for rules about everything that is written in them.

use std::path::{Path, PathBuf};

/// A source file that is not a test.
pub(crate) struct Source {
    /// Its module's name: the file's, or its folder's for `mod.rs`.
    pub(crate) module: String,
    pub(crate) file: syn::File,
}

/// All sources of a crate's `src` but tests.
pub(crate) fn sources(src: &Path) -> Vec<Source> {
    let mut paths = Vec::new();
    walk(src, &mut paths);
    paths.iter().map(|path| source(path)).collect()
}

/// This crate's `src`.
pub(crate) fn core() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        // `contests` are none.
        let is_test = path
            .file_stem()
            .is_some_and(|name| name == "tests" || name.to_string_lossy().ends_with("_tests"));
        if path.is_dir() && !is_test {
            walk(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !is_test {
            found.push(path);
        }
    }
}

fn source(path: &Path) -> Source {
    let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
    let folder = || path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
    let module = if stem == "mod" { folder() } else { stem };
    let text = std::fs::read_to_string(path).unwrap();
    Source { module, file: syn::parse_file(&text).unwrap() }
}
