//! Hostile names: a description whose names, values and texts are those that emitted code could
//! stumble over.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use hire_syntax::pointer;
use serde_json::{Map, Value, json};

/// Strict, reserved and weak keywords of all editions.
const KEYWORDS: &str = "
    as async await break const continue crate dyn else enum extern false fn for gen if impl in let loop
    match mod move mut pub ref return self Self static struct super trait true type unsafe use where while
    abstract become box do final macro override priv try typeof unsized virtual yield
    union raw safe auto default macro_rules 'static _ __ r#type";

/// The prelude, primitive types, macros and derives.
const PRELUDE: &str = "
    Copy Send Sized Sync Unpin Drop Fn FnMut FnOnce AsyncFn drop size_of align_of Box ToOwned Clone
    PartialEq PartialOrd Eq Ord AsRef AsMut Into From Default Iterator Extend IntoIterator
    DoubleEndedIterator ExactSizeIterator Option Some None Result Ok Err String ToString Vec TryFrom TryInto
    FromIterator Future IntoFuture Debug Display Hash Error
    bool char str u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64 f16 f128
    panic assert assert_eq println format vec write matches include concat env todo derive test cfg
    std core alloc proc_macro serde serde_json http bytes hire_runtime hire_codegen main new clone
    to_string into_iter from_str try_from fmt eq ne cmp partial_cmp hash as_ref borrow deref index next
    len is_empty iter push insert get set remove unwrap expect";

/// Names of the runtime and of emitted code that a description does not make use of everywhere.
const OURS: &str = "
    types wire validation operations client errors API Client ErrorCode Unknown KNOWN as_str builder build
    validate check at at_ value additional_properties additional properties draft member missing object
    writer inner self_ Builder Value ValueBuilder Map Nullable Secret Checker Validate Violations Violation
    Object Partial Member MapAccess Additional Union Decision Signature Constant Text Pattern PATTERN request response body query header path cookie
    A D M S T E K V de Error Output Code OPERATION Endpoint TABLE Table Writer Data Codec Property blank set has index tag kind
    field optional nullable required nested each_item given read read_additional write named wire
    content variant N n other unknown known Empty empty option item entry";

/// Names that are no identifiers, nearly equal, or letters of many kinds.
const ODD: [&str; 49] = [
    "",
    " ",
    "  ",
    "-",
    "--",
    "_a",
    "a_",
    "a",
    "A",
    "a-",
    "-a",
    "a.b",
    "a_b",
    "aB",
    "AB",
    "ab",
    "Ab",
    "a b",
    "a/b",
    "a~b",
    "a\\b",
    "a\"b",
    "a'b",
    "{a}",
    "a{}b",
    "#",
    "$ref",
    "$",
    "@type",
    "1",
    "1a",
    "2-fa",
    "007",
    "1.5",
    "-1",
    "+1",
    "a\nb",
    "a\tb",
    "a\u{0}b",
    "a\rb",
    "内推",
    "größe",
    "é",
    "e\u{301}",
    "имя",
    "🎉",
    "a🎉",
    "\u{202e}abc",
    "*/ /* //",
];

