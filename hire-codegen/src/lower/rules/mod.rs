//! From schemas to rules: whatever a schema asks of a value beyond what its type guarantees.

pub mod any_json;
pub mod default;
pub mod number;
pub mod object;
pub mod typed;

use std::collections::{BTreeMap, BTreeSet};

use number::{bounds, integers};
use typed::strings;

use crate::analysis::{Fallback, annotations};
use crate::ir::{
    ChildrenRef, PreservedFor, Rule, Type, TypeDef, TypeId, TypeKind, UnionVariant, are_inherent,
};
use crate::lower::types::{TypeLowering, fields, secrets};
use crate::schema::{JsonTypes, Schema, SchemaId};
use crate::source::Place;

/// Rules as they are made, of types that are there already.
pub struct RuleLowering<'t, 'a, 'd> {
    pub types: &'t mut TypeLowering<'a, 'd>,
    /// What [`RuleLowering::memoised`] has worked out.
    known_rules: BTreeMap<SchemaId, Known>,
    /// How many types have their rules.
    passed: usize,
    /// The types of values that `uniqueItems` compares, each with the place of one.
    pub compared: Vec<(Type, Place)>,
    /// The types of `compared`, to look one up.
    compared_types: BTreeSet<String>,
    /// The structs whose properties are counted, each with a keyword that does.
    pub counted: Vec<(TypeId, PreservedFor)>,
    /// The fields of large structs by their names on the wire.
    field_indices: BTreeMap<TypeId, BTreeMap<String, usize>>,
}

impl<'t, 'a, 'd> RuleLowering<'t, 'a, 'd> {
    pub fn new(types: &'t mut TypeLowering<'a, 'd>) -> Self {
        Self {
            types,
            known_rules: BTreeMap::new(),
            passed: 0,
            compared: Vec::new(),
            compared_types: BTreeSet::new(),
            counted: Vec::new(),
            field_indices: BTreeMap::new(),
        }
    }
}

impl<'a> RuleLowering<'_, 'a, '_> {
    /// The rules of all types that have none so far, once every type has its fields.
    pub fn all(&mut self) {
        while self.passed < self.types.definitions.len() && !self.types.are_too_many() {
            let id = TypeId(self.passed);
            self.passed += 1;
            fields::drain(self.types);
            let origin = self.types.origin(id).clone();
            let schema = origin.schema;
            for (index, property) in origin.fields.iter().enumerate() {
                self.field_rules(id, index, *property);
            }
            self.additional_rules(id, schema);
            self.any_rules(id, schema);
            self.alias_rules(id, schema);
            self.union_rules(id, schema);
            self.object_rules(id, schema);
        }
    }

    /// The rules of a field, and the default that its builder sets. An absent optional property gets no default: that is
    /// the server's affair.
    fn field_rules(&mut self, id: TypeId, index: usize, property: SchemaId) {
        let Some(field) = self.types.field(id, index) else { return };
        let (type_, required, nullable) = (field.type_.clone(), field.required, field.nullable);
        let rules = self.rules(property, &type_);
        let declared = annotations::all_annotations(&mut self.types.analysis, property).default;
        let has_file = type_.walk().any(|part| *part == Type::File);
        let declared = declared.filter(|_| required && !has_file);
        let declared = declared.filter(|value| !default::breaks_schema(self.types, property, *value));
        let default = declared.and_then(|value| default::of(self.types, value, &type_, nullable));
        if let Some(declared) = declared.filter(|value| default.is_none() && !value.is_null()) {
            self.types.unsupported(declared.place(), "a default of this type for a required property");
        }
        if let Some(structure) = self.types.structure_mut(id)
            && let Some(field) = structure.fields.get_mut(index)
        {
            field.rules = rules;
            field.default = default;
        }
    }

    /// The rules of a component whose values are any JSON.
    fn any_rules(&mut self, id: TypeId, flat: SchemaId) {
        if !matches!(self.types.get(id).kind, TypeKind::Any { .. }) {
            return;
        }
        let own = self.dynamic_rules(flat);
        if let Some(TypeDef { kind: TypeKind::Any { rules }, .. }) = self.types.definitions.get_mut(id.0) {
            *rules = own;
        }
    }

