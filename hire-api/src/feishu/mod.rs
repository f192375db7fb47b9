//! From an app's credentials to a client that is ready.
//!
//! The platform's operations take a tenant access token, which an app gets for its id and its
//! secret, and which lasts two hours at most. [`FeishuTokens`] gets it by the operation of the
//! description, keeps it, and gets the next one before it ends. A client from here does that by
//! itself.
//!
//! # Example
//! ```no_run
//! use hire_api::feishu::{self, Credentials};
//! use hire_api::types::{Bonus, BonusType, ExternalReward, RewardStage, RuleType};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = feishu::client(Credentials::from_env()?)?;
//! let reward = ExternalReward::builder()
//!     .referral_user_id("ou_7dab8a3d3cdcc9da365777c7ad535d62")
//!     .external_id("reward-2024-0001")
//!     .talent_id("6930815272790114326")
//!     .rule_type(RuleType::Onboarding)
//!     .bonus(Bonus::builder().bonus_type(BonusType::Points).point_bonus(100).build()?)
//!     .stage(RewardStage::ToBeConfirmed)
//!     .build()?;
//! let created = client.create_external_reward(reward).await?;
//! println!("imported as {}", created.id);
//! # Ok(())
//! # }
//! ```

use std::env;
use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use hire_runtime::{AuthError, BaseUrl, BoxFuture, BuildError, Secret, TokenCache, TokenSource, Transport};

use crate::Client;
use crate::types::AppCredentials;

#[cfg(test)]
mod tests;

/// The name that the description gives to the token.
const SCHEME: &str = "tenant_access_token";

/// A client for the platform's Chinese domain, which gets its tokens for these credentials.
/// [`builder`] has more to choose.
///
/// # Errors
/// The app's id or secret is empty; the transport cannot be set up; or the crate is built without the feature `reqwest`, and so has
/// none.
pub fn client(credentials: Credentials) -> Result<Client, BuildError> {
    builder(credentials).build()
}

/// Settings of a client that gets its tokens for these credentials.
///
/// ```no_run
/// use std::time::Duration;
///
/// use hire_api::feishu::{self, Credentials, Domain};
///
/// # fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = feishu::builder(Credentials::from_env()?)
///     .domain(Domain::Lark)
///     .configure(|settings| settings.timeout(Duration::from_secs(5)))
///     .build()?;
/// # Ok(())
/// # }
/// ```
pub fn builder(credentials: Credentials) -> Builder {
    Builder {
        credentials,
        base_url: Domain::Feishu.url().to_owned(),
        transport: None,
        configure: Box::new(|settings| settings),
    }
}

/// The two places where the platform is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Domain {
    /// `https://open.feishu.cn`
    #[default]
    Feishu,
    /// `https://open.larksuite.com`
    Lark,
}

impl Domain {
    /// The base URL.
    pub const fn url(self) -> &'static str {
        match self {
            Self::Feishu => "https://open.feishu.cn",
            Self::Lark => "https://open.larksuite.com",
        }
    }
}

/// The id and the secret of a self-built app, as its page in the developer console shows them.
#[derive(Debug, Clone, PartialEq)]
pub struct Credentials {
    app_id: String,
    app_secret: Secret,
}

impl Credentials {
    /// The environment variable with the app's id.
    pub const APP_ID: &'static str = "FEISHU_APP_ID";
    /// The environment variable with the app's secret.
    pub const APP_SECRET: &'static str = "FEISHU_APP_SECRET";

    /// The credentials of an app. Neither may be empty: [`Builder::build`] then fails, and so does
    /// [`FeishuTokens`].
    pub fn new(app_id: impl Into<String>, app_secret: impl Into<Secret>) -> Self {
        Self { app_id: app_id.into(), app_secret: app_secret.into() }
    }

