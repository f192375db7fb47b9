use std::fmt::Debug;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde_json::json;

use super::{Format, Formatted, marker};
use crate::{
    AsText as _, Base64, Base64Content, Base64Url, Base64UrlContent, Date, DateTime, Decimal, Decoded, Ip,
    Ipv4, Ipv6, Map, Secret, Stringified, Uuid, Validate as _, Violations, parse, parse_value,
};

/// Asserts which texts are of a format, by every way that there is to ask.
#[track_caller]
fn check<F: Format>(good: &[&str], bad: &[&str]) {
    for (texts, holds) in [(good, true), (bad, false)] {
        for text in texts {
            let value = Formatted::<F>::from_text(*text);
            assert_eq!(F::holds(text), holds, "{} {text:?}", F::NAME);
            assert_eq!(value.is_valid(), holds);
            assert_eq!(value.get().is_some(), holds, "{} {text:?}", F::NAME);
            assert_eq!(text.parse::<Formatted<F>>().is_ok(), holds);
            assert_eq!(Formatted::<F>::try_from(*text).is_ok(), holds);
            assert_eq!(Formatted::<F>::try_from((*text).to_owned()).is_ok(), holds);
            let violations = value.validate().map_err(Violations::into_vec);
            let found: Vec<_> =
                violations.err().into_iter().flatten().map(|one| (one.keyword, one.limit)).collect();
            assert_eq!(found.is_empty(), holds);
            assert!(found.iter().all(|one| *one == ("format", F::NAME.into())), "{found:?}");
        }
    }
}

#[test]
fn dates() {
    let good =
        ["2024-02-29", "2023-02-28", "2000-02-29", "0000-01-01", "9999-12-31", "2023-04-30", "2023-12-31"];
    let bad = [
        "",
        "2023-02-29",
        "1900-02-29",
        "2023-00-10",
        "2023-13-10",
        "2023-01-00",
        "2023-01-32",
        "2023-04-31",
        "2023-1-1",
        "23-01-01",
        "02023-01-01",
        "2023/01/01",
        "20230101",
        "2023-01-01 ",
        " 2023-01-01",
        "2023-01-01Z",
        "2023-01-0١",
        "+023-01-01",
        "2023-W01-1",
        "2023-001",
    ];
    check::<marker::Date>(&good, &bad);
}

#[test]
fn times() {
    let good = [
        "00:00:00Z",
        "23:59:59z",
        "12:30:45.123456789+05:30",
        "12:00:00-00:00",
        "12:00:00+23:59",
        "23:59:60Z",
        "23:59:60.25Z",
        "01:29:60+01:30",
        "15:59:60-08:00",
        "00:29:60+00:30",
    ];
    let bad = [
        "",
        "12:00:00",
        "24:00:00Z",
        "12:60:00Z",
        "12:00:61Z",
        "12:00Z",
        "1:00:00Z",
        "12:00:00.Z",
        "12:00:00,5Z",
        "12:00:00+24:00",
        "12:00:00+01:60",
        "12:00:00+0100",
        "12:00:00+01",
        "12:00:00Z+01:00",
        "22:59:60Z",
        "23:58:60Z",
        "23:59:60+01:00",
        "12:00:00 Z",
        "12:00:00\u{2212}01:00",
        "1٢:00:00Z",
        "T12:00:00Z",
    ];
    check::<marker::Time>(&good, &bad);
}

#[test]
fn times_of_a_day() {
    let good = [
        "2024-02-29T23:59:59Z",
        "2024-02-29t00:00:00.5z",
        "1990-12-31T15:59:60-08:00",
        "2016-12-31T23:59:60Z",
    ];
    let bad = [
        "",
        "2024-02-29",
        "12:00:00Z",
        "2024-02-30T12:00:00Z",
        "2024-02-29 12:00:00Z",
        "2024-02-29T12:00:00",
        "2024-02-29TT12:00:00Z",
        "2024-02-29T12:00:00Z ",
        "2024-060T01:00:00Z",
        "1990-12-31T15:59:59-24:00",
        "2016-12-31T23:58:60Z",
    ];
    check::<marker::DateTime>(&good, &bad);
}

