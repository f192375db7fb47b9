//! A description with many objects, and the same types as somebody would write them with serde's derives.

use std::fmt::Write as _;

/// How many properties an object has.
pub const PROPERTIES: usize = 12;

/// How many objects have an enum in common.
const PER_ENUM: usize = 15;

const COLOURS: [(&str, &str); 5] =
    [("red", "Red"), ("dark-red", "DarkRed"), ("green", "Green"), ("blue", "Blue"), ("black", "Black")];

/// A property: name, schema, whether it is required, the type that somebody would write.
type Property = (&'static str, String, bool, String);

/// What properties look like: two of three have rules, half are required.
fn properties(number: usize) -> [Property; PROPERTIES] {
    let enums = number / PER_ENUM;
    // As deep as descriptions are, and recursive at the end.
    let (one, many) = (number / 2, number / 3);
    let nested = if number == 0 {
        ("origin", "{ type: string }".to_owned(), false, "String".to_owned())
    } else {
        ("origin", format!("{{ $ref: '#/components/schemas/Object{one}' }}"), false, format!("Object{one}"))
    };
    let schema = |text: &str| text.to_owned();
    [
        ("id", schema("{ type: string, minLength: 1, maxLength: 64 }"), true, schema("String")),
        ("code", schema("{ type: string, pattern: '^[A-Z]{2}-[0-9]{4}$' }"), false, schema("String")),
        ("count", schema("{ type: integer, minimum: 0, maximum: 1000 }"), true, schema("i64")),
        ("price", schema("{ type: number, exclusiveMinimum: 0 }"), false, schema("f64")),
        (
            "colour",
            format!("{{ $ref: '#/components/schemas/Colour{enums}' }}"),
            true,
            format!("Colour{enums}"),
        ),
        ("level", format!("{{ $ref: '#/components/schemas/Level{enums}' }}"), false, format!("Level{enums}")),
        nested,
        (
            "tags",
            schema("{ type: array, maxItems: 10, items: { type: string, maxLength: 20 } }"),
            true,
            schema("Vec<String>"),
        ),
        (
            "parts",
            format!("{{ type: array, items: {{ $ref: '#/components/schemas/Object{many}' }} }}"),
            false,
            format!("Vec<Object{many}>"),
        ),
        (
            "labels",
            schema("{ type: object, additionalProperties: { type: string } }"),
            false,
            schema("BTreeMap<String, String>"),
        ),
        ("comment", schema("{ type: [string, 'null'], maxLength: 200 }"), false, schema("Option<String>")),
        ("created_at", schema("{ type: string, format: date-time }"), true, schema("String")),
    ]
}

/// The description.
pub fn openapi(objects: usize) -> String {
    let mut text = String::from(
        "openapi: 3.1.1\ninfo: { title: Many objects, version: '1' }\npaths: {}\ncomponents:\n  schemas:\n",
    );
    for number in 0..objects {
        let properties = properties(number);
        let required: Vec<_> =
            properties.iter().filter(|property| property.2).map(|property| property.0).collect();
        let required = required.join(", ");
        // Writing into a string does not fail, here and below.
        let _ = write!(
            text,
            "    Object{number}:\n      type: object\n      description: The object {number}.\n      \
             required: [{required}]\n      properties:\n"
        );
        for (name, schema, ..) in properties {
            let schema = match schema.strip_prefix("{ $ref") {
                Some(_) => schema,
                None => schema.replacen('{', &format!("{{ description: The {name} of the object., "), 1),
            };
            let _ = writeln!(text, "        {name}: {schema}");
        }
    }
    let colours = COLOURS.map(|(wire, _)| wire).join(", ");
    for number in 0..objects.div_ceil(PER_ENUM) {
        let _ = writeln!(text, "    Colour{number}: {{ type: string, enum: [{colours}] }}");
        let _ = writeln!(text, "    Level{number}: {{ type: integer, enum: [1, 2, 3] }}");
    }
    text
}

/// The types with serde's derives, without builders and rules.
pub fn derived(objects: usize) -> String {
    let mut text = String::from(
        "//! Types with derives.\nuse std::collections::BTreeMap;\n\nuse serde::{Deserialize, Serialize};\n\n",
    );
    for number in 0..objects {
        let _ = write!(
            text,
            "/// The object {number}.\n#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]\n\
             pub struct Object{number} {{\n"
        );
        for (name, _, required, type_) in properties(number) {
            let _ = writeln!(text, "    /// The {name} of the object.");
            if required {
                let _ = writeln!(text, "    pub {name}: {type_},");
            } else {
                let _ = writeln!(text, "    #[serde(default, skip_serializing_if = \"Option::is_none\")]");
                let _ = writeln!(text, "    pub {name}: Option<{type_}>,");
            }
        }
        text.push_str("}\n\n");
    }
    for number in 0..objects.div_ceil(PER_ENUM) {
        let _ = write!(
            text,
            "/// A colour.\n#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]\npub enum Colour{number} {{\n"
        );
        for (wire, name) in COLOURS {
            let _ = writeln!(text, "    /// `{wire}`.\n    #[serde(rename = \"{wire}\")]\n    {name},");
        }
        let _ = write!(
            text,
            "}}\n\n/// A level.\n#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]\n#[serde(transparent)]\n\
             pub struct Level{number}(pub i64);\n\n"
        );
    }
    text
}
