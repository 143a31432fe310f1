//! The least cost to go and the way to it, by dynamic programming backwards over the days.
//!
//! Ending a period early is free, so of each purchase on a day only its furthest reach matters:
//! the next period may start on any day up to it, or later over days that aren't needed. A switch
//! to another brand needs only the best start of all others. What the table leaves out is which
//! brands were bought before: a switch may use `new_line_only` plans as if there never was a line
//! of that brand. Its values are then lower bounds, and exact where the way found buys no such
//! plan a second time.
//!
//! Of ways that cost the same the one whose list of item ids is smallest is kept (model.md §7),
//! and of those with the same list the one that buys later: nobody likes to pay before they must.

mod credit;
mod known;
mod lists;
mod scope;
mod way;

pub(crate) use credit::{FollowedCredit, PickedTopup};
pub(crate) use lists::List;
pub(crate) use scope::{CouponUses, Rule, Scope, ScopeLine};
pub(crate) use way::{Next, Pick, Rest, Start, StartLine, Way};

use std::cell::RefCell;
use std::cmp::Ordering;
use std::rc::Rc;

use crate::cost::Cost;
use crate::map::Map;
use crate::offers::{Bundled, CostTable, CreditFrontier, Current, StartCosts};

use credit::{CreditWays, History};
use known::{Minima, Rests, first_up_to};
use lists::Lists;
use way::PickedBundle;

/// The best ways of a brand, a row of days per layer.
#[derive(Debug)]
struct BrandTable {
    /// On a line that is alive; on new ones too, where they are sold the same.
    alive: Vec<Way>,
    /// On a new line of the brand, the first, and after an earlier one; nothing where they cost
    /// the same as one that is alive.
    fresh: Option<[Vec<Way>; 2]>,
    /// What is bought from each start on, in the order of the ways above; unknown until asked.
    lists: RefCell<Vec<List>>,
    /// On a next start on a day while the brand's line is alive: on it or on another brand.
    stay: Vec<Rest>,
    /// On a next start on a day or later in the same gap once the brand's line is dead.
    dead: Vec<Rest>,
}

/// The best and second best brand for a new line on a day.
#[derive(Debug, Clone, Copy)]
struct Cheapest {
    best: Rest,
    second: Rest,
}

/// The solution of a scope.
#[derive(Debug)]
pub(crate) struct Table<'a> {
    pub(crate) scope: Scope<'a>,
    brands: Vec<BrandTable>,
    /// One row per layer.
    cheapest: Vec<Cheapest>,
    pub(super) bundles: Vec<PickedBundle>,
    /// For each brand and paygo offer, what a period costs from the day being solved on.
    frontiers: Vec<Vec<CreditFrontier>>,
    lists: RefCell<Lists>,
    /// For each brand and paygo offer that mattered, what its periods cost on every day.
    histories: RefCell<Map<(usize, usize), History>>,
    /// The top-ups of the starts where they mattered.
    credits: RefCell<Map<(Start, u32, u16), Rc<FollowedCredit>>>,
    /// The best ways from the states of brands' paygo offers that were come to, by day: there can be
    /// very many.
    credit_ways: RefCell<Vec<CreditWays>>,
    /// What comes after periods of credit: by brand, layer, the day of the last top-up and how far it
    /// reaches.
    rests_after: RefCell<Map<(usize, usize, u16, usize), Rest>>,
    /// What some schedule costs, where paygo credit may take long: no other need be known.
    most: Cost,
}

