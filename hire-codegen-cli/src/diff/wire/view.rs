//! A schema as its values see it: what it says itself, what it refers to and the parts of its `allOf`, as one.

use std::collections::{BTreeMap, BTreeSet};

use hire_codegen::source::{Cursor, Place};
use indexmap::IndexMap;
use serde_json::Value;

/// The schemas that apply to the same value.
#[derive(Clone)]
pub struct View<'a> {
    roots: Vec<Cursor<'a>>,
    parts: Vec<Cursor<'a>>,
}

/// Keywords that no value depends on.
const WORDS: [&str; 10] = [
    "title",
    "description",
    "example",
    "examples",
    "externalDocs",
    "deprecated",
    "default",
    "$comment",
    "xml",
    "$defs",
];

/// How deep references lead from one to the next.
const DEEPEST: usize = 100;

/// What a `$ref` leads to, and that which this refers to.
pub fn resolved(cursor: Cursor<'_>) -> Cursor<'_> {
    let mut cursor = cursor;
    for _ in 0..DEEPEST {
        let Some(next) = target(cursor) else { break };
        cursor = next;
    }
    cursor
}

/// What a schema refers to.
pub fn target(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let reference = cursor.get("$ref")?;
    reference.resolve(reference.as_str()?).ok()
}

/// Whether the description is of OpenAPI 3.0, where `nullable` is a keyword, and what stands beside `$ref` is not read.
pub fn is_old(cursor: Cursor<'_>) -> bool {
    let version = cursor.sources().root().get("openapi").and_then(Cursor::as_str);
    version.is_some_and(|version| version.starts_with("3.0"))
}

/// Whether no value depends on a keyword.
pub fn is_annotation(key: &str) -> bool {
    WORDS.contains(&key) || key.starts_with("x-")
}

/// A value as a text that is the same for the same value: 1.0 is 1.
pub fn value(cursor: Cursor<'_>) -> String {
    let json = cursor.to_json();
    match Amount::new(&json) {
        Some(Amount::Float(float)) if float.fract() == 0.0 => format!("{float}"),
        _ => json.to_string(),
    }
}

/// The names of all types but null.
pub fn all_types<'a>() -> BTreeSet<&'a str> {
    BTreeSet::from(["array", "boolean", "integer", "number", "object", "string"])
}

/// The type of a value.
fn type_of(value: &str) -> &'static str {
    match value.chars().next() {
        Some('"') => "string",
        Some('[') => "array",
        Some('{') => "object",
        Some('t' | 'f') => "boolean",
        Some('n') => "null",
        _ if value.contains(['.', 'e']) => "number",
        _ => "integer",
    }
}

fn is_null(branch: Cursor<'_>) -> bool {
    let only = |list: Cursor<'_>| list.items().len() == 1 && list.items().all(|it| value(it) == "null");
    branch.get("type").and_then(Cursor::as_str) == Some("null")
        || branch.get("enum").is_some_and(only)
        || branch.get("const").is_some_and(|it| value(it) == "null")
}

