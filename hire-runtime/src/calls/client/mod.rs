//! The client: whatever every caller needs around a transport.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt::{self, Debug};
use std::pin::pin;
use std::sync::Arc;

use http::HeaderValue;

use crate::calls::auth::Credentials;
use crate::calls::limit::RateLimits;
use crate::calls::response::{Judge, Received};
use crate::{
    Api, BaseUrl, Checker, Credential, Endpoint, Error, ErrorCode, ErrorOf, FromResponse, Location,
    Operation, Response, Transport, Violation, Violations,
};

mod budget;
mod builder;
mod exchange;
mod hooks;
mod options;
mod pace;
mod reading;
mod resume;
mod tokens;
mod trace;

pub use self::budget::RetryBudget;
pub use self::builder::{BuildError, ClientBuilder};
use self::exchange::{Call, Exchange, Plan};
use self::hooks::Hooks;
pub use self::hooks::{Attempt, Hook, HookError, HookRequest, HookResponse, HookRetry};
pub use self::options::{CallOptions, Checks};
use self::resume::resume;

/// Sends endpoints: validates a request, adds the credential, waits for the rate limit, sends
/// it through a [`Transport`], reads the response, and does so again if it failed and a repeat is
/// harmless.
///
/// Clones share everything. One client can serve the bindings of several APIs: the base URL is
/// the client's, credentials go by the names of security schemes. It runs on tokio, with its
/// timers enabled. The future of a call can be dropped at any time, and leaves the client as good
/// as before; whether the request was carried out is not known then.
///
/// * **Retries** follow a [`RetryPolicy`](crate::RetryPolicy) and share a [`RetryBudget`].
/// * **Rate limits** of the description are kept for each operation and credential: callers wait
///   in the order in which they came. If the server says that a limit is reached (HTTP 429, or a
///   retryable code that is documented with that status), all calls of the operation wait until it
///   ends, at most an hour; if the server does not say when, for the window of the limit, or a
///   second. A call whose turn comes too late for its time fails at once.
/// * **Time** is limited for connections ([`ClientBuilder::connect_timeout`]), for each attempt and
///   for the whole call ([`CallOptions`]).
/// * **Tokens** come from a [`TokenSource`](crate::TokenSource). If the server refuses one, the
///   source is asked for another, and the same request is sent once more, whatever the method. An
///   operation without security never carries a credential.
/// * **Hooks** see every request and response ([`Hook`]), and so does `tracing`: a span `api.call` for
///   each call, in it a span `http.client.request` for each attempt.
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
    shared: Arc<Shared>,
    settings: Arc<Settings>,
}

/// What a client and those derived from it have in common.
struct Shared {
    api: &'static Api,
    base: BaseUrl,
    /// Whether the base URL is the caller's, and no server of the description.
    is_given: bool,
    user_agent: HeaderValue,
    rate_limits: RateLimits,
    /// Those that the client was built with.
    options: CallOptions,
}

/// What a derived client may have of its own.
#[derive(Clone)]
struct Settings {
    credentials: Credentials,
    transport: Arc<dyn Transport>,
    hooks: Hooks,
    options: CallOptions,
}

impl Client {
    /// A client's settings, with the API's first server for a base URL.
    pub fn builder(api: &'static Api) -> ClientBuilder {
        ClientBuilder::new(api)
    }

    /// The base URL.
    pub fn base_url(&self) -> &BaseUrl {
        &self.shared.base
    }

    /// A client with other options, for some of the calls. It shares everything else with this one:
    /// connections, tokens, rate limits, and the retry budget unless that is changed too. Making
    /// one is cheap.
    ///
    /// ```
    /// # use hire_runtime::{Api, BuildError, Client, RetryPolicy};
    /// # use std::time::Duration;
    /// # static API: Api = Api::new("Rewards", "1.0.0").servers(&["http://127.0.0.1:1"]);
    /// # fn main() -> Result<(), BuildError> {
    /// let client = Client::builder(&API).build()?;
    /// let hasty = client.with_options(|options| {
    ///     options.timeout(Duration::from_secs(2)).retry(RetryPolicy::none())
    /// });
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// An emitted client is made of it by `From`:
    /// `hire_api::Client::from(client.runtime().with_options(…))`.
    #[must_use]
    pub fn with_options(&self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        self.with(|settings| settings.options = change(settings.options.clone()))
    }