#[test]
fn durations() {
    let good = [
        "P4DT12H30M5S",
        "P1Y",
        "P1Y2M",
        "P1Y2M3D",
        "P2M",
        "P2M3D",
        "P3W",
        "PT36H",
        "PT1H2M3S",
        "PT1M",
        "PT1M2S",
        "PT0S",
        "P0D",
        "P1YT1S",
        "P123456789012345678901234567890D",
    ];
    let bad = [
        "", "P", "PT", "P1", "1D", "P1YT", "PT1D", "P1H", "P2D1Y", "P1D2H", "P1Y2W", "P1W1D", "P1W2W",
        "PT1S1S", "P1Y1D", "PT1H1S", "P-1D", "-P1D", "P1.5D", "PT1.5S", "p1d", "P1d", " P1D", "P1D ", "P٣D",
        "PD", "PW", "PTT1S",
    ];
    check::<marker::Duration>(&good, &bad);
}

#[test]
fn uuids() {
    let good = [
        "2eb8aa08-aa98-11ea-b4aa-73b441d16380",
        "00000000-0000-0000-0000-000000000000",
        "2EB8AA08-AA98-11EA-B4aa-73B441D16380",
    ];
    let bad = [
        "",
        "2eb8aa08aa9811eab4aa73b441d16380",
        "2eb8aa08-aa98-11ea-b4aa-73b441d1638",
        "2eb8aa08-aa98-11ea-b4aa-73b441d163800",
        "{2eb8aa08-aa98-11ea-b4aa-73b441d16380}",
        "2eb8aa08-aa98-11ea-b4aa-73b441d1638g",
        "2eb8-aa08-aa98-11ea-b4aa73b44-1d16380",
        "urn:uuid:2eb8aa08-aa98-11ea-b4aa-73b441d16380",
        "2eb8aa08-aa98-11ea-b4aa-73b441d1638\u{e9}",
    ];
    check::<marker::Uuid>(&good, &bad);
}

#[test]
fn mailboxes() {
    let good = [
        "a@b",
        "jo.bloggs@example.com",
        "te~st@example.com",
        "~test@example.com",
        "a+b=c@example.com",
        "\"jo bloggs\"@example.com",
        "\"jo@home\"@example.com",
        "\"a\\\"b\"@example.com",
        "\"\"@example.com",
        "a@[127.0.0.1]",
        "a@[IPv6:::1]",
        "a@[ipv6:2001:db8::1]",
        "a@xn--bcher-kva.example",
    ];
    let bad = [
        "",
        "2962",
        "@",
        "a@",
        "@b",
        "a b@c",
        ".a@b",
        "a.@b",
        "a..b@c",
        "a@b@c",
        "a@-b",
        "a@b.",
        "a@b_c",
        "a@[127.0.0.300]",
        "a@[::1]",
        "a@[IPv6:127.0.0.1]",
        "\"a@b",
        "\"a\"b\"@c",
        "\"a\\\"@c",
        "a@[127.0.0.1",
        "ä@example.com",
        "Jo <jo@example.com>",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@b",
    ];
    check::<marker::Email>(&good, &bad);
}

#[test]
fn hosts() {
    let longest = "a".repeat(63);
    let too_long = "a".repeat(64);
    let whole = [longest.as_str(); 4].join(".");
    let (fits, beyond) = (&whole[..253], &whole[..254]);
    let good = [
        "a",
        "example.com",
        "EXAMPLE",
        "a-b.c",
        "1host",
        "127.0.0.1",
        "a--b",
        "xn--bcher-kva.example",
        "XN--BCHER-KVA",
        "xn--fiqs8s",
        "xn--80ak6aa92e.example",
        &longest,
        fits,
    ];
    let bad = [
        "",
        ".",
        "a.",
        ".a",
        "a..b",
        "-a",
        "a-",
        "a.-b",
        "a_b",
        "a b",
        "bücher.example",
        "ab--cd",
        "xn--",
        "xn--X",
        "xn--99999999",
        "host:80",
        "a\u{3002}b",
        &too_long,
        beyond,
    ];
    check::<marker::Hostname>(&good, &bad);
}

#[test]
fn addresses() {
    let four = ["127.0.0.1", "0.0.0.0", "255.255.255.255"];
    let no_four = [
        "",
        "127.0.0",
        "127.0.0.1.1",
        "256.0.0.1",
        "01.2.3.4",
        "0x7f.0.0.1",
        "2130706433",
        "1.2.3.4/8",
        "1.2.3.4 ",
        "١.2.3.4",
    ];
    check::<marker::Ipv4>(&four, &no_four);
    let six = ["::", "::1", "1:2:3:4:5:6:7:8", "2001:DB8::1", "::ffff:192.0.2.1", "1::"];
    let no_six = [
        "",
        ":",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "::1::",
        ":::",
        "fe80::1%eth0",
        "[::1]",
        "::1/64",
        "::192.0.2",
        "g::",
    ];
    check::<marker::Ipv6>(&six, &no_six);
    check::<marker::Ip>(&[&four[..], &six].concat(), &["", "localhost", "[::1]", "1.2.3"]);
}

