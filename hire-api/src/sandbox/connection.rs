//! The server: connections that can be reset, before a request is read or instead of its response.

use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Extension;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use super::fault::{Effect, Fault};
use super::routes;
use super::shared::Shared;

/// What a handler knows of the connection that its request came by.
#[derive(Debug, Clone, Default)]
pub(super) struct Connection(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    cut: AtomicBool,
    fate: Mutex<Option<Fate>>,
}

/// What was decided when a request arrived: the fault that it meets, or that it meets none.
pub(super) type Fate = Option<Fault>;

impl Connection {
    /// Nothing is written to the connection any more: it is reset instead.
    pub(super) fn cut(&self) {
        self.0.cut.store(true, Ordering::Release);
    }

    fn is_cut(&self) -> bool {
        self.0.cut.load(Ordering::Acquire)
    }

    /// What was decided for the request that is being read, if anything was.
    pub(super) fn fate(&self) -> Option<Fate> {
        self.0.fate.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn decide(&self, fate: Option<Fate>) {
        *self.0.fate.lock().unwrap_or_else(PoisonError::into_inner) = fate;
    }
}

/// Serves connections until the sandbox stops, and then the responses that are under way.
///
/// Over HTTP/1.1, names of headers are written `X-Tt-Logid`: the official SDK for Python finds them in
/// this spelling only.
pub(super) async fn serve(listener: TcpListener, shared: Arc<Shared>) {
    let router = routes::router(Arc::clone(&shared));
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http1().title_case_headers(true);
    let graceful = GracefulShutdown::new();
    let mut stopped = shared.stopped.clone();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            // An error says that the sandbox was dropped, which ends it as well.
            _ = stopped.wait_for(|stop| *stop) => break,
        };
        let Ok((tcp, _)) = accepted else {
            // Out of file descriptors: some may be closed soon.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let stream = Stream::new(tcp, Arc::clone(&shared));
        let service = router.clone().layer(Extension(stream.connection.clone()));
        let served = server.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        tokio::spawn(graceful.watch(served.into_owned()));
    }
    // Nobody can connect to what is about to end.
    drop(listener);
    graceful.shutdown().await;
}

pub(super) struct Stream {
    tcp: TcpStream,
    connection: Connection,
    shared: Arc<Shared>,
    /// Whether what is read next is the beginning of a request.
    between: bool,
}

impl Stream {
    fn new(tcp: TcpStream, shared: Arc<Shared>) -> Self {
        Self { tcp, connection: Connection::default(), shared, between: true }
    }

    /// Looks at the beginning of a request without reading it, and decides what it meets.
    fn poll_arrival(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        // Room for the first line of whatever the sandbox knows.
        let mut head = [0; 512];
        let mut head = ReadBuf::new(&mut head);
        if ready!(self.tcp.poll_peek(context, &mut head))? == 0 {
            return Poll::Ready(Ok(()));
        }
        self.between = false;
        let operation = routes::operation(head.filled());
        let fate = operation.map(|operation| self.shared.lock().faults.take(operation));
        if let Some(Some(Fault { effect: Effect::Unread, .. })) = fate {
            return Poll::Ready(self.reset());
        }
        self.connection.decide(fate);
        Poll::Ready(Ok(()))
    }

    /// The other end gets a reset instead of an orderly end.
    fn reset<T>(&self) -> io::Result<T> {
        self.connection.cut();
        self.tcp.set_zero_linger()?;
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

impl AsyncRead for Stream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.between {
            ready!(self.poll_arrival(context))?;
        }
        Pin::new(&mut self.tcp).poll_read(context, buffer)
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.connection.is_cut() {
            return Poll::Ready(self.reset());
        }
        self.between = true;
        Pin::new(&mut self.tcp).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.tcp).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.connection.is_cut() {
            // An orderly end now would come before the reset.
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.tcp).poll_shutdown(context)
    }
}
