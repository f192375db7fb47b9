//! Merges `$ref` with siblings, and `allOf`: an instance satisfies the merged schema exactly when it satisfies all its parts
//! (2020-12 core §10.2.1.1, §8.2.3.1).
//!
//! Every function that merges destructures its schemas whole, without `..`, so that a new keyword
//! cannot be forgotten here.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::closed_parts;
use crate::diagnostic::{Diagnostics, codes};
use crate::schema::distinct::{Distinct, type_of};
use crate::schema::lint::bounds;
use crate::schema::{
    Applicators, ArrayRules, Extensions, JsonTypes, Located, NumberRules, ObjectRules, Schema, SchemaId,
    Schemas, StringRules, quotes, scalar,
};
use crate::source::{Cursor, Number};

/// The properties that several parts of a schema have, each with the schemas that the parts have for it. They are put
/// together when all are known, since there may be many parts.
type SharedProperties<'a> = BTreeMap<&'a str, Vec<SchemaId>>;

impl<'a> Schemas<'a> {
    /// Follows a `$ref` that has at most a description beside it, to the last schema of the chain. Of a cycle, the schema
    /// itself.
    pub fn resolve(&self, id: SchemaId) -> SchemaId {
        self.targets.of(id, |id| self.referred(self.get(id)))
    }

    /// The `$ref` chain from `id` to its target, inclusive.
    pub fn ref_chain(&self, id: SchemaId) -> Vec<SchemaId> {
        let mut chain = vec![id];
        let mut seen = BTreeSet::from([id]);
        let mut here = id;
        while let Some(next) = self.referred(self.get(here))
            && seen.insert(next)
        {
            chain.push(next);
            here = next;
        }
        chain
    }

    /// The schema that a `$ref` leads to, if nothing but a description stands beside the `$ref`. The only `$ref` in an
    /// `allOf` counts as well: that is how a reference gets a description in OpenAPI 3.0.
    fn referred(&self, schema: &Schema<'a>) -> Option<SchemaId> {
        match (schema.references.as_slice(), schema.all_of.as_slice()) {
            ([], []) => None,
            _ if schema.constrains() => None,
            ([next], []) => Some(*next),
            ([], [part]) if !self.get(*part).references.is_empty() => Some(*part),
            _ => None,
        }
    }

    /// The schema with its `$ref` and `allOf` merged in, which has neither. The merged schema has the place of `id`, and is
    /// made once.
    pub fn flattened(&mut self, id: SchemaId, diagnostics: &mut Diagnostics) -> SchemaId {
        let target = self.resolve(id);
        // A cycle, which was reported when the schemas were read, ends at the placeholder.
        if let Some(flat) = self.flat.get(&target).copied() {
            return flat;
        }
        let schema = self.get(target);
        let has_unevaluated = schema.array.unevaluated.is_some() || schema.object.unevaluated.is_some();
        let object = &schema.object;
        let about_names = !object.patterns.is_empty() || object.names.is_some();
        let named = about_names && !object.properties.is_empty();
        if schema.references.is_empty() && schema.all_of.is_empty() && !has_unevaluated && !named {
            return target;
        }
        let mut local = Schema::clone(schema);
        if self.is_crowded(local.place) {
            let any = self.true_schema(local.place);
            self.flat.insert(target, any);
            return any;
        }
        let parts: Vec<SchemaId> = local.references.drain(..).chain(local.all_of.drain(..)).collect();
        // `unevaluated…` of the schema sees what its parts evaluate; that of a part does not see what is beside the part.
        let unevaluated = (local.array.unevaluated.take(), local.object.unevaluated.take());
        let place = local.place;
        // Guard against recursion: while the parts are merged, a recursive query sees an empty schema.
        let placeholder = self.push(Schema::new(place));
        self.flat.insert(target, placeholder);
        self.flat.insert(placeholder, placeholder);
        let mut merged = Schema::new(place);
        let mut shared = SharedProperties::new();
        for part in parts {
            let part = self.flattened(part, diagnostics);
            merged = self.merge(merged, self.get(part).clone(), &mut shared, diagnostics);
        }
        let annotations = local.annotations.clone();
        merged = self.merge(merged, local, &mut shared, diagnostics);
        for (name, schemas) in shared {
            let property = self.intersection(&schemas);
            Rc::make_mut(&mut merged.object.properties).extend(property.map(|property| (name, property)));
        }
        merged.place = place;
        merged.annotations = annotations.or(merged.annotations);
        bounds::check(&merged, diagnostics);
        (merged.array.unevaluated, merged.object.unevaluated) = unevaluated;
        self.lower_unevaluated(&mut merged, diagnostics);
        self.name_properties(&mut merged, diagnostics);
        if merged.never {
            merged = merged.into_never();
        }
        self.set(placeholder, merged);
        placeholder
    }

