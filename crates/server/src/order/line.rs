//! The line an order is for: a new eSIM, or one that exists, by its card or its number.

use serde::Serialize;
use utoipa::ToSchema;

/// What kind of name a line is given by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LineKind {
    /// There is none yet.
    NewEsim,
    /// The number printed on the SIM card.
    Iccid,
    /// The phone number.
    Msisdn,
}

impl LineKind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::NewEsim => "new_esim",
            Self::Iccid => "iccid",
            Self::Msisdn => "msisdn",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::NewEsim, Self::Iccid, Self::Msisdn].into_iter().find(|kind| kind.word() == word)
    }
}

/// The line.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Line {
    pub(crate) kind: LineKind,
    /// The card's number (ICCID, 19 or 20 digits) or the phone number with its country code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "+14155550123")]
    pub(crate) value: Option<String>,
}

/// Nothing personal: this may end in a log.
impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line").field("kind", &self.kind).finish_non_exhaustive()
    }
}
