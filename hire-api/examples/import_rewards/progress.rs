//! How far the import is, and how long it still takes: a bar on a terminal, plain lines elsewhere.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::terminal::note;

/// Before this time there is no estimate: a short import needs none, and a long one would get a wild one.
const SOME_SECONDS: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub struct Progress {
    bar: ProgressBar,
    total: u64,
    start: Instant,
    /// How many lines were sent. The others take no time.
    sent: Arc<AtomicU64>,
}

impl Progress {
    pub fn new(total: usize) -> Self {
        let total = u64::try_from(total).unwrap_or(u64::MAX);
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
        let template = "{bar:40} {pos} of {len}  {elapsed}{msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, total, start: Instant::now(), sent: Arc::default() }
    }

    /// One line more has come to its end, after it was sent or without that.
    pub fn step(&self, was_sent: bool) {
        let sent = self.sent.fetch_add(u64::from(was_sent), Ordering::Relaxed) + u64::from(was_sent);
        self.bar.inc(1);
        let done = self.bar.position();
        let left = time_left(self.start.elapsed(), sent, self.total.saturating_sub(done));
        let left = left.map(|left| format!(", about {} left", HumanDuration(left))).unwrap_or_default();
        // Without a terminal, ten lines for a file of any length.
        let part = self.total.div_ceil(10);
        if !self.bar.is_hidden() {
            self.bar.set_message(left);
        } else if done == self.total || done.is_multiple_of(part) {
            note(format_args!("{done} of {}{left}", self.total));
        }
    }

    /// A word to whoever watches.
    pub fn say(&self, text: &str) {
        if self.bar.is_hidden() {
            note(text);
        } else {
            self.bar.println(text);
        }
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}

/// How long the rest takes, if all of it has to be sent as fast as what was sent until now.
fn time_left(elapsed: Duration, sent: u64, rest: u64) -> Option<Duration> {
    if elapsed < SOME_SECONDS || sent == 0 || rest == 0 {
        return None;
    }
    let millis = elapsed.as_millis().saturating_mul(rest.into()) / u128::from(sent);
    Some(Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_long_import_has_an_estimate_and_only_what_was_sent_counts() {
        for (elapsed, sent, rest, expected) in [
            (4, 40, 9_960, None),
            (5, 50, 9_950, Some(995)),
            // The others were imported before: they took no time.
            (10, 100, 100, Some(10)),
            (10, 0, 100, None),
            (10, 100, 0, None),
            (u64::MAX, 1, u64::MAX, Some(u64::MAX / 1000)),
        ] {
            let left = time_left(Duration::from_secs(elapsed), sent, rest);
            assert_eq!(left.map(|left| left.as_secs()), expected, "{elapsed} {sent} {rest}");
        }
    }
}