    /// The intersection of two schemas: see [`Self::intersection`].
    pub fn intersect(&mut self, first: SchemaId, second: SchemaId) -> SchemaId {
        self.intersection(&[first, second]).unwrap_or(second)
    }

    /// The intersection of some schemas, if there are any: one whose `allOf` has the parts of each. The same parts give the
    /// same schema, so that types which contain themselves come to an end.
    pub fn intersection(&mut self, schemas: &[SchemaId]) -> Option<SchemaId> {
        let last = schemas.last()?;
        let mut leaves: BTreeSet<SchemaId> = schemas.iter().flat_map(|id| self.leaves(*id)).collect();
        // A part that another part has in `allOf` adds nothing.
        let implied = self.implied(leaves.iter().copied().collect());
        leaves.retain(|leaf| !implied.contains(leaf));
        if leaves.len() == 1 {
            return leaves.pop_first();
        }
        if let Some(known) = self.of_leaves.get(&leaves) {
            return Some(*known);
        }
        if self.is_crowded(self.get(*last).place) {
            return Some(*last);
        }
        let mut schema = Schema::new(self.get(*last).place);
        schema.all_of = leaves.iter().copied().collect();
        // The last description is the most specific.
        schema.annotations = self.get(*last).annotations.clone();
        let id = self.push(schema);
        self.of_leaves.insert(leaves.clone(), id);
        self.composites.insert(id, leaves);
        Some(id)
    }

    fn leaves(&self, id: SchemaId) -> BTreeSet<SchemaId> {
        let target = self.resolve(id);
        self.composites.get(&target).cloned().unwrap_or_else(|| BTreeSet::from([target]))
    }

    /// Whether a schema has another in `allOf`, directly or through its parts.
    pub fn is_all_of(&self, schema: SchemaId, other: SchemaId) -> bool {
        self.implied(vec![self.resolve(schema)]).contains(&self.resolve(other))
    }

    /// The schemas that some schemas have in `allOf`, directly or through their parts.
    fn implied(&self, mut open: Vec<SchemaId>) -> BTreeSet<SchemaId> {
        let mut all = BTreeSet::new();
        while let Some(next) = open.pop() {
            let schema = self.get(next);
            // The schema with a base's own keywords is all that the base asks of a value.
            all.extend(self.bases.get(&next));
            for part in schema.references.iter().chain(&schema.all_of) {
                let part = self.resolve(*part);
                if all.insert(part) {
                    open.push(part);
                }
            }
        }
        all
    }

