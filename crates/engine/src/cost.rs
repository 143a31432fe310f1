//! What the optimiser compares: total first, then the number of purchases (model.md §7).

use std::fmt;

/// A total in minor units and a number of purchases, in one comparable word.
///
/// The total has 44 bits: 1.7 × 10¹³ minor units, 170 billion dollars. A schedule past it, and one
/// of 2¹⁸ purchases or more, counts as none.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Cost(u64);

const PURCHASE_BITS: u32 = 18;
const TOTAL_BITS: u32 = 44;

impl Cost {
    pub(crate) const ZERO: Self = Self(0);
    /// No schedule.
    pub(crate) const NEVER: Self = Self(u64::MAX);
    /// The largest cost of a schedule.
    pub(crate) const LARGEST: Self = Self((1 << (PURCHASE_BITS + TOTAL_BITS)) - 1);
    /// The largest total, in minor units.
    pub(crate) const MAX_TOTAL: i64 = (1 << TOTAL_BITS) - 1;

    /// The cost of one purchase.
    pub(crate) fn of_purchase(total: i64) -> Self {
        match u64::try_from(total) {
            Ok(total) if total <= Self::MAX_TOTAL as u64 => Self(total << PURCHASE_BITS | 1),
            _ => Self::NEVER,
        }
    }

    /// A total without a purchase; at most the largest.
    pub(crate) fn of_total(total: i64) -> Self {
        Self((total.clamp(0, Self::MAX_TOTAL) as u64) << PURCHASE_BITS)
    }

    /// Both together.
    #[inline]
    pub(crate) fn plus(self, other: Self) -> Self {
        // Sums saturate towards NEVER: two finite costs stay below 2⁶³, so adding NEVER to
        // anything, and nothing else, ends at or above that bound.
        let sum = self.0.saturating_add(other.0);
        // Purchases that carry over into the total are fewer than before.
        let carried = Self(sum).purchases() < self.purchases();
        if carried || sum >= 1 << (PURCHASE_BITS + TOTAL_BITS) { Self::NEVER } else { Self(sum) }
    }

    /// What remains of this after `spent`, which is no more than this.
    pub(crate) fn less(self, spent: Self) -> Self {
        if self.is_some() { Self(self.0.saturating_sub(spent.0)) } else { self }
    }

    /// Whether there is a schedule.
    pub(crate) fn is_some(self) -> bool {
        self != Self::NEVER
    }

    /// The total, in minor units.
    pub(crate) fn total(self) -> i64 {
        (self.0 >> PURCHASE_BITS) as i64
    }

    /// The number of purchases.
    pub(crate) fn purchases(self) -> u64 {
        self.0 & ((1 << PURCHASE_BITS) - 1)
    }
}

impl fmt::Debug for Cost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_some() {
            write!(f, "{} in {}", self.total(), self.purchases())
        } else {
            f.write_str("never")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn past_what_is_counted_there_is_no_schedule() {
        let most_purchases = (1_u64 << PURCHASE_BITS) - 1;
        let one = Cost::of_purchase(1);
        let mut all = Cost::ZERO;
        for _ in 0..most_purchases {
            all = all.plus(one);
        }
        assert_eq!(all.total(), most_purchases as i64);
        assert_eq!(all.plus(one), Cost::NEVER, "one purchase more is no cent");
        let most = Cost::of_purchase(Cost::MAX_TOTAL);
        assert!(most.is_some() && Cost::of_purchase(Cost::MAX_TOTAL + 1) == Cost::NEVER);
        assert_eq!(most.plus(one), Cost::NEVER);
        assert_eq!(Cost::NEVER.plus(Cost::NEVER), Cost::NEVER);
        assert_eq!(Cost::of_purchase(-1), Cost::NEVER);
    }

    #[test]
    fn the_total_comes_first_and_then_the_purchases() {
        let one = Cost::of_purchase(5);
        let two = Cost::of_purchase(2).plus(Cost::of_purchase(3));
        assert!(one < two && two < Cost::of_purchase(6));
        assert_eq!(two.less(Cost::of_purchase(2)), Cost::of_purchase(3));
        assert_eq!(Cost::of_total(7).plus(Cost::of_total(1)).total(), 8);
    }
}
