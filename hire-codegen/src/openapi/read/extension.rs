//! Our extensions of the document and of operations (specification extensions, §4.9).
//!
//! ```yaml
//! x-envelope:            # of the document; the keys of an operation replace these,
//!   code: /code          #   or it has none: `x-envelope: false`
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
//!     inferred: [retryable]  # what no documentation says: keys of this entry
//! x-rate-limit: { limit-header: x-limit, reset-header: x-reset }  # of the document
//! x-rate-limit: { limit: 10, window: 1s }                         # of an operation
//! x-idempotency-key: /external_id                                 # of an operation: a property of the body,
//! x-idempotency-key: Idempotency-Key                              #   or a header parameter
//! ```

use std::time::Duration;

use indexmap::IndexMap;

use super::keys;
use super::object::Object;
use super::reader::Reader;
use super::response::is_possible;
use crate::diagnostic::codes::{BAD_VALUE, DUPLICATE_ERROR_CODE};
use crate::openapi::{
    Envelope, ErrorCode, Location, Parameter, RateLimit, RateLimitHeaders, SecurityRequirement,
};
use crate::source::{Cursor, Place};

/// The members of the document that hold for every operation without such a member.
#[derive(Default)]
pub(super) struct Inherited<'a> {
    pub(super) security: Option<Vec<SecurityRequirement<'a>>>,
    pub(super) envelope: Option<Envelope<'a>>,
}

/// `x-envelope`, laid over what is inherited.
pub(super) fn envelope<'a>(
    reader: &mut Reader<'a, '_>,
    parent: Object<'a>,
    inherited: Option<&Envelope<'a>>,
) -> Option<Envelope<'a>> {
    let Some(node) = parent.get("x-envelope") else {
        return inherited.cloned();
    };
    if node.as_bool() == Some(false) {
        return None;
    }
    if !node.is_mapping() {
        reader.wrong_type(node, "a mapping, or `false`");
        return None;
    }
    let object = reader.object(node, &keys::ENVELOPE)?;
    let success = reader.member(object, "success", "an integer", Cursor::as_i64);
    let message = pointer(reader, object, "message");
    let data = pointer(reader, object, "data");
    let code = match inherited {
        Some(base) => pointer(reader, object, "code").or(Some(base.code)),
        None => reader.required(object, "code").and_then(|_| pointer(reader, object, "code")),
    };
    let log_id = reader.member(object, "log-id", "a mapping", |it| it.is_mapping().then_some(it));
    let log_id = log_id.and_then(|it| reader.object(it, &keys::LOG_ID));
    let headers = log_id.map(|it| {
        let mut names = reader.strings(it, "headers");
        if let Some(node) = it.cursor.get("headers") {
            names.retain(|name| is_possible(reader, name, node));
        }
        names
    });
    let pointers = log_id.map(|it| reader.list(it, "pointers"));
    let pointers = pointers.map(|all| {
        let all = all.into_iter();
        all.filter_map(|it| checked_pointer(reader, it)).collect()
    });
    let base = inherited.cloned();
    let (base_headers, base_pointers) =
        base.as_ref().map(|it| (it.log_id_headers.clone(), it.log_id_pointers.clone())).unwrap_or_default();
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
fn pointer<'a>(reader: &mut Reader<'a, '_>, object: Object<'a>, key: &str) -> Option<&'a str> {
    let node = object.get(key)?;
    checked_pointer(reader, node)
}

fn checked_pointer<'a>(reader: &mut Reader<'a, '_>, node: Cursor<'a>) -> Option<&'a str> {
    let Some(text) = node.as_str() else {
        reader.wrong_type(node, "a JSON pointer");
        return None;
    };
    let escapes = text.split('~').skip(1);
    let mut escapes = escapes.map(|text| text.starts_with(['0', '1']));
    if (text.is_empty() || text.starts_with('/')) && escapes.all(|valid| valid) {
        return Some(text);
    }
    let message = format!("`{text}` is no JSON pointer");
    let diagnostic = reader.diagnostics.error(BAD_VALUE, node.place(), message);
    if !text.starts_with('/') {
        diagnostic.label(format!("did you mean `/{text}`?"));
    }
    None
}

/// `x-error-codes`.
pub(super) fn error_codes<'a>(reader: &mut Reader<'a, '_>, parent: Object<'a>) -> Vec<ErrorCode<'a>> {
    let mut codes: IndexMap<i64, ErrorCode<'a>> = IndexMap::new();
    for node in reader.list(parent, "x-error-codes") {
        let Some(code) = error_code(reader, node) else {
            continue;
        };
        if let Some(first) = codes.get(&code.code) {
            let message = format!("the error code {} is there twice", code.code);
            let diagnostic = reader.diagnostics.error(DUPLICATE_ERROR_CODE, code.place, message);
            diagnostic.label("here again").related(first.place, "here first");
        } else {
            codes.insert(code.code, code);
        }
    }
    codes.into_values().collect()
}

