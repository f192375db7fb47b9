use super::*;
use crate::{Api, Empty, Json, Map, Secret, Text, TimestampMs, Undocumented};

static API: Api = Api::new("responses", "1").rate_limit_headers("x-limit", "x-reset");
static ENVELOPE: Envelope = Envelope::new("/code", 0)
    .message("/msg")
    .data("/data")
    .log_id_headers(&["X-Tt-Logid", "X-Request-Id"])
    .log_id_pointers(&["/error/log_id", "/error/logid"]);
static FLAT: Envelope = Envelope::new("/code", 0).message("/msg");
static DETAILED: Envelope = Envelope::new("/status/number", 200).details("/error");
static IN: Operation = Operation::new(&API, "in", "GET", "/").envelope(&ENVELOPE);
static IN_FLAT: Operation = Operation::new(&API, "flat", "GET", "/").envelope(&FLAT);
static IN_DETAILED: Operation = Operation::new(&API, "detailed", "GET", "/").envelope(&DETAILED);
static BARE: Operation = Operation::new(&API, "bare", "GET", "/");
static SOME: Operation = Operation::new(&API, "some", "GET", "/").failures(&[404, 5]);

#[derive(Debug, Clone, Copy, PartialEq)]
enum Code {
    Invalid,
    Expired,
    Limited,
    Unknown(i64),
}
impl ErrorCode for Code {
    const KNOWN: &'static [crate::CodeInfo<Self>] = &[
        crate::CodeInfo::new(1_002_002, Self::Invalid).advice("Look at the message."),
        crate::CodeInfo::new(99_991_663, Self::Expired).reauthenticate(),
        crate::CodeInfo::new(99_991_400, Self::Limited).status(429).retryable(),
        crate::CodeInfo::new(1_002_002, Self::Invalid)
            .operation("flat")
            .advice("Look at the id.")
            .retryable()
            .reauthenticate(),
    ];
    fn unknown(code: i64) -> Self {
        Self::Unknown(code)
    }
}
crate::error_code!(Code);

