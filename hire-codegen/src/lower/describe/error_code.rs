//! Docs of an error code: what the API and its operations say of it.

use indexmap::IndexMap;

use crate::ir::Docs;
use crate::lower::naming;
use crate::markdown::{code, safe_line};
use crate::openapi::{ErrorCode, Operation};

/// An entry of `x-error-codes`: of an operation, or of the whole API.
type Entry<'e, 'a> = (Option<&'e Operation<'a>>, &'e ErrorCode<'a>);

/// Docs of a code, from all its entries.
pub fn error_code(number: i64, entries: &[Entry<'_, '_>]) -> Docs {
    let number = code(&number.to_string());
    let mut meanings = each(entries, "meaning", |entry| entry.meaning.map(safe_line)).into_iter();
    let mut docs = Docs::default();
    docs.lines(vec![
        meanings.next().map_or_else(|| format!("{number}."), |(_, meaning)| format!("{number}: {meaning}")),
    ]);
    let mut lines = Vec::new();
    let mut add = |label: &str, values: Vec<(String, String)>| {
        lines.extend(values.into_iter().map(|(of, value)| format!("- {label}{of}: {value}")));
    };
    add("Meaning", meanings.collect());
    add("HTTP status", each(entries, "status", |entry| entry.status.map(|status| status.to_string())));
    add("Operations", vec![(String::new(), operations(entries))]);
    add("Advice", each(entries, "advice", |entry| entry.advice.map(safe_line)));
    let flag = |flag: bool, words: &str| flag.then(|| words.to_owned());
    let retryable = "the same request may succeed later";
    add("Retryable", each(entries, "retryable", |entry| flag(entry.retryable, retryable)));
    let reauthenticate = "another token may help";
    add("Credential", each(entries, "reauthenticate", |entry| flag(entry.reauthenticate, reauthenticate)));
    docs.lines(lines);
    docs
}

/// What entries say under a key, each with the operations that it is said of, where not all say it.
fn each<'a>(
    entries: &[Entry<'_, 'a>],
    key: &str,
    value: impl Fn(&ErrorCode<'a>) -> Option<String>,
) -> Vec<(String, String)> {
    let mut documented: IndexMap<String, Vec<Entry<'_, 'a>>> = IndexMap::new();
    for entry in entries {
        let inferred = if entry.1.inferred.contains(&key) { " (inferred)" } else { "" };
        if let Some(value) = value(entry.1) {
            documented.entry(format!("{value}{inferred}")).or_default().push(*entry);
        }
    }
    let of = |by: &[Entry<'_, 'a>]| {
        let general = by.len() == entries.len() || by.iter().any(|(operation, _)| operation.is_none());
        if general { String::new() } else { format!(" of {}", operations(by)) }
    };
    documented.into_iter().map(|(value, by)| (of(&by), value)).collect()
}

/// The operations that list a code.
fn operations(entries: &[Entry<'_, '_>]) -> String {
    let listed: Option<Vec<_>> =
        entries.iter().map(|(operation, _)| operation.map(|it| code(&naming::operation_id(it)))).collect();
    listed.map_or_else(|| "any".to_owned(), |listed| listed.join(", "))
}
