//! Docs of types, once their rules are there.

use std::rc::Rc;

use super::annotations::{Documented, SubDoc, documented, documented_branch, documented_use};
use super::bullets::{direction, doc_bullets, standing};
use super::rules::{capital, describe_rule};
use super::text::after;
use crate::analysis::annotations::annotations;
use crate::analysis::plan::{Decision, VariantSignature};
use crate::analysis::signature::Constant;
use crate::ir::{
    Additional, Docs, Field, JsonType, Literal, PreservedFor, Rule, Struct, Type, TypeDef, TypeId, TypeKind,
};
use crate::lower::types::{TypeLowering, fields};
use crate::markdown::{code, plain};
use crate::schema::{Annotations, SchemaId};

/// The docs of all types, of their fields and of their variants.
pub fn types(lowering: &mut TypeLowering<'_, '_>) {
    for index in 0..lowering.definitions.len() {
        let id = TypeId(index);
        let origin = lowering.origin(id).clone();
        let schema = origin.schema;
        for (index, property) in origin.fields.iter().enumerate() {
            field(lowering, id, index, *property);
        }
        additional(lowering, id, schema);
        variants(lowering, id, schema);
        let docs = type_(lowering, id, schema);
        let deprecated = annotations(&mut lowering.analysis, schema).deprecated.is_some();
        if let Some(definition) = lowering.definitions.get_mut(index) {
            definition.docs = docs;
            definition.deprecated = deprecated;
        }
    }
}

fn field(lowering: &mut TypeLowering<'_, '_>, id: TypeId, index: usize, property: SchemaId) {
    let Some(type_) = lowering.field(id, index).map(|field| field.type_.clone()) else { return };
    let mut documented = documented_use(lowering, property, &type_, false);
    let Some(field) = lowering.field(id, index) else { return };
    if field.required && field.default.is_none() {
        documented.annotations.default = None;
    }
    let docs = field_docs(lowering, field, &documented);
    if let Some(structure) = lowering.structure_mut(id)
        && let Some(field) = structure.fields.get_mut(index)
    {
        field.docs = docs;
    }
}

/// Docs of the field for the properties without one.
fn additional(lowering: &mut TypeLowering<'_, '_>, id: TypeId, flat: SchemaId) {
    let Some(Struct { additional: Additional::Keep { type_, .. }, .. }) = lowering.structure_of(id) else {
        return;
    };
    let type_ = Type::Map(Box::new(type_.clone()));
    // The struct itself and its fields have docs of their own.
    let mut additional_only = lowering.analysis.schemas.get(flat).clone();
    additional_only.object.properties = Rc::default();
    additional_only.annotations = Annotations::default();
    let additional_only = lowering.analysis.schemas.add(additional_only);
    let parts = documented(lowering, additional_only, &type_).parts;
    let why = fields::preserved_for(lowering, &lowering.analysis.schemas.get(flat).object);
    let Some(Struct { additional: Additional::Keep { rules, .. }, .. }) = lowering.structure_of(id) else {
        return;
    };
    let written = additional_docs(lowering, rules, &parts, why);
    if let Some(Struct { additional: Additional::Keep { docs, .. }, .. }) = lowering.structure_mut(id) {
        *docs = written;
    }
}

fn variants(lowering: &mut TypeLowering<'_, '_>, id: TypeId, flat: SchemaId) {
    let TypeKind::Union(union) = &lowering.get(id).kind else { return };
    let types: Vec<Type> = union.variants.iter().map(|variant| variant.type_.clone()).collect();
    let Some(plan) = lowering.analysis.union_of(flat) else { return };
    for (index, (row, type_)) in plan.rows.iter().zip(&types).enumerate() {
        let documented = documented_branch(lowering, row.source, type_);
        let docs = variant_docs(lowering, &documented, type_, (&plan.decision, index));
        if let Some(TypeDef { kind: TypeKind::Union(union), .. }) = lowering.definitions.get_mut(id.0)
            && let Some(variant) = union.variants.get_mut(index)
        {
            variant.docs = docs;
        }
    }
}

/// Docs of a type.
fn type_(lowering: &mut TypeLowering<'_, '_>, id: TypeId, schema: SchemaId) -> Docs {
    let type_ = match &lowering.get(id).kind {
        TypeKind::Alias { type_, .. } => type_.clone(),
        _ => Type::Named(id),
    };
    let Documented { annotations, known, parts } = documented(lowering, schema, &type_);
    let mut docs = Docs::default();
    docs.about(&annotations, "");
    if docs.lines.is_empty() {
        let wire = lowering.get(id).name.plain().to_owned();
        docs.lines(vec![format!("{}.", code(&wire))]);
    }
    let rules = match &lowering.get(id).kind {
        TypeKind::Alias { rules, .. } => rules.as_slice(),
        _ => &[],
    };
    let mut lines = doc_bullets(lowering, &type_, rules, (&annotations, &known), false);
    lines.extend(direction(&annotations, false).map(str::to_owned));
    docs.lines(lines);
    docs.parts(lowering, &parts);
    if let TypeKind::Struct(structure) = &lowering.get(id).kind {
        let mut words = Vec::new();
        for rule in &structure.rules {
            words.push(format!("- {}", capital(&describe_rule(lowering, rule))));
        }
        if !words.is_empty() {
            words.insert(0, "Rules:".to_owned());
            docs.lines(words);
        }
    }
    docs.place = Some(plain(&lowering.analysis.sources.describe_place(lowering.get(id).at.0)));
    docs
}

