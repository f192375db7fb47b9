//! A schema as data: each keyword, with its place.

use std::collections::BTreeSet;
use std::rc::Rc;

use indexmap::IndexMap;

use crate::source::{Cursor, Number, Place};

/// Names a schema of a [`Schemas`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaId(pub(super) usize);

/// The primitive types of JSON Schema (2020-12 core §4.2.1), as a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonTypes(u8);

impl JsonTypes {
    pub const NULL: Self = Self(1);
    pub const BOOLEAN: Self = Self(1 << 1);
    pub const INTEGER: Self = Self(1 << 2);
    /// Every number; it contains the integers.
    pub const NUMBER: Self = Self(1 << 3 | 1 << 2);
    pub const STRING: Self = Self(1 << 4);
    /// All but null, lists and objects.
    pub const SCALARS: Self = Self::BOOLEAN.union(Self::NUMBER).union(Self::STRING);
    pub const ARRAY: Self = Self(1 << 5);
    pub const OBJECT: Self = Self(1 << 6);
    pub const NONE: Self = Self(0);
    pub const ALL: Self = Self(0x7f);

    /// The names that the keyword `type` takes.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("null", Self::NULL),
        ("boolean", Self::BOOLEAN),
        ("integer", Self::INTEGER),
        ("number", Self::NUMBER),
        ("string", Self::STRING),
        ("array", Self::ARRAY),
        ("object", Self::OBJECT),
    ];

    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    pub fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl std::fmt::Display for JsonTypes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let number = self.contains(Self::NUMBER);
        let names = Self::NAMES
            .iter()
            .filter(|(name, types)| self.contains(*types) && !(number && *name == "integer"))
            .map(|(name, _)| *name)
            .collect::<Vec<_>>();
        f.write_str(&names.join(" or "))
    }
}

/// The value of a keyword, with its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Located<T> {
    pub value: T,
    pub place: Place,
}

/// What a schema says without restricting anything.
#[derive(Debug, Clone, Default)]
pub struct Annotations<'a> {
    pub title: Option<Located<&'a str>>,
    pub description: Option<Located<&'a str>>,
    /// The place of `deprecated: true`.
    pub deprecated: Option<Place>,
    pub read_only: Option<Place>,
    pub write_only: Option<Place>,
    pub default: Option<Cursor<'a>>,
    /// `format`, for readers.
    pub format: Option<Located<&'a str>>,
    /// `contentEncoding`, for readers.
    pub encoding: Option<Located<&'a str>>,
    /// `contentMediaType`.
    pub media_type: Option<Located<&'a str>>,
    /// The URL of `externalDocs`.
    pub link: Option<Located<&'a str>>,
    pub examples: Vec<Cursor<'a>>,
}

impl<'a> Annotations<'a> {
    /// Annotations of a value that two schemas describe: where the first is silent, those of the second.
    pub fn or(self, other: Self) -> Self {
        let Self {
            title,
            description,
            deprecated,
            read_only,
            write_only,
            default,
            format,
            encoding,
            media_type,
            link,
            examples,
        } = other;
        Self {
            title: self.title.or(title),
            description: self.description.or(description),
            deprecated: self.deprecated.or(deprecated),
            read_only: self.read_only.or(read_only),
            write_only: self.write_only.or(write_only),
            default: self.default.or(default),
            format: self.format.or(format),
            encoding: self.encoding.or(encoding),
            media_type: self.media_type.or(media_type),
            link: self.link.or(link),
            examples: if self.examples.is_empty() { examples } else { self.examples },
        }
    }

    /// The annotations that are at none of some places.
    pub fn without(mut self, places: &BTreeSet<Place>) -> Self {
        let elsewhere = |place: Place| !places.contains(&place);
        self.title.take_if(|it| !elsewhere(it.place));
        self.description.take_if(|it| !elsewhere(it.place));
        self.deprecated.take_if(|it| !elsewhere(*it));
        self.read_only.take_if(|it| !elsewhere(*it));
        self.write_only.take_if(|it| !elsewhere(*it));
        self.default.take_if(|it| !elsewhere(it.place()));
        self.format.take_if(|it| !elsewhere(it.place));
        self.encoding.take_if(|it| !elsewhere(it.place));
        self.media_type.take_if(|it| !elsewhere(it.place));
        self.link.take_if(|it| !elsewhere(it.place));
        self.examples.retain(|it| elsewhere(it.place()));
        self
    }

