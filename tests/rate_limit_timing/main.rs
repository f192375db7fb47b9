//! How fast a client is that keeps a rate limit. It is measured in real time, so this binary has the
//! machine for itself: cargo runs one after the other.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails"
)]

use hire_api::feishu::{self, Credentials};
use hire_api::hire_runtime::{self, ReqwestTransport, reqwest};
use hire_api::import::{Import, Journal, Outcome};
use hire_api::sandbox::{Arrivals, Operation, Sandbox};
use serde_json::json;

/// How so many rewards arrive at a sandbox that takes them as they come.
async fn arrivals(rewards: usize) -> Arrivals {
    let sandbox = Sandbox::builder().rate_limit(None).start().await.unwrap();
    let client = feishu::builder(Credentials::new(Sandbox::APP_ID, Sandbox::APP_SECRET))
        .base_url(sandbox.url())
        .transport(ReqwestTransport::with(reqwest::ClientBuilder::no_proxy).unwrap())
        .build()
        .unwrap();
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let journal = Journal::open(folder.path().join("journal.jsonl"), "sandbox").unwrap();
    let rewards = (0..rewards).map(|number| {
        let reward = json!({
            "referral_user_id": "ou_1", "external_id": format!("e-{number}"), "talent_id": "1",
            "rule_type": 5, "bonus": { "bonus_type": 1, "point_bonus": 1 }, "stage": 1,
        });
        (number, hire_runtime::parse(reward.to_string().as_bytes()))
    });
    let mut outcomes = Import::new(client, journal).concurrency(5).run_all(rewards);
    while let Some((_, outcome)) = outcomes.next().await {
        assert!(matches!(outcome, Outcome::Imported { .. }), "{outcome:?}");
    }
    sandbox.arrivals(Operation::CreateExternalReward)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_limit_of_ten_a_second_is_kept_and_used_up() {
    // A machine that is busy with something else slows requests down, and one after a late one seems early.
    for left in (0..3).rev() {
        let arrivals = arrivals(60).await;
        println!("{:.2} a second, at most {} in one", arrivals.rate(), arrivals.busiest_second);
        assert_eq!(arrivals.total, 60);
        if arrivals.busiest_second <= 10 && arrivals.rate() >= 9.5 {
            return;
        }
        assert!(left > 0, "{:.3} a second: {arrivals:?}", arrivals.rate());
    }
}
