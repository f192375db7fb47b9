//! What became of a line.

use std::error::Error as StdError;

use hire_api::ErrorCode;
use hire_api::import::{self, Repeated};
use hire_runtime::{AuthError, Error};
use serde_json::Value;

/// What became of a line.
#[derive(Debug)]
pub enum Outcome {
    /// Imported now, with the platform's id and what else there is to say.
    Imported(String),
    /// Imported by an earlier run.
    Before(String),
    /// Not sent, for these reasons: each with the JSON pointer of its place.
    Refused(Vec<String>),
    /// Sent, and not imported as far as is known.
    Failed(Failure),
    /// Not sent, because the run ended before.
    NotSent,
}

/// Why an import failed.
#[derive(Debug)]
pub struct Failure {
    /// What it means, the error code first if there is one.
    pub meaning: String,
    /// The platform's words on it, and the parameters that it complains about.
    pub words: Vec<String>,
    /// What to do about it.
    pub advice: Option<&'static str>,
    /// The id that the platform's support asks for.
    pub log_id: Option<String>,
}

impl Outcome {
    /// What became of a line whose external id comes first in the line `first`.
    pub fn new(outcome: import::Outcome, first: usize) -> Self {
        match outcome {
            import::Outcome::Imported { id, repeated: Repeated::OtherContent } => {
                Self::Imported(format!("{id}, perhaps with the content that an earlier run sent"))
            }
            import::Outcome::Imported { id, .. } => Self::Imported(id),
            import::Outcome::ImportedBefore { id } => Self::Before(id),
            import::Outcome::Changed { id } => {
                Self::Refused(vec![format!("/external_id: imported before as {id}, with another content")])
            }
            import::Outcome::Duplicate => {
                Self::Refused(vec![format!("/external_id: line {first} has it already")])
            }
            import::Outcome::Refused(violations) => {
                Self::Refused(violations.iter().map(ToString::to_string).collect())
            }
            import::Outcome::Failed(error) => Self::Failed(Failure::of(&error)),
            _ => Self::NotSent,
        }
    }
}

const AGAIN: &str = "Run again: nothing is imported twice.";

impl Failure {
    /// Of a request whose response has not come (yet).
    pub fn unanswered() -> Self {
        Self {
            meaning: "sent, and the response not awaited".to_owned(),
            words: Vec::new(),
            advice: Some(AGAIN),
            log_id: None,
        }
    }

    fn of(error: &Error<ErrorCode>) -> Self {
        let mut failure = Self {
            meaning: error.to_string(),
            words: Vec::new(),
            advice: None,
            log_id: error.log_id().map(str::to_owned),
        };
        match error {
            // The token's own failure is told as what it is, if the platform answered.
            Error::Auth(AuthError::Source(cause)) => {
                if let Some(cause @ Error::Api(_)) = cause.downcast_ref::<Error<ErrorCode>>() {
                    failure = Self::of(cause);
                    failure.meaning = format!("no token: {}", failure.meaning);
                }
            }
            Error::Api(response) => {
                failure.advice = response.advice();
                if let Some(code) = response.code {
                    failure.meaning = code.to_string();
                    failure.words.extend(response.message.clone());
                    failure.words.extend(complaints(response.body()));
                }
            }
            Error::Transport(cause) => {
                failure.advice = Some(AGAIN);
                failure.words.extend(causes(cause));
            }
            _ => {}
        }
        failure
    }
}

/// The causes of an error, the next one first.
fn causes(error: &dyn StdError) -> Vec<String> {
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(cause.to_string());
        next = cause.source();
    }
    causes
}

/// `field: description` for each of the response's field violations.
fn complaints(body: &[u8]) -> Vec<String> {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let violations = body.pointer("/error/field_violations");
    violations
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .map(|violation| {
            let text = |name| violation.get(name).and_then(Value::as_str).unwrap_or("?");
            format!("{}: {}", text("field"), text("description"))
        })
        .collect()
}

/// How many lines came to which end.
#[derive(Debug, Default, PartialEq)]
pub struct Summary {
    pub imported: usize,
    pub before: usize,
    pub refused: usize,
    pub failed: usize,
    pub not_sent: usize,
}

impl Summary {
    pub fn of<'o>(outcomes: impl IntoIterator<Item = &'o Outcome>) -> Self {
        let mut summary = Self::default();
        for outcome in outcomes {
            let count = match outcome {
                Outcome::Imported(_) => &mut summary.imported,
                Outcome::Before(_) => &mut summary.before,
                Outcome::Refused(_) => &mut summary.refused,
                Outcome::Failed(_) => &mut summary.failed,
                Outcome::NotSent => &mut summary.not_sent,
            };
            *count += 1;
        }
        summary
    }

    /// Whether all is as it should be. Of the rewards that come with the example, one is meant to
    /// be refused and one to fail.
    pub fn is_good(&self, demonstration: bool) -> bool {
        let expected = usize::from(demonstration);
        (self.refused, self.failed, self.not_sent) == (expected, expected, 0)
    }
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { imported, before, refused, failed, not_sent } = self;
        write!(f, "{imported} imported, {before} imported before, {refused} refused, {failed} failed")?;
        if *not_sent > 0 {
            write!(f, ", {not_sent} not sent: run again for them")?;
        }
        Ok(())
    }
}
