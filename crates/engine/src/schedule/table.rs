//! The least cost to go, by dynamic programming backwards over the days.
//!
//! Ending a period early is free, so of each purchase on a day only its furthest reach matters:
//! the next period may start on any day up to it, or later over days that aren't needed. A switch
//! to another brand needs only the best start of all others. What the table leaves out is which
//! brands were bought before: a switch may use `new_line_only` plans as if there never was a line
//! of that brand. Its values are then lower bounds, and exact where no such plan is sold.

use crate::cost::Cost;
use crate::demand::Demand;
use crate::offers::BrandOffers;
use crate::price::Pricing;

/// One problem: which brands, for which demand, under which rule.
#[derive(Debug, Clone)]
pub(crate) struct Scope<'a> {
    pub(crate) demand: &'a Demand,
    pub(crate) pricing: &'a Pricing<'a>,
    pub(crate) brands: Vec<&'a BrandOffers>,
    pub(crate) rule: Rule,
    /// The line there is already, where the schedule may go on with it.
    pub(crate) line: Option<ScopeLine>,
    pub(crate) coupon: CouponUses,
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
    fn layers(self) -> usize {
        match self {
            Self::Unlimited => 1,
            Self::Limited(uses) => usize::from(uses) + 1,
        }
    }

    /// The layer of a number of uses left.
    fn layer(self, uses: u16) -> usize {
        match self {
            Self::Unlimited => 0,
            Self::Limited(_) => usize::from(uses),
        }
    }

    /// The uses left of a layer.
    fn uses(self, layer: usize) -> u16 {
        match self {
            Self::Unlimited => 1,
            Self::Limited(_) => layer as u16,
        }
    }

    /// The uses left after one more.
    pub(crate) fn after_use(self, uses: u16) -> u16 {
        match self {
            Self::Unlimited => uses,
            Self::Limited(_) => uses - 1,
        }
    }
}

/// The least costs to go of a brand, one row per layer.
#[derive(Debug)]
struct BrandTable {
    /// From a start on a line of the brand that is alive.
    alive: Vec<Cost>,
    /// From a start of a new line of the brand, the first.
    fresh: Vec<Cost>,
    /// From a start of a new line of the brand after an earlier one died.
    again: Vec<Cost>,
    /// From a next start on a day while the brand's line is alive: on it or on another brand.
    stay: Vec<Cost>,
    /// From a next start on a day or later in the same gap once the brand's line is dead.
    dead: Vec<Cost>,
}

/// Running minima of [`BrandTable::stay`] from the present day on: days falling, costs falling.
type Minima = Vec<(u16, Cost)>;

/// The cheapest and second cheapest brand for a new line on a day.
#[derive(Debug, Clone, Copy)]
struct Cheapest {
    brand: usize,
    cost: Cost,
    second: Cost,
}

/// The least costs to go of a scope.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    pub(crate) scope: Scope<'a>,
    brands: Vec<BrandTable>,
    /// One row per layer.
    cheapest: Vec<Cheapest>,
}

impl<'a> Table<'a> {
    /// Solves a scope.
    pub(crate) fn solve(scope: Scope<'a>) -> Self {
        let days = scope.demand.horizon + 1;
        let layers = scope.coupon.layers();
        let row = || vec![Cost::NEVER; days * layers];
        let brands = scope
            .brands
            .iter()
            .map(|_| BrandTable {
                alive: row(),
                fresh: row(),
                again: row(),
                stay: row(),
                dead: row(),
            })
            .collect();
        let nobody = Cheapest { brand: usize::MAX, cost: Cost::NEVER, second: Cost::NEVER };
        let mut table = Self { scope, brands, cheapest: vec![nobody; days * layers] };
        let mut minima = vec![Minima::new(); table.brands.len() * layers];
        let mut rests = Rests::new(days, layers);
        for day in (0..table.scope.demand.horizon).rev() {
            for brand in 0..table.brands.len() {
                let own = &minima[brand * layers..(brand + 1) * layers];
                table.start_on(brand, day, own, &mut rests);
            }
            table.close_day(day, &mut minima);
        }
        table
    }

    fn at(&self, layer: usize, day: usize) -> usize {
        layer * (self.scope.demand.horizon + 1) + day
    }

