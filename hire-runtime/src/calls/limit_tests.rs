use super::*;
use crate::Api;

static API: Api = Api::new("limits", "1");
static TEN: Operation = Operation::new(&API, "ten", "GET", "/ten").rate_limit(10, SECOND);
static OTHER: Operation =
    Operation::new(&API, "other", "GET", "/other").rate_limit(1, Duration::from_secs(3600));
static FREE: Operation = Operation::new(&API, "free", "GET", "/free");

const SECOND: Duration = Duration::from_secs(1);

/// The most calls in any window of time.
fn most_in(window: Duration, left: &[Duration]) -> usize {
    left.iter()
        .enumerate()
        .map(|(index, start)| left[index..].iter().take_while(|time| **time < *start + window).count())
        .max()
        .unwrap_or(0)
}

/// When so many callers leave that come at once, in the order in which they came.
async fn crowd(limits: &Arc<RateLimits>, callers: usize) -> Vec<Duration> {
    let start = Instant::now();
    let tasks: Vec<_> = (0..callers)
        .map(|_| {
            let limits = Arc::clone(limits);
            tokio::spawn(async move {
                limits.wait(&TEN, [], None).await.unwrap();
                start.elapsed()
            })
        })
        .collect();
    let mut left = Vec::new();
    for task in tasks {
        left.push(task.await.unwrap());
    }
    left
}

#[tokio::test(start_paused = true)]
async fn callers_leave_in_order_and_use_up_the_limit_without_breaking_it() {
    let limits = Arc::new(RateLimits::default());
    let left = crowd(&limits, 200).await;
    assert!(left.is_sorted(), "{left:?}");
    assert_eq!(left[0], Duration::ZERO);
    assert_eq!(most_in(SECOND, &left), 10);
    // What the network does to the distances may be 2 % of the window.
    assert_eq!(most_in(SECOND + SECOND / 50, &left), 10);
    let rate = 199.0 / left[199].as_secs_f64();
    assert!((9.5..10.0).contains(&rate), "{rate} a second");
}

#[tokio::test]
async fn timers_that_wake_late_are_made_up_for() {
    static FAST: Operation =
        Operation::new(&API, "fast", "GET", "/fast").rate_limit(20, Duration::from_millis(400));
    let limits = RateLimits::default();
    let start = Instant::now();
    let mut left = Vec::new();
    for _ in 0..60 {
        limits.wait(&FAST, [], None).await.unwrap();
        left.push(start.elapsed());
    }
    assert!(most_in(Duration::from_millis(400), &left) <= 20, "{left:?}");
    assert!(left[59] < Duration::from_secs(3), "{left:?}");
}

