//! The page about data protection lists every field that is stored, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use parasol_core::data_protection::{KEPT, TAKEN_ALONG, page};
use syn::{Fields, GenericArgument, Item, PathArguments, Type};

use crate::sources::{core, sources};

/// Where a type is declared: module and name.
type Place = (String, String);

/// The crate's own types, and its tables with the type of their values.
#[derive(Default)]
struct Declared {
    types: BTreeMap<Place, Item>,
    tables: Vec<(String, String, Type)>,
}

impl Declared {
    fn read() -> Self {
        let mut declared = Self::default();
        // Tables that migrations empty hold nothing.
        for source in sources(&core()).into_iter().filter(|source| source.module != "migration") {
            for item in source.file.items {
                match &item {
                    Item::Struct(declaration) => declared.add(&source.module, &declaration.ident, &item),
                    Item::Enum(declaration) => declared.add(&source.module, &declaration.ident, &item),
                    Item::Const(table) => declared.add_table(&source.module, table),
                    _ => {}
                }
            }
        }
        declared
    }

    fn add(&mut self, module: &str, name: &syn::Ident, item: &Item) {
        self.types.insert((module.to_owned(), name.to_string()), item.clone());
    }

    fn add_table(&mut self, module: &str, table: &syn::ItemConst) {
        let Some((kind, arguments)) = named(&table.ty) else { return };
        if !["Table", "BucketTable", "BucketIndex"].contains(&kind.as_str()) {
            return;
        }
        let syn::Expr::Call(call) = &*table.expr else { return };
        let Some(syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(name), .. })) = call.args.first() else {
            return;
        };
        let value = arguments.last().unwrap().clone();
        self.tables.push((name.value(), module.to_owned(), value));
    }

    /// The type of this name as it is meant in this module: the module's own, or the only one of the crate.
    fn find(&self, module: &str, name: &str) -> Option<(String, &Item)> {
        if let Some(item) = self.types.get(&(module.to_owned(), name.to_owned())) {
            return Some((module.to_owned(), item));
        }
        let mut others = self.types.iter().filter(|((_, other), _)| other == name);
        let ((module, _), item) = others.next()?;
        assert!(
            others.next().is_none(),
            "there are several types of the name {name}; give this one a name of its own"
        );
        Some((module.clone(), item))
    }

    fn walk(&self, module: &str, value: &Type, path: &str, found: &mut BTreeSet<String>) {
        match value {
            Type::Array(array) => return self.walk(module, &array.elem, path, found),
            Type::Tuple(tuple) if !tuple.elems.is_empty() => {
                return tuple.elems.iter().for_each(|part| self.walk(module, part, path, found));
            }
            _ => {}
        }
        let Some((name, arguments)) = named(value) else { return leaf(path, found) };
        if ["Option", "Vec", "Box", "VecDeque", "BTreeMap", "BTreeSet"].contains(&name.as_str()) {
            return arguments.iter().for_each(|inner| self.walk(module, inner, path, found));
        }
        match self.find(module, &name) {
            Some((module, Item::Struct(declaration))) => {
                self.walk_fields(&module, &declaration.fields, path, found)
            }
            Some((module, Item::Enum(declaration))) => {
                leaf(path, found);
                for variant in &declaration.variants {
                    self.walk_fields(&module, &variant.fields, path, found);
                }
            }
            _ => leaf(path, found),
        }
    }

    fn walk_fields(&self, module: &str, fields: &Fields, path: &str, found: &mut BTreeSet<String>) {
        // What is skipped is not stored here.
        let skipped = |field: &&syn::Field| {
            field.attrs.iter().any(|attribute| {
                attribute.path().is_ident("serde")
                    && attribute.parse_args::<syn::Path>().is_ok_and(|what| what.is_ident("skip"))
            })
        };
        for field in fields.iter().filter(|field| !skipped(field)) {
            match &field.ident {
                Some(name) if path.is_empty() => self.walk(module, &field.ty, &name.to_string(), found),
                Some(name) => self.walk(module, &field.ty, &format!("{path}.{name}"), found),
                // A type around a single thing is that thing.
                None => self.walk(module, &field.ty, path, found),
            }
        }
    }
}

