//! What a call tells `tracing`: names and numbers, never a credential, a body or a query.
//!
//! Names are those of OpenTelemetry's semantic conventions for HTTP clients where they have one.
//! Without the feature `tracing` all of this does nothing.

use std::future::Future;

#[cfg(feature = "tracing")]
use tracing::{Instrument as _, Span, field::Empty};

use crate::answer::Received;
#[cfg(feature = "tracing")]
use crate::answer::Verdict;
use crate::{BaseUrl, Operation, Violations};

/// The span of one call.
pub(crate) struct Call {
    #[cfg(feature = "tracing")]
    span: Span,
    #[cfg(feature = "tracing")]
    start: tokio::time::Instant,
}

#[cfg(feature = "tracing")]
impl Call {
    pub(crate) fn new(operation: &Operation, base: &BaseUrl) -> Self {
        let (method, template) = (operation.method(), operation.path_template());
        let span = tracing::info_span!(
            "http.client.call",
            otel.name = format_args!("{method} {template}"),
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = method,
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            url.template = template,
            server.address = base.host(),
            server.port = base.port(),
            error.r#type = Empty,
            operation.id = operation.id(),
            response.code = Empty,
            response.log_id = Empty,
            duration_ms = Empty,
        );
        Self { span, start: tokio::time::Instant::now() }
    }

    /// Lets a future run inside of the span.
    pub(crate) fn run<F: Future>(&self, call: F) -> impl Future<Output = F::Output> + use<F> {
        call.instrument(self.span.clone())
    }

    pub(crate) fn resent(&self) {
        self.span.record("http.request.resend_count", 1);
        tracing::debug!(parent: &self.span, "the credential was refused: sent again with a new one");
    }

    pub(crate) fn received(&self, received: &Received) {
        self.span.record("http.response.status_code", received.head.status.as_u16());
        if let Some(log_id) = &received.head.log_id {
            self.span.record("response.log_id", log_id.as_str());
        }
        if let Verdict::Failed(failure) = &received.verdict
            && let Some(code) = failure.raw_code
        {
            self.span.record("response.code", code);
        }
    }

    /// Ends the call, with the kind of the error if there is one.
    pub(crate) fn end(&self, error: Option<&'static str>) {
        let millis = u64::try_from(self.start.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.span.record("duration_ms", millis);
        if let Some(kind) = error {
            self.span.record("error.type", kind);
            self.span.record("otel.status_code", "ERROR");
            tracing::warn!(parent: &self.span, "call failed");
        } else {
            tracing::debug!(parent: &self.span, "call succeeded");
        }
    }

    /// Tells where a value breaks the description, without the value.
    pub(crate) fn warn(&self, what: &'static str, violations: &Violations) {
        for violation in violations {
            tracing::warn!(
                parent: &self.span,
                part = %violation.part,
                pointer = violation.pointer.as_str(),
                keyword = violation.keyword,
                limit = &*violation.limit,
                "the {what} breaks the description"
            );
        }
    }
}

#[cfg(not(feature = "tracing"))]
#[expect(clippy::unused_self, reason = "the same methods as with the feature, which do nothing")]
impl Call {
    pub(crate) fn new(_: &Operation, _: &BaseUrl) -> Self {
        Self {}
    }

    pub(crate) fn run<F: Future>(&self, call: F) -> F {
        call
    }

    pub(crate) fn resent(&self) {}

    pub(crate) fn received(&self, _: &Received) {}

    pub(crate) fn end(&self, _: Option<&'static str>) {}

    pub(crate) fn warn(&self, _: &'static str, _: &Violations) {}
}
