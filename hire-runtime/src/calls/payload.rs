//! Enums of several media types of a body.

use crate::{RequestWriter, Unencodable};

/// A body that is sent in one of several media types: what [`payloads!`](crate::payloads) makes of an enum.
pub trait Payload {
    /// Writes the body with its media type.
    ///
    /// # Errors
    /// The value cannot be written.
    fn write(&self, request: &mut RequestWriter) -> Result<(), Unencodable>;
}

/// Makes an enum a [`Payload`]: each variant has the method of [`RequestWriter`] that writes it, and the media type. A
/// variant behind `from` can be made of its value by `From`.
///
/// ```
/// use hire_runtime::{Body, Payload, payloads};
///
/// enum UploadBody {
///     Numbers(Vec<u32>),
///     Png(Body),
/// }
/// payloads! {
///     UploadBody;
///     from Numbers(Vec<u32>) => json("application/json"),
///     Png(Body) => bytes("image/png"),
/// }
///
/// fn is_payload<T: Payload>(_: T) {}
/// is_payload(UploadBody::from(vec![1]));
/// is_payload(UploadBody::Png(Body::default()));
/// ```
#[macro_export]
macro_rules! payloads {
    ($name:ident; $($rows:tt)*) => {
        $crate::payloads!(@rows $name [] $($rows)*);
    };
    (@rows $name:ident [$($done:tt)*] from $variant:ident($type:ty) => $method:ident($media:literal $(, $more:expr)?), $($rows:tt)*) => {
        impl ::core::convert::From<$type> for $name {
            fn from(value: $type) -> Self {
                Self::$variant(value)
            }
        }
        $crate::payloads!(@rows $name [$($done)* $variant $method ($media) ($($more)?),] $($rows)*);
    };
    (@rows $name:ident [$($done:tt)*] $variant:ident($type:ty) => $method:ident($media:literal $(, $more:expr)?), $($rows:tt)*) => {
        $crate::payloads!(@rows $name [$($done)* $variant $method ($media) ($($more)?),] $($rows)*);
    };
    (@rows $name:ident [$($variant:ident $method:ident ($media:literal) ($($more:expr)?),)*]) => {
        impl $crate::Payload for $name {
            fn write(
                &self,
                request: &mut $crate::RequestWriter,
            ) -> ::core::result::Result<(), $crate::Unencodable> {
                match self {
                    $(Self::$variant(value) => request.$method($media, value $(, $more)?),)*
                }
            }
        }
    };
}