    fn merge(
        &mut self,
        mut first: Schema<'a>,
        second: Schema<'a>,
        shared: &mut SharedProperties<'a>,
        diagnostics: &mut Diagnostics,
    ) -> Schema<'a> {
        if !mergeable(&first, &second) {
            let part = self.push(second);
            first.applicators.all_of.push(part);
            return first;
        }
        let Schema {
            place,
            never,
            references: _,
            all_of: _,
            types,
            values,
            format,
            content_encoding,
            number,
            string,
            array,
            object,
            applicators,
            annotations,
            extensions,
        } = second;
        // A value that its own `type` lets through has the quotes that are meant.
        let typed = first.values.is_some() && first.types.is_some() || values.is_some() && types.is_some();
        let types = types_of_both(first.types, types, diagnostics);
        let (values, mut extensions) =
            values_of_both((first.values, first.extensions), (values, extensions), diagnostics);
        let values = values_of_type(values, types, typed, diagnostics);
        let secret = [first.format, format].iter().flatten().any(|format| format.value == PASSWORD);
        let format = format_of_both(first.format, format);
        // `password` gives way to a format that restricts values, and the value stays hidden.
        extensions.sensitive |= secret && format.is_none_or(|format| format.value != PASSWORD);
        // No value satisfies two schemas without a common type or value.
        let empty = types.is_some_and(|types| types.value.is_empty())
            || values.as_ref().is_some_and(|values| values.value.is_empty());
        Schema {
            place,
            never: first.never || never || empty,
            references: Vec::new(),
            all_of: Vec::new(),
            types,
            values,
            format,
            content_encoding: content_encoding.or(first.content_encoding),
            number: numbers(first.number, number),
            string: strings(first.string, string),
            array: self.arrays(first.array, array),
            object: self.objects(first.object, object, shared, diagnostics),
            applicators: applied(first.applicators, applicators),
            annotations: annotations.or(first.annotations),
            extensions,
        }
    }

    fn arrays(&mut self, first: ArrayRules, second: ArrayRules) -> ArrayRules {
        let ArrayRules { prefix, items, unevaluated, contains, min_items, max_items, unique_items } = second;
        ArrayRules {
            prefix: if first.prefix.is_empty() { prefix } else { first.prefix },
            contains: union(first.contains, contains, |a, b| a.schema == b.schema),
            items: self.either_or_both(first.items, items),
            unevaluated: unevaluated.or(first.unevaluated),
            min_items: largest(first.min_items, min_items),
            max_items: smallest(first.max_items, max_items),
            unique_items: unique_items.or(first.unique_items),
        }
    }

    fn either_or_both(&mut self, first: Option<SchemaId>, second: Option<SchemaId>) -> Option<SchemaId> {
        match (first, second) {
            (Some(a), Some(b)) => Some(self.intersect(a, b)),
            (a, b) => a.or(b),
        }
    }

    /// A property that one of the schemas names satisfies `additionalProperties` of the other one.
    fn objects(
        &mut self,
        mut first: ObjectRules<'a>,
        mut second: ObjectRules<'a>,
        shared: &mut SharedProperties<'a>,
        diagnostics: &mut Diagnostics,
    ) -> ObjectRules<'a> {
        let closed = closed_parts::close_as_a_whole(self, &mut first, &mut second, diagnostics);
        let ObjectRules {
            properties,
            required,
            patterns,
            additional,
            unevaluated,
            names,
            min_properties,
            max_properties,
        } = second;
        let mut merged = first.properties;
        let all = Rc::make_mut(&mut merged);
        let known = all.len();
        // Where the second schema lets additional properties through, only the names in both are looked at: there may be
        // many parts.
        let named = properties.keys().filter_map(|name| all.get_index_of(name));
        let mut changed: Vec<_> = if additional.is_some() { (0..known).collect() } else { named.collect() };
        changed.sort_unstable();
        for index in changed {
            let Some((name, a)) = all.get_index(index) else { continue };
            let by_additional = || additional.filter(|_| !self.matcher.matches_one(&patterns, name));
            if let Some(b) = properties.get(name).copied().or_else(by_additional) {
                shared.entry(*name).or_insert_with(|| vec![*a]).push(b);
            }
        }
        for (name, b) in properties.iter() {
            if all.get_index_of(name).is_none_or(|index| index >= known) {
                let by_additional =
                    first.additional.filter(|_| !self.matcher.matches_one(&first.patterns, name));
                if let Some(a) = by_additional {
                    shared.insert(*name, vec![a, *b]);
                }
                all.insert(*name, *b);
            }
        }
        let mut all_required = first.required;
        if !required.is_empty() {
            let known: BTreeSet<_> = all_required.iter().map(|name| name.value).collect();
            all_required.extend(required.into_iter().filter(|name| !known.contains(name.value)));
        }
        ObjectRules {
            properties: merged,
            required: all_required,
            patterns: union(first.patterns, patterns, |a, b| a.1 == b.1),
            additional: closed.or_else(|| self.either_or_both(first.additional, additional)),
            unevaluated: unevaluated.or(first.unevaluated),
            names: self.either_or_both(first.names, names),
            min_properties: largest(first.min_properties, min_properties),
            max_properties: smallest(first.max_properties, max_properties),
        }
    }
}

impl<T> Located<T> {
    fn map<U>(self, f: impl FnOnce(T) -> U) -> Located<U> {
        Located { value: f(self.value), place: self.place }
    }
}

fn types_of_both(
    first: Option<Located<JsonTypes>>,
    second: Option<Located<JsonTypes>>,
    diagnostics: &mut Diagnostics,
) -> Option<Located<JsonTypes>> {
    match (first, second) {
        (Some(a), Some(b)) => {
            let value = a.value.intersection(b.value);
            if value.is_empty() {
                contradiction(
                    diagnostics,
                    &a.map(|types| types.to_string()),
                    &b.map(|types| types.to_string()),
                    "type",
                );
            }
            Some(Located { value, place: b.place })
        }
        (a, b) => b.or(a),
    }
}

