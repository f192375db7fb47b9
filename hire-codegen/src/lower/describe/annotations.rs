//! What schemas say to readers, and which of it the docs tell: the census has the rest.
//!
//! Annotations are documented at the type of their schema, at the field that has it, or at the field whose items or
//! entries they are about. Whatever docs say is written down, so that the census knows the rest: nothing is dropped in
//! silence. `hire-codegen/tests/suite/annotations.yaml` lists the places that this is tried at.

use std::collections::BTreeSet;

use super::rules::lower;
use crate::analysis::annotations;
use crate::diagnostic::codes;
use crate::ir::{Type, TypeId};
use crate::lower::types::{TypeLowering, secrets};
use crate::markdown::code;
use crate::schema::{Annotations, JsonTypes, SchemaId};
use crate::source::{Cursor, Place};

/// What docs tell of a value.
#[derive(Debug, Clone, Default)]
pub struct Documented<'a> {
    pub annotations: Annotations<'a>,
    /// Values that are listed beside any other of the type.
    pub known: Vec<Cursor<'a>>,
    pub parts: Vec<SubDoc<'a>>,
}

/// What is said of a part of a value that has no docs of its own: an item, an entry.
#[derive(Debug, Clone)]
pub struct SubDoc<'a> {
    /// Which part it is, in words.
    pub word: String,
    pub type_: Type,
    pub annotations: Annotations<'a>,
    pub known: Vec<Cursor<'a>>,
}

/// What the docs of a value of a type tell of its schema.
pub fn documented<'a>(lowering: &mut TypeLowering<'a, '_>, id: SchemaId, type_: &Type) -> Documented<'a> {
    let annotations = annotations::all_annotations(&mut lowering.analysis, id);
    documented_as(lowering, id, type_, annotations)
}

/// What the docs of a field, a parameter or a body tell of its schema. Where its use is `described`, the title of its type is
/// told with the type.
pub fn documented_use<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    id: SchemaId,
    type_: &Type,
    described: bool,
) -> Documented<'a> {
    let mut documented = documented(lowering, id, type_);
    let beside = beside_type(lowering, id, type_);
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
pub fn documented_branch<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    id: SchemaId,
    type_: &Type,
) -> Documented<'a> {
    let annotations = beside_type(lowering, id, type_);
    documented_as(lowering, id, type_, annotations)
}

fn documented_as<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    id: SchemaId,
    type_: &Type,
    annotations: Annotations<'a>,
) -> Documented<'a> {
    tell(lowering, &annotations, type_);
    let mut parts = Parts::default();
    parts_of(lowering, id, type_, "", &mut parts);
    Documented { annotations, known: known_values(lowering, id, type_), parts: parts.told }
}

/// The values that branches list where another branch lets any value of the type through: those that are known of an
/// enumeration to which more may be added.
fn known_values<'a>(lowering: &mut TypeLowering<'a, '_>, id: SchemaId, type_: &Type) -> Vec<Cursor<'a>> {
    if !matches!(type_, Type::String | Type::Integer(_) | Type::F64) {
        return Vec::new();
    }
    let id = annotations::not_null(&mut lowering.analysis, id);
    let flat = lowering.analysis.flattened(id);
    let lists = lowering.analysis.schemas.get(flat).applicators.any_of.clone();
    let mut known: Vec<Cursor<'a>> = Vec::new();
    for list in lists {
        let branches = list.schemas.into_iter();
        let branches: Vec<_> = branches.map(|branch| lowering.analysis.flattened(branch)).collect();
        let free = |branch: &SchemaId| {
            let mut untyped = lowering.analysis.schemas.get(*branch).clone();
            untyped.types.take_if(|types| types.value != JsonTypes::NULL);
            !untyped.restricts_itself()
        };
        let open = branches.iter().any(free);
        let listed =
            branches.iter().filter_map(|branch| lowering.analysis.schemas.get(*branch).values.as_ref());
        known.extend(listed.filter(|_| open).flat_map(|values| &values.value));
    }
    known
}

/// Notes what docs tell.
fn tell<'a>(lowering: &mut TypeLowering<'a, '_>, annotations: &Annotations<'a>, type_: &Type) {
    let secret = secrets::holds_secret(lowering, type_);
    let shown = annotations.examples.first().filter(|example| is_short(**example));
    let shown = shown.map(|example| example.place());
    for (keyword, place) in annotations.places() {
        let is_told = match keyword {
            "example" | "examples" => Some(place) == shown && !secret,
            "default" => !secret,
            _ => true,
        };
        if is_told {
            lowering.documented.insert(place);
        }
    }
}

