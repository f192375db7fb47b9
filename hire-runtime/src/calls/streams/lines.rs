//! Values of JSON, one after the other.

use std::fmt::{self, Debug};
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use http::StatusCode;

use super::media_type;
use super::records::{Ends, ItemCheck, Records, Skipped};
use crate::calls::body::json_lines::is_sequence;
use crate::calls::response::{has_content, utf8};
use crate::{Checker, Data, Error, FromResponse, Mismatch, NoCode, Received};

/// Values of JSON, one after the other, while they come in: `application/jsonl` and `application/x-ndjson`, a value in a
/// line, and `application/json-seq` (RFC 7464) or what has the suffix `+json-seq`.
///
/// A value that cannot be read is an error in its place, and others follow; after an error of the transport nothing does.
///
/// ```
/// use hire_runtime::bytes::Bytes;
/// use hire_runtime::*;
///
/// static API: Api = Api::new("Rewards", "1.0.0");
///
/// struct ExportRewards;
/// impl Validate for ExportRewards {}
/// endpoint! {
///     ExportRewards -> Lines<u32>;
///     operation(&API, "exportRewards", "GET", "/v1/rewards").accept("application/jsonl");
/// }
///
/// # let waker = std::task::Waker::noop();
/// # let mut context = std::task::Context::from_waker(&waker);
/// # let mut run = std::pin::pin!(async {
/// let mut lines = ExportRewards::from_response(http::Response::new(Bytes::from_static(b"1\n20\n")))?;
/// let mut sum = 0;
/// while let Some(line) = lines.next().await {
///     sum += line?;
/// }
/// assert_eq!(sum, 21);
/// # Ok::<(), Error<NoCode>>(())
/// # });
/// # assert!(matches!(run.as_mut().poll(&mut context), std::task::Poll::Ready(Ok(()))));
/// ```
pub struct Lines<T> {
    records: Box<Records>,
    check: ItemCheck<T>,
}

impl<T: Data> Lines<T> {
    /// The next value; none at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error<NoCode>>> {
        poll_fn(|context| self.poll_line(context)).await
    }

    /// Checks items by this function instead of the rules of their type. Emitted code calls it, where a description has rules
    /// for the items themselves; [`response_checks`](crate::CallOptions::response_checks) says what becomes of broken ones.
    pub fn check_items(&self, check: fn(&mut Checker<'_>, &T)) {
        self.check.set(check);
    }

    fn poll_line(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T, Error<NoCode>>>> {
        let mut skipped = Skipped::default();
        loop {
            let line = match ready!(self.records.poll(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error.into()))),
                Some(Ok(line)) => line,
            };
            if line.trim_ascii().is_empty() {
                ready!(skipped.one(context));
                continue;
            }
            // What is no UTF-8 is no JSON.
            let text = utf8(&line).map_or_else(|_| String::from_utf8_lossy(&line), Into::into);
            let is_truncated = self.records.is_truncated(&line);
            return Poll::Ready(Some(if is_truncated {
                Err(self.records.truncated(&text))
            } else {
                self.records.item(&text, &self.check)
            }));
        }
    }
}

impl<T> Debug for Lines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").field("records", &self.records).finish_non_exhaustive()
    }
}

impl<T: Data> Stream for Lines<T> {
    type Item = Result<T, Error<NoCode>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_line(context)
    }
}

impl<T: Data + 'static> FromResponse for Lines<T> {
    type Value = Self;
    const ACCEPT: &'static [&'static str] =
        &["application/jsonl", "application/x-ndjson", "application/json-seq"];

    fn streams(status: StatusCode) -> bool {
        has_content(status)
    }

    fn read(received: &mut Received) -> Result<Self, Mismatch> {
        let is_sequence = media_type(received).is_some_and(|name| is_sequence(&name));
        let ends = if is_sequence { Ends::Sequence } else { Ends::Line };
        Ok(Self { records: Box::new(Records::new(received, ends)), check: ItemCheck::default() })
    }
}
