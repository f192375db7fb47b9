//! Responses, before they are HTTP.

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use serde_json::{Map, Value, json};

use super::checks::FieldViolation;

pub(super) const JSON: &str = "application/json; charset=utf-8";
const LOG_ID: HeaderName = HeaderName::from_static("x-tt-logid");
pub(super) const LIMIT: HeaderName = HeaderName::from_static("x-ogw-ratelimit-limit");
pub(super) const RESET: HeaderName = HeaderName::from_static("x-ogw-ratelimit-reset");

#[derive(Debug, Clone)]
pub(super) struct PlatformResponse {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

impl PlatformResponse {
    fn new(status: StatusCode, content_type: &'static str, body: impl Into<Bytes>) -> Self {
        let content_type = HeaderValue::from_static(content_type);
        Self { status, headers: HeaderMap::from_iter([(CONTENT_TYPE, content_type)]), body: body.into() }
    }

    pub(super) fn json(status: StatusCode, body: &Value) -> Self {
        Self::new(status, JSON, body.to_string())
    }

    /// A failure with the error object that the guide on calling the API shows.
    pub(super) fn failure(status: StatusCode, code: i64, msg: &str, log_id: &str) -> Self {
        Self::explained(status, code, msg, log_id, &[])
    }

    /// Code 1002002: parameters are wrong.
    pub(super) fn invalid(violations: &[FieldViolation], log_id: &str) -> Self {
        Self::explained(StatusCode::BAD_REQUEST, 1_002_002, "invalid parameter", log_id, violations)
    }

    fn explained(
        status: StatusCode,
        code: i64,
        msg: &str,
        log_id: &str,
        violations: &[FieldViolation],
    ) -> Self {
        let page = format!("https://open.feishu.cn/search?from=openapi&log_id={log_id}&code={code}");
        let mut error = Map::from_iter([
            ("log_id".to_owned(), log_id.into()),
            ("troubleshooter".to_owned(), format!("Troubleshooting suggestions: {page}").into()),
        ]);
        if !violations.is_empty() {
            let violations = violations.iter().map(FieldViolation::json).collect();
            error.insert("field_violations".to_owned(), violations);
        }
        Self::json(status, &json!({ "code": code, "msg": msg, "error": error }))
    }

    /// Code 99991400: too many requests; `reset` is in seconds.
    pub(super) fn limited(limit: u32, reset: u64, log_id: &str) -> Self {
        let mut response = Self::failure(
            StatusCode::TOO_MANY_REQUESTS,
            99_991_400,
            "request trigger frequency limit",
            log_id,
        );
        response.headers.insert(LIMIT, HeaderValue::from(limit));
        response.headers.insert(RESET, HeaderValue::from(reset));
        response
    }

    /// What the gateway says of a route that it does not know.
    pub(super) fn not_found() -> Self {
        let text = "text/plain; charset=utf-8";
        Self::new(StatusCode::NOT_FOUND, text, "404 page not found")
    }

    /// What a gateway says of a body that is too large.
    pub(super) fn too_large() -> Self {
        let page = "<html><head><title>413 Request Entity Too Large</title></head></html>\n";
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "text/html", page)
    }

    pub(super) fn into_response(mut self, log_id: Option<&str>) -> Response<Body> {
        if let Some(log_id) = log_id.and_then(|id| HeaderValue::from_str(id).ok()) {
            self.headers.entry(LOG_ID).or_insert(log_id);
        }
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}
