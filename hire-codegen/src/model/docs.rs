//! Documentation: the description's own words, then what it asks for in words, then where it says so.

use super::annotations::Documented;
use super::build::Builder;
use super::kept::{KeptFor, Others};
pub(super) use super::markdown::code;
use super::markdown::{begins_with_text, safe};
use super::remarks::{direction, more, remarks, standing};
use super::{
    Bound, Constant, Decision, Demands, Docs, Field, Kind, Literal, Rule, Size, Type, TypeId, TypeKind,
};
use crate::openapi;
use crate::schema::{Annotations, SchemaId};
use crate::source::Sources;

impl Docs {
    /// Adds a paragraph.
    fn paragraph(&mut self, text: &str) {
        let lines = safe(text);
        if lines.is_empty() {
            return;
        }
        if !self.0.is_empty() {
            self.0.push(String::new());
        }
        self.0.extend(lines);
    }

    /// Adds what a schema says of its values; a title that only repeats a name says nothing beside a description.
    pub(super) fn about(&mut self, annotations: &Annotations<'_>, name: &str) {
        let title = annotations.title.map(|title| title.value).unwrap_or_default();
        let description = annotations.description.map(|description| description.value).unwrap_or_default();
        let alone = self.0.is_empty() && description.trim().is_empty();
        if alone || !(repeats(title, name) || description.contains(title)) {
            self.paragraph(title);
        }
        self.paragraph(description);
    }

    /// Adds why properties are kept that the description does not name.
    fn kept(&mut self, sources: &Sources, why: Option<KeptFor>) {
        let words = |why: KeptFor| {
            let place = code(&sources.describe_place(why.place));
            format!("They are kept since {place} {} them.", why.verb())
        };
        self.lines(why.map(words).into_iter().collect());
    }

    /// Adds lines that are markdown of our own.
    pub(super) fn lines(&mut self, lines: Vec<String>) {
        if !self.0.is_empty() && !lines.is_empty() {
            self.0.push(String::new());
        }
        self.0.extend(lines);
    }
}

/// Docs of the API: of its client.
pub(super) fn api(api: &openapi::Api<'_>) -> Docs {
    let mut docs = Docs::default();
    docs.paragraph(&format!("Client of {}, version {}.", api.title, api.info_version));
    docs.paragraph(api.summary.unwrap_or_default());
    docs.paragraph(api.description.unwrap_or_default());
    docs
}

/// Docs of a type.
pub(super) fn type_(builder: &mut Builder<'_, '_>, id: TypeId, schema: SchemaId) -> Docs {
    let type_ = match &builder.get(id).kind {
        TypeKind::Alias { type_, .. } => type_.clone(),
        _ => Type::Named(id),
    };
    let Documented { annotations, known, parts } = builder.documented(schema, &type_);
    let mut docs = Docs::default();
    docs.about(&annotations, "");
    if docs.0.is_empty() {
        let wire = builder.get(id).name.plain().to_owned();
        docs.lines(vec![format!("{}.", code(&wire))]);
    }
    let rules = match &builder.get(id).kind {
        TypeKind::Alias { rules, .. } => rules.as_slice(),
        _ => &[],
    };
    let mut lines = remarks(builder, &type_, rules, (&annotations, &known), false);
    lines.extend(direction(&annotations, false).map(str::to_owned));
    docs.lines(lines);
    docs.parts(builder, &parts);
    if let TypeKind::Struct(structure) = &builder.get(id).kind {
        let mut words = Vec::new();
        for rule in &structure.rules {
            words.push(format!("- {}", capital(&words_of(builder, rule))));
        }
        if !words.is_empty() {
            words.insert(0, "Rules:".to_owned());
            docs.lines(words);
        }
    }
    let place = builder.schemas.get(schema).place;
    docs.lines(vec![described_at(&builder.sources.describe_place(place))]);
    docs
}

fn described_at(place: &str) -> String {
    format!("Described at {}.", code(place))
}

