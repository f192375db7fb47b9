//! What other generators refuse, lose or change, one test for each: the line before a test says what becomes of the
//! description elsewhere. The descriptions are in `fixtures/beyond_other_generators`, where their types also have cases;
//! those that are refused are here.

mod operations;

use std::fs;
use std::time::Duration;

use hire_codegen::{Bindings, Generator, Report};
use hire_runtime::http::{HeaderName, Request};
use hire_runtime::testing::{Canned, Replay};
use hire_runtime::{BaseUrl, Data, Encoded, Endpoint, RetryPolicy, StaticToken, Validate as _, parse_value};
use hire_tests::fixtures::beyond_other_generators::{
    calls, events, files, media, numbers, parameters, scalars, scalars_3_0, security, tag,
};
use serde_json::{Value, json};

/// What becomes of a description without its first lines.
fn generate(version: &str, rest: &str) -> Result<Bindings, Report> {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let path = folder.path().join("api.yaml");
    fs::write(&path, format!("openapi: {version}\ninfo: {{ title: T, version: '1' }}\n{rest}")).unwrap();
    Generator::new(path).generate()
}

/// The codes, messages and lines of the faults of a schema `S`.
#[track_caller]
fn assert_refused(rest: &str, code: &str, shown: &[&str]) {
    let report = generate("3.1.1", rest).expect_err("it is refused");
    let codes: Vec<_> = report.diagnostics().map(|diagnostic| diagnostic.code).collect();
    assert_eq!(codes, [code], "{report}");
    for text in shown {
        assert!(report.to_string().contains(text), "{text:?} is not in\n{report}");
    }
}

/// A schema `S` among the components.
fn schema(text: &str) -> String {
    format!("paths: {{}}\ncomponents:\n  schemas:\n    S: {text}\n")
}

/// An operation with parameters and answers.
fn operation(text: &str) -> String {
    format!("paths:\n  /a:\n    get:\n{text}")
}

/// A value, read and written again.
#[track_caller]
fn again<T: Data>(value: &Value) -> Value {
    let read: T = parse_value(value).unwrap_or_else(|violations| panic!("{value}: {violations}"));
    serde_json::to_value(Encoded(&read)).unwrap()
}

/// What is wrong with a value: the place and the keyword of each fault.
#[track_caller]
fn wrong<T: Data>(value: &Value) -> Vec<(String, &'static str)> {
    let violations = parse_value::<T>(value).map(drop).expect_err("it is refused");
    violations.into_iter().map(|violation| (violation.pointer, violation.keyword)).collect()
}

fn request(endpoint: &impl Endpoint) -> Request<hire_runtime::Body> {
    endpoint.validate().unwrap();
    let base: BaseUrl = "https://items.example".parse().unwrap();
    endpoint.to_request(&base).unwrap()
}

