//! The schedules of a scope that cost no more than a bound, as a graph of labelled places.
//!
//! The table's values cut off every branch that can't stay within the bound. A label carries what
//! the table leaves out: the brands bought so far, for `new_line_only` (model.md §4) and for the
//! tie-break by brands (§7).

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::path;
use super::prices::Prices;
use super::table::{CouponUses, Rule, Scope, Start, StartLine, Table};
use crate::cost::Cost;
use crate::map::{Map, Set};
use crate::offers::{Bundled, CreditGraph, CreditState, Current};

/// Brands by index into the catalog's, in order.
pub(crate) type BrandSet = Rc<[usize]>;

/// Where a schedule stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// Day 0, nothing decided.
    Begin,
    /// A period is about to be bought.
    Start(Start),
    /// A period may end, or a gap go on, until the next start.
    Between(Between),
    /// A paygo period needs a top-up: a state of one of the explorer's credit graphs.
    Credit { graph: usize, state: usize },
    /// The horizon is served.
    Done,
}

/// Between a period and the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Between {
    /// The brand of the line, where there is one.
    brand: Option<usize>,
    /// The first day the next period may start on.
    first: usize,
    /// The day up to which everything can be served without another period.
    reach: usize,
    /// The last day on which the line is alive.
    life: usize,
    /// Whether there was a period, which `hold` asks for.
    served: bool,
}

/// What happens from one place to the next.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// Nothing is bought: time passes, or a way is chosen. A next period starts on the day.
    Pass {
        /// The day on which a next period starts, where one does.
        starts: Option<usize>,
    },
    /// Something is bought.
    Buy(Rc<Bought>),
}

/// A purchase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bought {
    /// The brand, by index into the catalog's.
    pub(crate) brand: usize,
    pub(crate) day: usize,
    pub(crate) new_line: bool,
    pub(crate) coupon: bool,
    pub(crate) what: What,
    /// The day up to which it serves, if no next period starts before.
    pub(crate) reach: usize,
}

/// What a purchase buys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    /// A plan's period, by index into the catalog, with its add-ons.
    Plan { plan: usize, price: i64, bundle: Vec<Bundled> },
    /// Add-ons for the current period.
    CurrentAddons { bundle: Vec<Bundled> },
    /// A top-up of a paygo offer, both by index.
    Topup { paygo: usize, topup: usize, price: i64 },
}

/// A place with its history.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Label {
    place: Place,
    uses: u16,
    bought: BrandSet,
    spent: Cost,
}

/// The schedules of a scope within a bound.
#[derive(Debug)]
pub(crate) struct Graph {
    /// For each label, the steps from it and where they lead. The first label is the beginning.
    pub(crate) edges: Vec<Vec<(usize, Step)>>,
    /// For each label, the brands bought by then where the horizon is served there.
    pub(crate) done: Vec<Option<BrandSet>>,
}

/// The most labels that are followed for ties; among more schedules than that they aren't broken.
const MAX_LABELS: usize = 50_000;

/// Finds the successors of labels.
struct Explorer<'t, 'a> {
    table: &'t Table<'a>,
    /// The table with prices on first uses, whose values less the prices of unused brands bound
    /// what is to go.
    bound: &'t Table<'t>,
    prices: &'t Prices,
    credit: Vec<(usize, usize, CreditGraph)>,
    /// The credit graphs of starts, by start, offer, uses, bound and the prices of unused brands.
    known_credit: Set<(Option<Start>, usize, u16, Cost, Cost)>,
    /// The most brands that may be bought from.
    most_brands: usize,
    /// Whether a next start before the last period's reach can be left out: where no price or
    /// reach gets worse with time, any schedule can start each period as late as the one before
    /// allows, with the same purchases.
    late_starts_suffice: bool,
}

/// The forward search of a scope.
pub(super) struct Search<'t, 'a> {
    table: &'t Table<'a>,
    uses: u16,
    /// What some schedule costs, if any is known.
    most: Cost,
    prices: Prices,
}

