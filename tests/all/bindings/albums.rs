//! Responses of all kinds: what is asked for, and what is read.

use hire_runtime::bytes::Bytes;
use hire_runtime::http::{Response, StatusCode};
use hire_runtime::{BaseUrl, Endpoint, Error, FromResponse, NoCode};
use hire_tests::albums::operations::{
    CreateAlbum, CreateAlbumResponse, DeleteAlbum, GetAlbum, GetCover, GetText, HeadAlbum, ListAlbums,
    RenameAlbum, RenameAlbumResponse,
};
use hire_tests::albums::types::Album;

type Value<E> = <<E as Endpoint>::Success as FromResponse>::Value;

fn answered<E: Endpoint<Code = NoCode>>(status: u16, body: &'static [u8]) -> Result<Value<E>, Error<NoCode>> {
    let mut response = Response::new(Bytes::from_static(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    E::from_response(response)
}

fn album(id: i64) -> Album {
    Album::builder().id(id).build().unwrap()
}

#[test]
fn the_status_decides_which_response_is_read() {
    let read = |status, body| answered::<CreateAlbum>(status, body).unwrap();
    assert_eq!(read(201, br#"{"id":7}"#), CreateAlbumResponse::Created(album(7)));
    assert_eq!(read(202, b"soon"), CreateAlbumResponse::Accepted);
    assert_eq!(read(203, b"soon"), CreateAlbumResponse::Success("soon".to_owned()));
    assert_eq!(answered::<RenameAlbum>(200, b"[1]").unwrap(), RenameAlbumResponse::Ok(vec![1]),);
}

#[test]
fn a_success_that_is_not_described_keeps_everything() {
    let error = answered::<RenameAlbum>(203, b"odd").unwrap_err();
    let Error::Decode(error) = error else { panic!("{error:?}") };
    assert_eq!(error.status, StatusCode::NON_AUTHORITATIVE_INFORMATION);
    assert_eq!(error.body(), b"odd".as_slice());
    assert!(error.message.contains("no response with the status 203"), "{}", error.message);
    // A failure is one, whatever is described.
    assert!(matches!(answered::<RenameAlbum>(409, b"{}").unwrap_err(), Error::Api(_)));
}

#[test]
fn equal_bodies_under_several_statuses_are_one_type() {
    for status in [200, 206] {
        assert_eq!(answered::<ListAlbums>(status, br#"[{"id":1}]"#).unwrap(), [album(1)]);
    }
}

#[test]
fn a_body_that_may_be_missing_is_an_option() {
    assert_eq!(answered::<GetAlbum>(200, br#"{"id":1}"#).unwrap(), Some(album(1)));
    assert_eq!(answered::<GetAlbum>(204, b"").unwrap(), None);
    assert_eq!(answered::<GetCover>(200, b"\x89PNG\xff").unwrap(), Some(Bytes::from_static(b"\x89PNG\xff")));
    assert_eq!(answered::<GetCover>(204, b"").unwrap(), None);
}

#[test]
fn no_body_is_read_where_http_has_none() {
    answered::<HeadAlbum>(200, b"").unwrap();
    answered::<DeleteAlbum>(204, b"").unwrap();
}

#[test]
fn text_is_a_string() {
    assert_eq!(answered::<GetText>(200, "# ü".as_bytes()).unwrap(), "# ü");
    let error = answered::<GetText>(200, b"\xff").unwrap_err();
    assert!(error.to_string().contains("not UTF-8 from byte 0 on"), "{error}");
}

#[test]
fn what_is_asked_for_is_what_is_read() {
    let base: BaseUrl = "https://albums.example".parse().unwrap();
    let accept = |request: hire_runtime::http::Request<Bytes>| {
        request.headers().get("accept").map(|value| value.to_str().unwrap().to_owned())
    };
    let cases = [
        (CreateAlbum::new().to_request(&base), Some("application/json, text/plain")),
        (ListAlbums::new().to_request(&base), Some("application/json")),
        (GetAlbum::new("a").to_request(&base), Some("application/vnd.albums.v2+json")),
        (HeadAlbum::new("a").to_request(&base), None),
        (DeleteAlbum::new("a").to_request(&base), None),
        (GetCover::new("a").to_request(&base), Some("image/png, image/jpeg")),
        (GetText::new("a").to_request(&base), Some("text/markdown")),
    ];
    for (request, expected) in cases {
        let request = request.unwrap();
        let uri = request.uri().clone();
        assert_eq!(accept(request).as_deref(), expected, "{uri}");
    }
}

#[test]
fn rules_of_responses_are_checked_in_each_of_them() {
    let violations = |value: &Value<RenameAlbum>| {
        hire_runtime::Violations::of(|at| RenameAlbum::check_success(value, at)).err()
    };
    assert!(violations(&RenameAlbumResponse::Ok(vec![1])).is_none());
    let found = violations(&RenameAlbumResponse::Ok(vec![1, 2])).unwrap();
    assert_eq!(found.as_slice()[0].keyword, "maxItems");
    let found = hire_runtime::Violations::of(|at| {
        ListAlbums::check_success(&vec![album(1), album(2), album(3)], at);
    });
    assert_eq!(found.unwrap_err().as_slice()[0].keyword, "maxItems");
}
