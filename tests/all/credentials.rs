//! Credentials over a socket: what a server sees of each security scheme, and how tokens of OAuth 2.0 are fetched.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::routing::{any, post};
use hire_runtime::testing::{Canned, Replay};
use hire_runtime::{ApiKey, ClientBuilder, ClientCredentials, Credential, RetryPolicy};
use hire_tests::fixtures::beyond_other_generators::security::Client;
use hire_tests::fixtures::beyond_other_generators::security::operations::{
    Arch, Back, Club, Desk, Front, Hall, Safe, Shop, Side, Wall, Yard,
};
use serde_json::json;
use tokio::task::JoinSet;

use crate::support::serve;

const SECRET: &str = "s3cret+ü/:";

/// What the server has seen, and which token it takes for `/yard`.
#[derive(Default)]
struct Seen {
    carried: Vec<String>,
    /// The fields of each token request, with the header `Authorization`.
    asked: Vec<BTreeMap<String, String>>,
    good: usize,
}

type Shared = Arc<Mutex<Seen>>;

fn pairs(query: &str) -> BTreeMap<String, String> {
    Query::try_from_uri(&format!("/?{query}").parse::<Uri>().unwrap()).unwrap().0
}

/// Keeps the credentials; a door that takes tokens of the token's server is open for the last of them alone.
async fn door(State(seen): State<Shared>, headers: HeaderMap, uri: Uri) -> StatusCode {
    let mut seen = seen.lock().unwrap();
    let header = |name| headers.get(name).map(|value| format!("{name}: {}", value.to_str().unwrap()));
    let headers = ["authorization", "x-key", "cookie"].into_iter().filter_map(header);
    let query =
        pairs(uri.query().unwrap_or_default()).into_iter().map(|(name, value)| format!("{name}={value}"));
    let carried = headers.chain(query).collect::<Vec<_>>().join(", ");
    let is_good = uri.path() != "/yard" || carried == format!("authorization: Bearer t-{}", seen.good);
    seen.carried.push(carried);
    if is_good { StatusCode::NO_CONTENT } else { StatusCode::UNAUTHORIZED }
}

/// Gives the tokens `t-1`, `t-2`, …
async fn token(State(seen): State<Shared>, headers: HeaderMap, form: String) -> String {
    // Long enough for all callers to come.
    tokio::time::sleep(Duration::from_millis(20)).await;
    let mut seen = seen.lock().unwrap();
    let mut asked = pairs(&form);
    asked.extend(
        headers.get("authorization").map(|it| ("authorization".to_owned(), it.to_str().unwrap().to_owned())),
    );
    seen.asked.push(asked);
    seen.good = seen.asked.len();
    json!({"access_token": format!("t-{}", seen.good), "token_type": "Bearer"}).to_string()
}

/// A server, and settings of a client that neither repeats calls nor leaves the machine.
async fn server() -> (Shared, impl Fn() -> ClientBuilder<Client>) {
    let seen = Shared::default();
    let router =
        Router::new().route("/oauth/token", post(token)).fallback(any(door)).with_state(Arc::clone(&seen));
    let url = serve(router).await;
    (seen, move || Client::builder().base_url(&url).retry(RetryPolicy::none()))
}

fn credential(scheme: &str) -> Credential {
    match scheme {
        "login" => Credential::basic("ada", "swordfish"),
        "oauth" => ClientCredentials::new("app", SECRET).into(),
        _ => ApiKey::new(format!("{scheme}-1/+")).into(),
    }
}

#[tokio::test]
async fn each_scheme_is_seen_in_its_place() {
    const KEY: &str = "x-key: key-1/+";
    const TOKEN: &str = "authorization: Bearer token-1/+";
    const BOTH: &str = "authorization: Bearer token-1/+, x-key: key-1/+";
    let (seen, settings) = server().await;
    macro_rules! calls {
        ($client:ident: $($request:ident)*) => {
            [$(match $client.send(&$request::new()).await {
                Ok(_) => seen.lock().unwrap().carried.pop().unwrap(),
                Err(error) => error.to_string().replace("no credential for the security scheme", "no"),
            }),*]
        };
    }
    for (schemes, doors, places) in [
        (
            &["key", "token", "login", "session", "coupon", "identity", "oauth"][..],
            ["", KEY, KEY, BOTH, "", TOKEN],
            [
                "authorization: Basic YWRhOnN3b3JkZmlzaA==",
                "cookie: session=session-1/+",
                "the coupon=coupon-1/+",
                "authorization: Bearer identity-1/+",
                "authorization: Bearer t-1",
            ],
        ),
        (
            &["key"],
            ["", KEY, KEY, KEY, "", KEY],
            ["no `login`", "no `session`", "no `coupon`", "no `identity`", "no `oauth`"],
        ),
        (
            &["token", "oauth"],
            ["", "", "", "", "", TOKEN],
            ["no `login`", "no `session`", "no `coupon`", "no `identity`", "authorization: Bearer t-2"],
        ),
        (
            &["login"],
            ["", "", "", "", "", "no `token`"],
            [
                "authorization: Basic YWRhOnN3b3JkZmlzaA==",
                "no `session`",
                "no `coupon`",
                "no `identity`",
                "no `oauth`",
            ],
        ),
    ] {
        let settings =
            schemes.iter().fold(settings(), |it, scheme| it.credential(*scheme, credential(scheme)));
        let client = settings.build().unwrap();
        // `security: []` and `security: [{}]` carry nothing, whatever there is; the other doors have alternatives.
        assert_eq!(calls!(client: Wall Front Back Safe Arch Side), doors, "{schemes:?}");
        assert_eq!(calls!(client: Desk Hall Shop Club Yard), places, "{schemes:?}");
    }
}

