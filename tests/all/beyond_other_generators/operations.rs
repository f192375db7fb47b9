//! Operations that other generators send or read otherwise, with a server: the bytes of their requests, and what becomes
//! of its responses.

use hire_runtime::{Body, Endpoint as _, Error, RetryPolicy};
use hire_tests::fixtures::beyond_other_generators::trips::Client;
use hire_tests::fixtures::beyond_other_generators::trips::operations::{
    AddTrip, Chat, ChatBody, DeleteName, DeleteTrip, DrawNextTrip, DrawNextTripResponse, GetAny, GetFile,
    GetLabel, GetLeg, GetMaps, GetName, GetNames, GetPlan, GetTrip, HeadTrip, HeadTripHeaders, ListTrips,
    MoveNextTrip, NameOptions, NextTrip, ReplaceTrip, SetNextTrip, TraceTrip, TripOptions,
};
use hire_tests::fixtures::beyond_other_generators::trips::types::{
    AddPhotosMultipart, ChatBody as ChatJson, GetFileKindsItem, GetLegOpen, State, Trip, Vote,
};
use serde_json::json;

use super::{again, generate, request};
use crate::support::{RawRequest, Recorder};

/// A client of a server that gives one response, whose headers are lines.
async fn answered(status: u16, headers: &'static str, body: &'static str) -> (Client, Recorder) {
    let server = Recorder::start(move |request| {
        let is_bodiless = status == 204 || request.method == "HEAD";
        let length =
            if status == 204 { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        format!("HTTP/1.1 {status} \r\n{headers}{length}\r\n{}", if is_bodiless { "" } else { body })
            .into_bytes()
    })
    .await;
    let client = Client::builder().base_url(&server.url).retry(RetryPolicy::none()).build().unwrap();
    (client, server)
}

const JSON: &str = "Content-Type: application/json\r\n";

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn trip(id: i64) -> Trip {
    Trip::builder().id(id).build().unwrap()
}

/// Headers of a request that say what it is about, in the order of their names.
fn headers(request: &RawRequest) -> Vec<String> {
    let travel = ["host", "user-agent", "accept-encoding", "connection", "content-length"];
    let lines = request.headers.iter().map(|(name, value)| format!("{}: {value}", name.to_lowercase()));
    let mut lines: Vec<_> = lines.filter(|it| travel.iter().all(|name| !it.starts_with(name))).collect();
    lines.sort_unstable();
    lines
}

/// A comma in a value is not one between values, and an empty list is no parameter (RFC 6570, 3.2.8).
#[tokio::test]
async fn lists_are_joined_or_repeated_and_a_separator_in_a_value_is_encoded() {
    let (client, server) = answered(204, "", "").await;
    let list = ListTrips::new;
    let after: hire_runtime::DateTime = "2026-01-02T03:04:05+08:00".parse().unwrap();
    for (request, expected) in [
        (list().via(owned(&["a", "b", "c,d"])), "/trips?via=a,b,c%2Cd"),
        (list().to(owned(&["a", "c,d"])), "/trips?to=a&to=c%2Cd"),
        (list().words(owned(&["a", "b"])), "/trips?words=a%20b"),
        (list().days(vec![1, 2]), "/trips?days=1%7C2"),
        (list().ids(vec![1, 2]), "/trips?ids%5B%5D=1&ids%5B%5D=2"),
        (list().filter_state("on & off"), "/trips?filter%5Bstate%5D=on%20%26%20off"),
        (list().top(5), "/trips?%24top=5"),
        (list().after(after), "/trips?after=2026-01-02T03%3A04%3A05%2B08%3A00"),
        (list().via(vec![]).to(vec![]).words(vec![]).days(vec![]).ids(vec![]), "/trips"),
    ] {
        client.list_trips(request).await.unwrap();
        assert_eq!(server.requests().last().unwrap().target, expected);
    }
}

/// `Accept`, `Content-Type` and `Authorization` are no parameters, even if they are required (OpenAPI 3.0.4, 4.7.12.2.1).
/// Where nothing is read, any media type will do.
#[tokio::test]
async fn headers_that_are_described_elsewhere_are_sent_as_they_are_described_there() {
    let (client, server) = answered(204, "", "").await;
    client.add_trip(AddTrip::new(trip(1)).accept("x").x_trace("t")).await.unwrap();
    let [request] = server.requests().try_into().unwrap();
    assert_eq!(request.target, "/trips?Accept=x");
    assert_eq!(headers(&request), ["accept: */*", "content-type: application/json", "x-trace: t"]);
    assert_eq!((request.text(), request.header("content-length")), (r#"{"id":1}"#, vec!["8"]));
}

/// The boundary of a body is one that is in none of its parts (RFC 2046, 5.1.1), whatever an example has.
#[tokio::test]
async fn a_boundary_in_the_description_is_not_that_of_a_body() {
    let (client, server) = answered(204, "", "").await;
    client.add_photos(AddPhotosMultipart::builder().photo("--a\r\n").build().unwrap()).await.unwrap();
    let [request] = server.requests().try_into().unwrap();
    let [media_type] = request.header("content-type")[..] else { panic!("{request:?}") };
    let boundary = media_type.strip_prefix("multipart/mixed; charset=utf-8; boundary=").expect(media_type);
    assert!(request.text().starts_with(&format!("--{boundary}\r\n")), "{}", request.text());
    assert!(
        request.text().ends_with(&format!("\r\n\r\n--a\r\n\r\n--{boundary}--\r\n")),
        "{}",
        request.text()
    );
}

/// A success without a body beside one with a body, `default` alone and `2XX` alone (OpenAPI 3.0.4, 4.7.16).
#[tokio::test]
async fn a_success_may_be_empty_and_may_have_the_status_of_a_range_or_any() {
    let (client, _server) = answered(200, JSON, r#"{"id":1}"#).await;
    assert_eq!(client.next_trip(NextTrip::new()).await.unwrap(), Some(trip(1)));
    assert_eq!(client.set_next_trip(SetNextTrip::new()).await.unwrap(), trip(1));
    let (client, _server) = answered(204, "", "").await;
    assert_eq!(client.next_trip(NextTrip::new()).await.unwrap(), None);
    // Bytes may be none without being missing.
    let (client, _server) = answered(200, "", "").await;
    let DrawNextTripResponse::Ok(map) = client.draw_next_trip(DrawNextTrip::new()).await.unwrap() else {
        panic!("a map is not there")
    };
    assert_eq!(map.bytes().await.unwrap(), "");
    let (client, _server) = answered(202, "", "").await;
    let later = client.draw_next_trip(DrawNextTrip::new()).await.unwrap();
    assert!(matches!(later, DrawNextTripResponse::Accepted), "{later:?}");
    let (client, _server) = answered(299, JSON, r#"{"id":2}"#).await;
    assert_eq!(client.move_next_trip(MoveNextTrip::new()).await.unwrap(), trip(2));
    let (client, _server) = answered(404, JSON, r#"{"id":2}"#).await;
    assert!(matches!(client.move_next_trip(MoveNextTrip::new()).await, Err(Error::Api(_))));
}

/// A response to HEAD, and one with 204, have no content, whatever is described and whatever the headers say (RFC 9110,
/// 9.3.2 and 15.3.5); an empty body where one is described is an error.
#[tokio::test]
async fn no_body_is_expected_where_http_has_none() {
    let (client, _server) =
        answered(200, "Content-Type: application/json\r\nETag: \"a\"\r\n", r#"{"id":1}"#).await;
    let response = client.send_full(&HeadTrip::new()).await.unwrap();
    let headers = response.headers_as::<HeadTripHeaders>().unwrap();
    assert_eq!((response.value, headers.e_tag.as_deref()), ((), Some("\"a\"")));
    client.trace_trip(TraceTrip::new()).await.unwrap();

    let (client, server) = answered(204, JSON, "").await;
    client.delete_trip(DeleteTrip::new()).await.unwrap();
    client.trip_options(TripOptions::new()).await.unwrap();
    let methods: Vec<_> = server.requests().into_iter().map(|it| it.method).collect();
    assert_eq!(methods, ["DELETE", "OPTIONS"]);

    let (client, _server) = answered(202, "", "").await;
    client.replace_trip(ReplaceTrip::new()).await.unwrap();

    let (client, _server) = answered(200, JSON, "").await;
    let error = client.get_trip(GetTrip::new()).await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error}");
}

/// Media types with parameters, in capitals and with suffixes (RFC 9110, 8.3.1; RFC 6839, 3.1).
#[tokio::test]
async fn json_is_sent_and_read_in_each_of_its_media_types() {
    for media_type in [
        JSON,
        "Content-Type: APPLICATION/JSON; Charset=UTF-8\r\n",
        "Content-Type: application/vnd.trips.v2+json;version=2\r\n",
    ] {
        let (client, server) = answered(200, media_type, r#"{"id":2}"#).await;
        assert_eq!(client.add_plan(trip(1)).await.unwrap(), trip(2));
        assert_eq!(client.replace_plan(trip(1)).await.unwrap(), trip(2));
        assert_eq!(client.change_plan(trip(1)).await.unwrap(), trip(2));
        let requests = server.requests();
        let sent: Vec<_> = requests.iter().map(headers).collect();
        let expected = [
            ["accept: application/json", "content-type: application/vnd.trips+json; version=1"],
            ["accept: Application/Vnd.Trips+JSON", "content-type: Application/JSON"],
            ["accept: application/vnd.trips.v1+json", "content-type: application/merge-patch+json"],
        ];
        assert_eq!(sent, expected);
        assert!(requests.iter().all(|request| request.text() == r#"{"id":1}"#));
    }
}

/// Without `Accept` a server may choose XML, which the bindings do not read (RFC 9110, 12.5.1).
#[tokio::test]
async fn the_media_type_that_is_read_is_asked_for() {
    let server = Recorder::start(|request| {
        let (media_type, body) = match request.header("accept")[..] {
            ["application/json"] => ("application/json", r#"{"id":3}"#),
            _ => ("application/xml", "<id>3</id>"),
        };
        let length = body.len();
        format!("HTTP/1.1 200 \r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n{body}")
            .into_bytes()
    })
    .await;
    let client = Client::builder().base_url(&server.url).build().unwrap();
    assert_eq!(client.get_plan(GetPlan::new()).await.unwrap(), trip(3));
}

/// Schemas that are written twice and say the same are one type, under whatever statuses (OpenAPI 3.0.4, 4.7.16).
#[tokio::test]
async fn one_body_under_two_statuses_is_read_as_one_type() {
    for status in [200, 201] {
        let (client, _server) = answered(status, JSON, r#""a""#).await;
        assert_eq!(client.get_name(GetName::new()).await.unwrap(), "a");
        let (client, _server) = answered(status, JSON, r#"[{"id":1}]"#).await;
        assert_eq!(client.get_names(GetNames::new()).await.unwrap(), [trip(1)]);
    }
    for status in [200, 202] {
        let (client, _server) = answered(status, JSON, r#"{"id":1}"#).await;
        assert_eq!(client.get_any(GetAny::new()).await.unwrap(), json!({ "id": 1 }));
        assert_eq!(client.delete_name(DeleteName::new()).await.unwrap(), trip(1));
    }
}

/// The schemas are within the responses, and one of the media types has none.
#[tokio::test]
async fn one_object_under_two_statuses_is_read_as_one_type() {
    for status in [200, 201] {
        let (client, _server) = answered(status, JSON, r#"{"text":"a"}"#).await;
        assert_eq!(client.get_label(GetLabel::new()).await.unwrap().text.as_deref(), Some("a"));
        assert_eq!(client.name_options(NameOptions::new()).await.unwrap(), json!({ "text": "a" }));
    }
}

/// Reserved characters stay where `allowReserved` says so (RFC 6570, 3.2.3), but for the number sign, which would end the
/// query, and the apostrophe, which URLs of the web do not have there (WHATWG URL, 1.3). Parameters whose names differ in
/// case alone are two, and a default is the server's affair.
#[tokio::test]
async fn reserved_characters_are_sent_as_they_are_where_that_is_allowed() {
    let (client, server) = answered(204, "", "").await;
    let request = GetFile::new("a/b", "C").path("/?[]@!$&'()*+,;=:#").name("/?[]@").x_a("/ ,").size(1.5);
    let kinds = vec![GetFileKindsItem::A, "b,c".into()];
    client
        .get_file(
            request.kinds(kinds).day("2026-02-28".parse::<hire_runtime::Date>().unwrap()).session("a=b; c"),
        )
        .await
        .unwrap();
    let [request] = server.requests().try_into().unwrap();
    let query = "path=/?[]@!$&%27()*+,;=:%23&name=%2F%3F%5B%5D%40&size=1.5&kinds=a,b%2Cc&day=2026-02-28";
    assert_eq!(request.target, format!("/files/a%2Fb/C?{query}"));
    assert_eq!(headers(&request), ["accept: */*", "cookie: session=a%3Db%3B%20c", "x-a: / ,"]);
}

/// A path with one parameter twice, one with a server of its own, and texts that YAML takes for booleans.
#[test]
fn a_parameter_that_is_twice_in_the_path_has_one_value() {
    assert_eq!(request(&GetLeg::new("1/2", "b")).uri(), "https://items.example/legs/1%2F2/b/1%2F2");
    let request = super::request(&GetLeg::new("1", "2").open(GetLegOpen::True));
    assert_eq!(request.uri(), "https://items.example/legs/1/2/1?open=true");
    assert_eq!(GetMaps::OPERATION.own_server(), Some("https://maps.example"));
    let text = "paths: { '/a/{id}/{id}': { get: { operationId: a, parameters: [{ name: id, in: path, required: true, schema: { type: string } }], responses: { '204': { description: D } } } } }\n";
    let warnings = generate("3.0.3", text).unwrap().warnings().to_string();
    assert!(warnings.contains("has the parameter `id` twice: both get its one value"), "{warnings}");
}

/// Values that are no words, and a listed `Unknown` beside the variant for those that are not listed.
#[test]
fn values_that_have_no_name_of_their_own_stay_apart() {
    for text in ["", " ", "-", "+1", "-1", "UNKNOWN", "unknown"] {
        assert_eq!(again::<Vote>(&json!(text)), json!(text));
        assert_eq!(Vote::from(text).as_str(), text);
        assert!(!matches!(Vote::from(text), Vote::Unknown(_)), "{text} is listed");
    }
    assert_eq!(Vote::KNOWN.len(), 7);
    assert!(!matches!(State::from("Unknown"), State::Unknown(_)));
    assert!(matches!(State::from("unknown"), State::Unknown(_)));
}

/// A body in JSON or lines, and a response in JSON or events.
#[tokio::test]
async fn a_body_and_a_response_have_the_media_type_that_is_chosen() {
    let (client, server) = answered(200, JSON, r#"{"text":"Hi"}"#).await;
    let body = || ChatJson::builder().build().unwrap();
    assert_eq!(client.chat(Chat::new(body())).await.unwrap().text.as_deref(), Some("Hi"));
    let lines = ChatBody::Ndjson(Body::from("\"a\"\n\"b\"\n"));
    client.chat(Chat::new(lines)).await.unwrap();
    let sent: Vec<_> =
        server.requests().iter().map(|it| (headers(it).join(", "), it.text().to_owned())).collect();
    let expected = [
        ("accept: application/json, content-type: application/json", "{}"),
        ("accept: application/json, content-type: application/x-ndjson", "\"a\"\n\"b\"\n"),
    ];
    assert_eq!(sent, expected.map(|(headers, body)| (headers.to_owned(), body.to_owned())));

    let (client, server) =
        answered(200, "Content-Type: text/event-stream\r\n", "data: Hi\n\ndata: there\n\n").await;
    let mut events = client.chat_stream(Chat::new(body())).await.unwrap();
    assert_eq!(events.next().await.unwrap().unwrap().data, "Hi");
    assert_eq!(events.next().await.unwrap().unwrap().data, "there");
    assert_eq!(server.requests()[0].header("accept"), ["text/event-stream"]);
}
