//! A server on loopback that keeps the last request and gives the response that it was told to.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response, Uri};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::Failure;

/// A request as it came.
pub struct Seen {
    pub method: String,
    pub uri: Uri,
    pub headers: HeaderMap,
    pub body: Bytes,
}

/// What a response is made of, with the request in sight, since that says which media types it takes.
pub struct Prepared {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    /// The media types that the description has, each with its body.
    pub bodies: Vec<(String, Vec<u8>)>,
}

#[derive(Default)]
struct Shared {
    prepared: Option<Prepared>,
    seen: Option<Seen>,
    /// The media type of the response.
    chosen: Option<String>,
}

pub struct Server {
    pub url: String,
    pub runtime: Runtime,
    shared: Arc<Mutex<Shared>>,
}

impl Server {
    pub fn start() -> Result<Self, Failure> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let shared = Arc::<Mutex<Shared>>::default();
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", 0)))?;
        let url = format!("http://{}", listener.local_addr()?);
        runtime.spawn(async move { axum::serve(listener, router).await });
        Ok(Self { url, runtime, shared })
    }

    pub fn prepare(&self, prepared: Prepared) {
        *lock(&self.shared) = Shared { prepared: Some(prepared), ..Shared::default() };
    }

    /// The request that came since, and the media type that it was answered with.
    pub fn seen(&self) -> (Option<Seen>, Option<String>) {
        let mut shared = lock(&self.shared);
        (shared.seen.take(), shared.chosen.take())
    }
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(State(shared): State<Arc<Mutex<Shared>>>, request: Request) -> Response<Body> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, usize::MAX).await.unwrap_or_default();
    let mut shared = lock(&shared);
    let shared = &mut *shared;
    let mut response = Response::builder();
    let mut content = Body::empty();
    if let Some(Prepared { status, headers, bodies }) = &shared.prepared {
        let accepted = head.headers.get("accept").and_then(|it| it.to_str().ok()).unwrap_or("*/*");
        let best = bodies.iter().find(|(media_type, _)| accepts(accepted, media_type));
        response = response.status(*status);
        response = headers.iter().fold(response, |response, (name, text)| response.header(name, text));
        // "Disregarding the header field and treating the response as if it is not subject to content negotiation"
        // (RFC 9110, 12.4.1).
        let chosen = best.or(bodies.first()).cloned();
        if let Some((media_type, bytes)) = chosen {
            response = response.header("Content-Type", &media_type);
            content = bytes.into();
            shared.chosen = Some(media_type);
        }
    }
    shared.seen = Some(Seen { method: head.method.to_string(), uri: head.uri, headers: head.headers, body });
    response.body(content).unwrap_or_default()
}

/// Whether a media type is among those of the header `Accept` (RFC 9110, 12.5.1).
fn accepts(accepted: &str, media_type: &str) -> bool {
    let essence = |text: &str| text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let media_type = essence(media_type);
    accepted.split(',').map(essence).any(|range| is_in_range(&media_type, &range))
}

/// Whether an essence is the range, or in it.
pub fn is_in_range(essence: &str, range: &str) -> bool {
    let whole = range
        .strip_suffix("/*")
        .is_some_and(|type_| type_ == "*" || essence.split('/').next() == Some(type_));
    whole || essence == range
}
