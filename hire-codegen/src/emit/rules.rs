//! Rules as statements that report, and as expressions that test.

use proc_macro2::{Literal as TokenLiteral, TokenStream};
use quote::{ToTokens as _, format_ident, quote};

use super::condition::Condition;
use super::tokens;
use crate::ir::{Bound, Field, Literal, Model, Name, Rule, Size, Type, TypeId, TypeKind};

/// Where the fields of the object are, that rules about properties name.
#[derive(Debug, Clone, Copy)]
pub enum Base<'b> {
    /// In locals of the function, each an `Option` of a reference.
    Locals,
    /// In a finished value.
    Value(&'b TokenStream),
}

/// The local that stands for a field: none that emitted code has for itself, and no function with rules.
pub fn local(field: &Field) -> TokenStream {
    let name = field.name.plain();
    if matches!(name, "at" | "value") || name.starts_with("check_") {
        format_ident!("{name}_").to_token_stream()
    } else {
        field.name.to_token_stream()
    }
}

/// How a field of a finished value is accessed: `Option<&T>`, or `Option<Option<&T>>` when it may be
/// null.
pub fn whole(owner: &TokenStream, field: &Field) -> TokenStream {
    let name = &field.name;
    match (field.required, field.nullable, field.pointer.is_box()) {
        (true, false, false) => quote!(Some(&#owner.#name)),
        (true, false, true) => quote!(Some(&*#owner.#name)),
        (false, false, false) => quote!(#owner.#name.as_ref()),
        (false, false, true) => quote!(#owner.#name.as_deref()),
        (true, true, false) => quote!(Some(#owner.#name.as_ref())),
        (true, true, true) => quote!(Some(#owner.#name.as_deref())),
        (false, true, false) => quote!(#owner.#name.as_ref().into_nested()),
        (false, true, true) => quote!(#owner.#name.as_ref().map(|inner| &**inner).into_nested()),
    }
}

/// How a field of `self` is access, which may not be finished: as [`whole`] does, without what has not been there.
pub fn of_self(field: &Field) -> TokenStream {
    let (name, wire) = (&field.name, &field.wire);
    match (field.required, field.nullable, field.pointer.is_box()) {
        (true, false, false) => quote!(at.given(#wire, &self.#name)),
        (true, false, true) => quote!(at.given(#wire, &*self.#name)),
        (true, true, false) => quote!(at.given(#wire, &self.#name).map(Option::as_ref)),
        (true, true, true) => quote!(at.given(#wire, &self.#name).map(Option::as_deref)),
        (false, ..) => whole(&quote!(self), field),
    }
}

/// The value of a property: an `Option` of a reference, and what `if let Some(value)` takes as well.
pub struct FieldAccess {
    option: TokenStream,
    scrutinee: TokenStream,
}

impl From<TokenStream> for FieldAccess {
    fn from(option: TokenStream) -> Self {
        Self { scrutinee: option.clone(), option }
    }
}

impl FieldAccess {
    /// That of a field of `self`, see [`own`].
    pub fn of_self(field: &Field) -> Self {
        let (name, wire) = (&field.name, &field.wire);
        match (field.required, field.nullable, field.pointer.is_box()) {
            (true, true, false) => quote!(at.given(#wire, &self.#name).and_then(Option::as_ref)).into(),
            (true, true, true) => quote!(at.given(#wire, &self.#name).and_then(Option::as_deref)).into(),
            (false, true, false) => quote!(self.#name.value()).into(),
            (false, true, true) => quote!(self.#name.value().map(|inner| &**inner)).into(),
            (false, false, false) => Self { scrutinee: quote!(&self.#name), option: of_self(field) },
            _ => of_self(field).into(),
        }
    }
}

/// Writes rules of one model.
#[derive(Clone, Copy)]
pub struct RuleEmitter<'m> {
    pub model: &'m Model,
}

impl<'m> RuleEmitter<'m> {
    pub fn field(self, owner: TypeId, index: usize) -> Option<&'m Field> {
        match &self.model.get(owner).kind {
            TypeKind::Struct(structure) => structure.fields.get(index),
            _ => None,
        }
    }

    /// The static of a regular expression.
    pub fn pattern(self, pattern: &str) -> Option<&'m Name> {
        self.model.patterns.get(pattern)
    }

    /// Statements that report what is wrong with `value`, an expression of a reference.
    pub fn statements(
        self,
        rules: &[Rule],
        type_: &Type,
        value: &TokenStream,
        base: Base<'_>,
    ) -> TokenStream {
        let statements = rules.iter().map(|rule| self.statement(rule, type_, value, base));
        quote!(#(#statements)*)
    }

    /// A closure `|at, value| …` that checks a value.
    pub fn closure(self, rules: &[Rule], type_: &Type) -> TokenStream {
        let type_ = type_.contents();
        if let Type::Nullable(inner) = type_ {
            let value = quote!(value);
            let statements = self.statements(rules, inner.contents(), &value, Base::Value(&value));
            if statements.is_empty() {
                return quote!(|_, _| {});
            }
            let there = tokens::there("value", &statements, &value, &value);
            return quote!(|at, value| if #there { #statements });
        }
        let value = quote!(value);
        let own = match rules {
            [Rule::Nested(_)] => true,
            [Rule::Format(format)] => *type_ == Type::Formatted(*format),
            _ => false,
        };
        if own {
            return quote!(|at, value| value.check(at));
        }
        let statements = self.statements(rules, type_, &value, Base::Value(&value));
        let [at, value] = ["at", "value"].map(|name| tokens::parameter(name, &statements));
        quote!(|#at, #value| { #statements })
    }

    /// Checks a property where it is, as statements: a closure for each would make the bindings slow to compile.
    pub fn checked(self, wire: &str, access: &FieldAccess, rules: &[Rule], type_: &Type) -> TokenStream {
        let value = quote!(value);
        let statements = self.statements(rules, type_, &value, Base::Value(&value));
        let FieldAccess { option, scrutinee } = access;
        match rules {
            _ if statements.is_empty() => statements,
            [Rule::Nested(_)] => {
                quote!(if let Some(value) = #scrutinee { value.check(&mut at.name(#wire)); })
            }
            _ if matches!(type_, Type::Nullable(_)) => {
                let closure = self.closure(rules, type_);
                quote!(at.property(#wire, #option, #closure);)
            }
            _ => {
                let there = tokens::there("value", &statements, scrutinee, option);
                quote! {
                    if #there {
                        let at = &mut at.name(#wire);
                        #statements
                    }
                }
            }
        }
    }

    fn statement(self, rule: &Rule, type_: &Type, value: &TokenStream, base: Base<'_>) -> TokenStream {
        match rule {
            Rule::Property { owner, field, null, rules } => self.property(*owner, *field, *null, rules, base),
            Rule::Required { owner, field } => {
                let Some(field) = self.field(*owner, *field) else { return TokenStream::new() };
                let (wire, access) = (&field.wire, access(field, base));
                quote!(at.required(#wire, #access.is_some());)
            }
            Rule::AnyOf { limit, .. } => {
                self.violated(rule, "anyOf", limit, "none of them holds", type_, value, base)
            }
            Rule::OneOf { limit, .. } => {
                self.violated(rule, "oneOf", limit, "none or several of them hold", type_, value, base)
            }
            Rule::Not { limit, .. } => self.violated(rule, "not", limit, "it holds", type_, value, base),
            Rule::If { condition, then, otherwise } => {
                let test = self.all(condition, type_, value, base);
                let then = self.statements(then, type_, value, base);
                let otherwise = self.statements(otherwise, type_, value, base);
                test.either(then, otherwise)
            }
            _ => self.leaf(rule, type_, value, base),
        }
    }

    /// Rules that are one call of the runtime.
    fn leaf(self, rule: &Rule, type_: &Type, value: &TokenStream, base: Base<'_>) -> TokenStream {
        match rule {
            Rule::Finite => quote!(at.finite(*#value);),
            Rule::Never => quote!(at.violation("false", "nothing is valid", "a value");),
            Rule::Bound { keyword, limit, .. } => {
                let method = bound_method(*keyword);
                let holds = self.test(rule, type_, value, base);
                quote!(at.#method(*#value, #limit, #holds);)
            }
            Rule::MultipleOf(divisor) => quote!(at.multiple_of(*#value, #divisor);),
            Rule::Size { keyword, limit } => {
                let size = self.size(*keyword, type_, value, base);
                let (method, limit) = (size_method(*keyword), count(*limit));
                quote!(at.#method(#size, #limit);)
            }
            Rule::Pattern { pattern, longest } => {
                let pattern = self.pattern(pattern);
                match longest.map(count) {
                    Some(longest) => quote!(at.pattern_within(#value, #longest, &#pattern);),
                    None => quote!(at.pattern(#value, &#pattern);),
                }
            }
            // The type's own rule.
            Rule::Format(format) if *type_ == Type::Formatted(*format) => quote!(#value.check(at);),
            Rule::Format(format) => {
                let format = tokens::format(*format);
                quote!(at.format::<#format, _>(#value);)
            }
            Rule::UniqueItems => quote!(at.unique_items(#value);),
            Rule::EachItem(rules) => {
                let closure = self.closure(rules, inner(type_));
                quote!(at.items(#value, #closure);)
            }
            Rule::EachEntry(rules) => {
                let closure = self.closure(rules, inner(type_));
                quote!(at.entries(#value, #closure);)
            }
            Rule::Nested(_) => quote!(#value.check(at);),
            Rule::Shared(id) => {
                let function = &self.model.get(*id).check;
                quote!(#function(at, #value);)
            }
            Rule::Values { limit, values } => {
                let holds = self.test(rule, type_, value, base);
                let method = if values.len() == 1 { quote!(constant) } else { quote!(enumeration) };
                let found = tokens::wire_value(self.model, type_, value);
                quote!(at.#method(#holds, #limit, #found);)
            }
            _ => self.json(rule, type_, value),
        }
    }

    /// What a size is measured by: a text itself, or how much there is in the value.
    fn size(self, keyword: Size, type_: &Type, value: &TokenStream, base: Base<'_>) -> TokenStream {
        let is_struct = |id: &TypeId| matches!(self.model.get(*id).kind, TypeKind::Struct(_));
        match keyword {
            Size::MinLength | Size::MaxLength => value.clone(),
            Size::MinProperties | Size::MaxProperties
                if matches!(base, Base::Locals) || matches!(type_, Type::Named(id) if is_struct(id)) =>
            {
                quote!(::hire_runtime::property_count(#value, at))
            }
            Size::MinItems | Size::MaxItems | Size::MinProperties | Size::MaxProperties => {
                quote!(#value.len())
            }
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one violation")]
    fn violated(
        self,
        rule: &Rule,
        keyword: &str,
        limit: &str,
        found: &str,
        type_: &Type,
        value: &TokenStream,
        base: Base<'_>,
    ) -> TokenStream {
        let broken = match rule {
            Rule::OneOf { branches, .. } => {
                let count = self.count(branches, type_, value, base);
                Condition::Simple(quote!(#count != 1))
            }
            Rule::Not { rules, .. } => self.all(rules, type_, value, base),
            _ => self.test(rule, type_, value, base).not(),
        };
        let violation = quote!(at.violation(#keyword, #limit, #found););
        broken.either(violation, TokenStream::new())
    }

    /// A property's rules, where the property is.
    fn property(
        self,
        owner: TypeId,
        field: usize,
        null: bool,
        rules: &[Rule],
        base: Base<'_>,
    ) -> TokenStream {
        let Some(field) = self.field(owner, field) else { return TokenStream::new() };
        let wire = &field.wire;
        let access = seen_value(field, base);
        let not_null = (field.nullable && !null).then(|| {
            let access = self::access(field, base);
            quote!(at.not_null(#wire, #access);)
        });
        if rules.is_empty() {
            return not_null.unwrap_or_default();
        }
        let checked = self.checked(wire, &access.into(), rules, &field.type_);
        quote!(#not_null #checked)
    }

    /// Whether all of some rules hold, as an expression.
    pub fn all(self, rules: &[Rule], type_: &Type, value: &TokenStream, base: Base<'_>) -> Condition {
        let mut tests = Vec::new();
        for rule in rules {
            match rule {
                // Together with the rules of the property itself, see below.
                Rule::Required { owner, field } if constrains(rules, *owner, *field) => {}
                Rule::Property { owner, field, null, rules: inner } => {
                    let must_be_there = rules.contains(&Rule::Required { owner: *owner, field: *field });
                    tests.push(self.property_test((*owner, *field), *null, inner, must_be_there, base));
                }
                _ => tests.push(self.test(rule, type_, value, base)),
            }
        }
        Condition::all(tests)
    }

    fn property_test(
        self,
        (owner, field): (TypeId, usize),
        null: bool,
        rules: &[Rule],
        required: bool,
        base: Base<'_>,
    ) -> Condition {
        let Some(field) = self.field(owner, field) else { return Condition::Constant(true) };
        let value = quote!(value);
        let test = self.all(rules, &field.type_, &value, Base::Value(&value)).to_token_stream();
        let there = access(field, base);
        let value = tokens::parameter("value", &test);
        Condition::Simple(match (field.nullable, null, required) {
            (false, _, true) => quote!(#there.is_some_and(|#value| #test)),
            (false, _, false) => quote!(#there.is_none_or(|#value| #test)),
            (true, true, true) => quote!(#there.is_some_and(|value| value.is_none_or(|#value| #test))),
            (true, true, false) => quote!(#there.flatten().is_none_or(|#value| #test)),
            (true, false, true) => quote!(#there.flatten().is_some_and(|#value| #test)),
            (true, false, false) => quote!(#there.is_none_or(|value| value.is_some_and(|#value| #test))),
        })
    }

    /// How many branches hold, as an expression.
    fn count(self, branches: &[Vec<Rule>], type_: &Type, value: &TokenStream, base: Base<'_>) -> TokenStream {
        let tests = branches.iter().map(|branch| self.all(branch, type_, value, base));
        quote!([#(#tests),*].into_iter().filter(|holds| *holds).count())
    }

    /// Whether a value is one of some constants, as an expression.
    fn is_one_of(self, values: &[Literal], type_: &Type, value: &TokenStream) -> Condition {
        if let ([Literal::Bool(wanted)], Type::Bool) = (values, type_) {
            return Condition::Simple(if *wanted { quote!(*#value) } else { quote!(!*#value) });
        }
        let wire = tokens::wire_value(self.model, type_, value);
        let literals: Vec<_> = values.iter().map(|value| tokens::wire_literal(self.model, value)).collect();
        Condition::Simple(match literals.as_slice() {
            [literal] => quote!(#wire == #literal),
            _ if *type_ == Type::F64 => quote!([#(#literals),*].contains(#value)),
            _ => quote!(matches!(#wire, #(#literals)|*)),
        })
    }

    /// Whether a rule holds, as an expression.
    fn test(self, rule: &Rule, type_: &Type, value: &TokenStream, base: Base<'_>) -> Condition {
        Condition::Simple(match rule {
            Rule::Never => return Condition::Constant(false),
            Rule::Finite => quote!(#value.is_finite()),
            Rule::Bound { keyword, literal, .. } => {
                let limit = tokens::literal(self.model, literal, tokens::Scope::Beside);
                match keyword {
                    Bound::Minimum => quote!(*#value >= #limit),
                    Bound::ExclusiveMinimum => quote!(*#value > #limit),
                    Bound::Maximum => quote!(*#value <= #limit),
                    Bound::ExclusiveMaximum => quote!(*#value < #limit),
                }
            }
            Rule::Values { values, .. } => return self.is_one_of(values, type_, value),
            // Elsewhere, what is not finished is another object than the one that is counted.
            Rule::Size { keyword, limit } if matches!(base, Base::Locals) => {
                let (size, limit) = (self.size(*keyword, type_, value, base), count(*limit));
                match keyword {
                    Size::MinLength | Size::MinItems | Size::MinProperties => quote!(#size >= #limit),
                    Size::MaxLength | Size::MaxItems | Size::MaxProperties => quote!(#size <= #limit),
                }
            }
            Rule::Required { owner, field } => {
                let Some(field) = self.field(*owner, *field) else { return Condition::Constant(true) };
                let (wire, access) = (&field.wire, access(field, base));
                match base {
                    Base::Locals => quote!(at.present(#wire, #access.is_some())),
                    Base::Value(_) => quote!(#access.is_some()),
                }
            }
            Rule::Property { .. } => return self.all(std::slice::from_ref(rule), type_, value, base),
            Rule::AnyOf { branches, .. } => {
                return Condition::any(branches.iter().map(|branch| self.all(branch, type_, value, base)));
            }
            Rule::OneOf { branches, .. } => {
                let count = self.count(branches, type_, value, base);
                quote!(#count == 1)
            }
            Rule::Not { rules, .. } => return self.all(rules, type_, value, base).not(),
            Rule::If { condition, then, otherwise } => {
                let condition = self.all(condition, type_, value, base);
                let then = self.all(then, type_, value, base);
                let otherwise = self.all(otherwise, type_, value, base);
                return condition.choice(then, otherwise);
            }
            _ => {
                let statement = self.statement(rule, type_, value, base);
                quote!(at.holds(|at| { #statement }))
            }
        })
    }
}

/// The field as an `Option`, to ask whether it is there.
fn access(field: &Field, base: Base<'_>) -> TokenStream {
    match base {
        Base::Locals => local(field),
        Base::Value(owner) => whole(owner, field),
    }
}

/// The field as an `Option` of its value, null left out.
fn seen_value(field: &Field, base: Base<'_>) -> TokenStream {
    let access = access(field, base);
    if field.nullable { quote!(#access.flatten()) } else { access }
}

fn constrains(rules: &[Rule], wanted_owner: TypeId, wanted_field: usize) -> bool {
    rules.iter().any(|rule| {
        matches!(rule, Rule::Property { owner, field, .. } if *owner == wanted_owner && *field == wanted_field)
    })
}

/// A limit beyond the address space cannot be reached.
pub fn count(limit: u64) -> TokenLiteral {
    TokenLiteral::usize_unsuffixed(usize::try_from(limit).unwrap_or(usize::MAX))
}

pub fn inner(type_: &Type) -> &Type {
    match type_ {
        Type::List(inner) | Type::Map(inner) => inner.contents(),
        other => other,
    }
}

pub fn bound_method(keyword: Bound) -> TokenStream {
    match keyword {
        Bound::Minimum => quote!(minimum),
        Bound::ExclusiveMinimum => quote!(exclusive_minimum),
        Bound::Maximum => quote!(maximum),
        Bound::ExclusiveMaximum => quote!(exclusive_maximum),
    }
}

fn size_method(keyword: Size) -> TokenStream {
    match keyword {
        Size::MinLength => quote!(min_length),
        Size::MaxLength => quote!(max_length),
        Size::MinItems => quote!(min_items),
        Size::MaxItems => quote!(max_items),
        Size::MinProperties => quote!(min_properties),
        Size::MaxProperties => quote!(max_properties),
    }
}
