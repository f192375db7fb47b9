//! Rate limits and credentials of clients that are derived from each other.

use super::*;
use crate::DeadlineError;

bare!(Slow -> crate::Json<Number>, code Code;
    operation(&API, "slow", "GET", "/slow")
        .rate_limit(1, Duration::from_secs(1))
        .security(&[&[("token", &[])], &[]])
        .envelope(&ENVELOPE));

fn limited(reset: Option<&'static str>) -> Sent {
    let mut response = response(400, r#"{"code":99991400,"msg":"too many"}"#)?;
    if let Some(reset) = reset {
        response.headers_mut().insert("x-reset", reset.parse().unwrap());
    }
    Ok(response)
}

#[tokio::test(start_paused = true)]
async fn a_limited_response_holds_all_callers_back() {
    for (reset, pause) in [(Some("5"), 5.0), (None, 1.0)] {
        let script = Script::new([limited(reset), good(), good()]);
        let client = builder(&script).build().unwrap();
        // The one whose response says so does not even come back.
        let start = Instant::now();
        let first = client.with_options(|options| options.retry(RetryPolicy::none()));
        assert_eq!(first.send(&Slow::new()).await.unwrap_err().api().unwrap().code, Some(Code::TooMany));
        client.send(&Slow::new()).await.unwrap();
        let took = start.elapsed().as_secs_f64();
        assert!(took >= pause && took < pause + 0.1, "{took}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_whose_turn_comes_too_late_fails_at_once() {
    let script = Script::new([limited(Some("30")), good()]);
    let client = builder(&script).build().unwrap();
    let patient = tokio::spawn({
        let client = client.clone();
        async move { client.send(&Slow::new()).await }
    });
    tokio::task::yield_now().await;
    let start = Instant::now();
    let hasty = client.with_options(|options| options.timeout(Duration::from_secs(10)));
    let error = hasty.send(&Slow::new()).await.unwrap_err();
    let Error::Deadline(DeadlineError::Turn { operation: "slow", wait }) = error else {
        panic!("{error:?}");
    };
    assert_eq!((wait.as_secs(), start.elapsed()), (30, Duration::ZERO));
    assert!(error.is_timeout() && error.attempts() == 0);
    // The limits of others do not hold for who does not care.
    let careless = client.with_options(|options| options.rate_limiting(false));
    careless.send(&Slow::new()).await.unwrap();
    assert_eq!(start.elapsed(), Duration::ZERO);
    script.then([good()]);
    patient.await.unwrap().unwrap();
    assert_eq!(script.sent(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_retry_whose_turn_comes_too_late_leaves_the_response_as_the_error() {
    let script = Script::new([response(503, ""), good(), good(), good(), good(), good()]);
    let client = builder(&script).timeout(Duration::from_secs(4)).build().unwrap();
    let first = tokio::spawn({
        let client = client.clone();
        async move { client.send(&Slow::new()).await }
    });
    tokio::task::yield_now().await;
    let mut others = tokio::task::JoinSet::new();
    for _ in 0..3 {
        let client = client.clone();
        others.spawn(async move { client.send(&Slow::new()).await.is_ok() });
    }
    let error = first.await.unwrap().unwrap_err();
    assert_eq!((error.status().unwrap().as_u16(), error.attempts()), (503, 1));
    assert_eq!(others.join_all().await, [true, true, true]);
}

#[tokio::test(start_paused = true)]
async fn derived_clients_share_limits_by_credential_and_the_transport() {
    let script = Script::new((0..20).map(|_| good()));
    let client = builder(&script).build().unwrap();
    let token = Credential::from(StaticToken::new("t-1"));
    let one = client.with_credential("token", token.clone());
    let same = client.with_credential("token", token).with_options(|options| options.timeout(None));
    let other = client.with_credential("token", StaticToken::new("t-2"));
    let start = Instant::now();
    for client in [&client, &one, &other] {
        client.send(&Slow::new()).await.unwrap();
    }
    assert_eq!(start.elapsed(), Duration::ZERO);
    same.send(&Slow::new()).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1));
    assert_eq!(script.tokens(), ["none", "Bearer t-1", "Bearer t-2", "Bearer t-1"]);
    // Clones without a change are the same client.
    let start = Instant::now();
    one.clone().send(&Slow::new()).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_derived_client_may_have_a_transport_of_its_own() {
    let (script, other) = (Script::new([good()]), Script::new([good()]));
    let client = builder(&script).build().unwrap();
    client.with_transport(Arc::clone(&other)).send(&Slow::new()).await.unwrap();
    assert_eq!((script.sent(), other.sent()), (0, 1));
}
