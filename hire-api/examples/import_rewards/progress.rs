//! How far the import is: a bar on a terminal, plain lines elsewhere.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

#[derive(Clone)]
pub struct Progress {
    bar: ProgressBar,
    total: u64,
}

impl Progress {
    pub fn new(total: usize) -> Self {
        let total = u64::try_from(total).unwrap_or(u64::MAX);
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
        let template = "{bar:40} {pos} of {len}  {elapsed}  {msg}";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, total }
    }

    /// One line more has come to its end.
    pub fn step(&self) {
        self.bar.inc(1);
        let done = self.bar.position();
        // Without a terminal, ten lines for a file of any length.
        let part = self.total.div_ceil(10);
        if self.bar.is_hidden() && (done == self.total || done.is_multiple_of(part)) {
            eprintln!("{done} of {}", self.total);
        }
    }

    /// A word to whoever watches.
    pub fn say(&self, text: &str) {
        if self.bar.is_hidden() {
            eprintln!("{text}");
        } else {
            self.bar.println(text);
        }
    }

    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
