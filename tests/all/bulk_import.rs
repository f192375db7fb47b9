//! Thousands of rewards through a platform that fails, by a program that is killed; and thousands of
//! callers.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use hire_api::feishu::{self, Credentials};
use hire_api::hire_runtime::{ReqwestTransport, reqwest};
use hire_api::import::Journal;
use hire_api::operations::DeleteExternalReward;
use hire_api::sandbox::{Fault, Operation, RandomFaults, Sandbox};
use hire_api::{Client, ErrorCode};
use serde_json::{Value, json};
use tokio::task::JoinSet;

const CREATE: Operation = Operation::CreateExternalReward;

fn client(sandbox: &Sandbox) -> Client {
    feishu::builder(Credentials::new(Sandbox::APP_ID, Sandbox::APP_SECRET))
        .base_url(sandbox.url())
        .transport(ReqwestTransport::with(reqwest::ClientBuilder::no_proxy).unwrap())
        .configure(|settings| settings.rate_limiting(false))
        .build()
        .unwrap()
}

fn reward(number: usize) -> Value {
    json!({
        "referral_user_id": "ou_1", "external_id": format!("e-{number}"), "talent_id": "1",
        "rule_type": 5, "bonus": { "bonus_type": 1, "point_bonus": number }, "stage": 1,
    })
}

/// A file of rewards, and a program that imports it.
struct Importer {
    folder: tempfile::TempDir,
    url: String,
}

impl Importer {
    fn new(sandbox: &Sandbox, rewards: usize) -> Self {
        let importer = Self {
            folder: tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap(),
            url: sandbox.url().to_owned(),
        };
        let lines: Vec<_> = (0..rewards).map(|number| reward(number).to_string()).collect();
        fs::write(importer.file(), lines.join("\n")).unwrap();
        importer
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("rewards.jsonl")
    }

    fn journal(&self) -> PathBuf {
        self.folder.path().join("journal.jsonl")
    }

    fn output(&self) -> PathBuf {
        self.folder.path().join("output")
    }

    fn start(&self) -> Child {
        Command::new(env!("CARGO_BIN_EXE_bulk_import"))
            .arg(&self.url)
            .args([self.file(), self.journal()])
            .stdin(Stdio::null())
            .stdout(File::create(self.output()).unwrap())
            .spawn()
            .unwrap()
    }

    /// What the run before says in the end.
    fn summary(&self) -> String {
        fs::read_to_string(self.output()).unwrap().lines().last().unwrap_or_default().to_owned()
    }
}