#[test]
fn uris() {
    let good = [
        "http://example.com",
        "http://u:p@example.com:8080/a/b;c?d=e&f#g",
        "https://[2001:db8::1]:443/",
        "http://[v7.a:b]/",
        "a:",
        "mailto:a@b.c",
        "urn:isbn:0451450523",
        "tel:+1-816-555-1212",
        "file:///etc/hosts",
        "x+y-z.1:%41%c3%a4",
        "http://",
        "a://b:",
        "data:text/plain,hello%20world",
        "http://a/b?c?d/e@f#g?h",
    ];
    let bad = [
        "",
        ":",
        "//example.com/a",
        "/a",
        "a",
        "1a:b",
        "a b:c",
        "http://a b",
        "http://a/ü",
        "http://a/%4",
        "http://a/%zz",
        "http://a:8o/",
        "http://[::1",
        "http://[1.2.3.4]/",
        "http://::1/",
        "http://a/[b]",
        "http://a\\b",
        "http://a/<b>",
        "http://a/{b}",
        "http://a/b|c",
        "http://a/b^c",
        "http://a/\"b\"",
        "http://a#b#c",
        "http://[::1]x/",
        "http://[::1]:a/",
        "http://[v.a]/",
        "http://a@b@c/",
    ];
    check::<marker::Uri>(&good, &bad);
    let references = ["", "a", "/a", "//a/b", "../a?b#c", "?a", "#a", "./a:b", "a/b:c", "", "%41"];
    check::<marker::UriReference>(
        &[&good[..], &references].concat(),
        &["a b", "1a:b", ":a", "%4", "\\\\a\\b", "a|b", "//a:b", "#a#b"],
    );
}

#[test]
fn bytes() {
    let good = ["", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "+/+/", "AAAA"];
    let bad = [
        "=", "Zg", "Zg=", "Zm8", "Zg===", "Zm9v====", "Zh==", "Zm9=", "Z===", "-_-_", "Zm9v\n", "Zg==Zg==",
        "Zm 8=", "Zm9vé",
    ];
    check::<marker::Base64>(&good, &bad);
    let good = ["", "Zg", "Zg==", "Zm8", "Zm8=", "Zm9v", "-_-_"];
    let bad = ["=", "Zg=", "Z", "Zh", "+/+/", "Zm9v=", "Zm8==", "Zm9v===="];
    check::<marker::Base64Url>(&good, &bad);
    assert_eq!(Base64::encode([0xfb, 0xff]).as_str(), "+/8=");
    assert_eq!(Base64Url::encode([0xfb, 0xff]).as_str(), "-_8");
    for text in ["-_8", "-_8="] {
        assert_eq!(Base64Url::from_text(text).get(), Some(vec![0xfb, 0xff]));
    }
}

#[test]
fn what_content_is_encoded_in_is_no_rule() {
    for text in ["aGk=", "no base64"] {
        let Decoded(bytes) = serde_json::from_value::<Decoded<Base64Content>>(json!(text)).unwrap();
        assert_eq!(bytes.validate(), Ok(()));
        assert_eq!(
            parse_value::<Vec<Base64UrlContent>>(&json!([text])),
            Ok(vec![Base64UrlContent::from_text(text)])
        );
    }
    assert_eq!(Base64Content::encode("hi").get().as_deref(), Some(&b"hi"[..]));
    assert_eq!(Base64UrlContent::encode([0xfb, 0xff]).as_str(), "-_8");
    // Who makes one of a text is told.
    assert!("no base64".parse::<Base64Content>().is_err());
    assert_eq!(Base64Content::from_text("no base64").get(), None);
}