fn leaf(path: &str, found: &mut BTreeSet<String>) {
    found.insert(if path.is_empty() { "value".to_owned() } else { path.to_owned() });
}

/// The last name of a path and the types between its angle brackets.
fn named(value: &Type) -> Option<(String, Vec<Type>)> {
    let Type::Path(path) = value else { return None };
    let last = path.path.segments.last()?;
    let arguments = match &last.arguments {
        PathArguments::AngleBracketed(inside) => inside.args.iter(),
        _ => return Some((last.ident.to_string(), Vec::new())),
    };
    let types = arguments.filter_map(|argument| match argument {
        GenericArgument::Type(inner) => Some(inner.clone()),
        _ => None,
    });
    Some((last.ident.to_string(), types.collect()))
}

fn stored() -> BTreeSet<(String, String)> {
    let declared = Declared::read();
    let mut stored = BTreeSet::new();
    for (table, module, value) in &declared.tables {
        let mut fields = BTreeSet::from(["key".to_owned()]);
        if !matches!(value, Type::Tuple(tuple) if tuple.elems.is_empty()) {
            declared.walk(module, value, "", &mut fields);
        }
        stored.extend(fields.into_iter().map(|field| (table.clone(), field)));
    }
    stored
}

#[test]
fn every_stored_field_is_in_the_table_about_data_protection_and_nothing_else() {
    let stored = stored();
    assert!(stored.len() > 200, "the sources were not found");
    let mut listed = BTreeSet::new();
    for kept in
        KEPT.iter().copied().flatten().filter(|kept| kept.place.contains('/') && !kept.place.contains(' '))
    {
        for field in kept.fields {
            let new = listed.insert((kept.place.to_owned(), (*field).to_owned()));
            assert!(new, "{} {field} is listed twice", kept.place);
        }
    }
    let show = |fields: Vec<&(String, String)>| {
        fields.iter().map(|(table, field)| format!("\n  {table}: {field}")).collect::<String>()
    };
    let missing = show(stored.difference(&listed).collect());
    assert!(
        missing.is_empty(),
        "these fields are stored and not in KEPT (node/core/src/data_protection/); add each to the entry of its table, or to a \
         new one that says why it is kept, by what right, who reads it and how long:{missing}"
    );
    let gone = show(listed.difference(&stored).collect());
    assert!(gone.is_empty(), "these fields are in KEPT and not stored any more; take them out:{gone}");
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test that writes a generated page asks its caller")]
fn the_page_about_data_protection_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/data-protection.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, page()).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(committed == page(), "docs/data-protection.md is stale; run this test with UPDATE_DOCS=1");
}

/// GDPR 15 and 20: what is stored of somebody is in her copy, or left out for a reason that the page gives.
#[test]
fn every_stored_field_about_a_person_is_taken_along_or_left_out_because() {
    let Some((_, of_people)) = KEPT.split_last() else {
        unreachable!(
            "the last is about the network, that is about organisations; the others are about people"
        )
    };
    let stored: BTreeSet<(&str, &str)> = of_people
        .iter()
        .flat_map(|part| part.iter())
        .flat_map(|kept| kept.fields.iter().map(|field| (kept.place, *field)))
        .collect();
    for (place, field) in &stored {
        let says = |fields: &[&str]| fields.iter().any(|each| each == field || *each == "*");
        let found = TAKEN_ALONG.iter().filter(|(other, fields, _)| other == place && says(fields)).count();
        assert_eq!(
            found, 1,
            "{place} {field}: say once in data_protection/taken_along.rs how a member takes it along, or why not"
        );
    }
    for (place, fields, _) in TAKEN_ALONG {
        for field in *fields {
            let known =
                stored.iter().any(|(other, known)| other == place && (known == field || *field == "*"));
            assert!(known, "{place} {field} is not stored any more");
        }
    }
}
