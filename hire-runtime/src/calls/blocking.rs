//! The client for programs without an async runtime.

use std::fmt::{self, Debug};
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use crate::calls::runtime_thread::RuntimeThread;
use crate::{
    BaseUrl, BuildError, CallOptions, ClientBuilder, Credential, Endpoint, ErrorOf, FromResponse, Response,
    Transport, TransportError, TransportErrorKind,
};

/// Sends endpoints as [`hire_runtime::Client`](crate::Client) does, and waits for the response.
///
/// Around an async client: the same settings, transports, credentials, limits and errors. Clones
/// share everything, also with the async client, and any number of threads may call at once.
///
/// A thread of its own drives connections and timers, also between the calls. It ends when the
/// last clone is dropped, which waits for nothing.
///
/// In async code a call works as well, and blocks the thread it is on like every function that
/// blocks: a task that the response depends on must not need that thread. The async client is the
/// better choice there, or `tokio::task::spawn_blocking`.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// use hire_runtime::testing::{Canned, Replay};
/// use hire_runtime::{Api, Client, Json, Map, Validate, Value, endpoint};
///
/// static API: Api = Api::new("Rewards", "1.0.0").servers(&["https://rewards.example"]);
///
/// struct ListRewards;
/// impl Validate for ListRewards {}
/// endpoint! {
///     ListRewards -> Json<Map<Value>>;
///     operation(&API, "listRewards", "GET", "/v1/rewards");
/// }
///
/// let replay = Replay::new();
/// replay.next(Canned::json(serde_json::json!({"total": 3})));
/// // Without a transport of your own, and with the feature `reqwest`, it is reqwest.
/// let client = Client::builder(&API).transport(replay).build_blocking()?;
/// assert_eq!(client.send(&ListRewards)?.get("total"), Some(&Value::from(3)));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Client {
    inner: crate::Client,
    runtime: Arc<Runtime>,
}

impl Client {
    /// A blocking client around an async one.
    ///
    /// # Errors
    /// The operating system gives no thread or no file descriptor for it.
    pub fn new(inner: crate::Client) -> Result<Self, BuildError> {
        let runtime = RuntimeThread::start("hire-runtime").map_err(|error| {
            BuildError::Transport(TransportError::new(TransportErrorKind::Connect).with_source(error))
        })?;
        Ok(Self { inner, runtime: Arc::new(Runtime(runtime)) })
    }

    /// A client with other options, for some of the calls, as
    /// [`hire_runtime::Client::with_options`](crate::Client::with_options). It shares everything
    /// else with this one, its thread too.
    #[must_use]
    pub fn with_options(&self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        self.around(self.inner.with_options(change))
    }

    /// A client with another credential for a security scheme, or one more, as
    /// [`hire_runtime::Client::with_credential`](crate::Client::with_credential).
    #[must_use]
    pub fn with_credential(&self, scheme: impl Into<String>, credential: impl Into<Credential>) -> Self {
        self.around(self.inner.with_credential(scheme, credential))
    }

    /// A client that sends through another transport, as
    /// [`hire_runtime::Client::with_transport`](crate::Client::with_transport).
    #[must_use]
    pub fn with_transport(&self, transport: impl Transport) -> Self {
        self.around(self.inner.with_transport(transport))
    }

    /// Another client on the same thread.
    fn around(&self, inner: crate::Client) -> Self {
        Self { inner, runtime: Arc::clone(&self.runtime) }
    }

    /// The base URL of all calls.
    pub fn base_url(&self) -> &BaseUrl {
        self.inner.base_url()
    }

    /// The async client. Calls through it need a runtime of the caller's.
    pub fn async_client(&self) -> &crate::Client {
        &self.inner
    }

    /// Waits for a future on this thread, as the calls do: for the next chunk of a [`ByteStream`](crate::ByteStream), the
    /// next of [`Events`](crate::Events) or [`Lines`](crate::Lines), or a call of the
    /// [async client](Self::async_client).
    ///
    /// ```no_run
    /// # fn download(client: &hire_runtime::blocking::Client, mut stream: hire_runtime::ByteStream) -> Result<(), hire_runtime::TransportError> {
    /// while let Some(chunk) = client.wait(stream.next()) {
    ///     println!("{} bytes", chunk?.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// A task that the client's own thread runs must not call it: it would wait for itself.
    pub fn wait<F: Future>(&self, future: F) -> F::Output {
        self.runtime.wait(future)
    }

    /// Sends a request and gives what the server answers.
    ///
    /// # Errors
    /// As [`hire_runtime::Client::send`](crate::Client::send).
    pub fn send<E: Endpoint>(&self, request: &E) -> Result<<E::Success as FromResponse>::Value, ErrorOf<E>> {
        self.runtime.check()?;
        self.runtime.wait(self.inner.send(request))
    }

    /// As [`send`](Self::send), with the status, the headers and the log id of the response.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_full<E: Endpoint>(
        &self,
        request: &E,
    ) -> Result<Response<<E::Success as FromResponse>::Value>, ErrorOf<E>> {
        self.runtime.check()?;
        self.runtime.wait(self.inner.send_full(request))
    }
}

impl Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("blocking::Client").field(&self.inner).finish()
    }
}

impl<C> ClientBuilder<C> {
    /// The client for programs without an async runtime.
    ///
    /// # Errors
    /// As [`build`](Self::build); or the operating system gives no thread for it.
    pub fn build_blocking(self) -> Result<Client, BuildError> {
        Client::new(self.runtime()?)
    }
}

/// A thread that drives connections, timers and whatever is spawned.
///
/// The calls themselves run on the threads of their callers, so that nothing of them has to be
/// `'static`.
struct Runtime(RuntimeThread);

impl Runtime {
    /// On its own thread it would wait for what only this thread can do.
    fn check(&self) -> Result<(), TransportError> {
        if thread::current().id() == self.0.thread {
            return Err(TransportError::new(TransportErrorKind::Unsupported)
                .with_source("a blocking client was called from a task that the client itself runs"));
        }
        Ok(())
    }

    /// Polls a future on this thread until it is ready.
    ///
    /// Unlike `Handle::block_on` it does not panic where async code runs. The budget that tokio
    /// gives to the task around such a call would run out without the task ever yielding, so the
    /// future has none.
    fn wait<F: Future>(&self, future: F) -> F::Output {
        let _context = self.0.handle.enter();
        let mut future = pin!(tokio::task::unconstrained(future));
        let signal = Arc::new(Signal { thread: thread::current(), woken: AtomicBool::new(false) });
        let waker = Waker::from(Arc::clone(&signal));
        let mut context = Context::from_waker(&waker);
        loop {
            if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
                return output;
            }
            while !signal.woken.swap(false, Ordering::Acquire) {
                thread::park();
            }
        }
    }
}

/// Wakes a thread. Others may park and unpark it too, so that a wake-up is noted by itself.
struct Signal {
    thread: Thread,
    woken: AtomicBool,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

#[cfg(test)]
#[path = "blocking_tests.rs"]
mod tests;
