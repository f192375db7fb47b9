//! Bytes that come chunk by chunk.

use std::fmt::{self, Debug};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::vec;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::{Frame, SizeHint};

use crate::{Body, BoxError, TransportError, TransportErrorKind};

/// The most bytes that are set aside for a body before they have come.
const MOST_SET_ASIDE: usize = 256 * 1024;

/// Bytes that come chunk by chunk: the body of a response while it comes in, or of a request while it goes out.
///
/// Nothing is read ahead of whoever takes the chunks, so that a slow reader slows down the server. Dropping the stream
/// closes the connection, or ends the stream of HTTP/2.
///
/// It is a [`Stream`] and an [`http_body::Body`], so that other libraries can read it, and a [`Body`](crate::Body) can be
/// made of it: what comes in can be sent on.
///
/// ```
/// use hire_runtime::ByteStream;
///
/// # let waker = std::task::Waker::noop();
/// # let mut context = std::task::Context::from_waker(&waker);
/// # let mut run = std::pin::pin!(async {
/// let mut stream = ByteStream::from_chunks(["one ", "two"]);
/// while let Some(chunk) = stream.next().await {
///     println!("{} bytes", chunk?.len());
/// }
/// let whole = ByteStream::from_chunks(["one ", "two"]).bytes().await?;
/// assert_eq!(whole, "one two");
/// # Ok::<(), hire_runtime::TransportError>(())
/// # });
/// # assert!(matches!(run.as_mut().poll(&mut context), std::task::Poll::Ready(Ok(()))));
/// ```
pub struct ByteStream {
    /// Not locked, but borrowed: it makes the stream `Sync`, as some libraries want their bodies.
    chunks: Mutex<Pin<Box<dyn Source>>>,
    length: Option<u64>,
    limit: usize,
}

/// What chunks come from.
trait Source: Stream<Item = Result<Bytes, TransportError>> + Send {}

impl<S: Stream<Item = Result<Bytes, TransportError>> + Send> Source for S {}

impl ByteStream {
    /// A stream of chunks. An error of it is one of a request's body
    /// ([`TransportErrorKind::RequestBody`](crate::TransportErrorKind::RequestBody)), unless it is a [`TransportError`].
    pub fn new<S, B, E>(chunks: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self::mapped(chunks, |chunk: Result<B, E>| chunk.map(Into::into).map_err(Into::into))
    }

    /// A stream of whatever chunks can be made of.
    pub(crate) fn mapped<S, F>(items: S, chunk: F) -> Self
    where
        S: Stream + Send + 'static,
        F: Fn(S::Item) -> Result<Bytes, BoxError> + Send + Unpin + 'static,
    {
        Self::of(Mapped(Box::pin(items), chunk))
    }

    /// A stream of chunks that are there already, or made one after the other.
    pub fn from_chunks<I>(chunks: I) -> Self
    where
        I: IntoIterator<IntoIter: Send + 'static, Item: Into<Bytes>>,
    {
        Self::of(Chunks(chunks.into_iter()))
    }

    pub(crate) fn of(chunks: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self { chunks: Mutex::new(Box::pin(chunks)), length: None, limit: usize::MAX }
    }

    pub(crate) fn failed(error: TransportError) -> Self {
        Self::of(Failed(Some(error)))
    }

    pub(crate) fn whole(bytes: Bytes) -> Self {
        let length = u64::try_from(bytes.len()).ok();
        Self::of(Chunks(Some(bytes).into_iter())).with_length(length)
    }

    pub(crate) fn with_length(self, length: Option<u64>) -> Self {
        Self { length: length.or(self.length), ..self }
    }

    /// What [`bytes`](Self::bytes) collects at most.
    pub(crate) fn with_limit(self, limit: usize) -> Self {
        Self { limit, ..self }
    }

    /// The same stream with an error in place of what is not as long as it was announced: the receiver would take what comes
    /// for the whole, or wait for the rest.
    #[cfg(feature = "reqwest")]
    pub(crate) fn counted(self) -> Self {
        match self.length {
            None => self,
            Some(length) => Self::of(Counted { stream: self, left: length }).with_length(Some(length)),
        }
    }

    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// How many bytes come in all, if that is announced.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// The next chunk; none at the end, and after an error.
    pub async fn next(&mut self) -> Option<Result<Bytes, TransportError>> {
        poll_fn(|context| self.poll_chunk(context)).await
    }

