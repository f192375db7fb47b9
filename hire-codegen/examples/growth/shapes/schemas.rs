//! Shapes of schemas.

use super::{Shape, shape};

/// Schemas that name each other.
pub(super) const REFERENCES: &[Shape] = &[
    shape(
        "chain of $ref",
        4_000,
        "«    S№: { $ref: '#/components/schemas/S№+' }\n»    S∑: { type: string }\n",
    ),
    shape(
        "chain of $ref, backwards",
        4_000,
        "    S0: { type: string }\n«    S№+: { $ref: '#/components/schemas/S№' }\n»",
    ),
    shape(
        "references with siblings",
        4_000,
        "«    S№: { $ref: '#/components/schemas/S№+', title: T }\n»    S∑: { type: string }\n",
    ),
    shape(
        "references to one",
        4_000,
        "«    S№: { $ref: '#/components/schemas/T' }\n»    T: { type: string, maxLength: 4 }\n",
    ),
    shape(
        "ring of structs",
        4_000,
        "«    S№: { type: object, properties: { next: { $ref: '#/components/schemas/S№~' } } }\n»",
    ),
    shape(
        "ring of required structs",
        4_000,
        "«    S№: { type: object, required: [next], properties: { next: { $ref: '#/components/schemas/S№~' } } }\n»",
    ),
    shape(
        "chain of structs",
        4_000,
        "«    S№: { type: object, required: [next], properties: { next: { $ref: '#/components/schemas/S№+' } } }\n»    S∑: { type: object }\n",
    ),
    shape(
        "chain of structs with rules",
        4_000,
        "«    S№: { type: object, properties: { next: { $ref: '#/components/schemas/S№+' }, x: { type: string, maxLength: 3 } } }\n»    S∑: { type: object }\n",
    ),
    shape(
        "ring of lists",
        2_000,
        "«    S№: { type: object, properties: { next: { type: array, items: { $ref: '#/components/schemas/S№~' } } } }\n»",
    ),
    shape(
        "ring of unique lists",
        2_000,
        "«    S№: { type: object, properties: { next: { type: array, uniqueItems: true, items: { $ref: '#/components/schemas/S№~' } } } }\n»",
    ),
    shape(
        "ring of unions",
        2_000,
        "«    S№: { oneOf: [{ $ref: '#/components/schemas/S№~' }, { type: array, items: { $ref: '#/components/schemas/S№~' } }] }\n»",
    ),
    shape(
        "unions of structs, mutually",
        1_000,
        "«    S№: { oneOf: [{ type: string }, { type: object, properties: { a: { $ref: '#/components/schemas/S№~' } } }] }\n»",
    ),
    shape(
        "ring of any values",
        1_000,
        "«    S№: { properties: { a: { $ref: '#/components/schemas/S№~' } }, minProperties: 1 }\n»",
    ),
    shape("dangling references", 4_000, "«    S№: { $ref: '#/components/schemas/T№' }\n»"),
    shape(
        "dangling references, nearly right",
        2_000,
        "«    Schema№: { $ref: '#/components/schemas/schema_№' }\n»",
    ),
    shape(
        "dangling references to long names",
        1_000,
        "«    SomeRatherLongNameOfASchema№: { $ref: '#/components/schemas/SomeRatherLongNameOfSchema№' }\n»",
    ),
    shape("dangling anchors", 2_000, "«    S№: { $anchor: a№, not: { $ref: '#b№' } }\n»"),
    shape(
        "anchors",
        4_000,
        "«    S№: { $anchor: a№, type: object, properties: { next: { $ref: '#a№~' } } }\n»",
    ),
    shape(
        "ids",
        4_000,
        "«    S№: { $id: 'https://x.example/s№', type: object, properties: { next: { $ref: 's№~' } } }\n»",
    ),
    shape(
        "dynamic anchors",
        500,
        "«    S№: { $id: 's№', $dynamicAnchor: a, type: object, properties: { next: { $dynamicRef: '#a' } } }\n»",
    ),
    shape(
        "definitions",
        4_000,
        "    S:\n      type: object\n      $defs:\n«        d№: { type: object, properties: { x: { type: string } } }\n»",
    ),
    Shape {
        file: Some("S:\n  type: object\n  properties: { next: { $ref: '№~.yaml#/S' } }\n"),
        ..shape("files", 1_000, "    S: { $ref: '0.yaml#/S' }\n")
    },
    Shape {
        file: Some("type: object\nproperties: { x: { type: string } }\n"),
        ..shape("files of one reference", 1_000, "«    S№: { $ref: '№.yaml' }\n»")
    },
    shape("missing files", 2_000, "«    S№: { $ref: '№.yaml#/S' }\n»"),
    shape("one missing file", 2_000, "«    S№: { $ref: 'one.yaml#/S№' }\n»"),
];

