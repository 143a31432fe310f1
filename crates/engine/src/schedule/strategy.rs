//! The problems that a request's rules for numbers and lines make (model.md §4), and the answer
//! to them (§7).

use crate::sort;
use std::ops::RangeInclusive;
use std::rc::Rc;

use super::choice::{self, Solution};
use super::graph::{Search, What};
use super::path;
use super::table::{CouponUses, Rule, Scope, ScopeLine, Table};
use super::ties;
use crate::cost::Cost;
use crate::demand::{Carries, Demand};
use crate::map::Set;
use crate::market::Market;
use crate::offers::{BrandOffers, Dominated, Offer};
use crate::quote::LineRole;
use crate::request::NumberRule;

/// The cheapest schedule, and the cheapest of each brand alone.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The schedule of each line, where there is a schedule at all.
    pub(crate) best: Option<Lines>,
    /// Brands by index into the catalog's, cheapest first.
    pub(crate) alternatives: Vec<(usize, Solution)>,
}

/// Coupon limits up to this are counted from the start; larger ones only if the answer that
/// ignores them exceeds them, which it hardly ever does.
const SMALL_LIMIT: u32 = 4;

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
        NumberRule::Keep => market.line.is_some_and(|line| line.brand == brand),
        NumberRule::Hold => true,
    };
    let alternatives = alternatives(market, &parts.one, asked);
    best_of_parts(market, &parts, &alternatives)
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
            // All periods are on one brand, so only the cheapest alternatives come into it.
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

/// The better of two answers, the first where they are the same.
pub(super) fn better_of(one: Option<Lines>, other: Option<Lines>) -> Option<Lines> {
    match (one, other) {
        (Some(one), Some(other)) if better(&other, &one) => Some(other),
        (Some(one), _) => Some(one),
        (None, other) => other,
    }
}

/// The order of model.md §7.
fn prefer(a: &Solution, b: &Solution) -> std::cmp::Ordering {
    let key = |s: &Solution| (s.cost, s.brands.len());
    key(a).cmp(&key(b)).then_with(|| a.ids.cmp(&b.ids))
}

fn better(a: &[(LineRole, Solution)], b: &[(LineRole, Solution)]) -> bool {
    key_of(a) < key_of(b)
}

/// What a whole answer costs.
pub(super) fn cost_of(lines: &[(LineRole, Solution)]) -> Cost {
    lines.iter().fold(Cost::ZERO, |sum, (_, leg)| sum.plus(leg.cost))
}

/// What the tie-breaks compare of a whole answer: the number line's ids come before the data
/// line's.
fn key_of(legs: &[(LineRole, Solution)]) -> (Cost, usize, Vec<u32>) {
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

/// The parts of the strategies that a request allows (model.md §4, `lines`).
pub(super) struct Parts {
    /// One line carries everything.
    pub(super) one: Part,
    /// One line has the number, one the data.
    pub(super) two: Option<[Part; 2]>,
}

impl Parts {
    pub(super) fn of(market: &Market<'_>, dominated: Dominated) -> Self {
        let has_number = market.line.map(|line| market.catalog.brands[line.brand].number);
        // A current line without a number is the data line; there is no number of its to keep.
        let none_to_keep = market.request.number == NumberRule::Keep && has_number != Some(true);
        let two = market.request.lines.get() == 2 && !none_to_keep;
        let part = |carries, has_line| Part::of(market, carries, has_line, dominated);
        Self {
            one: part(Carries::EVERYTHING, true),
            two: two.then(|| {
                let calls = part(Carries::CALLS, has_number == Some(true));
                [calls, part(Carries::DATA, has_number == Some(false))]
            }),
        }
    }

    /// About the work of solving them all, as progress counts it.
    fn units(&self, market: &Market<'_>) -> usize {
        let layers = match (&market.request.coupon, market.pricing.coupon_limit()) {
            (Some(_), Some(limit)) if limit <= SMALL_LIMIT => limit as usize + 1,
            _ => 1,
        };
        let of = |part: &Part| -> usize { part.offers.iter().map(BrandOffers::units).sum() };
        // Each brand alone, then all of them together.
        let two: usize = self.two.iter().flatten().map(of).sum();
        (2 * of(&self.one) + two) * layers * market.request.horizon() as usize
    }

    /// The cheapest schedule of one line.
    pub(super) fn one_line(&self, market: &Market<'_>) -> Option<Lines> {
        with_coupon(market, &mut |coupon| {
            let leg = Leg::new(market, &self.one, market.request.number, coupon);
            cheapest(market, &[(LineRole::One, leg)], coupon)
        })
    }

    /// The cheapest schedule of two lines: one with the number, one for data.
    pub(super) fn two_lines(&self, market: &Market<'_>) -> Option<Lines> {
        let [calls, data] = self.two.as_ref()?;
        with_coupon(market, &mut |coupon| {
            let legs = [
                (LineRole::Number, Leg::new(market, calls, market.request.number, coupon)),
                (LineRole::Data, Leg::new(market, data, NumberRule::None, coupon)),
            ];
            cheapest(market, &legs, coupon)
        })
    }
}

/// One line's part of the demand, with the offers for it.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) demand: Rc<Demand>,
    pub(super) offers: Vec<BrandOffers>,
    /// Whether the current line is this line.
    has_line: bool,
    /// Whether ways of equal cost are told apart.
    break_ties: bool,
}

