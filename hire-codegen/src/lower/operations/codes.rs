//! The error code table: what `x-error-codes` says, of the API as a whole and of each operation.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostics, codes};
use crate::ir::{At, Code, Name};
use crate::lower::describe;
use crate::lower::naming::{self, Case, Scope};
use crate::openapi;
use crate::schema::Located;
use crate::source::{Cursor, Place, Sources};

/// The rows, in the order of the description. An operation that says something else of a code than
/// the row before has a row of its own, under the same name.
pub fn table(api: &openapi::Api<'_>, sources: &Sources, diagnostics: &mut Diagnostics) -> Vec<Code> {
    let common = api.error_codes.iter().map(|declared| (None, declared));
    let of_operations = api
        .operations
        .iter()
        .flat_map(|operation| operation.error_codes.iter().map(move |declared| (Some(operation), declared)));
    let all: Vec<_> = common.chain(of_operations).collect();
    let names = names(all.iter().map(|(_, declared)| *declared), sources, diagnostics);
    let mut of_number: BTreeMap<i64, Vec<_>> = BTreeMap::new();
    for entry in &all {
        of_number.entry(entry.1.code).or_default().push(*entry);
    }
    let mut said = BTreeSet::new();
    let mut rows: Vec<Code> = Vec::new();
    for (operation, declared) in &all {
        let Some(name) = names.get(&declared.code).cloned() else { continue };
        // What is said of a code before all else is in the docs of its row.
        let same = of_number.remove(&declared.code);
        let first = same.is_some();
        if said.insert(what_is_said(declared)) {
            rows.push(Code {
                at: At(declared.place),
                name,
                docs: same.map(|same| describe::error_code(declared.code, &same)),
                number: declared.code,
                operation: operation.filter(|_| !first).map(naming::operation_id),
                status: declared.status,
                meaning: declared.meaning.map(str::to_owned),
                advice: declared.advice.map(str::to_owned),
                retryable: declared.retryable,
                reauthenticate: declared.reauthenticate,
            });
        }
    }
    rows
}

/// What a row says of a code, whatever operation says so.
fn what_is_said<'a>(
    declared: &openapi::ErrorCode<'a>,
) -> (i64, Option<u16>, Option<&'a str>, Option<&'a str>, bool, bool) {
    let openapi::ErrorCode { code, status, meaning, advice, retryable, reauthenticate, .. } = declared;
    (*code, *status, *meaning, *advice, *retryable, *reauthenticate)
}

/// The name of each code: the one that is said of it first, else its number.
fn names<'x, 'a: 'x>(
    declared: impl Iterator<Item = &'x openapi::ErrorCode<'a>>,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) -> BTreeMap<i64, Name> {
    let mut given: IndexMap<i64, (Place, Option<Located<&str>>)> = IndexMap::new();
    for declared in declared {
        let row = sources.at(declared.place).parent();
        let place = row.and_then(|row| row.get("name")).map_or(declared.place, Cursor::place);
        let name = declared.name.map(|value| Located { value, place });
        let known = &mut given.entry(declared.code).or_insert((declared.place, None)).1;
        match (&known, name) {
            (Some(first), Some(other)) if first.value != other.value => {
                let message = format!("the error code {} has another name here", declared.code);
                diagnostics
                    .error(codes::CONTRADICTION, other.place, message)
                    .related(first.place, "first named here");
            }
            (None, name) => *known = name,
            _ => {}
        }
    }
    let mut scope = Scope::with(&["Unknown"]);
    let mut names = BTreeMap::new();
    for (code, (place, _)) in given.iter().filter(|(_, (_, name))| name.is_none()) {
        let sign = if *code < 0 { "minus " } else { "" };
        let spelling = format!("code {sign}{}", code.unsigned_abs());
        names.insert(*code, scope.name_at(Located { value: spelling.as_str(), place: *place }, Case::Camel));
    }
    for (code, (_, name)) in given {
        if let Some(name) = name {
            names.insert(code, scope.authored(name, Case::Camel, diagnostics));
        }
    }
    names
}
