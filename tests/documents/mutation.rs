//! Descriptions with faults made at random: something deleted, of another type, under another name, or a reference to
//! nothing.

use fastrand::Rng;
use hire_codegen::diagnostic::codes;
use hire_codegen::{Bindings, Report};
use hire_syntax::pointer;
use hire_tests::json::pointers;
use serde_json::{Map, Value, json};

/// Changes one to three places of a description.
pub fn mutated(description: &Value, rng: &mut Rng) -> Value {
    let mut mutated = description.clone();
    for _ in 0..rng.usize(1..=3) {
        let pointers = pointers(&mutated);
        // Faults of references are rarer than references, and those of the root are many.
        let of_references: Vec<_> = pointers.iter().filter(|it| it.ends_with("/$ref")).cloned().collect();
        let pointers = if rng.u8(..4) == 0 && !of_references.is_empty() { of_references } else { pointers };
        let Some(pointer) = rng.choice(&pointers) else { break };
        let Some((parent, name)) = pointer.rsplit_once('/') else { continue };
        let name = pointer::unescape(name).into_owned();
        match mutated.pointer_mut(parent) {
            Some(Value::Object(members)) => member(members, &name, rng),
            Some(Value::Array(items)) => {
                let index = name.parse().unwrap_or(usize::MAX);
                if let Some(item) = items.get_mut(index) {
                    if rng.bool() {
                        *item = other(item, rng);
                    } else {
                        items.remove(index);
                    }
                }
            }
            _ => {}
        }
    }
    mutated
}

fn member(members: &mut Map<String, Value>, name: &str, rng: &mut Rng) {
    let Some(value) = members.get_mut(name) else { return };
    match rng.u8(..4) {
        0 => _ = members.shift_remove(name),
        1 => *value = other(value, rng),
        2 if name == "$ref" => *value = json!("#/components/schemas/Nowhere"),
        2 => *value = json!({ "$ref": "#/components/schemas/Nowhere" }),
        _ => {
            // Another name at the same place, so that the order stays.
            let renamed = std::mem::take(members).into_iter();
            let new = format!("{name}{}", rng.choice(["x", "", "-", "/", "é", "{y}"]).unwrap_or_default());
            members.extend(renamed.map(|(key, value)| (if key == name { new.clone() } else { key }, value)));
        }
    }
}

/// A value of another type.
fn other(value: &Value, rng: &mut Rng) -> Value {
    let values = [
        json!(null),
        json!(true),
        json!(-1),
        json!(1e300),
        json!(""),
        json!("*/ \u{1b}\n"),
        json!([]),
        json!({}),
        json!([value]),
        json!({ "a": value }),
    ];
    rng.choice(values).unwrap_or_default()
}

/// What is wrong with what became of a faulty description, if something is: neither bindings that are Rust nor a report
/// with an error.
pub fn defect(outcome: &Result<Bindings, Report>) -> Option<String> {
    match outcome {
        Ok(bindings) => bindings.files().iter().find_map(|file| {
            let error = syn::parse_file(&file.text).err()?;
            Some(format!("{}: {error}", file.name))
        }),
        Err(report) => {
            let is_defect = !report.has_errors() || report.diagnostics().any(|it| it.code == codes::DEFECT);
            is_defect.then(|| report.to_string())
        }
    }
}
