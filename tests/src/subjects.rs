//! The types of the fixtures that have cases, each with the ways to a verdict on a value, and the variants of the fixtures.

pub use hire_runtime::Violations;
use std::mem::discriminant;

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

/// A variant of a union or an enumeration.
#[derive(Debug)]
pub struct Variant {
    /// The fixture that it is of.
    pub fixture: &'static str,
    /// `Pet::Cat`.
    pub name: &'static str,
    /// Makes it by hand of a value that it can have, and says what is wrong if that is valid, and its JSON is read as
    /// another variant, or not at all.
    pub made: fn(&Value) -> Option<String>,
}

fn made<T: Data, I: Data>(json: &Value, variant: fn(I) -> T) -> Option<String> {
    let value = variant(parse_value(json).ok()?);
    Violations::of(|at| value.check(at)).ok()?;
    let written = match serde_json::to_value(Encoded(&value)) {
        Ok(written) => written,
        Err(error) => return Some(format!("{value:?} cannot be written: {error}")),
    };
    match parse_value::<T>(&written) {
        Ok(read) if discriminant(&read) == discriminant(&value) => None,
        read => Some(format!("{value:?} is written as {written} and read as {read:?}")),
    }
}

#[allow(deprecated, reason = "a fixture is about `deprecated`")]
mod list {
    use super::{Subject, Variant, judge, judge_by, made, parsed};

    include!(concat!(env!("OUT_DIR"), "/fixtures/subjects.rs"));
}

pub use list::{SUBJECTS, VARIANTS};
