//! What a description shows of its values: examples and defaults.

use crate::diagnostic::codes;
use crate::lower::operations;
use crate::lower::rules::default;
use crate::lower::types::TypeLowering;
use crate::openapi;
use crate::schema::{SchemaId, instance};
use crate::source::Cursor;

/// Examples and defaults have to satisfy their own schemas.
pub fn instances<'a>(lowering: &mut TypeLowering<'a, '_>, api: &openapi::Api<'a>) {
    let mut pairs: Vec<(SchemaId, Cursor<'a>)> = Vec::new();
    for id in lowering.analysis.schemas.ids() {
        let annotations = &lowering.analysis.schemas.get(id).annotations;
        let of_schema = annotations.examples.iter().chain(&annotations.default);
        pairs.extend(of_schema.map(|value| (id, *value)));
    }
    for (schema, value) in operations::examples(api) {
        if let Some(id) = lowering.analysis.schemas.at(schema.place()) {
            pairs.push((id, value));
        }
    }
    for (id, value) in pairs {
        for fault in instance::check(&mut lowering.analysis.schemas, id, value, lowering.diagnostics) {
            // A default becomes code; an example is there for readers.
            if value.key() == Some("default") {
                default::broken_default(lowering, &fault);
                continue;
            }
            let message = format!("the example breaks its schema: {}", fault.message);
            lowering
                .diagnostics
                .warning(codes::BAD_EXAMPLE, fault.value, message)
                .related(fault.schema, "this rule")
                .help(fault.help());
        }
    }
}
