//! Another validator, and when two values are the same to it.

use hire_syntax::pointer;
use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value, json};

use super::Failure;
use super::deviations::OWN_FORMATS;
use super::document::Document;

/// The address of a document among the schemas of the reference.
const ADDRESS: &str = "json-schema:///document";

/// A document as the reference reads it.
pub struct Reference {
    registry: Registry<'static>,
}

impl Reference {
    /// Fails where the schemas of the components are none.
    pub fn new(document: &Value) -> Result<Self, Failure> {
        let parts = json!({ "components": document.get("components") });
        let registry = Registry::new().draft(Draft::Draft202012).add(ADDRESS, parts)?.prepare()?;
        Ok(Self { registry })
    }

    /// The validator of a component.
    pub fn validator(&self, key: &str) -> Result<Validator, Failure> {
        let schema = json!({ "$ref": format!("{ADDRESS}{}", Document::reference(key)) });
        let mut options = jsonschema::options().with_draft(Draft::Draft202012).with_registry(&self.registry);
        for format in OWN_FORMATS {
            options = options.with_format(format.name, format.holds);
        }
        Ok(options.should_validate_formats(true).build(&schema)?)
    }
}

/// Whether what is written is what was read, but for properties that no schema names.
pub fn same(validator: &Validator, read: &Value, written: &Value) -> bool {
    let mut lost = Vec::new();
    if !alike(read, written, "", &mut lost) {
        return false;
    }
    if lost.is_empty() {
        return true;
    }
    let evaluation = validator.evaluate(read);
    let named = evaluation.iter_annotations().any(|entry| {
        let names = entry.annotations.value().as_array().map(Vec::as_slice).unwrap_or_default();
        lost.iter().any(|(object, name)| {
            entry.instance_location.as_str() == object && names.iter().any(|known| known == name)
        })
    });
    !named
}

/// Whether two values are alike, but for members that the second has not: these are collected, each with
/// the pointer of its object.
fn alike(read: &Value, written: &Value, pointer: &str, lost: &mut Vec<(String, String)>) -> bool {
    match (read, written) {
        (Value::Object(read), Value::Object(written)) => {
            written.keys().all(|name| read.contains_key(name))
                && read.iter().all(|(name, value)| match written.get(name) {
                    Some(written) => {
                        alike(value, written, &format!("{pointer}/{}", pointer::escape(name)), lost)
                    }
                    None => {
                        lost.push((pointer.to_owned(), name.clone()));
                        true
                    }
                })
        }
        (Value::Array(read), Value::Array(written)) => {
            let mut pairs = read.iter().zip(written).enumerate();
            read.len() == written.len()
                && pairs
                    .all(|(index, (read, written))| alike(read, written, &format!("{pointer}/{index}"), lost))
        }
        (Value::Number(read), Value::Number(written)) => read.as_f64() == written.as_f64(),
        _ => read == written,
    }
}
