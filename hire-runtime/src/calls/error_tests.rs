use super::*;
use crate::TransportErrorKind;
use crate::{Location, NoCode, Violation};

fn api(message: Option<&str>, code: Option<i64>, raw_code: Option<i64>) -> Error<NoCode> {
    Error::Api(Box::new(ApiError {
        operation: "create",
        status: StatusCode::BAD_REQUEST,
        headers: HeaderMap::new(),
        code: code.map(NoCode),
        raw_code,
        message: message.map(str::to_owned),
        log_id: Some("2024\n01".to_owned()),
        details: Some(Value::from("s3cret")),
        failure: None,
        mismatch: None,
        retry_after: None,
        attempts: 1,
        body: Bytes::from_static(b"s3cret"),
    }))
}

fn violations() -> Violations {
    let mut all = Violations::from(Violation::new(Location::Body, "/a", "minimum", "0", "-1"));
    all.extend([Violation::new(Location::Query, "/b", "maxLength", "3", "4")]);
    all
}

#[test]
fn display_is_one_good_line() {
    let decode = DecodeError {
        status: StatusCode::OK,
        headers: HeaderMap::new(),
        pointer: "/data/id".to_owned(),
        message: "missing field `id`".to_owned(),
        log_id: None,
        violations: None,
        attempts: 2,
        body: Bytes::from_static(b"s3cret"),
    };
    let mut broken = TransportError::new(TransportErrorKind::Body);
    broken.attempts = 4;
    let turn = DeadlineError::Turn { operation: "create", wait: Duration::from_millis(3_250) };
    let missing = AuthError::Missing { scheme: "token".to_owned() };
    let cause = AuthError::from_source(api(Some("app secret wrong"), Some(10_014), Some(10_014)));
    let cases: Vec<(Error<NoCode>, &str)> = vec![
        (
            violations().into(),
            "the request is not valid: /a: -1 is less than the minimum 0; (query)/b: 4 found, at most 3 allowed",
        ),
        (missing.into(), "no credential for the security scheme `token`"),
        (
            cause.into(),
            "no token: code 10014 (not in the description): app secret wrong (HTTP 400 Bad Request, log id 2024\\n01)",
        ),
        (AuthError::Refused.into(), "the token was refused, and there is no other"),
        (
            api(Some("a\nb\tc"), Some(7), Some(7)),
            "code 7 (not in the description): a\\nb\\tc (HTTP 400 Bad Request, log id 2024\\n01)",
        ),
        (api(None, None, None), "HTTP 400 Bad Request (operation create, log id 2024\\n01)"),
        (
            api(None, None, Some(0)),
            "code 0, which means success, with a failed status (HTTP 400 Bad Request, log id 2024\\n01)",
        ),
        (
            Error::Decode(Box::new(decode)),
            "the response does not fit the description at /data/id: missing field `id` (HTTP 200 OK, 2 attempts)",
        ),
        (broken.into(), "the response broke off or cannot be inflated (4 attempts)"),
        (turn.into(), "the time for the call is too short: the rate limit of `create` lets it go in 3.2s"),
        (
            DeadlineError::Token { operation: "create" }.into(),
            "the time for the call of `create` was over before there was a token",
        ),
        (
            TransportError::new(TransportErrorKind::TooLarge { limit: 10 }).into(),
            "the response is longer than 10 bytes",
        ),
    ];
    for (error, expected) in cases {
        assert_eq!(error.to_string(), expected);
        let all = format!("{error:?}{error:#?}");
        assert!(!all.contains("s3cret"), "{all}");
    }
}

#[test]
fn transport_errors_know_what_they_are() {
    use crate::TransportErrorKind as Kind;
    for (kind, timeout, connect) in [
        (Kind::Connect, false, true),
        (Kind::ConnectTimeout, true, true),
        (Kind::Timeout, true, false),
        (Kind::Unsupported, false, false),
        (Kind::Request, false, false),
        (Kind::Body, false, false),
        (Kind::TooLarge { limit: 1 }, false, false),
    ] {
        let error = TransportError::new(kind);
        assert_eq!(error.kind(), kind);
        assert_eq!((error.is_timeout(), error.is_connect()), (timeout, connect), "{kind:?}");
        assert!(!error.to_string().is_empty());
        assert!(StdError::source(&error).is_none());
    }
}