/// So many calls at the same time; how many of them succeed.
async fn crowd(client: &Client, count: usize) -> usize {
    let calls = (0..count).map(|_| {
        let client = client.clone();
        async move { client.yard(Yard::new()).await.is_ok() }
    });
    calls.collect::<JoinSet<_>>().join_all().await.into_iter().filter(|good| *good).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_fetched_once_for_all_callers_and_replaced_once_when_it_is_refused() {
    let (seen, settings) = server().await;
    let client = settings().credential("oauth", credential("oauth")).build().unwrap();
    assert_eq!(crowd(&client, 1000).await, 1000);
    assert_eq!(seen.lock().unwrap().asked.len(), 1);
    // Without `expires_in` a token is good until the server refuses it.
    seen.lock().unwrap().good = 2;
    assert_eq!(crowd(&client, 1000).await, 1000);
    assert_eq!(seen.lock().unwrap().asked.len(), 2);
    let basic = "Basic YXBwOnMzY3JldCUyQiVDMyVCQyUyRiUzQQ==";
    let expected = [("grant_type", "client_credentials"), ("authorization", basic)];
    let expected = BTreeMap::from(expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(seen.lock().unwrap().asked, [expected.clone(), expected]);
}

#[tokio::test]
async fn a_token_request_has_what_the_caller_says() {
    let (seen, settings) = server().await;
    let credential =
        ClientCredentials::new("app", SECRET).scopes(["gates", "a b"]).parameter("audience", "doors");
    let client = settings().credential("oauth", credential.in_body()).build().unwrap();
    client.yard(Yard::new()).await.unwrap();
    let asked = seen.lock().unwrap().asked.clone();
    let expected = [
        ("audience", "doors"),
        ("client_id", "app"),
        ("client_secret", SECRET),
        ("grant_type", "client_credentials"),
        ("scope", "gates a b"),
    ];
    assert_eq!(asked, [BTreeMap::from(expected.map(|(name, value)| (name.to_owned(), value.to_owned())))]);
}

#[tokio::test]
async fn a_refused_token_request_says_why_without_the_secret() {
    for (response, expected) in [
        (
            Canned::json(
                json!({"error": "invalid_client", "error_description": format!("{SECRET} is wrong")}),
            )
            .status(401),
            "no token: HTTP 401 Unauthorized: invalid_client: [redacted] is wrong (operation accessToken)",
        ),
        (
            Canned::json(json!({"error": "invalid_scope"})).status(400),
            "no token: HTTP 400 Bad Request: invalid_scope (operation accessToken)",
        ),
        (Canned::json(json!({"token_type": "bearer"})), "no token: the response has no `access_token`"),
        (
            Canned::json(json!({"access_token": SECRET, "token_type": "mac"})),
            "no token: the token is no bearer token",
        ),
        (
            Canned::json(json!({"access_token": ""})),
            "no token: the `access_token` of the response is no bearer token",
        ),
        (Canned::text("x".repeat(2000)), "no token: the response is longer than 1000 bytes"),
        (Canned::refused(), "no token: no connection to the server"),
    ] {
        let replay = Replay::new();
        replay.on("POST", "/oauth/token", response);
        let settings =
            Client::builder().transport(replay.clone()).retry(RetryPolicy::none()).max_response_bytes(1000);
        let client = settings.credential("oauth", credential("oauth")).build().unwrap();
        let error = client.yard(Yard::new()).await.unwrap_err();
        assert_eq!(error.to_string(), expected);
        let shown = format!("{client:?} {error:?} {:?} {replay:?}", error.source());
        assert!(!shown.contains(SECRET), "{shown}");
        // Nothing was sent to the operation itself.
        assert_eq!(replay.requests().len(), 1);
    }
}

#[test]
fn credentials_that_fetch_nothing_are_refused_when_the_client_is_built() {
    for (scheme, id, expected) in [
        ("oauth", "", "the client's id or secret is empty"),
        ("token", "app", "the description has no token URL for it, and the credential was given none"),
    ] {
        let error =
            Client::builder().credential(scheme, ClientCredentials::new(id, SECRET)).build().unwrap_err();
        let expected = format!("the credential does not serve the security scheme `{scheme}`: {expected}");
        assert_eq!(error.to_string(), expected);
    }
}
