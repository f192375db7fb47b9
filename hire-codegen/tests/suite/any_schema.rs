//! Schemas put together by chance: whatever they say, there are bindings or a report with places, soon.

use std::time::{Duration, Instant};

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::support::generate;

/// Makes documents that are the same on every run.
struct Chance(Rng);

const ONE: &[&str] = &[
    "additionalProperties",
    "items",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
];
const LIST: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems"];
const MAP: &[&str] = &["properties", "patternProperties", "$defs", "dependentSchemas"];
const NAMES: &[&str] = &["alpha", "beta", "~/%", "a\"b", "", "self"];
const PLAIN: &[&str] = &[
    "type",
    "enum",
    "const",
    "minimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxItems",
    "required",
    "default",
    "format",
    "pattern",
    "uniqueItems",
    "minContains",
    "$id",
    "$anchor",
    "$dynamicAnchor",
    "$dynamicRef",
    "$ref",
    "dependentRequired",
    "examples",
    "x-sensitive",
    "x-enum-varnames",
    "nullable",
    "deprecated",
    "title",
];
const REFERENCES: &[&str] = &[
    "#/components/schemas/Root",
    "#/components/schemas/Other",
    "#/components/schemas/Other/items",
    "#a",
    "urn:a:b",
    "other.yaml#/a",
];
const TYPES: &[&str] = &["object", "array", "string", "integer", "number", "boolean", "null"];

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0.usize(..limit)
    }

    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        self.0.choice(all).unwrap()
    }

    fn scalar(&mut self) -> Value {
        let all =
            json!([null, true, 0, -1, 1.5, 1e300, "", "a", "integer", "object", "#", "#a", [], {}, ["a"]]);
        all[self.below(15)].clone()
    }

    /// A schema, or nearly one.
    fn schema(&mut self, depth: usize) -> Value {
        if depth == 0 || self.below(12) == 0 {
            return [json!(true), json!(false), json!({}), json!({"type": "string"}), self.scalar()]
                [self.below(5)]
            .clone();
        }
        let mut schema = Map::new();
        for _ in 0..=self.below(4) {
            let (keyword, value) = self.keyword(depth - 1);
            schema.insert(keyword.to_owned(), value);
        }
        Value::Object(schema)
    }

    fn keyword(&mut self, depth: usize) -> (&'static str, Value) {
        match self.below(8) {
            0 | 1 => (self.of(ONE), self.schema(depth)),
            2 => (self.of(LIST), (0..self.below(4)).map(|_| self.schema(depth)).collect()),
            3 | 4 => {
                let mut members = Map::new();
                for _ in 0..self.below(4) {
                    members.insert(self.of(NAMES).to_owned(), self.schema(depth));
                }
                (self.of(MAP), Value::Object(members))
            }
            5 => ("type", json!(self.of(TYPES))),
            6 => ("$ref", json!(self.of(REFERENCES))),
            _ => (self.of(PLAIN), self.scalar()),
        }
    }
}

#[test]
fn whatever_a_schema_says_it_is_read_or_reported() {
    let mut chance = Chance(Rng::with_seed(7));
    let (mut read, mut reported) = (0, 0);
    for _ in 0..600 {
        let version = chance.of(&["3.0.4", "3.1.1", "3.1.1", "3.1.1"]);
        let document = json!({
            "openapi": version, "info": {"title": "Any", "version": "1"}, "paths": {},
            "components": {"schemas": {"Root": chance.schema(3), "Other": chance.schema(1)}},
        });
        let start = Instant::now();
        let result = generate(&document.to_string());
        assert!(start.elapsed() < Duration::from_secs(20), "it takes too long: {document}");
        match result {
            Ok(bindings) => {
                assert!(!bindings.files().is_empty());
                read += 1;
            }
            Err(report) => {
                assert!(report.diagnostics().all(|fault| fault.code != "defect"), "{document}\n{report}");
                assert!(report.diagnostics().all(|fault| fault.place.is_some()), "{document}\n{report}");
                reported += 1;
            }
        }
    }
    assert!(read > 30 && reported > 30, "{read} were read, {reported} reported");
}

/// Each union has the next two for branches, so that there are more ways through them than can be gone.
#[test]
fn what_is_asked_of_a_schema_is_asked_once() {
    let reference = |index: usize| json!({"$ref": format!("#/components/schemas/U{}", index.min(60))});
    let mut schemas: Map<String, Value> = (0..60)
        .map(|index| {
            let branches = [reference(index + 1), reference(index + 2), json!({"type": "string"})];
            (format!("U{index}"), json!({"oneOf": branches}))
        })
        .collect();
    schemas.insert("U60".to_owned(), json!({"type": "object", "properties": {"a": {"type": "string"}}}));
    let info = json!({"title": "Chain", "version": "1"});
    let document = json!({"openapi": "3.1.1", "info": info, "components": {"schemas": schemas}});
    assert!(generate(&document.to_string()).is_ok());
}
