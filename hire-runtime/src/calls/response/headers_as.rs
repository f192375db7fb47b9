//! Headers of responses with the types that the description gives them, whether the call succeeded or failed.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::{ApiError, DecodeError, FromHeaders, HeaderReader, Response};

impl<T> Response<T> {
    /// The headers with the types that the description gives them. The call has succeeded whatever they are: so they are read
    /// when they are asked for.
    ///
    /// ```no_run
    /// # struct ListPetsHeaders { x_next: Option<String> }
    /// # impl hire_runtime::FromHeaders for ListPetsHeaders {
    /// #     fn from_headers(headers: &hire_runtime::HeaderReader<'_>) -> Result<Self, hire_runtime::Mismatch> {
    /// #         Ok(Self { x_next: headers.optional("X-Next") })
    /// #     }
    /// # }
    /// # fn next(response: hire_runtime::Response<Vec<u8>>) -> Result<Option<String>, hire_runtime::Error> {
    /// let headers: ListPetsHeaders = response.headers_as()?;
    /// # Ok(
    /// headers.x_next
    /// # )
    /// # }
    /// ```
    ///
    /// # Errors
    /// A header that is always there is missing, or has another type. One that may be missing is `None` then, and
    /// [`headers`](Self::headers) has its text.
    pub fn headers_as<H: FromHeaders>(&self) -> Result<H, Box<DecodeError>> {
        read(&self.headers, self.status, self.log_id.as_deref(), self.attempts)
    }
}

impl<C, F> ApiError<C, F> {
    /// The headers with the types that the description gives those of failures.
    ///
    /// # Errors
    /// A header that each failure has is missing, or has another type. One that may be missing is `None` then, and
    /// [`headers`](Self::headers) has its text.
    pub fn headers_as<H: FromHeaders>(&self) -> Result<H, Box<DecodeError>> {
        read(&self.headers, self.status, self.log_id.as_deref(), self.attempts)
    }
}

/// Reads headers, and keeps what is known of the response in an error.
fn read<H: FromHeaders>(
    headers: &HeaderMap,
    status: StatusCode,
    log_id: Option<&str>,
    attempts: u32,
) -> Result<H, Box<DecodeError>> {
    H::from_headers(&HeaderReader::new(headers)).map_err(|mismatch| {
        Box::new(DecodeError {
            pointer: mismatch.pointer,
            message: mismatch.message,
            violations: None,
            status,
            headers: headers.clone(),
            log_id: log_id.map(str::to_owned),
            attempts,
            body: Bytes::new(),
        })
    })
}
