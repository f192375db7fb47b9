//! Rules and types that are written once, however many schemas use theirs.
//!
//! The rules of a list's items, or of a branch, stand within the rules of whatever has them. Where schemas share their
//! parts, there may be far more ways to a part than there are parts, so that rules of some size become a function, and a type made of many others gets a name.

use super::build::{Builder, Origin};
use super::parts::Parts;
use super::{Rule, Type, TypeDef, TypeId, TypeKind};
use crate::analysis::Fallback;
use crate::diagnostic::codes;
use crate::schema::SchemaId;
use crate::source::Place;

/// How many rules a schema may have, those of its parts included, that are written wherever it is used.
const LARGEST: usize = 16;

/// How many types a list, a map or a position of a tuple may be made of.
const LARGEST_TYPE: usize = 32;

/// How many fields there may be in all: more than that, no machine compiles. A chain of `allOf` has as many as the square
/// of its length.
const MOST_FIELDS: usize = 200_000;

/// What [`Builder::once`] has worked out.
pub(super) type Known = Vec<(Type, Vec<Rule>)>;

impl Builder<'_, '_> {
    /// Whether structs may have so many more fields. If not, it is reported once.
    pub fn are_few_enough(&mut self, fields: usize, place: Place) -> bool {
        let before = self.fields;
        self.fields += fields;
        if before <= MOST_FIELDS && self.fields > MOST_FIELDS {
            let message = format!("types with more than {MOST_FIELDS} fields in all are not supported");
            self.diagnostics
                .error(codes::UNSUPPORTED, place, message)
                .help("each schema has the properties of all that it has in `allOf`, and of what these have in theirs");
        }
        self.fields <= MOST_FIELDS
    }

    /// The type of a part of a list, a map or a tuple: one with a name of its own if it is made of many others.
    pub fn part(&mut self, id: SchemaId, hint: &str) -> Type {
        let usage = self.usage(id, hint);
        if type_size(&usage.type_) <= LARGEST_TYPE {
            return usage.or_null();
        }
        let flat = self.analysis.flattened(id);
        let place = self.analysis.schemas.get(flat).place;
        let reason = format!("lists, maps or tuples within each other, of more than {LARGEST_TYPE} types");
        self.records.fell_back(place, Fallback::new(place, reason));
        Type::Named(self.apart(id, flat, hint))
    }

    /// The rules of a flat schema for values of a type, which are worked out once: themselves, or the function that has
    /// them.
    pub fn once(
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
        let own =
            |id: &TypeId| matches!(&self.get(*id).kind, TypeKind::Alias { type_: own, .. } if own == type_);
        let id = match self.aliases.get(&flat).copied().filter(own) {
            Some(component) => component,
            None => {
                let name = self.name_of_part(flat);
                let origin = Origin { schema: Some(flat), ..Origin::default() };
                self.add(name, TypeKind::Alias { type_: type_.clone(), rules: Vec::new() }, origin)
            }
        };
        if let Some(TypeDef { kind: TypeKind::Alias { rules: slot, .. }, .. }) =
            self.types.get_mut(id.index())
        {
            *slot = rules;
        }
        id
    }
}

/// How many rules there are, those within others included.
fn size(rules: &[Rule]) -> usize {
    rules.iter().map(|rule| 1 + size_within(&rule.parts())).sum()
}

fn size_within(parts: &Parts<'_>) -> usize {
    let evaluated = parts.evaluated.iter().copied().flatten();
    let evaluated = evaluated.map(|part| 1 + size_within(&part.parts())).sum::<usize>();
    evaluated + parts.rules.iter().map(|rules| size(rules)).sum::<usize>()
}

/// How many types a type is made of.
fn type_size(type_: &Type) -> usize {
    match type_ {
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => 1 + type_size(inner),
        Type::Tuple(items) => 1 + items.iter().map(type_size).sum::<usize>(),
        Type::Bool
        | Type::Integer(_)
        | Type::F64
        | Type::String
        | Type::Formatted(_)
        | Type::Secret
        | Type::TimestampMs
        | Type::Value
        | Type::Named(_) => 1,
    }
}
