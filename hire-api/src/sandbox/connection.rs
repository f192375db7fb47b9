//! Connections that can be reset: before a request is read, or instead of its answer.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
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

/// A listener whose connections can be reset.
pub(super) struct Listening {
    listener: TcpListener,
    shared: Arc<Shared>,
}

impl Listening {
    pub(super) fn new(listener: TcpListener, shared: Arc<Shared>) -> Self {
        Self { listener, shared }
    }
}

impl Listener for Listening {
    type Io = Stream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Stream, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        let (connection, shared) = (Connection::default(), Arc::clone(&self.shared));
        (Stream { tcp: stream, connection, shared, between: true }, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, Listening>> for Connection {
    fn connect_info(stream: IncomingStream<'_, Listening>) -> Self {
        stream.io().connection.clone()
    }
}

pub(super) struct Stream {
    tcp: TcpStream,
    connection: Connection,
    shared: Arc<Shared>,
    /// Whether what is read next is the beginning of a request.
    between: bool,
}

impl Stream {
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
