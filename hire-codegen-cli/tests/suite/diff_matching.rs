//! `diff`: what of one description is compared with what of the other.

use crate::diff_rules::{MESSAGES, compare};
use crate::edited;

/// The ids of what is found on the wire, each as often as it is.
fn found(old: &str, new: &str) -> Vec<String> {
    let ids = compare(old, new).into_iter().map(|finding| finding.rule.id.to_owned());
    let mut ids: Vec<_> = ids.filter(|id| !id.starts_with("rust-")).collect();
    ids.sort();
    ids
}

/// Two texts, and what is found in the second where it is sent, and where it is received: without the direction.
type Row = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

/// Compares each row, in the place of a text in a message.
fn are_found(rows: &[Row], place: &str) {
    for (old, new, sent, received) in rows {
        for ((direction, message), expected) in MESSAGES.into_iter().zip([sent, received]) {
            let with = |text: &str| message.replace(place, text).replace("SCHEMA", "{ type: string }");
            let expected: Vec<_> = expected.iter().map(|id| format!("{direction}-{id}")).collect();
            assert_eq!(found(&with(old), &with(new)), expected, "{direction} {old} -> {new}");
        }
    }
}

#[test]
fn a_condition_is_one_with_what_depends_on_it() {
    const TWO: &str = "{ type: object, allOf: [{ if: { required: [p] }, then: { maxProperties: 2 } }, { if: { required: [q] }, then: { maxProperties: 3 } }] }";
    const BOTH: (&[&str], &[&str]) = (&["condition-tightened"], &["condition-loosened"]);
    are_found(
        &[
            // What depends on them is exchanged.
            (
                TWO,
                "{ type: object, allOf: [{ if: { required: [p] }, then: { maxProperties: 3 } }, { if: { required: [q] }, then: { maxProperties: 2 } }] }",
                BOTH.0,
                BOTH.1,
            ),
            // The same depends on both.
            (
                TWO,
                "{ type: object, allOf: [{ if: { required: [p] }, then: { maxProperties: 2 } }, { if: { required: [q] }, then: { maxProperties: 2 } }] }",
                BOTH.0,
                BOTH.1,
            ),
            // The parts are in another order.
            (
                TWO,
                "{ type: object, allOf: [{ if: { required: [q] }, then: { maxProperties: 3 } }, { if: { required: [p] }, then: { maxProperties: 2 } }] }",
                &[],
                &[],
            ),
        ],
        "SCHEMA",
    );
}

#[test]
fn a_range_of_media_types_is_there_for_each_of_them() {
    const WIDENED: &[&str] = &["media-type-widened", "media-type-widened"];
    const NARROWED: &[&str] = &["media-type-narrowed", "media-type-narrowed"];
    are_found(
        &[
            ("image/png: {}, image/jpeg: {}", "image/*: {}", WIDENED, WIDENED),
            ("image/*: {}", "image/png: {}, image/jpeg: {}", NARROWED, NARROWED),
            ("image/png: {}, image/*: {}", "image/*: {}", &[], &[]),
            ("image/*: {}", "image/png: {}, image/*: {}", &[], &[]),
            ("image/*: {}", "image/png: {}, '*/*': {}", &["media-type-widened"], &["media-type-widened"]),
            (
                "image/png: {}",
                "image/*: {}, text/plain: {}",
                &["media-type-added", "media-type-widened"],
                &["media-type-added", "media-type-widened"],
            ),
        ],
        "application/json: { schema: { $ref: '#/components/schemas/Thing' } }",
    );
}

#[test]
fn a_parameter_is_what_callers_send() {
    const ID: &str = "parameters: [{ name: NAME, in: path, required: true, schema: { type: string } }]";
    let message = MESSAGES[0].1.replace("SCHEMA", "{ type: string }");
    let with = |path: &str, parameters: &str| {
        let operation = format!("operationId: makeThing\n      {parameters}");
        edited(&edited(&message, "/things", path), "operationId: makeThing", &operation)
    };
    let header = |name: &str| {
        with(
            "/things",
            &format!(
                "parameters: [{{ name: {name}, in: header, required: true, schema: {{ type: string }} }}]"
            ),
        )
    };
    for name in ["Content-Length", "transfer-encoding", "Accept"] {
        assert!(found(&message, &header(name)).is_empty(), "{name}");
    }
    assert_eq!(found(&message, &header("Expires")), ["parameter-added-required"]);
    // A segment with a colon before its name is a parameter.
    let path = |path: &str| {
        with(&format!("/things/{path}"), &ID.replace("NAME", path.trim_matches([':', '{', '}'])))
    };
    assert_eq!(found(&path(":id"), &path("{id}")), [""; 0]);
    assert_eq!(found(&path("{id}"), &path(":id")), [""; 0]);
    assert_eq!(found(&path(":id"), &path("{key}")), ["path-parameter-renamed"]);
    // Without a declaration it is sent as it stands.
    assert_eq!(
        found(&with("/things/:id", ""), &path("{id}")),
        ["operation-path-changed", "parameter-added-required"]
    );
}

