//! The schedule that a table's best ways make, from day 0 to the horizon.

use std::cmp::Ordering;
use std::rc::Rc;

use super::choice::{Solution, brands_of};
use super::current::{CurrentUse, uses_of_current};
use super::graph::{Bought, What};
use super::table::{Next, Pick, PickedTopup, Rule, StartLine, Table};
use crate::cost::Cost;
use crate::offers::{Bundled, Current};

/// What happens on day 0 before anything new is bought.
#[derive(Debug, Clone)]
enum Beginning {
    /// Nothing: the current line is unused, or used as far as it goes for free.
    Free,
    /// Add-ons for the current period: index into its steps.
    Addons { step: usize, coupon: bool },
    /// Top-ups of the current line's own credit.
    Topups(Vec<PickedTopup>),
}

/// The best schedule of a scope with so many coupon uses, by the table's values.
pub(super) fn best(table: &Table<'_>, uses: u16) -> Option<Solution> {
    let mut best: Option<(Cost, Beginning, Next)> = None;
    let mut take = |cost: Cost, beginning: Beginning, next: Next| {
        let better = cost.is_some()
            && best.as_ref().is_none_or(|(least, there, after)| {
                let list = |beginning: &Beginning, next: Next| {
                    table.list_after(&ranks_of(table, beginning), next)
                };
                let lists = || table.order_of_lists(list(&beginning, next), list(there, *after));
                let ties = || if table.scope.break_ties { lists() } else { Ordering::Equal };
                cost.cmp(least).then_with(ties).is_lt()
            });
        if better {
            best = Some((cost, beginning, next));
        }
    };
    let scope = &table.scope;
    let layer = scope.coupon.layer(uses);
    let life = scope.line.map_or(0, |line| line.life);
    let brand = scope.line.map(|line| line.brand);
    let rest = |uses: u16, reach: usize| {
        table.next_start(brand, scope.coupon.layer(uses), 1, reach, life, None, true)
    };
    for beginning in uses_of_current(scope, uses) {
        match beginning {
            CurrentUse::Free { reach } => {
                let rest = rest(uses, reach);
                take(rest.cost, Beginning::Free, rest.next);
            }
            CurrentUse::Addons { step, reach, coupon, cost, uses } => {
                let rest = rest(uses, reach);
                take(cost.plus(rest.cost), Beginning::Addons { step, coupon }, rest.next);
            }
            CurrentUse::Topups { brand, offer, state } => {
                let (cost, topups, next) = table.best_credit(brand, offer, state);
                take(cost, Beginning::Topups(topups), next);
            }
        }
    }
    // Under hold a schedule without a period is none (model.md §4).
    let may_end = scope.rule != Rule::Hold;
    let idle = table.next_start(brand, layer, 0, 0, life, None, may_end);
    take(idle.cost, Beginning::Free, idle.next);
    let (cost, beginning, next) = best?;
    Some(follow(table, cost, &beginning, next))
}

/// The least cost by the table's values.
pub(super) fn least_cost(table: &Table<'_>, uses: u16) -> Cost {
    best(table, uses).map_or(Cost::NEVER, |solution| solution.cost)
}

fn ranks_of(table: &Table<'_>, beginning: &Beginning) -> Vec<u32> {
    match beginning {
        Beginning::Free => Vec::new(),
        Beginning::Addons { step, .. } => {
            addons_of(table, *step).iter().map(|b| table.scope.ranks.addons[b.addon]).collect()
        }
        Beginning::Topups(topups) => {
            let brand = table.scope.line.map_or(0, |line| line.brand);
            topups.iter().map(|topup| table.topup_rank(brand, topup)).collect()
        }
    }
}

/// The add-ons of a step of the current period.
fn addons_of<'t>(table: &'t Table<'_>, step: usize) -> &'t [Bundled] {
    let brand = table.scope.line.map(|line| table.scope.brands[line.brand]);
    match brand.map(|brand| &brand.current) {
        Some(Some(Current::Plan { steps })) => &steps[step].bundle,
        _ => &[],
    }
}

