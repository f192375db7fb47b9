//! What can go wrong between a client and the platform, over real sockets: what the caller gets, how
//! many requests were sent, that it took as long as the settings say, that nothing secret is told, and
//! that no connection is left.
//!
//! The bounds of the times follow from the settings. They are far apart, so that a busy machine does
//! not matter: what takes an hour is told from what ends with a time limit. How long it took is in the
//! table that the test prints: `cargo test -p hire-tests --test all every_fault -- --nocapture`.

use std::error::Error as _;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use hire_api::feishu::{self, Credentials};
use hire_api::hire_runtime::{BuildError, ClientBuilder, Error, ReqwestTransport, RetryPolicy, StaticToken};
use hire_api::types::{Bonus, ExternalReward, RewardStage, RuleType};
use hire_api::{Client, ErrorCode};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use self::server::{Reaction, Server, zeros_in_gzip};

mod server;

/// What the token that the server gives and the app's secret have in them.
const SECRET: &str = "s3cret";
const CREATED: &str = r#"{"code":0,"msg":"success","data":{"id":"7100000000000000001"}}"#;
const EXPIRED: &str = r#"{"code":99991663,"msg":"token t-s3cret-1 is invalid"}"#;
const LIMITED: &str = r#"{"code":99991400,"msg":"request trigger frequency limit"}"#;
const PAGE: &str = "<html><h1>Bad Gateway</h1></html>";

/// The time for an attempt, where the fault is not that it takes long.
const ATTEMPT: Duration = Duration::from_secs(20);
/// The time for a call.
const CALL: Duration = Duration::from_secs(60);
/// The time for an attempt, for a connection or for a call, where the fault is that it takes long.
const LITTLE: Duration = Duration::from_secs(1);
/// What everything but meant waiting may take: so little that nobody ran into a limit that is not meant.
const SLACK: Duration = Duration::from_secs(15);

fn response(status: &str, headers: &str, body: impl AsRef<[u8]>) -> Reaction {
    let body = body.as_ref();
    let head = format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\n\r\n", body.len());
    Reaction::Respond([head.as_bytes(), body].concat())
}

fn good() -> Reaction {
    response("200 OK", "", CREATED)
}