impl<'t, 'a> Search<'t, 'a> {
    /// Nothing where no schedule costs as little as `limit`.
    pub(super) fn new(table: &'t Table<'a>, uses: u16, limit: Cost) -> Option<Self> {
        // The schedules without such plans need no history, and one of them costs no less than the
        // cheapest of all.
        let brands = table.scope.brands.iter();
        let plain: Vec<_> = brands.map(|brand| brand.without_new_line_only()).collect();
        let scope =
            Scope { brands: plain.iter().collect(), break_ties: false, ..table.scope.clone() };
        let plain = Table::solve(scope);
        let without = path::best(&plain, uses);
        let most = without.as_ref().map_or(Cost::LARGEST, |without| without.cost).min(limit);
        let start = without.map(|without| (&plain, without));
        let prices = Prices::find(table, uses, most, start)?;
        Some(Self { table, uses, most, prices })
    }

    /// The cheapest of a scope's schedules where the table's value is only a bound, because the
    /// way it found buys a `new_line_only` plan twice: they are searched best first.
    ///
    /// Of several that cost the least it gives the first it finds.
    pub(super) fn cheapest(&self) -> Option<(Cost, Vec<Step>)> {
        let (table, uses) = (self.table, self.uses);
        let bound = self.prices.table(&table.scope);
        let mut explorer = Explorer::new(table, &bound, &self.prices, usize::MAX);
        let pasts = Pasts::of(table, &self.prices);
        // Each label with the one before it and the step between.
        let begin = Label { place: Place::Begin, uses, bought: [].into(), spent: Cost::ZERO };
        let mut labels = vec![(begin, 0, Step::Pass { starts: None })];
        // Best first; of equal values the one with the least still to be given back for brands not
        // bought from, then the later day, which dives to an end where there is one.
        let first = (Cost::ZERO, Cost::ZERO, Reverse(0usize), 0usize);
        let mut queue = BinaryHeap::from([Reverse(first)]);
        let mut seen: Map<(Place, u16), Vec<(Past, Cost)>> = Map::default();
        while let Some(Reverse((_, _, _, at))) = queue.pop() {
            table.scope.progress.did(table.scope.brands.len());
            let label = labels[at].0.clone();
            if label.place == Place::Done {
                let before = |&at: &usize| (at != 0).then(|| labels[at].1);
                let trail = std::iter::successors(Some(at), before);
                let mut steps: Vec<Step> = trail.map(|at| labels[at].2.clone()).collect();
                steps.reverse();
                return Some((label.spent, steps));
            }
            let (place, past) = pasts.key(&label, &explorer.credit);
            let entry = (past, label.spent);
            let there = seen.get(&(place, label.uses));
            if at != 0 && !there.is_some_and(|entries| entries.contains(&entry)) {
                continue;
            }
            for (next, value, step) in explorer.successors(&label, self.most) {
                let (place, past) = pasts.key(&next, &explorer.credit);
                let entries = seen.or_insert_with((place, next.uses), Vec::new);
                // With no more bought from and no more spent, another goes on at least as well.
                let better = |(other, spent): &(Past, Cost)| {
                    *spent <= next.spent && other.iter().zip(&past).all(|(a, b)| a <= b)
                };
                if entries.iter().any(better) {
                    continue;
                }
                entries.retain(|(other, spent)| {
                    *spent < next.spent || past.iter().zip(other).any(|(a, b)| a > b)
                });
                entries.push((past, next.spent));
                let day = explorer.day_of(next.place);
                let unused = explorer.unused_soon(&next);
                labels.push((next, at, step));
                queue.push(Reverse((value, unused, Reverse(day), labels.len() - 1)));
            }
        }
        None
    }

    /// The schedules of exactly the least cost that buy from the fewest brands; nothing where
    /// they are too many to be followed.
    pub(super) fn ties(&self, least: Cost) -> Option<Graph> {
        let bound = self.prices.table(&self.table.scope);
        let mut room = MAX_LABELS;
        for most_brands in 0..=self.table.scope.brands.len() {
            let explorer = Explorer::new(self.table, &bound, &self.prices, most_brands);
            let graph = Graph::of(explorer, self.uses, least, room)?;
            if graph.done.iter().any(Option::is_some) {
                return Some(graph);
            }
            room -= graph.edges.len();
        }
        None
    }
}

/// What of a label's past matters to its future: of each kind of brands that sell
/// `new_line_only` plans on the same terms how many were bought from, the place's own brand aside,
/// and whether that was.
type Past = Vec<u16>;

