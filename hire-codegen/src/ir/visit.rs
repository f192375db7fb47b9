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
macro_rules! parts {
    ($name:ident: & $($mut:ident)?) => {
        impl TypeDef {
            /// The types of fields, of additional properties and of variants, or what the type is a name of; and the rules of
            /// these and of the whole.
            fn $name(& $($mut)? self) -> (Vec<& $($mut)? Type>, Vec<& $($mut)? Vec<Rule>>) {
                match & $($mut)? self.kind {
                    TypeKind::Struct(Struct { fields, additional, rules: whole, .. }) => {
                        let fields = fields.into_iter();
                        let fields = fields.map(|field| (& $($mut)? field.type_, & $($mut)? field.rules));
                        let additional = match additional {
                            Additional::Keep { type_, rules, .. } => Some((type_, rules)),
                            Additional::Ignore | Additional::Refuse => None,
                        };
                        let (types, mut rules): (_, Vec<_>) = fields.chain(additional).unzip();
                        rules.push(whole);
                        (types, rules)
                    }
                    TypeKind::Union(Union { variants, .. }) => {
                        let variants = variants.into_iter();
                        variants.map(|variant| (& $($mut)? variant.type_, & $($mut)? variant.rules)).unzip()
                    }
                    TypeKind::Alias { type_, rules } => (vec![type_], vec![rules]),
                    TypeKind::Any { rules } => (Vec::new(), vec![rules]),
                    TypeKind::Enumeration(_) => (Vec::new(), Vec::new()),
                }
            }
        }
    };
}

parts!(parts: &);
parts!(parts_mut: &mut);

impl TypeDef {
    /// The types that a type is made of.
    pub fn part_types(&self) -> Vec<&Type> {
        self.parts().0
    }

    /// The rules of a type: of the whole, of its fields, of its variants.
    pub fn rules(&self) -> Vec<&Vec<Rule>> {
        self.parts().1
    }

    pub fn rules_mut(&mut self) -> Vec<&mut Vec<Rule>> {
        self.parts_mut().1
    }

    /// The types that a type is made of, and those that its rules read values as.
    pub fn types_mut(&mut self) -> Vec<&mut Type> {
        with_types_read(self.parts_mut())
    }
}

impl Operation {
    /// The types of parameters, of bodies and of headers; and the rules of parameters and of bodies.
    fn parts_mut(&mut self) -> (Vec<&mut Type>, Vec<&mut Vec<Rule>>) {
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
        let streams = self.stream.iter_mut().map(|stream| &mut stream.body);
        let responses = [&mut self.success, &mut self.failure].into_iter().flat_map(Responses::bodies_mut);
        for body in streams.chain(responses) {
            rules.extend(body.check.as_mut().map(|(_, rules)| rules));
            match &mut body.kind {
                ResponseKind::Json(type_) | ResponseKind::Events(type_) | ResponseKind::Lines(type_) => {
                    types.push(type_);
                }
                ResponseKind::Text | ResponseKind::Bytes => {}
            }
        }
        let headers = [&mut self.headers, &mut self.failure_headers].into_iter().flatten();
        types.extend(headers.flat_map(|headers| &mut headers.fields).map(|header| &mut header.type_));
        (types, rules)
    }

    /// The rules of an operation: of its parameters, of its body, of its responses.
    pub fn rules_mut(&mut self) -> Vec<&mut Vec<Rule>> {
        self.parts_mut().1
    }

    /// The types of parameters, of bodies and of headers, and those that rules read values as.
    pub fn types_mut(&mut self) -> Vec<&mut Type> {
        with_types_read(self.parts_mut())
    }
}

/// Types, and those that rules, and the rules in them, read values as.
fn with_types_read<'r>(
    (mut types, mut open): (Vec<&'r mut Type>, Vec<&'r mut Vec<Rule>>),
) -> Vec<&'r mut Type> {
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
            return types;
        };
        for Children { rules, evaluated } in children {
            open.extend(rules);
            parts.extend(evaluated);
        }
    }
}