/// The format of a merged schema: of two formats, the one that restricts values. Schemas whose formats both do so are not
/// merged.
fn format_of_both<'a>(
    first: Option<Located<&'a str>>,
    second: Option<Located<&'a str>>,
) -> Option<Located<&'a str>> {
    match (first, second) {
        (Some(a), Some(b)) if scalar::restricts(a.value) && !scalar::restricts(b.value) => Some(a),
        (a, b) => b.or(a),
    }
}

/// Whether two schemas can be merged into one. `items` counts from the end of `prefixItems` beside it,
/// `additionalProperties` is about the names that `patternProperties` beside it do not match, and `unevaluated…` about what
/// the keywords beside it do not evaluate: next to such keywords of another schema each would mean something else.
fn mergeable(first: &Schema<'_>, second: &Schema<'_>) -> bool {
    let has_unevaluated =
        |schema: &Schema<'_>| schema.array.unevaluated.is_some() || schema.object.unevaluated.is_some();
    if has_unevaluated(first) || has_unevaluated(second) {
        return false;
    }
    // A value may have two formats, and a schema has one.
    if let (Some(a), Some(b)) = (first.format, second.format)
        && a.value != b.value
        && !first.type_set().intersection(second.type_set()).is_empty()
        && [a, b].iter().all(|format| scalar::restricts(format.value))
    {
        return false;
    }
    let apart = |a: &Schema<'_>, b: &Schema<'_>| {
        let items = !a.array.prefix.is_empty() && (b.array.items.is_some() || !b.array.prefix.is_empty());
        items || (a.object.additional.is_some() && !b.object.patterns.is_empty())
    };
    !apart(first, second) && !apart(second, first)
}

fn contradiction(
    diagnostics: &mut Diagnostics,
    first: &Located<String>,
    second: &Located<String>,
    keyword: &str,
) {
    diagnostics
        .warning(
            codes::CONTRADICTION,
            second.place,
            format!(
                "no value is valid: `{keyword}` is `{}` here and `{}` there, and both must hold",
                second.value, first.value
            ),
        )
        .related(first.place, "the other part");
}

/// The format that hides a value, and restricts nothing.
const PASSWORD: &str = "password";

/// `enum` of a schema, and what our extensions say of it.
type Values<'a> = (Option<Located<Vec<Cursor<'a>>>>, Extensions<'a>);

/// The values that both schemas list, with their names: a list of names runs parallel to the values of the same schema, and
/// of no other.
fn values_of_both<'a>(
    first: Values<'a>,
    second: Values<'a>,
    diagnostics: &mut Diagnostics,
) -> (Option<Located<Vec<Cursor<'a>>>>, Extensions<'a>) {
    let ((first_values, first), (second_values, second)) = (first, second);
    let named = |it: &Extensions<'_>| it.value_names.is_some() || it.value_descriptions.is_some();
    // `primary` stands beside the list that is kept, and its names with it.
    let (mut primary, mut secondary) = (second, first);
    let values = match (first_values, second_values) {
        (Some(a), Some(b)) => {
            let (mut kept, dropped) = if named(&first) && !named(&second) {
                (primary, secondary) = (first, second);
                (a.clone(), &b)
            } else {
                (b.clone(), &a)
            };
            let any = !a.value.is_empty() && !b.value.is_empty();
            let dropped: Distinct<'_> = dropped.value.iter().copied().collect();
            kept.value.retain(|value| dropped.contains(*value));
            if any && kept.value.is_empty() {
                let message = "no value is valid: none is among these and among those of the other part, and both must hold";
                diagnostics
                    .warning(codes::CONTRADICTION, b.place, message)
                    .related(a.place, "the other part");
            }
            let mapped = |names: Option<Cursor<'a>>| names.filter(|names| names.is_mapping());
            secondary.value_names = mapped(secondary.value_names);
            secondary.value_descriptions = mapped(secondary.value_descriptions);
            Some(kept)
        }
        (a, b) => b.or(a),
    };
    let extensions = Extensions {
        sensitive: primary.sensitive || secondary.sensitive,
        value_names: primary.value_names.or(secondary.value_names),
        value_descriptions: primary.value_descriptions.or(secondary.value_descriptions),
        // A name belongs to the schema that it stands in; two types cannot share one.
        rust_name: second.rust_name,
    };
    (values, extensions)
}

