//! Checks an instance that the description itself carries, an example or a default, against its
//! schema. What an example shows is what users copy; one that breaks its own schema is a fault.

use std::cmp::Ordering::{Equal, Greater, Less};
use std::collections::BTreeMap;
use std::rc::Rc;

pub use super::distinct::type_of;
use super::distinct::{Distinct, equal};
use super::pattern::{BACKTRACKS, Matcher};
use super::quotes::{self, Quotes};
use super::{ArrayRules, Container, Evaluated, Located, NumberRules, Schema, SchemaId, Schemas, StringRules};
use crate::diagnostic::{Diagnostics, codes};
use crate::source::{Cursor, Kind, Number, Place};

/// Why an instance is not valid.
#[derive(Debug, Clone)]
pub struct Fault {
    /// The value that breaks the rule.
    pub value: Place,
    /// The schema whose rule it is.
    pub schema: Place,
    pub message: String,
    /// What is wrong with the quotes, where nothing else is: the value is taken for what it is with the right ones.
    pub quotes: Option<Quotes>,
}

impl Fault {
    /// What to do about it.
    pub fn help(&self) -> &'static str {
        self.quotes.map_or("change the value, or the rule that it breaks", Quotes::help)
    }
}

/// The faults of an instance. None are reported where a pattern in a condition takes too many steps, nor where the instances
/// of the description have taken [`MOST_JUDGEMENTS`].
pub fn check<'a>(
    schemas: &mut Schemas<'a>,
    id: SchemaId,
    instance: Cursor<'a>,
    diagnostics: &mut Diagnostics,
) -> Vec<Fault> {
    if schemas.judgements == MOST_JUDGEMENTS {
        return Vec::new();
    }
    let (faults, known) = (Vec::new(), BTreeMap::new());
    let mut check = Check { schemas, diagnostics, faults, known, depth: 0, undecided: 0, doubtful: false };
    check.value(id, instance);
    if check.schemas.judgements == MOST_JUDGEMENTS {
        let message = "neither this nor the examples and defaults after it are checked: there are too many of them, or of \
                       the schemas that they are held against";
        check.diagnostics.warning(codes::IGNORED, instance.place(), message).help(MANY_JUDGEMENTS);
        return Vec::new();
    }
    if check.doubtful { Vec::new() } else { check.faults }
}

struct Check<'a, 's, 'd> {
    schemas: &'s mut Schemas<'a>,
    diagnostics: &'d mut Diagnostics,
    faults: Vec<Fault>,
    /// A fault that each value has for each schema, or none: the first that is of more than quotes, else the first.
    known: BTreeMap<(SchemaId, Place), Option<Fault>>,
    depth: usize,
    /// How many texts a pattern has taken too many steps for.
    undecided: usize,
    /// Whether one of these texts was judged for a condition, or for a branch.
    doubtful: bool,
}

/// How many values of instances are judged by schemas, each pair of a value and a schema being one: where a union has as many
/// branches as there are examples, the pairs are as many as their product.
const MOST_JUDGEMENTS: u32 = 1 << 20;

/// What to do about instances that take too many.
const MANY_JUDGEMENTS: &str = "leave some of the examples out";

/// Schemas that apply one another to the same instance without an end stop here.
const DEEPEST: usize = 256;

/// The most values of an `enum` that are compared one after another; more are indexed.
const LONG: usize = 16;