/// Texts that want to break out of their docs.
const HOSTILE: [&str; 24] = [
    "```\npanic!(\"a doctest\");\n```",
    "```rust\ncompile_error!(\"a doctest\");",
    "~~~rust,should_panic\nlet x = 1;\n~~~ not the end\n~~~",
    "Text.\n\n    compile_error!(\"indented code\");\n\nMore.",
    "- a list\n\n      compile_error!(\"code in a list\");\n  - deeper\nlazy",
    "\tcompile_error!(\"after a tab\");",
    "> a quote\n>\n>     compile_error!(\"code in a quote\");",
    "<div><script>alert(1)</script><b>not closed",
    "<!-- a comment that does not end",
    "*/ /** /*! //! /// #![deny(missing_docs)] #[doc = \"x\"] #!/bin/sh",
    "#![allow(warnings)]\n#[doc(hidden)]\n#!shebang",
    "[link] [another](nowhere) [crate::missing] [`Missing`] ![image](x.png) [a]: b [^1] [x][y]",
    "[reference]: https://docs.example/a \"title\"\n\n[`struct@Missing`] <Missing> Vec<u8> &lt; &bogus;",
    "Right \u{202e}to left\u{202c}, isolates \u{2066}a\u{2069}, marks \u{200e}\u{200f}\u{61c}, zero\u{200b}width\u{feff}.",
    "NUL \u{0}, bell \u{7}, escape \u{1b}[31m, vertical \u{b}, form \u{c}, delete \u{7f}, next line \u{85}.",
    "A lone\rreturn, both\r\nof them, and \u{2028}separators\u{2029}.",
    "Quotes \" ' ` and \\ backslash \\\" \\n \\u{41} \\",
    "An odd ` tick, two `` and ``` three, `code [x] <y>`",
    "r#\"raw\"# b\"bytes\" 'c' {} {0} {name} %s $0 ${x}",
    "See https://docs.example/a?b=[1]&c=(2). And <https://docs.example>, http://, https://a_b_.example/_c_.",
    "| a | b |\n|---|\n| ` | [x] |",
    "# Heading\n===\n\n---\n***\n1. one\n2) two\n+ plus",
    "**bold *not closed __a_b__ ~~c~~ \\* \\[ \\",
    "   \n\n\t\n",
];

/// Every word of the description, each once.
pub fn words(emitted: BTreeSet<String>) -> Vec<String> {
    let listed = [KEYWORDS, PRELUDE, OURS].into_iter().flat_map(str::split_whitespace).chain(ODD);
    let mut seen = BTreeSet::new();
    let long = ["long".repeat(100), "Long ".repeat(100)];
    let words = listed.map(str::to_owned).chain(emitted).chain(long);
    words.filter(|word| seen.insert(word.clone())).collect()
}

/// The identifiers that emitted code and the emitter's source have in common: those that the emitter
/// gives, and not the description.
pub fn emitted(bindings: &[&Path], emitter: &Path) -> BTreeSet<String> {
    let made: BTreeSet<_> = bindings.iter().flat_map(|folder| identifiers(folder)).collect();
    made.intersection(&identifiers(emitter)).cloned().collect()
}

/// The identifiers in the Rust files of a folder, comments and texts included.
fn identifiers(folder: &Path) -> BTreeSet<String> {
    let files = fs::read_dir(folder).unwrap().map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap());
    let lines = files.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
    let code = lines.filter(|line| !line.trim_start().starts_with("//"));
    let words = code.flat_map(|line| {
        let words = line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        words.map(str::to_owned).collect::<Vec<_>>()
    });
    words
        .filter(|word| word.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '_'))
        .collect()
}

/// A hostile text, another one for each number.
fn hostile(number: usize) -> &'static str {
    HOSTILE.get(number % HOSTILE.len()).copied().unwrap_or_default()
}

fn mapped<'w>(words: &'w [String], value: impl Fn(usize, &'w str) -> Value) -> Map<String, Value> {
    words.iter().enumerate().map(|(number, word)| (word.clone(), value(number, word))).collect()
}

/// The description in which every word is a schema, a property, a value, an operation and a parameter.
pub fn description(words: &[String]) -> Value {
    json!({
        "openapi": "3.1.1",
        "info": { "title": hostile(9), "version": "*/ \"1\"", "summary": hostile(16), "description": HOSTILE.join("\n\n") },
        "servers": [{ "url": "https://names.example", "description": hostile(7), "variables": variables(words) }],
        "tags": [{ "name": hostile(11), "description": hostile(0) }],
        "security": [{ "self": [] }],
        "paths": paths(words),
        "components": {
            "securitySchemes": security_schemes(words),
            "schemas": schemas(words),
        },
    })
}

/// A variable of a server per word. The address has none of them.
fn variables(words: &[String]) -> Map<String, Value> {
    mapped(
        words,
        |number, word| json!({ "enum": [word, hostile(number)], "default": word, "description": hostile(number + 1) }),
    )
}

