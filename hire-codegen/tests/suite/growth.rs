//! What is emitted grows with the description, however its schemas use each other: a chain in which each schema uses
//! the next two has as many ways through it as the Fibonacci number of its length.

use std::fmt::Write as _;

use crate::support;

/// The links of a chain: `A` and `B` are the next two, and `%` is its number.
const KINDS: &[(&str, &str)] = &[
    ("anyOf", "{ anyOf: [A, B] }"),
    ("oneOf", "{ oneOf: [A, B] }"),
    ("allOf of both", "{ allOf: [A, B] }"),
    ("not", "{ not: { anyOf: [A, B] } }"),
    ("not of both", "{ allOf: [{ not: A }, { not: B }] }"),
    ("if", "{ if: A, then: B, else: { type: boolean } }"),
    ("then and else", "{ if: { type: object }, then: A, else: B }"),
    ("items", "{ type: array, items: { anyOf: [A, B] } }"),
    ("items without type", "{ items: { oneOf: [A, B] } }"),
    ("additionalProperties", "{ type: object, additionalProperties: { oneOf: [A, B] } }"),
    ("contains", "{ type: array, contains: A, items: B }"),
    ("contains alone", "{ contains: A, unevaluatedItems: B }"),
    ("patternProperties", "{ type: object, patternProperties: { ^a: A, ^b: B } }"),
    ("prefixItems", "{ type: array, prefixItems: [A, B] }"),
    ("tuple", "{ type: array, prefixItems: [A, B], items: false, minItems: 2 }"),
    ("properties", "{ type: object, properties: { a: A, b: B }, required: [a] }"),
    ("properties without type", "{ properties: { a: A, b: B } }"),
    ("properties beside anyOf", "{ type: object, anyOf: [A, B], properties: { n: { type: string } } }"),
    ("properties beside oneOf", "{ oneOf: [A, B], properties: { n: { type: string } } }"),
    ("anyOf in properties", "{ type: object, properties: { a: { anyOf: [A, B] }, b: { oneOf: [B, A] } } }"),
    ("dependentSchemas", "{ type: object, properties: { a: A }, dependentSchemas: { a: B } }"),
    ("unevaluatedProperties", "{ anyOf: [A, B], unevaluatedProperties: false }"),
    ("unevaluatedItems", "{ anyOf: [A, B], unevaluatedItems: { type: string } }"),
    ("two lists", "{ anyOf: [A, B], oneOf: [B, A] }"),
    ("types beside anyOf", "{ type: [object, array], anyOf: [A, B] }"),
    ("lists of lists", "{ type: array, items: { type: array, items: { anyOf: [A, B] } } }"),
    (
        "map of a tuple",
        "{ type: object, additionalProperties: { type: array, prefixItems: [A, B], items: false, minItems: 2 } }",
    ),
    ("nullable", "{ anyOf: [{ anyOf: [A, B] }, { type: 'null' }] }"),
    ("null or next", "{ anyOf: [A, { type: 'null' }], oneOf: [B, { type: 'null' }] }"),
    ("lists or null", "{ type: [array, 'null'], items: { anyOf: [A, B] } }"),
    ("strings", "{ type: string, anyOf: [A, { maxLength: 9, not: B }] }"),
    ("objects of strings", "{ type: object, properties: { x: { anyOf: [A, B] } }, oneOf: [A, B] }"),
    ("discriminator", "{ oneOf: [A, B], discriminator: { propertyName: x } }"),
    ("default", "{ anyOf: [A, B], default: true }"),
    ("default of lists", "{ type: array, items: { anyOf: [A, B] }, default: [[[[[[true]]]]]] }"),
    ("enum", "{ enum: [1, [2], x], oneOf: [A, B] }"),
    ("properties and others", "{ type: object, properties: { a: A }, additionalProperties: B }"),
    ("allOf and properties", "{ type: object, allOf: [A], properties: { p: { allOf: [B, A] } } }"),
    ("required alone", "{ required: [a], properties: { a: { not: A } }, anyOf: [B, { required: [b] }] }"),
];

/// Links that have in them all that follow, merged into one schema or written as one type.
const WITH_ALL_THAT_FOLLOWS: &[(&str, &str)] = &[
    ("propertyNames", "{ type: object, propertyNames: A, additionalProperties: B }"),
    ("allOf beside anyOf", "{ allOf: [A], anyOf: [B, { type: boolean }] }"),
    ("allOf beside oneOf", "{ allOf: [A], oneOf: [B, { type: object }] }"),
    ("items of both", "{ type: array, items: { allOf: [A, B] } }"),
    ("property of both", "{ type: object, properties: { p: { allOf: [A, B] } } }"),
    ("reference and anyOf", "{ allOf: [A], anyOf: [B, A] }"),
];

/// The ends of a chain.
const ENDS: &[(&str, &str, &str)] = &[
    ("scalars", "{ type: string, minLength: 2 }", "{ type: integer, minimum: 3 }"),
    (
        "objects",
        "{ type: object, required: [x], properties: { x: { type: string } } }",
        "{ type: object, required: [y], properties: { y: { type: array, items: { type: number } } } }",
    ),
    ("anything", "{ minLength: 2 }", "{ required: [y] }"),
];

