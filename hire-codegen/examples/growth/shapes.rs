//! Descriptions of one shape and any size. What is between `«` and `»` stands once for each number below the size;
//! in it `№` is the number, `№+` the next one, `№~` the next one around the ring, `№-` a name that clashes with the others
//! as a Rust name. `∑` is the size everywhere.

/// A shape: its name, the size at which it begins, and its text. A text that begins with neither `{` nor `openapi` stands
/// below `components.schemas`.
pub(crate) struct Shape {
    pub(crate) name: &'static str,
    pub(crate) size: usize,
    pub(crate) text: &'static str,
    /// A further file that each number has, `№.yaml`.
    pub(crate) file: Option<&'static str>,
}

const fn shape(name: &'static str, size: usize, text: &'static str) -> Shape {
    Shape { name, size, text, file: None }
}

/// The head of what is no document by itself.
const HEAD: &str = "openapi: 3.1.1\ninfo: { title: Growth, version: '1' }\n";

impl Shape {
    /// The files of the shape in a size, the description first.
    pub(crate) fn files(&self, size: usize) -> Vec<(String, String)> {
        let text = expanded(self.text, size);
        let whole = text.starts_with(['{', '[']) || text.starts_with("openapi");
        let below =
            text.starts_with("paths:") || text.starts_with("components:") || text.starts_with("tags:");
        let text = match (whole, below) {
            (true, _) => text,
            (false, true) => format!("{HEAD}{text}"),
            (false, false) => format!("{HEAD}components:\n  schemas:\n{text}"),
        };
        let name = if text.starts_with('{') { "openapi.json" } else { "openapi.yaml" };
        let mut files = vec![(name.to_owned(), text)];
        if let Some(file) = self.file {
            files.extend((0..size).map(|index| (format!("{index}.yaml"), numbered(file, index, size))));
        }
        files
    }
}

fn expanded(text: &str, size: usize) -> String {
    let mut whole = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('«') {
        let (each, behind) = after.split_once('»').unwrap_or((after, ""));
        whole += &before.replace('∑', &size.to_string());
        whole.extend((0..size).map(|index| numbered(each, index, size)));
        rest = behind;
    }
    whole + &rest.replace('∑', &size.to_string())
}

fn numbered(text: &str, index: usize, size: usize) -> String {
    let text = text.replace("№+", &(index + 1).to_string());
    let text = text.replace("№~", &((index + 1) % size).to_string());
    let text = if text.contains("№-") { text.replace("№-", &clashing(index)) } else { text };
    text.replace('№', &index.to_string()).replace('∑', &size.to_string())
}

/// A name that differs from those of other numbers in what stands between the words alone.
fn clashing(index: usize) -> String {
    let separators = ["-", "_", ".", "+"];
    let mut name = "a".to_owned();
    let mut rest = index;
    for letter in "bcdefghijk".chars() {
        name += separators.get(rest % 4).copied().unwrap_or_default();
        name.push(letter);
        rest /= 4;
    }
    name
}