/// A security scheme per word, each of another kind in turn.
fn security_schemes(words: &[String]) -> Map<String, Value> {
    mapped(words, |number, word| match number % 4 {
        0 => json!({ "type": "apiKey", "in": "header", "name": "X-Key", "description": hostile(number) }),
        1 => json!({ "type": "apiKey", "in": "query", "name": word, "description": hostile(number) }),
        2 => json!({ "type": "http", "scheme": "bearer", "bearerFormat": hostile(number) }),
        _ => json!({ "type": "oauth2", "flows": { "clientCredentials": {
            "tokenUrl": "https://names.example/token", "scopes": { word: hostile(number) } } } }),
    })
}

/// A description in which every word is a tag, with an operation of the same name.
pub fn tags(words: &[String]) -> Value {
    let operations = words.iter().enumerate().filter(|(_, word)| !word.is_empty());
    let paths: Map<_, _> = operations
        .map(|(number, word)| {
            let operation = json!({
                "operationId": word,
                "tags": [word],
                "responses": { "204": { "description": hostile(number) } },
            });
            (format!("/words/{number}"), json!({ "get": operation }))
        })
        .collect();
    let tags = words.iter().enumerate();
    let tags: Vec<_> =
        tags.map(|(number, word)| json!({ "name": word, "description": hostile(number) })).collect();
    json!({
        "openapi": "3.1.1",
        "info": { "title": "Tags", "version": "1" },
        "servers": [{ "url": "https://tags.example" }],
        "tags": tags,
        "paths": paths,
    })
}

/// A schema per word, each an object or a list of values in turn; one of all words as properties, one of
/// all words as values, one that has all the others.
fn schemas(words: &[String]) -> Map<String, Value> {
    let mut schemas = mapped(words, |number, word| match number % 2 {
        0 => json!({
            "title": hostile(number + 5),
            "description": hostile(number),
            "type": "object",
            "required": [word],
            "properties": { word: { "type": "string", "minLength": 1, "description": hostile(number + 1) } },
        }),
        _ => json!({ "description": hostile(number), "type": "string", "enum": [word, "another"] }),
    });
    let references =
        mapped(words, |_, word| json!({ "$ref": format!("#/components/schemas/{}", escaped(word)) }));
    let fields = mapped(words, |number, _| match number % 3 {
        0 => json!({ "type": "string", "maxLength": 9, "description": hostile(number), "default": "a\"{}" }),
        1 => {
            json!({ "type": ["integer", "null"], "minimum": 0, "description": hostile(number), "deprecated": true })
        }
        _ => json!({ "type": "array", "items": { "type": "boolean" }, "description": hostile(number) }),
    });
    let texts: Vec<_> = (0..words.len()).map(hostile).collect();
    // Those that are objects: each is told by the property that it requires.
    let kinds: Vec<_> = references.values().step_by(2).collect();
    let own = json!({
        "HostileReferences": { "type": "object", "properties": references },
        "HostileFields": { "type": "object", "properties": fields, "additionalProperties": { "type": "integer" } },
        "HostileRequired": { "type": "object", "properties": fields, "required": words, "additionalProperties": false },
        "HostileUnion": { "description": hostile(13), "anyOf": kinds },
        "HostileValues": {
            "type": "object",
            "properties": { "value": { "type": "string", "enum": words, "x-enum-descriptions": texts } },
        },
        "HostileNumbers": {
            "type": "object",
            "properties": { "value": { "type": "integer", "enum": [0, 1, -1, 10, -10, i64::MAX, i64::MIN] } },
        },
    });
    schemas.extend(own.as_object().cloned().unwrap_or_default());
    schemas
}

