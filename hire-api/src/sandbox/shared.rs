//! What all requests of a sandbox share.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

use super::fault::Faults;
use super::ledger::Ledger;
use super::rate::Windows;
use super::recorded::RecordedRequest;
use super::tokens::Tokens;

#[derive(Clone)]
pub(super) struct Settings {
    /// Secrets by app id.
    pub(super) apps: BTreeMap<String, String>,
    pub(super) rate_limit: Option<u32>,
    pub(super) token_lifetime: Duration,
    pub(super) body_limit: usize,
    pub(super) unknown_ids: BTreeSet<String>,
}

pub(super) struct Shared {
    pub(super) settings: Settings,
    /// Becomes true, or loses its sender, when the sandbox ends.
    pub(super) stopped: watch::Receiver<bool>,
    state: Mutex<State>,
}

#[derive(Default)]
pub(super) struct State {
    pub(super) tokens: Tokens,
    pub(super) windows: Windows,
    pub(super) ledger: Ledger,
    pub(super) faults: Faults,
    pub(super) requests: Vec<RecordedRequest>,
    pub(super) token_requests: usize,
    calls: u32,
}

impl Shared {
    pub(super) fn new(settings: Settings, ledger: Ledger, stopped: watch::Receiver<bool>) -> Self {
        let state = State { ledger, ..State::default() };
        Self { settings, stopped, state: Mutex::new(state) }
    }

    /// The state. No response is computed half, so a poisoned lock is as good as another.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// A new log id: the milliseconds since the epoch and a number, like the platform's in length.
    pub(super) fn log_id(&mut self) -> String {
        self.calls = self.calls.wrapping_add(1);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        format!("{now:020}{:012X}", self.calls)
    }
}