/// Values of one schema or many.
pub(super) const VALUES: &[Shape] = &[
    shape("enum of strings", 20_000, "    S: { type: string, enum: [«v№, »] }\n"),
    shape(
        "enum of strings, a field",
        20_000,
        "    S: { type: object, properties: { a: { type: string, enum: [«v№, »] } } }\n",
    ),
    shape("enum of integers", 20_000, "    S: { type: integer, enum: [«№, »] }\n"),
    shape("enum of numbers", 10_000, "    S: { type: number, enum: [«№.5, »] }\n"),
    shape("enum of anything", 10_000, "    S: { enum: [«№, 'v№', [№], »null] }\n"),
    shape("enum of objects", 5_000, "    S: { enum: [«{ a: №, b: [1, 2] }, »] }\n"),
    shape("enum of clashing names", 5_000, "    S: { type: string, enum: [«№-, »] }\n"),
    shape("enum of equal values", 5_000, "    S: { type: string, enum: [x, «y, »] }\n"),
    shape("enum of values of another type", 5_000, "    S: { type: integer, enum: [1, «v№, »] }\n"),
    shape(
        "enum with names",
        10_000,
        "    S: { type: string, enum: [«v№, »], x-enum-varnames: [«N№, »], x-enum-descriptions: [«d №, »] }\n",
    ),
    shape(
        "enum twice in allOf",
        5_000,
        "    S: { type: string, allOf: [{ enum: [«v№, »] }, { enum: [«v№, »] }] }\n",
    ),
    shape(
        "enum behind references",
        5_000,
        "    E: { type: string, enum: [«v№, »] }\n    S: { type: object, properties: {« p№: { $ref: '#/components/schemas/E' },» } }\n",
    ),
    shape(
        "enum with defaults",
        2_000,
        "    E: { type: string, enum: [«v№, »] }\n    S: { type: object, properties: {« p№: { $ref: '#/components/schemas/E', default: v№ },» } }\n",
    ),
    shape(
        "enum with bad examples",
        1_000,
        "    E: { type: string, enum: [«v№, »] }\n    S: { type: object, properties: {« p№: { $ref: '#/components/schemas/E', example: w№ },» } }\n",
    ),
    shape("enums", 4_000, "«    S№: { type: string, enum: [a, b, c№] }\n»"),
    shape(
        "inline enums of one property name",
        2_000,
        "«    S№: { type: object, properties: { kind: { type: string, enum: [a, b, c№] } } }\n»",
    ),
    shape(
        "equal inline enums",
        2_000,
        "«    S№: { type: object, properties: { kind: { type: string, enum: [a, b, c] } } }\n»",
    ),
    shape("oneOf of const", 5_000, "    S: { type: string, oneOf: [«{ const: v№, title: T№ }, »] }\n"),
    shape("anyOf of enums", 5_000, "    S: { anyOf: [«{ type: string, enum: [v№, w№] }, »] }\n"),
    shape(
        "default of a list",
        10_000,
        "    S: { type: object, properties: { a: { type: array, items: { type: integer }, default: [«№, »] } } }\n",
    ),
    shape(
        "example of a list of an enum",
        2_000,
        "    S: { type: array, items: { type: string, enum: [«v№, »] }, example: [«v№, »] }\n",
    ),
    shape(
        "example of a unique list",
        4_000,
        "    S: { type: array, uniqueItems: true, items: { type: integer }, example: [«№, »] }\n",
    ),
    shape(
        "example of a unique list of objects",
        2_000,
        "    S: { type: array, uniqueItems: true, example: [«{ a: №, b: x }, »] }\n",
    ),
    shape(
        "example of an object",
        4_000,
        "    S: { type: object, properties: {« p№: { type: integer },» }, example: {« p№: №,» } }\n",
    ),
    shape(
        "example of objects in a list",
        2_000,
        "    S: { type: array, items: { type: object, required: [a], properties: { a: { type: integer } } }, example: [«{ a: № }, »] }\n",
    ),
    shape(
        "example with patterns",
        1_000,
        "    S: { type: object, patternProperties: {« ^p№$: { type: integer },» }, example: {« p№: №,» } }\n",
    ),
    shape(
        "examples",
        4_000,
        "    S: { type: object, properties: { a: { type: string, examples: [«'x№', »] } } }\n",
    ),
    shape(
        "bad examples",
        4_000,
        "    S: { type: object, properties: { a: { type: string, examples: [«№, »] } } }\n",
    ),
    shape(
        "example with many faults",
        4_000,
        "    S: { type: array, items: { type: integer }, example: [«'v№', »] }\n",
    ),
    shape(
        "example for branches",
        300,
        "    S: { oneOf: [«{ type: object, required: [a№], properties: { a№: { type: integer } } }, »], examples: [«{ a№: № }, »] }\n",
    ),
    shape("const of a list", 10_000, "    S: { const: [«№, »] }\n"),
    shape("const of an object", 10_000, "    S: { const: {« k№: №, »} }\n"),
    shape("not of an enum", 10_000, "    S: { type: string, not: { enum: [«v№, »] } }\n"),
    shape("contradicting bounds", 4_000, "«    S№: { type: integer, minimum: 5, maximum: 4 }\n»"),
    shape(
        "bounds",
        4_000,
        "    S: { type: object, properties: {« p№: { type: integer, minimum: №, maximum: 99999999 },» } }\n",
    ),
    shape(
        "formats",
        4_000,
        "    S: { type: object, properties: {« p№: { type: string, format: date-time },» } }\n",
    ),
    shape(
        "unknown formats",
        4_000,
        "    S: { type: object, properties: {« p№: { type: string, format: date-tim№ },» } }\n",
    ),
    shape("multipleOf in allOf", 2_000, "    S: { type: integer, allOf: [«{ multipleOf: №+ }, »] }\n"),
    shape("bounds in allOf", 2_000, "    S: { type: integer, allOf: [«{ minimum: № }, »] }\n"),
];

