//! The client: whatever every caller needs around a transport.

use std::fmt::{self, Debug};
use std::sync::Arc;

use http::HeaderValue;

use crate::answer::Received;
use crate::auth::Credentials;
use crate::limit::RateLimits;
use crate::{Api, BaseUrl, Endpoint, Error, Limits, Reply, Transport, Validate, Violations};

mod builder;
mod exchange;
mod trace;

pub use self::builder::{BuildError, ClientBuilder};
use self::trace::Call;

/// Sends endpoints: validates a request, waits for the rate limit, adds the credential, sends
/// it through a [`Transport`], and reads the answer.
///
/// Clones share everything. One client can serve the bindings of several APIs: the base URL is
/// the client's, credentials go by the names of security schemes. It runs on tokio, with its
/// timers enabled.
///
/// If the server refuses a token, the [`TokenSource`](crate::TokenSource) is asked for another,
/// and the same request is sent once more. Nothing else is ever sent twice.
///
/// ```no_run
/// use hire_runtime::{Api, Client, SecurityScheme, StaticToken};
/// use std::time::Duration;
///
/// static API: Api = Api::new("Rewards", "1.0.0")
///     .servers(&["https://rewards.example"])
///     .schemes(&[SecurityScheme::bearer("token")]);
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let client = Client::builder(&API)
///     .credential("token", StaticToken::new(std::env::var("REWARDS_TOKEN")?))
///     .timeout(Duration::from_secs(10))
///     .build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    api: &'static Api,
    base: BaseUrl,
    credentials: Credentials,
    transport: Arc<dyn Transport>,
    limits: Limits,
    user_agent: HeaderValue,
    rate_limits: Option<RateLimits>,
    request_checks: Checks,
    response_checks: Checks,
}

impl From<Inner> for Client {
    fn from(inner: Inner) -> Self {
        Self { inner: Arc::new(inner) }
    }
}

/// What to do about values that break the rules of a description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Checks {
    /// They are errors.
    Strict,
    /// They are told to `tracing`, place and rule without the value, and go on.
    Warn,
    /// Nobody looks.
    Off,
}

impl Client {
    /// A client's settings, with the API's first server for a base URL.
    pub fn builder(api: &'static Api) -> ClientBuilder {
        ClientBuilder::new(api)
    }

    /// The base URL.
    pub fn base_url(&self) -> &BaseUrl {
        &self.inner.base
    }

    /// Sends a request and reads the value of the answer.
    ///
    /// # Errors
    /// See [`Error`]: each variant says whether something was sent.
    pub async fn send<E: Endpoint>(&self, endpoint: &E) -> Result<E::Output, Error<E::Code>> {
        self.send_full(endpoint).await.map(|reply| reply.value)
    }

    /// Sends a request and reads the value of the answer and what came around it.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn send_full<E: Endpoint>(&self, endpoint: &E) -> Result<Reply<E::Output>, Error<E::Code>> {
        let call = Call::new(E::OPERATION, &self.inner.base);
        let reply = call.run(self.inner.call(endpoint, &call)).await;
        call.end(reply.as_ref().err().map(kind));
        reply
    }
}

impl Inner {
    async fn call<E: Endpoint>(&self, endpoint: &E, call: &Call) -> Result<Reply<E::Output>, Error<E::Code>> {
        self.request_checks.apply(endpoint, "request", call)?;
        let request = endpoint.to_request(&self.base)?;
        let received =
            self.exchange(E::OPERATION, request, Received::refuses_credential::<E::Code>, call).await?;
        received.into_reply(|value| self.response_checks.apply(value, "answer", call))
    }
}

impl Checks {
    fn apply(self, value: &impl Validate, what: &'static str, call: &Call) -> Result<(), Violations> {
        match self {
            Self::Off => Ok(()),
            Self::Strict => value.validate(),
            Self::Warn => {
                if let Err(violations) = value.validate() {
                    call.warn(what, &violations);
                }
                Ok(())
            }
        }
    }
}

/// The kind of an error, as the span names it.
fn kind<C>(error: &Error<C>) -> &'static str {
    match error {
        Error::Invalid(_) => "invalid_request",
        Error::Auth(_) => "auth",
        Error::Transport(error) if error.is_timeout() => "timeout",
        Error::Transport(error) if error.is_connect() => "connect",
        Error::Transport(_) => "transport",
        Error::Api(_) => "api",
        Error::Decode(_) => "decode",
    }
}

/// Without credentials: of these only the names of their schemes.
impl Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api", &self.inner.api.title())
            .field("base_url", &self.inner.base.as_str())
            .field("credentials", &self.inner.credentials)
            .field("limits", &self.inner.limits)
            .field("rate_limiting", &self.inner.rate_limits.is_some())
            .field("request_checks", &self.inner.request_checks)
            .field("response_checks", &self.inner.response_checks)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
