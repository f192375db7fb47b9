//! `wire.rs`: how objects are read and written, as tables.

use std::fmt::Write as _;

use proc_macro2::Literal;
use quote::quote;

use super::long::each;
use super::prelude::Prelude;
use super::union;
use crate::ir::{Additional, Field, Model, Struct, TypeDef, TypeKind};

pub fn file(model: &Model, prelude: &Prelude) -> syn::Result<String> {
    let tables = each(&model.types, |definition| match &definition.kind {
        TypeKind::Struct(structure) => Ok(Some(object(definition, structure))),
        TypeKind::Union(union) => prelude.formatted(union::table(model, definition, union)).map(Some),
        _ => Ok(None),
    })?;
    let tables: Vec<_> = tables.into_iter().flatten().collect();
    if tables.is_empty() {
        return Ok(String::new());
    }
    let unions_use = union::imports(model);
    let head = prelude.formatted(quote! {
        #unions_use
        use super::types;
    })?;
    Ok(head + &tables.concat())
}

/// The table of an object: a line for each property, which needs no formatter.
fn object(definition: &TypeDef, structure: &Struct) -> String {
    let fields = &structure.fields;
    let required = fields.iter().enumerate().filter(|(_, field)| field.required);
    let required: Vec<_> = required.map(|(index, _)| index.to_string()).collect();
    let additional = match &structure.additional {
        Additional::Ignore => String::new(),
        Additional::Refuse => ", Refuse".to_owned(),
        Additional::Keep { field, .. } => format!(", Keep {field}"),
    };
    let mut table = format!(
        "::hire_runtime::object! {{\n    types::{} => {}, [{}]{additional};\n",
        definition.name,
        Literal::string(&structure.wire),
        required.join(", "),
    );
    for (index, field) in fields.iter().enumerate() {
        let (name, wire, presence) = (&field.name, Literal::string(&field.wire), presence(field));
        // Writing into a string does not fail.
        let _ = writeln!(table, "    {index} {wire} => {name}: {presence},");
    }
    table + "}\n\n"
}

/// The methods of the runtime that read and write a property.
fn presence(field: &Field) -> &'static str {
    match (field.required, field.nullable) {
        (true, _) => "required",
        (false, false) => "optional",
        (false, true) => "nullable",
    }
}
