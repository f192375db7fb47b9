//! Bodies and responses of all kinds: what is sent, what is asked for, and what is read.

use axum::Router;
use axum::http::HeaderMap;
use axum::routing::{any, patch, post};
use hire_runtime::bytes::Bytes;
use hire_runtime::http::{Response, StatusCode};
use hire_runtime::testing::{Canned, Replay};
use hire_runtime::{
    Base64Content, BaseUrl, Body, Checks, Endpoint, Error, FilePart, FromResponse, JsonLines, Multipart,
    NoCode, Validate,
};
use hire_tests::albums::Client;
use hire_tests::albums::operations::{
    AddPages, AddPicture, AddPictureBody, AttachPages, CaptionPicture, CountViews, CreateAlbum,
    CreateAlbumResponse, DeleteAlbum, ExportAlbums, ExportAlbumsResponse, GetAlbum, GetCover, GetText,
    HeadAlbum, ImportPeople, ImportPeopleBody, ListAlbums, LoadAlbums, MergeAlbums, PatchAlbum,
    PatchAlbumBody, RenameAlbum, RenameAlbumResponse, ReplaceFaces, ReplacePages, ReplacePicture,
    SearchAlbums, TagPeople, WatchAlbum,
};
use hire_tests::albums::types::{
    Album, Change, FaceMultipart, Link, Pages, PagesBuilder, PagesSize, ReplacePagesMultipart, Tagged,
};
use tokio::sync::mpsc;

use crate::support::serve;

type Value<E> = <<E as Endpoint>::Success as FromResponse>::Value;

fn answered<E: Endpoint<Code = NoCode>>(
    status: u16,
    body: &'static [u8],
) -> Result<Value<E>, Error<NoCode, <E::Failure as FromResponse>::Value>> {
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
    assert!(answered::<GetCover>(204, b"").unwrap().is_none());
}

#[tokio::test]
async fn streams_are_read_item_by_item() {
    let cover = answered::<GetCover>(200, b"\x89PNG\xff").unwrap().unwrap();
    assert_eq!(cover.bytes().await.unwrap(), b"\x89PNG\xff".as_slice());

    let ExportAlbumsResponse::Ok(mut albums) =
        answered::<ExportAlbums>(200, b"{\"id\":1}\n{}\n{\"id\":3}").unwrap()
    else {
        panic!("no lines")
    };
    assert_eq!(albums.next().await.unwrap().unwrap(), album(1));
    assert!(albums.next().await.unwrap().is_err());
    assert_eq!(albums.next().await.unwrap().unwrap(), album(3));
    assert!(albums.next().await.is_none());

    let mut changes = answered::<WatchAlbum>(200, b"data: {\"what\":\"title\"}\n\n").unwrap();
    assert_eq!(changes.next().await.unwrap().unwrap().data.what, "title");
}

/// What a client asks for, and how it reads the response.
#[tokio::test]
async fn a_stream_beside_json_has_a_method_of_its_own() {
    let replay = Replay::new();
    replay.next(Canned::body("[]"));
    replay.next(Canned::body("{\"id\":1}\n"));
    replay.next(Canned::body("id\n1\n"));
    replay.next(Canned::body("data: {\"what\":\"too long a text\"}\n\n"));
    let client = Client::builder().transport(replay.clone()).response_checks(Checks::Strict).build().unwrap();
    assert_eq!(client.search_albums(SearchAlbums::new()).await.unwrap(), []);
    let mut lines = client.search_albums_stream(SearchAlbums::new()).await.unwrap();
    assert_eq!(lines.next().await.unwrap().unwrap(), album(1));
    let raw = client.runtime().send_raw(&SearchAlbums::new(), "text/csv").await.unwrap();
    assert_eq!(raw.value.bytes().await.unwrap(), "id\n1\n");
    let mut changes = client.watch_album(WatchAlbum::new("a")).await.unwrap();
    let broken = changes.next().await.unwrap().unwrap_err().to_string();
    assert!(broken.contains("at /what: it breaks the rule maxLength 8"), "{broken}");
    let asked: Vec<_> =
        replay.requests().iter().map(|request| request.header("accept").unwrap().to_owned()).collect();
    assert_eq!(asked, ["application/json", "application/jsonl", "text/csv", "text/event-stream"]);
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
    let picture = ReplacePicture::new("a", Body::from(vec![1, 2]).with_content_type("image/png"));
    assert_eq!(sent(&picture), (Some("image/png".to_owned()), vec![1, 2]));
    assert!(!format!("{picture:?}").contains('1'), "{picture:?}");
    assert_eq!(sent(&CaptionPicture::new("a")), (None, Vec::new()));
    let caption = CaptionPicture::new("a").body("Sea");
    assert_eq!(sent(&caption), (Some("text/markdown".to_owned()), b"Sea".to_vec()));
}

