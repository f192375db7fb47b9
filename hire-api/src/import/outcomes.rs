//! A run: what is under way, what has ended, and what comes next.

use std::collections::BTreeMap;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use hire_runtime::{ApiError, BoxFuture, DeadlineError, Error, Location, Violation, Violations};
use serde_json::json;
use sha2::{Digest as _, Sha256};

use super::journal::{End, Entry, Known};
use super::log::Log;
use super::{Import, Outcome, Repeated, Stopped};
use crate::operations::CreateExternalReward;
use crate::types::{ExternalReward, UserIdType};
use crate::{Client, ErrorCode};

/// The outcomes of an import, each with the key of its reward: a [`Stream`], with a
/// [`next`](Self::next) of its own for those who need no more.
#[must_use = "nothing is sent before the outcomes are asked for"]
pub struct Outcomes<S, K> {
    /// `None` after its end.
    rewards: Option<Pin<Box<S>>>,
    client: Client,
    pub(super) log: Arc<Log>,
    to: String,
    known: BTreeMap<String, Known>,
    user_id_type: Option<UserIdType>,
    concurrency: usize,
    stop: Option<BoxFuture<'static, ()>>,
    stopped: Option<Stopped>,
    under_way: FuturesUnordered<BoxFuture<'static, (u64, Ended)>>,
    /// The keys of what is under way, by a number for each.
    keys: BTreeMap<u64, K>,
    sent: u64,
}

/// How the sending of a reward ended.
struct Ended {
    outcome: Outcome,
    journal: io::Result<()>,
}

impl<S, K> Outcomes<S, K>
where
    S: Stream<Item = (K, Result<ExternalReward, Violations>)>,
{
    pub(super) fn new(import: Import, rewards: S) -> Self {
        let Import { client, journal, user_id_type, concurrency, stop } = import;
        Self {
            rewards: Some(Box::pin(rewards)),
            client,
            log: Arc::new(Log::new(journal.file)),
            to: journal.to,
            known: journal.known,
            user_id_type,
            concurrency,
            stop,
            stopped: None,
            under_way: FuturesUnordered::new(),
            keys: BTreeMap::new(),
            sent: 0,
        }
    }

    /// The next outcome, in the order in which they become known; `None` when every reward of the
    /// input has come out. Giving up this future loses nothing.
    pub async fn next(&mut self) -> Option<(K, Outcome)> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// What becomes of a reward without sending it; else it is sent.
    fn begin(&mut self, key: K, reward: Result<ExternalReward, Violations>) -> Option<(K, Outcome)> {
        let reward = match reward {
            Ok(reward) => reward,
            Err(violations) => return Some((key, Outcome::Refused(violations))),
        };
        if reward.external_id.is_empty() {
            return Some((key, Outcome::Refused(no_external_id())));
        }
        let external_id = reward.external_id.clone();
        let mut request = CreateExternalReward::new(reward);
        request.user_id_type.clone_from(&self.user_id_type);
        let content = digest(&request);
        let repeated = match self.known.insert(external_id.clone(), Known::Met) {
            None => Repeated::No,
            Some(Known::Sent(earlier)) if earlier.is_some() && earlier == content => Repeated::SameContent,
            Some(Known::Sent(_)) => Repeated::OtherContent,
            Some(Known::Imported { id, content: earlier }) => {
                let changed = earlier.is_some() && content.is_some() && earlier != content;
                let outcome = if changed { Outcome::Changed { id } } else { Outcome::ImportedBefore { id } };
                return Some((key, outcome));
            }
            Some(Known::Met) => return Some((key, Outcome::Duplicate)),
        };
        if self.stopped.is_some() {
            return Some((key, Outcome::NotSent));
        }
        let entry = Entry { to: self.to.clone(), external_id, content, end: End::Sent };
        let sending =
            Sending { client: self.client.clone(), log: Arc::clone(&self.log), request, entry, repeated };
        self.sent += 1;
        let number = self.sent;
        self.keys.insert(number, key);
        self.under_way.push(Box::pin(async move { (number, sending.run().await) }));
        None
    }

    fn settle(&mut self, ended: Ended) -> Outcome {
        let Ended { outcome, journal } = ended;
        match journal {
            // Of all reasons this one must not go unheard, and of several the first.
            Err(_) if matches!(self.stopped, Some(Stopped::Journal(_))) => {}
            Err(error) => self.stopped = Some(Stopped::Journal(error)),
            Ok(()) if self.stopped.is_none() && lacks_credential(&outcome) => {
                self.stopped = Some(Stopped::NoCredential);
            }
            Ok(()) => {}
        }
        outcome
    }

    fn poll_stop(&mut self, context: &mut Context<'_>) {
        if let Some(stop) = &mut self.stop
            && stop.as_mut().poll(context).is_ready()
        {
            self.stop = None;
            self.stopped.get_or_insert(Stopped::OnRequest);
        }
    }

    fn poll_reward(&mut self, context: &mut Context<'_>) -> Poll<Option<S::Item>> {
        let Some(rewards) = &mut self.rewards else {
            return Poll::Ready(None);
        };
        let next = rewards.as_mut().poll_next(context);
        if matches!(next, Poll::Ready(None)) {
            self.rewards = None;
        }
        next
    }
}