/// The only branch or part of a schema that says nothing else, null apart.
pub fn unwrapped(schema: Cursor<'_>) -> Cursor<'_> {
    let mut schema = schema;
    for _ in 0..DEEPEST {
        let mut said = schema.entries().filter(|(key, _)| !is_annotation(key));
        let (Some(("oneOf" | "anyOf" | "allOf", list)), None) = (said.next(), said.next()) else { break };
        let mut branches = list.items().filter(|branch| !is_null(*branch));
        let (Some(only), None) = (branches.next(), branches.next()) else { break };
        schema = only;
    }
    schema
}

/// Whether a branch says nothing but which types or which values there are, so that a union of such is a list of them.
fn is_plain(branch: &Cursor<'_>) -> bool {
    let is_known = |key: &str| {
        matches!(key, "type" | "enum" | "const" | "title" | "description") || key.starts_with("x-")
    };
    let says = |key: &str| branch.get(key).is_some();
    branch.entries().all(|(key, _)| is_known(key)) && (says("type") || says("enum") || says("const"))
}

/// The names of types that a keyword lists.
fn names(value: Cursor<'_>) -> impl Iterator<Item = &str> {
    let names = value.as_str().into_iter().chain(value.items().filter_map(Cursor::as_str));
    names.flat_map(|name| std::iter::once(name).chain((name == "number").then_some("integer")))
}

/// The types of a branch, as far as it says them itself or of one schema that it refers to.
fn declared(branch: Cursor<'_>) -> Option<BTreeSet<&str>> {
    let branch = resolved(branch);
    let values =
        branch.get("enum").map(|list| list.items().collect()).or_else(|| Some(vec![branch.get("const")?]));
    let of_values =
        || values.map(|values: Vec<_>| values.into_iter().map(|it| type_of(&value(it))).collect());
    branch.get("type").map(|type_| names(type_).collect()).or_else(of_values)
}

/// Whether null is a value of a schema, by whatever it says, refers to and is made of.
fn allows_null(schema: Cursor<'_>, known: &mut BTreeMap<Place, bool>, depth: usize) -> bool {
    if let Some(known) = known.get(&schema.place()) {
        return *known;
    }
    if depth > DEEPEST || schema.as_bool() == Some(false) {
        return false;
    }
    known.insert(schema.place(), false);
    let has_null = |list: Cursor<'_>| list.items().any(|it| value(it) == "null");
    let names_null = |type_: Cursor<'_>| names(type_).any(|name| name == "null");
    let is_old = is_old(schema);
    let mut allows = target(schema).is_none_or(|target| allows_null(target, known, depth + 1));
    if !(is_old && schema.get("$ref").is_some()) {
        let is_nullable = schema.get("nullable").and_then(Cursor::as_bool) == Some(true);
        allows &= schema.get("type").is_none_or(|it| names_null(it) || is_nullable);
        allows &= schema.get("enum").is_none_or(has_null);
        allows &= schema.get("const").is_none_or(|it| value(it) == "null");
        let parts = schema.get("allOf").map(|list| list.items().collect::<Vec<_>>()).unwrap_or_default();
        allows &= parts.into_iter().all(|part| allows_null(part, known, depth + 1));
        for key in ["oneOf", "anyOf"] {
            let Some(list) = schema.get(key) else { continue };
            allows &= list.items().any(|branch| allows_null(branch, known, depth + 1));
        }
    }
    known.insert(schema.place(), allows);
    allows
}

impl<'a> View<'a> {
    pub fn new(schemas: &[Cursor<'a>]) -> Self {
        let mut view = Self { roots: schemas.to_vec(), parts: Vec::new() };
        for schema in schemas {
            view.add(*schema, 0);
        }
        view
    }

    fn add(&mut self, schema: Cursor<'a>, depth: usize) {
        let is_new = self.parts.iter().all(|part| part.place() != schema.place());
        if depth > DEEPEST || !is_new {
            return;
        }
        let target = target(schema);
        if target.is_none() || !is_old(schema) {
            self.parts.push(schema);
        }
        if let Some(target) = target {
            self.add(target, depth + 1);
        }
        // A union of one branch is this branch; that it may be null as well is said elsewhere.
        for key in ["oneOf", "anyOf"] {
            let branches = schema.get(key).into_iter().flat_map(Cursor::items);
            let mut branches = branches.filter(|branch| !is_null(*branch));
            if let (Some(only), None) = (branches.next(), branches.next()) {
                self.add(only, depth + 1);
            }
        }
        if let Some(parts) = schema.get("allOf") {
            for part in parts.items() {
                self.add(part, depth + 1);
            }
        }
    }

    pub fn places(&self) -> Vec<Place> {
        self.parts.iter().map(|part| part.place()).collect()
    }

    /// Where a reader is led to: the first part that has a keyword, or the schema as a whole.
    pub fn place(&self, keyword: &str) -> Option<Place> {
        let key = self.parts.iter().find_map(|part| part.get(keyword));
        let own = self.parts.iter().find(|part| part.get("$ref").is_none()).or(self.parts.first());
        key.or(own.copied()).map(Cursor::place)
    }

    /// The values that the parts have of a keyword.
    pub fn all(&self, keyword: &str) -> impl Iterator<Item = Cursor<'a>> {
        self.parts.iter().filter_map(move |part| part.get(keyword))
    }

    /// The first value of a keyword: that of the schema itself, before those of its parts.
    pub fn first(&self, keyword: &str) -> Option<Cursor<'a>> {
        self.all(keyword).next()
    }

    /// The schemas of a keyword, which may have a boolean in their place.
    pub fn schemas(&self, keyword: &str) -> Vec<Cursor<'a>> {
        self.all(keyword).filter(|value| value.is_mapping()).collect()
    }

    /// Whether nothing is let through that the keyword is about.
    pub fn refuses(&self, keyword: &str) -> bool {
        self.all(keyword).any(|value| value.as_bool() == Some(false))
    }

    /// Whether nothing is let through, since the schema or a part of it is `false`.
    pub fn is_false(&self) -> bool {
        self.parts.iter().any(|part| part.as_bool() == Some(false))
    }

    /// Whether the parts say nothing but words and what the keywords say.
    pub fn says_only(&self, keywords: &[&str]) -> bool {
        let is_said = |key: &str| key == "$ref" || is_annotation(key) || keywords.contains(&key);
        self.parts.iter().all(|part| part.entries().all(|(key, _)| is_said(key)))
    }

    pub fn roots(&self) -> &[Cursor<'a>] {
        &self.roots
    }

    pub fn parts(&self) -> &[Cursor<'a>] {
        &self.parts
    }

    pub fn is_true(&self, keyword: &str) -> bool {
        self.all(keyword).any(|value| value.as_bool() == Some(true))
    }

    /// The types that values may have, null apart, as far as `type`, values and unions say; none where every type is let
    /// through. A number that is no integer has a type of its own, so that what accepts numbers accepts integers.
    pub fn types(&self, with_unions: bool) -> Option<BTreeSet<&'a str>> {
        let mut types: Option<BTreeSet<&str>> =
            self.values().map(|values| values.keys().map(|it| type_of(it)).collect());
        let own = self.all("type").map(|value| names(value).collect());
        let of_unions = self.unions().filter(|(_, branches)| with_unions || branches.iter().all(is_plain));
        let of_unions = of_unions.filter_map(|(_, branches)| {
            branches.into_iter().map(|branch| declared(branch)).collect::<Option<Vec<_>>>()
        });
        let lists: Vec<BTreeSet<&str>> =
            own.chain(of_unions.map(|it| it.into_iter().flatten().collect())).collect();
        for own in lists {
            types = Some(match types {
                Some(before) => before.intersection(&own).copied().collect(),
                None => own,
            });
        }
        types.map(|mut types| {
            types.remove("null");
            types
        })
    }

    /// Whether null is a value, as one of all that the parts say.
    pub fn is_nullable(&self) -> bool {
        let mut known = BTreeMap::new();
        self.roots.iter().all(|schema| allows_null(*schema, &mut known, 0))
    }

    /// The values that `enum`, `const` and unions of such leave; none where there are none. Null is left to
    /// [`Self::is_nullable`].
    pub fn values(&self) -> Option<BTreeMap<String, Cursor<'a>>> {
        fn own(schema: Cursor<'_>) -> Option<Vec<Cursor<'_>>> {
            let list = schema.get("enum").map(|list| list.items().collect::<Vec<_>>());
            list.or_else(|| Some(vec![schema.get("const")?]))
        }
        let mut values: Option<BTreeMap<String, Cursor<'a>>> = None;
        let unions = self.unions().filter(|(_, branches)| branches.iter().all(is_plain));
        let unions =
            unions.filter_map(|(_, branches)| branches.into_iter().map(own).collect::<Option<Vec<_>>>());
        let lists = self.all("enum").map(|list| list.items().collect::<Vec<_>>());
        let lists =
            lists.chain(self.all("const").map(|value| vec![value])).chain(unions.map(|it| it.concat()));
        for list in lists {
            let own: BTreeMap<_, _> = list.into_iter().map(|it| (value(it), it)).collect();
            values = Some(match values {
                Some(before) => before.into_iter().filter(|(text, _)| own.contains_key(text)).collect(),
                None => own,
            });
        }
        values.map(|mut values| {
            values.remove("null");
            values
        })
    }

    /// The unions of more than one branch, null apart.
    fn unions(&self) -> impl Iterator<Item = (&'static str, Vec<Cursor<'a>>)> {
        let lists = ["oneOf", "anyOf"].into_iter().flat_map(|key| self.all(key).map(move |list| (key, list)));
        let lists = lists
            .map(|(key, list)| (key, list.items().filter(|branch| !is_null(*branch)).collect::<Vec<_>>()));
        lists.filter(|(_, branches)| branches.len() > 1)
    }

    /// The unions that are more than a list of types or of values, with their keywords.
    pub fn choices(&self) -> impl Iterator<Item = (&'static str, Vec<Cursor<'a>>)> {
        self.unions().filter(|(_, branches)| !branches.iter().all(is_plain))
    }

    /// The keyword of the first union that is more than a list of types or of values.
    pub fn union(&self) -> Option<&'static str> {
        self.choices().next().map(|(key, _)| key)
    }

    /// The properties, each with its schemas.
    pub fn properties(&self) -> IndexMap<&'a str, Vec<Cursor<'a>>> {
        let mut properties: IndexMap<&str, Vec<Cursor<'a>>> = IndexMap::new();
        for (name, schema) in self.all("properties").flat_map(Cursor::entries) {
            properties.entry(name).or_default().push(schema);
        }
        properties
    }

    pub fn required(&self) -> BTreeSet<&'a str> {
        self.all("required").flat_map(Cursor::items).filter_map(Cursor::as_str).collect()
    }

    /// The branches of a union, null apart.
    pub fn branches(&self, keyword: &str) -> Vec<Cursor<'a>> {
        self.unions().filter(|(key, _)| *key == keyword).flat_map(|(_, branches)| branches).collect()
    }

    /// A number of a keyword: the largest or the least of those of the parts.
    pub fn number(&self, keyword: &str, largest: bool) -> Option<Amount> {
        let numbers = self.all(keyword).filter_map(|value| Amount::new(&value.to_json()));
        numbers.reduce(|one, other| if (other > one) == largest { other } else { one })
    }

    /// The lower or the upper bound of numbers, and whether the bound itself is excluded: by the number of OpenAPI 3.1 or by the
    /// boolean of 3.0.
    pub fn bound(&self, keyword: &str, exclusive: &str, lower: bool) -> Option<(Amount, bool)> {
        let inclusive = self.parts.iter().filter_map(|part| {
            let excluded = part.get(exclusive).and_then(Cursor::as_bool) == Some(true);
            Some((Amount::new(&part.get(keyword)?.to_json())?, excluded))
        });
        let exclusive = self.all(exclusive).filter_map(|it| Some((Amount::new(&it.to_json())?, true)));
        let tightest = inclusive.chain(exclusive).reduce(|one, other| {
            let is_tighter = match one.0.partial_cmp(&other.0) {
                Some(std::cmp::Ordering::Equal) | None => other.1,
                Some(order) => (order == std::cmp::Ordering::Less) == lower,
            };
            if is_tighter { other } else { one }
        });
        let are_integers = self.types(true).is_some_and(|types| types.into_iter().eq(["integer"]));
        tightest.map(|(amount, excluded)| match amount {
            Amount::Float(float) if float.fract() == 0.0 => (amount, excluded),
            _ if are_integers => (amount.whole(excluded, lower), false),
            _ => (amount, excluded),
        })
    }
}

