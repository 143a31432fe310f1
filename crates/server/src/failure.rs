//! Why a command gave no answer.

use crate::shop::Refusal;
use simfare_engine::Faults;
use std::fmt;
use std::process::ExitCode;

/// What is shown on standard error, and how the process ends.
#[derive(Debug)]
pub(crate) enum Failure {
    /// What was handed in is at fault: the caller can put it right.
    BadInput(String),
    /// The system didn't do its part: an address in use, a full disk.
    System(String),
}

impl Failure {
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::BadInput(_) => ExitCode::from(2),
            Self::System(_) => ExitCode::from(1),
        }
    }
}

impl From<Faults> for Failure {
    fn from(faults: Faults) -> Self {
        Self::BadInput(faults.to_string())
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let text = refusal.to_string();
        match refusal {
            Refusal::Store(_) | Refusal::NoRandomness(_) | Refusal::Broken(_) => Self::System(text),
            Refusal::Provider { .. } => Self::System(text),
            _ => Self::BadInput(text),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::BadInput(message) | Self::System(message)) = self;
        f.write_str(message)
    }
}