fn response(status: u16, body: impl AsRef<[u8]>) -> http::Response<Bytes> {
    let mut response = http::Response::new(Bytes::copy_from_slice(body.as_ref()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
}

fn reply<R: FromResponse>(
    operation: &'static Operation,
    response: http::Response<Bytes>,
) -> Result<Response<R::Value>, Error<Code>> {
    typed::<R, Undocumented>(operation, response)
}

fn typed<R: FromResponse, F: FromResponse>(
    operation: &'static Operation,
    response: http::Response<Bytes>,
) -> Result<Response<R::Value>, Error<Code, F::Value>> {
    Received::new(operation, response).into_response::<R, F, _>(|_| Ok(()), |_| Ok(()))
}

fn read<R: FromResponse>(
    operation: &'static Operation,
    status: u16,
    body: &str,
) -> Result<R::Value, Error<Code>> {
    reply::<R>(operation, response(status, body)).map(|reply| reply.value)
}

fn api(error: Error<Code>) -> ApiError<Code> {
    match error {
        Error::Api(error) => *error,
        other => panic!("{other:?}"),
    }
}

fn mismatch<R: FromResponse<Value: std::fmt::Debug>>(
    operation: &'static Operation,
    status: u16,
    body: impl AsRef<[u8]>,
) -> (String, String) {
    match reply::<R>(operation, response(status, &body)) {
        Err(Error::Decode(error)) => {
            assert_eq!(error.body(), body.as_ref());
            assert_eq!(error.status.as_u16(), status);
            (error.pointer, error.message)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn data_is_read_from_where_the_envelope_has_it() {
    let body = r#"{"code":0,"msg":"success","data":{"n": 1.0, "more": [2]}}"#;
    let map = read::<Json<Map<Value>>>(&IN, 200, body).unwrap();
    assert_eq!(map.get("more"), Some(&serde_json::json!([2])));
    let map = read::<Json<Map<Value>>>(&IN, 201, body).unwrap();
    assert_eq!(map.len(), 2);
    let flat = read::<Json<Map<Value>>>(&IN_FLAT, 200, r#" {"code":0.0,"expire":7200} "#).unwrap();
    assert_eq!(flat.len(), 2);
    let marked = "\u{feff}{\"code\":0,\"data\":5}";
    assert_eq!(read::<Json<i64>>(&IN, 200, marked).unwrap(), 5);
    assert_eq!(read::<Json<Vec<i64>>>(&BARE, 200, " [1, 2e0] ").unwrap(), [1, 2]);
}

/// Neither a body of these nor an envelope around it can be there (RFC 9110, sections 9.3.2, 15.3.5 and 15.3.6).
#[test]
fn what_has_no_content_has_no_envelope() {
    static HEAD: Operation = Operation::new(&API, "head", "HEAD", "/").envelope(&ENVELOPE);
    for (operation, status) in [(&IN, 204), (&IN, 205), (&IN_DETAILED, 204), (&BARE, 204), (&HEAD, 200)] {
        read::<Empty>(operation, status, "").unwrap();
        assert_eq!(read::<crate::Optional<Json<i64>>>(operation, status, "").unwrap(), None);
    }
    assert_eq!(read::<crate::Optional<Json<i64>>>(&IN, 200, r#"{"code":0,"data":5}"#).unwrap(), Some(5));
    for (operation, status) in [(&IN, 200), (&IN, 202), (&HEAD, 404)] {
        read::<Empty>(operation, status, "").unwrap_err();
    }
}

/// A transport, or a way of reading, that hands on a failure as a stream makes no success of it.
#[test]
fn a_failure_is_no_stream() {
    for operation in [&IN, &BARE] {
        let (mut head, ()) = http::Response::new(()).into_parts();
        head.status = StatusCode::UNAUTHORIZED;
        let received = Received::of(operation, head, Err(ByteStream::from_chunks(["one"])));
        let result = received.into_response::<ByteStream, Undocumented, Code>(|_| Ok(()), |_| Ok(()));
        assert_eq!(result.map(|_| ()).unwrap_err().status(), Some(StatusCode::UNAUTHORIZED));
    }
}

#[test]
fn data_may_be_missing_where_the_type_says_so() {
    for body in [r#"{"code":0}"#, r#"{"code":0,"data":null}"#, r#"{"code":0,"data": null }"#] {
        assert_eq!(read::<Json<Option<Map<Value>>>>(&IN, 200, body).unwrap(), None);
        read::<Empty>(&IN, 200, body).unwrap();
    }
    let body = r#"{"code":0,"data":{}}"#;
    assert_eq!(read::<Json<Option<Map<Value>>>>(&IN, 200, body).unwrap(), Some(Map::new()));
    for body in ["", " \n", "null", "anything", "<html>"] {
        read::<Empty>(&BARE, 204, body).unwrap();
    }
    read::<Empty>(&IN, 200, r#"{"code":0,"data":[1]}"#).unwrap();
    assert_eq!(read::<Json<Option<i64>>>(&BARE, 204, "").unwrap(), None);
}

#[test]
fn what_does_not_fit_says_where_and_why() {
    type Nested = Map<Vec<Map<i64>>>;
    let text = |pointer: &str, message: &str| (pointer.to_owned(), message.to_owned());
    assert_eq!(
        mismatch::<Json<Map<Value>>>(&IN, 200, r#"{"code":0}"#),
        text("/data", "a value is needed, but it is missing")
    );
    assert_eq!(
        mismatch::<Json<Map<Value>>>(&IN, 200, r#"{"code":0,"data":null}"#),
        text("/data", "a value is needed, but it is null")
    );
    assert_eq!(mismatch::<Json<i64>>(&BARE, 200, " "), text("", "a value is needed, but it is missing"));
    let (pointer, message) =
        mismatch::<Json<Nested>>(&IN, 200, r#"{"code":0,"data":{"a/~b":[{},{"n":[]}]}}"#);
    assert_eq!(pointer, "/data/a~1~0b/1/n");
    assert!(message.starts_with("invalid type: sequence"), "{message}");
    assert!(!message.contains("line"), "{message}");
    let (pointer, _) = mismatch::<Json<Nested>>(&BARE, 200, r#"{"x":[{"n":1},{"n":1.5}]}"#);
    assert_eq!(pointer, "/x/1/n");
    let (pointer, _) = mismatch::<Json<Vec<i64>>>(&BARE, 200, "[1,2] 3");
    assert_eq!(pointer, "");
}

#[test]
fn what_is_no_envelope_is_a_mismatch_of_a_success() {
    for (body, at, start) in [
        (&b"<html>ok</html>"[..], "", "not JSON: expected value"),
        (b"", "", "no envelope: the body is empty"),
        (b"[]", "/code", "no envelope: "),
        (b"5", "", "no envelope: "),
        (br#"{"msg":"x"}"#, "/code", "no envelope: "),
        (br#"{"code":"0"}"#, "/code", "no envelope: "),
        (br#"{"code":0.5}"#, "/code", "no envelope: "),
        (br#"{"code":0,"data":{}"#, "", "not JSON: EOF while parsing"),
        (b"{\"code\":0,\"data\":\"\xff\"}", "", "not UTF-8 from byte 18 on"),
    ] {
        let (pointer, message) = mismatch::<Empty>(&IN, 200, body);
        assert_eq!(pointer, at, "{body:?}");
        assert!(message.starts_with(start), "{body:?}: {message}");
    }
    assert_eq!(mismatch::<Json<i64>>(&BARE, 200, b"\xff").1, "not UTF-8 from byte 0 on");
    assert_eq!(mismatch::<Json<i64>>(&BARE, 200, "<html>").1, "not JSON: expected value");
}

#[test]
fn a_code_other_than_that_of_success_is_an_error_whatever_the_status() {
    for status in [200, 201, 302, 400, 401, 500] {
        let body = r#"{"code":1002002,"msg":"bad stage","data":{},"error":{"log_id":"L1"}}"#;
        let error = api(read::<Json<Map<Value>>>(&IN, status, body).unwrap_err());
        assert_eq!(error.status.as_u16(), status);
        assert_eq!(error.code, Some(Code::Invalid));
        assert_eq!(error.raw_code, Some(1_002_002));
        assert_eq!(error.message.as_deref(), Some("bad stage"));
        assert_eq!(error.log_id.as_deref(), Some("L1"));
        assert_eq!(error.advice(), Some("Look at the message."));
        assert_eq!(error.details.unwrap()["error"]["log_id"], "L1");
        assert_eq!(error.body, body);
    }
    let error = api(read::<Empty>(&IN_FLAT, 200, r#"{"code":-7,"msg":null}"#).unwrap_err());
    assert_eq!((error.code, error.message), (Some(Code::Unknown(-7)), None));
}

#[test]
fn what_an_operation_says_of_a_code_comes_first() {
    let body = r#"{"code":1002002}"#;
    for (operation, id, advice, retryable) in
        [(&IN, "in", "Look at the message.", false), (&IN_FLAT, "flat", "Look at the id.", true)]
    {
        let error = api(read::<Empty>(operation, 400, body).unwrap_err());
        assert_eq!((error.operation, error.advice()), (id, Some(advice)));
        assert_eq!(error.is_retryable(), retryable);
        #[cfg(feature = "client")]
        assert_eq!(
            Received::new(operation, response(400, body))
                .advise::<Code>()
                .is_some_and(|it| it.refuses_credential),
            retryable,
            "{id}"
        );
    }
}

#[test]
fn a_failed_status_outweighs_the_code_of_success() {
    for status in [302, 400, 429, 502] {
        let body = r#"{"code":0,"msg":"ok","data":{"id":"1"}}"#;
        let error = api(read::<Json<Map<Value>>>(&IN, status, body).unwrap_err());
        assert_eq!((error.code, error.raw_code), (None, Some(0)), "{status}");
        assert_eq!(error.message.as_deref(), Some("ok"));
    }
}

#[test]
fn the_page_of_a_gateway_keeps_status_and_body() {
    for (operation, body) in [
        (&IN, &b"<html>502 Bad Gateway</html>"[..]),
        (&IN, b""),
        (&IN, b"null"),
        (&IN, br#"{"code":1002002,"msg":"sys"#),
        (&IN, b"\xff\xfe"),
        (&BARE, b"<html>502 Bad Gateway</html>"),
    ] {
        let error = api(reply::<Json<Map<Value>>>(operation, response(502, body)).unwrap_err());
        assert_eq!((error.code, error.raw_code), (None, None));
        assert_eq!(error.status, StatusCode::BAD_GATEWAY);
        assert_eq!(error.body(), body);
        assert_eq!(error.details, None);
        assert_eq!(error.message, None);
    }
    let problem = r#"{"title":"Bad Gateway"}"#;
    for operation in [&IN, &BARE] {
        let error = api(read::<Empty>(operation, 502, problem).unwrap_err());
        assert_eq!(error.details.unwrap()["title"], "Bad Gateway");
    }
}

#[derive(Debug, PartialEq)]
enum Failing {
    NotFound(String),
    ServerError(Vec<i64>),
}
crate::responses! {
    Failing;
    404 => NotFound(Text),
    500..=599 => ServerError(Json<Vec<i64>>),
}

#[test]
fn a_failure_is_read_as_the_description_has_it_for_the_status() {
    let undescribed = |status| Some(format!("the description has no body for the status {status}"));
    for (operation, status, body, expected, mismatch) in [
        (&BARE, 404, "[1]", Some(vec![1]), None),
        (&SOME, 404, "[1]", Some(vec![1]), None),
        (&SOME, 503, "[]", Some(vec![]), None),
        (&SOME, 400, "[1]", None, undescribed(400)),
        (&SOME, 404, "<html>", None, Some("expected value".to_owned())),
        (
            &SOME,
            404,
            r#"["s3cret"]"#,
            None,
            Some("invalid type: a string, expected a JSON number".to_owned()),
        ),
        (&SOME, 404, "", None, Some("a value is needed, but it is missing".to_owned())),
    ] {
        let error = typed::<Empty, Json<Vec<i64>>>(operation, response(status, body)).unwrap_err();
        assert_eq!(error.failure(), expected.as_ref(), "{status} {body}");
        let Error::Api(error) = error else { panic!("{error:?}") };
        assert_eq!(error.mismatch.map(|it| it.message), mismatch, "{status} {body}");
        assert_eq!((error.status.as_u16(), error.body), (status, Bytes::from(body)));
    }
    for (status, body, expected) in [
        (404, "gone", Some(Failing::NotFound("gone".to_owned()))),
        (502, "[2]", Some(Failing::ServerError(vec![2]))),
        (409, "[2]", None),
    ] {
        let error = typed::<Empty, Failing>(&BARE, response(status, body)).unwrap_err();
        assert_eq!(error.failure(), expected.as_ref(), "{status} {body}");
    }
}

#[test]
fn a_failure_that_is_long_or_breaks_a_rule_is_none() {
    let long = format!("[{}1]", " ".repeat(LONGEST_DETAILS));
    let error = typed::<Empty, Json<Vec<i64>>>(&BARE, response(404, &long)).unwrap_err();
    let error = error.api().unwrap();
    assert_eq!((&error.failure, error.body().len()), (&None, long.len()));
    assert_eq!(error.mismatch.as_ref().unwrap().message, "it is longer than 262144 bytes");

    let violation = || crate::Violation::new(crate::Location::Body, "/0", "maximum", "3", "6");
    let received = Received::new(&BARE, response(404, "[6]"));
    let read =
        received.into_response::<Empty, Json<Vec<i64>>, Code>(|()| Ok(()), |_| Err(violation().into()));
    let Err(Error::Api(error)) = read else { panic!("{read:?}") };
    let mismatch = error.mismatch.unwrap();
    assert_eq!(
        (mismatch.pointer.as_str(), mismatch.message.as_str()),
        ("/0", "it breaks the rule maximum 3")
    );
    assert_eq!(error.failure, None);
}

#[test]
fn failures_of_several_operations_become_one_error() {
    fn both() -> Result<(), Error<Code>> {
        typed::<Empty, Json<Vec<i64>>>(&IN, response(200, r#"{"code":0}"#))?;
        typed::<Empty, Undocumented>(&BARE, response(204, ""))?;
        typed::<Empty, Failing>(&IN, response(404, r#"{"code":1002002,"msg":"bad stage"}"#))?;
        Ok(())
    }
    let error = api(both().unwrap_err());
    assert_eq!((error.code, error.status.as_u16()), (Some(Code::Invalid), 404));
    assert_eq!(error.to_string(), "code 1002002 Invalid: bad stage (HTTP 404 Not Found)");
    assert_eq!(error.body(), r#"{"code":1002002,"msg":"bad stage"}"#);
    assert_eq!(error.advice(), Some("Look at the message."));
}

#[test]
fn an_error_shows_what_the_server_said() {
    let message = |operation, body: &str| read::<Empty>(operation, 422, body).unwrap_err().to_string();
    for (operation, body, expected) in [
        (&BARE, r#"{"message":"no\nmoney"}"#, r"HTTP 422 Unprocessable Entity: no\nmoney (operation bare)"),
        (&BARE, "<html>", "HTTP 422 Unprocessable Entity (operation bare)"),
        // What the envelope has comes first.
        (
            &IN,
            r#"{"code":7,"msg":"m","message":"x"}"#,
            "code 7 (not in the description): m (HTTP 422 Unprocessable Entity)",
        ),
        (
            &IN,
            r#"{"code":7,"error":"e"}"#,
            "code 7 (not in the description): e (HTTP 422 Unprocessable Entity)",
        ),
        (&IN, r#"{"title":"A gateway"}"#, "HTTP 422 Unprocessable Entity: A gateway (operation in)"),
    ] {
        assert_eq!(message(operation, body), expected);
    }
    let long = message(&BARE, &format!(r#"{{"error":{{"message":"{}"}}}}"#, "ü".repeat(300)));
    assert_eq!(long.matches('ü').count(), 199);
}

#[test]
fn places_of_an_envelope_are_pointers() {
    let body = r#"{"status":{"number":404},"error":{"hint":"x"}}"#;
    let error = api(read::<Empty>(&IN_DETAILED, 200, body).unwrap_err());
    assert_eq!(error.raw_code, Some(404));
    assert_eq!(error.details, Some(serde_json::json!({"hint": "x"})));
    read::<Empty>(&IN_DETAILED, 200, r#"{"status":{"number":200}}"#).unwrap();
}

#[test]
fn the_first_log_id_counts_and_headers_before_the_body() {
    for (headers, body, expected) in [
        (
            &[("x-tt-logid", "H1"), ("x-request-id", "H2")][..],
            r#"{"code":0,"error":{"log_id":"B1"}}"#,
            Some("H1"),
        ),
        (&[("x-request-id", "H2")], r#"{"code":0,"error":{"log_id":"B1"}}"#, Some("H2")),
        (&[("x-tt-logid", "")], r#"{"code":0,"error":{"log_id":"B1","logid":"B2"}}"#, Some("B1")),
        (&[], r#"{"code":0,"error":{"logid":"B2"}}"#, Some("B2")),
        (&[], r#"{"code":0,"error":{"logid":7}}"#, None),
        (&[], r#"{"code":0}"#, None),
    ] {
        for (status, body) in [(200, body.to_owned()), (200, body.replace(":0", ":1"))] {
            let mut response = response(status, &body);
            for (name, value) in headers {
                response.headers_mut().insert(*name, value.parse().unwrap());
            }
            let log_id = match reply::<Empty>(&IN, response) {
                Ok(reply) => reply.log_id,
                Err(error) => error.log_id().map(str::to_owned),
            };
            assert_eq!(log_id.as_deref(), expected, "{headers:?} {body}");
        }
    }
    let mut page = response(502, "<html>");
    page.headers_mut().insert("x-request-id", "H2".parse().unwrap());
    assert_eq!(reply::<Empty>(&IN, page).unwrap_err().log_id(), Some("H2"));
}

#[test]
fn how_long_to_wait_is_in_the_headers() {
    let then = "Wed, 21 Oct 2015 07:28:09 GMT";
    for (headers, expected) in [
        (&[("x-reset", "3"), ("retry-after", "9")][..], Some(9.0)),
        (&[("x-reset", "9"), ("retry-after", "3")], Some(9.0)),
        (&[("x-reset", "0.25")], Some(0.25)),
        (&[("x-reset", "soon"), ("retry-after", " 9 ")], Some(9.0)),
        // A date counts from that of the response, and one that is over is now.
        (&[("retry-after", then), ("date", "Wed, 21 Oct 2015 07:28:00 GMT")], Some(9.0)),
        (&[("retry-after", then), ("date", "Wed, 21 Oct 2015 07:28:30 GMT")], Some(0.0)),
        (&[("retry-after", "Wed, 21 Oct"), ("x-reset", "3")], Some(3.0)),
        (&[("retry-after", "-1")], None),
        (&[("retry-after", "NaN")], None),
        (&[("retry-after", "1e300")], None),
        (&[("x-limit", "100")], None),
    ] {
        let mut response = response(429, r#"{"code":99991400}"#);
        for (name, value) in headers {
            response.headers_mut().insert(*name, value.parse().unwrap());
        }
        let error = api(reply::<Empty>(&IN, response).unwrap_err());
        assert_eq!(error.retry_after, expected.map(Duration::from_secs_f64), "{headers:?}");
    }
}

#[cfg(feature = "client")]
#[test]
fn a_date_without_that_of_the_response_counts_from_now() {
    let mut response = response(503, "");
    let then = httpdate::fmt_http_date(std::time::SystemTime::now() + Duration::from_secs(60));
    response.headers_mut().insert("retry-after", then.parse().unwrap());
    let left = api(reply::<Empty>(&IN, response).unwrap_err()).retry_after.unwrap();
    assert!((50..=60).contains(&left.as_secs()), "{left:?}");
}

#[cfg(feature = "client")]
#[test]
fn credentials_are_refused_by_code_or_by_401_without_a_known_code() {
    for (operation, status, body, expected) in [
        (&IN, 200, r#"{"code":99991663}"#, true),
        (&IN, 400, r#"{"code":99991663}"#, true),
        (&IN, 401, r#"{"code":1002002}"#, false),
        (&IN, 401, r#"{"code":1}"#, true),
        (&IN, 401, "<html>", true),
        (&IN, 403, r#"{"code":1}"#, false),
        (&IN, 200, r#"{"code":0}"#, false),
        (&IN, 200, "<html>", false),
        (&BARE, 401, "", true),
        (&BARE, 200, "", false),
    ] {
        let received = Received::new(operation, response(status, body));
        let refuses = received.advise::<Code>().is_some_and(|it| it.refuses_credential);
        assert_eq!(refuses, expected, "{status} {body}");
    }
    let received = Received::new(&IN, response(401, r#"{"code":1002002}"#));
    assert!(received.advise::<crate::NoCode>().unwrap().refuses_credential);
}

#[cfg(feature = "client")]
#[test]
fn the_description_decides_what_may_succeed_later_and_else_the_status() {
    use crate::RetryReason;
    let code = |code| Some(RetryReason::Code(code));
    let status = |status| Some(RetryReason::Status(StatusCode::from_u16(status).unwrap()));
    for (operation, http, body, repeat, limited) in [
        (&IN, 400, r#"{"code":99991400}"#, code(99_991_400), true),
        (&IN, 200, r#"{"code":99991400}"#, code(99_991_400), true),
        (&IN, 429, r#"{"code":99991400}"#, code(99_991_400), true),
        (&IN, 429, r#"{"code":1}"#, status(429), true),
        (&IN, 429, r#"{"code":1002002}"#, None, true),
        (&IN, 429, "", status(429), true),
        // The row of the operation comes before that of all.
        (&IN, 500, r#"{"code":1002002}"#, None, false),
        (&IN_FLAT, 500, r#"{"code":1002002}"#, code(1_002_002), false),
        (&IN_FLAT, 200, r#"{"code":1002002}"#, code(1_002_002), false),
        (&IN, 500, r#"{"code":1}"#, status(500), false),
        (&IN, 500, r#"{"code":0}"#, status(500), false),
        (&IN, 200, r#"{"code":1}"#, None, false),
        (&IN, 502, "<html>", status(502), false),
        (&BARE, 408, "", status(408), false),
        (&BARE, 425, "", status(425), false),
        (&BARE, 503, "", status(503), false),
        (&BARE, 504, "", status(504), false),
        (&BARE, 501, "", None, false),
        (&BARE, 404, "", None, false),
    ] {
        let advice = Received::new(operation, response(http, body)).advise::<Code>().unwrap();
        assert_eq!((advice.repeat, advice.is_limited), (repeat, limited), "{http} {body}");
    }
    // What does not say that the call failed is not judged, and neither is what cannot be read.
    for body in [r#"{"code":0}"#, "<html>", ""] {
        assert_eq!(Received::new(&IN, response(200, body)).advise::<Code>(), None);
    }
}

#[test]
fn a_broken_rule_has_its_place_and_not_its_value() {
    let received = Received::new(&IN, response(200, r#"{"code":0,"data":"s3cret"}"#));
    let violation = crate::Violation::new(crate::Location::Body, "/x", "maxLength", "3", "6");
    let result: Result<Response<String>, Error<Code>> = received
        .into_response::<Json<String>, Undocumented, _>(|_| Err(violation.clone().into()), |_| Ok(()));
    let Err(Error::Decode(error)) = result else {
        panic!("{result:?}");
    };
    assert_eq!(error.pointer, "/data/x");
    assert_eq!(error.message, "it breaks the rule maxLength 3");
    assert_eq!(error.violations.unwrap().as_slice(), [violation]);
}

#[test]
fn no_error_shows_texts_or_headers_of_a_response() {
    let check = |error: Error<Code>| {
        let text = format!("{error} {error:?} {error:#?}");
        assert!(!text.contains("s3cret"), "{text}");
    };
    let body = r#"{"code":0,"data":{"a":"s3cret \" , \", expected \" s3cret"},"token":"s3cret"}"#;
    check(read::<Json<Map<i64>>>(&IN, 200, body).unwrap_err());
    check(read::<Json<Map<bool>>>(&IN, 200, body).unwrap_err());
    check(read::<Json<Map<Vec<i64>>>>(&IN, 200, body).unwrap_err());
    check(read::<Json<Map<Map<i64>>>>(&IN, 200, body).unwrap_err());
    check(read::<Json<Map<TimestampMs>>>(&IN, 200, body).unwrap_err());
    check(read::<Json<Vec<Secret>>>(&IN, 200, body).unwrap_err());
    check(read::<Empty>(&IN, 502, body).unwrap_err());
    check(read::<Empty>(&IN, 200, "s3cret").unwrap_err());
    check(read::<Empty>(&IN, 200, r#""s3cret""#).unwrap_err());
    for status in [200, 500] {
        let mut response = response(status, r#"{"code":1,"data":"s3cret"}"#);
        for name in ["set-cookie", "authorization", "cookie", "proxy-authorization"] {
            response.headers_mut().append(name, "s3cret".parse().unwrap());
            response.headers_mut().append(name, "s3cret".parse().unwrap());
        }
        let error = reply::<Empty>(&IN, response).unwrap_err();
        assert_eq!(error.api().unwrap().headers["set-cookie"], "s3cret");
        check(error);
    }
}

#[cfg(feature = "client")]
#[test]
fn what_quotes_a_secret_is_not_shown() {
    for status in [200, 400] {
        let body = r#"{"code":7,"msg":"s3cret and s3cret-2","error":{"log_id":"at-s3cret"}}"#;
        let mut response = response(status, body);
        response.headers_mut().insert("x-echo", "Bearer s3cret-2".parse().unwrap());
        response.headers_mut().insert("x-other", "fine".parse().unwrap());
        let mut received = Received::new(&IN, response);
        received.hide(Redaction::of(["", "s3cret", "s3cret-2"].map(Secret::from).to_vec()));
        let error = received.into_response::<Empty, Undocumented, Code>(|()| Ok(()), |_| Ok(())).unwrap_err();
        let text = format!("{error} {error:?} {error:#?}");
        assert!(!text.contains("s3cret") && text.contains("fine"), "{text}");
        let error = api(error);
        assert_eq!(error.message.as_deref(), Some("[redacted] and [redacted]"));
        assert_eq!(error.log_id.as_deref(), Some("at-[redacted]"));
        assert_eq!(error.headers["x-echo"], "Bearer s3cret-2");
    }
}
