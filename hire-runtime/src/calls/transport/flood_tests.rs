//! Servers on threads of their own that send without end, and clients on a single thread.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use tokio::runtime::Builder;

use super::*;

const GOOD: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

/// What a server sends once, and then for as long as somebody takes it.
struct Flood {
    first: Vec<u8>,
    then: Vec<u8>,
    /// Whether it begins when the client has nothing more to say for a moment.
    waits: bool,
}

impl Flood {
    fn new(first: impl AsRef<[u8]>, then: impl AsRef<[u8]>) -> Self {
        Self { first: first.as_ref().to_vec(), then: then.as_ref().to_vec(), waits: false }
    }

    /// Sends to a client until it hangs up.
    fn send(&self, socket: &mut TcpStream) {
        let block = self.then.repeat(64 * 1024 / self.then.len() + 1);
        if self.waits {
            socket.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
            while socket.read(&mut [0; 4096]).is_ok_and(|read| read > 0) {}
        }
        _ = socket.write_all(&self.first);
        while socket.write_all(&block).is_ok() {}
    }
}

struct FloodServer {
    address: SocketAddr,
    /// How many connections it has had.
    connections: Arc<AtomicUsize>,
    /// How many floods have come to an end.
    ended: Arc<AtomicUsize>,
    floods: Arc<AtomicBool>,
}

impl FloodServer {
    /// Answers requests well, and floods instead while it is told to.
    fn start(flood: Flood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            connections: Arc::default(),
            ended: Arc::default(),
            floods: Arc::new(AtomicBool::new(true)),
        };
        let flood = Arc::new(flood);
        let (connections, ended, floods) =
            (Arc::clone(&server.connections), Arc::clone(&server.ended), Arc::clone(&server.floods));
        thread::spawn(move || {
            while let Ok((mut socket, _)) = listener.accept() {
                connections.fetch_add(1, Ordering::SeqCst);
                let (flood, ended, floods) = (Arc::clone(&flood), Arc::clone(&ended), Arc::clone(&floods));
                thread::spawn(move || {
                    let mut buffer = [0; 4096];
                    while socket.read(&mut buffer).is_ok_and(|read| read > 0) {
                        if floods.load(Ordering::SeqCst) {
                            flood.send(&mut socket);
                            ended.fetch_add(1, Ordering::SeqCst);
                            return;
                        }
                        _ = socket.write_all(GOOD);
                    }
                });
            }
        });
        server
    }

    fn request(&self) -> http::Request<Body> {
        http::Request::get(format!("http://{}/", self.address)).body(Body::default()).unwrap()
    }

    /// What a transport makes of its response, and how often something else on the same thread got
    /// its turn meanwhile.
    async fn call(&self, transport: &ReqwestTransport) -> (Result<Bytes, TransportErrorKind>, usize) {
        let limits = Limits { timeout: Duration::from_millis(500), max_response_bytes: 1 << 20 };
        let (response, turns) = with_turns(whole(transport, self.request(), limits)).await;
        (response.map(http::Response::into_body).map_err(|error| error.kind()), turns)
    }

    /// Waits until it has noticed that nobody takes its floods any more.
    async fn ends(&self) {
        while self.ended.load(Ordering::SeqCst) < self.connections.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

/// What a future gives, and how often something else on the same thread got its turn meanwhile.
async fn with_turns<F: Future>(future: F) -> (F::Output, usize) {
    let turns = AtomicUsize::new(0);
    let ticking = async {
        loop {
            tokio::time::sleep(Duration::from_millis(1)).await;
            turns.fetch_add(1, Ordering::Relaxed);
        }
    };
    tokio::select! {
        output = future => (output, turns.load(Ordering::Relaxed)),
        () = ticking => unreachable!(),
    }
}

fn transport() -> ReqwestTransport {
    ReqwestTransport::with(|settings| settings.no_proxy().tls_certs_only([])).unwrap()
}

/// Runs on one thread, one test after the other, since each of them keeps two processors busy; fails
/// instead of hanging.
fn on_one_thread<T>(test: impl Future<Output = T>) -> T {
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(Duration::from_secs(60), test).await.unwrap() })
}

