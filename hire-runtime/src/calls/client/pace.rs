//! Time limits of streams.

use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use tokio::time::{Instant, Sleep, sleep_until};

use crate::{ByteStream, TransportError, TransportErrorKind};

/// A stream that gives up when nothing comes for too long, and at the deadline of its call.
///
/// Only the time in which somebody waits for a chunk counts, so that a reader may take its time.
pub(super) struct Paced {
    stream: ByteStream,
    idle: Option<Duration>,
    deadline: Option<Instant>,
    /// While a chunk is waited for.
    waiting: Option<Pin<Box<Sleep>>>,
}

impl Paced {
    pub(super) fn around(stream: ByteStream, idle: Option<Duration>, deadline: Option<Instant>) -> Self {
        Self { stream, idle, deadline, waiting: None }
    }

    /// When the wait for a chunk ends that begins now.
    fn end(&self) -> Option<Instant> {
        let idle = self.idle.and_then(|idle| Instant::now().checked_add(idle));
        idle.into_iter().chain(self.deadline).min()
    }
}

impl Stream for Paced {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let timeout = || Poll::Ready(Some(Err(TransportErrorKind::Timeout.into())));
        if self.deadline.is_some_and(|deadline| deadline <= Instant::now()) {
            return timeout();
        }
        if let Poll::Ready(chunk) = self.stream.poll_chunk(context) {
            self.waiting = None;
            return Poll::Ready(chunk);
        }
        if self.waiting.is_none() {
            self.waiting = self.end().map(|end| Box::pin(sleep_until(end)));
        }
        match self.waiting.as_mut().map(|sleep| sleep.as_mut().poll(context)) {
            Some(Poll::Ready(())) => timeout(),
            _ => Poll::Pending,
        }
    }
}