#[test]
fn a_body_of_a_range_has_a_media_type_in_it() {
    for (media_type, expected) in [
        (Some("image/png"), None),
        (Some("IMAGE/svg+xml; charset=utf-8"), None),
        (Some("text/plain"), Some("text/plain")),
        (Some("image/*"), Some("image/*")),
        (Some("image/a\nb"), Some("image/a\nb")),
        (Some("image"), Some("image")),
        (None, Some("no media type")),
    ] {
        let picture = Body::from(vec![1]);
        let picture = match media_type {
            Some(media_type) => picture.with_content_type(media_type),
            None => picture,
        };
        let request =
            ReplacePicture::new("a", picture).to_request(&"https://albums.example".parse().unwrap());
        let found = request.as_ref().err().map(|found| {
            let found = &found.as_slice()[0];
            assert_eq!((found.keyword, found.limit.as_ref()), ("contentMediaType", "image/*"));
            found.found.clone()
        });
        assert_eq!(found.as_deref(), expected, "{media_type:?}");
        if let Ok(request) = request {
            assert_eq!(request.headers().get("content-type").unwrap().to_str().ok(), media_type);
        }
    }
}

#[test]
fn a_patch_is_sent_in_each_of_its_media_types() {
    let merge = PatchAlbum::new("a", PatchAlbumBody::MergePatchJson(link("b")));
    assert_eq!(sent(&merge).0.as_deref(), Some("application/merge-patch+json"));
    assert_eq!(sent(&PatchAlbum::new("a", link("b"))).0.as_deref(), Some("application/json-patch+json"));
}

