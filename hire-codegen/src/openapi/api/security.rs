//! Security schemes, and the requirements that name them.

use super::Location;
use crate::source::Place;

/// A way to prove who calls.
#[derive(Clone, Debug)]
pub struct SecurityScheme<'a> {
    /// The scheme.
    pub place: Place,
    /// The name that requirements use.
    pub name: &'a str,
    /// What a client sends.
    pub kind: SchemeKind<'a>,
    /// What the scheme is for.
    pub description: Option<&'a str>,
}

/// The kinds of security schemes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeKind<'a> {
    /// `type: http`, `scheme: basic`.
    Basic,
    /// `type: http`, `scheme: bearer`.
    Bearer {
        /// `bearerFormat`: a hint at what tokens look like, such as `JWT`.
        format: Option<&'a str>,
    },
    /// `type: http` with any other scheme.
    OtherHttp(&'a str),
    /// `type: apiKey`.
    ApiKey {
        /// `in`; never the path.
        location: Location,
        /// The name of the parameter, header or cookie.
        name: &'a str,
    },
    /// `type: oauth2`.
    OAuth2 {
        /// `flows`: the ways to obtain a token.
        flows: Vec<Flow<'a>>,
    },
    /// `type: openIdConnect`.
    OpenIdConnect {
        /// `openIdConnectUrl`: where the provider's configuration is.
        url: &'a str,
    },
    /// `type: mutualTLS`.
    MutualTls,
}

/// A way to obtain an OAuth 2 token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow<'a> {
    /// The grant.
    pub kind: FlowKind,
    /// `authorizationUrl`, of flows that send a user there.
    pub authorization_url: Option<&'a str>,
    /// `tokenUrl`, of flows that ask for the token themselves.
    pub token_url: Option<&'a str>,
    /// `refreshUrl`.
    pub refresh_url: Option<&'a str>,
    /// Each scope with what it allows.
    pub scopes: Vec<(&'a str, &'a str)>,
}

/// The grants of OAuth 2 (RFC 6749 §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowKind {
    /// `implicit`.
    Implicit,
    /// `password`.
    Password,
    /// `clientCredentials`.
    ClientCredentials,
    /// `authorizationCode`.
    AuthorizationCode,
}

/// Schemes that are needed together, each with its scopes or roles. An empty list
/// means that no proof is needed.
pub type SecurityRequirement<'a> = Vec<(&'a str, Vec<&'a str>)>;