    /// The credentials in the environment variables `FEISHU_APP_ID` and `FEISHU_APP_SECRET`.
    ///
    /// # Errors
    /// One of them is not set, is empty, or is not UTF-8.
    pub fn from_env() -> Result<Self, MissingCredentials> {
        Self::from_variables(|name| env::var(name).ok())
    }

    fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Result<Self, MissingCredentials> {
        let set = |name| variable(name).filter(|value| !value.is_empty());
        match (set(Self::APP_ID), set(Self::APP_SECRET)) {
            (Some(app_id), Some(app_secret)) => Ok(Self::new(app_id, app_secret)),
            (app_id, app_secret) => {
                Err(MissingCredentials { app_id: app_id.is_none(), app_secret: app_secret.is_none() })
            }
        }
    }

    /// With an empty id or secret, what the platform would answer is known.
    fn check(&self) -> Result<(), AuthError> {
        let reason = match (self.app_id.is_empty(), self.app_secret.expose().is_empty()) {
            (false, false) => return Ok(()),
            (true, false) => "the app's id is empty",
            (false, true) => "the app's secret is empty",
            (true, true) => "the app's id and secret are empty",
        };
        Err(AuthError::Unusable { scheme: SCHEME.to_owned(), reason })
    }

    /// The app's id, which is no secret.
    pub fn app_id(&self) -> &str {
        &self.app_id
    }
}

/// The environment has no credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MissingCredentials {
    app_id: bool,
    app_secret: bool,
}

impl fmt::Display for MissingCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, secret) = (Credentials::APP_ID, Credentials::APP_SECRET);
        match (self.app_id, self.app_secret) {
            (true, false) => write!(f, "the environment variable {id} is not set"),
            (false, true) => write!(f, "the environment variable {secret} is not set"),
            _ => write!(f, "the environment variables {id} and {secret} are not set"),
        }
    }
}

impl Error for MissingCredentials {}

/// Settings of a client; [`builder`] has an example.
#[must_use]
pub struct Builder {
    credentials: Credentials,
    base_url: String,
    transport: Option<Arc<dyn Transport>>,
    configure: Box<Configure>,
}

type Configure = dyn FnOnce(hire_runtime::ClientBuilder<Client>) -> hire_runtime::ClientBuilder<Client>;

impl Builder {
    /// Where the platform is; [`Domain::Feishu`] unless set.
    pub fn domain(self, domain: Domain) -> Self {
        self.base_url(domain.url())
    }

    /// Another base URL, such as that of a sandbox. The app's secret is sent there.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// What carries the requests, instead of reqwest.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Changes the settings that every client has: times, limits, checks. They hold for the
    /// requests for tokens too. A base URL, a transport and a credential named
    /// `tenant_access_token` are the business of the methods here.
    pub fn configure(
        mut self,
        configure: impl FnOnce(hire_runtime::ClientBuilder<Client>) -> hire_runtime::ClientBuilder<Client>
        + 'static,
    ) -> Self {
        self.configure = Box::new(configure);
        self
    }

    /// The client.
    ///
    /// # Errors
    /// The app's id or secret is empty ([`BuildError::Credential`]); the base URL is not one; or
    /// there is no transport, as [`client`] says.
    pub fn build(self) -> Result<Client, BuildError> {
        self.credentials.check().map_err(BuildError::Credential)?;
        let settings = (self.configure)(Client::builder()).base_url(&self.base_url);
        let settings = match self.transport {
            Some(transport) => settings.transport(transport),
            None => settings,
        };
        let client = settings.build()?;
        // A token that is fetched twice is the same token, or one more that is valid.
        let for_tokens = client.runtime().with_options(|options| {
            let retry = options.retry_policy().assume_harmless(true);
            options.retry(retry)
        });
        let tokens = FeishuTokens::new(Client::from(for_tokens), self.credentials);
        Ok(Client::from(client.runtime().with_credential(SCHEME, tokens)))
    }

