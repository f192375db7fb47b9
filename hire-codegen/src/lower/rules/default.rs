//! Defaults of the description as Rust values, of every type.

use crate::analysis::plan::Decision;
use crate::diagnostic::{Diagnostic, codes};
use crate::ir::{Additional, Literal, Struct, Type, TypeId, TypeKind};
use crate::lower::types::{TypeLowering, literal};
use crate::schema::SchemaId;
use crate::schema::instance::{self, Fault};
use crate::source::{Cursor, Kind};

/// Whether a default breaks its schema. Nothing could be built with it, and it is no reason to refuse a description:
/// `default` is an annotation (JSON Schema 2020-12 validation §9.2).
pub fn breaks_schema<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    property: SchemaId,
    default: Cursor<'a>,
) -> bool {
    let faults = instance::check(&mut lowering.analysis.schemas, property, default, lowering.diagnostics);
    let breaks = faults.iter().any(|fault| fault.quotes.is_none());
    for fault in &faults {
        let diagnostic = broken_default(lowering, fault);
        if breaks {
            diagnostic
                .help("mend the default, or the rule that it breaks; until then the builder does not set it");
        }
    }
    breaks
}

/// Reports a default that breaks its schema.
pub fn broken_default<'l>(lowering: &'l mut TypeLowering<'_, '_>, fault: &Fault) -> &'l mut Diagnostic {
    let message = format!("the default breaks its schema: {}", fault.message);
    lowering
        .diagnostics
        .warning(codes::BAD_DEFAULT, fault.value, message)
        .related(fault.schema, "this rule")
        .help(fault.help())
}

/// The value as a constant of a type, if it is one. A value of the wrong type is not reported here: that a default breaks
/// its schema is found by checking it against the schema.
pub fn of<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    value: Cursor<'a>,
    type_: &Type,
    nullable: bool,
) -> Option<Literal> {
    match (type_, value.kind()) {
        (_, Kind::Null) if nullable => Some(Literal::Null),
        (Type::Nullable(inner), _) => of(lowering, value, inner, true),
        (Type::Value, _) => Some(Literal::Json(value.to_json())),
        (Type::List(item), Kind::Sequence) => {
            let items = value.items().map(|value| of(lowering, value, item, false));
            items.collect::<Option<_>>().map(Literal::List)
        }
        (Type::Tuple(types), Kind::Sequence) => {
            let items = value.items().zip(types).map(|(value, type_)| of(lowering, value, type_, false));
            let items: Vec<_> = items.collect::<Option<_>>()?;
            (items.len() == types.len() && value.items().len() == types.len()).then_some(Literal::List(items))
        }
        (Type::Map(entry), Kind::Mapping) => named(lowering, value.entries(), entry).map(Literal::Map),
        (Type::Named(id), kind) => match &lowering.get(*id).kind {
            TypeKind::Any { .. } => Some(Literal::Json(value.to_json())),
            TypeKind::Alias { type_: target, .. } => {
                let target = target.clone();
                of(lowering, value, &target, false)
            }
            TypeKind::Struct(_) if matches!(kind, Kind::Mapping) => structure(lowering, value, *id),
            TypeKind::Union(_) => union(lowering, value, *id),
            _ => literal::of(lowering, literal::meant(lowering, value, type_), type_),
        },
        _ => literal::of(lowering, literal::meant(lowering, value, type_), type_),
    }
}

fn named<'a>(
    lowering: &mut TypeLowering<'a, '_>,
    mut entries: impl Iterator<Item = (&'a str, Cursor<'a>)>,
    type_: &Type,
) -> Option<Vec<(String, Literal)>> {
    entries.try_fold(Vec::new(), |mut all, (name, value)| {
        all.push((name.to_owned(), of(lowering, value, type_, false)?));
        Some(all)
    })
}

fn structure<'a>(lowering: &mut TypeLowering<'a, '_>, value: Cursor<'a>, id: TypeId) -> Option<Literal> {
    let structure = lowering.structure_of(id)?;
    let declared: Vec<_> = structure.fields.iter().map(|field| field.wire.clone()).collect();
    let undeclared = value.entries().filter(|(name, _)| !declared.iter().any(|declared| declared == name));
    let additional = match &structure.additional {
        Additional::Keep { type_, .. } => {
            let type_ = type_.clone();
            named(lowering, undeclared, &type_)?
        }
        // It may turn out that the struct has to keep them.
        Additional::Ignore => named(lowering, undeclared, &Type::Value)?,
        Additional::Refuse if undeclared.count() > 0 => return None,
        Additional::Refuse => Vec::new(),
    };
    let mut fields = Vec::new();
    for (index, name) in declared.iter().enumerate() {
        let field = lowering.field(id, index)?;
        let (type_, required, nullable) = (field.type_.clone(), field.required, field.nullable);
        let given = match value.get(name) {
            Some(value) => Some(of(lowering, value, &type_, nullable)?),
            None if required => return None,
            None => None,
        };
        fields.push(given);
    }
    Some(Literal::Struct { fields, additional })
}

/// The value in the variant that it is read as: that which a property names, else the first that holds and keeps all of it. Any
/// other is kept as it is written.
fn union<'a>(lowering: &mut TypeLowering<'a, '_>, value: Cursor<'a>, id: TypeId) -> Option<Literal> {
    let plan = lowering.analysis.union_of(lowering.origin(id).schema)?;
    let TypeKind::Union(union) = &lowering.get(id).kind else { return None };
    let types: Vec<_> = union.variants.iter().map(|variant| variant.type_.clone()).collect();
    let rows: Vec<_> = plan.rows.iter().zip(types).enumerate().collect();
    // A branch that holds with other quotes comes after those that hold.
    for (requoted, (index, (row, type_))) in
        [false, true].iter().flat_map(|it| rows.iter().map(move |row| (*it, row)))
    {
        if let Decision::Tag { property, tags, .. } = &plan.decision {
            let tag = value.get(property).and_then(Cursor::as_text);
            let named = tags.get(*index).is_some_and(|tags| tags.iter().any(|own| Some(own.as_str()) == tag));
            if !named {
                continue;
            }
        }
        let schemas = &mut lowering.analysis.schemas;
        let faults = instance::check(schemas, row.branch, value, lowering.diagnostics);
        if faults.is_empty() == requoted || faults.iter().any(|fault| fault.quotes.is_none()) {
            continue;
        }
        let literal = of(lowering, value, type_, false);
        if let Some(literal) = literal.filter(|literal| !loses(lowering, literal, type_)) {
            return Some(Literal::Union(*index, Box::new(literal)));
        }
    }
    Some(Literal::Json(value.to_json()))
}

/// Whether a struct does not keep all that a constant has.
fn loses(lowering: &TypeLowering<'_, '_>, literal: &Literal, type_: &Type) -> bool {
    match (literal, type_) {
        (Literal::Struct { additional, .. }, Type::Named(id)) => {
            let structure = lowering.structure_of(*id);
            let ignores = |it: &Struct| matches!(it.additional, Additional::Ignore);
            !additional.is_empty() && structure.is_some_and(ignores)
        }
        _ => false,
    }
}
