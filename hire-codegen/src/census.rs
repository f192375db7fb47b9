//! The census: what became of each schema of a description.

use std::collections::BTreeMap;
use std::fmt;

use crate::emit;
use crate::ir::{Model, Record};
use crate::source::{Place, Sources, Span};

/// What became of each schema of a description, in the order of the text: the schemas of components, and
/// those inside of others, of parameters, bodies and responses. A `$ref` alone is what it refers to.
///
/// What was refused has no census, since there are no bindings then: the
/// [`Report`](crate::Report) says what and where.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let dir = tempfile::tempdir()?;
/// # let path = dir.path().join("pets.yaml");
/// std::fs::write(&path, "
/// openapi: 3.1.1
/// info: { title: Pets, version: '1' }
/// components:
///   schemas:
///     Pet:
///       type: object
///       properties:
///         name: { type: string, minLength: 1 }
///         size: { enum: [{ width: 1 }, { width: 2 }] }
/// ")?;
/// let census = hire_codegen::Generator::new(path).generate()?.census();
/// let name = census.schemas().iter().find(|it| it.pointer() == "/components/schemas/Pet/properties/name");
/// assert_eq!(name.unwrap().rust_type(), Some("::std::string::String"));
/// assert_eq!(name.unwrap().validated(), ["minLength"]);
/// assert!(census.to_string().ends_with("
/// pets.yaml:10 /components/schemas/Pet/properties/size: Value; validated: enum
///     any JSON value: `enum` lists objects or lists
///
/// 3 schemas: 2 typed, 1 with any JSON value; rules of 2 validated
/// "), "{census}");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Census {
    schemas: Vec<SchemaRecord>,
}

/// What became of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// The schema has a Rust type that says what its values are.
    Typed,
    /// The schema is any JSON value, or has some in it; its keywords are rules.
    Fallback,
    /// The schema is a part of another, whose type it has: in `allOf`, `not`, `if` and the like.
    Part,
    /// Nothing that is emitted refers to it.
    Unused,
}

impl Outcome {
    /// Every outcome.
    const ALL: [Self; 4] = [Self::Typed, Self::Fallback, Self::Part, Self::Unused];

    /// What is counted, in words.
    const fn words(self) -> &'static str {
        match self {
            Self::Typed => "typed",
            Self::Fallback => "with any JSON value",
            Self::Part => "applied to others",
            Self::Unused => "not used",
        }
    }
}

/// What became of one schema, and where it stands.
#[derive(Debug, Clone)]
pub struct SchemaRecord {
    position: Position,
    outcome: Outcome,
    component: Option<(String, String)>,
    rust_type: Option<String>,
    validated: Vec<&'static str>,
    fallback: Option<(String, Position)>,
    preserved: Option<(&'static str, &'static str, Position)>,
    undocumented: Vec<&'static str>,
}

/// A place in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    file: String,
    pointer: String,
    line: usize,
}

impl Position {
    /// The file, relative to the folder of the description.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The JSON pointer (RFC 6901) within the file.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The line in the file, from 1.
    pub fn line(&self) -> usize {
        self.line
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} {}", self.file, self.line, self.pointer)
    }
}

impl SchemaRecord {
    /// Where the schema stands.
    pub fn position(&self) -> &Position {
        &self.position
    }

    /// The JSON pointer (RFC 6901) of the schema within its file.
    pub fn pointer(&self) -> &str {
        &self.position.pointer
    }

    /// What became of it.
    pub fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// The key of the component, if it is one.
    pub fn component(&self) -> Option<&str> {
        self.component.as_ref().map(|(key, _)| key.as_str())
    }

    /// The name of the component's type in the module `types`; of a component that is no type of its own,
    /// such as a string, it is another name of [`Self::rust_type`].
    pub fn type_name(&self) -> Option<&str> {
        self.component.as_ref().map(|(_, name)| name.as_str())
    }

    /// The Rust type of its values, as code beside the module `types` names it, null included. None of a
    /// part, and of what is not used.
    pub fn rust_type(&self) -> Option<&str> {
        self.rust_type.as_deref()
    }

    /// The keywords that emitted code checks beyond the type, in alphabetical order. Those of `allOf`
    /// count for the schema that has it.
    pub fn validated(&self) -> &[&'static str] {
        &self.validated
    }

    /// Why it is any JSON value, or has some in it, and what stands in the way of a type.
    pub fn fallback(&self) -> Option<(&str, &Position)> {
        self.fallback.as_ref().map(|(reason, position)| (reason.as_str(), position))
    }

    /// The keyword that compares or counts properties without fields, if its type keeps them for that alone.
    pub fn preserved_for(&self) -> Option<(&'static str, &Position)> {
        self.preserved.as_ref().map(|(keyword, _, position)| (*keyword, position))
    }

    /// The keywords for readers (`description`, `example` and the like) that the docs of no item tell, in alphabetical
    /// order: those of a condition, say, or of one of several parts of an `allOf`.
    pub fn undocumented(&self) -> &[&'static str] {
        &self.undocumented
    }
}

impl Census {
    /// The schemas, in the order of the text; those of the description first, then those of each file
    /// that it refers to.
    pub fn schemas(&self) -> &[SchemaRecord] {
        &self.schemas
    }