impl Part {
    fn of(market: &Market<'_>, carries: Carries, has_line: bool, dominated: Dominated) -> Self {
        let demand = Rc::new(Demand::of(market.request, carries));
        let offers = BrandOffers::of_all(market, &demand, has_line, dominated);
        Self { demand, offers, has_line, break_ties: true }
    }

    /// The same demand with one offer for sale, of a brand, beside the current line.
    pub(super) fn only(
        &self,
        market: &Market<'_>,
        brand: usize,
        offer: Offer,
        break_ties: bool,
    ) -> Self {
        let line = market.line.filter(|_| self.has_line).map(|line| line.brand);
        let there =
            self.offers.iter().filter(|there| [Some(brand), line].contains(&Some(there.brand)));
        let offers = there.map(|offers| offers.only(offer)).collect();
        Self { demand: self.demand.clone(), offers, has_line: self.has_line, break_ties }
    }

    /// The index, among the offers, of the current line's brand, where the line is this part's.
    fn line_brand(&self, market: &Market<'_>) -> Option<usize> {
        let line = market.line.filter(|_| self.has_line)?;
        self.offers.iter().position(|offers| offers.brand == line.brand)
    }

    /// The problems of all periods on one brand under a rule.
    fn single<'a>(
        &'a self,
        market: &'a Market<'a>,
        brand: usize,
        rule: NumberRule,
        coupon: CouponUses,
    ) -> Vec<Scope<'a>> {
        let offers = &self.offers[brand];
        let current = market.line.filter(|_| self.line_brand(market) == Some(brand));
        let line = current.map(|line| ScopeLine { brand: 0, life: line.days_left + offers.grace });
        let scope = |rule, line| Scope {
            demand: &self.demand,
            pricing: &market.pricing,
            ranks: &market.ranks,
            brands: vec![offers],
            rule,
            line,
            coupon,
            break_ties: self.break_ties,
            progress: market.progress,
        };
        match rule {
            NumberRule::None => vec![scope(Rule::Free, line)],
            NumberRule::Keep if line.is_some() => vec![scope(Rule::Keep, line)],
            NumberRule::Hold if offers.number => {
                // The current line goes on, or a new one starts.
                let goes_on = line.map(|line| scope(Rule::Hold, Some(line)));
                goes_on.into_iter().chain([scope(Rule::Hold, None)]).collect()
            }
            NumberRule::Keep | NumberRule::Hold => Vec::new(),
        }
    }

    /// The problem of any brands, lines coming and going.
    fn free<'a>(&'a self, market: &'a Market<'a>, coupon: CouponUses) -> Scope<'a> {
        let line = self.line_brand(market).zip(market.line).map(|(brand, line)| ScopeLine {
            brand,
            life: line.days_left + self.offers[brand].grace,
        });
        Scope {
            demand: &self.demand,
            pricing: &market.pricing,
            ranks: &market.ranks,
            brands: self.offers.iter().collect(),
            rule: Rule::Free,
            line,
            coupon,
            break_ties: self.break_ties,
            progress: market.progress,
        }
    }
}