    /// The client for programs without an async runtime. It sends the request types of
    /// [`operations`](crate::operations).
    ///
    /// ```
    /// # #[cfg(all(feature = "reqwest", feature = "sandbox"))] {
    /// use hire_api::feishu::{self, Credentials};
    /// use hire_api::operations::CreateExternalReward;
    /// use hire_api::sandbox::Sandbox;
    /// use hire_api::types::{Bonus, BonusType, ExternalReward, RewardStage, RuleType};
    ///
    /// // The platform's part here: a sandbox.
    /// let runtime = tokio::runtime::Runtime::new()?;
    /// let sandbox = runtime.block_on(Sandbox::builder().start())?;
    ///
    /// let credentials = Credentials::new(Sandbox::APP_ID, Sandbox::APP_SECRET);
    /// let client = feishu::builder(credentials).base_url(sandbox.url()).build_blocking()?;
    /// let reward = ExternalReward::builder()
    ///     .referral_user_id("ou_7dab8a3d3cdcc9da365777c7ad535d62")
    ///     .external_id("reward-2024-0001")
    ///     .talent_id("6930815272790114326")
    ///     .rule_type(RuleType::Onboarding)
    ///     .bonus(Bonus::builder().bonus_type(BonusType::Points).point_bonus(100).build()?)
    ///     .stage(RewardStage::ToBeConfirmed)
    ///     .build()?;
    /// let created = client.send(&CreateExternalReward::new(reward))?;
    /// assert_eq!(sandbox.rewards().len(), 1);
    /// # assert!(!created.id.is_empty());
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`build`](Self::build); or the operating system gives no thread for it.
    #[cfg(feature = "blocking")]
    pub fn build_blocking(self) -> Result<hire_runtime::blocking::Client, BuildError> {
        hire_runtime::blocking::Client::new(self.build()?.runtime().clone())
    }
}

/// Shows the app's id, and the base URL if it is one: a text that is none may hold a password.
impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("app_id", &self.credentials.app_id)
            .field("base_url", &self.base_url.parse::<BaseUrl>().ok().as_ref().map(BaseUrl::as_str))
            .finish_non_exhaustive()
    }
}

/// The tenant access tokens of an app: got by `getTenantAccessToken`, kept, replaced five minutes
/// before they end or when the platform refuses one. However many calls wait for a token, it is
/// fetched once. [`TokenCache`] says it in full.
///
/// A client from [`client`] or [`builder`] has it already. On its own it serves other clients that
/// talk to the platform for the same app.
pub struct FeishuTokens {
    cache: Box<dyn TokenSource>,
}

impl FeishuTokens {
    /// The tokens for these credentials, fetched through a client that has no credential.
    ///
    /// Errors of a fetch are [`AuthError::Source`] with an
    /// [`Error<ErrorCode>`](hire_runtime::Error) in it. With an empty id or secret nothing is
    /// fetched, and every call fails with [`AuthError::Unusable`].
    pub fn new(client: Client, credentials: Credentials) -> Self {
        let cache = TokenCache::new(move || fetch(client.clone(), credentials.clone()));
        Self { cache: Box::new(cache) }
    }
}

async fn fetch(client: Client, credentials: Credentials) -> Result<(Secret, Duration), AuthError> {
    credentials.check()?;
    let request = AppCredentials::builder()
        .app_id(credentials.app_id)
        .app_secret(credentials.app_secret)
        .build()
        .map_err(AuthError::from_source)?;
    let response = client.get_tenant_access_token(request).await.map_err(AuthError::from_source)?;
    let seconds = u64::try_from(response.expire).unwrap_or(0);
    Ok((response.tenant_access_token, Duration::from_secs(seconds)))
}

impl TokenSource for FeishuTokens {
    fn token(&self, rejected: Option<&Secret>) -> BoxFuture<'_, Result<Secret, AuthError>> {
        self.cache.token(rejected)
    }
}

/// Shows nothing of the app or its tokens.
impl fmt::Debug for FeishuTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FeishuTokens").finish_non_exhaustive()
    }
}
