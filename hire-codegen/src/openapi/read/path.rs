//! Paths (§4.8.8) and path items (§4.8.9).

use std::collections::{BTreeMap, BTreeSet};

use super::extension::Inherited;
use super::object::Object;
use super::parameter::{Used, identity};
use super::reader::Reader;
use super::reference::Component;
use super::{extension, keys, operation, parameter, server, template};
use crate::diagnostic::codes::{DUPLICATE_OPERATION_ID, DUPLICATE_PATH, REF_SIBLING};
use crate::openapi::{Method, Operation, Server};
use crate::source::{Cursor, Place};

/// What the operations of a path item have in common.
pub(super) struct PathItem<'a> {
    pub(super) summary: Option<&'a str>,
    pub(super) description: Option<&'a str>,
    pub(super) servers: Vec<Server<'a>>,
    pub(super) parameters: Vec<Used<'a>>,
    /// The operations, unread.
    pub(super) operations: Vec<(Method, Cursor<'a>)>,
}

/// The Paths Object: the operations of all paths.
pub(super) fn paths<'a>(
    reader: &mut Reader<'a, '_>,
    document: Object<'a>,
    inherited: &Inherited<'a>,
) -> Vec<Operation<'a>> {
    let mut operations = Vec::new();
    let mut shapes = Shapes::new();
    for (path, node) in reader.map(document, "paths") {
        if path.starts_with("x-") {
            continue;
        }
        let place = node.key_place();
        let Some(target) = reader.follow(node, Component::PathItem) else { continue };
        let mut selected = operations_of(node, target.cursor);
        selected.retain(|(method, node)| reader.selects(path, *method, *node));
        if selected.is_empty() && !reader.selection.is_everything() {
            continue;
        }
        let template = template::template(reader, path, place);
        let Some(item) = path_item(reader, node) else { continue };
        same_path(reader, path, place, &selected, &mut shapes);
        for (method, node) in &selected {
            let read = operation::operation(reader, *method, *node, inherited);
            let Some((mut operation, parameters)) = read else {
                continue;
            };
            operation.path_place = place;
            operation.summary = operation.summary.or(item.summary);
            operation.description = operation.description.or(item.description);
            if operation.servers.is_empty() {
                operation.servers.clone_from(&item.servers);
            }
            let used = merged(&item.parameters, parameters);
            template::fill(reader, &mut operation, &template, used);
            operation.idempotency_key = extension::idempotency_key(reader, *node, &operation.parameters);
            operations.push(operation);
        }
    }
    same_ids(reader, &mut operations);
    operations
}

/// The Path Item Object.
pub(super) fn path_item<'a>(reader: &mut Reader<'a, '_>, node: Cursor<'a>) -> Option<PathItem<'a>> {
    let target = reader.follow(node, Component::PathItem)?;
    let object = reader.object(target.cursor, &keys::PATH_ITEM)?;
    let operations = operations_of(node, target.cursor);
    let mut item = PathItem {
        summary: reader.string(object, "summary"),
        description: reader.string(object, "description"),
        servers: server::servers(reader, object),
        parameters: parameter::parameters(reader, object),
        operations,
    };
    if target.cursor.place() != node.place() {
        beside_ref(reader, node, target.cursor);
        let own = reader.object(node, &keys::PATH_ITEM)?;
        let servers = server::servers(reader, own);
        if !servers.is_empty() {
            item.servers = servers;
        }
        let parameters = parameter::parameters(reader, own);
        item.parameters = merged(&item.parameters, parameters);
        item.summary = reader.string(own, "summary").or(item.summary);
        item.description = reader.string(own, "description").or(item.description);
    }
    Some(item)
}

