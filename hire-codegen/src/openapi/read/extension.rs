//! Our extensions of the document and of operations (specification extensions, §4.9).
//!
//! ```yaml
//! x-envelope:            # of the document; an operation lays its own keys over it,
//!   code: /code          #   or has none: `x-envelope: false`
//!   success: 0           # 0 when not given
//!   message: /msg
//!   data: /data          # '' (when not given): the whole body
//!   log-id: { headers: [X-Tt-Logid], pointers: [/error/log_id] }
//! x-error-codes:         # of the document and of operations
//!   - code: 1002001      # all but the code is optional
//!     name: SystemError
//!     status: 500
//!     meaning: The platform failed.
//!     advice: Repeat later.
//!     retryable: true
//!     reauthenticate: false
//! x-rate-limit: { limit-header: x-limit, reset-header: x-reset }  # of the document
//! x-rate-limit: { limit: 10, window: 1s }                         # of an operation
//! x-idempotency-key: /external_id                                 # of an operation
//! ```

use std::marker::PhantomData;
use std::time::Duration;

use super::object::{Object, Shape};
use super::reader::Reader;
use super::{Envelope, ErrorCode, RateLimit, RateLimitHeaders, SecurityRequirement};
use crate::diagnostic::codes::{BAD_VALUE, DUPLICATE_ERROR_CODE};
use crate::source::{Cursor, Place};

const ENVELOPE: Shape =
    Shape::of_extension("`x-envelope`", &["code", "success", "message", "data", "log-id"]);

const LOG_ID: Shape = Shape::of_extension("`log-id`", &["headers", "pointers"]);

const ERROR_CODE: Shape = Shape::of_extension(
    "an error code",
    &["code", "name", "status", "meaning", "advice", "retryable", "reauthenticate"],
);

const RATE_LIMIT: Shape = Shape::of_extension("the rate limit of an operation", &["limit", "window"]);

const RATE_LIMIT_HEADERS: Shape =
    Shape::of_extension("the rate limit of the document", &["limit-header", "reset-header"]);

/// What operations take over from the document.
#[derive(Default)]
pub(super) struct Inherited<'a> {
    pub(super) security: Option<Vec<SecurityRequirement<'a>>>,
    pub(super) envelope: Option<Envelope<'a>>,
}

