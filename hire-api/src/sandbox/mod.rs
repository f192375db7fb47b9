//! A server on loopback that speaks the platform's protocol: for tests, trials and demonstrations.
//!
//! It is a real HTTP server, reached by the same transport as the platform, and it answers the three
//! operations of the description: tokens, imports and deletions. What arrives is checked against the
//! platform's documentation by code of its own, which shares neither types nor validators with the
//! bindings. So a fault in the bindings shows here, instead of being made twice.
//!
//! # What is known
//! The documentation pages give the fields and their rules, the envelope, the error codes of the
//! operations, the life of a token, and the response to too many requests.
//!
//! # What is assumed
//! The pages are silent on these points, and the platform may do otherwise:
//! - A repeated `external_id` answers the id of the first import and stores nothing, whatever the
//!   repeated body says. There is no time limit. After a deletion the `external_id` is free again.
//! - A property that is `null` counts as absent: the official SDK for Node sends one that was set to
//!   `null`. The bindings never send `null`, and refuse a text that has it where a value belongs. This
//!   is the only difference between what the two take.
//! - `bonus_type` must be sent, though the page names a default for it.
//! - A body without the header `Content-Type` counts as JSON: the official SDK for Python sends none
//!   with its request for a token. Another media type than `application/json` is refused.
//! - Over HTTP/1.1, names of headers are spelt as in `X-Tt-Logid`, which is where that SDK looks for them.
//! - The error object has the log id as `log_id`, as errors of the gateway do; the guide on calling the
//!   API shows `logid`.
//! - A token that is missing, malformed, unknown or over is answered with HTTP status 400; an
//!   unknown app with 400 and code 10003; a wrong secret with 200 and code 10014.
//! - The operation that answers tokens has no rate limit. Requests that were refused by a rate limit
//!   do not count towards it.
//! - A body that is too large is refused with HTTP status 413 and a page of HTML, as a gateway does.
//!
//! # Example
//! ```no_run
//! use hire_api::sandbox::{Fault, Operation, Sandbox};
//!
//! # async fn example() -> std::io::Result<()> {
//! let sandbox = Sandbox::builder().rate_limit(5).start().await?;
//! sandbox.fail_next(Operation::CreateExternalReward, Fault::lost_response());
//! println!("send requests to {}", sandbox.url());
//! // …
//! assert_eq!(sandbox.rewards().len(), 1);
//! sandbox.shutdown().await;
//! # Ok(())
//! # }
//! ```

mod arrivals;
mod builder;
mod checks;
mod connection;
mod fault;
mod ledger;
mod rate;
mod recorded;
mod response;
mod routes;
mod shared;
#[cfg(test)]
mod tests;
mod tokens;

pub use self::arrivals::Arrivals;
pub use self::builder::SandboxBuilder;
pub use self::fault::{Fault, RandomFaults};
pub use self::ledger::StoredReward;
pub use self::recorded::RecordedRequest;

use std::sync::Arc;

use tokio::sync::watch;
use tokio::task::JoinHandle;

use self::shared::Shared;

/// The operations that the sandbox answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Operation {
    /// `POST /open-apis/auth/v3/tenant_access_token/internal`
    GetTenantAccessToken,
    /// `POST /open-apis/hire/v1/external_referral_rewards`
    CreateExternalReward,
    /// `DELETE /open-apis/hire/v1/external_referral_rewards/{external_referral_reward_id}`
    DeleteExternalReward,
}

/// A running sandbox. It stops when it is dropped; [`shutdown`](Self::shutdown) also waits for
/// the responses that are under way.
pub struct Sandbox {
    url: String,
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
}

impl Sandbox {
    /// The id of the app that a sandbox knows when [`SandboxBuilder::app`] names none.
    pub const APP_ID: &'static str = "cli_sandbox";
    /// The secret of the app [`APP_ID`](Self::APP_ID).
    pub const APP_SECRET: &'static str = "secret-of-the-sandbox";

