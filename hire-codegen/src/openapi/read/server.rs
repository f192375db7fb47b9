//! Servers (§4.8.5) and their variables (§4.8.6).

use std::collections::BTreeMap;

use super::address::check_text;
use super::keys;
use super::object::Object;
use super::reader::Reader;
use crate::diagnostic::Severity;
use crate::diagnostic::codes::{BAD_VALUE, UNKNOWN_VARIABLE};
use crate::openapi::{Server, ServerVariable};
use crate::source::Cursor;

/// The member `servers`.
pub(super) fn servers<'a>(reader: &mut Reader<'a, '_>, object: Object<'a>) -> Vec<Server<'a>> {
    let servers = reader.list(object, "servers").into_iter();
    // A client may be given another base URL, so that a fault of a server is one that nobody may meet.
    servers.filter_map(|node| reader.idle(|reader| server(reader, node))).collect()
}

/// The Server Object, with the defaults of its variables in the address.
pub(super) fn server<'a>(reader: &mut Reader<'a, '_>, node: Cursor<'a>) -> Option<Server<'a>> {
    let object = reader.object(node, &keys::SERVER)?;
    let description = reader.string(object, "description");
    let declared = reader.map(object, "variables").into_iter();
    let variables: Vec<_> = declared.filter_map(|(name, node)| variable(reader, name, node)).collect();
    let template = reader.required_string(object, "url")?;
    let values: BTreeMap<&str, &str> =
        variables.iter().map(|variable| (variable.name, variable.default)).collect();
    let mut url = String::with_capacity(template.len());
    let mut remaining = template;
    while let Some((before, tail)) = remaining.split_once('{') {
        let Some((name, behind)) = tail.split_once('}') else {
            break;
        };
        url += before;
        match values.get(name) {
            Some(value) => url += value,
            None if object.get("variables").and_then(|it| it.get(name)).is_some() => {}
            None => {
                unknown_variable(reader, object, name);
                url = url + "{" + name + "}";
            }
        }
        remaining = behind;
    }
    url += remaining;
    if let Some(place) = object.get("url") {
        // A client may be given another base URL, so that this one may be a fault that nobody meets.
        check_text(reader.diagnostics, place, &url, Severity::Warning);
    }
    Some(Server { place: node.key_place(), template, url, description, variables })
}

fn unknown_variable<'a>(reader: &mut Reader<'a, '_>, server: Object<'a>, name: &str) {
    let message = format!("the variable `{name}` of the address is not declared, and stays as written");
    let url = server.get("url").unwrap_or(server.cursor);
    let diagnostic = reader.diagnostics.warning(UNKNOWN_VARIABLE, url.place(), message);
    diagnostic.help("declare it in `variables`, with a `default`");
}

/// The Server Variable Object.
fn variable<'a>(reader: &mut Reader<'a, '_>, name: &'a str, node: Cursor<'a>) -> Option<ServerVariable<'a>> {
    let object = reader.object(node, &keys::SERVER_VARIABLE)?;
    let description = reader.string(object, "description");
    let values = reader.list(object, "enum");
    let values: Vec<_> = values.into_iter().filter_map(|value| reader.text(value)).collect();
    let default = reader.expected(object, "default")?;
    let default = reader.text(default)?;
    if !values.is_empty() && !values.contains(&default) {
        let message = format!("the default `{default}` is not one of `enum`");
        let place = object.get("default").unwrap_or(node).place();
        let diagnostic = reader.diagnostics.warning(BAD_VALUE, place, message);
        diagnostic.help("list the default in `enum` as well, or choose one of the values there");
    }
    Some(ServerVariable { name, default, values, description })
}
