//! A schema as its values see it: what it says itself, what it refers to and the parts of its `allOf`, as one.

use std::collections::{BTreeMap, BTreeSet};

use hire_codegen::source::{Cursor, Place};
use indexmap::IndexMap;
use serde_json::Value;

/// The schemas that apply to the same value.
#[derive(Clone)]
pub struct View<'a> {
    parts: Vec<Cursor<'a>>,
}

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

fn target(cursor: Cursor<'_>) -> Option<Cursor<'_>> {
    let reference = cursor.get("$ref")?;
    reference.resolve(reference.as_str()?).ok()
}

impl<'a> View<'a> {
    pub fn new(schemas: &[Cursor<'a>]) -> Self {
        let mut view = Self { parts: Vec::new() };
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
        self.parts.push(schema);
        if let Some(target) = target(schema) {
            self.add(target, depth + 1);
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

    /// The items of a keyword.
    pub fn items(&self, keyword: &str) -> Vec<Cursor<'a>> {
        self.first(keyword).into_iter().flat_map(Cursor::items).collect()
    }

    pub fn is_true(&self, keyword: &str) -> bool {
        self.all(keyword).any(|value| value.as_bool() == Some(true))
    }

    /// The types that values may have, null apart; none where every type is let through. A number that is no integer has a
    /// type of its own, so that what accepts numbers accepts integers.
    pub fn types(&self) -> Option<BTreeSet<&'a str>> {
        let mut types: Option<BTreeSet<&str>> = None;
        for value in self.all("type") {
            let mut own = BTreeSet::new();
            for name in value.as_str().into_iter().chain(value.items().filter_map(Cursor::as_str)) {
                own.insert(name);
                if name == "number" {
                    own.insert("integer");
                }
            }
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

    /// The types that values may have, all of them where nothing is said.
    pub fn types_or_all(&self) -> BTreeSet<&'a str> {
        let all = || BTreeSet::from(["array", "boolean", "integer", "number", "object", "string"]);
        self.types().unwrap_or_else(all)
    }

    /// Whether null is a value: by `nullable` of OpenAPI 3.0, by `type`, or by a branch of a union.
    pub fn is_nullable(&self) -> bool {
        let has_null = |value: Cursor<'a>| {
            value.as_str() == Some("null") || value.items().any(|name| name.as_str() == Some("null"))
        };
        self.is_true("nullable")
            || self.all("type").any(has_null)
            || ["oneOf", "anyOf"].iter().any(|key| {
                self.all(key).any(|list| list.items().any(|it| it.get("type").is_some_and(has_null)))
            })
    }

    /// The values that `enum` and `const` leave; none where neither is there. Null is left to [`Self::is_nullable`].
    pub fn values(&self) -> Option<BTreeMap<String, Cursor<'a>>> {
        let mut values: Option<BTreeMap<String, Cursor<'a>>> = None;
        let lists = self.all("enum").map(|list| list.items().collect::<Vec<_>>());
        for list in lists.chain(self.all("const").map(|value| vec![value])) {
            let own: BTreeMap<_, _> =
                list.into_iter().map(|value| (value.to_json().to_string(), value)).collect();
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
        let is_null = |branch: &Cursor<'a>| branch.get("type").and_then(Cursor::as_str) == Some("null");
        self.all(keyword).flat_map(Cursor::items).filter(|branch| !is_null(branch)).collect()
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
        inclusive.chain(exclusive).reduce(|one, other| {
            let is_tighter = match one.0.partial_cmp(&other.0) {
                Some(std::cmp::Ordering::Equal) | None => other.1,
                Some(order) => (order == std::cmp::Ordering::Less) == lower,
            };
            if is_tighter { other } else { one }
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
