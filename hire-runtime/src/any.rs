//! Types whose values are any JSON that satisfies rules.

/// Gives a newtype of [`Value`](crate::Value) the codec and serde traits, and `From` both ways. Its
/// rules are its [`Validate`](crate::Validate).
///
/// ```
/// /// A number, or a text.
/// #[derive(Debug, Clone, PartialEq)]
/// pub struct Code(pub hire_runtime::Value);
/// hire_runtime::any_value!(Code);
/// impl hire_runtime::Validate for Code {}
///
/// let code: Code = hire_runtime::serde_json::from_str("17")?;
/// assert_eq!(code.0, 17);
/// # Ok::<(), hire_runtime::serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! any_value {
    ($type:ident) => {
        impl $crate::Encode for $type {
            fn encode<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::Encode::encode(&self.0, serializer)
            }
        }

        impl<'de> $crate::Decode<'de> for $type {
            fn decode<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                <$crate::Value as $crate::Decode>::decode(deserializer).map(Self)
            }

            fn parse(value: &$crate::Value, _: &mut $crate::Checker<'_>) -> ::core::option::Option<Self> {
                ::core::option::Option::Some(Self(::core::clone::Clone::clone(value)))
            }
        }

        impl $crate::Blank for $type {
            fn blank() -> Self {
                Self($crate::Blank::blank())
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