impl<'a> Table<'a> {
    /// Solves a scope.
    pub(crate) fn solve(scope: Scope<'a>) -> Self {
        let days = scope.demand.horizon + 1;
        let layers = scope.coupon.layers();
        let size = days * layers;
        let brands = scope
            .brands
            .iter()
            .map(|brand| {
                let new_lines_differ = brand.new_line_fee > 0
                    || brand.plans.iter().any(|plan| plan.new_line_only)
                    || matches!(brand.current, Some(Current::Paygo { .. }));
                BrandTable {
                    alive: vec![Way::NONE; size],
                    lists: RefCell::new(vec![
                        List::UNKNOWN;
                        if new_lines_differ { 3 * size } else { size }
                    ]),
                    fresh: new_lines_differ.then(|| [vec![Way::NONE; size], vec![Way::NONE; size]]),
                    stay: vec![Rest::NONE; size],
                    dead: vec![Rest::NONE; size],
                }
            })
            .collect();
        let most = credit::most(&scope);
        let nobody = Cheapest { best: Rest::NONE, second: Rest::NONE };
        let mut table = Self {
            scope,
            brands,
            cheapest: vec![nobody; size],
            bundles: Vec::new(),
            frontiers: Vec::new(),
            lists: RefCell::default(),
            histories: RefCell::default(),
            credits: RefCell::default(),
            credit_ways: RefCell::default(),
            rests_after: RefCell::default(),
            most,
        };
        table.frontiers = table
            .scope
            .brands
            .iter()
            .map(|brand| vec![CreditFrontier::new(layers, most); brand.paygo.len()])
            .collect();
        let mut minima = vec![Minima::new(); table.brands.len() * layers];
        let mut rests = Rests::new(days, layers);
        let mut credit = Vec::new();
        let units = table.scope.units_a_day();
        for day in (0..table.scope.demand.horizon).rev() {
            table.scope.progress.did(units);
            for brand in 0..table.brands.len() {
                let own = &minima[brand * layers..(brand + 1) * layers];
                table.credit_costs(brand, day, own, &mut credit);
                table.start_on(brand, day, own, &credit, &mut rests);
            }
            table.close_day(day, &mut minima);
        }
        table
    }

    fn at(&self, layer: usize, day: usize) -> usize {
        layer * (self.scope.demand.horizon + 1) + day
    }

    /// The best way from a start.
    pub(super) fn way(&self, start: Start, layer: u16) -> &Way {
        let at = self.at(layer.into(), start.day.into());
        let table = &self.brands[usize::from(start.brand)];
        match (&table.fresh, start.line) {
            (Some([fresh, _]), StartLine::Fresh) => &fresh[at],
            (Some([_, again]), StartLine::Again) => &again[at],
            _ => &table.alive[at],
        }
    }

    /// Fills in what starting on a day costs on one brand, the later days being known.
    fn start_on(
        &mut self,
        brand: usize,
        day: usize,
        minima: &[Minima],
        credit: &[StartCosts],
        rests: &mut Rests,
    ) {
        let (coupon, demand) = (self.scope.coupon, self.scope.demand);
        let offers = self.scope.brands[brand];
        let new_lines_differ = self.brands[brand].fresh.is_some();
        rests.clear();
        for layer in 0..coupon.layers() {
            // On a line that is alive, on the first new one, on a later one.
            let mut best = [Way::NONE; 3];
            let uses = coupon.uses(layer);
            let start = |line| Start::on(brand, day, line);
            let starts = [StartLine::Alive, StartLine::Fresh, StartLine::Again]
                .map(|line| Next { start: Some(start(line)), layer: layer as u16 });
            for (index, plan) in offers.plans.iter().enumerate() {
                let holds = uses > 0 && plan.coupon_holds(day);
                let mut buy = |table: &mut Self,
                               reach: usize,
                               costs: &CostTable,
                               bundle: Option<Vec<Bundled>>| {
                    let pick = match bundle {
                        None => Pick::Plan(index as u32),
                        Some(bundle) => {
                            table.bundles.push(PickedBundle { plan: index, bundle });
                            Pick::Bundle(table.bundles.len() as u32 - 1)
                        }
                    };
                    let mut taken = false;
                    // The coupon first: of ways that cost the same the one that saves sooner is kept,
                    // since what comes later may never be bought.
                    let helps = holds && costs.iter().any(|[without, with]| with < without);
                    for used in [true, false].into_iter().skip(usize::from(!helps)) {
                        let with = usize::from(used);
                        let after = if used { coupon.layer(coupon.after_use(uses)) } else { layer };
                        let rest = rests.of(after, reach, || {
                            table.rest_by(brand, after, day, reach, Some(&minima[after]))
                        });
                        let way = |cost: Cost| Way {
                            cost: cost.plus(rest.cost),
                            pick,
                            coupon: used,
                            reach: reach as u16,
                            rest: rest.next,
                        };
                        let on = way(costs[0][with]);
                        if !plan.new_line_only {
                            taken |= table.improve(starts[0], &mut best[0], on);
                        }
                        if new_lines_differ {
                            let anew = way(costs[1][with]);
                            taken |= table.improve(starts[1], &mut best[1], anew);
                            if !plan.new_line_only {
                                taken |= table.improve(starts[2], &mut best[2], anew);
                            }
                        }
                    }
                    if !taken && matches!(pick, Pick::Bundle(_)) {
                        table.bundles.pop();
                    }
                };
                match plan.addon_steps(demand, day) {
                    None => {
                        let reach = usize::from(plan.reach[day]);
                        if reach > day {
                            buy(self, reach, &plan.tariff(day).costs, None);
                        }
                    }
                    Some(steps) => {
                        for step in steps {
                            let price = plan.tariff(day).price.saturating_add(step.price);
                            let mut costs = offers.costs(self.scope.pricing, price);
                            costs[1] = costs[1].map(|cost| cost.plus(plan.first_use));
                            let bundle = (!step.bundle.is_empty()).then_some(step.bundle);
                            buy(self, step.reach, &costs, bundle);
                        }
                    }
                }
            }
            // By offer and layer.
            for (offer, costs) in credit.iter().skip(layer).step_by(coupon.layers()).enumerate() {
                let way = |cost| Way { cost, pick: Pick::Credit(offer as u32), ..Way::NONE };
                // The current line's own balance is there on day 0, whatever one would like.
                if !(day == 0 && self.starts_with_balance(brand, offer)) {
                    self.improve(starts[0], &mut best[0], way(costs.alive));
                }
                if new_lines_differ {
                    self.improve(starts[1], &mut best[1], way(costs.new_line));
                    self.improve(starts[2], &mut best[2], way(costs.new_line));
                }
            }
            let at = self.at(layer, day);
            let table = &mut self.brands[brand];
            table.alive[at] = best[0];
            if let Some([fresh, again]) = &mut table.fresh {
                (fresh[at], again[at]) = (best[1], best[2]);
            }
        }
    }

