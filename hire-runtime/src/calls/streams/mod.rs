//! Responses that are read while they come in.

mod events;
mod lines;
mod records;

use http::StatusCode;
use http::header::CONTENT_TYPE;

pub use self::events::{Event, Events};
pub use self::lines::Lines;
use crate::calls::response::has_content;
use crate::{ByteStream, FromResponse, Mismatch, Received};

/// Hands on the body while it comes in.
impl FromResponse for ByteStream {
    type Value = Self;
    const ACCEPT: &'static [&'static str] = &["*/*"];

    fn streams(status: StatusCode) -> bool {
        has_content(status)
    }

    fn read(received: &mut Received) -> Result<Self, Mismatch> {
        Ok(received.stream())
    }
}

/// The media type of a response in lower case, without parameters (RFC 9110 §8.3.1).
fn media_type(received: &Received) -> Option<String> {
    let stated = received.headers().get(CONTENT_TYPE)?.to_str().ok()?;
    Some(stated.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
}

#[cfg(test)]
mod tests;
