//! One call on the wire: what does not depend on the types of the endpoint.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::Poll;
use std::time::Duration;

use http::header::{Entry, USER_AGENT};
use http::{Request, StatusCode};
use tokio::time::Instant;

use super::budget::Permit;
use super::trace::{AttemptSpan, CallSpan};
use super::{Attempt, CallOptions, Client, HookRetry};
use crate::calls::auth::SelectedCredential;
use crate::calls::body::byte_stream::spent;
use crate::calls::limit::LONGEST_PAUSE;
use crate::calls::redaction::Redaction;
use crate::calls::request::SecretsInRequest;
use crate::calls::response::{Received, RetryAdvice};
#[cfg(feature = "testing")]
use crate::calls::transport_error::NoResponse;
use crate::{
    AuthError, Body, BoxFuture, DeadlineError, Error, Operation, RetryReason, Secret, TransportError,
    Violations,
};

/// A limited response that does not say for how long, of an operation without a limit of its own.
const PAUSE: Duration = Duration::from_secs(1);

/// A call under way.
pub(super) struct Call {
    pub(super) operation: &'static Operation,
    pub(super) span: CallSpan,
    pub(super) start: Instant,
    pub(super) deadline: Option<Instant>,
    sent: AtomicU32,
}

impl Call {
    pub(super) fn new(operation: &'static Operation, options: &CallOptions) -> Self {
        let call = Self::until(operation, None);
        Self { deadline: options.deadline(call.start), ..call }
    }

    /// A call that goes on with another one.
    pub(super) fn until(operation: &'static Operation, deadline: Option<Instant>) -> Self {
        let (span, start) = (CallSpan::new(operation), Instant::now());
        Self { operation, span, start, deadline, sent: AtomicU32::new(0) }
    }

    /// The attempt that was made last.
    pub(super) fn attempt(&self) -> Attempt {
        Attempt { operation: self.operation, number: self.sent.load(Ordering::Relaxed) }
    }

    fn next_attempt(&self) -> Attempt {
        Attempt { operation: self.operation, number: self.sent.load(Ordering::Relaxed).saturating_add(1) }
    }

    fn left(&self) -> Option<Duration> {
        Some(self.deadline?.saturating_duration_since(Instant::now()))
    }

    /// What a token source gives, if it does in time.
    async fn token(
        &self,
        client: &Client,
        credential: &SelectedCredential<'_>,
        rejected: Option<&Secret>,
    ) -> Result<Result<Secret, AuthError>, Stopped> {
        let mut token = pin!(credential.secret(rejected, client));
        // Most tokens are there, and need neither a timer nor the memory for one.
        if let Poll::Ready(token) = poll_fn(|context| Poll::Ready(token.as_mut().poll(context))).await {
            return Ok(token);
        }
        match self.deadline {
            None => Ok(token.await),
            Some(deadline) => Box::pin(tokio::time::timeout_at(deadline, token))
                .await
                .map_err(|_| DeadlineError::Token { operation: self.operation.id() }.into()),
        }
    }
}

/// Why there is no response.
pub(super) enum Stopped {
    Auth(AuthError),
    Deadline(DeadlineError),
    Invalid(Violations),
    Transport(TransportError),
}

impl From<Violations> for Stopped {
    fn from(violations: Violations) -> Self {
        Self::Invalid(violations)
    }
}

impl From<AuthError> for Stopped {
    fn from(error: AuthError) -> Self {
        Self::Auth(error)
    }
}

impl From<DeadlineError> for Stopped {
    fn from(error: DeadlineError) -> Self {
        Self::Deadline(error)
    }
}

impl<C, F> From<Stopped> for Error<C, F> {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Auth(error) => Self::Auth(error),
            Stopped::Deadline(error) => Self::Deadline(error),
            Stopped::Invalid(violations) => Self::Invalid(violations),
            Stopped::Transport(error) => Self::Transport(error),
        }
    }
}

/// What the endpoint says of its call.
#[derive(Clone, Copy)]
pub(super) struct Plan<'c> {
    /// Makes the request, anew for each attempt: most calls need one, and so no copy.
    pub(super) request: &'c (dyn Fn() -> Result<Request<Body>, Violations> + Sync),
    /// Whether the request carries its idempotency key.
    pub(super) has_key: bool,
    pub(super) advise: fn(&Received) -> Option<RetryAdvice>,
    /// Whether a success with this status is handed on unread.
    pub(super) streams: fn(StatusCode) -> bool,
}

/// The attempts of one call.
pub(super) struct Exchange<'c> {
    client: &'c Client,
    call: &'c Call,
    plan: Plan<'c>,
    selected: Vec<SelectedCredential<'c>>,
    /// The secrets that the request carries.
    secrets: Vec<Secret>,
    retries: u32,
    /// Whether the body is a stream that the attempt has consumed.
    is_consumed: bool,
    /// The secrets that parameters and body were written with.
    written: Vec<Secret>,
    /// The secrets that were refused and replaced, if there was a refusal.
    refused: Option<Vec<Secret>>,
}

