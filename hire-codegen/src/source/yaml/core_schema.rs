//! What a plain scalar of YAML is: the core schema, YAML 1.2.2 section 10.3.2.

use super::super::Number;
use super::super::node::Value;

/// The value of a plain scalar: null, a boolean, a number, or else a string, which is given without its text. None of
/// `.inf`, `.nan` and numbers beyond those of 64 bits.
pub(super) fn resolve(text: &str) -> Option<Value> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => return Some(Value::Null),
        "true" | "True" | "TRUE" => return Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => return Some(Value::Bool(false)),
        ".nan" | ".NaN" | ".NAN" => return None,
        _ => {}
    }
    let number = match number(text) {
        Some(Number::Float(float)) if !float.is_finite() => return None,
        number => number,
    };
    Some(number.map_or_else(|| Value::String("".into()), Value::Number))
}

fn number(text: &str) -> Option<Number> {
    let radix = [("0o", 8), ("0x", 16)];
    let digits = radix.iter().find_map(|(prefix, radix)| Some((text.strip_prefix(prefix)?, *radix)));
    if let Some((digits, radix)) = digits {
        let by_letter = || digits.chars().map(|it| it.to_digit(radix).map(f64::from));
        let rounded = || by_letter().try_fold(0.0, |sum, digit| Some(sum * f64::from(radix) + digit?));
        let exact = i128::from_str_radix(digits, radix).ok().map(Number::Integer);
        return all(digits, |it| it.is_digit(radix))
            .then(|| exact.or_else(|| rounded().map(Number::Float)))?;
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return Some(Number::Float(f64::INFINITY));
    }
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let written = match (whole, fraction) {
        ("", "") => false,
        ("", digits) | (digits, "") => is_decimal(digits),
        (whole, fraction) => is_decimal(whole) && is_decimal(fraction),
    };
    let float = written && is_decimal(exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    float.then(|| Number::read(text).unwrap_or(Number::Float(f64::INFINITY)))
}

fn is_decimal(text: &str) -> bool {
    all(text, |it| it.is_ascii_digit())
}

fn all(text: &str, is_digit: impl Fn(char) -> bool) -> bool {
    !text.is_empty() && text.chars().all(is_digit)
}
