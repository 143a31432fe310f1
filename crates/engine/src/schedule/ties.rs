//! Which brands appear in any schedule that costs the least.
//!
//! The tie-break by brands (model.md §7) asks whether fewer of them would do at the same cost;
//! only brands of some cheapest schedule can be among those.

use super::current::{CurrentUse, uses_of_current};
use super::table::{Rule, Start, StartLine, Table};
use crate::cost::Cost;
use crate::map::Set;
use crate::offers::CreditState;

/// The brands, by index into the catalog's, that schedules of the least cost buy from.
pub(super) fn brands(table: &Table<'_>, uses: u16, least: Cost) -> Vec<usize> {
    let mut walk = Walk { table, open: Vec::new(), seen: Set::default() };
    walk.begin(uses, least);
    let mut brands = Set::default();
    if let Some(line) = table.scope.line {
        brands.add(table.scope.brands[line.brand].brand);
    }
    while let Some((start, uses)) = walk.open.pop() {
        brands.add(table.scope.brands[usize::from(start.brand)].brand);
        walk.buy(start, uses);
    }
    brands.into_members()
}

/// Time between a period and the next start.
struct Between {
    brand: Option<usize>,
    first: usize,
    reach: usize,
    life: usize,
}

struct Walk<'t, 'a> {
    table: &'t Table<'a>,
    open: Vec<(Start, u16)>,
    seen: Set<(Start, u16)>,
}

impl Walk<'_, '_> {
    fn begin(&mut self, uses: u16, least: Cost) {
        let scope = &self.table.scope;
        let brand = scope.line.map(|line| line.brand);
        let life = scope.line.map_or(0, |line| line.life);
        self.starts(&Between { brand, first: 0, reach: 0, life }, uses, least);
        for used in uses_of_current(scope, uses) {
            match used {
                CurrentUse::Free { reach } => {
                    self.starts(&Between { brand, first: 1, reach, life }, uses, least);
                }
                CurrentUse::Addons { reach, cost, uses, .. } if cost <= least => {
                    let between = Between { brand, first: 1, reach, life };
                    self.starts(&between, uses, least.less(cost));
                }
                CurrentUse::Addons { .. } => {}
                CurrentUse::Topups { brand, offer, state } => {
                    self.top_up(brand, offer, state, least);
                }
            }
        }
    }

    /// Notes each next start from which exactly `cost` is to go.
    fn starts(&mut self, between: &Between, uses: u16, cost: Cost) {
        let table = self.table;
        let scope = &table.scope;
        let needed = scope.demand.next_needed(between.reach);
        for day in between.first..=needed.min(scope.demand.horizon - 1) {
            let mut note = |brand: usize, line: StartLine| {
                let start = Start::on(brand, day, line);
                if table.start(start, uses) == cost && self.seen.add((start, uses)).1 {
                    self.open.push((start, uses));
                }
            };
            if let Some(brand) = between.brand {
                if day <= between.life {
                    note(brand, StartLine::Alive);
                } else if scope.rule == Rule::Free {
                    note(brand, StartLine::Again);
                }
            }
            let own = between.brand.unwrap_or(usize::MAX);
            if scope.rule == Rule::Free && table.others_within(own, day, uses, cost) {
                (0..scope.brands.len())
                    .filter(|&b| b != own)
                    .for_each(|b| note(b, StartLine::Fresh));
            }
        }
    }

    /// Follows each purchase from a start that costs the least.
    fn buy(&mut self, start: Start, uses: u16) {
        let table = self.table;
        let scope = &table.scope;
        let (brand, day) = (usize::from(start.brand), usize::from(start.day));
        let offers = scope.brands[brand];
        let new_line = start.line != StartLine::Alive;
        let least = table.start(start, uses);
        for plan in &offers.plans {
            if plan.new_line_only && start.line != StartLine::Fresh {
                continue;
            }
            let tariff = plan.tariff(day);
            let reaches = match plan.addon_steps(scope.demand, day) {
                None => vec![(usize::from(plan.reach[day]), tariff.costs)],
                Some(steps) => {
                    let costs = |price: i64| {
                        offers.costs(scope.pricing, tariff.price.saturating_add(price))
                    };
                    steps.iter().map(|step| (step.reach, costs(step.price))).collect()
                }
            };
            for (reach, costs) in reaches.into_iter().filter(|(reach, _)| *reach > day) {
                for coupon in [false, true] {
                    if coupon && !(uses > 0 && plan.coupon_holds(day)) {
                        continue;
                    }
                    let after = if coupon { scope.coupon.after_use(uses) } else { uses };
                    let cost = costs[usize::from(new_line)][usize::from(coupon)];
                    let rest = table.rest(brand, day, reach, after);
                    if cost.plus(rest) == least {
                        self.starts(&self.after(brand, day, reach), after, rest);
                    }
                }
            }
        }
        for (i, paygo) in offers.paygo.iter().enumerate() {
            let balance = day == 0 && !new_line && table.starts_with_balance(brand, i);
            if let Some(state) = paygo.start(day, uses, new_line)
                && !balance
            {
                self.top_up(brand, i, state, least);
            }
        }
    }

    fn after(&self, brand: usize, from: usize, reach: usize) -> Between {
        let life = reach + self.table.scope.brands[brand].grace;
        Between { brand: Some(brand), first: from + 1, reach, life }
    }

    /// Follows each sequence of top-ups from a state that costs the least.
    fn top_up(&mut self, brand: usize, offer: usize, state: CreditState, least: Cost) {
        let table = self.table;
        let values = table.credit_values(brand, offer, state);
        if table.credit_to_go(&values, brand, offer, state) != least {
            return;
        }
        let (mut open, mut seen) = (vec![state], Set::of([state]));
        while let Some(state) = open.pop() {
            let day = usize::from(state.day);
            let to_go = table.credit_to_go(&values, brand, offer, state);
            for (choice, stop, go) in table.credit_steps(&values, brand, offer, state) {
                if choice.cost.plus(stop.cost) == to_go {
                    self.starts(&self.after(brand, day, choice.reach), choice.uses, stop.cost);
                }
                let next = choice.next.filter(|_| choice.cost.plus(go) == to_go);
                if let Some(next) = next
                    && seen.add(next).1
                {
                    open.push(next);
                }
            }
        }
    }
}
