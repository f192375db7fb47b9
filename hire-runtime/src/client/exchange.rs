//! One call on the wire: what does not depend on the types of the endpoint.

use bytes::Bytes;
use http::header::USER_AGENT;
use http::{Request, Response};

use super::Inner;
use super::trace::Call;
use crate::answer::Received;
use crate::auth::Chosen;
use crate::secret::Written;
use crate::{AuthError, Error, Operation, Secret, TransportError, TransportErrorKind};

/// Why there is no response.
pub(super) enum Stopped {
    Auth(AuthError),
    Transport(TransportError),
}

impl From<AuthError> for Stopped {
    fn from(error: AuthError) -> Self {
        Self::Auth(error)
    }
}

impl<C> From<Stopped> for Error<C> {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Auth(error) => Self::Auth(error),
            Stopped::Transport(error) => Self::Transport(error),
        }
    }
}

impl Inner {
    /// Sends a request, and once more with new credentials if the first are refused.
    pub(super) async fn exchange(
        &self,
        operation: &'static Operation,
        mut request: Request<Bytes>,
        refused: fn(&Received) -> bool,
        call: &Call,
    ) -> Result<Received, Stopped> {
        if !request.headers().contains_key(USER_AGENT) {
            let user_agent = self.user_agent.clone();
            request.headers_mut().insert(USER_AGENT, user_agent);
        }
        let written = request.extensions_mut().remove::<Written>();
        let chosen = self.credentials.choose(operation)?;
        let mut secrets = Vec::with_capacity(chosen.len());
        for credential in &chosen {
            secrets.push(credential.secret(None).await?);
        }
        let mut quotable = written.map_or_else(Vec::new, |written| written.secrets);
        quotable.extend_from_slice(&secrets);
        let mut first = self.attempt(operation, &request, &chosen, &secrets).await?;
        first.hide(&quotable);
        call.received(&first);
        if !refused(&first) || !renew(&chosen, &mut secrets).await? {
            return Ok(first);
        }
        call.resent();
        let mut second = self.attempt(operation, &request, &chosen, &secrets).await?;
        quotable.extend_from_slice(&secrets);
        second.hide(&quotable);
        call.received(&second);
        Ok(second)
    }

    async fn attempt(
        &self,
        operation: &'static Operation,
        request: &Request<Bytes>,
        chosen: &[Chosen<'_>],
        secrets: &[Secret],
    ) -> Result<Received, Stopped> {
        let mut request = request.clone();
        for (credential, secret) in chosen.iter().zip(secrets) {
            credential.apply(secret, &mut request)?;
        }
        if let Some(limits) = &self.rate_limits {
            limits.wait(operation).await;
        }
        let response = self.transfer(request).await.map_err(Stopped::Transport)?;
        Ok(Received::new(operation, response))
    }

    /// Keeps the limits for transports that do not.
    async fn transfer(&self, request: Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let limit = self.limits.max_response_bytes;
        let sent = self.transport.send(request, self.limits);
        match tokio::time::timeout(self.limits.timeout, sent).await {
            Err(elapsed) => Err(TransportError::new(TransportErrorKind::Timeout).with_source(elapsed)),
            Ok(Ok(response)) if response.body().len() > limit => {
                Err(TransportError::new(TransportErrorKind::TooLarge { limit }))
            }
            Ok(answer) => answer,
        }
    }
}

/// Replaces what the sources can replace, and says whether that is anything.
async fn renew(chosen: &[Chosen<'_>], secrets: &mut [Secret]) -> Result<bool, AuthError> {
    let mut renewed = false;
    for (credential, secret) in chosen.iter().zip(secrets) {
        match credential.secret(Some(secret)).await {
            Ok(new) if new != *secret => {
                *secret = new;
                renewed = true;
            }
            // There is no other: the server's answer says more than that.
            Ok(_) | Err(AuthError::Refused) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(renewed)
}