    /// Fills in what starting on a day costs on one brand, the later days being known.
    fn start_on(&mut self, brand: usize, day: usize, minima: &[Minima], rests: &mut Rests) {
        let (coupon, demand) = (self.scope.coupon, self.scope.demand);
        let offers = self.scope.brands[brand];
        let layers = coupon.layers();
        rests.clear();
        for layer in 0..layers {
            let mut best = [Cost::NEVER; 3];
            let with_uses = coupon.uses(layer) > 0;
            let after_use =
                coupon.layer(if with_uses { coupon.after_use(coupon.uses(layer)) } else { 0 });
            let mut buy = |reach: usize,
                           costs: &crate::offers::CostTable,
                           new_line_only: bool,
                           holds: bool| {
                let mut offer = |with: usize, rest: Cost| {
                    let (on, anew) = (costs[0][with].plus(rest), costs[1][with].plus(rest));
                    best[1] = best[1].min(anew);
                    if !new_line_only {
                        best[0] = best[0].min(on);
                        best[2] = best[2].min(anew);
                    }
                };
                offer(
                    0,
                    rests.of(layer, reach, || {
                        self.rest_by(brand, layer, day, reach, Some(&minima[layer]))
                    }),
                );
                if holds && with_uses {
                    offer(
                        1,
                        rests.of(after_use, reach, || {
                            self.rest_by(brand, after_use, day, reach, Some(&minima[after_use]))
                        }),
                    );
                }
            };
            for plan in &offers.plans {
                let holds = plan.coupon_holds(day);
                match plan.addon_steps(demand, day) {
                    None => {
                        let reach = usize::from(plan.reach[day]);
                        if reach > day {
                            buy(reach, &plan.tariff(day).costs, plan.new_line_only, holds);
                        }
                    }
                    Some(steps) => {
                        for step in steps {
                            let costs = offers.costs(
                                self.scope.pricing,
                                plan.tariff(day).price.saturating_add(step.price),
                            );
                            buy(step.reach, &costs, plan.new_line_only, holds);
                        }
                    }
                }
            }
            let [mut alive, mut fresh, mut again] = best;
            for (i, paygo) in offers.paygo.iter().enumerate() {
                let value = |new_line: bool, bound: Cost| {
                    let Some(state) = paygo.start(day, coupon.uses(layer), new_line) else {
                        return Cost::NEVER;
                    };
                    let graph = paygo.explore(
                        state,
                        coupon == CouponUses::Unlimited,
                        bound,
                        true,
                        |from, reach, uses| {
                            self.rest_by(
                                brand,
                                coupon.layer(uses),
                                from,
                                reach,
                                Some(&minima[coupon.layer(uses)]),
                            )
                        },
                    );
                    graph.to_go[0]
                };
                // The current line's own balance is there on day 0, whatever one would like.
                if !(day == 0 && self.starts_with_balance(brand, i)) {
                    alive = alive.min(value(false, alive));
                }
                let anew = value(true, fresh.max(again));
                fresh = fresh.min(anew);
                again = again.min(anew);
            }
            let at = self.at(layer, day);
            let table = &mut self.brands[brand];
            (table.alive[at], table.fresh[at], table.again[at]) = (alive, fresh, again);
        }
    }

    /// Whether a paygo offer is the one that the scope's current line has its balance on.
    pub(crate) fn starts_with_balance(&self, brand: usize, offer: usize) -> bool {
        self.scope.line.is_some_and(|line| line.brand == brand)
            && matches!(
                self.scope.brands[brand].current,
                Some(crate::offers::Current::Paygo { offer: own, .. }) if own == offer
            )
    }

    /// Once every brand knows what starting on a day costs: what going on from it costs.
    fn close_day(&mut self, day: usize, minima: &mut [Minima]) {
        let layers = self.scope.coupon.layers();
        let horizon = self.scope.demand.horizon;
        for layer in 0..layers {
            let at = self.at(layer, day);
            let mut cheapest =
                Cheapest { brand: usize::MAX, cost: Cost::NEVER, second: Cost::NEVER };
            if self.scope.rule == Rule::Free {
                for (brand, table) in self.brands.iter().enumerate() {
                    let cost = table.fresh[at];
                    if cost < cheapest.cost {
                        cheapest = Cheapest { brand, cost, second: cheapest.cost };
                    } else {
                        cheapest.second = cheapest.second.min(cost);
                    }
                }
            }
            self.cheapest[at] = cheapest;
            for (brand, table) in self.brands.iter_mut().enumerate() {
                let others = cheapest.of_others(brand);
                let stay = table.alive[at].min(others);
                table.stay[at] = stay;
                let minima = &mut minima[brand * layers + layer];
                while minima.last().is_some_and(|&(_, later)| later >= stay) {
                    minima.pop();
                }
                minima.push((day as u16, stay));
                let dead = table.again[at].min(others);
                let waits = self.scope.demand.next_needed(day) > day && day + 1 < horizon;
                table.dead[at] = if waits { dead.min(table.dead[at + 1]) } else { dead };
            }
        }
    }

