//! What a discriminator names: a property, and schemas by `mapping`.

use crate::source::{Cursor, Unresolved};

/// The property that a discriminator looks at: its `propertyName`, or the discriminator itself, which is a name in Swagger
/// 2.0.
pub fn property(discriminator: Cursor<'_>) -> Option<&str> {
    discriminator.get("propertyName").unwrap_or(discriminator).as_str()
}

/// The schema that a value of `mapping` names: by the name of a component, of its own file or of the description, else by a
/// reference. None if the value is no text, or a name that no component has.
///
/// OpenAPI 3.0.4 §4.7.25: what may be either is a name, if there is such a component.
pub fn target(value: Cursor<'_>) -> Option<Result<Cursor<'_>, Unresolved>> {
    let name = value.as_text()?;
    let component = format!("#/components/schemas/{name}");
    let by_name = (!name.contains(['#', '/']))
        .then(|| value.resolve(&component).or_else(|_| value.sources().root().resolve(&component)).ok());
    // Without these characters it is the name of a schema, not that of a file.
    let is_name = !name.contains(['#', '/', '.']);
    match by_name.flatten() {
        Some(target) => Some(Ok(target)),
        None => (!is_name).then(|| value.resolve(name)),
    }
}
