//! What stands within rules, types and operations: read by one name, changed by the other.

use crate::ir::{Additional, Body, Evaluated, Operation, Responses, Rule, TypeDef, TypeKind};

/// The lists within a rule, or within a part that something evaluates.
pub struct Children<R, E> {
    pub rules: Vec<R>,
    pub evaluated: Vec<E>,
}

pub type ChildrenRef<'r> = Children<&'r Vec<Rule>, &'r Vec<Evaluated>>;
pub type ChildrenMut<'r> = Children<&'r mut Vec<Rule>, &'r mut Vec<Evaluated>>;

/// Defines the same question for references of one kind. Nothing is left out of it by mistake, since there is no `_` for a rule.
macro_rules! children {
    ($name:ident: & $($mut:ident)? => $children:ident) => {
        impl Rule {
            pub fn $name(& $($mut)? self) -> $children<'_> {
                let (rules, evaluated) = match self {
                    Self::EachItem(rules)
                    | Self::EachEntry(rules)
                    | Self::EntryNames(rules)
                    | Self::Inner(rules)
                    | Self::Read { rules, .. }
                    | Self::Item { rules, .. }
                    | Self::ItemsFrom { rules, .. }
                    | Self::Contains { rules, .. }
                    | Self::Entry { rules, .. }
                    | Self::PatternEntries { rules, .. }
                    | Self::OtherEntries { rules, .. }
                    | Self::Property { rules, .. }
                    | Self::Not { rules, .. } => (vec![rules], Vec::new()),
                    Self::UnevaluatedEntries { evaluated, rules }
                    | Self::UnevaluatedItems { evaluated, rules } => (vec![rules], vec![evaluated]),
                    Self::JsonTypes { types, .. } => (types.into_iter().map(|(_, rules)| rules).collect(), Vec::new()),
                    Self::AnyOf { branches, .. } | Self::OneOf { branches, .. } => {
                        (branches.into_iter().collect(), Vec::new())
                    }
                    Self::If { condition, then, otherwise } => (vec![condition, then, otherwise], Vec::new()),
                    Self::Finite
                    | Self::Never
                    | Self::Bound { .. }
                    | Self::MultipleOf(_)
                    | Self::Size { .. }
                    | Self::Pattern { .. }
                    | Self::Format(_)
                    | Self::UniqueItems
                    | Self::Nested(_)
                    | Self::Shared(_)
                    | Self::Json(_)
                    | Self::EntryRequired(_)
                    | Self::Values { .. }
                    | Self::Required { .. } => (Vec::new(), Vec::new()),
                };
                Children { rules, evaluated }
            }
        }

        impl Evaluated {
            pub fn $name(& $($mut)? self) -> $children<'_> {
                let (rules, evaluated) = match self {
                    Self::Matching(rules) => (vec![rules], Vec::new()),
                    Self::If { condition, then, otherwise } => (vec![condition], vec![then, otherwise]),
                    Self::Name(_) | Self::Pattern(_) | Self::First(_) | Self::All => (Vec::new(), Vec::new()),
                };
                Children { rules, evaluated }
            }
        }
    };
}

children!(children: & => ChildrenRef);
children!(children_mut: &mut => ChildrenMut);

impl TypeDef {
    /// The rules of a type: of the whole, of its fields, of its variants.
    pub fn rules_mut(&mut self) -> Vec<&mut Vec<Rule>> {
        match &mut self.kind {
            TypeKind::Struct(structure) => {
                let fields = structure.fields.iter_mut().map(|field| &mut field.rules);
                let additional = match &mut structure.additional {
                    Additional::Keep { rules, .. } => Some(rules),
                    Additional::Ignore | Additional::Refuse => None,
                };
                fields.chain(additional).chain([&mut structure.rules]).collect()
            }
            TypeKind::Union(union) => union.variants.iter_mut().map(|variant| &mut variant.rules).collect(),
            TypeKind::Any { rules } | TypeKind::Alias { rules, .. } => vec![rules],
            TypeKind::Enumeration(_) => Vec::new(),
        }
    }
}

impl Operation {
    /// The rules of an operation: of its parameters, of its body, of its responses.
    pub fn rules_mut(&mut self) -> Vec<&mut Vec<Rule>> {
        let inputs = self.inputs.iter_mut().map(|input| &mut input.rules);
        let body = self.body.iter_mut().flat_map(Body::payloads_mut).map(|payload| &mut payload.rules);
        let responses = [&mut self.success, &mut self.failure].into_iter().flat_map(Responses::bodies_mut);
        let responses = responses.filter_map(|body| body.check.as_mut()).map(|(_, rules)| rules);
        inputs.chain(body).chain(responses).collect()
    }
}
