//! Bodies and responses of all kinds: what is sent, what is asked for, and what is read.

use hire_runtime::bytes::Bytes;
use hire_runtime::http::{Response, StatusCode};
use hire_runtime::{BaseUrl, Body, Endpoint, Error, FilePart, FromResponse, Multipart, NoCode, Validate};
use hire_tests::albums::operations::{
    AddPicture, AddPictureBody, CaptionPicture, CreateAlbum, CreateAlbumResponse, DeleteAlbum, GetAlbum,
    GetCover, GetText, HeadAlbum, ImportPeople, ImportPeopleBody, ListAlbums, RenameAlbum,
    RenameAlbumResponse, ReplaceFaces, ReplacePicture, TagPeople,
};
use hire_tests::albums::types::{Album, Link, Tagged};

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
    assert!(error.message.contains("no body for the status 203"), "{}", error.message);
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
    let accept = |request: hire_runtime::http::Request<hire_runtime::Body>| {
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

fn link(url: &str) -> Link {
    Link::builder().url(url).build().unwrap()
}

/// The media type and the body of a request.
fn sent(request: &impl Endpoint) -> (Option<String>, Vec<u8>) {
    let base: BaseUrl = "https://albums.example".parse().unwrap();
    let request = request.to_request(&base).unwrap();
    let media = request.headers().get("content-type").map(|value| value.to_str().unwrap().to_owned());
    (media, request.into_body().as_bytes().unwrap().to_vec())
}

#[test]
fn a_body_is_sent_in_the_media_type_that_the_caller_chooses() {
    let cases = [
        (AddPictureBody::from(link("a")), "application/json", br#"{"url":"a"}"#.as_slice()),
        (AddPictureBody::from(Body::from("png")), "image/png", b"png"),
        (AddPictureBody::Xml(Body::from("<link/>")), "application/xml", b"<link/>"),
        (AddPictureBody::from("ü".to_owned()), "text/plain", "ü".as_bytes()),
        (AddPictureBody::Bytes(Body::from(vec![0, 255])), "application/octet-stream", &[0, 255]),
    ];
    for (body, media, bytes) in cases {
        assert_eq!(sent(&AddPicture::new("a", body)), (Some(media.to_owned()), bytes.to_vec()), "{media}");
    }
    // What has one type is made of it at once.
    let expected = (Some("application/json".to_owned()), br#"{"url":"b"}"#.to_vec());
    assert_eq!(sent(&AddPicture::new("a", link("b"))), expected);
}

#[test]
fn a_body_that_is_no_json_is_sent_as_it_is() {
    let picture = ReplacePicture::new("a", vec![1, 2]);
    assert_eq!(sent(&picture), (Some("application/octet-stream".to_owned()), vec![1, 2]));
    assert!(!format!("{picture:?}").contains('1'), "{picture:?}");
    assert_eq!(sent(&CaptionPicture::new("a")), (None, Vec::new()));
    let caption = CaptionPicture::new("a").body("Sea");
    assert_eq!(sent(&caption), (Some("text/markdown".to_owned()), b"Sea".to_vec()));
}

#[test]
fn rules_of_bodies_are_checked_in_each_media_type() {
    let keywords = |request: &dyn Fn() -> Result<(), hire_runtime::Violations>| {
        request().err().map(|found| found.as_slice()[0].keyword)
    };
    let mut long = link("a");
    long.url = "123456789".to_owned();
    let cases = [
        (AddPictureBody::from(long), Some("maxLength")),
        (AddPictureBody::from("123456".to_owned()), Some("maxLength")),
        (AddPictureBody::from("12345".to_owned()), None),
        (AddPictureBody::Xml(Body::from("123456789")), None),
    ];
    for (body, expected) in cases {
        let request = AddPicture::new("a", body);
        assert_eq!(keywords(&|| request.validate()), expected, "{request:?}");
    }
    assert_eq!(keywords(&|| CaptionPicture::new("a").body("x").validate()), Some("minLength"));
    assert_eq!(keywords(&|| CaptionPicture::new("a").validate()), None);
}

fn tagged() -> Tagged {
    hire_runtime::parse(
        r#"{"name":"A & B","ids":[1,2],"notes":["x","y z"],"place":{"city":"Bern"}}"#.as_bytes(),
    )
    .unwrap()
}

/// What another reader than ours makes of a form, by name.
fn pairs(form: &[u8]) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = url::form_urlencoded::parse(form).into_owned().collect();
    pairs.sort();
    pairs
}

#[test]
fn a_form_is_read_as_it_was_sent() {
    let (media, form) = sent(&TagPeople::new("a", tagged()));
    assert_eq!(media.as_deref(), Some("application/x-www-form-urlencoded"));
    let expected = [
        ("ids", "1|2"),
        ("name", "A & B"),
        ("notes", "x"),
        ("notes", "y z"),
        ("place", r#"{"city":"Bern"}"#),
    ];
    assert_eq!(pairs(&form), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    // The same type in two media types is sent in the one that the caller names, or else in the first.
    let form_body = ImportPeople::new("a", ImportPeopleBody::Form(tagged()));
    assert_eq!(pairs(&sent(&form_body).1), pairs(&form));
    assert_eq!(sent(&ImportPeople::new("a", tagged())).0.as_deref(), Some("application/json"));
    let mut long = tagged();
    long.name = "123456789".to_owned();
    assert_eq!(TagPeople::new("a", long).validate().unwrap_err().as_slice()[0].keyword, "maxLength");
}

#[test]
fn parts_are_sent_with_their_names_and_a_missing_one_is_a_fault() {
    let face = FilePart::new(vec![0xff, 0xd8]).name("face.jpg").content_type("image/jpeg");
    let request = ReplaceFaces::new("a", Multipart::new().file("face", face).text("name", "Ann"));
    let (media, body) = sent(&request);
    let boundary = media.as_deref().unwrap().strip_prefix("multipart/form-data; boundary=").unwrap();
    let text = String::from_utf8_lossy(&body);
    let parts: Vec<&str> = text.split(&format!("--{boundary}")).collect();
    assert_eq!(parts.len(), 4, "{text}");
    assert!(parts[1].contains("name=\"face\"; filename=\"face.jpg\"\r\nContent-Type: image/jpeg"), "{text}");
    assert!(parts[2].ends_with("name=\"name\"\r\n\r\nAnn\r\n"), "{text}");
    assert_eq!(parts[3], "--\r\n");
    let base: BaseUrl = "https://albums.example".parse().unwrap();
    let missing = ReplaceFaces::new("a", Multipart::new().text("name", "Ann")).to_request(&base).unwrap_err();
    let violation = &missing.as_slice()[0];
    assert_eq!((violation.pointer.as_str(), violation.keyword), ("/face", "required"));
    let several = ImportPeople::new("a", ImportPeopleBody::Multipart(Multipart::new()));
    assert_eq!(several.to_request(&base).unwrap_err().as_slice()[0].pointer, "/list");
}