    /// A client with another credential for a security scheme, or one more. It shares everything
    /// else with this one. Rate limits are counted for each credential by itself.
    ///
    /// The scheme may be one of any API that the client serves, so its name is not checked: a call
    /// whose credential is there under another name fails with
    /// [`AuthError::Missing`](crate::AuthError::Missing), and nothing is sent.
    ///
    /// ```
    /// # use hire_runtime::{Api, BuildError, Client, SecurityScheme, StaticToken};
    /// # static API: Api = Api::new("Rewards", "1.0.0")
    /// #     .servers(&["http://127.0.0.1:1"]).schemes(&[SecurityScheme::bearer("token")]);
    /// # fn main() -> Result<(), BuildError> {
    /// let nobody = Client::builder(&API).build()?;
    /// let somebody = nobody.with_credential("token", StaticToken::new("t-1"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn with_credential(&self, scheme: impl Into<String>, credential: impl Into<Credential>) -> Self {
        self.with(|settings| settings.credentials.insert(scheme.into(), credential.into()))
    }

    /// A client that sends through another transport, for example one with another time for making
    /// connections. It shares everything else with this one, but for tokens that the client fetches for
    /// [`ClientCredentials`](crate::ClientCredentials): each transport gets its own.
    #[must_use]
    pub fn with_transport(&self, transport: impl Transport) -> Self {
        self.with(|settings| settings.transport = Arc::new(transport))
    }

    fn with(&self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = (*self.settings).clone();
        change(&mut settings);
        Self { shared: Arc::clone(&self.shared), settings: Arc::new(settings) }
    }

    /// Sends a request and reads the value of the response.
    ///
    /// # Errors
    /// See [`Error`](crate::Error): each variant says whether something was sent.
    pub async fn send<E: Endpoint>(
        &self,
        endpoint: &E,
    ) -> Result<<E::Success as FromResponse>::Value, ErrorOf<E>> {
        self.send_full(endpoint).await.map(|response| response.value)
    }

    /// Sends a request and reads the value of the response and what came around it.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub async fn send_full<E: Endpoint>(
        &self,
        endpoint: &E,
    ) -> Result<Response<<E::Success as FromResponse>::Value>, ErrorOf<E>> {
        let call = Call::new(E::OPERATION, &self.settings.options);
        // Where it is: each future around it that held it would be larger by all of it.
        let reply = call.span.run(pin!(self.call(endpoint, &call))).await;
        self.ended(&call, &reply);
        reply
    }

    /// Tells what became of a call.
    fn ended<T, C: ErrorCode, F>(&self, call: &Call, reply: &Result<T, Error<C, F>>)
    where
        Error<C, F>: StdError + 'static,
    {
        let attempt = call.attempt();
        call.span.end(reply.as_ref().err().map(Error::kind), attempt.number, call.start);
        if let Err(error) = reply {
            let seen = HookError {
                kind: error.kind(),
                error,
                status: error.status(),
                code: error.api().and_then(|api| api.raw_code),
                log_id: error.log_id(),
                duration: call.start.elapsed(),
            };
            self.settings.hooks.on_error(&attempt, &seen);
        }
    }

    async fn call<E: Endpoint>(
        &self,
        endpoint: &E,
        call: &Call,
    ) -> Result<Response<<E::Success as FromResponse>::Value>, ErrorOf<E>> {
        let options = &self.settings.options;
        options.request_checks.apply(|at| endpoint.check(at), "request", call)?;
        let base = self.shared.base_of(E::OPERATION)?;
        let request = || endpoint.to_request(&base);
        let has_key = endpoint.idempotency_key().is_some_and(|key| !key.is_empty());
        let plan = Plan {
            request: &request,
            has_key,
            advise: Received::advise::<E::Code>,
            streams: E::Success::streams,
        };
        let mut exchange = Exchange::new(self, call, plan)?;
        let mut received = exchange.run().await?;
        let checks = options.response_checks;
        if received.stream.is_some() {
            received.judge = checks.judge(call);
            if E::Success::RESUMES && E::OPERATION.is_safe() {
                received.resume = Some(resume(self, call, plan, request()?));
            }
        }
        received.into_response::<E::Success, E::Failure, _>(
            |value| checks.apply(|at| E::check_success(value, at), "response", call),
            |value| checks.apply(|at| E::check_failure(value, at), "failure", call),
        )
    }
}

impl Shared {
    /// The base URL of an operation: that of its own server, unless the caller has given one.
    fn base_of(&self, operation: &Operation) -> Result<Cow<'_, BaseUrl>, Violations> {
        let Some(server) = operation.own_server().filter(|_| !self.is_given) else {
            return Ok(Cow::Borrowed(&self.base));
        };
        let base = self.base.join(server).map(Cow::Owned);
        base.map_err(|fault| Violation::new(Location::Path, "", "format", "uri", fault.to_string()).into())
    }
}

impl Checks {
    fn apply(
        self,
        check: impl FnOnce(&mut Checker<'_>),
        what: &'static str,
        call: &Call,
    ) -> Result<(), Violations> {
        match self {
            Self::Off => Ok(()),
            Self::Strict => Violations::of(check),
            Self::Warn => {
                if let Err(violations) = Violations::of(check) {
                    call.span.warn(what, &violations);
                }
                Ok(())
            }
        }
    }

    /// What becomes of items of a stream that break rules.
    fn judge(self, call: &Call) -> Option<Judge> {
        let span = call.span.clone();
        match self {
            Self::Off => None,
            Self::Strict => Some(Arc::new(Err)),
            Self::Warn => Some(Arc::new(move |violations| {
                span.warn("item", &violations);
                Ok(())
            })),
        }
    }
}

/// Without credentials: of these only the names of their schemes.
impl Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("api", &self.shared.api.title())
            .field("base_url", &self.shared.base.as_str())
            .field("credentials", &self.settings.credentials)
            .field("options", &self.settings.options)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "client_tests.rs"]
mod tests;
