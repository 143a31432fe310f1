//! The problems that a request's rules for numbers and lines make (model.md §4), and the answer
//! to them (§7).

mod coupon;
mod leg;
mod order;
mod parts;
mod together;

pub(crate) use order::{better_of, cost_of};
pub(crate) use parts::{Part, Parts};

use super::choice::Solution;
use super::path;
use super::table::{CouponUses, Scope, Table};
use crate::demand::Demand;
use crate::market::Market;
use crate::offers::Dominated;
use crate::quote::LineRole;
use crate::request::NumberRule;
use crate::sort;

use coupon::with_coupon;
use leg::Leg;
use together::cheapest;

/// The cheapest schedule, and the cheapest of each brand alone.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The schedule of each line, where there is a schedule at all.
    pub(crate) best: Option<Lines>,
    /// Brands by index into the catalog's, cheapest first.
    pub(crate) alternatives: Vec<(usize, Solution)>,
}

/// The schedule of each line of an answer.
pub(crate) type Lines = Vec<(LineRole, Solution)>;

/// Solves a market.
pub(crate) fn solve(market: &Market<'_>) -> Answer {
    let units = market.catalog.plans.len() * market.request.horizon() as usize;
    market.progress.remain(4 * units * if market.request.lines.get() == 2 { 3 } else { 1 });
    let parts = Parts::of(market, Dominated::Dropped);
    market.progress.remain(parts.units(market));
    let alternatives = alternatives(market, &parts.one, |_| true);
    Answer { best: best_of_parts(market, &parts, &alternatives), alternatives }
}

/// The cheapest schedule alone: the same as [`solve`]'s.
pub(crate) fn best(market: &Market<'_>) -> Option<Lines> {
    let parts = Parts::of(market, Dominated::Dropped);
    // Where brands may change, no brand's own schedule says anything about the cheapest of all.
    let asked = |brand: usize| match market.request.number {
        NumberRule::None => false,
        NumberRule::Keep => market.kept_brand() == Some(brand),
        NumberRule::Hold => true,
    };
    let alternatives = alternatives(market, &parts.one, asked);
    best_of_parts(market, &parts, &alternatives)
}

/// Whether there would be a schedule if plans for new lines only could be bought at any time, for any line.
#[cold]
#[inline(never)]
pub(crate) fn could_be_renewed(market: &Market<'_>) -> bool {
    let market = &Market { sells_to_all: true, ..Market::of(market.catalog, market.request) };
    let mut parts = Parts::of(market, Dominated::Kept);
    let all = std::iter::once(&mut parts.one).chain(parts.two.iter_mut().flatten());
    for plan in all.flat_map(|part| &mut part.offers).flat_map(|offers| &mut offers.plans) {
        plan.new_line_only = false;
    }
    let is_feasible = |part: &Part, rule: NumberRule| {
        part.scopes(market, rule, CouponUses::Limited(0)).into_iter().any(|scope| {
            let table = Table::solve(Scope { break_ties: false, ..scope });
            path::least_cost(&table, 0).is_some()
        })
    };
    let rule = market.request.number;
    is_feasible(&parts.one, rule)
        || parts.two.as_ref().is_some_and(|[calls, data]| {
            is_feasible(calls, rule) && is_feasible(data, NumberRule::None)
        })
}

/// The cheapest schedule, given the cheapest of each brand that may be the only one.
fn best_of_parts(
    market: &Market<'_>,
    parts: &Parts,
    alternatives: &[(usize, Solution)],
) -> Option<Lines> {
    let (everything, rule) = (&parts.one, market.request.number);
    let one = with_coupon(market, &mut |coupon| {
        let leg = match rule {
            NumberRule::None => Leg::new(market, everything, rule, coupon),
            // All periods are on one brand, so an answer is a schedule of some brand alone. The least that
            // such a brand takes is its alternative's total, and the total comes first (model.md §7): a
            // brand whose alternative costs more isn't the answer's.
            NumberRule::Keep | NumberRule::Hold => {
                let least = alternatives.first().map(|(_, solution)| solution.cost.total());
                let scopes = alternatives
                    .iter()
                    .filter(|(_, solution)| Some(solution.cost.total()) == least)
                    .filter_map(|(id, _)| {
                        everything.offers.iter().position(|offers| offers.brand == *id)
                    })
                    .flat_map(|brand| everything.single(market, brand, rule, coupon))
                    .collect();
                Leg::of(market, scopes, coupon)
            }
        };
        cheapest(market, &[(LineRole::One, leg)], coupon)
    });
    better_of(one, parts.two_lines(market))
}

/// The cheapest schedule of each brand asked for alone, with one line.
fn alternatives(
    market: &Market<'_>,
    part: &Part,
    asked: impl Fn(usize) -> bool,
) -> Vec<(usize, Solution)> {
    let sleeps = sleeps_through(market, &part.demand);
    let mut found: Vec<(usize, Solution)> = (0..part.offers.len())
        .filter(|&brand| asked(part.offers[brand].brand))
        .filter_map(|brand| {
            if sleeps && Some(brand) != part.line_brand(market) {
                return Some((part.offers[brand].brand, Solution::nothing()));
            }
            let solution = with_coupon(market, &mut |coupon| {
                let scopes = part.single(market, brand, market.request.number, coupon);
                let solutions = scopes.into_iter().filter_map(|scope| {
                    let uses = scope.coupon.at_start();
                    let table = Table::solve(Scope { break_ties: false, ..scope });
                    path::best(&table, uses).map(|best| path::without_unused_addons(&table, best))
                });
                let best = solutions.min_by_key(|solution| solution.cost)?;
                Some(vec![(LineRole::One, best)])
            })?;
            let solution = solution.into_iter().next()?.1;
            Some((part.offers[brand].brand, solution))
        })
        .collect();
    sort::sort_by(&mut found, |(a, left), (b, right)| {
        let id = |brand: usize| market.catalog.brands[brand].id.as_str();
        (left.cost.total(), id(*a)).cmp(&(right.cost.total(), id(*b)))
    });
    found
}

/// Whether a kept line outlives the horizon with nothing bought and no day needed: a schedule of
/// no periods, which are then on any brand one likes.
fn sleeps_through(market: &Market<'_>, demand: &Demand) -> bool {
    market.request.number == NumberRule::Keep
        && demand.next_needed(0) == demand.horizon
        && market
            .line
            .is_some_and(|line| line.days_left + market.grace(line.brand) >= demand.horizon)
}