#[test]
fn unions_of_a_schema_are_known_by_their_branches() {
    const NAMED: &str = "{ allOf: [{ oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] }, { oneOf: [{ $ref: '#/components/schemas/B' }, { $ref: '#/components/schemas/C' }] }] }";
    are_found(
        &[
            (
                NAMED,
                "{ allOf: [{ oneOf: [{ $ref: '#/components/schemas/B' }, { $ref: '#/components/schemas/C' }] }, { oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] }] }",
                &[],
                &[],
            ),
            (
                NAMED,
                "{ allOf: [{ anyOf: [{ $ref: '#/components/schemas/B' }, { $ref: '#/components/schemas/C' }] }, { oneOf: [{ $ref: '#/components/schemas/A' }, { $ref: '#/components/schemas/B' }] }] }",
                &["union-kind-changed"],
                &["union-kind-changed"],
            ),
            (
                "{ allOf: [{ oneOf: [{ type: string, maxLength: 3 }, { type: integer, minimum: 2 }] }, { oneOf: [{ type: string, minLength: 1 }, { type: integer, maximum: 9 }] }] }",
                "{ allOf: [{ oneOf: [{ type: string, minLength: 1 }, { type: integer, maximum: 9 }] }, { oneOf: [{ type: string, maxLength: 3 }, { type: integer, minimum: 2 }] }] }",
                &[],
                &[],
            ),
        ],
        "SCHEMA",
    );
}

#[test]
fn null_is_compared_once_of_a_schema_that_is_put_into_a_union() {
    let (text, nullable) = ("{ type: string, maxLength: 5 }", "{ type: [string, 'null'], maxLength: 5 }");
    let rows = [
        (
            nullable,
            "{ oneOf: [TEXT, { type: integer }, { type: 'null' }] }",
            vec!["variant-added"],
            vec!["variant-removed"],
        ),
        (
            text,
            "{ oneOf: [NULLABLE, { type: integer }] }",
            vec!["became-nullable", "variant-added"],
            vec!["became-not-nullable", "variant-removed"],
        ),
        (
            text,
            "{ oneOf: [TEXT, { type: integer }, { type: 'null' }] }",
            vec!["became-nullable", "variant-added"],
            vec!["became-not-nullable", "variant-removed"],
        ),
    ];
    for (old, new, there, back) in rows {
        let new = new.replace("TEXT", text).replace("NULLABLE", nullable);
        for (direction, message) in MESSAGES {
            let with = |schema: &str| message.replace("SCHEMA", schema);
            let ids = |ids: Vec<&str>| ids.iter().map(|id| format!("{direction}-{id}")).collect::<Vec<_>>();
            assert_eq!(found(&with(old), &with(&new)), ids(there.clone()), "{direction} {old} -> {new}");
            assert_eq!(found(&with(&new), &with(old)), ids(back.clone()), "{direction} {new} -> {old}");
        }
    }
}

#[test]
fn long_lists_are_compared_as_wholes() {
    let items = |count: usize| {
        let items = vec!["{ type: string }"; count].join(", ");
        format!("{{ type: array, prefixItems: [{items}], items: false }}")
    };
    let required = |names: &[usize]| {
        let names: Vec<_> = names.iter().map(|name| format!("n{name}")).collect();
        format!("{{ type: object, dependentRequired: {{ p: [{}] }} }}", names.join(", "))
    };
    let (up, down): (Vec<_>, Vec<_>) = ((0..300).collect(), (0..300).rev().collect());
    let message = MESSAGES[0].1;
    for (old, new, expected) in [
        (items(30), items(20), &["request-prefix-items-tightened"] as &[_]),
        (items(20), items(30), &["request-prefix-items-loosened"]),
        (required(&up), required(&down), &[]),
        (required(&up), required(&down[1..]), &["request-dependent-required-loosened"]),
    ] {
        let with = |schema: &str| message.replace("SCHEMA", schema);
        assert_eq!(found(&with(&old), &with(&new)), expected, "{old} -> {new}");
    }
}
