//! Streams, against real sockets.

use std::io;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::task::Waker;

use tokio::net::TcpStream;

use super::*;
use crate::{AuthError, BoxFuture, ByteStream, CallOptions, Events, RetryPolicy, Secret, Text, TokenSource};

static STREAMS: Api = Api::new("streams", "1").schemes(&[SecurityScheme::bearer("token")]);
static DOWNLOAD: Operation = Operation::new(&STREAMS, "download", "GET", "/file");
static EVENTS: Operation = Operation::new(&STREAMS, "events", "GET", "/events");
static UPLOAD: Operation = Operation::new(&STREAMS, "upload", "PUT", "/file").security(&[&[("token", &[])]]);

macro_rules! endpoint {
    ($name:ident, $operation:ident, $success:ty, |$self:ident, $request:ident| $write:expr) => {
        impl Validate for $name {}
        impl Endpoint for $name {
            type Success = $success;
            type Failure = crate::Undocumented;
            type Code = NoCode;
            const OPERATION: &'static Operation = &$operation;
            fn write(&$self, $request: &mut RequestWriter) -> Result<(), Unencodable> {
                $write
            }
        }
    };
}

struct Download;
endpoint!(Download, DOWNLOAD, ByteStream, |self, _request| Ok(()));
pub(super) struct Listen;
endpoint!(Listen, EVENTS, Events<u32>, |self, _request| Ok(()));
struct ListenToDays;
endpoint!(ListenToDays, EVENTS, Events<crate::Date>, |self, _request| Ok(()));
struct Upload(Body);
endpoint!(Upload, UPLOAD, Text, |self, request| request.bytes("application/octet-stream", &self.0));

/// A server whose connections are served one after the other: the number of each, and its socket behind the head of the
/// request, which is kept.
struct Raw {
    address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

async fn raw<F: Future<Output = io::Result<()>> + Send>(
    serve: impl Fn(usize, TcpStream) -> F + Send + 'static,
) -> Raw {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let raw = Raw { address: listener.local_addr().unwrap(), heads: Arc::default() };
    let heads = Arc::clone(&raw.heads);
    tokio::spawn(async move {
        for number in 0.. {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                head.push(socket.read_u8().await.unwrap());
            }
            heads.lock().unwrap().push(String::from_utf8(head).unwrap().to_ascii_lowercase());
            // The client may hang up.
            _ = serve(number, socket).await;
        }
    });
    raw
}

