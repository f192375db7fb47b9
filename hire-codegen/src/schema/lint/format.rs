//! `format`: misspelt formats, and formats for values of another type.
//!
//! An unknown format is no fault (JSON Schema 2020-12, validation §7.2.3), and has no effect. A misspelt one would change a
//! type in silence.

use crate::diagnostic::{Diagnostics, codes, nearest};
use crate::schema::{JsonTypes, Located, Schema};

/// The formats of JSON Schema (validation §7.3), those of OpenAPI's registry, and `ip` and `timestamp-ms`, which are ours;
/// each with the types of the values that may have the format.
const FORMATS: &[(&[&str], JsonTypes)] = &[
    (&["date-time", "date", "time", "duration"], JsonTypes::STRING),
    (&["email", "idn-email", "hostname", "idn-hostname", "ip", "ipv4", "ipv6"], JsonTypes::STRING),
    (&["uri", "uri-reference", "iri", "iri-reference", "uri-template", "uuid"], JsonTypes::STRING),
    (&["json-pointer", "relative-json-pointer", "regex"], JsonTypes::STRING),
    (&["int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"], NUMBER_OR_STRING),
    (&["float", "double", "decimal", "decimal128"], NUMBER_OR_STRING),
    (&["double-int"], JsonTypes::NUMBER),
    (&["base64url", "binary", "byte", "char", "commonmark", "html", "http-date"], JsonTypes::STRING),
    (&["date-time-local", "time-local", "media-range", "password"], JsonTypes::STRING),
    (&["sf-binary", "sf-boolean", "sf-string", "sf-token"], JsonTypes::STRING),
    (&["sf-decimal", "sf-integer"], JsonTypes::NUMBER),
    (&["timestamp-ms"], JsonTypes::STRING),
];

/// The registry writes numbers beyond what others read exactly as strings, and here all may be.
const NUMBER_OR_STRING: JsonTypes = JsonTypes::NUMBER.union(JsonTypes::STRING);

/// Formats by the names that they have elsewhere.
const SYNONYMS: &[(&str, &str)] = &[
    ("int", "int32"),
    ("integer", "int32"),
    ("long", "int64"),
    ("short", "int16"),
    ("uint", "uint32"),
    ("ulong", "uint64"),
    ("float32", "float"),
    ("float64", "double"),
    ("guid", "uuid"),
    ("url", "uri"),
    ("base64", "byte"),
];

/// Formats of other tools, each of which resembles a known format and means something else.
const FOREIGN: &[&str] =
    &["cid", "cuid", "cuid2", "int128", "int256", "mime", "uid", "uint128", "uint256", "ulid", "urn"];

/// Warns of a format that has no effect and seems to be meant to have one.
pub fn check(schema: &Schema<'_>, diagnostics: &mut Diagnostics) {
    let Some(Located { value: format, place }) = schema.format else { return };
    let Some((_, meant)) = FORMATS.iter().find(|(names, _)| names.contains(&format)) else {
        let known = FORMATS.iter().flat_map(|(names, _)| *names).copied();
        let synonym = SYNONYMS.iter().find(|(name, _)| *name == format).map(|(_, known)| *known);
        let meant = synonym.or_else(|| nearest(format, known).filter(|_| !FOREIGN.contains(&format)));
        if let Some(near) = meant {
            diagnostics
                .warning(codes::UNKNOWN_FORMAT, place, format!("unknown format `{format}` has no effect"))
                .label(format!("did you mean `{near}`?"));
        }
        return;
    };
    if let Some(types) = schema.types
        && types.value.intersection(*meant).is_empty()
    {
        let message = format!("the format `{format}` is for {meant}, and has no effect here");
        diagnostics
            .warning(codes::IGNORED, place, message)
            .related(types.place, format!("{} is another type", types.value));
    }
}
