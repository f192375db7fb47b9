//! Tokens of OAuth 2.0, fetched by the client itself (RFC 6749, section 4.4).

use std::sync::Arc;
use std::time::Duration;

use super::{Client, Settings, Shared};
use crate::calls::auth::{Credentials, TokenFetcher};
use crate::calls::carried::is_bearer_token;
use crate::calls::limit::RateLimits;
use crate::{
    Api, AuthError, BaseUrl, BoxFuture, ClientCredentials, Endpoint, Json, Map, NoCode, Operation,
    RequestWriter, Secret, TokenCache, TokenSource, Undocumented, Unencodable, Validate, Value,
};

static OAUTH: Api = Api::new("OAuth 2.0", "RFC 6749");
/// Sent to a base URL that is the whole URL.
static TOKEN: Operation = Operation::new(&OAUTH, "accessToken", "POST", "");

/// The request for an access token.
struct TokenRequest(ClientCredentials);

impl Validate for TokenRequest {}

impl Endpoint for TokenRequest {
    type Success = Json<Map<Value>>;
    type Failure = Undocumented;
    type Code = NoCode;
    const OPERATION: &'static Operation = &TOKEN;

    fn write(&self, request: &mut RequestWriter) -> Result<(), Unencodable> {
        let (fields, authorization) = self.0.fields();
        request.header("Authorization", &authorization)?;
        request.form("application/x-www-form-urlencoded", &fields, &[])
    }
}

impl TokenFetcher for Client {
    fn source(&self, credentials: &ClientCredentials, url: &str) -> Option<Arc<dyn TokenSource>> {
        let url = self.shared.base.resource(url).ok()?;
        Some(credentials.source(&self.settings.transport, url.as_str(), || {
            let client = self.of_tokens(url.clone());
            let request = Arc::new(TokenRequest(credentials.clone().without_tokens()));
            // Without the future's own type, which is that of a call within a call.
            let fetch =
                move || -> BoxFuture<'static, _> { Box::pin(fetch(client.clone(), Arc::clone(&request))) };
            Arc::new(TokenCache::new(fetch))
        }))
    }
}

impl Client {
    /// A client of the server that gives tokens: with the transport of this one, the options that it was built with, since
    /// all calls share the token, and no credential. It may send a request again: a token that is fetched twice is the same
    /// token, or one more that is valid.
    fn of_tokens(&self, url: BaseUrl) -> Self {
        let (shared, settings) = (&*self.shared, (*self.settings).clone());
        let options = shared.options.clone();
        let retry = options.retry_policy().assume_harmless(true);
        let options = options.retry(retry);
        let shared = Shared {
            api: &OAUTH,
            base: url,
            is_given: true,
            user_agent: shared.user_agent.clone(),
            rate_limits: RateLimits::default(),
            options: options.clone(),
        };
        let settings = Settings { credentials: Credentials::default(), options, ..settings };
        Self { shared: Arc::new(shared), settings: Arc::new(settings) }
    }
}

/// A token and how long it lives (RFC 6749, section 5.1): for ever where that is not stated, until the server refuses it.
async fn fetch(client: Client, request: Arc<TokenRequest>) -> Result<(Secret, Duration), AuthError> {
    let response = client.send(&*request).await;
    let mut members = response.map_err(AuthError::from_source)?;
    let kind = members.get("token_type").and_then(Value::as_str);
    if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("bearer")) {
        return Err(AuthError::from_source("the token is no bearer token"));
    }
    // Some servers write the number as a string.
    let seconds = members.get("expires_in").and_then(|it| it.as_f64().or_else(|| it.as_str()?.parse().ok()));
    let life = seconds.map_or(Duration::MAX, |seconds| {
        Duration::try_from_secs_f64(seconds.max(0.0)).unwrap_or(Duration::MAX)
    });
    match members.get_mut("access_token").map(Value::take) {
        // One that cannot be sent would be refused by nobody, and kept for ever.
        Some(Value::String(token)) if token.is_empty() || !is_bearer_token(&token) => {
            Err(AuthError::from_source("the `access_token` of the response is no bearer token"))
        }
        Some(Value::String(token)) => Ok((token.into(), life)),
        _ => Err(AuthError::from_source("the response has no `access_token`")),
    }
}