    /// Replaces the way from a start by one that costs less, or the same with a smaller list of
    /// ids.
    #[inline]
    fn improve(&self, from: Next, best: &mut Way, way: Way) -> bool {
        let better = match way.cost.cmp(&best.cost) {
            Ordering::Less => true,
            Ordering::Greater => false,
            Ordering::Equal => {
                self.scope.break_ties
                    && way.cost.is_some()
                    && self
                        .order_of_lists(self.list_of_way(from, &way), self.list_of_way(from, best))
                        .is_lt()
            }
        };
        if better {
            *best = way;
        }
        better
    }

    /// Once every brand knows what starting on a day costs: what going on from it costs.
    fn close_day(&mut self, day: usize, minima: &mut [Minima]) {
        let layers = self.scope.coupon.layers();
        let horizon = self.scope.demand.horizon;
        let waits = self.scope.demand.next_needed(day) > day && day + 1 < horizon;
        for layer in 0..layers {
            let at = self.at(layer, day);
            let mut cheapest = Cheapest { best: Rest::NONE, second: Rest::NONE };
            if self.scope.rule == Rule::Free && self.brands.len() > 1 {
                for brand in 0..self.brands.len() {
                    let new = self.from(Start::on(brand, day, StartLine::Fresh), layer);
                    if self.order(&new, &cheapest.best) == Ordering::Less {
                        cheapest = Cheapest { best: new, second: cheapest.best };
                    } else if self.order(&new, &cheapest.second) == Ordering::Less {
                        cheapest.second = new;
                    }
                }
            }
            self.cheapest[at] = cheapest;
            for brand in 0..self.brands.len() {
                let rest = |line: StartLine| self.from(Start::on(brand, day, line), layer);
                let others = cheapest.of_others(brand);
                let stay = self.better(rest(StartLine::Alive), others);
                let minima = &mut minima[brand * layers + layer];
                // Of equal ones both stay: the later is preferred wherever it is in reach.
                while minima
                    .last()
                    .is_some_and(|(_, later)| self.order(later, &stay) == Ordering::Greater)
                {
                    minima.pop();
                }
                if stay.cost.is_some() {
                    minima.push((day as u16, stay));
                }
                let mut dead = Rest::NONE;
                if self.scope.rule == Rule::Free {
                    dead = self.better(rest(StartLine::Again), others);
                    if waits {
                        dead = self.better(self.brands[brand].dead[at + 1], dead);
                    }
                }
                let table = &mut self.brands[brand];
                (table.stay[at], table.dead[at]) = (stay, dead);
            }
        }
    }