/// What follows an attempt.
enum Next {
    /// Nothing: its outcome is that of the call.
    End,
    /// The same request with the secrets that were just renewed.
    Renewed,
    /// The same request after a pause that is over.
    Retry(Permit),
}

impl<'c> Exchange<'c> {
    pub(super) fn new(client: &'c Client, call: &'c Call, plan: Plan<'c>) -> Result<Self, AuthError> {
        let selected = client.settings.credentials.select(call.operation)?;
        Ok(Self {
            client,
            call,
            plan,
            secrets: Vec::with_capacity(selected.len()),
            selected,
            retries: 0,
            is_consumed: false,
            written: Vec::new(),
            refused: None,
        })
    }

    /// Sends a request until there is an outcome to stay with. That of the last attempt counts.
    pub(super) async fn run(&mut self) -> Result<Box<Received>, Stopped> {
        let mut permit = None::<Permit>;
        let mut last = None;
        loop {
            let request = match self.prepare().await {
                Ok(request) => request,
                // What happened to the request when it was sent says more than why it is not sent
                // again.
                Err(stopped) => return last.unwrap_or(Err(stopped)),
            };
            if let Some(permit) = permit.take() {
                permit.spend();
            }
            let outcome = match self.attempt(request).await {
                // Most calls end here.
                Ok(received) if (self.plan.advise)(&received).is_none() => {
                    self.client.settings.options.budget.pay_back();
                    return Ok(received);
                }
                outcome => outcome,
            };
            // What is rare is apart, with its code and its memory.
            let after: BoxFuture<'_, _> = Box::pin(self.after(&outcome));
            let next = after.await?;
            let outcome = outcome.map_err(Stopped::Transport);
            match next {
                Next::End => return outcome,
                Next::Renewed => {}
                Next::Retry(retry) => {
                    permit = Some(retry);
                    self.secrets.clear();
                }
            }
            last = Some(outcome);
        }
    }

    /// The request as the endpoint has it. It is large, and would be a part of each future that it goes through.
    fn request(&mut self) -> Result<Box<Request<Body>>, Violations> {
        let mut request = Box::new((self.plan.request)()?);
        self.is_consumed = !request.body().is_repeatable();
        if let Entry::Vacant(entry) = request.headers_mut().entry(USER_AGENT) {
            entry.insert(self.client.shared.user_agent.clone());
        }
        if let Some(SecretsInRequest(secrets)) = request.extensions_mut().remove() {
            self.written = secrets;
        }
        Ok(request)
    }

    /// A request that may leave at once, with the secrets that were just renewed, or what the sources give now.
    async fn prepare(&mut self) -> Result<Box<Request<Body>>, Stopped> {
        let mut request = self.request()?;
        if request.body().is_spent() {
            return Err(Stopped::Transport(spent()));
        }
        for credential in self.selected.iter().skip(self.secrets.len()) {
            self.secrets.push(self.call.token(self.client, credential, None).await??);
        }
        for (credential, secret) in self.selected.iter().zip(&self.secrets) {
            credential.apply(secret, &mut request)?;
        }
        let (call, settings) = (self.call, &self.client.settings);
        if settings.options.rate_limiting {
            let limits = &self.client.shared.rate_limits;
            let turn = limits.wait(call.operation, self.caller(), call.deadline).await;
            turn.map_err(|late| DeadlineError::Turn { operation: call.operation.id(), wait: late.wait })?;
        }
        settings.hooks.before_send(&call.next_attempt(), &mut request)?;
        Ok(request)
    }

    /// Which credentials the call carries.
    fn caller(&self) -> impl Iterator<Item = u64> {
        self.selected.iter().map(SelectedCredential::id)
    }

    async fn attempt(&self, request: Box<Request<Body>>) -> Result<Box<Received>, TransportError> {
        let (call, settings) = (self.call, &self.client.settings);
        let attempt = call.next_attempt();
        call.sent.store(attempt.number, Ordering::Relaxed);
        let span = AttemptSpan::new(call.operation, request.uri(), attempt.number);
        let start = Instant::now();
        let limits = settings.options.limits(start, call.deadline);
        let sent = pin!(span.begin(|| limits.send(&*settings.transport, *request, self.plan.streams)));
        match span.run(sent).await {
            Ok((head, body)) => {
                let body = body.map_err(|stream| settings.options.pace(stream, call.deadline));
                let mut received = Received::of(call.operation, head, body);
                received.meta.attempts = attempt.number;
                received.hide(Redaction::of(self.sent_secrets()));
                span.received(&received, start);
                call.span.received(&received);
                settings.hooks.after_response(&attempt, &received, start);
                Ok(received)
            }
            Err(mut error) => {
                error.attempts = attempt.number;
                #[cfg(feature = "testing")]
                NoResponse::tell_operation(&mut error, call.operation.id());
                span.failed(&error, start);
                Err(error)
            }
        }
    }

