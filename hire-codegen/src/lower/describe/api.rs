//! Docs of the API: of its client.

use super::bullets::more;
use crate::ir::Docs;
use crate::markdown::{code, safe_line};
use crate::openapi::{self, Flow, FlowKind, SchemeKind, SecurityScheme, Server};

/// What the description says of the API as a whole: in its own words, then where it is served, how callers are known, and
/// whom to ask.
pub fn api(api: &openapi::Api<'_>) -> Docs {
    let mut docs = Docs::default();
    docs.paragraph(&format!("Client of {}, version {}.", api.title, api.info_version));
    docs.paragraph(api.summary.unwrap_or_default());
    docs.paragraph(api.description.unwrap_or_default());
    let is_plain = |server: &Server<'_>| server.description.is_none() && server.variables.is_empty();
    if api.servers.len() > 1 || !api.servers.iter().all(is_plain) {
        docs.lines(api.servers.iter().map(server).collect());
    }
    docs.lines(api.security_schemes.values().map(scheme).collect());
    let mut facts = Vec::new();
    facts.extend(fact("Contact", &api.contact));
    facts.extend(fact("License", &api.license));
    facts.extend(fact("Terms of service", &[api.terms]));
    facts.extend(api.external_docs.map(more));
    docs.lines(facts);
    docs
}

/// The first paragraph of a text, in a line, behind a colon.
fn said(text: Option<&str>) -> String {
    let lines = text.unwrap_or_default().lines().map(str::trim).skip_while(|line| line.is_empty());
    let line = lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    if line.is_empty() { line } else { format!(": {}", safe_line(&line)) }
}

/// Words about a subject, if there are any.
fn fact(subject: &str, words: &[Option<&str>]) -> Option<String> {
    let words: Vec<_> =
        words.iter().flatten().map(|word| word.trim()).filter(|word| !word.is_empty()).collect();
    let words: Vec<_> = words.into_iter().map(safe_line).collect();
    (!words.is_empty()).then(|| format!("- {subject}: {}", words.join(", ")))
}

fn server(server: &Server<'_>) -> String {
    let variables = server.variables.iter().map(|variable| {
        let values: Vec<_> = variable.values.iter().map(|value| code(value)).collect();
        let of = if values.is_empty() { String::new() } else { format!(", one of {}", values.join(", ")) };
        let default = code(variable.default);
        format!("; {} is {default}{of}{}", code(variable.name), said(variable.description))
    });
    let variables: String = variables.collect();
    format!("- Server {}{}{variables}", code(server.template), said(server.description))
}

fn scheme(scheme: &SecurityScheme<'_>) -> String {
    let kind = match &scheme.kind {
        SchemeKind::Basic => "user name and password".to_owned(),
        SchemeKind::Bearer { format: Some(format) } => format!("a bearer token, {}", code(format)),
        SchemeKind::Bearer { format: None } => "a bearer token".to_owned(),
        SchemeKind::OtherHttp(name) => format!("{}, which the client does not send", code(name)),
        SchemeKind::ApiKey { location, name } => {
            format!("a key, in the {} {}", location.as_str(), code(name))
        }
        SchemeKind::OAuth2 { flows } => {
            let flows: Vec<_> = flows.iter().map(flow).collect();
            let colon = if flows.is_empty() { "" } else { ": " };
            format!("a token of OAuth 2.0{colon}{}", flows.join("; "))
        }
        SchemeKind::OpenIdConnect { url } => format!("a token of OpenID Connect, {}", code(url)),
        SchemeKind::MutualTls => "a certificate, which the transport presents".to_owned(),
    };
    format!("- Credential {}, {kind}{}", code(scheme.name), said(scheme.description))
}

/// A way to obtain a token: its addresses, and what the scopes are for.
fn flow(flow: &Flow<'_>) -> String {
    let name = match flow.kind {
        FlowKind::Implicit => "implicit",
        FlowKind::Password => "password",
        FlowKind::ClientCredentials => "client credentials",
        FlowKind::AuthorizationCode => "authorization code",
    };
    let addresses =
        [("", flow.authorization_url), ("token: ", flow.token_url), ("refresh: ", flow.refresh_url)];
    let addresses = addresses.into_iter().filter_map(|(what, url)| Some(format!(", {what}{}", code(url?))));
    let scopes =
        flow.scopes.iter().map(|(scope, meaning)| format!(", {}{}", code(scope), said(Some(*meaning))));
    addresses.chain(scopes).fold(name.to_owned(), |text, more| text + &more)
}
