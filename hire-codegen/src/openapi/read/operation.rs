//! Operations (§4.8.10) and callbacks (§4.8.18).

use super::extension::Inherited;
use super::object::Object;
use super::parameter::Used;
use super::reader::{Later, Reader};
use super::reference::Component;
use super::{content, document, extension, keys, parameter, path, response, security, server};
use crate::diagnostic::codes::{BAD_VALUE, BODY_WITHOUT_MEANING};
use crate::openapi::{Method, Operation};
use crate::source::Cursor;

/// The Operation Object without what its path item adds or decides, and the parameters that the operation declares itself.
pub(super) fn operation<'a>(
    reader: &mut Reader<'a, '_>,
    method: Method,
    node: Cursor<'a>,
    inherited: &Inherited<'a>,
) -> Option<(Operation<'a>, Vec<Used<'a>>)> {
    let object = reader.object(node, &keys::OPERATION)?;
    let id = operation_id(reader, object);
    let parameters = parameter::parameters(reader, object);
    let body = object.get("requestBody").filter(|it| !it.is_null());
    if let Some(body) = body {
        body_without_meaning(reader, method, body);
    }
    callbacks(reader, object);
    let operation = Operation {
        place: node.key_place(),
        id,
        id_place: id.and(object.get("operationId")).map_or(node.key_place(), Cursor::place),
        method,
        path: "".into(),
        path_place: node.key_place(),
        tags: reader.idle(|reader| reader.strings(object, "tags")),
        summary: reader.string(object, "summary"),
        description: reader.string(object, "description"),
        deprecated: reader.flag(object, "deprecated").unwrap_or(false),
        external_docs: document::external_docs(reader, object),
        parameters: Vec::new(),
        request_body: body.and_then(|it| content::request_body(reader, it)),
        responses: response::responses(reader, object),
        security: security::security(reader, object).or_else(|| inherited.security.clone()),
        envelope: extension::envelope(reader, object, inherited.envelope.as_ref()),
        rate_limit: extension::rate_limit(reader, object),
        idempotency_key: None,
        error_codes: extension::error_codes(reader, object),
        servers: server::servers(reader, object),
    };
    Some((operation, parameters))
}

fn operation_id<'a>(reader: &mut Reader<'a, '_>, object: Object<'a>) -> Option<&'a str> {
    let id = reader.string(object, "operationId")?;
    if id.is_empty() {
        let place = object.get("operationId").unwrap_or(object.cursor).place();
        let diagnostic = reader.diagnostics.warning(BAD_VALUE, place, "`operationId` is empty");
        diagnostic
            .help("write a name, or leave the key out: the operation is named after its method and path");
        return None;
    }
    Some(id)
}

/// RFC 9110 gives a body of these methods no meaning (§9.3.1, §9.3.2, §9.3.8).
fn body_without_meaning<'a>(reader: &mut Reader<'a, '_>, method: Method, body: Cursor<'a>) {
    if matches!(method, Method::Get | Method::Head | Method::Trace) {
        let message = format!("HTTP gives a body of {} no meaning", method.as_str());
        let place = body.key_place();
        let diagnostic = reader.diagnostics.warning(BODY_WITHOUT_MEANING, place, message);
        diagnostic
            .help("leave the body out, or use another method: servers and proxies may refuse or drop it");
    }
}

/// The member `callbacks` of an operation: read later, since callbacks have operations.
fn callbacks<'a>(reader: &mut Reader<'a, '_>, operation: Object<'a>) {
    for (_, callback) in reader.map(operation, "callbacks") {
        reader.later(Later::Callback(callback));
    }
    if let Some(callbacks) = operation.get("callbacks").filter(|it| !it.is_null()) {
        reader.unsupported("callbacks", callbacks.key_place());
    }
}

/// The Callback Object: its shape. Path items by expression.
pub(super) fn callback<'a>(reader: &mut Reader<'a, '_>, node: Cursor<'a>) {
    let Some(target) = reader.follow(node, Component::Callback) else {
        return;
    };
    // A callback that several operations name is read once.
    if target.cursor.place() != node.place() {
        reader.later(Later::Callback(target.cursor));
        return;
    }
    if !target.cursor.is_mapping() {
        reader.wrong_type(target.cursor, "a callback");
    }
    for (expression, item) in target.cursor.entries() {
        if !expression.starts_with("x-") {
            unemitted_item(reader, item);
        }
    }
}

/// A path item that no code is emitted for: its shape.
pub(super) fn unemitted_item<'a>(reader: &mut Reader<'a, '_>, node: Cursor<'a>) {
    let Some(item) = path::path_item(reader, node) else {
        return;
    };
    for (method, node) in item.operations {
        operation(reader, method, node, &Inherited::default());
    }
}