/// The annotations of a schema that the docs of its type do not tell.
fn beside_type<'a>(lowering: &mut TypeLowering<'a, '_>, id: SchemaId, type_: &Type) -> Annotations<'a> {
    let all = annotations::all_annotations(&mut lowering.analysis, id);
    let named = match type_ {
        Type::Named(named) => Some(*named),
        _ => None,
    };
    let schema = named.map(|named: TypeId| lowering.origin(named).schema);
    let Some(schema) = schema else { return all };
    let of_type = annotations::annotations(&mut lowering.analysis, schema).places();
    all.without(&of_type.into_iter().map(|(_, place)| place).collect())
}

/// What is said of the parts of a value.
#[derive(Default)]
struct Parts<'a> {
    told: Vec<SubDoc<'a>>,
    /// The schemas whose own parts are told: where one applies to several parts, as to the entries of two patterns, that is
    /// told at the first of them.
    entered: BTreeSet<SchemaId>,
}

/// What is said of the parts of a value whose type is no type of its own.
fn parts_of<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    id: SchemaId,
    type_: &Type,
    whole: &str,
    parts: &mut Parts<'a>,
) {
    if let Type::Nullable(inner) = type_ {
        return parts_of(lowering, id, inner, whole, parts);
    }
    let id = annotations::not_null(&mut lowering.analysis, id);
    let flat = lowering.analysis.flattened(id);
    let schema = lowering.analysis.schemas.shared(flat);
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
            let named =
                object.properties.iter().map(|(name, part)| (format!("The value of {}", code(name)), *part));
            let matching = object.patterns.iter();
            let matching = matching.map(|(pattern, part)| {
                (format!("Each value whose name matches {}", code(pattern.value)), *part)
            });
            let alone = object.properties.is_empty() && object.patterns.is_empty();
            let each = if alone { "Each value" } else { "Each other value" };
            let others = object.additional.map(|part| (each.to_owned(), part));
            named.chain(matching).chain(others).map(|(word, part)| (word, part, (**value).clone())).collect()
        }
        _ => Vec::new(),
    };
    if found.is_empty() || !parts.entered.insert(flat) {
        return;
    }
    for (word, part, type_) in found {
        let word = if whole.is_empty() { word } else { format!("{whole}: {}", lower(&word)) };
        let annotations = beside_type(lowering, part, &type_);
        tell(lowering, &annotations, &type_);
        let known = known_values(lowering, part, &type_);
        parts.told.push(SubDoc { word: word.clone(), type_: type_.clone(), annotations, known });
        parts_of(lowering, part, &type_, &word, parts);
    }
}

/// Reports what our extensions say where nothing comes of it.
pub fn idle_extensions(lowering: &mut TypeLowering<'_, '_>, id: SchemaId) {
    let schema = lowering.analysis.schemas.get(id);
    let (extensions, place) = (schema.extensions, schema.place);
    if extensions.sensitive && !lowering.secrets.contains(&id) {
        lowering.unsupported(place, "`x-sensitive` on anything but a string of any value");
    }
    for extension in [extensions.value_names, extensions.value_descriptions].into_iter().flatten() {
        if !lowering.documented.contains(&extension.place()) {
            let name = extension.key().unwrap_or_default();
            let message =
                format!("`{name}` has no effect: its schema is no enumeration of strings or of integers");
            lowering.diagnostics.warning(codes::IGNORED, extension.key_place(), message);
        }
    }
    if let Some(name) = extensions.rust_name.filter(|name| !lowering.documented.contains(&name.place)) {
        let message = "`x-rust-name` has no effect: nothing is emitted that it could name";
        lowering.diagnostics
            .warning(codes::IGNORED, name.place, message)
            .help("move it to a component, a property, a schema that a type is emitted for, or a value of an enumeration");
    }
}

/// The keywords of a schema, for readers alone, that no docs tell.
pub fn undocumented(lowering: &TypeLowering<'_, '_>, id: SchemaId) -> BTreeSet<&'static str> {
    let schema = lowering.analysis.schemas.get(id);
    let places = schema.annotations.places().into_iter();
    let undocumented = places
        .filter(|(_, place): &(&str, Place)| !lowering.documented.contains(place))
        .map(|(keyword, _)| keyword);
    undocumented.filter(|keyword| !schema.has_effect(keyword)).collect()
}

/// Whether an example fits into a line.
pub fn is_short(example: Cursor<'_>) -> bool {
    example.to_json().to_string().chars().count() <= 80
}