/// What is in objects.
pub(super) const OBJECTS: &[Shape] = &[
    shape("properties", 10_000, "    S: { type: object, properties: {« p№: { type: string },» } }\n"),
    shape(
        "required properties",
        10_000,
        "    S: { type: object, properties: {« p№: { type: string },» }, required: [«p№, »] }\n",
    ),
    shape(
        "properties of structs",
        4_000,
        "    S: { type: object, properties: {« p№: { type: object, properties: { x: { type: string } } },» } }\n",
    ),
    shape(
        "properties with rules",
        4_000,
        "    S: { type: object, properties: {« p№: { type: string, minLength: 1, maxLength: 9 },» } }\n",
    ),
    shape(
        "properties of references",
        4_000,
        "    T: { type: object, properties: { x: { type: string } } }\n    S: { type: object, properties: {« p№: { $ref: '#/components/schemas/T' },» } }\n",
    ),
    shape(
        "properties with minProperties",
        4_000,
        "    S: { type: object, minProperties: 2, properties: {« p№: { type: string },» } }\n",
    ),
    shape("properties without type", 2_000, "    S: { properties: {« p№: { type: string },» } }\n"),
    shape(
        "properties beside false",
        4_000,
        "    S: { type: object, additionalProperties: false, properties: {« p№: { type: string },» } }\n",
    ),
    shape(
        "read-only properties",
        4_000,
        "    S: { type: object, required: [«p№, »], properties: {« p№: { type: string, readOnly: true },» } }\n",
    ),
    shape("clashing properties", 2_000, "    S: { type: object, properties: {« №-: { type: string },» } }\n"),
    shape("required alone", 4_000, "    S: { type: object, required: [«p№, »] }\n"),
    shape(
        "required twice",
        4_000,
        "    S: { type: object, required: [p, «p, »], properties: { p: { type: string } } }\n",
    ),
    shape(
        "unknown required",
        2_000,
        "    S: { type: object, properties: {« property№: { type: string },» }, required: [«proprety№, »] }\n",
    ),
    shape(
        "dependentRequired",
        1_000,
        "    S: { type: object, properties: {« p№: { type: string },» }, dependentRequired: {« p№: [p№~],» } }\n",
    ),
    shape(
        "dependentRequired of one",
        1_000,
        "    S: { type: object, properties: {« p№: { type: string },» }, dependentRequired: { p0: [«p№, »] } }\n",
    ),
    shape(
        "dependentRequired of unknown names",
        1_000,
        "    S: { type: object, dependentRequired: {« p№: [p№~],» } }\n",
    ),
    shape(
        "dependentSchemas",
        500,
        "    S: { type: object, properties: {« p№: { type: string },» }, dependentSchemas: {« p№: { required: [p№~] },» } }\n",
    ),
    shape(
        "patternProperties",
        1_000,
        "    S: { type: object, patternProperties: {« ^p№-: { type: string },» } }\n",
    ),
    shape(
        "properties and a pattern",
        2_000,
        "    S: { type: object, properties: {« p№: { type: string },» }, patternProperties: { ^q: { type: string } } }\n",
    ),
    shape(
        "properties and their patterns",
        200,
        "    S: { type: object, properties: {« p№: { type: string },» }, patternProperties: {« ^p№$: { maxLength: 4 },» } }\n",
    ),
    shape(
        "properties and propertyNames",
        2_000,
        "    S: { type: object, properties: {« p№: { type: string },» }, propertyNames: { maxLength: 30 } }\n",
    ),
    shape(
        "propertyNames of an enum",
        2_000,
        "    S: { type: object, properties: {« p№: { type: string },» }, propertyNames: { enum: [«p№, »] } }\n",
    ),
    shape(
        "unevaluatedProperties",
        2_000,
        "    S: { type: object, unevaluatedProperties: false, anyOf: [{ properties: {« p№: { type: string },» } }, { properties: { x: { type: string } } }] }\n",
    ),
    shape(
        "unevaluatedProperties beside branches",
        300,
        "    S: { type: object, unevaluatedProperties: false, anyOf: [«{ required: [p№], properties: { p№: { type: string } } }, »] }\n",
    ),
    shape(
        "prefixItems",
        2_000,
        "    S: { type: array, prefixItems: [«{ type: string, maxLength: № }, »] }\n",
    ),
    shape(
        "tuple",
        1_000,
        "    S: { type: array, prefixItems: [«{ type: string }, »], items: false, minItems: ∑ }\n",
    ),
    shape("contains in allOf", 1_000, "    S: { type: array, allOf: [«{ contains: { const: № } }, »] }\n"),
    shape("patterns in allOf", 500, "    S: { type: string, allOf: [«{ pattern: 'a№' }, »] }\n"),
    shape("unknown keywords", 2_000, "    S: {« some-word№: 1, »type: string }\n"),
    shape("unknown keyword of schemas", 4_000, "«    S№: { type: string, word: 1 }\n»"),
    shape("extensions", 4_000, "    S: {« x-word№: 1, »type: string }\n"),
    shape(
        "conditionals",
        500,
        "    S: { type: object, properties: {« p№: { type: string },» }, allOf: [«{ if: { required: [p№] }, then: { required: [p№~] } }, »] }\n",
    ),
    shape(
        "not in allOf",
        500,
        "    S: { type: object, properties: { x: { type: string } }, allOf: [«{ not: { required: [p№] } }, »] }\n",
    ),
];

