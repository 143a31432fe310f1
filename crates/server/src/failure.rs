//! Why a command gave no answer.

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

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::BadInput(message) | Self::System(message)) = self;
        f.write_str(message)
    }
}
