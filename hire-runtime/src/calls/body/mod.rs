//! Bodies that are no values of JSON: bytes, files, and streams of chunks.

pub(crate) mod byte_stream;
#[cfg(feature = "client")]
mod file;
pub(crate) mod json_lines;

use std::fmt::{self, Debug};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_core::Stream;

use self::byte_stream::{ByteStream, chain, spent};
use crate::{BoxError, Data, Encoded};

/// A body as it is: a picture, an archive, a document of XML. It is in memory, or made chunk by chunk while it is sent.
///
/// | made by | sent again |
/// | --- | --- |
/// | `From` of bytes or text | yes |
/// | [`file`](Self::file), [`replay`](Self::replay) | yes: its chunks are made anew for each attempt |
/// | [`stream`](Self::stream), `From<ByteStream>` | never: neither by a retry nor with a renewed credential |
///
/// Clones of a stream share it: whoever sends first has it.
///
/// `Debug` shows how long the body is, and nothing of its content.
///
/// ```
/// use hire_runtime::Body;
///
/// let body = Body::from("<pet/>");
/// assert_eq!(body.as_bytes(), Some(b"<pet/>".as_slice()));
/// assert_eq!(format!("{body:?}"), "Body(6 bytes)");
/// ```
#[derive(Clone, Default)]
pub struct Body {
    content: Content,
    length: Option<u64>,
    content_type: Option<Arc<str>>,
}

#[derive(Clone)]
enum Content {
    Whole(Bytes),
    Replay(Arc<dyn Fn() -> ByteStream + Send + Sync>),
    Once(Arc<Mutex<Option<ByteStream>>>),
}

impl Default for Content {
    fn default() -> Self {
        Self::Whole(Bytes::new())
    }
}

impl Body {
    /// A body whose chunks are made while it is sent, once: the client makes one attempt, and a second call with the body
    /// sends nothing. An error of the stream ends the call.
    pub fn stream<S, B, E>(chunks: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        ByteStream::new(chunks).into()
    }

    /// A body of values of JSON, one in a line: `application/jsonl`, `application/x-ndjson`.
    ///
    /// ```
    /// let body = hire_runtime::Body::json_lines(&[vec![1, 2], vec![3]])?;
    /// assert_eq!(body, "[1,2]\n[3]\n");
    /// # Ok::<(), hire_runtime::serde_json::Error>(())
    /// ```
    ///
    /// # Errors
    /// A value has no JSON: a float that is not finite, for example.
    pub fn json_lines<'v, T: Data + 'v>(values: impl IntoIterator<Item = &'v T>) -> serde_json::Result<Self> {
        let lines = values.into_iter().map(json_line).collect::<serde_json::Result<Vec<_>>>()?;
        Ok(lines.concat().into())
    }

    /// A body of values of JSON, each between a record separator and a line feed: `application/json-seq` (RFC 7464 §2.2).
    ///
    /// ```
    /// let body = hire_runtime::Body::json_sequence(&[vec![1, 2], vec![3]])?;
    /// assert_eq!(body, "\x1e[1,2]\n\x1e[3]\n");
    /// # Ok::<(), hire_runtime::serde_json::Error>(())
    /// ```
    ///
    /// # Errors
    /// A value has no JSON: a float that is not finite, for example.
    pub fn json_sequence<'v, T: Data + 'v>(
        values: impl IntoIterator<Item = &'v T>,
    ) -> serde_json::Result<Self> {
        Ok(Self::json_lines(values)?.sequence())
    }

    /// A body of values of JSON as [`json_sequence`](Self::json_sequence) has them, which are made while it is sent,
    /// [once](Self::stream).
    pub fn json_sequence_stream<T: Data>(values: impl Stream<Item = T> + Send + 'static) -> Self {
        Self::json_line_stream(values).sequence()
    }

    /// A body of values of JSON, one in a line, which are made while it is sent, [once](Self::stream).
    pub fn json_line_stream<T: Data>(values: impl Stream<Item = T> + Send + 'static) -> Self {
        ByteStream::mapped(values, |value| Ok(json_line(&value)?.into())).into()
    }

    /// A body whose chunks are made anew for each attempt.
    ///
    /// ```
    /// use hire_runtime::{Body, ByteStream};
    ///
    /// let zeros = Body::replay(|| ByteStream::from_chunks((0..1024).map(|_| vec![0; 1024]))).with_length(1024 * 1024);
    /// assert_eq!(zeros.length(), Some(1024 * 1024));
    /// ```
    pub fn replay(open: impl Fn() -> ByteStream + Send + Sync + 'static) -> Self {
        Self { content: Content::Replay(Arc::new(open)), ..Self::default() }
    }

    /// One body after the other: it can be sent as often as each of them can.
    pub(crate) fn concat(pieces: Vec<Self>) -> Self {
        if let Some(bytes) = pieces.iter().map(Self::as_bytes).collect::<Option<Vec<_>>>() {
            return bytes.concat().into();
        }
        let length = pieces.iter().try_fold(0_u64, |sum, piece| sum.checked_add(piece.length()?));
        let content = if pieces.iter().all(Self::is_repeatable) {
            Content::Replay(Arc::new(move || chain(pieces.clone())))
        } else {
            let is_spent = pieces.iter().any(Self::is_spent);
            Content::Once(Arc::new(Mutex::new((!is_spent).then(|| chain(pieces)))))
        };
        Self { content, length, content_type: None }
    }

