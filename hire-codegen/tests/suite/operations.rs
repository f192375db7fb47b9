//! What operations send and how they read what comes back: media types, responses by status, envelopes, streams, names of
//! methods.

use hire_codegen::{Bindings, Generator};
use serde_json::Value;

use crate::support::{description, generate_with};

/// Generates from the paths of a description, and whatever else is below them.
fn generate(paths: &str) -> Bindings {
    with(|generator| generator, paths, &[])
}

fn with(options: fn(Generator) -> Generator, paths: &str, files: &[(&str, &str)]) -> Bindings {
    let bindings = generate_with(&description("3.2.0", paths), files, options);
    bindings.unwrap_or_else(|report| panic!("{paths}\n{report}"))
}

/// The bindings of an operation `do` of `/x`, by what it has beside its id.
fn operation(method: &str, members: &str) -> Bindings {
    generate(&format!("paths: {{ /x: {{ {method}: {{ operationId: do, {members} }} }} }}\n{COMPONENTS}"))
}

const COMPONENTS: &str = "components:
  schemas:
    Patch: { type: object, properties: { op: { type: string } } }
    Error: { type: object, properties: { message: { type: string } } }
    Text: { type: object, required: [text], properties: { text: { type: string } } }
    Stop: { type: object, required: [reason], properties: { reason: { type: string } } }
    Event: { type: object, properties: { event: { type: string }, data: { type: string, contentMediaType: application/json, contentSchema: { $ref: '#/components/schemas/Text' } } } }
    Stopped: { type: object, properties: { event: { const: stop }, data: { type: string, contentSchema: { $ref: '#/components/schemas/Stop' } } } }
";

/// The rows of a table.
fn rows(table: &str) -> Vec<Value> {
    let mut tables: Value =
        serde_yaml::from_str(include_str!("operations.yaml")).expect("the tables are YAML");
    serde_json::from_value(tables[table].take()).expect("a list")
}

/// What a row has in a description.
fn described(row: &Value, key: &str) -> String {
    let text = row[key].as_str().expect("a text");
    text.replace('<', "{ $ref: '#/components/schemas/").replace('>', "' }")
}

/// The file without spaces and the path of the runtime.
fn solid(bindings: &Bindings, name: &str) -> String {
    let text: String = bindings.file(name).unwrap_or_default().split_whitespace().collect();
    text.replace("::hire_runtime::", "").replace(",)", ")").replace(",]", "]")
}

/// The names of the methods that call operations.
fn methods(bindings: &Bindings) -> Vec<&str> {
    let lines = bindings.file("client.rs").unwrap_or_default().lines().map(str::trim);
    let names = lines.filter_map(|line| line.strip_prefix("pub async fn ")?.split(['(', '<']).next());
    names.filter(|name| !matches!(*name, "send" | "send_full")).collect()
}

#[test]
fn streams_have_names_of_their_own_in_each_group() {
    let stream =
        "responses: { '200': { description: A., content: { application/json: {}, text/event-stream: {} } } }";
    let plain = "responses: { '204': { description: None. } }";
    for (operations, expected) in [
        (vec![("t/chat", "tags: [t],", stream)], vec!["chat", "chat_stream"]),
        (
            vec![("chat", "tags: [t],", stream), ("t/chatStream", "tags: [t],", plain)],
            vec!["chat", "chat_stream", "chat_stream2"],
        ),
        (vec![("chat", "", stream), ("x", "tags: [chat stream],", plain)], vec!["x", "chat", "chat_stream2"]),
        (
            vec![("t/chat", "tags: [t],", stream), ("u/chat", "tags: [u],", stream)],
            vec!["chat", "chat_stream", "chat", "chat_stream"],
        ),
    ] {
        let paths: Vec<String> = operations
            .iter()
            .enumerate()
            .map(|(index, (id, tags, responses))| {
                format!("  /p{index}: {{ get: {{ operationId: {id}, {tags} {responses} }} }}\n")
            })
            .collect();
        let paths = format!("paths:\n{}", paths.concat());
        let bindings = with(Generator::group_by_tag, &paths, &[]);
        let mut names = methods(&bindings);
        names.sort_unstable();
        let mut expected = expected;
        expected.sort_unstable();
        assert_eq!(names, expected, "{paths}");
    }
}