impl<'a> Check<'a, '_, '_> {
    /// Whether a value is one of those that a schema lists.
    fn lists(&mut self, id: SchemaId, values: &[Cursor<'a>], value: Cursor<'a>) -> bool {
        if values.len() <= LONG {
            return values.iter().any(|known| equal(*known, value));
        }
        let listed = self.schemas.listed.entry(id);
        listed.or_insert_with(|| Rc::new(values.iter().copied().collect())).contains(value)
    }

    fn fault(&mut self, instance: Cursor<'a>, schema: Place, message: impl Into<String>) {
        let message = message.into();
        self.faults.push(Fault { value: instance.place(), schema, message, quotes: None });
    }

    fn valid(&mut self, id: SchemaId, instance: Cursor<'a>) -> bool {
        let (before, undecided) = (self.faults.len(), self.undecided);
        self.value(id, instance);
        let valid = self.faults.len() == before;
        self.faults.truncate(before);
        self.doubtful |= self.undecided > undecided;
        valid
    }

    fn value(&mut self, id: SchemaId, instance: Cursor<'a>) {
        let flat = self.schemas.flattened(id, self.diagnostics);
        let pair = (flat, instance.place());
        // Without a memory, a branch that many branches share would be judged once for each path.
        if let Some(known) = self.known.get(&pair) {
            self.faults.extend(known.clone());
            return;
        }
        if self.depth < DEEPEST && self.schemas.judgements < MOST_JUDGEMENTS {
            self.schemas.judgements += 1;
            let before = self.faults.len();
            self.depth += 1;
            self.keywords(flat, instance);
            self.depth -= 1;
            let faults = self.faults.get(before..).unwrap_or_default();
            let worst = faults.iter().find(|fault| fault.quotes.is_none()).or(faults.first());
            self.known.insert(pair, worst.cloned());
        }
    }

    fn keywords(&mut self, flat: SchemaId, instance: Cursor<'a>) {
        let schema = self.schemas.shared(flat);
        if schema.never {
            self.fault(instance, schema.place, "nothing is valid here");
            return;
        }
        let mut instance = instance;
        if let Some(types) = schema.types
            && !types.value.contains(type_of(instance))
        {
            let Some(meant) = quotes::meant(instance, types.value) else {
                let message = format!("{} is not of type {}", instance.describe(), types.value);
                self.fault(instance, types.place, message);
                return;
            };
            let message = format!("it {}", quotes::taken(instance, meant));
            let quotes = Some(Quotes::of(meant));
            self.faults.push(Fault { value: instance.place(), schema: types.place, message, quotes });
            instance = meant;
        }
        if let Some(values) = &schema.values
            && !self.lists(flat, &values.value, instance)
        {
            self.fault(instance, values.place, format!("not one of {}", in_words(&values.value)));
        }
        match instance.kind() {
            Kind::Number(number) => self.number(&schema, instance, number),
            Kind::String(text) => self.string(&schema, instance, text),
            Kind::Sequence => self.array(&schema, instance),
            Kind::Mapping => self.object(&schema, instance),
            Kind::Null | Kind::Bool(_) => {}
        }
        self.applicators(&schema, instance);
        self.unevaluated(flat, &schema, instance);
    }

    fn unevaluated(&mut self, flat: SchemaId, schema: &Schema<'a>, instance: Cursor<'a>) {
        if let Some(unevaluated) = schema.object.unevaluated {
            let evaluated = self.evaluated(flat, Container::Object);
            for (_, value) in instance.entries() {
                if !self.is_evaluated(&evaluated, instance, value) {
                    self.value(unevaluated, value);
                }
            }
        }
        if let Some(unevaluated) = schema.array.unevaluated {
            let evaluated = self.evaluated(flat, Container::Array);
            for item in instance.items() {
                if !self.is_evaluated(&evaluated, instance, item) {
                    self.value(unevaluated, item);
                }
            }
        }
    }

    /// What cannot be told is reported where rules are made of it.
    fn evaluated(&mut self, flat: SchemaId, container: Container) -> Vec<Evaluated<'a>> {
        self.schemas.evaluated(flat, container, self.diagnostics).unwrap_or_else(|| vec![Evaluated::All])
    }

