//! Many rewards at once: a stream of rewards in, a stream of outcomes out.
//!
//! [`Import`] sends rewards through a [`Client`], a few at a time, no faster than the client's rate
//! limit allows, and writes down in a [`Journal`] what became of each. A run that ended early, by a
//! stop, a kill or a power cut, is run again with the same input and the same journal: what was
//! imported is not sent any more, all else is.
//!
//! # Nothing is lost, nothing is doubled
//! Every item that goes in comes out once, with what became of it. An [`Outcome::Imported`] is on
//! the disk before it comes out.
//!
//! A run may end between the platform's response and the journal. The next run then sends that reward
//! again, and its `external_id` keeps the platform from importing it twice: the response is the id of
//! the first import. That is what the platform's [page][page] means by idempotency; it names no
//! limit in time.
//!
//! So a reward without an `external_id`, or with an empty one, is not sent: it comes out as
//! [`Outcome::Refused`].
//!
//! What the platform would do in silence is told instead: another content under an `external_id`
//! that is imported already is not sent, and comes out as [`Outcome::Changed`]; an `external_id` that
//! is in the input twice comes out as [`Outcome::Duplicate`].
//!
//! # Stopping
//! After a [stop](Import::stop_when) nothing more is sent. What is under way gets its response and is
//! written down; what is left of the input comes out as [`Outcome::NotSent`]. Whoever cannot wait
//! drops the stream: the next run sends again what had no response yet.
//!
//! # Example
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use hire_api::feishu::{self, Credentials};
//! use hire_api::hire_runtime;
//! use hire_api::import::{Import, Journal, Outcome};
//! use hire_api::sandbox::Sandbox;
//! use hire_api::types::ExternalReward;
//!
//! let sandbox = Sandbox::builder().start().await?;
//! let credentials = Credentials::new(Sandbox::APP_ID, Sandbox::APP_SECRET);
//! let client = feishu::builder(credentials).base_url(sandbox.url()).build()?;
//!
//! let rewards = [
//!     r#"{"external_id": "r-1", "referral_user_id": "ou_1", "talent_id": "t-1", "rule_type": 1,
//!         "stage": 1, "bonus": {"bonus_type": 1, "point_bonus": 100}}"#,
//!     r#"{"external_id": "r-2"}"#,
//! ];
//! let items = rewards.iter().enumerate().map(|(index, json)| {
//!     (index + 1, hire_runtime::parse::<ExternalReward>(json.as_bytes()))
//! });
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("journal.jsonl");
//! let journal = Journal::open(&path, sandbox.url())?;
//! let mut outcomes = Import::new(client, journal).concurrency(4).run_all(items);
//! let mut imported = 0;
//! while let Some((line, outcome)) = outcomes.next().await {
//!     match outcome {
//!         Outcome::Imported { .. } | Outcome::ImportedBefore { .. } => imported += 1,
//!         Outcome::Refused(violations) => println!("line {line}:\n{violations}"),
//!         other => println!("line {line}: {other:?}"),
//!     }
//! }
//! assert_eq!(imported, 1);
//! # assert_eq!(sandbox.rewards().len(), 1);
//! # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
//! ```
//!
//! [page]: https://open.feishu.cn/document/ukTMukTMukTM/uMzM1YjLzMTN24yMzUjN/hire-v1/external_referral_reward/create

mod journal;
mod log;
mod outcome;
mod outcomes;
#[cfg(test)]
mod tests;

pub use self::journal::{Journal, JournalError};
pub use self::outcome::{Outcome, Repeated, Stopped};
pub use self::outcomes::Outcomes;

use std::fmt;
use std::future::Future;

use futures_core::Stream;
use futures_util::stream;
use hire_runtime::{BoxFuture, Violations};

use crate::Client;
use crate::types::{ExternalReward, UserIdType};

/// An import that is about to run: its settings.
///
/// [The module](self) has an example.
#[must_use = "an import begins with `run` or `run_all`"]
pub struct Import {
    client: Client,
    journal: Journal,
    user_id_type: Option<UserIdType>,
    concurrency: usize,
    stop: Option<BoxFuture<'static, ()>>,
}

impl Import {
    /// An import through a client, remembered in a journal.
    ///
    /// How fast, how patient and how stubborn it is are the client's settings: rate limit, timeouts
    /// and retries.
    pub fn new(client: Client, journal: Journal) -> Self {
        Self { client, journal, user_id_type: None, concurrency: 8, stop: None }
    }

    /// The kind of all user ids in the rewards. Unless set, the platform takes them for open ids.
    pub fn user_id_type(mut self, kind: UserIdType) -> Self {
        self.user_id_type = Some(kind);
        self
    }

    /// How many rewards may be under way at once: 8 unless set, and at least 1. The platform's ten
    /// requests a second are used up when this is ten times the seconds that a response takes.
    pub fn concurrency(mut self, rewards: usize) -> Self {
        self.concurrency = rewards.max(1);
        self
    }

    /// Stops when this future ends, as [the module](self) says.
    ///
    /// ```no_run
    /// # use hire_api::import::Import;
    /// # fn stoppable(import: Import) -> Import {
    /// import.stop_when(async {
    ///     if tokio::signal::ctrl_c().await.is_err() {
    ///         // Nobody can press it.
    ///         std::future::pending::<()>().await;
    ///     }
    /// })
    /// # }
    /// ```
    pub fn stop_when(mut self, stop: impl Future<Output = ()> + Send + 'static) -> Self {
        self.stop = Some(Box::pin(stop));
        self
    }

    /// Imports the rewards of a stream.
    ///
    /// Each comes with a key, by which the caller knows its outcome again: a line number, an id, a
    /// place in a queue. What could not be read as a reward comes as what is wrong with it, and
    /// comes out as [`Outcome::Refused`].
    ///
    /// The stream is read as rewards can be sent, so it may be as long as it likes. After a stop it
    /// is read to its end; one that does not end by itself is best stopped at its source, by ending
    /// it.
    ///
    /// Nothing is sent before the outcomes are asked for, and nothing goes on while nobody asks. The
    /// outcomes come in the order in which they become known. They need a tokio runtime, with the
    /// client's timers.
    pub fn run<K, S>(self, rewards: S) -> Outcomes<S, K>
    where
        S: Stream<Item = (K, Result<ExternalReward, Violations>)>,
    {
        Outcomes::new(self, rewards)
    }

    /// Imports the rewards of an iterator, otherwise as [`run`](Self::run).
    pub fn run_all<K, I>(self, rewards: I) -> Outcomes<stream::Iter<I::IntoIter>, K>
    where
        I: IntoIterator<Item = (K, Result<ExternalReward, Violations>)>,
    {
        self.run(stream::iter(rewards))
    }
}

impl fmt::Debug for Import {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Import")
            .field("client", &self.client)
            .field("journal", &self.journal)
            .field("user_id_type", &self.user_id_type)
            .field("concurrency", &self.concurrency)
            .finish_non_exhaustive()
    }
}