/// Docs of a field.
pub(super) fn field(
    builder: &Builder<'_, '_>,
    field: &Field,
    rules: &[Rule],
    documented: &Documented<'_>,
) -> Docs {
    let mut docs = Docs::default();
    let Documented { annotations, known, parts } = documented;
    docs.about(annotations, &field.wire);
    if docs.0.is_empty() {
        docs.lines(vec![format!("The property {}.", code(&field.wire))]);
    }
    let mut lines = remarks(builder, &field.type_, rules, (annotations, known), false);
    if field.required && annotations.default.is_some() {
        for line in lines.iter_mut().filter(|line| line.starts_with("- Default:")) {
            line.push_str(", which the builder sets");
        }
    }
    lines.extend(direction(annotations, field.one_way).map(str::to_owned));
    docs.lines(lines);
    docs.parts(builder, parts);
    docs
}

fn others() -> Docs {
    Docs(vec!["Properties that the description does not name.".to_owned()])
}

/// Docs of the field for properties without one.
pub(super) fn additional(builder: &Builder<'_, '_>, others: &Others<'_>) -> Docs {
    let mut docs = self::others();
    docs.parts(builder, &others.parts);
    let rules = others.rules.iter().filter(|rule| !matches!(rule, Rule::EachEntry(_)));
    docs.lines(rules.map(|rule| format!("- {}", capital(&words_of(builder, rule)))).collect());
    docs.kept(builder.sources, others.why);
    docs
}

/// The same where nothing but a rule asks for them.
pub(super) fn kept(sources: &Sources, why: KeptFor) -> Docs {
    let mut docs = others();
    docs.kept(sources, Some(why));
    docs
}

/// Docs of a value of an enumeration.
pub(super) fn variant(description: Option<&str>, value: &Literal) -> Docs {
    let mut docs = Docs::default();
    let wire = match value {
        Literal::Integer(value) => value.to_string(),
        Literal::String(text) => format!("{text:?}"),
        _ => String::new(),
    };
    docs.paragraph(description.unwrap_or_default());
    if docs.0.is_empty() { Docs(vec![format!("{}.", code(&wire))]) } else { after(&code(&wire), docs) }
}

/// Docs with words before them.
pub(super) fn after(words: &str, mut docs: Docs) -> Docs {
    let is_text = begins_with_text(&docs.0);
    match docs.0.first_mut() {
        Some(first) if is_text => *first = format!("{words}: {first}"),
        Some(_) => drop(docs.0.splice(0..0, [format!("{words}:"), String::new()])),
        None => docs.0.push(format!("{words}:")),
    }
    docs
}

/// Whether a title is the words of a name.
fn repeats(title: &str, name: &str) -> bool {
    let letters = |text: &str| {
        let letters = text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase);
        letters.collect::<String>()
    };
    letters(title) == letters(name)
}

/// Docs of a type of a union: what tells its values from those of the others, and where it is described.
pub(super) fn union_variant(
    builder: &Builder<'_, '_>,
    branch: SchemaId,
    documented: &Documented<'_>,
    type_: &Type,
    (decision, index): (&Decision, usize),
) -> Docs {
    let told = match decision {
        Decision::Tag { property, tags, .. } => {
            let tags = tags.get(index).map(Vec::as_slice).unwrap_or_default();
            let tags: Vec<_> = tags.iter().map(|tag| code(&format!("{tag:?}"))).collect();
            match tags.as_slice() {
                [] => format!("the base of the others, which {} does not name", code(property)),
                tags => format!("where {} is {}", code(property), tags.join(", ")),
            }
        }
        Decision::Demands { demands, .. } => demands.get(index).map(demanded).unwrap_or_default(),
    };
    let target = builder.schemas.get(builder.schemas.target(branch)).place;
    let place = code(&builder.sources.describe_place(target));
    let mut docs = Docs(vec![format!("{}; described at {place}.", capital(&told))]);
    let Documented { annotations, known, parts } = documented;
    docs.about(annotations, "");
    let mut lines = remarks(builder, type_, &[], (annotations, known), true);
    lines.extend(standing(annotations));
    docs.lines(lines);
    docs.parts(builder, parts);
    docs
}

