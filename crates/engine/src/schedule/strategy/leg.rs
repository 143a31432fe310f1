//! One line of a strategy: the cheapest schedules of its problems.

use std::ops::RangeInclusive;

use crate::cost::Cost;
use crate::map::Set;
use crate::market::Market;
use crate::offers::BrandOffers;
use crate::request::NumberRule;
use crate::schedule::choice::{self, Solution};
use crate::schedule::graph::{Search, What};
use crate::schedule::table::{CouponUses, Scope, ScopeLine, Table};
use crate::schedule::{path, ties};

use super::order::prefer;
use super::parts::Part;

/// Of some problems keeps those that are the cheapest with one of these numbers of coupon uses.
///
/// An answer takes one of these numbers for each line, and of its problems with that number one that costs
/// the least, since the total comes before all that breaks ties (model.md §7): a problem that costs more
/// with every number is no part of any answer.
#[inline(never)]
fn keep_cheapest(scopes: &mut Vec<Scope<'_>>, uses: RangeInclusive<u16>) {
    let costs: Vec<Vec<Cost>> = scopes
        .iter()
        .map(|scope| {
            let table = Table::solve(Scope { break_ties: false, ..scope.clone() });
            uses.clone().map(|uses| path::least_cost(&table, uses)).collect()
        })
        .collect();
    let least = |layer: usize| costs.iter().map(|costs| costs[layer]).min();
    let mut cheapest = costs
        .iter()
        .map(|own| own.iter().enumerate().any(|(layer, cost)| Some(*cost) == least(layer)));
    scopes.retain(|_| cheapest.next().unwrap_or(false));
}

/// One line of a strategy: the problems of which the cheapest counts.
pub(super) struct Leg<'a> {
    pub(super) tables: Vec<Table<'a>>,
    /// The best schedule of each problem, by the number of coupon uses it may have.
    best: Vec<Vec<Option<Solution>>>,
    /// Whether some have more ties than can be broken.
    pub(super) hard: bool,
}

impl<'a> Leg<'a> {
    pub(super) fn new(
        market: &'a Market<'a>,
        part: &'a Part,
        rule: NumberRule,
        coupon: CouponUses,
    ) -> Self {
        Self::of(market, part.scopes(market, rule, coupon), coupon)
    }

    pub(super) fn of(market: &Market<'_>, mut scopes: Vec<Scope<'a>>, coupon: CouponUses) -> Self {
        let uses = || match coupon {
            CouponUses::Unlimited => coupon.at_start()..=coupon.at_start(),
            CouponUses::Limited(most) => 0..=most,
        };
        if scopes.len() > 1 {
            // Of many problems only the cheapest need their ties broken.
            keep_cheapest(&mut scopes, uses());
        }
        let tables: Vec<Table<'a>> = scopes.into_iter().map(Table::solve).collect();
        let mut hard = false;
        let mut best_of = |table, uses| {
            let (best, is_hard) = best_of(market, table, uses, Cost::LARGEST)?;
            hard |= is_hard;
            Some(best)
        };
        let best =
            uses().map(|uses| tables.iter().map(|table| best_of(table, uses)).collect()).collect();
        Self { tables, best, hard }
    }

    /// The least cost with so many coupon uses, by their layer.
    pub(super) fn least(&self, layer: usize) -> Cost {
        let costs = self.best[layer].iter().flatten().map(|solution| solution.cost);
        costs.min().unwrap_or(Cost::NEVER)
    }

    /// The best schedule of each problem that costs the least.
    pub(super) fn solutions(&self, layer: usize) -> impl Iterator<Item = &Solution> {
        let least = self.least(layer);
        self.best[layer].iter().flatten().filter(move |solution| solution.cost == least)
    }

