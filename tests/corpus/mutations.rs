//! Single mutations of an instance: whatever may break a rule, and whatever looks as if it did.

use std::collections::BTreeSet;

use fastrand::Rng;
use hire_tests::json::pointers;
use serde_json::{Value, json};

use super::{discriminator, schema};

/// What a schema, and those that it refers to, compares values with.
#[derive(Debug, Default)]
pub struct Limits {
    lengths: BTreeSet<usize>,
    numbers: Vec<f64>,
    values: Vec<Value>,
}

impl Limits {
    pub fn of(document: &Value, schema: &Value) -> Self {
        let mut limits = Self::default();
        let mut seen = BTreeSet::new();
        let mut open = vec![schema];
        while let Some(schema) = open.pop() {
            let Some(schema) = schema.as_object() else { continue };
            for keyword in
                ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"]
            {
                let count =
                    schema.get(keyword).and_then(Value::as_u64).and_then(|it| usize::try_from(it).ok());
                limits.lengths.extend(count.filter(|count| *count <= 5000));
            }
            for keyword in ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"] {
                limits.numbers.extend(schema.get(keyword).and_then(Value::as_f64));
            }
            let values = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
            limits.values.extend(values.chain(schema.get("const")).take(8).cloned());
            let tags = discriminator::tags(schema, document, 0).map(|(.., tags)| tags);
            limits.values.extend(tags.into_iter().flatten().flatten().take(8).map(|tag| json!(tag)));
            open.extend(schema::inner(schema));
            if let Some(reference) = schema.get("$ref").and_then(Value::as_str)
                && seen.insert(reference)
            {
                open.extend(schema::resolve(document, reference));
            }
        }
        limits.values.truncate(60);
        limits
    }
}

/// Some single mutations of an instance, at most as many as asked for.
pub fn some(instance: &Value, limits: &Limits, count: usize, rng: &mut Rng) -> Vec<Value> {
    let mut pointers = pointers(instance);
    pointers.insert(0, String::new());
    let mut some: Vec<Value> = Vec::new();
    for _ in 0..count * 2 {
        // The whole as often as all of its members together would be in a small instance.
        let index = if rng.u8(..5) == 0 { 0 } else { rng.usize(..pointers.len()) };
        let Some(pointer) = pointers.get(index) else { continue };
        let Some(mut others) = instance.pointer(pointer).map(|here| others(here, limits)) else { continue };
        let other = others.swap_remove(rng.usize(..others.len()));
        let mut mutated = instance.clone();
        if let Some(slot) = mutated.pointer_mut(pointer) {
            *slot = other;
        }
        if some.len() < count && mutated != *instance && !some.contains(&mutated) {
            some.push(mutated);
        }
    }
    some
}

/// What else could stand in the place of a value.
fn others(value: &Value, limits: &Limits) -> Vec<Value> {
    let mut others = vec![json!(null), json!(true), json!(7), json!(1.5), json!("zz"), json!([]), json!({})];
    match value {
        Value::Object(object) => {
            for name in object.keys() {
                let mut less = object.clone();
                less.shift_remove(name);
                others.push(Value::Object(less));
            }
            let mut more = object.clone();
            more.insert("unheard of".to_owned(), json!(1));
            others.push(Value::Object(more));
        }
        Value::Array(items) => {
            others.extend(items.first().map(|first| json!([first, first])));
            let last = items.last().cloned().unwrap_or(json!("zz"));
            for length in limits.lengths.iter().chain(&[items.len()]) {
                for length in [length.saturating_sub(1), *length, length + 1] {
                    let more = std::iter::repeat_n(&last, length.saturating_sub(items.len()).min(100));
                    others.push(items.iter().take(length).chain(more).cloned().collect());
                }
            }
        }
        Value::String(text) => {
            others.extend([
                json!(""),
                json!(format!("{text}x")),
                json!(text.to_uppercase()),
                json!("\u{1f600}"),
            ]);
            for length in &limits.lengths {
                for length in [length.saturating_sub(1), *length, length + 1] {
                    others.push(json!(
                        text.chars().chain("abc".chars().cycle()).take(length).collect::<String>()
                    ));
                }
            }
            others.extend(limits.values.iter().cloned());
            others.extend(["12", "2024-02-30", "not a format", "::1", "a b"].map(|text| json!(text)));
        }
        Value::Number(number) => {
            others.extend([json!(0), json!(-1), json!(2.0), json!(99_999_999_999_i64), json!("12")]);
            let own = number.as_f64().into_iter();
            for limit in limits.numbers.iter().copied().chain(own) {
                for value in [limit - 1.0, limit, limit + 1.0, limit + 0.5] {
                    others.push(number_of(value));
                }
            }
            others.extend(limits.values.iter().filter(|value| value.is_number()).cloned());
        }
        Value::Bool(value) => others.extend([json!(!value), json!("true")]),
        Value::Null => {}
    }
    others
}

#[expect(clippy::cast_possible_truncation, reason = "it saturates")]
fn number_of(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 1e15 { json!(value as i64) } else { json!(value) }
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;
    use serde_json::json;

    use super::{Limits, some};

    #[test]
    fn bounds_are_missed_by_one_and_members_come_and_go() {
        let document = json!({"components": {"schemas": {"N": {"maximum": 9}}}});
        let schema = json!({"properties": {
            "a": {"type": "string", "maxLength": 2}, "b": {"$ref": "#/components/schemas/N"}, "c": {"enum": ["x", "y"]},
        }});
        let limits = Limits::of(&document, &schema);
        let all = some(&json!({"a": "q", "b": 9, "c": "x"}), &limits, 2000, &mut Rng::with_seed(1));
        for expected in [
            json!({"a": "qab", "b": 9, "c": "x"}),
            json!({"a": "q", "b": 10, "c": "x"}),
            json!({"a": "q", "b": 9, "c": "y"}),
            json!({"a": "q", "c": "x"}),
            json!({"a": "q", "b": 9, "c": "x", "unheard of": 1}),
            json!({"a": "q", "b": null, "c": "x"}),
            json!(null),
        ] {
            assert!(all.contains(&expected), "{expected}");
        }
    }
}