fn demanded(demands: &Demands) -> String {
    let word = |kind: &Kind| match kind {
        Kind::Null => "null",
        Kind::Bool => "a boolean",
        Kind::Number => "a number",
        Kind::String => "a string",
        Kind::Array => "a list",
        Kind::Object => "an object",
    };
    let kinds = demands.kinds.iter().map(word).collect::<Vec<_>>().join(" or ");
    let mut parts = Vec::new();
    for (name, values) in &demands.constants {
        let values = values.iter().map(|value| match value {
            Constant::Null => code("null"),
            Constant::Bool(value) => code(&value.to_string()),
            Constant::Integer(value) => code(&value.to_string()),
            Constant::Text(text) => code(&format!("{text:?}")),
        });
        parts.push(format!("{} is {}", code(name), values.collect::<Vec<_>>().join(" or ")));
    }
    let constant = |name: &&String| demands.constants.iter().any(|(constant, _)| constant == *name);
    let names: Vec<_> =
        demands.required.iter().filter(|name| !constant(name)).map(|name| code(name)).collect();
    if !names.is_empty() {
        parts.push(format!("{} {} given", names.join(", "), if names.len() == 1 { "is" } else { "are" }));
    }
    match &demands.names {
        Some(names) if names.len() <= 5 => {
            let names: Vec<_> = names.iter().map(|name| code(name)).collect();
            parts.push(format!("there is nothing but {}", names.join(", ")));
        }
        Some(_) => parts.push("there is nothing but its properties".to_owned()),
        None => {}
    }
    if parts.is_empty() { kinds } else { format!("{kinds} where {}", parts.join(" and ")) }
}

/// Docs of an operation: the route first.
pub(super) fn operation(operation: &openapi::Operation<'_>, place: &str) -> Docs {
    let mut docs = Docs::default();
    docs.paragraph(operation.summary.unwrap_or_default());
    docs.lines(vec![code(&format!("{} {}", operation.method.as_str(), operation.path))]);
    docs.paragraph(operation.description.unwrap_or_default());
    let mut lines = Vec::new();
    let credentials: Vec<_> =
        operation.security.iter().flatten().map(|schemes| credential(schemes)).collect();
    if !credentials.is_empty() {
        lines.push(format!("- Credential: {}", credentials.join(", or ")));
    }
    if let Some(limit) = &operation.rate_limit {
        lines.push(format!("- Limit: {} requests in {:?}", limit.limit, limit.window));
    }
    if let Some((pointer, _)) = operation.idempotency_key {
        lines.push(format!("- A repeat with the same {} is meant to be harmless", code(pointer)));
    }
    if let Some(url) = operation.external_docs {
        lines.push(more(url));
    }
    docs.lines(lines);
    docs.lines(vec![described_at(place)]);
    docs
}

/// Security schemes that are needed together, each with its scopes.
fn credential(schemes: &openapi::SecurityRequirement<'_>) -> String {
    let needs = |(scheme, scopes): &(&str, Vec<&str>)| {
        let scopes: Vec<_> = scopes.iter().map(|scope| code(scope)).collect();
        let with = if scopes.is_empty() { "" } else { " with " };
        format!("{}{with}{}", code(scheme), scopes.join(", "))
    };
    let schemes: Vec<_> = schemes.iter().map(needs).collect();
    if schemes.is_empty() { "none".to_owned() } else { schemes.join(" and ") }
}

/// Docs of a parameter or body.
pub(super) fn input(
    builder: &Builder<'_, '_>,
    (what, name): (&str, &str),
    description: Option<&str>,
    type_: &Type,
    rules: &[Rule],
    documented: &Documented<'_>,
) -> Docs {
    let mut docs = Docs::default();
    let Documented { annotations, known, parts } = documented;
    docs.paragraph(description.unwrap_or_default());
    let mut of_schema = annotations.clone();
    of_schema.description.take_if(|said| Some(said.value) == description);
    docs.about(&of_schema, name);
    if docs.0.is_empty() {
        docs.lines(vec![format!("{what}.")]);
    }
    let mut lines = remarks(builder, type_, rules, (annotations, known), false);
    lines.extend(standing(annotations));
    docs.lines(lines);
    docs.parts(builder, parts);
    docs
}

