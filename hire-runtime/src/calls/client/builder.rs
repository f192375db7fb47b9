//! A client's settings.

use std::error::Error;
use std::fmt::{self, Debug, Display};
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::{CallOptions, Checks, Client, Hook, Hooks, RetryBudget, Settings, Shared};
use crate::calls::auth::Credentials;
use crate::calls::carried::header_value;
use crate::calls::limit::RateLimits;
use crate::values::printable::{OneLine, Printable};
use crate::{
    Api, AuthError, BaseUrl, Credential, InvalidBaseUrl, RetryPolicy, SecurityScheme, Transport,
    TransportError,
};

const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// A client's settings, and what [`build`](Self::build) makes with them: a [`Client`], or the client of some bindings.
/// [`Client`] has an example.
#[must_use]
pub struct ClientBuilder<C = Client> {
    api: &'static Api,
    base: Base,
    credentials: Credentials,
    transport: Option<Arc<dyn Transport>>,
    connect_timeout: Duration,
    user_agent: Option<String>,
    hooks: Hooks,
    options: CallOptions,
    client: PhantomData<fn() -> C>,
}

#[derive(Debug)]
enum Base {
    Server(usize),
    Url(String),
}

impl<C> ClientBuilder<C> {
    /// The settings of a client, with the API's first server for a base URL.
    pub fn new(api: &'static Api) -> Self {
        Self {
            api,
            base: Base::Server(0),
            credentials: Credentials::default(),
            transport: None,
            connect_timeout: Duration::from_secs(10),
            user_agent: None,
            hooks: Hooks::default(),
            options: CallOptions::default(),
            client: PhantomData,
        }
    }

    /// The base URL, instead of one of the description's servers, and instead of those that single operations have. [`build`](Self::build) checks
    /// it.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base = Base::Url(url.into());
        self
    }

    /// The description's server of this index for the base URL. The first one is the default.
    pub fn server(mut self, index: usize) -> Self {
        self.base = Base::Server(index);
        self
    }

    /// What to show for a security scheme of the description: a
    /// [`TokenSource`](crate::TokenSource), or [`Credential::basic`]. [`build`](Self::build) refuses
    /// a scheme that the description does not have; for one of another API that the client is to
    /// serve too, there is [`Client::with_credential`].
    pub fn credential(mut self, scheme: impl Into<String>, credential: impl Into<Credential>) -> Self {
        self.credentials.insert(scheme.into(), credential.into());
        self
    }

    /// What sends the requests. By default reqwest, behind the feature of this name.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// How long a whole call may take, with all its attempts, the pauses between them, and waiting
    /// for a token and for its turn under the rate limit. By default 2 minutes; `None` for no limit.
    pub fn timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options(|options| options.timeout(timeout))
    }

    /// How long one attempt may take, the whole response read. By default 30 seconds; `None` for no
    /// limit but that of the call.
    pub fn attempt_timeout(self, timeout: impl Into<Option<Duration>>) -> Self {
        self.options(|options| options.attempt_timeout(timeout))
    }

    /// Whether and when a failed call is sent again.
    pub fn retry(self, policy: RetryPolicy) -> Self {
        self.options(|options| options.retry(policy))
    }

    /// How many retries all calls of the client may make together.
    pub fn retry_budget(self, budget: RetryBudget) -> Self {
        self.options(|options| options.retry_budget(budget))
    }

    /// Your own code around each request. Hooks are called in the order in which they are given.
    pub fn hook(mut self, hook: impl Hook) -> Self {
        self.hooks.0.push(Arc::new(hook));
        self
    }

    /// How long a connection may take: 10 seconds by default. A transport of your own has its
    /// own setting. Connections serve many calls, so a call's own time to connect is that of its
    /// transport ([`Client::with_transport`]), and in any case that of an attempt.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// The most bytes that the body of a response may have. 8 MiB by default.
    pub fn max_response_bytes(self, bytes: usize) -> Self {
        self.options(|options| options.max_response_bytes(bytes))
    }

    /// The header `User-Agent`. By default the package with the bindings and this crate, each with its version.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Whether calls wait so that the rate limits of the description are kept, and while the
    /// server has said that a limit is reached. They do by default. The limits are counted for a
    /// client with its clones and those derived from it, for each credential by itself.
    pub fn rate_limiting(self, on: bool) -> Self {
        self.options(|options| options.rate_limiting(on))
    }

    /// What happens to requests that break the description: by default nothing of them is sent.
    /// [`Checks::Off`] is for servers that take more than their description says.
    pub fn request_checks(self, checks: Checks) -> Self {
        self.options(|options| options.request_checks(checks))
    }

    /// What happens to responses that can be read but break a rule of the description: by default
    /// nothing.
    pub fn response_checks(self, checks: Checks) -> Self {
        self.options(|options| options.response_checks(checks))
    }

    fn options(mut self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        self.options = change(self.options);
        self
    }

    fn check_schemes(&self) -> Result<(), BuildError> {
        match self.credentials.schemes().find(|name| self.api.scheme(name).is_none()) {
            None => Ok(()),
            Some(unknown) => {
                let known = self.api.all_schemes().iter().map(SecurityScheme::name).collect();
                Err(BuildError::UnknownScheme { scheme: unknown.to_owned(), known })
            }
        }
    }

    /// The client.
    ///
    /// # Errors
    /// A setting is not usable.
    pub fn build(self) -> Result<C, BuildError>
    where
        C: From<Client>,
    {
        self.runtime().map(C::from)
    }

    /// The client that those of bindings are made around.
    pub(crate) fn runtime(self) -> Result<Client, BuildError> {
        self.check_schemes()?;
        if let Some(fault) = self.credentials.fault(self.api) {
            return Err(BuildError::Credential(fault));
        }
        let is_given = matches!(self.base, Base::Url(_));
        let base = match &self.base {
            Base::Url(url) => url.as_str(),
            Base::Server(index) => {
                let servers = self.api.all_servers();
                *servers.get(*index).ok_or(BuildError::NoServer { index: *index, servers: servers.len() })?
            }
        };
        let base: BaseUrl = base.parse().map_err(BuildError::BaseUrl)?;
        let user_agent = self.user_agent.unwrap_or_else(|| match self.api.bindings_package() {
            Some((name, version)) => format!("{name}/{version} {USER_AGENT}"),
            None => USER_AGENT.to_owned(),
        });
        let user_agent = header_value(&user_agent).ok_or(BuildError::UserAgent)?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(&base, self.connect_timeout)?,
        };
        let rate_limits = RateLimits::default();
        let Self { api, credentials, hooks, options, .. } = self;
        let shared = Shared { api, base, is_given, user_agent, rate_limits, options: options.clone() };
        let settings = Settings { credentials, transport, hooks, options };
        Ok(Client { shared: Arc::new(shared), settings: Arc::new(settings) })
    }
}

