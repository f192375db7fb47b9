//! Keywords that limit values: whether each lets more or less through than before.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use hire_codegen::source::Cursor;

use super::comparison::{Comparison, Context, version};
use super::meaning::{conditions, demands};
use super::view::{Amount, View};
use crate::diff::rule::Direction;

/// Whether less or more is let through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Tightened,
    Loosened,
    /// Some is let through that was not, and the other way round.
    Both,
}

/// A keyword with the name that its rules have.
type Row = (&'static str, &'static str);

/// Keywords with a count: the largest of several holds, or the least.
const COUNTS: [(Row, bool); 6] = [
    (("minLength", "min-length"), true),
    (("maxLength", "max-length"), false),
    (("minItems", "min-items"), true),
    (("maxItems", "max-items"), false),
    (("minProperties", "min-properties"), true),
    (("maxProperties", "max-properties"), false),
];

/// Keywords that let less through where they are there, and of which nobody can say more.
const ASSERTIONS: [Row; 9] = [
    ("patternProperties", "pattern-properties"),
    ("propertyNames", "property-names"),
    ("dependentRequired", "dependent-required"),
    ("dependentSchemas", "dependent-schemas"),
    ("contains", "contains"),
    ("contentSchema", "content-schema"),
    ("not", "not"),
    ("unevaluatedProperties", "unevaluated-properties"),
    ("unevaluatedItems", "unevaluated-items"),
];

/// Keywords that limit values.
pub fn limits(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) {
    for ((key, name), largest) in COUNTS {
        // At least none is no limit.
        let number = |view: &View<'_>| view.number(key, largest).filter(|it| !largest || !it.is_zero());
        let numbers = (number(old), number(new));
        limit(comparison, context, (old, new), (key, name), amount(numbers.0, numbers.1, largest));
    }
    contains(comparison, context, old, new);
    for (key, exclusive, name, lower) in
        [("minimum", "exclusiveMinimum", "minimum", true), ("maximum", "exclusiveMaximum", "maximum", false)]
    {
        let bounds = (old.bound(key, exclusive, lower), new.bound(key, exclusive, lower));
        let key = if [old, new].iter().any(|view| view.first(key).is_some()) { key } else { exclusive };
        limit(comparison, context, (old, new), (key, name), bound(bounds.0, bounds.1, lower));
    }
    let multiples = (old.number("multipleOf", true), new.number("multipleOf", true));
    limit(comparison, context, (old, new), ("multipleOf", "multiple-of"), multiple(multiples.0, multiples.1));
    let unique = match (old.is_true("uniqueItems"), new.is_true("uniqueItems")) {
        (false, true) => Some(Change::Tightened),
        (true, false) => Some(Change::Loosened),
        _ => None,
    };
    limit(comparison, context, (old, new), ("uniqueItems", "unique-items"), unique);
    for (key, name) in ASSERTIONS {
        let demanded = |view: &View<'_>| view.all(key).flat_map(|it| demands(key, it)).collect();
        let change = conjunction(&demanded(old), &demanded(new));
        let change = if key == "patternProperties" { among_others(old, new, change) } else { change };
        limit(comparison, context, (old, new), (key, name), change);
    }
    let conditional = |view: &View<'_>| view.parts().iter().flat_map(|part| conditions(*part)).collect();
    let change = conjunction(&conditional(old), &conditional(new));
    limit(comparison, context, (old, new), ("if", "condition"), change);
    texts(comparison, context, old, new);
    rest(comparison, context, old, new);
}

fn limit(
    comparison: &mut Comparison,
    context: &Context,
    (old, new): (&View<'_>, &View<'_>),
    (key, name): Row,
    change: Option<Change>,
) {
    let word = match (change, context.direction) {
        (None, _) => return,
        // Of both, that which hurts.
        (Some(Change::Loosened), _) | (Some(Change::Both), Direction::Response) => "loosened",
        (Some(Change::Tightened | Change::Both), _) => "tightened",
    };
    comparison.report_directed(context, &format!("{name}-{word}"), version(old, key), version(new, key));
}

/// Keywords of strings that are texts themselves.
fn texts(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) {
    for (key, name) in [("pattern", "pattern"), ("format", "format")] {
        // Every text has a match of this pattern, which is not anchored.
        let is_any = |text: &str| key == "pattern" && text == ".*";
        let list = |view: &View<'_>| -> BTreeSet<String> {
            view.all(key).filter_map(Cursor::as_str).filter(|it| !is_any(it)).map(str::to_owned).collect()
        };
        let (before, after) = (list(old), list(new));
        let change = match conjunction(&before, &after) {
            Some(Change::Both) => Some(format_change(&before, &after)),
            change => change,
        };
        match change {
            Some(Change::Both) => {
                let id = format!("{name}-changed");
                comparison.report_directed(context, &id, version(old, key), version(new, key));
            }
            change => limit(comparison, context, (old, new), (key, name), change),
        }
    }
    for (key, name) in
        [("contentEncoding", "content-encoding-changed"), ("contentMediaType", "content-media-type-changed")]
    {
        let text = |view: &View<'_>| view.first(key).map(Cursor::to_json);
        if text(old) != text(new) {
            comparison.report_directed(context, name, version(old, key), version(new, key));
        }
    }
}

