//! The problems that a request's rules for numbers and lines make (model.md §4), and the answer
//! to them (§7).

use super::choice::{self, Solution};
use super::graph::{Graph, least_cost};
use super::table::{CouponUses, Rule, Scope, ScopeLine, Table};
use crate::cost::Cost;
use crate::demand::{Carries, Demand};
use crate::market::Market;
use crate::offers::BrandOffers;
use crate::quote::LineRole;
use crate::request::NumberRule;

/// The cheapest schedule, and the cheapest of each brand alone.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The schedule of each line, where there is a schedule at all.
    pub(crate) best: Option<Vec<(LineRole, Solution)>>,
    /// Brands by index into the catalog's, cheapest first.
    pub(crate) alternatives: Vec<(usize, Solution)>,
}

/// Coupon limits up to this are counted from the start; larger ones only if the answer that
/// ignores them exceeds them, which it hardly ever does.
const SMALL_LIMIT: u32 = 4;

/// Solves a market.
pub(crate) fn solve(market: &Market<'_>) -> Answer {
    let everything = Part::of(market, Carries::EVERYTHING, true);
    let alternatives = alternatives(market, &everything);
    let rule = market.request.number;
    let one = || {
        with_coupon(market, |coupon| match rule {
            NumberRule::None => {
                let leg = Leg::new(market, &everything, rule, coupon);
                cheapest(market, &[(LineRole::One, leg)], coupon)
            }
            // All periods are on one brand anyway, so the best of the brands alone is the best.
            NumberRule::Keep | NumberRule::Hold => {
                let best =
                    alternatives.iter().map(|(_, solution)| solution).min_by(|a, b| prefer(a, b));
                best.map(|solution| vec![(LineRole::One, solution.clone())])
            }
        })
    };
    let best = if market.request.lines.get() == 1 {
        one()
    } else {
        let two = two_lines(market);
        match (one(), two) {
            (Some(one), Some(two)) if better(&two, &one) => Some(two),
            (Some(one), _) => Some(one),
            (None, two) => two,
        }
    };
    Answer { best, alternatives }
}

/// The order of model.md §7.
fn prefer(a: &Solution, b: &Solution) -> std::cmp::Ordering {
    let key = |s: &Solution| (s.cost, s.brands.len());
    key(a).cmp(&key(b)).then_with(|| a.ids.cmp(&b.ids))
}

fn better(a: &[(LineRole, Solution)], b: &[(LineRole, Solution)]) -> bool {
    key_of(a) < key_of(b)
}

/// What the tie-breaks compare of a whole answer: the number line's ids come before the data
/// line's.
fn key_of(legs: &[(LineRole, Solution)]) -> (Cost, usize, Vec<u32>) {
    let cost = legs.iter().fold(Cost::ZERO, |sum, (_, leg)| sum.plus(leg.cost));
    let mut brands: Vec<usize> =
        legs.iter().flat_map(|(_, leg)| leg.brands.iter().copied()).collect();
    brands.sort_unstable();
    brands.dedup();
    (cost, brands.len(), legs.iter().flat_map(|(_, leg)| leg.ids.iter().copied()).collect())
}

/// One line's part of the demand, with the offers for it.
struct Part {
    demand: Demand,
    offers: Vec<BrandOffers>,
    /// Whether the current line is this line.
    has_line: bool,
}

impl Part {
    fn of(market: &Market<'_>, carries: Carries, has_line: bool) -> Self {
        let demand = Demand::of(market.request, carries);
        let offers = BrandOffers::of_all(market, &demand, has_line);
        Self { demand, offers, has_line }
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
            brands: vec![offers],
            rule,
            line,
            coupon,
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
            brands: self.offers.iter().collect(),
            rule: Rule::Free,
            line,
            coupon,
        }
    }
}

/// One line of a strategy: the problems of which the cheapest counts.
struct Leg<'a> {
    tables: Vec<Table<'a>>,
    /// The least cost by the number of coupon uses it may have.
    least: Vec<Cost>,
}

impl<'a> Leg<'a> {
    fn new(market: &'a Market<'a>, part: &'a Part, rule: NumberRule, coupon: CouponUses) -> Self {
        let scopes = match rule {
            NumberRule::None => vec![part.free(market, coupon)],
            NumberRule::Keep | NumberRule::Hold => (0..part.offers.len())
                .flat_map(|brand| part.single(market, brand, rule, coupon))
                .collect(),
        };
        Self::of(scopes, coupon)
    }

