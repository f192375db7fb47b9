//! Security schemes (§4.8.27) and what needs them (§4.8.30).

use indexmap::IndexMap;

use super::address::check_fetched;
use super::keys;
use super::object::Object;
use super::reader::Reader;
use super::reference::Component;
use crate::diagnostic::codes::{BAD_VALUE, UNKNOWN_SECURITY_SCHEME, WRONG_TYPE};
use crate::diagnostic::nearest;
use crate::openapi::{
    Flow, FlowKind, Location, SchemeKind, SecurityRequirement, SecurityScheme, Versions, is_token,
};
use crate::source::Cursor;

#[derive(Clone, Copy)]
enum Type {
    ApiKey,
    Http,
    OAuth2,
    OpenIdConnect,
    MutualTls,
    Basic,
    Bearer,
    Unknown,
}

const TYPES: &[(&str, Type)] = &[
    ("apiKey", Type::ApiKey),
    ("http", Type::Http),
    ("oauth2", Type::OAuth2),
    ("openIdConnect", Type::OpenIdConnect),
    ("mutualTLS", Type::MutualTls),
];

const LOCATIONS: &[(&str, Location)] =
    &[("query", Location::Query), ("header", Location::Header), ("cookie", Location::Cookie)];

/// `components.securitySchemes`.
pub(super) fn security_schemes<'a>(
    reader: &mut Reader<'a, '_>,
    components: Object<'a>,
) -> IndexMap<&'a str, SecurityScheme<'a>> {
    let entries = reader.map(components, "securitySchemes");
    reader.scheme_names = entries.iter().map(|(name, _)| *name).collect();
    let schemes = entries.into_iter().filter_map(|(name, node)| {
        let scheme = security_scheme(reader, name, node)?;
        Some((name, scheme))
    });
    schemes.collect()
}

fn security_scheme<'a>(
    reader: &mut Reader<'a, '_>,
    name: &'a str,
    node: Cursor<'a>,
) -> Option<SecurityScheme<'a>> {
    let target = reader.follow(node, Component::SecurityScheme)?;
    let object = reader.object(target.cursor, &keys::SECURITY_SCHEME)?;
    let description = reader.string(object, "description");
    let format = reader.string(object, "bearerFormat");
    let kind = reader.required(object, "type")?;
    let kind = match scheme_type(reader, kind)? {
        Type::Basic => SchemeKind::Basic,
        Type::Bearer => SchemeKind::Bearer { format },
        Type::Unknown => SchemeKind::OtherHttp(kind.as_str().unwrap_or_default()),
        Type::ApiKey => api_key(reader, object)?,
        Type::Http => {
            let scheme = reader.expected(object, "scheme").and_then(Cursor::as_str).unwrap_or_default();
            match scheme.to_ascii_lowercase().as_str() {
                "basic" => SchemeKind::Basic,
                "bearer" => SchemeKind::Bearer { format },
                _ => SchemeKind::OtherHttp(scheme),
            }
        }
        Type::OAuth2 => SchemeKind::OAuth2 { flows: flows(reader, object) },
        Type::OpenIdConnect => {
            let url = reader.required_idle_address(object, "openIdConnectUrl");
            SchemeKind::OpenIdConnect { url: url.unwrap_or_default() }
        }
        Type::MutualTls => {
            if !Versions::SINCE_3_1.contains(reader.version) {
                reader.of_other_version("mutualTLS", Versions::SINCE_3_1, kind.place());
            }
            SchemeKind::MutualTls
        }
    };
    Some(SecurityScheme {
        place: target.cursor.key_place(),
        name,
        kind,
        description: target.description.or(description),
    })
}

/// The type of a scheme. `basic` is one of Swagger 2.0, and `bearer` is what one is often called; for another type that
/// does not resemble one of these, what is sent is not known.
fn scheme_type<'a>(reader: &mut Reader<'a, '_>, node: Cursor<'a>) -> Option<Type> {
    let text = node.as_str().unwrap_or_default();
    let of_http = [("basic", Type::Basic), ("bearer", Type::Bearer)];
    if let Some((name, type_)) = of_http.into_iter().find(|(name, _)| text.eq_ignore_ascii_case(name)) {
        let message =
            format!("`{text}` is no type of a security scheme, and is taken for the http scheme `{name}`");
        let diagnostic = reader.diagnostics.warning(BAD_VALUE, node.place(), message);
        diagnostic.help(format!("write `type: http` and `scheme: {name}`"));
        return Some(type_);
    }
    let resembles =
        |(name, _): &(&str, Type)| name.eq_ignore_ascii_case(text) || nearest(text, [*name]).is_some();
    if text.is_empty() || TYPES.iter().any(resembles) {
        return reader.one_of(node, TYPES);
    }
    let message = format!("`{text}` is no type of a security scheme");
    reader.diagnostics.warning(BAD_VALUE, node.place(), message);
    Some(Type::Unknown)
}

fn api_key<'a>(reader: &mut Reader<'a, '_>, object: Object<'a>) -> Option<SchemeKind<'a>> {
    let name = reader.required_string(object, "name");
    let location = reader.required(object, "in");
    let location = location.and_then(|it| reader.one_of(it, LOCATIONS));
    let (location, name) = (location?, name?);
    if location != Location::Query && !is_token(name) {
        let place = object.cursor.get("name").unwrap_or(object.cursor).place();
        let message = format!("`{name}` is no name of a header or cookie");
        let diagnostic = reader.diagnostics.error(BAD_VALUE, place, message);
        diagnostic.help("use letters, digits and `-` (RFC 9110 §5.6.2)");
    }
    Some(SchemeKind::ApiKey { location, name })
}

