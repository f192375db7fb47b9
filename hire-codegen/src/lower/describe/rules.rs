//! Rules in words.

use crate::ir::{Bound, Rule, Size, Type, TypeId};
use crate::lower::types::TypeLowering;
use crate::markdown::code;

/// The rules of a schema in one sentence part.
pub fn sentence(lowering: &TypeLowering<'_, '_>, rules: &[Rule]) -> String {
    if rules.is_empty() {
        return "any value".to_owned();
    }
    rules.iter().map(|rule| describe_rule(lowering, rule)).collect::<Vec<_>>().join(" and ")
}

/// Branches of which one has to hold.
pub fn alternatives(lowering: &TypeLowering<'_, '_>, branches: &[Vec<Rule>]) -> String {
    branches.iter().map(|branch| sentence(lowering, branch)).collect::<Vec<_>>().join(", or ")
}

pub fn describe_rule(lowering: &TypeLowering<'_, '_>, rule: &Rule) -> String {
    let wire = |owner: &TypeId, field: &usize| {
        let field = lowering.field(*owner, *field);
        field.map(|field| code(&field.wire)).unwrap_or_default()
    };
    match rule {
        Rule::Finite => "a finite number".to_owned(),
        Rule::Never => "nothing is valid".to_owned(),
        Rule::Bound { keyword, limit, .. } => format!("{} {limit}", describe_bound(*keyword)),
        Rule::MultipleOf(divisor) => format!("a multiple of {divisor}"),
        Rule::Size { keyword, limit } => describe_size(*keyword, *limit),
        Rule::Pattern { pattern, .. } => format!("matches {}", code(pattern)),
        Rule::Format(format) => format!("of the format {}", code(format.name())),
        Rule::UniqueItems => "no item twice".to_owned(),
        Rule::EachItem(rules) => format!("each item: {}", sentence(lowering, rules)),
        Rule::EachEntry(rules) => format!("each value: {}", sentence(lowering, rules)),
        Rule::Nested(id) | Rule::Shared(id) => format!("a valid {}", code(lowering.get(*id).name.plain())),
        Rule::Read { type_, rules } => {
            let name = describe_type(lowering, type_);
            if rules.is_empty() || matches!(rules.as_slice(), [Rule::Nested(_)]) {
                name
            } else {
                format!("{name}: {}", sentence(lowering, rules))
            }
        }
        Rule::Values { limit, .. } => {
            let many = limit.contains(", ");
            format!("{} {}", if many { "one of" } else { "is" }, code(limit))
        }
        Rule::Property { owner, field, rules, .. } => {
            format!("{} {}", wire(owner, field), sentence(lowering, rules))
        }
        Rule::Required { owner, field } => format!("{} is given", wire(owner, field)),
        Rule::AnyOf { branches, .. } => format!("at least one: {}", alternatives(lowering, branches)),
        Rule::OneOf { branches, .. } => format!("exactly one: {}", alternatives(lowering, branches)),
        Rule::Not { rules, .. } => format!("not: {}", sentence(lowering, rules)),
        Rule::If { condition, then, otherwise } => describe_conditional(lowering, condition, then, otherwise),
        Rule::Inner(_)
        | Rule::JsonTypes { .. }
        | Rule::Json(_)
        | Rule::Item { .. }
        | Rule::ItemsFrom { .. }
        | Rule::Contains { .. }
        | Rule::Entry { .. }
        | Rule::EntryRequired(_)
        | Rule::PatternEntries { .. }
        | Rule::OtherEntries { .. }
        | Rule::UnevaluatedEntries { .. }
        | Rule::UnevaluatedItems { .. }
        | Rule::EntryNames(_) => describe_json_rule(lowering, rule),
    }
}

