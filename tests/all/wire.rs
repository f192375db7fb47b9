//! What reaches a socket is what the platform's own SDK for Python sends.

use std::time::Duration;

use hire_api::hire_runtime::http::StatusCode;
use hire_api::hire_runtime::{Checks, Error};
use hire_api::operations::{CreateExternalReward, DeleteExternalReward};
use hire_api::sandbox::{Fault, Operation, Sandbox};
use hire_api::types::{ExternalReward, UserIdType};
use serde_json::{Value, json};

use crate::support::{
    EXAMPLE, RawRequest, Recorder, assert_faults, client, client_with, compact, example, example_reward,
    import_at_once, json_response, reward,
};

const TOKENS: &str = "/open-apis/auth/v3/tenant_access_token/internal";
const REWARDS: &str = "/open-apis/hire/v1/external_referral_rewards";
const APP_ID: &str = "cli_slkdjalasdkjasd";
const APP_SECRET: &str = "dskLLdkasdjlasdKK";
const TOKEN: &str = "t-caecc734c2e3328a62489fe0648c4b98779515d3";

/// A request as it was captured from the SDK.
struct Captured {
    method: &'static str,
    target: &'static str,
    content_type: Option<&'static str>,
    authorization: Option<&'static str>,
    /// Compact JSON, in the order of the wire; empty for no body.
    body: &'static str,
}

const BEARER: Option<&str> = Some("Bearer t-caecc734c2e3328a62489fe0648c4b98779515d3");
const JSON: Option<&str> = Some("application/json; charset=utf-8");

/// The page's example, with the kind of its ids.
const FULL: Captured = Captured {
    method: "POST",
    target: "/open-apis/hire/v1/external_referral_rewards?user_id_type=open_id",
    content_type: JSON,
    authorization: BEARER,
    body: r#"{"referral_user_id":"on_94a1ee5551019f18cd73d9f111898cf2","create_user_id":"on_94a1ee5551019f18cd73d9f111898cf2","confirm_user_id":"on_94a1ee5551019f18cd73d9f111898cf2","pay_user_id":"on_94a1ee5551019f18cd73d9f111898cf2","external_id":"6930815272790114324","application_id":"6930815272790114325","talent_id":"6930815272790114326","job_id":"6930815272790114327","reason":"入职｜开源","rule_type":1,"bonus":{"bonus_type":1,"point_bonus":100,"cash":{"currency_type":"CNY","amount":100}},"stage":1,"create_time":"1704720275000","confirm_time":"1704720275000","pay_time":"1704720275001","onboard_time":"1704720275002","conversion_time":"1704720275003","comment":"已发放"}"#,
};

/// A reward without any id of a candidate, and no query.
const SPARSE: Captured = Captured {
    method: "POST",
    target: "/open-apis/hire/v1/external_referral_rewards",
    content_type: JSON,
    authorization: BEARER,
    body: r#"{"referral_user_id":"on_x","external_id":"e-1","rule_type":5,"bonus":{"bonus_type":2,"cash":{"currency_type":"CNY","amount":99.5}},"stage":3}"#,
};

const DELETION: Captured = Captured {
    method: "DELETE",
    target: "/open-apis/hire/v1/external_referral_rewards/6930815272790114324",
    content_type: None,
    authorization: BEARER,
    body: "",
};

const STRANGE_DELETION: Captured =
    Captured { target: "/open-apis/hire/v1/external_referral_rewards/a%2Fb%20c%3F%E4%B8%AD", ..DELETION };

const LOGIN: Captured = Captured {
    method: "POST",
    target: TOKENS,
    // The SDK sends none; the page asks for this one.
    content_type: JSON,
    authorization: None,
    body: r#"{"app_id":"cli_slkdjalasdkjasd","app_secret":"dskLLdkasdjlasdKK"}"#,
};

