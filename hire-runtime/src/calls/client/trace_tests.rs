use std::fmt::{Debug, Write as _};
use std::sync::atomic::AtomicU64;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::*;

/// Writes down everything, at every level.
#[derive(Default)]
struct Notes {
    text: Arc<Mutex<String>>,
    spans: AtomicU64,
}

struct Line<'a>(&'a mut String);
impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0, "{}={value:?} ", field.name()).unwrap();
    }
}

impl Notes {
    fn note(&self, record: impl FnOnce(&mut Line<'_>)) {
        let mut text = self.text.lock().unwrap();
        record(&mut Line(&mut text));
        text.push('\n');
    }
}

impl Subscriber for Notes {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.note(|line| {
            line.0.push_str(span.metadata().name());
            line.0.push(' ');
            span.record(line);
        });
        Id::from_u64(self.spans.fetch_add(1, Ordering::SeqCst) + 1)
    }
    fn record(&self, _: &Id, values: &Record<'_>) {
        self.note(|line| values.record(line));
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn event(&self, event: &Event<'_>) {
        self.note(|line| event.record(line));
    }
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Whatever the calls of other tests have begun to find out about subscribers, and there were none, is
/// found out again.
async fn have_callsites_look_again() {
    let script = Script::new([response(400, r#"{"code":99991663}"#), response(200, r#"{"code":7}"#)]);
    let client = builder(&script).credential("token", StaticToken::new("t")).build().unwrap();
    client.send(&Create { id: "a", number: 1 }).await.unwrap_err();
    tracing::callsite::rebuild_interest_cache();
}

/// The server of a span is where the request goes, not where most of the API's do.
#[tokio::test]
async fn the_server_of_an_operation_is_told() {
    bare!(Elsewhere -> crate::Json<()>;
        operation(&API, "elsewhere", "POST", "/upload").server("https://files.example:8443/v3/"));
    bare!(Plain -> crate::Json<()>; operation(&API, "plain", "POST", "/upload").server("http://files.example"));
    let notes = Notes::default();
    let text = Arc::clone(&notes.text);
    let _guard = tracing::subscriber::set_default(notes);
    have_callsites_look_again().await;
    let servers = || {
        let text = std::mem::take(&mut *text.lock().unwrap());
        let fields = text.split(' ').filter(|field| field.starts_with("server."));
        fields.map(str::to_owned).collect::<Vec<_>>()
    };
    servers();
    let script = Script::new((0..3).map(|_| response(200, "")));
    let client = builder(&script).build().unwrap();
    client.send(&Elsewhere::new()).await.unwrap();
    assert_eq!(servers(), ["server.address=\"files.example\"", "server.port=8443"]);
    client.send(&Plain::new()).await.unwrap();
    assert_eq!(servers(), ["server.address=\"files.example\"", "server.port=80"]);
    let given = builder(&script).base_url("https://[::1]:81").build().unwrap();
    given.send(&Elsewhere::new()).await.unwrap();
    assert_eq!(servers(), ["server.address=\"[::1]\"", "server.port=81"]);
}

#[tokio::test]
async fn a_call_is_told_and_no_secret() {
    let notes = Notes::default();
    let text = Arc::clone(&notes.text);
    let _guard = tracing::subscriber::set_default(notes);
    have_callsites_look_again().await;
    text.lock().unwrap().clear();
    let script = Script::new([
        response(400, r#"{"code":99991663,"msg":"s3cret-1 has expired"}"#),
        response(200, r#"{"code":7,"msg":"s3cret-2 is a strange token"}"#),
    ]);
    let fetches = AtomicUsize::new(0);
    let source = TokenCache::new(move || {
        let number = fetches.fetch_add(1, Ordering::SeqCst) + 1;
        async move { Ok((Secret::from(format!("s3cret-{number}")), Duration::from_secs(7200))) }
    });
    let client = builder(&script).credential("token", source).request_checks(Checks::Warn).build().unwrap();
    let call = Create { id: "s3cret", number: -31_337 };
    client.send(&call).await.unwrap_err();

    let text = text.lock().unwrap().clone();
    let starts = |name: &str| text.lines().filter(|line| line.starts_with(name)).count();
    assert_eq!((starts("api.call "), starts("http.client.request ")), (1, 2), "{text}");
    for part in [
        "otel.name=\"create\" ",
        "otel.kind=\"internal\" ",
        "otel.name=POST /things/{id} ",
        "otel.kind=\"client\"",
        "http.request.method=\"POST\"",
        "url.template=\"/things/{id}\"",
        "server.address=\"one.example\"",
        "server.port=443",
        "operation.id=\"create\"",
        "http.response.status_code=400",
        "response.code=99991663",
        " attempt=1 ",
        "http.request.resend_count=1",
        "reason=the credential was refused",
        "http.response.body.size=",
        "attempts=2",
        "error.type=\"400\"",
        "http.response.status_code=200",
        "response.code=7",
        "response.log_id=\"L1\"",
        "error.type=\"api\"",
        "otel.status_code=\"ERROR\"",
        "duration_ms=",
        "pointer=\"/number\" keyword=\"minimum\" limit=\"0\"",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    for secret in ["s3cret", "31337", "Bearer"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}