    /// A sandbox's settings.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// Where the sandbox listens, such as `http://127.0.0.1:41234`: a base URL without a slash at
    /// its end.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The requests that have arrived, in that order, refused ones and those to unknown routes
    /// included.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.shared.lock().requests.clone()
    }

    /// The requests that have arrived, which the sandbox then forgets.
    pub fn take_requests(&self) -> Vec<RecordedRequest> {
        std::mem::take(&mut self.shared.lock().requests)
    }

    /// How the requests of an operation arrived: of those that [`requests`](Self::requests) has, so
    /// [`take_requests`](Self::take_requests) begins anew.
    ///
    /// By this a caller's own rate limit can be judged, in a sandbox that has none:
    ///
    /// ```
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// use hire_api::feishu::{self, Credentials};
    /// use hire_api::operations::DeleteExternalReward;
    /// use hire_api::sandbox::{Operation, Sandbox};
    ///
    /// let sandbox = Sandbox::builder().rate_limit(None).start().await?;
    /// let credentials = Credentials::new(Sandbox::APP_ID, Sandbox::APP_SECRET);
    /// let client = feishu::builder(credentials).base_url(sandbox.url()).build()?;
    /// for _ in 0..3 {
    ///     client.delete_external_reward(DeleteExternalReward::new("no such reward")).await.unwrap_err();
    /// }
    /// let arrivals = sandbox.arrivals(Operation::DeleteExternalReward);
    /// assert_eq!(arrivals.total, 3);
    /// assert!(arrivals.busiest_second <= 10);
    /// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap();
    /// ```
    pub fn arrivals(&self, operation: Operation) -> Arrivals {
        let state = self.shared.lock();
        let of_it = state.requests.iter().filter(|request| request.operation == Some(operation));
        Arrivals::new(of_it.map(|request| request.at).collect())
    }

    /// How often a token was asked for since the start, whatever was answered.
    pub fn token_requests(&self) -> usize {
        self.shared.lock().token_requests
    }

    /// The rewards that are stored, in the order of their import.
    pub fn rewards(&self) -> Vec<StoredReward> {
        self.shared.lock().ledger.rewards()
    }

    /// How many rewards are stored.
    pub fn reward_count(&self) -> usize {
        self.shared.lock().ledger.len()
    }

    /// Ends every token at once. A request that carries one is answered with code 99991663.
    pub fn revoke_tokens(&self) {
        self.shared.lock().tokens.revoke();
    }

    /// What happens to the next request of an operation instead of the usual. Several calls queue
    /// up, one for each request.
    pub fn fail_next(&self, operation: Operation, fault: Fault) {
        self.shared.lock().faults.next(operation, fault);
    }

    /// What happens to every request of an operation instead of the usual, until
    /// [`recover`](Self::recover). What [`fail_next`](Self::fail_next) queued comes first.
    pub fn fail_always(&self, operation: Operation, fault: Fault) {
        self.shared.lock().faults.always(operation, fault);
    }

    /// What may happen to the requests of an operation, by chance, until [`recover`](Self::recover).
    /// What [`fail_next`](Self::fail_next) queued comes first; a request that chance spares meets what
    /// [`fail_always`](Self::fail_always) says.
    pub fn fail_randomly(&self, operation: Operation, faults: RandomFaults) {
        self.shared.lock().faults.randomly(operation, faults);
    }

    /// Forgets the faults of an operation, those that are queued or come by chance included.
    pub fn recover(&self, operation: Operation) {
        self.shared.lock().faults.recover(operation);
    }

    /// Stops, after the responses that are under way.
    pub async fn shutdown(self) {
        // Neither can fail in a way that matters: the server has ended already, then.
        let _ = self.stop.send(true);
        let _ = self.server.await;
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox").field("url", &self.url).finish_non_exhaustive()
    }
}
