//! What became of a reward, and why a run ended early.

use std::fmt;
use std::io;

use hire_runtime::{Error, Violations};

use crate::ErrorCode;

/// What became of a reward.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// The platform has it.
    Imported {
        /// The reward's id on the platform, as `deleteExternalReward` takes it.
        id: String,
        /// Whether an earlier run may have imported it, and with what content.
        repeated: Repeated,
    },
    /// The platform has it since an earlier run, with this content as far as the journal tells.
    /// Nothing was sent.
    ImportedBefore {
        /// The reward's id on the platform.
        id: String,
    },
    /// An earlier run imported another content under this external id. Nothing was sent: the platform
    /// would answer the id of the first, and ignore this one.
    ///
    /// To have the new content, delete the reward of this id and import it under a new external id:
    /// whether the old one is free again after a deletion, the platform does not tell.
    Changed {
        /// The id of the reward that the platform has.
        id: String,
    },
    /// A reward with this external id came earlier in the same input. Nothing was sent for this one,
    /// whether its content is the same or not.
    Duplicate,
    /// The reward breaks the description; or its external id is empty, which would keep nothing from being
    /// imported twice. Nothing was sent.
    Refused(Violations),
    /// The reward is not imported as far as is known: the error tells whether it may be. Run again: should
    /// the platform have it, nothing is imported twice.
    Failed(Error<ErrorCode>),
    /// The run had stopped before its turn.
    NotSent,
}

impl Outcome {
    /// The reward's id on the platform, if it is known to be there.
    pub fn id(&self) -> Option<&str> {
        match self {
            Self::Imported { id, .. } | Self::ImportedBefore { id } | Self::Changed { id } => Some(id),
            Self::Duplicate | Self::Refused(_) | Self::Failed(_) | Self::NotSent => None,
        }
    }
}

/// Whether an earlier run sent a reward with the same external id and did not learn its end.
///
/// The platform tells the first import from a repeat by nothing: both answer the same id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Repeated {
    /// None did: this content is imported.
    No,
    /// One sent the same content, which is imported, now or then.
    SameContent,
    /// One sent another content. If that arrived, the platform has kept it and ignored this one:
    /// have a look at the reward.
    OtherContent,
}

/// Why a run stopped before the end of its input.
#[derive(Debug)]
#[non_exhaustive]
pub enum Stopped {
    /// The run was asked to stop.
    OnRequest,
    /// There is no credential to send anything with, as the [`Outcome::Failed`] says that came out
    /// last. Every other reward would have failed for the same reason.
    NoCredential,
    /// The journal could not be written. What was under way may be imported all the same: an
    /// [`Outcome::Imported`] that came out after this is true and not written down.
    Journal(io::Error),
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OnRequest => f.write_str("stopped on request"),
            Self::NoCredential => f.write_str("stopped: there is no credential to send anything with"),
            Self::Journal(error) => write!(f, "stopped: the journal cannot be written: {error}"),
        }
    }
}
