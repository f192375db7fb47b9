//! The import itself: a few requests at once, until all is sent or it has to stop.

use std::collections::VecDeque;
use std::io;
use std::pin::pin;

use hire_api::operations::CreateExternalReward;
use hire_api::types::UserIdType;
use hire_api::{Client, ErrorCode};
use hire_runtime::Error;
use tokio::signal::ctrl_c;
use tokio::task::JoinSet;

use crate::input::Line;
use crate::journal::Journal;
use crate::outcome::{Failure, Outcome};
use crate::progress::Progress;

pub struct Import<'i> {
    pub client: &'i Client,
    pub user_id_type: Option<UserIdType>,
    pub concurrency: usize,
    pub journal: &'i mut Journal,
    pub progress: &'i Progress,
}

/// A line that is to be sent.
struct Job {
    index: usize,
    external_id: String,
    request: CreateExternalReward,
}

/// The answer to a job.
struct Answer {
    index: usize,
    external_id: String,
    result: Result<String, Error<ErrorCode>>,
}

/// How an import ended.
pub struct Finished {
    /// What became of each line, in order.
    pub outcomes: Vec<Outcome>,
    /// Why the journal could not be written. Nothing was sent after that.
    pub journal_error: Option<io::Error>,
}

impl Import<'_> {
    /// Imports the lines, until all are through, nothing more can be imported, or Ctrl-C is
    /// pressed. What is under way then gets its answer, unless Ctrl-C is pressed again.
    pub async fn run(&mut self, lines: Vec<Line>) -> io::Result<Finished> {
        let (outcomes, mut waiting) = self.sort(lines);
        let mut finished = Finished { outcomes, journal_error: None };
        let mut under_way = JoinSet::new();
        let mut interrupt = pin!(ctrl_c());
        let mut stopping = false;
        loop {
            while !stopping
                && under_way.len() < self.concurrency
                && let Some(job) = waiting.pop_front()
            {
                finished.set(job.index, Outcome::Failed(Failure::unanswered()));
                under_way.spawn(send(self.client.clone(), job));
            }
            tokio::select! {
                answer = under_way.join_next() => match answer {
                    Some(answer) => stopping |= self.settle(answer?, &mut finished),
                    None => return Ok(finished),
                },
                Ok(()) = &mut interrupt => {
                    if stopping {
                        return Ok(finished);
                    }
                    stopping = true;
                    interrupt.set(ctrl_c());
                    self.progress.say("stopping after the requests under way; Ctrl-C again: at once");
                }
            }
        }
    }

    /// What is known without asking, and what has to be sent.
    fn sort(&self, lines: Vec<Line>) -> (Vec<Outcome>, VecDeque<Job>) {
        let mut waiting = VecDeque::new();
        let mut outcomes = Vec::with_capacity(lines.len());
        for (index, line) in lines.into_iter().enumerate() {
            let before = self.journal.id(&line.external_id);
            let outcome = match (line.reward, before) {
                (Err(reasons), _) => Outcome::Refused(reasons),
                (Ok(_), Some(id)) => Outcome::Before(id.to_owned()),
                (Ok(reward), None) => {
                    let mut request = CreateExternalReward::new(reward);
                    request.user_id_type.clone_from(&self.user_id_type);
                    waiting.push_back(Job { index, external_id: line.external_id, request });
                    Outcome::NotSent
                }
            };
            if !matches!(outcome, Outcome::NotSent) {
                self.progress.step();
            }
            outcomes.push(outcome);
        }
        (outcomes, waiting)
    }

    /// Writes down what an answer says. The result tells whether to stop.
    fn settle(&mut self, answer: Answer, finished: &mut Finished) -> bool {
        let mut stop = false;
        let outcome = match answer.result {
            Ok(id) => {
                if let Err(error) = self.journal.record(&answer.external_id, &id) {
                    finished.journal_error = Some(error);
                    stop = true;
                }
                Outcome::Imported(id)
            }
            Err(error) => error.into(),
        };
        if let Outcome::Failed(failure) = &outcome
            && failure.for_all
        {
            stop = true;
        }
        finished.set(answer.index, outcome);
        self.progress.step();
        stop
    }
}

impl Finished {
    fn set(&mut self, index: usize, outcome: Outcome) {
        if let Some(place) = self.outcomes.get_mut(index) {
            *place = outcome;
        }
    }
}

async fn send(client: Client, job: Job) -> Answer {
    let result = client.create_external_reward(job.request).await;
    Answer { index: job.index, external_id: job.external_id, result: result.map(|created| created.id) }
}

#[cfg(test)]
mod tests {
    use hire_api::feishu::{self, Credentials};
    use hire_api::sandbox::{Fault, Operation, Sandbox};
    use hire_api::types::ExternalReward;
    use hire_runtime::http::StatusCode;
    use hire_runtime::{ReqwestTransport, reqwest};

    use super::*;
    use crate::outcome::Summary;

    struct Trial {
        sandbox: Sandbox,
        client: Client,
        journal: Journal,
        path: std::path::PathBuf,
    }

    impl Drop for Trial {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.path);
        }
    }

    impl Trial {
        async fn new(name: &str, secret: &str) -> Self {
            let sandbox = Sandbox::builder().start().await.unwrap();
            let client = feishu::builder(Credentials::new(Sandbox::APP_ID, secret))
                .base_url(sandbox.url())
                .transport(ReqwestTransport::with(reqwest::ClientBuilder::no_proxy).unwrap())
                .build()
                .unwrap();
            let name = format!("import-rewards-{name}-{}.jsonl", std::process::id());
            let path = std::env::temp_dir().join(name);
            let journal = Journal::open(&path, "trial".to_owned()).unwrap();
            Self { sandbox, client, journal, path }
        }

        async fn import(&mut self, count: usize) -> Vec<Outcome> {
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
            let mut import = Import {
                client: &self.client,
                user_id_type: Some(UserIdType::OpenId),
                concurrency: 3,
                journal: &mut self.journal,
                progress: &Progress::new(count),
            };
            let finished = import.run(lines.collect()).await.unwrap();
            assert!(finished.journal_error.is_none());
            finished.outcomes
        }
    }

    #[tokio::test]
    async fn the_rate_is_kept_and_nothing_is_sent_twice() {
        let mut trial = Trial::new("rate", Sandbox::APP_SECRET).await;
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
        let mut trial = Trial::new("failure", Sandbox::APP_SECRET).await;
        let operation = Operation::CreateExternalReward;
        for fault in [
            Fault::lost_answer(),
            Fault::html(StatusCode::BAD_GATEWAY, "<h1>502</h1>"),
            Fault::code(StatusCode::INTERNAL_SERVER_ERROR, 1_002_001, "busy"),
        ] {
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
        let [lost, gateway, code] = explained.as_slice() else {
            panic!("{outcomes:?}");
        };
        assert_eq!(lost.advice, Some("Run again: nothing is imported twice."));
        assert!(gateway.meaning.contains("502"), "{gateway:?}");
        assert!(gateway.log_id.is_some());
        assert!(code.meaning.starts_with("1002001 SystemError"), "{code:?}");
        assert!(code.advice.is_some() && code.log_id.is_some());
        assert_eq!(code.words, ["busy"]);

        let outcomes = trial.import(4).await;
        let summary = Summary::of(&outcomes);
        assert_eq!((summary.imported, summary.before), (3, 1), "{outcomes:?}");
        assert_eq!(trial.sandbox.rewards().len(), 4);
    }

    #[tokio::test]
    async fn a_wrong_secret_ends_the_import() {
        let mut trial = Trial::new("secret", "wrong").await;
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
