//! The interface of bindings: every item that a crate which uses them can name, as data.
//!
//! It is read from the text of bindings, so that the text of an earlier version of the generator is read as well as what
//! this one writes: what differs between two interfaces is what callers notice when they compile.

mod code;
mod read;
mod tables;
mod types;

use std::collections::BTreeMap;

use crate::census::{Position, Records};
use crate::emit::{File, VERSION};
use crate::ir::{BodyContent, Model, Operation, Responses, TypeKind};
use crate::source::Place;

/// The interface of some bindings, see [`Bindings::surface`](crate::Bindings::surface).
///
/// ```
/// use hire_codegen::surface::{ItemKind, Surface};
///
/// let text = "#[derive(Clone)] pub struct Pet { pub name: ::core::option::Option<String> }";
/// let surface = Surface::read([("types", text)]).unwrap();
/// let field = surface.items().iter().find(|item| item.path == "types::Pet::name").unwrap();
/// assert_eq!((field.kind, field.signature.as_str()), (ItemKind::Field, "Option<String>"));
/// assert!(surface.items().iter().any(|item| item.path == "types::Pet: Clone"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Surface {
    version: Option<String>,
    items: Vec<Item>,
    units: Vec<Unit>,
}

/// What an item does: a type with all that is implemented for it, or a function of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The path of the item.
    pub path: String,
    /// The code without docs, and with the code of whatever private it names.
    pub code: String,
    /// The places in the description that the item is made of, where it is made of some.
    pub positions: Vec<Position>,
}

/// An item of an interface.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// What the item is.
    pub kind: ItemKind,
    /// The path from the module of the bindings on: `types::Pet::name`; of a trait, the type and the trait.
    pub path: String,
    /// The type of a value, or of what a function returns. Names of the standard library have no path, other types of the
    /// description have theirs from the module of the bindings on, and aliases are what they stand for.
    pub signature: String,
    /// The parameters of a function, the receiver included, each with its name and its type.
    pub parameters: Vec<(String, String)>,
    /// What the item is in messages: the key of a field, the value or status of a variant, the method and path of a request.
    /// Empty for whatever is in none.
    pub wire: String,
    /// The place in the description that the item is made of, where it is made of one.
    pub position: Option<Position>,
}

/// What an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ItemKind {
    /// A struct.
    Struct,
    /// An enum.
    Enum,
    /// Another name of a type.
    Alias,
    /// A public field of a struct.
    Field,
    /// A variant of an enum.
    Variant,
    /// A function of a type.
    Function,
    /// A function that is `async`.
    AsyncFunction,
    /// A static or a constant.
    Constant,
    /// A trait that a type has.
    Trait,
    /// A type that an implementation of a trait names.
    AssociatedType,
}

impl ItemKind {
    /// What the item is, in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Struct => "struct",
            Self::Enum => "enum",
            Self::Alias => "type",
            Self::Field => "field",
            Self::Variant => "variant",
            Self::Function => "function",
            Self::AsyncFunction => "async function",
            Self::Constant => "constant",
            Self::Trait => "trait",
            Self::AssociatedType => "associated type",
        }
    }
}

impl Surface {
    /// Reads the texts of bindings, each with the name of its module; the text of `mod.rs` has the name `mod`.
    ///
    /// # Errors
    /// A text is no Rust.
    pub fn read<'t>(texts: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Self, String> {
        let texts: Vec<_> = texts.into_iter().collect();
        let version = texts.iter().find_map(|(_, text)| Some(text.lines().find_map(version)?.to_owned()));
        let (items, code) = read::items(&texts)?;
        let unit = |(path, code)| Unit { path, code, positions: Vec::new() };
        Ok(Self { version, items, units: code.units.into_iter().map(unit).collect() })
    }

    /// What the items do, in the order of their paths. Interfaces that are the same here are of bindings that do the same.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The items, in the order of the texts.
    pub fn items(&self) -> &[Item] {
        &self.items
    }

    /// The version of the generator that wrote the bindings; none of versions that did not say so.
    pub fn version(&self) -> Option<&str> {
        self.version.as_deref()
    }

    /// The interface of files that were just emitted, with the place of each item.
    pub(crate) fn of(files: &[File], records: &Records) -> Result<Self, String> {
        let origins = &origins(&records.model);
        let stem = |file: &'static str| file.trim_end_matches(".rs");
        let mut surface = Self::read(files.iter().map(|file| (stem(file.name), file.text.as_str())))?;
        let positions = records.positions(&origins.values().copied().collect::<Vec<_>>());
        for item in &mut surface.items {
            let path = item.path.split(": ").next().unwrap_or_default();
            item.position = place_of(path, origins).and_then(|place| positions.get(&place)).cloned();
        }
        for unit in &mut surface.units {
            let places = match place_of(&unit.path, origins) {
                Some(place) => vec![place],
                None => parts(&unit.path, origins).collect(),
            };
            unit.positions = places.iter().filter_map(|place| positions.get(place)).cloned().collect();
        }
        Ok(surface)
    }
}

