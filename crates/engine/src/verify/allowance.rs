//! Whether a plan's allowances serve a period (model.md §3).

use std::collections::BTreeSet;

use super::demand::Demand;
use super::terms::Terms;
use crate::Date;
use crate::catalog::{AfterCap, Plan, Validity};
use crate::format::Allowance;
use crate::request::LineOn;
use crate::{PerResource, Resource};

/// Steps in the search for how add-ons are spread over stretches. A quote of the engine takes a
/// few; one from elsewhere mustn't take for ever.
const MAX_STEPS: usize = 1_000_000;

/// A plan period, or the current one.
#[derive(Debug)]
pub(super) struct PlanPeriod<'p> {
    pub(super) plan: usize,
    pub(super) start: u32,
    pub(super) end: u32,
    /// Add-ons with their quantities.
    pub(super) addons: &'p [(usize, u64)],
}

/// `end(a)` of a plan bought on a day (model.md §2).
fn paid_through(plan: &Plan, day: u32, date: Date) -> i64 {
    let days = match plan.validity {
        Validity::Days(days) => i64::from(days),
        Validity::Months(months) => date.plus_months(months).days_since(date),
    };
    i64::from(day).saturating_add(days)
}

/// Why a bought period isn't served; `None` where it is.
pub(super) fn fault_of_bought(
    terms: &Terms<'_>,
    demand: &Demand,
    period: &PlanPeriod<'_>,
) -> Option<String> {
    let plan = &terms.catalog.plans[period.plan];
    let date = terms.date(period.start);
    let end = paid_through(plan, period.start, date);
    if i64::from(period.end) > end {
        return Some(format!("\"{}\" is paid only until day {end}", plan.id));
    }
    let on_sale = plan.sale.as_ref().filter(|sale| sale.from <= date && date <= sale.until);
    let bonus = on_sale.and_then(|sale| sale.bonus.as_ref()).map(|bonus| bonus.allowances());
    let own = plan.allowances();
    let allowances = match bonus {
        Some(bonus) => PerResource::from_fn(|r| plus(own[r], bonus[r])),
        None => own,
    };
    let length = period.end.saturating_sub(period.start);
    let stretch = plan.resets_every_days.map_or(length, |days| days.get());
    fault(terms, demand, period, allowances, stretch)
}

/// Why the current period isn't served; `None` where it is.
pub(super) fn fault_of_current(
    terms: &Terms<'_>,
    demand: &Demand,
    end: u32,
    addons: &[(usize, u64)],
) -> Option<String> {
    let Some((_, line)) = terms.current else { return Some("there is no current line".into()) };
    let LineOn::Plan { plan, left } = &line.on else {
        return Some("the current line isn't on a plan".into());
    };
    let plan = terms.catalog.links().plan(plan.as_str())?;
    if end > line.days_left {
        return Some(format!("the current period ends on day {}", line.days_left));
    }
    let period = PlanPeriod { plan, start: 0, end, addons };
    fault(terms, demand, &period, *left, end)
}

fn fault(
    terms: &Terms<'_>,
    demand: &Demand,
    period: &PlanPeriod<'_>,
    mut allowances: PerResource<Allowance>,
    stretch: u32,
) -> Option<String> {
    let &PlanPeriod { plan: index, start, end, addons } = period;
    let plan = &terms.catalog.plans[index];
    let throttled_is_enough = match (plan.after_cap, terms.request.throttle_min_kbps) {
        (AfterCap::Throttle(speed), Some(least)) => speed >= least,
        _ => false,
    };
    if throttled_is_enough {
        allowances[Resource::Data] = Allowance::Unlimited;
    } else if let Some(Allowance::Units(bound)) = plan.data_mb_per_day {
        let past = demand.days(start, end).find(|(_, day)| day.used[Resource::Data] > bound);
        if let Some((day, _)) = past {
            return Some(format!("day {day} takes more data than \"{}\" gives a day", plan.id));
        }
    }
    let stretch = stretch.max(1);
    let stretches: Vec<(u32, u32)> = (start..end)
        .step_by(stretch as usize)
        .map(|from| (from, from.saturating_add(stretch).min(end)))
        .collect();
    for &(addon, quantity) in addons {
        let addon = &terms.catalog.addons[addon];
        let most = addon.max_per_period.map(|most| u64::from(most) * stretches.len() as u64);
        if most.is_some_and(|most| quantity > most) {
            return Some(format!("\"{}\" is bought {quantity} times, too often", addon.id));
        }
    }
    let lacks = stretches.iter().map(|&(from, until)| {
        let need = demand.need(from, until);
        let lack = PerResource::from_fn(|r| match allowances[r] {
            Allowance::Units(units) => need[r].saturating_sub(units),
            Allowance::Unlimited => 0,
        });
        (from, until, lack)
    });
    let lacks: Vec<_> = lacks.filter(|(_, _, lack)| lack.0 != [0; 4]).collect();
    spread(terms, addons, &lacks).err()
}