#[test]
fn the_media_types_of_a_body_are_one_only_if_nothing_tells_them_apart() {
    for row in rows("bodies") {
        let content = described(&row, "content");
        let members = format!(
            "requestBody: {{ required: true, content: {{ {content} }} }}, responses: {{ '204': {{ description: None. }} }}"
        );
        let text = solid(&operation("patch", &members), "operations.rs");
        let calls = text.split("json(\"").skip(1).chain(text.split("bytes(\"").skip(1));
        let calls = calls.chain(text.split("plain_text(\"").skip(1));
        let media: Vec<_> = calls.filter_map(|call| call.split('"').next()).collect();
        let expected = row["calls"].as_array().expect("a list").iter().filter_map(Value::as_str);
        assert_eq!(media, expected.map(|media| media.replace(' ', "")).collect::<Vec<_>>(), "{content}");
    }
}

#[test]
fn responses_are_one_if_their_schemas_say_the_same_in_whatever_files() {
    let response = "R: { description: R., content: { application/json: { schema: { $ref: '#/S' } } } }\n";
    let object = "S: { type: object, properties: { a: { type: TYPE } } }\n";
    let inline = "R: { description: R., content: { application/json: { schema: { type: array, items: { $ref: 'b.yaml#/S' } } } } }\n";
    let file = |response: &str, type_: &str| response.to_owned() + &object.replace("TYPE", type_);
    for (first, second, is_one) in [
        (file(response, "string"), file(response, "integer"), false),
        (file(inline, "string"), file(inline, "string"), true),
        (
            file(response, "string").replace("$ref: '#/S'", "type: integer"),
            file(response, "string").replace("$ref: '#/S'", "type: integer"),
            true,
        ),
        (file(response, "string").replace("'#/S'", "'b.yaml#/S'"), file(response, "string"), true),
    ] {
        let paths = "paths: { /x: { get: { operationId: do, responses: { '200': { $ref: 'a.yaml#/R' }, '201': { $ref: 'b.yaml#/R' } } } } }\n";
        let bindings = with(|it| it, paths, &[("a.yaml", &first), ("b.yaml", &second)]);
        let text = solid(&bindings, "operations.rs");
        assert_eq!(!text.contains("pubenumDoResponse"), is_one, "{first}\n{second}\n{text}");
    }
}

#[test]
fn failures_keep_their_envelope_where_a_success_has_none() {
    let enveloped = "content: { application/json: { schema: { type: object, required: [code], properties: { code: { type: integer }, data: { type: string } } } } }";
    let failed = "4XX: { description: Failed., content: { application/json: { schema: { $ref: '#/components/schemas/Error' } } } }";
    for (success, expected) in [
        (format!("'200': {{ description: A., {enveloped} }}"), ".envelope(&ENVELOPE)"),
        ("'200': { description: A., content: { application/octet-stream: {} } }".to_owned(), ".failure_envelope(&ENVELOPE)"),
        ("'200': { description: A., content: { text/plain: {} } }".to_owned(), ".failure_envelope(&ENVELOPE)"),
        ("'200': { description: A., content: { text/plain: {} } }, '201': { description: A., content: { image/png: {} } }".to_owned(), ".failure_envelope(&ENVELOPE)"),
        ("'200': { description: A., content: { text/event-stream: {} } }".to_owned(), ".failure_envelope(&ENVELOPE)"),
        ("'204': { description: None. }".to_owned(), ".failure_envelope(&ENVELOPE)"),
    ] {
        let members = format!("x-envelope: {{ code: /code, data: /data }}, responses: {{ {success}, {failed} }}");
        let text = solid(&operation("get", &members), "operations.rs");
        assert!(text.contains(expected), "{success}\n{text}");
        assert!(!text.contains(",failure"), "{text}");
    }
}

#[test]
fn a_discriminator_that_is_a_name_decides_as_an_object_does() {
    let schemas = |discriminator: &str| {
        format!(
            "components:
  schemas:
    Pet: {{ oneOf: [{{ $ref: '#/components/schemas/Cat' }}, {{ $ref: '#/components/schemas/Dog' }}], discriminator: {discriminator} }}
    Cat: {{ type: object, required: [kind], properties: {{ kind: {{ type: string }}, name: {{ type: string }} }} }}
    Dog: {{ type: object, required: [kind], properties: {{ kind: {{ type: string }}, name: {{ type: string }} }} }}
    Base: {{ type: object, required: [kind], properties: {{ kind: {{ type: string }} }}, discriminator: {discriminator} }}
    Special: {{ allOf: [{{ $ref: '#/components/schemas/Base' }}, {{ type: object, properties: {{ a: {{ type: integer }} }} }}] }}
"
        )
    };
    let (object, name) = (generate(&schemas("{ propertyName: kind }")), generate(&schemas("kind")));
    let warnings = name.warnings().to_string();
    assert!(warnings.contains("is taken for `{propertyName: kind}`"), "{warnings}");
    for file in ["types.rs", "wire.rs"] {
        assert_eq!(solid(&name, file), solid(&object, file));
    }
    assert!(solid(&name, "types.rs").contains("pubenumPet"), "{}", solid(&name, "types.rs"));
}

