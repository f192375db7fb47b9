//! Requests, credentials, clients.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use hire_api::feishu::{self, Credentials, FeishuTokens};
use hire_api::hire_runtime::{
    self, Body, BoxFuture, ClientCredentials, Credential, ReqwestTransport, Secret, StaticToken, TokenCache,
    TokenSource as _, Transport, TransportError, Validate as _, http, parse,
};
use hire_api::operations::GetTenantAccessToken;
use hire_api::types::{AppCredentials, TenantAccessToken};
use hire_api::{Client, operations};
use serde_json::json;

use super::{APP_SECRET, assert_hidden, sandbox, tokens};
use crate::support::{client_with, reward};

const TOKEN: &str = "t-caecc734c2e3328a62489fe0648c4b98779515d3";

fn shown(value: &dyn Debug) -> String {
    format!("{value:?}\n{value:#?}\n")
}

fn credentials() -> AppCredentials {
    AppCredentials::builder().app_id("cli_1").app_secret(APP_SECRET).build().unwrap()
}

#[test]
fn values_with_secrets_do_not_show_them() {
    let login = GetTenantAccessToken::new(credentials());
    let token = TenantAccessToken::builder().code(0).msg("ok").tenant_access_token(TOKEN).expire(7200);
    let key = Credentials::new("cli_1", APP_SECRET);
    let basic = Credential::basic("cli_1", APP_SECRET);
    let (raw, response) = (Secret::from(TOKEN), token.build().unwrap());
    let token_source = TokenCache::new(|| async { Ok((Secret::from(TOKEN), std::time::Duration::MAX)) });
    let client_credentials = ClientCredentials::new("cli_1", APP_SECRET)
        .parameter("password", TOKEN)
        .token_url(format!("/{TOKEN}"));
    let values: &[&dyn Debug] = &[
        &credentials(),
        &login,
        &Some(vec![login.clone()]),
        &response,
        &raw,
        &key,
        &feishu::builder(key.clone()),
        &basic,
        &StaticToken::new(TOKEN),
        &Credential::from(StaticToken::new(TOKEN)),
        &token_source,
        &client_credentials,
        &Credential::from(client_credentials.clone()),
    ];
    for value in values {
        assert_hidden(&shown(value), [APP_SECRET, TOKEN]);
    }
    // What is no secret is there.
    assert!(shown(&login).contains("cli_1") && shown(&key).contains("cli_1"));
    // On the wire it is.
    let text = serde_json::to_string(&credentials()).unwrap();
    assert_eq!(text, format!(r#"{{"app_id":"cli_1","app_secret":"{APP_SECRET}"}}"#));
}

#[tokio::test]
async fn clients_do_not_show_their_credentials() {
    let sandbox = sandbox().await;
    let tokens_of = Client::builder().base_url(sandbox.url()).build().unwrap();
    let source =
        FeishuTokens::new(tokens_of, Credentials::new(hire_api::sandbox::Sandbox::APP_ID, APP_SECRET));
    let held = source.token(None).await.unwrap();
    let mut text = shown(&source);
    let settings = Client::builder().base_url(sandbox.url()).credential("tenant_access_token", source);
    text += &shown(&settings);
    let client = settings.build().unwrap();
    let runtime = client
        .runtime()
        .with_credential("other", StaticToken::new(TOKEN))
        .with_credential("login", Credential::basic("cli_1", APP_SECRET));
    text += &shown(&runtime);
    let unusable = Client::builder()
        .credential("other", StaticToken::new(TOKEN))
        .credential("login", Credential::basic("cli_1", APP_SECRET));
    text += &shown(&unusable);
    text += &shown(&unusable.build().unwrap_err());
    let client = Client::from(runtime);
    client.create_external_reward(reward("r-1")).await.unwrap();
    text += &shown(&client);
    assert_hidden(&text, [APP_SECRET, TOKEN, held.expose()]);
    assert!(text.contains("tenant_access_token") && text.contains(sandbox.url()), "{text}");
    assert_eq!(tokens(&sandbox.requests()), [held.expose()]);
}

#[test]
fn violations_do_not_quote_secrets() {
    for secret in [json!([APP_SECRET]), json!({"value": APP_SECRET}), json!({APP_SECRET: 1})] {
        let value = json!({"app_secret": secret, "app_id": 5});
        let violations = parse::<AppCredentials>(value.to_string().as_bytes()).unwrap_err();
        assert_eq!(violations.len(), 2);
        assert_hidden(&format!("{violations} {}", shown(&violations)), [APP_SECRET]);
        let error = serde_json::from_value::<AppCredentials>(value).unwrap_err();
        assert_hidden(&format!("{error} {}", shown(&error)), [APP_SECRET]);
    }
    let twice = format!(r#"{{"app_id": "1", "app_secret": "{APP_SECRET}", "app_secret": "{APP_SECRET}"}}"#);
    let violations = parse::<AppCredentials>(twice.as_bytes()).unwrap_err();
    assert_hidden(&format!("{violations} {}", shown(&violations)), [APP_SECRET]);
    let error = serde_json::from_str::<AppCredentials>(&twice).unwrap_err();
    assert_hidden(&format!("{error} {}", shown(&error)), [APP_SECRET]);
    assert_eq!(operations::GetTenantAccessToken::new(credentials()).validate(), Ok(()));
}

/// Writes down every request as a transport sees it.
struct Watch {
    inner: ReqwestTransport,
    text: Arc<Mutex<String>>,
}

impl Transport for Watch {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        self.text.lock().unwrap().push_str(&shown(&request));
        self.inner.send(request)
    }
}

#[tokio::test]
async fn requests_do_not_show_their_authorization() {
    let sandbox = sandbox().await;
    let text = Arc::new(Mutex::new(String::new()));
    let inner = ReqwestTransport::with(|settings| settings.tls_certs_only([])).unwrap();
    let watch = Watch { inner, text: Arc::clone(&text) };
    let key = Credentials::new(hire_api::sandbox::Sandbox::APP_ID, APP_SECRET);
    let client = feishu::builder(key).base_url(sandbox.url()).transport(watch).build().unwrap();
    let created = client.create_external_reward(reward("r-1")).await.unwrap();
    client.delete_external_reward(created.id).await.unwrap();
    let tokens = tokens(&sandbox.requests());
    assert_eq!(tokens.len(), 1);
    let text = text.lock().unwrap();
    assert_hidden(&text, tokens.iter().map(String::as_str).chain([APP_SECRET]));
    assert_eq!(text.matches("\"authorization\": Sensitive").count(), 4, "{text}");
}

/// The whole reply, headers included, of a response that quotes the token.
#[tokio::test]
async fn replies_do_not_show_what_quotes_a_token() {
    use hire_api::hire_runtime::http::{HeaderName, HeaderValue, StatusCode};
    use hire_api::sandbox::{Fault, Operation, Sandbox};
    let sandbox = sandbox().await;
    let client = client_with(sandbox.url(), Sandbox::APP_ID, APP_SECRET, |settings| settings);
    client.create_external_reward(reward("r-1")).await.unwrap();
    let token = tokens(&sandbox.requests()).pop().unwrap();
    let body = json!({"code": 0, "msg": token, "data": {"id": "7"}});
    let echo =
        (HeaderName::from_static("x-echo"), HeaderValue::from_str(&format!("Bearer {token}")).unwrap());
    let id =
        (HeaderName::from_static("x-tt-logid"), HeaderValue::from_str(&format!("id-of-{token}")).unwrap());
    let fault = Fault::json(StatusCode::OK, &body).header(echo.0, echo.1).header(id.0, id.1);
    sandbox.fail_next(Operation::CreateExternalReward, fault);
    let request = operations::CreateExternalReward::new(reward("r-1"));
    let reply: hire_runtime::Response<_> = client.runtime().send_full(&request).await.unwrap();
    assert_eq!(reply.headers["x-echo"], format!("Bearer {token}"));
    assert_eq!(reply.log_id.as_deref(), Some("id-of-[redacted]"));
    assert_hidden(&shown(&reply), [token]);
}
