//! The routes: from a request to its response.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use axum::routing::{delete, post};
use serde_json::{Value, json};

use super::Operation;
use super::checks::{self, FieldViolation};
use super::connection::Connection;
use super::fault::{Effect, Fault};
use super::recorded::RecordedRequest;
use super::response::PlatformResponse;
use super::shared::Shared;

const TOKENS: &str = "/open-apis/auth/v3/tenant_access_token/internal";
const REWARDS: &str = "/open-apis/hire/v1/external_referral_rewards";

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route(TOKENS, post(token))
        // The guide on calling the API writes it with a slash.
        .route(&format!("{TOKENS}/"), post(token))
        .route(REWARDS, post(create))
        .route(&format!("{REWARDS}/{{id}}"), delete(remove))
        .fallback(unknown)
        .method_not_allowed_fallback(unknown)
        .with_state(shared)
}

/// The operation that a request is for, by its first bytes. `None` for a route that is not known, and
/// for a line that is not whole.
pub(super) fn operation(head: &[u8]) -> Option<Operation> {
    let mut words = head.split(|byte| *byte == b' ');
    let (method, target, _version) = (words.next()?, words.next()?, words.next()?);
    let path = target.split(|byte| *byte == b'?').next()?;
    match (method, std::str::from_utf8(path).ok()?) {
        (b"POST", path) if path.strip_suffix('/').unwrap_or(path) == TOKENS => {
            Some(Operation::GetTenantAccessToken)
        }
        (b"POST", REWARDS) => Some(Operation::CreateExternalReward),
        (b"DELETE", path) if path.strip_prefix(REWARDS)?.strip_prefix('/').is_some() => {
            Some(Operation::DeleteExternalReward)
        }
        _ => None,
    }
}

/// A request whose body has been read.
struct Call<'c> {
    uri: &'c Uri,
    headers: &'c HeaderMap,
    body: &'c [u8],
    log_id: &'c str,
}

async fn token(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let operation = Some(Operation::GetTenantAccessToken);
    exchange(&shared, operation, request, token_response).await
}

async fn create(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let operation = Some(Operation::CreateExternalReward);
    exchange(&shared, operation, request, create_response).await
}

async fn remove(
    State(shared): State<Arc<Shared>>,
    id: Result<Path<String>, PathRejection>,
    request: Request,
) -> Response<Body> {
    let operation = Some(Operation::DeleteExternalReward);
    let response = |shared: &Shared, call: &Call<'_>| delete_response(shared, call, id.ok());
    exchange(&shared, operation, request, response).await
}

async fn unknown(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    exchange(&shared, None, request, |_, _| PlatformResponse::not_found()).await
}

