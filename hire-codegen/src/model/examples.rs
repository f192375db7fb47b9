//! What a description shows of its values: examples and defaults.

use super::build::Builder;
use super::operations;
use crate::diagnostic::codes;
use crate::openapi;
use crate::schema::{SchemaId, instance};
use crate::source::Cursor;

impl<'a> Builder<'a, '_> {
    /// Examples and defaults have to satisfy their own schemas.
    pub fn instances(&mut self, api: &openapi::Api<'a>) {
        let mut pairs: Vec<(SchemaId, Cursor<'a>)> = Vec::new();
        for id in self.analysis.schemas.ids() {
            let annotations = &self.analysis.schemas.get(id).annotations;
            let own = annotations.examples.iter().chain(&annotations.default);
            pairs.extend(own.map(|value| (id, *value)));
        }
        for (schema, value) in operations::examples(api) {
            if let Some(id) = self.analysis.schemas.at(schema.place()) {
                pairs.push((id, value));
            }
        }
        for (id, value) in pairs {
            for fault in instance::check(&mut self.analysis.schemas, id, value, self.diagnostics) {
                // A default becomes code; an example is there for readers.
                if value.key() == Some("default") {
                    self.broken_default(&fault);
                    continue;
                }
                let message = format!("the example breaks its schema: {}", fault.message);
                self.diagnostics
                    .warning(codes::BAD_EXAMPLE, fault.value, message)
                    .related(fault.schema, "this rule")
                    .help("change the value, or the rule that it breaks");
            }
        }
    }
}
