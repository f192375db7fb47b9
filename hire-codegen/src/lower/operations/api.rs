//! The API as a whole: what it is called, where it is, which credentials there are.

use super::parameters::of_request;
use crate::diagnostic::{Diagnostics, codes as code};
use crate::ir::{Api, At, Constructor, Operation, Scheme, SchemeKind};
use crate::lower::describe;
use crate::openapi;

/// The API as a whole. What a security scheme needs that the client does not know is the affair of its transport and hooks:
/// operations do not ask for a credential of such a scheme.
pub fn describe(api: &openapi::Api<'_>, operations: &mut [Operation], diagnostics: &mut Diagnostics) -> Api {
    let schemes = api.security_schemes.values();
    let schemes: Vec<Scheme> = schemes.filter_map(|scheme| scheme_of(scheme, diagnostics)).collect();
    let is_sent = |name: &str| schemes.iter().any(|scheme| scheme.name == name);
    for requirement in operations.iter_mut().filter_map(|it| it.security.as_mut()).flatten() {
        requirement.retain(|(scheme, _)| is_sent(scheme));
    }
    let headers = api.rate_limit_headers.as_ref().map(|headers| {
        let text = |header: Option<&str>| header.unwrap_or_default().to_owned();
        (text(headers.limit_header), text(headers.reset_header))
    });
    let servers = servers(api, operations);
    let is_absolute =
        |server: &String| ["http://", "https://"].iter().any(|scheme| server.starts_with(scheme));
    let has_address = servers.first().is_some_and(is_absolute);
    Api {
        title: api.title.clone().into_owned(),
        version: api.info_version.clone().into_owned(),
        docs: describe::api(api),
        constructor: constructor(has_address, &schemes),
        has_address,
        servers,
        schemes,
        rate_limit_headers: headers,
    }
}

/// The servers of the API: those of the document, unless all operations declare the same ones for themselves. An operation
/// with others has the first of them.
fn servers(api: &openapi::Api<'_>, operations: &mut [Operation]) -> Vec<String> {
    let addresses = |servers: &[openapi::Server<'_>]| -> Vec<String> {
        servers.iter().map(|server| server.url.clone()).collect()
    };
    let local_servers: Vec<_> =
        api.operations.iter().map(|operation| addresses(&operation.servers)).collect();
    let common = local_servers.first().filter(|first| local_servers.iter().all(|it| it == *first));
    let servers = common.filter(|it| !it.is_empty()).cloned().unwrap_or_else(|| addresses(&api.servers));
    for (operation, local_servers) in operations.iter_mut().zip(local_servers) {
        operation.server = local_servers.first().filter(|_| local_servers != servers).cloned();
    }
    servers
}

/// What makes a client of the first server.
fn constructor(has_address: bool, schemes: &[Scheme]) -> Option<Constructor> {
    match schemes {
        _ if !has_address => None,
        [] => Some(Constructor::Anonymous),
        [only] => Some(Constructor::Credential(only.name.clone())),
        _ => None,
    }
}

fn scheme_of(scheme: &openapi::SecurityScheme<'_>, diagnostics: &mut Diagnostics) -> Option<Scheme> {
    use openapi::SchemeKind as Declared;
    let kind = match &scheme.kind {
        // Whatever flow got it, an access token is carried as RFC 6750 says.
        Declared::Bearer { .. } | Declared::OpenIdConnect { .. } => SchemeKind::Bearer { token_url: None },
        Declared::OAuth2 { flows } => {
            let flow = flows.iter().find(|flow| flow.kind == openapi::FlowKind::ClientCredentials);
            let url = flow.and_then(|flow| flow.token_url);
            SchemeKind::Bearer { token_url: url.map(str::to_owned) }
        }
        Declared::Basic => SchemeKind::Basic,
        Declared::ApiKey { location, name } => {
            SchemeKind::ApiKey { location: of_request(*location), key: (*name).to_owned() }
        }
        Declared::MutualTls => {
            not_sent(scheme, "give the client a transport that has the certificate", diagnostics);
            return None;
        }
        Declared::OtherHttp(_) => {
            not_sent(scheme, "give the client a hook that adds the header", diagnostics);
            return None;
        }
    };
    Some(Scheme { at: At(scheme.place), name: scheme.name.to_owned(), kind })
}

/// Reports a security scheme that the client sends nothing for.
fn not_sent(scheme: &openapi::SecurityScheme<'_>, help: &str, diagnostics: &mut Diagnostics) {
    let message = format!("the client sends nothing for the security scheme `{}`", scheme.name);
    diagnostics.warning(code::IGNORED, scheme.place, message).help(help);
}
