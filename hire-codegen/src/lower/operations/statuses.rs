//! Statuses of responses: which are of a success, what they are called, which of them have a body.

use crate::openapi::{self, Method, Status};

/// Whether a response is that of a success: by its status, or as the default where no status is one of success.
pub fn is_success(operation: &openapi::Operation<'_>, status: Status) -> bool {
    let is_success = |status: Status| matches!(status, Status::Code(200..=299) | Status::Range(2));
    is_success(status)
        || status == Status::Default && !operation.responses.iter().any(|other| is_success(other.status))
}

/// Whether a response may have a body: none has one in response to HEAD (RFC 9110 §9.3.2), nor with 204 and 205 (§15.3.5,
/// §15.3.6), whatever is described.
pub fn has_body(method: Method, response: &openapi::Response<'_>) -> bool {
    method != Method::Head && !matches!(response.status, Status::Code(204 | 205))
}

/// The first and the last of the statuses that a key of responses stands for.
pub fn statuses(status: Status) -> (u16, u16) {
    match status {
        Status::Code(code) => (code, code),
        Status::Range(class) => (u16::from(class) * 100, u16::from(class) * 100 + 99),
        Status::Default => (100, 999),
    }
}

/// What a status is called (RFC 9110 §15, RFC 6585).
pub fn status_name(status: Status) -> String {
    let name = match status {
        Status::Code(200) => "ok",
        Status::Code(201) => "created",
        Status::Code(202) => "accepted",
        Status::Code(203) => "non authoritative information",
        Status::Code(204) => "no content",
        Status::Code(205) => "reset content",
        Status::Code(206) => "partial content",
        Status::Code(207) => "multi status",
        Status::Code(208) => "already reported",
        Status::Code(301) => "moved permanently",
        Status::Code(302) => "found",
        Status::Code(303) => "see other",
        Status::Code(304) => "not modified",
        Status::Code(400) => "bad request",
        Status::Code(401) => "unauthorized",
        Status::Code(402) => "payment required",
        Status::Code(403) => "forbidden",
        Status::Code(404) => "not found",
        Status::Code(405) => "method not allowed",
        Status::Code(406) => "not acceptable",
        Status::Code(408) => "request timeout",
        Status::Code(409) => "conflict",
        Status::Code(410) => "gone",
        Status::Code(411) => "length required",
        Status::Code(412) => "precondition failed",
        Status::Code(413) => "content too large",
        Status::Code(415) => "unsupported media type",
        Status::Code(422) => "unprocessable content",
        Status::Code(423) => "locked",
        Status::Code(428) => "precondition required",
        Status::Code(429) => "too many requests",
        Status::Code(500) => "internal server error",
        Status::Code(501) => "not implemented",
        Status::Code(502) => "bad gateway",
        Status::Code(503) => "service unavailable",
        Status::Code(504) => "gateway timeout",
        Status::Code(code) => return format!("status {code}"),
        Status::Range(1) => "informational",
        Status::Range(2) => "success",
        Status::Range(3) => "redirection",
        Status::Range(4) => "client error",
        Status::Range(_) => "server error",
        Status::Default => "default",
    };
    name.to_owned()
}
