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

use std::cell::RefCell;
use std::cmp::Ordering;
use std::rc::Rc;

use crate::cost::Cost;
use crate::demand::Demand;
use crate::map::{Map, Set};
use crate::market::Ranks;
use crate::offers::{
    BrandOffers, Bundled, CostTable, CreditChoice, CreditFrontier, CreditHistory, CreditState,
    Current, StartCosts,
};
use crate::price::Pricing;
use crate::progress::Progress;
use crate::sort;

use super::lists::{List, Lists};

/// One problem: which brands, for which demand, under which rule.
#[derive(Debug, Clone)]
pub(crate) struct Scope<'a> {
    pub(crate) demand: &'a Demand,
    pub(crate) pricing: &'a Pricing<'a>,
    pub(crate) ranks: &'a Ranks,
    pub(crate) brands: Vec<&'a BrandOffers>,
    pub(crate) rule: Rule,
    /// The line there is already, where the schedule may go on with it.
    pub(crate) line: Option<ScopeLine>,
    pub(crate) coupon: CouponUses,
    /// Whether ways of equal cost are told apart by what they buy. That takes time where there
    /// are many, and only the answer itself needs it (model.md §7).
    pub(crate) break_ties: bool,
    pub(crate) progress: Progress<'a>,
}

impl Scope<'_> {
    /// The work of one day, as progress counts it.
    fn units_a_day(&self) -> usize {
        let units: usize = self.brands.iter().map(|offers| offers.units()).sum();
        units * self.coupon.layers()
    }
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

    /// The uses left at the start.
    pub(crate) fn at_start(self) -> u16 {
        match self {
            // Any number above 0: it never falls.
            Self::Unlimited => 1,
            Self::Limited(uses) => uses,
        }
    }

    /// The layer of a number of uses left.
    pub(super) fn layer(self, uses: u16) -> usize {
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

/// A start of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Start {
    /// Index into [`Scope::brands`].
    pub(crate) brand: u16,
    pub(crate) day: u16,
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

/// What is bought at a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pick {
    /// A plan alone: index into the brand's plans.
    Plan(u32),
    /// A plan with add-ons: index into [`Table::bundles`].
    Bundle(u32),
    /// Top-ups of a paygo offer: index into the brand's. Which ones is only looked for where it
    /// matters.
    Credit(u32),
}

/// A plan with add-ons.
#[derive(Debug, Clone)]
pub(super) struct PickedBundle {
    pub(super) plan: usize,
    pub(super) bundle: Vec<Bundled>,
}

/// What a paygo offer's periods cost on the days known so far.
type History = Rc<RefCell<CreditHistory>>;

/// What a paygo period costs to go.
pub(super) enum CreditValues {
    /// From any state.
    ByDay(History),
    /// From the states that follow one of them.
    Followed(Map<CreditState, Cost>),
}

/// A cheapest way from a state of a paygo period.
struct CreditWay {
    /// What is bought from the state on.
    list: List,
    topup: PickedTopup,
    /// The state that follows, unless the period ends.
    next: Option<CreditState>,
    /// The next start once the period has ended.
    start: Next,
}

/// The top-ups of a paygo period and what follows it.
pub(super) type FollowedCredit = (Vec<PickedTopup>, Next);

/// A top-up of a sequence: index into the paygo offer's top-ups.
#[derive(Debug, Clone, Copy)]
pub(super) struct PickedTopup {
    pub(super) offer: usize,
    pub(super) topup: usize,
    pub(super) coupon: bool,
    pub(super) day: usize,
    pub(super) reach: usize,
}

/// The best way from a start, or none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    pub(super) cost: Cost,
    pub(super) pick: Pick,
    /// Whether the coupon is used (by a plan; top-ups have their own).
    pub(super) coupon: bool,
    pub(super) reach: u16,
    pub(super) rest: Next,
}

/// The next start and the layer it is looked up in; nothing at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Next {
    pub(super) start: Option<Start>,
    pub(super) layer: u16,
}

/// What is still to pay, and how it goes on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rest {
    pub(super) cost: Cost,
    pub(super) next: Next,
}

impl Way {
    const NONE: Self =
        Self { cost: Cost::NEVER, pick: Pick::Plan(0), coupon: false, reach: 0, rest: Next::END };
}

impl Next {
    pub(super) const END: Self = Self { start: None, layer: 0 };
}

impl Rest {
    const NONE: Self = Self { cost: Cost::NEVER, next: Next::END };
}

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