    /// The rules of a component whose type does not have them.
    fn alias_rules(&mut self, id: TypeId, schema: SchemaId) {
        let TypeKind::Alias { type_, .. } = &self.types.get(id).kind else { return };
        let type_ = type_.clone();
        let local_rules = self.rules(schema, &type_);
        if local_rules == [Rule::Shared(id)] {
            return;
        }
        if let Some(TypeDef { kind: TypeKind::Alias { rules, .. }, .. }) =
            self.types.definitions.get_mut(id.0)
        {
            *rules = if are_inherent(&local_rules, &type_) { Vec::new() } else { local_rules };
        }
    }

    /// The rules of an object as a whole, which its fields do not have.
    fn object_rules(&mut self, id: TypeId, flat: SchemaId) {
        if self.types.structure_of(id).is_none() {
            return;
        }
        let schema = self.types.analysis.schemas.shared(flat);
        let type_ = Type::Named(id);
        let mut rules = self.counts(&schema, id);
        rules.extend(self.applied(&schema, &type_));
        self.types.records.ruled(schema.place, &rules);
        if let Some(structure) = self.types.structure_mut(id) {
            structure.rules = rules;
        }
    }

    /// The rules of a value of `type_` that satisfies a schema.
    pub fn rules(&mut self, mut id: SchemaId, type_: &Type) -> Vec<Rule> {
        let type_ = type_.non_null();
        while *type_ != Type::Value
            && let Some(inner) =
                self.types.analysis.nullable_other(id).or_else(|| self.types.analysis.only_branch(id))
        {
            id = inner;
        }
        self.of_type(id, type_)
    }

    /// The rules of a schema that is applied beside the one which decided the type. What the type
    /// guarantees anyway is left out.
    fn branch(&mut self, id: SchemaId, type_: &Type) -> Vec<Rule> {
        let type_ = type_.non_null();
        let mut rules = self.of_type(id, type_);
        if *type_ != Type::Value {
            drop_what_types_check(&mut rules);
        }
        rules
    }

    fn of_type(&mut self, id: SchemaId, type_: &Type) -> Vec<Rule> {
        if *type_ == Type::Value {
            return self.dynamic(id);
        }
        let flat = self.types.analysis.flattened(id);
        if let Type::Named(named) = type_
            && self.types.origin(*named).schema == flat
        {
            return vec![Rule::Nested(*named)];
        }
        if self.types.is_any(type_) {
            return vec![Rule::Inner(self.dynamic(id))];
        }
        self.asserted(flat, type_)
    }

    /// All keywords of a schema, for a value of a type that some other schema may have decided.
    fn asserted(&mut self, flat: SchemaId, type_: &Type) -> Vec<Rule> {
        // What a schema says of a string is not about the bytes of a file, nor what it says of one file about several.
        let is_list = || self.types.analysis.schemas.get(flat).type_set() == JsonTypes::ARRAY;
        if *type_ == Type::File || type_.parts() == [Type::File] && !is_list() {
            return Vec::new();
        }
        self.memoised(flat, type_, |lowering| {
            let schema = lowering.types.analysis.schemas.shared(flat);
            lowering.asserted_once(&schema, type_)
        })
    }

