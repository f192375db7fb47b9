//! A call may be dropped wherever it waits.

use std::future::{Future, poll_fn};
use std::task::Poll;

use super::*;
use crate::calls::auth::TokenCache;

bare!(Import -> crate::Json<Number>, code Code;
    operation(&API, "import", "PUT", "/import")
        .security(&[&[("token", &[])]])
        .rate_limit(10, Duration::from_secs(1))
        .envelope(&ENVELOPE));

/// Polls a future so many times, with a step of time after each, and drops it. Says whether it
/// has ended.
async fn poll_and_drop(times: usize, future: impl Future) -> bool {
    let mut future = std::pin::pin!(future);
    for _ in 0..times {
        let ended = poll_fn(|context| Poll::Ready(future.as_mut().poll(context).is_ready())).await;
        if ended {
            return true;
        }
        tokio::time::advance(Duration::from_millis(10)).await;
    }
    false
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_leaves_the_client_usable() {
    let fetches = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&fetches);
    let source = TokenCache::new(move || {
        let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
        async move {
            tokio::time::sleep(Duration::from_millis(25)).await;
            Ok((Secret::from(format!("t-{number}")), Duration::from_secs(7200)))
        }
    });
    let script = Script::slow(Duration::from_millis(25), []);
    let budget = RetryBudget::new(1_000_000, 0);
    let client = builder(&script)
        .credential("token", source)
        .retry_budget(budget.clone())
        .retry(RetryPolicy::default().base_delay(Duration::from_millis(100)))
        .build()
        .unwrap();
    let mut cancelled = 0;
    for polls in 1.. {
        // Through a refused token, a retry, a limit of the server and another retry.
        let too_many = response(429, r#"{"code":99991400}"#);
        script.then([expired(), response(503, ""), too_many, good()]);
        let (sent, left) = (script.sent(), budget.left());
        let ended = poll_and_drop(polls, client.send(&Import::new())).await;
        let sent = script.sent() - sent;
        let retries = u32::try_from(sent.saturating_sub(2)).unwrap();
        assert_eq!(budget.left(), left - retries, "after {polls} polls and {sent} requests");
        script.then([good(), good()]);
        let next = tokio::time::timeout(Duration::from_secs(5), async {
            let import = Import::new();
            tokio::join!(client.send(&import), client.send(&import))
        });
        let (one, other) = next.await.unwrap_or_else(|_| panic!("stuck after {polls} polls"));
        assert!(one.is_ok() && other.is_ok(), "after {polls} polls: {one:?} {other:?}");
        if ended {
            break;
        }
        cancelled += 1;
    }
    assert!(cancelled > 20, "{cancelled}");
    // Each round has its expired token, and at most one more fetch.
    assert!(fetches.load(Ordering::SeqCst) <= cancelled + 2, "{fetches:?} of {cancelled}");
}

#[tokio::test(start_paused = true)]
async fn callers_that_go_away_in_the_queue_do_not_hold_up_the_others() {
    let script = Script::new((0..100).map(|_| good()));
    let client = builder(&script).credential("token", StaticToken::new("t-1")).build().unwrap();
    let start = Instant::now();
    let mut calls = Vec::new();
    for _ in 0..60 {
        let client = client.clone();
        calls.push(tokio::spawn(async move { client.send(&Import::new()).await }));
    }
    tokio::task::yield_now().await;
    for (index, call) in calls.iter().enumerate() {
        if index % 3 != 0 {
            call.abort();
        }
    }
    let mut good = 0;
    for call in calls {
        good += usize::from(call.await.is_ok_and(|result| result.is_ok()));
    }
    assert!(good >= 20, "{good}");
    // 20 of them at 10 a second.
    assert!(start.elapsed() < Duration::from_millis(2_200), "{:?}", start.elapsed());
}