    /// Lines as a sequence of JSON texts, each behind an RS (RFC 7464, section 2.2). A chunk of a stream is a line.
    fn sequence(self) -> Self {
        if let Some(lines) = self.as_bytes() {
            let texts = lines.split_inclusive(|byte| *byte == b'\n');
            return texts.flat_map(|text| [b"\x1e".as_slice(), text].concat()).collect::<Vec<u8>>().into();
        }
        let is_spent = self.is_spent();
        let texts =
            ByteStream::mapped(chain(vec![self]), |line| Ok([b"\x1e".as_slice(), &line?].concat().into()));
        Self { content: Content::Once(Arc::new(Mutex::new((!is_spent).then_some(texts)))), ..Self::default() }
    }

    /// Says how many bytes a stream has, which are then announced (`Content-Length`, RFC 9110 §8.6): many servers take no
    /// upload without that. One that has more or fewer ends the call with an error.
    #[must_use]
    pub fn with_length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    /// Says what media type the body has, where the description has a range of them, such as `image/*`. Another one than the
    /// description allows is a violation, and nothing is sent.
    ///
    /// ```
    /// let picture = hire_runtime::Body::from(vec![0x89, b'P', b'N', b'G']).with_content_type("image/png");
    /// assert_eq!(picture.content_type(), Some("image/png"));
    /// ```
    #[must_use]
    pub fn with_content_type(mut self, media_type: impl Into<Arc<str>>) -> Self {
        self.content_type = Some(media_type.into());
        self
    }

    /// The media type, if the body was given one.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// How many bytes there are, if that is known.
    pub fn length(&self) -> Option<u64> {
        match &self.content {
            Content::Whole(bytes) => u64::try_from(bytes.len()).ok(),
            Content::Replay(_) | Content::Once(_) => self.length,
        }
    }

    /// The bytes. None of a stream.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Whole(bytes) => Some(bytes),
            Content::Replay(_) | Content::Once(_) => None,
        }
    }

    /// Whether there is nothing to send: no stream is known to be empty, whatever its length is said to be.
    pub fn is_empty(&self) -> bool {
        self.as_bytes().is_some_and(<[u8]>::is_empty)
    }

    /// Whether it can be sent again.
    pub fn is_repeatable(&self) -> bool {
        !matches!(self.content, Content::Once(_))
    }

    /// The bytes, or what makes them. A stream that somebody else has got gives an error.
    ///
    /// # Errors
    /// The stream.
    pub(crate) fn into_bytes(self) -> Result<Bytes, ByteStream> {
        let stream = match self.content {
            Content::Whole(bytes) => return Ok(bytes),
            Content::Replay(open) => open(),
            Content::Once(shared) => {
                let stream = shared.lock().unwrap_or_else(PoisonError::into_inner).take();
                stream.unwrap_or_else(|| ByteStream::failed(spent()))
            }
        };
        Err(stream.with_length(self.length))
    }

    /// The chunks, for a transport. Those of a stream that was sent before are an error.
    pub fn into_stream(self) -> ByteStream {
        self.into_bytes().map_or_else(|stream| stream, ByteStream::whole)
    }

    /// The whole body, if it has no more bytes than `limit`.
    ///
    /// # Errors
    /// It has more, or it broke off.
    #[cfg(feature = "client")]
    pub(crate) fn collect(
        self,
        limit: usize,
    ) -> impl Future<Output = Result<Bytes, crate::TransportError>> + Send {
        // Most bodies are there, and have nothing to wait for: only a stream takes the memory for that.
        let body = self.into_bytes().map_err(|stream| Box::pin(stream.with_limit(limit).bytes()));
        async move {
            match body {
                Ok(bytes) if bytes.len() <= limit => Ok(bytes),
                Ok(_) => Err(crate::TransportErrorKind::TooLarge { limit }.into()),
                Err(stream) => stream.await,
            }
        }
    }

    /// Whether it is a stream that somebody has sent.
    pub(crate) fn is_spent(&self) -> bool {
        matches!(&self.content, Content::Once(shared)
            if shared.lock().unwrap_or_else(PoisonError::into_inner).is_none())
    }
}

fn json_line<T: Data>(value: &T) -> serde_json::Result<Vec<u8>> {
    let mut line = serde_json::to_vec(&Encoded(value))?;
    line.push(b'\n');
    Ok(line)
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(bytes: T) -> Self {
        Self { content: Content::Whole(bytes.into()), ..Self::default() }
    }
}

/// Sends on what comes in, once.
impl From<ByteStream> for Body {
    fn from(stream: ByteStream) -> Self {
        let length = stream.length();
        Self { content: Content::Once(Arc::new(Mutex::new(Some(stream)))), length, content_type: None }
    }
}

/// Bytes are equal as such; a stream is equal to its clones.
impl PartialEq for Body {
    fn eq(&self, other: &Self) -> bool {
        match (&self.content, &other.content) {
            (Content::Whole(one), Content::Whole(two)) => one == two,
            (Content::Replay(one), Content::Replay(two)) => Arc::ptr_eq(one, two),
            (Content::Once(one), Content::Once(two)) => Arc::ptr_eq(one, two),
            _ => false,
        }
    }
}

impl Eq for Body {}

/// Whether it is in memory and these bytes.
impl<T: AsRef<[u8]> + ?Sized> PartialEq<T> for Body {
    fn eq(&self, other: &T) -> bool {
        self.as_bytes() == Some(other.as_ref())
    }
}

impl Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.length() {
            Some(length) => write!(f, "Body({length} bytes)"),
            None => f.write_str("Body(stream)"),
        }
    }
}
