//! What a description says of an API as a whole.

use crate::Location;

/// An API: its name, its servers and how it tells who calls.
///
/// Bindings have one as a `static`, and every [`Operation`](crate::Operation) names it.
///
/// ```
/// use hire_runtime::{Api, SecurityScheme};
///
/// static API: Api = Api::new("Rewards", "1.0.0")
///     .servers(&["https://rewards.example"])
///     .schemes(&[SecurityScheme::bearer("token")])
///     .rate_limit_headers("x-ratelimit-limit", "x-ratelimit-reset");
///
/// assert_eq!(API.title(), "Rewards");
/// assert!(API.scheme("token").is_some());
/// assert!(API.scheme("other").is_none());
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Api {
    title: &'static str,
    version: &'static str,
    package: Option<(&'static str, &'static str)>,
    servers: &'static [&'static str],
    schemes: &'static [SecurityScheme],
    rate_limit_headers: Option<(&'static str, &'static str)>,
}

impl Api {
    /// An API by its title and the version of its description (`info` of `OpenAPI`).
    pub const fn new(title: &'static str, version: &'static str) -> Self {
        Self { title, version, package: None, servers: &[], schemes: &[], rate_limit_headers: None }
    }

    /// The package with the bindings, and its version: what the header `User-Agent` names first (RFC 9110, section 10.1.5).
    #[must_use]
    pub const fn package(mut self, name: &'static str, version: &'static str) -> Self {
        self.package = Some((name, version));
        self
    }

    /// The base URLs, in the description's order.
    #[must_use]
    pub const fn servers(mut self, servers: &'static [&'static str]) -> Self {
        self.servers = servers;
        self
    }

    /// The security schemes.
    #[must_use]
    pub const fn schemes(mut self, schemes: &'static [SecurityScheme]) -> Self {
        self.schemes = schemes;
        self
    }

    /// The headers by which a limited response tells the limit, and the seconds until it ends.
    #[must_use]
    pub const fn rate_limit_headers(mut self, limit: &'static str, reset: &'static str) -> Self {
        self.rate_limit_headers = Some((limit, reset));
        self
    }

    /// The title.
    pub const fn title(&self) -> &'static str {
        self.title
    }

    /// The version of the description.
    pub const fn version(&self) -> &'static str {
        self.version
    }

    /// The package with the bindings and its version, if they name it.
    pub const fn bindings_package(&self) -> Option<(&'static str, &'static str)> {
        self.package
    }

    /// All base URLs.
    pub const fn all_servers(&self) -> &'static [&'static str] {
        self.servers
    }

    /// All security schemes.
    pub const fn all_schemes(&self) -> &'static [SecurityScheme] {
        self.schemes
    }

    /// The security scheme of this name.
    pub fn scheme(&self, name: &str) -> Option<&'static SecurityScheme> {
        self.schemes.iter().find(|scheme| scheme.name == name)
    }

    /// The header with the seconds until a limit ends, if the API has one.
    pub fn rate_limit_reset_header(&self) -> Option<&'static str> {
        self.rate_limit_headers.map(|(_, reset)| reset)
    }

    /// The header with the number of calls that a window allows, if the API has one.
    pub fn rate_limit_limit_header(&self) -> Option<&'static str> {
        self.rate_limit_headers.map(|(limit, _)| limit)
    }
}

/// A way to tell who calls, by the name that operations refer to
/// (`components.securitySchemes` of `OpenAPI`).
#[derive(Debug, Clone, Copy)]
pub struct SecurityScheme {
    name: &'static str,
    kind: SchemeKind,
    token_url: Option<&'static str>,
}

/// How a credential travels.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum SchemeKind {
    /// `Authorization: Bearer <token>` (RFC 6750, section 2.1).
    Bearer,
    /// `Authorization: Basic <user:password in base64>` (RFC 7617).
    Basic,
    /// A token of its own place: a header, a query parameter or a cookie.
    ApiKey {
        /// Where it travels.
        location: Location,
        /// Under which name.
        key: &'static str,
    },
}

impl SecurityScheme {
    /// A bearer token.
    pub const fn bearer(name: &'static str) -> Self {
        Self { name, kind: SchemeKind::Bearer, token_url: None }
    }

    /// A user and a password.
    pub const fn basic(name: &'static str) -> Self {
        Self { name, kind: SchemeKind::Basic, token_url: None }
    }

    /// A token under the name `key` in a header, the query or a cookie.
    pub const fn api_key(name: &'static str, location: Location, key: &'static str) -> Self {
        Self { name, kind: SchemeKind::ApiKey { location, key }, token_url: None }
    }

    /// Where tokens are fetched for [`ClientCredentials`](crate::ClientCredentials) (`tokenUrl` of the flow
    /// `clientCredentials`); it may be relative to the base URL.
    #[must_use]
    pub const fn token_url(mut self, url: &'static str) -> Self {
        self.token_url = Some(url);
        self
    }

    /// The name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// How the credential travels.
    pub const fn kind(&self) -> SchemeKind {
        self.kind
    }

    /// Where tokens are fetched for client credentials, if the description says so.
    pub const fn described_token_url(&self) -> Option<&'static str> {
        self.token_url
    }
}