/// Headers that say how bytes travel, not what is asked for.
const TRAVEL: [&str; 5] = ["host", "user-agent", "accept", "accept-encoding", "connection"];

impl Captured {
    #[track_caller]
    fn assert_equals(&self, request: &RawRequest) {
        assert_eq!((request.method.as_str(), request.target.as_str()), (self.method, self.target));
        assert_eq!(request.header("content-type"), Vec::from_iter(self.content_type));
        assert_eq!(request.header("authorization"), Vec::from_iter(self.authorization));
        // A method that has content elsewhere says that it has none here (RFC 9110, section 8.6).
        let length = request.body.len().to_string();
        let is_told = !self.body.is_empty() || self.method != "DELETE";
        assert_eq!(request.header("content-length"), Vec::from_iter(is_told.then_some(length.as_str())));
        let named = ["content-type", "authorization", "content-length"];
        for (name, _) in &request.headers {
            let name = name.to_lowercase();
            assert!(TRAVEL.contains(&name.as_str()) || named.contains(&name.as_str()), "{name}");
        }
        if self.body.is_empty() {
            return;
        }
        // One number, two spellings: the SDK leaves an amount as its caller wrote it.
        let body = request.text().replace(r#""amount":100.0}"#, r#""amount":100}"#);
        assert_eq!(body, self.body);
        let (sent, captured): (Value, Value) =
            (serde_json::from_str(&body).unwrap(), serde_json::from_str(self.body).unwrap());
        assert_eq!(sent, captured);
    }
}

/// Answers as the platform does when all is well.
fn well(request: &RawRequest) -> Vec<u8> {
    let body = match (request.method.as_str(), request.target.as_str()) {
        (_, TOKENS) => json!({"code": 0, "msg": "ok", "tenant_access_token": TOKEN, "expire": 7200}),
        ("DELETE", _) => json!({"code": 0, "msg": "ok", "data": {}}),
        _ => json!({"code": 0, "msg": "success", "data": {"id": "6930815272790114324"}}),
    };
    json_response(200, &body.to_string())
}

#[tokio::test]
async fn each_request_is_the_captured_one() {
    let server = Recorder::start(well).await;
    let client =
        client_with(&server.url, APP_ID, APP_SECRET, |settings| settings.request_checks(Checks::Off));
    let full = CreateExternalReward::new(example_reward()).user_id_type(UserIdType::OpenId);
    let sparse: ExternalReward = serde_json::from_str(SPARSE.body).unwrap();
    let created = client.create_external_reward(full).await.unwrap();
    assert_eq!(created.id, "6930815272790114324");
    client.create_external_reward(sparse).await.unwrap();
    client.delete_external_reward(created.id).await.unwrap();
    client.delete_external_reward(DeleteExternalReward::new("a/b c?中")).await.unwrap();

    let requests = server.requests();
    let expected = [LOGIN, FULL, SPARSE, DELETION, STRANGE_DELETION];
    assert_eq!(requests.len(), expected.len());
    for (captured, request) in expected.iter().zip(&requests) {
        captured.assert_equals(request);
    }
}

#[tokio::test]
async fn a_reward_without_an_id_of_a_candidate_is_not_sent() {
    let server = Recorder::start(well).await;
    let sparse: ExternalReward = serde_json::from_str(SPARSE.body).unwrap();
    let expected = [("", "anyOf", "application_id is given, or talent_id is given")];

    let strict = client_with(&server.url, APP_ID, APP_SECRET, |settings| settings);
    let Err(Error::Invalid(violations)) = strict.create_external_reward(sparse.clone()).await else {
        panic!("sent");
    };
    assert_faults("neither id", Err::<(), _>(violations), &expected);
    assert_eq!((server.connections(), server.requests().len()), (0, 0));

    // A warning does not stop it.
    let warns =
        client_with(&server.url, APP_ID, APP_SECRET, |settings| settings.request_checks(Checks::Warn));
    warns.create_external_reward(sparse).await.unwrap();
    let [login, create] = server.requests().try_into().unwrap();
    LOGIN.assert_equals(&login);
    SPARSE.assert_equals(&create);
}

#[tokio::test]
async fn a_query_or_a_path_that_breaks_the_description_is_not_sent() {
    let server = Recorder::start(well).await;
    let client = client(&server.url);
    let unknown = UserIdType::Unknown("email".to_owned());
    let request = CreateExternalReward::new(example_reward()).user_id_type(unknown);
    let error = client.create_external_reward(request).await.unwrap_err();
    let violations = error.violations().cloned().unwrap();
    let expected = [("query/user_id_type", "enum", "open_id, union_id, user_id")];
    assert_faults("user_id_type", Err::<(), _>(violations), &expected);
    for id in ["", ".", ".."] {
        let error = client.delete_external_reward(id.to_owned()).await.unwrap_err();
        let violations = error.violations().cloned().unwrap();
        let expected = [("path/external_referral_reward_id", "format", "path-segment")];
        assert_faults(id, Err::<(), _>(violations), &expected);
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn the_order_on_the_wire_is_that_of_the_page() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let mut members: Vec<_> = example().as_object().unwrap().clone().into_iter().collect();
    members.reverse();
    let reversed: ExternalReward = serde_json::from_value(Value::from_iter(members)).unwrap();
    client(sandbox.url()).create_external_reward(reversed).await.unwrap();
    let [_, request] = sandbox.take_requests().try_into().unwrap();
    let body = std::str::from_utf8(&request.body).unwrap();
    assert_eq!(body.replace("100.0", "100"), compact(EXAMPLE));
}

#[tokio::test]
async fn each_kind_of_ids_is_a_query_parameter() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = client(sandbox.url());
    for (kind, query) in [
        (Some(UserIdType::OpenId), "?user_id_type=open_id"),
        (Some(UserIdType::UnionId), "?user_id_type=union_id"),
        (Some(UserIdType::UserId), "?user_id_type=user_id"),
        (None, ""),
    ] {
        let mut request = CreateExternalReward::new(reward("r-1"));
        request.user_id_type = kind;
        client.create_external_reward(request).await.unwrap();
        let request = sandbox.take_requests().pop().unwrap();
        assert_eq!(request.target, format!("{REWARDS}{query}"));
    }
}

#[tokio::test]
async fn one_token_serves_many_calls_at_once() {
    let sandbox = Sandbox::builder().rate_limit(None).start().await.unwrap();
    // So that all calls are there before the token is.
    sandbox.fail_next(Operation::GetTenantAccessToken, Fault::slow(Duration::from_millis(100)));
    let client = client(sandbox.url());
    import_at_once(&client, 20).await;
    assert_eq!(sandbox.token_requests(), 1);
    assert_eq!(sandbox.rewards().len(), 20);
    let requests = sandbox.requests();
    let (logins, creations): (Vec<_>, Vec<_>) =
        requests.iter().partition(|request| request.operation == Some(Operation::GetTenantAccessToken));
    assert_eq!((logins.len(), creations.len()), (1, 20));
    assert_eq!(logins[0].header("authorization"), None);
    let bearer = creations[0].header("authorization").unwrap();
    assert!(creations.iter().all(|request| request.header("authorization") == Some(bearer)));
}

/// The client follows no redirect: it could carry a credential elsewhere.
#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Recorder::start(well).await;
    let location = format!("{}/stolen", elsewhere.url);
    let server = Recorder::start(move |request| match request.target.as_str() {
        TOKENS => well(request),
        _ => format!("HTTP/1.1 307 \r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n").into_bytes(),
    })
    .await;
    let error = client(&server.url).create_external_reward(reward("r-1")).await.unwrap_err();
    assert_eq!(error.status(), Some(StatusCode::TEMPORARY_REDIRECT));
    assert_eq!(elsewhere.connections(), 0);
}
