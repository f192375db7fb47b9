//! What all crates tell `tracing` and `log` during whole runs, at every level.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;

use hire_api::feishu::{self, Credentials};
use hire_api::hire_runtime::http::{HeaderName, HeaderValue, StatusCode};
use hire_api::hire_runtime::{Checks, ReqwestTransport, RetryPolicy, reqwest};
use hire_api::sandbox::{Fault, Operation, Sandbox};
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use super::{APP_SECRET, assert_hidden, sandbox, tokens};
use crate::support::{example_reward, reward};

/// Writes down everything.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        write!(self.0, " {}={value} {value:?}", field.name()).unwrap();
    }
}

impl Notes {
    fn note(&self, metadata: Option<&Metadata<'_>>, record: impl FnOnce(&mut Line<'_>)) {
        let mut text = self.0.lock().unwrap();
        if let Some(metadata) = metadata {
            write!(text, "{} {} {}:", metadata.level(), metadata.target(), metadata.name()).unwrap();
        }
        record(&mut Line(&mut text));
        text.push('\n');
    }
}

impl<S: Subscriber> Layer<S> for Notes {
    fn on_new_span(&self, span: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        self.note(Some(span.metadata()), |line| span.record(line));
    }

    fn on_record(&self, _: &Id, values: &Record<'_>, _: Context<'_, S>) {
        self.note(None, |line| values.record(line));
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        self.note(Some(event.metadata()), |line| event.record(line));
    }
}

/// Hands the records of `log` to the subscriber of the thread. That can be done once in a process.
fn log_to_tracing() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing_subscriber::registry().try_init().unwrap());
}

/// What happened, and the tokens that were sent.
struct Told {
    text: String,
    tokens: Vec<String>,
}

/// A run with everything that happens: login, import, a refused token, failures of each kind, a
/// deletion, logins that fail.
///
/// The whole call, server included, is in this thread, and so goes to this thread's subscriber.
async fn run(transport: impl Fn() -> ReqwestTransport) -> Told {
    log_to_tracing();
    let notes = Notes::default();
    let guard = tracing_subscriber::registry().with(notes.clone()).set_default();
    let sandbox = sandbox().await;
    let client = |secret: &str, timeout| {
        feishu::builder(Credentials::new(Sandbox::APP_ID, secret))
            .base_url(sandbox.url())
            .transport(transport())
            .configure(move |settings| {
                settings
                    .rate_limiting(false)
                    .retry(RetryPolicy::none())
                    .timeout(timeout)
                    .request_checks(Checks::Warn)
                    .response_checks(Checks::Warn)
            })
            .build()
            .unwrap()
    };
    let (soon, late) = (Duration::from_millis(300), Duration::from_secs(30));
    let main = client(APP_SECRET, late);
    let created = main.create_external_reward(example_reward()).await.unwrap();
    sandbox.revoke_tokens();
    main.create_external_reward(reward("r-1")).await.unwrap();
    let token = tokens(&sandbox.requests()).pop().unwrap();

    let mut bad = example_reward();
    bad.stage = 9.into();
    bad.referral_user_id = token.clone();
    main.create_external_reward(bad).await.unwrap_err();
    let echo = HeaderValue::from_str(&token).unwrap();
    for fault in [
        Fault::html(StatusCode::BAD_GATEWAY, format!("<h1>{token}</h1>")),
        Fault::code(StatusCode::OK, 1_002_001, &format!("{token} {APP_SECRET}"))
            .header(HeaderName::from_static("x-tt-logid"), echo.clone())
            .header(HeaderName::from_static("set-cookie"), echo),
        Fault::json(StatusCode::OK, &json!({"code": 0, "data": {"id": [token]}})),
        Fault::lost_response(),
    ] {
        sandbox.fail_next(Operation::CreateExternalReward, fault);
        main.create_external_reward(reward("r-2")).await.unwrap_err();
    }
    sandbox.fail_next(Operation::CreateExternalReward, Fault::slow(Duration::from_secs(60)));
    client(APP_SECRET, soon).create_external_reward(reward("r-2")).await.unwrap_err();
    sandbox.recover(Operation::CreateExternalReward);
    main.delete_external_reward(created.id).await.unwrap();
    let wrong = format!("{APP_SECRET}-wrong");
    client(&wrong, late).create_external_reward(reward("r-3")).await.unwrap_err();
    sandbox.fail_next(Operation::GetTenantAccessToken, Fault::code(StatusCode::OK, 10_014, APP_SECRET));
    client(APP_SECRET, late).create_external_reward(reward("r-3")).await.unwrap_err();

    let tokens = tokens(&sandbox.requests());
    sandbox.shutdown().await;
    main.create_external_reward(reward("r-4")).await.unwrap_err();
    drop(guard);
    let text = notes.0.lock().unwrap().clone();
    Told { text, tokens }
}

impl Told {
    #[track_caller]
    fn assert_secret_and_from(&self, crates: &[&str]) {
        assert_eq!(self.tokens.len(), 2);
        assert_hidden(&self.text, self.tokens.iter().map(String::as_str).chain([APP_SECRET, "Bearer t-"]));
        for name in crates {
            let from = self.text.lines().filter(|line| line.contains(name)).count();
            assert!(from > 0, "nothing from {name} in\n{}", self.text);
        }
    }
}

fn transport(settings: fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder) -> ReqwestTransport {
    ReqwestTransport::with(|ours| settings(ours.tls_certs_only([]))).unwrap()
}

#[tokio::test]
async fn a_run_tells_no_secret() {
    let told = run(|| transport(|settings| settings)).await;
    told.assert_secret_and_from(&[" hire_runtime::", "hyper_util::", "reqwest::connect"]);
}

/// A setting that would log every byte.
#[tokio::test]
async fn a_run_with_verbose_connections_tells_no_secret() {
    let told = run(|| transport(|settings| settings.connection_verbose(true))).await;
    told.assert_secret_and_from(&[" hire_runtime::", "hyper_util::", "reqwest::connect"]);
}

#[tokio::test]
async fn a_run_over_http_2_tells_no_secret() {
    let told = run(|| transport(reqwest::ClientBuilder::http2_prior_knowledge)).await;
    told.assert_secret_and_from(&[" hire_runtime::", "hyper_util::", "reqwest::connect", "h2::"]);
}
