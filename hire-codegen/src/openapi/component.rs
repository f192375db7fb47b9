//! References to components that are not written in full.

use crate::source::Cursor;

/// The component of a section such as `schemas` that a reference means which leads nowhere as it is written: by its name
/// alone, with a part of the path to it, or with the path that Swagger 2.0 and JSON Schema have (`#/definitions/Pet`).
pub(crate) fn component_meant<'a>(reference: Cursor<'a>, section: &str) -> Option<Cursor<'a>> {
    let text = reference.as_str()?;
    let path = text.trim_start_matches(['#', '/']);
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let is_path = |word: &str| {
        let words = ["", "components", "definitions", "schema", "model", "models"];
        words.contains(&word) || section == word
    };
    let is_name = !name.is_empty() && !name.contains(['#', ':']);
    let component = is_name && folder.split('/').all(is_path);
    let component = component.then(|| format!("#/components/{section}/{name}"))?;
    reference.resolve(&component).or_else(|_| reference.sources().root().resolve(&component)).ok()
}
