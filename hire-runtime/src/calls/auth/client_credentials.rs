//! The client credentials grant of OAuth 2.0, as data.

use std::collections::BTreeMap;
use std::fmt::{self, Debug};
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;

use crate::calls::parameter::encode;
use crate::{Map, Secret, TokenSource, Transport, Value};

/// The id and the secret by which a program gets access tokens for itself: the client credentials grant of OAuth 2.0
/// (RFC 6749, section 4.4).
///
/// A client fetches the token from the `tokenUrl` of the description when a call needs one, over its own transport and
/// with its own limits, keeps it as a [`TokenCache`](crate::TokenCache) does, and replaces it once when the server
/// refuses it. A token whose `expires_in` is not stated is kept until it is refused. Tokens are fetched with the options that
/// the client was built with, whatever those of the call are, and clients that are made of each other share them, unless
/// they have another transport.
///
/// ```
/// use hire_runtime::{Api, Client, ClientCredentials, SecurityScheme};
///
/// static API: Api = Api::new("Rewards", "1.0.0")
///     .servers(&["https://rewards.example"])
///     .schemes(&[SecurityScheme::bearer("oauth").token_url("https://login.example/token")]);
///
/// # fn main() -> Result<(), hire_runtime::BuildError> {
/// let credential = ClientCredentials::new("my-app", "s3cret").scopes(["reward:read"]);
/// # #[cfg(feature = "reqwest")] {
/// let client = Client::builder(&API).credential("oauth", credential).build()?;
/// # }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
#[must_use]
pub struct ClientCredentials {
    id: String,
    secret: Secret,
    in_body: bool,
    token_url: Option<String>,
    scopes: Option<String>,
    parameters: Vec<(String, Secret)>,
    sources: Sources,
}

/// The sources of tokens by the transports that they ask by, and the URLs.
type Sources = Arc<Mutex<BTreeMap<(usize, String), Arc<dyn TokenSource>>>>;

/// With so many sources, all are forgotten.
const MOST_SOURCES: usize = 64;

impl ClientCredentials {
    /// The id and the secret of a registered client.
    pub fn new(id: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self {
            id: id.into(),
            secret: secret.into(),
            in_body: false,
            token_url: None,
            scopes: None,
            parameters: Vec::new(),
            sources: Sources::default(),
        }
    }

    /// The scopes to ask for (RFC 6749, section 3.3). Without any, the server decides.
    pub fn scopes<S: Into<String>>(mut self, scopes: impl IntoIterator<Item = S>) -> Self {
        let scopes: Vec<String> = scopes.into_iter().map(Into::into).collect();
        self.scopes = Some(scopes.join(" "));
        self.without_tokens()
    }

    /// One more parameter of the token request, such as the `audience` that some servers ask for. Its value may be a
    /// secret, and no error shows it.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self.without_tokens()
    }

    /// Sends id and secret in the body, for servers that do not take them in the header `Authorization` (RFC 6749, section
    /// 2.3.1).
    pub fn in_body(mut self) -> Self {
        self.in_body = true;
        self.without_tokens()
    }

    /// Where to fetch tokens, instead of the `tokenUrl` of the description; it may be relative to the client's base URL.
    pub fn token_url(mut self, url: impl Into<String>) -> Self {
        self.token_url = Some(url.into());
        self
    }

    /// Other tokens than those of the credential that this one was cloned from.
    pub(crate) fn without_tokens(mut self) -> Self {
        self.sources = Sources::default();
        self
    }

    /// Why nothing can be fetched with it. `described` is the token URL of the description.
    pub(super) fn fault(&self, described: Option<&str>) -> Option<&'static str> {
        if self.id.is_empty() || self.secret.expose().is_empty() {
            return Some("the client's id or secret is empty");
        }
        let has_url = self.token_url.is_some() || described.is_some();
        (!has_url).then_some("the description has no token URL for it, and the credential was given none")
    }

    /// The token URL that counts.
    pub(super) fn url<'u>(&'u self, described: Option<&'u str>) -> Option<&'u str> {
        self.token_url.as_deref().or(described)
    }

    /// The source that asks this URL by this transport, made if there is none. It keeps the transport, so that no other one
    /// has its address.
    pub(crate) fn source(
        &self,
        transport: &Arc<dyn Transport>,
        url: &str,
        make: impl FnOnce() -> Arc<dyn TokenSource>,
    ) -> Arc<dyn TokenSource> {
        let mut sources = self.sources.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (Arc::as_ptr(transport).addr(), url.to_owned());
        if sources.len() >= MOST_SOURCES && !sources.contains_key(&key) {
            sources.clear();
        }
        Arc::clone(sources.entry(key).or_insert_with(make))
    }

    /// The fields of the token request (RFC 6749, section 4.4.2), and the value of its header `Authorization`, unless id and
    /// secret are among the fields. All secrets of them are noted as written, so that no error shows them.
    pub(crate) fn fields(&self) -> (Map<Value>, Option<Secret>) {
        let secret = self.secret.write();
        let mut fields = Map::from([("grant_type".to_owned(), Value::from("client_credentials"))]);
        fields.extend(self.scopes.iter().map(|scopes| ("scope".to_owned(), scopes.as_str().into())));
        fields.extend(self.parameters.iter().map(|(name, value)| (name.clone(), value.write().into())));
        if self.in_body {
            fields.extend(
                [("client_id", self.id.as_str()), ("client_secret", secret)]
                    .map(|(name, value)| (name.to_owned(), value.into())),
            );
            return (fields, None);
        }
        let [id, secret] = [&self.id, secret].map(|text| encode(text).replace("%20", "+"));
        let pair = Secret::from(BASE64.encode(format!("{id}:{secret}")));
        (fields, Some(format!("Basic {}", pair.write()).into()))
    }
}

/// Neither the secret, nor what was added to the token request.
impl Debug for ClientCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCredentials").field("id", &self.id).finish_non_exhaustive()
    }
}
