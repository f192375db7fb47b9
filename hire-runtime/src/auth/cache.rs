//! A token that is fetched when it is needed and kept while it is good.

use std::fmt::{self, Debug};
use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::{AuthError, BoxFuture, Secret, TokenSource};

const MARGIN: Duration = Duration::from_secs(5 * 60);

/// A [`TokenSource`] that keeps a token until shortly before it ends.
///
/// `fetch` gives a token and how long it lives from when it was asked for.
///
/// * However many callers wait, one fetch is under way. While an old token is still good, only
///   the caller that refreshes it waits.
/// * A failed fetch is not kept: those who waited for it get its error, the next caller fetches
///   anew. If the old token is still good, it goes on to be used, and the refresh is tried
///   again after half of the time that is left.
/// * A fetch whose caller goes away is given up, and the next one who waits fetches.
/// * A token that the server rejected is replaced once, however many callers report it.
///
/// ```
/// use hire_runtime::{Secret, TokenCache, TokenSource};
/// use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), hire_runtime::AuthError> {
/// let cache = TokenCache::new(|| async {
///     // Here a call to the token operation.
///     Ok((Secret::from("t-1"), Duration::from_secs(7200)))
/// })
/// .margin(Duration::from_secs(600));
///
/// assert_eq!(cache.token(None).await?.expose(), "t-1");
/// # Ok(())
/// # }
/// ```
pub struct TokenCache<F> {
    fetch: F,
    margin: Duration,
    state: Mutex<State>,
    /// Whoever holds it fetches.
    turn: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    entry: Option<Entry>,
    /// How many fetches have failed, and the error of the last: by the number a caller knows
    /// that the fetch it waited for was one of them.
    failures: u64,
    failure: Option<AuthError>,
}

struct Entry {
    token: Secret,
    /// When to fetch the next. `None`: never.
    refresh: Option<Instant>,
    /// When it ends. `None`: never.
    end: Option<Instant>,
}

/// What a caller finds.
enum Found {
    /// A token that is good for a while.
    Good(Secret),
    /// A token that ends soon.
    EndsSoon(Secret),
    /// None, and so many fetches that have failed until now.
    Nothing { failures: u64 },
}

impl<F, Answer> TokenCache<F>
where
    F: Fn() -> Answer + Send + Sync + 'static,
    Answer: Future<Output = Result<(Secret, Duration), AuthError>> + Send + 'static,
{
    /// A cache over `fetch`.
    pub fn new(fetch: F) -> Self {
        Self { fetch, margin: MARGIN, state: Mutex::default(), turn: tokio::sync::Mutex::new(()) }
    }

    /// How long before its end a token is refreshed: by default 5 minutes, and never more than
    /// half of its life.
    #[must_use]
    pub fn margin(mut self, margin: Duration) -> Self {
        self.margin = margin;
        self
    }

    async fn get(&self, rejected: Option<Secret>) -> Result<Secret, AuthError> {
        let (seen, turn) = match self.find(rejected.as_ref()) {
            Found::Good(token) => return Ok(token),
            Found::EndsSoon(token) => match self.turn.try_lock() {
                Ok(turn) => (None, turn),
                Err(_) => return Ok(token),
            },
            Found::Nothing { failures } => (Some(failures), self.turn.lock().await),
        };
        match self.find(rejected.as_ref()) {
            Found::Good(token) => return Ok(token),
            Found::Nothing { failures } if seen.is_some_and(|seen| seen != failures) => {
                if let Some(failure) = self.state().failure.clone() {
                    return Err(failure);
                }
            }
            Found::EndsSoon(_) | Found::Nothing { .. } => {}
        }
        let asked = Instant::now();
        let fetched = match (self.fetch)().await {
            Ok((token, _)) if Some(&token) == rejected.as_ref() => Err(AuthError::Refused),
            other => other,
        };
        let answer = match fetched {
            Ok((token, life)) => Ok(self.keep(token, asked, life)),
            Err(failure) => self.fail(failure),
        };
        drop(turn);
        answer
    }

    /// What there is. A rejected token is thrown away.
    fn find(&self, rejected: Option<&Secret>) -> Found {
        let mut state = self.state();
        let now = Instant::now();
        state.entry = state
            .entry
            .take()
            .filter(|entry| Some(&entry.token) != rejected && entry.end.is_none_or(|end| now < end));
        match &state.entry {
            None => Found::Nothing { failures: state.failures },
            Some(entry) if entry.refresh.is_none_or(|refresh| now < refresh) => {
                Found::Good(entry.token.clone())
            }
            Some(entry) => Found::EndsSoon(entry.token.clone()),
        }
    }

    fn keep(&self, token: Secret, asked: Instant, life: Duration) -> Secret {
        let margin = self.margin.min(life / 2);
        let mut state = self.state();
        state.failure = None;
        state.entry = Some(Entry {
            token: token.clone(),
            // A time too far away for the clock is never.
            refresh: asked.checked_add(life.saturating_sub(margin)),
            end: asked.checked_add(life),
        });
        token
    }

    /// An old token that is still good goes on; else the failure is for all who wait.
    fn fail(&self, failure: AuthError) -> Result<Secret, AuthError> {
        let mut state = self.state();
        let now = Instant::now();
        match &mut state.entry {
            Some(entry) if entry.end.is_none_or(|end| now < end) => {
                let left = entry.end.map(|end| end.saturating_duration_since(now));
                entry.refresh = left.and_then(|left| now.checked_add(left / 2));
                Ok(entry.token.clone())
            }
            _ => {
                state.failures = state.failures.wrapping_add(1);
                state.failure = Some(failure.clone());
                Err(failure)
            }
        }
    }
}

impl<F> TokenCache<F> {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<F, Answer> TokenSource for TokenCache<F>
where
    F: Fn() -> Answer + Send + Sync + 'static,
    Answer: Future<Output = Result<(Secret, Duration), AuthError>> + Send + 'static,
{
    fn token(&self, rejected: Option<&Secret>) -> BoxFuture<'_, Result<Secret, AuthError>> {
        Box::pin(self.get(rejected.cloned()))
    }
}

/// Without the token.
impl<F> Debug for TokenCache<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenCache").field("margin", &self.margin).finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "cache_tests.rs"]
mod tests;