#[test]
fn causes_are_kept() {
    let cause = || std::io::Error::other("cable");
    let error: Error<NoCode> = TransportError::new(TransportErrorKind::Request).with_source(cause()).into();
    assert_eq!(error.source().unwrap().to_string(), "cable");
    let error = AuthError::from_source(TransportError::new(TransportErrorKind::Connect).with_source(cause()));
    assert_eq!(error.to_string(), "no token: no connection to the server");
    assert_eq!(error.source().unwrap().to_string(), "cable");
    assert_eq!(error.clone().to_string(), error.to_string());
}

#[test]
fn errors_give_what_they_have() {
    let error = api(None, Some(7), Some(7));
    assert_eq!(error.api().and_then(|api| api.code), Some(NoCode(7)));
    assert_eq!(error.status(), Some(StatusCode::BAD_REQUEST));
    assert_eq!(error.log_id(), Some("2024\n01"));
    assert!(error.violations().is_none());
    let error: Error<NoCode> = violations().into();
    assert_eq!(error.violations().map(Violations::len), Some(2));
    assert!(error.api().is_none() && error.status().is_none() && error.log_id().is_none());
    assert_eq!((error.attempts(), error.is_timeout()), (0, false));
    let late: Error<NoCode> = TransportError::new(TransportErrorKind::Timeout).into();
    assert_eq!((late.attempts(), late.is_timeout()), (1, true));
    let deadline: Error<NoCode> = DeadlineError::Token { operation: "create" }.into();
    assert_eq!((deadline.attempts(), deadline.is_timeout()), (0, true));
}

/// The texts of a server, in whatever shows them, and the fields as they came.
#[test]
fn texts_of_a_server_are_escaped_and_cut() {
    const BAD: &str = "a\u{202e}b\u{1b}[2J\r\nc\u{200b}\u{2028}";
    let long = format!("{BAD}{}", "x".repeat(100_000));
    let mut headers = HeaderMap::new();
    headers.insert("x-long", "v".repeat(100_000).parse().unwrap());
    let api = ApiError {
        operation: "create",
        status: StatusCode::OK,
        headers: headers.clone(),
        code: Some(NoCode(7)),
        raw_code: Some(7),
        message: Some(long.clone()),
        log_id: Some(long.clone()),
        details: Some(Value::from(long.as_str())),
        failure: None,
        mismatch: None,
        retry_after: None,
        attempts: 1,
        body: Bytes::from(long.clone()),
    };
    let decode = DecodeError {
        status: StatusCode::OK,
        headers,
        pointer: long.clone(),
        message: long.clone(),
        log_id: Some(long.clone()),
        violations: None,
        attempts: 1,
        body: Bytes::from(long.clone()),
    };
    let errors = [Error::<NoCode>::Api(Box::new(api)), Error::Decode(Box::new(decode))];
    for error in errors {
        assert_eq!(error.log_id(), Some(long.as_str()));
        let nested = AuthError::from_source(std::io::Error::other(long.clone()));
        for shown in [error.to_string(), format!("{error:?}"), nested.to_string()] {
            assert!(
                !shown.chars().any(|unseen| BAD.contains(unseen) && !unseen.is_ascii_graphic()),
                "{shown}"
            );
            assert!(shown.contains("a\\u{202e}b\\u{1b}[2J\\r\\nc\\u{200b}\\u{2028}xx"), "{shown}");
            assert!(shown.contains("xx…") && shown.len() < 3000, "{}", shown.len());
        }
    }
}

/// What every call returns stays small.
#[test]
fn errors_are_small() {
    assert!(size_of::<Error<NoCode>>() <= 48, "{}", size_of::<Error<NoCode>>());
}