impl<S, K> Outcomes<S, K> {
    /// Why the run has stopped, if it has: nothing more is sent then. It stays after the last
    /// outcome.
    pub fn stopped(&self) -> Option<&Stopped> {
        self.stopped.as_ref()
    }

    /// The keys of the rewards that are under way: sent or about to be, and not come out yet.
    pub fn under_way(&self) -> impl Iterator<Item = &K> {
        self.keys.values()
    }
}

/// Nothing in it is pinned: the input is behind a pointer.
impl<S, K> Unpin for Outcomes<S, K> {}

impl<S, K> Stream for Outcomes<S, K>
where
    S: Stream<Item = (K, Result<ExternalReward, Violations>)>,
{
    type Item = (K, Outcome);

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        this.poll_stop(context);
        loop {
            // What has ended comes first: it makes room.
            if let Poll::Ready(Some((number, ended))) = this.under_way.poll_next_unpin(context) {
                let outcome = this.settle(ended);
                if let Some(key) = this.keys.remove(&number) {
                    return Poll::Ready(Some((key, outcome)));
                }
            }
            if this.under_way.len() >= this.concurrency {
                return Poll::Pending;
            }
            match this.poll_reward(context) {
                Poll::Ready(Some((key, reward))) => {
                    if let Some(known) = this.begin(key, reward) {
                        return Poll::Ready(Some(known));
                    }
                }
                Poll::Ready(None) if this.under_way.is_empty() => return Poll::Ready(None),
                Poll::Ready(None) | Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl<S, K: fmt::Debug> fmt::Debug for Outcomes<S, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outcomes")
            .field("under_way", &self.keys.values())
            .field("stopped", &self.stopped)
            .finish_non_exhaustive()
    }
}

/// A reward on its way.
struct Sending {
    client: Client,
    log: Arc<Log>,
    request: CreateExternalReward,
    entry: Entry,
    repeated: Repeated,
}

impl Sending {
    async fn run(self) -> Ended {
        let Self { client, log, request, mut entry, repeated } = self;
        // Before anything leaves, so that whatever the platform has is known.
        if let Err(error) = log.append(&entry.line()).await {
            return Ended { outcome: Outcome::NotSent, journal: Err(error) };
        }
        let (outcome, end) = match client.create_external_reward(request).await {
            Ok(created) => {
                let id = created.id;
                (Outcome::Imported { id: id.clone(), repeated }, Some(End::Imported(id)))
            }
            Err(Error::Invalid(violations)) => (Outcome::Refused(violations), None),
            Err(error) => {
                let refused = error.api().and_then(refusal).filter(|_| repeated == Repeated::No);
                (Outcome::Failed(error), refused.map(End::Refused))
            }
        };
        let journal = match end {
            Some(end) => {
                entry.end = end;
                log.append(&entry.line()).await
            }
            None => Ok(()),
        };
        Ended { outcome, journal }
    }
}

/// Whether a reward was not sent because there was no credential in all the time of its call.
fn lacks_credential(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed(Error::Auth(_) | Error::Deadline(DeadlineError::Token { .. })))
}

/// The description allows it, but it keeps nothing from being imported twice, and nobody could tell one
/// such reward from another.
fn no_external_id() -> Violations {
    Violation::new(Location::Body, "/external_id", "minLength", "1", "0").into()
}

/// The code of a response that says that the reward is not imported, and will not be as it is: one that
/// the description knows. Another content under its external id then is no repeat.
fn refusal(response: &ApiError<ErrorCode>) -> Option<i64> {
    let known = response.info().is_some_and(|code| !code.is_retryable());
    response.raw_code.filter(|_| known && response.status.is_client_error())
}

/// Tells one content from another, today and after an update of this crate: the order of keys does
/// not count, nor whether the default is spelt out.
fn digest(request: &CreateExternalReward) -> Option<u128> {
    let kind = request.user_id_type.as_ref().map_or(UserIdType::OpenId.as_str(), UserIdType::as_str);
    let mut content = serde_json::to_value(&request.body).ok()?;
    content.sort_all_objects();
    let digest = Sha256::digest(json!([kind, content]).to_string());
    digest.first_chunk().map(|bytes| u128::from_be_bytes(*bytes))
}
