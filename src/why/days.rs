//! The least cost for each length of the trip.

use simfare_engine::request::MAX_HORIZON;
use simfare_engine::{Catalog, Request};

use super::cut;
use crate::desk::Ask;
use crate::state::Found;

/// How many days beyond the trip's end are looked at.
const BEYOND: u32 = 30;

/// So many offers times days are asked for by every day; of more, only every so manyth.
const EFFORT: u64 = 300_000;

/// How many lengths are asked for then.
const FEW: u32 = 60;

/// The questions: first the trip's own length and those beside it, then ever finer.
pub(crate) fn questions(found: &Found) -> Vec<Ask> {
    let request = &found.request;
    let own = request.horizon();
    let last = (own + BEYOND).min(MAX_HORIZON);
    let stride = if effort(&found.catalog, request) > EFFORT { last.div_ceil(FEW) } else { 1 };
    order(own, last, stride)
        .into_iter()
        .filter_map(|days| Some(Ask::cheapest(cut::of_length(request, days)?)))
        .collect()
}

fn effort(catalog: &Catalog, request: &Request) -> u64 {
    let topups: usize = catalog.paygo.iter().map(|paygo| paygo.topups.len()).sum();
    let offers = (catalog.plans.len() + catalog.addons.len() + topups) as u64;
    offers * u64::from(request.horizon())
}

/// The lengths in the order in which they are asked for.
fn order(own: u32, last: u32, stride: u32) -> Vec<u32> {
    let near = [own, own.saturating_sub(1), own + 1, last, 1];
    let mut lengths: Vec<u32> = near.into_iter().filter(|days| (1..=last).contains(days)).collect();
    let mut is_there = vec![false; last as usize + 1];
    let mut order = Vec::new();
    let mut step = last.next_power_of_two();
    while step >= 1 {
        lengths.extend((0..=last / step).map(|count| count * step).filter(|days| *days >= 1));
        if step <= stride {
            break;
        }
        step /= 2;
    }
    for days in lengths {
        if !std::mem::replace(&mut is_there[days as usize], true) {
            order.push(days);
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_comes_first_and_all_once() {
        let asked = order(14, 44, 1);
        assert_eq!(asked[..8], [14, 13, 15, 44, 1, 32, 16, 8]);
        let mut sorted = asked;
        sorted.sort_unstable();
        assert_eq!(sorted, (1..=44).collect::<Vec<u32>>());
        assert_eq!(order(1, 1, 1), [1]);
        assert_eq!(order(730, 730, 1).len(), 730);
    }

    #[test]
    fn of_a_great_effort_less_is_asked() {
        let asked = order(700, 730, 13);
        assert!(asked.len() < 110, "{}", asked.len());
        assert!([699, 700, 701, 1, 730].iter().all(|days| asked.contains(days)));
    }
}
