//! What the bindings of the formats do: strings of a format, integers of every width, tuples, defaults.

use std::net::Ipv4Addr;

use hire_api::hire_runtime::bytes::Bytes;
use hire_api::hire_runtime::http::Response;
use hire_api::hire_runtime::{
    self, BaseUrl, Data, Date, DateTime, Endpoint as _, Nullable, Stringified, Uuid, Validate, Violations,
};
use hire_tests::formats::operations::{GetParcel, PutParcel};
use hire_tests::formats::types::{Defaults, DefaultsLevel, Numbers, PairItem1, Texts, Tuples};
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::support::{Fault, assert_faults};

fn parse<T: Data>(json: &Value) -> Result<T, Violations> {
    hire_runtime::parse(json.to_string().as_bytes())
}

#[test]
fn texts_are_kept_as_they_came_and_checked_as_rules() {
    let good = json!({
        "date": "2024-02-29", "time": "12:00:00z", "date_time": "2024-02-29T12:00:00+01:00", "duration": "P1Y",
        "uuid": "2EB8AA08-aa98-11ea-b4aa-73b441d16380", "email": "a-b@c", "uri": "a:b", "uri_reference": "#c",
        "hostname": "a.b", "ipv4": "127.0.0.1", "ipv6": "::1", "addresses": ["::1", "127.0.0.1"], "byte": "aGk=",
        "base64url": "aGk", "encoded": "no base64", "decimal": "1.50", "int64": "-7", "double": "1e5", "binary": "\u{0}",
        "plate": "B-AD 1", "mail": "a@b", "either": "::1", "any": "2024-02-29", "dates": {"a": "2024-02-29"},
    });
    let texts: Texts = parse(&good).unwrap();
    assert_eq!(serde_json::to_string(&texts).unwrap(), good.to_string());
    assert_eq!(texts.ipv4.as_ref().and_then(hire_runtime::Ipv4::get), Some(Ipv4Addr::LOCALHOST));
    assert_eq!(texts.byte.as_ref().and_then(hire_runtime::Base64::get), Some(b"hi".to_vec()));
    assert_eq!(texts.encoded.as_ref().and_then(hire_runtime::Base64Content::get), None);
    assert_eq!(texts.int64.as_ref().and_then(Stringified::get), Some(-7_i64));
    assert!(format!("{texts:?}").contains("[redacted]"));

    let names = [
        ("date", "date"),
        ("time", "time"),
        ("duration", "duration"),
        ("uuid", "uuid"),
        ("uri", "uri"),
        ("uri_reference", "uri-reference"),
        ("hostname", "hostname"),
        ("ipv4", "ipv4"),
        ("ipv6", "ipv6"),
        ("byte", "byte"),
        ("base64url", "base64url"),
        ("decimal", "decimal"),
        ("int64", "int64"),
        ("double", "double"),
        ("mail", "email"),
        ("any", "date"),
    ];
    for (name, format) in names {
        let bad = json!({ name: "\\ odd" });
        // A server's odd value breaks no decoding.
        let decoded: Texts = serde_json::from_value(bad.clone()).unwrap();
        assert_eq!(serde_json::to_value(&decoded).unwrap(), bad);
        let violations = decoded.validate().unwrap_err();
        assert_eq!(violations.len(), 1, "{violations}");
        assert_eq!((violations.as_slice()[0].keyword, &*violations.as_slice()[0].limit), ("format", format));
    }
    let cases: &[(Value, &[Fault])] = &[
        (json!({"date_time": "2024-02-29T12:00:00Z"}), &[("/date_time", "minLength", "25")]),
        (json!({"email": "a@b"}), &[("/email", "pattern", "\\-")]),
        (json!({"email": "a-b"}), &[("/email", "format", "email")]),
        (json!({"addresses": ["::1", "::1"]}), &[("/addresses", "uniqueItems", "true")]),
        (json!({"addresses": ["::1", "localhost"]}), &[("/addresses/1", "format", "ip")]),
        (json!({"dates": {"a": "now"}}), &[("/dates/a", "format", "date")]),
        (json!({"either": "a"}), &[("/either", "anyOf", "of the format ipv4, or of the format ipv6")]),
        (json!({"date": 20_240_229}), &[("/date", "type", "string")]),
        (json!({"any": 20_240_229, "time": null}), &[]),
    ];
    for (json, expected) in cases {
        assert_faults(&json.to_string(), parse::<Texts>(json), expected);
    }
}

