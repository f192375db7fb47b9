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

impl RequestWriter {
    /// A body in one of several media types.
    ///
    /// # Errors
    /// The value cannot be written.
    pub fn payload(&mut self, value: &impl Payload) -> Result<(), Unencodable> {
        value.write(self)
    }
}

/// Makes an enum a [`Payload`]: each variant has the method of [`RequestWriter`] that writes it, the media type, and what
/// the method takes behind the value. A variant with `from` can be made of its value by `From`.
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
///     Numbers from Vec<u32> => json("application/json"),
///     Png => bytes("image/png"),
/// }
///
/// fn is_payload<T: Payload>(_: T) {}
/// is_payload(UploadBody::from(vec![1]));
/// is_payload(UploadBody::Png(Body::default()));
/// ```
#[macro_export]
macro_rules! payloads {
    ($name:ident; $($variant:ident $(from $type:ty)? => $method:ident($media:literal $(, $after:expr)?),)*) => {
        $($(
            impl ::core::convert::From<$type> for $name {
                fn from(value: $type) -> Self {
                    Self::$variant(value)
                }
            }
        )?)*

        impl $crate::Payload for $name {
            fn write(
                &self,
                request: &mut $crate::RequestWriter,
            ) -> ::core::result::Result<(), $crate::Unencodable> {
                match self {
                    $(Self::$variant(value) => request.$method($media, value $(, $after)?),)*
                }
            }
        }
    };
}
