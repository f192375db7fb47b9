//! Unions: an enum among the types, its table beside the other tables, its rules beside the other rules.

use proc_macro2::TokenStream;
use quote::quote;

use super::rules::{Base, RuleEmitter};
use super::tokens::{self, Scope};
use crate::ir::{
    Constant, Decision, Holding, JsonType, Model, Type, TypeDef, TypeKind, Union, UnionVariant, UnmatchedTag,
    VariantSignature, are_inherent,
};
use crate::markdown::code;

/// The enum.
pub fn items(model: &Model, definition: &TypeDef, union: &Union) -> TokenStream {
    let docs = tokens::docs(&definition.docs);
    let deprecated = tokens::deprecated(definition.deprecated);
    let name = &definition.name;
    let variants = union.variants.iter().map(|variant| {
        let docs = tokens::docs(&variant.docs);
        let name = &variant.name;
        let payload = payload(model, variant, Scope::Types);
        quote!(#docs #name(#payload),)
    });
    let unknown = match &union.decision {
        Decision::Tag { property, unmatched, .. } => {
            let judged = if *unmatched == UnmatchedTag::First {
                "; the rules of the first variant hold for it"
            } else {
                ""
            };
            format!(" A value that {} does not name, as received{judged}.", code(property))
        }
        Decision::Signatures { holding: Holding::First, .. } => {
            " A value of none of the variants, as received; one of several is of the first that loses least of it.".to_owned()
        }
        Decision::Signatures { .. } => " A value that is read as none of the variants, as received.".to_owned(),
    };
    quote! {
        #docs
        #deprecated
        #[derive(Clone, PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
            #[doc = #unknown]
            Unknown(::hire_runtime::Value),
        }
    }
}

fn payload(model: &Model, variant: &UnionVariant, scope: Scope) -> TokenStream {
    let type_ = tokens::type_(model, &variant.type_, scope);
    tokens::boxed_type(variant.pointer, type_)
}