fn chain(link: &str, (first, second): (&str, &str), length: usize) -> String {
    let mut text =
        "openapi: 3.1.1\ninfo: { title: Chain, version: '1' }\ncomponents:\n  schemas:\n".to_owned();
    for index in 0..length {
        let link = link.replace('%', &index.to_string());
        let link = link.replace('A', &reference(index + 1)).replace('B', &reference(index + 2));
        writeln!(text, "    S{index}: {link}").unwrap();
    }
    writeln!(text, "    S{length}: {first}\n    S{}: {second}", length + 1).unwrap();
    text
}

fn reference(index: usize) -> String {
    format!("{{ $ref: '#/components/schemas/S{index}' }}")
}

/// How much is emitted of a description; a report if there is none.
fn emitted(text: &str) -> Result<usize, String> {
    let bindings = support::generate(text).map_err(|report| report.to_string())?;
    Ok(support::text(&bindings).len())
}

#[test]
fn bindings_grow_with_the_description() {
    let kinds = KINDS.iter().map(|kind| (kind, 3)).chain(WITH_ALL_THAT_FOLLOWS.iter().map(|kind| (kind, 6)));
    let kinds: Vec<_> = kinds.collect();
    let faults = std::thread::scope(|scope| {
        let check = |kinds: &[(&(&str, &str), usize)]| {
            let faults = kinds.iter().flat_map(|((kind, link), most)| {
                let fault = |(ends, fault)| format!("{kind}, {ends}: {fault}");
                faults(link, *most).into_iter().map(fault).collect::<Vec<_>>()
            });
            faults.collect::<Vec<_>>()
        };
        let workers: Vec<_> =
            kinds.chunks(kinds.len().div_ceil(4)).map(|part| scope.spawn(move || check(part))).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What is wrong with chains of a link, each with their ends.
fn faults(link: &str, most: usize) -> Vec<(&'static str, String)> {
    let mut faults = Vec::new();
    for (index, (ends, first, second)) in ENDS.iter().enumerate() {
        let longest = if index == 0 { 96 } else { 24 };
        if let Err(fault) = grows(link, (first, second), most, longest) {
            faults.push((*ends, fault));
        }
    }
    faults
}

/// Whether twice as many schemas make at most `most` times as much text. Short chains come first: where each link
/// doubles what is emitted, long ones would never end.
fn grows(link: &str, ends: (&str, &str), most: usize, longest: usize) -> Result<(), String> {
    let lengths = [12, 24, 48, 96].into_iter().take_while(|length| *length <= longest);
    let mut before = None;
    for length in lengths {
        let now = match emitted(&chain(link, ends, length)) {
            // Deeper than any reader goes.
            Err(report) if report.contains("nested more than 128 levels deep") => return Ok(()),
            now => now?,
        };
        let whole = if most > 3 { 700 * length * length } else { 10_000 * length };
        let doubled = before.is_some_and(|before| now > most * before);
        // What is shared from some size on is not shared yet in short ones.
        if now > whole || doubled && length > 48 {
            return Err(format!("{now} bytes of {length} schemas, {before:?} of half as many"));
        }
        before = Some(now);
    }
    Ok(())
}

/// A chain of which each schema has the next one, and the last one a type.
fn line(link: &str, length: usize) -> String {
    chain(link, ("{ type: object, properties: { z: { type: string } } }", "{}"), length)
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    let (open, close) = (open.repeat(depth), close.repeat(depth));
    let head = "openapi: 3.1.1\ninfo: { title: Chain, version: '1' }\ncomponents:\n  schemas:\n";
    format!("{head}    S: {open}{{ type: string }}{close}\n")
}

/// Whatever is so deep that nobody writes it by hand has bindings or a report, and never ends the process.
#[test]
fn deep_descriptions_are_generated_or_refused() {
    let own = line("{ allOf: [A], properties: { p%: { type: string } } }", 1_000);
    let cycle = line("{ allOf: [A], type: object }", 1_000).replace("S1000' }", "S0' }");
    let deep = "nested more than 128 levels deep";
    let cases = [
        ("allOf", own, Some("types with more than 200000 fields in all are not supported")),
        ("cycle of allOf", cycle, Some("the schema applies itself to the same value")),
        ("$ref", line("A", 1_000), None),
        ("not", line("{ not: A }", 1_000), None),
        ("if", line("{ if: A, then: { maxProperties: 3 } }", 1_000), None),
        ("anyOf", line("{ anyOf: [A, { type: boolean }] }", 1_000), None),
        ("properties", line("{ type: object, properties: { a: A } }", 1_000), None),
        ("items", line("{ type: array, items: A }", 1_000), Some(deep)),
        ("maps", line("{ type: object, additionalProperties: A }", 1_000), Some(deep)),
        (
            "items inline",
            nested("{ type: array, items: ", " }", 5_000),
            Some("it nests deeper than 128 levels"),
        ),
        ("allOf inline", nested("{ allOf: [", "] }", 5_000), Some("it nests deeper than 128 levels")),
    ];
    for (name, text, expected) in cases {
        match (emitted(&text), expected) {
            (Ok(_), None) => {}
            (Err(report), Some(expected)) => assert!(report.contains(expected), "{name}: {report}"),
            (Ok(_), Some(expected)) => panic!("{name} has bindings, and not the fault `{expected}`"),
            (Err(report), None) => panic!("{name}: {report}"),
        }
    }
}
