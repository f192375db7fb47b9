//! Which credentials a call carries, and how they are put on it.

use std::collections::BTreeMap;
use std::fmt::{self, Debug};
use std::sync::Arc;

use http::header::{AUTHORIZATION, COOKIE};
use http::uri::PathAndQuery;
use http::{HeaderName, HeaderValue, Request, Uri};

use super::{ClientCredentials, Kind};
use crate::calls::carried::{header_value, is_bearer_token, is_cookie_value, is_token, set_header};
use crate::calls::parameter::encode;
use crate::{
    Api, AuthError, Body, Credential, Location, Operation, SchemeKind, Secret, SecurityAlternative,
    SecurityScheme, TokenSource,
};

/// A client's credentials by the names of security schemes.
#[derive(Clone, Default)]
pub(crate) struct Credentials(BTreeMap<String, Credential>);

/// The names only.
impl Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl Credentials {
    pub(crate) fn insert(&mut self, scheme: String, credential: Credential) {
        self.0.insert(scheme, credential);
    }

    /// The names of the schemes for which there is one.
    pub(crate) fn schemes(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The first one that cannot be sent, whatever the request is.
    pub(crate) fn fault(&self, api: &Api) -> Option<AuthError> {
        self.0.iter().find_map(|(scheme, credential)| {
            let reason = credential.fault(api.scheme(scheme))?;
            Some(AuthError::Unusable { scheme: scheme.clone(), reason })
        })
    }

    /// The credentials for the alternative with the most schemes, among those for which there are all; of equals, the one
    /// that the description has first. So a call without a credential is made only if there is no other. An operation
    /// without alternatives gets none, and neither does TRACE, whose response repeats the request (RFC 9110, section 9.3.8).
    pub(crate) fn select(&self, operation: &Operation) -> Result<Vec<SelectedCredential<'_>>, AuthError> {
        if operation.is_trace() {
            return Ok(Vec::new());
        }
        let mut best: Option<Vec<_>> = None;
        let mut missing = None;
        for alternative in operation.alternatives() {
            match self.complete(operation, alternative) {
                Ok(found) if best.as_ref().is_none_or(|best| found.len() > best.len()) => best = Some(found),
                Ok(_) => {}
                Err(scheme) => missing = missing.or(Some(scheme)),
            }
        }
        match (best, missing) {
            (None, Some(scheme)) => Err(AuthError::Missing { scheme: scheme.to_owned() }),
            (best, _) => Ok(best.unwrap_or_default()),
        }
    }

    /// The credentials for all schemes of an alternative, or the first scheme without one.
    fn complete(
        &self,
        operation: &Operation,
        alternative: SecurityAlternative,
    ) -> Result<Vec<SelectedCredential<'_>>, &'static str> {
        let mut credentials = Vec::with_capacity(alternative.len());
        for (name, _scopes) in alternative {
            let scheme = operation.api().scheme(name).ok_or(*name)?;
            let credential = self.0.get(*name).ok_or(*name)?;
            credentials.push(SelectedCredential { scheme, credential });
        }
        Ok(credentials)
    }
}

/// What fetches tokens: a client.
pub(crate) trait TokenFetcher: Sync {
    /// The tokens that a URL gives for credentials. None if it is no URL.
    fn source(&self, credentials: &ClientCredentials, url: &str) -> Option<Arc<dyn TokenSource>>;
}

/// A credential that a call is going to carry.
pub(crate) struct SelectedCredential<'a> {
    scheme: &'static SecurityScheme,
    credential: &'a Credential,
}