    fn asserted_once(&mut self, schema: &Schema<'a>, type_: &Type) -> Vec<Rule> {
        if schema.never {
            return vec![Rule::Never];
        }
        let json_types = self.types.types_of(type_);
        let allowed = schema.type_set();
        if allowed.intersection(json_types).is_empty() {
            return vec![Rule::Never];
        }
        let whole = json_types == JsonTypes::NUMBER && allowed.intersection(json_types) == JsonTypes::INTEGER;
        if !allowed.contains(json_types) && !whole {
            let place = schema.types.map_or(schema.place, |types| types.place);
            self.types.unsupported(place, "a `type` that is narrower than the property's own");
        }
        let mut rules = Vec::new();
        match type_ {
            Type::Integer(integer) => {
                rules.extend(bounds(schema, Some(integer.range())));
                rules.extend(integers(schema, Some(integer.range())));
            }
            Type::F64 => {
                rules.push(Rule::Finite);
                rules.extend(bounds(schema, None));
                let format = integers(schema, None);
                let is_whole_anyway = rules.iter().chain(&format).any(is_whole);
                rules.extend((whole && !is_whole_anyway).then(|| Rule::MultipleOf("1".to_owned())));
                rules.extend(format);
            }
            Type::String | Type::Formatted(_) | Type::Secret | Type::TimestampMs => {
                rules.extend(strings(schema));
            }
            Type::Tuple(items) => rules.extend(self.tuples(schema, items)),
            Type::List(item) => rules.extend(self.lists(schema, item)),
            Type::Map(value) => rules.extend(self.maps(schema, value)),
            Type::Named(id) => rules.extend(self.objects(schema, *id)),
            Type::Bool | Type::Value | Type::Nullable(_) | Type::Erased(_) | Type::File => {}
        }
        rules.extend(self.values(schema, type_));
        rules.extend(self.applied(schema, type_));
        self.types.records.ruled(schema.place, &rules);
        rules
    }

    /// `anyOf`, `oneOf`, `not` and `if`.
    pub fn applied(&mut self, schema: &Schema<'a>, type_: &Type) -> Vec<Rule> {
        let mut rules = Vec::new();
        for part in &schema.applicators.all_of {
            rules.extend(self.branch(*part, type_));
        }
        for branches in &schema.applicators.any_of {
            let branches: Vec<_> =
                branches.schemas.iter().map(|branch| self.branch(*branch, type_)).collect();
            // A branch without rules always holds.
            if !branches.iter().any(Vec::is_empty) {
                rules.push(Rule::AnyOf { limit: String::new(), branches });
            }
        }
        for branches in &schema.applicators.one_of {
            let branches: Vec<_> =
                branches.schemas.iter().map(|branch| self.branch(*branch, type_)).collect();
            rules.push(Rule::OneOf { limit: String::new(), branches });
        }
        for not in &schema.applicators.not {
            let inner = self.branch(*not, type_);
            rules.push(Rule::Not { limit: String::new(), rules: inner });
        }
        for conditional in &schema.applicators.conditionals {
            let condition = self.branch(conditional.condition, type_);
            let mut part = |id: Option<SchemaId>| id.map_or_else(Vec::new, |id| self.branch(id, type_));
            let (mut then, mut otherwise) = (part(conditional.then), part(conditional.otherwise));
            // Reported as missing anyway, whatever the condition says.
            then.retain(|rule| !self.is_required(rule));
            otherwise.retain(|rule| !self.is_required(rule));
            if !then.is_empty() || !otherwise.is_empty() {
                rules.push(Rule::If { condition, then, otherwise });
            }
        }
        rules
    }

    /// Whether a rule asks for a property that the type requires. A builder may lack it all the
    /// same, so a condition keeps such a rule.
    fn is_required(&self, rule: &Rule) -> bool {
        match rule {
            Rule::Required { owner, field } => {
                self.types.field(*owner, *field).is_some_and(|field| field.required)
            }
            _ => false,
        }
    }

    /// The rules of the variants.
    pub fn union_rules(&mut self, id: TypeId, flat: SchemaId) {
        let TypeKind::Union(union) = &self.types.get(id).kind else { return };
        let mut union = union.clone();
        let Some(plan) = self.types.analysis.union_of(flat) else { return };
        for (row, variant) in plan.rows.iter().zip(&mut union.variants) {
            variant.rules = self.rules(row.branch, &variant.type_);
            // What was made of the union's own keywords has no record of its own.
            let place = self.types.analysis.schemas.get(flat).place;
            if self.types.analysis.schemas.at(self.types.analysis.schemas.get(row.source).place)
                != Some(row.source)
            {
                self.types.records.ruled(place, &variant.rules);
            }
            if variant.type_ == Type::Value && row.word.is_none() {
                let branch = self.types.analysis.flattened(row.branch);
                let why = || format!("values of the variant `{}` have no common type", variant.name);
                let why = self
                    .types
                    .analysis
                    .undecided
                    .get(&branch)
                    .cloned()
                    .unwrap_or_else(|| Fallback::new(place, why()));
                self.types.records.fell_back_in_part(place, why);
            }
        }
        // What one variant has in it without a secret has none in another.
        let secret = |variant: &UnionVariant| secrets::holds_secret(self.types, &variant.type_);
        union.secret = union.variants.iter().any(secret);
        if let Some(definition) = self.types.definitions.get_mut(id.index()) {
            definition.kind = TypeKind::Union(union);
        }
    }

