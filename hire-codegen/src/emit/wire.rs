//! `wire.rs`: how objects are read and written, as tables.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::long::{each, is_long, joined, parts};
use super::prelude::Prelude;
use super::union;
use crate::ir::{Additional, Field, Model, Struct, TypeDef, TypeKind};

pub fn file(model: &Model, prelude: &Prelude) -> syn::Result<String> {
    let (objects_use, unions_use) = (object_imports(model), union::imports(model));
    let mut text = prelude.formatted(quote! {
        #objects_use
        #unions_use
        use super::types;
    })?;
    let objects = each(&model.types, |definition| match &definition.kind {
        TypeKind::Struct(structure) => object_text(prelude, definition, structure).map(Some),
        TypeKind::Union(union) => prelude.formatted(union::table(model, definition, union)).map(Some),
        _ => Ok(None),
    })?;
    let objects: Vec<_> = objects.into_iter().flatten().collect();
    text += &objects.concat();
    Ok(if objects.is_empty() { String::new() } else { text })
}

fn object_text(prelude: &Prelude, definition: &TypeDef, structure: &Struct) -> syn::Result<String> {
    let fields = &structure.fields;
    let all: Vec<_> = fields.iter().enumerate().collect();
    if !is_long(all.len()) {
        return prelude.formatted(object(definition, structure, &all, &all));
    }
    // A property that the object does not have.
    let mut wire = "Edge".to_owned();
    let known: BTreeSet<_> = fields.iter().map(|field| field.wire.as_str()).collect();
    while known.contains(wire.as_str()) {
        wire.push('_');
    }
    let edge = Field::edge(wire);
    let written = each(&parts(all.len()), |part| {
        let mut some = vec![(usize::MAX, &edge)];
        some.extend(all.get(part.clone()).unwrap_or_default());
        some.push((usize::MAX, &edge));
        prelude.formatted(object(definition, structure, &some, if part.start == 0 { &all } else { &[] }))
    })?;
    let (name, wire) = (&edge.name, quote::ToTokens::to_token_stream(&edge.wire));
    let edges = [
        format!("{wire},"),
        format!("{name}: blank(),"),
        format!("{} => member.required(&mut self.{name}),", usize::MAX),
        format!("object.required({wire}, &self.{name});"),
    ];
    Ok(joined(written.iter().map(String::as_str), |line| edges.iter().any(|edge| edge == line)))
}

/// What the objects use of the runtime.
fn object_imports(model: &Model) -> Option<TokenStream> {
    let objects: Vec<_> = model
        .types
        .iter()
        .filter_map(|definition| match &definition.kind {
            TypeKind::Struct(structure) => Some(structure),
            _ => None,
        })
        .collect();
    let others = objects.iter().any(|structure| !matches!(structure.additional, Additional::Ignore));
    let others = others.then(|| quote!(Additional,));
    let blank = objects.iter().any(|structure| {
        matches!(structure.additional, Additional::Keep { .. })
            || structure.fields.iter().any(|field| field.required || field.nullable)
    });
    let blank = blank.then(|| quote!(blank,));
    (!objects.is_empty()).then(|| {
        quote! {
            use ::hire_runtime::{#others Member, Object, Table, Writer, #blank};
        }
    })
}

/// The table of an object with some of its fields, each with its index; what stands in one line is of all of them.
fn object(
    definition: &TypeDef,
    structure: &Struct,
    fields: &[(usize, &Field)],
    all: &[(usize, &Field)],
) -> TokenStream {
    let name = &definition.name;
    let wire = &structure.wire;
    let names = fields.iter().map(|(_, field)| &field.wire);
    let required = all.iter().filter(|(_, field)| field.required);
    let required = required.map(|(index, _)| Literal::usize_unsuffixed(*index));
    let others = match &structure.additional {
        Additional::Ignore => None,
        Additional::Refuse => Some(quote!(.with(Additional::Refuse))),
        Additional::Keep { .. } => Some(quote!(.with(Additional::Keep))),
    };
    let blank = blank(structure, fields);
    let read = read(fields);
    let read_additional = read_additional(structure);
    let write = write(structure, fields);
    quote! {
        impl Object for types::#name {
            const TABLE: Table = Table::new(#wire, &[#(#names),*], &[#(#required),*])#others;
            fn blank() -> Self {
                #blank
            }
            #read
            #read_additional
            #write
        }
        ::hire_runtime::object!(types::#name);
    }
}

/// Each field as it is before anything has been read.
fn blank(structure: &Struct, fields: &[(usize, &Field)]) -> TokenStream {
    let mut fields: Vec<_> = fields
        .iter()
        .map(|(_, field)| {
            let name = &field.name;
            if field.required || field.nullable { quote!(#name: blank()) } else { quote!(#name: None) }
        })
        .collect();
    if let Additional::Keep { field, .. } = &structure.additional {
        fields.push(quote!(#field: blank()));
    }
    quote!(Self { #(#fields),* })
}

fn read_additional(structure: &Struct) -> Option<TokenStream> {
    let Additional::Keep { field, .. } = &structure.additional else {
        return None;
    };
    Some(quote! {
        fn read_additional<M: Member>(&mut self, name: String, member: M) {
            member.additional(&mut self.#field, name);
        }
    })
}

fn read(fields: &[(usize, &Field)]) -> TokenStream {
    let arms = fields.iter().map(|(index, field)| {
        let index = Literal::usize_unsuffixed(*index);
        let (name, presence) = (&field.name, presence(field));
        quote!(#index => member.#presence(&mut self.#name),)
    });
    if fields.is_empty() {
        return quote! {
            fn read<M: Member>(&mut self, _: usize, member: M) {
                member.skip();
            }
        };
    }
    quote! {
        fn read<M: Member>(&mut self, index: usize, member: M) {
            match index {
                #(#arms)*
                _ => member.skip(),
            }
        }
    }
}

/// The method of the runtime that reads or writes a property.
fn presence(field: &Field) -> Ident {
    match (field.required, field.nullable) {
        (true, _) => format_ident!("required"),
        (false, false) => format_ident!("optional"),
        (false, true) => format_ident!("nullable"),
    }
}

fn write(structure: &Struct, fields: &[(usize, &Field)]) -> TokenStream {
    let mut calls: Vec<_> = fields
        .iter()
        .map(|(_, field)| {
            let (name, wire, presence) = (&field.name, &field.wire, presence(field));
            quote!(object.#presence(#wire, &self.#name);)
        })
        .collect();
    if let Additional::Keep { field, .. } = &structure.additional {
        calls.push(quote!(object.additional(&self.#field);));
    }
    if calls.is_empty() {
        return quote!(
            fn write<W: Writer>(&self, _: &mut W) {}
        );
    }
    quote! {
        fn write<W: Writer>(&self, object: &mut W) {
            #(#calls)*
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::emit::tokens::spaced;

    #[test]
    fn items_stand_apart() {
        let solid = "struct A {\n    a: u8,\n}\nimpl A {\n    const A: u8 = 1;\n    fn a() {\n        f();\n    }\n    fn b() {}\n}\n";
        let apart = "struct A {\n    a: u8,\n}\n\nimpl A {\n    const A: u8 = 1;\n\n    fn a() {\n        f();\n    }\n\n    fn b() {}\n}\n";
        assert_eq!(spaced(String::new(), solid), apart);
    }
}
