//! The API as a whole: what it is called, where it is, which credentials there are.

use std::collections::BTreeSet;

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
    let sent: BTreeSet<&str> = schemes.iter().map(|scheme| scheme.name.as_str()).collect();
    for requirement in operations.iter_mut().filter_map(|it| it.security.as_mut()).flatten() {
        requirement.retain(|(scheme, _)| sent.contains(scheme.as_str()));
    }
    let headers = api.rate_limit_headers.as_ref().map(|headers| {
        let text = |header: Option<&str>| header.unwrap_or_default().to_owned();
        (text(headers.limit_header), text(headers.reset_header))
    });
    let servers = servers(api, operations);
    let is_absolute =
        |server: &String| ["http://", "https://"].iter().any(|scheme| server.starts_with(scheme));
    let has_address = servers.first().is_some_and(is_absolute);
    report_other_hosts(api, operations, &servers, diagnostics);
    Api {
        title: api.title.to_owned(),
        version: api.info_version.to_owned(),
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

/// Reports where credentials go to another host than that of the first server: with the requests of an operation that has a
/// server of its own, and for tokens. Each host is reported once.
fn report_other_hosts(
    api: &openapi::Api<'_>,
    operations: &[Operation],
    servers: &[String],
    diagnostics: &mut Diagnostics,
) {
    let Some(first) = servers.first().and_then(|server| authority(server)) else { return };
    let mut known = BTreeSet::from([first.to_ascii_lowercase()]);
    let mut is_new = |url: &str| authority(url).is_some_and(|host| known.insert(host.to_ascii_lowercase()));
    for (operation, declared) in operations.iter().zip(&api.operations) {
        let sends = operation.security.iter().flatten().any(|schemes| !schemes.is_empty());
        let server = declared.servers.first().filter(|_| sends);
        if let (Some(url), Some(server)) = (&operation.server, server)
            && is_new(url)
        {
            let message = format!("this server has another host than `{first}`, and is sent credentials too");
            let diagnostic = diagnostics.warning(code::OTHER_HOST, server.place, message);
            diagnostic.help("make sure that the host may have them, or give the client a base URL");
        }
    }
    for scheme in api.security_schemes.values() {
        if let Some(url) = token_url(scheme).filter(|url| is_new(url)) {
            let message = format!(
                "tokens come from another host than `{first}`, which is sent the client's secret: `{url}`"
            );
            let diagnostic = diagnostics.warning(code::OTHER_HOST, scheme.place, message);
            diagnostic
                .help("make sure that the host may have it, or give the credentials another `token_url`");
        }
    }
}

/// Host and port of an absolute URL (RFC 3986 §3.2); a relative one has those of its base.
fn authority(url: &str) -> Option<&str> {
    let (_, hierarchy) =
        url.split_once("//").filter(|(scheme, _)| scheme.is_empty() || scheme.ends_with(':'))?;
    let authority = hierarchy.split(['/', '?', '#']).next().unwrap_or_default();
    Some(authority.rsplit_once('@').map_or(authority, |(_, host)| host))
}

/// Where the client fetches tokens for client credentials.
fn token_url<'a>(scheme: &openapi::SecurityScheme<'a>) -> Option<&'a str> {
    let openapi::SchemeKind::OAuth2 { flows } = &scheme.kind else { return None };
    flows.iter().find(|flow| flow.kind == openapi::FlowKind::ClientCredentials)?.token_url
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
        Declared::OAuth2 { .. } => SchemeKind::Bearer { token_url: token_url(scheme).map(str::to_owned) },
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
