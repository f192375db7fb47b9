//! Equality of JSON values.

use std::collections::BTreeMap;

use serde_json::{Number, Value};

use crate::values::codec::{Data, Encoded, exact_integer, integral};

/// The indices of the first item that equals an earlier one, the earlier one first.
///
/// Items that cannot be encoded equal nothing: they have a violation of their own.
pub(super) fn first_equal_pair<T: Data>(items: &[T]) -> Option<(usize, usize)> {
    let mut seen = BTreeMap::new();
    items.iter().enumerate().find_map(|(index, item)| {
        let mut value = serde_json::to_value(Encoded(item)).ok()?;
        canonicalize(&mut value);
        let earlier = seen.insert(value.to_string(), index);
        earlier.map(|earlier| (earlier, index))
    })
}

/// Whether a value is the one of a JSON text.
pub(super) fn same_json(value: &Value, json: &str) -> bool {
    // Most texts are of another type or of another string, and need not be read.
    let alike = match (value, json.as_bytes()) {
        (Value::Null, [first, ..]) => *first == b'n',
        (Value::Bool(_), [first, ..]) => matches!(first, b't' | b'f'),
        (Value::Number(_), [first, ..]) => matches!(first, b'-' | b'0'..=b'9'),
        (Value::String(text), [first, ..]) => *first == b'"' && text.len() + 2 <= json.len(),
        (Value::Array(_), [first, ..]) => *first == b'[',
        (Value::Object(_), [first, ..]) => *first == b'{',
        (_, []) => false,
    };
    alike && serde_json::from_str(json).is_ok_and(|other| equal(value, &other))
}

/// Whether two values are equal: numbers by value, objects in any order.
fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => match (exact_integer(one), exact_integer(other)) {
            (Some(one), Some(other)) => one == other,
            // What is written with a point or an exponent is the nearest float.
            _ => one.as_f64() == other.as_f64(),
        },
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let same = |(name, one)| other.get(name).is_some_and(|other| equal(one, other));
            one.len() == other.len() && one.iter().all(same)
        }
        _ => one == other,
    }
}

/// Makes equal values the same text: names sorted, integers without a point.
fn canonicalize(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let integer = integral(number).and_then(|integer| {
                let unsigned = u64::try_from(integer).map(Number::from);
                unsigned.or_else(|_| i64::try_from(integer).map(Number::from)).ok()
            });
            if let Some(canonical) = integer.or_else(|| number.as_f64().and_then(Number::from_f64)) {
                *number = canonical;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(canonicalize),
        Value::Object(members) => {
            members.sort_keys();
            members.values_mut().for_each(canonicalize);
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{first_equal_pair, same_json};

    #[test]
    fn equality_is_that_of_json_schema() {
        for (items, pair) in [
            (json!([]), None),
            (json!([1]), None),
            (json!([1, 2, 3]), None),
            (json!([1, 2, 1]), Some((0, 2))),
            (json!([1, 1.0]), Some((0, 1))),
            (json!([0.0, -0.0]), Some((0, 1))),
            (json!([1, "1"]), None),
            (json!([1, true]), None),
            (json!([null, false, 0, ""]), None),
            (json!([{"a": 1, "b": [2]}, {"b": [2.0], "a": 1}]), Some((0, 1))),
            (json!([[1, 2], [2, 1]]), None),
            (json!(["a", "b", "b", "a"]), Some((1, 2))),
            (json!([1e300, 1e300]), Some((0, 1))),
        ] {
            assert_eq!(first_equal_pair(items.as_array().unwrap()), pair, "{items}");
        }
    }

    #[test]
    fn a_value_is_compared_with_a_text_in_the_same_way() {
        for (value, text, same) in [
            (json!(1), "1.0", true),
            (json!(1.0), "1", true),
            (json!(-1.5), "-1.5", true),
            (json!(9_007_199_254_740_993_u64), "9007199254740993", true),
            (json!(9_007_199_254_740_992_u64), "9007199254740993", false),
            (json!(9_007_199_254_740_993.0), "9007199254740993", true),
            (json!(9_007_199_254_740_993_u64), "9007199254740993.0", true),
            (json!(u64::MAX), "18446744073709551615", true),
            (json!(i64::MIN), "-9223372036854775808.0", true),
            (json!(1e30), "1000000000000000000000000000000", true),
            (json!(1), "2", false),
            (json!(1), "\"1\"", false),
            (json!("a\"b"), r#""a\"b""#, true),
            (json!("a"), r#""\u0061""#, true),
            (json!("ab"), r#""a""#, false),
            (json!(true), "true", true),
            (json!(true), "false", false),
            (json!(null), "null", true),
            (json!({"a": 1, "b": [2]}), r#"{"b": [2.0], "a": 1}"#, true),
            (json!({"a": 1}), r#"{"a": 1, "b": 2}"#, false),
            (json!({"a": 1, "b": 2}), r#"{"a": 1}"#, false),
            (json!([1, 2]), "[2, 1]", false),
            (json!([1]), "[1, 2]", false),
            (json!([]), "{}", false),
        ] {
            assert_eq!(same_json(&value, text), same, "{value} {text}");
        }
    }

    #[test]
    fn what_cannot_be_encoded_equals_nothing() {
        assert_eq!(first_equal_pair(&[f64::NAN, f64::NAN]), None);
    }

    #[test]
    fn long_lists_do_not_take_forever() {
        let items: Vec<u64> = (0..100_000).collect();
        assert_eq!(first_equal_pair(&items), None);
    }
}
