//! What several tests share: the page's example, clients, and a server that keeps every byte.

use std::fmt::Debug;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};

use axum::Router;
use hire_api::Client;
use hire_api::feishu::{self, Credentials};
use hire_api::hire_runtime::{ClientBuilder, Location, RetryPolicy, Violations};
use hire_api::sandbox::Sandbox;
use hire_api::types::{Bonus, BonusType, Cash, ExternalReward, ExternalRewardBuilder, RewardStage, RuleType};
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The example of the documentation page, in the page's order.
pub const EXAMPLE: &str = r#"{
    "referral_user_id": "on_94a1ee5551019f18cd73d9f111898cf2",
    "create_user_id": "on_94a1ee5551019f18cd73d9f111898cf2",
    "confirm_user_id": "on_94a1ee5551019f18cd73d9f111898cf2",
    "pay_user_id": "on_94a1ee5551019f18cd73d9f111898cf2",
    "external_id": "6930815272790114324",
    "application_id": "6930815272790114325",
    "talent_id": "6930815272790114326",
    "job_id": "6930815272790114327",
    "reason": "入职｜开源",
    "rule_type": 1,
    "bonus": {
        "bonus_type": 1,
        "point_bonus": 100,
        "cash": {
            "currency_type": "CNY",
            "amount": 100
        }
    },
    "stage": 1,
    "create_time": "1704720275000",
    "confirm_time": "1704720275000",
    "pay_time": "1704720275001",
    "onboard_time": "1704720275002",
    "conversion_time": "1704720275003",
    "comment": "已发放"
}"#;

/// The value of [`EXAMPLE`].
pub fn example() -> Value {
    serde_json::from_str(EXAMPLE).unwrap()
}

/// [`EXAMPLE`] with typed values, every field set.
pub fn example_builder() -> ExternalRewardBuilder {
    let person = "on_94a1ee5551019f18cd73d9f111898cf2";
    ExternalReward::builder()
        .referral_user_id(person)
        .create_user_id(person)
        .confirm_user_id(person)
        .pay_user_id(person)
        .external_id("6930815272790114324")
        .application_id("6930815272790114325")
        .talent_id("6930815272790114326")
        .job_id("6930815272790114327")
        .reason("入职｜开源")
        .rule_type(RuleType::Onboarding)
        .bonus(example_bonus())
        .stage(RewardStage::ToBeConfirmed)
        .create_time("1704720275000".parse().unwrap())
        .confirm_time("1704720275000".parse().unwrap())
        .pay_time("1704720275001".parse().unwrap())
        .onboard_time("1704720275002".parse().unwrap())
        .conversion_time("1704720275003".parse().unwrap())
        .comment("已发放")
}

fn example_bonus() -> Bonus {
    let cash = Cash::builder().currency_type("CNY").amount(100.0).build().unwrap();
    Bonus::builder().bonus_type(BonusType::Points).point_bonus(100).cash(cash).build().unwrap()
}

/// The reward of [`EXAMPLE`].
pub fn example_reward() -> ExternalReward {
    example_builder().build().unwrap()
}

/// A small good reward with an external id of its own.
pub fn reward(external_id: &str) -> ExternalReward {
    let bonus = Bonus::builder().bonus_type(BonusType::Points).point_bonus(10).build().unwrap();
    ExternalReward::builder()
        .referral_user_id("ou_1")
        .external_id(external_id)
        .talent_id("6930815272790114326")
        .rule_type(RuleType::Process)
        .bonus(bonus)
        .stage(RewardStage::Paid)
        .build()
        .unwrap()
}

/// A text without its whitespace. None of the texts here has any within a string.
pub fn compact(text: &str) -> String {
    text.split_whitespace().collect()
}

/// A violation as tests write it: the pointer, behind the part where that is not the body, the
/// keyword, the limit.
pub type Fault = (&'static str, &'static str, &'static str);

/// Asserts the exact list of violations.
#[track_caller]
pub fn assert_faults<T: Debug>(what: &str, result: Result<T, Violations>, expected: &[Fault]) {
    let violations = result.err().map(Violations::into_vec).unwrap_or_default();
    let found: Vec<_> = violations
        .iter()
        .map(|violation| {
            let part = if violation.location == Location::Body { "" } else { violation.location.as_str() };
            (format!("{part}{}", violation.pointer), violation.keyword, violation.limit.to_string())
        })
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(pointer, keyword, limit)| ((*pointer).to_owned(), *keyword, (*limit).to_owned()))
        .collect();
    assert_eq!(found, expected, "{what}");
}

