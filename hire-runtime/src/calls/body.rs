//! Bodies of requests that are no values of JSON.

use std::fmt::{self, Debug};

use bytes::Bytes;

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
