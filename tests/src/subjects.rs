//! The types of the fixtures that have cases, each with the ways to a verdict on a value.

pub use hire_runtime::Violations;
use hire_runtime::{Checker, Data, Decoded, Encoded, parse, parse_value};
use serde_json::Value;

/// A type that has cases.
#[derive(Debug)]
pub struct Subject {
    /// The fixture that it is of: `keywords/minimum`.
    pub fixture: &'static str,
    /// The component.
    pub schema: &'static str,
    /// What `parse_value` says of a value, and what decoding and validating says.
    pub judge: fn(&Value) -> [Outcome; 2],
    /// What `parse` says of a text.
    pub parse: fn(&[u8]) -> Result<(), Violations>,
}

/// The value, read and written again, or what is wrong with it.
pub type Outcome = Result<Value, String>;

fn judge<T: Data>(json: &Value) -> [Outcome; 2] {
    judge_by(json, |at, value: &T| value.check(at))
}

/// As [`judge`], of a component that is another name of a type: its rules are in a function.
fn judge_by<T: Data>(json: &Value, check: fn(&mut Checker<'_>, &T)) -> [Outcome; 2] {
    let checked = |value: T| match Violations::of(|at| check(at, &value)) {
        Ok(()) => serde_json::to_value(Encoded(&value)).map_err(|error| error.to_string()),
        Err(violations) => Err(violations.to_string()),
    };
    let parsed: Result<T, Violations> = parse_value(json);
    let decoded = serde_json::from_str::<Decoded<T>>(&json.to_string()).map_err(|error| error.to_string());
    [
        parsed.map_err(|violations| violations.to_string()).and_then(checked),
        decoded.and_then(|Decoded(value)| checked(value)),
    ]
}

fn parsed<T: Data>(json: &[u8]) -> Result<(), Violations> {
    parse::<T>(json).map(|_| ())
}

#[allow(deprecated, reason = "a fixture is about `deprecated`")]
mod list {
    use super::{Subject, judge, judge_by, parsed};

    include!(concat!(env!("OUT_DIR"), "/fixtures/subjects.rs"));
}

pub use list::SUBJECTS;