/// Finds whether add-ons, each for one stretch, fill what the stretches lack.
fn spread(
    terms: &Terms<'_>,
    addons: &[(usize, u64)],
    lacks: &[(u32, u32, PerResource<u64>)],
) -> Result<(), String> {
    let kinds: Vec<AddonKind> = addons
        .iter()
        .map(|&(addon, _)| {
            let addon = &terms.catalog.addons[addon];
            let most = addon.max_per_period.map_or(u64::MAX, u64::from);
            AddonKind { gives: addon.allowances(), most }
        })
        .collect();
    // What may remain after the stretches so far, for each way to fill them without waste.
    let mut remains = BTreeSet::from([addons.iter().map(|(_, n)| *n).collect::<Vec<u64>>()]);
    let mut steps = 0;
    for &(from, until, lack) in lacks {
        let mut after = BTreeSet::new();
        for remaining in &remains {
            fill(&kinds, 0, remaining.clone(), lack, &mut after, &mut steps);
            if steps > MAX_STEPS {
                return Err("has more ways to spread its add-ons than can be checked".into());
            }
        }
        if after.is_empty() {
            let lacking = Resource::ALL.into_iter().filter(|&r| lack[r] > 0);
            let lacking: Vec<&str> = lacking.map(Resource::field).collect();
            return Err(format!(
                "days {from} to {} need more {} than it gives",
                until.saturating_sub(1),
                lacking.join(", ")
            ));
        }
        remains = after;
    }
    Ok(())
}

struct AddonKind {
    gives: PerResource<Allowance>,
    /// `max_per_period`
    most: u64,
}

/// Tries quantities of the add-ons from `first` on until nothing lacks; puts what then remains
/// into `after`.
fn fill(
    kinds: &[AddonKind],
    first: usize,
    remaining: Vec<u64>,
    lack: PerResource<u64>,
    after: &mut BTreeSet<Vec<u64>>,
    steps: &mut usize,
) {
    *steps += 1;
    if lack.0 == [0; 4] {
        after.insert(remaining);
        return;
    }
    let Some(kind) = kinds.get(first) else { return };
    // More than fills every lack it can fill is waste.
    let enough = Resource::ALL.into_iter().map(|r| match kind.gives[r] {
        _ if lack[r] == 0 => 0,
        Allowance::Units(0) => 0,
        Allowance::Units(units) => lack[r].div_ceil(units),
        Allowance::Unlimited => 1,
    });
    let most = enough.max().unwrap_or(0).min(kind.most).min(remaining[first]);
    for quantity in 0..=most {
        if *steps > MAX_STEPS {
            return;
        }
        let rest = PerResource::from_fn(|r| match kind.gives[r] {
            Allowance::Units(units) => lack[r].saturating_sub(units.saturating_mul(quantity)),
            Allowance::Unlimited if quantity > 0 => 0,
            Allowance::Unlimited => lack[r],
        });
        let mut remaining = remaining.clone();
        remaining[first] -= quantity;
        fill(kinds, first + 1, remaining, rest, after, steps);
    }
}

fn plus(a: Allowance, b: Allowance) -> Allowance {
    match (a, b) {
        (Allowance::Units(a), Allowance::Units(b)) => Allowance::Units(a.saturating_add(b)),
        _ => Allowance::Unlimited,
    }
}
