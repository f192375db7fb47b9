//! Constants of the description as expressions of their types, in `types.rs`.

use proc_macro2::{Literal as TokenLiteral, TokenStream};
use quote::quote;
use serde_json::Value;

use super::tokens::{self, Scope};
use crate::ir::{Additional, Field, Literal, Model, Pointer, Struct, Type, TypeId, TypeKind};

/// The value of a field that is there.
pub fn field(model: &Model, field: &Field, constant: &Literal) -> TokenStream {
    let value = || {
        let value = self::value(model, &field.type_, constant);
        tokens::boxed(field.pointer, value)
    };
    match (field.required, field.nullable, constant) {
        (true, false, _) => value(),
        (true, true, Literal::Null) => quote!(::core::option::Option::None),
        (false, true, Literal::Null) => quote!(::hire_runtime::Nullable::Null),
        (false, true, _) => {
            let value = value();
            quote!(::hire_runtime::Nullable::Value(#value))
        }
        (true, true, _) | (false, false, _) => {
            let value = value();
            quote!(::core::option::Option::Some(#value))
        }
    }
}

/// A value of a type.
fn value(model: &Model, type_: &Type, constant: &Literal) -> TokenStream {
    match (type_, constant) {
        (Type::Nullable(_), Literal::Null) => quote!(::core::option::Option::None),
        (Type::Nullable(inner), _) => {
            let inner = value(model, inner, constant);
            quote!(::core::option::Option::Some(#inner))
        }
        (Type::Erased(inner), _) => tokens::boxed(Pointer::ErasedBox, value(model, inner, constant)),
        (Type::String | Type::Secret, Literal::String(text)) => quote!(::core::convert::Into::into(#text)),
        (Type::Formatted(_), Literal::String(text)) => quote!(::hire_runtime::Formatted::from_text(#text)),
        (Type::TimestampMs, Literal::String(text)) => {
            let millis = tokens::integer(text.parse().unwrap_or_default());
            quote!(::hire_runtime::TimestampMs::from_millis(#millis))
        }
        (Type::List(_), Literal::List(items)) if items.is_empty() => quote!(::std::vec::Vec::new()),
        (Type::List(item), Literal::List(items)) => {
            let items = items.iter().map(|constant| value(model, item, constant));
            quote!(::core::convert::Into::into([#(#items),*]))
        }
        (Type::Tuple(types), Literal::List(items)) => {
            let items = types.iter().zip(items).map(|(type_, constant)| value(model, type_, constant));
            quote!((#(#items,)*))
        }
        (Type::Map(entry), Literal::Map(entries)) => map(model, entry, entries),
        (Type::Value, Literal::Json(json)) => self::json(json),
        (Type::Named(id), _) => named(model, *id, constant),
        _ => tokens::literal(model, constant, Scope::Types),
    }
}

fn map(model: &Model, type_: &Type, entries: &[(String, Literal)]) -> TokenStream {
    if entries.is_empty() {
        return quote!(::hire_runtime::Map::new());
    }
    let entries = entries.iter().map(|(name, constant)| {
        let value = value(model, type_, constant);
        quote!((#name, #value))
    });
    quote!(::core::convert::Into::into([#(#entries),*]))
}

fn named(model: &Model, id: TypeId, constant: &Literal) -> TokenStream {
    let definition = model.get(id);
    let name = &definition.name;
    match (&definition.kind, constant) {
        (TypeKind::Any { .. }, Literal::Json(json)) => {
            let json = self::json(json);
            quote!(#name(#json))
        }
        (TypeKind::Alias { type_: target, .. }, _) => value(model, target, constant),
        (TypeKind::Struct(structure), Literal::Struct { fields, additional }) => {
            self::structure(model, id, structure, fields, additional)
        }
        (TypeKind::Union(union), Literal::Union(index, constant)) => {
            let variant = union.variants.get(*index).map(|variant| {
                let value = value(model, &variant.type_, constant);
                let value = tokens::boxed(variant.pointer, value);
                let variant = &variant.name;
                quote!(#variant(#value))
            });
            quote!(#name::#variant)
        }
        (TypeKind::Union(_), Literal::Json(json)) => {
            let json = self::json(json);
            quote!(#name::Unknown(#json))
        }
        _ => tokens::literal(model, constant, Scope::Types),
    }
}

fn structure(
    model: &Model,
    id: TypeId,
    structure: &Struct,
    given: &[Option<Literal>],
    additional: &[(String, Literal)],
) -> TokenStream {
    let name = &model.get(id).name;
    let fields = structure.fields.iter().zip(given).map(|(field, given)| {
        let name = &field.name;
        let value = match given {
            Some(constant) => self::field(model, field, constant),
            None if field.nullable => quote!(::hire_runtime::Nullable::Absent),
            None => quote!(::core::option::Option::None),
        };
        quote!(#name: #value,)
    });
    let additional_properties = match &structure.additional {
        Additional::Keep { field, type_, .. } => {
            let map = map(model, type_, additional);
            Some(quote!(#field: #map,))
        }
        Additional::Ignore | Additional::Refuse => None,
    };
    quote!(#name { #(#fields)* #additional_properties })
}

/// Any JSON value.
fn json(value: &Value) -> TokenStream {
    match value {
        Value::Null => quote!(::hire_runtime::Value::Null),
        Value::Bool(value) => quote!(::hire_runtime::Value::Bool(#value)),
        Value::Number(number) => {
            let literal = match (number.as_i64(), number.as_u64()) {
                (Some(value), _) => TokenLiteral::i64_suffixed(value),
                (None, Some(value)) => TokenLiteral::u64_suffixed(value),
                (None, None) => TokenLiteral::f64_suffixed(number.as_f64().unwrap_or_default()),
            };
            quote!(::core::convert::Into::into(#literal))
        }
        Value::String(text) => quote!(::hire_runtime::Value::String(::core::convert::Into::into(#text))),
        Value::Array(items) if items.is_empty() => {
            quote!(::hire_runtime::Value::Array(::std::vec::Vec::new()))
        }
        Value::Array(items) => {
            let items = items.iter().map(json);
            quote!(::hire_runtime::Value::Array(::core::convert::Into::into([#(#items),*])))
        }
        Value::Object(members) if members.is_empty() => {
            quote!(::hire_runtime::Value::Object(::core::default::Default::default()))
        }
        Value::Object(members) => {
            let members = members.iter().map(|(name, value)| {
                let value = json(value);
                quote!((::core::convert::Into::into(#name), #value))
            });
            quote!(::hire_runtime::Value::Object(::core::iter::FromIterator::from_iter([#(#members),*])))
        }
    }
}
