//! Schemas that no static type can say: their values are any JSON, and every keyword becomes a rule.
//!
//! Where a part of such a schema has a type, the rule is that the value can be read as that type, so
//! that whatever holds for typed values holds here as well.
//!
//! A component of this kind is a newtype whose rules are about a `serde_json::Value` wherever it is (`AnyValue` of the
//! runtime).

use crate::analysis::by_type;
use crate::analysis::json_types::JSON_TYPES;
use crate::analysis::shape::Shape;
use crate::ir::{Evaluated, Rule, Type, TypeKind};
use crate::lower::rules::RuleLowering;
use crate::lower::types::fields;
use crate::schema;
use crate::schema::{Container, Schema, SchemaId};

impl<'a> RuleLowering<'_, 'a, '_> {
    /// The rules of any JSON value that satisfies a schema.
    pub fn dynamic(&mut self, id: SchemaId) -> Vec<Rule> {
        let flat = self.types.analysis.flattened(id);
        let known = self.types.by_schema.get(&flat).copied();
        let schema = self.types.analysis.schemas.get(flat);
        let typed = schema.types.is_some() || schema.values.is_some();
        // Without `type`, a struct says less than its schema: any other value satisfies that too.
        let has_types = schema.types.is_some();
        if let Some(known) = known.filter(|known| has_types || self.types.structure_of(*known).is_none()) {
            let known_type = Type::Named(known);
            // A type of any JSON value has null among them.
            let nullable = match self.types.analysis.union_of(flat) {
                Some(union) => union.nullable,
                None if matches!(self.types.get(known).kind, TypeKind::Any { .. }) => false,
                None => typed && self.types.analysis.takes_null(flat),
            };
            let type_ = if nullable { Type::Nullable(Box::new(known_type)) } else { known_type };
            return vec![Rule::Read { type_, rules: vec![Rule::Nested(known)] }];
        }
        if self.types.open.contains(&flat) {
            let hint = self.types.name_by_place(self.types.analysis.schemas.get(flat).place);
            let known = self.types.inline_json_newtype(id, flat, &hint);
            return vec![Rule::Read { type_: Type::Named(known), rules: vec![Rule::Nested(known)] }];
        }
        self.types.open.push(flat);
        let rules = self.memoised(flat, &Type::Value, |lowering| lowering.dynamic_rules(flat));
        self.types.open.pop();
        rules
    }

    /// The rules of any JSON value, written out: those of a component that has a function of its own.
    pub fn dynamic_rules(&mut self, flat: SchemaId) -> Vec<Rule> {
        // Types are none any more then, so that the rules of a part would be those of any JSON, and of its parts, without end.
        if self.types.are_too_many() {
            return Vec::new();
        }
        let schema = self.types.analysis.schemas.shared(flat);
        if schema.never {
            return vec![Rule::Never];
        }
        let typed = schema.types.is_some() || schema.values.is_some();
        // A type of any value is what these rules are for.
        let typed = typed && self.types.json_newtype_of(flat).is_none();
        if typed && !matches!(self.types.analysis.shape(&schema), Shape::Any | Shape::Dynamic(_)) {
            let opened = std::mem::take(&mut self.types.open);
            let hint = self.types.name_by_place(schema.place);
            let type_ref = self.types.lower_type(flat, &hint);
            self.types.open = opened;
            let rules = self.rules(flat, &type_ref.type_);
            return vec![Rule::Read { type_: type_ref.or_null(), rules }];
        }
        let mut rules: Vec<Rule> = self.json_types_rule(flat, &schema).into_iter().collect();
        if let Some(values) = &schema.values {
            fields::count_values(self.types, values.value.len(), values.place);
            rules.push(Rule::Json(values.value.iter().map(|value| value.to_json().to_string()).collect()));
        }
        rules.extend(self.applied(&schema, &Type::Value));
        rules.extend(self.unevaluated(flat, &schema));
        self.types.records.ruled(schema.place, &rules);
        rules
    }

    /// Rules of the items and properties that nothing else evaluates.
    fn unevaluated(&mut self, flat: SchemaId, schema: &Schema<'a>) -> Vec<Rule> {
        let mut rules_of = |rest: Option<SchemaId>, container: Container| {
            let rules = self.rules(rest?, &Type::Value);
            let Some(evaluated) =
                self.types.analysis.schemas.evaluated(flat, container, self.types.diagnostics)
            else {
                self.types.unsupported(schema.place, "`unevaluated…` beside more than 1,000 schemas");
                return None;
            };
            let evaluated = self.evaluated(&evaluated);
            (!rules.is_empty() && !evaluated.contains(&Evaluated::All)).then_some((evaluated, rules))
        };
        let entries = rules_of(schema.object.unevaluated, Container::Object);
        let items = rules_of(schema.array.unevaluated, Container::Array);
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

    fn json_types_rule(&mut self, flat: SchemaId, schema: &Schema<'a>) -> Option<Rule> {
        let mut types = Vec::new();
        for (json_type, part, _) in by_type::typed_parts(&mut self.types.analysis, flat) {
            types.push((json_type, part.map(|part| self.dynamic_rules(part)).unwrap_or_default()));
        }
        let free = types.len() == JSON_TYPES.len() && types.iter().all(|(_, rules)| rules.is_empty());
        (!free).then(|| Rule::JsonTypes { limit: schema.type_set().to_string(), types })
    }
}
