//! Whether conditions (`not`, `if`, branches of `anyOf` and `oneOf`) fit a type: whether each can be written as
//! rules of the type that the other keywords of its schema make.

use super::shape::Shape;
use super::{Analysis, Fallback};
use crate::diagnostic::codes;
use crate::schema::{Applicators, Branches, Conditional, JsonTypes, Schema, SchemaId};
use crate::source::{Cursor, Place};

/// How many conditions of conditions are looked at, at most, to see whether rules can say them.
const MOST_CONDITIONS: usize = 300;

/// Whether the conditions of a schema can be written as rules of the type that its other keywords
/// make: they name known properties alone, and narrow no type.
pub fn conditions_fit<'a>(analysis: &mut Analysis<'a>, schema: &Schema<'a>) -> Result<(), Fallback> {
    let Applicators { all_of, any_of, one_of, not, conditionals } = &schema.applicators;
    let of = |keyword, lists: &[Branches]| {
        let parts = lists.iter().flat_map(|branches| branches.schemas.clone());
        parts.map(|part| (keyword, part)).collect::<Vec<_>>()
    };
    let mut parts = of("anyOf", any_of);
    parts.extend(of("oneOf", one_of));
    parts.extend(not.iter().map(|part| ("not", *part)));
    parts.extend(all_of.iter().map(|part| ("allOf", *part)));
    for Conditional { condition, then, otherwise } in conditionals {
        let branches = [("if", Some(*condition)), ("then", *then), ("else", *otherwise)];
        parts.extend(branches.into_iter().filter_map(|(keyword, part)| Some((keyword, part?))));
    }
    parts.into_iter().try_for_each(|(keyword, part)| fits(analysis, keyword, schema, part))
}

/// Whether a condition fits, once for each pair. One that comes back to itself does not: its rules
/// would have no end.
pub fn fits<'a>(
    analysis: &mut Analysis<'a>,
    keyword: &str,
    owner: &Schema<'a>,
    part: SchemaId,
) -> Result<(), Fallback> {
    let flat = analysis.flattened(part);
    let pair = (owner.place, flat);
    if analysis.fitting.contains(&pair) {
        let place = analysis.schemas.get(flat).place;
        let why = || Fallback::new(place, format!("`{keyword}` has a condition that contains itself"));
        analysis.unfit.entry(pair).or_insert_with(why);
    }
    // Branches that share branches are as many as their paths, and each would be a rule.
    analysis.fits = if analysis.fitting.is_empty() { 0 } else { analysis.fits + 1 };
    if analysis.fits > MOST_CONDITIONS {
        let why =
            || Fallback::new(owner.place, format!("`{keyword}` has more than {MOST_CONDITIONS} conditions"));
        analysis.unfit.entry(pair).or_insert_with(why);
    }
    if let Some(why) = analysis.unfit.get(&pair) {
        return Err(why.clone());
    }
    analysis.fitting.push(pair);
    let fits = fits_once(analysis, keyword, owner, flat);
    analysis.fitting.pop();
    if let Err(why) = fits {
        analysis.unfit.entry(pair).or_insert(why);
    }
    analysis.unfit.get(&pair).map_or(Ok(()), |why| Err(why.clone()))
}

