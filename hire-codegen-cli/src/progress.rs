//! What a command is at, once it takes longer than a second: a line on the standard error where that is a terminal, and
//! nothing elsewhere.

use std::convert::Infallible;
use std::fmt::Display;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How long nothing is shown.
const DELAY: Duration = Duration::from_secs(1);

/// How often the line is drawn.
const INTERVAL: Duration = Duration::from_millis(100);

/// Work that is shown while this value lives. Drop it before anything is printed.
pub struct Progress {
    bar: ProgressBar,
    done: Option<Sender<Infallible>>,
    delay: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins work of some steps.
    pub fn of(steps: usize) -> Self {
        let bar = ProgressBar::with_draw_target(Some(steps as u64), ProgressDrawTarget::hidden());
        let template = if steps > 1 { "[{bar:20}] {pos}/{len} {msg}" } else { "{spinner} {msg} {elapsed}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("##."));
        }
        let (done, end) = mpsc::channel();
        let shown = bar.clone();
        let delay = thread::spawn(move || {
            if end.recv_timeout(DELAY) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
                shown.enable_steady_tick(INTERVAL);
            }
        });
        Self { bar, done: Some(done), delay: Some(delay) }
    }

    /// Begins work of one step.
    pub fn on(name: impl Display) -> Self {
        let progress = Self::of(1);
        progress.step(name);
        progress
    }

    /// Begins the next step.
    pub fn step(&self, name: impl Display) {
        self.bar.set_message(name.to_string());
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.done = None;
        // It ends by itself, and has nothing to tell.
        let _ = self.delay.take().map(JoinHandle::join);
        self.bar.finish_and_clear();
    }
}