    /// Whatever is secret of what was sent: a server may quote it.
    fn sent_secrets(&self) -> Vec<Secret> {
        let mut all = self.written.clone();
        for secrets in [Some(&self.secrets), self.refused.as_ref()].into_iter().flatten() {
            for (credential, secret) in self.selected.iter().zip(secrets) {
                all.push(secret.clone());
                all.extend(credential.within(secret));
            }
        }
        all
    }

    /// What follows an attempt that failed; a pause that has to be made is over then.
    async fn after(&mut self, outcome: &Result<Box<Received>, TransportError>) -> Result<Next, Stopped> {
        let options = &self.client.settings.options;
        let (reason, asked, nothing_sent) = match outcome {
            Err(error) => (RetryReason::of(error), None, error.is_connect()),
            Ok(received) => {
                let Some(advice) = (self.plan.advise)(received) else { return Ok(Next::End) };
                let asked = received.retry_after();
                if advice.is_limited && options.rate_limiting {
                    self.pause(asked);
                }
                if advice.refuses_credential {
                    let renewed = self.renew().await;
                    // The new one is for the next call.
                    if self.is_consumed {
                        return Ok(Next::End);
                    }
                    if renewed? {
                        self.announce(HookRetry { reason: RetryReason::Credential, delay: Duration::ZERO });
                        return Ok(Next::Renewed);
                    }
                }
                if advice.repeat.is_none() {
                    options.budget.pay_back();
                }
                (advice.repeat, asked, false)
            }
        };
        let Some(reason) = reason else {
            return Ok(Next::End);
        };
        let harmless = nothing_sent || options.retry.may_repeat(self.call.operation, self.plan.has_key);
        let permit = self.permit(harmless, asked.unwrap_or_default());
        let (permit, delay) = match permit {
            Ok(permit) => permit,
            Err(because) => {
                self.call.span.gives_up(reason, because);
                return Ok(Next::End);
            }
        };
        self.retries = self.retries.saturating_add(1);
        self.announce(HookRetry { reason, delay });
        tokio::time::sleep(delay).await;
        Ok(Next::Retry(permit))
    }

    /// A retry and the pause before it, or why there is none.
    fn permit(&self, harmless: bool, asked: Duration) -> Result<(Permit, Duration), &'static str> {
        let options = &self.client.settings.options;
        if self.is_consumed {
            return Err("the body is a stream, which can be sent once");
        }
        if !harmless {
            return Err("the request may have been carried out, and a repeat is not harmless");
        }
        if !options.retry.allows(self.retries) {
            return Err("that was the last attempt");
        }
        if asked > LONGEST_PAUSE {
            return Err("the server asks for a pause of more than an hour");
        }
        let delay = asked.saturating_add(options.retry.pause(self.retries, fastrand::f64()));
        if self.call.left().is_some_and(|left| left <= delay) {
            return Err("the pause is longer than what is left of the call's time");
        }
        let permit = options.budget.take().ok_or("the retry budget is used up")?;
        Ok((permit, delay))
    }

    fn announce(&self, retry: HookRetry) {
        let attempt = self.call.attempt();
        self.call.span.retry(attempt.number, &retry);
        self.client.settings.hooks.on_retry(&attempt, retry);
    }

    /// Holds back all calls of the operation.
    fn pause(&self, asked: Option<Duration>) {
        let operation = self.call.operation;
        let window = operation.limit().map_or(PAUSE, |limit| limit.window());
        self.client.shared.rate_limits.pause(operation, self.caller(), asked.unwrap_or(window));
    }

    /// Replaces what the sources can replace, once in a call. `false` if that is nothing.
    async fn renew(&mut self) -> Result<bool, Stopped> {
        if self.refused.is_some() {
            return Ok(false);
        }
        let mut new = Vec::with_capacity(self.secrets.len());
        for (credential, secret) in self.selected.iter().zip(&self.secrets) {
            match self.call.token(self.client, credential, Some(secret)).await {
                Ok(Ok(token)) => new.push(token),
                // There is no other: the server's response says more than that.
                Ok(Err(AuthError::Refused)) | Err(Stopped::Deadline(_)) => new.push(secret.clone()),
                Ok(Err(error)) => return Err(error.into()),
                Err(stopped) => return Err(stopped),
            }
        }
        let is_new = new != self.secrets;
        self.refused = Some(std::mem::replace(&mut self.secrets, new));
        Ok(is_new)
    }
}