impl Raw {
    fn client(&self, options: impl FnOnce(CallOptions) -> CallOptions) -> Client {
        let transport = ReqwestTransport::with(reqwest::ClientBuilder::no_proxy).unwrap();
        let builder = Client::builder(&STREAMS).base_url(format!("http://{}", self.address));
        let client = builder.transport(transport).credential("token", Renewable::default()).build().unwrap();
        client.with_options(options)
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

/// A new token for each that is refused.
#[derive(Default)]
struct Renewable(AtomicUsize);

impl TokenSource for Renewable {
    fn token(&self, rejected: Option<&Secret>) -> BoxFuture<'_, Result<Secret, AuthError>> {
        let refused = usize::from(rejected.is_some());
        let number = self.0.fetch_add(refused, Ordering::SeqCst) + refused;
        Box::pin(async move { Ok(Secret::from(format!("t{number}"))) })
    }
}

const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const EVENT_STREAM: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

/// A chunk of a chunked body.
fn chunk(text: &str) -> Vec<u8> {
    format!("{:x}\r\n{text}\r\n", text.len()).into_bytes()
}

#[tokio::test]
async fn a_slow_reader_slows_the_server_and_dropping_the_stream_closes_the_connection() {
    static SENT: AtomicU64 = AtomicU64::new(0);
    let (closed, is_closed) = tokio::sync::oneshot::channel();
    let closed = Mutex::new(Some(closed));
    let server = raw(move |_, mut socket| {
        let closed = closed.lock().unwrap().take();
        async move {
            socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
            while socket.write_all(&[0; 16_384]).await.is_ok() {
                SENT.fetch_add(16_384, Ordering::SeqCst);
            }
            closed.map_or(Ok(()), |closed| closed.send(()).map_err(|()| io::Error::other("nobody waits")))
        }
    })
    .await;
    let mut stream = server.client(|options| options).send(&Download).await.unwrap();
    assert_eq!(stream.length(), None);
    stream.next().await.unwrap().unwrap();
    // Until buffers are full.
    let mut sent = u64::MAX;
    while sent != SENT.load(Ordering::SeqCst) {
        sent = SENT.load(Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(sent < 32 << 20, "{sent}");
    drop(stream);
    is_closed.await.unwrap();
}

#[tokio::test]
async fn a_stream_of_events_goes_on_behind_the_last_one() {
    let server = raw(|number, mut socket| async move {
        socket
            .write_all(match number {
                0 => b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nretry: 1\nid: a\ndata: 1\n\nid: b\ndata: 2",
                1 => b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 99\r\n\r\nid: b\ndata: 2\n\ndata: 3\n\n",
                2 => EVENT_STREAM.as_bytes(),
                _ => b"HTTP/1.1 204 No Content\r\n\r\n",
            })
            .await
    })
    .await;
    let mut events = server.client(|options| options).send(&Listen).await.unwrap();
    let mut seen = Vec::new();
    while let Some(event) = events.next().await {
        let event = event.unwrap();
        seen.push((event.id.unwrap(), event.data));
    }
    assert_eq!(seen, [("a".to_owned(), 1), ("b".to_owned(), 2), ("b".to_owned(), 3)]);
    let ids: Vec<_> = server
        .heads()
        .iter()
        .map(|head| head.lines().find_map(|line| Some(line.strip_prefix("last-event-id: ")?.to_owned())))
        .collect();
    assert_eq!(ids, [None, Some("a".to_owned()), Some("b".to_owned()), Some("b".to_owned())]);
}

#[tokio::test]
async fn a_stream_of_events_that_cannot_go_on_is_an_error() {
    let begun = format!("{EVENT_STREAM}retry: 1\nid: a\ndata: 1\n\n");
    for (response, policy, expected) in [
        ("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", RetryPolicy::default(), Some("HTTP 403")),
        ("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", RetryPolicy::default(), Some("text/html")),
        ("", RetryPolicy::none(), None),
    ] {
        let begun = begun.clone();
        let server = raw(move |number, mut socket| {
            let response = if number == 0 { begun.clone() } else { response.to_owned() };
            async move { socket.write_all(response.as_bytes()).await }
        })
        .await;
        let mut events = server.client(|options| options.retry(policy)).send(&Listen).await.unwrap();
        assert!(events.next().await.unwrap().is_ok());
        let end = events.next().await.map(|end| end.unwrap_err().to_string());
        assert_eq!(end.is_some(), expected.is_some(), "{end:?}");
        assert!(end.unwrap_or_default().contains(expected.unwrap_or_default()));
        assert!(events.next().await.is_none());
    }
}

/// Where the server takes no notice of the body, or has read all of it.
#[tokio::test]
async fn a_body_that_can_be_sent_once_is_never_repeated() {
    for (response, with_new_token) in [
        ("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n", false),
        ("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", true),
        ("", false),
    ] {
        let server = raw(move |number, mut socket| async move {
            let mut body = [0; 16];
            while !body.ends_with(b"0\r\n\r\n") {
                body.rotate_left(1);
                body[15] = socket.read_u8().await?;
            }
            let good = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
            socket.write_all(if number == 0 { response } else { good }.as_bytes()).await
        })
        .await;
        let client = server.client(|options| options);
        let once = Upload(Body::from(ByteStream::from_chunks(["one", "two"])));
        client.send(&once).await.unwrap_err();
        assert_eq!(server.heads().len(), 1, "{response}");
        // Nor by the caller's mistake.
        let again = client.send(&once).await.unwrap_err();
        assert_eq!(again.attempts(), 0);
        assert!(again.source().unwrap().to_string().contains("sent once"), "{again}");
        assert_eq!(server.heads().len(), 1, "{response}");
        // The next call has what was renewed.
        client.send(&Upload(Body::from(ByteStream::from_chunks(["three"])))).await.unwrap();
        let last = server.heads().pop().unwrap();
        assert_eq!(last.contains("authorization: bearer t1"), with_new_token, "{last}");
        assert!(last.contains("transfer-encoding: chunked"), "{last}");
    }
}

#[tokio::test]
async fn what_makes_its_chunks_anew_is_repeated_and_has_a_length() {
    let path = std::env::temp_dir().join(format!("hire-runtime-upload-{}", std::process::id()));
    std::fs::write(&path, "x".repeat(300_000)).unwrap();
    for body in [
        Body::file(&path).unwrap(),
        Body::replay(|| ByteStream::from_chunks(std::iter::repeat_n("xxx", 100_000))).with_length(300_000),
    ] {
        let server = raw(|number, mut socket| async move {
            let mut body = vec![0; 300_000];
            socket.read_exact(&mut body).await?;
            assert!(body.iter().all(|byte| *byte == b'x'));
            let bad = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n";
            let good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
            socket.write_all(if number == 0 { bad } else { good }.as_bytes()).await
        })
        .await;
        assert_eq!(server.client(|options| options).send(&Upload(body)).await.unwrap(), "ok");
        let heads = server.heads();
        assert!(
            heads.len() == 2 && heads.iter().all(|head| head.contains("content-length: 300000")),
            "{heads:?}"
        );
    }
    std::fs::remove_file(path).unwrap();
}

#[tokio::test]
async fn a_body_that_cannot_be_made_ends_the_call() {
    let server = raw(|_, _| std::future::pending()).await;
    let broken = futures_util::stream::iter([Ok("one"), Err(io::Error::other("the disk is gone"))]);
    let error = server.client(|options| options).send(&Upload(Body::stream(broken))).await.unwrap_err();
    let Error::Transport(error) = error else { panic!("{error:?}") };
    assert_eq!((error.kind(), error.attempts()), (TransportErrorKind::RequestBody, 1));
    assert!(inflate::chain(&error).contains("the disk is gone"), "{}", inflate::chain(&error));
}

/// What is sent of a body that says this length: the error of the call, and the body with its framing as a server has it.
async fn sent(body: Body) -> (Option<TransportError>, String) {
    let (done, received) = tokio::sync::oneshot::channel();
    let done = Mutex::new(Some(done));
    let server = raw(move |_, mut socket| {
        let done = done.lock().unwrap().take();
        async move {
            let mut body = Vec::new();
            // Until nothing more comes, or the client hangs up.
            let short = Duration::from_millis(200);
            while let Ok(Ok(1..)) = tokio::time::timeout(short, socket.read_buf(&mut body)).await {}
            if let Some(done) = done {
                _ = done.send(String::from_utf8(body).unwrap());
            }
            socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").await
        }
    })
    .await;
    let error = server.client(|options| options).send(&Upload(body)).await.err().map(|error| match error {
        Error::Transport(error) => error,
        other => panic!("{other:?}"),
    });
    let Some(head) = server.heads().pop() else {
        // Of a body that fails at once, nothing is sent.
        return (error, String::new());
    };
    let framing = |line: &&str| line.starts_with("content-length") || line.starts_with("transfer-");
    let framing = head.lines().find(framing).unwrap_or_default().to_owned();
    let body = tokio::time::timeout(Duration::from_secs(2), received).await;
    (error, framing + "|" + &body.ok().and_then(Result::ok).unwrap_or_default())
}

/// A receiver must not take a part of a body for the whole.
#[tokio::test]
async fn a_body_is_as_long_as_it_was_announced_or_an_error() {
    let chunks =
        |chunks: &'static [&'static str]| Body::from(ByteStream::from_chunks(chunks.iter().copied()));
    for (body, expected) in [
        (chunks(&["one", "two"]).with_length(6), Ok("content-length: 6|onetwo")),
        (chunks(&["one", "", "two", ""]).with_length(6), Ok("content-length: 6|onetwo")),
        (chunks(&[]).with_length(0), Ok("content-length: 0|")),
        (chunks(&["one", "two"]).with_length(5), Err("longer")),
        (chunks(&["one", "two"]).with_length(3), Err("longer")),
        (chunks(&["one"]).with_length(0), Err("longer")),
        (chunks(&["one", "two"]).with_length(7), Err("shorter")),
    ] {
        let (error, seen) = sent(body).await;
        match (expected, error) {
            (Ok(expected), error) => assert!(error.is_none() && seen == expected, "{seen}: {error:?}"),
            (Err(why), Some(error)) => {
                assert!(!seen.ends_with("|one") && !seen.ends_with("onetw"), "{seen}");
                assert_eq!((error.kind(), error.attempts()), (TransportErrorKind::RequestBody, 1), "{seen}");
                assert!(inflate::chain(&error).contains(why), "{}", inflate::chain(&error));
            }
            (Err(why), None) => panic!("{why}: {seen}"),
        }
    }
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_file_is_sent_whole_or_not_at_all() {
    let folder = std::env::temp_dir().join(format!("hire-runtime-files-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).unwrap();
        folder.join(name)
    };
    let (empty, log, cut) = (file("empty", ""), file("log", "one\n"), file("cut", "one\n"));
    // It does not know how long it is.
    let (error, seen) = sent(Body::file("/proc/self/cmdline").unwrap()).await;
    assert!(error.is_none() && seen.starts_with("transfer-encoding: chunked|") && seen.len() > 40, "{seen}");
    assert_eq!(sent(Body::file(&empty).unwrap()).await.1, "content-length: 0|");
    let (log_body, cut_body) = (Body::file(&log).unwrap(), Body::file(&cut).unwrap());
    assert_eq!(sent(log_body.clone()).await.1, "content-length: 4|one\n");
    std::fs::write(&log, "one\ntwo\n").unwrap();
    std::fs::write(&cut, "o").unwrap();
    for (body, why) in [(log_body, "longer"), (cut_body, "shorter")] {
        let (error, seen) = sent(body).await;
        let error = error.unwrap_or_else(|| panic!("{why}: {seen}"));
        assert_eq!(error.kind(), TransportErrorKind::RequestBody);
        assert!(inflate::chain(&error).contains(why), "{}", inflate::chain(&error));
    }
    // A pipe would block whoever opens it.
    let pipe = folder.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for other in [folder.as_path(), &pipe, std::path::Path::new("/dev/null")] {
        assert_eq!(Body::file(other).unwrap_err().kind(), io::ErrorKind::InvalidInput, "{other:?}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// A body that is made of a request of its own, to a server where nobody listens.
#[tokio::test]
async fn a_body_that_gets_no_connection_is_no_failed_connection() {
    let server = raw(|_, socket| async move {
        let _open = socket;
        std::future::pending().await
    })
    .await;
    let (_port, nobody) = nobody();
    let nested = move || {
        ByteStream::new(futures_util::stream::once(async move {
            let client = reqwest::Client::builder().no_proxy().build()?;
            client.get(format!("http://{nobody}/")).send().await?.bytes().await
        }))
    };
    let error = server.client(|options| options).send(&Upload(Body::replay(nested))).await.unwrap_err();
    let Error::Transport(error) = error else { panic!("{error:?}") };
    let chain = inflate::chain(&error);
    assert_eq!((error.kind(), error.attempts()), (TransportErrorKind::RequestBody, 1), "{chain}");
}

/// Rules hold, and hooks are told, after a break as before it: over a socket.
#[tokio::test]
async fn a_stream_that_goes_on_is_checked_and_watched() {
    struct Errors(Arc<Mutex<Vec<String>>>);
    impl crate::Hook for Errors {
        fn on_error(&self, _: &crate::Attempt, error: &crate::HookError<'_>) {
            self.0.lock().unwrap().push(error.error.to_string());
        }
    }
    let server = raw(|number, mut socket| async move {
        let begun = format!("{EVENT_STREAM}retry: 1\nid: a\ndata: \"not a date\"\n\n");
        let over = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
        socket.write_all(if number < 2 { &begun } else { over }.as_bytes()).await
    })
    .await;
    let errors = Arc::default();
    let builder = Client::builder(&STREAMS).base_url(format!("http://{}", server.address));
    let transport = ReqwestTransport::with(reqwest::ClientBuilder::no_proxy).unwrap();
    let builder = builder.transport(transport).hook(Errors(Arc::clone(&errors)));
    let client = builder.response_checks(crate::Checks::Strict).build().unwrap();
    let mut events = client.send(&ListenToDays).await.unwrap();
    let mut seen = Vec::new();
    while let Some(event) = events.next().await {
        seen.push(event.unwrap_err().to_string());
    }
    assert_eq!(seen.len(), 3, "{seen:?}");
    assert!(seen[..2].iter().all(|it| it.contains("it breaks the rule format date")), "{seen:?}");
    assert!(seen[2].contains("HTTP 403"), "{seen:?}");
    assert_eq!(*errors.lock().unwrap(), seen[2..]);
}

#[tokio::test]
async fn a_stream_ends_with_an_error_where_it_breaks_off() {
    for (first, end) in [(CHUNKED, ""), ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\none", "")] {
        let server = raw(move |_, mut socket| async move {
            socket.write_all(first.as_bytes()).await?;
            if first == CHUNKED {
                socket.write_all(&chunk("one")).await?;
            }
            socket.write_all(end.as_bytes()).await
        })
        .await;
        let mut stream = server.client(|options| options).send(&Download).await.unwrap();
        assert_eq!(stream.next().await.unwrap().unwrap(), "one");
        let error = stream.next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Body);
        assert!(stream.next().await.is_none());
        assert_eq!(server.heads().len(), 1);
    }
}

#[tokio::test]
async fn a_stream_keeps_its_times() {
    let short = Duration::from_millis(60);
    for trickles in [false, true] {
        let limit = |options: CallOptions| {
            if trickles { options.timeout(short) } else { options.idle_timeout(short) }
        };
        let server = raw(move |_, mut socket| async move {
            socket.write_all(CHUNKED.as_bytes()).await?;
            socket.write_all(&chunk("one")).await?;
            if !trickles {
                return std::future::pending().await;
            }
            loop {
                tokio::time::sleep(Duration::from_millis(5)).await;
                socket.write_all(&chunk("more")).await?;
            }
        })
        .await;
        let mut stream = server.client(limit).send(&Download).await.unwrap();
        // The time of an attempt is over with the head, and nobody waits while the reader rests.
        let error = loop {
            match stream.next().await.unwrap() {
                Ok(_) if !trickles => tokio::time::sleep(2 * short).await,
                Ok(_) => {}
                Err(error) => break error,
            }
        };
        assert_eq!(error.kind(), TransportErrorKind::Timeout);
    }
}

#[tokio::test]
async fn a_stream_is_collected_up_to_the_limit() {
    for (length, fits) in [(64, true), (65, false)] {
        let server = server(response("200 OK", "", "x".repeat(length)), Then::Close).await;
        let raw = Raw { address: server.address, heads: Arc::default() };
        let client = raw.client(|options| options.max_response_bytes(64));
        let stream = client.send(&Download).await.unwrap();
        assert_eq!(stream.length(), Some(length as u64));
        assert_eq!(stream.bytes().await.is_ok(), fits);
        let other = client.send_raw(&Download, "image/png").await.unwrap();
        assert_eq!((other.status.as_u16(), other.attempts), (200, 1));
        assert!(server.received.lock().unwrap().contains("accept: image/png\r\n"));
        let text = client.send_as::<Text, _>(&Download, "text/plain").await;
        assert_eq!(text.is_ok(), fits);
    }
}

#[cfg(feature = "blocking")]
#[test]
fn a_stream_without_an_async_runtime() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let server = runtime.block_on(server(response("200 OK", "", "one"), Then::Close));
    let raw = Raw { address: server.address, heads: Arc::default() };
    let client = crate::blocking::Client::new(raw.client(|options| options)).unwrap();
    let mut stream = client.send(&Download).unwrap();
    assert_eq!(client.wait(stream.next()).unwrap().unwrap(), "one");
    assert!(client.wait(stream.next()).is_none());
}

/// A body that other libraries can read.
#[test]
fn a_stream_is_a_body_of_http() {
    use http_body::Body as _;
    let mut stream = ByteStream::whole("one".into());
    assert_eq!(http_body::Body::size_hint(&stream).exact(), Some(3));
    let frame = Pin::new(&mut stream).poll_frame(&mut Context::from_waker(Waker::noop()));
    let Poll::Ready(Some(Ok(frame))) = frame else { panic!("{frame:?}") };
    assert_eq!(frame.into_data().unwrap(), "one");
}