/// Branches, and schemas beside each other.
pub(super) const BRANCHES: &[Shape] = &[
    shape(
        "schemas",
        10_000,
        "«    S№: { type: object, properties: { a: { type: string }, b: { type: integer } } }\n»",
    ),
    shape("schemas of strings", 10_000, "«    S№: { type: string, maxLength: 9 }\n»"),
    shape(
        "schemas with docs",
        4_000,
        "«    S№: { type: object, title: Title №, description: Words of № and `S№~`., properties: { a: { type: string, description: A. } } }\n»",
    ),
    shape("clashing schemas", 2_000, "«    '№-': { type: object, properties: { a: { type: string } } }\n»"),
    shape(
        "clashing inline types",
        2_000,
        "    A: { type: object, properties: {« '№-': { type: object, properties: { x: { type: string } } },» } }\n",
    ),
    shape(
        "clashing numbered types",
        2_000,
        "«    S№: { type: object, properties: { b: { type: object, properties: { x: { type: string } } } } }\n    S№B: { type: object }\n»",
    ),
    shape(
        "allOf of inline objects",
        2_000,
        "    S: { type: object, allOf: [«{ properties: { p№: { type: string } } }, »] }\n",
    ),
    shape(
        "allOf of references",
        2_000,
        "«    T№: { type: object, properties: { p№: { type: string } } }\n»    S: { allOf: [«{ $ref: '#/components/schemas/T№' }, »] }\n",
    ),
    shape(
        "allOf of one property",
        500,
        "    S: { type: object, allOf: [«{ properties: { p: { maxLength: № } } }, »] }\n",
    ),
    shape(
        "allOf of one base",
        4_000,
        "    B: { type: object, properties: { x: { type: string } } }\n«    S№: { allOf: [{ $ref: '#/components/schemas/B' }, { properties: { y: { type: string } } }] }\n»",
    ),
    shape(
        "allOf of one wide base",
        100,
        "    B: { type: object, properties: {« p№: { type: string },» } }\n«    S№: { allOf: [{ $ref: '#/components/schemas/B' }] }\n»",
    ),
    shape(
        "chain of allOf",
        300,
        "«    S№: { type: object, allOf: [{ $ref: '#/components/schemas/S№+' }] }\n»    S∑: { type: object, properties: { x: { type: string } } }\n",
    ),
    shape(
        "chain of allOf with fields",
        100,
        "«    S№: { type: object, allOf: [{ $ref: '#/components/schemas/S№+' }], properties: { p№: { type: string } } }\n»    S∑: { type: object, properties: { x: { type: string } } }\n",
    ),
    shape(
        "chain of anyOf",
        500,
        "«    S№: { anyOf: [{ $ref: '#/components/schemas/S№+' }, { type: boolean }] }\n»    S∑: { type: string }\n",
    ),
    shape(
        "chain of not",
        500,
        "«    S№: { not: { $ref: '#/components/schemas/S№+' } }\n»    S∑: { type: string }\n",
    ),
    shape(
        "oneOf of inline objects",
        300,
        "    S: { oneOf: [«{ type: object, required: [a№], properties: { a№: { type: string } } }, »] }\n",
    ),
    shape(
        "oneOf with a constant tag",
        300,
        "    S: { oneOf: [«{ type: object, required: [t], properties: { t: { const: v№ }, x: { type: string } } }, »] }\n",
    ),
    shape(
        "oneOf of references",
        300,
        "«    T№: { type: object, required: [t], properties: { t: { type: string, enum: [v№] } } }\n»    S: { oneOf: [«{ $ref: '#/components/schemas/T№' }, »] }\n",
    ),
    shape(
        "oneOf of alike objects",
        300,
        "    S: { oneOf: [«{ type: object, properties: { a№: { type: string } } }, »] }\n",
    ),
    shape("oneOf of equal branches", 300, "    S: { oneOf: [«{ type: string, maxLength: 4 }, »] }\n"),
    shape("anyOf of strings", 300, "    S: { anyOf: [«{ type: string, maxLength: № }, »] }\n"),
    shape(
        "anyOf of required",
        300,
        "    S: { type: object, properties: {« p№: { type: string },» }, anyOf: [«{ required: [p№] }, »] }\n",
    ),
    shape(
        "anyOf of lists",
        300,
        "    S: { anyOf: [«{ type: array, items: { type: string, maxLength: № } }, »] }\n",
    ),
    shape(
        "oneOf beside properties",
        200,
        "    S: { type: object, properties: { z: { type: string } }, oneOf: [«{ required: [a№], properties: { a№: { type: string } } }, »] }\n",
    ),
    shape(
        "unions of two",
        1_000,
        "«    S№: { oneOf: [{ type: string }, { type: object, properties: { a: { type: integer } } }] }\n»",
    ),
    shape(
        "discriminator",
        300,
        "«    T№: { type: object, required: [t], properties: { t: { type: string } } }\n»    S: { oneOf: [«{ $ref: '#/components/schemas/T№' }, »], discriminator: { propertyName: t } }\n",
    ),
    shape(
        "discriminator with mapping",
        300,
        "«    T№: { type: object, required: [t], properties: { t: { type: string } } }\n»    S: { oneOf: [«{ $ref: '#/components/schemas/T№' }, »], discriminator: { propertyName: t, mapping: {« m№: '#/components/schemas/T№',» } } }\n",
    ),
    shape(
        "mapping to one",
        1_000,
        "    T: { type: object, required: [t], properties: { t: { type: string } } }\n    S: { oneOf: [{ $ref: '#/components/schemas/T' }], discriminator: { propertyName: t, mapping: {« m№: '#/components/schemas/T',» } } }\n",
    ),
    shape(
        "mapping to nowhere",
        1_000,
        "    T: { type: object, required: [t], properties: { t: { type: string } } }\n    S: { oneOf: [{ $ref: '#/components/schemas/T' }], discriminator: { propertyName: t, mapping: {« m№: '#/components/schemas/U№',» } } }\n",
    ),
    shape(
        "subtypes of a base",
        200,
        "    B: { type: object, required: [t], properties: { t: { type: string } }, discriminator: { propertyName: t } }\n«    S№: { allOf: [{ $ref: '#/components/schemas/B' }, { type: object, properties: { p№: { type: string } } }] }\n»",
    ),
    shape(
        "bases with subtypes",
        500,
        "«    B№: { type: object, required: [t], properties: { t: { type: string } }, discriminator: { propertyName: t } }\n    S№: { allOf: [{ $ref: '#/components/schemas/B№' }, { type: object, properties: { p: { type: string } } }] }\n»",
    ),
    shape(
        "chain of bases",
        50,
        "    S0: { type: object, required: [k0], properties: { k0: { type: string } }, discriminator: { propertyName: k0 } }\n«    S№+: { allOf: [{ $ref: '#/components/schemas/S№' }, { type: object, properties: { k№+: { type: string } } }], discriminator: { propertyName: k№+ } }\n»",
    ),
    shape("any values", 1_000, "«    S№: { not: { type: string, maxLength: № } }\n»"),
];