    /// The least cost to go once a period of a brand that began on `from` can serve up to `reach`.
    pub(crate) fn rest(&self, brand: usize, from: usize, reach: usize, uses: u16) -> Cost {
        self.rest_by(brand, self.scope.coupon.layer(uses), from, reach, None)
    }

    fn rest_by(
        &self,
        brand: usize,
        layer: usize,
        from: usize,
        reach: usize,
        minima: Option<&Minima>,
    ) -> Cost {
        let life = reach + self.scope.brands[brand].grace;
        self.next_start(brand, layer, from + 1, reach, life, minima)
    }

    /// The least cost to go from a next start between `first` and the first needed day from
    /// `reach` on, on a brand whose line is alive until `life`; nothing where no day is needed
    /// any more.
    fn next_start(
        &self,
        brand: usize,
        layer: usize,
        first: usize,
        reach: usize,
        life: usize,
        minima: Option<&Minima>,
    ) -> Cost {
        let horizon = self.scope.demand.horizon;
        let needed = self.scope.demand.next_needed(reach);
        if needed == horizon && (self.scope.rule == Rule::Free || life >= horizon) {
            return Cost::ZERO;
        }
        let last = needed.min(life).min(horizon - 1);
        let table = &self.brands[brand];
        let mut best = match minima {
            // The minima are those from the day after `from` on, which is `first`.
            Some(minima) => {
                let past = minima.partition_point(|&(day, _)| usize::from(day) > last);
                minima.get(past).map_or(Cost::NEVER, |&(_, cost)| cost)
            }
            None if first <= last => {
                let row = &table.stay[self.at(layer, first)..=self.at(layer, last)];
                row.iter().fold(Cost::NEVER, |best, &cost| best.min(cost))
            }
            None => Cost::NEVER,
        };
        if self.scope.rule == Rule::Free && life < needed && life + 1 < horizon {
            best = best.min(table.dead[self.at(layer, life + 1)]);
        }
        best
    }

    /// The least cost to go from a start on a day, on a line that is alive or on a new one.
    pub(crate) fn start(&self, start: Start, uses: u16) -> Cost {
        let at = self.at(self.scope.coupon.layer(uses), start.day);
        let table = &self.brands[start.brand];
        match start.line {
            StartLine::Alive => table.alive[at],
            StartLine::Fresh => table.fresh[at],
            StartLine::Again => table.again[at],
        }
    }

    /// Whether any other brand than this starts a new line on a day for at most `most`.
    pub(crate) fn others_within(&self, brand: usize, day: usize, uses: u16, most: Cost) -> bool {
        let cost = self.cheapest[self.at(self.scope.coupon.layer(uses), day)].of_others(brand);
        cost.is_some() && cost <= most
    }
}

impl Cheapest {
    fn of_others(&self, brand: usize) -> Cost {
        if self.brand == brand { self.second } else { self.cost }
    }
}

/// A start of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Start {
    pub(crate) brand: usize,
    pub(crate) day: usize,
    pub(crate) line: StartLine,
}

/// The line that a period starts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum StartLine {
    /// One that is alive.
    Alive,
    /// A new one, the first of the brand.
    Fresh,
    /// A new one, after an earlier one of the brand.
    Again,
}

/// The rests already computed for one brand and day, by layer and reach: many plans share both.
struct Rests {
    days: usize,
    round: u32,
    known: Vec<(u32, Cost)>,
}

impl Rests {
    fn new(days: usize, layers: usize) -> Self {
        Self { days, round: 0, known: vec![(0, Cost::NEVER); days * layers] }
    }

    fn clear(&mut self) {
        self.round += 1;
    }

    #[inline]
    fn of(&mut self, layer: usize, reach: usize, compute: impl FnOnce() -> Cost) -> Cost {
        let entry = &mut self.known[layer * self.days + reach];
        if entry.0 != self.round {
            *entry = (self.round, compute());
        }
        entry.1
    }
}
