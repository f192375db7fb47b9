//! The run: from lines to outcomes, until all is through or Ctrl-C is pressed twice.

use std::collections::BTreeMap;
use std::future::pending;
use std::pin::pin;

use hire_api::import::{self, Import, Stopped};
use tokio::signal::ctrl_c;

use crate::input::Line;
use crate::outcome::{Failure, Outcome};
use crate::progress::Progress;

/// How an import ended.
pub struct Finished {
    /// What became of each line, in order.
    pub outcomes: Vec<Outcome>,
    /// Why the journal could not be written. Nothing was sent after that.
    pub journal_error: Option<String>,
}

/// Imports the lines. On Ctrl-C nothing more is sent, and what is under way gets its response, unless
/// Ctrl-C is pressed again.
pub async fn run(import: Import, lines: Vec<Line>, progress: &Progress) -> Finished {
    let mut first_lines = BTreeMap::new();
    for line in &lines {
        first_lines.entry(line.external_id.clone()).or_insert(line.number);
    }
    let ids: Vec<_> = lines.iter().map(|line| line.external_id.clone()).collect();
    let rewards = lines.into_iter().map(|line| line.reward).enumerate();
    let mut finished: Vec<_> = ids.iter().map(|_| Outcome::NotSent).collect();
    let mut outcomes = import.stop_when(first_interrupt(progress.clone())).run_all(rewards);
    let mut at_once = pin!(interrupts(2));
    loop {
        let next = tokio::select! {
            next = outcomes.next() => next,
            () = &mut at_once => {
                for index in outcomes.under_way() {
                    set(&mut finished, *index, Outcome::Failed(Failure::unanswered()));
                }
                None
            }
        };
        let Some((index, outcome)) = next else {
            break;
        };
        match outcome {
            import::Outcome::NotSent => {}
            import::Outcome::Imported { .. } | import::Outcome::Failed(_) => progress.step(true),
            _ => progress.step(false),
        }
        let first = ids.get(index).and_then(|id| first_lines.get(id));
        set(&mut finished, index, Outcome::new(outcome, first.copied().unwrap_or_default()));
    }
    let journal_error = match outcomes.stopped() {
        Some(Stopped::Journal(error)) => Some(error.to_string()),
        _ => None,
    };
    Finished { outcomes: finished, journal_error }
}

fn set(outcomes: &mut [Outcome], index: usize, outcome: Outcome) {
    if let Some(place) = outcomes.get_mut(index) {
        *place = outcome;
    }
}

async fn first_interrupt(progress: Progress) {
    interrupts(1).await;
    progress.say("stopping after the requests under way; Ctrl-C again: at once");
}

/// So many times Ctrl-C.
async fn interrupts(count: u32) {
    for _ in 0..count {
        if ctrl_c().await.is_err() {
            // Nobody can press it.
            pending::<()>().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use hire_api::Client;
    use hire_api::feishu::{self, Credentials};
    use hire_api::import::Journal;
    use hire_api::sandbox::{Fault, Operation, Sandbox};
    use hire_api::types::{ExternalReward, UserIdType};
    use hire_runtime::{ReqwestTransport, RetryPolicy, reqwest};

    use super::*;
    use crate::outcome::Summary;

    struct Trial {
        sandbox: Sandbox,
        client: Client,
        folder: tempfile::TempDir,
    }

    impl Trial {
        async fn new(secret: &str) -> Self {
            let sandbox = Sandbox::builder().start().await.unwrap();
            let client = feishu::builder(Credentials::new(Sandbox::APP_ID, secret))
                .base_url(sandbox.url())
                .transport(ReqwestTransport::with(reqwest::ClientBuilder::no_proxy).unwrap())
                .configure(|settings| settings.retry(RetryPolicy::none()))
                .build()
                .unwrap();
            Self { sandbox, client, folder: tempfile::tempdir_in(crate::scratch()).unwrap() }
        }

        async fn import(&self, count: usize) -> Vec<Outcome> {
            let lines = (1..=count).map(|number| {
                let external_id = format!("e-{number}");
                let text = format!(
                    r#"{{"referral_user_id":"ou_1","external_id":"{external_id}","talent_id":"1","rule_type":5,"stage":1,"bonus":{{"bonus_type":1,"point_bonus":1}}}}"#
                );
                Line {
                    number,
                    external_id,
                    reward: Ok(hire_runtime::parse::<ExternalReward>(text.as_bytes()).unwrap()),
                }
            });
            let journal = Journal::open(self.folder.path().join("journal.jsonl"), "trial").unwrap();
            let import =
                Import::new(self.client.clone(), journal).concurrency(3).user_id_type(UserIdType::OpenId);
            let finished = run(import, lines.collect(), &Progress::new(count)).await;
            assert!(finished.journal_error.is_none());
            finished.outcomes
        }
    }

    #[tokio::test]
    async fn the_rate_is_kept_and_nothing_is_sent_twice() {
        let trial = Trial::new(Sandbox::APP_SECRET).await;
        let outcomes = trial.import(14).await;
        assert_eq!(Summary::of(&outcomes).imported, 14, "{outcomes:?}");
        let requests = trial.sandbox.take_requests();
        assert_eq!(requests.len(), 15, "a token and each reward once");
        assert!(requests[1].target.ends_with("?user_id_type=open_id"));
        let outcomes = trial.import(14).await;
        assert_eq!(Summary::of(&outcomes).before, 14, "{outcomes:?}");
        assert!(trial.sandbox.requests().is_empty());
    }

    #[tokio::test]
    async fn a_failure_is_explained_and_mended_by_another_run() {
        let trial = Trial::new(Sandbox::APP_SECRET).await;
        let operation = Operation::CreateExternalReward;
        for fault in [Fault::lost_response(), Fault::bad_gateway(), Fault::system_error()] {
            trial.sandbox.fail_next(operation, fault);
        }
        let outcomes = trial.import(4).await;
        let explained: Vec<_> = outcomes
            .iter()
            .filter_map(|outcome| match outcome {
                Outcome::Failed(failure) => Some(failure),
                _ => None,
            })
            .collect();
        // Which reward meets which fault depends on when each has its line in the journal.
        let find = |words: &str| {
            let found = explained.iter().find(|failure| failure.meaning.contains(words));
            found.unwrap_or_else(|| panic!("no {words}: {outcomes:?}"))
        };
        assert_eq!(explained.len(), 3, "{outcomes:?}");
        let (lost, gateway, code) = (find("no response"), find("502"), find("1002001 SystemError"));
        assert_eq!(lost.advice, Some("Run again: nothing is imported twice."));
        assert!(gateway.log_id.is_some());
        assert!(code.advice.is_some() && code.log_id.is_some());
        assert_eq!(code.words, ["system error"]);

        let outcomes = trial.import(4).await;
        let summary = Summary::of(&outcomes);
        assert_eq!((summary.imported, summary.before), (3, 1), "{outcomes:?}");
        assert_eq!(trial.sandbox.rewards().len(), 4);
    }

    #[tokio::test]
    async fn a_wrong_secret_ends_the_import() {
        let trial = Trial::new("wrong").await;
        let outcomes = trial.import(20).await;
        let summary = Summary::of(&outcomes);
        assert!(summary.failed <= 3 && summary.not_sent >= 17, "{outcomes:?}");
        let Some(Outcome::Failed(failure)) = outcomes.first() else {
            panic!("{outcomes:?}");
        };
        assert!(failure.meaning.starts_with("no token: 10014 "), "{failure:?}");
        assert!(failure.advice.is_some() && failure.log_id.is_some());
        assert!(trial.sandbox.rewards().is_empty());
    }
}
