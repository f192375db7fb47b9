//! Small pieces of tokens that every file needs.

use proc_macro2::{Ident, Literal as TokenLiteral, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use super::long::COMMENT;
use crate::ir::{Docs, EnumerationValues, Literal, Model, Name, Pointer, TextFormat, Type, TypeKind};

impl ToTokens for Name {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let ident = if self.as_str() == self.plain() {
            Ident::new(self.plain(), Span::call_site())
        } else {
            Ident::new_raw(self.plain(), Span::call_site())
        };
        ident.to_tokens(tokens);
    }
}

/// Doc attributes, one for each line, and one for the place.
pub fn docs(docs: &Docs) -> TokenStream {
    let lines =
        docs.lines.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    let lines = lines.chain(docs.place.iter().map(|place| format!("{COMMENT} {place}")));
    quote!(#(#[doc = #lines])*)
}

/// `#[deprecated]` where the description says so.
pub fn deprecated(deprecated: bool) -> Option<TokenStream> {
    deprecated.then(|| quote!(#[deprecated]))
}

/// From where a type is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Among the types, where their names are free of a path and foreign ones are not.
    Types,
    /// A sibling of the types.
    Beside,
}

/// A Rust type.
pub fn type_(model: &Model, type_: &Type, scope: Scope) -> TokenStream {
    match type_ {
        Type::Bool => quote!(bool),
        Type::Integer(integer) => {
            let integer = Ident::new(integer.rust(), Span::call_site());
            quote!(#integer)
        }
        Type::F64 => quote!(f64),
        Type::String => quote!(::std::string::String),
        Type::Formatted(format) => {
            let name = Ident::new(format.rust(), Span::call_site());
            if format.is_number() {
                quote!(::hire_runtime::Stringified<#name>)
            } else {
                quote!(::hire_runtime::#name)
            }
        }
        Type::Secret => quote!(::hire_runtime::Secret),
        Type::TimestampMs => quote!(::hire_runtime::TimestampMs),
        Type::File => quote!(::hire_runtime::FilePart),
        Type::Value => quote!(::hire_runtime::Value),
        Type::List(item) => {
            let item = self::type_(model, item, scope);
            quote!(::std::vec::Vec<#item>)
        }
        Type::Tuple(items) => {
            let items = items.iter().map(|item| self::type_(model, item, scope));
            quote!((#(#items,)*))
        }
        Type::Map(value) => {
            let value = self::type_(model, value, scope);
            quote!(::hire_runtime::Map<#value>)
        }
        Type::Nullable(inner) => option(&self::type_(model, inner, scope)),
        Type::Erased(inner) => boxed_type(Pointer::ErasedBox, self::type_(model, inner, scope)),
        Type::Named(id) => {
            let name = &model.get(*id).name;
            match scope {
                Scope::Types => quote!(#name),
                Scope::Beside => quote!(types::#name),
            }
        }
    }
}

/// A closure's parameter: `_` where the body has no use for it.
pub fn parameter(name: &str, body: &TokenStream) -> TokenStream {
    if occurs(body, name, Role::Plain) {
        Ident::new(name, Span::call_site()).to_token_stream()
    } else {
        quote!(_)
    }
}

/// The condition that there is a value: bound to a name where the statements for that case have a use for it.
pub fn there(
    name: &str,
    statements: &TokenStream,
    scrutinee: &TokenStream,
    option: &TokenStream,
) -> TokenStream {
    if occurs(statements, name, Role::Plain) {
        let name = Ident::new(name, Span::call_site());
        quote!(let Some(#name) = #scrutinee)
    } else {
        quote!(#option.is_some())
    }
}

/// Whether a value is taken as whatever it is made of: a string as `&str`, a union as one of its types.
pub fn is_made_of_parts(model: &Model, type_: &Type) -> bool {
    match type_ {
        Type::String | Type::Formatted(_) | Type::Secret | Type::File => true,
        Type::Named(id) => matches!(model.get(*id).kind, TypeKind::Union(_)),
        _ => false,
    }
}

/// The path of a box.
pub fn pointer(pointer: Pointer) -> Option<TokenStream> {
    match pointer {
        Pointer::None => None,
        Pointer::Box => Some(quote!(::std::boxed::Box)),
        Pointer::ErasedBox => Some(quote!(::hire_runtime::ErasedBox)),
    }
}

/// A value in its box, if it has one.
pub fn boxed(pointer: Pointer, value: TokenStream) -> TokenStream {
    match self::pointer(pointer) {
        Some(path) => quote!(#path::new(#value)),
        None => value,
    }
}

/// A type in its box, if it has one.
pub fn boxed_type(pointer: Pointer, type_: TokenStream) -> TokenStream {
    match self::pointer(pointer) {
        Some(path) => quote!(#path<#type_>),
        None => type_,
    }
}

/// An `Option`, by its full path.
pub fn option(inner: &TokenStream) -> TokenStream {
    quote!(::core::option::Option<#inner>)
}

/// A constant as an expression of its type.
pub fn literal(model: &Model, literal: &Literal, scope: Scope) -> TokenStream {
    match literal {
        Literal::Bool(value) => quote!(#value),
        Literal::Integer(value) => integer(*value),
        Literal::Float(value) => float(*value),
        Literal::String(text) => quote!(#text),
        Literal::Variant(id, index) => {
            let owner = type_(model, &Type::Named(*id), scope);
            match &model.get(*id).kind {
                TypeKind::Enumeration(enumeration) => {
                    let variant = enumeration.variants.get(*index).map(|variant| &variant.name);
                    quote!(#owner::#variant)
                }
                _ => quote!(#owner),
            }
        }
        // Only whole values are of these kinds, see `constants`.
        Literal::Null
        | Literal::Json(_)
        | Literal::List(_)
        | Literal::Map(_)
        | Literal::Struct { .. }
        | Literal::Union(..) => TokenStream::new(),
    }
}

/// The marker of a format of strings.
pub fn format(format: TextFormat) -> TokenStream {
    let name = Ident::new(format.rust(), Span::call_site());
    if format.is_number() {
        quote!(::hire_runtime::format::Number<#name>)
    } else {
        quote!(::hire_runtime::format::#name)
    }
}

/// An integer with the separators that a reader expects: `1_002_001`.
pub fn integer(value: i128) -> TokenStream {
    // The smallest integer has no positive counterpart.
    if value == i64::MIN.into() {
        return quote!(i64::MIN);
    }
    grouped(value).parse().unwrap_or_else(|_| TokenLiteral::i128_unsuffixed(value).to_token_stream())
}

/// The text of an integer with separators.
pub fn grouped(value: i128) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut grouped = if value < 0 { "-".to_owned() } else { String::new() };
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) && digits.len() > 4 {
            grouped.push('_');
        }
        grouped.push(digit);
    }
    grouped
}

/// A float; the extremes saturate, since JSON has no infinity.
pub fn float(value: f64) -> TokenStream {
    let value = if value.is_finite() { value } else { f64::MAX.copysign(value) };
    let number = TokenLiteral::f64_unsuffixed(value.abs());
    let sign = (value.is_sign_negative()).then(|| quote!(-));
    quote!(#sign #number)
}

/// An expression of the value on the wire, to compare with a literal of it.
pub fn wire_value(model: &Model, type_: &Type, value: &TokenStream) -> TokenStream {
    match type_ {
        Type::Named(id) => match &model.get(*id).kind {
            TypeKind::Enumeration(enumeration) if enumeration.values == EnumerationValues::Integers => {
                quote!(#value.as_i64())
            }
            _ => quote!(#value.as_str()),
        },
        Type::String | Type::Formatted(_) => quote!(#value.as_str()),
        Type::Secret => quote!(#value.expose()),
        Type::TimestampMs => quote!(#value.to_string().as_str()),
        _ => quote!(*#value),
    }
}

/// The wire literal of a constant: that of an enumeration's variant is its value.
pub fn wire_literal(model: &Model, constant: &Literal) -> TokenStream {
    if let Literal::Variant(id, index) = constant
        && let TypeKind::Enumeration(enumeration) = &model.get(*id).kind
        && let Some(variant) = enumeration.variants.get(*index)
    {
        return wire_literal(model, &variant.value);
    }
    literal(model, constant, Scope::Beside)
}

/// Where an identifier stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// By itself: a local, a static, a type or a trait.
    Plain,
    /// At the begin of a path.
    Module,
    /// After a dot, called.
    Method,
    /// After a dot or within a path.
    Member,
}

/// Calls a function with each identifier.
pub fn identifiers(tokens: &TokenStream, found: &mut dyn FnMut(&Ident, Role)) {
    let mut trees = tokens.clone().into_iter().peekable();
    // The dot, or the second colon of a path, that was last.
    let mut separator = None;
    while let Some(tree) = trees.next() {
        let last = separator.take();
        match tree {
            TokenTree::Group(group) => identifiers(&group.stream(), found),
            TokenTree::Ident(ident) => {
                let role = match (last, trees.peek()) {
                    (Some('.'), Some(TokenTree::Group(_))) => Role::Method,
                    (Some(_), _) => Role::Member,
                    (None, Some(TokenTree::Punct(punct))) if is_half_of_path(punct) => Role::Module,
                    _ => Role::Plain,
                };
                found(&ident, role);
            }
            TokenTree::Punct(punct) if is_half_of_path(&punct) => {
                trees.next();
                separator = Some(':');
            }
            TokenTree::Punct(punct) => separator = (punct.as_char() == '.').then_some('.'),
            TokenTree::Literal(_) => {}
        }
    }
}

/// Whether this is the first colon of two.
fn is_half_of_path(punct: &Punct) -> bool {
    punct.as_char() == ':' && punct.spacing() == Spacing::Joint
}

/// Whether an identifier has a role somewhere.
pub fn occurs(tokens: &TokenStream, name: &str, role: Role) -> bool {
    let mut occurs = false;
    identifiers(tokens, &mut |ident, of| occurs = occurs || (of == role && ident == name));
    occurs
}
