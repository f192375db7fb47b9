//! The properties of a schema as the rows of a table.

use std::collections::{BTreeMap, BTreeSet};

use hire_codegen::source::Cursor;
use serde_json::{Map, Value};

use super::project::{Spot, repeats, with_further};
use crate::doc::description::{LIMITS, Schema, is_speakable, type_of, value_of, word};
use crate::doc::diff::by_key;
use crate::doc::page::{Field, Rules, path_in};
use crate::doc::record::Accepted;

/// Whether values are sent or received, and what is known of the page before.
pub struct Direction<'p> {
    pub is_response: bool,
    pub accepted: &'p Accepted,
}

/// The deepest row.
const DEEPEST: usize = 64;

/// The rows that the properties of a schema are; `pages` are those that the old and the new page have at its place.
pub fn fields<'a>(
    context: &Direction<'_>,
    path: &str,
    schema: &Schema<'a>,
    pages: [&[Field]; 2],
    spots: &mut BTreeMap<String, Spot<'a>>,
) -> Vec<Field> {
    let object = schema.inside();
    let hidden = if context.is_response { "writeOnly" } else { "readOnly" };
    let named = pages.map(|rows| by_key(rows, |row| Some(row.name.as_str())));
    let [always, sometimes] = object.required();
    let (mut rows, mut repeated) = (Vec::new(), Vec::new());
    for (name, property) in object.properties() {
        let described = Schema::of(property);
        let is_hidden = described.get(hidden).and_then(Cursor::as_bool) == Some(true);
        if is_hidden && !named[1].contains_key(name) {
            continue;
        }
        let required =
            if always.contains(name) { Some(true) } else { (!sometimes.contains(name)).then_some(false) };
        let path = path_in(path, name);
        spots.entry(path.clone()).or_insert_with(|| Spot { node: property, parent: Some(object.clone()) });
        let types = described.elements().types();
        let is_scalar = types.iter().all(|word| *word != "object") && !types.is_empty();
        let found = |index| named.each_ref().map(|rows| rows.get(name)?.get(index).copied());
        let [before, after] = found(0).map(|row| row.map(|(_, row)| row));
        let mut row = context.row(&path, name, &described, required, before, after);
        let inside = [before, after].map(|row| row.map_or(&[][..], |row| &row.children));
        row.children = if is_scalar {
            // Rows inside of a text are about what the text has in it.
            before.or(after).map(|row| row.children.clone()).unwrap_or_default()
        } else if inside.iter().any(|rows| !rows.is_empty()) && path.matches('.').count() < DEEPEST {
            fields(context, &path, &described, inside, spots)
        } else {
            Vec::new()
        };
        rows.push(row);
        repeated.extend(repeats(context.accepted, found).map(|(place, row)| (place, row.clone())));
    }
    // Schemas that are put together have no order among them.
    let parts = object.all.iter().chain(&object.any).filter(|part| part.get("properties").is_some());
    if parts.count() > 1 {
        let place = |row: &Field| named[1].get(row.name.as_str())?.front().map(|(place, _)| *place);
        rows.sort_by_key(|row| place(row).unwrap_or(usize::MAX));
    }
    with_further(rows, repeated, |row: &Field| Some(row.name.clone()))
}

impl Direction<'_> {
    /// A property or parameter as a row; `old` and `new` are the rows that pages have for it.
    pub fn row(
        &self,
        path: &str,
        name: &str,
        schema: &Schema<'_>,
        required: Option<bool>,
        old: Option<&Field>,
        new: Option<&Field>,
    ) -> Field {
        let said = old.or(new);
        // Of two words that both fit, the one that was accepted: it may name a type, of which a schema says nothing.
        let fitting = [old, new].into_iter().flatten().find(|row| fits(schema, row));
        let (type_word, list) =
            fitting.map_or_else(|| described_word(schema), |row| (row.type_word.clone(), row.list));
        let is_stated = |row: Option<&Field>| row.is_some_and(|row| row.required.is_some());
        let required = match (required, new) {
            (None, Some(new)) => new.required,
            (required, new) => required.filter(|_| is_stated(new) || is_stated(old) || new.or(old).is_none()),
        };
        // The description may say more than the page: what only a sentence says. What it has from the page counts.
        let had_limits = match self.accepted {
            Accepted::Digests(digests) => digests.contains_key(&format!("{path}#limits")),
            _ => false,
        };
        let stated = |has: fn(&Field) -> bool| had_limits || [old, new].into_iter().flatten().any(has);
        let elements = schema.elements();
        let values = if stated(|row| row.values.is_some()) { values(&elements, old, new) } else { None };
        let default = schema
            .get("default")
            .or_else(|| elements.get("default"))
            .filter(|_| stated(|row| row.default.is_some()));
        let default = default.map(|default| {
            let on_page = new.and_then(|row| row.default.clone());
            on_page
                .filter(|page| value(schema, page) == Some(default.to_json()))
                .unwrap_or_else(|| word(default))
        });
        Field {
            name: name.to_owned(),
            type_word,
            list,
            required,
            values,
            default: default.or_else(|| unspeakable_default(schema, new)),
            rules: rules(schema, old, new, had_limits),
            example: said.and_then(|said| said.example.clone()),
            text: said.map(|said| said.text.clone()).unwrap_or_default(),
            line: said.map_or(0, |said| said.line),
            children: Vec::new(),
        }
    }
}

/// A default that no value of the type is, of which a description says nothing.
fn unspeakable_default(schema: &Schema<'_>, new: Option<&Field>) -> Option<String> {
    let default = new?.default.clone()?;
    let value = value(schema, &default).filter(|value| {
        let listed = schema.elements().get("enum");
        listed.is_none_or(|listed| listed.items().any(|item| item.to_json() == *value))
    });
    (value.is_none() && !schema.types().is_empty()).then_some(default)
}