impl<'a> Reader<'a, '_> {
    /// `x-envelope`, laid over what is inherited.
    pub(super) fn envelope(
        &mut self,
        parent: Object<'a>,
        inherited: Option<&Envelope<'a>>,
    ) -> Option<Envelope<'a>> {
        let Some(node) = parent.cursor.get("x-envelope") else {
            return inherited.cloned();
        };
        if node.as_bool() == Some(false) {
            return None;
        }
        if !node.is_mapping() {
            self.wrong_type(node, "a mapping, or `false`");
            return None;
        }
        let object = self.object(node, &ENVELOPE)?;
        let success = self.member(object, "success", "an integer", Cursor::as_i64);
        let message = self.pointer(object, "message");
        let data = self.pointer(object, "data");
        let code = match inherited {
            Some(base) => self.pointer(object, "code").or(Some(base.code)),
            None => self.required(object, "code").and_then(|_| self.pointer(object, "code")),
        };
        let log_id = self.member(object, "log-id", "a mapping", |it| it.is_mapping().then_some(it));
        let log_id = log_id.and_then(|it| self.object(it, &LOG_ID));
        let headers = log_id.map(|it| self.strings(it, "headers"));
        let pointers = log_id.map(|it| self.list(it, "pointers"));
        let pointers = pointers.map(|all| {
            let all = all.into_iter();
            all.filter_map(|it| self.checked_pointer(it)).collect()
        });
        let base = inherited.cloned();
        let (base_headers, base_pointers) = base
            .as_ref()
            .map(|it| (it.log_id_headers.clone(), it.log_id_pointers.clone()))
            .unwrap_or_default();
        Some(Envelope {
            place: node.key_place(),
            code: code?,
            success: success.or(base.as_ref().map(|it| it.success)).unwrap_or(0),
            message: message.or(base.as_ref().and_then(|it| it.message)),
            data: data.or(base.as_ref().map(|it| it.data)).unwrap_or(""),
            log_id_headers: headers.unwrap_or(base_headers),
            log_id_pointers: pointers.unwrap_or(base_pointers),
        })
    }

    /// A member that is a JSON pointer.
    fn pointer(&mut self, object: Object<'a>, key: &str) -> Option<&'a str> {
        let node = object.cursor.get(key)?;
        self.checked_pointer(node)
    }

    fn checked_pointer(&mut self, node: Cursor<'a>) -> Option<&'a str> {
        let Some(text) = node.as_str() else {
            self.wrong_type(node, "a JSON pointer");
            return None;
        };
        let escapes = text.split('~').skip(1);
        let mut escapes = escapes.map(|rest| rest.starts_with(['0', '1']));
        if (text.is_empty() || text.starts_with('/')) && escapes.all(|valid| valid) {
            return Some(text);
        }
        let message = format!("`{text}` is no JSON pointer");
        let diagnostic = self.diagnostics.error(BAD_VALUE, node.place(), message);
        if !text.starts_with('/') {
            diagnostic.label(format!("did you mean `/{text}`?"));
        }
        None
    }

    /// `x-error-codes`.
    pub(super) fn error_codes(&mut self, parent: Object<'a>) -> Vec<ErrorCode<'a>> {
        let mut codes: Vec<ErrorCode<'a>> = Vec::new();
        for node in self.list(parent, "x-error-codes") {
            let Some(code) = self.error_code(node) else {
                continue;
            };
            if let Some(first) = codes.iter().find(|it| it.code == code.code) {
                let message = format!("the error code {} is there twice", code.code);
                let diagnostic = self.diagnostics.error(DUPLICATE_ERROR_CODE, code.place, message);
                diagnostic.label("here again").related(first.place, "here first");
            } else {
                codes.push(code);
            }
        }
        codes
    }

    fn error_code(&mut self, node: Cursor<'a>) -> Option<ErrorCode<'a>> {
        let object = self.object(node, &ERROR_CODE)?;
        self.required(object, "code");
        let code = self.member(object, "code", "an integer", Cursor::as_i64);
        let status = self.member(object, "status", "an HTTP status", |it| {
            let status = u16::try_from(it.as_u64()?).ok()?;
            (100..600).contains(&status).then_some(status)
        });
        Some(ErrorCode {
            place: node.get("code").unwrap_or(node).place(),
            name: self.string(object, "name"),
            status,
            meaning: self.string(object, "meaning"),
            advice: self.string(object, "advice"),
            retryable: self.flag(object, "retryable").unwrap_or(false),
            reauthenticate: self.flag(object, "reauthenticate").unwrap_or(false),
            code: code?,
        })
    }

    /// `x-rate-limit` of an operation.
    pub(super) fn rate_limit(&mut self, operation: Object<'a>) -> Option<RateLimit<'a>> {
        let node = operation.cursor.get("x-rate-limit")?;
        let object = self.object(node, &RATE_LIMIT)?;
        self.required(object, "limit");
        self.required(object, "window");
        let limit = self.member(object, "limit", "an integer above 0", |it| {
            let limit = u32::try_from(it.as_u64()?).ok()?;
            (limit > 0).then_some(limit)
        });
        let window = object.cursor.get("window").and_then(|it| self.window(it));
        Some(RateLimit { place: node.key_place(), limit: limit?, window: window?, marker: PhantomData })
    }

    fn window(&mut self, node: Cursor<'a>) -> Option<Duration> {
        let Some(text) = node.as_str() else {
            self.wrong_type(node, "a time such as `1s`");
            return None;
        };
        let window = duration(text);
        if window.is_none() {
            let message = format!("`{text}` is no time");
            let diagnostic = self.diagnostics.error(BAD_VALUE, node.place(), message);
            diagnostic.help("it is a whole number above 0 with `ms`, `s`, `m` or `h`: `1s`");
        }
        window
    }

    /// `x-rate-limit` of the document.
    pub(super) fn rate_limit_headers(&mut self, document: Object<'a>) -> Option<RateLimitHeaders<'a>> {
        let node = document.cursor.get("x-rate-limit")?;
        let object = self.object(node, &RATE_LIMIT_HEADERS)?;
        Some(RateLimitHeaders {
            place: node.key_place(),
            limit_header: self.string(object, "limit-header"),
            reset_header: self.string(object, "reset-header"),
        })
    }

    /// `x-idempotency-key`: a pointer into the body, so that there has to be one.
    pub(super) fn idempotency_key(&mut self, operation: Object<'a>) -> Option<(&'a str, Place)> {
        let node = operation.cursor.get("x-idempotency-key")?;
        let pointer = self.checked_pointer(node)?;
        let problem = if pointer.is_empty() {
            "`x-idempotency-key` has to name a field of the body"
        } else if operation.cursor.get("requestBody").is_none() {
            "`x-idempotency-key` names a field of the body, and there is no body"
        } else {
            return Some((pointer, node.place()));
        };
        self.diagnostics.error(BAD_VALUE, node.place(), problem);
        None
    }
}

/// A whole number above 0 with a unit.
fn duration(text: &str) -> Option<Duration> {
    let digits = text.find(|it: char| !it.is_ascii_digit())?;
    let (count, unit) = text.split_at(digits);
    let count: u64 = count.parse().ok()?;
    let millis = match unit {
        "ms" => 1,
        "s" => 1000,
        "m" => 60 * 1000,
        "h" => 60 * 60 * 1000,
        _ => return None,
    };
    let window = Duration::from_millis(count.checked_mul(millis)?);
    (!window.is_zero()).then_some(window)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_are_whole_numbers_with_a_unit() {
        let cases = [
            ("1s", Some(1000)),
            ("500ms", Some(500)),
            ("1m", Some(60_000)),
            ("2h", Some(7_200_000)),
            ("0s", None),
            ("s", None),
            ("1", None),
            ("-1s", None),
            ("1.5s", None),
            ("1 s", None),
            ("1d", None),
            ("", None),
            ("99999999999999999999s", None),
            ("18446744073709551615h", None),
        ];
        for (text, millis) in cases {
            assert_eq!(duration(text), millis.map(Duration::from_millis), "{text}");
        }
    }
}