    /// Adds the brands of all schedules that cost the least.
    #[inline(never)]
    pub(super) fn tied_brands(&self, uses: u16, layer: usize, brands: &mut Set<usize>) {
        let least = self.least(layer);
        for (table, best) in self.tables.iter().zip(&self.best[layer]) {
            if best.as_ref().is_some_and(|solution| solution.cost == least) {
                let bought = best.iter().flat_map(|solution| solution.brands.iter().copied());
                for brand in ties::brands(table, uses, least).into_iter().chain(bought) {
                    brands.add(brand);
                }
            }
        }
    }

    /// The best schedule that costs the least and buys from a set of brands only.
    #[inline(never)]
    pub(super) fn within(
        &self,
        market: &Market<'_>,
        uses: u16,
        layer: usize,
        brands: &[usize],
    ) -> Option<Solution> {
        let least = self.least(layer);
        let cheapest = |solution: &Solution| solution.cost == least;
        let found = self.tables.iter().zip(&self.best[layer]).filter_map(|(table, best)| {
            // A cheapest schedule without those brands exists only where there is one at all.
            let best = best.as_ref().filter(|solution| cheapest(solution))?;
            if best.brands.iter().all(|brand| brands.contains(brand)) {
                return Some(best.clone());
            }
            let stripped: Vec<BrandOffers> = restricted(&table.scope, brands);
            let line = table.scope.line.map(|line| {
                let brand = table.scope.brands[line.brand].brand;
                let position = stripped.iter().position(|offers| offers.brand == brand);
                ScopeLine { brand: position.unwrap_or_default(), ..line }
            });
            let brands = stripped.iter().collect();
            let scope = Scope { brands, line, ..table.scope.clone() };
            let (best, _) = best_of(market, &Table::solve(scope), uses, least)?;
            Some(best).filter(cheapest)
        });
        // How many brands the whole takes is the set's affair.
        found.min_by(|a, b| a.ids.cmp(&b.ids))
    }
}

/// The offers of a problem with fewer brands to buy from. The current line stays, whether
/// anything may be bought for it or not.
fn restricted(scope: &Scope<'_>, brands: &[usize]) -> Vec<BrandOffers> {
    let line = scope.line.map(|line| scope.brands[line.brand].brand);
    let stripped = scope.brands.iter().filter_map(|offers| {
        if brands.contains(&offers.brand) {
            return Some((*offers).clone());
        }
        (line == Some(offers.brand)).then(|| offers.only_what_is_there())
    });
    stripped.collect()
}

/// The best schedule of a problem that costs no more than `most`, and whether its ties are too
/// many to be broken.
fn best_of(
    market: &Market<'_>,
    table: &Table<'_>,
    uses: u16,
    most: Cost,
) -> Option<(Solution, bool)> {
    let best = path::best(table, uses).filter(|best| best.cost <= most)?;
    let again = |i: usize| {
        let bought = &best.purchases[i].0;
        let new_line_only = matches!(bought.what, What::Plan { plan, .. }
            if market.catalog.plans[plan].new_line_only);
        new_line_only && best.purchases[..i].iter().any(|(before, _)| before.brand == bought.brand)
    };
    if !(0..best.purchases.len()).any(again) {
        return Some((path::without_unused_addons(table, best), false));
    }
    // The table forgot a brand that was bought before: what it found is a bound only.
    searched(market, table, uses, most)
}

/// The same where brands that were bought before have to be remembered.
#[inline(never)]
fn searched(
    market: &Market<'_>,
    table: &Table<'_>,
    uses: u16,
    most: Cost,
) -> Option<(Solution, bool)> {
    let search = Search::new(table, uses, most)?;
    let (least, steps) = search.cheapest()?;
    let ties = if table.scope.break_ties { search.ties(least) } else { None };
    let graph = ties.iter();
    let solutions = graph.flat_map(|graph| choice::solutions(graph, least, market.ranks()));
    let best = solutions.min_by(prefer);
    let best = best.unwrap_or_else(|| choice::solution_of(&steps, least, market.ranks()));
    Some((path::without_unused_addons(table, best), ties.is_none()))
}
