//! Responses (§4.8.16, §4.8.17), their headers (§4.8.21) and links (§4.8.20).

use super::object::Object;
use super::reader::Reader;
use super::reference::Component;
use super::{content, keys, server};
use crate::diagnostic::codes::{BAD_STATUS, BAD_VALUE, IGNORED, IGNORED_HEADER, MISSING_KEY};
use crate::diagnostic::nearest;
use crate::openapi::{Header, Link, Response, Status, is_token};
use crate::source::Cursor;

/// The Responses Object.
pub(super) fn responses<'a>(reader: &mut Reader<'a, '_>, operation: Object<'a>) -> Vec<Response<'a>> {
    let Some(node) = operation.get("responses") else {
        if reader.version.requires_responses() && !operation.has_misspelt("responses") {
            let place = operation.cursor.key_place();
            let diagnostic = reader.diagnostics.warning(MISSING_KEY, place, "an operation needs `responses`");
            diagnostic
                .label("has no `responses`")
                .help("say what the server answers; until then nothing is read of it");
        }
        return Vec::new();
    };
    let entries = reader.map(operation, "responses");
    if entries.is_empty() && node.is_mapping() {
        let place = node.key_place();
        let message = "an operation needs at least one response";
        reader.diagnostics.warning(MISSING_KEY, place, message);
    }
    let mut responses = Vec::new();
    for (key, node) in entries {
        if key.starts_with("x-") {
            continue;
        }
        let status = status(reader, key, node);
        let response = response(reader, node);
        responses.extend(status.zip(response).map(|(status, response)| Response { status, ..response }));
    }
    responses
}

/// The key of a response: a status, a class of them, or the default.
fn status<'a>(reader: &mut Reader<'a, '_>, key: &str, node: Cursor<'a>) -> Option<Status> {
    let upper = key.to_ascii_uppercase();
    let status = match key.as_bytes() {
        b"default" => Some(Status::Default),
        _ if upper == "DEFAULT" => {
            taken_for(reader, node, "default");
            Some(Status::Default)
        }
        [class @ b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => {
            if *key != upper {
                taken_for(reader, node, &upper);
            }
            Some(Status::Range(class - b'0'))
        }
        [b'1'..=b'9', b'0'..=b'9', b'0'..=b'9'] => key.parse().ok().map(Status::Code),
        // `200 OK`, `200-created`.
        [b'1'..=b'5', b'0'..=b'9', b'0'..=b'9', behind, ..] if !behind.is_ascii_alphanumeric() => {
            let code = key.get(..3)?;
            taken_for(reader, node, code);
            code.parse().ok().map(Status::Code)
        }
        _ => None,
    };
    if status.is_none() {
        let message = format!("`{key}` is no status of a response");
        let place = node.key_place();
        // Three characters are a status with a wrong one.
        let is_misspelt = key.len() == 3 || nearest(&upper, ["DEFAULT"]).is_some();
        let diagnostic = if is_misspelt {
            reader.diagnostics.error(BAD_STATUS, place, message)
        } else {
            reader.diagnostics.warning(BAD_STATUS, place, message + ", and the response is left out")
        };
        diagnostic.help("write `200`, `2XX` for all of a class, or `default`");
    }
    status
}

/// Reports the key of a response that has the letters of another case.
fn taken_for<'a>(reader: &mut Reader<'a, '_>, response: Cursor<'a>, status: &str) {
    let message = format!("`{}` is taken for `{status}`", response.key().unwrap_or_default());
    let diagnostic = reader.diagnostics.warning(BAD_STATUS, response.key_place(), message);
    diagnostic.help(format!("write `{status}`"));
}

/// The Response Object. The status is the key of the response, and for the caller to set.
pub(super) fn response<'a>(reader: &mut Reader<'a, '_>, node: Cursor<'a>) -> Option<Response<'a>> {
    if reader.is_schema_instead(node, "a response of JSON") {
        return Some(Response {
            place: node.key_place(),
            status: Status::Default,
            description: "",
            headers: Vec::new(),
            content: vec![content::json(node)],
            links: Vec::new(),
        });
    }
    let target = reader.follow(node, Component::Response)?;
    let object = reader.object(target.cursor, &keys::RESPONSE)?;
    let description = description(reader, object);
    let mut headers = Vec::new();
    for (name, node) in reader.map(object, "headers") {
        let header = header(reader, name, node);
        if name.eq_ignore_ascii_case("content-type") {
            let message = "the header `Content-Type` is ignored here";
            let place = node.key_place();
            let diagnostic = reader.diagnostics.warning(IGNORED_HEADER, place, message);
            diagnostic.help("remove the header: the media types of `content` say it");
            continue;
        }
        if !is_possible(reader, name, node) {
            continue;
        }
        headers.extend(header);
    }
    let links = reader.map(object, "links").into_iter();
    let links = links.filter_map(|(name, node)| reader.idle(|reader| link(reader, name, node))).collect();
    if let Some(member) = target.cursor.get("links").filter(|it| !it.is_null()) {
        reader.unsupported("links", member.key_place());
    }
    Some(Response {
        place: target.cursor.key_place(),
        status: Status::Default,
        description: target.description.or(description).unwrap_or_default(),
        headers,
        content: content::content(reader, object),
        links,
    })
}

