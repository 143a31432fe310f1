//! Which of two answers is the better one (model.md §7).

use std::cmp::Ordering;

use crate::cost::Cost;
use crate::quote::LineRole;
use crate::schedule::choice::Solution;
use crate::sort;

use super::Lines;

/// The better of two answers, the first where they are the same.
pub(crate) fn better_of(one: Option<Lines>, other: Option<Lines>) -> Option<Lines> {
    match (one, other) {
        (Some(one), Some(other)) if better(&other, &one) => Some(other),
        (Some(one), _) => Some(one),
        (None, other) => other,
    }
}

/// The order of model.md §7.
pub(super) fn prefer(a: &Solution, b: &Solution) -> Ordering {
    let key = |s: &Solution| (s.cost, s.brands.len());
    key(a).cmp(&key(b)).then_with(|| a.ids.cmp(&b.ids))
}

pub(super) fn better(a: &[(LineRole, Solution)], b: &[(LineRole, Solution)]) -> bool {
    key_of(a) < key_of(b)
}

/// What a whole answer costs.
pub(crate) fn cost_of(lines: &[(LineRole, Solution)]) -> Cost {
    lines.iter().fold(Cost::ZERO, |sum, (_, leg)| sum.plus(leg.cost))
}

/// What the tie-breaks compare of a whole answer: the number line's ids come before the data
/// line's.
pub(super) fn key_of(legs: &[(LineRole, Solution)]) -> (Cost, usize, Vec<u32>) {
    let mut brands: Vec<usize> =
        legs.iter().flat_map(|(_, leg)| leg.brands.iter().copied()).collect();
    sort::sort(&mut brands);
    brands.dedup();
    (
        cost_of(legs),
        brands.len(),
        legs.iter().flat_map(|(_, leg)| leg.ids.iter().copied()).collect(),
    )
}