    /// The place of each keyword, with its name.
    pub fn places(&self) -> Vec<(&'static str, Place)> {
        let Self {
            title,
            description,
            deprecated,
            read_only,
            write_only,
            default,
            format,
            encoding,
            media_type,
            link,
            examples,
        } = self;
        let place = |text: &Option<Located<&'a str>>| text.map(|text| text.place);
        let mut places = vec![
            ("title", place(title)),
            ("description", place(description)),
            ("deprecated", *deprecated),
            ("readOnly", *read_only),
            ("writeOnly", *write_only),
            ("default", default.map(Cursor::place)),
            ("format", place(format)),
            ("contentEncoding", place(encoding)),
            ("contentMediaType", place(media_type)),
            ("externalDocs", place(link)),
        ];
        let name =
            |example: &Cursor<'_>| if example.key() == Some("example") { "example" } else { "examples" };
        places.extend(examples.iter().map(|example| (name(example), Some(example.place()))));
        places.into_iter().filter_map(|(name, place)| Some((name, place?))).collect()
    }
}

/// Our extensions of a schema.
#[derive(Debug, Clone, Copy, Default)]
pub struct Extensions<'a> {
    /// `x-sensitive`: the value is a secret.
    pub sensitive: bool,
    /// `x-enum-varnames`, or `x-enumNames`: a Rust name for each value of `enum`.
    pub value_names: Option<Cursor<'a>>,
    /// `x-enum-descriptions`: a description for each value of `enum`.
    pub value_descriptions: Option<Cursor<'a>>,
    /// `x-rust-name`: the name of the type or the field.
    pub rust_name: Option<Located<&'a str>>,
}

/// Keywords for numbers (validation §6.2).
#[derive(Debug, Clone, Default)]
pub struct NumberRules {
    pub minimum: Option<Located<Number>>,
    pub exclusive_minimum: Option<Located<Number>>,
    pub maximum: Option<Located<Number>>,
    pub exclusive_maximum: Option<Located<Number>>,
    /// A value is a multiple of each.
    pub multiple_of: Vec<Located<Number>>,
}

/// Keywords for strings (validation §6.3).
#[derive(Debug, Clone, Default)]
pub struct StringRules<'a> {
    pub min_length: Option<Located<u64>>,
    pub max_length: Option<Located<u64>>,
    /// A text matches each.
    pub patterns: Vec<Located<&'a str>>,
}

/// Keywords for arrays (core §10.3.1, validation §6.4).
#[derive(Debug, Clone, Default)]
pub struct ArrayRules {
    /// `prefixItems`: the schemas of the first items.
    pub prefix: Vec<SchemaId>,
    /// `items`: the schema of the items after those.
    pub items: Option<SchemaId>,
    /// `unevaluatedItems`, where it says more than `items` would.
    pub unevaluated: Option<SchemaId>,
    /// A list satisfies each.
    pub contains: Vec<Contains>,
    pub min_items: Option<Located<u64>>,
    pub max_items: Option<Located<u64>>,
    pub unique_items: Option<Place>,
}

/// `contains` with `minContains` and `maxContains` (core §10.3.1.3, validation §6.4.4).
#[derive(Debug, Clone, Copy)]
pub struct Contains {
    pub schema: SchemaId,
    pub least: u64,
    pub most: Option<u64>,
}

/// Keywords for objects (core §10.3.2, validation §6.5).
#[derive(Debug, Clone, Default)]
pub struct ObjectRules<'a> {
    /// Shared, since conditions on an object are evaluated with the properties of the object.
    pub properties: Rc<IndexMap<&'a str, SchemaId>>,
    pub required: Vec<Located<&'a str>>,
    /// `patternProperties`: each pattern with the schema of the properties that match it.
    pub patterns: Vec<(Located<&'a str>, SchemaId)>,
    pub additional: Option<SchemaId>,
    /// `unevaluatedProperties`, where it says more than `additionalProperties` would.
    pub unevaluated: Option<SchemaId>,
    /// `propertyNames`.
    pub names: Option<SchemaId>,
    pub min_properties: Option<Located<u64>>,
    pub max_properties: Option<Located<u64>>,
}

/// Branches of one `anyOf` or `oneOf`.
#[derive(Debug, Clone)]
pub struct Branches {
    pub place: Place,
    pub schemas: Vec<SchemaId>,
    pub discriminator: Option<Discriminator>,
}

/// A `discriminator` that names branches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Discriminator {
    pub place: Place,
    pub names: DiscriminatorTarget,
}

/// What a discriminator names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiscriminatorTarget {
    /// The branches beside the discriminator.
    Branches,
    /// The branches of a list without a discriminator: each has the schema of the discriminator in `allOf`.
    Descendants,
    /// The schema of the discriminator, which is the first branch, and the schemas that have that one in `allOf`.
    Subtypes,
}

/// `if`, `then` and `else` of one schema (core §10.2.2).
#[derive(Debug, Clone)]
pub struct Conditional {
    pub condition: SchemaId,
    pub then: Option<SchemaId>,
    pub otherwise: Option<SchemaId>,
}