/// A client of a server on loopback, that neither waits for its own rate limit nor repeats a call.
pub fn client(url: &str) -> Client {
    client_with(url, Sandbox::APP_ID, Sandbox::APP_SECRET, |settings| settings)
}

/// As [`client()`], with credentials and further settings.
pub fn client_with(
    url: &str,
    app_id: &str,
    app_secret: &str,
    configure: impl Fn(ClientBuilder<Client>) -> ClientBuilder<Client> + 'static,
) -> Client {
    feishu::builder(Credentials::new(app_id, app_secret))
        .base_url(url)
        .configure(move |settings| configure(settings.rate_limiting(false).retry(RetryPolicy::none())))
        .build()
        .unwrap()
}

/// Imports so many rewards, `r-0` and on, all at once.
pub async fn import_at_once(client: &Client, count: usize) {
    let import = |number| {
        let client = client.clone();
        tokio::spawn(async move { client.create_external_reward(reward(&format!("r-{number}"))).await })
    };
    let calls: Vec<_> = (0..count).map(import).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
}

/// Serves on loopback until the test ends; returns the URL.
pub async fn serve(router: Router) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// A request as its bytes arrived.
#[derive(Debug, Clone)]
pub struct RawRequest {
    pub method: String,
    pub target: String,
    /// In the order and the spelling of the wire.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl RawRequest {
    /// The values of a header.
    pub fn header(&self, name: &str) -> Vec<&str> {
        let named = self.headers.iter().filter(|(key, _)| key.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str()).collect()
    }

    /// The body as text.
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    fn parse(head: &[u8], body: Vec<u8>) -> Self {
        let head = std::str::from_utf8(head).unwrap();
        let mut lines = head.split("\r\n");
        let mut first = lines.next().unwrap().splitn(3, ' ').map(str::to_owned);
        let (method, target) = (first.next().unwrap(), first.next().unwrap());
        assert_eq!(first.next().as_deref(), Some("HTTP/1.1"));
        let headers = lines
            .map(|line| line.split_once(": ").expect(line))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self { method, target, headers, body }
    }
}

/// A server on loopback that keeps the bytes of each request and answers with bytes.
pub struct Recorder {
    pub url: String,
    seen: Arc<Mutex<Seen>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Seen {
    connections: usize,
    requests: Vec<RawRequest>,
}

impl Recorder {
    /// Starts it. `response` makes the whole response of a request, status line included. After one of
    /// HTTP/1.0 the connection is closed.
    pub async fn start(response: impl Fn(&RawRequest) -> Vec<u8> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (response, shared) = (Arc::new(response), Arc::clone(&seen));
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                lock(&shared).connections += 1;
                tokio::spawn(record(stream, Arc::clone(&response), Arc::clone(&shared)));
            }
        });
        Self { url, seen, task }
    }

    /// How many connections were made.
    pub fn connections(&self) -> usize {
        lock(&self.seen).connections
    }

    /// The requests, in the order of their arrival.
    pub fn requests(&self) -> Vec<RawRequest> {
        lock(&self.seen).requests.clone()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn lock(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap()
}

async fn record(
    mut stream: TcpStream,
    response: Arc<impl Fn(&RawRequest) -> Vec<u8>>,
    seen: Arc<Mutex<Seen>>,
) -> io::Result<()> {
    let mut bytes = Vec::new();
    loop {
        let end = b"\r\n\r\n";
        let head = loop {
            if let Some(at) = bytes.windows(end.len()).position(|window| window == end) {
                break at;
            }
            if stream.read_buf(&mut bytes).await? == 0 {
                return Ok(());
            }
        };
        let mut request = RawRequest::parse(&bytes[..head], Vec::new());
        let length = request.header("content-length").first().map_or(0, |length| length.parse().unwrap());
        let start = head + end.len();
        while bytes.len() < start + length {
            if stream.read_buf(&mut bytes).await? == 0 {
                return Ok(());
            }
        }
        request.body = bytes[start..start + length].to_vec();
        bytes.drain(..start + length);
        let response = response(&request);
        lock(&seen).requests.push(request);
        stream.write_all(&response).await?;
        // So that a response can break off.
        if response.starts_with(b"HTTP/1.0") {
            return Ok(());
        }
    }
}

/// The bytes of a response with a JSON body.
pub fn json_response(status: u16, body: &str) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 {status} \r\nContent-Type: application/json\r\nContent-Length: {}", body.len());
    format!("{head}\r\n\r\n{body}").into_bytes()
}