/// Kills the importer when the sandbox has so many rewards.
async fn kill_at(sandbox: &Sandbox, importer: &mut Child, rewards: usize) -> ExitStatus {
    let patience = Instant::now() + Duration::from_secs(120);
    while sandbox.reward_count() < rewards {
        assert_eq!(importer.try_wait().unwrap(), None, "it ended before {rewards} rewards");
        assert!(Instant::now() < patience, "no {rewards} rewards in two minutes");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    importer.kill().unwrap();
    importer.wait().unwrap()
}

/// The ids by external id, as a journal has them. Every import is there once.
fn journalled(path: &Path) -> BTreeMap<String, String> {
    let mut ids = BTreeMap::new();
    for line in fs::read_to_string(path).unwrap().lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if let Some(id) = line.get("id") {
            let external_id = line["external_id"].as_str().unwrap().to_owned();
            let earlier = ids.insert(external_id, id.as_str().unwrap().to_owned());
            assert_eq!(earlier, None, "{line} is there twice");
        }
    }
    ids
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_rewards_survive_six_faults_and_three_kills() {
    const REWARDS: usize = 10_000;
    let sandbox = Sandbox::builder()
        .rate_limit(None)
        .random_faults(CREATE, RandomFaults::six(20_240_108, 0.05))
        .start()
        .await
        .unwrap();
    let importer = Importer::new(&sandbox, REWARDS);
    for rewards in [2_000, 4_500, 7_000] {
        let killed = kill_at(&sandbox, &mut importer.start(), rewards).await;
        assert!(!killed.success() && killed.code().is_none(), "a signal ended it: {killed}");
        assert!(sandbox.rewards().len() < REWARDS);
        assert!(!importer.summary().contains("imported before"), "it did not come to its end");
    }
    // A reward whose every attempt met a fault is left for another run.
    let mut runs = 0;
    while !tokio::task::block_in_place(|| importer.start().wait()).unwrap().success() {
        runs += 1;
        assert!(runs < 3, "{}", importer.summary());
    }
    assert!(importer.summary().ends_with(" imported before, 0 not sent, 0 failed"), "{}", importer.summary());

    let ids = journalled(&importer.journal());
    let stored = sandbox.rewards();
    assert_eq!((stored.len(), ids.len()), (REWARDS, REWARDS));
    let mut left: BTreeMap<_, _> =
        (0..REWARDS).map(|number| (format!("e-{number}"), reward(number))).collect();
    for stored in stored {
        assert_eq!(left.remove(&stored.external_id), Some(stored.body));
        assert_eq!(ids.get(&stored.external_id), Some(&stored.id));
    }
    assert!(left.is_empty());
    // The faults were there: without them, each reward is sent once, but for those under way at a
    // kill. Those reset before they were read do not count.
    let arrivals = sandbox.arrivals(CREATE);
    assert!(arrivals.total > REWARDS * 125 / 100, "{arrivals:?}");

    sandbox.recover(CREATE);
    sandbox.take_requests();
    assert!(tokio::task::block_in_place(|| importer.start().wait()).unwrap().success());
    assert_eq!(importer.summary(), format!("0 imported, {REWARDS} imported before, 0 not sent, 0 failed"));
    assert!(sandbox.requests().is_empty(), "what the journal knows is not sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_do_not_share_a_journal() {
    let sandbox = Sandbox::builder().rate_limit(None).start().await.unwrap();
    sandbox.fail_always(CREATE, Fault::slow(Duration::from_millis(50)));
    let importer = Importer::new(&sandbox, 2_000);
    let mut first = importer.start();
    while sandbox.reward_count() == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let error = Journal::open(importer.journal(), "here").unwrap_err();
    assert!(error.is_in_use(), "{error}");
    first.kill().unwrap();
    first.wait().unwrap();
    Journal::open(importer.journal(), "here").unwrap();
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn ctrl_c_stops_with_nothing_left_in_doubt() {
    const REWARDS: usize = 2_000;
    let sandbox = Sandbox::builder().rate_limit(None).start().await.unwrap();
    sandbox.fail_always(CREATE, Fault::slow(Duration::from_millis(100)));
    let importer = Importer::new(&sandbox, REWARDS);
    let mut process = importer.start();
    while sandbox.reward_count() < 150 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let interrupt = Command::new("kill").args(["-INT", &process.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    let status = tokio::task::block_in_place(|| process.wait()).unwrap();
    assert_eq!(status.code(), Some(1), "{status}");

    let (stored, ids) = (sandbox.rewards(), journalled(&importer.journal()));
    let (sent, left) = (stored.len(), REWARDS - stored.len());
    assert!((150..REWARDS).contains(&sent), "{sent}");
    assert_eq!(importer.summary(), format!("{sent} imported, 0 imported before, {left} not sent, 0 failed"));
    let stored: BTreeMap<_, _> = stored.into_iter().map(|reward| (reward.external_id, reward.id)).collect();
    assert_eq!(stored, ids);
    assert_eq!(sandbox.arrivals(CREATE).total, sent);
    let lines = fs::read_to_string(importer.journal()).unwrap().lines().count();
    assert_eq!(lines, 2 * sent, "each has a line before it was sent and one with its response");
}

/// Asks to delete a reward that does not exist: the response says that the token was good.
async fn knock(client: &Client) {
    let request = DeleteExternalReward::new("7100000000000000001");
    let error = client.delete_external_reward(request).await.unwrap_err();
    assert_eq!(error.api().and_then(|response| response.code), Some(ErrorCode::NotImportedReward), "{error}");
}

async fn thousand_callers(client: &Client) {
    let mut callers = JoinSet::new();
    for _ in 0..1_000 {
        let client = client.clone();
        callers.spawn(async move { knock(&client).await });
    }
    callers.join_all().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_callers_with_an_expired_token_cause_one_token_request() {
    let sandbox = Sandbox::builder().rate_limit(None).start().await.unwrap();
    let client = client(&sandbox);
    thousand_callers(&client).await;
    assert_eq!(sandbox.token_requests(), 1, "without a token");
    // The client thinks that its token is good, and the platform does not.
    sandbox.revoke_tokens();
    thousand_callers(&client).await;
    assert_eq!(sandbox.token_requests(), 2, "with an expired token");
}
