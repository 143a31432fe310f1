//! The steps that a schedule can take from where it stands, as far as they stay within a bound.

use std::rc::Rc;

use crate::cost::Cost;
use crate::map::Set;
use crate::offers::{BundleStep, CreditGraph, CreditState, Current};
use crate::schedule::current::{CurrentUse, uses_of_current};
use crate::schedule::prices::Prices;
use crate::schedule::table::{CouponUses, Rule, Start, StartLine, Table};

use super::place::{Between, Label, Place};
use super::{Bought, Step, What};

/// Finds the successors of labels.
pub(super) struct Explorer<'t, 'a> {
    pub(super) table: &'t Table<'a>,
    /// The table with prices on first uses, whose values less the prices of unused brands bound
    /// what is to go.
    bound: &'t Table<'t>,
    prices: &'t Prices,
    pub(super) credit: Vec<(usize, usize, CreditGraph)>,
    /// The credit graphs of starts, by start, offer, uses, bound and the prices of unused brands.
    known_credit: Set<(Option<Start>, usize, u16, Cost, Cost)>,
    /// The most brands that may be bought from.
    most_brands: usize,
    /// The most purchases: what is free can be bought without end and stay within a total.
    most_purchases: u64,
    /// Whether a next start before the last period's reach can be left out: where no price or
    /// reach gets worse with time, any schedule can start each period as late as the one before
    /// allows, with the same purchases.
    late_starts_suffice: bool,
}

impl<'t, 'a> Explorer<'t, 'a> {
    pub(super) fn new(
        table: &'t Table<'a>,
        bound: &'t Table<'t>,
        prices: &'t Prices,
        most_brands: usize,
        most_purchases: u64,
    ) -> Self {
        let late_starts_suffice = table.scope.rule == Rule::Free
            && table.scope.brands.iter().all(|brand| {
                brand.plans.iter().all(|plan| plan.keeps_its_terms())
                    && brand.paygo.iter().all(|paygo| paygo.keeps_its_terms())
            });
        let known_credit = Set::default();
        let credit = Vec::new();
        Self {
            table,
            bound,
            prices,
            credit,
            known_credit,
            most_brands,
            most_purchases,
            late_starts_suffice,
        }
    }

    pub(super) fn day_of(&self, place: Place) -> usize {
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
    pub(super) fn successors(&mut self, label: &Label, bound: Cost) -> Vec<(Label, Cost, Step)> {
        let brands = &self.table.scope.brands;
        let bought = |brand: usize| label.bought.binary_search(&brands[brand].brand).is_ok();
        let unused = self.prices.unused(bought);
        let next = Vec::new();
        let Self { most_brands, most_purchases, .. } = *self;
        let mut found = Found { label, bound, unused, most_brands, most_purchases, next };
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
        let used = |reach| Place::Between(Between { brand, first: 1, reach, life, served: true });
        for beginning in uses_of_current(scope, label.uses) {
            match beginning {
                CurrentUse::Free { reach } => found.pass(used(reach), None, Cost::ZERO),
                CurrentUse::Addons { step, reach, coupon, cost, .. } => {
                    let Some(Current::Plan { steps }) = &offers.current else { continue };
                    let bought = Bought {
                        brand: offers.brand,
                        day: 0,
                        new_line: false,
                        coupon,
                        what: What::CurrentAddons { bundle: steps[step].bundle.clone() },
                        reach,
                    };
                    found.buy(used(reach), bought, cost, Cost::ZERO, scope.coupon);
                }
                CurrentUse::Topups { brand, offer, state } => {
                    let spare = found.bound;
                    self.enter_credit(None, brand, offer, state, spare, found);
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
                    self.try_start(Start::on(brand, day, line), label.uses, found);
                }
            }
            let leaves = scope.rule == Rule::Free || between.brand.is_none();
            let own = between.brand.unwrap_or(usize::MAX);
            // What starts here with another brand costs at least what the table has for the cheapest of
            // these, less the prices of brands that only the table counts (`unused`): where that is more
            // than may still be spent, none of them needs to be tried.
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
                    self.try_start(Start::on(brand, day, line), label.uses, found);
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
                    plain = BundleStep { reach, price: 0, bundle: Vec::new() };
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
    pub(super) fn unused_soon(&self, label: &Label) -> Cost {
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

/// The successors found so far of a label, those within the bound.
struct Found<'l> {
    label: &'l Label,
    bound: Cost,
    /// The prices of the brands not bought from yet.
    unused: Cost,
    most_brands: usize,
    most_purchases: u64,
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
        if !value.is_some() || value > self.bound || spent.purchases() > self.most_purchases {
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
