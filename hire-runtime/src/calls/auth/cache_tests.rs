use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Waker};

use super::*;

const HOUR: Duration = Duration::from_secs(3600);
/// An hour without the margin.
const UNTIL_MARGIN: Duration = Duration::from_secs(55 * 60);
/// How long the fetches take.
const FETCH: Duration = Duration::from_millis(20);

type Fetched = Result<(Secret, Duration), AuthError>;
type Source = Arc<dyn TokenSource>;

/// A cache whose n-th fetch (from 1) takes a while and then gives what `response` says of n.
fn cache(response: impl Fn(usize) -> Fetched + Send + Sync + 'static) -> (Source, Arc<AtomicUsize>) {
    let fetches = Arc::new(AtomicUsize::new(0));
    let (counter, response) = (Arc::clone(&fetches), Arc::new(response));
    let cache = TokenCache::new(move || {
        let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
        let response = Arc::clone(&response);
        async move {
            tokio::time::sleep(FETCH).await;
            response(number)
        }
    });
    (Arc::new(cache), fetches)
}

#[expect(clippy::unnecessary_wraps, reason = "it is what a fetch gives")]
fn numbered(number: usize, life: Duration) -> Fetched {
    Ok((Secret::from(format!("t-{number}")), life))
}

fn down(number: usize) -> AuthError {
    AuthError::from_source(std::io::Error::other(format!("down {number}")))
}

fn text(response: Result<Secret, AuthError>) -> String {
    match response {
        Ok(token) => token.expose().to_owned(),
        Err(error) => error.to_string(),
    }
}

async fn token(source: &Source) -> String {
    text(source.token(None).await)
}

/// What a crowd of callers gets that all come at once.
async fn crowd(source: &Source, rejected: Option<&Secret>) -> Vec<String> {
    let tasks: Vec<_> = (0..1000)
        .map(|_| {
            let (source, rejected) = (Arc::clone(source), rejected.cloned());
            tokio::spawn(async move { text(source.token(rejected.as_ref()).await) })
        })
        .collect();
    let mut responses = Vec::new();
    for task in tasks {
        responses.push(task.await.unwrap());
    }
    responses.dedup();
    responses
}