#[test]
fn numbers_as_strings() {
    let good = ["0", "-0", "7", "-7", "9223372036854775807", "-9223372036854775808"];
    let bad =
        ["", "-", "+7", "07", "-07", "7.0", "7e0", " 7", "7 ", "0x7", "٧", "9223372036854775808", "1_000"];
    check::<marker::Number<i64>>(&good, &bad);
    check::<marker::Number<u64>>(&["0", "18446744073709551615"], &["-1", "-0", "18446744073709551616"]);
    check::<marker::Number<i8>>(&["127", "-128"], &["128", "-129"]);
    check::<marker::Number<u32>>(&["4294967295"], &["4294967296"]);
    check::<marker::Number<f64>>(
        &["0", "-1.50", "1e5", "1E-5", "1.0e+5", "1e308"],
        &["", ".5", "1.", "1e", "e5", "NaN", "inf", "1e400", "01"],
    );
    check::<marker::Number<f32>>(&["3.4e38", "0.1"], &["1e39", "-1e39"]);
    check::<marker::Decimal>(
        &["0", "-12.50", "0.00", "123456789012345678901234567890.1"],
        &["", ".5", "1.", "1e5", "01.5", "+1", "1,5", "1.5.5", "-", "-.5"],
    );
}

#[test]
fn what_stands_for_something_is_that() {
    #[track_caller]
    fn same<F: Format<View<'static> = V>, V: PartialEq + Debug>(text: &'static str, view: &V) {
        assert_eq!(F::view(text).as_ref(), Some(view));
    }
    same::<marker::Uuid, _>("00000000-0000-0000-0000-0000000000ff", &255);
    same::<marker::Ip, _>("::1", &IpAddr::V6(Ipv6Addr::LOCALHOST));
    same::<marker::Number<i64>, _>("-9223372036854775808", &i64::MIN);
    same::<marker::Number<f32>, _>("1.5", &1.5);
    same::<marker::Date, _>("2024-02-29", &"2024-02-29");
    assert_eq!(
        Uuid::from(0x2eb8_aa08_aa98_11ea_b4aa_73b4_41d1_6380).as_str(),
        "2eb8aa08-aa98-11ea-b4aa-73b441d16380"
    );
    assert_eq!(Ipv4::from(Ipv4Addr::new(1, 2, 3, 4)), "1.2.3.4");
    assert_eq!(Ipv6::from(Ipv6Addr::LOCALHOST), "::1");
    assert_eq!(Ip::from(Ipv4Addr::LOCALHOST).get(), Some(IpAddr::V4(Ipv4Addr::LOCALHOST)));
    assert_eq!(Stringified::from(u64::MAX).get(), Some(u64::MAX));
    for float in [0.1, 1e300, -1e-7, 0.0] {
        let text = Stringified::try_from(float).unwrap();
        assert_eq!((text.get(), text.is_valid()), (Some(float), true));
    }
    assert!(Stringified::try_from(f64::NAN).is_err());
    assert!(Stringified::try_from(f32::INFINITY).is_err());
}

#[test]
fn any_string_is_read_and_written_as_it_came() {
    for text in [r#""2024-02-29""#, r#""tomorrow""#, r#""""#] {
        let Decoded(date) = serde_json::from_str::<Decoded<Date>>(text).unwrap();
        assert_eq!(parse::<Date>(text.as_bytes()).is_ok(), date.is_valid());
        assert_eq!(serde_json::to_string(&date).unwrap(), text);
        assert_eq!(format!("{date:?}"), text);
        assert_eq!(date.to_string(), date.text());
    }
    assert_eq!(parse::<Date>(b"20240229").unwrap_err().to_string(), "(body): 20240229 is not of type string");
    assert!(serde_json::from_str::<Date>("null").is_err());
}

#[test]
fn values_are_compared_as_texts() {
    let [one, two] = ["1.0", "1.00"].map(Decimal::from_text);
    assert!(one < two && one != two && one == one.clone());
    assert_eq!(String::from(two), "1.00");
    assert_eq!(format!("{:>5}", Decimal::from_text("1")), "    1");
}

#[test]
fn the_rule_is_found_inside_and_quotes_no_secret() {
    let map = Map::from([("a", vec![DateTime::from_text("now")])]);
    assert_eq!(map.validate().unwrap_err().to_string(), r#"/a/0: "now" does not have the format date-time"#);
    let violations =
        Violations::of(|at| at.format::<marker::Email, _>(&Secret::from("hunter2"))).unwrap_err();
    assert_eq!(violations.as_slice()[0].found, "[redacted]");
    let error = "x".parse::<Date>().unwrap_err();
    assert_eq!(error.to_string(), "the text does not have the format date");
}
