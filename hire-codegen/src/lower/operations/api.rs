//! The API as a whole: what it is called, where it is, which credentials there are.

use std::collections::BTreeSet;

use crate::diagnostic::{Diagnostics, codes as code};
use crate::ir::{Api, Operation, Part, Scheme, SchemeKind};
use crate::lower::describe;
use crate::openapi;

/// The API as a whole. A security scheme that no operation uses need not be one that is supported.
pub fn describe(api: &openapi::Api<'_>, operations: &[Operation], diagnostics: &mut Diagnostics) -> Api {
    let alternatives = operations.iter().filter_map(|operation| operation.security.as_ref()).flatten();
    let used: BTreeSet<&str> = alternatives.flatten().map(|(scheme, _)| scheme.as_str()).collect();
    let schemes = api.security_schemes.values();
    let schemes = schemes.filter_map(|scheme| scheme_of(scheme, used.contains(scheme.name), diagnostics));
    let schemes = schemes.collect();
    let headers = api.rate_limit_headers.as_ref().map(|headers| {
        let text = |header: Option<&str>| header.unwrap_or_default().to_owned();
        (text(headers.limit_header), text(headers.reset_header))
    });
    Api {
        title: api.title.to_owned(),
        version: api.info_version.to_owned(),
        docs: describe::api(api),
        servers: api.servers.iter().map(|server| server.url.clone()).collect(),
        schemes,
        rate_limit_headers: headers,
    }
}

fn scheme_of(
    scheme: &openapi::SecurityScheme<'_>,
    used: bool,
    diagnostics: &mut Diagnostics,
) -> Option<Scheme> {
    use openapi::{Location, SchemeKind as Declared};
    let kind = match &scheme.kind {
        // Whatever flow got it, an access token is carried as RFC 6750 says.
        Declared::Bearer { .. } | Declared::OAuth2 { .. } | Declared::OpenIdConnect { .. } => {
            SchemeKind::Bearer
        }
        Declared::Basic => SchemeKind::Basic,
        Declared::ApiKey { location, name } => {
            let part = match location {
                Location::Query => Part::Query,
                Location::Cookie => Part::Cookie,
                _ => Part::Header,
            };
            SchemeKind::ApiKey { part, key: (*name).to_owned() }
        }
        Declared::MutualTls | Declared::OtherHttp(_) if !used => {
            let message =
                format!("the security scheme `{}` is not supported, and no operation uses it", scheme.name);
            diagnostics.warning(code::IGNORED, scheme.place, message);
            return None;
        }
        Declared::MutualTls | Declared::OtherHttp(_) => {
            diagnostics
                .error(
                    code::UNSUPPORTED,
                    scheme.place,
                    format!("the security scheme `{}` is not supported", scheme.name),
                )
                .help("supported are http bearer and basic, oauth2, openIdConnect and apiKey");
            return None;
        }
    };
    Some(Scheme { name: scheme.name.to_owned(), kind })
}
