//! Failures and headers of responses as the description has them, from a server.

use hire_runtime::{ApiError, Checks, Error as CallError, NoCode, RetryPolicy, Secret};
use hire_tests::albums::operations::{
    BackUpAlbum, CountViews, CreateAlbum, DeleteAlbum, DeleteAlbumFailure, GetAlbum, ListAlbums,
    ListAlbumsFailureHeaders, ListAlbumsHeaders, RenameAlbum,
};
use hire_tests::albums::types::{Conflict, Problem};
use hire_tests::albums::{Client, Error};

use crate::support::{RawRequest, Recorder, json_response};

const PAGE: &str = include_str!("../../../docs/errors.md");

/// A client of a server that answers in one way.
async fn client(response: impl Fn(&RawRequest) -> Vec<u8> + Send + Sync + 'static) -> (Client, Recorder) {
    let server = Recorder::start(response).await;
    let settings = Client::builder().base_url(&server.url).retry(RetryPolicy::none());
    (settings.build().unwrap(), server)
}

fn response(status: u16, media_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} \r\nContent-Type: {media_type}\r\nContent-Length: {length}\r\n\r\n{body}")
        .into_bytes()
}

fn api<F: std::fmt::Debug>(error: CallError<NoCode, F>) -> ApiError<NoCode, F> {
    let CallError::Api(error) = error else { panic!("{error:?}") };
    *error
}

