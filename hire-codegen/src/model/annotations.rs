//! What schemas say to readers, and which of it the docs tell: the census has the rest.

use std::collections::BTreeSet;

use super::build::Builder;
use super::docs::{self, code};
use super::remarks;
use super::{Type, TypeId};
use crate::diagnostic::codes;
use crate::schema::{Annotations, SchemaId, Types};
use crate::source::{Cursor, Place};

/// What docs tell of a value.
#[derive(Debug, Clone, Default)]
pub(super) struct Documented<'a> {
    pub annotations: Annotations<'a>,
    /// Values that are listed beside any other of the type.
    pub known: Vec<Cursor<'a>>,
    pub parts: Vec<Part<'a>>,
}

/// What is said of a part of a value that has no docs of its own: an item, an entry.
#[derive(Debug, Clone)]
pub(super) struct Part<'a> {
    /// Which part it is, in words.
    pub word: String,
    pub type_: Type,
    pub annotations: Annotations<'a>,
    pub known: Vec<Cursor<'a>>,
}

impl<'a> Builder<'a, '_> {
    /// The annotations of a schema: its own, and where they are silent those of what it refers to.
    pub fn annotations(&mut self, id: SchemaId) -> Annotations<'a> {
        let own = self.analysis.schemas.get(id).annotations.clone();
        let flat = self.analysis.flattened(id);
        own.or(self.analysis.schemas.get(flat).annotations.clone())
    }

    /// The same, and where they are silent those of the schema of what is not null.
    pub fn all_annotations(&mut self, id: SchemaId) -> Annotations<'a> {
        let own = self.annotations(id);
        match self.analysis.nullable_other(id).or_else(|| self.analysis.only_branch(id)) {
            Some(inner) => own.or(self.all_annotations(inner)),
            None => own,
        }
    }

    /// What the docs of a value of a type tell of its schema.
    pub fn documented(&mut self, id: SchemaId, type_: &Type) -> Documented<'a> {
        let annotations = self.all_annotations(id);
        self.documented_as(id, type_, annotations)
    }

    /// The same of a value that may be `described` where it is used: the title of its type is told there then.
    pub fn documented_use(&mut self, id: SchemaId, type_: &Type, described: bool) -> Documented<'a> {
        let mut documented = self.documented(id, type_);
        let beside = self.beside_type(id, type_);
        let annotations = &mut documented.annotations;
        if described || annotations.description.is_some() {
            annotations.title = beside.title;
        }
        if described {
            annotations.description = beside.description;
        }
        documented
    }

    /// What the docs of a variant of a union tell of its branch.
    pub fn documented_branch(&mut self, id: SchemaId, type_: &Type) -> Documented<'a> {
        let annotations = self.beside_type(id, type_);
        self.documented_as(id, type_, annotations)
    }

    fn documented_as(&mut self, id: SchemaId, type_: &Type, annotations: Annotations<'a>) -> Documented<'a> {
        self.tell(&annotations, type_);
        let mut parts = Vec::new();
        self.parts_of(id, type_, "", &mut parts);
        Documented { annotations, known: self.known_values(id, type_), parts }
    }

    /// The values that branches list where another branch lets any value of the type through: those that are known of an
    /// enumeration to which more may be added.
    fn known_values(&mut self, id: SchemaId, type_: &Type) -> Vec<Cursor<'a>> {
        if !matches!(type_, Type::String | Type::Integer(_) | Type::F64) {
            return Vec::new();
        }
        let id = self.not_null(id);
        let flat = self.analysis.flattened(id);
        let lists = self.analysis.schemas.get(flat).applicators.any_of.clone();
        let mut known: Vec<Cursor<'a>> = Vec::new();
        for list in lists {
            let branches = list.schemas.into_iter();
            let branches: Vec<_> = branches.map(|branch| self.analysis.flattened(branch)).collect();
            let free = |branch: &SchemaId| {
                let mut others = self.analysis.schemas.get(*branch).clone();
                others.types.take_if(|types| types.value != Types::NULL);
                !others.restricts_itself()
            };
            let open = branches.iter().any(free);
            let listed =
                branches.iter().filter_map(|branch| self.analysis.schemas.get(*branch).values.as_ref());
            known.extend(listed.filter(|_| open).flat_map(|values| &values.value));
        }
        known
    }

    /// The schema of what is not null.
    fn not_null(&mut self, id: SchemaId) -> SchemaId {
        let mut id = id;
        while let Some(inner) = self.analysis.nullable_other(id).or_else(|| self.analysis.only_branch(id)) {
            id = inner;
        }
        id
    }

    /// Notes what docs tell.
    fn tell(&mut self, annotations: &Annotations<'a>, type_: &Type) {
        let secret = self.holds_secret(type_);
        let shown = annotations.examples.first().filter(|example| remarks::is_short(**example));
        let shown = shown.map(|example| example.place());
        for (keyword, place) in annotations.places() {
            let told = match keyword {
                "example" | "examples" => Some(place) == shown && !secret,
                "default" => !secret,
                _ => true,
            };
            if told {
                self.told.insert(place);
            }
        }
    }

    /// The annotations of a schema that the docs of its type do not tell.
    fn beside_type(&mut self, id: SchemaId, type_: &Type) -> Annotations<'a> {
        let all = self.all_annotations(id);
        let named = match type_ {
            Type::Named(named) => Some(*named),
            _ => None,
        };
        let schema = named.and_then(|named: TypeId| self.origin(named).schema);
        let Some(schema) = schema else { return all };
        let told = self.annotations(schema).places();
        all.without(&told.into_iter().map(|(_, place)| place).collect())
    }

    /// What is said of the parts of a value whose type is no type of its own.
    fn parts_of(&mut self, id: SchemaId, type_: &Type, whole: &str, parts: &mut Vec<Part<'a>>) {
        if let Type::Nullable(inner) = type_ {
            return self.parts_of(id, inner, whole, parts);
        }
        let id = self.not_null(id);
        let flat = self.analysis.flattened(id);
        let schema = self.analysis.schemas.shared(flat);
        let prefix = schema.array.prefix.iter().copied().enumerate();
        let prefix = prefix.map(|(position, item)| (format!("Item {position}"), item));
        let found: Vec<(String, SchemaId, Type)> = match type_ {
            Type::List(item) => {
                let each = if schema.array.prefix.is_empty() { "Each item" } else { "Each item after these" };
                let items = schema.array.items.map(|items| (each.to_owned(), items));
                prefix.chain(items).map(|(word, part)| (word, part, (**item).clone())).collect()
            }
            Type::Tuple(types) => {
                prefix.zip(types).map(|((word, part), type_)| (word, part, type_.clone())).collect()
            }
            Type::Map(value) => {
                let object = &schema.object;
                let named = object
                    .properties
                    .iter()
                    .map(|(name, part)| (format!("The value of {}", code(name)), *part));
                let matching = object.patterns.iter();
                let matching = matching.map(|(pattern, part)| {
                    (format!("Each value whose name matches {}", code(pattern.value)), *part)
                });
                let alone = object.properties.is_empty() && object.patterns.is_empty();
                let each = if alone { "Each value" } else { "Each other value" };
                let others = object.additional.map(|part| (each.to_owned(), part));
                named
                    .chain(matching)
                    .chain(others)
                    .map(|(word, part)| (word, part, (**value).clone()))
                    .collect()
            }
            _ => Vec::new(),
        };
        for (word, part, type_) in found {
            let word = if whole.is_empty() { word } else { format!("{whole}: {}", docs::lower(&word)) };
            let annotations = self.beside_type(part, &type_);
            self.tell(&annotations, &type_);
            let known = self.known_values(part, &type_);
            parts.push(Part { word: word.clone(), type_: type_.clone(), annotations, known });
            self.parts_of(part, &type_, &word, parts);
        }
    }

    /// Notes that values of a schema are secrets, or that it is reported that they are none.
    pub fn is_secret(&mut self, id: SchemaId) {
        let mut open = vec![id];
        while let Some(id) = open.pop() {
            if self.secrets.insert(id) {
                let schema = self.analysis.schemas.get(id);
                open.extend(schema.references.iter().chain(&schema.all_of));
            }
        }
    }

    /// Reports what our extensions say where nothing comes of it.
    pub fn idle_extensions(&mut self, id: SchemaId) {
        let schema = self.analysis.schemas.get(id);
        let (extensions, place) = (schema.extensions, schema.place);
        if extensions.sensitive && !self.secrets.contains(&id) {
            self.unsupported(place, "`x-sensitive` on anything but a string of any value");
        }
        for said in [extensions.value_names, extensions.value_descriptions].into_iter().flatten() {
            if !self.told.contains(&said.place()) {
                let name = said.key().unwrap_or_default();
                let message =
                    format!("`{name}` has no effect: its schema is no enumeration of strings or of integers");
                self.diagnostics.warning(codes::IGNORED, said.key_place(), message);
            }
        }
        if let Some(name) = extensions.rust_name.filter(|name| !self.told.contains(&name.place)) {
            let message = "`x-rust-name` has no effect: nothing is emitted that it could name";
            self.diagnostics
                .warning(codes::IGNORED, name.place, message)
                .help("it names a component, a property, a type that is emitted for a schema, or a value of an enumeration");
        }
    }

    /// The keywords of a schema, for readers alone, that no docs tell.
    pub fn untold(&self, id: SchemaId) -> BTreeSet<&'static str> {
        let schema = self.analysis.schemas.get(id);
        let places = schema.annotations.places().into_iter();
        let untold = places
            .filter(|(_, place): &(&str, Place)| !self.told.contains(place))
            .map(|(keyword, _)| keyword);
        untold.filter(|keyword| !schema.has_effect(keyword)).collect()
    }
}
