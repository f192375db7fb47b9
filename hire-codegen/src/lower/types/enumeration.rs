//! Enumerations: schemas with `enum` or `const` whose values are all strings or all integers.

use crate::ir::{At, Enumeration, EnumerationValues, Literal, Name, TypeId, TypeKind, Variant};
use crate::lower::describe;
use crate::lower::naming::{Case, Scope, value_spelling};
use crate::lower::types::{TypeLowering, fields, value_metadata};
use crate::schema::{Located, SchemaId};
use crate::source::{Cursor, Kind};

/// The enumeration of a schema with `enum`.
pub fn enumeration<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    id: SchemaId,
    flat: SchemaId,
    hint: &str,
    values: &[Cursor<'a>],
) -> TypeId {
    if let Some(known) = lowering.by_schema.get(&flat) {
        return *known;
    }
    let name = lowering.type_name(id, hint);
    let place = lowering.analysis.schemas.get(flat).place;
    fields::count_values(lowering, values.len(), place);
    let of_values = value_metadata::metadata_of_values(lowering, flat, values);
    let mut scope = Scope::with(&["Unknown"]);
    // Each value with its variant, whose name is there already if no author gives one.
    let mut known: Vec<(Literal, Option<Name>)> = Vec::new();
    let mut metadata = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let Some(literal) = enumerated(lowering, *value) else { continue };
        let authored = of_values.names.get(index).copied().flatten();
        let spelling = value_spelling(&literal);
        let spelling = Located { value: spelling.as_str(), place: value.place() };
        let spelling = of_values.titles.get(index).copied().flatten().unwrap_or(spelling);
        let name = authored.is_none().then(|| scope.name_at(spelling, Case::Camel));
        known.push((literal, name));
        let deprecated = of_values.deprecated.get(index).copied().unwrap_or_default();
        metadata.push((
            At(value.place()),
            authored,
            of_values.descriptions.get(index).copied().flatten(),
            deprecated,
        ));
    }
    let mut variants: Vec<Variant> = Vec::new();
    for ((value, name), (at, authored, description, deprecated)) in known.into_iter().zip(metadata) {
        let given = authored.map(|name| {
            if scope.is_reserved(name.value, Case::Camel) {
                scope.name_at(name, Case::Camel)
            } else {
                scope.authored(name, Case::Camel, lowering.diagnostics)
            }
        });
        let Some(name) = given.or(name) else { continue };
        let docs = describe::value(description.map(|description| description.value), &value);
        variants.push(Variant { at, name, value, docs, deprecated });
    }
    let integers = variants.iter().all(|variant| matches!(variant.value, Literal::Integer(_)));
    let values = if integers { EnumerationValues::Integers } else { EnumerationValues::Strings };
    let kind = TypeKind::Enumeration(Enumeration { variants, values });
    let type_id = lowering.add(name, kind, flat);
    lowering.by_schema.insert(flat, type_id);
    type_id
}

/// A value of `enum` as a constant.
fn enumerated<'a>(lowering: &mut TypeLowering<'a, '_>, value: Cursor<'a>) -> Option<Literal> {
    match value.kind() {
        Kind::Number(number) => {
            let integer = number.as_integer().and_then(|integer| i64::try_from(integer).ok());
            if integer.is_none() {
                lowering.unsupported(value.place(), "an integer beyond 64 bits in `enum`");
            }
            integer.map(|integer| Literal::Integer(integer.into()))
        }
        _ => Some(Literal::String(value.as_str().unwrap_or_default().to_owned())),
    }
}