#[tokio::test]
async fn a_failure_is_typed_by_its_status() {
    const PROBLEM: &str = "application/problem+json";
    let problem = |title: &str| Problem::builder().title(title).build().unwrap();
    let conflict = Conflict::builder().message("a").build().unwrap();
    for (status, media_type, body, expected) in [
        (404, PROBLEM, r#"{"title":"No"}"#, Some(DeleteAlbumFailure::ClientError(problem("No")))),
        (409, "application/json", r#"{"message":"a"}"#, Some(DeleteAlbumFailure::Conflict(conflict))),
        (503, "text/plain", "busy", Some(DeleteAlbumFailure::ServiceUnavailable("busy".to_owned()))),
        (504, "text/html", "<html>", None),
        (409, "text/html", "<html>", None),
    ] {
        let (client, _server) = client(move |_| response(status, media_type, body)).await;
        let error = client.delete_album(DeleteAlbum::new("a")).await.unwrap_err();
        assert_eq!(error.failure(), expected.as_ref(), "{status} {body}");
        // Whatever came is kept.
        let error = api(error);
        assert_eq!((error.status.as_u16(), error.body().as_ref()), (status, body.as_bytes()));
        assert_eq!(error.mismatch.is_none(), expected.is_some(), "{:?}", error.mismatch);
    }
}

#[tokio::test]
async fn a_status_without_a_body_has_not_that_of_default() {
    let problem = r#"{"title":"No"}"#;
    for (status, body, title, fits) in [
        (404, "", None, true),
        (404, problem, None, true),
        (500, problem, Some("No"), true),
        (500, "", None, false),
    ] {
        let (client, _server) = client(move |_| response(status, "application/problem+json", body)).await;
        let error = client.count_views(CountViews::new("a")).await.unwrap_err();
        assert_eq!(error.failure().map(|problem| problem.title.as_str()), title, "{status} {body}");
        let mismatch = api(error).mismatch;
        assert_eq!(mismatch.is_none(), fits, "{status} {body}: {mismatch:?}");
    }
}

#[tokio::test]
async fn failures_of_a_download_have_their_envelope() {
    let envelope = r#"{"code":7,"msg":"locked"}"#;
    for (status, body, code) in [(403, envelope, Some(7)), (500, "<html>", None)] {
        let (client, _server) = client(move |_| response(status, "application/json", body)).await;
        let error = api(client.back_up_album(BackUpAlbum::new("a")).await.unwrap_err());
        assert_eq!((error.raw_code, error.message.as_deref()), (code, code.map(|_| "locked")), "{body}");
    }
    // A success has none, whatever it looks like.
    for body in [envelope, "PK", ""] {
        let (client, _server) = client(move |_| response(200, "application/zip", body)).await;
        let archive = client.back_up_album(BackUpAlbum::new("a")).await.unwrap();
        assert_eq!(archive.bytes().await.unwrap(), body);
    }
}

#[tokio::test]
async fn a_failure_is_none_where_the_description_has_another_status() {
    for (status, typed) in [(409, true), (404, false)] {
        let (client, _server) = client(move |_| json_response(status, r#"{"message": "taken"}"#)).await;
        let error = client.create_album(CreateAlbum::new()).await.unwrap_err();
        assert_eq!(error.failure().map(|it| it.message.as_str()), typed.then_some("taken"));
        assert!(error.to_string().ends_with("taken (operation createAlbum)"), "{error}");
        // Nothing is said of failures of this one.
        let error = client.get_album(GetAlbum::new("a")).await.unwrap_err();
        assert!(error.failure().is_none() && error.api().is_some(), "{error}");
    }
}

#[tokio::test]
async fn an_error_says_what_the_server_said() {
    let body = r#"{"title": "No money", "detail": "30 of 50."}"#;
    let (client, _server) = client(move |_| response(402, "application/problem+json", body)).await;
    let error = client.list_albums(ListAlbums::new()).await.unwrap_err();
    assert_eq!(error.to_string(), "HTTP 402 Payment Required: No money: 30 of 50. (operation listAlbums)");
    assert_eq!(error.failure().and_then(|it| it.detail.as_deref()), Some("30 of 50."));
}

#[tokio::test]
async fn rules_of_a_failure_are_checked_as_those_of_a_success() {
    for (checks, typed) in [(Checks::Off, true), (Checks::Warn, true), (Checks::Strict, false)] {
        let (client, _server) = client(|_| json_response(422, r#"["a", "b"]"#)).await;
        let client = Client::from(client.runtime().with_options(|options| options.response_checks(checks)));
        let error = client.rename_album(RenameAlbum::new("a")).await.unwrap_err();
        assert_eq!(error.failure().is_some(), typed, "{checks:?}");
        let mismatch = api(error).mismatch.map(|it| it.message);
        assert_eq!(mismatch, (!typed).then(|| "it breaks the rule maxItems 1".to_owned()));
    }
}

/// What the page has, once for each of its blocks.
async fn tidy_up(client: &Client) -> Result<(), Error> {
    // The errors of both operations become one type.
    let albums = client.list_albums(ListAlbums::new()).await?;
    for album in albums {
        match client.delete_album(DeleteAlbum::new(album.id.to_string())).await {
            Ok(()) => println!("{} is gone", album.id),
            Err(error) => match error.failure() {
                Some(DeleteAlbumFailure::Conflict(conflict)) => println!("in use: {}", conflict.message),
                Some(_) => println!("not gone: {error}"),
                None => return Err(error.into()),
            },
        }
    }
    Ok(())
}

async fn page(client: &Client) -> Result<ListAlbumsHeaders, Error> {
    let response = client.send_full(&ListAlbums::new()).await?;
    let headers: ListAlbumsHeaders = response.headers_as()?;
    println!("{} albums, the next page is {:?}", headers.x_total, headers.x_next);
    Ok(headers)
}

#[tokio::test]
async fn errors_of_several_operations_are_one_by_a_question_mark() {
    for (status, body, shown) in [
        (409, r#"{"message": "in a frame"}"#, None),
        (504, r#"{"message": "slow"}"#, Some("HTTP 504 Gateway Timeout: slow (operation deleteAlbum)")),
    ] {
        let (client, _server) = client(move |request| match request.method.as_str() {
            "GET" => json_response(200, r#"[{"id": 1}]"#),
            _ => json_response(status, body),
        })
        .await;
        let result = tidy_up(&client).await;
        assert_eq!(result.as_ref().err().map(ToString::to_string).as_deref(), shown);
        if let Err(error) = result {
            let error = api(error);
            assert_eq!((error.status.as_u16(), error.body().as_ref()), (status, body.as_bytes()));
        }
    }
}

#[tokio::test]
async fn headers_have_the_types_of_the_description() {
    let read = async |status: u16, lines: &'static str| {
        let (client, _server) =
            client(move |_| format!("HTTP/1.1 {status} \r\nContent-Length: 2\r\n{lines}\r\n[]").into_bytes())
                .await;
        page(&client).await
    };
    let lines = "X-Next: /2\r\nx-total: 7\r\nX-Sizes: 1, 2\r\nX-Sizes: 3\r\nX-Quota: left=5,of=10\r\n\
                 X-Cover: {\"url\": \"a\"}\r\nSet-Cookie: a=1, b\r\nSet-Cookie: c=2\r\n";
    let headers = read(200, lines).await.unwrap();
    assert_eq!((headers.x_next.as_deref(), headers.x_total), (Some("/2"), 7));
    assert_eq!(headers.x_sizes.as_deref(), Some([1, 2, 3].as_slice()));
    let quota = headers.x_quota.as_ref().unwrap();
    assert_eq!((quota.left, quota.of.as_deref()), (Some(5), Some("10")));
    let cookies = headers.set_cookie.as_ref().unwrap();
    assert_eq!(cookies.iter().map(Secret::expose).collect::<Vec<_>>(), ["a=1, b", "c=2"]);
    assert!(!format!("{headers:?}").contains("a=1"));
    // What may be missing is none if it does not fit; what has to be there is an error.
    let headers = read(206, "X-Total: 1\r\nX-Sizes: many\r\n").await.unwrap();
    assert_eq!((headers.x_total, headers.x_sizes), (1, None));
    for (lines, message) in [
        ("", "the header `X-Total` is missing"),
        ("X-Total: s3cret\r\n", "the header `X-Total` does not have the type that the description gives it"),
    ] {
        let error = read(200, lines).await.unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }
}

/// Why there are no albums, if the server asks to wait: for how long.
async fn wait(client: &Client) -> Option<i32> {
    let error = client.list_albums(ListAlbums::new()).await.err()?;
    let headers: ListAlbumsFailureHeaders = error.api()?.headers_as().ok()?;
    headers.retry_after
}

#[tokio::test]
async fn headers_of_failures_have_the_types_of_the_description() {
    for (status, lines, expected) in [
        (429, "Retry-After: 7\r\n", Some(7)),
        (503, "Retry-After: 1\r\nX-Total: no\r\n", Some(1)),
        (429, "Retry-After: soon\r\n", None),
        (401, "", None),
    ] {
        let answer = format!("HTTP/1.1 {status} \r\nContent-Length: 0\r\n{lines}\r\n");
        let (client, _server) = client(move |_| answer.clone().into_bytes()).await;
        assert_eq!(wait(&client).await, expected, "{status} {lines}");
    }
}

#[test]
fn the_page_about_errors_shows_what_is_compiled_here() {
    let lines = |text: &str| text.lines().map(|line| line.trim().to_owned() + "\n").collect::<String>();
    let source = lines(include_str!("failures.rs"));
    let blocks: Vec<_> =
        PAGE.split("```rust,ignore\n").skip(1).filter_map(|it| it.split("```").next()).collect();
    assert_eq!(blocks.len(), 3);
    for block in blocks {
        assert!(source.contains(&lines(block)), "{block}");
    }
}
