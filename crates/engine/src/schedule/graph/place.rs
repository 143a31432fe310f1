//! Where a schedule stands on its way through a scope, and how it came there.

use crate::cost::Cost;

use super::BrandSet;
use crate::schedule::table::Start;

/// Where a schedule stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    /// Day 0, nothing decided.
    Begin,
    /// A period is about to be bought.
    Start(Start),
    /// A period may end, or a gap go on, until the next start.
    Between(Between),
    /// A paygo period needs a top-up: a state of one of the explorer's credit graphs.
    Credit { graph: usize, state: usize },
    /// The horizon is served.
    Done,
}

/// Between a period and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Between {
    /// The brand of the line, where there is one.
    pub(super) brand: Option<usize>,
    /// The first day the next period may start on.
    pub(super) first: usize,
    /// The day up to which everything can be served without another period.
    pub(super) reach: usize,
    /// The last day on which the line is alive.
    pub(super) life: usize,
    /// Whether there was a period, which `hold` asks for.
    pub(super) served: bool,
}

/// A place with its history.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Label {
    pub(super) place: Place,
    pub(super) uses: u16,
    pub(super) bought: BrandSet,
    pub(super) spent: Cost,
}
