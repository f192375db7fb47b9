//! What calls and attempts tell `tracing`: names and numbers, never a credential, a body or a query.
//!
//! Names are those of OpenTelemetry's semantic conventions for HTTP clients where they have one: a
//! span of kind `client` for each attempt, and around those of a call one span of our own.
//! Without the feature `tracing` all of this does nothing.

use std::future::Future;
#[cfg(feature = "tracing")]
use std::time::Duration;

use http::Uri;
#[cfg(feature = "tracing")]
use http::uri::Scheme;
use tokio::time::Instant;
#[cfg(feature = "tracing")]
use tracing::{Instrument as _, Span, field::Empty};

use super::HookRetry;
#[cfg(feature = "tracing")]
use crate::calls::response::Classified;
use crate::calls::response::Received;
#[cfg(feature = "tracing")]
use crate::values::printable::Printable;
use crate::{Operation, RetryReason, TransportError, Violations};

/// The span of one call.
#[derive(Clone)]
pub(super) struct CallSpan {
    #[cfg(feature = "tracing")]
    span: Span,
}

/// The span of one attempt.
pub(super) struct AttemptSpan {
    #[cfg(feature = "tracing")]
    span: Span,
}

#[cfg(feature = "tracing")]
impl CallSpan {
    pub(super) fn new(operation: &Operation) -> Self {
        let span = tracing::info_span!(
            "api.call",
            otel.name = operation.id(),
            otel.kind = "internal",
            otel.status_code = Empty,
            operation.id = operation.id(),
            http.request.method = operation.method(),
            url.template = operation.path_template(),
            http.response.status_code = Empty,
            error.r#type = Empty,
            response.code = Empty,
            response.log_id = Empty,
            attempts = Empty,
            duration_ms = Empty,
        );
        Self { span }
    }

    /// Lets a future run inside of the span.
    pub(super) fn run<F: Future>(&self, call: F) -> impl Future<Output = F::Output> + use<F> {
        call.instrument(self.span.clone())
    }

    pub(super) fn received(&self, received: &Received) {
        record(&self.span, received);
    }

    pub(super) fn retry(&self, attempt: u32, retry: &HookRetry) {
        let delay_ms = millis(retry.delay);
        tracing::info!(parent: &self.span, attempt, reason = %retry.reason, delay_ms, "sent again after a pause");
    }

    pub(super) fn gives_up(&self, reason: RetryReason, because: &'static str) {
        tracing::debug!(parent: &self.span, %reason, because, "not sent again");
    }

    /// Ends the call, with the kind of the error if there is one.
    pub(super) fn end(&self, error: Option<&'static str>, attempts: u32, start: Instant) {
        self.span.record("attempts", attempts);
        record_duration(&self.span, start);
        if let Some(kind) = error {
            self.span.record("error.type", kind);
            self.span.record("otel.status_code", "ERROR");
            tracing::warn!(parent: &self.span, "call failed");
        } else {
            tracing::debug!(parent: &self.span, "call succeeded");
        }
    }

    /// Tells where a value breaks the description, without the value.
    pub(super) fn warn(&self, what: &'static str, violations: &Violations) {
        for violation in violations {
            tracing::warn!(
                parent: &self.span,
                location = %violation.location,
                pointer = Printable(&violation.pointer).to_string(),
                keyword = violation.keyword,
                limit = Printable(&violation.limit).to_string(),
                "the {what} breaks the description"
            );
        }
    }
}