/// Schemas that name each other.
const REFERENCES: &[Shape] = &[
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
const VALUES: &[Shape] = &[
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
const OBJECTS: &[Shape] = &[
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
const BRANCHES: &[Shape] = &[
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
    shape("any values", 1_000, "«    S№: { not: { type: string, maxLength: № } }\n»"),
];

/// Operations and what they have.
const OPERATIONS: &[Shape] = &[
    shape(
        "operations",
        1_000,
        "paths:\n«  /p№:\n    get: { operationId: op№, responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "operations without id",
        1_000,
        "paths:\n«  /p№:\n    get: { responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "operations with bodies",
        500,
        "paths:\n«  /p№:\n    post:\n      operationId: op№\n      requestBody: { required: true, content: { application/json: { schema: { type: object, properties: { a: { type: string } } } } } }\n      responses: { '200': { description: All., content: { application/json: { schema: { type: object, properties: { b: { type: string } } } } } } }\n»",
    ),
    shape(
        "clashing operations",
        1_000,
        "paths:\n«  /p№:\n    get: { operationId: '№-', responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "equal operation ids",
        1_000,
        "paths:\n«  /p№:\n    get: { operationId: op, responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "equal paths",
        1_000,
        "paths:\n«  /p/{a№}:\n    get: { operationId: op№, parameters: [{ name: a№, in: path, required: true, schema: { type: string } }], responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "path with parameters",
        500,
        "paths:\n  «/{p№}»:\n    get:\n      operationId: op\n      parameters:\n«        - { name: p№, in: path, required: true, schema: { type: string } }\n»      responses: { '204': { description: None. } }\n",
    ),
    shape(
        "undeclared path parameters",
        500,
        "paths:\n  «/{p№}»:\n    get:\n      operationId: op\n      responses: { '204': { description: None. } }\n",
    ),
    shape(
        "query parameters",
        1_000,
        "paths:\n  /p:\n    get:\n      operationId: op\n      parameters:\n«        - { name: p№, in: query, schema: { type: string } }\n»      responses: { '204': { description: None. } }\n",
    ),
    shape(
        "equal parameters",
        1_000,
        "paths:\n  /p:\n    get:\n      operationId: op\n      parameters:\n«        - { name: p, in: query, schema: { type: string } }\n»      responses: { '204': { description: None. } }\n",
    ),
    shape(
        "clashing parameters",
        1_000,
        "paths:\n  /p:\n    get:\n      operationId: op\n      parameters:\n«        - { name: '№-', in: query, schema: { type: string } }\n»      responses: { '204': { description: None. } }\n",
    ),
    shape(
        "shared parameters",
        1_000,
        "components:\n  parameters:\n    P: { name: p, in: query, schema: { type: string, enum: [a, b] } }\npaths:\n«  /p№:\n    get: { operationId: op№, parameters: [{ $ref: '#/components/parameters/P' }], responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "parameters of components",
        2_000,
        "components:\n  parameters:\n«    P№: { name: p№, in: query, schema: { type: string } }\n»",
    ),
    shape(
        "responses of one operation",
        300,
        "paths:\n  /p:\n    get:\n      operationId: op\n      responses:\n        '200': { description: All. }\n«        '№': { description: Some. }\n»",
    ),
    shape(
        "response headers",
        1_000,
        "paths:\n  /p:\n    get:\n      operationId: op\n      responses:\n        '200':\n          description: All.\n          headers:\n«            X-№: { schema: { type: string } }\n»",
    ),
    shape(
        "media types",
        1_000,
        "paths:\n  /p:\n    post:\n      operationId: op\n      requestBody:\n        content:\n«          application/x-№: { schema: { type: string } }\n»      responses: { '204': { description: None. } }\n",
    ),
    shape(
        "responses of components",
        2_000,
        "components:\n  responses:\n«    R№: { description: All., content: { application/json: { schema: { type: string } } } }\n»",
    ),
    shape("tags", 4_000, "tags:\n«  - { name: t№, description: Words. }\n»"),
    shape(
        "tags of operations",
        1_000,
        "tags:\n«  - { name: t№, description: Words. }\n»paths:\n«  /p№:\n    get: { operationId: op№, tags: [t№], responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "servers",
        2_000,
        "openapi: 3.1.1\ninfo: { title: Growth, version: '1' }\nservers:\n«  - { url: 'https://s№.example' }\n»paths:\n  /p:\n    get: { operationId: op, responses: { '204': { description: None. } } }\n",
    ),
    shape(
        "security schemes",
        2_000,
        "components:\n  securitySchemes:\n«    k№: { type: apiKey, in: header, name: X-№ }\n»paths:\n  /p:\n    get: { operationId: op, security: [«{ k№: [] }, »], responses: { '204': { description: None. } } }\n",
    ),
    shape(
        "security requirements of operations",
        500,
        "components:\n  securitySchemes:\n«    k№: { type: apiKey, in: header, name: X-№ }\n»paths:\n«  /p№:\n    get: { operationId: op№, security: [{ k№: [] }], responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "unknown security schemes",
        2_000,
        "components:\n  securitySchemes:\n«    scheme№: { type: apiKey, in: header, name: X-№ }\n»paths:\n  /p:\n    get: { operationId: op, security: [«{ shceme№: [] }, »], responses: { '204': { description: None. } } }\n",
    ),
    shape(
        "oauth scopes",
        2_000,
        "components:\n  securitySchemes:\n    o: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://x.example/t', scopes: {« s№: Words.,» } } } }\npaths:\n  /p:\n    get: { operationId: op, security: [{ o: [«s№, »] }], responses: { '204': { description: None. } } }\n",
    ),
    shape(
        "error codes",
        2_000,
        "openapi: 3.1.1\ninfo: { title: Growth, version: '1' }\nx-error-codes:\n«  - { code: №, message: Words №. }\n»paths:\n  /p:\n    get: { operationId: op, responses: { '204': { description: None. } } }\n",
    ),
    shape(
        "misplaced extensions",
        2_000,
        "paths:\n«  /p№:\n    x-rate-limi: 1\n    get: { operationId: op№, responses: { '204': { description: None. } } }\n»",
    ),
    shape(
        "callbacks",
        1_000,
        "paths:\n  /p:\n    get:\n      operationId: op\n      responses: { '204': { description: None. } }\n      callbacks:\n«        c№: { '/x': { get: { responses: { '204': { description: None. } } } } }\n»",
    ),
    shape(
        "webhooks",
        1_000,
        "openapi: 3.1.1\ninfo: { title: Growth, version: '1' }\nwebhooks:\n«  w№: { post: { responses: { '204': { description: None. } } } }\n»",
    ),
];

/// Diagnostics.
const DIAGNOSTICS: &[Shape] = &[
    shape(
        "equal warnings",
        20_000,
        "    S: { type: object, properties: {« p№: { type: string, minimum: 1 },» } }\n",
    ),
    shape("different warnings", 4_000, "«    S№: { type: string, word№: 1 }\n»"),
    shape("equal errors", 4_000, "«    S№: { type: strnig }\n»"),
    shape("different errors", 4_000, "«    S№: { type: string№ }\n»"),
    shape("errors in one line", 2_000, "    S: { type: object, properties: {« p№: { type: strnig },» } }\n"),
    shape(
        "errors in one line of JSON",
        2_000,
        "{\"openapi\":\"3.1.1\",\"info\":{\"title\":\"Growth\",\"version\":\"1\"},\"components\":{\"schemas\":{«\"S№\":{\"type\":\"strnig\"},»\"T\":{}}}}",
    ),
    shape(
        "warnings in one line of JSON",
        4_000,
        "{\"openapi\":\"3.1.1\",\"info\":{\"title\":\"Growth\",\"version\":\"1\"},\"components\":{\"schemas\":{«\"S№\":{\"type\":\"string\",\"minimum\":1},»\"T\":{}}}}",
    ),
    shape("duplicate keys", 2_000, "    S: { type: object, properties: { p: {},« p: {},» } }\n"),
    shape("duplicate different keys", 2_000, "    S: { type: object, properties: {« p№: {}, p№: {},» } }\n"),
    shape("keys that are no strings", 2_000, "    S: { type: object, properties: {« [№]: {},» } }\n"),
    shape("errors at empty mappings", 1_000, "«    S№: { enum: {} }\n»"),
    shape("errors at items of lists", 1_000, "    S: { type: object, required: [«[], »] }\n"),
    shape("tags of YAML", 2_000, "«    S№: !a { type: string }\n»"),
    shape(
        "related places far away",
        2_000,
        "    S:\n      enum:\n        - a\n        - b\n«        - c№\n»«        - a\n        - b\n»",
    ),
    shape("CRLF", 2_000, "«    S№: { type: string, minimum: 1 }\r\n»"),
    shape(
        "unknown keys of the root",
        4_000,
        "openapi: 3.1.1\ninfo: { title: Growth, version: '1' }\n«word№: 1\n»",
    ),
    shape(
        "misspelt keys of the root",
        4_000,
        "openapi: 3.1.1\ninfo: { title: Growth, version: '1' }\npaths: {}\n«component№: 1\n»",
    ),
];

/// Text: long words, long lines, deep nesting.
const TEXTS: &[Shape] = &[
    shape("a long key", 500_000, "    S: { type: object, properties: { \"«x»\": { type: string } } }\n"),
    shape("a long name of a schema", 500_000, "    \"«Word_»\": { type: string }\n"),
    shape("a long value", 500_000, "    S: { type: string, enum: [\"«x»\"] }\n"),
    shape("a long value of words", 200_000, "    S: { type: string, enum: [\"«Ab »\"] }\n"),
    shape(
        "a long default",
        500_000,
        "    S: { type: object, properties: { a: { type: string, default: \"«x»\" } } }\n",
    ),
    shape("a long description", 500_000, "    S: { type: string, description: \"«x»\" }\n"),
    shape("a long description of words", 100_000, "    S: { type: string, description: \"«word »\" }\n"),
    shape(
        "a long plain description",
        100_000,
        "    S:\n      type: string\n      description: >\n«        word\n»",
    ),
    shape(
        "a description of lines",
        50_000,
        "    S:\n      type: string\n      description: |\n«        line\n»",
    ),
    shape("a description of opening brackets", 100_000, "    S: { type: string, description: \"«[»\" }\n"),
    shape("a description of brackets", 100_000, "    S: { type: string, description: \"«[]»\" }\n"),
    shape("a description of links", 50_000, "    S: { type: string, description: \"«[a](b) »\" }\n"),
    shape("a description of images", 50_000, "    S: { type: string, description: \"«![a](»\" }\n"),
    shape("a description of backticks", 100_000, "    S: { type: string, description: \"«`»\" }\n"),
    shape("a description of growing backticks", 400, "    S: { type: string, description: \"«a«`»№ »\" }\n"),
    shape("a description of codes", 50_000, "    S: { type: string, description: \"«`a` »\" }\n"),
    shape("a description of stars", 100_000, "    S: { type: string, description: \"«*»\" }\n"),
    shape("a description of emphasis", 50_000, "    S: { type: string, description: \"«*a **b »\" }\n"),
    shape("a description of angles", 100_000, "    S: { type: string, description: \"«<»\" }\n"),
    shape("a description of tags", 50_000, "    S: { type: string, description: \"«<b> »\" }\n"),
    shape(
        "a description of URLs",
        50_000,
        "    S: { type: string, description: \"«https://x.example/a№ »\" }\n",
    ),
    shape("a description of quotes", 10_000, "    S: { type: string, description: \"«>»\" }\n"),
    shape(
        "a description of lists",
        10_000,
        "    S:\n      type: string\n      description: |\n«        - a\n»",
    ),
    shape(
        "a description of fences",
        10_000,
        "    S:\n      type: string\n      description: |\n«        ```\n»",
    ),
    shape(
        "a description of a table",
        10_000,
        "    S:\n      type: string\n      description: |\n        | a | b |\n        | - | - |\n«        | № | x |\n»",
    ),
    shape(
        "a description of a wide table",
        10_000,
        "    S:\n      type: string\n      description: |\n        |«a|»\n        |«-|»\n        |«x|»\n",
    ),
    shape(
        "a description of headings",
        10_000,
        "    S:\n      type: string\n      description: |\n«        # a\n»",
    ),
    shape(
        "a description of footnotes",
        10_000,
        "    S:\n      type: string\n      description: |\n«        [a№]: b\n»",
    ),
    shape("a description of escapes", 50_000, "    S: { type: string, description: '«\\»' }\n"),
    shape("a description of entities", 50_000, "    S: { type: string, description: '«&amp;»' }\n"),
    shape("a description of slashes", 100_000, "    S: { type: string, description: '«*/ /* »' }\n"),
    shape("a description of names", 10_000, "«    Sch№: { type: string, description: See Sch№~. }\n»"),
    shape(
        "a description of the API",
        10_000,
        "openapi: 3.1.1\ninfo:\n  title: Growth\n  version: '1'\n  description: |\n«    word №\n»paths: {}\n",
    ),
    shape("flow sequences, nested", 200_000, "    S: { example: «[» }\n"),
    shape("flow mappings, nested", 200_000, "    S: { example: «{» }\n"),
    shape("flow sequences, closed", 200_000, "    S: { example: «[»«]» }\n"),
    shape("flow sequences side by side", 20_000, "    S: { x-a: [«[], »] }\n"),
    shape("a flow sequence of lines", 20_000, "    S:\n      x-a: [\n«        №,\n»      ]\n"),
    shape("flow mappings as keys", 20_000, "    S:\n      x-a: [«№: №, »]\n"),
    shape("block sequences, nested", 200_000, "    S:\n      example:\n        «- »a\n"),
    shape("block sequence", 20_000, "    S:\n      x-a:\n«      - №\n»"),
    shape("complex keys", 20_000, "    S:\n      x-a:\n        «? »a\n"),
    shape("nesting of JSON", 200_000, "{\"openapi\":«[»"),
    shape("aliases of one anchor", 20_000, "    S: &a { type: string, maxLength: 4 }\n«    T№: *a\n»"),
    shape("anchors of YAML", 10_000, "«    S№: &a№ { type: string }\n»«    T№: *a№\n»"),
    shape("aliases of a list", 500, "    S: { x-a: &a [«№, »], x-b: [«*a, »] }\n"),
    shape("aliases of aliases", 1_000, "    S:\n      x-0: &a0 [1]\n«      x-№+: &a№+ [*a№]\n»"),
    shape("comments", 50_000, "«# words №\n»    S: { type: string }\n"),
    shape("blank lines", 50_000, "«\n»    S: { type: string }\n"),
    shape("spaces", 500_000, "    S: {« » type: string }\n"),
    shape("a plain scalar of lines", 20_000, "    S:\n      description: a\n«        word\n»"),
    shape("a quoted scalar of lines", 20_000, "    S:\n      description: \"a\n«        word\n»        \"\n"),
    shape("a quoted scalar of escapes", 50_000, "    S: { description: \"«\\n»\" }\n"),
    shape("an unclosed quote", 100_000, "    S: { description: \"«word »\n"),
    shape("an unclosed list", 50_000, "    S: { x-a: [«№, »\n"),
    shape("colons", 50_000, "    S: { x-a: a«:»a }\n"),
    shape("documents", 10_000, "    S: {}\n«---\na: №\n»"),
    shape("directives", 10_000, "openapi: 3.1.1\n«%TAG !a№! tag:№\n»"),
    shape("a number of digits", 100_000, "    S: { type: number, maximum: 1«0» }\n"),
    shape("a fraction of digits", 100_000, "    S: { type: number, maximum: 1.«1» }\n"),
    shape("an exponent", 100_000, "    S: { type: number, maximum: 1e«9» }\n"),
    shape("a long reference", 20_000, "    S: { $ref: '#«/a»' }\n"),
    shape("a long reference of escapes", 20_000, "    S: { $ref: '#/«%7E0»' }\n"),
    shape(
        "a long path",
        20_000,
        "paths:\n  «/a»:\n    get: { operationId: op, responses: { '204': { description: None. } } }\n",
    ),
    shape(
        "a long server",
        20_000,
        "openapi: 3.1.1\ninfo: { title: Growth, version: '1' }\nservers: [{ url: 'https://x.example«/{a}»' }]\npaths: {}\n",
    ),
];

/// Every shape, with the name of its group.
pub(crate) const GROUPS: &[(&str, &[Shape])] = &[
    ("references", REFERENCES),
    ("values", VALUES),
    ("objects", OBJECTS),
    ("branches", BRANCHES),
    ("operations", OPERATIONS),
    ("diagnostics", DIAGNOSTICS),
    ("texts", TEXTS),
];