    /// The whole body, up to the client's [`max_response_bytes`](crate::CallOptions::max_response_bytes).
    ///
    /// # Errors
    /// It is longer, or broke off.
    pub async fn bytes(mut self) -> Result<Bytes, TransportError> {
        let limit = self.limit;
        let too_large = || TransportError::from(TransportErrorKind::TooLarge { limit });
        let announced = usize::try_from(self.length.unwrap_or(0)).map_err(|_| too_large())?;
        if announced > limit {
            return Err(too_large());
        }
        // Most bodies come in one piece, which is not copied.
        let mut first = Bytes::new();
        let mut body = BytesMut::new();
        while let Some(chunk) = self.next().await.transpose()? {
            if chunk.len() > limit - first.len().max(body.len()) {
                return Err(too_large());
            }
            if body.is_empty() && first.is_empty() {
                first = chunk;
                continue;
            }
            if body.is_empty() {
                // What is announced may never come, so little is set aside for it.
                body.reserve(announced.min(MOST_SET_ASIDE).max(first.len() + chunk.len()));
                body.extend_from_slice(&first);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(if body.is_empty() { first } else { body.freeze() })
    }

    pub(crate) fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        let chunks = self.chunks.get_mut().unwrap_or_else(PoisonError::into_inner);
        let chunk = ready!(chunks.as_mut().poll_next(context));
        if let Some(Err(_)) = &chunk {
            // The connection is closed.
            *chunks = Box::pin(Failed(None));
        }
        Poll::Ready(chunk)
    }
}

/// Why a stream that was sent is not sent again.
pub(crate) fn spent() -> TransportError {
    let mut error = TransportError::new(TransportErrorKind::Unsupported);
    error.attempts = 0;
    error.with_source("the body is a stream that was sent before, and can be sent once")
}

/// The chunks of one body after the other.
pub(crate) fn chain(bodies: Vec<Body>) -> ByteStream {
    ByteStream::of(Chain { bodies: bodies.into_iter(), current: None })
}

impl Stream for ByteStream {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_chunk(context)
    }
}

impl http_body::Body for ByteStream {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        self.poll_chunk(context).map_ok(Frame::data)
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

impl Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").field("length", &self.length).finish_non_exhaustive()
    }
}

/// Chunks that are made of the items of another stream.
struct Mapped<S, F>(Pin<Box<S>>, F);

impl<S, F> Stream for Mapped<S, F>
where
    S: Stream,
    F: Fn(S::Item) -> Result<Bytes, BoxError> + Unpin,
{
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = ready!(self.0.as_mut().poll_next(context));
        Poll::Ready(item.map(|item| {
            (self.1)(item).map_err(|error| match error.downcast::<TransportError>() {
                Ok(known) => *known,
                Err(other) => TransportError::new(TransportErrorKind::RequestBody).with_source(other),
            })
        }))
    }
}

/// Chunks that are there without waiting.
struct Chunks<I>(I);

/// The iterator is not pinned.
impl<I> Unpin for Chunks<I> {}

impl<I: Iterator<Item: Into<Bytes>>> Stream for Chunks<I> {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(|chunk| Ok(chunk.into())))
    }
}

/// Chunks that are as long together as it was announced.
#[cfg(feature = "reqwest")]
struct Counted {
    stream: ByteStream,
    left: u64,
}

#[cfg(feature = "reqwest")]
impl Stream for Counted {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(chunk) = ready!(self.stream.poll_chunk(context)).transpose()? else {
            return Poll::Ready((self.left > 0).then(|| Err(miscounted("shorter"))));
        };
        let left = u64::try_from(chunk.len()).ok().and_then(|length| self.left.checked_sub(length));
        let Some(left) = left else {
            return Poll::Ready(Some(Err(miscounted("longer"))));
        };
        self.left = left;
        // Nobody asks for more than was announced, so what is there already is looked for before the last chunk is sent.
        if left == 0
            && let Poll::Ready(Some(more)) = self.stream.poll_chunk(context)
            && !more?.is_empty()
        {
            return Poll::Ready(Some(Err(miscounted("longer"))));
        }
        Poll::Ready(Some(Ok(chunk)))
    }
}

#[cfg(feature = "reqwest")]
fn miscounted(what: &str) -> TransportError {
    let why = format!("the body is {what} than it was announced to be");
    TransportError::new(TransportErrorKind::RequestBody).with_source(why)
}

struct Chain {
    bodies: vec::IntoIter<Body>,
    current: Option<ByteStream>,
}

impl Stream for Chain {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(stream) = &mut self.current
                && let Some(chunk) = ready!(stream.poll_chunk(context))
            {
                return Poll::Ready(Some(chunk));
            }
            self.current = self.bodies.next().map(Body::into_stream);
            if self.current.is_none() {
                return Poll::Ready(None);
            }
        }
    }
}

/// An error, and nothing else.
struct Failed(Option<TransportError>);

impl Stream for Failed {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Err))
    }
}
