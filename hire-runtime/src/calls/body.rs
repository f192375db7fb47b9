//! Bodies of requests that are no values of JSON, and the enums of several media types.

use std::fmt::{self, Debug};

use bytes::Bytes;

use crate::{RequestWriter, Unencodable};

/// A body as it is: a picture, an archive, a document of XML.
///
/// `Debug` shows how long the body is, and nothing of its content.
///
/// ```
/// use hire_runtime::Body;
///
/// let body = Body::from("<pet/>");
/// assert_eq!(body.as_bytes(), b"<pet/>");
/// assert_eq!(format!("{body:?}"), "Body(6 bytes)");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Body(Bytes);

impl Body {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn to_bytes(&self) -> Bytes {
        self.0.clone()
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self(bytes.into())
    }
}

impl Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.0.len())
    }
}

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
    (@rows $name:ident [$($done:tt)*] from $variant:ident($type:ty) => $method:ident($media:literal), $($rows:tt)*) => {
        impl ::core::convert::From<$type> for $name {
            fn from(value: $type) -> Self {
                Self::$variant(value)
            }
        }
        $crate::payloads!(@rows $name [$($done)* $variant $method $media,] $($rows)*);
    };
    (@rows $name:ident [$($done:tt)*] $variant:ident($type:ty) => $method:ident($media:literal), $($rows:tt)*) => {
        $crate::payloads!(@rows $name [$($done)* $variant $method $media,] $($rows)*);
    };
    (@rows $name:ident [$($variant:ident $method:ident $media:literal,)*]) => {
        impl $crate::Payload for $name {
            fn write(
                &self,
                request: &mut $crate::RequestWriter,
            ) -> ::core::result::Result<(), $crate::Unencodable> {
                match self {
                    $(Self::$variant(value) => request.$method($media, value),)*
                }
            }
        }
    };
}