/// A value of a page in a type of a schema; nothing, if it is none.
fn value(schema: &Schema<'_>, text: &str) -> Option<Value> {
    value_of(&schema.types(), text)
}

/// Whether the word of a row is one for what a schema describes.
fn fits(schema: &Schema<'_>, row: &Field) -> bool {
    let mut here = schema.clone();
    for _ in 0..row.list {
        let types = here.types();
        if types.is_empty() {
            return true;
        }
        if !types.contains(&"array") {
            return false;
        }
        match here.items() {
            Some(items) => here = items,
            None => return true,
        }
    }
    let types = here.types();
    match type_of(row.type_word.as_deref()) {
        None => row.list == 0 || !types.contains(&"array"),
        Some(word) => types.is_empty() || types.contains(&word),
    }
}

fn described_word(schema: &Schema<'_>) -> (Option<String>, u8) {
    let elements = schema.elements();
    let word = elements.types().first().map(|word| match *word {
        "integer" => "int",
        word => word,
    });
    (word.map(str::to_owned), schema.list())
}

/// The values of an enumeration with what the page says of each; those of the page that no value of the type is stay.
fn values<'p>(
    schema: &Schema<'_>,
    old: Option<&'p Field>,
    new: Option<&'p Field>,
) -> Option<Vec<(String, String)>> {
    let on = |row: Option<&'p Field>| row.and_then(|row| row.values.as_deref()).unwrap_or_default();
    let (before, after) = (by_key(on(old), |(key, _)| Some(key)), on(new));
    let types = schema.types();
    if types.contains(&"boolean") {
        return old.or(new).and_then(|row| row.values.clone());
    }
    let described: Vec<Cursor<'_>> = match (schema.get("enum"), schema.get("const")) {
        (Some(list), _) => list.items().filter(|item| !item.is_null()).collect(),
        (None, only) => only.into_iter().collect(),
    };
    let is_speakable = |key: &str| types.is_empty() || value_of(&types, key).is_some();
    // A number may be written in several ways.
    let written = |key: &str| match value_of(&types, key) {
        Some(Value::Number(number)) => number.to_string(),
        _ => key.to_owned(),
    };
    // A key that is listed twice, and one that is no value of the type, are as the page has them.
    let places = by_key(&described, |value| Some(word(*value)));
    let place = |key: &str| places.get(&written(key))?.front().map(|(place, _)| *place);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let mut on_page: Vec<(String, String)> = Vec::new();
    for (key, text) in after {
        let occurrence = seen.entry(key).or_default();
        let before = before.get(key).and_then(|values| values.get(*occurrence)).map(|(_, (_, text))| text);
        // What the page that was accepted does not have again is new.
        let is_known = *occurrence == 0 || old.is_none() || before.is_some();
        *occurrence += 1;
        if is_known && (place(key).is_some() || !is_speakable(key)) {
            on_page.push((key.clone(), before.unwrap_or(text).clone()));
        }
    }
    let mut first = BTreeSet::new();
    let is_in_order = {
        let first = on_page.iter().filter(|(key, _)| first.insert(key)).filter_map(|(key, _)| place(key));
        first.is_sorted()
    };
    if !is_in_order {
        on_page.sort_by_cached_key(|(key, _)| place(key).unwrap_or(usize::MAX));
    }
    let again = before.iter().flat_map(|(key, values)| {
        let count = seen.get(key.as_str()).copied().unwrap_or_default();
        values.iter().skip(count.max(1)).map(|(_, value)| (*value).clone())
    });
    on_page.extend(again);
    let seen: BTreeSet<String> = seen.into_keys().map(written).collect();
    // A value of another type than the page's is one of its example.
    let of_page = new.or(old).and_then(|row| type_of(row.type_word.as_deref()));
    let is_of_page = |value: Cursor<'_>| match of_page {
        Some(of_page) => value_of(&[of_page], &word(value)).is_some(),
        None => !value.is_mapping() && !value.is_sequence(),
    };
    let gone = described.iter().filter(|value| is_of_page(**value)).map(|value| word(*value));
    on_page.extend(gone.filter(|key| !seen.contains(key)).map(|key| (key, String::new())));
    Some(on_page)
}

fn rules(schema: &Schema<'_>, old: Option<&Field>, new: Option<&Field>, had_limits: bool) -> Rules {
    let on = |row: Option<&Field>| row.map(|row| row.rules.0.clone()).unwrap_or_default();
    let (before, after) = (on(old), on(new));
    let mut rules = Map::new();
    let types = schema.types();
    let elements = schema.elements();
    let keys = after.keys().chain(before.keys().filter(|key| !after.contains_key(*key)));
    let all = LIMITS.iter().map(|(key, _)| (*key).to_owned()).filter(|_| had_limits);
    for key in keys.cloned().chain(all) {
        let Some((_, keyword)) = LIMITS.iter().find(|(limit, _)| *limit == key) else { continue };
        let described = schema.get(keyword).or_else(|| elements.get(keyword)).map(Cursor::to_json);
        let is_same = |limit: &&Value| {
            let number = |value: &Value| value.as_f64();
            described
                .as_ref()
                .is_some_and(|it| it == *limit || (it.is_number() && number(it) == number(limit)))
        };
        let stated = [after.get(&key), before.get(&key)].into_iter().flatten().find(is_same).cloned();
        let stated = stated.or_else(|| described.clone());
        let stated = if is_speakable(keyword, &types, &elements.types()) {
            stated
        } else {
            before.get(&key).or(after.get(&key)).cloned()
        };
        rules.extend(stated.map(|stated| (key, stated)));
    }
    Rules(rules)
}