/// Leaves out the values that `type` does not let through: one of a part that lists values, which are fine there. Where that
/// part is not `typed`, quotes alone may be wrong.
fn values_of_type<'a>(
    values: Option<Located<Vec<Cursor<'a>>>>,
    types: Option<Located<JsonTypes>>,
    typed: bool,
    diagnostics: &mut Diagnostics,
) -> Option<Located<Vec<Cursor<'a>>>> {
    let values = values?;
    let Some(types) = types.filter(|types| !types.value.is_empty()) else { return Some(values) };
    let fits = |value: &Cursor<'a>| types.value.contains(type_of(*value));
    let meant = if typed { values.value } else { quotes::all_of(&values.value, types, diagnostics) };
    // With other quotes, one may be what another one is.
    let mut known = Distinct::default();
    let meant = meant.into_iter().filter(|value| known.insert(*value).is_none());
    let (kept, lost): (Vec<_>, Vec<_>) = meant.partition(fits);
    if let (true, Some(first)) = (kept.is_empty(), lost.first()) {
        let message = format!(
            "no value is valid: none that another part lists is of type {}, and both must hold",
            types.value
        );
        diagnostics.warning(codes::CONTRADICTION, types.place, message).related(first.place(), "the first");
    } else {
        for value in lost {
            let message = format!(
                "the value is not valid in all parts of `allOf`: {} is not of type {}",
                value.describe(),
                types.value
            );
            let diagnostic = diagnostics.warning(codes::IGNORED, value.place(), message);
            diagnostic.related(types.place, "this type, which must hold too");
            diagnostic.help("remove the value, or add its type to the other part");
        }
    }
    Some(Located { value: kept, place: values.place })
}

fn numbers(first: NumberRules, second: NumberRules) -> NumberRules {
    let NumberRules { minimum, exclusive_minimum, maximum, exclusive_maximum, multiple_of } = second;
    let stricter = |a: Option<Located<Number>>, b: Option<Located<Number>>, greater: bool| match (a, b) {
        (Some(a), Some(b)) if (a.value.compare(b.value) == Ordering::Greater) == greater => Some(a),
        (a, b) => b.or(a),
    };
    NumberRules {
        minimum: stricter(first.minimum, minimum, true),
        exclusive_minimum: stricter(first.exclusive_minimum, exclusive_minimum, true),
        maximum: stricter(first.maximum, maximum, false),
        exclusive_maximum: stricter(first.exclusive_maximum, exclusive_maximum, false),
        multiple_of: union(first.multiple_of, multiple_of, |a, b| a.value == b.value),
    }
}

fn strings<'a>(first: StringRules<'a>, second: StringRules<'a>) -> StringRules<'a> {
    let StringRules { min_length, max_length, patterns } = second;
    StringRules {
        min_length: largest(first.min_length, min_length),
        max_length: smallest(first.max_length, max_length),
        patterns: union(first.patterns, patterns, |a, b| a.value == b.value),
    }
}

fn applied(first: Applicators, second: Applicators) -> Applicators {
    let Applicators { all_of, any_of, one_of, not, conditionals } = second;
    Applicators {
        all_of: union(first.all_of, all_of, |a, b| a == b),
        any_of: union(first.any_of, any_of, |a, b| a.place == b.place),
        one_of: union(first.one_of, one_of, |a, b| a.place == b.place),
        not: union(first.not, not, |a, b| a == b),
        conditionals: union(first.conditionals, conditionals, |a, b| a.condition == b.condition),
    }
}

/// The items of two lists, each once.
fn union<T>(first: Vec<T>, second: Vec<T>, same: impl Fn(&T, &T) -> bool) -> Vec<T> {
    let mut all = first;
    for item in second {
        if !all.iter().any(|known| same(known, &item)) {
            all.push(item);
        }
    }
    all
}

fn largest(first: Option<Located<u64>>, second: Option<Located<u64>>) -> Option<Located<u64>> {
    match (first, second) {
        (Some(a), Some(b)) if a.value > b.value => Some(a),
        (a, b) => b.or(a),
    }
}

fn smallest(first: Option<Located<u64>>, second: Option<Located<u64>>) -> Option<Located<u64>> {
    match (first, second) {
        (Some(a), Some(b)) if a.value < b.value => Some(a),
        (a, b) => b.or(a),
    }
}

impl JsonTypes {
    /// The types without `null`.
    pub fn not_null(self) -> Self {
        self.without(Self::NULL)
    }
}