/// Tells what matters of labels' pasts.
struct Pasts {
    /// For each brand of the scope, its kind: one that stands for it, and where it is counted.
    kinds: Vec<Option<(usize, usize)>>,
    /// The brands of the scope by index into the catalog's.
    index: Set<usize>,
    count: usize,
}

impl Pasts {
    fn of(table: &Table<'_>, prices: &Prices) -> Self {
        let mut places = Set::default();
        let mut kind = |alike: &Option<usize>| alike.map(|alike| (alike, places.add(alike).0));
        Self {
            kinds: prices.alike.iter().map(&mut kind).collect(),
            index: Set::of(table.scope.brands.iter().map(|brand| brand.brand)),
            count: places.members().len(),
        }
    }

    /// A label's place, by a brand that stands for all alike, and its past.
    fn key(&self, label: &Label, credit: &[(usize, usize, CreditGraph)]) -> (Place, Past) {
        let stand_in = |brand: usize| self.kinds[brand].map_or(brand, |kind| kind.0);
        let (mut place, mut own) = (label.place, None);
        match &mut place {
            Place::Begin | Place::Done => {}
            Place::Start(start) => {
                own = Some(usize::from(start.brand));
                start.brand = stand_in(start.brand.into()) as u16;
            }
            Place::Between(between) => {
                own = between.brand;
                between.brand = between.brand.map(stand_in);
            }
            Place::Credit { graph, .. } => own = Some(credit[*graph].0),
        }
        let mut past = vec![0; self.count + 1];
        for brand in label.bought.iter().filter_map(|brand| self.index.place(brand)) {
            match self.kinds[brand] {
                Some(_) if own == Some(brand) => past[self.count] = 1,
                Some((_, place)) => past[place] += 1,
                None => {}
            }
        }
        (place, past)
    }
}

impl Graph {
    /// Nothing where there are more labels than there is room for.
    fn of(mut explorer: Explorer<'_, '_>, uses: u16, least: Cost, room: usize) -> Option<Self> {
        let begin = Label { place: Place::Begin, uses, bought: [].into(), spent: Cost::ZERO };
        let mut labels = Set::of([begin]);
        let mut graph = Self { edges: Vec::new(), done: Vec::new() };
        while let Some(label) = labels.members().get(graph.edges.len()).cloned() {
            explorer.table.scope.progress.did(explorer.table.scope.brands.len());
            if labels.members().len() > room {
                return None;
            }
            let done = label.place == Place::Done;
            graph.done.push(done.then(|| label.bought.clone()));
            let mut edges = Vec::new();
            if !done {
                for (next, _, step) in explorer.successors(&label, least) {
                    edges.push((labels.add(next).0, step));
                }
            }
            graph.edges.push(edges);
        }
        Some(graph)
    }
}

impl<'t, 'a> Explorer<'t, 'a> {
    fn new(
        table: &'t Table<'a>,
        bound: &'t Table<'t>,
        prices: &'t Prices,
        most_brands: usize,
    ) -> Self {
        let late_starts_suffice = table.scope.rule == Rule::Free
            && table.scope.brands.iter().all(|brand| {
                brand.plans.iter().all(|plan| plan.keeps_its_terms())
                    && brand.paygo.iter().all(|paygo| paygo.keeps_its_terms())
            });
        let known_credit = Set::default();
        let credit = Vec::new();
        Self { table, bound, prices, credit, known_credit, most_brands, late_starts_suffice }
    }

    fn day_of(&self, place: Place) -> usize {
        match place {
            Place::Begin => 0,
            Place::Start(start) => start.day.into(),
            Place::Between(between) => between.first,
            Place::Credit { graph, state } => self.credit[graph].2.states[state].day.into(),
            Place::Done => usize::MAX,
        }
    }

