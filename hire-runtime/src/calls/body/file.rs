//! Files that are read while they are sent.

use std::fs::{self, File};
use std::future::Future as _;
use std::io::{self, Read as _};
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::{Body, ByteStream};

/// How much of a file is in memory at a time.
const CHUNK: u64 = 128 * 1024;

impl Body {
    /// The content of a file, which is read while it is sent, on the threads that tokio has for what blocks. The file is
    /// opened anew for each attempt. One that is longer or shorter by then than it is now ends the call with an error, since
    /// its length was announced; that of a file that does not know its own, such as those of `/proc`, is not.
    ///
    /// # Errors
    /// There is no such file, it may not be read, or it is no regular file: a pipe may have no end, and cannot be read again.
    pub fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let metadata = fs::metadata(&path)?;
        if !metadata.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"));
        }
        let (_, first) = Opened { file: File::open(&path)?, left: None }.read(1)?;
        let length = Some(metadata.len()).filter(|length| *length > 0 || first.is_empty());
        let body = Self::replay(move || ByteStream::new(Reader::Closed(path.clone(), length)));
        Ok(match length {
            Some(length) => body.with_length(length),
            None => body,
        })
    }
}

/// The content of a file, which is opened when the first chunk is asked for.
enum Reader {
    Closed(PathBuf, Option<u64>),
    Idle(Opened),
    Reading(JoinHandle<io::Result<(Opened, Bytes)>>),
    End,
}

impl Stream for Reader {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut reading = match std::mem::replace(&mut *self, Self::End) {
            Self::Closed(path, left) => {
                spawn_blocking(move || Opened { file: File::open(path)?, left }.read(CHUNK))
            }
            Self::Idle(file) => spawn_blocking(|| file.read(CHUNK)),
            Self::Reading(reading) => reading,
            Self::End => return Poll::Ready(None),
        };
        let Poll::Ready(chunk) = Pin::new(&mut reading).poll(context) else {
            *self = Self::Reading(reading);
            return Poll::Pending;
        };
        Poll::Ready(match chunk.map_err(io::Error::other).and_then(|chunk| chunk) {
            Ok((_, chunk)) if chunk.is_empty() => None,
            Ok((file, chunk)) => {
                *self = Self::Idle(file);
                Some(Ok(chunk))
            }
            Err(error) => Some(Err(error)),
        })
    }
}

struct Opened {
    file: File,
    /// How many bytes are still to come, if that was announced.
    left: Option<u64>,
}

impl Opened {
    /// The next chunk, which is empty at the end. That the file has more than was announced is found before its last chunk is
    /// sent, which the receiver would take for the end.
    fn read(self, most: u64) -> io::Result<(Self, Bytes)> {
        let Self { file, left } = self;
        let mut chunk = Vec::new();
        (&file).take(most).read_to_end(&mut chunk)?;
        let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        let left = match left {
            None => None,
            Some(left) if length > left || length == left && (&file).read(&mut [0])? > 0 => {
                return Err(io::Error::other("the file is longer than it was"));
            }
            Some(left) if length == 0 && left > 0 => {
                return Err(io::Error::other("the file is shorter than it was"));
            }
            Some(left) => left.checked_sub(length),
        };
        Ok((Self { file, left }, chunk.into()))
    }
}