/// A body in several media types ends a generator with a panic.
#[test]
fn a_body_in_three_media_types_is_sent_in_the_one_that_its_value_is_of() {
    let pet = media::types::Pet::builder().name("Rex").build().unwrap();
    let request = request(&media::operations::AddPet::new(pet));
    assert_eq!(request.headers()["content-type"], "application/json");
    assert_eq!(request.body(), r#"{"name":"Rex"}"#);

    let pet = media::types::Pet::builder().name("Rex").build().unwrap();
    let request = self::request(&media::operations::AddPet::new(media::operations::AddPetBody::Form(pet)));
    assert_eq!(request.headers()["content-type"], "application/x-www-form-urlencoded");
    assert_eq!(request.body(), "name=Rex");
}

/// A union that a discriminator decides is read as its first branch that fits.
#[test]
fn a_dog_is_not_decoded_as_a_cat() {
    for animal in
        [json!({"species": "Dog", "name": "a", "good": true}), json!({"species": "Cat", "name": "a"})]
    {
        assert_eq!(again::<tag::types::Animal>(&animal), animal);
    }
    wrong::<tag::types::Animal>(&json!({"species": "Dog", "good": "yes"}));
    wrong::<tag::types::Animal>(&json!({"species": "Wolf"}));
}

#[tokio::test]
async fn a_client_is_made_of_the_one_credential_and_gives_whole_responses() {
    let replay = Replay::new();
    replay.on("GET", "/items/a", Canned::json(json!({"id": "a"})).status(201));
    let client = calls::Client::new(StaticToken::new("k-1")).unwrap();
    assert_eq!(client.runtime().base_url().as_str(), "https://items.example");
    // The same runtime client serves the bindings of another description.
    let client = calls::Client::from(client.runtime().with_transport(replay.clone()));
    security::Client::from(client.runtime().clone())
        .wall(security::operations::Wall::new())
        .await
        .unwrap_err();
    let response = client.send_full(&calls::operations::New2::new("a")).await.unwrap();
    assert_eq!((response.status.as_u16(), response.attempts, response.value.id.as_str()), (201, 1, "a"));
    assert_eq!(response.headers["content-type"], "application/json");
}

#[tokio::test]
async fn a_header_may_be_what_makes_a_repeat_harmless() {
    use calls::operations::{Order, Reorder};
    let (replay, key) = (Replay::new(), "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
    let busy_and_good = |method: &str| {
        replay.on(method, "/orders", Canned::text("").status(503));
        replay.on(method, "/orders", Canned::text("").status(204));
    };
    let policy = RetryPolicy::default().base_delay(Duration::ZERO);
    let settings = calls::Client::builder().transport(replay.clone()).retry(policy);
    let client = settings.credential("key", StaticToken::new("k-1")).build().unwrap();
    let keys = || -> Vec<_> {
        let sent = replay.take_requests().into_iter();
        sent.map(|request| request.header("idempotency-key").map(str::to_owned)).collect()
    };

    busy_and_good("POST");
    client.order(Order::new().idempotency_key(key.parse::<hire_runtime::Uuid>().unwrap())).await.unwrap();
    assert_eq!(keys(), [Some(key.to_owned()), Some(key.to_owned())]);
    busy_and_good("PATCH");
    client.reorder(Reorder::new("k")).await.unwrap();
    assert_eq!(keys(), [Some("k".to_owned()), Some("k".to_owned())]);
    // Without a key, and with an empty one, a repeat may do more.
    busy_and_good("POST");
    client.order(Order::new()).await.unwrap_err();
    assert_eq!(keys(), [None]);
    busy_and_good("PATCH");
    client.reorder(Reorder::new("")).await.unwrap_err();
    assert_eq!(keys(), [Some(String::new())]);
}

/// `security: []` at an operation is not heeded, and the key is sent.
#[tokio::test]
async fn an_operation_without_security_carries_no_key() {
    let replay = Replay::new();
    replay.on("GET", "/health", Canned::text(""));
    replay.on("GET", "/items/a", Canned::json(json!({"id": "a"})));
    let settings = calls::Client::builder().transport(replay.clone());
    let client = settings.credential("key", StaticToken::new("k-1")).build().unwrap();
    client.send(&calls::operations::Health::new()).await.unwrap();
    client.send(&calls::operations::New2::new("a")).await.unwrap();
    let sent = replay.requests();
    assert_eq!((sent[0].header("x-key"), sent[1].header("x-key")), (None, Some("k-1")));
}

#[tokio::test]
async fn the_credentials_that_there_are_are_sent_wherever_their_alternative_is() {
    use security::operations::{Arch, Back, Front, Safe, Side, Wall};
    let replay = Replay::new();
    for path in ["/front", "/back", "/side", "/safe", "/wall", "/arch"] {
        replay.on("GET", path, Canned::text("").always());
    }
    for (schemes, expected) in [
        (&[][..], ["", "", "missing", "", "", ""]),
        (&["key"], ["k", "k", "k", "k", "", ""]),
        (&["token"], ["", "", "t", "", "", ""]),
        (&["key", "token"], ["k", "k", "t", "kt", "", ""]),
    ] {
        let settings = security::Client::builder().transport(replay.clone());
        let settings = schemes
            .iter()
            .fold(settings, |settings, name| settings.credential(*name, StaticToken::new(*name)));
        let client = settings.build().unwrap();
        let before = replay.requests().len();
        let sent = [
            client.send(&Front::new()).await,
            client.send(&Back::new()).await,
            client.send(&Side::new()).await,
            client.send(&Safe::new()).await,
            client.send(&Wall::new()).await,
            client.send(&Arch::new()).await,
        ];
        let mut requests = replay.requests().into_iter().skip(before);
        let carried = sent.map(|result| match result {
            Ok(()) => {
                let request = requests.next().unwrap();
                let has = |header, letter| request.header(header).map_or("", |_| letter);
                format!("{}{}", has("x-key", "k"), has("authorization", "t"))
            }
            Err(_) => "missing".to_owned(),
        });
        assert_eq!(carried, expected, "{schemes:?}");
    }
}

/// A required string without `minLength` is refused where it is `""`.
#[test]
fn a_required_string_may_be_empty() {
    let order = scalars::types::Order::builder().note("").count(1).build().unwrap();
    assert_eq!(order.note, "");
    assert_eq!(wrong::<scalars::types::Order>(&json!({"count": 1})), [(String::new(), "required")]);
}

/// A required property with a default may be missing, or is 0.
#[test]
fn a_required_integer_with_a_default_is_required_and_never_0() {
    assert_eq!(wrong::<scalars::types::Order>(&json!({"note": ""})), [(String::new(), "required")]);
    // Where it is made in Rust, it is the default that is written.
    let built = scalars::types::Order::builder().note("").build().unwrap();
    assert_eq!(serde_json::to_value(&built).unwrap(), json!({"note": "", "count": 3}));
}

/// The values of an enumeration of integers are lost.
#[test]
fn an_enumeration_of_integers_is_one_of_integers() {
    let order = json!({"note": "", "count": 1, "priority": 10});
    let read: scalars::types::Order = parse_value(&order).unwrap();
    let priority = read.priority.unwrap();
    assert_eq!(i64::from(priority), 10);
    assert_eq!(again::<scalars::types::Order>(&order), order);
    let other = json!({"note": "", "count": 1, "priority": 3});
    assert_eq!(wrong::<scalars::types::Order>(&other), [("/priority".to_owned(), "enum")]);
}

#[test]
fn a_parameter_that_equals_its_limit_is_equal_to_it() {
    use numbers::operations::Count;
    // As a reader of numbers gives it.
    let nearest: f64 = "9007199254740993".parse().unwrap();
    for (request, valid) in [
        (Count::new().most(9_223_372_036_854_775_807.0), true),
        (Count::new().most(9_223_372_036_854_779_904.0), false),
        (Count::new().below(nearest), false),
        (Count::new().below(nearest.next_down()), true),
        (Count::new().whole(9_007_199_254_740_993), true),
        (Count::new().whole(9_007_199_254_740_992), false),
        (Count::new().whole(9_007_199_254_740_994), false),
        (Count::new().share(nearest), true),
        (Count::new().share(-2.0 * nearest), true),
        (Count::new().share(nearest.next_up()), false),
        (Count::new().times(9_007_199_254_740_993), true),
        (Count::new().times(9_007_199_254_740_992), false),
        (Count::new().one(9_007_199_254_740_993.into()), true),
        (Count::new().one(1_000_000_000_000_000_000.into()), true),
        (Count::new().one(9_007_199_254_740_992.into()), false),
    ] {
        assert_eq!(request.validate().is_ok(), valid, "{request:?}");
    }
}

/// `minimum: 1` makes a type of its own, and `maximum` is lost.
#[test]
fn an_integer_from_1_to_100_may_be_100() {
    for percent in [1, 100] {
        let order = json!({"note": "", "count": 1, "percent": percent});
        assert_eq!(again::<scalars::types::Order>(&order), order);
    }
    for (percent, keyword) in [(0, "minimum"), (101, "maximum")] {
        let order = json!({"note": "", "count": 1, "percent": percent});
        assert_eq!(wrong::<scalars::types::Order>(&order), [("/percent".to_owned(), keyword)]);
    }
}

/// A reference to another file, or to a property, is refused or not followed.
#[test]
fn references_lead_into_other_files_and_to_properties() {
    let order = json!({"customer": {"id": 1, "next": {"id": 2}}, "name": "abc", "street": "ab"});
    assert_eq!(again::<files::types::Order>(&order), order);
    let order = json!({"customer": {"id": 0}, "name": "abcd", "street": "abcde"});
    let found = wrong::<files::types::Order>(&order);
    let expected = [("/customer/id", "minimum"), ("/name", "maxLength"), ("/street", "maxLength")];
    assert_eq!(found, expected.map(|(place, keyword)| (place.to_owned(), keyword)));
}

/// A reference that leads nowhere is any value, without a word.
#[test]
fn a_reference_that_leads_nowhere_is_refused_where_it_stands() {
    for (reference, shown) in [
        ("#/components/schemas/T", "there is no `T`"),
        ("#/components/schemas/S/properties/b", "`#/components/schemas/S/properties/b` leads nowhere"),
        ("missing.yaml#/a", "missing.yaml"),
    ] {
        let text = format!("{{ type: object, properties: {{ a: {{ $ref: '{reference}' }} }} }}");
        let report = generate("3.1.1", &schema(&text)).expect_err("it is refused").to_string();
        assert!(report.contains("api.yaml:6:") && report.contains(shown), "{report}");
    }
}

/// A type that there is not is any value, without a word.
#[test]
fn a_misspelt_type_is_refused() {
    let text = schema("{ type: object, properties: { a: { type: interger } } }");
    assert_refused(&text, "unknown-type", &["api.yaml:6:", "did you mean `integer`?"]);
}

/// An `operationId` is the name of a constructor, and nothing compiles.
#[test]
fn an_operation_may_be_called_new() {
    assert_eq!(calls::operations::New2::OPERATION.id(), "new");
    let bindings = generate(
        "3.1.1",
        &operation("      operationId: new\n      responses: { '204': { description: D } }\n"),
    );
    assert!(bindings.is_ok());
}

/// `nullable` of OpenAPI 3.0 is not heeded where a property is required.
#[test]
fn a_required_string_of_3_0_may_be_null() {
    use scalars_3_0::types::Order;
    assert_eq!(again::<Order>(&json!({"note": null})), json!({"note": null}));
    assert_eq!(Order::builder().note(None).build().unwrap().note, None);
    assert_eq!(wrong::<Order>(&json!({})), [(String::new(), "required")]);
}

/// A flag in `exclusiveMinimum`, as OpenAPI 3.0 has it, is refused or lost.
#[test]
fn a_bound_of_3_0_may_leave_itself_out() {
    use scalars_3_0::types::Order;
    let weight = |weight: f64| json!({"note": "", "weight": weight});
    assert_eq!(wrong::<Order>(&weight(0.0)), [("/weight".to_owned(), "exclusiveMinimum")]);
    assert_eq!(again::<Order>(&weight(0.25)), weight(0.25));
}

/// Values that differ in case alone are one, or do not compile.
#[test]
fn values_that_differ_in_case_alone_stay_apart() {
    for size in ["xl", "XL", "Xl", "xL"] {
        let order = json!({"note": "", "count": 1, "size": size});
        assert_eq!(again::<scalars::types::Order>(&order), order);
        let read: scalars::types::Order = parse_value(&order).unwrap();
        assert_eq!(read.size.unwrap().as_str(), size);
    }
    assert_eq!(scalars::types::OrderSize::KNOWN.len(), 4);
}

/// A bound is rounded to the next float.
#[test]
fn a_bound_beyond_53_bits_is_exact() {
    let order = |exact: i64| json!({"note": "", "count": 1, "exact": exact});
    assert_eq!(again::<scalars::types::Order>(&order(9_007_199_254_740_993)), order(9_007_199_254_740_993));
    let found = wrong::<scalars::types::Order>(&order(9_007_199_254_740_994));
    assert_eq!(found, [("/exact".to_owned(), "maximum")]);
}

/// A name that is in the path and in the query ends a generator with a panic.
#[test]
fn parameters_of_one_name_are_two() {
    let mut call = calls::operations::New2::new("a/b");
    call = call.query_id(7);
    assert_eq!(request(&call).uri(), "https://items.example/items/a%2Fb?id=7");
}

/// Styles of the query are one style, and `content` is not read.
#[test]
fn a_query_has_the_style_of_the_description() {
    let filter = || parameters::types::Filter::builder().status("a b").build().unwrap();
    let pipes = request(&calls::operations::Search::new().ids(vec![1, 2]));
    let deep = request(&parameters::operations::Deep::new(filter()));
    let json = request(&parameters::operations::InQuery::new().json(filter()));
    assert_eq!(pipes.uri(), "https://items.example/search?ids=1%7C2");
    assert_eq!(deep.uri(), "https://items.example/deep?filter%5Bstatus%5D=a%20b");
    let expected = "https://items.example/query?version=1&json=%7B%22status%22%3A%22a%20b%22%7D";
    assert_eq!(json.uri(), expected);
}

#[test]
fn a_parameter_that_may_be_null_is_left_out_for_that() {
    let call = calls::operations::Search::new();
    assert_eq!(request(&call).uri(), "https://items.example/search");
    assert_eq!(request(&call.clone().text("ab")).uri(), "https://items.example/search?text=ab");
    assert!(hire_runtime::Validate::validate(&call.text("a")).is_err(), "its rules hold");
}

#[test]
fn a_parameter_of_several_scalars_is_written_as_its_value_is() {
    use calls::types::{SearchLike, SearchXDepth, Size, SizeString};
    let uri = |like: SearchLike| request(&calls::operations::Search::new().like(like)).uri().to_string();
    assert_eq!(uri("a b".into()), "https://items.example/search?like=a%20b");
    assert_eq!(uri(SearchLike::from(-7)), "https://items.example/search?like=-7");
    let sizes = vec![Size::from(1.5), Size::from(SizeString::Large)];
    let call = calls::operations::Search::new().sizes(sizes).x_depth(SearchXDepth::from(true));
    assert_eq!(request(&call).uri(), "https://items.example/search?sizes=1.5&sizes=large");
    assert_eq!(request(&call).headers()["X-Depth"], "true");
    let short = calls::operations::Search::new().like("a");
    assert!(hire_runtime::Validate::validate(&short).is_err(), "the rules of its variant hold");
}

#[test]
fn parameters_that_openapi_gives_no_text_are_written_with_a_warning_where_they_stand() {
    for (parameter, shown) in [
        (
            "{ name: filter, in: query, style: deepObject, explode: true, schema: { type: string } }",
            "a scalar in the style `deepObject`",
        ),
        (
            "{ name: filter, in: query, content: { text/csv: { schema: { type: object } } } }",
            "a list or an object as `text/csv`",
        ),
        (
            "{ name: filter, in: query, schema: { type: array, items: { type: array, items: { type: string } } } }",
            "a list or an object within another in the style `form`",
        ),
    ] {
        let text = format!(
            "      parameters:\n        - {parameter}\n      responses: {{ '204': {{ description: D }} }}\n"
        );
        let warnings = generate("3.1.1", &operation(&text)).expect("it is emitted").warnings().to_string();
        for words in ["undefined-style", "api.yaml:7:13", shown] {
            assert!(warnings.contains(words), "{warnings}");
        }
    }
}

/// Of several statuses of success, one is read and the others are failures.
#[test]
fn several_successes_of_one_body_are_one_and_others_are_an_enum() {
    for status in [200, 201] {
        let response = hire_runtime::http::Response::builder().status(status);
        let response =
            response.header("content-type", "application/json").body(br#"{"id":"a"}"#.as_slice().into());
        let item = calls::operations::New2::from_response(response.unwrap()).unwrap();
        assert_eq!(item.id, "a");
    }
    let response = |status: &str, type_: &str| {
        format!(
            "        '{status}': {{ description: D, content: {{ application/json: {{ schema: {{ type: {type_} }} }} }} }}\n"
        )
    };
    let text = format!("      responses:\n{}{}", response("200", "string"), response("201", "integer"));
    let bindings = generate("3.1.1", &operation(&text)).unwrap_or_else(|report| panic!("{report}"));
    let operations = bindings.file("operations.rs").unwrap();
    for variant in ["200 => Ok(::hire_runtime::Json<String>)", "201 => Created(::hire_runtime::Json<i64>)"] {
        assert!(operations.contains(variant), "{}", operations);
    }
}

#[test]
fn bodies_that_say_the_same_under_several_statuses_are_one() {
    for schema in [
        "{ type: string }",
        "{ type: array, items: { type: integer } }",
        "{}",
        "{ type: object, properties: { a: {} } }",
    ] {
        let content =
            format!("{{ description: D, content: {{ application/json: {{ schema: {schema} }} }} }}");
        let text = operation(&format!("      responses: {{ '200': {content}, '202': {content} }}\n"));
        let bindings = generate("3.1.1", &text).unwrap_or_else(|report| panic!("{report}"));
        let operations = bindings.file("operations.rs").unwrap();
        assert!(operations.contains(" -> ::hire_runtime::Json<"), "{operations}");
    }
}

#[test]
fn media_types_are_sent_and_asked_for_as_they_are_described() {
    // What is written, how a success is read, and what is asked for where that is not `application/json` alone.
    let cases = [
        (
            "'application/vnd.x+json; version=1': S",
            "'application/json; charset=utf-8': S",
            "json(\"application/vnd.x+json; version=1\"",
            "Json",
            "",
        ),
        (
            "Application/JSON: S",
            "Application/Vnd.X+JSON: S",
            "json(\"Application/JSON\"",
            "Json",
            "Application/Vnd.X+JSON",
        ),
        (
            "application/merge-patch+json: S",
            "application/vnd.x.v1+json: S, application/vnd.x.v2+json: S",
            "json(\"application/merge-patch+json\"",
            "Json",
            "application/vnd.x.v1+json",
        ),
        ("text/csv: S", "application/xml: S, application/json: S", "plain_text(\"text/csv\"", "Json", ""),
        (
            "application/xml: S",
            "application/json: S, text/event-stream: {}",
            "bytes(\"application/xml\"",
            "Json",
            "",
        ),
        (
            "application/json: {}",
            "application/xml: S",
            "json(\"application/json\"",
            "ByteStream",
            "application/xml",
        ),
    ];
    let schema = "{ schema: { type: object, required: [id], properties: { id: { type: integer } } } }";
    for (request, response, written, read, accept) in cases {
        let text = format!(
            "      operationId: read\n      requestBody: {{ required: true, content: {{ {request} }} }}\n      \
             responses: {{ '200': {{ description: All., content: {{ {response} }} }} }}\n"
        );
        let text = operation(&text).replace(": S", &format!(": {schema}"));
        let bindings = generate("3.1.1", &text).unwrap_or_else(|report| panic!("{report}"));
        let operations = bindings.file("operations.rs").unwrap();
        let accept = format!(".accept(\"{accept}\")");
        let is_told =
            operations.contains(&accept) || accept.contains("(\"\")") && !operations.contains(".accept(");
        let read = format!(" -> ::hire_runtime::{read}");
        assert!(operations.contains(&format!("    {written}")), "{operations}");
        assert!(operations.contains(&read) && is_told, "{operations}");
    }
}

/// A header with the version of the API is sent, which no description asks for.
#[tokio::test]
async fn no_header_is_sent_that_the_description_does_not_ask_for() {
    let replay = Replay::new();
    replay.on("GET", "/health", Canned::text(""));
    let client = calls::Client::builder().transport(replay.clone()).build().unwrap();
    client.send(&calls::operations::Health::new()).await.unwrap();
    let sent = replay.requests();
    let mut names: Vec<_> = sent[0].headers().keys().map(HeaderName::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["user-agent"]);
    // The package with the bindings, and the runtime.
    assert_eq!(sent[0].header("user-agent"), Some("hire-tests/0.1.0 hire-runtime/0.1.0"));
    assert_eq!(sent[0].query(), []);
}

#[test]
fn a_range_of_media_types_with_a_schema_is_taken_for_json() {
    let described = |media: &str| {
        operation(&format!(
            "      operationId: read\n      requestBody: {{ content: {{ '{media}': {{ schema: {{ type: boolean }} }} }} }}\n      \
             responses: {{ '200': {{ description: All., content: {{ '{media}': {{ schema: {{ type: integer }} }} }} }} }}\n"
        ))
    };
    for media in ["*/*", "application/*", "application/*; charset=utf-8"] {
        let bindings = generate("3.1.1", &described(media)).unwrap_or_else(|report| panic!("{report}"));
        let warnings = bindings.warnings().to_string();
        let told = format!("`{media}` is taken for `application/json`");
        assert_eq!(warnings.matches(&told).count(), 2, "{warnings}");
        let operations = bindings.file("operations.rs").unwrap();
        assert!(operations.contains("\"application/json\""), "{}", operations);
    }
    let bindings = generate("3.1.1", &described("text/*")).unwrap_or_else(|report| panic!("{report}"));
    let operations = bindings.file("operations.rs").unwrap();
    assert!(operations.contains("plain_text(\"text/plain\") => body"), "{}", operations);
}

#[test]
fn a_security_scheme_that_the_client_does_not_know_is_the_affair_of_its_transport() {
    let described = |scheme: &str| {
        let operation = operation(&format!(
            "      operationId: read\n      security: [{{ {scheme}: [] }}]\n      responses: {{ '204': {{ description: Done. }} }}\n"
        ));
        format!(
            "{operation}components: {{ securitySchemes: {{ tls: {{ type: mutualTLS }}, key: {{ type: http, scheme: bearer }} }} }}\n"
        )
    };
    for (scheme, asked) in [("key", ".security(&[&[(\"key\", &[])]])"), ("tls", ".security(&[&[]])")] {
        let bindings = generate("3.1.1", &described(scheme)).unwrap_or_else(|report| panic!("{report}"));
        let warnings = bindings.warnings().to_string();
        assert!(warnings.contains("sends nothing for the security scheme `tls`"), "{warnings}");
        let operations = bindings.file("operations.rs").unwrap();
        assert!(operations.contains(asked), "{}", operations);
    }
}

#[tokio::test]
async fn each_kind_of_event_has_its_data() {
    use events::operations::{CreateChat, ListWords};
    let body =
        "event: word\ndata: {\"text\": \"Hi\"}\n\nevent: stop\ndata: {\"reason\": \"end\"}\n\ndata: {}\n\n";
    let response = || hire_runtime::http::Response::new(body.into());
    let mut chat = CreateChat::from_response(response()).unwrap();
    for expected in [json!({"text": "Hi"}), json!({"reason": "end"})] {
        let event = chat.next().await.unwrap().unwrap();
        assert_eq!(serde_json::to_value(Encoded(&event.data)).unwrap(), expected);
    }
    let mut words = ListWords::from_response(response()).unwrap();
    assert_eq!(words.next().await.unwrap().unwrap().data.text, "Hi");
    assert!(words.next().await.unwrap().is_err());
}