/// What the tables are written with.
pub fn imports(model: &Model) -> Option<TokenStream> {
    let unions = model.types.iter().filter_map(|definition| match &definition.kind {
        TypeKind::Union(union) => Some(&union.decision),
        _ => None,
    });
    let signatures: Vec<_> = unions
        .map(|decision| match decision {
            Decision::Tag { .. } => &[],
            Decision::Signatures { signatures, .. } => signatures.as_slice(),
        })
        .collect();
    let constants = signatures.iter().copied().flatten().any(|row| !row.constants.is_empty());
    let names = match (signatures.is_empty(), signatures.iter().all(|rows| rows.is_empty()), constants) {
        (true, ..) => return None,
        (_, true, _) => quote!(Decision),
        (.., false) => quote!({Decision, Signature}),
        (.., true) => quote!({Constant, Decision, Signature}),
    };
    Some(quote!(use ::hire_runtime::#names;))
}

/// Whether a type has parameters.
fn is_generic(type_: &Type) -> bool {
    matches!(type_, Type::List(_) | Type::Map(_) | Type::Nullable(_) | Type::Erased(_))
}

/// The table, and what the runtime makes of it.
pub fn table(model: &Model, definition: &TypeDef, union: &Union) -> TokenStream {
    let name = &definition.name;
    let decision = decision(&union.decision);
    let secret = union.secret.then(|| {
        quote!(
            const SECRET: bool = true;
        )
    });
    let variants = union.variants.iter().map(|variant| {
        let name = &variant.name;
        let alone = union.variants.iter().filter(|other| other.type_ == variant.type_).count() == 1;
        // Of two variants of one type, a value of that does not tell which one it is.
        let from = match &variant.type_ {
            _ if !alone => None,
            Type::Value => None,
            Type::String => Some(quote!((String))),
            Type::List(item) if !is_generic(item) => {
                let item = tokens::type_(model, item, Scope::Beside);
                Some(quote!(([#item])))
            }
            Type::Map(value) if !is_generic(value) => {
                let value = tokens::type_(model, value, Scope::Beside);
                Some(quote!(({#value})))
            }
            type_ => {
                let type_ = tokens::type_(model, type_, Scope::Beside);
                Some(quote!((#type_)))
            }
        };
        quote!(#name #from)
    });
    let accessors = union.variants.first().filter(|_| union.or_other).map(|object| {
        let (variant, type_) = (&object.name, tokens::type_(model, &object.type_, Scope::Beside));
        quote!(::hire_runtime::union_object!(types::#name = #variant(#type_));)
    });
    let macro_name = if has_own_rules(union) { quote!(union_codec) } else { quote!(union_value) };
    quote! {
        impl ::hire_runtime::Union for types::#name {
            const DECISION: Decision = #decision;
            #secret
        }
        ::hire_runtime::#macro_name!(types::#name = #(#variants),*);
        #accessors
    }
}

fn decision(decision: &Decision) -> TokenStream {
    match decision {
        Decision::Tag { property, tags, unmatched } => {
            let tags = tags.iter().map(|tags| quote!(&[#(#tags),*]));
            let rule = match unmatched {
                UnmatchedTag::Invalid => quote!(Tag),
                UnmatchedTag::OneOf => quote!(TagOrOneOf),
                UnmatchedTag::AnyOf => quote!(TagOrAnyOf),
                UnmatchedTag::First => quote!(TagOrFirst),
            };
            quote!(Decision::#rule(#property, &[#(#tags),*]))
        }
        Decision::Signatures { holding, signatures } => {
            let rows = signatures.iter().map(row);
            let rule = match holding {
                Holding::ExactlyOne => quote!(OneOf),
                Holding::AtLeastOne => quote!(AnyOf),
                Holding::First => quote!(FirstOf),
            };
            quote!(Decision::#rule(&[#(#rows),*]))
        }
    }
}

fn row(signatures: &VariantSignature) -> TokenStream {
    let VariantSignature { json_types, constants, required, names } = signatures;
    let mut types = json_types.iter().map(|json_type| match json_type {
        JsonType::Bool => quote!(Signature::BOOLEAN),
        JsonType::Number => quote!(Signature::NUMBER),
        JsonType::String => quote!(Signature::STRING),
        JsonType::Array => quote!(Signature::ARRAY),
        JsonType::Null => quote!(Signature::NULL),
        JsonType::Object => quote!(Signature::OBJECT),
    });
    let first = types.next();
    let constants = (!constants.is_empty()).then(|| {
        let constants = constants.iter().map(|(name, values)| {
            let values = values.iter().map(|value| match value {
                Constant::Null => quote!(Constant::Null),
                Constant::Bool(value) => quote!(Constant::Bool(#value)),
                Constant::Integer(value) => {
                    let value = tokens::integer(i128::from(*value));
                    quote!(Constant::Integer(#value))
                }
                Constant::Text(text) => quote!(Constant::Text(#text)),
            });
            quote!((#name, &[#(#values),*]))
        });
        quote!(.constants(&[#(#constants),*]))
    });
    let required = (!required.is_empty()).then(|| quote!(.required(&[#(#required),*])));
    let closed = names.as_ref().map(|names| quote!(.closed(&[#(#names),*])));
    quote!(#first #(.or(#types))* #constants #required #closed)
}

/// Whether there are rules beside those of the types.
fn has_own_rules(union: &Union) -> bool {
    union.variants.iter().any(|variant| !are_inherent(&variant.rules, &variant.type_))
}

/// The rules, where the types do not have all of them.
pub fn rules(emitter: RuleEmitter<'_>, definition: &TypeDef, union: &Union) -> Option<TokenStream> {
    if !has_own_rules(union) {
        return None;
    }
    let name = &definition.name;
    let arms = union.variants.iter().map(|variant| {
        let name = &variant.name;
        let value = quote!(value);
        if variant.rules.is_empty() {
            return quote!(Self::#name(_) => {});
        }
        if are_inherent(&variant.rules, &variant.type_) {
            return quote!(Self::#name(value) => value.check(at),);
        }
        let statements = emitter.statements(&variant.rules, &variant.type_, &value, Base::Value(&value));
        let value = tokens::parameter("value", &statements);
        quote!(Self::#name(#value) => { #statements })
    });
    Some(quote! {
        impl ::hire_runtime::VariantRules for types::#name {
            fn check_variant(&self, at: &mut Checker<'_>) {
                match self {
                    #(#arms)*
                    Self::Unknown(value) => ::hire_runtime::check_undecided::<Self>(value, at),
                }
            }
        }
    })
}