/// The operations of a path item, unread: those beside a `$ref`, and those of its target that have other methods.
fn operations_of<'a>(node: Cursor<'a>, target: Cursor<'a>) -> Vec<(Method, Cursor<'a>)> {
    let mut operations: Vec<(Method, Cursor<'a>)> = Vec::new();
    for (key, operation) in node.entries().chain(target.entries()) {
        let method = Method::ALL.iter().find(|method| method.key().eq_ignore_ascii_case(key));
        let Some(method) = method.filter(|it| operations.iter().all(|(known, _)| known != *it)) else {
            continue;
        };
        operations.push((*method, operation));
    }
    operations
}

/// Reports keys beside the `$ref` of a path item that its target has as well: which of them counts is undefined, and the
/// nearer one does.
fn beside_ref<'a>(reader: &mut Reader<'a, '_>, node: Cursor<'a>, target: Cursor<'a>) {
    for (key, value) in node.entries() {
        let both =
            target.get(key).filter(|_| !matches!(key, "$ref" | "parameters") && !key.starts_with("x-"));
        if let Some(other) = both {
            let message =
                format!("`{key}` is beside a `$ref` to a path item that has it too, and this one counts");
            let diagnostic = reader.diagnostics.warning(REF_SIBLING, value.key_place(), message);
            diagnostic.related(other.key_place(), "the other one");
        }
    }
}

/// The operations of paths whose templates differ in names alone, by the template without names.
type Shapes = BTreeMap<String, (Place, BTreeMap<Method, Place>)>;

/// Reports a path whose template differs from an earlier one in names alone. To a client both are operations.
fn same_path<'a>(
    reader: &mut Reader<'a, '_>,
    path: &str,
    place: Place,
    operations: &[(Method, Cursor<'a>)],
    shapes: &mut Shapes,
) {
    let segments = path.split('{').enumerate();
    let shape: String = segments
        .map(|(index, segment)| match segment.split_once('}') {
            Some((_, behind)) if index > 0 => format!("{{}}{behind}"),
            _ => segment.to_owned(),
        })
        .collect();
    let (first, methods) = shapes.entry(shape).or_insert_with(|| (place, BTreeMap::new()));
    if *first != place {
        let message = format!("the path `{path}` differs from another in names only");
        let diagnostic = reader.diagnostics.warning(DUPLICATE_PATH, place, message);
        diagnostic.related(*first, "this is the same path").help("give the parameters the same names");
    }
    for (method, operation) in operations {
        let earlier = *methods.entry(*method).or_insert(operation.key_place());
        if earlier != operation.key_place() {
            let message = format!("{} of this path is there twice", method.as_str());
            let diagnostic = reader.diagnostics.warning(DUPLICATE_PATH, operation.key_place(), message);
            diagnostic.label("here again").related(earlier, "here first");
            diagnostic.help("remove one of them: a server cannot tell their requests apart");
        }
    }
}

/// Reports an `operationId` that is there twice. The second operation is named after its route.
fn same_ids<'a>(reader: &mut Reader<'a, '_>, operations: &mut [Operation<'a>]) {
    let mut ids: BTreeMap<&str, Place> = BTreeMap::new();
    for operation in operations {
        let Some(id) = operation.id else { continue };
        let place = operation.id_place;
        let first = *ids.entry(id).or_insert(place);
        if first != place {
            let message = format!("the operationId `{id}` is there twice");
            let diagnostic = reader.diagnostics.warning(DUPLICATE_OPERATION_ID, place, message);
            diagnostic.label("here again").related(first, "here first");
            diagnostic.help(
                "give this operation an id of its own: until then it is named after its method and path",
            );
            operation.id = None;
        }
    }
}

/// The parameters of a path item and of an operation, which replace those of the same name and location.
fn merged<'a>(common: &[Used<'a>], specific: Vec<Used<'a>>) -> Vec<Used<'a>> {
    let replaced: BTreeSet<_> = specific.iter().map(|it| identity(&it.parameter)).collect();
    let kept = common.iter().filter(|it| !replaced.contains(&identity(&it.parameter))).cloned();
    let mut all: Vec<Used<'a>> = kept.collect();
    all.extend(specific);
    all
}
