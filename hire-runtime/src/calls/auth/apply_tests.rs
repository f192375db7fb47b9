use super::*;
use crate::{Api, StaticToken};

static API: Api = Api::new("credentials", "1").schemes(&[
    SecurityScheme::bearer("bearer"),
    SecurityScheme::basic("basic"),
    SecurityScheme::api_key("header", Location::Header, "X-Api-Key"),
    SecurityScheme::api_key("query", Location::Query, "api key"),
    SecurityScheme::api_key("cookie", Location::Cookie, "session"),
    SecurityScheme::api_key("path", Location::Path, "key"),
    SecurityScheme::api_key("misnamed", Location::Header, "X Api Key"),
    SecurityScheme::api_key("misbaked", Location::Cookie, "a=b; c"),
]);

/// Nothing of these is fetched.
struct NoFetcher;
impl TokenFetcher for NoFetcher {
    fn source(&self, _: &ClientCredentials, _: &str) -> Option<Arc<dyn TokenSource>> {
        None
    }
}

fn credentials(schemes: &[&str]) -> Credentials {
    let mut all = Credentials::default();
    for scheme in schemes {
        let credential = match *scheme {
            "basic" => Credential::basic("Aladdin", "open sesame"),
            "query" => StaticToken::new("t-1/中").into(),
            _ => StaticToken::new("t-1/+=").into(),
        };
        all.insert((*scheme).to_owned(), credential);
    }
    all
}

/// The URL and the headers of a request that carries what is selected.
async fn applied(
    credentials: &Credentials,
    operation: &Operation,
    uri: &str,
) -> Result<Request<Body>, AuthError> {
    let mut request = Request::new(Body::default());
    *request.uri_mut() = uri.parse().unwrap();
    for selected in credentials.select(operation)? {
        let secret = selected.secret(None, &NoFetcher).await?;
        selected.apply(&secret, &mut request)?;
    }
    Ok(request)
}

const fn operation(alternatives: &'static [crate::SecurityAlternative]) -> Operation {
    Operation::new(&API, "any", "GET", "/").security(alternatives)
}

#[tokio::test]
async fn the_largest_complete_alternative_is_taken() {
    const EITHER: Operation = operation(&[&[("bearer", &["scope"]), ("header", &[])], &[("query", &[])]]);
    const OPTIONAL: Operation = operation(&[&[("bearer", &[])], &[]]);
    const OPTIONAL_FIRST: Operation = operation(&[&[], &[("bearer", &[])]]);
    const OPTIONAL_PAIR: Operation =
        operation(&[&[], &[("bearer", &[]), ("header", &[])], &[("query", &[])]]);
    const MORE_LATER: Operation = operation(&[&[("bearer", &[])], &[("query", &[]), ("bearer", &[])]]);
    const EQUAL: Operation = operation(&[&[("header", &[])], &[("query", &[])]]);
    const ANONYMOUS: Operation = operation(&[&[]]);
    const NONE: Operation = operation(&[]);
    const UNDESCRIBED: Operation = operation(&[&[("elsewhere", &[])]]);
    for (has, operation, expected) in [
        (&["bearer", "header", "query"][..], EITHER, Ok(vec!["bearer", "header"])),
        (&["bearer", "query"], EITHER, Ok(vec!["query"])),
        (&["bearer"], EITHER, Err("header")),
        (&["header"], EITHER, Err("bearer")),
        (&[], EITHER, Err("bearer")),
        (&["bearer"], OPTIONAL, Ok(vec!["bearer"])),
        (&[], OPTIONAL, Ok(vec![])),
        (&["bearer"], OPTIONAL_FIRST, Ok(vec!["bearer"])),
        (&["header"], OPTIONAL_FIRST, Ok(vec![])),
        (&["bearer", "header"], OPTIONAL_PAIR, Ok(vec!["bearer", "header"])),
        (&["bearer", "header", "query"], OPTIONAL_PAIR, Ok(vec!["bearer", "header"])),
        (&["header"], OPTIONAL_PAIR, Ok(vec![])),
        (&["header", "query"], OPTIONAL_PAIR, Ok(vec!["query"])),
        (&["bearer"], MORE_LATER, Ok(vec!["bearer"])),
        (&["bearer", "query"], MORE_LATER, Ok(vec!["query", "bearer"])),
        (&["query", "header"], EQUAL, Ok(vec!["header"])),
        (&["bearer"], ANONYMOUS, Ok(vec![])),
        (&["bearer"], NONE, Ok(vec![])),
        (&["elsewhere"], UNDESCRIBED, Err("elsewhere")),
    ] {
        let credentials = credentials(has);
        let selected = credentials
            .select(&operation)
            .map(|selected| selected.iter().map(|one| one.scheme.name()).collect::<Vec<_>>());
        let selected = selected.map_err(|error| error.to_string());
        let expected = expected.map_err(|scheme| format!("no credential for the security scheme `{scheme}`"));
        assert_eq!(selected, expected, "{has:?}");
    }
}

#[tokio::test]
async fn trace_carries_no_credential() {
    const TRACE: Operation = Operation::new(&API, "any", "TRACE", "/").security(&[&[
        ("bearer", &[]),
        ("query", &[]),
        ("cookie", &[]),
    ]]);
    for has in [&["bearer", "query", "cookie"][..], &[]] {
        let request = applied(&credentials(has), &TRACE, "https://h/a").await.unwrap();
        assert!(request.headers().is_empty() && request.uri() == "https://h/a", "{request:?}");
    }
}