#[cfg(feature = "reqwest")]
#[cfg_attr(
    not(feature = "rustls"),
    expect(unused_variables, clippy::match_single_binding, reason = "there is one way")
)]
fn default_transport(base: &BaseUrl, connect_timeout: Duration) -> Result<Arc<dyn Transport>, BuildError> {
    use crate::ReqwestTransport;
    let transport = ReqwestTransport::with(|settings| settings.connect_timeout(connect_timeout));
    let transport = match transport {
        // A system without root certificates can speak plain HTTP, for example to a test server.
        #[cfg(feature = "rustls")]
        Err(_) if base.is_plain() => {
            ReqwestTransport::with(|settings| settings.connect_timeout(connect_timeout).tls_certs_only([]))
        }
        other => other,
    };
    Ok(Arc::new(transport.map_err(BuildError::Transport)?))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: &BaseUrl, _: Duration) -> Result<Arc<dyn Transport>, BuildError> {
    Err(BuildError::NoTransport)
}

/// Without credentials: of these only the names of their schemes.
impl<C> Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("api", &self.api.title())
            .field("credentials", &self.credentials)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// Why a [`ClientBuilder`] makes no client.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL is not one.
    BaseUrl(InvalidBaseUrl),
    /// The description has no server of this index, and no base URL was given.
    NoServer {
        /// The index.
        index: usize,
        /// How many servers there are.
        servers: usize,
    },
    /// A credential was given for a security scheme that the description does not have.
    UnknownScheme {
        /// The scheme's name.
        scheme: String,
        /// The names of those that it has.
        known: Vec<&'static str>,
    },
    /// A credential cannot be used, whatever is sent with it.
    Credential(AuthError),
    /// The user agent has characters that no header may have, or whitespace at an end.
    UserAgent,
    /// No transport was given, and there is no default one without the feature `reqwest`.
    NoTransport,
    /// The default transport cannot be made.
    Transport(TransportError),
}

impl Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BaseUrl(error) => Display::fmt(error, f),
            Self::NoServer { index, servers } => write!(
                f,
                "no base URL is given, and there is no server {index}: the description has {servers}"
            ),
            Self::UnknownScheme { scheme, known } => {
                write!(f, "the description has no security scheme `{}`: it has ", Printable(scheme))?;
                for (index, name) in known.iter().enumerate() {
                    write!(f, "{}`{name}`", if index == 0 { "" } else { ", " })?;
                }
                f.write_str(if known.is_empty() { "none" } else { "" })
            }
            Self::Credential(error) => Display::fmt(error, f),
            Self::UserAgent => f.write_str("the user agent has characters that no header may have"),
            Self::NoTransport => f.write_str("there is no transport: give the builder one, or switch on the feature `reqwest` of hire-runtime"),
            Self::Transport(error) => {
                f.write_str("the transport cannot be set up")?;
                let mut cause = error.source();
                while let Some(error) = cause {
                    write!(f, ": {}", OneLine(error))?;
                    cause = error.source();
                }
                Ok(())
            }
        }
    }
}

impl Error for BuildError {}
