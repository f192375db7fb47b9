//! Where an API is.

use std::error::Error;
use std::fmt::{self, Display};
use std::str::FromStr;

use url::Url;

/// The base URL of an API: `http` or `https`, a host, perhaps a port and a path before all
/// paths of operations. No user, no query, no fragment.
///
/// ```
/// use hire_runtime::BaseUrl;
///
/// let base: BaseUrl = "https://api.example/gateway/".parse()?;
/// assert_eq!(base.as_str(), "https://api.example/gateway");
/// assert!("ftp://api.example".parse::<BaseUrl>().is_err());
/// # Ok::<(), hire_runtime::InvalidBaseUrl>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    /// Whether the text had a slash at its end, which counts where another URL is relative to it (RFC 3986, section 5.2.3).
    is_folder: bool,
    host: String,
    port: u16,
}

impl BaseUrl {
    /// The URL without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Another base URL, which may be relative to this one.
    #[cfg(feature = "client")]
    pub(crate) fn join(&self, other: &str) -> Result<Self, InvalidBaseUrl> {
        self.joined(other)?.as_str().parse()
    }

    /// The URL of a single resource, which may be relative to this one: a query and a slash at its end stay.
    #[cfg(feature = "client")]
    pub(crate) fn resource(&self, other: &str) -> Result<Self, InvalidBaseUrl> {
        let url = self.joined(other)?;
        let mut base = url.clone();
        base.set_query(None);
        Ok(Self { text: url.into(), ..base.as_str().parse()? })
    }

    #[cfg(feature = "client")]
    fn joined(&self, other: &str) -> Result<Url, InvalidBaseUrl> {
        let slash = if self.is_folder { "/" } else { "" };
        let url = Url::parse(&format!("{}{slash}", self.text)).and_then(|url| url.join(other));
        url.map_err(|error| InvalidBaseUrl(Fault::Syntax(error)))
    }

    /// Whether it goes without TLS.
    #[cfg(all(feature = "reqwest", feature = "rustls"))]
    pub(crate) fn is_plain(&self) -> bool {
        self.text.starts_with("http:")
    }

    /// The host.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port, that of the scheme if the URL names none.
    pub fn port(&self) -> u16 {
        self.port
    }
}

impl Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for BaseUrl {
    type Err = InvalidBaseUrl;

    fn from_str(text: &str) -> Result<Self, InvalidBaseUrl> {
        // A parser of URLs drops some of them, and the host may be another then.
        if text.contains(char::is_control) {
            return Err(InvalidBaseUrl(Fault::Has("a control character")));
        }
        let url = Url::parse(text).map_err(|error| InvalidBaseUrl(Fault::Syntax(error)))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(InvalidBaseUrl(Fault::Has("a scheme other than http and https")));
        }
        // The user and password of a URL would end up in logs.
        if !url.username().is_empty() || url.password().is_some() {
            return Err(InvalidBaseUrl(Fault::Has("a user or password")));
        }
        if url.query().is_some() {
            return Err(InvalidBaseUrl(Fault::Has("a query")));
        }
        if url.fragment().is_some() {
            return Err(InvalidBaseUrl(Fault::Has("a fragment")));
        }
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Err(InvalidBaseUrl(Fault::Has("no host")));
        };
        let text = url.as_str().trim_end_matches('/').to_owned();
        Ok(Self { is_folder: text.len() < url.as_str().len(), text, host: host.to_owned(), port })
    }
}

/// Why a text is no [`BaseUrl`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidBaseUrl(Fault);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Fault {
    Syntax(url::ParseError),
    Has(&'static str),
}

impl Display for InvalidBaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Fault::Syntax(error) => write!(f, "the base URL is not a URL: {error}"),
            Fault::Has(what) => write!(f, "the base URL has {what}"),
        }
    }
}

impl Error for InvalidBaseUrl {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_ones_lose_their_last_slash() {
        for (text, expected, host, port) in [
            ("https://open.feishu.cn", "https://open.feishu.cn", "open.feishu.cn", 443),
            ("http://127.0.0.1:8080/", "http://127.0.0.1:8080", "127.0.0.1", 8080),
            ("https://h/a/b/", "https://h/a/b", "h", 443),
            ("HTTP://[::1]/x y", "http://[::1]/x%20y", "[::1]", 80),
        ] {
            let base: BaseUrl = text.parse().unwrap();
            assert_eq!((base.as_str(), base.host(), base.port()), (expected, host, port));
        }
    }

    #[test]
    fn bad_ones_are_refused() {
        for (text, reason) in [
            ("", "the base URL is not a URL: relative URL without a base"),
            ("/v1", "the base URL is not a URL: relative URL without a base"),
            ("https://", "the base URL is not a URL: empty host"),
            ("https://h:99999", "the base URL is not a URL: invalid port number"),
            ("ftp://h", "the base URL has a scheme other than http and https"),
            ("https://u:s3cret@h", "the base URL has a user or password"),
            ("https://h?a=b", "the base URL has a query"),
            ("https://h#a", "the base URL has a fragment"),
            ("https://good.example\n.evil.example", "the base URL has a control character"),
            ("https://h/\t", "the base URL has a control character"),
            ("\0https://h", "the base URL has a control character"),
        ] {
            let error = text.parse::<BaseUrl>().unwrap_err();
            assert_eq!(error.to_string(), reason, "{text}");
        }
    }
}