    /// The labels that follow one, each with a lower bound on the cost of all schedules through
    /// it, where that is within `bound`.
    fn successors(&mut self, label: &Label, bound: Cost) -> Vec<(Label, Cost, Step)> {
        let brands = &self.table.scope.brands;
        let bought = |brand: usize| label.bought.binary_search(&brands[brand].brand).is_ok();
        let unused = self.prices.unused(bought);
        let next = Vec::new();
        let most_brands = self.most_brands;
        let mut found = Found { label, bound, unused, most_brands, next };
        match label.place {
            Place::Begin => self.begin(label, &mut found),
            Place::Start(start) => self.buy(start, label, &mut found),
            Place::Between(between) => self.start_next(between, label, &mut found),
            Place::Credit { graph, state } => self.top_up(graph, state, label, &mut found),
            Place::Done => {}
        }
        found.next
    }

    fn begin(&mut self, label: &Label, found: &mut Found<'_>) {
        let scope = &self.table.scope;
        let line = scope.line;
        let life = line.map_or(0, |line| line.life);
        let brand = line.map(|line| line.brand);
        let idle = Between { brand, first: 0, reach: 0, life, served: false };
        found.pass(Place::Between(idle), None, Cost::ZERO);
        let Some(line) = line else { return };
        let offers = scope.brands[line.brand];
        match &offers.current {
            None => {}
            Some(Current::Plan { steps }) => {
                for step in steps {
                    let between =
                        Between { brand, first: 1, reach: step.reach, life, served: true };
                    if step.bundle.is_empty() {
                        found.pass(Place::Between(between), None, Cost::ZERO);
                        continue;
                    }
                    for coupon in [false, true] {
                        if coupon && !(step.coupon && label.uses > 0) {
                            continue;
                        }
                        let bought = Bought {
                            brand: offers.brand,
                            day: 0,
                            new_line: false,
                            coupon,
                            what: What::CurrentAddons { bundle: step.bundle.clone() },
                            reach: step.reach,
                        };
                        let cost = step.cost[usize::from(coupon)];
                        found.buy(Place::Between(between), bought, cost, Cost::ZERO, scope.coupon);
                    }
                }
            }
            &Some(Current::Paygo { offer, credit, expiry }) => {
                let state = CreditState {
                    day: 0,
                    expiry: expiry as u16,
                    credit,
                    uses: label.uses,
                    new_line: false,
                };
                let reach = offers.paygo[offer].reach(state);
                if reach > 0 {
                    let between = Between { brand, first: 1, reach, life, served: true };
                    found.pass(Place::Between(between), None, Cost::ZERO);
                }
                if let Some(state) = offers.paygo[offer].at(state, reach) {
                    let spare = found.bound;
                    self.enter_credit(None, line.brand, offer, state, spare, found);
                }
            }
        }
    }

    /// The next period starts: on which day, on which line?
    fn start_next(&mut self, between: Between, label: &Label, found: &mut Found<'_>) {
        let scope = &self.table.scope;
        let horizon = scope.demand.horizon;
        let needed = scope.demand.next_needed(between.reach);
        let ends = match scope.rule {
            Rule::Free => true,
            Rule::Keep => between.life >= horizon,
            Rule::Hold => between.served && between.life >= horizon,
        };
        if needed == horizon && ends {
            found.pass(Place::Done, None, Cost::ZERO);
        }
        // The later the better where it costs the same: nobody likes to pay early.
        let first =
            if self.late_starts_suffice { between.first.max(between.reach) } else { between.first };
        for day in (first..=needed.min(horizon - 1)).rev() {
            if let Some(brand) = between.brand {
                let id = scope.brands[brand].brand;
                let line = if day <= between.life {
                    StartLine::Alive
                } else if label.bought.contains(&id) {
                    StartLine::Again
                } else {
                    StartLine::Fresh
                };
                if line == StartLine::Alive || scope.rule == Rule::Free {
                    self.try_start(start_of(brand, day, line), label.uses, found);
                }
            }
            let leaves = scope.rule == Rule::Free || between.brand.is_none();
            let own = between.brand.unwrap_or(usize::MAX);
            let most = found.spare().plus(found.unused);
            // Under hold the one brand of the scope isn't among the table's cheapest of others.
            let any =
                scope.rule != Rule::Free || self.bound.others_within(own, day, label.uses, most);
            if !leaves || !any {
                continue;
            }
            for (brand, offers) in scope.brands.iter().enumerate() {
                if brand != own {
                    let again = label.bought.contains(&offers.brand);
                    // Only a scope of one brand has exact values for both.
                    let line = if again { StartLine::Again } else { StartLine::Fresh };
                    self.try_start(start_of(brand, day, line), label.uses, found);
                }
            }
        }
    }