/// An operation per word, and one with every word as a parameter.
fn paths(words: &[String]) -> Map<String, Value> {
    let response = json!({ "200": { "description": hostile(8), "content": { "application/json": {
        "schema": { "$ref": "#/components/schemas/HostileValues" } } } } });
    let mut paths = Map::new();
    // An operation has a name, or none.
    for (number, word) in words.iter().enumerate().filter(|(_, word)| !word.is_empty()) {
        let operation = json!({
            "operationId": word,
            "summary": hostile(number + 2),
            "description": hostile(number),
            "tags": [hostile(11)],
            "parameters": [{ "name": word, "in": "query", "description": hostile(number + 1), "schema": { "type": "string" } }],
            "responses": response,
        });
        paths.insert(format!("/words/{number}"), json!({ "get": operation }));
    }
    let parameter = |number: usize, word: &String| {
        json!({ "name": word, "in": "query", "required": number.is_multiple_of(2), "description": hostile(number),
            "schema": { "type": "integer", "maximum": 9 } })
    };
    let parameters: Vec<_> = words.iter().enumerate().map(|(number, word)| parameter(number, word)).collect();
    let body = json!({ "required": true, "description": hostile(1), "content": { "application/json": {
        "schema": { "$ref": "#/components/schemas/HostileFields" } } } });
    let all = json!({ "operationId": "hostileAll", "parameters": parameters, "requestBody": body, "responses": response });
    paths.insert("/all".to_owned(), json!({ "post": all }));
    paths.insert("/tokens".to_owned(), json!({ "post": tokens(words) }));
    let alternatives: Vec<_> = words.iter().map(|word| json!({ word: [word] })).collect();
    let secured = json!({ "operationId": "hostileSchemes", "security": alternatives, "responses": response });
    paths.insert("/schemes".to_owned(), json!({ "get": secured }));
    paths
}

/// An operation with every word that is a token (RFC 9110 §5.6.2) as a header or a cookie, and as a header of responses to a
/// success and to a failure, with keywords and names of the
/// prelude as media types, and with every status of success.
fn tokens(words: &[String]) -> Value {
    let is_token = |word: &&String| {
        !word.is_empty()
            && word.chars().all(|it| it.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(it))
    };
    let mut seen = BTreeSet::new();
    let tokens = words.iter().filter(is_token).filter(|word| seen.insert(word.to_lowercase()));
    let tokens: Vec<&String> = tokens.collect();
    let parameter = |(number, word): (usize, &&String)| {
        let location = if number.is_multiple_of(2) { "header" } else { "cookie" };
        json!({ "name": word, "in": location, "schema": { "type": "string" } })
    };
    let parameters: Vec<_> = tokens.iter().enumerate().map(parameter).collect();
    let media = |word: &&String| (format!("application/{word}"), json!({ "schema": { "type": "string" } }));
    let media = tokens.iter().take(115).map(media).filter(|(name, _)| name != "application/json");
    let content: Map<_, _> = media.collect();
    let response = |status: u16| {
        let schema = json!({ "type": if status.is_multiple_of(2) { "string" } else { "integer" }, "minimum": 1, "minLength": 1 });
        let content = json!({ "application/json": { "schema": schema } });
        (status.to_string(), json!({ "description": hostile(usize::from(status)), "content": content }))
    };
    let header = |word: &&String| ((*word).clone(), json!({ "schema": { "type": "string" } }));
    let headers: Map<_, _> = tokens.iter().map(header).filter(|(name, _)| name != "content-type").collect();
    let with_headers = [("206", 206), ("404", 404)].map(|(status, number)| {
        (status.to_owned(), json!({ "description": hostile(number), "headers": headers }))
    });
    let responses: Map<_, _> = (200..300).map(response).chain(with_headers).collect();
    json!({ "operationId": "hostileTokens", "parameters": parameters, "requestBody": { "content": content }, "responses": responses })
}

/// A name in a JSON pointer in the fragment of an address (RFC 6901 §6).
fn escaped(name: &str) -> String {
    let mut pointer = String::new();
    for byte in pointer::escape(name).bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            pointer.push(char::from(byte));
        } else {
            let _ = write!(pointer, "%{byte:02X}");
        }
    }
    pointer
}