#[test]
fn many_calls_are_looked_at_in_parts() {
    for (calls, window_s, noted, part) in [
        (10, 1, 10, SECOND),
        (1000, 60, 1000, 60 * SECOND),
        (100_000, 60, 1000, SECOND * 6 / 10),
        (u32::MAX, 1, 1000, Duration::from_nanos(233)),
        (0, 1, 1, SECOND),
        (10, 0, 10, Duration::ZERO),
    ] {
        let operation = Operation::new(&API, "any", "GET", "/").rate_limit(calls, window_s * SECOND);
        let pace = Pace::of(operation.limit().unwrap());
        assert_eq!(pace.calls, noted);
        assert!(pace.window >= part && pace.window <= part * 104 / 100, "{pace:?}");
        let share = part / u32::try_from(noted).unwrap();
        assert!(pace.gap <= share && pace.gap >= share * 9 / 10, "{pace:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_goes_away_leaves_its_turn_to_those_behind_it() {
    let limits = Arc::new(RateLimits::default());
    limits.wait(&OTHER, [], None).await.unwrap();
    let start = Instant::now();
    let waiter = || {
        let limits = Arc::clone(&limits);
        tokio::spawn(async move {
            limits.wait(&OTHER, [], None).await.unwrap();
            start.elapsed()
        })
    };
    let waiters: Vec<_> = (0..5).map(|_| waiter()).collect();
    tokio::task::yield_now().await;
    // The one whose turn is next, and some behind it.
    for waiter in &waiters[..4] {
        waiter.abort();
    }
    let last = waiters.into_iter().next_back().unwrap().await.unwrap();
    assert!(last <= Duration::from_secs(3600 * 104 / 100), "{last:?}");
    let queue = limits.queue(&OTHER, [], false).unwrap();
    assert!(queue.state().tickets.is_empty());
}

#[tokio::test(start_paused = true)]
async fn operations_and_callers_have_queues_of_their_own() {
    let limits = RateLimits::default();
    let start = Instant::now();
    for caller in 0..3 {
        limits.wait(&OTHER, [caller], None).await.unwrap();
    }
    limits.wait(&OTHER, [1, 2], None).await.unwrap();
    limits.wait(&TEN, [1], None).await.unwrap();
    for _ in 0..100 {
        limits.wait(&FREE, [1], None).await.unwrap();
    }
    assert_eq!(start.elapsed(), Duration::ZERO);
    limits.wait(&OTHER, [1], None).await.unwrap();
    assert!(start.elapsed() >= Duration::from_secs(3600));
}

#[tokio::test(start_paused = true)]
async fn who_comes_too_late_is_told_at_once() {
    let limits = Arc::new(RateLimits::default());
    let start = Instant::now();
    let seconds = |seconds: f64| Some(start + Duration::from_secs_f64(seconds));
    let crowd = tokio::spawn({
        let limits = Arc::clone(&limits);
        async move { crowd(&limits, 101).await }
    });
    tokio::task::yield_now().await;
    tokio::task::yield_now().await;
    let late = limits.wait(&TEN, [], seconds(10.0)).await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert!(late.wait > 10 * SECOND && late.wait < 11 * SECOND, "{late:?}");
    // With enough time, the turn comes when it was said.
    limits.wait(&TEN, [], seconds(11.0)).await.unwrap();
    let difference = start.elapsed().abs_diff(late.wait);
    assert!(difference < SECOND / 10, "{:?} {late:?}", start.elapsed());
    assert_eq!(crowd.await.unwrap().len(), 101);
}

#[tokio::test(start_paused = true)]
async fn a_pause_holds_everybody_back_and_tells_those_who_cannot_wait() {
    for operation in [&TEN, &FREE] {
        let limits = Arc::new(RateLimits::default());
        let start = Instant::now();
        limits.pause(operation, [1], 5 * SECOND);
        // A shorter one does not end the longer one.
        limits.pause(operation, [1], SECOND);
        let late = limits.wait(operation, [1], Some(start + 4 * SECOND)).await.unwrap_err();
        assert_eq!((late.wait, start.elapsed()), (5 * SECOND, Duration::ZERO));
        limits.wait(operation, [2], None).await.unwrap();
        assert_eq!(start.elapsed(), Duration::ZERO, "another caller goes on");
        let wait = |deadline: Option<Duration>| {
            let limits = Arc::clone(&limits);
            tokio::spawn(async move {
                let turn = limits.wait(operation, [1], deadline.map(|after| start + after)).await;
                (turn.is_ok(), start.elapsed())
            })
        };
        let waiting = [None, Some(6 * SECOND), None, Some(6 * SECOND)].map(wait);
        tokio::time::sleep(3 * SECOND).await;
        limits.pause(operation, [1], 5 * SECOND);
        let mut ends = Vec::new();
        for waiting in waiting {
            let (went, at) = waiting.await.unwrap();
            ends.push((went, at.as_secs()));
        }
        assert_eq!(ends, [(true, 8), (false, 3), (true, 8), (false, 3)]);
    }
}

#[tokio::test(start_paused = true)]
async fn no_pause_is_for_ever() {
    let limits = RateLimits::default();
    let start = Instant::now();
    limits.pause(&FREE, [], Duration::MAX);
    limits.wait(&FREE, [], None).await.unwrap();
    assert_eq!(start.elapsed(), LONGEST_PAUSE);
}

#[tokio::test(start_paused = true)]
async fn queues_that_nobody_needs_are_thrown_away() {
    let limits = RateLimits::default();
    for caller in 0..10_000 {
        limits.wait(&TEN, [caller], None).await.unwrap();
        tokio::time::advance(SECOND).await;
    }
    let queues = limits.queues.lock().unwrap().by_key.len();
    assert!(queues <= 64, "{queues}");
}
