//! The cheapest schedule that buys one offer alone, again and again: one plan with its add-ons, or
//! the top-ups of one paygo offer.
//!
//! Each offer is a small market of its own. Most can't win: the fewest purchases that can reach
//! every needed day, at the offer's least price, cost more than the best of another already.

use super::strategy::{Lines, Part, Parts, better_of, cost_of};
use crate::cost::Cost;
use crate::market::Market;
use crate::offers::{BrandOffers, CreditState, Current, Dominated, Offer};
use crate::sort;

/// The cheapest schedule of one offer.
pub(crate) fn best_of_one_offer(market: &Market<'_>) -> Option<Lines> {
    // A plan may be replaced by a better one of its brand, but only on both lines or none.
    let two = market.request.lines.get() == 2;
    let parts = Parts::of(market, if two { Dominated::Kept } else { Dominated::Dropped });
    let mut offers = offers(&parts);
    if offers.is_empty() {
        // Nothing is for sale; what is there may do.
        let brand = market.line.map_or(usize::MAX, |line| line.brand);
        offers.push((Cost::ZERO, brand, Offer::Plan(usize::MAX)));
    }
    sort::sort(&mut offers);
    let mut least = Cost::LARGEST;
    let mut cheapest = Vec::new();
    for (bound, brand, offer) in offers {
        if bound > least {
            break;
        }
        let found = solve(market, &parts, brand, offer, false);
        let Some(cost) = found.map(|lines| cost_of(&lines)) else { continue };
        if cost < least {
            cheapest.clear();
        }
        if cost <= least {
            least = cost;
            cheapest.push((brand, offer));
        }
    }
    let solutions =
        cheapest.into_iter().map(|(brand, offer)| solve(market, &parts, brand, offer, true));
    solutions.fold(None, better_of)
}

/// The cheapest schedule of one offer of a brand, ties broken or not.
fn solve(
    market: &Market<'_>,
    parts: &Parts,
    brand: usize,
    offer: Offer,
    break_ties: bool,
) -> Option<Lines> {
    let only = |part: &Part| part.only(market, brand, offer, break_ties);
    let parts = Parts {
        one: only(&parts.one),
        two: parts.two.as_ref().map(|two| two.each_ref().map(only)),
    };
    better_of(parts.one_line(market), parts.two_lines(market))
}

/// Every offer with its brand and a lower bound on the cost of a schedule that buys nothing else.
fn offers(parts: &Parts) -> Vec<(Cost, usize, Offer)> {
    let mut found = Vec::new();
    let all = [Some(&parts.one)].into_iter().chain(parts.two.iter().flatten().map(Some)).flatten();
    for brand in all.flat_map(|part| &part.offers) {
        let plans = brand.plans.iter().map(|plan| Offer::Plan(plan.plan));
        let paygo = brand.paygo.iter().map(|paygo| Offer::Paygo(paygo.paygo));
        found.extend(plans.chain(paygo).map(|offer| (brand.brand, offer)));
    }
    sort::sort(&mut found);
    found.dedup();
    let bound = |offer| {
        let one = least_in(&parts.one, offer);
        let two = parts.two.as_ref();
        two.map_or(one, |[calls, data]| one.min(least_in(calls, offer).plus(least_in(data, offer))))
    };
    found.into_iter().map(|(brand, offer)| (bound(offer), brand, offer)).collect()
}

/// A lower bound on what a line costs with one offer: the fewest periods that can reach all its
/// needed days, at the least price.
fn least_in(part: &Part, offer: Offer) -> Cost {
    let demand = &part.demand;
    let Offer::Plan(id) = offer else { return Cost::ZERO };
    let there = part.offers.iter().map(reach_of_current).max();
    let mut day = demand.next_needed(there.unwrap_or(0));
    let plan = part.offers.iter().flat_map(|brand| &brand.plans).find(|plan| plan.plan == id);
    let mut cost = Cost::ZERO;
    let (mut start, mut furthest) = (0, 0);
    while day < demand.horizon {
        let Some(plan) = plan else { return Cost::NEVER };
        // A period that serves the day started on it or before.
        for start in start..=day {
            furthest = furthest.max(plan.never_past(start));
        }
        start = day + 1;
        if furthest <= day {
            return Cost::NEVER;
        }
        cost = cost.plus(plan.least_cost());
        day = demand.next_needed(furthest);
    }
    cost
}

/// The day that what is there of the current line can't get past.
fn reach_of_current(brand: &BrandOffers) -> usize {
    match &brand.current {
        None => 0,
        Some(Current::Plan { steps }) => steps.iter().map(|step| step.reach).max().unwrap_or(0),
        Some(Current::Paygo { offer, credit, expiry }) => {
            let paygo = &brand.paygo[*offer];
            let (credit, valid) = (*credit, *expiry as u16);
            let state = CreditState { day: 0, expiry: valid, credit, uses: 0, new_line: false };
            // A balance may be spent where top-ups aren't enough.
            paygo.reach(state).max(paygo.balance_reach(*expiry))
        }
    }
}