/// What hyper reads on and on.
fn endless() -> Vec<Flood> {
    let long = [b"HTTP/1.1 103 Early Hints\r\nLink: ", &*vec![b'a'; 20_000], b"\r\n\r\n"].concat();
    vec![
        Flood::new("", "HTTP/1.1 100 Continue\r\n\r\n"),
        Flood::new("", "HTTP/1.1 102 Processing\r\n\r\n"),
        Flood::new("", "HTTP/1.1 199\r\n\r\n"),
        Flood::new("", "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"),
        Flood::new("", long),
        Flood::new("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "0"),
    ]
}

#[test]
fn what_has_no_end_holds_up_nobody_else() {
    for flood in endless() {
        let server = FloodServer::start(flood);
        on_one_thread(async {
            let (response, turns) = server.call(&transport()).await;
            assert_eq!(response, Err(TransportErrorKind::Timeout));
            assert!(turns > 10, "{turns}");
            server.ends().await;
        });
    }
}

/// What is no event has no end.
#[test]
fn a_stream_without_events_holds_up_nobody_else() {
    for nothing in [":\n", "\n", "unknown\n", "retry: 1\r"] {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
        let server = FloodServer::start(Flood::new(head, nothing));
        on_one_thread(async {
            let builder = Client::builder(&API).base_url(format!("http://{}", server.address));
            let client = builder.transport(transport()).timeout(Duration::from_millis(500)).build().unwrap();
            let mut events = client.send(&streams::Listen).await.unwrap();
            let (event, turns) = with_turns(events.next()).await;
            let Some(Err(Error::Transport(error))) = event else { panic!("{event:?}") };
            assert_eq!(error.kind(), TransportErrorKind::Timeout, "{nothing:?}");
            assert!(turns > 10, "{nothing:?}: {turns}");
            drop(events);
            server.ends().await;
        });
    }
}

/// Trust is lost once and for all.
#[test]
fn a_server_that_begins_to_flood_holds_up_others_once_at_most() {
    let server = FloodServer::start(Flood::new("", "HTTP/1.1 100 Continue\r\n\r\n"));
    on_one_thread(async {
        let transport = transport();
        server.floods.store(false, Ordering::SeqCst);
        for _ in 0..20 {
            assert_eq!(server.call(&transport).await.0, Ok(Bytes::from_static(b"{}")));
        }
        // At least one connection for the time before it was trusted, and one after.
        assert!(server.connections.load(Ordering::SeqCst) >= 2);
        server.floods.store(true, Ordering::SeqCst);
        assert_eq!(server.call(&transport).await.0, Err(TransportErrorKind::Timeout));
        for _ in 0..2 {
            let (response, turns) = server.call(&transport).await;
            assert_eq!(response, Err(TransportErrorKind::Timeout));
            assert!(turns > 10, "{turns}");
        }
        // It is served all the same, apart.
        server.floods.store(false, Ordering::SeqCst);
        let target = transport.targets.find(server.request().uri()).unwrap();
        for _ in 0..20 {
            let response = whole(&transport, server.request(), Limits::default()).await;
            assert_eq!(response.unwrap().body(), "{}");
            assert!(!target.server.is_trusted());
        }
    });
}

/// A call that is given up is no response either.
#[test]
fn a_call_that_is_given_up_costs_trust() {
    let server = FloodServer::start(Flood::new("", "HTTP/1.1 100 Continue\r\n\r\n"));
    let transport = transport();
    let target = transport.targets.find(server.request().uri()).unwrap();
    on_one_thread(async {
        server.floods.store(false, Ordering::SeqCst);
        for _ in 0..20 {
            server.call(&transport).await.0.unwrap();
        }
        assert!(target.server.is_trusted());
        server.floods.store(true, Ordering::SeqCst);
        let given_up = transport.send(server.request());
        assert!(tokio::time::timeout(Duration::from_millis(50), given_up).await.is_err());
        assert!(!target.server.is_trusted());
    });
}

/// Each of these ends by itself, long before its time is over, with this kind of error.
#[test]
fn other_floods_end_at_a_limit() {
    use TransportErrorKind as Kind;
    let head = "HTTP/1.1 200 OK\r\n";
    let chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n");
    let too_large = Kind::TooLarge { limit: 1 << 16 };
    for (name, flood, expected) in [
        ("headers", Flood::new(head, "X-Header: value\r\n"), Kind::Request),
        ("a header", Flood::new(format!("{head}X-Header: "), "v"), Kind::Request),
        ("a name", Flood::new(head, "X"), Kind::Request),
        ("a reason", Flood::new("HTTP/1.1 200 ", "OK"), Kind::Request),
        ("empty lines", Flood::new("", "\r\n"), Kind::Request),
        ("no HTTP", Flood::new("", "\0"), Kind::Request),
        ("a body", Flood::new(format!("{head}\r\n"), "x"), too_large),
        ("chunks", Flood::new(&chunked, "10\r\n0123456789abcdef\r\n"), too_large),
        ("small chunks", Flood::new(&chunked, "1\r\nx\r\n"), too_large),
        ("a chunk", Flood::new(format!("{chunked}fffffffffffffff\r\n"), "x"), too_large),
        ("the size of a chunk", Flood::new(&chunked, "1"), Kind::Body),
        ("extensions of a chunk", Flood::new(format!("{chunked}1;"), "x"), Kind::Body),
        (
            "extensions of chunks",
            Flood::new(&chunked, "1;0123456789abcdef0123456789abcdef\r\nx\r\n"),
            Kind::Body,
        ),
        ("trailers", Flood::new(format!("{chunked}0\r\n"), "X-Trailer: value\r\n"), Kind::Body),
        ("a trailer", Flood::new(format!("{chunked}0\r\nX-Trailer: "), "v"), Kind::Body),
    ] {
        let server = FloodServer::start(flood);
        on_one_thread(async {
            let limits = Limits { timeout: Duration::from_secs(50), max_response_bytes: 1 << 16 };
            let error = whole(&transport(), server.request(), limits).await.unwrap_err();
            assert_eq!(error.kind(), expected, "{name}: {}", inflate::chain(&error));
            server.ends().await;
        });
    }
}

/// A byte now and then keeps nobody beyond the time of the attempt.
#[test]
fn a_trickle_ends_with_the_time() {
    for first in ["HTTP/1.1 200 OK\r\nX-Header: ", "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            let (mut socket, _) = listener.accept().unwrap();
            _ = socket.read(&mut [0; 4096]);
            _ = socket.write_all(first.as_bytes());
            while socket.write_all(b"1").is_ok() {
                thread::sleep(Duration::from_millis(10));
            }
        });
        on_one_thread(async {
            let request = http::Request::get(format!("http://{address}/")).body(Body::default()).unwrap();
            let limits = Limits { timeout: Duration::from_millis(200), ..Limits::default() };
            let error = whole(&transport(), request, limits).await.unwrap_err();
            assert_eq!(error.kind(), TransportErrorKind::Timeout, "{first}");
        });
    }
}

