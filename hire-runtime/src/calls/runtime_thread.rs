//! A tokio runtime on a thread of its own.

use std::convert::Infallible;
use std::io;
use std::sync::mpsc;
use std::thread::{self, ThreadId};

use tokio::runtime::{Builder, Handle};
use tokio::sync::oneshot;

/// A thread that drives connections, timers and whatever is spawned, until this value is dropped,
/// which waits for nothing.
///
/// The runtime lives and ends on its own thread: tokio panics if a runtime is dropped where async
/// code runs.
pub(crate) struct RuntimeThread {
    pub(crate) handle: Handle,
    #[cfg_attr(not(feature = "blocking"), expect(dead_code, reason = "the blocking client reads it"))]
    pub(crate) thread: ThreadId,
    /// The thread waits for its end.
    _alive: oneshot::Sender<Infallible>,
}

impl RuntimeThread {
    pub(crate) fn start(name: &str) -> io::Result<Self> {
        let (alive, ended) = oneshot::channel();
        let (ready, started) = mpsc::sync_channel(1);
        let drive = move || match Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => {
                // Nobody waits for the handle if the caller's thread is gone.
                _ = ready.send(Ok(runtime.handle().clone()));
                _ = runtime.block_on(ended);
                // A name that is being resolved is not waited for.
                runtime.shutdown_background();
            }
            Err(error) => _ = ready.send(Err(error)),
        };
        let thread = thread::Builder::new().name(name.to_owned()).spawn(drive)?;
        let handle = started.recv().map_err(io::Error::other)??;
        Ok(Self { handle, thread: thread.thread().id(), _alive: alive })
    }
}
