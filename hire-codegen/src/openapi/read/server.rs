//! Servers (§4.8.5) and their variables (§4.8.6).

use super::Server;
use super::address::check_text;
use super::object::{Object, Shape};
use super::reader::Reader;
use crate::diagnostic::Severity;
use crate::diagnostic::codes::{BAD_VALUE, UNKNOWN_VARIABLE};
use crate::source::Cursor;

const SERVER: Shape = Shape::new("a server", &["url", "description", "variables"]);

const VARIABLE: Shape = Shape::new("a server variable", &["enum", "default", "description"]);

impl<'a> Reader<'a, '_> {
    /// The member `servers`.
    pub(super) fn servers(&mut self, object: Object<'a>) -> Vec<Server<'a>> {
        let servers = self.list(object, "servers").into_iter();
        servers.filter_map(|node| self.server(node)).collect()
    }

    /// The Server Object, with the variables' defaults in the address.
    pub(super) fn server(&mut self, node: Cursor<'a>) -> Option<Server<'a>> {
        let object = self.object(node, &SERVER)?;
        let description = self.string(object, "description");
        let mut variables = Vec::new();
        for (name, variable) in self.map(object, "variables") {
            variables.extend(self.variable(variable).map(|default| (name, default)));
        }
        let template = self.required_string(object, "url")?;
        let mut url = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, tail)) = rest.split_once('{') {
            let Some((name, behind)) = tail.split_once('}') else {
                break;
            };
            url += before;
            let known = variables.iter().find(|(variable, _)| *variable == name);
            match known {
                Some((_, default)) => url += default,
                None if node.get("variables").and_then(|it| it.get(name)).is_some() => {}
                None => self.unknown_variable(object, name),
            }
            rest = behind;
        }
        url += rest;
        if let Some(place) = node.get("url") {
            // A client may be given another base URL, so that this one may be a fault that nobody meets.
            check_text(self.diagnostics, place, &url, Severity::Warning);
        }
        Some(Server { place: node.key_place(), url, description })
    }

    fn unknown_variable(&mut self, server: Object<'a>, name: &str) {
        let message = format!("the variable `{name}` of the address is not declared");
        let url = server.cursor.get("url").unwrap_or(server.cursor);
        let diagnostic = self.diagnostics.error(UNKNOWN_VARIABLE, url.place(), message);
        diagnostic.help("declare it in `variables`, with a `default`");
    }

    /// The Server Variable Object: its default.
    fn variable(&mut self, node: Cursor<'a>) -> Option<&'a str> {
        let object = self.object(node, &VARIABLE)?;
        self.string(object, "description");
        let values = self.strings(object, "enum");
        let default = self.required_string(object, "default")?;
        if node.get("enum").is_some_and(Cursor::is_sequence) && !values.contains(&default) {
            let message = format!("the default `{default}` is not one of `enum`");
            let place = node.get("default").unwrap_or(node).place();
            self.diagnostics.error(BAD_VALUE, place, message);
        }
        Some(default)
    }
}
