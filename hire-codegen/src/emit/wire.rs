//! `wire.rs`: how objects are read and written, as tables.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote};

use super::{formatted, union};
use crate::model::{Additional, Field, Model, Struct, TypeDef, TypeKind};

pub fn file(model: &Model) -> syn::Result<String> {
    let (objects_use, unions_use) = (object_imports(model), union::imports(model));
    let mut text = formatted(quote! {
        #objects_use
        #unions_use
        use super::types;
    })?;
    let mut objects = 0;
    for definition in &model.types {
        let object = match &definition.kind {
            TypeKind::Struct(structure) => object(definition, structure),
            TypeKind::Union(union) => union::table(model, definition, union),
            _ => continue,
        };
        text += &formatted(object)?;
        objects += 1;
    }
    Ok(if objects == 0 { String::new() } else { text })
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

fn object(definition: &TypeDef, structure: &Struct) -> TokenStream {
    let name = &definition.name;
    let wire = &structure.wire;
    let names = structure.fields.iter().map(|field| &field.wire);
    let required = structure.fields.iter().enumerate().filter(|(_, field)| field.required);
    let required = required.map(|(index, _)| Literal::usize_unsuffixed(index));
    let others = match &structure.additional {
        Additional::Ignore => None,
        Additional::Refuse => Some(quote!(.with(Additional::Refuse))),
        Additional::Keep { .. } => Some(quote!(.with(Additional::Keep))),
    };
    let blank = blank(structure);
    let read = read(structure);
    let read_additional = read_additional(structure);
    let write = write(structure);
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
fn blank(structure: &Struct) -> TokenStream {
    let mut fields: Vec<_> = structure
        .fields
        .iter()
        .map(|field| {
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

fn read(structure: &Struct) -> TokenStream {
    let arms = structure.fields.iter().enumerate().map(|(index, field)| {
        let index = Literal::usize_unsuffixed(index);
        let (name, presence) = (&field.name, presence(field));
        quote!(#index => member.#presence(&mut self.#name),)
    });
    if structure.fields.is_empty() {
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

fn write(structure: &Struct) -> TokenStream {
    let mut calls: Vec<_> = structure
        .fields
        .iter()
        .map(|field| {
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