/// The rules of a schema in one sentence part.
pub(super) fn sentence(builder: &Builder<'_, '_>, rules: &[Rule]) -> String {
    if rules.is_empty() {
        return "any value".to_owned();
    }
    rules.iter().map(|rule| words_of(builder, rule)).collect::<Vec<_>>().join(" and ")
}

/// Branches of which one has to hold.
pub(super) fn alternatives(builder: &Builder<'_, '_>, branches: &[Vec<Rule>]) -> String {
    branches.iter().map(|branch| sentence(builder, branch)).collect::<Vec<_>>().join(", or ")
}

pub(super) fn words_of(builder: &Builder<'_, '_>, rule: &Rule) -> String {
    let wire = |owner: &TypeId, field: &usize| {
        let field = builder.field(*owner, *field);
        field.map(|field| code(&field.wire)).unwrap_or_default()
    };
    match rule {
        Rule::Finite => "a finite number".to_owned(),
        Rule::Never => "nothing is valid".to_owned(),
        Rule::Bound { keyword, limit, .. } => format!("{} {limit}", bound_words(*keyword)),
        Rule::MultipleOf(divisor) => format!("a multiple of {divisor}"),
        Rule::Size { keyword, limit } => size_words(*keyword, *limit),
        Rule::Pattern { pattern, .. } => format!("matches {}", code(pattern)),
        Rule::Format(format) => format!("of the format {}", code(format.name())),
        Rule::UniqueItems => "no item twice".to_owned(),
        Rule::EachItem(rules) => format!("each item: {}", sentence(builder, rules)),
        Rule::EachEntry(rules) => format!("each value: {}", sentence(builder, rules)),
        Rule::Nested(id) | Rule::Shared(id) => format!("a valid {}", code(builder.get(*id).name.plain())),
        Rule::Read { type_, rules } => {
            let name = type_words(builder, type_);
            if rules.is_empty() || matches!(rules.as_slice(), [Rule::Nested(_)]) {
                name
            } else {
                format!("{name}: {}", sentence(builder, rules))
            }
        }
        Rule::Values { limit, .. } => {
            let many = limit.contains(", ");
            format!("{} {}", if many { "one of" } else { "is" }, code(limit))
        }
        Rule::Property { owner, field, rules, .. } => {
            format!("{} {}", wire(owner, field), sentence(builder, rules))
        }
        Rule::Required { owner, field } => format!("{} is given", wire(owner, field)),
        Rule::AnyOf { branches, .. } => format!("at least one: {}", alternatives(builder, branches)),
        Rule::OneOf { branches, .. } => format!("exactly one: {}", alternatives(builder, branches)),
        Rule::Not { rules, .. } => format!("not: {}", sentence(builder, rules)),
        Rule::If { condition, then, otherwise } => conditional_words(builder, condition, then, otherwise),
        Rule::Inner(_)
        | Rule::Kinds { .. }
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
        | Rule::EntryNames(_) => words_of_any(builder, rule),
    }
}