/// What every request goes through: it is recorded, meets its fault, and gets its response.
async fn exchange(
    shared: &Shared,
    operation: Option<Operation>,
    request: Request,
    usual: impl FnOnce(&Shared, &Call<'_>) -> PlatformResponse,
) -> Response<Body> {
    let (head, body) = request.into_parts();
    let connection = head.extensions.get::<Connection>();
    let fate = connection.and_then(Connection::fate);
    let body = to_bytes(body, shared.settings.body_limit).await;
    let (log_id, fault) = {
        let mut state = shared.lock();
        state.requests.push(RecordedRequest {
            operation,
            method: head.method,
            target: head.uri.path_and_query().map_or_else(String::new, ToString::to_string),
            headers: head.headers.clone(),
            body: body.as_ref().map_or_else(|_| Bytes::new(), Bytes::clone),
            at: Instant::now(),
        });
        if operation == Some(Operation::GetTenantAccessToken) {
            state.token_requests += 1;
        }
        // A request whose first line did not arrive in one piece has met none yet.
        let fault = fate.unwrap_or_else(|| state.faults.take(operation?));
        (state.log_id(), fault)
    };
    let fault = fault.unwrap_or_else(|| Fault::slow(Duration::ZERO));
    if !fault.delay.is_zero() {
        // Not longer than the sandbox runs.
        let mut stopped = shared.stopped.clone();
        let _ = tokio::time::timeout(fault.delay, stopped.wait_for(|stop| *stop)).await;
    }
    let usual = || match &body {
        Ok(body) => {
            let call = Call { uri: &head.uri, headers: &head.headers, body, log_id: &log_id };
            usual(shared, &call)
        }
        Err(_) => PlatformResponse::too_large(),
    };
    if let (Effect::Lost | Effect::Dropped | Effect::Unread, Some(connection)) = (&fault.effect, connection) {
        connection.cut();
    }
    let response = match fault.effect {
        Effect::Respond(response) => response,
        Effect::Usual | Effect::Lost => usual(),
        // Nobody will see it.
        Effect::Dropped | Effect::Unread => PlatformResponse::not_found(),
    };
    response.into_response(fault.log_id.then_some(log_id.as_str()))
}

fn token_response(shared: &Shared, call: &Call<'_>) -> PlatformResponse {
    let failure = |status, code, msg| PlatformResponse::failure(status, code, msg, call.log_id);
    let Ok(body) = json_body(call) else {
        return failure(StatusCode::BAD_REQUEST, 10_003, "invalid param");
    };
    let text = |name| body.get(name).and_then(Value::as_str);
    let (Some(app), Some(secret)) = (text("app_id"), text("app_secret")) else {
        return failure(StatusCode::BAD_REQUEST, 10_003, "invalid param");
    };
    match shared.settings.apps.get(app) {
        None => failure(StatusCode::BAD_REQUEST, 10_003, "invalid app_id"),
        Some(known) if known != secret => failure(StatusCode::OK, 10_014, "app secret invalid"),
        Some(_) => {
            let lifetime = shared.settings.token_lifetime;
            let (token, left) = shared.lock().tokens.issue(app, lifetime, Instant::now());
            let body = json!({
                "code": 0,
                "msg": "ok",
                "tenant_access_token": token,
                "expire": left.as_secs().max(1),
            });
            PlatformResponse::json(StatusCode::OK, &body)
        }
    }
}

fn create_response(shared: &Shared, call: &Call<'_>) -> PlatformResponse {
    if let Some(refusal) = refusal(shared, call, Operation::CreateExternalReward) {
        return refusal;
    }
    let query = Query::<Vec<(String, String)>>::try_from_uri(call.uri);
    let Ok(Query(query)) = query else {
        let violation = FieldViolation::new("query", "", "must be percent-encoded UTF-8");
        return PlatformResponse::invalid(&[violation], call.log_id);
    };
    let pairs = || query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let mut violations = checks::query(pairs());
    let body = match json_body(call) {
        Ok(body) => body,
        Err(violation) => {
            violations.push(violation);
            return PlatformResponse::invalid(&violations, call.log_id);
        }
    };
    violations.extend(checks::reward(&body, &shared.settings.unknown_ids));
    let external_id = body.get("external_id").and_then(Value::as_str);
    let (Some(external_id), []) = (external_id.map(str::to_owned), violations.as_slice()) else {
        return PlatformResponse::invalid(&violations, call.log_id);
    };
    let user_id_type = pairs().find(|(name, _)| *name == "user_id_type");
    let imported = shared.lock().ledger.import(&external_id, user_id_type.map(|(_, value)| value), body);
    match imported {
        Ok(id) => {
            let body = json!({ "code": 0, "msg": "success", "data": { "id": id } });
            PlatformResponse::json(StatusCode::OK, &body)
        }
        Err(error) => system_error(&error, call),
    }
}

fn delete_response(shared: &Shared, call: &Call<'_>, id: Option<Path<String>>) -> PlatformResponse {
    if let Some(refusal) = refusal(shared, call, Operation::DeleteExternalReward) {
        return refusal;
    }
    let Some(Path(id)) = id else {
        let field = "external_referral_reward_id";
        let violation = FieldViolation::new(field, "", "must be percent-encoded UTF-8");
        return PlatformResponse::invalid(&[violation], call.log_id);
    };
    match shared.lock().ledger.delete(&id) {
        Ok(true) => {
            let body = json!({ "code": 0, "msg": "ok", "data": {} });
            PlatformResponse::json(StatusCode::OK, &body)
        }
        Ok(false) => PlatformResponse::failure(
            StatusCode::BAD_REQUEST,
            1_002_556,
            "only a reward that was imported can be deleted",
            call.log_id,
        ),
        Err(error) => system_error(&error, call),
    }
}

/// Why a request is not let in: for its token first, then for the rate limit of its app.
fn refusal(shared: &Shared, call: &Call<'_>, operation: Operation) -> Option<PlatformResponse> {
    let refuse = |code, msg| {
        let response = PlatformResponse::failure(StatusCode::BAD_REQUEST, code, msg, call.log_id);
        Some(response)
    };
    let Some(header) = call.headers.get(AUTHORIZATION) else {
        return refuse(99_991_661, "missing access token");
    };
    let token = header
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .filter(|(scheme, token)| scheme.eq_ignore_ascii_case("bearer") && !token.is_empty());
    let Some((_, token)) = token else {
        return refuse(99_991_671, "malformed access token");
    };
    let now = Instant::now();
    let mut state = shared.lock();
    let Some(app) = state.tokens.app(token, now).map(str::to_owned) else {
        return refuse(99_991_663, "invalid access token");
    };
    let limit = shared.settings.rate_limit?;
    let wait = state.windows.enter(operation, &app, limit, now).err()?;
    let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
    Some(PlatformResponse::limited(limit, seconds.max(1), call.log_id))
}

/// A body of JSON, or what is wrong with it. Without a `Content-Type` it counts as JSON: the official SDK
/// for Python sends none with its request for a token.
fn json_body(call: &Call<'_>) -> Result<Value, FieldViolation> {
    let content_type =
        call.headers.get(CONTENT_TYPE).map_or("application/json", |value| value.to_str().unwrap_or_default());
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        let description = "must be application/json";
        return Err(FieldViolation::new("Content-Type", content_type, description));
    }
    serde_json::from_slice(call.body)
        .map_err(|error| FieldViolation::new("body", "", format!("not JSON: {error}")))
}

fn system_error(error: &std::io::Error, call: &Call<'_>) -> PlatformResponse {
    let msg = format!("the state file cannot be written: {error}");
    PlatformResponse::failure(StatusCode::INTERNAL_SERVER_ERROR, 1_002_001, &msg, call.log_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_tells_the_operation() {
        let token = Some(Operation::GetTenantAccessToken);
        let create = Some(Operation::CreateExternalReward);
        let delete = Some(Operation::DeleteExternalReward);
        for (line, expected) in [
            (format!("POST {TOKENS} HTTP/1.1\r\nHost: a\r\n"), token),
            (format!("POST {TOKENS}/ HTTP/1.1"), token),
            (format!("POST {REWARDS} HTTP/1.1"), create),
            (format!("POST {REWARDS}?user_id_type=open_id HTTP/1.1"), create),
            (format!("DELETE {REWARDS}/7 HTTP/1.1"), delete),
            (format!("DELETE {REWARDS} HTTP/1.1"), None),
            (format!("GET {REWARDS} HTTP/1.1"), None),
            (format!("POST {REWARDS}"), None),
            ("PO".to_owned(), None),
        ] {
            assert_eq!(operation(line.as_bytes()), expected, "{line}");
        }
    }
}
