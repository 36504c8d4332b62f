//! The page about storage names every table.

use std::collections::BTreeSet;
use std::path::Path;

/// The names in `Table::new("…")` and its like, in all sources but tests and the tables that migrations empty.
fn names(dir: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "tests") {
            names(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("migration.rs") {
            let source = std::fs::read_to_string(&path).unwrap();
            for start in ["Table::new(", "BucketIndex::new("] {
                let after = source.split(start).skip(1);
                let quoted = after.filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next());
                found.extend(quoted.filter(|name| name.contains('/')).map(str::to_owned));
            }
        }
    }
}

#[test]
fn every_table_is_on_the_page_and_nothing_else() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tables = BTreeSet::new();
    names(&root.join("src"), &mut tables);
    let page = std::fs::read_to_string(root.join("../../docs/storage.md")).unwrap();
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let listed: BTreeSet<String> = rows.filter(|name| name.contains('/')).map(str::to_owned).collect();
    assert_eq!(tables, listed, "left: in the sources; right: in docs/storage.md");
}