/// Whether a message can have a header of a name. Reports one that it cannot have, and that is left out.
pub(super) fn is_possible<'a>(reader: &mut Reader<'a, '_>, name: &str, header: Cursor<'a>) -> bool {
    let is_possible = is_token(name);
    if !is_possible {
        let message = format!("`{name}` is no name of a header, and is left out");
        let diagnostic = reader.diagnostics.warning(BAD_VALUE, header.key_place(), message);
        diagnostic.help("use letters, digits and `-` (RFC 9110 §5.6.2)");
    }
    is_possible
}

/// The member `description` of a response, which has to be there and tells people alone.
fn description<'a>(reader: &mut Reader<'a, '_>, response: Object<'a>) -> Option<&'a str> {
    if response.get("description").is_none() && !response.has_misspelt("description") {
        let place = response.cursor.key_place();
        let diagnostic = reader.diagnostics.warning(MISSING_KEY, place, "a response needs `description`");
        diagnostic
            .label("has no `description`")
            .help("say in a sentence when the server sends this response");
    }
    reader.string(response, "description")
}

/// The Header Object (§4.8.21).
pub(super) fn header<'a>(reader: &mut Reader<'a, '_>, name: &'a str, node: Cursor<'a>) -> Option<Header<'a>> {
    let target = reader.follow(node, Component::Header)?;
    let object = reader.object(target.cursor, &keys::HEADER)?;
    let description = reader.string(object, "description");
    let style = reader.string(object, "style");
    if style.is_some_and(|style| style != "simple") {
        let message = "the only style of a header is `simple`";
        let place = target.cursor.get("style").map(Cursor::place);
        let place = place.unwrap_or(target.cursor.place());
        reader
            .diagnostics
            .warning(BAD_VALUE, place, message)
            .help("write `style: simple`, or leave the key out");
    }
    for key in ["allowEmptyValue", "allowReserved"] {
        if reader.flag(object, key) == Some(true) {
            let place = object.get(key).map_or(object.cursor.key_place(), Cursor::key_place);
            let message = format!("`{key}` has no effect on a header");
            reader.diagnostics.warning(IGNORED, place, message);
        }
    }
    let required = reader.flag(object, "required").unwrap_or(false);
    let deprecated = reader.flag(object, "deprecated").unwrap_or(false);
    let explode = reader.flag(object, "explode").unwrap_or(false);
    let mut described = content::described(reader, object);
    described.examples.splice(0..0, described.example);
    Some(Header {
        place: target.cursor.key_place(),
        name,
        description: target.description.or(description),
        required,
        deprecated,
        explode,
        schema: described.schema,
        content: described.content,
        examples: described.examples,
    })
}

/// The Link Object (§4.8.20).
pub(super) fn link<'a>(reader: &mut Reader<'a, '_>, name: &'a str, node: Cursor<'a>) -> Option<Link<'a>> {
    let target = reader.follow(node, Component::Link)?;
    let object = reader.object(target.cursor, &keys::LINK)?;
    let operation_ref = reader.string(object, "operationRef");
    let operation_id = reader.string(object, "operationId");
    let description = reader.string(object, "description");
    let parameters = reader.map(object, "parameters");
    let server = target.cursor.get("server").and_then(|it| server::server(reader, it));
    match (target.cursor.get("operationRef"), target.cursor.get("operationId")) {
        (Some(by_ref), Some(by_id)) => reader.conflict(by_ref, by_id),
        (None, None) if object.has_misspelt("operationId") => {}
        (None, None) => {
            let message = "a link needs an `operationId` or `operationRef`";
            let place = target.cursor.key_place();
            reader.diagnostics.warning(MISSING_KEY, place, message);
        }
        _ => {}
    }
    Some(Link {
        place: target.cursor.key_place(),
        name,
        operation_id,
        operation_ref,
        description: target.description.or(description),
        parameters,
        request_body: target.cursor.get("requestBody"),
        server,
    })
}
