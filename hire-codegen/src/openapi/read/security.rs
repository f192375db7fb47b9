//! Security schemes (§4.8.27) and what needs them (§4.8.30).

use indexmap::IndexMap;

use super::object::{Object, Shape};
use super::reader::Reader;
use super::reference::Component;
use super::{ParameterIn, SchemeKind, SecurityRequirement, SecurityScheme, Version};
use crate::diagnostic::codes::{KEY_OF_OTHER_VERSION, UNKNOWN_SECURITY_SCHEME};
use crate::source::Cursor;

const SCHEME: Shape = Shape::new(
    "a security scheme",
    &["type", "description", "name", "in", "scheme", "bearerFormat", "flows", "openIdConnectUrl"],
);

const FLOWS: Shape = Shape::new(
    "the flows of a security scheme",
    &["implicit", "password", "clientCredentials", "authorizationCode"],
);

const FLOW: Shape = Shape::new("a flow", &["authorizationUrl", "tokenUrl", "refreshUrl", "scopes"]);

#[derive(Clone, Copy)]
enum Type {
    ApiKey,
    Http,
    OAuth2,
    OpenIdConnect,
    MutualTls,
}

const TYPES: &[(&str, Type)] = &[
    ("apiKey", Type::ApiKey),
    ("http", Type::Http),
    ("oauth2", Type::OAuth2),
    ("openIdConnect", Type::OpenIdConnect),
    ("mutualTLS", Type::MutualTls),
];

const PARTS: &[(&str, ParameterIn)] =
    &[("query", ParameterIn::Query), ("header", ParameterIn::Header), ("cookie", ParameterIn::Cookie)];

impl<'a> Reader<'a, '_> {
    /// `components.securitySchemes`.
    pub(super) fn security_schemes(
        &mut self,
        components: Object<'a>,
    ) -> IndexMap<&'a str, SecurityScheme<'a>> {
        let entries = self.map(components, "securitySchemes");
        self.scheme_names = entries.iter().map(|(name, _)| *name).collect();
        let schemes = entries.into_iter().filter_map(|(name, node)| {
            let scheme = self.security_scheme(name, node)?;
            Some((name, scheme))
        });
        schemes.collect()
    }

    fn security_scheme(&mut self, name: &'a str, node: Cursor<'a>) -> Option<SecurityScheme<'a>> {
        let target = self.follow(node, Component::SecurityScheme)?;
        let object = self.object(target.cursor, &SCHEME)?;
        let own = self.string(object, "description");
        self.string(object, "bearerFormat");
        let kind = self.required(object, "type")?;
        let kind = match self.one_of(kind, TYPES)? {
            Type::ApiKey => self.api_key(object)?,
            Type::Http => {
                let scheme = self.required_string(object, "scheme")?;
                match scheme.to_ascii_lowercase().as_str() {
                    "basic" => SchemeKind::Basic,
                    "bearer" => SchemeKind::Bearer,
                    _ => SchemeKind::OtherHttp(scheme),
                }
            }
            Type::OAuth2 => {
                self.flows(object);
                SchemeKind::OAuth2
            }
            Type::OpenIdConnect => {
                self.required_idle_address(object, "openIdConnectUrl");
                SchemeKind::OpenIdConnect
            }
            Type::MutualTls => {
                self.mutual_tls(kind);
                SchemeKind::MutualTls
            }
        };
        Some(SecurityScheme {
            place: target.cursor.key_place(),
            name,
            kind,
            description: target.description.or(own),
        })
    }

    fn api_key(&mut self, object: Object<'a>) -> Option<SchemeKind<'a>> {
        let name = self.required_string(object, "name");
        let part = self.required(object, "in");
        let part = part.and_then(|it| self.one_of(it, PARTS));
        Some(SchemeKind::ApiKey { part: part?, name: name? })
    }

    fn mutual_tls(&mut self, kind: Cursor<'a>) {
        if self.version < Version::V3_1 {
            let message = "`mutualTLS` belongs to OpenAPI 3.1, and this document is 3.0";
            let place = kind.place();
            self.diagnostics.warning(KEY_OF_OTHER_VERSION, place, message);
        }
    }

    /// The OAuth Flows Object (§4.8.28) and its flows (§4.8.29): their shape.
    fn flows(&mut self, scheme: Object<'a>) {
        let Some(flows) = self.required(scheme, "flows") else {
            return;
        };
        let Some(flows) = self.object(flows, &FLOWS) else {
            return;
        };
        for (kind, flow) in flows.cursor.entries() {
            if kind.starts_with("x-") {
                continue;
            }
            let Some(flow) = self.object(flow, &FLOW) else {
                continue;
            };
            if matches!(kind, "implicit" | "authorizationCode") {
                self.required_idle_address(flow, "authorizationUrl");
            }
            if matches!(kind, "password" | "clientCredentials" | "authorizationCode") {
                self.required_idle_address(flow, "tokenUrl");
            }
            self.idle_address(flow, "refreshUrl");
            self.required(flow, "scopes");
            for (_, scope) in self.map(flow, "scopes") {
                if scope.as_str().is_none() {
                    self.wrong_type(scope, "a string");
                }
            }
        }
    }

    /// The member `security` of the document or an operation; none if it is not there.
    pub(super) fn security(&mut self, object: Object<'a>) -> Option<Vec<SecurityRequirement<'a>>> {
        object.cursor.get("security")?;
        let alternatives = self.list(object, "security");
        Some(alternatives.into_iter().map(|it| self.requirement(it)).collect())
    }

    /// The Security Requirement Object (§4.8.30).
    fn requirement(&mut self, node: Cursor<'a>) -> SecurityRequirement<'a> {
        if !node.is_mapping() {
            self.wrong_type(node, "a mapping");
        }
        let mut schemes = Vec::new();
        for (name, scopes) in node.entries() {
            if !self.scheme_names.contains(&name) {
                self.unknown_scheme(name, scopes);
            }
            if !scopes.is_sequence() {
                self.wrong_type(scopes, "a list");
            }
            let scopes = scopes.items().collect();
            schemes.push((name, self.each_string(scopes)));
        }
        schemes
    }

    fn unknown_scheme(&mut self, name: &str, node: Cursor<'a>) {
        let message = format!("the security scheme `{name}` is not declared");
        let place = node.key_place();
        let meant = node.sources().nearest(name, self.scheme_names.iter().copied());
        let diagnostic = self.diagnostics.error(UNKNOWN_SECURITY_SCHEME, place, message);
        match meant {
            Some(meant) => diagnostic.label(format!("did you mean `{meant}`?")),
            None => diagnostic.help("declare it in `components.securitySchemes`"),
        };
    }
}