/// The words of a rule that any JSON value may have.
fn words_of_any(builder: &Builder<'_, '_>, rule: &Rule) -> String {
    match rule {
        Rule::Inner(rules) => sentence(builder, rules),
        Rule::Kinds { limit, kinds } => {
            let ruled = kinds.iter().flat_map(|(_, rules)| rules).map(|rule| words_of(builder, rule));
            let ruled: Vec<_> = ruled.collect();
            if ruled.is_empty() { limit.clone() } else { format!("{limit}; {}", ruled.join("; ")) }
        }
        Rule::Json(values) => format!("one of {}", code(&values.join(", "))),
        Rule::Item { position, rules } => format!("item {position}: {}", sentence(builder, rules)),
        Rule::ItemsFrom { position, rules } => {
            format!("items from {position} on: {}", sentence(builder, rules))
        }
        Rule::Contains { least, most, rules } => {
            let most = most.map(|most| format!(" and at most {most}")).unwrap_or_default();
            let items = if (*least, most.as_str()) == (1, "") { "item" } else { "items" };
            format!("at least {least}{most} {items}: {}", sentence(builder, rules))
        }
        Rule::Entry { name, rules } => format!("{}: {}", code(name), sentence(builder, rules)),
        Rule::EntryRequired(name) => format!("{} is given", code(name)),
        Rule::PatternEntries { pattern, rules } => {
            format!("names that match {}: {}", code(pattern), sentence(builder, rules))
        }
        Rule::OtherEntries { names, patterns, rules } => {
            format!("{}: {}", other_names(names, patterns), sentence(builder, rules))
        }
        Rule::UnevaluatedEntries { rules, .. } => {
            format!("names that nothing else speaks of: {}", sentence(builder, rules))
        }
        Rule::UnevaluatedItems { rules, .. } => {
            format!("items that nothing else speaks of: {}", sentence(builder, rules))
        }
        Rule::EntryNames(rules) => format!("names: {}", sentence(builder, rules)),
        _ => String::new(),
    }
}

/// The rules of what has a name may be those of its type, and are not told then: so these are what names it.
fn other_names(names: &[String], patterns: &[String]) -> String {
    let names = names.iter().map(|name| code(name));
    let patterns = patterns.iter().map(|pattern| format!("those that match {}", code(pattern)));
    let known: Vec<_> = names.chain(patterns).collect();
    if known.is_empty() { "other names".to_owned() } else { format!("names other than {}", known.join(", ")) }
}

fn conditional_words(
    builder: &Builder<'_, '_>,
    condition: &[Rule],
    then: &[Rule],
    otherwise: &[Rule],
) -> String {
    let mut words = format!("if {}", sentence(builder, condition));
    if !then.is_empty() {
        words = format!("{words}, then {}", sentence(builder, then));
    }
    if !otherwise.is_empty() {
        words = format!("{words}, else {}", sentence(builder, otherwise));
    }
    words
}

fn type_words(builder: &Builder<'_, '_>, type_: &Type) -> String {
    match type_ {
        Type::Bool => "a boolean".to_owned(),
        Type::Integer(_) => "an integer".to_owned(),
        Type::F64 => "a number".to_owned(),
        Type::String | Type::Formatted(_) | Type::Secret => "a string".to_owned(),
        Type::TimestampMs => "a timestamp".to_owned(),
        Type::Value => "anything".to_owned(),
        Type::List(item) => format!("a list of {}", type_words(builder, item)),
        Type::Tuple(items) => {
            let items: Vec<_> = items.iter().map(|item| type_words(builder, item)).collect();
            format!("a list of {}", items.join(", then "))
        }
        Type::Map(value) => format!("a map of {}", type_words(builder, value)),
        Type::Nullable(inner) => format!("{} or null", type_words(builder, inner)),
        Type::Named(id) => format!("a {}", code(builder.get(*id).name.plain())),
    }
}

fn bound_words(keyword: Bound) -> &'static str {
    match keyword {
        Bound::Minimum => "at least",
        Bound::ExclusiveMinimum => "greater than",
        Bound::Maximum => "at most",
        Bound::ExclusiveMaximum => "less than",
    }
}

fn size_words(keyword: Size, limit: u64) -> String {
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

/// The same text within a sentence.
pub(super) fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}

pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_comes_before_what_is_said_of_it() {
        let value = Literal::Integer(7);
        let cases = [
            (None, "`7`."),
            (Some(" "), "`7`."),
            (Some("Seven.\nOr so."), "`7`: Seven.\nOr so."),
            (Some("```\nlet x;\n```"), "`7`:\n\n```text\nlet x;\n```"),
            (Some("- one\n- two"), "`7`:\n\n- one\n- two"),
            (Some("```one``` line"), "`7`: ```one``` line"),
            (Some("1. one"), "`7`:\n\n1. one"),
            (Some("1.5 times"), "`7`: 1.5 times"),
        ];
        for (description, expected) in cases {
            assert_eq!(variant(description, &value).0.join("\n"), expected, "{description:?}");
        }
    }
}