#[cfg(feature = "tracing")]
impl AttemptSpan {
    /// A span inside of the current one, that of the call.
    pub(super) fn new(operation: &Operation, uri: &Uri, attempt: u32) -> Self {
        let (method, template) = (operation.method(), operation.path_template());
        let is_secure = uri.scheme() == Some(&Scheme::HTTPS);
        let span = tracing::info_span!(
            "http.client.request",
            otel.name = format_args!("{method} {template}"),
            otel.kind = "client",
            otel.status_code = Empty,
            operation.id = operation.id(),
            http.request.method = method,
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            http.response.body.size = Empty,
            url.template = template,
            server.address = uri.host(),
            server.port = uri.port_u16().unwrap_or(if is_secure { 443 } else { 80 }),
            error.r#type = Empty,
            response.code = Empty,
            response.log_id = Empty,
            attempt,
            duration_ms = Empty,
        );
        if attempt > 1 {
            span.record("http.request.resend_count", attempt - 1);
        }
        Self { span }
    }

    /// Begins something inside of the span.
    pub(super) fn begin<T>(&self, begin: impl FnOnce() -> T) -> T {
        self.span.in_scope(begin)
    }

    /// Lets a future run inside of the span.
    pub(super) fn run<F: Future>(&self, attempt: F) -> impl Future<Output = F::Output> + use<F> {
        attempt.instrument(self.span.clone())
    }

    pub(super) fn received(&self, received: &Received, start: Instant) {
        record(&self.span, received);
        if received.stream.is_none() {
            self.span.record("http.response.body.size", received.meta.body.len());
        }
        record_duration(&self.span, start);
        let status = received.meta.status;
        if status.is_client_error() || status.is_server_error() {
            self.span.record("error.type", status.as_str());
            self.span.record("otel.status_code", "ERROR");
        } else if !matches!(received.classified, Classified::Data(_)) {
            self.span.record("error.type", "api");
            self.span.record("otel.status_code", "ERROR");
        }
    }

    pub(super) fn failed(&self, error: &TransportError, start: Instant) {
        record_duration(&self.span, start);
        self.span.record("error.type", error.kind().word());
        self.span.record("otel.status_code", "ERROR");
    }
}

#[cfg(feature = "tracing")]
fn record(span: &Span, received: &Received) {
    span.record("http.response.status_code", received.meta.status.as_u16());
    if let Some(log_id) = &received.meta.log_id
        && !span.is_disabled()
    {
        span.record("response.log_id", Printable(log_id).to_string());
    }
    if let Classified::Failed(failure) = &received.classified
        && let Some(code) = failure.raw_code
    {
        span.record("response.code", code);
    }
}

/// The time since the start, which costs a look at the clock: only for those who want to know.
#[cfg(feature = "tracing")]
fn record_duration(span: &Span, start: Instant) {
    if !span.is_disabled() {
        span.record("duration_ms", millis(start.elapsed()));
    }
}

#[cfg(feature = "tracing")]
fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(not(feature = "tracing"))]
#[expect(clippy::unused_self, reason = "the same methods as with the feature, which do nothing")]
impl CallSpan {
    pub(super) fn new(_: &Operation) -> Self {
        Self {}
    }

    pub(super) fn run<F: Future>(&self, call: F) -> F {
        call
    }

    pub(super) fn received(&self, _: &Received) {}

    pub(super) fn retry(&self, _: u32, _: &HookRetry) {}

    pub(super) fn gives_up(&self, _: RetryReason, _: &'static str) {}

    pub(super) fn end(&self, _: Option<&'static str>, _: u32, _: Instant) {}

    pub(super) fn warn(&self, _: &'static str, _: &Violations) {}
}

#[cfg(not(feature = "tracing"))]
#[expect(clippy::unused_self, reason = "the same methods as with the feature, which do nothing")]
impl AttemptSpan {
    pub(super) fn new(_: &Operation, _: &Uri, _: u32) -> Self {
        Self {}
    }

    pub(super) fn begin<T>(&self, begin: impl FnOnce() -> T) -> T {
        begin()
    }

    pub(super) fn run<F: Future>(&self, attempt: F) -> F {
        attempt
    }

    pub(super) fn received(&self, _: &Received, _: Instant) {}

    pub(super) fn failed(&self, _: &TransportError, _: Instant) {}
}