#[tokio::test]
async fn texts_and_items_of_streams_are_checked_by_rules_of_their_own() {
    let replay = Replay::new();
    replay.next(Canned::body("1\n0\n2\n"));
    replay.next(Canned::body("123456"));
    let client = Client::builder().transport(replay.clone()).response_checks(Checks::Strict).build().unwrap();
    let mut views = client.count_views(CountViews::new("a")).await.unwrap();
    assert_eq!(views.next().await.unwrap().unwrap(), 1);
    let broken = views.next().await.unwrap().unwrap_err().to_string();
    assert!(broken.contains("it breaks the rule minimum 1"), "{broken}");
    assert_eq!(views.next().await.unwrap().unwrap(), 2);
    let broken = client.patch_album(PatchAlbum::new("a", link("b"))).await.unwrap_err().to_string();
    assert!(broken.contains("it breaks the rule maxLength 5"), "{broken}");
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

/// What another reader than ours makes of a form.
fn pairs(form: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(form).into_owned().collect()
}

#[test]
fn a_form_is_read_as_it_was_sent() {
    let (media, form) = sent(&TagPeople::new("a", tagged()));
    assert_eq!(media.as_deref(), Some("application/x-www-form-urlencoded"));
    let expected = [
        ("name", "A & B"),
        ("ids", "1|2"),
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

/// What another reader than ours makes of a part: its name, its file's name, its media type, and its text.
type Part = (String, Option<String>, Option<String>, String);

/// What arrives at a server of a body: its media type and its bytes.
type Arrived = (String, axum::body::Bytes);

/// A server that hands on the media types and bytes of all bodies that it is sent.
async fn body_server(paths: &[&str]) -> (Client, mpsc::UnboundedReceiver<Arrived>) {
    let (sender, received) = mpsc::unbounded_channel::<Arrived>();
    let read = move |headers: HeaderMap, body: axum::body::Bytes| async move {
        let media = headers.get("content-type").map(|media| media.to_str().unwrap().to_owned());
        sender.send((media.unwrap_or_default(), body)).unwrap();
        StatusCode::NO_CONTENT
    };
    let router = paths.iter().fold(Router::new(), |router, path| router.route(path, any(read.clone())));
    (client(router).await, received)
}

#[tokio::test]
async fn values_are_sent_one_after_the_other() {
    let (client, mut received) = body_server(&["/albums/export"]).await;
    let mut arrived = async |media: &str, body: &str| {
        let (found, bytes) = received.recv().await.unwrap();
        assert_eq!((found.as_str(), std::str::from_utf8(&bytes).unwrap()), (media, body));
    };
    client.load_albums(LoadAlbums::new(vec![album(1), album(2)])).await.unwrap();
    arrived("application/jsonl", "{\"id\":1}\n{\"id\":2}\n").await;
    client.load_albums(JsonLines::from(Body::from("as it is"))).await.unwrap();
    arrived("application/jsonl", "as it is").await;
    let change = |what: &str| {
        let mut change = Change::builder().what("").build().unwrap();
        what.clone_into(&mut change.what);
        change
    };
    let list = JsonLines::from(vec![change("a"), change("b\n")]);
    client.merge_albums(MergeAlbums::new().body(list)).await.unwrap();
    arrived("application/json-seq", "\u{1e}{\"what\":\"a\"}\n\u{1e}{\"what\":\"b\\n\"}\n").await;
    client.merge_albums(MergeAlbums::new().body("id\n1\n".to_owned())).await.unwrap();
    arrived("text/csv", "id\n1\n").await;
    // Rules of a value are those of the schema, with the index of the value.
    let long = vec![change("a"), change("too long a text")];
    let error = client.merge_albums(MergeAlbums::new().body(JsonLines::from(long))).await.unwrap_err();
    assert_eq!(error.violations().unwrap().as_slice()[0].pointer, "/1/what");
}

/// A server that reads multipart bodies with `multer`, and hands on what it has read: the headers of the last part too.
async fn multipart_server() -> (Client, mpsc::UnboundedReceiver<(Vec<Part>, HeaderMap)>) {
    let (sender, receiver) = mpsc::unbounded_channel();
    let read = move |mut form: axum::extract::Multipart| async move {
        let (mut parts, mut headers) = (Vec::new(), HeaderMap::new());
        while let Some(part) = form.next_field().await.unwrap() {
            let owned = |text: Option<&str>| text.map(str::to_owned);
            let (name, file, media) = (part.name(), part.file_name(), part.content_type());
            let (name, file, media) = (owned(name).unwrap(), owned(file), owned(media));
            headers.extend(part.headers().clone());
            parts.push((name, file, media, part.text().await.unwrap()));
        }
        sender.send((parts, headers)).unwrap();
        StatusCode::NO_CONTENT
    };
    let router = Router::new()
        .route("/albums/{album}/pages", post(read.clone()).patch(read.clone()))
        .route("/albums/{album}/people", patch(read));
    (client(router).await, receiver)
}

#[tokio::test]
async fn bodies_arrive_as_they_were_sent() {
    let (client, mut received) = body_server(&["/albums/{album}/pictures", "/albums/{album}/people"]).await;
    let cases: [(AddPictureBody, &str, &[u8]); 6] = [
        (link("\u{fc}\"").into(), "application/json", "{\"url\":\"\u{fc}\\\"\"}".as_bytes()),
        (Body::from(vec![0, 255]).into(), "image/png", &[0, 255]),
        (AddPictureBody::Xml("<link/>".into()), "application/xml", b"<link/>"),
        ("\u{fc}\r\n".to_owned().into(), "text/plain", "\u{fc}\r\n".as_bytes()),
        (String::new().into(), "text/plain", b""),
        (AddPictureBody::Bytes("any".into()), "application/octet-stream", b"any"),
    ];
    for (body, media, bytes) in cases {
        client.add_picture(AddPicture::new("a", body)).await.unwrap();
        assert_eq!(received.recv().await.unwrap(), (media.to_owned(), bytes.into()));
    }
    client.caption_picture(CaptionPicture::new("a")).await.unwrap();
    assert_eq!(received.recv().await.unwrap(), (String::new(), b"".as_slice().into()));
    client.tag_people(TagPeople::new("a", tagged())).await.unwrap();
    let form = b"name=A+%26+B&ids=1%7C2&notes=x&notes=y+z&place=%7B%22city%22%3A%22Bern%22%7D".as_slice();
    let media = "application/x-www-form-urlencoded".to_owned();
    assert_eq!(received.recv().await.unwrap(), (media, form.into()));
}

/// A client of a server on a socket.
async fn client(router: Router) -> Client {
    Client::builder().base_url(serve(router).await).build().unwrap()
}

fn part(name: &str, file: Option<&str>, media: Option<&str>, text: &str) -> Part {
    (name.to_owned(), file.map(str::to_owned), media.map(str::to_owned), text.to_owned())
}

fn pages() -> PagesBuilder {
    Pages::builder().title("Sea").cover(FilePart::from("\u{89}PNG").header("X-Taken", "2020"))
}

#[tokio::test]
async fn each_property_is_the_parts_that_the_description_says() {
    let (client, mut received) = multipart_server().await;
    let binary = Some("application/octet-stream");
    let pages = pages()
        .pages(vec!["one".into(), FilePart::from("two\r\n--").name("2.png").content_type("image/gif")])
        .any("any")
        .report("a,b")
        .sheet("<cell/>")
        .extra(vec!["x".into()])
        .thumb(Base64Content::encode(b"\xff\xd8"))
        .link(link("a"))
        .links(vec![link("b"), link("c")])
        .notes(vec!["n\u{fc}".to_owned(), String::new()])
        .ids(vec![1, 2])
        .size(PagesSize::builder().width(3).height(4).build().unwrap())
        .caption("# a".to_owned())
        .quoted("q")
        .count(7)
        .public(true)
        .build()
        .unwrap();
    client.add_pages(AddPages::new("a", pages)).await.unwrap();
    let (parts, headers) = received.recv().await.unwrap();
    let expected = [
        part("title", None, None, "Sea"),
        part("cover", Some("blob"), Some("image/png"), "\u{89}PNG"),
        part("pages", Some("blob"), binary, "one"),
        part("pages", Some("2.png"), Some("image/gif"), "two\r\n--"),
        part("any", Some("blob"), binary, "any"),
        part("report", Some("blob"), Some("text/csv"), "a,b"),
        part("sheet", Some("blob"), Some("application/xml"), "<cell/>"),
        part("extra", Some("blob"), binary, "x"),
        part("thumb", None, Some("image/png"), "/9g="),
        part("link", None, Some("application/json"), r#"{"url":"a"}"#),
        part("links", None, Some("application/json"), r#"{"url":"b"}"#),
        part("links", None, Some("application/json"), r#"{"url":"c"}"#),
        part("notes", None, None, "n\u{fc}"),
        part("notes", None, None, ""),
        part("ids", None, None, "1|2"),
        part("size[width]", None, None, "3"),
        part("size[height]", None, None, "4"),
        part("caption", None, Some("text/markdown"), "# a"),
        part("quoted", None, Some("application/json"), r#""q""#),
        part("count", None, None, "7"),
        part("public", None, None, "true"),
    ];
    assert_eq!(parts, expected);
    assert_eq!(headers["x-taken"], "2020");
    assert_eq!(headers["content-transfer-encoding"], "base64");
}

#[tokio::test]
async fn parts_by_name_are_read_as_they_were_sent() {
    let (client, mut received) = multipart_server().await;
    let form =
        Multipart::new().file("list", "a".into()).text("n \"\u{fc}\"\r\n", "b").json("c", &vec![1]).unwrap();
    client.attach_pages(AttachPages::new("a", form)).await.unwrap();
    let expected = [
        part("list", Some("blob"), Some("application/octet-stream"), "a"),
        // As the standard of HTML has it, a reader does not decode names (section 4.10.22.8).
        part("n %22\u{fc}%22%0D%0A", None, None, "b"),
        part("c", None, Some("application/json"), "[1]"),
    ];
    assert_eq!(received.recv().await.unwrap().0, expected);
    // A schema that is sent as JSON elsewhere has texts there, and files here.
    let face = FaceMultipart::builder().face("f").build().unwrap();
    client.replace_faces(ReplaceFaces::new("a", face)).await.unwrap();
    let expected = [part("face", Some("blob"), Some("application/octet-stream"), "f")];
    assert_eq!(received.recv().await.unwrap().0, expected);
}

#[test]
fn a_multipart_body_that_cannot_be_sent_is_a_violation() {
    let base: BaseUrl = "https://albums.example".parse().unwrap();
    let fault = |pages: PagesBuilder| {
        let request = AddPages::new("a", pages.build().unwrap());
        let violations = request.to_request(&base).unwrap_err();
        let violation = &violations.as_slice()[0];
        (violation.pointer.clone(), violation.keyword, violation.limit.to_string())
    };
    let owned = |pointer: &str, keyword, limit: &str| (pointer.to_owned(), keyword, limit.to_owned());
    let one = || pages().pages(vec!["a".into()]);
    assert_eq!(fault(one().cover("a")), owned("/cover", "required", "X-Taken"));
    for cover in [
        FilePart::from("a").header("X-Taken", "a\r\nb"),
        FilePart::from("a").header("X-Taken", "a").header("x y", "b"),
        FilePart::from("a").header("X-Taken", "a").content_type("image/png\r\nX: y"),
    ] {
        assert_eq!(fault(one().cover(cover)), owned("/cover", "format", "http-header"));
    }
    // Rules of fields are those of any struct, and files have none.
    let long =
        Pages::builder().title("123456789").cover("a").pages(Vec::new()).report("1234").build().unwrap_err();
    let found: Vec<_> = long.as_slice().iter().map(|it| (it.pointer.clone(), it.keyword)).collect();
    assert_eq!(found, [("/title".to_owned(), "maxLength"), ("/pages".to_owned(), "minItems")]);
    assert!(Pages::builder().title("a").build().unwrap_err().to_string().contains("cover"));
    let missing = AttachPages::new("a", Multipart::new().text("name", "Ann")).to_request(&base).unwrap_err();
    let violation = &missing.as_slice()[0];
    assert_eq!((violation.pointer.as_str(), violation.keyword), ("/list", "required"));
}

#[test]
fn files_do_not_show_what_they_have() {
    let pages = pages().pages(vec![FilePart::from("secret").name("a")]).build().unwrap();
    let shown = format!("{pages:?}");
    assert!(shown.contains("cover: 5 bytes, pages: [6 bytes]"), "{shown}");
    let json = hire_runtime::serde_json::to_string(&pages).unwrap_err();
    assert_eq!(json.to_string(), "a file has no JSON");
}

#[test]
fn the_boundary_of_any_multipart_is_a_parameter_of_its_media_type() {
    let body = ReplacePagesMultipart::builder().link(link("a")).note("\u{fc}").page("p").build().unwrap();
    let (media, body) = sent(&ReplacePages::new("a", body));
    let boundary = media.as_deref().unwrap().strip_prefix("multipart/mixed; boundary=").unwrap();
    let head = |name: &str| format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"");
    let expected = [
        head("link") + "\r\nContent-Type: application/json\r\n\r\n{\"url\":\"a\"}\r\n",
        // Outside of forms, a text without a media type is ASCII (RFC 2046, section 5.1).
        head("note") + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\u{fc}\r\n",
        head("page") + "; filename=\"blob\"\r\nContent-Type: application/octet-stream\r\n\r\np\r\n",
        format!("--{boundary}--\r\n"),
    ];
    assert_eq!(String::from_utf8(body).unwrap(), expected.concat());
}