/// A number, exact where it is an integer of up to 64 bits.
#[derive(Debug, Clone, Copy)]
pub enum Amount {
    Integer(i128),
    Float(f64),
}

impl Amount {
    fn new(value: &Value) -> Option<Self> {
        let integer = value.as_i64().map(i128::from).or(value.as_u64().map(i128::from));
        integer.map(Self::Integer).or(value.as_f64().map(Self::Float))
    }

    #[expect(clippy::cast_precision_loss, reason = "what is compared with a float is as exact as one")]
    fn float(self) -> f64 {
        match self {
            Self::Integer(integer) => integer as f64,
            Self::Float(float) => float,
        }
    }

    pub fn is_zero(self) -> bool {
        self.float() == 0.0
    }

    pub fn is_one_at_most(self) -> bool {
        self.float() <= 1.0
    }

    /// The least or greatest integer within a bound.
    fn whole(self, excluded: bool, lower: bool) -> Self {
        let step = if lower { 1 } else { -1 };
        match self {
            Self::Integer(integer) => Self::Integer(integer + if excluded { step } else { 0 }),
            Self::Float(float) => Self::Float(if lower { float.ceil() } else { float.floor() }),
        }
    }

    /// Whether it is a multiple of another amount, as far as floats can say.
    pub fn is_multiple_of(self, other: Self) -> bool {
        match (self, other) {
            (_, Self::Integer(0)) => false,
            (Self::Integer(one), Self::Integer(other)) => one % other == 0,
            _ => {
                let ratio = self.float() / other.float();
                (ratio - ratio.round()).abs() < 1e-9
            }
        }
    }
}

impl PartialEq for Amount {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(std::cmp::Ordering::Equal)
    }
}

impl PartialOrd for Amount {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        match (self, other) {
            (Self::Integer(one), Self::Integer(other)) => one.partial_cmp(other),
            _ => self.float().partial_cmp(&other.float()),
        }
    }
}
