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
    for url in ["https://one.example", "https://two.example", "https://one.example"] {
        client(url).send(&GOOD).await.unwrap();
    }
    let hosts: Vec<_> = script.requests().iter().map(|it| it.uri().to_string()).collect();
    let (token, call) =
        (|host| format!("https://{host}/token"), |host| format!("https://{host}/things/a%2Fb"));
    let (one, two) = ("one.example", "two.example");
    assert_eq!(hosts, [token(one), call(one), token(two), call(two), call(one)]);
}
