//! Why no schedule exists (model.md §7, `reason`): which need no offer meets.

use std::fmt;

use crate::market::Market;

/// Which need no offer meets.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// No brand passes the request's filter.
    NoBrand,
    /// Needs that can be met one by one can't be met together.
    Together,
}

impl Reason {
    pub(crate) fn of(market: &Market<'_>) -> Self {
        if market.brands.is_empty() { Self::NoBrand } else { Self::Together }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoBrand => "no brand passes the filter",
            Self::Together => "no offers meet all needs together",
        })
    }
}