    /// The rules of a flat schema for values of a type, which are worked out once: themselves, or the function that has
    /// them.
    pub fn memoised(
        &mut self,
        flat: SchemaId,
        type_: &Type,
        rules: impl FnOnce(&mut Self) -> Vec<Rule>,
    ) -> Vec<Rule> {
        // Rules of an object name its fields, which are not where the object is while it is built.
        if matches!(type_, Type::Named(_)) {
            return rules(self);
        }
        let known = self.known_rules.get(&flat).and_then(|known| known.iter().find(|(of, _)| of == type_));
        if let Some((_, known)) = known {
            return known.clone();
        }
        let mut rules = rules(self);
        if size(&rules) > LARGEST {
            rules = vec![Rule::Shared(self.function(flat, type_, rules))];
        }
        self.known_rules.entry(flat).or_default().push((type_.clone(), rules.clone()));
        rules
    }

    /// The alias whose function has some rules: that of a component, or one of its own.
    fn function(&mut self, flat: SchemaId, type_: &Type, rules: Vec<Rule>) -> TypeId {
        let is_of_type = |id: &TypeId| matches!(&self.types.get(*id).kind, TypeKind::Alias { type_: aliased, .. } if aliased == type_);
        let id = match self.types.aliases.get(&flat).copied().filter(is_of_type) {
            Some(component) => component,
            None => {
                let name = self.types.name_of_inline(flat);
                self.types.add(name, TypeKind::Alias { type_: type_.clone(), rules: Vec::new() }, flat)
            }
        };
        if let Some(TypeDef { kind: TypeKind::Alias { rules: slot, .. }, .. }) =
            self.types.definitions.get_mut(id.index())
        {
            *slot = rules;
        }
        id
    }
}

/// How many rules a schema may have, those of its parts included, that are written wherever it is used.
const LARGEST: usize = 16;

/// What [`RuleLowering::memoised`] has worked out.
pub type Known = Vec<(Type, Vec<Rule>)>;

/// How many values of a rule count as one more.
const VALUES: usize = 32;

/// How many rules there are, those within others included. A long list of values counts as several.
fn size(rules: &[Rule]) -> usize {
    let of_rule = |rule: &Rule| {
        let values = match rule {
            Rule::Values { values, .. } => values.len(),
            Rule::Json(values) => values.len(),
            _ => 0,
        };
        1 + values / VALUES + size_within(&rule.children())
    };
    rules.iter().map(of_rule).sum()
}

fn size_within(children: &ChildrenRef<'_>) -> usize {
    let evaluated = children.evaluated.iter().copied().flatten();
    let evaluated = evaluated.map(|part| 1 + size_within(&part.children())).sum::<usize>();
    evaluated + children.rules.iter().map(|rules| size(rules)).sum::<usize>()
}

/// Whether a rule lets nothing but integers through, as `multipleOf: 1` does.
fn is_whole(rule: &Rule) -> bool {
    matches!(rule, Rule::MultipleOf(divisor) if divisor == "1")
}

/// A number is found to be finite where it has its type, and need not be found so again.
fn drop_what_types_check(rules: &mut Vec<Rule>) {
    rules.retain_mut(|rule| match rule {
        Rule::Finite => false,
        Rule::Property { null: true, rules, .. } | Rule::EachItem(rules) | Rule::EachEntry(rules) => {
            drop_what_types_check(rules);
            !rules.is_empty()
        }
        _ => true,
    });
}

pub fn push_unless_empty(rules: &mut Vec<Rule>, inner: Vec<Rule>, rule: impl FnOnce(Vec<Rule>) -> Rule) {
    if !inner.is_empty() {
        rules.push(rule(inner));
    }
}