const FLOW_KINDS: &[(&str, FlowKind)] = &[
    ("implicit", FlowKind::Implicit),
    ("password", FlowKind::Password),
    ("clientCredentials", FlowKind::ClientCredentials),
    ("authorizationCode", FlowKind::AuthorizationCode),
];

/// The OAuth Flows Object (§4.8.28).
fn flows<'a>(reader: &mut Reader<'a, '_>, scheme: Object<'a>) -> Vec<Flow<'a>> {
    let flows = reader.expected(scheme, "flows");
    let flows = flows.and_then(|it| reader.object(it, &keys::FLOWS));
    let entries = flows.into_iter().flat_map(|it| it.cursor.entries());
    let entries = entries.filter(|(key, _)| !key.starts_with("x-"));
    entries.filter_map(|(key, node)| flow(reader, key, node)).collect()
}

/// The OAuth Flow Object (§4.8.29). A flow under an unknown key is read for its faults alone.
fn flow<'a>(reader: &mut Reader<'a, '_>, key: &str, node: Cursor<'a>) -> Option<Flow<'a>> {
    let flow = reader.object(node, &keys::FLOW)?;
    let key = keys::FLOWS.meant(key).unwrap_or(key);
    let kind = FLOW_KINDS.iter().find(|(name, _)| *name == key).map(|(_, kind)| *kind);
    let has_user = matches!(kind, Some(FlowKind::Implicit | FlowKind::AuthorizationCode));
    let has_token = matches!(kind, Some(kind) if kind != FlowKind::Implicit);
    let authorization_url = has_user.then(|| reader.required_idle_address(flow, "authorizationUrl"));
    let token_url = has_token.then(|| reader.required_idle_address(flow, "tokenUrl"));
    if kind == Some(FlowKind::ClientCredentials)
        && let (Some(Some(url)), Some(node)) = (token_url, flow.cursor.get("tokenUrl"))
    {
        check_fetched(reader.diagnostics, node, url);
    }
    let refresh_url = reader.idle_address(flow, "refreshUrl");
    reader.expected(flow, "scopes");
    Some(Flow {
        kind: kind?,
        authorization_url: authorization_url.flatten(),
        token_url: token_url.flatten(),
        refresh_url,
        scopes: scopes(reader, flow),
    })
}

/// The scopes of a flow, each with what it is for, which is said to people alone.
fn scopes<'a>(reader: &mut Reader<'a, '_>, flow: Object<'a>) -> Vec<(&'a str, &'a str)> {
    if let Some(names) = flow.get("scopes").filter(|scopes| scopes.is_sequence()) {
        let message =
            "`scopes` is a mapping of names to what they are for, and a list is taken for the names";
        reader.diagnostics.warning(WRONG_TYPE, names.place(), message).help("write `read: Reads all.`");
        return reader.strings(flow, "scopes").into_iter().map(|name| (name, "")).collect();
    }
    let scopes = reader.map(flow, "scopes").into_iter();
    scopes.map(|(name, scope)| (name, scope.as_str().unwrap_or_default())).collect()
}

/// The member `security` of the document or an operation; none if it is not there.
pub(super) fn security<'a>(
    reader: &mut Reader<'a, '_>,
    object: Object<'a>,
) -> Option<Vec<SecurityRequirement<'a>>> {
    object.get("security")?;
    let alternatives = reader.list(object, "security");
    Some(alternatives.into_iter().map(|it| requirement(reader, it)).collect())
}

/// The Security Requirement Object (§4.8.30).
fn requirement<'a>(reader: &mut Reader<'a, '_>, node: Cursor<'a>) -> SecurityRequirement<'a> {
    if let Some(name) = node.as_str().filter(|name| reader.scheme_names.contains(name)) {
        let message =
            format!("the name of a security scheme is a key, and `{name}` is taken for `{{{name}: []}}`");
        reader.diagnostics.warning(WRONG_TYPE, node.place(), message).help(format!("write `{{{name}: []}}`"));
        return vec![(name, Vec::new())];
    }
    if !node.is_mapping() && !reader.is_empty_mapping(node, "a mapping") {
        reader.wrong_type(node, "a mapping");
    }
    let mut schemes = Vec::new();
    for (name, scopes) in node.entries() {
        if !scopes.is_sequence() && !scopes.is_null() {
            reader.wrong_type(scopes, "a list");
        }
        if !reader.scheme_names.contains(&name) {
            unknown_scheme(reader, name, scopes);
            continue;
        }
        let scopes = scopes.items().collect();
        schemes.push((name, reader.each_string(scopes)));
    }
    schemes
}

fn unknown_scheme<'a>(reader: &mut Reader<'a, '_>, name: &str, node: Cursor<'a>) {
    let message = format!("the security scheme `{name}` is not declared");
    let place = node.key_place();
    let meant = node.sources().nearest(name, reader.scheme_names.iter().copied());
    let message = message + ", and nothing is sent for it";
    let diagnostic = reader.diagnostics.warning(UNKNOWN_SECURITY_SCHEME, place, message);
    match meant {
        Some(meant) => diagnostic.label(format!("did you mean `{meant}`?")),
        None => diagnostic.help("declare it in `components.securitySchemes`"),
    };
}
