//! Connections to servers that are not trusted, apart from the thread of the caller.
//!
//! hyper skips informational responses (1xx, RFC 9110, section 15.2) for as long as more of them
//! come: 128 reads of up to 400 KiB before it lets anything else run on its thread, a timer
//! included. reqwest has no setting against that. So the connections of a server are polled by a
//! thread of the transport until the server has given some responses, and again for good after one
//! request that it left without a response: what the thread of the caller does is to wait, with a
//! timer that nothing holds up. A change of threads costs a call some 15 µs, which is why a server
//! that answers is spared it.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use tokio::runtime::EnterGuard;

use crate::calls::runtime_thread::RuntimeThread;

/// How many responses make a server trusted. A connection for each way of polling is made once for
/// that, so a program with a few calls should not have to.
const TRUSTED_AFTER: u32 = 16;

/// In place of a number of responses: a request was left without one.
const SILENT: u32 = u32::MAX;

/// How a server has behaved so far.
#[derive(Debug, Default)]
pub(super) struct Standing(AtomicU32);

impl Standing {
    pub(super) fn is_trusted(&self) -> bool {
        let responses = self.0.load(Ordering::Relaxed);
        responses >= TRUSTED_AFTER && responses != SILENT
    }

    /// What to keep while a request waits for its response, and for the chunks of its body. Given up while it waits, the
    /// server is not trusted any more.
    pub(super) fn wait(self: Arc<Self>) -> Waiting {
        Waiting { standing: self, is_over: false }
    }

    fn answered(&self) {
        let one_more = |responses: u32| (responses < TRUSTED_AFTER).then(|| responses.saturating_add(1));
        // What has changed nothing is fine: enough responses, or a silence.
        _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more);
    }
}

pub(super) struct Waiting {
    standing: Arc<Standing>,
    is_over: bool,
}

impl Waiting {
    /// Whether nothing is waited for at the moment: a chunk has come, or an error that is known at once.
    pub(super) fn rests(&mut self, is_over: bool) {
        self.is_over = is_over;
    }

    /// The whole response is there.
    pub(super) fn answered(&mut self) {
        self.is_over = true;
        if !self.standing.is_trusted() {
            self.standing.answered();
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if !self.is_over {
            self.standing.0.store(SILENT, Ordering::Relaxed);
        }
    }
}

/// A client with connections of its own, and the thread that polls them.
pub(super) struct Apart {
    pub(super) client: reqwest::Client,
    /// Begun with the first request. `None` if the operating system gives no thread.
    thread: OnceLock<Option<RuntimeThread>>,
}

impl Apart {
    pub(super) fn new(client: reqwest::Client) -> Self {
        Self { client, thread: OnceLock::new() }
    }

    /// Whatever is spawned or connected while the guard lives belongs to the thread. Without a
    /// thread it belongs to the caller's runtime, as ever.
    pub(super) fn enter(&self) -> Option<EnterGuard<'_>> {
        let thread = self.thread.get_or_init(|| RuntimeThread::start("hire-runtime").ok());
        thread.as_ref().map(|thread| thread.handle.enter())
    }
}
