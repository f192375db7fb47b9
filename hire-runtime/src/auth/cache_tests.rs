use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

const HOUR: Duration = Duration::from_secs(3600);

type Fetched = Result<(Secret, Duration), AuthError>;

/// A cache whose n-th fetch (from 1) takes a while and then gives what `answer` says of n.
fn cache(
    answer: impl Fn(usize) -> Fetched + Send + Sync + 'static,
) -> (Arc<dyn TokenSource>, Arc<AtomicUsize>) {
    let fetches = Arc::new(AtomicUsize::new(0));
    let (counter, answer) = (Arc::clone(&fetches), Arc::new(answer));
    let cache = TokenCache::new(move || {
        let number = counter.fetch_add(1, Ordering::SeqCst) + 1;
        let answer = Arc::clone(&answer);
        async move {
            tokio::time::sleep(Duration::from_millis(20)).await;
            answer(number)
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

/// What a crowd of callers gets that all come at once.
async fn crowd(source: &Arc<dyn TokenSource>, rejected: Option<&Secret>) -> Vec<String> {
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let (source, rejected) = (Arc::clone(source), rejected.cloned());
            tokio::spawn(async move { source.token(rejected.as_ref()).await })
        })
        .collect();
    let mut answers = Vec::new();
    for task in tasks {
        answers.push(match task.await.unwrap() {
            Ok(token) => token.expose().to_owned(),
            Err(error) => error.to_string(),
        });
    }
    answers.dedup();
    answers
}

#[tokio::test]
async fn one_fetch_however_many_wait() {
    let (source, fetches) = cache(|number| numbered(number, HOUR));
    assert_eq!(crowd(&source, None).await, ["t-1"]);
    assert_eq!(crowd(&source, None).await, ["t-1"]);
    assert_eq!(fetches.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_rejected_token_is_replaced_once_however_many_report_it() {
    let (source, fetches) = cache(|number| numbered(number, HOUR));
    let first = source.token(None).await.unwrap();
    assert_eq!(crowd(&source, Some(&first)).await, ["t-2"]);
    // Reports that come late, and those who report nothing.
    assert_eq!(crowd(&source, Some(&first)).await, ["t-2"]);
    assert_eq!(crowd(&source, None).await, ["t-2"]);
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn the_rejected_token_never_comes_back_to_who_reports_it() {
    let (source, fetches) = cache(|_| numbered(7, HOUR));
    let first = source.token(None).await.unwrap();
    let refused = source.token(Some(&first)).await;
    assert!(matches!(refused, Err(AuthError::Refused)), "{refused:?}");
    // For another caller the server is asked again.
    assert_eq!(source.token(None).await.unwrap(), first);
    assert_eq!(fetches.load(Ordering::SeqCst), 3);
}

#[tokio::test]
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

#[tokio::test]
async fn a_caller_that_goes_away_keeps_nobody_waiting() {
    let (source, fetches) = cache(|number| numbered(number, HOUR));
    let first = tokio::spawn({
        let source = Arc::clone(&source);
        async move { source.token(None).await }
    });
    tokio::task::yield_now().await;
    let others = tokio::spawn({
        let source = Arc::clone(&source);
        async move { crowd(&source, None).await }
    });
    tokio::task::yield_now().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    let others = tokio::time::timeout(Duration::from_secs(5), others).await;
    assert_eq!(others.unwrap().unwrap(), ["t-2"]);
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
}

#[test]
fn the_margin_is_at_most_half_of_the_life() {
    let minutes = |minutes: u64| Duration::from_secs(60 * minutes);
    for (margin, life, refresh) in [
        (None, minutes(120), minutes(115)),
        (None, minutes(10), minutes(5)),
        (None, minutes(4), minutes(2)),
        (Some(minutes(30)), minutes(120), minutes(90)),
        (Some(minutes(90)), minutes(120), minutes(60)),
        (Some(Duration::ZERO), minutes(120), minutes(120)),
    ] {
        let mut cache = TokenCache::new(|| async { Err(AuthError::Refused) });
        if let Some(margin) = margin {
            cache = cache.margin(margin);
        }
        let asked = Instant::now();
        cache.keep(Secret::from("t"), asked, life);
        let entry = cache.state().entry.take().unwrap();
        assert_eq!(entry.refresh, Some(asked + refresh), "{margin:?} of {life:?}");
        assert_eq!(entry.end, Some(asked + life), "{margin:?} of {life:?}");
    }
}

/// A token that is in its margin, and good for another hour.
fn ending() -> State {
    let now = Instant::now();
    State {
        entry: Some(Entry { token: Secret::from("old"), refresh: Some(now), end: Some(now + HOUR) }),
        ..State::default()
    }
}

#[tokio::test]
async fn while_the_old_token_is_good_only_who_refreshes_waits() {
    let cache = TokenCache::new(|| async {
        tokio::time::sleep(Duration::from_millis(20)).await;
        numbered(2, HOUR)
    });
    *cache.state() = ending();
    let mut refreshing = cache.token(None);
    let waits = tokio::time::timeout(Duration::from_millis(1), &mut refreshing).await;
    assert!(waits.is_err());
    assert_eq!(cache.token(None).await.unwrap().expose(), "old");
    assert_eq!(refreshing.await.unwrap().expose(), "t-2");
    assert_eq!(cache.token(None).await.unwrap().expose(), "t-2");
}

#[tokio::test]
async fn an_old_token_that_is_still_good_outlives_a_failed_refresh() {
    let fetches = Arc::new(AtomicUsize::new(0));
    let cache = TokenCache::new({
        let fetches = Arc::clone(&fetches);
        move || {
            let number = fetches.fetch_add(1, Ordering::SeqCst) + 1;
            async move { Err(down(number)) }
        }
    });
    *cache.state() = ending();
    // The refresh is not tried again at once.
    for _ in 0..3 {
        assert_eq!(cache.token(None).await.unwrap().expose(), "old");
        assert_eq!(fetches.load(Ordering::SeqCst), 1);
    }
    // A rejected token is not good, and neither is one that has ended.
    let rejected = cache.token(Some(&Secret::from("old"))).await;
    assert_eq!(rejected.unwrap_err().to_string(), "no token: down 2");
    *cache.state() = ending();
    if let Some(entry) = &mut cache.state().entry {
        entry.end = Some(Instant::now());
    }
    let ended = cache.token(None).await;
    assert_eq!(ended.unwrap_err().to_string(), "no token: down 3");
}

#[tokio::test]
async fn lives_without_length_and_without_end() {
    let (source, fetches) = cache(|number| numbered(number, Duration::ZERO));
    assert_eq!(source.token(None).await.unwrap().expose(), "t-1");
    assert_eq!(source.token(None).await.unwrap().expose(), "t-2");
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
    let (source, fetches) = cache(|number| numbered(number, Duration::MAX));
    assert_eq!(crowd(&source, None).await, ["t-1"]);
    assert_eq!(crowd(&source, None).await, ["t-1"]);
    assert_eq!(fetches.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn debug_shows_no_token() {
    let cache = TokenCache::new(|| async { Ok((Secret::from("s3cret"), HOUR)) }).margin(HOUR);
    cache.token(None).await.unwrap();
    let text = format!("{cache:?}");
    assert!(text.contains("3600s") && !text.contains("s3cret"), "{text}");
}