    /// How many schemas there are of an outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.schemas.iter().filter(|schema| schema.outcome == outcome).count()
    }

    /// The counts, in a line.
    pub fn summary(&self) -> String {
        let counts = Outcome::ALL.map(|outcome| (self.count(outcome), outcome.words()));
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts: Vec<_> = counts.map(|(count, words)| format!("{count} {words}")).collect();
        let validated = self.schemas.iter().filter(|schema| !schema.validated.is_empty()).count();
        match self.schemas.len() {
            0 => "no schemas".to_owned(),
            1 => format!("1 schema: {}; rules of {validated} validated", counts.join(", ")),
            all => format!("{all} schemas: {}; rules of {validated} validated", counts.join(", ")),
        }
    }
}

impl fmt::Display for Census {
    /// A line for each schema, more for the reason of a fallback, for what the docs leave out and for properties that are kept, and the counts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for schema in &self.schemas {
            write!(f, "{}: ", schema.position)?;
            match &schema.rust_type {
                Some(type_) => f.write_str(&short(type_))?,
                None if schema.outcome == Outcome::Part => f.write_str("applied to another")?,
                None => f.write_str("not used")?,
            }
            if !schema.validated.is_empty() {
                write!(f, "; validated: {}", schema.validated.join(", "))?;
            }
            writeln!(f)?;
            if let Some((reason, position)) = &schema.fallback {
                let here = (&position.file, position.line) == (&schema.position.file, schema.position.line);
                let place = if here { String::new() } else { format!(" ({position})") };
                writeln!(f, "    any JSON value: {reason}{place}")?;
            }
            if !schema.undocumented.is_empty() {
                writeln!(f, "    not in the docs: {}", schema.undocumented.join(", "))?;
            }
            if let Some((keyword, verb, position)) = &schema.preserved {
                writeln!(f, "    other properties are kept: `{keyword}` {verb} them ({position})")?;
            }
        }
        let empty_line = if self.schemas.is_empty() { "" } else { "\n" };
        writeln!(f, "{empty_line}{}", self.summary())
    }
}

/// A type without the paths of its parts: `Vec<Pet>`.
fn short(type_: &str) -> String {
    let mut text = String::new();
    let mut rest = type_;
    while let Some(end) = rest.find(['<', '>', ',']) {
        let (path, after) = rest.split_at(end);
        text += path.rsplit("::").next().unwrap_or_default();
        let (mark, after) = after.split_at(1);
        text += if mark == "," { ", " } else { mark };
        rest = after;
    }
    text + rest.rsplit("::").next().unwrap_or_default()
}

/// What a census is made of, without lines: to find them, the text is read once more.
pub(crate) struct Records {
    pub sources: Sources,
    pub model: Model,
}

impl fmt::Debug for Records {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records").field("schemas", &self.model.records.len()).finish_non_exhaustive()
    }
}

impl Records {
    pub(crate) fn census(&self) -> Census {
        let records = &self.model.records;
        let reasons = records.values().filter_map(|record| record.fallback.as_ref());
        let places = records.keys().copied().chain(reasons.map(|why| why.place));
        let kept = records.values().filter_map(|record| record.preserved);
        let spans = self.sources.locate_all(places.chain(kept.map(|why| why.place)));
        let mut records: Vec<_> = records.iter().collect();
        records.sort_by_key(|(place, _)| (place.file, spans.get(place).map(|span| span.start), **place));
        let schemas =
            records.into_iter().map(|(place, record)| {
                let rust_type = record.type_.as_ref().map(|type_| emit::type_path(&self.model, type_));
                let Record {
                    component,
                    type_: _,
                    rules,
                    fallback,
                    preserved,
                    undocumented,
                    in_part: _,
                    is_part,
                } = record;
                let outcome = match (&rust_type, fallback) {
                    (Some(_), None) => Outcome::Typed,
                    (Some(_), Some(_)) => Outcome::Fallback,
                    (None, _) if *is_part || !rules.is_empty() => Outcome::Part,
                    (None, _) => Outcome::Unused,
                };
                SchemaRecord {
                    position: self.position(*place, &spans),
                    outcome,
                    component: component.clone(),
                    rust_type,
                    validated: rules.iter().copied().collect(),
                    fallback: fallback
                        .as_ref()
                        .map(|why| (why.reason.clone().into_owned(), self.position(why.place, &spans))),
                    preserved: preserved
                        .map(|why| (why.keyword, why.verb(), self.position(why.place, &spans))),
                    undocumented: undocumented
                        .iter()
                        .copied()
                        .filter(|_| outcome != Outcome::Unused)
                        .collect(),
                }
            });
        Census { schemas: schemas.collect() }
    }

    /// Where places are.
    pub(crate) fn positions(&self, places: &[Place]) -> BTreeMap<Place, Position> {
        let spans = self.sources.locate_all(places.iter().copied());
        places.iter().map(|place| (*place, self.position(*place, &spans))).collect()
    }

    fn position(&self, place: Place, spans: &BTreeMap<Place, Span>) -> Position {
        Position {
            file: self.sources.file(place).map(|file| file.name.clone()).unwrap_or_default(),
            pointer: self.sources.pointer(place),
            line: spans.get(&place).map_or(1, |span| span.line),
        }
    }
}
