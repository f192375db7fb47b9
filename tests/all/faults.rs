//! What can go wrong between a client and the platform, over real sockets: what the caller gets, how
//! often the request was sent, and that nothing secret is told.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

use std::error::Error as _;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use hire_api::feishu::{self, Credentials};
use hire_api::hire_runtime::{
    BuildError, ClientBuilder, Error, ReqwestTransport, RetryPolicy, StaticToken, reqwest,
};
use hire_api::types::{Bonus, ExternalReward, RewardStage, RuleType};
use hire_api::{Client, ErrorCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Both the token that the server gives and the app's secret have it in them.
const SECRET: &str = "s3cret";
const CREATED: &str = r#"{"code":0,"msg":"success","data":{"id":"7100000000000000001"}}"#;
const EXPIRED: &str = r#"{"code":99991663,"msg":"token t-s3cret-1 is invalid"}"#;
const LIMITED: &str = r#"{"code":99991400,"msg":"request trigger frequency limit"}"#;
const PAGE: &str = "<html><h1>Bad Gateway</h1></html>";

/// What the server does with a request.
#[derive(Clone)]
enum Reaction {
    /// Sends this and keeps the connection.
    Answer(Vec<u8>),
    /// Sends this, which is not a whole answer, and closes the connection.
    Half(&'static str),
    /// Sends this and then nothing more.
    Stall(&'static str),
    /// Sends this, and then bytes for as long as somebody takes them.
    Flood(&'static str),
    /// Resets the connection.
    Reset,
    /// Resets the connection before anything is read.
    ResetUnread,
}

fn answer(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Reaction {
    let body = body.as_ref();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    Reaction::Answer([head.as_bytes(), body].concat())
}

fn good() -> Reaction {
    answer("200 OK", "", CREATED)
}

fn code(status: &str, code: i64) -> Reaction {
    answer(status, "X-Tt-Logid: L1\r\n", format!(r#"{{"code":{code},"msg":"no"}}"#))
}

fn token(number: u32) -> Reaction {
    let token =
        format!(r#"{{"code":0,"msg":"ok","tenant_access_token":"t-{SECRET}-{number}","expire":7200}}"#);
    answer("200 OK", "", token)
}

/// What is to be seen of a call.
struct Row {
    name: &'static str,
    /// What happens to the requests for tokens, one after the other, the last one again and again.
    /// With nothing here, the client has a token that never changes.
    tokens: Vec<Reaction>,
    /// What happens to the other requests.
    calls: Vec<Reaction>,
    /// The error as its `Display` says it.
    outcome: Result<(), &'static str>,
    /// How many requests arrived: calls and those for tokens.
    requests: (usize, usize),
    /// What the client waits for before the second request.
    pause: Duration,
    /// Whether an attempt has but little time.
    hasty: bool,
    /// Where to send to, instead of the server.
    url: Option<String>,
}

fn row(name: &'static str, calls: impl Into<Vec<Reaction>>, requests: usize) -> Row {
    Row {
        name,
        tokens: Vec::new(),
        calls: calls.into(),
        outcome: Ok(()),
        requests: (requests, 0),
        pause: Duration::ZERO,
        hasty: false,
        url: None,
    }
}

impl Row {
    fn fails(mut self, error: &'static str) -> Self {
        self.outcome = Err(error);
        self
    }

    fn tokens(mut self, tokens: impl Into<Vec<Reaction>>, requests: usize) -> Self {
        self.tokens = tokens.into();
        self.requests.1 = requests;
        self
    }

    fn pauses(mut self, seconds: u64) -> Self {
        self.pause = Duration::from_secs(seconds);
        self
    }

    fn hasty(mut self) -> Self {
        self.hasty = true;
        self
    }

    fn at(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    fn client(&self, server: &Server, transport: ReqwestTransport) -> Result<Client, BuildError> {
        let url = self.url.clone().unwrap_or_else(|| format!("http://{}", server.address));
        let attempt = Duration::from_millis(if self.hasty { 500 } else { 20_000 });
        let policy = RetryPolicy::default().max_attempts(3).base_delay(Duration::from_millis(20));
        let configure = move |settings: ClientBuilder| {
            settings.attempt_timeout(attempt).timeout(Duration::from_secs(60)).retry(policy.clone())
        };
        if self.tokens.is_empty() {
            let token = StaticToken::new(format!("t-{SECRET}-1"));
            let settings = configure(Client::builder()).credential("tenant_access_token", token);
            return settings.base_url(url).transport(transport).build().map(Client::from);
        }
        let credentials = Credentials::new("cli_1", format!("hush-{SECRET}"));
        feishu::builder(credentials).base_url(url).transport(transport).configure(configure).build()
    }
}

fn connection_rows(nobody: SocketAddr) -> Vec<Row> {
    let half_head = "HTTP/1.1 200 OK\r\nContent-Le";
    let half_body = "HTTP/1.1 200 OK\r\nContent-Length: 62\r\n\r\n{\"code\":0,\"msg\":";
    let no_answer = "the request got no answer (3 attempts)";
    let late = "no answer in time (3 attempts)";
    // A label of a name has 63 characters at most, so no resolver looks this one up.
    let no_name = format!("http://{}.invalid", "a".repeat(64));
    vec![
        row("connection refused", [], 0)
            .at(format!("http://{nobody}"))
            .fails("no connection to the server (3 attempts)"),
        row("DNS failure", [], 0).at(no_name).fails("no connection to the server (3 attempts)"),
        row("reset before the request was read", [Reaction::ResetUnread, good()], 1),
        row("reset after the request was read", [Reaction::Reset, good()], 2),
        row("always reset after the request was read", [Reaction::Reset], 3).fails(no_answer),
        row("half a head", [Reaction::Half(half_head)], 3).fails(no_answer),
        row("half a body", [Reaction::Half(half_body)], 3)
            .fails("the answer broke off or cannot be inflated (3 attempts)"),
        row("half a body once", [Reaction::Half(half_body), good()], 2),
        row("slow headers", [Reaction::Stall(half_head)], 3).hasty().fails(late),
        row("slow headers once", [Reaction::Stall(""), good()], 2).hasty(),
        row("slow body", [Reaction::Stall(half_body)], 3).hasty().fails(late),
    ]
}

fn limit_rows() -> Vec<Row> {
    let limited = |status: &str, headers: &str| answer(status, headers, LIMITED);
    let reset = |seconds: u32| format!("x-ogw-ratelimit-limit: 10\r\nx-ogw-ratelimit-reset: {seconds}\r\n");
    // It counts from the server's clock.
    let date = "Date: Wed, 21 Oct 2015 07:28:00 GMT\r\nRetry-After: Wed, 21 Oct 2015 07:28:02 GMT\r\n";
    vec![
        row("429 with the reset", [limited("429 Too Many Requests", &reset(1)), good()], 2).pauses(1),
        row("429 with seconds", [answer("429 Too Many Requests", "Retry-After: 2\r\n", ""), good()], 2)
            .pauses(2),
        row("429 with a date", [answer("429 Too Many Requests", date, ""), good()], 2).pauses(2),
        // The window of the operation is a second.
        row("429 without headers", [limited("429 Too Many Requests", ""), good()], 2).pauses(1),
        row("400 + 99991400", [limited("400 Bad Request", &reset(1)), good()], 2).pauses(1),
        row("429 for too long", [limited("429 Too Many Requests", &reset(61))], 1).fails(
            "code 99991400 RateLimited: More requests than the operation's limit allows: \
             request trigger frequency limit (HTTP 429 Too Many Requests)",
        ),
    ]
}

fn status_rows() -> Vec<Row> {
    vec![
        row("500", [code("500 Internal Server Error", 1_002_001), good()], 2),
        row("always 500", [code("500 Internal Server Error", 1_002_001)], 3).fails(
            "code 1002001 SystemError: The platform failed (系统错误): no \
             (HTTP 500 Internal Server Error, log id L1, 3 attempts)",
        ),
        row("502 with HTML", [answer("502 Bad Gateway", "", PAGE), good()], 2),
        row("always 502 with HTML", [answer("502 Bad Gateway", "Content-Type: text/html\r\n", PAGE)], 3)
            .fails("HTTP 502 Bad Gateway (operation createExternalReward, 3 attempts)"),
        row("504", [answer("504 Gateway Timeout", "", ""), good()], 2),
        row("always 504", [answer("504 Gateway Timeout", "", "")], 3)
            .fails("HTTP 504 Gateway Timeout (operation createExternalReward, 3 attempts)"),
        row("code != 0 with HTTP 200", [code("200 OK", 1_002_002)], 1).fails(
            "code 1002002 InvalidParameter: A parameter is wrong (参数错误): no (HTTP 200 OK, log id L1)",
        ),
        row("a code that nobody knows with HTTP 200", [code("200 OK", 5)], 1)
            .fails("code 5 (not in the description): no (HTTP 200 OK, log id L1)"),
        row("404", [answer("404 Not Found", "", "404 page not found")], 1)
            .fails("HTTP 404 Not Found (operation createExternalReward)"),
    ]
}

fn token_rows() -> Vec<Row> {
    let expired = || answer("400 Bad Request", "", EXPIRED);
    let down = answer("503 Service Unavailable", "", "");
    vec![
        row("expired token", [expired(), good()], 2).tokens([token(1), token(2)], 2),
        row("revoked token", [expired()], 2).tokens([token(1), token(2)], 2).fails(
            "code 99991663 TenantTokenInvalid: The tenant access token is invalid or has ended: \
             token [redacted] is invalid (HTTP 400 Bad Request, 2 attempts)",
        ),
        row("revoked token that the platform gives again", [expired()], 1).tokens([token(1)], 2).fails(
            "code 99991663 TenantTokenInvalid: The tenant access token is invalid or has ended: \
             token [redacted] is invalid (HTTP 400 Bad Request)",
        ),
        row("token endpoint resets", [], 0)
            .tokens([Reaction::Reset, Reaction::Reset, Reaction::Reset], 3)
            .fails("no token: the request got no answer (3 attempts)"),
        row("wrong secret", [], 0).tokens([code("200 OK", 10_014)], 1).fails(
            "no token: code 10014 AppSecretInvalid: The app id or the secret is wrong: no (HTTP 200 OK, log id L1)",
        ),
        row("token endpoint down", [], 0)
            .tokens([down.clone(), down.clone(), down], 3)
            .fails("no token: HTTP 503 Service Unavailable (operation getTenantAccessToken, 3 attempts)"),
    ]
}

fn body_rows() -> Vec<Row> {
    let too_large = "the answer is longer than 8388608 bytes";
    let gigabyte = "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n";
    let truncated = r#"{"code":0,"msg":"success","data":{"id":"71"#;
    vec![
        row("gzip bomb", [answer("200 OK", "Content-Encoding: gzip\r\n", zeros_in_gzip(64 << 20))], 1)
            .fails(too_large),
        row("body of 1 GB", [Reaction::Flood(gigabyte)], 1).fails(too_large),
        row("body without end", [Reaction::Flood("HTTP/1.1 200 OK\r\n\r\n")], 1).fails(too_large),
        row("invalid UTF-8", [answer("200 OK", "", b"{\"code\":0,\"msg\":\"\xff\"}")], 1)
            .fails("the answer does not fit the description: not UTF-8 from byte 17 on (HTTP 200 OK)"),
        row("truncated JSON", [answer("200 OK", "", truncated)], 1).fails(
            "the answer does not fit the description: not JSON: EOF while parsing a string (HTTP 200 OK)",
        ),
        row("HTML with HTTP 200", [answer("200 OK", "", PAGE)], 1)
            .fails("the answer does not fit the description: not JSON: expected value (HTTP 200 OK)"),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_has_its_outcome_and_its_number_of_requests() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nobody = closed.local_addr().unwrap();
    drop(closed);
    let rows = [connection_rows(nobody), limit_rows(), status_rows(), token_rows(), body_rows()]
        .into_iter()
        .flatten();
    let transport = ReqwestTransport::with(reqwest::ClientBuilder::no_proxy).unwrap();
    let mut checks = tokio::task::JoinSet::new();
    for row in rows {
        checks.spawn(check(row, transport.clone()));
    }
    let faults: Vec<_> = checks.join_all().await.into_iter().flatten().collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// Makes the call of a row, and says what is otherwise than it should be.
async fn check(row: Row, transport: ReqwestTransport) -> Option<String> {
    let server = Server::start(row.calls.clone(), row.tokens.clone()).await;
    let client = row.client(&server, transport).unwrap();
    let result = client.create_external_reward(reward()).await.map(|_| ());
    let told = result.as_ref().copied().map_err(ToString::to_string);
    let seen = server.seen.lock().unwrap();
    let requests = (seen.calls.len(), seen.tokens);
    let mut faults = String::new();
    if told.as_ref().copied().map_err(String::as_str) != row.outcome {
        write!(faults, " {told:?} in place of {:?}", row.outcome).unwrap();
    }
    if requests != row.requests {
        write!(faults, " {requests:?} requests in place of {:?}", row.requests).unwrap();
    }
    if let [first, second, ..] = seen.calls.as_slice()
        && second.at - first.at < row.pause
    {
        write!(faults, " a pause of {:?}", second.at - first.at).unwrap();
    }
    if let [first, rest @ ..] = seen.calls.as_slice()
        && rest.iter().any(|repeat| repeat.body != first.body)
    {
        faults.push_str(" repeats that differ");
    }
    if let Err(error) = &result {
        let shown = everything(error);
        if shown.contains(SECRET) {
            write!(faults, " a secret in {shown}").unwrap();
        }
        if row.requests.1 == 0 && usize::try_from(error.attempts()).unwrap() < row.requests.0 {
            write!(faults, " {} attempts", error.attempts()).unwrap();
        }
    }
    if seen.flooded > 64 << 20 {
        write!(faults, " {} bytes read", seen.flooded).unwrap();
    }
    (!faults.is_empty()).then(|| format!("{}:{faults}", row.name))
}

/// All that an error says, with its causes.
fn everything(error: &Error<ErrorCode>) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(text, " {error} {error:?}").unwrap();
        cause = error.source();
    }
    text
}

fn reward() -> ExternalReward {
    ExternalReward::builder()
        .referral_user_id("ou_1")
        .external_id("r-1")
        .talent_id("t-1")
        .rule_type(RuleType::Onboarding)
        .bonus(Bonus::builder().point_bonus(100).build().unwrap())
        .stage(RewardStage::ToBeConfirmed)
        .build()
        .unwrap()
}

/// Answers requests as it is told.
struct Server {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    calls: Vec<Request>,
    tokens: usize,
    /// How often a connection was reset before anything was read.
    unread: usize,
    flooded: usize,
}

struct Request {
    body: Vec<u8>,
    at: Instant,
}

impl Server {
    async fn start(calls: Vec<Reaction>, tokens: Vec<Reaction>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::<Mutex<Seen>>::default();
        let script = Arc::new((calls, tokens));
        tokio::spawn({
            let seen = Arc::clone(&seen);
            async move {
                loop {
                    let (socket, _) = listener.accept().await.unwrap();
                    tokio::spawn(serve(socket, Arc::clone(&script), Arc::clone(&seen)));
                }
            }
        });
        Self { address, seen }
    }
}

async fn serve(mut socket: TcpStream, script: Arc<(Vec<Reaction>, Vec<Reaction>)>, seen: Arc<Mutex<Seen>>) {
    let (calls, tokens) = &*script;
    let unread = calls.iter().take_while(|reaction| matches!(reaction, Reaction::ResetUnread)).count();
    if seen.lock().unwrap().unread < unread {
        seen.lock().unwrap().unread += 1;
        return socket.set_zero_linger().unwrap();
    }
    while let Some((is_token, body)) = read(&mut socket).await {
        let reaction = {
            let mut seen = seen.lock().unwrap();
            let (reactions, number) = if is_token {
                seen.tokens += 1;
                (tokens, seen.tokens)
            } else {
                seen.calls.push(Request { body, at: Instant::now() });
                (calls, seen.unread + seen.calls.len())
            };
            reactions.get(number - 1).or(reactions.last()).cloned().unwrap_or(Reaction::Reset)
        };
        match reaction {
            Reaction::Answer(answer) => socket.write_all(&answer).await.unwrap_or_default(),
            Reaction::Half(part) => {
                _ = socket.write_all(part.as_bytes()).await;
                return;
            }
            Reaction::Stall(part) => {
                _ = socket.write_all(part.as_bytes()).await;
                // Until the client hangs up.
                _ = socket.read(&mut [0]).await;
                return;
            }
            Reaction::Flood(head) => {
                _ = socket.write_all(head.as_bytes()).await;
                while let Ok(bytes) = socket.write(&[b' '; 8192]).await {
                    seen.lock().unwrap().flooded += bytes;
                }
                return;
            }
            Reaction::Reset | Reaction::ResetUnread => return socket.set_zero_linger().unwrap(),
        }
    }
}

/// Whether a request is one for a token, and its body. `None` at the end of a connection.
async fn read(socket: &mut TcpStream) -> Option<(bool, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        let head = bytes.windows(4).position(|end| end == b"\r\n\r\n");
        if let Some(head) = head {
            let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
            let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
            let length: usize = length.map_or(0, |length| length.trim().parse().unwrap());
            if let Some(body) = bytes.get(head + 4..head + 4 + length) {
                return Some((text.contains("tenant_access_token"), body.to_vec()));
            }
        }
        if socket.read_buf(&mut bytes).await.unwrap_or(0) == 0 {
            return None;
        }
    }
}

/// So many zero bytes in a gzip stream (RFC 1952), a thousandth as long: one byte, and references
/// to the byte before in the fixed code of DEFLATE (RFC 1951, section 3.2.6). Without a trailer: who
/// comes so far has read too much.
fn zeros_in_gzip(length: usize) -> Vec<u8> {
    let mut stream = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let (mut bits, mut count) = (0_u32, 0);
    // Numbers go from their lowest bit, codes from their highest one.
    let mut write = |value: u32, length: u32| {
        bits |= value << count;
        count += length;
        while count >= 8 {
            stream.push(bits.to_le_bytes()[0]);
            bits >>= 8;
            count -= 8;
        }
    };
    write(0b011, 3); // The last block, in the fixed code.
    write(0b0000_1100, 8); // The literal 0: 0011_0000.
    for _ in 0..length / 258 {
        write(0b1010_0011, 8); // The length 258: 1100_0101.
        write(0, 5); // The distance 1.
    }
    stream
}