#[test]
fn the_data_of_events_is_found_however_the_event_is_described() {
    let members = |media: &str, item: &str| {
        format!(
            "responses: {{ '200': {{ description: A., content: {{ {media}: {{ itemSchema: {item} }} }} }} }}"
        )
    };
    for row in rows("events") {
        let members = members("text/event-stream", &described(&row, "item"));
        let bindings = operation("get", &members);
        let text = solid(&bindings, "operations.rs");
        let found = text.split("Events<").nth(1).and_then(|text| text.split('>').next()).expect(&text);
        let is_reported = bindings.warnings().to_string().contains("has no property `data`");
        assert_eq!(format!("{found}{}", if is_reported { "!" } else { "" }), row["data"], "{row}");
    }
    // Lines have no fields of their own.
    let members = members("application/jsonl", "{ $ref: '#/components/schemas/Event' }");
    let text = solid(&operation("get", &members), "operations.rs");
    assert!(text.contains("Lines<types::Event>"), "{text}");
}

#[test]
fn a_status_described_without_a_body_has_none_of_its_class_or_default() {
    let failed = |schema| {
        format!("{{ description: Failed., content: {{ application/json: {{ schema: {schema} }} }} }}")
    };
    for row in rows("failures") {
        let failures = described(&row, "responses").replace("NONE", "{ description: None. }");
        let failures = failures.replace("ERROR", &failed("{ $ref: '#/components/schemas/Error' }"));
        let failures = failures.replace("OTHER", &failed("{ $ref: '#/components/schemas/Patch' }"));
        let expected = row["emits"].as_str().expect("a text");
        let members = format!("responses: {{ '204': {{ description: None. }}, {failures} }}");
        let text = solid(&operation("get", &members), "operations.rs");
        assert!(text.contains(expected), "{failures}\n{text}");
        let lists = text.contains(".failures(") || text.contains(".bodiless_failures(");
        assert_eq!(lists, expected.starts_with('.'), "{failures}\n{text}");
        assert!(!text.contains("Json<::core::option::Option") && !text.contains("Json<Option"), "{text}");
    }
}

#[test]
fn what_is_asked_for_and_what_is_left_to_send_raw() {
    for row in rows("accepted") {
        let responses =
            ["200", "203", "204", "default"].into_iter().filter(|status| row.get(status).is_some());
        let response =
            |status| format!("'{status}': {{ description: A., content: {{ {} }} }}", described(&row, status));
        let responses = responses.map(response).collect::<Vec<_>>().join(", ");
        let method = row["method"].as_str().unwrap_or("get");
        let bindings = operation(method, &format!("responses: {{ {responses} }}"));
        let text = solid(&bindings, "operations.rs");
        let asked = text.split(".accept(\"").nth(1).and_then(|text| text.split('"').next());
        assert_eq!(asked, row["accept"].as_str(), "{responses}");
        let operations = bindings.file("operations.rs").expect("operations");
        let note = operations.lines().find_map(|line| line.split_once("Also as "));
        let note = note.and_then(|(_, note)| note.split_once(", by [`send_raw`]")).map(|(note, _)| note);
        assert_eq!(note, row["left"].as_str(), "{responses}");
    }
}

#[test]
fn what_has_no_body_has_no_stream() {
    let content = "content: { application/json: {}, text/event-stream: {} }";
    for (method, status, expected) in [
        ("get", "200", vec!["r#do", "do_stream"]),
        ("head", "200", vec!["r#do"]),
        ("get", "204", vec!["r#do"]),
        ("get", "205", vec!["r#do"]),
    ] {
        let bindings =
            operation(method, &format!("responses: {{ '{status}': {{ description: A., {content} }} }}"));
        assert_eq!(methods(&bindings), expected, "{method} {status}");
    }
}

