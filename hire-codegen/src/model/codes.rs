//! The error code table: what `x-error-codes` says, of the API as a whole and of each operation.

use std::collections::BTreeMap;

use super::names::{Case, Name, Scope};
use super::{Code, operations};
use crate::diagnostic::{Diagnostics, codes};
use crate::openapi;
use crate::source::Place;

/// The rows, in the order of the description. An operation that says something else of a code than
/// the row before has a row of its own, under the same name.
pub(super) fn table(api: &openapi::Api<'_>, diagnostics: &mut Diagnostics) -> Vec<Code> {
    let common = api.error_codes.iter().map(|declared| (None, declared));
    let own = api
        .operations
        .iter()
        .flat_map(|operation| operation.error_codes.iter().map(move |declared| (Some(operation), declared)));
    let mut scope = Scope::with(&["Unknown"]);
    let mut names: BTreeMap<i64, (Name, Option<&str>, Place)> = BTreeMap::new();
    let mut rows: Vec<Code> = Vec::new();
    for (operation, declared) in common.chain(own) {
        let name = match names.get(&declared.code) {
            Some((name, spelling, place)) => {
                if declared.name.is_some() && declared.name != *spelling {
                    diagnostics
                        .error(
                            codes::CONTRADICTION,
                            declared.place,
                            format!("the error code {} has another name here", declared.code),
                        )
                        .related(*place, "first named here");
                }
                name.clone()
            }
            None => {
                let fallback = format!("code {}", declared.code);
                let name = scope.name(declared.name.unwrap_or(&fallback), Case::Camel);
                names.insert(declared.code, (name.clone(), declared.name, declared.place));
                name
            }
        };
        let first = !rows.iter().any(|row| row.number == declared.code);
        let row = Code {
            name,
            number: declared.code,
            operation: operation.filter(|_| !first).map(operations::id),
            status: declared.status,
            meaning: declared.meaning.map(str::to_owned),
            advice: declared.advice.map(str::to_owned),
            retryable: declared.retryable,
            reauthenticate: declared.reauthenticate,
        };
        if first || !rows.iter().any(|known| says_the_same(known, &row)) {
            rows.push(row);
        }
    }
    rows
}

fn says_the_same(first: &Code, second: &Code) -> bool {
    first.number == second.number
        && first.status == second.status
        && first.meaning == second.meaning
        && first.advice == second.advice
        && first.retryable == second.retryable
        && first.reauthenticate == second.reauthenticate
}
