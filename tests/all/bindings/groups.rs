//! Operations in groups by tag.

use hire_runtime::testing::{Canned, Replay};
use hire_tests::groups::{Client, operations};
use serde_json::json;

#[tokio::test]
async fn the_client_of_a_tag_sends_through_that_of_all_operations() {
    let replay = Replay::new();
    replay.on("GET", "/changes", Canned::body("1\n"));
    replay.on("GET", "/issues", Canned::json(json!([{"id": 1}])));
    replay.next(Canned::text("").status(204).always());
    let client = Client::builder().transport(replay.clone()).build().unwrap();
    let issues = client.issues();
    assert_eq!(issues.list(operations::IssuesList::new()).await.unwrap().len(), 1);
    issues.create2(operations::Create::new(1)).await.unwrap();
    let mut changes = issues.issues_watch_stream(operations::IssuesWatch::new()).await.unwrap();
    assert_eq!(changes.next().await.unwrap().unwrap(), 1);
    issues.watch_stream(operations::IssuesWatchStream::new()).await.unwrap();
    client.r#type().of(operations::TypeOf::new()).await.unwrap();
    client.pull_requests().r#type(operations::PullRequestsType::new()).await.unwrap();
    client.send2(operations::Send2::new()).await.unwrap();
    let sent = replay.requests();
    let sent: Vec<_> = sent.iter().map(|it| format!("{} {}", it.method(), it.path())).collect();
    assert_eq!(
        sent,
        [
            "GET /issues",
            "PUT /issues/1",
            "GET /changes",
            "PUT /changes",
            "GET /names",
            "GET /requests",
            "HEAD /names"
        ]
    );
}
