//! Operations (§4.8.10), their responses (§4.8.16, §4.8.17), links (§4.8.20) and
//! callbacks (§4.8.18).

use super::extension::Inherited;
use super::object::{Object, Shape};
use super::parameter::Used;
use super::reader::{Later, Reader};
use super::reference::Component;
use super::{Method, Operation, Response, Status, Version};
use crate::diagnostic::codes::{BAD_STATUS, BAD_VALUE, BODY_WITHOUT_MEANING, IGNORED_HEADER, MISSING_KEY};
use crate::source::Cursor;

const OPERATION: Shape = Shape {
    name: "an operation",
    keys: &[
        "tags",
        "summary",
        "description",
        "externalDocs",
        "operationId",
        "parameters",
        "requestBody",
        "responses",
        "callbacks",
        "deprecated",
        "security",
        "servers",
    ],
    newer: &[],
    extensions: &["x-envelope", "x-error-codes", "x-idempotency-key", "x-rate-limit"],
    ours: false,
};

const RESPONSE: Shape = Shape::new("a response", &["description", "headers", "content", "links"]);

const LINK: Shape = Shape::new(
    "a link",
    &["operationRef", "operationId", "parameters", "requestBody", "description", "server"],
);

impl<'a> Reader<'a, '_> {
    /// The Operation Object, without what its path adds. Its own parameters come beside.
    pub(super) fn operation(
        &mut self,
        method: Method,
        node: Cursor<'a>,
        inherited: &Inherited<'a>,
    ) -> Option<(Operation<'a>, Vec<Used<'a>>)> {
        let object = self.object(node, &OPERATION)?;
        let id = self.operation_id(object);
        let own = self.parameters(object);
        let body = node.get("requestBody").filter(|it| !it.is_null());
        if let Some(body) = body {
            self.body_without_meaning(method, body);
        }
        self.callbacks(object);
        let operation = Operation {
            place: node.key_place(),
            id,
            id_place: id.and(node.get("operationId")).map_or(node.key_place(), Cursor::place),
            method,
            path: "",
            path_place: node.key_place(),
            tags: self.strings(object, "tags"),
            summary: self.string(object, "summary"),
            description: self.string(object, "description"),
            deprecated: self.flag(object, "deprecated").unwrap_or(false),
            external_docs: self.external_docs(object),
            parameters: Vec::new(),
            request_body: body.and_then(|it| self.request_body(it)),
            responses: self.responses(object),
            security: self.security(object).or_else(|| inherited.security.clone()),
            envelope: self.envelope(object, inherited.envelope.as_ref()),
            rate_limit: self.rate_limit(object),
            idempotency_key: self.idempotency_key(object),
            error_codes: self.error_codes(object),
            servers: self.servers(object),
        };
        Some((operation, own))
    }

    fn operation_id(&mut self, object: Object<'a>) -> Option<&'a str> {
        let id = self.string(object, "operationId")?;
        if id.is_empty() {
            let place = object.cursor.get("operationId").unwrap_or(object.cursor).place();
            self.diagnostics.error(BAD_VALUE, place, "`operationId` is empty");
            return None;
        }
        Some(id)
    }

    /// RFC 9110 gives a body of these methods no meaning (§9.3.1, §9.3.2, §9.3.8).
    fn body_without_meaning(&mut self, method: Method, body: Cursor<'a>) {
        if matches!(method, Method::Get | Method::Head | Method::Trace) {
            let message = format!("HTTP gives a body of {} no meaning", method.as_str());
            let place = body.key_place();
            let diagnostic = self.diagnostics.warning(BODY_WITHOUT_MEANING, place, message);
            diagnostic.help("servers and proxies may refuse or drop it");
        }
    }

    /// The Responses Object.
    fn responses(&mut self, operation: Object<'a>) -> Vec<Response<'a>> {
        let Some(node) = operation.cursor.get("responses") else {
            if self.version < Version::V3_1 {
                self.missing(operation, "responses");
            }
            return Vec::new();
        };
        let entries = self.map(operation, "responses");
        if entries.is_empty() && node.is_mapping() {
            let place = node.key_place();
            let message = "an operation needs at least one response";
            self.diagnostics.warning(MISSING_KEY, place, message);
        }
        let mut responses = Vec::new();
        for (key, node) in entries {
            if key.starts_with("x-") {
                continue;
            }
            let status = self.status(key, node);
            let response = self.response(node);
            let both = status.zip(response);
            responses.extend(both.map(|(status, response)| Response { status, ..response }));
        }
        responses
    }

    /// The key of a response: a status, a class of them, or the default.
    fn status(&mut self, key: &str, node: Cursor<'a>) -> Option<Status> {
        let status = match key.as_bytes() {
            b"default" => Some(Status::Default),
            [class @ b'1'..=b'5', b'X', b'X'] => Some(Status::Range(class - b'0')),
            [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(Status::Code),
            _ => None,
        };
        if status.is_none() {
            let message = format!("`{key}` is no status of a response");
            let place = node.key_place();
            let diagnostic = self.diagnostics.error(BAD_STATUS, place, message);
            let upper = key.to_ascii_uppercase();
            match upper.as_bytes() {
                [b'1'..=b'5', b'X', b'X'] => diagnostic.label(format!("did you mean `{upper}`?")),
                _ => diagnostic.help("it is `200`, `2XX` for all of a class, or `default`"),
            };
        }
        status
    }

    /// The Response Object; its status is what it stands under, so not known here.
    pub(super) fn response(&mut self, node: Cursor<'a>) -> Option<Response<'a>> {
        let target = self.follow(node, Component::Response)?;
        let object = self.object(target.cursor, &RESPONSE)?;
        let own = self.required_string(object, "description");
        let mut headers = Vec::new();
        for (name, node) in self.map(object, "headers") {
            let header = self.header(name, node);
            if name.eq_ignore_ascii_case("content-type") {
                let message = "the header `Content-Type` is ignored here";
                let place = node.key_place();
                let diagnostic = self.diagnostics.warning(IGNORED_HEADER, place, message);
                diagnostic.help("the media types of `content` say it");
                continue;
            }
            headers.extend(header);
        }
        for (_, link) in self.map(object, "links") {
            self.link(link);
        }
        if let Some(links) = target.cursor.get("links") {
            self.unsupported("links", links.key_place());
        }
        Some(Response {
            place: target.cursor.key_place(),
            status: Status::Default,
            description: target.description.or(own).unwrap_or_default(),
            headers,
            content: self.content(object),
        })
    }

    /// The Link Object: its shape.
    pub(super) fn link(&mut self, node: Cursor<'a>) {
        let Some(target) = self.follow(node, Component::Link) else {
            return;
        };
        let Some(object) = self.object(target.cursor, &LINK) else {
            return;
        };
        let by_ref = target.cursor.get("operationRef");
        let by_id = target.cursor.get("operationId");
        self.string(object, "operationRef");
        self.string(object, "operationId");
        self.string(object, "description");
        self.map(object, "parameters");
        if let Some(server) = target.cursor.get("server") {
            self.server(server);
        }
        match (by_ref, by_id) {
            (Some(one), Some(other)) => self.conflict(one, other),
            (None, None) if object.has_misspelt("operationId") => {}
            (None, None) => {
                let message = "a link needs an `operationId` or `operationRef`";
                let place = target.cursor.key_place();
                self.diagnostics.warning(MISSING_KEY, place, message);
            }
            _ => {}
        }
    }

    /// The member `callbacks` of an operation: put off, since callbacks have operations.
    fn callbacks(&mut self, operation: Object<'a>) {
        for (_, callback) in self.map(operation, "callbacks") {
            self.later(Later::Callback(callback));
        }
        if let Some(callbacks) = operation.cursor.get("callbacks") {
            self.unsupported("callbacks", callbacks.key_place());
        }
    }

    /// The Callback Object: its shape. Path items by expression.
    pub(super) fn callback(&mut self, node: Cursor<'a>) {
        let Some(target) = self.follow(node, Component::Callback) else {
            return;
        };
        // A callback that several operations name is read once.
        if target.cursor.place() != node.place() {
            self.later(Later::Callback(target.cursor));
            return;
        }
        if !target.cursor.is_mapping() {
            self.wrong_type(target.cursor, "a callback");
        }
        for (expression, item) in target.cursor.entries() {
            if !expression.starts_with("x-") {
                self.unemitted_item(item);
            }
        }
    }

    /// A path item that no code is emitted for: its shape.
    pub(super) fn unemitted_item(&mut self, node: Cursor<'a>) {
        let Some(item) = self.path_item(node) else {
            return;
        };
        for (method, node) in item.operations {
            self.operation(method, node, &Inherited::default());
        }
    }
}
