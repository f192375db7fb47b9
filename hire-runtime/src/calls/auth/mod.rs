//! Credentials, and where they come from.

use std::fmt::{self, Debug};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::{AuthError, BoxFuture, Secret, SecurityScheme};

mod apply;
mod cache;
mod client_credentials;

pub(crate) use self::apply::{Credentials, SelectedCredential, TokenFetcher};
pub use self::cache::TokenCache;
pub use self::client_credentials::ClientCredentials;

/// Where tokens come from: a constant, a file, another operation. [`StaticToken`] and [`TokenCache`]
/// are ready made.
///
/// A source is asked before every attempt of a call, and again if the server refuses the token. It
/// may be asked for many calls at the same time, and a call that is given up drops the future of
/// its response.
///
/// ```
/// use hire_runtime::{AuthError, BoxFuture, Secret, TokenSource};
///
/// /// Reads the token anew for every call.
/// struct Environment(&'static str);
///
/// impl TokenSource for Environment {
///     fn token(&self, rejected: Option<&Secret>) -> BoxFuture<'_, Result<Secret, AuthError>> {
///         let rejected = rejected.cloned();
///         Box::pin(async move {
///             let token = std::env::var(self.0).map_err(AuthError::from_source)?;
///             let token = Secret::from(token);
///             if Some(&token) == rejected.as_ref() {
///                 return Err(AuthError::Refused);
///             }
///             Ok(token)
///         })
///     }
/// }
/// ```
pub trait TokenSource: Send + Sync + 'static {
    /// A token to send now.
    ///
    /// With `rejected`, the server has just refused that token: the source must not give it
    /// again.
    ///
    /// # Errors
    /// [`AuthError::Refused`] if there is no token but the rejected one: the caller then gets
    /// the server's response. [`AuthError::from_source`] for whatever else failed.
    fn token(&self, rejected: Option<&Secret>) -> BoxFuture<'_, Result<Secret, AuthError>>;
}

impl<T: TokenSource + ?Sized> TokenSource for Arc<T> {
    fn token(&self, rejected: Option<&Secret>) -> BoxFuture<'_, Result<Secret, AuthError>> {
        (**self).token(rejected)
    }
}

impl<T: TokenSource + ?Sized> TokenSource for Box<T> {
    fn token(&self, rejected: Option<&Secret>) -> BoxFuture<'_, Result<Secret, AuthError>> {
        (**self).token(rejected)
    }
}

/// A token that never changes.
#[derive(Debug, Clone)]
pub struct StaticToken(Secret);

impl StaticToken {
    /// This token.
    pub fn new(token: impl Into<Secret>) -> Self {
        Self(token.into())
    }
}

impl TokenSource for StaticToken {
    fn token(&self, rejected: Option<&Secret>) -> BoxFuture<'_, Result<Secret, AuthError>> {
        let response = match rejected {
            Some(rejected) if *rejected == self.0 => Err(AuthError::Refused),
            _ => Ok(self.0.clone()),
        };
        Box::pin(std::future::ready(response))
    }
}

/// An API key, or another token that never changes.
pub type ApiKey = StaticToken;

/// What a client shows for a security scheme: a token of a [`TokenSource`], for bearer and API
/// key schemes; a user and a password; or, for `OAuth2`, [`ClientCredentials`] by which the client gets its tokens.
///
/// ```
/// use hire_runtime::{Credential, StaticToken};
///
/// let token = Credential::from(StaticToken::new("t-1"));
/// let login = Credential::basic("ada", "swordfish");
/// assert_eq!(format!("{token:?} {login:?}"), "Token Basic");
/// ```
///
/// A client keeps the rate limits of an API for each credential by itself, and clones of a
/// credential are the same one.
#[derive(Clone)]
pub struct Credential {
    kind: Kind,
    /// Tells it from other ones, in place of what it holds.
    id: u64,
}

#[derive(Clone)]
enum Kind {
    Token(Arc<dyn TokenSource>),
    /// A user and a password, or why they cannot be sent.
    Basic(Result<Basic, &'static str>),
    Client(ClientCredentials),
}

#[derive(Clone)]
struct Basic {
    /// What `Authorization` says after `Basic`.
    pair: Arc<StaticToken>,
    /// The password; where that is empty, the user, as of servers that take a key for one.
    secret: Secret,
}

impl Credential {
    /// A user and a password, for the HTTP scheme `basic` (RFC 7617, section 2).
    ///
    /// The user's name has no colon, which would end it, and neither has control characters. With
    /// one that has, [`ClientBuilder::build`](crate::ClientBuilder::build) fails, and so does every
    /// call: [`AuthError::Unusable`]. Nothing is sent.
    pub fn basic(user: &str, password: impl Into<Secret>) -> Self {
        let password = password.into();
        let has_control = |text: &str| text.bytes().any(|byte| byte.is_ascii_control());
        let fault = match (user.contains(':'), has_control(user), has_control(password.expose())) {
            (true, _, _) => Some("the user has a colon"),
            (_, true, _) => Some("the user has a control character"),
            (_, _, true) => Some("the password has a control character"),
            (false, false, false) => None,
        };
        if let Some(fault) = fault {
            return Self::new(Kind::Basic(Err(fault)));
        }
        let pair = Secret::from(format!("{user}:{}", password.expose()));
        let pair = Arc::new(StaticToken::new(BASE64.encode(pair.expose())));
        let secret = if password.expose().is_empty() { user.into() } else { password };
        Self::new(Kind::Basic(Ok(Basic { pair, secret })))
    }

    /// Why nothing can be sent with it, whatever the request is.
    pub(crate) fn fault(&self, scheme: Option<&SecurityScheme>) -> Option<&'static str> {
        match &self.kind {
            Kind::Client(credentials) => credentials.fault(scheme?.described_token_url()),
            Kind::Basic(basic) => basic.as_ref().err().copied(),
            Kind::Token(_) => None,
        }
    }

    fn new(kind: Kind) -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        Self { kind, id: LAST.fetch_add(1, Ordering::Relaxed) }
    }
}

impl<T: TokenSource> From<T> for Credential {
    fn from(source: T) -> Self {
        Self::new(Kind::Token(Arc::new(source)))
    }
}

impl From<ClientCredentials> for Credential {
    fn from(credentials: ClientCredentials) -> Self {
        Self::new(Kind::Client(credentials))
    }
}

/// Only the kind.
impl Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            Kind::Token(_) => "Token",
            Kind::Basic(_) => "Basic",
            Kind::Client(_) => "ClientCredentials",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_static_token_is_given_until_it_is_refused() {
        let source: Box<dyn TokenSource> = Box::new(Arc::new(StaticToken::new("t-1")));
        let token = source.token(None).await.unwrap();
        assert_eq!(token.expose(), "t-1");
        let other = Secret::from("t-0");
        assert_eq!(source.token(Some(&other)).await.unwrap().expose(), "t-1");
        let refused = source.token(Some(&token)).await;
        assert!(matches!(refused, Err(AuthError::Refused)));
    }

    #[test]
    fn debug_shows_no_secret() {
        let client = ClientCredentials::new("app", "s3cret").parameter("password", "s3cret").in_body();
        let text = format!(
            "{:?} {:?} {:?}",
            StaticToken::new("s3cret"),
            Credential::from(StaticToken::new("s3cret")),
            Credential::basic("user", "s3cret"),
        ) + &format!("{0:?} {1:?}", client, Credential::from(client.clone()));
        assert!(!text.contains("s3cret"), "{text}");
        assert!(!text.contains(&BASE64.encode(b"user:s3cret")), "{text}");
    }
}