/// Takes back add-ons that a period ended early has no use for. They were free, or made so by a
/// coupon; but what a stretch that never comes may have isn't for the others (model.md §3).
pub(super) fn without_unused_addons(table: &Table<'_>, mut solution: Solution) -> Solution {
    let scope = &table.scope;
    for (bought, end) in &mut solution.purchases {
        let What::Plan { plan, price, bundle } = &bought.what else { continue };
        let offers = scope.brands.iter().find(|offers| offers.brand == bought.brand);
        let offer = offers.and_then(|offers| offers.plans.iter().find(|offer| offer.plan == *plan));
        if bundle.is_empty() || *end == bought.reach {
            continue;
        }
        let steps = offer.and_then(|offer| offer.addon_steps(scope.demand, bought.day));
        let enough = steps.into_iter().flatten().find(|step| step.reach >= *end);
        if let Some(step) = enough {
            let what = What::Plan { plan: *plan, price: *price, bundle: step.bundle };
            *bought = Rc::new(Bought { what, ..(**bought).clone() });
        }
    }
    solution
}

fn follow(table: &Table<'_>, cost: Cost, beginning: &Beginning, mut next: Next) -> Solution {
    let ids = if table.scope.break_ties {
        table.ids(table.list_after(&ranks_of(table, beginning), next))
    } else {
        Vec::new()
    };
    let mut purchases: Vec<(Rc<Bought>, usize)> = Vec::new();
    let mut buy = |bought: Bought, end: usize| purchases.push((Rc::new(bought), end));
    let line_brand = table.scope.line.map_or(0, |line| line.brand);
    let day_of = |next: Next| next.start.map_or(usize::MAX, |start| usize::from(start.day));
    match beginning {
        Beginning::Free => {}
        Beginning::Addons { step, coupon } => {
            let offers = table.scope.brands[line_brand];
            if let Some(Current::Plan { steps }) = &offers.current {
                let reach = steps[*step].reach;
                let what = What::CurrentAddons { bundle: steps[*step].bundle.clone() };
                let brand = offers.brand;
                let bought =
                    Bought { brand, day: 0, new_line: false, coupon: *coupon, what, reach };
                buy(bought, reach.min(day_of(next)));
            }
        }
        Beginning::Topups(topups) => {
            buy_topups(table, line_brand, topups, false, day_of(next), &mut buy)
        }
    }
    while let Some(start) = next.start {
        let layer = next.layer;
        let way = *table.way(start, layer);
        let offers = table.scope.brands[usize::from(start.brand)];
        let new_line = start.line != StartLine::Alive;
        let (day, reach) = (usize::from(start.day), usize::from(way.reach));
        next = way.rest;
        let (plan, bundle) = match way.pick {
            Pick::Plan(plan) => (plan as usize, Vec::new()),
            Pick::Bundle(index) => {
                let picked = &table.bundles[index as usize];
                (picked.plan, picked.bundle.clone())
            }
            Pick::Credit(offer) => {
                let followed = table.credit_of(start, offer, layer);
                next = followed.1;
                let brand = start.brand.into();
                buy_topups(table, brand, &followed.0, new_line, day_of(next), &mut buy);
                continue;
            }
        };
        let plan = &offers.plans[plan];
        let what = What::Plan { plan: plan.plan, price: plan.tariff(day).price, bundle };
        let bought = Bought { brand: offers.brand, day, new_line, coupon: way.coupon, what, reach };
        buy(bought, reach.min(day_of(next)));
    }
    Solution { cost, brands: brands_of(&purchases), ids, purchases }
}

/// The purchases of a sequence of top-ups, each serving until the next or the period's end.
fn buy_topups(
    table: &Table<'_>,
    brand: usize,
    topups: &[PickedTopup],
    new_line: bool,
    next_start: usize,
    buy: &mut dyn FnMut(Bought, usize),
) {
    let offers = table.scope.brands[brand];
    for (i, picked) in topups.iter().enumerate() {
        let paygo = &offers.paygo[picked.offer];
        let terms = &paygo.topups[picked.topup];
        let end = topups.get(i + 1).map_or(picked.reach.min(next_start), |next| next.day);
        let what = What::Topup { paygo: paygo.paygo, topup: terms.topup, price: terms.price };
        let (brand, day, reach) = (offers.brand, picked.day, picked.reach);
        let bought =
            Bought { brand, day, new_line: new_line && i == 0, coupon: picked.coupon, what, reach };
        buy(bought, end);
    }
}