/// How many items have to fit `contains`: one, where nothing else is said (JSON Schema 2020-12, Validation §6.4.5).
fn contains(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) {
    let has_both = [old, new].iter().all(|view| view.first("contains").is_some());
    if has_both {
        let least = |view: &View<'_>| view.number("minContains", true).or(Some(Amount::Integer(1)));
        let change = amount(least(old), least(new), true);
        limit(comparison, context, (old, new), ("minContains", "min-contains"), change);
        let most = |view: &View<'_>| view.number("maxContains", false);
        let change = amount(most(old), most(new), false);
        limit(comparison, context, (old, new), ("maxContains", "max-contains"), change);
    }
}

/// Whether items, and properties without a name, are let through. What their schemas say is compared elsewhere.
fn rest(comparison: &mut Comparison, context: &Context, old: &View<'_>, new: &View<'_>) {
    let rows = [
        (("additionalProperties", "additional-properties"), "unevaluatedProperties", "object"),
        (("items", "items"), "unevaluatedItems", "array"),
    ];
    for ((key, name), unevaluated, type_) in rows {
        // What both refuse that is not described is refused without the keyword as well.
        let undescribed = if old.refuses(unevaluated) && new.refuses(unevaluated) { 2 } else { 0 };
        let is_there = |view: &View<'_>| view.types(true).is_none_or(|types| types.contains(type_));
        let rank = |view: &View<'_>| {
            let ranks = view.all(key).map(|it| match it.as_bool() {
                Some(false) => 2,
                Some(true) => 0,
                None => u8::from(it.entries().len() > 0),
            });
            ranks.max().unwrap_or(undescribed)
        };
        let change = match rank(old).cmp(&rank(new)) {
            Ordering::Less => Some(Change::Tightened),
            Ordering::Greater => Some(Change::Loosened),
            Ordering::Equal => None,
        };
        limit(
            comparison,
            context,
            (old, new),
            (key, name),
            change.filter(|_| is_there(old) && is_there(new)),
        );
    }
}

/// The change of a least or greatest number, by whether the largest of several holds.
fn amount(old: Option<Amount>, new: Option<Amount>, largest: bool) -> Option<Change> {
    bound(old.map(|it| (it, false)), new.map(|it| (it, false)), largest)
}

fn bound(old: Option<(Amount, bool)>, new: Option<(Amount, bool)>, lower: bool) -> Option<Change> {
    let is_tighter = match (old, new) {
        (None, None) => return None,
        (None, Some(_)) => true,
        (Some(_), None) => false,
        (Some((before, was_excluded)), Some((after, is_excluded))) => match before.partial_cmp(&after) {
            Some(Ordering::Less) => lower,
            Some(Ordering::Greater) => !lower,
            Some(Ordering::Equal) | None if was_excluded == is_excluded => return None,
            Some(Ordering::Equal) | None => is_excluded,
        },
    };
    Some(if is_tighter { Change::Tightened } else { Change::Loosened })
}

fn multiple(old: Option<Amount>, new: Option<Amount>) -> Option<Change> {
    match (old, new) {
        (None, None) => None,
        (None, Some(_)) => Some(Change::Tightened),
        (Some(_), None) => Some(Change::Loosened),
        (Some(before), Some(after)) if before == after => None,
        (Some(before), Some(after)) if after.is_multiple_of(before) => Some(Change::Tightened),
        (Some(before), Some(after)) if before.is_multiple_of(after) => Some(Change::Loosened),
        (Some(_), Some(_)) => Some(Change::Both),
    }
}

/// The change of demands that all hold: more of them let less through.
fn conjunction(old: &BTreeSet<String>, new: &BTreeSet<String>) -> Option<Change> {
    match (old.is_subset(new), new.is_subset(old)) {
        (true, true) => None,
        (true, false) => Some(Change::Tightened),
        (false, true) => Some(Change::Loosened),
        (false, false) => Some(Change::Both),
    }
}

/// The change of schemas for some properties, where `additionalProperties` is about the others: a property that it refused may
/// be there with a schema of its own.
fn among_others(old: &View<'_>, new: &View<'_>, change: Option<Change>) -> Option<Change> {
    let are_refused =
        |view: &View<'_>| view.refuses("additionalProperties") || view.refuses("unevaluatedProperties");
    let are_limited = |view: &View<'_>| !view.schemas("additionalProperties").is_empty();
    match change {
        Some(Change::Tightened) if are_refused(old) => Some(Change::Loosened),
        Some(Change::Loosened) if are_refused(new) => Some(Change::Tightened),
        Some(_) if are_limited(old) || are_limited(new) => Some(Change::Both),
        change => change,
    }
}

/// A format of numbers may hold all values of another.
fn format_change(old: &BTreeSet<String>, new: &BTreeSet<String>) -> Change {
    const WIDER: [(&str, &str); 2] = [("int32", "int64"), ("float", "double")];
    let is = |list: &BTreeSet<String>, name: &str| list.iter().eq([name]);
    let wider = WIDER.iter().any(|(narrow, wide)| is(old, narrow) && is(new, wide));
    let narrower = WIDER.iter().any(|(narrow, wide)| is(old, wide) && is(new, narrow));
    match (wider, narrower) {
        (true, _) => Change::Loosened,
        (_, true) => Change::Tightened,
        _ => Change::Both,
    }
}
