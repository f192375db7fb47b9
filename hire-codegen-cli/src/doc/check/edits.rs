//! Where a difference is in the description, and the edits that settle it in the description as it is: an index or a pointer in an
//! edit may be another after any other edit.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::rc::Rc;

use hire_codegen::source::{Cursor, Place};
use serde_json::{Value, json};

use super::Difference;
use super::index::{Index, Placement, Row};
use super::project::Spot;
use crate::doc::description::{
    Description, FIELD_SCOPES, LIMITS, Location, Operation, Schema, is_speakable, limits, shape, value_of,
    word,
};
use crate::doc::diff::Finding;
use crate::doc::import::{Inline, error_code, field_schema};
use crate::doc::page::{Field, Fields, Page, path_in, split_path};
use crate::doc::record::{Accepted, Record};
use crate::doc::yaml::{Edit, tokens};

/// What edits are made from.
pub struct Context<'c, 'a> {
    pub description: &'a Description,
    pub operation: Operation<'a>,
    pub page: &'c Page,
    pub record: &'c Record,
    pub spots: &'c BTreeMap<String, Spot<'a>>,
    /// What the page has.
    pub index: Index<'c>,
    pub known: Known<'c, 'a>,
}

/// What was asked for, and is again for other differences.
#[derive(Default)]
pub struct Known<'c, 'a> {
    /// The places of the description that are not the operation's alone.
    elsewhere: OnceCell<BTreeSet<Place>>,
    /// What the page had when it was last accepted: by its copy, or by the digests of its words.
    copy: OnceCell<Index<'c>>,
    digested: OnceCell<BTreeSet<String>>,
    /// The parameters of the operation itself, by the places of what they refer to.
    pub parameters: OnceCell<BTreeMap<Place, Cursor<'a>>>,
    /// The places in lists, by the paths of what is listed.
    placements: RefCell<BTreeMap<String, Rc<Placement>>>,
    /// The properties that schemas require.
    required: RefCell<BTreeMap<Place, BTreeSet<&'a str>>>,
}

/// The most alternatives of an operation's `security` that are written into an edit, which is that of each scope.
const MOST_ALTERNATIVES: usize = 256;

/// Why there is no edit of kinds of tokens and scopes, and what to do.
const MANY_ALTERNATIVES: &str = "there are more than 256 alternatives of a kind of token and a scope: list those of the page under `security`";

/// Why no edit of what a page has, or had, several rows for is certain.
const REPEATED: &str = "the page has several rows of this name, and they may differ";
const WAS_REPEATED: &str = "the page had several rows of this name, and they may have differed";

/// Edits, each of a node's file, and whether they are certain.
pub type Settled = (Vec<(PathBuf, Edit)>, bool);

