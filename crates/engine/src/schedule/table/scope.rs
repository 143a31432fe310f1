//! One problem that a [`super::Table`] solves: which brands, for which demand, under which rule.

use crate::demand::Demand;
use crate::market::Ranks;
use crate::offers::BrandOffers;
use crate::price::Pricing;
use crate::progress::Progress;

/// One problem: which brands, for which demand, under which rule.
#[derive(Debug, Clone)]
pub(crate) struct Scope<'a> {
    pub(crate) demand: &'a Demand,
    pub(crate) pricing: &'a Pricing<'a>,
    pub(crate) ranks: &'a Ranks,
    pub(crate) brands: Vec<&'a BrandOffers>,
    pub(crate) rule: Rule,
    /// The line there is already, where the schedule may go on with it.
    pub(crate) line: Option<ScopeLine>,
    pub(crate) coupon: CouponUses,
    /// Whether ways of equal cost are told apart by what they buy. That takes time where there
    /// are many, and only the answer itself needs it (model.md §7).
    pub(crate) break_ties: bool,
    pub(crate) progress: Progress<'a>,
}

impl Scope<'_> {
    /// The work of one day, as progress counts it.
    pub(crate) fn units_a_day(&self) -> usize {
        let units: usize = self.brands.iter().map(|offers| offers.units()).sum();
        units * self.coupon.layers()
    }
}

/// What becomes of a line between periods (model.md §4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// Lines may end and brands change.
    Free,
    /// From the current line on, no gap is longer than its grace. One brand.
    Keep,
    /// The same from the first period on, and there is one. One brand.
    Hold,
}

/// The current line within a scope.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScopeLine {
    /// Index into [`Scope::brands`].
    pub(crate) brand: usize,
    /// The last day on which a first period may start on it: `days_left` + grace.
    pub(crate) life: usize,
}

/// How many purchases may use the coupon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CouponUses {
    /// Any number.
    Unlimited,
    /// At most so many; none without a coupon.
    Limited(u16),
}

impl CouponUses {
    /// One layer of the table for each number of uses left.
    pub(crate) fn layers(self) -> usize {
        match self {
            Self::Unlimited => 1,
            Self::Limited(uses) => usize::from(uses) + 1,
        }
    }

    /// The uses left at the start.
    pub(crate) fn at_start(self) -> u16 {
        match self {
            // Any number above 0: it never falls.
            Self::Unlimited => 1,
            Self::Limited(uses) => uses,
        }
    }

    /// The layer of a number of uses left.
    pub(crate) fn layer(self, uses: u16) -> usize {
        match self {
            Self::Unlimited => 0,
            Self::Limited(_) => usize::from(uses),
        }
    }

    /// The uses left of a layer.
    pub(crate) fn uses(self, layer: usize) -> u16 {
        match self {
            Self::Unlimited => 1,
            Self::Limited(_) => layer as u16,
        }
    }

    /// The layer after one more use, where there is one left.
    pub(crate) fn layer_after_use(self, layer: usize) -> Option<usize> {
        let uses = self.uses(layer);
        (uses > 0).then(|| self.layer(self.after_use(uses)))
    }

    /// The uses left after one more.
    pub(crate) fn after_use(self, uses: u16) -> u16 {
        match self {
            Self::Unlimited => uses,
            Self::Limited(_) => uses - 1,
        }
    }
}
