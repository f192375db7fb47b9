//! Servers that quote what they were sent: nothing that is shown repeats a secret of it, however it is spelt.

use std::fmt::Write as _;

use super::*;
use crate::ClientCredentials;

static SCHEMES: Api = Api::new("quotes", "1").servers(&["https://one.example"]).schemes(&[
    SecurityScheme::basic("basic"),
    SecurityScheme::api_key("query", Location::Query, "key"),
    SecurityScheme::api_key("header", Location::Header, "authorization"),
    SecurityScheme::bearer("oauth").token_url("https://login.example/token"),
]);

macro_rules! get {
    ($name:ident, $scheme:literal) => {
        struct $name;
        impl Validate for $name {}
        impl Endpoint for $name {
            type Success = crate::Json<Map<Number>>;
            type Failure = Undocumented;
            type Code = crate::NoCode;
            const OPERATION: &'static Operation =
                &Operation::new(&SCHEMES, $scheme, "GET", "/").security(&[&[($scheme, &[])]]);
            fn write(&self, request: &mut RequestWriter) -> Result<(), Unencodable> {
                request.query("pin", &Secret::from("\"12 34/56"))
            }
        }
    };
}
get!(ByBasic, "basic");
get!(ByQuery, "query");
get!(ByHeader, "header");
get!(ByOAuth, "oauth");

/// Writes down whatever a hook is shown.
#[derive(Default)]
struct Shown(Arc<Mutex<String>>);

impl Hook for Shown {
    fn after_response(&self, _: &Attempt, response: &HookResponse<'_>) {
        write!(self.0.lock().unwrap(), "{response:?} ").unwrap();
    }

    fn on_error(&self, _: &Attempt, error: &HookError<'_>) {
        write!(self.0.lock().unwrap(), "{error:?} {} ", error.error).unwrap();
    }
}

/// What is shown of three calls that a server answers with a text in the message and a header of a failure, in a name of the
/// JSON that does not fit, and in a value that breaks a rule.
async fn shown<E: Endpoint<Code = crate::NoCode, Failure = Undocumented>>(
    endpoint: E,
    credential: impl Into<Credential>,
    quote: &str,
) -> String {
    let hook = Shown::default();
    let text = Arc::clone(&hook.0);
    let json = |json: Value| Response::new(Body::from(json.to_string()));
    let mut refusal = json(serde_json::json!({ "message": format!("no {quote}!") }));
    *refusal.status_mut() = StatusCode::BAD_REQUEST;
    refusal.headers_mut().insert("x-echo", quote.parse().unwrap());
    let responses =
        [refusal, json(serde_json::json!({ quote: "x" })), json(serde_json::json!({ quote: -5 }))];
    let script = Script::new(responses.map(Ok));
    let client = Client::builder(&SCHEMES).transport(script).hook(hook).response_checks(Checks::Strict);
    let client = client.credential(E::OPERATION.id(), credential).build().unwrap();
    for _ in 0..3 {
        let error = client.send(&endpoint).await.map(|_| ()).unwrap_err();
        write!(text.lock().unwrap(), "{error} {error:?} ").unwrap();
    }
    text.lock().unwrap().clone()
}

#[tokio::test]
async fn a_secret_that_a_server_quotes_is_not_shown_in_any_spelling() {
    let basic = || Credential::basic("ada", "sword fish");
    let key = || StaticToken::new("a+/b=");
    for (secret, text) in [
        ("sword fish", shown(ByBasic, basic(), "sword fish").await),
        ("sword%20fish", shown(ByBasic, basic(), "wrong password sword%20fish").await),
        ("sword+fish", shown(ByBasic, basic(), "password=sword+fish&a=b").await),
        ("YWRhOnN3b3JkIGZpc2g", shown(ByBasic, basic(), "Basic YWRhOnN3b3JkIGZpc2g=").await),
        ("a+/b", shown(ByQuery, key(), "key a+/b=").await),
        ("%2Fb", shown(ByQuery, key(), "/?key=a%2B%2Fb%3D&c").await),
        ("%2fb", shown(ByQuery, key(), "/?key=a%2b%2fb%3d&c").await),
        ("a+%2Fb", shown(ByQuery, key(), "/?key=a+%2Fb=&c").await),
        ("%252Fb", shown(ByQuery, key(), "/login?next=%2F%3Fkey%3Da%252B%252Fb%253D").await),
        (r"a+\/b", shown(ByQuery, key(), r"a+\/b=").await),
        ("34/56", shown(ByQuery, key(), "\"12 34/56").await),
        ("34%2F56", shown(ByQuery, key(), "/?pin=%2212%2034%2F56").await),
        ("34/56", shown(ByQuery, key(), r#"{"pin":"\"12 34/56"}"#).await),
        ("sk-live", shown(ByBasic, Credential::basic("sk-live", ""), "sk-live is revoked").await),
        ("t0ken", shown(ByHeader, StaticToken::new("Token t0ken"), "t0ken has expired").await),
    ] {
        assert!(text.contains("[redacted]") && !text.contains(secret), "{secret}: {text}");
        assert!(text.contains("\"x-echo\": Sensitive"), "{text}");
    }
    // Whatever else a server says is shown.
    let text = shown(ByBasic, basic(), "Basic fish").await;
    assert!(text.contains("no Basic fish!") && !text.contains("[redacted]"), "{text}");
}

#[tokio::test]
async fn a_server_of_tokens_may_quote_what_it_was_sent() {
    // As a form has them, and in base64.
    for (in_body, quote) in [
        (false, "s3cret/1"),
        (true, "s3cret%2F1"),
        (false, "YXBwOnMzY3JldCUyRjE="),
        (false, "Basic YXBwOnMzY3JldCUyRjE="),
        (false, "my-assertion"),
    ] {
        let refusal = format!(r#"{{"error":"invalid_client","error_description":"not {quote}, my app"}}"#);
        let mut response = Response::new(Body::from(refusal));
        *response.status_mut() = StatusCode::UNAUTHORIZED;
        let credential = ClientCredentials::new("app", "s3cret/1").parameter("assertion", "my-assertion");
        let credential = if in_body { credential.in_body() } else { credential };
        let client = Client::builder(&SCHEMES).transport(Script::new([Ok(response)]));
        let client = client.credential("oauth", credential).build().unwrap();
        let error = client.send(&ByOAuth).await.map(|_| ()).unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(!text.contains(quote), "{quote}: {text}");
        assert!(error.to_string().contains("invalid_client: not [redacted], my app"), "{error}");
    }
}
