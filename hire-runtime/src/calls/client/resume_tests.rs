//! When a stream of events is taken up again, and when no more.

use super::*;
use crate::Events;

static WATCH: Operation = Operation::new(&API, "watch", "GET", "/events");

/// Counts how often its request was made.
#[derive(Default)]
struct Watch(AtomicUsize);
impl Validate for Watch {}
impl Endpoint for Watch {
    type Success = Events<Number>;
    type Failure = Undocumented;
    type Code = crate::NoCode;
    const OPERATION: &'static Operation = &WATCH;
    fn write(&self, _: &mut RequestWriter) -> Result<(), Unencodable> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it is what a transport gives")]
fn events(text: &'static str) -> Sent {
    let mut response = Response::new(Body::from(text));
    response.headers_mut().insert("content-type", "text/event-stream".parse().unwrap());
    Ok(response)
}

/// Every event, or its error, until the end.
async fn all(client: &Client) -> Vec<String> {
    let mut events = client.send(&Watch::default()).await.unwrap();
    let mut all = Vec::new();
    while let Some(event) = events.next().await {
        all.push(event.map_or_else(|error| error.to_string(), |event| event.data.0.to_string()));
    }
    all
}

#[tokio::test(start_paused = true)]
async fn a_server_that_asks_for_no_pause_is_not_asked_without_rest() {
    let responses = (0..20).map(|_| events("retry: 0\nid: a\ndata: 1\n\n")).chain([response(204, "")]);
    let script = Script::new(responses);
    let client = builder(&script).retry(RetryPolicy::default().base_delay(Duration::ZERO)).build().unwrap();
    assert_eq!(all(&client).await, ["1"; 20]);
    assert_eq!(script.pauses(), [Duration::from_millis(100); 20]);
}

#[tokio::test(start_paused = true)]
async fn only_events_that_can_be_read_count_as_progress() {
    let script = Script::new((0..20).map(|_| events("retry: 0\nid: a\ndata: none\n\n")));
    let client = builder(&script).build().unwrap();
    let seen = all(&client).await;
    assert_eq!((seen.len(), script.sent()), (4, 4), "{seen:?}");
    // Those without progress are retries, which all calls of the client share.
    let script = Script::new((0..20).map(|_| events("retry: 0\nid: a\ndata: none\n\n")));
    let client = builder(&script).retry_budget(RetryBudget::new(1, 0)).build().unwrap();
    let seen = all(&client).await;
    assert_eq!((seen.len(), script.sent()), (3, 3), "{seen:?}");
}

/// The request is kept where it may be sent again, and nowhere else made twice.
#[tokio::test]
async fn a_request_is_made_once_unless_its_stream_can_be_resumed() {
    static DOWNLOAD: Operation = Operation::new(&API, "download", "GET", "/file");
    #[derive(Default)]
    struct Download(AtomicUsize);
    impl Validate for Download {}
    impl Endpoint for Download {
        type Success = crate::Optional<crate::ByteStream>;
        type Failure = Undocumented;
        type Code = crate::NoCode;
        const OPERATION: &'static Operation = &DOWNLOAD;
        fn write(&self, _: &mut RequestWriter) -> Result<(), Unencodable> {
            self.0.fetch_add(1, Ordering::SeqCst);
            Ok(())
        }
    }
    let script = Script::new([response(200, "one"), events("data: 1\n\n")]);
    let client = builder(&script).build().unwrap();
    let (download, watch) = (Download::default(), Watch::default());
    assert_eq!(client.send(&download).await.unwrap().unwrap().bytes().await.unwrap(), "one");
    client.send(&watch).await.unwrap();
    assert_eq!((download.0.into_inner(), watch.0.into_inner()), (1, 2));
}

/// The rules hold for what comes after a break as for what came before.
#[tokio::test(start_paused = true)]
async fn events_are_checked_after_a_break_too() {
    for (checks, expected) in [(Checks::Strict, "it breaks the rule minimum 0"), (Checks::Off, "-1")] {
        let broken = || events("id: a\ndata: -1\n\n");
        let script = Script::new([broken(), broken(), broken(), response(204, "")]);
        let client = builder(&script).response_checks(checks).build().unwrap();
        let seen = all(&client).await;
        assert_eq!(seen.len(), 3, "{seen:?}");
        assert!(seen.iter().all(|it| it.contains(expected)), "{seen:?}");
    }
}

/// Notes how a call has failed.
struct Failures(Arc<Mutex<Vec<String>>>);
impl Hook for Failures {
    fn on_error(&self, attempt: &Attempt, error: &HookError<'_>) {
        let line = format!("{} {} {}", attempt.operation.id(), attempt.number, error.error);
        self.0.lock().unwrap().push(line);
    }
}

#[tokio::test(start_paused = true)]
async fn hooks_are_told_of_a_stream_that_cannot_go_on() {
    for (responses, expected) in [
        (
            vec![response(403, r#"{"message":"no more"}"#)],
            "watch 1 HTTP 403 Forbidden: no more (operation watch)",
        ),
        (
            vec![response(503, ""), response(400, "")],
            "watch 2 HTTP 400 Bad Request (operation watch, 2 attempts)",
        ),
    ] {
        let lines = Arc::default();
        let script = Script::new([events("id: a\ndata: 1\n\n")].into_iter().chain(responses));
        let client = builder(&script).hook(Failures(Arc::clone(&lines))).build().unwrap();
        let seen = all(&client).await;
        assert_eq!(seen.len(), 2, "{seen:?}");
        assert_eq!(*lines.lock().unwrap(), [expected]);
    }
    // What comes instead of a stream of events is a failure too.
    let lines = Arc::default();
    let script = Script::new([events("id: a\ndata: 1\n\n"), response(200, "<html>")]);
    script.responses.lock().unwrap()[1]
        .as_mut()
        .unwrap()
        .headers_mut()
        .insert("content-type", "text/html".parse().unwrap());
    let client = builder(&script).hook(Failures(Arc::clone(&lines))).build().unwrap();
    assert_eq!(all(&client).await.len(), 2);
    assert!(lines.lock().unwrap()[0].contains("text/html"), "{lines:?}");
}