#[test]
fn texts_and_items_of_streams_are_checked_by_the_rules_of_their_schemas() {
    let short = "{ schema: { type: string, maxLength: 5 } }";
    for (content, expected) in [
        (
            format!("text/plain: {short}"),
            vec!["check_success|value,at|super::validation::check_do_response(at,value);"],
        ),
        (
            "application/jsonl: { itemSchema: { type: integer, minimum: 3 } }".to_owned(),
            vec!["value.check_items(super::validation::check_do_response);"],
        ),
        (
            "text/event-stream: { schema: { type: string, maxLength: 5 } }".to_owned(),
            vec!["value.check_items(super::validation::check_do_response);"],
        ),
        ("application/jsonl: { itemSchema: { $ref: '#/components/schemas/Text' } }".to_owned(), vec![]),
        ("text/plain: {}".to_owned(), vec![]),
    ] {
        let bindings = operation(
            "get",
            &format!("responses: {{ '200': {{ description: A., content: {{ {content} }} }} }}"),
        );
        let (text, rules) = (solid(&bindings, "operations.rs"), solid(&bindings, "validation.rs"));
        for expected in &expected {
            assert!(text.contains(expected), "{content}\n{text}");
        }
        assert_eq!(text.contains("validation::"), !expected.is_empty(), "{content}\n{text}");
        assert_eq!(rules.contains("fncheck_do"), !expected.is_empty(), "{content}\n{rules}");
    }
    // Texts under several statuses have the rules that all have.
    for (second, is_checked) in [(short, true), ("{ schema: { type: string } }", false)] {
        let bindings = operation(
            "get",
            &format!(
                "responses: {{ '200': {{ description: A., content: {{ text/plain: {short} }} }}, '201': {{ description: A., content: {{ text/plain: {second} }} }} }}"
            ),
        );
        assert_eq!(solid(&bindings, "operations.rs").contains("check_success|"), is_checked, "{second}");
    }
    // A stream beside JSON, in a group and in none; and one among several responses.
    let content =
        "content: { application/json: {}, application/jsonl: { itemSchema: { type: integer, minimum: 3 } } }";
    for (options, path) in [(None, "super"), (Some(()), "super::super")] {
        let paths = format!(
            "paths: {{ /x: {{ get: {{ operationId: do, tags: [t], responses: {{ '200': {{ description: A., {content} }} }} }} }} }}\n"
        );
        let options = options.map_or::<fn(Generator) -> Generator, _>(|it| it, |()| Generator::group_by_tag);
        let bindings = with(options, &paths, &[]);
        let text = solid(&bindings, "client.rs");
        let check = format!("items.check_items({path}::validation::check_do_item)");
        assert!(text.contains(&check), "{text}");
    }
    let members = "responses: { '200': { description: A., content: { application/jsonl: { itemSchema: { type: integer, minimum: 3 } } } }, '202': { description: B., content: { text/plain: { schema: { type: string, maxLength: 5 } } } } }";
    let text = solid(&operation("get", members), "operations.rs");
    assert!(text.contains("200=>Ok(Lines<u64>;super::validation::check_do_ok_response)"), "{text}");
    assert!(text.contains("202=>Accepted(Text,super::validation::check_do_accepted_response)"), "{text}");
}

#[test]
fn a_header_is_read_by_its_schema_where_it_has_content_too() {
    let members = "responses: { '200': { description: A., headers: { X-A: { schema: { type: integer }, content: { application/json: { schema: { type: boolean } } } } } } }";
    let text = solid(&operation("get", members), "operations.rs");
    assert!(text.contains("x_a?:i64"), "{text}");
}

#[test]
fn credentials_that_go_to_other_hosts_are_reported_once_for_each_host() {
    let paths = "paths:
  /a: { get: { operationId: a, security: [{ key: [] }], servers: [{ url: 'https://other.example/v1' }], responses: { '204': { description: None. } } } }
  /b: { get: { operationId: b, security: [{ key: [] }], servers: [{ url: 'https://OTHER.example/v2' }], responses: { '204': { description: None. } } } }
  /c: { get: { operationId: c, servers: [{ url: 'https://third.example' }], responses: { '204': { description: None. } } } }
  /d: { get: { operationId: d, security: [{ key: [] }], servers: [{ url: /v2 }], responses: { '204': { description: None. } } } }
  /e: { get: { operationId: e, security: [{ key: [] }], servers: [{ url: 'https://x.example/v2' }], responses: { '204': { description: None. } } } }
  /f: { get: { operationId: f, security: [{ login: [] }, { near: [] }], responses: { '204': { description: None. } } } }
components:
  securitySchemes:
    key: { type: apiKey, in: header, name: X-Key }
    login: { type: oauth2, flows: { clientCredentials: { tokenUrl: 'https://login.example/token', scopes: {} } } }
    near: { type: oauth2, flows: { clientCredentials: { tokenUrl: /token, scopes: {} } } }
";
    let bindings = generate(paths);
    let found = bindings.warnings().diagnostics().filter(|it| it.code == "other-host");
    let messages: Vec<_> = found.map(|it| it.message.clone()).collect();
    let expected = [
        "this server has another host than `x.example`, and is sent credentials too",
        "tokens come from another host than `x.example`, which is sent the client's secret: `https://login.example/token`",
    ];
    assert_eq!(messages, expected);
}
