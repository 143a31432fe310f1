//! The least cost for each amount of data.

use simfare_engine::Catalog;
use simfare_engine::format::{Allowance, MAX_RESOURCE};
use simfare_engine::sort;

use super::cut;
use crate::chart::round_step;
use crate::desk::Ask;
use crate::state::Found;

/// Half a gigabyte, the finest step, in MB.
const HALF: u64 = 512;

/// The most points.
const MOST: u64 = 50;

/// The questions: the trip's own amount, then those from nothing to twice as much, the coarse
/// before the fine.
pub(crate) fn questions(found: &Found) -> Vec<Ask> {
    let request = &found.request;
    let own = cut::data(request);
    let last = end(&found.catalog, own);
    order(own, last, step(last))
        .into_iter()
        .map(|mb| Ask::cheapest(cut::of_data(request, mb)))
        .collect()
}

/// How far to look: to about twice the amount, and at least to the third next allowance that
/// some plan gives.
fn end(catalog: &Catalog, own: u64) -> u64 {
    let more = |allowance| match allowance {
        Allowance::Units(mb) if mb > own => Some(mb),
        _ => None,
    };
    let mut next: Vec<u64> = catalog.plans.iter().filter_map(|plan| more(plan.data_mb)).collect();
    sort::sort(&mut next);
    next.dedup();
    // Small plans may be so many that three of them don't lead anywhere, large ones far away.
    let third = next.get(2).or(next.last()).copied().unwrap_or(0);
    let least = (2 * own).max(6 * HALF);
    third.clamp(least, 2 * least).min(MAX_RESOURCE)
}

/// The step between amounts: 0.5, 1, 2, 5, 10, … GB.
pub(super) fn step(last: u64) -> u64 {
    if last.div_ceil(HALF) <= MOST { HALF } else { 1024 * round_step(last.div_ceil(1024), MOST) }
}

/// The amounts in the order in which they are asked for.
fn order(own: u64, last: u64, step: u64) -> Vec<u64> {
    let most = last.div_ceil(step);
    let mut amounts = vec![own];
    for every in [8, 4, 2, 1] {
        let round = (0..=most).filter(|count| count % every == 0).map(|count| count * step);
        amounts.extend(round.filter(|mb| *mb <= MAX_RESOURCE));
    }
    let mut order: Vec<u64> = Vec::new();
    for mb in amounts {
        if !order.contains(&mb) {
            order.push(mb);
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_as_people_count() {
        assert_eq!(step(10 * 1024), HALF);
        assert_eq!(step(60 * 1024), 2048);
        assert_eq!(step(200 * 1024), 5 * 1024);
    }

    #[test]
    fn the_own_amount_comes_first_and_all_once() {
        let asked = order(700, 6 * HALF, HALF);
        assert_eq!(asked, [700, 0, 4 * HALF, 2 * HALF, 6 * HALF, HALF, 3 * HALF, 5 * HALF]);
    }
}