impl<'c, 'a> Context<'c, 'a> {
    /// A finding with its place and its edits.
    pub fn difference(&self, finding: Finding, place: Location) -> Difference {
        let (edits, is_certain) = self.settle(&finding).unwrap_or_default();
        let pages = [(Some(&self.index), REPEATED), (self.copy(), WAS_REPEATED)];
        let is_repeated =
            |(index, _): &(Option<&Index<'_>>, _)| index.is_some_and(|it| it.is_repeated(&finding.path));
        let is_of_security = matches!(finding.path.as_str(), "scopes" | "tokens");
        let doubt = pages.into_iter().find(is_repeated).map(|(_, doubt)| doubt);
        let doubt = doubt.or((is_of_security && edits.is_empty()).then_some(MANY_ALTERNATIVES));
        Difference {
            is_certain: is_certain && !edits.is_empty() && doubt.is_none(),
            doubt,
            finding,
            place,
            edits,
        }
    }

    /// The node that a path is about, or the nearest one above it.
    pub fn node(&self, path: &str) -> Cursor<'a> {
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
            "scope-added" | "scope-removed" | "token-added" | "token-removed" => self.security(),
            "field-scope-added" | "field-scope-removed" => {
                let is_list = self.operation.node.get(FIELD_SCOPES).is_none_or(Cursor::is_sequence);
                let pointer = self.pointer(self.operation.node, &[FIELD_SCOPES]);
                let edit = if old.is_empty() {
                    Edit::Push { pointer, value: new.into(), at: None }
                } else {
                    Edit::Drop { pointer, item: (None, old.into()) }
                };
                Some((vec![(self.file(self.operation.node), edit)], is_list))
            }
            "error-added" | "error-removed" | "error-status-changed" => self.error(finding),
            "header-added" | "header-removed" | "fixed-value-changed" => self.header(finding, new),
            "error-order" => Some(self.error_order()),
            "field-order" => self.field_order(path),
            "table-added" => self.table(path),
            _ => self.field(finding, old, new),
        }
    }

    pub fn file(&self, node: Cursor<'a>) -> PathBuf {
        self.description.file(node)
    }

    pub fn pointer(&self, node: Cursor<'a>, below: &[&str]) -> Vec<String> {
        let mut pointer = tokens(&self.description.pointer(node));
        pointer.extend(below.iter().map(|token| (*token).to_owned()));
        pointer
    }

    pub fn edit(&self, node: Cursor<'a>, edit: impl FnOnce(Vec<String>) -> Edit) -> (PathBuf, Edit) {
        (self.file(node), edit(self.pointer(node, &[])))
    }

    pub fn set(&self, node: Cursor<'a>, below: &[&str], value: Value) -> (PathBuf, Edit) {
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
        let is_here = self.operation.item.key() == Some(self.operation.path);
        // Of two paths that differ in the names of parameters alone, no call is of one.
        let paths = self.operation.node.sources().root().get("paths").into_iter().flat_map(Cursor::entries);
        let is_free = paths
            .filter(|(other, _)| *other != self.operation.path)
            .all(|(other, _)| shape(other) != shape(&name));
        Some((
            vec![self.edit(self.operation.item, |pointer| Edit::Rename { pointer, name })],
            is_alone && is_here && known && is_free,
        ))
    }

    /// One alternative for each kind of token and each scope, since one scope is enough.
    fn security(&self) -> Option<Settled> {
        let root = self.operation.node.sources().root();
        let stated = self.operation.node.get("security").or_else(|| root.get("security"));
        let length = self.page.tokens.len() * self.page.scopes.len();
        if length.max(stated.map_or(0, |list| list.items().len())) > MOST_ALTERNATIVES {
            return None;
        }
        let value = crate::doc::import::security(self.page);
        let schemes = root.get("components").and_then(|it| it.get("securitySchemes"));
        let is_missing = |token: &&String| schemes.is_none_or(|schemes| schemes.get(token).is_none());
        let add = |token: &String| {
            let pointer = ["components", "securitySchemes", token].map(str::to_owned).to_vec();
            let value = json!({ "type": "http", "scheme": "bearer" });
            (self.file(root), Edit::Set { pointer, value, after: None })
        };
        let missing = self.page.tokens.iter().filter(is_missing).map(add);
        let edits = missing.chain([self.member("security", value)]).collect();
        // What a page does not say: several schemes or scopes at once, none at all, schemes of the description's own.
        let is_of_page = |alternative: Cursor<'a>| {
            let mut needed = alternative.entries();
            needed.len() == 1
                && needed.all(|(name, scopes)| name.ends_with("_access_token") && scopes.items().len() < 2)
        };
        let is_certain = stated.into_iter().flat_map(Cursor::items).all(is_of_page);
        Some((edits, is_certain && !self.page.tokens.is_empty()))
    }

    fn error(&self, finding: &Finding) -> Option<Settled> {
        let (id, path) = (finding.kind.id, finding.path.as_str());
        let code = path.strip_prefix("errors.")?;
        let node = self.operation.node;
        let pointer = self.pointer(node, &["x-error-codes"]);
        match id {
            "error-removed" => {
                let edit = Edit::Drop { pointer, item: (Some("code"), code.parse::<i64>().ok()?.into()) };
                Some((vec![(self.file(node), edit)], self.was_on_page(path)))
            }
            "error-added" => {
                let placement = self.placement("errors", || {
                    let listed = node.get("x-error-codes").into_iter().flat_map(Cursor::items);
                    let codes = listed.map(|item| Some(item.get("code")?.as_i64()?.to_string()));
                    Placement::of(codes, self.page.errors.iter().map(|row| row.code.to_string()))
                });
                let (value, at) = (error_code(self.index.error(finding)?), placement.at(code));
                Some((vec![(self.file(node), Edit::Push { pointer, value, at })], true))
            }
            "error-status-changed" => {
                let spot = self.spots.get(path)?;
                let edit = match self.index.error(finding)?.status {
                    Some(status) => self.set(spot.node, &["status"], status.into()),
                    None => {
                        (self.file(spot.node), Edit::Remove { pointer: self.pointer(spot.node, &["status"]) })
                    }
                };
                Some((vec![edit], !self.is_shared(spot.node)))
            }
            _ => None,
        }
    }

    fn header(&self, finding: &Finding, new: &str) -> Option<Settled> {
        let (id, path) = (finding.kind.id, finding.path.as_str());
        let name = path.strip_prefix("headers.")?;
        let header = self.index.header(finding);
        let node = self.operation.node;
        match id {
            "header-added" => {
                let header = header.filter(|header| !header.name.eq_ignore_ascii_case("Authorization"))?;
                let value = crate::doc::import::header(header);
                let pointer = self.pointer(node, &["parameters"]);
                Some((vec![(self.file(node), Edit::Push { pointer, value, at: None })], true))
            }
            "header-removed" => self.without_parameter(path),
            _ if name.eq_ignore_ascii_case("Content-Type") => {
                let media = self.spots.get(path)?.node;
                let name = new.to_owned();
                let is_certain = !new.is_empty() && !self.is_shared(media);
                Some((vec![self.edit(media, |pointer| Edit::Rename { pointer, name })], is_certain))
            }
            _ => {
                let node = self.spots.get(path)?.node;
                let edit = self.set(node, &["schema", "const"], new.into());
                Some((vec![edit], !new.is_empty() && !self.is_shared(node)))
            }
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
    pub fn was_on_page(&self, path: &str) -> bool {
        match &self.record.accepted {
            Accepted::Nothing => false,
            Accepted::Digests(digests) => {
                let paths = || digests.keys().filter_map(|key| key.split('#').next()).map(str::to_owned);
                self.known.digested.get_or_init(|| paths().collect()).contains(path)
            }
            Accepted::Copy(_) => self.copy().is_some_and(|copy| copy.has(path)),
        }
    }

    /// What the page had when it was last accepted, if there is a copy of it.
    fn copy(&self) -> Option<&Index<'c>> {
        let Accepted::Copy(page) = &self.record.accepted else { return None };
        Some(self.known.copy.get_or_init(|| Index::of(page, &|_| true)))
    }

    /// The places in the list of what is at a path.
    pub fn placement(&self, path: &str, of: impl FnOnce() -> Placement) -> Rc<Placement> {
        let mut known = self.known.placements.borrow_mut();
        Rc::clone(known.entry(path.to_owned()).or_insert_with(|| Rc::new(of())))
    }

    fn field(&self, finding: &Finding, old: &str, new: &str) -> Option<Settled> {
        let (id, path) = (finding.kind.id, finding.path.as_str());
        let (parent, name) = split_path(path)?;
        let name = name.as_str();
        if matches!(parent, "query" | "path_params")
            && let Some(settled) = self.parameter(finding, (parent, name), old)
        {
            return Some(settled);
        }
        let row = self.index.row(finding);
        let spot = self.spots.get(path);
        match id {
            "field-added" | "required-field-added" => self.add(parent, row?),
            "field-removed" => {
                let spot = spot?;
                let owner = spot.parent.as_ref()?;
                let mut edits = vec![self.edit(spot.node, |pointer| Edit::Remove { pointer })];
                edits.extend(self.requirement(owner, name, false));
                Some((edits, self.was_on_page(path) && !self.is_shared(spot.node)))
            }
            "field-renamed" => {
                let spot = self.spots.get(&path_in(parent, old))?;
                let owner = spot.parent.as_ref()?;
                let name = name.to_owned();
                let mut edits = self.requirement(owner, old, false).map_or_else(Vec::new, |edit| {
                    let added = self.requirement(owner, &name, true);
                    std::iter::once(edit).chain(added).collect()
                });
                edits.push(self.edit(spot.node, |pointer| Edit::Rename { pointer, name }));
                Some((edits, !self.is_shared(spot.node)))
            }
            "became-required" | "became-optional" => {
                let spot = spot?;
                let edit = self.requirement(spot.parent.as_ref()?, name, id == "became-required")?;
                Some((vec![edit], !self.is_shared(spot.node)))
            }
            "type-changed" | "list-changed" | "default-changed" | "enum-value-added"
            | "enum-value-removed" | "enum-order" | "rule-added" | "rule-changed" | "rule-removed" => {
                let node = spot?.node;
                let is_parameter = matches!(parent, "query" | "path_params");
                let schema = Schema::of(if is_parameter { node.get("schema")? } else { node });
                self.keyword(id, &schema, (path, row?), old, new)
            }
            _ => None,
        }
    }

    /// Whether a node is, or is inside of, what describes other operations as well.
    pub fn is_shared(&self, node: Cursor<'a>) -> bool {
        let elsewhere =
            self.known.elsewhere.get_or_init(|| self.description.described_elsewhere(self.operation));
        std::iter::successors(Some(node), |node| node.parent()).any(|node| elsewhere.contains(&node.place()))
    }

    /// Adds a property behind the one that it follows on the page.
    fn add(&self, parent: &str, Row { field, samples, behind }: &Row<'_>) -> Option<Settled> {
        let spot = self.spots.get(parent)?;
        let is_table = !parent.contains('.');
        let schema = if is_table { spot.parent.clone()? } else { Schema::of(spot.node) };
        let object = schema.inside();
        let owner =
            object.part("properties").unwrap_or_else(|| object.all.last().copied().unwrap_or(object.node));
        let is_known =
            matches!(self.page.table(parent.split('.').next().unwrap_or_default()), Fields::Known(_));
        let pointer = self.pointer(owner, &["properties", &field.name]);
        let value = field_schema(field, samples);
        let mut edits = vec![];
        if owner.get("type").is_none() && owner.get("properties").is_none() {
            edits.push(self.set(owner, &["type"], "object".into()));
        }
        let after = behind.map(str::to_owned);
        edits.push((self.file(owner), Edit::Set { pointer, value, after }));
        if field.required == Some(true) {
            edits.extend(self.requirement(&object, &field.name, true));
        }
        let types = object.types();
        let is_object = types.is_empty() || types.contains(&"object");
        Some((edits, is_known && is_object && !self.is_shared(owner)))
    }

    /// Makes a property required, or optional.
    fn requirement(&self, object: &Schema<'a>, name: &str, is_required: bool) -> Option<(PathBuf, Edit)> {
        let mut known = self.known.required.borrow_mut();
        let mut has = |part: &Cursor<'a>| {
            let names =
                || part.get("required").into_iter().flat_map(Cursor::items).filter_map(Cursor::as_str);
            known.entry(part.place()).or_insert_with(|| names().collect()).contains(name)
        };
        if is_required {
            let part = object.part("properties").unwrap_or(object.node);
            let edit =
                Edit::Push { pointer: self.pointer(part, &["required"]), value: name.into(), at: None };
            return Some((self.file(part), edit));
        }
        let part = object.all.iter().copied().find(|part| has(part))?;
        let edit = Edit::Drop { pointer: self.pointer(part, &["required"]), item: (None, name.into()) };
        Some((self.file(part), edit))
    }

    /// A keyword of a property's schema.
    fn keyword(
        &self,
        id: &str,
        schema: &Schema<'a>,
        (path, Row { field, samples, .. }): (&str, &Row<'_>),
        old: &str,
        new: &str,
    ) -> Option<Settled> {
        let elements = schema.elements();
        match id {
            "type-changed" | "list-changed" => {
                let value = field_schema(field, samples);
                let is_scalar = |schema: &Schema<'a>| {
                    schema.list() == 0 && ["properties", "enum"].iter().all(|key| schema.part(key).is_none())
                };
                let is_plain = is_scalar(schema) && field.list == 0 && field.children.is_empty();
                let target = schema.part("type").unwrap_or(schema.node);
                // Several types are those of a page that contradicts itself.
                if is_plain && let Some(word) = value.get("type").and_then(Value::as_str) {
                    // What means nothing for values of the type goes.
                    let is_foreign = |keyword: &&str| !is_speakable(keyword, &[word], &[]);
                    let foreign = LIMITS.iter().map(|(_, keyword)| *keyword).filter(is_foreign);
                    let foreign = foreign.chain(["format"]).filter_map(|keyword| {
                        let part = schema.part(keyword)?;
                        Some(self.edit(part, |pointer| Edit::Remove {
                            pointer: [pointer, vec![keyword.to_owned()]].concat(),
                        }))
                    });
                    let foreign: Vec<_> = foreign.collect();
                    let edits = [vec![self.set(target, &["type"], word.into())], foreign].concat();
                    return Some((edits, !self.is_shared(target)));
                }
                Some((vec![self.set(schema.node, &[], value)], false))
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
            "enum-value-added" | "enum-value-removed" => self.enumeration(&elements, (path, field), old, new),
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

    fn enumeration(
        &self,
        elements: &Schema<'a>,
        (path, field): (&str, &Field),
        old: &str,
        new: &str,
    ) -> Option<Settled> {
        let target = elements.part("enum").unwrap_or(elements.node);
        let types = elements.types();
        let values = field.values.as_deref().unwrap_or_default();
        let typed = |key: &str| if types.is_empty() { Some(Value::from(key)) } else { value_of(&types, key) };
        let listed = target.get("enum");
        let placement = self.placement(path, || {
            let keys = values.iter().map(|(key, _)| key.clone());
            Placement::of(listed.into_iter().flat_map(Cursor::items).map(|item| Some(word(item))), keys)
        });
        // Names and descriptions are those of the values by their order.
        let has_names = ["x-enum-varnames", "x-enumNames"].iter().any(|key| target.get(key).is_some());
        let texts = target.get("x-enum-descriptions").filter(|texts| texts.is_sequence());
        let is_in_step =
            texts.is_none_or(|texts| texts.items().len() == listed.map_or(0, |it| it.items().len()));
        let is_certain = !has_names && is_in_step && !self.is_shared(target);
        let file = self.file(target);
        let list = |key| self.pointer(target, &[key]);
        let texts_key = "x-enum-descriptions";
        if !new.is_empty() {
            let is_certain = is_certain && !placement.is_repeated(new);
            let (_, text) = values.get(placement.on_page(new)?)?;
            let at = placement.at(new);
            let edit = Edit::Push { pointer: list("enum"), value: typed(new)?, at };
            let mut edits = vec![(file.clone(), edit)];
            if texts.is_some() {
                let said = crate::doc::import::text(text);
                edits.push((file, Edit::Push { pointer: list(texts_key), value: said.into(), at }));
            }
            return Some((edits, is_certain));
        }
        let index = placement.in_list(old)?;
        let mut edits = vec![(file.clone(), Edit::Drop { pointer: list("enum"), item: (None, typed(old)?) })];
        if texts.is_some() {
            let pointer = self.pointer(target, &[texts_key, &index.to_string()]);
            edits.push((file, Edit::Remove { pointer }));
        }
        // What the page has no longer twice, it has.
        Some((edits, is_certain && placement.on_page(old).is_none()))
    }
}
