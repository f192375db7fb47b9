//! Values as texts, for paths, queries, headers and cookies.

use std::borrow::Cow;

use serde_json::Value;

use crate::values::secret::Secret;
use crate::values::timestamp::TimestampMs;

/// A value that can be a parameter: it has a text, not yet percent-encoded.
///
/// # Examples
/// ```
/// use hire_runtime::ToParameter;
///
/// assert_eq!(true.to_parameter().as_deref(), Some("true"));
/// assert_eq!(1e300.to_parameter().as_deref(), Some("1e300"));
/// assert_eq!(f64::NAN.to_parameter(), None);
/// ```
pub trait ToParameter {
    /// The text, or nothing if the value has none: a float that is not finite.
    fn to_parameter(&self) -> Option<Cow<'_, str>>;
}

impl ToParameter for str {
    fn to_parameter(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }
}

impl ToParameter for String {
    fn to_parameter(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self))
    }
}

/// The secret as it is: this is the way to the wire.
impl ToParameter for Secret {
    fn to_parameter(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(self.write()))
    }
}

impl ToParameter for bool {
    fn to_parameter(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(if *self { "true" } else { "false" }))
    }
}

macro_rules! as_displayed {
    ($($type:ty),*) => {
        $(
            impl ToParameter for $type {
                fn to_parameter(&self) -> Option<Cow<'_, str>> {
                    Some(Cow::Owned(self.to_string()))
                }
            }
        )*
    };
}
as_displayed!(i8, i16, i32, i64, u8, u16, u32, u64, TimestampMs);

macro_rules! as_float {
    ($($type:ty),*) => {
        $(
            impl ToParameter for $type {
                fn to_parameter(&self) -> Option<Cow<'_, str>> {
                    let size = self.abs();
                    let text = if size == 0.0 || (1e-5..1e16).contains(&size) {
                        self.to_string()
                    } else {
                        format!("{self:e}")
                    };
                    self.is_finite().then_some(Cow::Owned(text))
                }
            }
        )*
    };
}
as_float!(f32, f64);

/// A string or a number as it is, any other value as JSON.
impl ToParameter for Value {
    fn to_parameter(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::String(text) => text.to_parameter(),
            Self::Number(number) if number.is_f64() => {
                let number = number.as_f64()?;
                number.to_parameter().map(|text| Cow::Owned(text.into_owned()))
            }
            other => Some(Cow::Owned(other.to_string())),
        }
    }
}

impl<T: ToParameter + ?Sized> ToParameter for &T {
    fn to_parameter(&self) -> Option<Cow<'_, str>> {
        (**self).to_parameter()
    }
}

impl<T: ToParameter + ?Sized> ToParameter for Box<T> {
    fn to_parameter(&self) -> Option<Cow<'_, str>> {
        (**self).to_parameter()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::ToParameter;
    use crate::{Secret, TimestampMs};

    #[test]
    fn each_type_has_its_text() {
        let cases: &[(&dyn ToParameter, Option<&str>)] = &[
            (&"a b/ü", Some("a b/ü")),
            (&String::new(), Some("")),
            (&false, Some("false")),
            (&i64::MIN, Some("-9223372036854775808")),
            (&u64::MAX, Some("18446744073709551615")),
            (&100.0, Some("100")),
            (&0.1_f32, Some("0.1")),
            (&-1.5, Some("-1.5")),
            (&1e-7, Some("1e-7")),
            (&0.0, Some("0")),
            (&f64::INFINITY, None),
            (&f32::NAN, None),
            (&Secret::from("s"), Some("s")),
            (&TimestampMs::from_millis(5), Some("5")),
            (&Box::new(7_u8), Some("7")),
            (&json!("a\"b"), Some("a\"b")),
            (&json!(u64::MAX), Some("18446744073709551615")),
            (&json!(3.0), Some("3")),
            (&json!(true), Some("true")),
            (&json!([1]), Some("[1]")),
        ];
        for (value, text) in cases {
            assert_eq!(value.to_parameter().as_deref(), *text);
        }
    }
}
