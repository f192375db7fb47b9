//! Where requests go.

use std::collections::BTreeMap;
use std::fmt::{self, Debug};
use std::sync::{Arc, Mutex, PoisonError};

use http::Uri;
use http::uri::Authority;
use reqwest::Url;

use super::apart::Standing;
use crate::{TransportError, TransportErrorKind};

/// With so many servers, what is known of them is forgotten.
const MOST_SERVERS: usize = 256;

/// Where the last request went, without its query, in the form that reqwest takes, and how each
/// server has behaved.
///
/// To parse a URL costs more than whatever else is done to a request here, and most requests go
/// where the last one went.
#[derive(Default)]
pub(super) struct Targets(Mutex<Known>);

#[derive(Default)]
struct Known {
    last: Option<(Uri, Target)>,
    /// By scheme, host and port.
    servers: BTreeMap<String, Arc<Standing>>,
}

/// Where a request goes.
#[derive(Clone)]
pub(super) struct Target {
    pub(super) url: Url,
    pub(super) server: Arc<Standing>,
}

impl Targets {
    pub(super) fn find(&self, uri: &Uri) -> Result<Target, TransportError> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut target = match known.last(uri) {
            Some(target) => target,
            None => known.parse(uri)?,
        };
        if let Some(query) = uri.query() {
            target.url.set_query(Some(query));
        }
        Ok(target)
    }
}

impl Known {
    fn last(&self, uri: &Uri) -> Option<Target> {
        let (last, target) = self.last.as_ref()?;
        // The texts: one that differs in case alone is parsed again, which does no harm.
        let same = last.path() == uri.path()
            && last.authority().map(Authority::as_str) == uri.authority().map(Authority::as_str)
            && last.scheme() == uri.scheme();
        same.then(|| target.clone())
    }

    fn parse(&mut self, uri: &Uri) -> Result<Target, TransportError> {
        let unusable =
            |cause: url::ParseError| TransportError::new(TransportErrorKind::Unsupported).with_source(cause);
        let text = uri.to_string();
        // A credential may be in the query.
        let path = text.split('?').next().unwrap_or_default();
        let url = Url::parse(path).map_err(unusable)?;
        let server = self.server(&url);
        let target = Target { url, server };
        if let Ok(uri) = path.parse() {
            self.last = Some((uri, target.clone()));
        }
        Ok(target)
    }

    fn server(&mut self, url: &Url) -> Arc<Standing> {
        let origin = url.origin().ascii_serialization();
        if self.servers.len() >= MOST_SERVERS && !self.servers.contains_key(&origin) {
            self.servers.clear();
        }
        Arc::clone(self.servers.entry(origin).or_default())
    }
}

/// Nothing of the path, which may be nobody's business.
impl Debug for Targets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Targets").finish_non_exhaustive()
    }
}
