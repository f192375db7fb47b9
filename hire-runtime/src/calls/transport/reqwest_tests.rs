//! Against a real socket on loopback that answers what it is told, byte for byte.

use std::error::Error as _;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket};

use super::*;
use crate::calls::transport::Limits;
use crate::{
    Api, Client, Endpoint, Envelope, Error, Location, Map, NoCode, Operation, RequestWriter, SecurityScheme,
    StaticToken, Undocumented, Unencodable, Validate, Value,
};

static API: Api = Api::new("sockets", "1")
    .schemes(&[SecurityScheme::bearer("token"), SecurityScheme::api_key("key", Location::Query, "key")]);
static ENVELOPE: Envelope = Envelope::new("/code", 0).message("/msg").data("/data");
static CREATE: Operation =
    Operation::new(&API, "create", "POST", "/things/{id}").security(&[&[("token", &[])]]).envelope(&ENVELOPE);

struct Create;
impl Validate for Create {}
impl Endpoint for Create {
    type Success = crate::Json<Map<Value>>;
    type Failure = Undocumented;
    type Code = NoCode;
    const OPERATION: &'static Operation = &CREATE;
    fn write(&self, request: &mut RequestWriter) -> Result<(), Unencodable> {
        request.path("id", &"a/b c?中".to_owned())?;
        request.query("user_id_type", &"open_id".to_owned())?;
        request.json("application/json; charset=utf-8", &serde_json::json!({"reason": "入职｜开源"}))
    }
}

struct Keyed;
impl Validate for Keyed {}
crate::endpoint! {
    Keyed -> crate::Empty;
    operation(&API, "keyed", "GET", "/keyed").security(&[&[("key", &[])]]);
}

/// What to do after the bytes are sent.
#[derive(Clone, Copy)]
enum Then {
    Close,
    Stall,
}

struct Server {
    address: SocketAddr,
    received: Arc<Mutex<String>>,
}

/// Answers one connection after the other with the same bytes.
async fn server(response: impl Into<Vec<u8>>, then: Then) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let received = Arc::new(Mutex::new(String::new()));
    let (log, response) = (Arc::clone(&received), response.into());
    tokio::spawn(async move {
        let mut open = Vec::new();
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut bytes = Vec::new();
            while !is_complete(&bytes) {
                if socket.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
                    break;
                }
            }
            log.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes));
            // The client may have hung up: a body that is too long is not read.
            _ = socket.write_all(&response).await;
            match then {
                Then::Close => _ = socket.shutdown().await,
                Then::Stall => open.push(socket),
            }
        }
    });
    Server { address, received }
}

fn is_complete(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, _)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    request.len() >= head.len() + 4 + length.unwrap_or(0)
}

