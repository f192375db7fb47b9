//! Equality of JSON values.

use std::collections::BTreeMap;

use serde_json::{Number, Value};

use crate::codec::{Data, Encoded};

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
    let Ok(mut other) = serde_json::from_str::<Value>(json) else {
        return false;
    };
    let mut value = value.clone();
    canonicalize(&mut value);
    canonicalize(&mut other);
    value == other
}

/// Makes equal values the same text: names sorted, integers without a point.
fn canonicalize(value: &mut Value) {
    match value {
        Value::Number(number) => {
            if let Some(integer) = crate::codec::integral(number).and_then(Number::from_i128) {
                *number = integer;
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
    use super::first_equal_pair;
    use serde_json::json;

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
    fn what_cannot_be_encoded_equals_nothing() {
        assert_eq!(first_equal_pair(&[f64::NAN, f64::NAN]), None);
    }

    #[test]
    fn long_lists_do_not_take_forever() {
        let items: Vec<u64> = (0..100_000).collect();
        assert_eq!(first_equal_pair(&items), None);
    }
}
