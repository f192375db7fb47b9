//! Files that are read while they are sent.

use std::fs::File;
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
    /// opened anew for each attempt.
    ///
    /// # Errors
    /// There is no such file, or it is none that may be read.
    pub fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let length = File::open(&path)?.metadata()?.len();
        Ok(Self::replay(move || ByteStream::new(Reader::Closed(path.clone()))).with_length(length))
    }
}

/// The content of a file, which is opened when the first chunk is asked for.
enum Reader {
    Closed(PathBuf),
    Idle(File),
    Reading(JoinHandle<io::Result<(File, Bytes)>>),
    End,
}

impl Stream for Reader {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut reading = match std::mem::replace(&mut *self, Self::End) {
            Self::Closed(path) => spawn_blocking(|| read(File::open(path)?)),
            Self::Idle(file) => spawn_blocking(|| read(file)),
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

fn read(file: File) -> io::Result<(File, Bytes)> {
    let mut chunk = Vec::new();
    (&file).take(CHUNK).read_to_end(&mut chunk)?;
    Ok((file, chunk.into()))
}
