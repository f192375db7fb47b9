//! Envelopes: what lies around the data of responses (`x-envelope`).

use hire_syntax::pointer;
use indexmap::IndexMap;

use crate::diagnostic::codes as code;
use crate::ir::{At, Envelope};
use crate::lower::naming::{Case, Scope};
use crate::lower::types::TypeLowering;
use crate::openapi;
use crate::schema::{JsonTypes, SchemaId};
use crate::source::Place;

/// The envelopes of all operations, each once.
pub struct Envelopes<'a> {
    /// By all that an envelope says, but for its place.
    known: IndexMap<Contents<'a>, Envelope>,
    names: Scope,
}

/// Where an envelope has the code, the code of success, where it has message and data, and headers and pointers of the log id.
type Contents<'a> = (&'a str, i64, Option<&'a str>, &'a str, Vec<&'a str>, Vec<&'a str>);

impl<'a> Envelopes<'a> {
    pub fn new() -> Self {
        Self { known: IndexMap::new(), names: Scope::with(&["API"]) }
    }

    /// The index of an envelope, which has its place among the others when it is first asked for.
    pub fn index_of(&mut self, declared: &openapi::Envelope<'a>) -> usize {
        let openapi::Envelope { place, code, success, message, data, log_id_headers, log_id_pointers } =
            declared;
        let contents = (*code, *success, *message, *data, log_id_headers.clone(), log_id_pointers.clone());
        let entry = self.known.entry(contents);
        let index = entry.index();
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        entry.or_insert_with(|| Envelope {
            at: At(*place),
            constant: self.names.name("envelope", Case::Shouty),
            code: (*code).to_owned(),
            success: *success,
            message: message.map(str::to_owned),
            data: (*data).to_owned(),
            log_id_headers: owned(log_id_headers),
            log_id_pointers: owned(log_id_pointers),
        });
        index
    }

    /// The envelopes, in the order of their indexes.
    pub fn into_all(self) -> Vec<Envelope> {
        self.known.into_values().collect()
    }
}

/// The code is compared with that of success, which is an integer.
pub fn integer_code(lowering: &mut TypeLowering<'_, '_>, pointer: &str, code: SchemaId, response: Place) {
    let flat = lowering.analysis.schemas.flattened(code, lowering.diagnostics);
    let schema = lowering.analysis.schemas.get(flat);
    if schema.type_set().intersection(JsonTypes::INTEGER).is_empty() {
        let place = schema.place;
        lowering
            .diagnostics
            .error(
                code::BAD_ENVELOPE,
                place,
                format!("`{pointer}` is the code of the envelope, and no integer"),
            )
            .related(response, "the response");
    }
}

/// The schema of an envelope's member, and whether the envelope always has it.
pub fn enveloped(
    lowering: &mut TypeLowering<'_, '_>,
    pointer: &str,
    root: SchemaId,
    response: Place,
) -> Option<(SchemaId, bool)> {
    let mut id = root;
    let mut required = true;
    for segment in pointer.split('/').skip(1) {
        let name = pointer::unescape(segment);
        let flat = lowering.analysis.schemas.flattened(id, lowering.diagnostics);
        let schema = lowering.analysis.schemas.get(flat);
        let Some(member) = schema.object.properties.get(&*name).copied() else {
            if lowering.analysis.schemas.has_fault(id) {
                return None;
            }
            let place = schema.place;
            lowering
                .diagnostics
                .error(
                    code::BAD_ENVELOPE,
                    place,
                    format!("the response's schema has no `{pointer}`, where `x-envelope` looks"),
                )
                .related(response, "the response")
                .help("add the member to the schema, or override `x-envelope` at the operation");
            return None;
        };
        required &= schema.object.required.iter().any(|known| known.value == name);
        id = member;
    }
    Some((id, required))
}