fn response(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

fn client(address: SocketAddr, limits: Limits) -> Client {
    let transport = ReqwestTransport::with(reqwest::ClientBuilder::no_proxy).unwrap();
    Client::builder(&API)
        .base_url(format!("http://{address}/base"))
        .credential("token", StaticToken::new("t-s3cret"))
        .credential("key", StaticToken::new("k-s3cret"))
        .transport(transport)
        .timeout(limits.timeout)
        .max_response_bytes(limits.max_response_bytes)
        .build()
        .unwrap()
}

async fn call(response: impl Into<Vec<u8>>, then: Then, limits: Limits) -> Result<Map<Value>, Error<NoCode>> {
    let server = server(response, then).await;
    client(server.address, limits).send(&Create).await
}

/// What the transport gives, collected within the limits.
async fn whole(
    transport: &ReqwestTransport,
    request: http::Request<Body>,
    limits: Limits,
) -> Result<http::Response<Bytes>, TransportError> {
    let (head, body) = limits.send(transport, request, |_| false).await?;
    Ok(http::Response::from_parts(head, body.unwrap()))
}

fn small() -> Limits {
    Limits { max_response_bytes: 64, ..Limits::default() }
}

fn hasty() -> Limits {
    Limits { timeout: Duration::from_millis(100), ..Limits::default() }
}

fn transport(result: Result<Map<Value>, Error<NoCode>>) -> TransportError {
    match result {
        Err(Error::Transport(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_arrives_at_the_socket() {
    let server = server(response("200 OK", "", r#"{"code":0,"data":{"id":"1"}}"#), Then::Close).await;
    let value = client(server.address, Limits::default()).send(&Create).await.unwrap();
    assert_eq!(value.get("id"), Some(&Value::from("1")));
    let received = server.received.lock().unwrap().clone();
    let (head, body) = received.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    assert_eq!(
        lines.next().unwrap(),
        "POST /base/things/a%2Fb%20c%3F%E4%B8%AD?user_id_type=open_id HTTP/1.1"
    );
    let headers: Vec<_> = lines.map(str::to_ascii_lowercase).collect();
    for header in [
        "content-type: application/json; charset=utf-8".to_owned(),
        "authorization: bearer t-s3cret".to_owned(),
        format!("content-length: {}", body.len()),
        format!("user-agent: hire-runtime/{}", env!("CARGO_PKG_VERSION")),
        format!("host: {}", server.address),
    ] {
        assert!(headers.contains(&header), "{header} in {headers:?}");
    }
    assert_eq!(body, r#"{"reason":"入职｜开源"}"#);
}

#[tokio::test]
async fn a_chunked_response_is_put_together() {
    let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
        a\r\n{\"code\":0,\r\n13\r\n\"data\":{\"id\":\"1\"}}\n\r\n0\r\n\r\n";
    let value = call(chunked, Then::Stall, Limits::default()).await.unwrap();
    assert_eq!(value.get("id"), Some(&Value::from("1")));
}

#[tokio::test]
async fn the_page_of_a_gateway_keeps_status_and_body() {
    let page = "<html><h1>502 Bad Gateway</h1></html>";
    let response = response("502 Bad Gateway", "Content-Type: text/html\r\n", page);
    let error = call(response, Then::Close, Limits::default()).await.unwrap_err();
    let api = error.api().unwrap();
    assert_eq!((api.status.as_u16(), api.code), (502, None));
    assert_eq!(api.body(), page);
    assert_eq!(api.headers["content-type"], "text/html");
}

#[tokio::test]
async fn what_is_not_utf_8_is_kept() {
    let body = b"{\"code\":0,\"data\":{\"id\":\"\xff\"}}";
    let response = response("200 OK", "", body);
    match call(response, Then::Close, Limits::default()).await.unwrap_err() {
        Error::Decode(error) => {
            assert_eq!(error.body(), &body[..]);
            assert_eq!(error.message, "not UTF-8 from byte 24 on");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_body_may_be_as_long_as_the_limit_and_no_longer() {
    let fitting = format!("{:64}", r#"{"code":0,"data":{}}"#);
    let longer = format!("{fitting} ");
    let chunked = |body: &str| {
        format!(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
            body.len()
        )
    };
    let until_close = |body: &str| format!("HTTP/1.1 200 OK\r\n\r\n{body}");
    for good in [response("200 OK", "", &fitting), chunked(&fitting).into(), until_close(&fitting).into()] {
        assert_eq!(call(good, Then::Close, small()).await.unwrap(), Map::new());
    }
    for bad in [response("200 OK", "", &longer), chunked(&longer).into(), until_close(&longer).into()] {
        let error = transport(call(bad, Then::Close, small()).await);
        assert_eq!(error.kind(), TransportErrorKind::TooLarge { limit: 64 });
    }
    // Nothing of a body that is announced to be too long is waited for.
    let announced = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000000\r\n\r\n";
    let error = transport(call(announced, Then::Stall, small()).await);
    assert_eq!(error.kind(), TransportErrorKind::TooLarge { limit: 64 });
}

#[tokio::test]
async fn whatever_takes_too_long_is_a_timeout() {
    let begun = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"code\":";
    for response in ["", "HTTP/1.1 200", begun] {
        let start = Instant::now();
        let error = transport(call(response, Then::Stall, hasty()).await);
        assert!(error.is_timeout() && !error.is_connect(), "{response}: {error:?}");
        assert!(start.elapsed() < Duration::from_secs(10));
    }
}

/// A port that is taken, so that no other test gets it, and where nobody listens.
fn nobody() -> (TcpSocket, SocketAddr) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(([127, 0, 0, 1], 0).into()).unwrap();
    let address = socket.local_addr().unwrap();
    (socket, address)
}

#[tokio::test]
async fn a_refused_connection_is_told_from_a_broken_one() {
    let (_port, nobody) = nobody();
    let error = transport(client(nobody, Limits::default()).send(&Create).await);
    assert!(error.is_connect() && !error.is_timeout(), "{error:?}");
    assert!(error.source().is_some());

    let error = transport(call("", Then::Close, Limits::default()).await);
    assert_eq!(error.kind(), TransportErrorKind::Request);
    let error = transport(call("SSH-2.0-OpenSSH\r\n", Then::Close, Limits::default()).await);
    assert_eq!(error.kind(), TransportErrorKind::Request);
    let broken = "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"code\":";
    let error = transport(call(broken, Then::Close, Limits::default()).await);
    assert_eq!(error.kind(), TransportErrorKind::Body);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let other = server(response("200 OK", "", "{}"), Then::Close).await;
    let location = format!("Location: http://{}/\r\n", other.address);
    let response = response("307 Temporary Redirect", &location, "");
    let error = call(response, Then::Close, Limits::default()).await.unwrap_err();
    assert_eq!(error.status(), Some(http::StatusCode::TEMPORARY_REDIRECT));
    assert_eq!(*other.received.lock().unwrap(), "");
}

#[tokio::test]
async fn errors_show_neither_the_query_nor_the_token() {
    let (_port, nobody) = nobody();
    let error = client(nobody, Limits::default()).send(&Keyed::new()).await.unwrap_err();
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(cause) = source {
        write!(text, " {cause} {cause:?}").unwrap();
        source = cause.source();
    }
    assert!(!text.contains("s3cret"), "{text}");
    let sent = server(response("200 OK", "", ""), Then::Close).await;
    client(sent.address, Limits::default()).send(&Keyed::new()).await.unwrap();
    let received = sent.received.lock().unwrap().clone();
    assert!(received.starts_with("GET /base/keyed?key=k-s3cret HTTP/1.1\r\n"), "{received}");
    assert!(!received.to_ascii_lowercase().contains("content-"), "{received}");
}

/// A request that may have content says so where it has none (RFC 9110, section 8.6), and others say nothing.
#[tokio::test]
async fn the_length_of_no_content_is_told_where_content_is_expected() {
    let transport = ReqwestTransport::with(reqwest::ClientBuilder::no_proxy).unwrap();
    for (method, expected) in [
        ("POST", &["content-length: 0"][..]),
        ("PUT", &["content-length: 0"]),
        ("PATCH", &["content-length: 0"]),
        ("QUERY", &["content-length: 0"]),
        ("GET", &[]),
        ("HEAD", &[]),
        ("DELETE", &[]),
        ("OPTIONS", &[]),
        ("TRACE", &[]),
    ] {
        let server = server(response("200 OK", "", ""), Then::Close).await;
        let request = http::Request::builder().method(method).uri(format!("http://{}/", server.address));
        whole(&transport, request.body(Body::default()).unwrap(), Limits::default()).await.unwrap();
        let received = server.received.lock().unwrap().to_ascii_lowercase();
        let framing = |line: &&str| line.starts_with("content-") || line.starts_with("transfer-");
        assert_eq!(received.lines().filter(framing).collect::<Vec<_>>(), expected, "{method}");
    }
}

/// One target after the other through the same transport, which remembers the last.
#[test]
fn every_request_goes_where_it_says() {
    let transport = ReqwestTransport::with(|settings| settings.tls_certs_only([])).unwrap();
    for (uri, expected) in [
        ("http://h/a", "http://h/a"),
        ("http://h/a", "http://h/a"),
        ("http://h/a?b=c", "http://h/a?b=c"),
        ("http://h/a", "http://h/a"),
        ("http://h/a?", "http://h/a?"),
        ("http://h/a?x=%26&y=a%20b", "http://h/a?x=%26&y=a%20b"),
        ("http://h/a?z", "http://h/a?z"),
        ("http://h/A", "http://h/A"),
        ("http://h:81/A", "http://h:81/A"),
        ("https://h:81/A", "https://h:81/A"),
        ("https://h/A", "https://h/A"),
        ("http://h", "http://h/"),
        ("http://h/", "http://h/"),
        ("http://[::1]:8080/a%2Fb/%E4%B8%AD", "http://[::1]:8080/a%2Fb/%E4%B8%AD"),
        ("http://[::1]:8080/a%2Fb/", "http://[::1]:8080/a%2Fb/"),
    ] {
        let request = http::Request::get(uri).body(Body::default()).unwrap();
        assert_eq!(transport.prepare(request).unwrap().0.url().as_str(), expected, "{uri}");
    }
    let unusable = http::Request::get("/path?key=s3cret").body(Body::default()).unwrap();
    let error = transport.prepare(unusable).unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Unsupported);
    assert!(!format!("{error:?} {transport:?}").contains("s3cret"));
}

#[tokio::test]
async fn what_is_not_http_is_not_sent() {
    let transport = ReqwestTransport::with(|settings| settings.tls_certs_only([])).unwrap();
    let request = http::Request::get("ftp://127.0.0.1:1/").body(Body::default()).unwrap();
    let error = transport.send(request).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Unsupported);
}

#[path = "flood_tests.rs"]
mod floods;
#[path = "inflate_tests.rs"]
mod inflate;
#[path = "stream_tests.rs"]
mod streams;

#[test]
fn a_client_has_this_transport_by_default() {
    let client = Client::builder(&API).base_url("http://127.0.0.1:1").build().unwrap();
    assert_eq!(client.base_url().port(), 1);
}
