//! Answers about schemas, as tables: a schema, and what is answered.

use std::collections::BTreeSet;

use super::Analysis;
use super::plan::{Decision, Holding, UnmatchedTag};
use super::shape::Shape;
use super::signature::{Constant, Difference};
use crate::diagnostic::Diagnostics;
use crate::openapi::{self, Selection};
use crate::schema::{self, Formats, Meaning, SchemaId};
use crate::source::Sources;

/// Asks about the schema `S` of a description with these components, each a line of YAML.
fn ask<T>(components: &[&str], question: impl FnOnce(&mut Analysis<'_>, SchemaId) -> T) -> T {
    let mut text = "openapi: 3.1.1\ninfo: { title: T, version: '1' }\ncomponents:\n  schemas:\n".to_owned();
    for component in components {
        text.extend(["    ", component, "\n"]);
    }
    let mut diagnostics = Diagnostics::default();
    let sources = Sources::from_text("t.yaml", &text, &mut diagnostics).expect(&text);
    let api = openapi::read(&sources, &Selection::default(), &mut diagnostics).expect(&text);
    let roots: Vec<_> = api.schemas.values().copied().collect();
    let schemas = schema::read(
        api.version,
        Meaning {
            formats: Formats::Asserted,
            nullable_without_type: false,
            assume_objects: false,
            merge_closed_parts: false,
        },
        &BTreeSet::new(),
        &roots,
        &mut diagnostics,
    );
    let schemas = schema::normalize(schemas, &sources, &mut diagnostics).expect(&text);
    assert!(!diagnostics.has_errors(), "{text}");
    let mut analysis = Analysis::new(&sources, schemas, false);
    let subject = analysis.schemas.at(api.schemas["S"].place()).expect(&text);
    let subject = analysis.flattened(subject);
    question(&mut analysis, subject)
}

#[test]
fn the_shape_of_values_null_apart() {
    for (schema, expected) in [
        ("{}", "any"),
        ("true", "any"),
        ("{ type: boolean }", "bool"),
        ("{ type: [boolean, 'null'] }", "bool"),
        ("{ type: integer }", "integer"),
        ("{ type: number }", "number"),
        ("{ type: string, minLength: 2 }", "string"),
        ("{ type: array }", "array"),
        ("{ type: object }", "object"),
        ("{ enum: [a, b] }", "enumeration of 2"),
        ("{ enum: [1, 2, null] }", "enumeration of 2"),
        ("{ type: string, enum: [a, {}] }", "enumeration of 1"),
        ("{ enum: [true] }", "bool"),
        ("{ enum: [1.5] }", "number"),
        ("{ enum: [a, 1] }", "dynamic: `enum` lists values of several types"),
        ("{ enum: [{}] }", "dynamic: `enum` lists objects or lists"),
        ("{ type: 'null' }", "dynamic: null is the only value"),
        ("false", "dynamic: no value is valid"),
        ("{ type: [string, integer] }", "dynamic: values are of several types: integer or string"),
        ("{ anyOf: [{ type: string, maxLength: 1 }, { type: string, minLength: 3 }] }", "string"),
        (
            "{ anyOf: [{ type: string }, { type: integer }] }",
            "dynamic: `anyOf` is a union, which has no type",
        ),
        (
            "{ type: object, not: { patternProperties: { a: {} } } }",
            "dynamic: `not` has a branch with `patternProperties`",
        ),
    ] {
        let found = ask(&[&format!("S: {schema}")], |analysis, id| {
            let schema = analysis.schemas.get(id).clone();
            match analysis.shape(&schema) {
                Shape::Any => "any".to_owned(),
                Shape::Bool => "bool".to_owned(),
                Shape::Integer => "integer".to_owned(),
                Shape::Number => "number".to_owned(),
                Shape::String => "string".to_owned(),
                Shape::Array => "array".to_owned(),
                Shape::Object => "object".to_owned(),
                Shape::Enumeration(values) => format!("enumeration of {}", values.len()),
                Shape::Dynamic(why) => format!("dynamic: {}", why.reason),
            }
        });
        assert_eq!(found, expected, "{schema}");
    }
}

#[test]
fn whether_null_is_a_value() {
    for (schema, expected) in [
        ("{}", true),
        ("{ type: string }", false),
        ("{ type: [string, 'null'] }", true),
        ("{ type: [string, 'null'], enum: [a] }", false),
        ("{ type: [string, 'null'], enum: [a, null] }", true),
        ("{ const: null }", true),
        ("{ minLength: 3, minimum: 4 }", true),
        ("{ anyOf: [{ type: string }, { type: 'null' }] }", true),
        ("{ oneOf: [{ type: [string, 'null'] }, { type: 'null' }] }", false),
        ("{ not: { type: 'null' } }", false),
        ("{ if: { type: 'null' }, then: false }", false),
        ("{ allOf: [{ type: [string, 'null'] }, { type: [integer, 'null'] }] }", true),
        ("false", false),
    ] {
        let found = ask(&[&format!("S: {schema}")], |analysis, id| {
            (analysis.accepts_null(id), analysis.takes_null(id))
        });
        assert_eq!(found, (Some(expected), expected), "{schema}");
    }
}

#[test]
fn what_every_value_has() {
    let a = || Constant::Text("a".to_owned());
    for (schema, types, required, constants) in [
        ("{}", "null", vec![], vec![]),
        ("{ type: object, required: [x] }", "object", vec!["x"], vec![]),
        ("{ type: object, properties: { k: { const: a } } }", "object", vec![], vec![("k", vec![a()])]),
        (
            "{ type: object, properties: { k: { enum: [a, 1, null, true] } } }",
            "object",
            vec![],
            vec![("k", vec![a(), Constant::Integer(1), Constant::Null, Constant::Bool(true)])],
        ),
        ("{ type: object, properties: { k: { enum: [[]] } } }", "object", vec![], vec![]),
        (
            "{ type: object, properties: { k: { type: string, enum: [a, {}] } } }",
            "object",
            vec![],
            vec![("k", vec![a()])],
        ),
        (
            "{ type: object, required: [x], anyOf: [{ required: [y, z] }, { required: [y] }] }",
            "object",
            vec!["x", "y"],
            vec![],
        ),
        ("{ oneOf: [{ type: string }, { type: integer }] }", "integer or string", vec![], vec![]),
    ] {
        ask(&[&format!("S: {schema}")], |analysis, id| {
            let signature = analysis.signature(id);
            if types != "null" {
                assert_eq!(signature.types.to_string(), types, "{schema}");
            }
            assert_eq!(signature.required, required, "{schema}");
            let found: Vec<_> =
                signature.constants.iter().map(|(name, values)| (name.as_str(), values.clone())).collect();
            assert_eq!(found, constants, "{schema}");
        });
    }
}

#[test]
fn what_tells_two_schemas_apart() {
    for (one, other, expected) in [
        ("{ type: string }", "{ type: integer }", Some(Difference::Kind)),
        ("{ type: integer }", "{ type: number }", None),
        ("{ type: string }", "{ type: string, maxLength: 1 }", None),
        ("{ type: object }", "{ type: object }", None),
        (
            "{ type: object, required: [k], properties: { k: { const: a } } }",
            "{ type: object, required: [k], properties: { k: { const: b } } }",
            Some(Difference::Constant),
        ),
        (
            "{ type: object, properties: { k: { const: a } } }",
            "{ type: object, required: [k], properties: { k: { const: b } } }",
            Some(Difference::Some),
        ),
        ("{ type: object, required: [x] }", "{ type: object, required: [y] }", Some(Difference::Some)),
        ("{ type: object, required: [x] }", "{ type: object, required: [x, y] }", None),
        (
            "{ type: object, additionalProperties: false, properties: { x: {} } }",
            "{ type: object, required: [y], properties: { y: {} } }",
            Some(Difference::Some),
        ),
    ] {
        let components = [format!("S: {one}"), format!("T: {other}")];
        let found = ask(&[&components[0], &components[1]], |analysis, id| {
            let place = analysis.sources.root().get("components").and_then(|it| it.get("schemas")?.get("T"));
            let other = analysis.schemas.at(place.expect("there is a T").place()).expect("T was read");
            let (one, other) = (analysis.signature(id), analysis.signature(other));
            assert_eq!(one.difference(&other), other.difference(&one), "the order does not matter");
            one.difference(&other)
        });
        assert_eq!(found, expected, "{one} {other}");
    }
}

/// How a union is decided, in words.
fn described(decision: &Decision) -> String {
    match decision {
        Decision::Tag { property, unmatched, .. } => {
            let unmatched = match unmatched {
                UnmatchedTag::Invalid => "invalid",
                UnmatchedTag::OneOf => "one",
                UnmatchedTag::AnyOf => "some",
                UnmatchedTag::First => "the first",
            };
            format!("by `{property}`, else {unmatched}")
        }
        Decision::Signatures { holding, .. } => match holding {
            Holding::ExactlyOne => "by signature, exactly one".to_owned(),
            Holding::AtLeastOne => "by signature".to_owned(),
            Holding::First => "by signature, the first".to_owned(),
        },
    }
}

#[test]
fn how_a_union_is_decided() {
    let cat = "Cat: { type: object, required: [kind], properties: { kind: { const: cat }, lives: { type: integer } } }";
    let dog = "Dog: { type: object, required: [kind], properties: { kind: { const: dog } } }";
    let open = "Open: { type: object, properties: { kind: { type: string } } }";
    let refs = |names: &[&str]| {
        let each = names.iter().map(|name| format!("{{ $ref: '#/components/schemas/{name}' }}"));
        each.collect::<Vec<_>>().join(", ")
    };
    for (subject, expected) in [
        ("S: { type: string }".to_owned(), "none"),
        ("S: { oneOf: [{ type: string }, { type: integer }] }".to_owned(), "2 by signature, exactly one"),
        ("S: { type: [string, integer, boolean] }".to_owned(), "3 by signature"),
        (
            "S: { anyOf: [{ type: string }, { type: integer }, { type: 'null' }] }".to_owned(),
            "2 by signature, or null",
        ),
        ("S: { oneOf: [{ type: object }, { type: object }] }".to_owned(), "none"),
        (format!("S: {{ oneOf: [{}] }}", refs(&["Cat", "Dog"])), "2 by signature, exactly one"),
        (
            format!("S: {{ oneOf: [{}], discriminator: {{ propertyName: kind }} }}", refs(&["Cat", "Dog"])),
            "2 by `kind`, else invalid",
        ),
        (
            format!("S: {{ anyOf: [{}], discriminator: {{ propertyName: kind }} }}", refs(&["Cat", "Open"])),
            "2 by `kind`, else some",
        ),
        (
            format!("S: {{ oneOf: [{}], discriminator: {{ propertyName: kind }} }}", refs(&["Cat", "Open"])),
            "2 by `kind`, else one",
        ),
        // Any that holds will do, unless exactly one must.
        ("S: { anyOf: [{ type: object }, { type: object }] }".to_owned(), "2 by signature, the first"),
        (format!("S: {{ anyOf: [{}, {{ type: string }}] }}", refs(&["Cat", "Open"])), "3 by signature, the first"),
        (
            "S: { anyOf: [{ type: array, items: { type: string } }, { type: array, items: {} }, { type: 'null' }] }"
                .to_owned(),
            "2 by signature, the first, or null",
        ),
        (format!("S: {{ anyOf: [{}, {{ minProperties: 1 }}] }}", refs(&["Cat"])), "none"),
        ("S: { properties: { x: { type: string } } }".to_owned(), "2 by signature"),
    ] {
        let found = ask(&[&subject, cat, dog, open], |analysis, id| {
            let Some(plan) = analysis.union_of(id) else { return "none".to_owned() };
            let how = described(&plan.decision);
            format!("{} {how}{}", plan.rows.len(), if plan.nullable { ", or null" } else { "" })
        });
        assert_eq!(found, expected, "{subject}");
    }
}