/// Keywords that apply schemas to the same instance (core §10.2). Lists, since a merged schema has
/// those of all its parts.
#[derive(Debug, Clone, Default)]
pub struct Applicators {
    /// Parts of an `allOf` that cannot be merged into one schema.
    pub all_of: Vec<SchemaId>,
    pub any_of: Vec<Branches>,
    pub one_of: Vec<Branches>,
    pub not: Vec<SchemaId>,
    pub conditionals: Vec<Conditional>,
}

impl Applicators {
    /// Whether a value satisfies all of these, by the answer of `holds` for each schema. None as soon as `holds` has none.
    pub fn hold(&self, mut holds: impl FnMut(SchemaId) -> Option<bool>) -> Option<bool> {
        let mut count = |schemas: &[SchemaId]| {
            schemas.iter().try_fold(0, |count, schema| Some(count + usize::from(holds(*schema)?)))
        };
        let mut all = count(&self.not)? == 0;
        all &= count(&self.all_of)? == self.all_of.len();
        for list in &self.any_of {
            all &= count(&list.schemas)? > 0;
        }
        for list in &self.one_of {
            all &= count(&list.schemas)? == 1;
        }
        for Conditional { condition, then, otherwise } in &self.conditionals {
            let branch = if holds(*condition)? { then } else { otherwise };
            all &= branch.map_or(Some(true), &mut holds)?;
        }
        Some(all)
    }
}

/// One schema.
#[derive(Debug, Clone)]
pub struct Schema<'a> {
    pub place: Place,
    /// The schema `false`, which nothing satisfies.
    pub never: bool,
    /// What `$ref` and `$dynamicRef` name.
    pub references: Vec<SchemaId>,
    /// `allOf`.
    pub all_of: Vec<SchemaId>,
    /// `type`; every type when absent.
    pub types: Option<Located<JsonTypes>>,
    /// `enum`, or `const` as an enumeration of one.
    pub values: Option<Located<Vec<Cursor<'a>>>>,
    /// `format`, as an assertion.
    pub format: Option<Located<&'a str>>,
    /// `contentEncoding`, which asserts nothing (validation §8.2).
    pub content_encoding: Option<&'a str>,
    pub number: NumberRules,
    pub string: StringRules<'a>,
    pub array: ArrayRules,
    pub object: ObjectRules<'a>,
    pub applicators: Applicators,
    pub annotations: Annotations<'a>,
    pub extensions: Extensions<'a>,
}

impl Schema<'_> {
    /// The schemas that it applies to the same value.
    pub fn applied(&self) -> impl Iterator<Item = SchemaId> {
        let Applicators { all_of, any_of, one_of, not, conditionals } = &self.applicators;
        let lists = any_of.iter().chain(one_of).flat_map(|branches| &branches.schemas);
        let conditionals = conditionals.iter().flat_map(|it| [Some(it.condition), it.then, it.otherwise]);
        let parts = self.references.iter().chain(&self.all_of).chain(all_of);
        parts.chain(lists).chain(not).copied().chain(conditionals.flatten())
    }

    pub fn new(place: Place) -> Self {
        Self {
            place,
            never: false,
            references: Vec::new(),
            all_of: Vec::new(),
            types: None,
            values: None,
            format: None,
            content_encoding: None,
            number: NumberRules::default(),
            string: StringRules::default(),
            array: ArrayRules::default(),
            object: ObjectRules::default(),
            applicators: Applicators::default(),
            annotations: Annotations::default(),
            extensions: Extensions::default(),
        }
    }

    /// Whether the schema restricts nothing beyond its one `anyOf` or `oneOf`.
    pub fn is_only_a_union(&self) -> bool {
        let mut beside = self.clone();
        beside.applicators.any_of.clear();
        beside.applicators.one_of.clear();
        beside.references.is_empty() && !beside.constrains()
    }

    /// Whether the schema restricts anything, its references and branches of `allOf` included.
    pub fn restricts_itself(&self) -> bool {
        !self.references.is_empty() || !self.all_of.is_empty() || self.constrains()
    }

    /// Whether the schema may be a reference to another one.
    pub(super) fn may_refer(&self) -> bool {
        !self.references.is_empty() || !self.all_of.is_empty()
    }

    /// A schema at the same place that restricts nothing.
    pub fn empty_at_same_place(&self) -> Self {
        Self::new(self.place)
    }

    /// A schema that nothing satisfies, with the annotations of this one. No other rule counts.
    pub(super) fn into_never(self) -> Self {
        let extensions = Extensions { rust_name: self.extensions.rust_name, ..Extensions::default() };
        Schema { never: true, annotations: self.annotations, extensions, ..Schema::new(self.place) }
    }

    /// The types that the schema lets through, as far as `type` says.
    pub fn type_set(&self) -> JsonTypes {
        self.types.map_or(JsonTypes::ALL, |types| types.value)
    }
}
