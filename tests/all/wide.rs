//! An operation with more media types and statuses than the compiler follows macros that call themselves: the bindings of
//! `build/wide.rs`.

mod bindings {
    include!(concat!(env!("OUT_DIR"), "/wide/modules.rs"));
}

use bindings::wide::Client;
use bindings::wide::operations::{SendWide, SendWideBody, SendWideFailure, SendWideResponse};
use bindings::wide::types::SendWideBody500;
use hire_runtime::testing::{Canned, Replay};
use hire_runtime::{Body, serde_json::json};

#[tokio::test]
async fn the_last_of_many_media_types_and_statuses_is_as_good_as_the_first() {
    let replay = Replay::new();
    for (status, name) in [(200, "p200"), (299, "p299"), (499, "p499")] {
        replay.next(Canned::json(json!({ name: status })).status(status));
    }
    let client = Client::builder().transport(replay.clone()).build().unwrap();
    let first = client.send_wide(SendWideBody::from(Body::from("a"))).await.unwrap();
    assert!(matches!(first, SendWideResponse::Ok(value) if value.p200 == 200));

    let body = SendWideBody500::builder().p999(1).build().unwrap();
    let last = client.send_wide(SendWideBody::from(body)).await.unwrap();
    assert!(matches!(last, SendWideResponse::Status299(value) if value.p299 == 299));

    let bytes = SendWideBody::N998(Body::from("b"));
    let error = client.send_wide(SendWide::new(bytes)).await.unwrap_err();
    assert!(matches!(error.failure(), Some(SendWideFailure::Status499(value)) if value.p499 == 499));

    let requests = replay.requests();
    let sent: Vec<_> = requests.iter().map(|it| (it.header("Content-Type"), it.body().as_ref())).collect();
    let expected: [(_, &[u8]); 3] = [
        (Some("application/x-0"), b"a"),
        (Some("application/x-999+json"), br#"{"p999":1}"#),
        (Some("application/x-998"), b"b"),
    ];
    assert_eq!(sent, expected);
}
