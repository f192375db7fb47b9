//! `validation.rs`: the rules of each type.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;

use proc_macro2::TokenStream;
use quote::quote;

use super::long::{each, is_long, joined, parts};
use super::prelude::Prelude;
use super::rules::{Base, FieldAccess, RuleEmitter, local, of_self};
use super::tokens::{self, Role, Scope};
use super::union;
use crate::ir::{
    Additional, Body, BodyContent, Location, Model, Name, Operation, Payload, PayloadKind, ResponseKind,
    Rule, Struct, Type, TypeDef, TypeKind, are_inherent,
};

pub fn file(model: &Model, prelude: &Prelude) -> syn::Result<String> {
    let emitter = RuleEmitter { model };
    let written = |items: TokenStream| {
        let used = Used::by(&items);
        Ok((prelude.formatted(items)?, used))
    };
    let types = each(&model.types, |definition| match &definition.kind {
        TypeKind::Struct(structure) if definition.has_rules => {
            ruled_text(emitter, prelude, definition, structure).map(Some)
        }
        TypeKind::Union(union) => union::rules(emitter, definition, union).map(written).transpose(),
        TypeKind::Any { rules } => written(any(emitter, definition, rules)).map(Some),
        TypeKind::Alias { type_, rules } if definition.has_rules => {
            written(alias(emitter, definition, type_, rules)).map(Some)
        }
        _ => Ok(None),
    })?;
    let operations = each(&model.operations, |operation| {
        let (items, has_rules) = self::operation(emitter, operation);
        Ok((written(items)?, has_rules))
    })?;
    let requests = model.operations.iter().zip(&operations).filter(|(_, (_, has_rules))| !has_rules);
    let (free, mut used) = free(model, requests.map(|(operation, _)| &operation.name));
    let mut text = free;
    for (items, of_items) in types.into_iter().flatten().chain(operations.into_iter().map(|(it, _)| it)) {
        used.add(of_items);
        text += &items;
    }
    let patterns = model.patterns.iter().filter(|(_, name)| used.plain.contains(name.as_str()));
    let patterns: Vec<_> =
        patterns.map(|(pattern, name)| quote!(static #name: Pattern = Pattern::new(#pattern);)).collect();
    let validates = used.plain.contains("Validate") || used.checks;
    let names = [
        used.plain.contains("AnyValue").then(|| quote!(AnyValue)),
        used.plain.contains("Checker").then(|| quote!(Checker)),
        (!patterns.is_empty()).then(|| quote!(Pattern)),
        validates.then(|| quote!(Validate)),
    ];
    let names: Vec<_> = names.into_iter().flatten().collect();
    let runtime = match names.as_slice() {
        [] => quote!(),
        [name] => quote!(use ::hire_runtime::#name;),
        names => quote!(use ::hire_runtime::{#(#names),*};),
    };
    let types_module = used.modules.contains("types").then(|| {
        quote! { use super::types; }
    });
    let operations_module = used.modules.contains("operations").then(|| {
        quote! { use super::operations; }
    });
    let head = prelude.formatted(quote! {
        #runtime
        #operations_module
        #types_module
        #(#patterns)*
    })?;
    Ok(head + &text)
}

/// What items use, so that nothing is imported in vain.
#[derive(Default)]
struct Used {
    /// Traits, types, statics and locals.
    plain: BTreeSet<String>,
    /// The begins of paths.
    modules: BTreeSet<String>,
    /// Whether the method of `Validate` is called.
    checks: bool,
}

impl Used {
    fn by(items: &TokenStream) -> Self {
        let mut used = Self::default();
        tokens::identifiers(items, &mut |ident, role| match role {
            Role::Plain => used.plain.extend([ident.to_string()]),
            Role::Module => used.modules.extend([ident.to_string()]),
            Role::Method => used.checks = used.checks || ident == "check",
            Role::Member => {}
        });
        used
    }

    fn add(&mut self, other: Self) {
        self.plain.extend(other.plain);
        self.modules.extend(other.modules);
        self.checks |= other.checks;
    }
}

/// A type whose values are any JSON.
fn any(emitter: RuleEmitter<'_>, definition: &TypeDef, rules: &[Rule]) -> TokenStream {
    let name = &definition.name;
    let value = quote!(value);
    let statements = emitter.statements(rules, &Type::Value, &value, Base::Value(&value));
    if statements.is_empty() {
        return quote!(impl AnyValue for types::#name {});
    }
    let value = tokens::parameter("value", &statements);
    quote! {
        impl AnyValue for types::#name {
            fn check_value(#value: &::hire_runtime::Value, at: &mut Checker<'_>) {
                #statements
            }
        }
    }
}

/// A function for what is of a type that has fewer rules, or none.
fn checked(
    emitter: RuleEmitter<'_>,
    docs: &str,
    function: &Name,
    whole: &TokenStream,
    optional: bool,
    (type_, rules): (&Type, &[Rule]),
) -> TokenStream {
    let value = quote!(value);
    let (inner, nullable) = match type_ {
        Type::Nullable(inner) => (inner.contents(), true),
        other => (other, optional),
    };
    let statements = emitter.statements(rules, inner, &value, Base::Value(&value));
    let there = tokens::there("value", &statements, &value, &value);
    let statements =
        if nullable && !statements.is_empty() { quote!(if #there { #statements }) } else { statements };
    let [at, value] = ["at", "value"].map(|name| tokens::parameter(name, &statements));
    quote! {
        #[doc = #docs]
        pub fn #function(#at: &mut Checker<'_>, #value: &#whole) {
            #statements
        }
    }
}

/// A component that is another name of a type.
fn alias(emitter: RuleEmitter<'_>, definition: &TypeDef, type_: &Type, rules: &[Rule]) -> TokenStream {
    let name = &definition.name;
    let docs = format!(" The rules of [`types::{name}`].");
    checked(emitter, &docs, &definition.check, &quote!(types::#name), false, (type_, rules))
}

/// The rules of the responses to an operation, a function for each that has some.
fn responses(emitter: RuleEmitter<'_>, operation: &Operation) -> TokenStream {
    let docs = format!(" The rules of the response to [`operations::{}`].", operation.name);
    let functions = operation.all_bodies().filter_map(|body| {
        let (function, rules) = body.check.as_ref()?;
        if let Some(item) = super::responses::item(&body.kind) {
            let whole = tokens::type_(emitter.model, item, Scope::Beside);
            return Some(checked(emitter, &docs, function, &whole, false, (item, rules)));
        }
        let type_ = match &body.kind {
            ResponseKind::Json(type_) => type_,
            _ => &Type::String,
        };
        let whole = super::responses::body_value(emitter.model, body);
        Some(checked(emitter, &docs, function, &whole, body.optional, (type_, rules)))
    });
    functions.collect()
}

/// Structs and requests without rules, in a line each, and what these use.
fn free<'m>(model: &Model, requests: impl Iterator<Item = &'m Name>) -> (String, Used) {
    let is_free =
        |definition: &&TypeDef| matches!(definition.kind, TypeKind::Struct(_)) && !definition.has_rules;
    let types = model.types.iter().filter(is_free).map(|definition| ("types", &definition.name));
    let (mut text, mut used) = (String::new(), Used::default());
    for (module, name) in types.chain(requests.map(|name| ("operations", name))) {
        // Writing into a string does not fail.
        let _ = writeln!(text, "impl Validate for {module}::{name} {{}}");
        used.modules.insert(module.to_owned());
        used.checks = true;
    }
    if !text.is_empty() {
        text.push('\n');
    }
    (text, used)
}

fn ruled_text(
    emitter: RuleEmitter<'_>,
    prelude: &Prelude,
    definition: &TypeDef,
    structure: &Struct,
) -> syn::Result<(String, Used)> {
    let fields = structure.fields.len();
    if !is_long(fields) {
        let items = ruled(emitter, definition, structure, &(0..fields));
        let used = Used::by(&items);
        return Ok((prelude.formatted(items)?, used));
    }
    let written = each(&parts(fields), |part| {
        let items = ruled(emitter, definition, structure, part);
        let used = Used::by(&items);
        Ok((prelude.formatted(items)?, used))
    })?;
    let text = joined(written.iter().map(|(text, _)| text.as_str()), |line| line == "Edge__;");
    let mut all = Used::default();
    for (_, used) in written {
        all.add(used);
    }
    Ok((text, all))
}

/// The rules of some fields of a struct, between two marks of their ends, if they are not all; and of the struct as a whole,
/// with the first of them.
fn ruled(
    emitter: RuleEmitter<'_>,
    definition: &TypeDef,
    structure: &Struct,
    part: &Range<usize>,
) -> TokenStream {
    let some = structure.fields.get(part.clone()).unwrap_or_default();
    let edge = (some.len() < structure.fields.len()).then(|| quote!(Edge__;));
    let name = &definition.name;
    let checks = some.iter().filter(|field| !field.rules.is_empty()).map(|field| {
        let (name, wire) = (&field.name, &field.wire);
        if are_inherent(&field.rules, &field.type_) {
            return quote!(at.nested(#wire, &self.#name););
        }
        let fluent = emitter.fluent(field);
        fluent.unwrap_or_else(|| {
            emitter.checked(wire, &FieldAccess::of_self(field), &field.rules, &field.type_)
        })
    });
    let whole = (part.start == 0).then(|| whole(emitter, structure));
    let statements = quote!(#edge #(#checks)* #edge #whole);
    // Of a part it is not known whether another has a use for it; of rules, one has.
    let at = if edge.is_some() { quote!(at) } else { tokens::parameter("at", &statements) };
    quote! {
        impl Validate for types::#name {
            fn check(&self, #at: &mut Checker<'_>) {
                #statements
            }
        }
    }
}

/// The rules of a struct as a whole.
fn whole(emitter: RuleEmitter<'_>, structure: &Struct) -> TokenStream {
    let additional = additional(emitter, structure);
    let together = emitter.statements(&structure.rules, &Type::Bool, &quote!(self), Base::Locals);
    let mut named = BTreeSet::new();
    for rule in &structure.rules {
        names(rule, &mut named);
    }
    let used = Used::by(&together).plain;
    let locals = structure.fields.iter().enumerate().filter_map(|(index, field)| {
        let (local, access) = (local(field), of_self(field));
        let is_used = named.contains(&index) && used.contains(&local.to_string());
        is_used.then(|| quote!(let #local = #access;))
    });
    quote!(#additional #(#locals)* #together)
}

/// Additional properties.
fn additional(emitter: RuleEmitter<'_>, structure: &Struct) -> Option<TokenStream> {
    let Additional::Keep { field, type_, rules, docs: _ } = &structure.additional else {
        return None;
    };
    if rules.is_empty() {
        return None;
    }
    let (map, value) = (Type::Map(Box::new(type_.clone())), quote!(&self.#field));
    Some(emitter.statements(rules, &map, &value, Base::Value(&value)))
}

/// Adds the fields that a rule names.
fn names(rule: &Rule, fields: &mut BTreeSet<usize>) {
    match rule {
        Rule::Required { field, .. } | Rule::Property { field, .. } => {
            fields.insert(*field);
        }
        Rule::AnyOf { .. } | Rule::OneOf { .. } | Rule::Not { .. } | Rule::If { .. } => {
            rule.children().rules.into_iter().flatten().for_each(|rule| names(rule, fields));
        }
        _ => {}
    }
}

/// The rules of an operation: of its request, its responses, its body in several media types; and whether its request has
/// any.
fn operation(emitter: RuleEmitter<'_>, operation: &Operation) -> (TokenStream, bool) {
    let name = &operation.name;
    let checks = request(emitter, operation);
    let has_rules = !checks.is_empty();
    let request = has_rules.then(|| {
        quote! {
            impl Validate for operations::#name {
                fn check(&self, at: &mut Checker<'_>) {
                    #checks
                }
            }
        }
    });
    let (responses, payloads) = (responses(emitter, operation), payloads(emitter, operation.body.as_ref()));
    (quote!(#request #responses #payloads), has_rules)
}

/// The checks of a request: of its parameters, then of its body.
fn request(emitter: RuleEmitter<'_>, operation: &Operation) -> TokenStream {
    let inputs = operation.inputs.iter().filter(|input| !input.rules.is_empty()).map(|input| {
        let (field, wire) = (&input.name, &input.wire);
        let location = location(input.location);
        let access = if input.required { quote!(Some(&self.#field)) } else { quote!(self.#field.as_ref()) };
        let closure = emitter.closure(&input.rules, &input.type_);
        quote!(at.parameter(#location, #wire, #access, #closure);)
    });
    let body = operation.body.as_ref().map(|body| self::body(emitter, body));
    quote!(#(#inputs)* #body)
}

/// The rules of a request's body.
fn body(emitter: RuleEmitter<'_>, body: &Body) -> TokenStream {
    let field = &body.name;
    let payload = match &body.content {
        BodyContent::One(payload) => payload,
        BodyContent::Several { .. } if body.required => return quote!(self.#field.check(at);),
        BodyContent::Several { .. } => {
            return quote!(if let Some(body) = &self.#field { body.check(at); });
        }
    };
    let (statements, nullable) = payload_rules(emitter, payload);
    if statements.is_empty() {
        return statements;
    }
    let local = tokens::parameter("body", &statements);
    match (body.required, nullable) {
        (true, false) if matches!(payload.rules.as_slice(), [Rule::Nested(_)]) => {
            quote!(self.#field.check(at);)
        }
        (true, false) if local.to_string() == "_" => statements,
        (true, false) => quote!(let body = &self.#field; #statements),
        (false, true) => quote!(if let Some(Some(#local)) = &self.#field { #statements }),
        _ => {
            let there = tokens::there("body", &statements, &quote!(&self.#field), &quote!(self.#field));
            quote!(if #there { #statements })
        }
    }
}

/// The rules of a body in one media type, and whether it may be null.
fn payload_rules(emitter: RuleEmitter<'_>, payload: &Payload) -> (TokenStream, bool) {
    let value = quote!(body);
    if let PayloadKind::Lines(item) = &payload.kind {
        let values = quote!(body.values());
        let list = Type::List(Box::new(item.clone()));
        return (emitter.statements(&payload.rules, &list, &values, Base::Value(&value)), false);
    }
    let (inner, nullable) = match &payload.kind {
        PayloadKind::Json(Type::Nullable(inner)) | PayloadKind::Form(Type::Nullable(inner), _) => {
            (&**inner, true)
        }
        PayloadKind::Json(type_) | PayloadKind::Form(type_, _) | PayloadKind::Parts(type_, _) => {
            (type_, false)
        }
        PayloadKind::Multipart(_) | PayloadKind::Text | PayloadKind::Lines(_) | PayloadKind::Bytes => {
            (&Type::String, false)
        }
    };
    (emitter.statements(&payload.rules, inner.contents(), &value, Base::Value(&value)), nullable)
}

/// The rules of the enum of several media types.
fn payloads(emitter: RuleEmitter<'_>, body: Option<&Body>) -> Option<TokenStream> {
    let Some(Body { content: BodyContent::Several { name, payloads, .. }, .. }) = body else { return None };
    let arms = payloads.iter().filter_map(|(variant, payload)| {
        let (statements, nullable) = payload_rules(emitter, payload);
        let local = tokens::parameter("body", &statements);
        let pattern = if nullable { quote!(Some(#local)) } else { local };
        (!statements.is_empty()).then(|| (quote!(Self::#variant(#pattern)), statements))
    });
    let (patterns, statements): (Vec<_>, Vec<_>) = arms.unzip();
    let checks = match (patterns.as_slice(), statements.as_slice()) {
        ([], _) => return Some(quote!(impl Validate for operations::#name {})),
        ([pattern], [statements]) if payloads.len() > 1 => quote!(if let #pattern = self { #statements }),
        _ => {
            let other_arm = (patterns.len() < payloads.len()).then(|| quote!(_ => {}));
            quote!(match self { #(#patterns => { #statements })* #other_arm })
        }
    };
    Some(quote! {
        impl Validate for operations::#name {
            fn check(&self, at: &mut Checker<'_>) {
                #checks
            }
        }
    })
}

/// The runtime's name of a part of a request.
pub fn location(location: Location) -> TokenStream {
    match location {
        Location::Path => quote!(::hire_runtime::Location::Path),
        Location::Query | Location::QueryString => quote!(::hire_runtime::Location::Query),
        Location::Header => quote!(::hire_runtime::Location::Header),
        Location::Cookie => quote!(::hire_runtime::Location::Cookie),
    }
}
