//! Imports into a sandbox.
#![cfg(all(feature = "sandbox", feature = "reqwest"))]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use hire_runtime::{Error, ReqwestTransport, reqwest};
use serde_json::{Value, json};
use tokio::sync::{mpsc, oneshot};

use super::log::Log;
use super::*;
use crate::feishu::{self, Credentials};
use crate::sandbox::{Fault, Operation, RecordedRequest, Sandbox, SandboxBuilder};

const CREATE: Operation = Operation::CreateExternalReward;

/// A sandbox, a folder for a journal, and a client.
struct Trial {
    sandbox: Sandbox,
    client: Client,
    folder: tempfile::TempDir,
}

type Item = (usize, Result<ExternalReward, Violations>);

impl Trial {
    async fn new(sandbox: SandboxBuilder) -> Self {
        let sandbox = sandbox.rate_limit(None).start().await.unwrap();
        let client = client(&sandbox, Sandbox::APP_SECRET);
        Self { sandbox, client, folder: tempfile::tempdir_in(crate::scratch()).unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("journal.jsonl")
    }

    fn import(&self) -> Import {
        let journal = Journal::open(self.path(), "sandbox").unwrap();
        Import::new(self.client.clone(), journal).concurrency(3)
    }

    /// The outcomes in the order of their keys.
    async fn outcomes(&self, items: Vec<Item>) -> Vec<Outcome> {
        let mut outcomes = self.import().run_all(items);
        let mut by_key = BTreeMap::new();
        while let Some((key, outcome)) = outcomes.next().await {
            assert!(by_key.insert(key, outcome).is_none(), "{key} came out twice");
        }
        assert!(outcomes.stopped().is_none());
        assert_eq!(outcomes.under_way().count(), 0);
        by_key.into_values().collect()
    }

    async fn outcome(&self, external_id: &str, points: u32) -> Outcome {
        let [outcome] = self.outcomes(vec![item(0, external_id, points)]).await.try_into().unwrap();
        outcome
    }

    /// Leaves a reward that is imported and whose response nobody waited for.
    async fn abandon(&self, external_id: &str, points: u32) {
        let mut outcomes = self.import().run_all([item(0, external_id, points)]);
        while !self.sandbox.rewards().iter().any(|reward| reward.external_id == external_id) {
            assert!(outcomes.next().now_or_never().is_none());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert_eq!(outcomes.under_way().collect::<Vec<_>>(), [&0]);
    }
}

fn client(sandbox: &Sandbox, secret: &str) -> Client {
    feishu::builder(Credentials::new(Sandbox::APP_ID, secret))
        .base_url(sandbox.url())
        .transport(ReqwestTransport::with(reqwest::ClientBuilder::no_proxy).unwrap())
        .configure(|settings| settings.rate_limiting(false))
        .build()
        .unwrap()
}

fn item(key: usize, external_id: &str, points: u32) -> Item {
    let json = json!({
        "referral_user_id": "ou_1", "external_id": external_id, "talent_id": "1", "rule_type": 5,
        "stage": 1, "bonus": { "bonus_type": 1, "point_bonus": points },
    });
    (key, hire_runtime::parse(json.to_string().as_bytes()))
}

fn items(count: usize) -> Vec<Item> {
    (0..count).map(|key| item(key, &format!("e-{key}"), 1)).collect()
}

fn imported(outcome: &Outcome) -> (&str, Repeated) {
    match outcome {
        Outcome::Imported { id, repeated } => (id, *repeated),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn each_reward_comes_out_once_with_what_became_of_it() {
    let trial = Trial::new(Sandbox::builder().unknown_id("404")).await;
    let input = || {
        let (_, broken) = (0, hire_runtime::parse::<ExternalReward>(b"{}"));
        let (_, mut unknown) = item(0, "c", 1);
        unknown.as_mut().unwrap().talent_id = Some("404".to_owned());
        vec![item(0, "a", 1), (1, broken), item(2, "a", 1), item(3, "b", 1), item(4, "b", 2), (5, unknown)]
    };
    let first = trial.outcomes(input()).await;
    let stored: Vec<_> = trial.sandbox.rewards().into_iter().map(|reward| reward.id).collect();
    assert!(stored.contains(&imported(&first[0]).0.to_owned()));
    assert!(matches!(&first[1], Outcome::Refused(violations) if violations.len() >= 5));
    assert!(matches!(first[2], Outcome::Duplicate));
    assert_eq!(imported(&first[3]), (first[3].id().unwrap(), Repeated::No));
    assert!(matches!(first[4], Outcome::Duplicate));
    let Outcome::Failed(Error::Api(response)) = &first[5] else { panic!("{first:?}") };
    assert_eq!(response.code, Some(crate::ErrorCode::InvalidParameter));
    assert_eq!(stored.len(), 2);

    trial.sandbox.take_requests();
    let second = trial.outcomes(input()).await;
    for index in [0, 3] {
        let before = Outcome::ImportedBefore { id: first[index].id().unwrap().to_owned() };
        assert_eq!(format!("{:?}", second[index]), format!("{before:?}"));
    }
    let sent: Vec<_> = trial.sandbox.requests().iter().filter_map(RecordedRequest::json).collect();
    let ids: Vec<_> = sent.iter().filter_map(|body| body["external_id"].as_str()).collect();
    assert_eq!(ids, ["c"], "what is imported is not sent again");
}

#[tokio::test]
async fn an_empty_external_id_is_refused() {
    let trial = Trial::new(Sandbox::builder()).await;
    for outcome in trial.outcomes(vec![item(0, "", 1), item(1, "", 1)]).await {
        let Outcome::Refused(violations) = outcome else { panic!("{outcome:?}") };
        assert_eq!(violations.to_string(), "/external_id: 0 found, at least 1 needed");
    }
    assert!(trial.sandbox.requests().is_empty());
    assert_eq!(fs::read_to_string(trial.path()).unwrap(), "");
    // Whatever a journal says of it.
    fs::write(trial.path(), "{\"to\":\"sandbox\",\"external_id\":\"\",\"id\":\"7\"}\n").unwrap();
    assert!(matches!(trial.outcome("", 1).await, Outcome::Refused(_)));
    assert_eq!(imported(&trial.outcome(" ", 1).await).1, Repeated::No);
}

#[tokio::test]
async fn another_content_under_an_imported_id_is_told_and_not_sent() {
    let trial = Trial::new(Sandbox::builder()).await;
    let id = imported(&trial.outcome("a", 1).await).0.to_owned();
    let sent = trial.sandbox.arrivals(CREATE).total;
    assert!(matches!(trial.outcome("a", 2).await, Outcome::Changed { id: known } if known == id));
    assert!(matches!(trial.outcome("a", 1).await, Outcome::ImportedBefore { .. }));
    // The same ids of another kind are other people.
    let kind = |kind| trial.import().user_id_type(kind).run_all([item(0, "a", 1)]);
    let (_, outcome) = kind(UserIdType::UnionId).next().await.unwrap();
    assert!(matches!(outcome, Outcome::Changed { .. }), "{outcome:?}");
    let (_, outcome) = kind(UserIdType::OpenId).next().await.unwrap();
    assert!(matches!(outcome, Outcome::ImportedBefore { .. }), "the default, spelt out: {outcome:?}");
    assert_eq!(trial.sandbox.arrivals(CREATE).total, sent);
}

#[tokio::test]
async fn what_was_sent_without_a_response_is_sent_again() {
    let trial = Trial::new(Sandbox::builder()).await;
    for (external_id, points, repeated) in [("a", 1, Repeated::SameContent), ("b", 2, Repeated::OtherContent)]
    {
        trial.abandon(external_id, 1).await;
        let outcome = trial.outcome(external_id, points).await;
        assert_eq!(imported(&outcome).1, repeated, "{external_id}");
        let stored = trial.sandbox.rewards();
        let stored = stored.iter().find(|reward| reward.external_id == external_id).unwrap();
        assert_eq!(
            (outcome.id(), &stored.body["bonus"]["point_bonus"]),
            (Some(stored.id.as_str()), &json!(1))
        );
        // Which content the platform has is told once, then the journal cannot tell any more.
        for points in [1, 2] {
            let outcome = trial.outcome(external_id, points).await;
            let changed = external_id == "a" && points == 2;
            assert_eq!(matches!(outcome, Outcome::Changed { .. }), changed, "{outcome:?}");
        }
    }
    assert_eq!(trial.sandbox.rewards().len(), 2);
}

#[tokio::test]
async fn a_reward_that_was_refused_may_be_mended() {
    let trial = Trial::new(Sandbox::builder().unknown_id("404")).await;
    let (_, mut wrong) = item(0, "a", 1);
    wrong.as_mut().unwrap().talent_id = Some("404".to_owned());
    let [outcome] = trial.outcomes(vec![(0, wrong)]).await.try_into().unwrap();
    assert!(matches!(outcome, Outcome::Failed(Error::Api(_))), "{outcome:?}");
    assert_eq!(imported(&trial.outcome("a", 1).await).1, Repeated::No);
}

#[tokio::test]
async fn a_stop_finishes_what_is_under_way() {
    let trial = Trial::new(Sandbox::builder()).await;
    trial.sandbox.fail_always(CREATE, Fault::slow(Duration::from_millis(20)));
    let (stop, stopped) = oneshot::channel::<()>();
    let mut outcomes = trial.import().stop_when(stopped.map(drop)).run_all(items(20));
    let mut stop = Some(stop);
    let (mut sent, mut left, mut order) = (0, 0, Vec::new());
    while let Some((key, outcome)) = outcomes.next().await {
        order.push(key);
        match outcome {
            Outcome::Imported { .. } => sent += 1,
            Outcome::NotSent => left += 1,
            other => panic!("{other:?}"),
        }
        if sent == 4
            && let Some(stop) = stop.take()
        {
            assert!(outcomes.under_way().count() > 0 && outcomes.stopped().is_none());
            stop.send(()).unwrap();
        }
    }
    assert!(matches!(outcomes.stopped(), Some(Stopped::OnRequest)));
    assert!(outcomes.next().await.is_none(), "an end is an end");
    drop(outcomes);
    order.sort_unstable();
    assert_eq!(order, (0..20).collect::<Vec<_>>());
    assert!((4..=7).contains(&sent), "{sent} sent and {left} left");
    assert_eq!(trial.sandbox.rewards().len(), sent);

    let rest = trial.outcomes(items(20)).await;
    let before = rest.iter().filter(|outcome| matches!(outcome, Outcome::ImportedBefore { .. })).count();
    assert_eq!(before, sent);
    assert_eq!(trial.sandbox.arrivals(CREATE).total, 20);
}

#[tokio::test]
async fn without_a_credential_the_rest_is_not_sent() {
    let mut trial = Trial::new(Sandbox::builder()).await;
    trial.client = client(&trial.sandbox, "wrong");
    let mut outcomes = trial.import().run_all(items(20));
    let (mut failed, mut left) = (0, 0);
    while let Some((_, outcome)) = outcomes.next().await {
        match outcome {
            Outcome::Failed(Error::Auth(_)) => failed += 1,
            Outcome::NotSent => left += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!((1..=3).contains(&failed) && failed + left == 20, "{failed} failed, {left} left");
    assert!(matches!(outcomes.stopped(), Some(Stopped::NoCredential)));
    assert_eq!(trial.sandbox.arrivals(CREATE).total, 0);
}

#[tokio::test]
async fn without_a_token_in_time_the_rest_is_not_sent() {
    let mut trial = Trial::new(Sandbox::builder()).await;
    let slow = Fault::slow(Duration::from_secs(3600));
    trial.sandbox.fail_always(Operation::GetTenantAccessToken, slow);
    let hasty = |options: hire_runtime::CallOptions| options.timeout(Duration::from_millis(200));
    trial.client = Client::from(trial.client.runtime().with_options(hasty));
    let mut outcomes = trial.import().run_all(items(20));
    let mut left = 0;
    while let Some((_, outcome)) = outcomes.next().await {
        match outcome {
            Outcome::Failed(Error::Deadline(_)) => {}
            Outcome::NotSent => left += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(left >= 17, "{left} left");
    assert!(matches!(outcomes.stopped(), Some(Stopped::NoCredential)));
    assert_eq!(trial.sandbox.arrivals(CREATE).total, 0);
}

#[tokio::test]
async fn without_a_journal_nothing_is_sent() {
    let trial = Trial::new(Sandbox::builder()).await;
    let mut outcomes = trial.import().run_all(items(5));
    // Opened for reading only.
    outcomes.log = Arc::new(Log::new(File::open(trial.path()).unwrap()));
    let mut left = 0;
    while let Some((_, outcome)) = outcomes.next().await {
        assert!(matches!(outcome, Outcome::NotSent), "{outcome:?}");
        left += 1;
    }
    assert_eq!(left, 5);
    let Some(Stopped::Journal(error)) = outcomes.stopped() else { panic!("{:?}", outcomes.stopped()) };
    assert!(!error.to_string().is_empty());
    assert!(trial.sandbox.requests().is_empty());
}

#[tokio::test]
async fn the_input_is_read_as_it_can_be_sent() {
    let trial = Trial::new(Sandbox::builder()).await;
    trial.sandbox.fail_always(CREATE, Fault::slow(Duration::from_millis(5)));
    let taken = AtomicUsize::new(0);
    let input = items(30).into_iter().inspect(|_| {
        taken.fetch_add(1, Ordering::Relaxed);
    });
    let mut outcomes = trial.import().run_all(input);
    assert_eq!(taken.load(Ordering::Relaxed), 0, "nothing happens before somebody asks");
    let mut done = 0;
    while outcomes.next().await.is_some() {
        done += 1;
        assert!(outcomes.under_way().count() < 3);
        assert!(taken.load(Ordering::Relaxed) <= done + 3);
    }
    assert_eq!(done, 30);
}

#[tokio::test]
async fn outcomes_come_while_the_input_goes_on() {
    let trial = Trial::new(Sandbox::builder()).await;
    let (sender, mut receiver) = mpsc::unbounded_channel();
    let input = stream::poll_fn(move |context| receiver.poll_recv(context));
    let mut outcomes = trial.import().run(input);
    for (key, external_id) in ["a", "b", "c"].into_iter().enumerate() {
        assert!(outcomes.next().now_or_never().is_none());
        sender.send(item(key, external_id, 1)).unwrap();
        let (found, outcome) = outcomes.next().await.unwrap();
        assert_eq!(found, key);
        assert_eq!(imported(&outcome).1, Repeated::No);
    }
    drop(sender);
    assert!(outcomes.next().await.is_none());
}

#[tokio::test]
async fn a_journal_has_a_line_for_each_step() {
    let trial = Trial::new(Sandbox::builder().unknown_id("404")).await;
    let id = imported(&trial.outcome("奖励", 1).await).0.to_owned();
    let (_, mut unknown) = item(0, "b", 1);
    unknown.as_mut().unwrap().talent_id = Some("404".to_owned());
    trial.outcomes(vec![(0, unknown)]).await;
    let lines: Vec<Value> = fs::read_to_string(trial.path())
        .unwrap()
        .lines()
        .map(|line| {
            let mut line: Value = serde_json::from_str(line).unwrap();
            assert!(line["time"].as_u64().unwrap() > 1_700_000_000_000);
            assert_eq!(line["content"].as_str().unwrap().len(), 32);
            line.as_object_mut().unwrap().retain(|name, _| !matches!(name.as_str(), "time" | "content"));
            line
        })
        .collect();
    assert_eq!(
        lines,
        [
            json!({ "to": "sandbox", "external_id": "奖励" }),
            json!({ "to": "sandbox", "external_id": "奖励", "id": id }),
            json!({ "to": "sandbox", "external_id": "b" }),
            json!({ "to": "sandbox", "external_id": "b", "refused": 1_002_002 }),
        ]
    );
}
