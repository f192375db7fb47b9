//! Where a difference is in the description, and the edits that settle it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use hire_codegen::source::Cursor;
use serde_json::{Value, json};

use super::Difference;
use super::project::Spot;
use crate::doc::description::{Description, FIELD_SCOPES, LIMITS, Operation, Schema, limits, value_of};
use crate::doc::diff::Finding;
use crate::doc::import::{Inline, error_code, field_schema, parameter};
use crate::doc::page::{Example, Field, Fields, Page};
use crate::doc::record::{Accepted, Record};
use crate::doc::yaml::{Edit, tokens};

/// What edits are made from.
pub struct Context<'c, 'a> {
    pub description: &'a Description,
    pub operation: Operation<'a>,
    pub page: &'c Page,
    pub record: &'c Record,
    pub spots: &'c BTreeMap<String, Spot<'a>>,
}

/// Edits, each of a node's file, and whether they are certain.
pub type Settled = (Vec<(PathBuf, Edit)>, bool);

impl<'a> Context<'_, 'a> {
    /// A finding with its place and its edits.
    pub fn difference(&self, finding: Finding) -> Difference {
        let place = self.description.locate(self.place(&finding.path));
        let (edits, is_certain) = self.settle(&finding).unwrap_or_default();
        Difference { is_certain: is_certain && !edits.is_empty(), finding, place, edits }
    }

    /// The node that a path is about, or the nearest one above it.
    fn place(&self, path: &str) -> Cursor<'a> {
        let mut path = path;
        loop {
            if let Some(spot) = self.spots.get(path) {
                return spot.node;
            }
            match path.rsplit_once(['.', '[']) {
                Some((above, _)) => path = above,
                None => return self.operation.node,
            }
        }
    }

    fn settle(&self, finding: &Finding) -> Option<Settled> {
        let (path, id) = (finding.path.as_str(), finding.kind.id);
        let new = finding.new.as_ref().map(|version| version.text.as_str()).unwrap_or_default();
        let old = finding.old.as_ref().map(|version| version.text.as_str()).unwrap_or_default();
        match id {
            "method-changed" => {
                let name = self.page.method.trim().to_ascii_lowercase();
                Some((vec![self.edit(self.operation.node, |pointer| Edit::Rename { pointer, name })], true))
            }
            "url-changed" => self.url(new),
            "rate-limit-changed" => self.rate_limit(new),
            "scope-added" | "scope-removed" | "token-added" | "token-removed" => Some(self.security()),
            "field-scope-added" | "field-scope-removed" => {
                let is_list = self.operation.node.get(FIELD_SCOPES).is_none_or(Cursor::is_sequence);
                let pointer = self.pointer(self.operation.node, &[FIELD_SCOPES]);
                let edit = if old.is_empty() {
                    Edit::Push { pointer, value: new.into(), after: None }
                } else {
                    Edit::Drop { pointer, item: (None, old.into()) }
                };
                Some((vec![(self.file(self.operation.node), edit)], is_list))
            }
            "error-added" | "error-removed" | "error-status-changed" => self.error(id, path),
            "header-added" | "header-removed" | "fixed-value-changed" => self.header(id, path, new),
            "error-order" => Some(self.error_order()),
            "field-order" => self.field_order(path),
            "table-added" => self.table(path),
            _ => self.field(id, path, old, new),
        }
    }

    pub fn file(&self, node: Cursor<'a>) -> PathBuf {
        self.description.locate(node).file
    }

    pub fn pointer(&self, node: Cursor<'a>, below: &[&str]) -> Vec<String> {
        let mut pointer = tokens(&self.description.locate(node).pointer);
        pointer.extend(below.iter().map(|token| (*token).to_owned()));
        pointer
    }

    fn edit(&self, node: Cursor<'a>, edit: impl FnOnce(Vec<String>) -> Edit) -> (PathBuf, Edit) {
        (self.file(node), edit(self.pointer(node, &[])))
    }

    fn set(&self, node: Cursor<'a>, below: &[&str], value: Value) -> (PathBuf, Edit) {
        let after = None;
        (self.file(node), Edit::Set { pointer: self.pointer(node, below), value, after })
    }

    /// Sets a member of the operation.
    fn member(&self, name: &str, value: Value) -> (PathBuf, Edit) {
        self.set(self.operation.node, &[name], value)
    }

    /// The rate limit. Of several windows the description has one: that which it has already, else it is for a person to choose.
    fn rate_limit(&self, new: &str) -> Option<Settled> {
        let found = limits(new);
        let stated = |key| self.operation.node.get("x-rate-limit").and_then(|node| node.get(key));
        let is_window = |(_, window): &&(u64, &str)| {
            stated("window").and_then(Cursor::as_str).is_some_and(|stated| stated == *window)
        };
        let same = found.iter().find(is_window);
        let (limit, window) = *same.or(found.first())?;
        if same.is_some() && stated("limit").and_then(Cursor::as_u64) == Some(limit) {
            return None;
        }
        let value = json!({ "limit": limit, "window": window });
        Some((vec![self.member("x-rate-limit", value)], same.is_some() || found.len() == 1))
    }

    /// The address: another key of `paths`, as long as the path has one operation alone and the server stays.
    fn url(&self, new: &str) -> Option<Settled> {
        let (_, rest) = new.split('?').next()?.split_once("://")?;
        let (host, path) = rest.split_once('/')?;
        let servers = self.operation.servers();
        let base =
            servers.iter().find(|server| server.contains(host)).and_then(|server| server.split_once("://"));
        let base = base
            .and_then(|(_, rest)| rest.split_once('/'))
            .map_or(String::new(), |(_, base)| format!("/{base}"));
        let path = format!("/{path}");
        let path = path.strip_prefix(&base)?;
        let name = crate::doc::import::template(path);
        let is_alone = self.operation.item.entries().filter(|(key, _)| !key.starts_with("x-")).count() == 1;
        let known = servers.iter().any(|server| server.contains(host));
        Some((
            vec![self.edit(self.operation.item, |pointer| Edit::Rename { pointer, name })],
            is_alone && known,
        ))
    }

    /// One alternative for each kind of token and each scope, since one scope is enough.
    fn security(&self) -> Settled {
        let value = crate::doc::import::security(self.page);
        let schemes =
            self.operation.node.sources().root().get("components").and_then(|it| it.get("securitySchemes"));
        let missing = self
            .page
            .tokens
            .iter()
            .filter(|token| schemes.is_none_or(|schemes| schemes.get(token).is_none()));
        let root = self.operation.node.sources().root();
        let add = |token: &String| {
            let pointer = ["components", "securitySchemes", token].map(str::to_owned).to_vec();
            let value = json!({ "type": "http", "scheme": "bearer" });
            (self.file(root), Edit::Set { pointer, value, after: None })
        };
        let edits = missing.map(add).chain([self.member("security", value)]).collect();
        (edits, !self.page.tokens.is_empty())
    }

    fn error(&self, id: &str, path: &str) -> Option<Settled> {
        let code: i64 = path.strip_prefix("errors.")?.parse().ok()?;
        let rows: Vec<_> = self.page.errors.iter().filter(|row| row.code == code).collect();
        let node = self.operation.node;
        let pointer = self.pointer(node, &["x-error-codes"]);
        match (id, rows.as_slice()) {
            ("error-removed", _) => {
                let edit = Edit::Drop { pointer, item: (Some("code"), code.into()) };
                Some((vec![(self.file(node), edit)], self.was_on_page(path)))
            }
            ("error-added", [row]) => {
                let before = self.page.errors.iter().take_while(|other| other.code != code).last();
                let after = before.map(|row| (Some("code"), Value::from(row.code)));
                Some((vec![(self.file(node), Edit::Push { pointer, value: error_code(row), after })], true))
            }
            ("error-status-changed", [row]) => {
                let spot = self.spots.get(path)?;
                let edit = match row.status {
                    Some(status) => self.set(spot.node, &["status"], status.into()),
                    None => {
                        (self.file(spot.node), Edit::Remove { pointer: self.pointer(spot.node, &["status"]) })
                    }
                };
                Some((vec![edit], true))
            }
            _ => None,
        }
    }

    fn header(&self, id: &str, path: &str, new: &str) -> Option<Settled> {
        let name = path.strip_prefix("headers.")?;
        let header = self.page.headers.iter().find(|header| header.name == name);
        let node = self.operation.node;
        match id {
            "header-added" => {
                let header = header.filter(|header| !header.name.eq_ignore_ascii_case("Authorization"))?;
                let value = crate::doc::import::header(header);
                let pointer = self.pointer(node, &["parameters"]);
                Some((vec![(self.file(node), Edit::Push { pointer, value, after: None })], true))
            }
            "header-removed" => {
                let edit = self.edit(self.spots.get(path)?.node, |pointer| Edit::Remove { pointer });
                Some((vec![edit], self.was_on_page(path)))
            }
            _ if name.eq_ignore_ascii_case("Content-Type") => {
                let media = self.spots.get(path)?.node;
                let name = new.to_owned();
                Some((vec![self.edit(media, |pointer| Edit::Rename { pointer, name })], !new.is_empty()))
            }
            _ => Some((
                vec![self.set(self.spots.get(path)?.node, &["schema", "const"], new.into())],
                !new.is_empty(),
            )),
        }
    }

    /// A body that the description does not have.
    fn table(&self, path: &str) -> Option<Settled> {
        let mut types = Inline;
        let edit = match path {
            "request" if self.operation.node.get("requestBody").is_none() => {
                self.member("requestBody", crate::doc::import::request_body(self.page, &mut types)?)
            }
            "response" if self.operation.response().is_none() => {
                let content =
                    crate::doc::import::responses(self.page, &mut types).pointer("/200/content")?.clone();
                let responses = self.operation.node.get("responses")?;
                let status =
                    responses.entries().map(|(status, _)| status).find(|status| status.starts_with('2'));
                self.set(responses, &[status.unwrap_or("200"), "content"], content)
            }
            _ => return None,
        };
        Some((vec![edit], true))
    }

    /// Whether the page had something when it was last accepted.
    fn was_on_page(&self, path: &str) -> bool {
        match &self.record.accepted {
            Accepted::Nothing => false,
            Accepted::Digests(digests) => digests.keys().any(|key| key.split('#').next() == Some(path)),
            Accepted::Copy(page) => match path.split_once('.') {
                Some(("errors", code)) => page.errors.iter().any(|row| row.code.to_string() == code),
                Some(("headers", name)) => page.headers.iter().any(|header| header.name == name),
                _ => find(page, path).is_some(),
            },
        }
    }

    fn field(&self, id: &str, path: &str, old: &str, new: &str) -> Option<Settled> {
        let (parent, name) = path.rsplit_once('.')?;
        let is_parameter = matches!(parent, "query" | "path_params");
        let (field, samples) = find(self.page, path).unzip();
        let samples = samples.unwrap_or_default();
        let spot = self.spots.get(path);
        match id {
            "field-added" | "required-field-added" if is_parameter => {
                let location = if parent == "query" { "query" } else { "path" };
                let value = parameter(field?, location);
                let before = preceding(self.page.table(parent).rows(), name);
                let after = before.map(|before| (Some("name"), before.into()));
                let pointer = self.pointer(self.operation.node, &["parameters"]);
                Some((vec![(self.file(self.operation.node), Edit::Push { pointer, value, after })], true))
            }
            "field-added" | "required-field-added" => self.add(parent, field?, &samples),
            "field-removed" if is_parameter => {
                let edit = self.edit(spot?.node, |pointer| Edit::Remove { pointer });
                Some((vec![edit], self.was_on_page(path)))
            }
            "field-removed" => {
                let spot = spot?;
                let owner = spot.parent.as_ref()?;
                let mut edits = vec![self.edit(spot.node, |pointer| Edit::Remove { pointer })];
                edits.extend(self.requirement(owner, name, false));
                Some((edits, self.was_on_page(path) && !self.is_shared(spot.node)))
            }
            "field-renamed" => {
                let spot = self.spots.get(&format!("{parent}.{old}"))?;
                if is_parameter {
                    return Some((vec![self.set(spot.node, &["name"], name.into())], true));
                }
                let owner = spot.parent.as_ref()?;
                let name = name.to_owned();
                let mut edits = self.requirement(owner, old, false).map_or_else(Vec::new, |edit| {
                    let added = self.requirement(owner, &name, true);
                    std::iter::once(edit).chain(added).collect()
                });
                edits.push(self.edit(spot.node, |pointer| Edit::Rename { pointer, name }));
                Some((edits, !self.is_shared(spot.node)))
            }
            "became-required" | "became-optional" if is_parameter => Some((
                vec![self.set(spot?.node, &["required"], (id == "became-required").into())],
                parent == "query",
            )),
            "became-required" | "became-optional" => {
                let spot = spot?;
                let edit = self.requirement(spot.parent.as_ref()?, name, id == "became-required")?;
                Some((vec![edit], !self.is_shared(spot.node)))
            }
            "type-changed" | "list-changed" | "default-changed" | "enum-value-added"
            | "enum-value-removed" | "enum-order" | "rule-added" | "rule-changed" | "rule-removed" => {
                let node = spot?.node;
                let schema = Schema::of(if is_parameter { node.get("schema")? } else { node });
                self.keyword(id, &schema, (field?, &samples), old, new)
            }
            _ => None,
        }
    }

    pub fn is_shared(&self, node: Cursor<'a>) -> bool {
        self.description.is_shared(node, self.operation)
    }

    /// Adds a property behind the one that it follows on the page.
    fn add(&self, parent: &str, field: &Field, samples: &[&Value]) -> Option<Settled> {
        let spot = self.spots.get(parent)?;
        let is_table = !parent.contains('.');
        let schema = if is_table { spot.parent.clone()? } else { Schema::of(spot.node) };
        let object = schema.inside();
        let owner =
            object.part("properties").unwrap_or_else(|| object.all.last().copied().unwrap_or(object.node));
        let is_known =
            matches!(self.page.table(parent.split('.').next().unwrap_or_default()), Fields::Known(_));
        let siblings =
            if is_table { self.page.table(parent).rows() } else { &find(self.page, parent)?.0.children };
        let pointer = self.pointer(owner, &["properties", &field.name]);
        let value = field_schema(field, samples);
        let mut edits = vec![];
        if owner.get("type").is_none() && owner.get("properties").is_none() {
            edits.push(self.set(owner, &["type"], "object".into()));
        }
        edits.push((self.file(owner), Edit::Set { pointer, value, after: preceding(siblings, &field.name) }));
        if field.required == Some(true) {
            edits.extend(self.requirement(&object, &field.name, true));
        }
        Some((edits, is_known && !self.is_shared(owner)))
    }

    /// Makes a property required, or optional.
    fn requirement(&self, object: &Schema<'a>, name: &str, is_required: bool) -> Option<(PathBuf, Edit)> {
        let has = |part: &Cursor<'a>| {
            part.get("required").is_some_and(|list| list.items().any(|item| item.as_str() == Some(name)))
        };
        if is_required {
            let part = object.part("properties").unwrap_or(object.node);
            let edit =
                Edit::Push { pointer: self.pointer(part, &["required"]), value: name.into(), after: None };
            return Some((self.file(part), edit));
        }
        let part = object.all.iter().copied().find(has)?;
        let edit = Edit::Drop { pointer: self.pointer(part, &["required"]), item: (None, name.into()) };
        Some((self.file(part), edit))
    }

    /// A keyword of a property's schema.
    fn keyword(
        &self,
        id: &str,
        schema: &Schema<'a>,
        (field, samples): (&Field, &[&Value]),
        old: &str,
        new: &str,
    ) -> Option<Settled> {
        let elements = schema.elements();
        match id {
            "type-changed" | "list-changed" => {
                let mut value = field_schema(field, samples);
                let is_scalar = |schema: &Schema<'a>| {
                    schema.list() == 0 && ["properties", "enum"].iter().all(|key| schema.part(key).is_none())
                };
                let is_plain = is_scalar(schema) && field.list == 0 && field.children.is_empty();
                let target = schema.part("type").unwrap_or(schema.node);
                if is_plain && let Some(word) = value.get_mut("type").map(Value::take) {
                    let mut edits = vec![self.set(target, &["type"], word)];
                    if let Some(format) = schema.part("format") {
                        edits.push((
                            self.file(format),
                            Edit::Remove { pointer: self.pointer(format, &["format"]) },
                        ));
                    }
                    return Some((edits, !self.is_shared(target)));
                }
                Some((vec![self.set(schema.node, &[], field_schema(field, samples))], false))
            }
            "default-changed" => {
                let target = schema.part("default").unwrap_or(schema.node);
                let edit = if new.is_empty() {
                    (self.file(target), Edit::Remove { pointer: self.pointer(target, &["default"]) })
                } else {
                    self.set(target, &["default"], value_of(&schema.types(), new)?)
                };
                Some((vec![edit], !self.is_shared(target)))
            }
            "enum-value-added" | "enum-value-removed" => self.enumeration(&elements, field, old, new),
            "enum-order" => self.enum_order(&elements, field),
            _ => {
                let (key, limit) = (if new.is_empty() { old } else { new }).split_once(": ")?;
                let (_, keyword) = LIMITS.iter().find(|(name, _)| *name == key)?;
                let place = if keyword.ends_with("Items") { schema } else { &elements };
                let target = place.part(keyword).unwrap_or(place.node);
                let edit = if new.is_empty() {
                    (self.file(target), Edit::Remove { pointer: self.pointer(target, &[keyword]) })
                } else {
                    self.set(target, &[keyword], serde_json::from_str(limit).ok()?)
                };
                Some((vec![edit], !self.is_shared(target)))
            }
        }
    }

    fn enumeration(&self, elements: &Schema<'a>, field: &Field, old: &str, new: &str) -> Option<Settled> {
        let target = elements.part("enum").unwrap_or(elements.node);
        let types = elements.types();
        let values = field.values.as_deref().unwrap_or_default();
        let typed = |key: &str| if types.is_empty() { Some(Value::from(key)) } else { value_of(&types, key) };
        // Names and descriptions by their order have to stay in step.
        let has_names = ["x-enum-varnames", "x-enumNames"].iter().any(|key| target.get(key).is_some());
        let texts = target.get("x-enum-descriptions").filter(|texts| texts.is_sequence());
        let is_certain = !has_names && !self.is_shared(target);
        let file = self.file(target);
        let list = |key| self.pointer(target, &[key]);
        if !new.is_empty() {
            let index = values.iter().position(|(key, _)| key == new)?;
            let after = index
                .checked_sub(1)
                .and_then(|before| typed(&values.get(before)?.0))
                .map(|value| (None, value));
            let mut edits =
                vec![(file.clone(), Edit::Push { pointer: list("enum"), value: typed(new)?, after })];
            if let Some(texts) = texts {
                let said = crate::doc::import::text(&values.get(index)?.1);
                let item = |at: usize| texts.item(at).map(|text| (None, text.to_json()));
                let after = index.checked_sub(1).and_then(item);
                edits.push((
                    file,
                    Edit::Push { pointer: list("x-enum-descriptions"), value: said.into(), after },
                ));
            }
            return Some((edits, is_certain));
        }
        let position =
            target.get("enum")?.items().position(|item| crate::doc::description::word(item) == old)?;
        let mut edits = vec![(file.clone(), Edit::Drop { pointer: list("enum"), item: (None, typed(old)?) })];
        if let Some(text) = texts.and_then(|texts| texts.item(position)) {
            let item = (None, text.to_json());
            edits.push((file, Edit::Drop { pointer: list("x-enum-descriptions"), item }));
        }
        Some((edits, is_certain))
    }
}

