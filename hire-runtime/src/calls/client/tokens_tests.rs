//! Tokens that the client fetches for client credentials.

use super::*;
use crate::ClientCredentials;

fn token(body: &'static str) -> Sent {
    response(200, body)
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_it_ends() {
    let script = Script::new([
        token(r#"{"access_token":"t-1","token_type":"bearer","expires_in":600}"#),
        good(),
        good(),
        // While the call goes on with the token that is still good, the next one is fetched.
        good(),
        token(r#"{"access_token":"t-2","token_type":"Bearer","expires_in":"600"}"#),
        good(),
        // One that has ended is waited for.
        token(r#"{"access_token":"t-3"}"#),
        good(),
        // Without an end it is kept.
        good(),
    ]);
    let credential = ClientCredentials::new("app", "s3cret").token_url("/token?tenant=a");
    let client = builder(&script).credential("token", credential).build().unwrap();
    for seconds in [0, 299, 2, 1, 601, 1_000_000] {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
        client.send(&GOOD).await.unwrap();
        // The task of the renewal has its turn.
        tokio::task::yield_now().await;
    }
    let basic = "Basic YXBwOnMzY3JldA==";
    let expected = [
        basic,
        "Bearer t-1",
        "Bearer t-1",
        "Bearer t-1",
        basic,
        "Bearer t-2",
        basic,
        "Bearer t-3",
        "Bearer t-3",
    ];
    assert_eq!(script.tokens(), expected);
    assert_eq!(script.requests()[0].uri(), "https://one.example/token?tenant=a");
}

#[tokio::test]
async fn a_token_of_one_server_is_not_sent_for_another() {
    let tokens = || token(r#"{"access_token":"t-1"}"#);
    let script = Script::new([tokens(), good(), tokens(), good(), good()]);
    let credential = ClientCredentials::new("app", "s3cret").token_url("/token");
    let client =
        |url: &str| builder(&script).base_url(url).credential("token", credential.clone()).build().unwrap();
    let (first, second) = (client("https://one.example"), client("https://two.example"));
    for client in [&first, &second, &first] {
        client.send(&GOOD).await.unwrap();
    }
    let hosts: Vec<_> = script.requests().iter().map(|it| it.uri().to_string()).collect();
    let (token, call) =
        (|host| format!("https://{host}/token"), |host| format!("https://{host}/things/a%2Fb"));
    let (one, two) = ("one.example", "two.example");
    assert_eq!(hosts, [token(one), call(one), token(two), call(two), call(one)]);
}

/// A token that cannot be sent is none, so that the next call asks for another.
#[tokio::test]
async fn a_token_that_cannot_be_sent_is_not_kept() {
    for bad in [
        r#"{"access_token":""}"#,
        r#"{"access_token":"two words"}"#,
        r#"{"access_token":"a\nb","expires_in":3600}"#,
        r#"{"access_token":7}"#,
        r#"{"access_token":null}"#,
        "{}",
    ] {
        let script = Script::new([token(bad), token(r#"{"access_token":"t-1"}"#), good()]);
        let credential = ClientCredentials::new("app", "s3cret").token_url("/token");
        let client = builder(&script).credential("token", credential).build().unwrap();
        let error = client.send(&GOOD).await.unwrap_err();
        assert!(error.to_string().contains("`access_token`"), "{bad}: {error}");
        client.send(&GOOD).await.unwrap_or_else(|error| panic!("{bad}: {error}"));
        assert_eq!(script.sent(), 3, "{bad}");
    }
}

/// Options for some of the calls are not those of the fetch that all calls share.
#[tokio::test(start_paused = true)]
async fn tokens_are_fetched_with_the_options_that_the_client_was_built_with() {
    let credential = ClientCredentials::new("app", "s3cret").token_url("/token");
    let responses = [token(r#"{"access_token":"t-1"}"#), good(), good()];
    let script = Script::slow(Duration::from_millis(80), responses);
    let client = builder(&script).credential("token", credential).build().unwrap();
    let hasty = client.with_options(|options| {
        options.timeout(Duration::from_millis(100)).attempt_timeout(Duration::from_millis(50))
    });
    // There is a token in time, and no response.
    assert!(hasty.send(&GOOD).await.unwrap_err().is_timeout());
    assert_eq!(client.send(&GOOD).await.unwrap(), Number(5));
    assert_eq!(script.tokens(), ["Basic YXBwOnMzY3JldA==", "Bearer t-1", "Bearer t-1"]);
}

/// What a transport of a test gives as a token is not sent to the real server.
#[tokio::test]
async fn each_transport_has_tokens_of_its_own() {
    let script = |token: &'static str| Script::new([response(200, token), good(), good()]);
    let (real, fake) = (script(r#"{"access_token":"real"}"#), script(r#"{"access_token":"fake"}"#));
    let credential = ClientCredentials::new("app", "s3cret").token_url("/token");
    let client = builder(&real).credential("token", credential).build().unwrap();
    let test = client.with_transport(Arc::clone(&fake));
    test.send(&GOOD).await.unwrap();
    client.send(&GOOD).await.unwrap();
    client.with_options(|options| options).send(&GOOD).await.unwrap();
    let basic = "Basic YXBwOnMzY3JldA==";
    assert_eq!(fake.tokens(), [basic, "Bearer fake"]);
    assert_eq!(real.tokens(), [basic, "Bearer real", "Bearer real"]);
}

/// The last segment of a base URL without a slash is not a folder (RFC 3986, section 5.2.3).
#[tokio::test]
async fn a_token_url_may_be_relative_to_the_base_url() {
    for (base, relative, expected) in [
        ("https://gw.example/tenant/", "oauth/token", "https://gw.example/tenant/oauth/token"),
        ("https://gw.example/tenant", "oauth/token", "https://gw.example/oauth/token"),
        ("https://gw.example/tenant/", "/oauth/token", "https://gw.example/oauth/token"),
        ("https://gw.example/tenant/", "../token", "https://gw.example/token"),
        ("https://gw.example", "token", "https://gw.example/token"),
        ("https://gw.example/tenant/", "https://login.example/token/", "https://login.example/token/"),
    ] {
        let script = Script::new([token(r#"{"access_token":"t-1"}"#), good()]);
        let credential = ClientCredentials::new("app", "s3cret").token_url(relative);
        let client = builder(&script).base_url(base).credential("token", credential).build().unwrap();
        client.send(&GOOD).await.unwrap();
        let uris: Vec<_> = script.requests().iter().map(|it| it.uri().to_string()).collect();
        assert_eq!(uris[0], expected, "{base}");
        assert!(uris[1].starts_with(base), "{uris:?}");
    }
}
