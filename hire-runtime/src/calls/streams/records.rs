//! Streams of records: what the lines of JSON and of events have in common.

use std::fmt::{self, Debug};
use std::sync::OnceLock;
use std::task::{Context, Poll, ready};

use bytes::{Buf as _, Bytes, BytesMut};

use crate::calls::response::{Judge, Received, ResponseMeta, decode};
use crate::{
    ByteStream, Checker, Data, Error, Mismatch, NoCode, TransportError, TransportErrorKind, Violations,
};

/// Where a record ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// At LF.
    Line,
    /// At CR, LF or both.
    AnyLine,
    /// At RS, or at the LF behind a complete text of JSON (RFC 7464 §2.1), so that nobody has to wait for the next record.
    Sequence,
}

/// How many records may be skipped before whatever else is on the thread has its turn.
const MOST_SKIPPED: usize = 256;

/// How many records were skipped in a row: a server may send such without end.
#[derive(Default)]
pub(super) struct Skipped(usize);

impl Skipped {
    /// One more. Pending where others have their turn first.
    pub(super) fn one(&mut self, context: &Context<'_>) -> Poll<()> {
        self.0 += 1;
        if self.0 < MOST_SKIPPED {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

/// The records of the body of a response.
pub(super) struct Records {
    stream: ByteStream,
    meta: ResponseMeta,
    pub(super) judge: Option<Judge>,
    ends: Ends,
    buffer: BytesMut,
    /// How much of the buffer has no end of a record.
    scanned: usize,
    after_cr: bool,
    nesting: Nesting,
    is_over: bool,
}

impl Records {
    pub(super) fn new(received: &mut Received, ends: Ends) -> Self {
        Self {
            stream: received.stream(),
            meta: received.meta.clone(),
            judge: received.judge.clone(),
            ends,
            buffer: BytesMut::new(),
            scanned: 0,
            after_cr: false,
            nesting: Nesting::default(),
            is_over: false,
        }
    }

    /// The next record without what ends it; at the end of the stream what is left, but for a line of events, of which
    /// nobody knows whether it is whole.
    pub(super) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, TransportError>>> {
        loop {
            if let Some(record) = self.cut() {
                return Poll::Ready(Some(Ok(record)));
            }
            if self.is_over {
                let is_record = !self.buffer.is_empty() && self.ends != Ends::AnyLine;
                return Poll::Ready(is_record.then(|| Ok(self.buffer.split().freeze())));
            }
            if self.buffer.len() > self.limit() {
                self.end();
                return Poll::Ready(Some(Err(self.too_large())));
            }
            match ready!(self.stream.poll_chunk(context)) {
                Some(Ok(chunk)) => self.buffer.extend_from_slice(&chunk),
                Some(Err(error)) => {
                    self.end();
                    return Poll::Ready(Some(Err(error)));
                }
                None => self.is_over = true,
            }
        }
    }

    /// How many bytes a record may have.
    pub(super) fn limit(&self) -> usize {
        self.stream.limit()
    }

    pub(super) fn too_large(&self) -> TransportError {
        TransportErrorKind::TooLarge { limit: self.limit() }.into()
    }

    /// Nothing comes any more, and the connection is closed.
    pub(super) fn end(&mut self) {
        self.is_over = true;
        self.stream = ByteStream::whole(Bytes::new()).with_limit(self.limit());
        self.buffer.clear();
        self.scanned = 0;
    }

    /// The first record of the buffer, if its end is there.
    fn cut(&mut self) -> Option<Bytes> {
        while let Some(&byte) = self.buffer.get(self.scanned) {
            let is_second = std::mem::take(&mut self.after_cr) && byte == b'\n' && self.scanned == 0;
            if is_second {
                self.buffer.advance(1);
                continue;
            }
            self.scanned += 1;
            let is_end = match self.ends {
                Ends::Line => byte == b'\n',
                Ends::AnyLine => byte == b'\n' || byte == b'\r',
                Ends::Sequence => byte == b'\x1e' || self.nesting.is_outside(byte) && byte == b'\n',
            };
            if is_end {
                self.after_cr = self.ends == Ends::AnyLine && byte == b'\r';
                self.nesting = Nesting::default();
                let mut record = self.buffer.split_to(std::mem::take(&mut self.scanned));
                // The LF of a sequence tells that the text is whole.
                if self.ends != Ends::Sequence || byte == b'\x1e' {
                    record.truncate(record.len().saturating_sub(1));
                }
                return Some(record.freeze());
            }
        }
        None
    }

    /// Whether a record has to end with whitespace, and does not: a number of a sequence that broke off may have had more digits
    /// (RFC 7464 §2.4).
    pub(super) fn is_truncated(&self, record: &[u8]) -> bool {
        let is_closed = |last: &u8| b"}]\"".contains(last) || last.is_ascii_whitespace();
        self.ends == Ends::Sequence && !record.last().is_none_or(is_closed)
    }

    /// The error in the place of such a record.
    pub(super) fn truncated(&self, text: &str) -> Error<NoCode> {
        self.mismatch(text, Mismatch::whole("the text of the sequence broke off"), None)
    }

    /// Reads a value from a text, and checks it as the client checks responses.
    pub(super) fn item<T: Data>(&self, text: &str, check: &ItemCheck<T>) -> Result<T, Error<NoCode>> {
        let value = decode::<T>(text).map_err(|mismatch| self.mismatch(text, mismatch, None))?;
        if let Some(judge) = &self.judge
            && let Err(violations) =
                Violations::of(|at| check.apply(at, &value)).or_else(|broken| judge(broken))
        {
            return Err(self.mismatch(text, Mismatch::broken(&violations), Some(violations)));
        }
        Ok(value)
    }

    /// The error keeps the text of the record for a body.
    fn mismatch(&self, text: &str, mismatch: Mismatch, violations: Option<Violations>) -> Error<NoCode> {
        let body = Bytes::copy_from_slice(text.as_bytes());
        ResponseMeta { body, ..self.meta.clone() }.mismatch("", mismatch, violations)
    }
}

impl Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records").field("status", &self.meta.status).finish_non_exhaustive()
    }
}

/// How the items of a stream are checked: by the rules of their type, unless the description has others for them.
pub(super) struct ItemCheck<T>(OnceLock<fn(&mut Checker<'_>, &T)>);

impl<T: Data> ItemCheck<T> {
    pub(super) fn set(&self, check: fn(&mut Checker<'_>, &T)) {
        // Whoever sets it again sets the same.
        let _ = self.0.set(check);
    }

    fn apply(&self, at: &mut Checker<'_>, value: &T) {
        match self.0.get() {
            Some(check) => check(at, value),
            None => value.check(at),
        }
    }
}

impl<T> Default for ItemCheck<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

/// How deep in a text of JSON the next byte is.
#[derive(Default)]
struct Nesting {
    depth: usize,
    in_string: bool,
    after_escape: bool,
}

impl Nesting {
    /// Takes a byte, and says whether it is in no object, list or string.
    fn is_outside(&mut self, byte: u8) -> bool {
        let is_escaped = std::mem::take(&mut self.after_escape);
        match byte {
            b'"' if !is_escaped => self.in_string = !self.in_string,
            b'\\' if self.in_string => self.after_escape = !is_escaped,
            b'{' | b'[' if !self.in_string => self.depth += 1,
            b'}' | b']' if !self.in_string => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.depth == 0 && !self.in_string
    }
}