fn error_code<'a>(reader: &mut Reader<'a, '_>, node: Cursor<'a>) -> Option<ErrorCode<'a>> {
    let object = reader.object(node, &keys::ERROR_CODE)?;
    reader.required(object, "code");
    let code = reader.member(object, "code", "an integer", Cursor::as_i64);
    let status = reader.member(object, "status", "an HTTP status", |it| {
        let status = u16::try_from(it.as_u64()?).ok()?;
        (100..600).contains(&status).then_some(status)
    });
    let inferred = reader.strings(object, "inferred");
    for key in inferred.iter().filter(|key| **key == "inferred" || node.get(key).is_none()) {
        let place = node.get("inferred").unwrap_or(node).place();
        let message = format!("the error code has no `{key}` that could be inferred");
        reader.diagnostics.error(BAD_VALUE, place, message);
    }
    Some(ErrorCode {
        place: node.get("code").unwrap_or(node).place(),
        name: reader.string(object, "name"),
        status,
        meaning: reader.string(object, "meaning"),
        advice: reader.string(object, "advice"),
        retryable: reader.flag(object, "retryable").unwrap_or(false),
        reauthenticate: reader.flag(object, "reauthenticate").unwrap_or(false),
        inferred,
        code: code?,
    })
}

/// `x-rate-limit` of an operation.
pub(super) fn rate_limit<'a>(reader: &mut Reader<'a, '_>, operation: Object<'a>) -> Option<RateLimit> {
    let node = operation.get("x-rate-limit")?;
    let object = reader.object(node, &keys::RATE_LIMIT)?;
    reader.required(object, "limit");
    reader.required(object, "window");
    let limit = reader.member(object, "limit", "an integer above 0", |it| {
        let limit = u32::try_from(it.as_u64()?).ok()?;
        (limit > 0).then_some(limit)
    });
    let window = object.get("window").and_then(|it| window(reader, it));
    Some(RateLimit { place: node.key_place(), limit: limit?, window: window? })
}

fn window<'a>(reader: &mut Reader<'a, '_>, node: Cursor<'a>) -> Option<Duration> {
    let Some(text) = node.as_str() else {
        reader.wrong_type(node, "a time such as `1s`");
        return None;
    };
    let window = duration(text);
    if window.is_none() {
        let message = format!("`{text}` is no time");
        let diagnostic = reader.diagnostics.error(BAD_VALUE, node.place(), message);
        diagnostic.help("write a whole number above 0 with `ms`, `s`, `m` or `h`: `1s`");
    }
    window
}

/// `x-rate-limit` of the document.
pub(super) fn rate_limit_headers<'a>(
    reader: &mut Reader<'a, '_>,
    document: Object<'a>,
) -> Option<RateLimitHeaders<'a>> {
    let node = document.get("x-rate-limit")?;
    let object = reader.object(node, &keys::RATE_LIMIT_HEADERS)?;
    Some(RateLimitHeaders {
        place: node.key_place(),
        limit_header: header(reader, object, "limit-header"),
        reset_header: header(reader, object, "reset-header"),
    })
}

/// A member that is the name of a header.
fn header<'a>(reader: &mut Reader<'a, '_>, object: Object<'a>, key: &str) -> Option<&'a str> {
    let name = reader.string(object, key)?;
    is_possible(reader, name, object.cursor.get(key)?).then_some(name)
}

/// `x-idempotency-key`: the name of a header parameter; or a pointer into the body, so that there has to be one.
pub(super) fn idempotency_key<'a>(
    reader: &mut Reader<'a, '_>,
    operation: Cursor<'a>,
    parameters: &[Parameter<'a>],
) -> Option<(&'a str, Place)> {
    let node = operation.get("x-idempotency-key")?;
    let is_key = |it: &&Parameter<'a>| node.as_str().is_some_and(|key| key.eq_ignore_ascii_case(it.name));
    let mut headers = parameters.iter().filter(|it| it.location == Location::Header);
    if let Some(header) = headers.find(is_key) {
        return Some((header.name, node.place()));
    }
    let pointer = checked_pointer(reader, node)?;
    let problem = if pointer.is_empty() {
        "`x-idempotency-key` has to name a field of the body"
    } else if operation.get("requestBody").is_none() {
        "`x-idempotency-key` names a field of the body, and there is no body"
    } else {
        return Some((pointer, node.place()));
    };
    reader.diagnostics.error(BAD_VALUE, node.place(), problem);
    None
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