/// Running best of [`BrandTable::stay`] from the present day on: days falling.
type Minima = Vec<(u16, Rest)>;

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
        };
        table.frontiers = table
            .scope
            .brands
            .iter()
            .map(|brand| vec![CreditFrontier::new(layers); brand.paygo.len()])
            .collect();
        let mut minima = vec![Minima::new(); table.brands.len() * layers];
        let mut rests = Rests::new(days, layers);
        let units = table.scope.units_a_day();
        for day in (0..table.scope.demand.horizon).rev() {
            table.scope.progress.did(units);
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

    /// Where a start's list is kept.
    fn list_at(&self, start: Start, layer: u16) -> usize {
        let table = &self.brands[usize::from(start.brand)];
        let kind = if table.fresh.is_some() { start.line as usize } else { 0 };
        kind * table.alive.len() + self.at(layer.into(), start.day.into())
    }

    /// What is bought from a start on.
    pub(super) fn list(&self, next: Next) -> List {
        // Followed until a known list, then put together backwards: a chain can be as long as the
        // horizon.
        let mut chain = Vec::new();
        let (mut next, mut list) = (next, List::EMPTY);
        while let Some(start) = next.start {
            let known = self.brands[usize::from(start.brand)].lists.borrow()
                [self.list_at(start, next.layer)];
            if known != List::UNKNOWN {
                list = known;
                break;
            }
            let (ids, after) = self.bought_by(start, next.layer, self.way(start, next.layer));
            chain.push((start, next.layer, ids));
            next = after;
        }
        for (start, layer, ids) in chain.into_iter().rev() {
            list = self.lists.borrow_mut().prepend_all(&ids, list);
            let at = self.list_at(start, layer);
            self.brands[usize::from(start.brand)].lists.borrow_mut()[at] = list;
        }
        list
    }

    /// What is bought by a way, then from what follows on.
    fn list_of_way(&self, from: Next, way: &Way) -> List {
        let Some(start) = from.start else { return List::EMPTY };
        let (ids, after) = self.bought_by(start, from.layer, way);
        self.list_after(&ids, after)
    }

    /// Ids, then what is bought from a start on.
    pub(super) fn list_after(&self, ids: &[u32], next: Next) -> List {
        let list = self.list(next);
        self.lists.borrow_mut().prepend_all(ids, list)
    }

    /// The order of two lists of this table.
    pub(super) fn order_of_lists(&self, a: List, b: List) -> Ordering {
        self.lists.borrow().order(a, b)
    }

    /// The ranks of a list's ids.
    pub(super) fn ids(&self, list: List) -> Vec<u32> {
        self.lists.borrow().ids(list)
    }

    /// The ranks of what a way's first period buys, and what follows it.
    fn bought_by(&self, start: Start, layer: u16, way: &Way) -> (Vec<u32>, Next) {
        let brand = usize::from(start.brand);
        let offers = self.scope.brands[brand];
        let plan = |index: usize| self.scope.ranks.plans[offers.plans[index].plan];
        match way.pick {
            Pick::Plan(index) => (vec![plan(index as usize)], way.rest),
            Pick::Bundle(index) => {
                let picked = &self.bundles[index as usize];
                let addons = picked.bundle.iter().map(|b| self.scope.ranks.addons[b.addon]);
                (std::iter::once(plan(picked.plan)).chain(addons).collect(), way.rest)
            }
            Pick::Credit(offer) => {
                let followed = self.credit_of(start, offer, layer);
                let ids = followed.0.iter().map(|topup| self.topup_rank(brand, topup));
                (ids.collect(), followed.1)
            }
        }
    }

    /// Fills in what starting on a day costs on one brand, the later days being known.
    fn start_on(&mut self, brand: usize, day: usize, minima: &[Minima], rests: &mut Rests) {
        let (coupon, demand) = (self.scope.coupon, self.scope.demand);
        let offers = self.scope.brands[brand];
        let new_lines_differ = self.brands[brand].fresh.is_some();
        let credit = self.credit_costs(brand, day, minima);
        rests.clear();
        for layer in 0..coupon.layers() {
            // On a line that is alive, on the first new one, on a later one.
            let mut best = [Way::NONE; 3];
            let uses = coupon.uses(layer);
            let start = |line| Start { brand: brand as u16, day: day as u16, line };
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
                    for (with, used) in
                        [false, true].into_iter().enumerate().take(1 + usize::from(holds))
                    {
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
            for (offer, costs) in credit.iter().enumerate() {
                let way = |cost| Way { cost, pick: Pick::Credit(offer as u32), ..Way::NONE };
                // The current line's own balance is there on day 0, whatever one would like.
                if !(day == 0 && self.starts_with_balance(brand, offer)) {
                    self.improve(starts[0], &mut best[0], way(costs[layer].alive));
                }
                if new_lines_differ {
                    self.improve(starts[1], &mut best[1], way(costs[layer].new_line));
                    self.improve(starts[2], &mut best[2], way(costs[layer].new_line));
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

    /// What starting a period on each paygo offer of a brand costs on a day, by layer.
    fn credit_costs(
        &mut self,
        brand: usize,
        day: usize,
        minima: &[Minima],
    ) -> Vec<Vec<StartCosts>> {
        let mut frontiers = std::mem::take(&mut self.frontiers[brand]);
        let coupon = self.scope.coupon;
        let paygo = &self.scope.brands[brand].paygo;
        let costs = frontiers
            .iter_mut()
            .enumerate()
            .map(|(offer, frontier)| {
                if !paygo[offer].never_gets_dearer() {
                    return self.followed_costs(brand, offer, day, minima);
                }
                let end = |layer: usize| {
                    let life = day + 1 + self.scope.brands[brand].grace;
                    let minima = Some(&minima[layer]);
                    self.next_start(Some(brand), layer, day + 1, day + 1, life, minima, true).cost
                };
                let after_use = |layer: usize| {
                    let uses = coupon.uses(layer);
                    (uses > 0).then(|| coupon.layer(coupon.after_use(uses)))
                };
                frontier.step(&paygo[offer], day, &end, &after_use)
            })
            .collect();
        self.frontiers[brand] = frontiers;
        costs
    }

    /// The same for an offer whose top-ups get dearer on some day, by following its periods.
    fn followed_costs(
        &self,
        brand: usize,
        offer: usize,
        day: usize,
        minima: &[Minima],
    ) -> Vec<StartCosts> {
        let coupon = self.scope.coupon;
        let paygo = &self.scope.brands[brand].paygo[offer];
        let cost = |layer: usize, new_line: bool| {
            let Some(state) = paygo.start(day, coupon.uses(layer), new_line) else {
                return Cost::NEVER;
            };
            let unlimited = coupon == CouponUses::Unlimited;
            let graph =
                paygo.explore(state, unlimited, Cost::LARGEST, true, &mut |from, reach, uses| {
                    let layer = coupon.layer(uses);
                    self.rest_by(brand, layer, from, reach, Some(&minima[layer])).cost
                });
            graph.to_go[0]
        };
        (0..coupon.layers())
            .map(|layer| StartCosts { alive: cost(layer, false), new_line: cost(layer, true) })
            .collect()
    }

    /// The top-ups of the best way from a start that picks a paygo offer.
    pub(super) fn credit_of(&self, start: Start, offer: u32, layer: u16) -> Rc<FollowedCredit> {
        if let Some(known) = self.credits.borrow().get(&(start, offer, layer)) {
            return known.clone();
        }
        let (brand, offer_index) = (usize::from(start.brand), offer as usize);
        let paygo = &self.scope.brands[brand].paygo[offer_index];
        let uses = self.scope.coupon.uses(layer.into());
        let new_line = start.line != StartLine::Alive;
        let followed = paygo.start(start.day.into(), uses, new_line).map(|state| {
            let (_, topups, next) = self.best_credit(brand, offer_index, state);
            (topups, next)
        });
        let followed = Rc::new(followed.unwrap_or((Vec::new(), Next::END)));
        self.credits.borrow_mut().insert((start, offer, layer), followed.clone());
        followed
    }

    /// What a paygo period costs to go from each state that may follow `state`.
    pub(super) fn credit_values(
        &self,
        brand: usize,
        offer: usize,
        state: CreditState,
    ) -> CreditValues {
        let coupon = self.scope.coupon;
        let paygo = &self.scope.brands[brand].paygo[offer];
        if paygo.never_gets_dearer() {
            let mut histories = self.histories.borrow_mut();
            let history = histories.or_insert_with((brand, offer), || {
                let horizon = self.scope.demand.horizon;
                Rc::new(RefCell::new(CreditHistory::new(coupon.layers(), horizon)))
            });
            let grace = self.scope.brands[brand].grace;
            let end = |layer: usize, day: usize| {
                self.next_start(Some(brand), layer, day, day, day + grace, None, true).cost
            };
            let after_use = |layer: usize| {
                let uses = coupon.uses(layer);
                (uses > 0).then(|| coupon.layer(coupon.after_use(uses)))
            };
            // While the table is being solved, only the later days are known.
            history.borrow_mut().back_to(state.day.into(), paygo, &end, &after_use);
            return CreditValues::ByDay(history.clone());
        }
        let unlimited = coupon == CouponUses::Unlimited;
        let mut rest = |from, reach, uses| self.rest(brand, from, reach, uses);
        let graph = paygo.explore(state, unlimited, Cost::LARGEST, true, &mut rest);
        CreditValues::Followed(Map::of(graph.states.iter().copied().zip(graph.to_go)))
    }

    /// The least cost to go from a state that needs a top-up.
    pub(super) fn credit_to_go(
        &self,
        values: &CreditValues,
        brand: usize,
        offer: usize,
        state: CreditState,
    ) -> Cost {
        match values {
            CreditValues::Followed(costs) => costs.get(&state).copied().unwrap_or(Cost::NEVER),
            CreditValues::ByDay(history) if !state.new_line => {
                let layer = self.scope.coupon.layer(state.uses);
                history.borrow().to_go(layer, state.day.into(), state.credit, state.expiry)
            }
            // The new line's fee is on the first top-up only.
            CreditValues::ByDay(_) => {
                let ways = self.credit_steps(values, brand, offer, state);
                ways.map(|(choice, stop, go)| choice.cost.plus(stop.cost.min(go)))
                    .min()
                    .unwrap_or(Cost::NEVER)
            }
        }
    }

    /// The top-ups a state allows, each with what it costs to end the period after it and to go
    /// on with it.
    pub(super) fn credit_steps(
        &self,
        values: &CreditValues,
        brand: usize,
        offer: usize,
        state: CreditState,
    ) -> impl Iterator<Item = (CreditChoice, Rest, Cost)> {
        let coupon = self.scope.coupon;
        let paygo = &self.scope.brands[brand].paygo[offer];
        let day = usize::from(state.day);
        let steps = paygo.steps(state, coupon == CouponUses::Unlimited).into_iter();
        steps.map(move |choice| {
            let stop = if choice.reach > day {
                self.rest_by(brand, coupon.layer(choice.uses), day, choice.reach, None)
            } else {
                Rest::NONE
            };
            let go = choice.next.map(|next| self.credit_to_go(values, brand, offer, next));
            (choice, stop, go.unwrap_or(Cost::NEVER))
        })
    }

    /// The best top-ups from a state that needs one, with their cost and what follows.
    pub(super) fn best_credit(
        &self,
        brand: usize,
        offer: usize,
        state: CreditState,
    ) -> (Cost, Vec<PickedTopup>, Next) {
        let values = self.credit_values(brand, offer, state);
        let cost = self.credit_to_go(&values, brand, offer, state);
        if !cost.is_some() {
            return (Cost::NEVER, Vec::new(), Next::END);
        }
        // The states after the first on any of the cheapest ways, found forwards.
        let first = state;
        let (mut open, mut tight) = (vec![state], Set::default());
        while let Some(state) = open.pop() {
            let least = self.credit_to_go(&values, brand, offer, state);
            for (choice, stop, go) in self.credit_steps(&values, brand, offer, state) {
                let next = choice.next.filter(|_| choice.cost.plus(go) == least);
                let stops = choice.cost.plus(stop.cost) == least;
                if let Some(next) = next
                    && next != first
                    && tight.add(next).1
                {
                    open.push(next);
                }
                if !self.scope.break_ties && (stops || next.is_some()) {
                    break;
                }
            }
        }
        // Backwards: what follows a state is on a later day, or on the same with more; only the
        // first state's top-up can leave it the same but for the new line's fee.
        let mut tight = tight.into_members();
        sort::sort(&mut tight);
        let mut ways: Map<CreditState, CreditWay> = Map::default();
        for &state in tight.iter().rev().chain([&first]) {
            let least = self.credit_to_go(&values, brand, offer, state);
            let mut best: Option<CreditWay> = None;
            for (choice, stop, go) in self.credit_steps(&values, brand, offer, state) {
                let CreditChoice { topup, coupon, cost, reach, next, .. } = choice;
                let topup = PickedTopup { offer, topup, coupon, day: state.day.into(), reach };
                let stops = (cost.plus(stop.cost) == least).then_some((None, stop.next));
                let next = next.filter(|next| cost.plus(go) == least && ways.get(next).is_some());
                let goes = next.map(|next| (Some(next), Next::END));
                for (next, start) in [stops, goes].into_iter().flatten() {
                    let list = if self.scope.break_ties {
                        let rest = next.and_then(|next| ways.get(&next)).map(|way| way.list);
                        let rest = rest.unwrap_or_else(|| self.list(start));
                        self.lists.borrow_mut().prepend(self.topup_rank(brand, &topup), rest)
                    } else {
                        List::EMPTY
                    };
                    let way = CreditWay { list, topup, next, start };
                    if best.as_ref().is_none_or(|best| self.order_of_lists(list, best.list).is_lt())
                    {
                        best = Some(way);
                    }
                }
            }
            if let Some(best) = best {
                ways.insert(state, best);
            }
        }
        let (mut topups, mut start, mut at) = (Vec::new(), Next::END, Some(first));
        while let Some(way) = at.and_then(|state| ways.get(&state)) {
            topups.push(way.topup);
            (start, at) = (way.start, way.next);
        }
        (cost, topups, start)
    }

    pub(super) fn topup_rank(&self, brand: usize, picked: &PickedTopup) -> u32 {
        let paygo = &self.scope.brands[brand].paygo[picked.offer];
        self.scope.ranks.topups[paygo.paygo][paygo.topups[picked.topup].topup]
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

    /// Whether a paygo offer is the one that the scope's current line has its balance on.
    pub(crate) fn starts_with_balance(&self, brand: usize, offer: usize) -> bool {
        self.scope.line.is_some_and(|line| line.brand == brand)
            && matches!(
                self.scope.brands[brand].current,
                Some(Current::Paygo { offer: own, .. }) if own == offer
            )
    }

    /// Once every brand knows what starting on a day costs: what going on from it costs.
    fn close_day(&mut self, day: usize, minima: &mut [Minima]) {
        let layers = self.scope.coupon.layers();
        let horizon = self.scope.demand.horizon;
        let waits = self.scope.demand.next_needed(day) > day && day + 1 < horizon;
        for layer in 0..layers {
            let at = self.at(layer, day);
            let rest = |brand: usize, line: StartLine| {
                let start = Start { brand: brand as u16, day: day as u16, line };
                let cost = self.way(start, layer as u16).cost;
                Rest { cost, next: Next { start: Some(start), layer: layer as u16 } }
            };
            let mut cheapest = Cheapest { best: Rest::NONE, second: Rest::NONE };
            if self.scope.rule == Rule::Free && self.brands.len() > 1 {
                for brand in 0..self.brands.len() {
                    let new = rest(brand, StartLine::Fresh);
                    if self.order(&new, &cheapest.best) == Ordering::Less {
                        cheapest = Cheapest { best: new, second: cheapest.best };
                    } else if self.order(&new, &cheapest.second) == Ordering::Less {
                        cheapest.second = new;
                    }
                }
            }
            self.cheapest[at] = cheapest;
            for brand in 0..self.brands.len() {
                let rest = |line: StartLine| {
                    let start = Start { brand: brand as u16, day: day as u16, line };
                    let cost = self.way(start, layer as u16).cost;
                    Rest { cost, next: Next { start: Some(start), layer: layer as u16 } }
                };
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
                let past = minima.partition_point(|&(day, _)| usize::from(day) > last);
                minima.get(past).map_or(Rest::NONE, |&(_, rest)| rest)
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
                let start = Start { brand: brand as u16, day: day as u16, line: StartLine::Fresh };
                let cost = self.way(start, layer as u16).cost;
                let next = Next { start: Some(start), layer: layer as u16 };
                best = self.better(best, Rest { cost, next });
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

/// The rests already computed for one brand and day, by layer and reach: many plans share both.
struct Rests {
    days: usize,
    round: u32,
    known: Vec<(u32, Rest)>,
}

impl Rests {
    fn new(days: usize, layers: usize) -> Self {
        Self { days, round: 0, known: vec![(0, Rest::NONE); days * layers] }
    }

    fn clear(&mut self) {
        self.round += 1;
    }

    #[inline]
    fn of(&mut self, layer: usize, reach: usize, compute: impl FnOnce() -> Rest) -> Rest {
        let entry = &mut self.known[layer * self.days + reach];
        if entry.0 != self.round {
            *entry = (self.round, compute());
        }
        entry.1
    }
}