fn fits_once<'a>(
    analysis: &mut Analysis<'a>,
    keyword: &str,
    owner: &Schema<'a>,
    flat: SchemaId,
) -> Result<(), Fallback> {
    let part = analysis.schemas.shared(flat);
    let owner_types = owner.type_set().not_null();
    let common = part.type_set().intersection(owner_types);
    // An integer is a number that is a multiple of 1.
    let whole = (owner_types, common) == (JsonTypes::NUMBER, JsonTypes::INTEGER);
    let narrows = !common.is_empty() && common != owner_types && !whole;
    let object = &part.object;
    let structure = !owner.object.properties.is_empty() || analysis.is_struct(&owner.object);
    if let Some(what) = without_a_rule(&part, narrows.then_some(common)) {
        return Err(Fallback::new(part.place, format!("`{keyword}` {what}")));
    }
    let foreign = object.required.iter().filter(|name| !owner.object.properties.contains_key(name.value));
    let foreign: Vec<_> = foreign.copied().collect();
    if structure && let Some(first) = foreign.first().copied() {
        for name in foreign {
            misspelt(analysis, owner, name.value, name.place);
        }
        return Err(Fallback::new(first.place, about(keyword, first.value)));
    }
    let container = |value: &Cursor<'_>| value.is_mapping() || value.is_sequence();
    if let Some(values) = part.values.as_ref().filter(|values| values.value.iter().any(container)) {
        let reason = format!("`{keyword}` compares with a list or an object");
        return Err(Fallback::new(values.place, reason));
    }
    properties_fit(analysis, keyword, owner, &part, structure)?;
    if let Some(items) = part.array.items {
        let Some(own_items) = owner.array.items else {
            let place = analysis.schemas.get(items).place;
            let reason = format!("`{keyword}` is about items, of which there is no schema");
            return Err(Fallback::new(place, reason));
        };
        let own_items = analysis.flattened(own_items);
        if analysis.union_of(own_items).is_some() {
            let place = analysis.schemas.get(items).place;
            return Err(Fallback::new(place, format!("`{keyword}` is about items that are unions")));
        }
        let own_items = analysis.schemas.shared(own_items);
        fits(analysis, keyword, &own_items, items)?;
    }
    let mut inner = Schema::clone(&part);
    inner.types.clone_from(&owner.types);
    inner.object.properties.clone_from(&owner.object.properties);
    inner.array.items = owner.array.items;
    conditions_fit(analysis, &inner)
}

fn properties_fit<'a>(
    analysis: &mut Analysis<'a>,
    keyword: &str,
    owner: &Schema<'a>,
    part: &Schema<'a>,
    structure: bool,
) -> Result<(), Fallback> {
    for (name, property) in part.object.properties.iter() {
        let named = owner.object.properties.get(name).copied();
        let Some(field) = named.or(owner.object.additional.filter(|_| !structure)) else {
            let place = analysis.schemas.get(*property).place;
            misspelt(analysis, owner, name, place);
            return Err(Fallback::new(place, about(keyword, name)));
        };
        let field = analysis.flattened(field);
        // What a union decided, no rule looks into.
        if analysis.union_of(field).is_some() {
            let place = analysis.schemas.get(*property).place;
            let reason = format!("`{keyword}` is about `{name}`, which is a union");
            return Err(Fallback::new(place, reason));
        }
        let field = analysis.schemas.shared(field);
        if !matches!(analysis.shape(&field), Shape::Any | Shape::Dynamic(_)) {
            fits(analysis, keyword, &field, *property)?;
        }
    }
    Ok(())
}

/// A property that nearly is one of the object's own may be a slip of the pen.
fn misspelt<'a>(analysis: &mut Analysis<'a>, owner: &Schema<'a>, name: &str, place: Place) {
    if let Some(near) = analysis.sources.nearest(name, owner.object.properties.keys().copied()) {
        analysis
            .findings
            .warning(
                codes::UNKNOWN_PROPERTY,
                place,
                format!("`{name}` is not among the properties of this object"),
            )
            .label(format!("did you mean `{near}`?"));
        analysis.misspelt.insert(owner.place);
    }
}

/// Why a condition does not fit an object without a property of this name.
fn about(keyword: &str, name: &str) -> String {
    format!("`{keyword}` is about `{name}`, which is not among the properties")
}

/// What a condition says that no rule of a type can say.
fn without_a_rule(part: &Schema<'_>, narrowed: Option<JsonTypes>) -> Option<String> {
    let (object, array) = (&part.object, &part.array);
    let branch = [
        (object.names.is_some(), "with `propertyNames`"),
        (!object.patterns.is_empty(), "with `patternProperties`"),
        (object.additional.is_some(), "with `additionalProperties`"),
        (!array.prefix.is_empty(), "with `prefixItems`"),
        (!array.contains.is_empty(), "with `contains`"),
        (array.unevaluated.is_some(), "with `unevaluatedItems`"),
        (object.unevaluated.is_some(), "with `unevaluatedProperties`"),
    ];
    let branch = || branch.into_iter().find(|(is_so, _)| *is_so);
    narrowed
        .map(|types| format!("narrows the type to {types}"))
        .or_else(|| branch().map(|(_, what)| format!("has a branch {what}")))
}