/// Docs of a field.
fn field_docs(lowering: &TypeLowering<'_, '_>, field: &Field, documented: &Documented<'_>) -> Docs {
    let mut docs = Docs::default();
    let Documented { annotations, known, parts } = documented;
    docs.about(annotations, &field.wire);
    if docs.lines.is_empty() {
        docs.lines(vec![format!("The property {}.", code(&field.wire))]);
    }
    let mut lines = doc_bullets(lowering, &field.type_, &field.rules, (annotations, known), false);
    if field.required && annotations.default.is_some() {
        for line in lines.iter_mut().filter(|line| line.starts_with("- Default:")) {
            line.push_str(", which the builder sets");
        }
    }
    lines.extend(direction(annotations, field.required_in_one_direction).map(str::to_owned));
    docs.lines(lines);
    docs.parts(lowering, parts);
    docs
}

fn unnamed_properties() -> Docs {
    Docs::line("Properties that the description does not name.")
}

/// Docs of the field for properties without one.
fn additional_docs(
    lowering: &TypeLowering<'_, '_>,
    rules: &[Rule],
    parts: &[SubDoc<'_>],
    why: Option<PreservedFor>,
) -> Docs {
    let mut docs = unnamed_properties();
    docs.parts(lowering, parts);
    let rules = rules.iter().filter(|rule| !matches!(rule, Rule::EachEntry(_)));
    docs.lines(rules.map(|rule| format!("- {}", capital(&describe_rule(lowering, rule)))).collect());
    docs.preserved(why);
    docs
}

/// Docs of the field for properties without one, which nothing but a rule asks for.
pub fn preserved(why: PreservedFor) -> Docs {
    let mut docs = unnamed_properties();
    docs.preserved(Some(why));
    docs
}

/// Docs of a value of an enumeration.
pub fn value(description: Option<&str>, value: &Literal) -> Docs {
    let mut docs = Docs::default();
    let wire = match value {
        Literal::Integer(value) => value.to_string(),
        Literal::String(text) => format!("{text:?}"),
        _ => String::new(),
    };
    docs.paragraph(description.unwrap_or_default());
    if docs.lines.is_empty() { Docs::line(format!("{}.", code(&wire))) } else { after(&code(&wire), docs) }
}

/// Docs of a type of a union: what tells its values from those of the others.
fn variant_docs(
    lowering: &TypeLowering<'_, '_>,
    documented: &Documented<'_>,
    type_: &Type,
    (decision, index): (&Decision, usize),
) -> Docs {
    let decided = match decision {
        Decision::Tag { property, tags, .. } => {
            let tags = tags.get(index).map(Vec::as_slice).unwrap_or_default();
            let tags: Vec<_> = tags.iter().map(|tag| code(&format!("{tag:?}"))).collect();
            match tags.as_slice() {
                [] => format!("the base of the others, which {} does not name", code(property)),
                tags => format!("where {} is {}", code(property), tags.join(", ")),
            }
        }
        Decision::Signatures { signatures, .. } => {
            signatures.get(index).map(described_signature).unwrap_or_default()
        }
    };
    let mut docs = Docs::line(format!("{}.", capital(&decided)));
    let Documented { annotations, known, parts } = documented;
    docs.about(annotations, "");
    let mut lines = doc_bullets(lowering, type_, &[], (annotations, known), true);
    lines.extend(standing(annotations));
    docs.lines(lines);
    docs.parts(lowering, parts);
    docs
}

fn described_signature(signatures: &VariantSignature) -> String {
    let word = |json_type: &JsonType| match json_type {
        JsonType::Null => "null",
        JsonType::Bool => "a boolean",
        JsonType::Number => "a number",
        JsonType::String => "a string",
        JsonType::Array => "a list",
        JsonType::Object => "an object",
    };
    let types = signatures.json_types.iter().map(word).collect::<Vec<_>>().join(" or ");
    let mut parts = Vec::new();
    for (name, values) in &signatures.constants {
        let values = values.iter().map(|value| match value {
            Constant::Null => code("null"),
            Constant::Bool(value) => code(&value.to_string()),
            Constant::Integer(value) => code(&value.to_string()),
            Constant::Text(text) => code(&format!("{text:?}")),
        });
        parts.push(format!("{} is {}", code(name), values.collect::<Vec<_>>().join(" or ")));
    }
    let constant = |name: &&String| signatures.constants.iter().any(|(constant, _)| constant == *name);
    let names: Vec<_> =
        signatures.required.iter().filter(|name| !constant(name)).map(|name| code(name)).collect();
    if !names.is_empty() {
        parts.push(format!("{} {} given", names.join(", "), if names.len() == 1 { "is" } else { "are" }));
    }
    match &signatures.names {
        Some(names) if names.len() <= 5 => {
            let names: Vec<_> = names.iter().map(|name| code(name)).collect();
            parts.push(format!("there is nothing but {}", names.join(", ")));
        }
        Some(_) => parts.push("there is nothing but its properties".to_owned()),
        None => {}
    }
    if parts.is_empty() { types } else { format!("{types} where {}", parts.join(" and ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_comes_before_what_is_said_of_it() {
        let value = Literal::Integer(7);
        let cases = [
            (None, "`7`."),
            (Some(" "), "`7`."),
            (Some("Seven.\nOr so."), "`7`: Seven.\nOr so."),
            (Some("```\nlet x;\n```"), "`7`:\n\n```text\nlet x;\n```"),
            (Some("- one\n- two"), "`7`:\n\n- one\n- two"),
            (Some("```one``` line"), "`7`: ```one``` line"),
            (Some("1. one"), "`7`:\n\n1. one"),
            (Some("1.5 times"), "`7`: 1.5 times"),
        ];
        for (description, expected) in cases {
            assert_eq!(super::value(description, &value).lines.join("\n"), expected, "{description:?}");
        }
    }
}
