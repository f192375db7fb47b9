//! From untyped JSON to a checked value, with everything that is wrong at once.

use serde::de::DeserializeSeed as _;
use serde_json::Value;

use crate::values::codec::{Codec as _, Data, Tree};
use crate::values::validate::{Checker, Findings};
use crate::values::violation::{Location, Violation, Violations};

/// Reads JSON into a checked value.
///
/// Where decoding stops at the first fault, this reads on: wrong types, malformed texts and missing properties at any depth are
/// all found, and so are the rules that are broken by what could be read. A text that is not JSON is one violation of
/// `syntax`, with line and column; so is each name that an object has twice, wherever that object is: in a member that is
/// read over as well, since two readers of such a text need not agree on what it says
/// ([RFC 8259, 4](https://www.rfc-editor.org/rfc/rfc8259#section-4)).
///
/// Of the two readers this is the strict one. Decoding with serde, followed by `validate`, refuses a name that is there twice
/// only where both are properties with a field or entries of a map; in members that are read over, in any JSON value and in a
/// union, the last one counts. Members that are read over may also have numbers beyond those of 64 bits and lone surrogates,
/// which this refuses as whatever is no JSON. On all else the two agree.
///
/// What it takes is bounded by the length of the text, whatever the text says. Beside the value itself, memory is needed for
/// a tree of the whole text, at most 256 bytes for each byte of it (1 KiB where a schema that no Rust type can say is part of
/// itself), and at most 1 MiB for [`Violations`]. Time is proportional to the length, times the depth where types without a
/// static type lie in each other. How long a text may be is left to the caller.
///
/// # Errors
/// Everything that is wrong.
///
/// # Examples
/// ```
/// use hire_runtime::{Map, parse};
///
/// let violations = parse::<Map<Vec<i64>>>(br#"{"a": [1, "2"], "b": 3}"#).unwrap_err();
/// assert_eq!(
///     violations.to_string(),
///     "/a/1: \"2\" is not of type integer\n/b: 3 is not of type array",
/// );
/// ```
pub fn parse<T: Data>(json: &[u8]) -> Result<T, Violations> {
    let mut findings = Findings::reading();
    let value = read(json, &mut Checker::new(&mut findings))?;
    parsed(&value, findings)
}

/// Reads an untyped value into a checked one. See [`parse()`].
///
/// # Errors
/// Everything that is wrong.
pub fn parse_value<T: Data>(value: &Value) -> Result<T, Violations> {
    parsed(value, Findings::reading())
}

fn parsed<T: Data>(value: &Value, mut findings: Findings) -> Result<T, Violations> {
    let mut at = Checker::new(&mut findings);
    let parsed = T::Codec::parse(value, &mut at);
    if let Some(value) = &parsed {
        value.check(&mut at);
    }
    match (findings.violations(), parsed) {
        (Some(violations), _) => Err(violations),
        (None, Some(value)) => Ok(value),
        (None, None) => Err(Violation::new(Location::Body, "", "type", "another", "this value").into()),
    }
}

fn read(json: &[u8], at: &mut Checker<'_>) -> Result<Value, Violations> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let value = Tree(Some(at)).deserialize(&mut deserializer);
    value.and_then(|value| deserializer.end().map(|()| value)).map_err(|error| malformed(&error))
}