/// The row of a path, and the values that the page's example has for it.
pub fn find<'p>(page: &'p Page, path: &str) -> Option<(&'p Field, Vec<&'p Value>)> {
    let (table, names) = path.split_once('.')?;
    let samples = match page.example(table) {
        Some(Example::Json(example)) => vec![example],
        _ => Vec::new(),
    };
    descend(page.table(table).rows(), &samples, names)
}

/// The row of a path below: a name may have dots itself.
fn descend<'p>(rows: &'p [Field], samples: &[&'p Value], names: &str) -> Option<(&'p Field, Vec<&'p Value>)> {
    rows.iter().find_map(|row| {
        let below = names.strip_prefix(row.name.as_str())?;
        let elements = samples.iter().flat_map(|sample| elements(sample));
        let samples: Vec<&Value> = elements.filter_map(|sample| sample.get(&row.name)).collect();
        match below.strip_prefix('.') {
            None => below.is_empty().then_some((row, samples)),
            Some(below) => descend(&row.children, &samples, below),
        }
    })
}

/// The elements of a list, and of lists in it; of anything else, that.
fn elements(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().flat_map(elements).collect(),
        value => vec![value],
    }
}

/// The name of the row before one.
fn preceding(rows: &[Field], name: &str) -> Option<String> {
    let at = rows.iter().position(|row| row.name == name)?;
    rows.get(at.checked_sub(1)?).map(|row| row.name.clone())
}
