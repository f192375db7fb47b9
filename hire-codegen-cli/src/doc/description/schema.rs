//! What a schema says of the values that a page has a row for: its references and combinations looked through.

use std::collections::BTreeSet;

use hire_codegen::source::{Cursor, Place};

use super::followed;

/// The most schemas that one is made of.
const MOST: usize = 256;

/// A schema with those that it refers to.
#[derive(Clone)]
pub struct Schema<'a> {
    /// The schema as it stands in its place.
    pub node: Cursor<'a>,
    /// The schema and all that hold besides: targets of `$ref`, and of `allOf`.
    pub all: Vec<Cursor<'a>>,
    /// Those of which one holds: of `anyOf` and `oneOf`.
    pub any: Vec<Cursor<'a>>,
}

impl<'a> Schema<'a> {
    /// The schema at a node.
    pub fn of(node: Cursor<'a>) -> Self {
        let mut seen: Vec<Place> = Vec::new();
        let all = spread(vec![node], &["allOf"], &mut seen);
        let branches =
            all.iter().flat_map(|part| ["anyOf", "oneOf"].into_iter().filter_map(move |key| part.get(key)));
        let any = spread(
            branches.flat_map(hire_codegen::source::Cursor::items).collect(),
            &["allOf", "anyOf", "oneOf"],
            &mut seen,
        );
        Self { node, all, any }
    }

    /// The part that has a keyword.
    pub fn part(&self, keyword: &str) -> Option<Cursor<'a>> {
        self.all.iter().chain(&self.any).copied().find(|part| part.get(keyword).is_some())
    }

    /// The value of a keyword.
    pub fn get(&self, keyword: &str) -> Option<Cursor<'a>> {
        self.part(keyword)?.get(keyword)
    }

    /// The types that values may have, null apart; none, if any.
    pub fn types(&self) -> Vec<&'a str> {
        let stated = |parts: &[Cursor<'a>]| -> Vec<&'a str> {
            let types = parts.iter().filter_map(|part| part.get("type"));
            let words = types
                .flat_map(|types| types.as_str().into_iter().chain(types.items().filter_map(Cursor::as_str)));
            words.filter(|word| *word != "null").collect()
        };
        let mut types = stated(&self.all);
        if types.is_empty() {
            types = stated(&self.any);
        }
        if types.is_empty() && self.part("properties").is_some() {
            types.push("object");
        }
        types
    }

    /// The properties, of all parts.
    pub fn properties(&self) -> Vec<(&'a str, Cursor<'a>)> {
        let mut found: Vec<(&'a str, Cursor<'a>)> = Vec::new();
        let mut names = BTreeSet::new();
        for (name, property) in self
            .all
            .iter()
            .chain(&self.any)
            .filter_map(|part| part.get("properties"))
            .flat_map(hire_codegen::source::Cursor::entries)
        {
            if names.insert(name) {
                found.push((name, property));
            }
        }
        found
    }

    /// The schema that has the rows inside of this one: of lists that of their elements, of maps that of their values.
    #[must_use]
    pub fn inside(&self) -> Self {
        let elements = self.elements();
        let values = elements.get("additionalProperties").filter(|values| values.is_mapping());
        match values.filter(|_| elements.part("properties").is_none()) {
            Some(values) => Self::of(values).elements(),
            None => elements,
        }
    }

    /// The names of all properties, and of those inside of them.
    pub fn names(&self) -> BTreeSet<&'a str> {
        let mut names = BTreeSet::new();
        let mut seen: BTreeSet<Place> = BTreeSet::new();
        let mut left = vec![self.node];
        while let Some(node) = left.pop() {
            if seen.insert(node.place()) {
                let object = Self::of(node).inside();
                let properties = object.properties();
                names.extend(properties.iter().map(|(name, _)| *name));
                left.extend(properties.into_iter().map(|(_, property)| followed(property)));
            }
        }
        names
    }

    /// The properties that are required always, and those that are in some cases.
    pub fn required(&self) -> [BTreeSet<&'a str>; 2] {
        [&self.all, &self.any].map(|parts| {
            let lists = parts.iter().filter_map(|part| part.get("required"));
            lists.flat_map(hire_codegen::source::Cursor::items).filter_map(Cursor::as_str).collect()
        })
    }

    /// The schema of the elements, if it is one of lists.
    pub fn items(&self) -> Option<Self> {
        Some(Self::of(self.get("items")?))
    }

    /// The schema of what is not a list any more.
    #[must_use]
    pub fn elements(&self) -> Self {
        let mut here = self.clone();
        for _ in 0..4 {
            match here.items() {
                Some(items) => here = items,
                None => break,
            }
        }
        here
    }

    /// How many times it is a list.
    pub fn list(&self) -> u8 {
        let is_list = self.types().contains(&"array");
        if is_list {
            1 + self.items().map_or(0, |items| u8::from(items.types().contains(&"array")))
        } else {
            0
        }
    }
}

/// Schemas with those that they refer to, each once.
fn spread<'a>(mut left: Vec<Cursor<'a>>, keywords: &[&str], seen: &mut Vec<Place>) -> Vec<Cursor<'a>> {
    let mut found = Vec::new();
    left.reverse();
    while let Some(node) = left.pop() {
        if seen.contains(&node.place()) || seen.len() >= MOST {
            continue;
        }
        seen.push(node.place());
        found.push(node);
        let lists = keywords.iter().rev().filter_map(|keyword| node.get(keyword));
        left.extend(lists.flat_map(|list| list.items().collect::<Vec<_>>().into_iter().rev()));
        let target = followed(node);
        if target.place() != node.place() {
            left.push(target);
        }
    }
    found
}