fn malformed(error: &serde_json::Error) -> Violations {
    let place = format!("line {}, column {}", error.line(), error.column());
    let text = error.to_string();
    let cause = text.split(" at line ").next().unwrap_or_default();
    Violation::new(Location::Body, "", "syntax", cause.to_owned(), place).into()
}

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use serde_json::{Value, json};

    use super::{parse, parse_value};
    use crate::values::codec::Data;
    use crate::values::fixture::{Bonus, Cash, Credentials, Node, Reward, Totals};
    use crate::{Nullable, Validate as _};

    /// The violations as (pointer, keyword, limit, found).
    fn faults<T: Data + Debug>(json: &str) -> Vec<(String, &'static str, String, String)> {
        let violations = parse::<T>(json.as_bytes()).unwrap_err();
        let violations = violations.into_iter();
        violations.map(|one| (one.pointer, one.keyword, one.limit.into_owned(), one.found)).collect()
    }

    fn check<T: Data + Debug>(value: &Value, expected: &[(&str, &str, &str, &str)]) {
        let found = faults::<T>(&value.to_string());
        let found: Vec<_> = found
            .iter()
            .map(|(pointer, keyword, limit, found)| {
                (pointer.as_str(), *keyword, limit.as_str(), found.as_str())
            })
            .collect();
        assert_eq!(found, expected, "{value}");
    }

    #[test]
    fn a_good_value_is_read() {
        let value = json!({
            "talent_id": "t", "external_id": "e", "comment": null, "reason": null, "extra": {},
            "bonus": {"bonus_type": 2.0, "cash": {"currency": "EUR", "amount": 1}},
        });
        let reward: Reward = parse_value(&value).unwrap();
        assert_eq!(reward.comment, Nullable::Null);
        assert_eq!(reward.validate(), Ok(()));
        assert_eq!(parse::<Reward>(value.to_string().as_bytes()), Ok(reward));
    }

    #[test]
    fn everything_is_found_at_any_depth_and_in_order() {
        let value = json!({
            "split": [
                {"currency": "XYZ", "amount": -0.5},
                7,
                {"amount": "1"},
                {"currency": "EUR", "amount": -2},
            ],
            "comment": "too long",
            "create_time": "yesterday",
            "bonus": {"cash": {"amount": -1}, "bonus_type": "1", "point_bonus": 1.5},
            "talent_id": 5,
        });
        check::<Reward>(
            &value,
            &[
                ("", "required", "external_id", "nothing"),
                ("", "required", "reason", "nothing"),
                ("/talent_id", "type", "string", "5"),
                ("/bonus/bonus_type", "type", "integer", "\"1\""),
                ("/bonus/point_bonus", "type", "integer", "1.5"),
                ("/bonus/cash", "required", "currency", "nothing"),
                ("/bonus/cash/amount", "minimum", "0", "-1"),
                ("/create_time", "format", "timestamp-ms", "\"yesterday\""),
                ("/comment", "maxLength", "5", "8 characters"),
                ("/split/0/currency", "enum", "CNY, EUR", "\"XYZ\""),
                ("/split/0/amount", "minimum", "0", "-0.5"),
                ("/split/1", "type", "object", "7"),
                ("/split/2", "required", "currency", "nothing"),
                ("/split/2/amount", "type", "number", "\"1\""),
                ("/split/3/amount", "minimum", "0", "-2"),
            ],
        );
    }

    #[test]
    fn rules_are_found_once_whether_or_not_something_else_is_wrong() {
        let mut value = json!({"bonus_type": 2, "cash": {"currency": "XYZ", "amount": -1}});
        let rules =
            [("/cash/currency", "enum", "CNY, EUR", "\"XYZ\""), ("/cash/amount", "minimum", "0", "-1")];
        check::<Bonus>(&value, &rules);
        value["point_bonus"] = json!(null);
        let [one, two] = rules;
        check::<Bonus>(&value, &[("/point_bonus", "type", "integer", "null"), one, two]);
    }

    #[test]
    fn what_is_there_and_unreadable_is_not_missing() {
        let value = json!({"bonus_type": 2, "cash": 5});
        check::<Bonus>(&value, &[("/cash", "type", "object", "5")]);
        let value = json!({"bonus_type": 1, "cash": 5});
        check::<Bonus>(
            &value,
            &[("/cash", "type", "object", "5"), ("", "required", "point_bonus", "nothing")],
        );
    }

    #[test]
    fn a_missing_property_is_not_hidden_by_one_of_another_object() {
        check::<Bonus>(
            &json!({"cash": {}}),
            &[
                ("", "required", "bonus_type", "nothing"),
                ("/cash", "required", "currency", "nothing"),
                ("/cash", "required", "amount", "nothing"),
            ],
        );
    }

    #[test]
    fn additional_members_are_checked_after_the_properties() {
        check::<Totals>(
            &json!({"b": "x", "name": 1, "a": null, "c": 3}),
            &[
                ("/name", "type", "string", "1"),
                ("/b", "type", "integer", "\"x\""),
                ("/a", "type", "integer", "null"),
            ],
        );
        check::<Credentials>(
            &json!({"x/y": 1, "app_id": "a", "app_secret": "hunter2"}),
            &[
                ("/app_secret", "minLength", "8", "[redacted]"),
                ("/x~1y", "additionalProperties", "false", "x/y"),
            ],
        );
    }

    #[test]
    fn secrets_are_not_quoted() {
        for secret in [json!(31337), json!(["31337"]), json!({"31337": 31337})] {
            let value = json!({"app_id": "a", "app_secret": secret});
            check::<Credentials>(&value, &[("/app_secret", "type", "string", "[redacted]")]);
        }
    }

    #[test]
    fn what_is_not_json_is_one_violation_with_its_place() {
        for (text, limit, found) in [
            ("", "EOF while parsing a value", "line 1, column 0"),
            ("{\n \"a\": }", "expected value", "line 2, column 7"),
            ("{} x", "trailing characters", "line 1, column 4"),
            ("{'a':1}", "key must be a string", "line 1, column 2"),
        ] {
            let expected = (String::new(), "syntax", limit.to_owned(), found.to_owned());
            assert_eq!(faults::<Cash>(text), [expected], "{text}");
        }
        assert_eq!(faults::<Cash>(&"[".repeat(100_000))[0].1, "syntax");
        assert_eq!(parse::<Cash>(b"\xff").unwrap_err().as_slice()[0].keyword, "syntax");
    }

    #[test]
    fn names_that_occur_twice_are_found_at_any_depth() {
        let text = r#"{"bonus_type": 1, "point_bonus": 1, "x": [{"a": 1, "a": 2}], "bonus_type": 1}"#;
        let found = faults::<Bonus>(text);
        let places: Vec<_> = found.iter().map(|fault| (fault.0.as_str(), fault.1)).collect();
        assert_eq!(places, [("/x/0/a", "syntax"), ("/bonus_type", "syntax")]);
    }

    #[test]
    fn nesting_is_bounded_and_says_so() {
        let nest = |depth| (0..depth).fold(json!({}), |inner, _| json!({"next": inner}));
        assert!(parse_value::<Node>(&nest(127)).is_ok());
        let violations = parse_value::<Node>(&nest(200)).unwrap_err();
        assert_eq!(violations.len(), 1);
        assert_eq!(violations.as_slice()[0].keyword, "depth");
    }
}