fn code(status: &str, code: i64) -> Reaction {
    response(status, "X-Tt-Logid: L1\r\n", format!(r#"{{"code":{code},"msg":"no"}}"#))
}

fn token(number: u32) -> Reaction {
    let token =
        format!(r#"{{"code":0,"msg":"ok","tenant_access_token":"t-{SECRET}-{number}","expire":7200}}"#);
    response("200 OK", "", token)
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
    /// What has but little time.
    hasty: Option<Hasty>,
    /// How long the call takes at least. At most it takes [`SLACK`] more.
    lasts: Duration,
    /// Where to send to, instead of the server.
    url: Option<String>,
}

/// What has but little time.
#[derive(Clone, Copy, PartialEq)]
enum Hasty {
    Connection,
    Attempt,
    Call,
}

fn row(name: &'static str, calls: impl Into<Vec<Reaction>>, requests: usize) -> Row {
    Row {
        name,
        tokens: Vec::new(),
        calls: calls.into(),
        outcome: Ok(()),
        requests: (requests, 0),
        pause: Duration::ZERO,
        hasty: None,
        lasts: Duration::ZERO,
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
        self.lasts = self.pause;
        self
    }

    /// Has little time for something, and runs out of it so many times.
    fn hasty(mut self, what: Hasty, times: u32) -> Self {
        self.hasty = Some(what);
        self.lasts = LITTLE * times;
        self
    }

    fn at(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    fn client(&self, server: &Server) -> Result<Client, BuildError> {
        let time_for = |what, usual| if self.hasty == Some(what) { LITTLE } else { usual };
        let (connection, attempt) = (time_for(Hasty::Connection, ATTEMPT), time_for(Hasty::Attempt, ATTEMPT));
        let call = time_for(Hasty::Call, CALL);
        // Of its own, so that the connections end with it. It speaks no TLS here.
        let transport = ReqwestTransport::with(|settings| {
            settings.no_proxy().tls_certs_only([]).connect_timeout(connection)
        });
        let transport = transport.map_err(BuildError::Transport)?;
        let url = self.url.clone().unwrap_or_else(|| format!("http://{}", server.address));
        let policy = RetryPolicy::default().max_attempts(3).base_delay(Duration::from_millis(20));
        let configure = move |settings: ClientBuilder<Client>| {
            settings.attempt_timeout(attempt).timeout(call).retry(policy.clone())
        };
        if self.tokens.is_empty() {
            let token = StaticToken::new(format!("t-{SECRET}-1"));
            let settings = configure(Client::builder()).credential("tenant_access_token", token);
            return settings.base_url(url).transport(transport).build();
        }
        let credentials = Credentials::new("cli_1", format!("hush-{SECRET}"));
        feishu::builder(credentials).base_url(url).transport(transport).configure(configure).build()
    }
}

/// A port that nobody listens at, and what keeps it from being given to somebody.
fn closed_port() -> (String, TcpSocket) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    (format!("http://{}", socket.local_addr().unwrap()), socket)
}

/// A port whose queue is full, so that the system answers no more connections, and what keeps it so.
async fn full_port() -> (String, TcpListener, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    while let Ok(connected) = tokio::time::timeout(LITTLE, TcpStream::connect(address)).await {
        queue.push(connected.unwrap());
    }
    (format!("http://{address}"), listener, queue)
}

fn connection_rows(nobody: String, full: String) -> Vec<Row> {
    let half_head = "HTTP/1.1 200 OK\r\nContent-Le";
    let half_body = "HTTP/1.1 200 OK\r\nContent-Length: 62\r\n\r\n{\"code\":0,\"msg\":";
    let hour = "HTTP/1.1 200 OK\r\nContent-Length: 72000\r\n\r\n";
    let no_response = "the request got no response (3 attempts)";
    let late = "no response in time (3 attempts)";
    // A label of a name has 63 characters at most, so no resolver looks this one up.
    let no_name = format!("http://{}.invalid", "a".repeat(64));
    vec![
        row("connection refused", [], 0).at(nobody).fails("no connection to the server (3 attempts)"),
        row("no response to a connection", [], 0)
            .at(full)
            .hasty(Hasty::Connection, 3)
            .fails("no connection to the server in time (3 attempts)"),
        row("DNS failure", [], 0).at(no_name).fails("no connection to the server (3 attempts)"),
        row("reset before the request was read", [Reaction::ResetUnread, good()], 1),
        row("reset after the request was read", [Reaction::Reset, good()], 2),
        row("always reset after the request was read", [Reaction::Reset], 3).fails(no_response),
        row("half a head", [Reaction::Half(half_head)], 3).fails(no_response),
        row("half a body", [Reaction::Half(half_body)], 3)
            .fails("the response broke off or cannot be inflated (3 attempts)"),
        row("half a body once", [Reaction::Half(half_body), good()], 2),
        row("slow headers", [Reaction::Stall(half_head)], 3).hasty(Hasty::Attempt, 3).fails(late),
        row("slow headers once", [Reaction::Stall(""), good()], 2).hasty(Hasty::Attempt, 1),
        row("slow body", [Reaction::Stall(half_body)], 3).hasty(Hasty::Attempt, 3).fails(late),
        row("body of an hour", [Reaction::Trickle(hour)], 3).hasty(Hasty::Attempt, 3).fails(late),
        row("slow body, and little time for the call", [Reaction::Stall(half_body)], 1)
            .hasty(Hasty::Call, 1)
            .fails("no response in time"),
    ]
}

fn limit_rows() -> Vec<Row> {
    let limited = |status: &str, headers: &str| response(status, headers, LIMITED);
    let reset = |seconds: u32| format!("x-ogw-ratelimit-limit: 10\r\nx-ogw-ratelimit-reset: {seconds}\r\n");
    // It counts from the server's clock.
    let date = "Date: Wed, 21 Oct 2015 07:28:00 GMT\r\nRetry-After: Wed, 21 Oct 2015 07:28:02 GMT\r\n";
    vec![
        row("429 with the reset", [limited("429 Too Many Requests", &reset(1)), good()], 2).pauses(1),
        row("429 with seconds", [response("429 Too Many Requests", "Retry-After: 2\r\n", ""), good()], 2)
            .pauses(2),
        row("429 with a date", [response("429 Too Many Requests", date, ""), good()], 2).pauses(2),
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
        row("502 with HTML", [response("502 Bad Gateway", "", PAGE), good()], 2),
        row("always 502 with HTML", [response("502 Bad Gateway", "Content-Type: text/html\r\n", PAGE)], 3)
            .fails("HTTP 502 Bad Gateway (operation createExternalReward, 3 attempts)"),
        row("504", [response("504 Gateway Timeout", "", ""), good()], 2),
        row("always 504", [response("504 Gateway Timeout", "", "")], 3)
            .fails("HTTP 504 Gateway Timeout (operation createExternalReward, 3 attempts)"),
        row("code != 0 with HTTP 200", [code("200 OK", 1_002_002)], 1).fails(
            "code 1002002 InvalidParameter: A parameter is wrong (参数错误): no (HTTP 200 OK, log id L1)",
        ),
        row("a code that nobody knows with HTTP 200", [code("200 OK", 5)], 1)
            .fails("code 5 (not in the description): no (HTTP 200 OK, log id L1)"),
        row("404", [response("404 Not Found", "", "404 page not found")], 1)
            .fails("HTTP 404 Not Found (operation createExternalReward)"),
    ]
}

fn token_rows() -> Vec<Row> {
    let expired = || response("400 Bad Request", "", EXPIRED);
    let down = response("503 Service Unavailable", "", "");
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
            .fails("no token: the request got no response (3 attempts)"),
        row("wrong secret", [], 0).tokens([code("200 OK", 10_014)], 1).fails(
            "no token: code 10014 AppSecretInvalid: The app id or the secret is wrong: no (HTTP 200 OK, log id L1)",
        ),
        row("token endpoint down", [], 0)
            .tokens([down.clone(), down.clone(), down], 3)
            .fails("no token: HTTP 503 Service Unavailable (operation getTenantAccessToken, 3 attempts)"),
    ]
}

fn body_rows() -> Vec<Row> {
    let too_large = "the response is longer than 8388608 bytes";
    let gigabyte = "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n";
    let truncated = r#"{"code":0,"msg":"success","data":{"id":"71"#;
    vec![
        row("gzip bomb", [response("200 OK", "Content-Encoding: gzip\r\n", zeros_in_gzip(64 << 20))], 1)
            .fails(too_large),
        row("body of 1 GB", [Reaction::Flood(gigabyte)], 1).fails(too_large),
        row("body without end", [Reaction::Flood("HTTP/1.1 200 OK\r\n\r\n")], 1).fails(too_large),
        row("invalid UTF-8", [response("200 OK", "", b"{\"code\":0,\"msg\":\"\xff\"}")], 1)
            .fails("the response does not fit the description: not UTF-8 from byte 17 on (HTTP 200 OK)"),
        row("truncated JSON", [response("200 OK", "", truncated)], 1).fails(
            "the response does not fit the description: not JSON: EOF while parsing a string (HTTP 200 OK)",
        ),
        row("HTML with HTTP 200", [response("200 OK", "", PAGE)], 1)
            .fails("the response does not fit the description: not JSON: expected value (HTTP 200 OK)"),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_has_its_outcome_its_number_of_requests_and_its_time() {
    let (full, _listener, _queue) = full_port().await;
    let (closed, _socket) = closed_port();
    let rows = [connection_rows(closed, full), limit_rows(), status_rows(), token_rows(), body_rows()];
    let rows: Vec<_> = rows.into_iter().flatten().collect();
    let checks: Vec<_> = rows.into_iter().map(|row| tokio::spawn(check(row))).collect();
    let mut table = format!("{:<45} {:<10} {:>7}  the caller gets\n", "fault", "requests", "took");
    let mut wrong = String::new();
    for check in checks {
        let seen = check.await.unwrap();
        writeln!(table, "{}", seen.line).unwrap();
        wrong.extend(seen.wrong.map(|wrong| wrong + "\n"));
    }
    println!("{table}");
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// What came of a row.
struct Checked {
    /// Its line in the table.
    line: String,
    /// What is otherwise than it should be.
    wrong: Option<String>,
}

/// Makes the call of a row.
async fn check(row: Row) -> Checked {
    let server = Server::start(row.calls.clone(), row.tokens.clone()).await;
    let client = row.client(&server).unwrap();
    let start = Instant::now();
    let result = client.create_external_reward(reward()).await.map(|_| ());
    let took = start.elapsed();
    drop(client);
    let mut wrong = wrong_response(&row, &server, &result);
    if took < row.lasts || took > row.lasts + SLACK {
        write!(wrong, " it took {took:?}").unwrap();
    }
    if !server.is_alone().await {
        wrong.push_str(" connections are left");
    }
    let told = result.map_or_else(|error| error.to_string(), |()| "what it asked for".to_owned());
    let (calls, tokens) = server.requests();
    let requests = format!("{calls}{}", if tokens > 0 { format!(" + {tokens}") } else { String::new() });
    let took = took.as_secs_f64();
    Checked {
        line: format!("{:<45} {requests:<10} {took:>5.2} s  {told}", row.name),
        wrong: (!wrong.is_empty()).then(|| format!("{}:{wrong}", row.name)),
    }
}

/// What is otherwise than it should be in what the caller got, and in what the server saw.
fn wrong_response(row: &Row, server: &Server, result: &Result<(), Error<ErrorCode>>) -> String {
    let told = result.as_ref().copied().map_err(ToString::to_string);
    let requests = server.requests();
    let seen = server.seen.lock().unwrap();
    let mut wrong = String::new();
    if told.as_ref().copied().map_err(String::as_str) != row.outcome {
        write!(wrong, " {told:?} in place of {:?}", row.outcome).unwrap();
    }
    if requests != row.requests {
        write!(wrong, " {requests:?} requests in place of {:?}", row.requests).unwrap();
    }
    if let [first, second, ..] = seen.calls.as_slice()
        && second.at - first.at < row.pause
    {
        write!(wrong, " a pause of {:?}", second.at - first.at).unwrap();
    }
    if let [first, rest @ ..] = seen.calls.as_slice()
        && rest.iter().any(|repeat| repeat.body != first.body)
    {
        wrong.push_str(" repeats that differ");
    }
    if let Err(error) = result {
        let shown = everything(error);
        if shown.contains(SECRET) {
            write!(wrong, " a secret in {shown}").unwrap();
        }
        if row.requests.1 == 0 && usize::try_from(error.attempts()).unwrap() < row.requests.0 {
            write!(wrong, " {} attempts", error.attempts()).unwrap();
        }
    }
    if seen.flooded > 64 << 20 {
        write!(wrong, " {} bytes read", seen.flooded).unwrap();
    }
    wrong
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