/// The words of a rule that any JSON value may have.
pub fn describe_json_rule(lowering: &TypeLowering<'_, '_>, rule: &Rule) -> String {
    match rule {
        Rule::Inner(rules) => sentence(lowering, rules),
        Rule::JsonTypes { limit, types } => {
            let ruled = types.iter().flat_map(|(_, rules)| rules).map(|rule| describe_rule(lowering, rule));
            let ruled: Vec<_> = ruled.collect();
            if ruled.is_empty() { limit.clone() } else { format!("{limit}; {}", ruled.join("; ")) }
        }
        Rule::Json(values) => format!("one of {}", code(&values.join(", "))),
        Rule::Item { position, rules } => format!("item {position}: {}", sentence(lowering, rules)),
        Rule::ItemsFrom { position, rules } => {
            format!("items from {position} on: {}", sentence(lowering, rules))
        }
        Rule::Contains { least, most, rules } => {
            let most = most.map(|most| format!(" and at most {most}")).unwrap_or_default();
            let items = if (*least, most.as_str()) == (1, "") { "item" } else { "items" };
            format!("at least {least}{most} {items}: {}", sentence(lowering, rules))
        }
        Rule::Entry { name, rules } => format!("{}: {}", code(name), sentence(lowering, rules)),
        Rule::EntryRequired(name) => format!("{} is given", code(name)),
        Rule::PatternEntries { pattern, rules } => {
            format!("names that match {}: {}", code(pattern), sentence(lowering, rules))
        }
        Rule::OtherEntries { names, patterns, rules } => {
            format!("{}: {}", other_names(names, patterns), sentence(lowering, rules))
        }
        Rule::UnevaluatedEntries { rules, .. } => {
            format!("names that nothing else speaks of: {}", sentence(lowering, rules))
        }
        Rule::UnevaluatedItems { rules, .. } => {
            format!("items that nothing else speaks of: {}", sentence(lowering, rules))
        }
        Rule::EntryNames(rules) => format!("names: {}", sentence(lowering, rules)),
        _ => String::new(),
    }
}

/// The rules of what has a name may be those of its type, and are not told then: so these are what names it.
pub fn other_names(names: &[String], patterns: &[String]) -> String {
    let names = names.iter().map(|name| code(name));
    let patterns = patterns.iter().map(|pattern| format!("those that match {}", code(pattern)));
    let known: Vec<_> = names.chain(patterns).collect();
    if known.is_empty() { "other names".to_owned() } else { format!("names other than {}", known.join(", ")) }
}

pub fn describe_conditional(
    lowering: &TypeLowering<'_, '_>,
    condition: &[Rule],
    then: &[Rule],
    otherwise: &[Rule],
) -> String {
    let mut words = format!("if {}", sentence(lowering, condition));
    if !then.is_empty() {
        words = format!("{words}, then {}", sentence(lowering, then));
    }
    if !otherwise.is_empty() {
        words = format!("{words}, else {}", sentence(lowering, otherwise));
    }
    words
}

pub fn describe_type(lowering: &TypeLowering<'_, '_>, type_: &Type) -> String {
    match type_ {
        Type::Bool => "a boolean".to_owned(),
        Type::Integer(_) => "an integer".to_owned(),
        Type::F64 => "a number".to_owned(),
        Type::String | Type::Formatted(_) | Type::Secret => "a string".to_owned(),
        Type::TimestampMs => "a timestamp".to_owned(),
        Type::File => "a file".to_owned(),
        Type::Value => "anything".to_owned(),
        Type::List(item) => format!("a list of {}", describe_type(lowering, item)),
        Type::Tuple(items) => {
            let items: Vec<_> = items.iter().map(|item| describe_type(lowering, item)).collect();
            format!("a list of {}", items.join(", then "))
        }
        Type::Map(value) => format!("a map of {}", describe_type(lowering, value)),
        Type::Nullable(inner) => format!("{} or null", describe_type(lowering, inner)),
        Type::Erased(inner) => describe_type(lowering, inner),
        Type::Named(id) => format!("a {}", code(lowering.get(*id).name.plain())),
    }
}

pub fn describe_bound(keyword: Bound) -> &'static str {
    match keyword {
        Bound::Minimum => "at least",
        Bound::ExclusiveMinimum => "greater than",
        Bound::Maximum => "at most",
        Bound::ExclusiveMaximum => "less than",
    }
}

pub fn describe_size(keyword: Size, limit: u64) -> String {
    let (words, one, several) = match keyword {
        Size::MinLength => ("at least", "character", "characters"),
        Size::MaxLength => ("at most", "character", "characters"),
        Size::MinItems => ("at least", "item", "items"),
        Size::MaxItems => ("at most", "item", "items"),
        Size::MinProperties => ("at least", "property", "properties"),
        Size::MaxProperties => ("at most", "property", "properties"),
    };
    format!("{words} {limit} {}", if limit == 1 { one } else { several })
}

/// A text as it is written within a sentence: without a capital.
pub fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
