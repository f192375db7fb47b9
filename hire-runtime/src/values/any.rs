//! Types whose values are any JSON that satisfies rules.

use std::any::TypeId;

use serde::de::{DeserializeSeed as _, Deserializer};
use serde::ser::{Serialize as _, Serializer};
use serde_json::Value;

use crate::values::codec::{Codec, Tree};
use crate::values::validate::Checker;

/// How all newtypes of any JSON value are read and written.
#[derive(Debug)]
pub struct AnyCodec;

/// A newtype of any JSON value. [`any_value!`](crate::any_value!) adds the rest.
pub trait AnyValue: From<Value> + AsRef<Value> + 'static {
    /// Reports each rule that a value breaks. Without rules there is nothing to do.
    fn check_value(value: &Value, at: &mut Checker<'_>) {
        let _ = (value, at);
    }
}

/// Checks a value of such a type, in whichever place it is.
pub fn check_any<T: AnyValue>(value: &Value, at: &mut Checker<'_>) {
    at.judge(TypeId::of::<T>(), value, |at, _| T::check_value(value, at));
}

impl<T: AnyValue> Codec<T> for AnyCodec {
    fn placeholder() -> T {
        T::from(Value::Null)
    }

    fn encode<S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        value.as_ref().serialize(serializer)
    }

    fn decode<'de, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
        Tree(None).deserialize(deserializer).map(T::from)
    }

    fn parse(value: &Value, at: &mut Checker<'_>) -> Option<T> {
        at.copied(value, |at| check_any::<T>(value, at)).map(T::from)
    }
}

/// Gives a newtype of [`Value`](crate::Value) [`Data`](crate::Data), [`Validate`](crate::Validate), the serde traits, `AsRef`,
/// and `From` both ways. Its rules are its [`AnyValue`](crate::AnyValue).
///
/// ```
/// /// A number, or a text.
/// #[derive(Debug, Clone, PartialEq)]
/// pub struct Code(pub hire_runtime::Value);
/// hire_runtime::any_value!(Code);
/// impl hire_runtime::AnyValue for Code {}
///
/// let code: Code = hire_runtime::serde_json::from_str("17")?;
/// assert_eq!(code.0, 17);
/// # Ok::<(), hire_runtime::serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! any_value {
    ($type:ident) => {
        impl $crate::Data for $type {
            type Codec = $crate::private::AnyCodec;
        }

        impl $crate::Validate for $type {
            fn check(&self, at: &mut $crate::Checker<'_>) {
                $crate::private::check_any::<Self>(&self.0, at);
            }
        }

        impl ::core::convert::AsRef<$crate::Value> for $type {
            fn as_ref(&self) -> &$crate::Value {
                &self.0
            }
        }

        impl ::core::convert::From<$crate::Value> for $type {
            fn from(value: $crate::Value) -> Self {
                Self(value)
            }
        }

        impl ::core::convert::From<$type> for $crate::Value {
            fn from(value: $type) -> Self {
                value.0
            }
        }

        $crate::serde_by_codec!($type);
    };
}
