//! Schemas that no static type can say: their values are any JSON, and every keyword becomes a rule.
//!
//! Where a part of such a schema has a type, the rule is that the value can be read as that type, so
//! that whatever holds for typed values holds here as well.

use super::build::Builder;
use super::record::Fallback;
use super::usage::Shape;
use super::{Evaluated, Kind, Rule, Type, TypeKind};
use crate::diagnostic::codes;
use crate::schema::{
    self, Applicators, ArrayRules, Branches, Conditional, ObjectRules, Of, Schema, SchemaId, Types,
};
use crate::source::{Cursor, Place};

/// A kind of value that a schema lets through, with the schema of the keywords that restrict it, if any
/// do, and a word for it.
pub(super) type KindPart = (Kind, Option<SchemaId>, &'static str);

/// How many conditions of conditions are looked at, at most, to see whether rules can say them.
const MOST_CONDITIONS: usize = 300;

const KINDS: [(Kind, Types, &str); 6] = [
    (Kind::Null, Types::NULL, "null"),
    (Kind::Bool, Types::BOOLEAN, "boolean"),
    (Kind::Number, Types::NUMBER, "number"),
    (Kind::String, Types::STRING, "string"),
    (Kind::Array, Types::ARRAY, "array"),
    (Kind::Object, Types::OBJECT, "object"),
];

impl<'a> Builder<'a, '_> {
    /// Makes the types that the parts of a schema without one have, with names that tell where they
    /// belong.
    pub fn prepare(&mut self, flat: SchemaId, hint: &str) {
        let schema = self.schemas.shared(flat);
        let applicators = &schema.applicators;
        let lists = applicators.any_of.iter().chain(&applicators.one_of);
        let options: Vec<SchemaId> = lists.flat_map(|branches| branches.schemas.iter().copied()).collect();
        for (index, option) in options.into_iter().enumerate() {
            let flat = self.schemas.flat(option, self.diagnostics);
            let schema = self.schemas.get(flat);
            if schema.types.is_none() && schema.values.is_none() {
                continue;
            }
            let title = self.schemas.get(option).annotations.title.map(|title| title.value);
            let name = title
                .map_or_else(|| format!("{hint} option {}", index + 1), |title| format!("{hint} {title}"));
            self.usage(option, &name);
        }
        for (_, part, name) in self.kinds_of(flat) {
            if let Some(part) = part {
                self.usage(part, &format!("{hint} {name}"));
            }
        }
    }

    /// The rules of any JSON value that satisfies a schema.
    pub fn dynamic(&mut self, id: SchemaId) -> Vec<Rule> {
        let flat = self.schemas.flat(id, self.diagnostics);
        let known = self.by_schema.get(&flat).copied();
        let schema = self.schemas.get(flat);
        let typed = schema.types.is_some() || schema.values.is_some();
        // Without `type`, a struct says less than its schema: any other value satisfies that too.
        let said = schema.types.is_some();
        if let Some(known) = known.filter(|known| said || self.structure_of(*known).is_none()) {
            let own = Type::Named(known);
            // A type of any JSON value has null among them.
            let nullable = match self.union_of(flat) {
                Some(union) => union.nullable,
                None if matches!(self.get(known).kind, TypeKind::Any { .. }) => false,
                None => typed && self.takes_null(flat),
            };
            let type_ = if nullable { Type::Nullable(Box::new(own)) } else { own };
            return vec![Rule::Read { type_, rules: vec![Rule::Nested(known)] }];
        }
        if self.open.contains(&flat) {
            let hint = self.name_by_place(self.schemas.get(flat).place);
            let known = self.apart(id, flat, &hint);
            return vec![Rule::Read { type_: Type::Named(known), rules: vec![Rule::Nested(known)] }];
        }
        self.open.push(flat);
        let rules = self.once(flat, &Type::Value, |builder| builder.dynamic_rules(flat));
        self.open.pop();
        rules
    }

    /// Like [`Self::dynamic`], of a component that has a function of its own.
    pub fn dynamic_rules(&mut self, flat: SchemaId) -> Vec<Rule> {
        let schema = self.schemas.shared(flat);
        if schema.never {
            return vec![Rule::Never];
        }
        let typed = schema.types.is_some() || schema.values.is_some();
        // A type of any value is what these rules are for.
        let typed = typed && self.any_of(flat).is_none();
        if typed && !matches!(self.shape(&schema), Shape::Any | Shape::Dynamic(_)) {
            let opened = std::mem::take(&mut self.open);
            let hint = self.name_by_place(schema.place);
            let usage = self.usage(flat, &hint);
            self.open = opened;
            let rules = self.rules(flat, &usage.type_);
            return vec![Rule::Read { type_: usage.or_null(), rules }];
        }
        let mut rules: Vec<Rule> = self.kinds_rule(flat, &schema).into_iter().collect();
        if let Some(values) = &schema.values {
            rules.push(Rule::Json(values.value.iter().map(|value| value.to_json().to_string()).collect()));
        }
        rules.extend(self.applied(&schema, &Type::Value));
        rules.extend(self.unevaluated(flat, &schema));
        self.records.ruled(schema.place, &rules);
        rules
    }

    /// Rules of the items and properties that nothing else evaluates.
    fn unevaluated(&mut self, flat: SchemaId, schema: &Schema<'a>) -> Vec<Rule> {
        let mut rules_of = |rest: Option<SchemaId>, of: Of| {
            let rules = self.rules(rest?, &Type::Value);
            let Some(evaluated) = self.schemas.evaluated(flat, of, self.diagnostics) else {
                self.unsupported(schema.place, "`unevaluated…` beside more than 1,000 schemas");
                return None;
            };
            let evaluated = self.evaluated(&evaluated);
            (!rules.is_empty() && !evaluated.contains(&Evaluated::All)).then_some((evaluated, rules))
        };
        let entries = rules_of(schema.object.unevaluated, Of::Properties);
        let items = rules_of(schema.array.unevaluated, Of::Items);
        let entries = entries.map(|(evaluated, rules)| Rule::UnevaluatedEntries { evaluated, rules });
        let items = items.map(|(evaluated, rules)| Rule::UnevaluatedItems { evaluated, rules });
        entries.into_iter().chain(items).collect()
    }

    fn evaluated(&mut self, parts: &[schema::Evaluated<'a>]) -> Vec<Evaluated> {
        let mut all = Vec::new();
        for part in parts {
            all.push(match part {
                schema::Evaluated::Name(name) => Evaluated::Name((*name).to_owned()),
                schema::Evaluated::Pattern(pattern) => Evaluated::Pattern((*pattern).to_owned()),
                schema::Evaluated::First(count) => Evaluated::First(*count),
                schema::Evaluated::Matching(id) => Evaluated::Matching(self.rules(*id, &Type::Value)),
                schema::Evaluated::All => Evaluated::All,
                schema::Evaluated::If { condition, then, otherwise } => Evaluated::If {
                    condition: self.rules(*condition, &Type::Value),
                    then: self.evaluated(then),
                    otherwise: self.evaluated(otherwise),
                },
            });
        }
        all
    }

    /// A name for a part of a schema that nothing else names: the words of its place.
    pub fn name_by_place(&self, place: Place) -> String {
        let pointer = self.sources.pointer(place);
        let words = pointer
            .split('/')
            .skip(1)
            .filter(|word| !matches!(*word, "components" | "schemas" | "properties"));
        words.collect::<Vec<_>>().join(" ")
    }

    fn kinds_rule(&mut self, flat: SchemaId, schema: &Schema<'a>) -> Option<Rule> {
        let mut kinds = Vec::new();
        for (kind, part, _) in self.kinds_of(flat) {
            kinds.push((kind, part.map(|part| self.dynamic_rules(part)).unwrap_or_default()));
        }
        let free = kinds.len() == KINDS.len() && kinds.iter().all(|(_, rules)| rules.is_empty());
        (!free).then(|| Rule::Kinds { limit: schema.type_set().to_string(), kinds })
    }

    /// The kinds of values that a schema lets through, each with the schema of the keywords that
    /// restrict it, if any do.
    fn kinds_of(&mut self, flat: SchemaId) -> Vec<KindPart> {
        if let Some(known) = self.kinds.get(&flat) {
            return known.clone();
        }
        let schema = self.schemas.shared(flat);
        let mut kinds = Vec::new();
        for (kind, types, name) in KINDS {
            let allowed = schema.type_set().intersection(types);
            if allowed.is_empty() {
                continue;
            }
            let part = restricted(&schema, kind, allowed).map(|part| self.schemas.add(part));
            kinds.push((kind, part, name));
        }
        self.kinds.insert(flat, kinds.clone());
        kinds
    }

    /// Whether a schema that lets any kind of value through restricts some of them.
    pub fn restricts_any(&mut self, flat: SchemaId) -> bool {
        let schema = self.schemas.get(flat);
        let applicators = &schema.applicators;
        let applied = schema.array.unevaluated.is_some()
            || schema.object.unevaluated.is_some()
            || !applicators.not.is_empty()
            || !applicators.conditionals.is_empty()
            || !applicators.all_of.is_empty();
        applied || self.kinds_of(flat).iter().any(|(_, part, _)| part.is_some())
    }

    /// Whether the conditions of a schema can be written as rules of the type that its other keywords
    /// make: they name known properties alone, and narrow no type.
    pub fn conditions_fit(&mut self, schema: &Schema<'a>) -> Result<(), Fallback> {
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
        parts.into_iter().try_for_each(|(keyword, part)| self.fits(keyword, schema, part))
    }

    /// Whether a condition fits, once for each pair. One that comes back to itself does not: its rules
    /// would have no end.
    pub fn fits(&mut self, keyword: &str, owner: &Schema<'a>, part: SchemaId) -> Result<(), Fallback> {
        let flat = self.schemas.flat(part, self.diagnostics);
        let pair = (owner.place, flat);
        if self.fitting.contains(&pair) {
            let place = self.schemas.get(flat).place;
            let why = || Fallback::new(place, format!("`{keyword}` has a condition that contains itself"));
            self.unfit.entry(pair).or_insert_with(why);
        }
        // Branches that share branches are as many as their paths, and each would be a rule.
        self.fits = if self.fitting.is_empty() { 0 } else { self.fits + 1 };
        if self.fits > MOST_CONDITIONS {
            let why = || {
                Fallback::new(owner.place, format!("`{keyword}` has more than {MOST_CONDITIONS} conditions"))
            };
            self.unfit.entry(pair).or_insert_with(why);
        }
        if let Some(why) = self.unfit.get(&pair) {
            return Err(why.clone());
        }
        self.fitting.push(pair);
        let fits = self.fits_once(keyword, owner, flat);
        self.fitting.pop();
        if let Err(why) = fits {
            self.unfit.entry(pair).or_insert(why);
        }
        self.unfit.get(&pair).map_or(Ok(()), |why| Err(why.clone()))
    }

    fn fits_once(&mut self, keyword: &str, owner: &Schema<'a>, flat: SchemaId) -> Result<(), Fallback> {
        let part = self.schemas.shared(flat);
        let own = owner.type_set().not_null();
        let common = part.type_set().intersection(own);
        // An integer is a number that is a multiple of 1.
        let whole = (own, common) == (Types::NUMBER, Types::INTEGER);
        let narrows = !common.is_empty() && common != own && !whole;
        let object = &part.object;
        let structure = !owner.object.properties.is_empty() || self.is_struct(&owner.object);
        if let Some(what) = without_a_rule(&part, narrows.then_some(common)) {
            return Err(Fallback::new(part.place, format!("`{keyword}` {what}")));
        }
        let foreign = object.required.iter().filter(|name| !owner.object.properties.contains_key(name.value));
        let foreign: Vec<_> = foreign.copied().collect();
        if structure && let Some(first) = foreign.first().copied() {
            for name in foreign {
                self.misspelt(owner, name.value, name.place);
            }
            return Err(Fallback::new(first.place, about(keyword, first.value)));
        }
        let container = |value: &Cursor<'_>| value.is_mapping() || value.is_sequence();
        if let Some(values) = part.values.as_ref().filter(|values| values.value.iter().any(container)) {
            let reason = format!("`{keyword}` compares with a list or an object");
            return Err(Fallback::new(values.place, reason));
        }
        self.properties_fit(keyword, owner, &part, structure)?;
        if let Some(items) = part.array.items {
            let Some(own_items) = owner.array.items else {
                let place = self.schemas.get(items).place;
                let reason = format!("`{keyword}` is about items, of which there is no schema");
                return Err(Fallback::new(place, reason));
            };
            let own_items = self.schemas.flat(own_items, self.diagnostics);
            if self.union_of(own_items).is_some() {
                let place = self.schemas.get(items).place;
                return Err(Fallback::new(place, format!("`{keyword}` is about items that are unions")));
            }
            let own_items = self.schemas.shared(own_items);
            self.fits(keyword, &own_items, items)?;
        }
        let mut inner = Schema::clone(&part);
        inner.types.clone_from(&owner.types);
        inner.object.properties.clone_from(&owner.object.properties);
        inner.array.items = owner.array.items;
        self.conditions_fit(&inner)
    }

    fn properties_fit(
        &mut self,
        keyword: &str,
        owner: &Schema<'a>,
        part: &Schema<'a>,
        structure: bool,
    ) -> Result<(), Fallback> {
        for (name, property) in part.object.properties.iter() {
            let named = owner.object.properties.get(name).copied();
            let Some(field) = named.or(owner.object.additional.filter(|_| !structure)) else {
                let place = self.schemas.get(*property).place;
                self.misspelt(owner, name, place);
                return Err(Fallback::new(place, about(keyword, name)));
            };
            let field = self.schemas.flat(field, self.diagnostics);
            // What a union decided, no rule looks into.
            if self.union_of(field).is_some() {
                let place = self.schemas.get(*property).place;
                let reason = format!("`{keyword}` is about `{name}`, which is a union");
                return Err(Fallback::new(place, reason));
            }
            let field = self.schemas.shared(field);
            if !matches!(self.shape(&field), Shape::Any | Shape::Dynamic(_)) {
                self.fits(keyword, &field, *property)?;
            }
        }
        Ok(())
    }

    /// A property that nearly is one of the object's own may be a slip of the pen.
    fn misspelt(&mut self, owner: &Schema<'a>, name: &str, place: Place) {
        if let Some(near) = self.sources.nearest(name, owner.object.properties.keys().copied()) {
            self.diagnostics
                .warning(
                    codes::UNKNOWN_PROPERTY,
                    place,
                    format!("`{name}` is not among the properties of this object"),
                )
                .label(format!("did you mean `{near}`?"));
            self.misspelt.insert(owner.place);
        }
    }
}

/// Why a condition does not fit an object without a property of this name.
fn about(keyword: &str, name: &str) -> String {
    format!("`{keyword}` is about `{name}`, which is not among the properties")
}

/// What a condition says that no rule of a type can say.
fn without_a_rule(part: &Schema<'_>, narrowed: Option<Types>) -> Option<String> {
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

/// Whether a schema restricts values that are no objects.
pub(super) fn restricts_others(schema: &Schema<'_>) -> bool {
    let others = KINDS.iter().filter(|(kind, ..)| *kind != Kind::Object);
    others.into_iter().any(|(kind, types, _)| restricted(schema, *kind, *types).is_some())
}

/// The schema with the keywords for values of some types, which are all of one kind, and no others.
pub(super) fn of_kind<'a>(schema: &Schema<'a>, types: Types) -> Schema<'a> {
    let kind = KINDS.iter().find(|(_, of_kind, _)| of_kind.contains(types)).map(|(kind, ..)| *kind);
    let mut part =
        kind.and_then(|kind| restricted(schema, kind, types)).unwrap_or_else(|| schema.keywordless());
    part.types = Some(schema::Placed { value: types, place: schema.place });
    part
}