/// A frame of HTTP/2 (RFC 9113, section 4.1).
fn frame(kind: u8, flags: u8, stream: u8, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags, 0, 0, 0, stream], payload].concat()
}

#[test]
fn floods_of_frames_end() {
    const DATA: u8 = 0;
    const HEADERS: u8 = 1;
    const PRIORITY: u8 = 2;
    const SETTINGS: u8 = 4;
    const PUSH_PROMISE: u8 = 5;
    const PING: u8 = 6;
    const WINDOW_UPDATE: u8 = 8;
    const CONTINUATION: u8 = 9;
    const UNKNOWN: u8 = 0xbb;
    const END_HEADERS: u8 = 4;
    // `:status: 100`, and `:status: 200` (RFC 7541, section 6).
    const CONTINUE: &[u8] = b"\x08\x03100";
    const OK: &[u8] = b"\x88";
    use TransportErrorKind as Kind;
    let settings = frame(SETTINGS, 0, 0, &[]);
    let ok = [&*settings, &frame(HEADERS, END_HEADERS, 1, OK)].concat();
    let open = [&*settings, &frame(HEADERS, 0, 1, OK)].concat();
    for (name, flood, expected) in [
        ("settings", Flood::new(&settings, frame(SETTINGS, 0, 0, &[0, 3, 0, 0, 0, 100])), Kind::Timeout),
        ("pings", Flood::new(&settings, frame(PING, 0, 0, &[1; 8])), Kind::Timeout),
        ("priorities", Flood::new(&settings, frame(PRIORITY, 0, 1, &[0, 0, 0, 0, 1])), Kind::Timeout),
        ("unknown frames", Flood::new(&settings, frame(UNKNOWN, 0, 1, &[0; 100])), Kind::Timeout),
        ("windows", Flood::new(&settings, frame(WINDOW_UPDATE, 0, 0, &[0x40, 0, 0, 0])), Kind::Request),
        ("1xx", Flood::new(&settings, frame(HEADERS, END_HEADERS, 1, CONTINUE)), Kind::Timeout),
        (
            "pushes",
            Flood::new(&settings, frame(PUSH_PROMISE, END_HEADERS, 1, &[0, 0, 0, 2, 0x88])),
            Kind::Request,
        ),
        ("continuations", Flood::new(&open, frame(CONTINUATION, 0, 1, b"\x00\x01a\x01b")), Kind::Request),
        ("empty continuations", Flood::new(&open, frame(CONTINUATION, 0, 1, b"")), Kind::Request),
        ("empty data", Flood::new(&ok, frame(DATA, 0, 1, b"")), Kind::Body),
        // More than the window allows.
        ("data", Flood::new(&ok, frame(DATA, 0, 1, &[0; 100])), Kind::Body),
        ("trailers", Flood::new(&ok, frame(HEADERS, END_HEADERS, 1, b"\x00\x01a\x01b")), Kind::Body),
        ("a frame too large", Flood::new(&settings, [0xff; 9]), Kind::Request),
    ] {
        let server = FloodServer::start(Flood { waits: true, ..flood });
        on_one_thread(async {
            let transport = ReqwestTransport::with(|settings| {
                settings.no_proxy().tls_certs_only([]).http2_prior_knowledge()
            });
            let (response, turns) = server.call(&transport.unwrap()).await;
            assert_eq!(response, Err(expected), "{name}");
            assert!(expected != Kind::Timeout || turns > 10, "{name}: {turns}");
            server.ends().await;
        });
    }
}