#[tokio::test]
async fn each_scheme_has_its_place() {
    const HEADERS: Operation = operation(&[&[("bearer", &[]), ("header", &[]), ("cookie", &[])]]);
    const BASIC: Operation = operation(&[&[("basic", &[])]]);
    const QUERY: Operation = operation(&[&[("query", &[])]]);
    const SESSION: Operation = operation(&[&[("cookie", &[])]]);

    let all = credentials(&["bearer", "header", "cookie", "basic", "query"]);
    let mut request = applied(&all, &HEADERS, "https://h/a?b=c").await.unwrap();
    assert_eq!(request.uri(), "https://h/a?b=c");
    let headers = request.headers();
    for (name, value) in
        [("authorization", "Bearer t-1/+="), ("x-api-key", "t-1/+="), ("cookie", "session=t-1/+=")]
    {
        assert_eq!(headers[name].as_bytes(), value.as_bytes(), "{name}");
        assert!(headers[name].is_sensitive(), "{name}");
    }
    assert!(!format!("{request:?}").contains("t-1"));

    let cookie = credentials(&["cookie"]);
    let selected = cookie.select(&SESSION).unwrap();
    request.headers_mut().insert(http::header::COOKIE, HeaderValue::from_static("a=b"));
    selected[0].apply(&Secret::from("t-2"), &mut request).unwrap();
    assert_eq!(request.headers()["cookie"], "a=b; session=t-2");

    let request = applied(&all, &BASIC, "https://h/").await.unwrap();
    assert_eq!(request.headers()["authorization"], "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
    assert!(request.headers()["authorization"].is_sensitive());

    for (uri, expected) in [
        ("https://h/a?b=c", "https://h/a?b=c&api%20key=t-1%2F%E4%B8%AD"),
        ("https://h/a", "https://h/a?api%20key=t-1%2F%E4%B8%AD"),
    ] {
        let request = applied(&all, &QUERY, uri).await.unwrap();
        assert_eq!(request.uri(), expected);
    }
}

const VISIBLE: &str = "a bearer token has visible ASCII characters only";
const NO_HEADER: &str = "it has characters that no header may have, or whitespace at an end";
const NO_COOKIE: &str = "it has characters that no cookie may have";

#[tokio::test]
async fn what_cannot_travel_is_an_error_without_the_secret() {
    for (scheme, credential, reason) in [
        ("bearer", Credential::basic("a", "s3cret"), "it needs a token"),
        ("header", Credential::basic("a", "s3cret"), "it needs a token"),
        ("basic", StaticToken::new("s3cret").into(), "it needs a user and a password"),
        ("bearer", StaticToken::new("s3cret\r\nX: y").into(), VISIBLE),
        ("bearer", StaticToken::new("s3cret token").into(), VISIBLE),
        ("bearer", StaticToken::new(" s3cret").into(), VISIBLE),
        ("bearer", StaticToken::new("s3cret\u{e9}").into(), VISIBLE),
        ("header", StaticToken::new("s3cret\nX: y").into(), NO_HEADER),
        ("header", StaticToken::new("s3cret\0").into(), NO_HEADER),
        ("header", StaticToken::new("s3cret ").into(), NO_HEADER),
        ("cookie", StaticToken::new("s3cret; admin=1").into(), NO_COOKIE),
        ("cookie", StaticToken::new("s3cret, admin=1").into(), NO_COOKIE),
        ("cookie", StaticToken::new("s3cret x").into(), NO_COOKIE),
        ("cookie", StaticToken::new("s3\"cret").into(), NO_COOKIE),
        ("cookie", StaticToken::new("s3cret\\").into(), NO_COOKIE),
        ("cookie", StaticToken::new("s3cret\r\nX: y").into(), NO_COOKIE),
        ("cookie", StaticToken::new("s3cret中").into(), NO_COOKIE),
        ("misbaked", StaticToken::new("s3cret").into(), "its key is no name of a cookie"),
        ("basic", Credential::basic("a:s3cret", "x"), "the user has a colon"),
        ("basic", Credential::basic("a\r\ns3cret", "x"), "the user has a control character"),
        ("basic", Credential::basic("a", "s3cret\r\n"), "the password has a control character"),
        ("basic", Credential::basic("a", "s3cret\u{7f}"), "the password has a control character"),
        ("misnamed", StaticToken::new("s3cret").into(), "its key is no name of a header"),
        ("path", StaticToken::new("s3cret").into(), "a key travels in a header, the query or a cookie"),
        ("query", StaticToken::new("s3cret".repeat(20_000)).into(), "the URL gets too long"),
    ] {
        let together: crate::SecurityAlternative = vec![(scheme, &[][..])].leak();
        let alternatives = vec![together].leak();
        let mut credentials = Credentials::default();
        credentials.insert(scheme.to_owned(), credential);
        let error = applied(&credentials, &operation(alternatives), "https://h/").await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("the credential does not serve the security scheme `{scheme}`: {reason}")
        );
        assert!(!format!("{error:?} {credentials:?}").contains("s3cret"));
    }
}
