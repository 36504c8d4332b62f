//! The numbers and addresses of a report's form. A field holds as many as it has lines, so that a list is pasted in one go; when
//! the form is drawn again, each stands in a field of its own, with what is wrong with it.

use std::borrow::Cow;

use parasol_core::limits::MAX_IDENTIFIERS;

use crate::form::Form;

const VALUE: &str = "identifier";
const KIND: &str = "identifier_kind";
/// The kind of whatever finds its kind by itself.
const ANY: &str = "any";

/// One field, and the kind that was chosen beside it.
pub(super) struct Row<'a> {
    pub(super) value: Cow<'a, str>,
    pub(super) kind: &'a str,
}

/// One for each line that holds something.
pub(super) fn filled(form: &Form) -> Vec<Row<'_>> {
    let lines = fields(form).flat_map(|(value, kind)| {
        let lines = value.lines().map(str::trim).filter(|line| !line.is_empty());
        lines.map(move |line| Row { value: Cow::Borrowed(line), kind })
    });
    lines.collect()
}

/// The fields to draw: those that are filled, then those that were left empty, at least one, and an empty one more where that
/// was asked for. More lines than a report takes stand together in the last field: none is lost.
pub(super) fn rows<'a>(form: &'a Form, one_more: bool) -> Vec<Row<'a>> {
    let empty = |kind: &'a str| Row { value: Cow::Borrowed(""), kind };
    let mut rows = filled(form);
    rows.extend(fields(form).filter(|(value, _)| value.trim().is_empty()).map(|(_, kind)| empty(kind)));
    if one_more || rows.is_empty() {
        rows.push(empty(ANY));
    }
    let over = rows.split_off(rows.len().min(MAX_IDENTIFIERS));
    if let Some(last) = rows.last_mut() {
        for row in over.into_iter().filter(|row| !row.value.is_empty()) {
            let value = last.value.to_mut();
            value.push('\n');
            value.push_str(&row.value);
        }
    }
    rows
}

/// Every field of the form but those of these names, for a page that brings them along: each number with its kind beside it.
pub(super) fn carried(form: &Form, left_out: &[&str]) -> Vec<(String, String)> {
    let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let names: Vec<&str> = left_out.iter().copied().chain([VALUE, KIND]).collect();
    let mut fields: Vec<_> = form.without(&names).map(|(name, value)| own(name, value)).collect();
    let numbers = rows(form, false).into_iter().filter(|row| !row.value.is_empty());
    fields.extend(numbers.flat_map(|row| [own(VALUE, &row.value), own(KIND, row.kind)]));
    fields
}

fn fields(form: &Form) -> impl Iterator<Item = (&str, &str)> {
    let kinds = form.all(KIND).map(|kind| if kind.is_empty() { ANY } else { kind });
    form.all(VALUE).zip(kinds.chain(std::iter::repeat(ANY)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(fields: &[(&'static str, &str)]) -> Form {
        Form::of(fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
    }

    fn shown<'a>(rows: &'a [Row<'a>]) -> Vec<(&'a str, &'a str)> {
        rows.iter().map(|row| (&*row.value, row.kind)).collect()
    }

    #[test]
    fn each_line_is_a_number_of_the_kind_beside_it() {
        let form = form(&[
            (VALUE, ""),
            (KIND, "email"),
            (VALUE, " 06 39 98 41 57 \n\n06 39 98 41 58\n"),
            (KIND, "phone"),
            (VALUE, "marc69"),
        ]);
        let lines = [("06 39 98 41 57", "phone"), ("06 39 98 41 58", "phone"), ("marc69", "any")];
        assert_eq!(shown(&filled(&form)), lines);
        assert_eq!(shown(&rows(&form, false)), [&lines[..], &[("", "email")]].concat());
        assert_eq!(rows(&form, true).len(), 5);
        let carried = carried(&form, &[]);
        assert_eq!(carried.iter().filter(|(_, value)| value == "phone").count(), 2);
        assert_eq!(carried.len(), 6, "what is empty is not brought along: {carried:?}");
    }

    #[test]
    fn there_is_a_field_at_first_and_never_more_than_a_report_takes() {
        assert_eq!(shown(&rows(&Form::default(), false)), [("", "any")]);
        let many: Vec<String> = (0..MAX_IDENTIFIERS + 2).map(|n| format!("user{n}")).collect();
        let form = form(&[(VALUE, &many.join("\n")), (KIND, "handle"), (VALUE, "")]);
        let drawn = rows(&form, true);
        assert_eq!(drawn.len(), MAX_IDENTIFIERS);
        let again: Vec<_> = drawn.iter().flat_map(|row| row.value.lines()).collect();
        assert_eq!(again, many, "none is lost");
        assert_eq!(filled(&form).len(), MAX_IDENTIFIERS + 2);
    }
}