    fn is_evaluated(&mut self, evaluated: &[Evaluated<'a>], whole: Cursor<'a>, part: Cursor<'a>) -> bool {
        let name = part.key().unwrap_or_default();
        evaluated.iter().any(|evaluated| match evaluated {
            Evaluated::Name(known) => *known == name,
            Evaluated::Pattern(pattern) => self.schemas.matcher.matches(pattern, name).unwrap_or_else(|| {
                self.doubtful = true;
                false
            }),
            Evaluated::First(count) => part.index() < *count,
            Evaluated::Matching(schema) => self.valid(*schema, part),
            Evaluated::All => true,
            Evaluated::If { condition, then, otherwise } => {
                let branch = if self.valid(*condition, whole) { then } else { otherwise };
                self.is_evaluated(branch, whole, part)
            }
        })
    }

    fn number(&mut self, schema: &Schema<'a>, instance: Cursor<'a>, number: Number) {
        let NumberRules { minimum, exclusive_minimum, maximum, exclusive_maximum, multiple_of } =
            &schema.number;
        let bounds = [
            (minimum, &[Greater, Equal][..], "less than the minimum"),
            (exclusive_minimum, &[Greater], "not greater than"),
            (maximum, &[Less, Equal], "greater than the maximum"),
            (exclusive_maximum, &[Less], "not less than"),
        ];
        for (limit, orders, words) in bounds {
            if let Some(limit) = limit
                && !orders.contains(&number.compare(limit.value))
            {
                self.fault(instance, limit.place, format!("{number} is {words} {}", limit.value));
            }
        }
        if let Some(format) = schema.integer_format()
            && !format.value.holds(number)
        {
            let message = format!("{number} does not have the format `{}`", format.value.format());
            self.fault(instance, format.place, message);
        }
        for divisor in multiple_of {
            if !number.is_multiple_of(divisor.value) {
                let message = format!("{number} is not a multiple of {}", divisor.value);
                self.fault(instance, divisor.place, message);
            }
        }
    }

    fn string(&mut self, schema: &Schema<'a>, instance: Cursor<'a>, text: &str) {
        for (place, message) in text_faults(schema, text, || instance.shown()) {
            self.fault(instance, place, message);
        }
        for pattern in &schema.string.patterns {
            match matches(schema, &self.schemas.matcher, pattern.value, text) {
                Some(true) => {}
                Some(false) => {
                    self.fault(instance, pattern.place, format!("does not match `{}`", pattern.value));
                }
                None => self.unmatched(pattern, instance),
            }
        }
    }

    /// What nobody can tell is not held against a value.
    fn unmatched(&mut self, pattern: &Located<&str>, instance: Cursor<'a>) {
        self.undecided += 1;
        let message = "a value was not checked with this pattern, which takes more steps than it may";
        self.diagnostics
            .warning(codes::BAD_PATTERN, pattern.place, message)
            .related(instance.place(), "this text")
            .help(BACKTRACKS);
    }

    fn array(&mut self, schema: &Schema<'a>, instance: Cursor<'a>) {
        let ArrayRules { prefix, items: each, unevaluated: _, contains, min_items, max_items, unique_items } =
            &schema.array;
        let items: Vec<_> = instance.items().collect();
        let length = u64::try_from(items.len()).unwrap_or(u64::MAX);
        if let Some(limit) = min_items
            && length < limit.value
        {
            self.fault(instance, limit.place, format!("{length} items are fewer than {}", limit.value));
        }
        if let Some(limit) = max_items
            && length > limit.value
        {
            self.fault(instance, limit.place, format!("{length} items are more than {}", limit.value));
        }
        if let Some(place) = *unique_items {
            let mut known = Distinct::default();
            if items.iter().any(|item| known.insert(*item).is_some()) {
                self.fault(instance, place, "two items are equal");
            }
        }
        for (position, item) in items.iter().enumerate() {
            if let Some(item_schema) = prefix.get(position).copied().or(*each) {
                self.value(item_schema, *item);
            }
        }
        for contains in contains {
            let holding = items.iter().filter(|item| self.valid(contains.schema, **item)).count();
            let holding = u64::try_from(holding).unwrap_or(u64::MAX);
            if holding < contains.least || contains.most.is_some_and(|most| holding > most) {
                let place = self.schemas.get(contains.schema).place;
                self.fault(instance, place, format!("{holding} items are what `contains` looks for"));
            }
        }
    }

    fn object(&mut self, schema: &Schema<'a>, instance: Cursor<'a>) {
        let rules = &schema.object;
        for name in &rules.required {
            let property = rules.properties.get(name.value);
            let may_be_absent = property.is_some_and(|id| self.schemas.may_be_absent(*id, self.diagnostics));
            if instance.get(name.value).is_none() && !may_be_absent {
                self.fault(
                    instance,
                    name.place,
                    format!("the required property `{}` is missing", name.value),
                );
            }
        }
        let length = u64::try_from(instance.entries().count()).unwrap_or(u64::MAX);
        if let Some(limit) = rules.min_properties
            && length < limit.value
        {
            self.fault(instance, limit.place, format!("{length} properties are fewer than {}", limit.value));
        }
        if let Some(limit) = rules.max_properties
            && length > limit.value
        {
            self.fault(instance, limit.place, format!("{length} properties are more than {}", limit.value));
        }
        let knows_names = self.schemas.knows_names(rules);
        for (name, value) in instance.entries() {
            let mut known: Vec<SchemaId> = rules.properties.get(name).copied().into_iter().collect();
            // What the name of a declared property asks for is merged into its schema already.
            if known.is_empty() || !knows_names {
                known.extend(self.schemas.named(rules, name, schema.place));
            }
            if known.is_empty() {
                known.extend(rules.additional);
            }
            for schema in known {
                self.value(schema, value);
            }
        }
    }

    /// The fault of a value that no branch holds for: its quotes, if one would hold with others.
    fn no_branch(&mut self, branches: &[SchemaId], instance: Cursor<'a>, place: Place, message: &str) {
        let before = self.faults.len();
        for branch in branches {
            self.value(*branch, instance);
            if self.faults.iter().skip(before).all(|fault| fault.quotes.is_some()) {
                return;
            }
            self.faults.truncate(before);
        }
        self.fault(instance, place, message);
    }

    fn applicators(&mut self, schema: &Schema<'a>, instance: Cursor<'a>) {
        let rules = &schema.applicators;
        for part in &rules.all_of {
            self.value(*part, instance);
        }
        for branches in &rules.any_of {
            if !branches.schemas.iter().any(|branch| self.valid(*branch, instance)) {
                self.no_branch(&branches.schemas, instance, branches.place, "none of `anyOf` holds");
            }
        }
        for branches in &rules.one_of {
            let holding = branches.schemas.iter().filter(|branch| self.valid(**branch, instance)).count();
            let message = format!("{holding} of `oneOf` hold instead of one");
            if holding == 0 {
                self.no_branch(&branches.schemas, instance, branches.place, &message);
            } else if holding > 1 {
                self.fault(instance, branches.place, message);
            }
        }
        for not in &rules.not {
            if self.valid(*not, instance) {
                let place = self.schemas.get(*not).place;
                self.fault(instance, place, "what `not` excludes");
            }
        }
        for conditional in &rules.conditionals {
            let branch = if self.valid(conditional.condition, instance) {
                conditional.then
            } else {
                conditional.otherwise
            };
            if let Some(branch) = branch {
                self.value(branch, instance);
            }
        }
    }
}

/// Whether a text satisfies the keywords that a schema has for strings, its parts and branches apart; nothing where a
/// pattern finds no end.
pub fn admits_text(schema: &Schema<'_>, matcher: &Matcher, text: &str) -> Option<bool> {
    let mut admitted = text_faults(schema, text, String::new).is_empty();
    for pattern in &schema.string.patterns {
        admitted &= matches(schema, matcher, pattern.value, text)?;
    }
    Some(admitted)
}

/// Whether a text matches a pattern of a schema, or is not matched since it is longer than the schema lets it be.
fn matches(schema: &Schema<'_>, matcher: &Matcher, pattern: &str, text: &str) -> Option<bool> {
    let longest = schema.string.max_length.and_then(|limit| usize::try_from(limit.value).ok());
    if longest.is_some_and(|longest| text.chars().nth(longest).is_some()) {
        return Some(true);
    }
    matcher.matches(pattern, text)
}

/// The faults of a text except those of patterns, each with the place of the rule. `shown` gives the text for a message.
fn text_faults(schema: &Schema<'_>, text: &str, shown: impl Fn() -> String) -> Vec<(Place, String)> {
    let mut faults = Vec::new();
    let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
    let StringRules { min_length, max_length, patterns: _ } = &schema.string;
    if let Some(limit) = min_length
        && length < limit.value
    {
        faults.push((limit.place, format!("{length} characters are fewer than {}", limit.value)));
    }
    if let Some(limit) = max_length
        && length > limit.value
    {
        faults.push((limit.place, format!("{length} characters are more than {}", limit.value)));
    }
    if let Some(format) = schema.text_format()
        && !format.value.holds(text)
    {
        let message = format!("{} does not have the format `{}`", shown(), format.value.name());
        faults.push((format.place, message));
    }
    if let Some(format) = schema.format
        && format.value == "timestamp-ms"
        && !is_timestamp_ms(text)
    {
        let message = "not milliseconds since 1970 in decimal digits (format `timestamp-ms`)";
        faults.push((format.place, message.to_owned()));
    }
    faults
}

/// The bytes of listed values after which a message names no more of them.
const LONGEST_LIST: usize = 2_000;

/// The values of an `enum` for a message: each that is none of them has one.
fn in_words(values: &[Cursor<'_>]) -> String {
    let mut words = String::new();
    for (index, value) in values.iter().enumerate() {
        if words.len() > LONGEST_LIST {
            return words + &format!(", and {} more", values.len() - index);
        }
        words += if index == 0 { "" } else { ", " };
        words += &value.to_json().to_string();
    }
    words
}

/// The form of `timestamp-ms`: digits without a leading zero, in the range of `u64`.
fn is_timestamp_ms(text: &str) -> bool {
    text.parse::<u64>().is_ok_and(|millis| millis.to_string() == text)
}