/// The schema with the keywords for one kind of value, if there are any.
fn restricted<'a>(schema: &Schema<'a>, kind: Kind, types: Types) -> Option<Schema<'a>> {
    let mut part = schema.keywordless();
    part.types = Some(crate::schema::Placed { value: types, place: schema.place });
    match kind {
        Kind::Null | Kind::Bool => return None,
        Kind::Number => {
            part.number = schema.number.clone();
            let whole = types == Types::INTEGER;
            part.format = schema.format.filter(|_| schema.integer_format().is_some());
            let free = part.number.multiple_of.is_empty() && part.number.bounds().iter().all(Option::is_none);
            if free && !whole && part.format.is_none() {
                return None;
            }
        }
        Kind::String => {
            part.string = schema.string.clone();
            let known =
                |name: &str| schema.text_format().is_some() || matches!(name, "password" | "timestamp-ms");
            part.format = schema.format.filter(|format| known(format.value));
            let string = &part.string;
            let free =
                string.min_length.is_none() && string.max_length.is_none() && string.patterns.is_empty();
            if free && part.format.is_none_or(|format| format.value == "password") {
                return None;
            }
        }
        Kind::Array => {
            part.array = ArrayRules { unevaluated: None, ..schema.array.clone() };
            let array = &part.array;
            let counts =
                array.min_items.is_some() || array.max_items.is_some() || array.unique_items.is_some();
            if !counts && array.items.is_none() && array.prefix.is_empty() && array.contains.is_empty() {
                return None;
            }
        }
        Kind::Object => {
            part.object = ObjectRules { unevaluated: None, ..schema.object.clone() };
            let object = &part.object;
            let counts = object.min_properties.is_some() || object.max_properties.is_some();
            let named =
                !object.properties.is_empty() || !object.required.is_empty() || object.names.is_some();
            if !counts && !named && object.patterns.is_empty() && object.additional.is_none() {
                return None;
            }
        }
    }
    Some(part)
}
