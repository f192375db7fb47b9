//! Which calls are sent again, when, and how often.

use super::*;

bare!(Get -> crate::Json<Number>, code Code; operation(&API, "get", "GET", "/get").envelope(&ENVELOPE));
bare!(Secured -> crate::Json<Number>, code Code;
    operation(&API, "secured", "GET", "/secured").security(&[&[("token", &[])]]).envelope(&ENVELOPE));

/// A POST with a key that makes its repeat harmless, or with none.
struct Post {
    key: Option<String>,
}
impl Validate for Post {}
crate::endpoint! {
    Post -> crate::Json<Number>, code Code;
    idempotency_key |post| post.key.as_deref();
    operation(&API, "post", "POST", "/post").envelope(&ENVELOPE);
    header("Idempotency-Key") => key?: impl Into<String>,
}

fn broken(kind: TransportErrorKind) -> Sent {
    Err(TransportError::new(kind))
}

fn with(mut response: Sent, name: &'static str, value: &str) -> Sent {
    if let Ok(response) = &mut response {
        response.headers_mut().insert(name, value.parse().unwrap());
    }
    response
}

fn busy() -> Sent {
    response(503, "")
}

fn client(script: &Arc<Script>) -> Client {
    builder(script).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn only_what_is_harmless_to_repeat_is_repeated_and_only_with_a_reason() {
    use TransportErrorKind as Kind;
    for (name, first, harmless, other) in [
        ("no connection", (|| broken(Kind::Connect)) as fn() -> Sent, true, true),
        ("no connection in time", || broken(Kind::ConnectTimeout), true, true),
        ("no response in time", || broken(Kind::Timeout), true, false),
        ("nothing that can be sent", || broken(Kind::Unsupported), false, false),
        ("no response", || broken(Kind::Request), true, false),
        ("half a response", || broken(Kind::Body), true, false),
        ("too much of a response", || broken(Kind::TooLarge { limit: 1 }), false, false),
        ("408", || response(408, ""), true, false),
        ("425", || response(425, ""), true, false),
        ("429", || response(429, ""), true, false),
        ("500", || response(500, "<html>"), true, false),
        ("502", || response(502, "<html>"), true, false),
        ("503", || response(503, ""), true, false),
        ("504", || response(504, ""), true, false),
        ("500 with an unknown code", || response(500, r#"{"code":5}"#), true, false),
        ("500 with the code of success", || response(500, r#"{"code":0}"#), true, false),
        ("500 with a code that is final", || response(500, r#"{"code":1002}"#), false, false),
        ("429 with a code that is final", || response(429, r#"{"code":1002}"#), false, false),
        ("200 with a retryable code", || response(200, r#"{"code":1001}"#), true, false),
        ("400 with the code of a limit", || response(400, r#"{"code":99991400}"#), true, false),
        ("200 with an unknown code", || response(200, r#"{"code":5}"#), false, false),
        ("404", || response(404, ""), false, false),
        ("501", || response(501, ""), false, false),
        ("200 that is no JSON", || response(200, "<html>"), false, false),
        ("200 that is half of JSON", || response(200, r#"{"code":0,"da"#), false, false),
    ] {
        let script = Script::new([]);
        let client = client(&script);
        for (kind, expected) in [("GET", harmless), ("POST", other), ("empty", other), ("keyed", harmless)] {
            script.then([first(), good()]);
            let before = script.sent();
            let result = match kind {
                "GET" => client.send_full(&Get::new()).await,
                "POST" => client.send_full(&Post::new()).await,
                "empty" => client.send_full(&Post::new().key("")).await,
                _ => client.send_full(&Post::new().key("k-1")).await,
            };
            let sent = script.sent() - before;
            assert_eq!((result.is_ok(), sent), (expected, 1 + usize::from(expected)), "{name} {kind}");
            let attempts = result.map_or_else(|error| error.attempts(), |reply| reply.attempts);
            assert_eq!(usize::try_from(attempts).unwrap(), sent, "{name} {kind}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn attempts_have_an_end_and_the_last_error_counts() {
    for (policy, expected) in [
        (RetryPolicy::default(), 4),
        (RetryPolicy::none(), 1),
        (RetryPolicy::default().max_attempts(0), 1),
        (RetryPolicy::default().max_attempts(7), 7),
    ] {
        let numbered = |number| with(busy(), "x-tt-logid", &format!("L{number}"));
        let script = Script::new((1..=10).map(numbered));
        let client = client(&script).with_options(|options| options.retry(policy.clone()));
        let error = client.send(&Get::new()).await.unwrap_err();
        assert_eq!((script.sent(), error.attempts()), (expected, u32::try_from(expected).unwrap()));
        assert_eq!(error.log_id(), Some(format!("L{expected}").as_str()));
        let told = format!("{expected} attempts)");
        assert_eq!(error.to_string().ends_with(&told), expected > 1, "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_policy_may_assume_that_a_repeat_is_harmless() {
    let script = Script::new([busy(), good()]);
    let client =
        client(&script).with_options(|options| options.retry(RetryPolicy::default().assume_harmless(true)));
    client.send(&Post::new()).await.unwrap();
    assert_eq!(script.sent(), 2);
}

#[tokio::test(start_paused = true)]
async fn pauses_are_random_up_to_a_bound_that_doubles() {
    let mut sums = [Duration::ZERO; 3];
    for _ in 0..400 {
        let script = Script::new((0..4).map(|_| busy()));
        client(&script).send(&Get::new()).await.unwrap_err();
        for ((pause, bound), sum) in script.pauses().into_iter().zip([200, 400, 800]).zip(&mut sums) {
            // Timers go in milliseconds.
            assert!(pause <= Duration::from_millis(bound + 1), "{pause:?} {bound}");
            *sum += pause;
        }
    }
    for (sum, bound) in sums.into_iter().zip([200.0, 400.0, 800.0]) {
        let mean = sum.as_secs_f64() * 1000.0 / 400.0 / bound;
        assert!((0.4..0.6).contains(&mean), "{mean} of {bound}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_the_server_asks_for_is_waited_for() {
    let made = "Wed, 21 Oct 2015 07:28:00 GMT";
    let dated = with(with(busy(), "date", made), "retry-after", "Wed, 21 Oct 2015 07:28:07 GMT");
    for response in [
        with(busy(), "retry-after", "7"),
        dated,
        with(response(429, ""), "x-reset", "7"),
        with(response(400, r#"{"code":99991400}"#), "x-reset", "7"),
        with(response(200, r#"{"code":1001}"#), "retry-after", "7"),
    ] {
        let script = Script::new([response, good()]);
        client(&script).send(&Get::new()).await.unwrap();
        let pause = script.pauses()[0];
        let bound = Duration::from_millis(7_201);
        assert!(pause >= Duration::from_secs(7) && pause <= bound, "{pause:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn who_would_have_to_wait_too_long_gets_the_response_at_once() {
    for (asked, timeout, sent) in [
        ("120", None, 1),
        ("119", None, 2),
        ("5", Some(5), 1),
        ("120", Some(600), 2),
        ("3600", Some(100_000), 2),
        ("3601", Some(100_000), 1),
        // A date in seconds, to a call without an end.
        ("1760000000", Some(u64::MAX), 1),
    ] {
        let script = Script::new([with(busy(), "retry-after", asked), good()]);
        let mut client = client(&script);
        if let Some(seconds) = timeout {
            client = client.with_options(|options| options.timeout(Duration::from_secs(seconds)));
        }
        let start = Instant::now();
        let result = client.send(&Get::new()).await;
        assert_eq!((script.sent(), result.is_ok()), (sent, sent == 2), "{asked} {timeout:?}");
        if let Err(error) = result {
            assert_eq!(start.elapsed(), Duration::ZERO);
            assert_eq!(error.api().unwrap().retry_after, Some(Duration::from_secs(asked.parse().unwrap())));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_time_limit_holds() {
    let seconds = Duration::from_secs;
    for (call, attempt, sent, least, most) in [
        // Three attempts of a second, and one for which not a whole second is left.
        (Some(3_900), Some(1_000), 4, 3_000, 3_900),
        (Some(2_000), None, 1, 2_000, 2_000),
        (None, Some(1_000), 4, 4_000, 5_400),
        (Some(60_000), Some(1_000), 4, 4_000, 5_400),
    ] {
        let script = Script::slow(seconds(3600), []);
        let millis = |limit: Option<u64>| limit.map(Duration::from_millis);
        let policy = RetryPolicy::default().base_delay(Duration::from_millis(200));
        let client = client(&script).with_options(|options| {
            options.timeout(millis(call)).attempt_timeout(millis(attempt)).retry(policy)
        });
        let start = Instant::now();
        let error = client.send(&Get::new()).await.unwrap_err();
        let took = start.elapsed().as_millis();
        assert!(error.is_timeout(), "{error:?}");
        assert!((least..=most + 2).contains(&took), "{took} for {call:?} {attempt:?}");
        assert!(script.sent() <= sent && script.sent() + 1 >= sent, "{} {sent}", script.sent());
    }
    // By default an attempt has 30 seconds, and the call two minutes.
    let script = Script::slow(seconds(3600), []);
    let start = Instant::now();
    client(&script).send(&Get::new()).await.unwrap_err();
    assert!(start.elapsed() > seconds(118) && start.elapsed() <= seconds(121), "{:?}", start.elapsed());
    let script = Script::slow(seconds(3600), []);
    let start = Instant::now();
    client(&script).send(&Post::new()).await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_does_not_come_in_time_is_told_from_a_response_that_does_not() {
    let source = TokenCache::new(|| async {
        tokio::time::sleep(Duration::from_secs(20)).await;
        Ok((Secret::from("t-1"), Duration::from_secs(7200)))
    });
    let script = Script::new([good()]);
    let client = builder(&script).credential("token", source).build().unwrap();
    let hasty = client.with_options(|options| options.timeout(Duration::from_secs(15)));
    let error = hasty.send(&Secured::new()).await.unwrap_err();
    assert!(
        matches!(error, Error::Deadline(crate::DeadlineError::Token { operation: "secured" })),
        "{error}"
    );
    assert_eq!((script.sent(), error.attempts()), (0, 0));
    // The fetch goes on, so the next caller need not wait for so long.
    hasty.send(&Secured::new()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_budget_is_shared_by_all_calls_of_all_clones() {
    let script = Script::new([]);
    let budget = RetryBudget::new(7, 10);
    let client = builder(&script).retry_budget(budget.clone()).build().unwrap();
    let derived = client.with_options(|options| options.timeout(None));
    let mut calls = tokio::task::JoinSet::new();
    for client in [client.clone(), derived].into_iter().cycle().take(20) {
        calls.spawn(async move { client.send(&Get::new()).await.is_err() });
    }
    assert!(calls.join_all().await.into_iter().all(|failed| failed));
    assert_eq!((script.sent(), budget.left()), (27, 0));
    // Good responses pay back, those too that say that the call failed for good.
    script.then((0..5).map(|_| good()).chain((0..5).map(|_| response(404, ""))));
    for _ in 0..10 {
        _ = client.send(&Get::new()).await;
    }
    assert_eq!((script.sent(), budget.left()), (37, 1));
    // Another budget has retries left.
    let other = client.with_options(|options| options.retry_budget(RetryBudget::unlimited()));
    other.send(&Get::new()).await.unwrap_err();
    assert_eq!((script.sent(), budget.left()), (41, 1));
}

#[tokio::test(start_paused = true)]
async fn a_new_token_is_no_retry() {
    for (policy, responses, tokens) in [
        (RetryPolicy::none(), vec![expired(), good()], &["1", "2"][..]),
        (RetryPolicy::default(), vec![expired(), busy(), busy(), busy(), good()], &["1", "2", "2", "2", "2"]),
        (RetryPolicy::default(), vec![busy(), expired(), busy(), good()], &["1", "1", "2", "2"]),
        // One that is refused too is not replaced again.
        (RetryPolicy::default(), vec![expired(), expired(), good()], &["1", "2"]),
        (RetryPolicy::default(), vec![expired(), busy(), expired(), good()], &["1", "2", "2"]),
    ] {
        let good = tokens.len() == responses.len();
        let script = Script::new(responses);
        let budget = RetryBudget::new(3, 0);
        let client = builder(&script)
            .credential("token", counting())
            .retry(policy)
            .retry_budget(budget.clone())
            .build()
            .unwrap();
        let result = client.send_full(&Secured::new()).await;
        let expected: Vec<_> = tokens.iter().map(|number| format!("Bearer t-{number}")).collect();
        assert_eq!(script.tokens(), expected);
        let code = result.err().map(|error| error.api().unwrap().code);
        assert_eq!(code, (!good).then_some(Some(Code::Expired)));
        assert_eq!(usize::try_from(budget.left()).unwrap(), 3 + 2 - tokens.len());
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_fails_says_why_unless_what_came_of_an_attempt_says_more() {
    for (first, expected, attempts) in [
        (expired(), "no token: the vault is closed", 0),
        // The token ends while the client waits.
        (with(busy(), "retry-after", "5"), "HTTP 503 Service Unavailable", 1),
    ] {
        let fetches = AtomicUsize::new(0);
        let source = TokenCache::new(move || {
            let first = fetches.fetch_add(1, Ordering::SeqCst) == 0;
            async move {
                if first {
                    return Ok((Secret::from("t-1"), Duration::from_secs(1)));
                }
                Err(AuthError::from_source("the vault is closed"))
            }
        });
        let script = Script::new([first, good()]);
        let client = builder(&script).credential("token", source).build().unwrap();
        let error = client.send(&Secured::new()).await.unwrap_err();
        assert!(error.to_string().starts_with(expected) && error.attempts() == attempts, "{error:?}");
        // Before the first attempt there is nothing else to tell.
        let error = client.send(&Secured::new()).await.unwrap_err();
        assert_eq!(error.to_string(), "no token: the vault is closed");
        assert_eq!(script.sent(), 1);
    }
}