/// Of some problems keeps those that are the cheapest with one of these numbers of coupon uses.
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
struct Leg<'a> {
    tables: Vec<Table<'a>>,
    /// The best schedule of each problem, by the number of coupon uses it may have.
    best: Vec<Vec<Option<Solution>>>,
    /// Whether some have more ties than can be broken.
    hard: bool,
}

impl<'a> Leg<'a> {
    fn new(market: &'a Market<'a>, part: &'a Part, rule: NumberRule, coupon: CouponUses) -> Self {
        let scopes = match rule {
            NumberRule::None => vec![part.free(market, coupon)],
            NumberRule::Keep | NumberRule::Hold => (0..part.offers.len())
                .flat_map(|brand| part.single(market, brand, rule, coupon))
                .collect(),
        };
        Self::of(market, scopes, coupon)
    }

    fn of(market: &Market<'_>, mut scopes: Vec<Scope<'a>>, coupon: CouponUses) -> Self {
        let uses = || match coupon {
            CouponUses::Unlimited => 1..=1,
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
    fn least(&self, layer: usize) -> Cost {
        let costs = self.best[layer].iter().flatten().map(|solution| solution.cost);
        costs.min().unwrap_or(Cost::NEVER)
    }

    /// The best schedule of each problem that costs the least.
    fn solutions(&self, layer: usize) -> impl Iterator<Item = &Solution> {
        let least = self.least(layer);
        self.best[layer].iter().flatten().filter(move |solution| solution.cost == least)
    }

    /// Adds the brands of all schedules that cost the least.
    #[inline(never)]
    fn tied_brands(&self, uses: u16, layer: usize, brands: &mut Set<usize>) {
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
    fn within(
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
        found.min_by(prefer)
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
    let solutions = graph.flat_map(|graph| choice::solutions(graph, least, &market.ranks));
    let best = solutions.min_by(prefer);
    let best = best.unwrap_or_else(|| choice::solution_of(&steps, least, &market.ranks));
    Some((path::without_unused_addons(table, best), ties.is_none()))
}

/// The cheapest way to serve all legs together, the coupon's uses shared among them.
fn cheapest(
    market: &Market<'_>,
    legs: &[(LineRole, Leg<'_>)],
    coupon: CouponUses,
) -> Option<Vec<(LineRole, Solution)>> {
    let splits = splits(legs.len(), coupon);
    let layer = |uses: u16| layer_of(coupon, uses);
    let cost = |split: &[u16]| {
        let costs = legs.iter().zip(split).map(|((_, leg), &uses)| leg.least(layer(uses)));
        costs.fold(Cost::ZERO, Cost::plus)
    };
    let least = splits.iter().map(|split| cost(split)).min().filter(|cost| cost.is_some())?;
    let splits: Vec<&Vec<u16>> = splits.iter().filter(|split| cost(split) == least).collect();
    let mut best: Option<Vec<(LineRole, Solution)>> = None;
    let mut take = |candidate: Vec<(LineRole, Solution)>| {
        if best.as_ref().is_none_or(|best| better(&candidate, best)) {
            best = Some(candidate);
        }
    };
    for split in &splits {
        let mut combined: Vec<Vec<(LineRole, Solution)>> = vec![Vec::new()];
        for ((role, leg), &uses) in legs.iter().zip(split.iter()) {
            combined = combined
                .iter()
                .flat_map(|before| {
                    leg.solutions(layer(uses)).map(|solution| {
                        let mut legs = before.clone();
                        legs.push((*role, solution.clone()));
                        legs
                    })
                })
                .collect();
        }
        combined.into_iter().for_each(&mut take);
    }
    // Fewer brands may do at the same cost; sets of them are tried from the smallest on.
    let few = best.as_ref().map_or(0, |best| key_of(best).1);
    let break_ties = legs
        .iter()
        .all(|(_, leg)| !leg.hard && leg.tables.iter().all(|table| table.scope.break_ties));
    if few < 2 || !break_ties {
        return best;
    }
    on_fewer_brands(market, legs, coupon, &splits, best, few)
}

/// Of answers that cost the same the best: `best`, which takes `few` brands, or one that takes fewer.
#[inline(never)]
fn on_fewer_brands(
    market: &Market<'_>,
    legs: &[(LineRole, Leg<'_>)],
    coupon: CouponUses,
    splits: &[&Vec<u16>],
    mut best: Option<Lines>,
    few: usize,
) -> Option<Lines> {
    let layer = |uses: u16| layer_of(coupon, uses);
    let mut tied = Set::default();
    for split in splits {
        for ((_, leg), &uses) in legs.iter().zip(split.iter()) {
            leg.tied_brands(uses, layer(uses), &mut tied);
        }
    }
    let mut tied: Vec<usize> = tied.into_members();
    sort::sort(&mut tied);
    for size in 1..few {
        let mut found = false;
        for set in subsets(&tied, size).take(MOST_SETS) {
            for split in splits {
                let legs: Option<Vec<(LineRole, Solution)>> = legs
                    .iter()
                    .zip(split.iter())
                    .map(|((role, leg), &uses)| {
                        Some((*role, leg.within(market, uses, layer(uses), &set)?))
                    })
                    .collect();
                if let Some(legs) = legs {
                    found = true;
                    if best.as_ref().is_none_or(|best| better(&legs, best)) {
                        best = Some(legs);
                    }
                }
            }
        }
        if found {
            break;
        }
    }
    best
}

/// Where a table has the solutions with so many coupon uses.
fn layer_of(coupon: CouponUses, uses: u16) -> usize {
    match coupon {
        CouponUses::Unlimited => 0,
        CouponUses::Limited(_) => usize::from(uses),
    }
}

/// The most sets of brands of one size that are tried for the tie-break by brands.
const MOST_SETS: usize = 600;

/// The subsets of a size, in order.
fn subsets(of: &[usize], size: usize) -> impl Iterator<Item = Vec<usize>> + '_ {
    let first = (size <= of.len()).then(|| (0..size).collect::<Vec<usize>>());
    let indices = std::iter::successors(first, move |last| {
        let mut next = last.clone();
        let i = (0..size).rev().find(|&i| next[i] < of.len() - size + i)?;
        next[i] += 1;
        for j in i + 1..size {
            next[j] = next[j - 1] + 1;
        }
        Some(next)
    });
    indices.map(|indices| indices.into_iter().map(|i| of[i]).collect())
}

/// The ways to share the coupon's uses among so many legs.
fn splits(legs: usize, coupon: CouponUses) -> Vec<Vec<u16>> {
    match coupon {
        CouponUses::Unlimited => vec![vec![1; legs]],
        CouponUses::Limited(most) if legs == 2 => (0..=most).map(|n| vec![n, most - n]).collect(),
        CouponUses::Limited(most) => vec![vec![most; legs]],
    }
}

/// Solves with the coupon's limit, which is first ignored where it is large.
fn with_coupon(
    market: &Market<'_>,
    solve: &mut dyn FnMut(CouponUses) -> Option<Vec<(LineRole, Solution)>>,
) -> Option<Vec<(LineRole, Solution)>> {
    match (&market.request.coupon, market.pricing.coupon_limit()) {
        (None, _) => solve(CouponUses::Limited(0)),
        (Some(_), None) => solve(CouponUses::Unlimited),
        (Some(_), Some(limit)) => {
            if limit > SMALL_LIMIT {
                let free = solve(CouponUses::Unlimited)?;
                let used = free
                    .iter()
                    .flat_map(|(_, leg)| &leg.purchases)
                    .filter(|(bought, _)| bought.coupon)
                    .count();
                if used <= limit as usize {
                    return Some(free);
                }
            }
            solve(CouponUses::Limited(u16::try_from(limit).unwrap_or(u16::MAX)))
        }
    }
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