    fn try_start(&self, start: Start, uses: u16, found: &mut Found<'_>) {
        let rest = self.bound.start(start, uses).less(found.unused);
        found.pass(Place::Start(start), Some(start.day.into()), rest);
    }

    /// A period is bought.
    fn buy(&mut self, start: Start, label: &Label, found: &mut Found<'_>) {
        let table = self.table;
        let scope = &table.scope;
        let brand = usize::from(start.brand);
        let offers = scope.brands[brand];
        let new_line = start.line != StartLine::Alive;
        let day = usize::from(start.day);
        for plan in &offers.plans {
            if plan.new_line_only && start.line != StartLine::Fresh {
                continue;
            }
            let holds = label.uses > 0 && plan.coupon_holds(day);
            let tariff = plan.tariff(day);
            let plain;
            let steps = match plan.addon_steps(scope.demand, day) {
                Some(steps) => steps,
                None => {
                    let reach = usize::from(plan.reach[day]);
                    plain = crate::offers::BundleStep { reach, price: 0, bundle: Vec::new() };
                    vec![plain]
                }
            };
            for step in steps {
                if step.reach <= day {
                    continue;
                }
                let costs = if step.bundle.is_empty() {
                    tariff.costs
                } else {
                    offers.costs(scope.pricing, tariff.price.saturating_add(step.price))
                };
                for coupon in [false, true] {
                    if coupon && !holds {
                        continue;
                    }
                    let cost = costs[usize::from(new_line)][usize::from(coupon)];
                    let uses = if coupon { scope.coupon.after_use(label.uses) } else { label.uses };
                    if !found.has_room(cost) {
                        continue;
                    }
                    let unused = self.unused_after(brand, label, found);
                    let rest = self.bound.rest(brand, day, step.reach, uses).less(unused);
                    let bought = Bought {
                        brand: offers.brand,
                        day,
                        new_line,
                        coupon,
                        what: What::Plan {
                            plan: plan.plan,
                            price: tariff.price,
                            bundle: step.bundle.clone(),
                        },
                        reach: step.reach,
                    };
                    let place = Place::Between(self.after(brand, day, step.reach));
                    found.buy(place, bought, cost, rest, scope.coupon);
                }
            }
        }
        for (i, paygo) in offers.paygo.iter().enumerate() {
            if day == 0 && !new_line && table.starts_with_balance(brand, i) {
                continue;
            }
            if let Some(state) = paygo.start(day, label.uses, new_line) {
                let spare = found.spare();
                self.enter_credit(Some(start), brand, i, state, spare, found);
            }
        }
    }

    /// The prices of the brands not bought from once a label's start is a purchase.
    fn unused_soon(&self, label: &Label) -> Cost {
        let brands = &self.table.scope.brands;
        let own = match label.place {
            Place::Start(start) => usize::from(start.brand),
            _ => usize::MAX,
        };
        let bought = |brand: usize| label.bought.binary_search(&brands[brand].brand).is_ok();
        self.prices.unused(|brand| brand == own || bought(brand))
    }

    /// The prices of unused brands once this one is bought from.
    fn unused_after(&self, brand: usize, label: &Label, found: &Found<'_>) -> Cost {
        let id = self.table.scope.brands[brand].brand;
        let is_new = label.bought.binary_search(&id).is_err();
        if is_new { found.unused.less(self.prices.of[brand]) } else { found.unused }
    }

    fn after(&self, brand: usize, from: usize, reach: usize) -> Between {
        let life = reach + self.table.scope.brands[brand].grace;
        Between { brand: Some(brand), first: from + 1, reach, life, served: true }
    }