    /// What is to pay from a start on.
    fn from(&self, start: Start, layer: usize) -> Rest {
        let cost = self.way(start, layer as u16).cost;
        Rest { cost, next: Next { start: Some(start), layer: layer as u16 } }
    }

    /// The better of two, the first where they are the same.
    fn better(&self, a: Rest, b: Rest) -> Rest {
        if self.order(&b, &a) == Ordering::Less { b } else { a }
    }

    /// By cost, then by the list of ids.
    fn order(&self, a: &Rest, b: &Rest) -> Ordering {
        a.cost.cmp(&b.cost).then_with(|| {
            if !self.scope.break_ties || !a.cost.is_some() || a.next == b.next {
                return Ordering::Equal;
            }
            self.order_of_lists(self.list(a.next), self.list(b.next))
        })
    }

    /// The least cost to go once a period of a brand that began on `from` can serve up to `reach`.
    pub(crate) fn rest(&self, brand: usize, from: usize, reach: usize, uses: u16) -> Cost {
        self.rest_by(brand, self.scope.coupon.layer(uses), from, reach, None).cost
    }

    fn rest_by(
        &self,
        brand: usize,
        layer: usize,
        from: usize,
        reach: usize,
        minima: Option<&Minima>,
    ) -> Rest {
        let life = reach + self.scope.brands[brand].grace;
        self.next_start(Some(brand), layer, from + 1, reach, life, minima, true)
    }

    /// The best next start between `first` and the first needed day from `reach` on, on a brand
    /// whose line is alive until `life`, or without a line; none where no day is needed any more
    /// and the schedule may end.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn next_start(
        &self,
        brand: Option<usize>,
        layer: usize,
        first: usize,
        reach: usize,
        life: usize,
        minima: Option<&Minima>,
        may_end: bool,
    ) -> Rest {
        let horizon = self.scope.demand.horizon;
        let needed = self.scope.demand.next_needed(reach);
        let free = self.scope.rule == Rule::Free;
        if may_end && needed == horizon && (free || life >= horizon) {
            return Rest { cost: Cost::ZERO, next: Next { start: None, layer: layer as u16 } };
        }
        let Some(brand) = brand else { return self.first_start(layer, first, needed) };
        let last = needed.min(life).min(horizon - 1);
        let table = &self.brands[brand];
        let mut best = match minima {
            // The minima are those from the present day on, which is before `first`, and a start
            // between the two is known already at its own cost.
            Some(minima) => {
                minima.get(first_up_to(minima, last)).map_or(Rest::NONE, |&(_, rest)| rest)
            }
            None if first <= last => {
                let row = &table.stay[self.at(layer, first)..=self.at(layer, last)];
                row.iter().rev().fold(Rest::NONE, |best, &rest| self.better(best, rest))
            }
            None => Rest::NONE,
        };
        if free && life < needed && life + 1 < horizon {
            best = self.better(table.dead[self.at(layer, (life + 1).max(first))], best);
        }
        best
    }

    /// The best first start of a schedule without a line.
    fn first_start(&self, layer: usize, first: usize, needed: usize) -> Rest {
        let last = needed.min(self.scope.demand.horizon - 1);
        let mut best = Rest::NONE;
        for day in (first..=last).rev() {
            for brand in 0..self.brands.len() {
                best = self.better(best, self.from(Start::on(brand, day, StartLine::Fresh), layer));
            }
        }
        best
    }

    /// The least cost to go from a start on a day, on a line that is alive or on a new one.
    pub(crate) fn start(&self, start: Start, uses: u16) -> Cost {
        self.way(start, self.scope.coupon.layer(uses) as u16).cost
    }

    /// Whether any other brand than this starts a new line on a day for at most `most`.
    pub(crate) fn others_within(&self, brand: usize, day: usize, uses: u16, most: Cost) -> bool {
        let cost = self.cheapest[self.at(self.scope.coupon.layer(uses), day)].of_others(brand).cost;
        cost.is_some() && cost <= most
    }
}

impl Cheapest {
    fn of_others(&self, brand: usize) -> Rest {
        let own = self.best.next.start.is_some_and(|start| usize::from(start.brand) == brand);
        if own { self.second } else { self.best }
    }
}