/// The place of an item, or else of the item that it is a part of.
fn place_of(mut path: &str, origins: &BTreeMap<String, Place>) -> Option<Place> {
    loop {
        match (origins.get(path), path.rsplit_once("::")) {
            (Some(place), _) => return Some(*place),
            (None, Some((parent, _))) => path = parent,
            (None, None) => return None,
        }
    }
}

/// The places of the parts of an item.
fn parts<'o>(path: &str, origins: &'o BTreeMap<String, Place>) -> impl Iterator<Item = Place> + use<'o> {
    let start = format!("{path}::");
    let after = origins.range(start.clone()..);
    after.take_while(move |(part, _)| part.starts_with(&start)).map(|(_, place)| *place)
}

fn version(line: &str) -> Option<&str> {
    line.strip_prefix(VERSION)
}

/// The place in the description of each item that is made of one, by its path.
fn origins(model: &Model) -> BTreeMap<String, Place> {
    let mut origins = BTreeMap::new();
    for definition in &model.types {
        let name = format!("types::{}", definition.name);
        origins.insert(name.clone(), definition.at.0);
        match &definition.kind {
            TypeKind::Struct(structure) => {
                let builder = format!("types::{}", structure.builder);
                for field in &structure.fields {
                    for owner in [&name, &builder] {
                        origins.insert(format!("{owner}::{}", field.name), field.at.0);
                    }
                }
                origins.insert(builder, definition.at.0);
            }
            TypeKind::Enumeration(enumeration) => {
                let variants = enumeration.variants.iter();
                origins.extend(variants.map(|it| (format!("{name}::{}", it.name), it.at.0)));
            }
            TypeKind::Union(union) => {
                let variants = union.variants.iter();
                origins.extend(variants.map(|it| (format!("{name}::{}", it.name), it.at.0)));
            }
            TypeKind::Any { .. } | TypeKind::Alias { .. } => {}
        }
    }
    let codes = model.codes.iter();
    origins.extend(codes.map(|code| (format!("errors::ErrorCode::{}", code.name), code.at.0)));
    for operation in &model.operations {
        of_operation(model, operation, &mut origins);
    }
    origins
}

fn of_operation(model: &Model, operation: &Operation, origins: &mut BTreeMap<String, Place>) {
    let at = operation.at.0;
    let request = format!("operations::{}", operation.name);
    for input in &operation.inputs {
        origins.insert(format!("{request}::{}", input.name), input.at.0);
    }
    if let Some(body) = &operation.body {
        origins.insert(format!("{request}::{}", body.name), body.at.0);
        if let BodyContent::Several { name, payloads, .. } = &body.content {
            let name = format!("operations::{name}");
            origins.extend(payloads.iter().map(|(variant, it)| (format!("{name}::{variant}"), it.at.0)));
            origins.insert(name, body.at.0);
        }
    }
    for responses in [&operation.success, &operation.failure] {
        if let Responses::Several { name, variants, .. } = responses {
            let name = format!("operations::{name}");
            origins.extend(variants.iter().map(|it| (format!("{name}::{}", it.name), it.at.0)));
            origins.insert(name, at);
        }
    }
    for headers in operation.all_headers() {
        let name = format!("operations::{}", headers.name);
        origins.extend(headers.fields.iter().map(|it| (format!("{name}::{}", it.name), it.at.0)));
        origins.insert(name, at);
    }
    let group = operation.group.and_then(|index| model.groups.get(index));
    let client = match group {
        Some(group) => format!("client::{}::Client", group.name),
        None => "client::Client".to_owned(),
    };
    origins.insert(format!("{client}::{}", operation.method_name), at);
    origins.extend(operation.stream.iter().map(|it| (format!("{client}::{}", it.method_name), it.body.at.0)));
    origins.insert(request, at);
}
