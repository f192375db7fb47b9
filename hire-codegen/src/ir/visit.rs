//! What stands within rules, types and operations: read by one name, changed by the other.

use crate::ir::{
    Additional, Body, Evaluated, Operation, PayloadKind, ResponseKind, Responses, Rule, Struct, Type,
    TypeDef, TypeKind, Union,
};

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

/// Defines the same question for references of one kind.
macro_rules! rules {
    ($name:ident: & $($mut:ident)?) => {
        impl TypeDef {
            /// The rules of a type: of the whole, of its fields, of its variants.
            pub fn $name(& $($mut)? self) -> Vec<& $($mut)? Vec<Rule>> {
                match & $($mut)? self.kind {
                    TypeKind::Struct(Struct { fields, additional, rules, .. }) => {
                        let additional = match additional {
                            Additional::Keep { rules, .. } => Some(rules),
                            Additional::Ignore | Additional::Refuse => None,
                        };
                        let fields = fields.into_iter().map(|field| & $($mut)? field.rules);
                        fields.chain(additional).chain([rules]).collect()
                    }
                    TypeKind::Union(Union { variants, .. }) => {
                        variants.into_iter().map(|variant| & $($mut)? variant.rules).collect()
                    }
                    TypeKind::Any { rules } | TypeKind::Alias { rules, .. } => vec![rules],
                    TypeKind::Enumeration(_) => Vec::new(),
                }
            }
        }
    };
}

rules!(rules: &);
rules!(rules_mut: &mut);

impl Operation {
    /// The rules of an operation: of its parameters, of its body, of its responses.
    pub fn rules_mut(&mut self) -> Vec<&mut Vec<Rule>> {
        let inputs = self.inputs.iter_mut().map(|input| &mut input.rules);
        let body = self.body.iter_mut().flat_map(Body::payloads_mut).map(|payload| &mut payload.rules);
        let streams = self.stream.iter_mut().map(|stream| &mut stream.body);
        let responses = [&mut self.success, &mut self.failure].into_iter().flat_map(Responses::bodies_mut);
        let responses = responses.chain(streams).filter_map(|body| body.check.as_mut());
        inputs.chain(body).chain(responses.map(|(_, rules)| rules)).collect()
    }
}

impl TypeDef {
    /// The types that a type is made of: of its fields and additional properties, of its variants, of what it is a name of.
    pub fn part_types(&self) -> Vec<&Type> {
        match &self.kind {
            TypeKind::Struct(structure) => {
                let additional = match &structure.additional {
                    Additional::Keep { type_, .. } => Some(type_),
                    Additional::Ignore | Additional::Refuse => None,
                };
                structure.fields.iter().map(|field| &field.type_).chain(additional).collect()
            }
            TypeKind::Union(union) => union.variants.iter().map(|variant| &variant.type_).collect(),
            TypeKind::Alias { type_, .. } => vec![type_],
            TypeKind::Enumeration(_) | TypeKind::Any { .. } => Vec::new(),
        }
    }

    /// The types that a type is made of, and those that its rules read values as.
    pub fn types_mut(&mut self) -> Vec<&mut Type> {
        let mut types = Vec::new();
        let mut rules = Vec::new();
        match &mut self.kind {
            TypeKind::Struct(structure) => {
                for field in &mut structure.fields {
                    types.push(&mut field.type_);
                    rules.push(&mut field.rules);
                }
                if let Additional::Keep { type_, rules: own, .. } = &mut structure.additional {
                    types.push(type_);
                    rules.push(own);
                }
                rules.push(&mut structure.rules);
            }
            TypeKind::Union(union) => {
                for variant in &mut union.variants {
                    types.push(&mut variant.type_);
                    rules.push(&mut variant.rules);
                }
            }
            TypeKind::Alias { type_, rules: own } => {
                types.push(type_);
                rules.push(own);
            }
            TypeKind::Any { rules: own } => rules.push(own),
            TypeKind::Enumeration(_) => {}
        }
        types_read(rules, &mut types);
        types
    }
}

impl Operation {
    /// The types of parameters, of bodies and of headers, and those that rules read values as.
    pub fn types_mut(&mut self) -> Vec<&mut Type> {
        let mut types = Vec::new();
        let mut rules = Vec::new();
        for input in &mut self.inputs {
            types.push(&mut input.type_);
            rules.push(&mut input.rules);
        }
        for payload in self.body.iter_mut().flat_map(Body::payloads_mut) {
            rules.push(&mut payload.rules);
            match &mut payload.kind {
                PayloadKind::Json(type_)
                | PayloadKind::Form(type_, _)
                | PayloadKind::Parts(type_, _)
                | PayloadKind::Lines(type_) => types.push(type_),
                PayloadKind::Multipart(_) | PayloadKind::Text | PayloadKind::Bytes => {}
            }
        }
        let mut kinds: Vec<_> = self.stream.iter_mut().map(|stream| &mut stream.body.kind).collect();
        for body in [&mut self.success, &mut self.failure].into_iter().flat_map(Responses::bodies_mut) {
            kinds.push(&mut body.kind);
            rules.extend(body.check.as_mut().map(|(_, rules)| rules));
        }
        types.extend(kinds.into_iter().filter_map(|kind| match kind {
            ResponseKind::Json(type_) | ResponseKind::Events(type_) | ResponseKind::Lines(type_) => {
                Some(type_)
            }
            ResponseKind::Text | ResponseKind::Bytes => None,
        }));
        let headers = [&mut self.headers, &mut self.failure_headers].into_iter().flatten();
        types.extend(headers.flat_map(|headers| &mut headers.fields).map(|header| &mut header.type_));
        types_read(rules, &mut types);
        types
    }
}

/// Adds the types that rules, and the rules in them, read values as.
fn types_read<'r>(mut open: Vec<&'r mut Vec<Rule>>, types: &mut Vec<&'r mut Type>) {
    let mut parts: Vec<&'r mut Vec<Evaluated>> = Vec::new();
    loop {
        let children = if let Some(rules) = open.pop() {
            let mut all = Vec::new();
            for rule in rules {
                match rule {
                    Rule::Read { type_, rules } => {
                        types.push(type_);
                        open.push(rules);
                    }
                    other => all.push(other.children_mut()),
                }
            }
            all
        } else if let Some(evaluated) = parts.pop() {
            evaluated.iter_mut().map(Evaluated::children_mut).collect()
        } else {
            return;
        };
        for Children { rules, evaluated } in children {
            open.extend(rules);
            parts.extend(evaluated);
        }
    }
}
