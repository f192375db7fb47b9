//! Streams of events that break off and are taken up again.

use std::pin::pin;
use std::time::Duration;

use http::{HeaderName, HeaderValue, Request};
use tokio::time::Instant;

use super::Client;
use super::exchange::{Call, Exchange, Plan};
use crate::Body;
use crate::calls::limit::LONGEST_PAUSE;
use crate::calls::response::{Resume, Resuming};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The pause before a stream is taken up again, where the server asks for no other. The HTML standard leaves it to
/// clients (section 9.2.3).
const PAUSE: Duration = Duration::from_secs(3);

/// The shortest pause, whatever the server asks for: one that ends its stream after each event would be asked without rest.
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);

/// How the stream of a call is taken up again. The deadline of the call holds on.
pub(super) fn resume(client: &Client, call: &Call, plan: Plan<'_>, request: Request<Body>) -> Resume {
    let (client, operation, deadline) = (client.clone(), call.operation, call.deadline);
    let (advise, streams) = (plan.advise, plan.streams);
    Box::new(move |lost| {
        let options = &client.settings.options;
        let retry = &options.retry;
        if !retry.allows(lost.failures) {
            return None;
        }
        let (permit, backoff) = match lost.failures {
            // After an event, to go on is no retry.
            0 => (None, Duration::ZERO),
            failures => (Some(options.budget.take()?), retry.pause(failures, fastrand::f64())),
        };
        let pause =
            lost.retry.unwrap_or(PAUSE).max(SHORTEST_PAUSE).saturating_add(backoff).min(LONGEST_PAUSE);
        let start = Instant::now().checked_add(pause)?;
        if deadline.is_some_and(|deadline| deadline <= start) {
            return None;
        }
        let (client, mut request, check) = (client.clone(), request.clone(), lost.check);
        request.headers_mut().insert(LAST_EVENT_ID, HeaderValue::from_str(lost.last_event_id).ok()?);
        let resuming: Resuming = Box::pin(async move {
            tokio::time::sleep_until(start).await;
            if let Some(permit) = permit {
                permit.spend();
            }
            let call = Call::until(operation, deadline);
            let request = || Ok(request.clone());
            let plan = Plan { request: &request, has_key: false, advise, streams };
            let resumed = pin!(async { Exchange::new(&client, &call, plan)?.run().await?.resumed(check) });
            let reply = call.span.run(resumed).await;
            client.ended(&call, &reply);
            reply
        });
        Some(resuming)
    })
}