    /// A paygo period begins, or the current one goes on: its states within what may be spent.
    fn enter_credit(
        &mut self,
        start: Option<Start>,
        brand: usize,
        offer: usize,
        state: CreditState,
        spare: Cost,
        found: &mut Found<'_>,
    ) {
        let table = self.table;
        let scope = &table.scope;
        let unlimited = scope.coupon == CouponUses::Unlimited;
        let unused = self.unused_after(brand, found.label, found);
        let key = (start, offer, state.uses, spare, unused);
        let graph = match self.known_credit.place(&key) {
            Some(graph) => graph,
            None => {
                let explore = |bound, tighten| {
                    scope.brands[brand].paygo[offer].explore(
                        state,
                        unlimited,
                        bound,
                        tighten,
                        &mut |from, reach, uses| {
                            self.bound.rest(brand, from, reach, uses).less(unused)
                        },
                    )
                };
                let tight = explore(spare, true);
                let value = tight.to_go[0];
                // With something to spare, dearer ways count too; with no bound at all only the
                // value is asked for.
                let graph =
                    if value < spare && spare.is_some() { explore(spare, false) } else { tight };
                self.credit.push((brand, offer, graph));
                // The keys of the graphs, in their order.
                self.known_credit.add(key).0
            }
        };
        let value = self.credit[graph].2.to_go[0];
        found.pass(Place::Credit { graph, state: 0 }, None, value);
    }

    /// A top-up is bought.
    fn top_up(&mut self, graph: usize, state: usize, label: &Label, found: &mut Found<'_>) {
        let (brand, offer, credit) = &self.credit[graph];
        let scope = &self.table.scope;
        let offers = scope.brands[*brand];
        let paygo = &offers.paygo[*offer];
        let here = credit.states[state];
        let day = usize::from(here.day);
        let holds = label.uses > 0;
        for edge in &credit.edges[state] {
            if edge.coupon && !holds {
                continue;
            }
            let terms = &paygo.topups[edge.topup];
            let bought = Bought {
                brand: offers.brand,
                day,
                new_line: here.new_line,
                coupon: edge.coupon,
                what: What::Topup { paygo: paygo.paygo, topup: terms.topup, price: terms.price },
                reach: edge.reach,
            };
            if edge.reach > day {
                let unused = self.unused_after(*brand, label, found);
                let rest = self.bound.rest(*brand, day, edge.reach, edge.uses).less(unused);
                let between = self.after(*brand, day, edge.reach);
                found.buy(Place::Between(between), bought.clone(), edge.cost, rest, scope.coupon);
            }
            if let Some(next) = edge.next {
                let place = Place::Credit { graph, state: next };
                found.buy(place, bought, edge.cost, credit.to_go[next], scope.coupon);
            }
        }
    }
}

fn start_of(brand: usize, day: usize, line: StartLine) -> Start {
    Start { brand: brand as u16, day: day as u16, line }
}

/// The successors found so far of a label, those within the bound.
struct Found<'l> {
    label: &'l Label,
    bound: Cost,
    /// The prices of the brands not bought from yet.
    unused: Cost,
    most_brands: usize,
    next: Vec<(Label, Cost, Step)>,
}

impl Found<'_> {
    /// What may still be spent after the label.
    fn spare(&self) -> Cost {
        self.bound.less(self.label.spent)
    }

    fn has_room(&self, cost: Cost) -> bool {
        let spent = self.label.spent.plus(cost);
        spent.is_some() && spent <= self.bound
    }

    fn pass(&mut self, place: Place, starts: Option<usize>, rest: Cost) {
        let value = self.label.spent.plus(rest);
        if value.is_some() && value <= self.bound {
            let label = Label { place, ..self.label.clone() };
            self.next.push((label, value, Step::Pass { starts }));
        }
    }

    fn buy(&mut self, place: Place, bought: Bought, cost: Cost, rest: Cost, coupon: CouponUses) {
        let spent = self.label.spent.plus(cost);
        let value = spent.plus(rest);
        if !value.is_some() || value > self.bound {
            return;
        }
        let brands = &self.label.bought;
        let brands = match brands.binary_search(&bought.brand) {
            Ok(_) => brands.clone(),
            Err(_) if brands.len() >= self.most_brands => return,
            Err(i) => {
                let mut more = brands.to_vec();
                more.insert(i, bought.brand);
                more.into()
            }
        };
        let uses = self.label.uses;
        let uses = if bought.coupon { coupon.after_use(uses) } else { uses };
        let label = Label { place, uses, bought: brands, spent };
        self.next.push((label, value, Step::Buy(Rc::new(bought))));
    }
}
