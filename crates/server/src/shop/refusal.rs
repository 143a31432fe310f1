//! Why the shop doesn't do what it was asked.

use crate::order::Status;
use crate::secret::NoRandomness;
use crate::store::StoreError;
use simfare_engine::{Faults, Quote};
use std::fmt;

#[derive(Debug)]
pub(crate) enum Refusal {
    /// The body is no JSON document.
    NotJson(Faults),
    /// What it says can't be done, and why, by JSON pointer.
    Faulty(Faults),
    /// Another order was made with this key.
    KeyReused,
    /// The total is another now.
    TotalChanged(Box<Quote>),
    NotFound,
    /// The order isn't where this could be done; the text says what is missing.
    WrongStatus(Status, &'static str),
    /// The payment provider didn't do its part; whether asking again may help.
    Provider {
        message: String,
        again: bool,
    },
    /// The payment provider didn't send the money back; whether asking again may help.
    Unrefunded {
        message: String,
        again: bool,
    },
    Store(StoreError),
    NoRandomness(NoRandomness),
    /// There is more to be worked out than can be at once.
    Busy,
    /// A part of this program broke down.
    Broken(&'static str),
}

impl Refusal {
    /// One fault at a pointer.
    pub(crate) fn at(pointer: &str, message: impl Into<String>) -> Self {
        let mut faults = Faults::default();
        faults.push(pointer, message);
        Self::Faulty(faults)
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<NoRandomness> for Refusal {
    fn from(error: NoRandomness) -> Self {
        Self::NoRandomness(error)
    }
}

/// For the command line and the log.
impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson(faults) | Self::Faulty(faults) => faults.fmt(f),
            Self::KeyReused => f.write_str("this idempotency key was used for another order"),
            Self::TotalChanged(_) => f.write_str("the total has changed"),
            Self::NotFound => f.write_str("there is no such order"),
            Self::WrongStatus(status, wanted) => {
                write!(f, "the order is {}: {wanted}", status.word())
            }
            Self::Provider { message, .. } | Self::Unrefunded { message, .. } => {
                write!(f, "payment provider: {message}")
            }
            Self::Store(error) => error.fmt(f),
            Self::NoRandomness(error) => error.fmt(f),
            Self::Busy => f.write_str("there is too much to do"),
            Self::Broken(what) => f.write_str(what),
        }
    }
}