    fn of(scopes: Vec<Scope<'a>>, coupon: CouponUses) -> Self {
        let tables: Vec<Table<'a>> = scopes.into_iter().map(Table::solve).collect();
        let uses = match coupon {
            CouponUses::Unlimited => 1..=1,
            CouponUses::Limited(most) => 0..=most,
        };
        let least = uses
            .map(|uses| {
                tables.iter().map(|table| least_cost(table, uses)).min().unwrap_or(Cost::NEVER)
            })
            .collect();
        Self { tables, least }
    }

    /// The best schedule for each set of at most so many brands, all of the least cost.
    fn solutions(
        &self,
        market: &Market<'_>,
        uses: u16,
        least: Cost,
        most_brands: usize,
    ) -> Vec<Solution> {
        self.tables
            .iter()
            .flat_map(|table| {
                let graph = Graph::of(table, uses, least, most_brands);
                choice::solutions(&graph, least, &market.ranks)
            })
            .collect()
    }
}

/// The cheapest way to serve all legs together, the coupon's uses shared among them.
fn cheapest(
    market: &Market<'_>,
    legs: &[(LineRole, Leg<'_>)],
    coupon: CouponUses,
) -> Option<Vec<(LineRole, Solution)>> {
    let splits = splits(legs.len(), coupon);
    let cost = |split: &[u16]| {
        legs.iter().zip(split).fold(Cost::ZERO, |sum, ((_, leg), &uses)| {
            sum.plus(
                leg.least[match coupon {
                    CouponUses::Unlimited => 0,
                    CouponUses::Limited(_) => usize::from(uses),
                }],
            )
        })
    };
    let least = splits.iter().map(|split| cost(split)).min().filter(|cost| cost.is_some())?;
    let splits: Vec<&Vec<u16>> = splits.iter().filter(|split| cost(split) == least).collect();
    // The fewest brands: sets are enumerated by size, so a larger one is only looked at when no
    // smaller one serves.
    for most_brands in 0..=market.catalog.brands.len() {
        let mut best: Option<Vec<(LineRole, Solution)>> = None;
        for split in &splits {
            let mut combined: Vec<Vec<(LineRole, Solution)>> = vec![Vec::new()];
            for ((role, leg), &uses) in legs.iter().zip(split.iter()) {
                let least = leg.least[match coupon {
                    CouponUses::Unlimited => 0,
                    CouponUses::Limited(_) => usize::from(uses),
                }];
                let found = leg.solutions(market, uses, least, most_brands);
                combined = combined
                    .iter()
                    .flat_map(|before| {
                        found.iter().map(|solution| {
                            let mut legs = before.clone();
                            legs.push((*role, solution.clone()));
                            legs
                        })
                    })
                    .collect();
            }
            for candidate in combined {
                let few = key_of(&candidate).1 <= most_brands;
                if few && best.as_ref().is_none_or(|best| better(&candidate, best)) {
                    best = Some(candidate);
                }
            }
        }
        if best.is_some() {
            return best;
        }
    }
    None
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
    mut solve: impl FnMut(CouponUses) -> Option<Vec<(LineRole, Solution)>>,
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

/// The cheapest schedule of each brand alone, with one line.
fn alternatives(market: &Market<'_>, part: &Part) -> Vec<(usize, Solution)> {
    let mut found: Vec<(usize, Solution)> = (0..part.offers.len())
        .filter_map(|brand| {
            let solution = with_coupon(market, |coupon| {
                let leg =
                    Leg::of(part.single(market, brand, market.request.number, coupon), coupon);
                cheapest(market, &[(LineRole::One, leg)], coupon)
            })?;
            let solution = solution.into_iter().next()?.1;
            Some((part.offers[brand].brand, solution))
        })
        .collect();
    found.sort_by(|(a, left), (b, right)| {
        let id = |brand: usize| market.catalog.brands[brand].id.as_str();
        (left.cost.total(), id(*a)).cmp(&(right.cost.total(), id(*b)))
    });
    found
}

/// The cheapest schedule of two lines: one with the number, one for data.
fn two_lines(market: &Market<'_>) -> Option<Vec<(LineRole, Solution)>> {
    let rule = market.request.number;
    let line_has_number = market.line.map(|line| market.catalog.brands[line.brand].number);
    // A current line without a number is the data line; there is no number of its to keep.
    if rule == NumberRule::Keep && line_has_number != Some(true) {
        return None;
    }
    let calls = Part::of(market, Carries::CALLS, line_has_number == Some(true));
    let data = Part::of(market, Carries::DATA, line_has_number == Some(false));
    with_coupon(market, |coupon| {
        let legs = [
            (LineRole::Number, Leg::new(market, &calls, rule, coupon)),
            (LineRole::Data, Leg::new(market, &data, NumberRule::None, coupon)),
        ];
        cheapest(market, &legs, coupon)
    })
}
