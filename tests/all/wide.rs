//! An operation with more media types and statuses than the compiler follows macros that call themselves: the bindings of
//! `build/wide.rs`.

mod bindings {
    include!(concat!(env!("OUT_DIR"), "/wide/modules.rs"));
}

use bindings::wide::Client;
use bindings::wide::operations::{SendWideBody, SendWideFailure, SendWideResponse};
use hire_runtime::Body;
use hire_runtime::testing::{Canned, Replay};

#[tokio::test]
async fn the_last_of_many_media_types_and_statuses_is_as_good_as_the_first() {
    let replay = Replay::new();
    replay.next(Canned::json("a"));
    replay.next(Canned::json(7).status(299));
    replay.next(Canned::json("b").status(498));
    let client = Client::builder().transport(replay.clone()).build().unwrap();

    let first = client.send_wide(SendWideBody::from(Body::from("1"))).await.unwrap();
    assert_eq!(first, SendWideResponse::Ok("a".to_owned()));
    let last = client.send_wide(SendWideBody::from(3_i64)).await.unwrap();
    assert_eq!(last, SendWideResponse::Status299(7));
    let error = client.send_wide(SendWideBody::N999(Body::from("2"))).await.unwrap_err();
    assert_eq!(error.failure(), Some(&SendWideFailure::Status498("b".to_owned())));

    let requests = replay.requests();
    let sent: Vec<_> = requests.iter().map(|it| (it.header("Content-Type"), it.body().as_ref())).collect();
    let expected: [(_, &[u8]); 3] = [
        (Some("application/x-1"), b"1"),
        (Some("application/json"), b"3"),
        (Some("application/x-999"), b"2"),
    ];
    assert_eq!(sent, expected);
}