impl SelectedCredential<'_> {
    /// Which credential it is.
    pub(crate) fn id(&self) -> u64 {
        self.credential.id
    }

    /// What to send.
    pub(crate) async fn secret(
        &self,
        rejected: Option<&Secret>,
        fetcher: &dyn TokenFetcher,
    ) -> Result<Secret, AuthError> {
        let secret = match &self.credential.kind {
            Kind::Token(source) => source.token(rejected).await?,
            Kind::Basic(Ok(basic)) => basic.pair.token(rejected).await?,
            Kind::Basic(Err(fault)) => return Err(self.unusable(fault)),
            Kind::Client(credentials) => {
                let url = credentials.url(self.scheme.described_token_url());
                let source = url.and_then(|url| fetcher.source(credentials, url));
                let source = source.ok_or_else(|| self.unusable("its token URL is no http or https URL"))?;
                source.token(rejected).await?
            }
        };
        // Such as that of a variable of the environment that is set to nothing.
        if secret.expose().is_empty() {
            return Err(self.unusable("it is empty"));
        }
        Ok(secret)
    }

    /// What else is secret where this is: the password within a pair, and the token behind the word that an API key in a
    /// header may begin with, such as `Token`.
    pub(crate) fn within(&self, secret: &Secret) -> Option<Secret> {
        match (self.scheme.kind(), &self.credential.kind) {
            (_, Kind::Basic(basic)) => Some(basic.as_ref().ok()?.secret.clone()),
            (SchemeKind::ApiKey { location: Location::Header, .. }, _) => {
                let (_, token) = secret.expose().split_once(' ')?;
                Some(token.trim_start().into())
            }
            _ => None,
        }
    }

    /// Puts it on a request.
    pub(crate) fn apply(&self, secret: &Secret, request: &mut Request<Body>) -> Result<(), AuthError> {
        match (self.scheme.kind(), &self.credential.kind) {
            (SchemeKind::Bearer, Kind::Token(_) | Kind::Client(_)) => {
                if !is_bearer_token(secret.expose()) {
                    return Err(self.unusable("a bearer token has visible ASCII characters only"));
                }
                let value = self.header_value(["Bearer ", secret.expose()].concat())?;
                set_header(request.headers_mut(), AUTHORIZATION, value);
            }
            (SchemeKind::Basic, Kind::Basic(_)) => {
                let value = self.header_value(["Basic ", secret.expose()].concat())?;
                set_header(request.headers_mut(), AUTHORIZATION, value);
            }
            (SchemeKind::ApiKey { location, key }, Kind::Token(_) | Kind::Client(_)) => {
                self.apply_key(location, key, secret, request)?;
            }
            (SchemeKind::Basic, Kind::Token(_) | Kind::Client(_)) => {
                return Err(self.unusable("it needs a user and a password"));
            }
            (SchemeKind::Bearer | SchemeKind::ApiKey { .. }, Kind::Basic(_)) => {
                return Err(self.unusable("it needs a token"));
            }
        }
        Ok(())
    }

    fn apply_key(
        &self,
        location: Location,
        key: &'static str,
        secret: &Secret,
        request: &mut Request<Body>,
    ) -> Result<(), AuthError> {
        match location {
            Location::Header => {
                let name = HeaderName::from_bytes(key.as_bytes())
                    .map_err(|_| self.unusable("its key is no name of a header"))?;
                let value = self.header_value(secret.expose())?;
                set_header(request.headers_mut(), name, value);
            }
            Location::Query => {
                let pair = format!("{}={}", encode(key), encode(secret.expose()));
                let uri = with_query(request.uri(), &pair);
                *request.uri_mut() = uri.ok_or_else(|| self.unusable("the URL gets too long"))?;
            }
            Location::Cookie => {
                if !is_token(key) {
                    return Err(self.unusable("its key is no name of a cookie"));
                }
                // A semicolon would begin another cookie.
                if !is_cookie_value(secret.expose()) {
                    return Err(self.unusable("it has characters that no cookie may have"));
                }
                let mut cookies = match request.headers().get(COOKIE) {
                    Some(others) => [others.as_bytes(), b"; "].concat(),
                    None => Vec::new(),
                };
                cookies.extend_from_slice(format!("{key}={}", secret.expose()).as_bytes());
                let mut value = HeaderValue::from_bytes(&cookies)
                    .map_err(|_| self.unusable("it has characters that no header may have"))?;
                value.set_sensitive(true);
                set_header(request.headers_mut(), COOKIE, value);
            }
            _ => return Err(self.unusable("a key travels in a header, the query or a cookie")),
        }
        Ok(())
    }

    fn header_value(&self, text: impl Into<String>) -> Result<HeaderValue, AuthError> {
        header_value(text).ok_or_else(|| {
            self.unusable("it has characters that no header may have, or whitespace at an end")
        })
    }

    fn unusable(&self, reason: &'static str) -> AuthError {
        AuthError::Unusable { scheme: self.scheme.name().to_owned(), reason }
    }
}

fn with_query(uri: &Uri, pair: &str) -> Option<Uri> {
    let separator = if uri.query().is_some() { '&' } else { '?' };
    let longer = format!("{}{separator}{pair}", uri.path_and_query()?);
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(longer).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
#[path = "apply_tests.rs"]
mod tests;