#[test]
fn a_builder_takes_what_stands_for_a_text() {
    let built =
        Texts::builder().ipv4(Ipv4Addr::LOCALHOST).int64(i64::MIN).date(Date::from_text("never")).build();
    assert_faults("a builder", built, &[("/date", "format", "date")]);
    let built = Texts::builder()
        .ipv4(Ipv4Addr::LOCALHOST)
        .int64(i64::MIN)
        .date("2024-02-29".parse::<Date>().unwrap());
    assert_eq!(
        serde_json::to_value(built.build().unwrap()).unwrap(),
        json!({"date": "2024-02-29", "ipv4": "127.0.0.1", "int64": "-9223372036854775808"})
    );
}

#[test]
fn integers_have_the_width_of_their_format_or_bounds() {
    let numbers = Numbers::builder()
        .percent(100_u8)
        .month(12_u8)
        .byte(u8::MAX)
        .between(u8::MAX)
        .signed(i8::MIN)
        .wide(-129_i16)
        .port(u16::MAX)
        .word(65_536_u32)
        .second(-2_147_483_649_i64)
        .count(u64::MAX)
        .free(i64::MIN)
        .below(i64::MIN)
        .int8(i8::MAX)
        .uint16(60_000_u16)
        .int32(100_i32)
        .int64(i64::MAX)
        .uint64(9_007_199_254_740_993_u64)
        .large(u64::MAX)
        .build()
        .unwrap();
    let text = serde_json::to_string(&numbers).unwrap();
    assert_eq!(hire_runtime::parse::<Numbers>(text.as_bytes()), Ok(numbers));
    let cases: &[(&str, &[Fault])] = &[
        (r#"{"percent":101}"#, &[("/percent", "maximum", "100")]),
        (r#"{"percent":-1}"#, &[("/percent", "minimum", "0")]),
        (r#"{"percent":1e2,"month":1.0,"free":1e2}"#, &[]),
        (r#"{"month":13}"#, &[("/month", "exclusiveMaximum", "13")]),
        (r#"{"month":0}"#, &[("/month", "exclusiveMinimum", "0")]),
        (r#"{"byte":256}"#, &[("/byte", "format", "uint8")]),
        (r#"{"signed":127,"wide":100}"#, &[]),
        (r#"{"wide":101}"#, &[("/wide", "maximum", "100.0")]),
        (r#"{"port":0}"#, &[("/port", "minimum", "1")]),
        (r#"{"int32":0}"#, &[("/int32", "minimum", "1")]),
        (r#"{"int64":9223372036854775807}"#, &[]),
        (r#"{"int64":1.5}"#, &[("/int64", "type", "integer")]),
        (r#"{"uint64":9007199254740992}"#, &[("/uint64", "minimum", "9007199254740993")]),
        (r#"{"uint64":18446744073709551615}"#, &[("/uint64", "maximum", "18446744073709551614")]),
        (r#"{"uint64":18446744073709551614}"#, &[]),
        (r#"{"large":18446744073709551615}"#, &[]),
        (r#"{"large":9007199254740993}"#, &[]),
        (r#"{"large":9007199254740992}"#, &[("/large", "enum", "18446744073709551615, 9007199254740993")]),
        (r#"{"bound":9007199254740991}"#, &[]),
        // The nearest number of 53 bits to the bound.
        (r#"{"bound":9007199254740992}"#, &[("/bound", "exclusiveMaximum", "9007199254740993")]),
        (r#"{"bound":9007199254740994}"#, &[("/bound", "exclusiveMaximum", "9007199254740993")]),
        (r#"{"either":18446744073709551615}"#, &[]),
        (r#"{"either":"18446744073709551615"}"#, &[]),
        (r#"{"either":"1.0"}"#, &[("/either", "format", "uint64")]),
        (r#"{"either":-1}"#, &[("/either", "minimum", "0")]),
    ];
    for (json, expected) in cases {
        assert_faults(json, hire_runtime::parse::<Numbers>(json.as_bytes()), expected);
    }
}

#[test]
fn what_is_required_and_not_set_is_the_default() {
    let built = Defaults::builder().build().unwrap();
    let expected = concat!(
        r#"{"flag":true,"tiny":-128,"huge":18446744073709551615,"ratio":1.0,"text":"a\"b\n","secret":"changeme","#,
        r#""day":"2024-02-29","bytes":"aGk=","made":"1704720275000","level":"high","nothing":null,"words":["a",null],"#,
        r#""pairs":[],"point":[1.5,"left"],"size":3,"#,
        r#""any":{"a":[1,-2,0.5,18446744073709551615,null,"x",true,{},[]]},"labels":{"a":1,"b":2},"#,
        r#""place":{"city":"Bern","zip":null,"since":"1191-01-01","height":540},"nested":{"next":{"next":{}}},"strict":{}}"#,
    );
    assert_eq!(serde_json::to_string(&built).unwrap(), expected);
    // What is set stays, and what is absent in a text is missing.
    let set = Defaults::builder().size(None).words(vec![]).level(DefaultsLevel::Low).build().unwrap();
    assert_eq!((set.size, set.words.len(), set.level), (None, 0, DefaultsLevel::Low));
    let violations = parse::<Defaults>(&json!({})).unwrap_err();
    assert_eq!(violations.len(), 20);
    assert!(violations.iter().all(|violation| violation.keyword == "required"));
}

#[test]
fn tuples_have_rules_by_position() {
    let text = r#"{"pair":[0.5,"left"],"one":["2024-02-29"],"link":[{"pair":[1.0,"right"]},null],"shorter":["a"],"longer":["a",1]}"#;
    let tuples: Tuples = hire_runtime::parse(text.as_bytes()).unwrap();
    assert_eq!(serde_json::to_string(&tuples).unwrap(), text);
    assert_eq!(tuples.pair, Some((0.5, PairItem1::Left)));
    assert_eq!(tuples.one.unwrap().0, "2024-02-29");
    let Nullable::Value(link) = tuples.link else { panic!("no link") };
    assert_eq!((link.0.pair, link.1), (Some((1.0, PairItem1::Right)), None));
    let built = Tuples::builder().link((Tuples::builder().build().unwrap(), Some(1))).build().unwrap();
    assert_eq!(serde_json::to_string(&built).unwrap(), r#"{"link":[{},1]}"#);

    let cases: &[(Value, &[Fault])] = &[
        (json!({"pair": [-1, "up"]}), &[("/pair/0", "minimum", "0"), ("/pair/1", "enum", "left, right")]),
        (json!({"pair": [1]}), &[("/pair", "minItems", "2")]),
        (json!({"pair": [1, "left", 2]}), &[("/pair", "maxItems", "2")]),
        (json!({"pair": ["left", 1]}), &[("/pair/0", "type", "number"), ("/pair/1", "type", "string")]),
        (json!({"one": ["now"]}), &[("/one/0", "format", "date")]),
        (
            json!({"link": [{"one": ["now"]}, 0]}),
            &[("/link/0/one/0", "format", "date"), ("/link/1", "minimum", "1")],
        ),
        (json!({"shorter": []}), &[("/shorter", "minItems", "1")]),
        (json!({"shorter": ["a", "b", "c"]}), &[("/shorter/2", "false", "nothing is valid")]),
        (json!({"longer": [1]}), &[("/longer/0", "type", "string")]),
        (json!({"untyped": ["a", {}]}), &[]),
    ];
    for (json, expected) in cases {
        assert_faults(&json.to_string(), parse::<Tuples>(json), expected);
    }
}

#[test]
fn parameters_are_texts_of_a_format() {
    let base: BaseUrl = "https://example.com".parse().unwrap();
    let request = GetParcel::new(Uuid::from(7))
        .since("2024-02-29".parse::<Date>().unwrap())
        .weights(vec![Stringified::from(1_i64), Stringified::from(-2_i64)])
        .x_origin(Ipv4Addr::LOCALHOST)
        .x_pages(3);
    assert!(request.validate().is_ok());
    let written = request.to_request(&base).unwrap();
    assert_eq!(
        written.uri(),
        "https://example.com/parcels/00000000-0000-0000-0000-000000000007?since=2024-02-29&weights=1&weights=-2"
    );
    assert_eq!(
        (&written.headers()["x-origin"], &written.headers()["x-pages"]),
        (&"127.0.0.1".parse().unwrap(), &"3".parse().unwrap())
    );
    let texts = Texts::builder().uuid(Uuid::from(7)).build().unwrap();
    let put = PutParcel::new(3, texts);
    assert_eq!(put.idempotency_key(), Some("00000000-0000-0000-0000-000000000007"));
    assert_eq!(put.to_request(&base).unwrap().uri(), "https://example.com/parcels/3");
    let bad = GetParcel::new(Uuid::from_text("7")).x_pages(0).validate();
    assert_faults("parameters", bad, &[("path/id", "format", "uuid"), ("header/X-Pages", "minimum", "1")]);
}

/// A component as one JSON Schema, for another validator, which takes formats for rules.
fn oracle(name: &str) -> Validator {
    let mut root: Value = serde_yaml::from_str(include_str!("../../golden/formats/openapi.yaml")).unwrap();
    root["$ref"] = json!(format!("#/components/schemas/{name}"));
    jsonschema::options().should_validate_formats(true).build(&root).unwrap()
}

/// Whether we take a value, by either way of reading.
fn is_valid<T: Data>(json: &Value) -> bool {
    let parsed = parse::<T>(json).is_ok();
    let decoded = serde_json::from_str::<hire_runtime::Decoded<T>>(&json.to_string());
    assert_eq!(decoded.is_ok_and(|decoded| decoded.0.validate().is_ok()), parsed, "{json}");
    parsed
}

/// Texts that look like one format or another.
const TEXTS: &[&str] = &[
    "",
    "a",
    "2024-02-29",
    "2023-02-29",
    "2024-13-01",
    "1900-02-29",
    "2000-02-29",
    "24-02-29",
    "2024-2-9",
    "12:00:00Z",
    "12:00:00",
    "23:59:60Z",
    "22:59:60Z",
    "00:29:60+00:30",
    "24:00:00Z",
    "12:00:00.5+05:30",
    "12:00:00.Z",
    "12:00:00+24:00",
    "2024-02-29T12:00:00Z",
    "2024-02-29t12:00:00z",
    "2024-02-29 12:00:00Z",
    "2024-02-30T12:00:00Z",
    "1998-12-31T23:59:60Z",
    "1998-12-31T22:59:60Z",
    "P1Y2M3DT4H5M6S",
    "P1W",
    "P1Y1W",
    "PT1S",
    "PT",
    "P",
    "P1H",
    "PT1D",
    "P1.5D",
    "-P1D",
    "P1DT",
    "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
    "2EB8AA08-AA98-11EA-B4AA-73B441D16380",
    "2eb8aa08aa9811eab4aa73b441d16380",
    "2eb8aa08-aa98-11ea-b4aa-73b441d1638g",
    "jo@example.com",
    "jo.bloggs+x@example.com",
    ".jo@example.com",
    "jo.@example.com",
    "jo..bloggs@example.com",
    "\"jo bloggs\"@example.com",
    "jo@[127.0.0.1]",
    "jo@[IPv6:::1]",
    "jo@[127.0.0.300]",
    "jo@",
    "@example.com",
    "jo@exam_ple.com",
    "example.com",
    "exa_mple.com",
    "-example.com",
    "example-.com",
    "a..b",
    "xn--bcher-kva.example",
    "127.0.0.1",
    "127.0.0.01",
    "256.1.1.1",
    "127.0.0",
    "::1",
    "1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7",
    "::ffff:1.2.3.4",
    "fe80::1%eth0",
    "12345::",
    "[::1]",
    "http://example.com",
    "http://example.com/a b",
    "http://example.com/%4",
    "http://[::1]:80/?a#b",
    "urn:isbn:0451450523",
    "//example.com/a",
    "/a/b?c#d",
    "#a#b",
    "\\\\a\\b",
    "mailto:jo@example.com",
    "http://example.com:port/",
    "bücher",
    "http://example.com/ü",
    "1a:b",
    "P1Y2D",
    "PT1H2S",
    "p1d",
    "P0D",
    "P1D2M",
    "P1Y1M1DT1H1M1S",
    "ab--cd.example",
    "xn--X",
    "xn--a",
    "xn--99999999",
    "example.com.",
    "http://",
    "a:",
    "jo@localhost",
    "jo@example.com.",
    "jo@-example.com",
    "\"\"@a",
    "\"a\\\"b\"@a",
    "jo bloggs@example.com",
    "jo@xn--X",
    "jo@[::1]",
    "jo@[ipv6:::1]",
    "http://a@b@c/",
    "http://[v1.a]/",
    "http://[1.2.3.4]/",
    "http://a/<b>",
    "http://a/b|c",
    "http://a/{b}",
    "http://a:/",
    "http://u:p@a:1/?q=/?#f/?",
    "a b",
    "%4",
    "%41",
    "?",
    "#",
    "./a:b",
    "x+y:z",
    "2024-06-30T23:59:60+00:00",
    "2024-02-29T23:59:60z",
    "0000-01-01",
    "12:00:00-00:00",
    "12:00:00+0100",
    "١.2.3.4",
    "1.2.3.4 ",
    "0x7f.0.0.1",
    "::1::",
    "1::",
    ":::",
    "::192.0.2",
    "00000000-0000-0000-0000-000000000000",
    "{00000000-0000-0000-0000-000000000000}",
];

/// Where we take what the other validator does not: it holds labels in Punycode to the tables of IDNA, of which we have
/// none, and U+0080 is not allowed in a name.
const DIFFERENCES: &[(&str, &str)] = &[("hostname", "xn--a")];

#[test]
fn another_validator_agrees_on_formats() {
    let oracle = oracle("Texts");
    let names = [
        "date",
        "time",
        "date_time",
        "duration",
        "uuid",
        "email",
        "uri",
        "uri_reference",
        "hostname",
        "ipv4",
        "ipv6",
        "either",
        "any",
        "encoded",
        "binary",
        "plate",
    ];
    let (mut good, mut bad) = (0, 0);
    for name in names {
        for text in TEXTS {
            let json = json!({ name: text });
            let valid = oracle.is_valid(&json);
            let known = DIFFERENCES.contains(&(name, text));
            assert_eq!(is_valid::<Texts>(&json) == valid, !known, "{json}");
            *(if valid { &mut good } else { &mut bad }) += 1;
        }
    }
    assert!(good > 300 && bad > 1000, "{good} good ones, {bad} bad ones");
    let dates = [
        json!({"dates": {"a": "2024-02-29", "b": "2024"}}),
        json!({"dates": {"a": "2024-02-29"}}),
        json!({"time": null}),
    ];
    for json in dates {
        assert_eq!(is_valid::<Texts>(&json), oracle.is_valid(&json), "{json}");
    }
}

#[test]
fn another_validator_agrees_on_numbers() {
    let oracle_of_numbers = oracle("Numbers");
    let numbers = [
        "-9223372036854775808",
        "-2147483650",
        "-2147483649",
        "-130",
        "-129",
        "-128",
        "-1",
        "0",
        "-0.0",
        "1",
        "1.0",
        "1.5",
        "12",
        "13",
        "99",
        "100",
        "1e2",
        "101",
        "127",
        "128",
        "255",
        "256",
        "32768",
        "60000",
        "60001",
        "65535",
        "65536",
        "65537",
        "2147483648",
        "9007199254740992",
        "9007199254740993",
        "9223372036854775807",
    ];
    let names = [
        "percent", "month", "byte", "between", "signed", "wide", "port", "word", "second", "count", "free",
        "below", "int32", "large",
    ];
    for name in names {
        for number in numbers {
            let json: Value = serde_json::from_str(&format!("{{\"{name}\":{number}}}")).unwrap();
            assert_eq!(is_valid::<Numbers>(&json), oracle_of_numbers.is_valid(&json), "{json}");
        }
    }
}

#[test]
fn another_validator_agrees_on_tuples() {
    let oracle_of_tuples = oracle("Tuples");
    let pair = [
        json!([]),
        json!([1]),
        json!([1, "left"]),
        json!([-1, "left"]),
        json!([1, "up"]),
        json!([1, "left", 2]),
        json!("left"),
    ];
    let links = [
        json!(null),
        json!([{}, 1]),
        json!([{}, null]),
        json!([{}, 0]),
        json!([{"one": []}, 1]),
        json!([{}]),
    ];
    let lists =
        [json!([]), json!(["a"]), json!(["a", "b"]), json!(["a", 1]), json!(["a", "b", "c"]), json!([1])];
    let cases = pair.iter().map(|value| ("pair", value)).chain(links.iter().map(|value| ("link", value)));
    let rest = ["one", "shorter", "longer", "untyped"]
        .into_iter()
        .flat_map(|name| lists.iter().map(move |value| (name, value)));
    for (name, value) in cases.chain(rest) {
        let json = json!({ name: value });
        assert_eq!(is_valid::<Tuples>(&json), oracle_of_tuples.is_valid(&json), "{json}");
    }
}

/// What a response of 200 with a body becomes.
fn answered<E: hire_runtime::Endpoint>(
    body: &'static str,
) -> Option<<E::Success as hire_runtime::FromResponse>::Value> {
    E::from_response(Response::new(Bytes::from_static(body.as_bytes()))).ok()
}

#[test]
fn a_response_may_be_a_text_of_a_format_or_a_tuple() {
    let sent: DateTime = answered::<GetParcel>(r#""2024-02-29T12:00:00Z""#).unwrap();
    assert!(sent.starts_with("2024") && sent.validate().is_ok());
    assert_eq!(answered::<GetParcel>(r#""soon""#).map(DateTime::into_string), Some("soon".to_owned()));
    assert_eq!(answered::<PutParcel>(r#"[1,"left"]"#), Some((1.0, PairItem1::Left)));
    assert!(answered::<PutParcel>("[1]").is_none());
}
