//! Calls from threads, from async code, and what is left of them.

use std::error::Error as _;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use http::{Request, Response};

use super::*;
use crate::{Api, Body, BoxFuture, Error, Map, Transport, Validate, Value};

static API: Api = Api::new("blocking", "1").servers(&["https://api.example"]);

struct Get;
impl Validate for Get {}
crate::endpoint! {
    Get -> crate::Json<Map<Value>>;
    operation(&API, "get", "GET", "/things");
}

/// Answers by way of what needs the client's runtime: a task, and in it a timer.
struct Spawning {
    wait: Duration,
}
impl Transport for Spawning {
    fn send(&self, _: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let wait = self.wait;
        Box::pin(async move {
            let task = tokio::spawn(async move {
                tokio::time::sleep(wait).await;
                Response::new(Body::from(r#"{"id":"1"}"#))
            });
            Ok(task.await.unwrap())
        })
    }
}

fn client(wait: Duration) -> Client {
    crate::Client::builder(&API).transport(Spawning { wait }).build_blocking().unwrap()
}

fn check(client: &Client) {
    let reply = client.send_full(&Get::new()).unwrap();
    assert_eq!((reply.value.get("id"), reply.status.as_u16()), (Some(&Value::from("1")), 200));
}

#[test]
fn a_call_waits_for_its_response() {
    let client = client(Duration::from_millis(30));
    let start = Instant::now();
    check(&client);
    assert!(start.elapsed() >= Duration::from_millis(30));
    assert_eq!(client.base_url().as_str(), "https://api.example");
    assert!(format!("{client:?}").contains("api.example"));
}

#[test]
fn a_derived_client_has_its_own_settings_and_the_same_thread() {
    let client = client(Duration::from_secs(3600));
    let hasty = client.with_options(|options| options.timeout(Duration::from_millis(20)));
    let error = hasty.send(&Get::new()).unwrap_err();
    assert!(error.is_timeout(), "{error:?}");
    let other = client.with_transport(Spawning { wait: Duration::ZERO });
    check(&other);
    let named = other.with_credential("token", crate::StaticToken::new("t-1"));
    assert!(format!("{named:?}").contains("\"token\""), "{named:?}");
    check(&named);
    for derived in [hasty, other, named] {
        assert!(Arc::ptr_eq(&derived.runtime, &client.runtime));
    }
}

#[test]
fn threads_call_at_the_same_time() {
    fn is_shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    let client = client(Duration::from_millis(200));
    is_shared(&client);
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| check(&client));
        }
    });
    // One after the other they would take 10 seconds.
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn a_call_in_async_code_works_and_does_not_panic() {
    // More calls in one task than tokio's budget for a task would let through.
    let calls = || {
        let client = client(Duration::ZERO);
        for _ in 0..300 {
            check(&client);
        }
    };
    let single = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    single.block_on(async { calls() });
    single.block_on(async { tokio::spawn(async move { calls() }).await.unwrap() });
    single.block_on(async { tokio::task::spawn_blocking(calls).await.unwrap() });
    // And afterwards the timers are those of the runtime around again.
    single.block_on(async {
        check(&client(Duration::ZERO));
        tokio::time::sleep(Duration::from_millis(1)).await;
    });
}

#[test]
fn time_limits_hold() {
    let transport = Spawning { wait: Duration::from_secs(3600) };
    let client = crate::Client::builder(&API)
        .transport(transport)
        .timeout(Duration::from_millis(50))
        .build_blocking()
        .unwrap();
    let start = Instant::now();
    match client.send(&Get::new()).unwrap_err() {
        Error::Transport(error) => assert!(error.is_timeout(), "{error:?}"),
        other => panic!("{other:?}"),
    }
    assert!(start.elapsed() < Duration::from_secs(60));
}

/// Tells when it is dropped.
struct Dropped(mpsc::Sender<()>);
impl Drop for Dropped {
    fn drop(&mut self) {
        _ = self.0.send(());
    }
}

/// Leaves a task behind that would never end by itself.
struct Leaving(mpsc::Sender<()>);
impl Transport for Leaving {
    fn send(&self, _: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let dropped = Dropped(self.0.clone());
        tokio::spawn(async move {
            let _dropped = dropped;
            std::future::pending::<()>().await;
        });
        Box::pin(async { Ok(Response::new(Body::from("{}"))) })
    }
}

#[test]
fn dropping_the_last_clone_ends_what_runs_in_the_background() {
    for within in [false, true] {
        let (sender, ended) = mpsc::channel();
        let use_and_drop = move || {
            let client = crate::Client::builder(&API).transport(Leaving(sender)).build_blocking().unwrap();
            let other = client.clone();
            client.send(&Get::new()).unwrap();
            drop(client);
            other.send(&Get::new()).unwrap();
        };
        if within {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(async { use_and_drop() });
        } else {
            use_and_drop();
        }
        for _ in 0..2 {
            ended.recv_timeout(Duration::from_secs(30)).unwrap();
        }
    }
}

/// Calls the blocking client in a task of that client's own runtime.
struct Inward(Arc<std::sync::OnceLock<Client>>);
impl Transport for Inward {
    fn send(&self, _: Request<Body>) -> BoxFuture<'_, Result<Response<Body>, TransportError>> {
        let client = Arc::clone(&self.0);
        Box::pin(async move {
            let task = tokio::spawn(async move { client.get().unwrap().send(&Get::new()) });
            match task.await.unwrap() {
                Err(Error::Transport(error)) => Err(error),
                other => panic!("{other:?}"),
            }
        })
    }
}

#[test]
fn a_call_that_could_never_end_is_an_error() {
    let cell = Arc::new(std::sync::OnceLock::new());
    let client = crate::Client::builder(&API).transport(Inward(Arc::clone(&cell))).build_blocking().unwrap();
    cell.set(client.clone()).unwrap();
    match client.send(&Get::new()).unwrap_err() {
        Error::Transport(error) => assert_eq!(
            error.source().unwrap().to_string(),
            "a blocking client was called from a task that the client itself runs"
        ),
        other => panic!("{other:?}"),
    }
}