#[tokio::test(start_paused = true)]
async fn one_fetch_however_many_wait() {
    let (source, fetches) = cache(|number| numbered(number, HOUR));
    assert_eq!(crowd(&source, None).await, ["t-1"]);
    assert_eq!(crowd(&source, None).await, ["t-1"]);
    assert_eq!(fetches.load(Ordering::SeqCst), 1);
    // And once more when it has ended.
    tokio::time::sleep(HOUR).await;
    assert_eq!(crowd(&source, None).await, ["t-2"]);
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_is_replaced_once_however_many_report_it() {
    let (source, fetches) = cache(|number| numbered(number, HOUR));
    let first = source.token(None).await.unwrap();
    assert_eq!(crowd(&source, Some(&first)).await, ["t-2"]);
    // Reports that come late, and those who report nothing.
    assert_eq!(crowd(&source, Some(&first)).await, ["t-2"]);
    assert_eq!(crowd(&source, None).await, ["t-2"]);
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn the_rejected_token_never_comes_back_to_who_reports_it() {
    let (source, fetches) = cache(|_| numbered(7, HOUR));
    let first = source.token(None).await.unwrap();
    let refused = source.token(Some(&first)).await;
    assert!(matches!(refused, Err(AuthError::Refused)), "{refused:?}");
    // The server gave it out again, so for another caller it may be good.
    assert_eq!(source.token(None).await.unwrap(), first);
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn all_who_wait_get_the_failure_and_the_next_fetches_anew() {
    let (source, fetches) = cache(|number| match number {
        1 | 2 => Err(down(number)),
        _ => numbered(number, HOUR),
    });
    assert_eq!(crowd(&source, None).await, ["no token: down 1"]);
    assert_eq!(fetches.load(Ordering::SeqCst), 1);
    assert_eq!(crowd(&source, None).await, ["no token: down 2"]);
    assert_eq!(crowd(&source, None).await, ["t-3"]);
    assert_eq!(fetches.load(Ordering::SeqCst), 3);
}

#[tokio::test(start_paused = true)]
async fn a_fetch_goes_on_without_the_caller_that_began_it() {
    let (source, fetches) = cache(|number| numbered(number, HOUR));
    // Nobody of these has the patience for a fetch.
    for _ in 0..3 {
        let hasty = tokio::time::timeout(FETCH / 2, source.token(None)).await;
        if fetches.load(Ordering::SeqCst) == 1 && hasty.is_ok() {
            break;
        }
    }
    assert_eq!(token(&source).await, "t-1");
    assert_eq!(fetches.load(Ordering::SeqCst), 1);
}

#[test]
fn outside_of_a_runtime_the_first_caller_fetches_and_others_take_over() {
    let fetches = Arc::new(AtomicUsize::new(0));
    let cache = TokenCache::new({
        let fetches = Arc::clone(&fetches);
        move || {
            let number = fetches.fetch_add(1, Ordering::SeqCst) + 1;
            let mut polled = false;
            std::future::poll_fn(move |_| {
                if std::mem::replace(&mut polled, true) {
                    return std::task::Poll::Ready(numbered(number, HOUR));
                }
                std::task::Poll::Pending
            })
        }
    });
    let mut context = Context::from_waker(Waker::noop());
    let (mut first, mut second) = (cache.token(None), cache.token(None));
    assert!(first.as_mut().poll(&mut context).is_pending());
    assert!(second.as_mut().poll(&mut context).is_pending());
    assert!(second.as_mut().poll(&mut context).is_pending(), "the first one fetches");
    drop(first);
    assert!(second.as_mut().poll(&mut context).is_pending(), "now the second one does");
    let std::task::Poll::Ready(response) = second.as_mut().poll(&mut context) else {
        panic!("it is still pending");
    };
    assert_eq!(text(response), "t-2");
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
}

#[test]
fn a_runtime_that_ends_takes_its_fetch_along_and_the_next_one_fetches_anew() {
    let (source, fetches) = cache(|number| numbered(number, HOUR));
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    for _ in 0..3 {
        runtime().block_on(async {
            let hasty = tokio::time::timeout(Duration::from_millis(1), source.token(None)).await;
            assert!(hasty.is_err());
        });
    }
    assert_eq!(runtime().block_on(token(&source)), "t-4");
    assert_eq!(fetches.load(Ordering::SeqCst), 4);
}

#[test]
fn a_fetch_in_a_runtime_that_stands_still_is_not_waited_for_for_ever() {
    let (source, _) = cache(|number| numbered(number, HOUR));
    let runtime = || {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        builder.enable_time().start_paused(true).build().unwrap()
    };
    let stands_still = runtime();
    stands_still.block_on(async {
        _ = tokio::time::timeout(Duration::from_millis(1), source.token(None)).await;
    });
    // Not even if nobody has the patience.
    let hasty = runtime().block_on(async {
        for _ in 0..100 {
            if tokio::time::timeout(Duration::from_secs(1), source.token(None)).await.is_ok() {
                return true;
            }
        }
        false
    });
    assert!(hasty);
    assert_eq!(runtime().block_on(token(&source)), "t-2");
    drop(stands_still);
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_panics_is_as_good_as_none() {
    let (source, _) = cache(|number| {
        assert!(number > 1, "the first one panics");
        numbered(number, HOUR)
    });
    assert_eq!(token(&source).await, "t-2");
}

#[tokio::test(start_paused = true)]
async fn the_margin_is_at_most_half_of_the_life() {
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    for (margin, life, refresh) in [
        (None, minutes(120), minutes(115)),
        (None, minutes(10), minutes(5)),
        (None, minutes(4), minutes(2)),
        (Some(minutes(30)), minutes(120), minutes(90)),
        (Some(minutes(90)), minutes(120), minutes(60)),
        (Some(Duration::ZERO), minutes(120), minutes(120)),
    ] {
        let mut cache = TokenCache::new(move || async move { numbered(1, life) });
        if let Some(margin) = margin {
            cache = cache.margin(margin);
        }
        let asked = Instant::now();
        cache.token(None).await.unwrap();
        let entry = lock(&cache.state).entry.take().unwrap();
        assert_eq!(entry.refresh, Some(asked + refresh), "{margin:?} of {life:?}");
        assert_eq!(entry.end, Some(asked + life), "{margin:?} of {life:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_while_the_old_token_is_good() {
    let (source, fetches) = cache(|number| numbered(number, HOUR));
    token(&source).await;
    tokio::time::sleep(UNTIL_MARGIN).await;
    let start = Instant::now();
    assert_eq!(crowd(&source, None).await, ["t-1"]);
    assert_eq!(start.elapsed(), Duration::ZERO);
    tokio::time::sleep(FETCH).await;
    assert_eq!(crowd(&source, None).await, ["t-2"]);
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn an_old_token_that_is_still_good_outlives_failed_refreshes() {
    let (source, fetches) = cache(|number| match number {
        1 => numbered(1, HOUR),
        _ => Err(down(number)),
    });
    token(&source).await;
    tokio::time::sleep(UNTIL_MARGIN).await;
    let margin = Instant::now();
    while margin.elapsed() + Duration::from_secs(1) < MARGIN {
        assert_eq!(token(&source).await, "t-1");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // After half of the time that is left, and half of that, …
    let refreshes = fetches.load(Ordering::SeqCst) - 1;
    assert!((5..=12).contains(&refreshes), "{refreshes}");
    // A token that has ended is not good.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(token(&source).await, format!("no token: down {}", refreshes + 2));
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_is_not_good() {
    let (source, _) = cache(|number| match number {
        1 => numbered(1, HOUR),
        _ => Err(down(number)),
    });
    let first = source.token(None).await.unwrap();
    assert_eq!(crowd(&source, Some(&first)).await, ["no token: down 2"]);
    assert_eq!(token(&source).await, "no token: down 3");
}

/// One that was given up is not heard of when it ends after all.
#[tokio::test(start_paused = true)]
async fn a_late_fetch_does_not_replace_a_newer_token() {
    let fetches = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&fetches);
    let source: Source = Arc::new(TokenCache::new(move || {
        let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
        async move {
            tokio::time::sleep(if number == 1 { 2 * PATIENCE } else { FETCH }).await;
            numbered(number, HOUR)
        }
    }));
    assert_eq!(token(&source).await, "t-2");
    tokio::time::sleep(2 * PATIENCE).await;
    assert_eq!(token(&source).await, "t-2");
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn an_empty_token_is_not_kept() {
    let (source, fetches) = cache(|number| match number {
        1 => Ok((Secret::default(), Duration::MAX)),
        _ => numbered(number, Duration::MAX),
    });
    assert_eq!(token(&source).await, "");
    assert_eq!(token(&source).await, "t-2");
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn lives_without_length_and_without_end() {
    let (source, fetches) = cache(|number| numbered(number, Duration::ZERO));
    for _ in 0..100 {
        assert_eq!(token(&source).await, "t-1");
    }
    tokio::time::sleep(Duration::from_millis(1001)).await;
    assert_eq!(token(&source).await, "t-2");
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
    let (source, fetches) = cache(|number| numbered(number, Duration::MAX));
    assert_eq!(crowd(&source, None).await, ["t-1"]);
    assert_eq!(crowd(&source, None).await, ["t-1"]);
    assert_eq!(fetches.load(Ordering::SeqCst), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn callers_on_several_threads() {
    let (source, fetches) = cache(|number| numbered(number, HOUR));
    assert_eq!(crowd(&source, None).await, ["t-1"]);
    let first = source.token(None).await.unwrap();
    assert_eq!(crowd(&source, Some(&first)).await, ["t-2"]);
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn debug_shows_no_token() {
    let cache = TokenCache::new(|| async { Ok((Secret::from("s3cret"), HOUR)) }).margin(HOUR);
    cache.token(None).await.unwrap();
    let text = format!("{cache:?}");
    assert!(text.contains("3600s") && !text.contains("s3cret"), "{text}");
}
