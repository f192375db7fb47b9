//! Encodings of properties, in forms and in bodies of several parts (`OpenAPI` 3.1.1 §4.8.15).

use heck::ToShoutySnakeCase as _;

use crate::diagnostic::codes as code;
use crate::ir::Serialization;
use crate::lower::types::TypeLowering;
use crate::openapi::{Encoding, MediaRange, MediaType, Style};
use crate::schema::{JsonTypes, SchemaId};

/// The properties of a form that are not written as the others are: those with a style (§4.8.15.1.2), and scalars that are
/// JSON. Reports what has no effect in a form.
pub fn form_styles(
    lowering: &mut TypeLowering<'_, '_>,
    media: &MediaType<'_>,
    schema: SchemaId,
) -> Vec<(String, Serialization)> {
    let flat = lowering.analysis.flattened(schema);
    let flat = lowering.analysis.schemas.shared(flat);
    let mut styles = Vec::new();
    for (name, encoding) in &media.encodings {
        if !encoding.headers.is_empty() {
            idle(lowering, encoding, "headers", "a form has no parts that could have headers");
        }
        let style = serialization(encoding);
        let property = flat.object.properties.get(name).copied();
        let types = property.map(|property| lowering.analysis.signature(property).types);
        match (encoding.content_type.map(MediaRange::parse), types) {
            (Some(_), _) if style.is_some() => {
                idle(lowering, encoding, "contentType", "the style beside it says how the value is written");
            }
            (Some(range), Some(types)) if range.is_json() && JsonTypes::SCALARS.contains(types) => {
                let json = Serialization { style: "JSON".to_owned(), explode: None, allow_reserved: false };
                styles.push(((*name).to_owned(), json));
            }
            (Some(range), Some(types))
                if !JsonTypes::SCALARS.contains(types) && range.is_json() != (types == JsonTypes::OBJECT) =>
            {
                let reason = "in a form an object is JSON, and a list is a pair for each item";
                idle(lowering, encoding, "contentType", reason);
            }
            _ => {}
        }
        styles.extend(style.map(|style| ((*name).to_owned(), style)));
    }
    styles
}

/// The style of a property, where the encoding has one.
pub fn serialization(encoding: &Encoding<'_>) -> Option<Serialization> {
    let has_style =
        encoding.style.is_some() || encoding.explode.is_some() || encoding.allow_reserved.is_some();
    let style = encoding.style.unwrap_or(Style::Form);
    has_style.then(|| Serialization {
        style: style.as_str().to_shouty_snake_case(),
        explode: encoding.explode.filter(|explode| *explode != style.explodes()),
        allow_reserved: encoding.allow_reserved.unwrap_or(false),
    })
}

/// Reports a key of an encoding that has no effect.
pub fn idle(lowering: &mut TypeLowering<'_, '_>, encoding: &Encoding<'_>, key: &str, reason: &str) {
    let message = format!("`{key}` of this encoding has no effect: {reason}");
    lowering.diagnostics.warning(code::IGNORED, encoding.place, message);
}

/// Reports all encodings of a body in which they have no effect.
pub fn report_idle(lowering: &mut TypeLowering<'_, '_>, media: &MediaType<'_>, reason: &str) {
    if let Some((_, first)) = media.encodings.first() {
        let message = format!("the `encoding` of `{}` has no effect: {reason}", media.name);
        lowering.diagnostics.warning(code::IGNORED, first.place, message);
    }
}

/// Reports encodings of what is no property (§4.8.14.1).
pub fn report_unknown(lowering: &mut TypeLowering<'_, '_>, media: &MediaType<'_>, schema: SchemaId) {
    let flat = lowering.analysis.flattened(schema);
    let object = &lowering.analysis.schemas.get(flat).object;
    if object.properties.is_empty() || object.additional.is_some() || !object.patterns.is_empty() {
        return;
    }
    for (name, encoding) in &media.encodings {
        if object.properties.contains_key(name) {
            continue;
        }
        let message = format!("`{name}` is none of the properties, so that its encoding has no effect");
        let diagnostic = lowering.diagnostics.warning(code::UNKNOWN_PROPERTY, encoding.place, message);
        diagnostic.help("write the name of a property, or remove the encoding");
        if let Some(near) = lowering.analysis.sources.nearest(name, object.properties.keys().copied()) {
            diagnostic.label(format!("did you mean `{near}`?"));
        }
    }
}
