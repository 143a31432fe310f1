//! Plan periods and the current period (model.md §2, §3), each with its cheapest add-ons.

use std::cell::RefCell;
use std::collections::HashMap;

use simfare_engine::catalog::{Addon, AfterCap, Plan, Validity};
use simfare_engine::format::Allowance;

use super::bill::Shop;
use super::demand::Demand;

/// Add-ons by index with their quantities, and their price.
type Addons = Option<(i128, Vec<u64>)>;

/// The plan periods of a line.
#[derive(Debug)]
pub(crate) struct PlanPeriods<'s, 'a> {
    shop: &'s Shop<'a>,
    demand: &'s Demand,
    /// The cheapest add-ons that fill a lack of each resource, by plan.
    found: RefCell<HashMap<(usize, [u64; 4]), Addons>>,
}

/// A period's items: id, quantity, unit price; and what they cost.
pub(crate) type Items<'a> = (i128, Vec<(&'a str, u64, i64)>);

impl<'s, 'a> PlanPeriods<'s, 'a> {
    pub(crate) fn new(shop: &'s Shop<'a>, demand: &'s Demand) -> Self {
        Self { shop, demand, found: RefCell::default() }
    }

    /// `end(a)`, at most the horizon.
    pub(crate) fn last_end(&self, plan: usize, a: u32) -> u32 {
        let from = self.shop.date(a);
        let end = match self.shop.catalog.plans[plan].validity {
            Validity::Days(days) => i64::from(a) + i64::from(days),
            Validity::Months(months) => i64::from(a) + from.plus_months(months).days_since(from),
        };
        end.min(self.demand.horizon().into()) as u32
    }

    /// The cheapest purchase of a plan for `[a,b)`, where it can serve it.
    pub(crate) fn bought(&self, index: usize, a: u32, b: u32) -> Option<Items<'a>> {
        let plan = &self.shop.catalog.plans[index];
        let mut allowances = plan.allowances().0;
        let date = self.shop.date(a);
        if let Some(sale) = &plan.sale
            && sale.from <= date
            && date <= sale.until
            && let Some(bonus) = &sale.bonus
        {
            for (allowance, more) in allowances.iter_mut().zip(bonus.allowances().0) {
                *allowance = sum(*allowance, more, 1);
            }
        }
        let stretch = plan.resets_every_days.map_or(b - a, |days| days.get());
        let (addons_price, quantities) = self.served(index, plan, allowances, a, b, stretch)?;
        let price = self.shop.price(plan, a);
        let mut items = vec![(plan.id.as_str(), 1, price)];
        items.extend(self.listed(&quantities));
        Some((i128::from(price) + addons_price, items))
    }

    /// The cheapest add-ons to a current period `[0,b)` that has `left`.
    pub(crate) fn current(&self, index: usize, left: [Allowance; 4], b: u32) -> Option<Items<'a>> {
        let plan = &self.shop.catalog.plans[index];
        let (price, quantities) = self.served(index, plan, left, 0, b, b)?;
        Some((price, self.listed(&quantities).collect()))
    }

    fn listed(&self, quantities: &[u64]) -> impl Iterator<Item = (&'a str, u64, i64)> {
        let addons: &'a [Addon] = &self.shop.catalog.addons;
        let some = addons.iter().zip(quantities.to_vec()).filter(|(_, quantity)| *quantity > 0);
        some.map(|(addon, quantity)| (addon.id.as_str(), quantity, addon.price.0))
    }

    /// The cheapest add-ons with which the allowances serve each stretch of `[a,b)`.
    fn served(
        &self,
        index: usize,
        plan: &Plan,
        mut allowances: [Allowance; 4],
        a: u32,
        b: u32,
        stretch: u32,
    ) -> Addons {
        let days = &self.demand.days[a as usize..b as usize];
        let number =
            self.shop.catalog.brands[self.shop.catalog.links().brand_of_plan[index]].number;
        if days.iter().any(|day| day.reachable) && !number {
            return None;
        }
        let slow_enough = match (plan.after_cap, self.shop.request.throttle_min_kbps) {
            (AfterCap::Throttle(speed), Some(least)) => speed >= least,
            _ => false,
        };
        if slow_enough {
            allowances[0] = Allowance::Unlimited;
        } else if let Some(Allowance::Units(bound)) = plan.data_mb_per_day
            && days.iter().any(|day| day.used[0] > bound)
        {
            return None;
        }
        let mut price = 0;
        let mut quantities = vec![0; self.shop.catalog.addons.len()];
        let mut from = a;
        while from < b {
            let until = from.saturating_add(stretch).min(b);
            let need = self.demand.need(from, until);
            let lack = [0, 1, 2, 3].map(|r| match allowances[r] {
                Allowance::Units(units) => need[r].saturating_sub(units),
                Allowance::Unlimited => 0,
            });
            let (more, each) = self.addons(index, lack)?;
            price += more;
            for (quantity, more) in quantities.iter_mut().zip(each) {
                *quantity += more;
            }
            from = until;
        }
        Some((price, quantities))
    }

    /// The cheapest add-ons that fill a lack in one stretch.
    fn addons(&self, plan: usize, lack: [u64; 4]) -> Addons {
        if let Some(known) = self.found.borrow().get(&(plan, lack)) {
            return known.clone();
        }
        let catalog = self.shop.catalog;
        let (id, brand) = (&catalog.plans[plan].id, &catalog.plans[plan].brand);
        let fitting: Vec<usize> = (0..catalog.addons.len())
            .filter(|&index| {
                let addon = &catalog.addons[index];
                addon.brand == *brand && addon.plans.as_ref().is_none_or(|plans| plans.contains(id))
            })
            .collect();
        let mut best = None;
        let mut quantities = vec![0; catalog.addons.len()];
        self.try_addons(&fitting, lack, 0, &mut quantities, &mut best);
        self.found.borrow_mut().insert((plan, lack), best.clone());
        best
    }

    /// Tries every quantity of the first add-on, with every quantity of the others.
    fn try_addons(
        &self,
        addons: &[usize],
        lack: [u64; 4],
        price: i128,
        quantities: &mut Vec<u64>,
        best: &mut Addons,
    ) {
        if best.as_ref().is_some_and(|(known, _)| *known <= price) {
            return;
        }
        if lack == [0; 4] {
            *best = Some((price, quantities.clone()));
            return;
        }
        let Some((&index, others)) = addons.split_first() else { return };
        let addon = &self.shop.catalog.addons[index];
        let gives = addon.allowances().0;
        // More than fills each resource it has is never of use.
        let enough = (0..4).map(|r| match gives[r] {
            _ if lack[r] == 0 => 0,
            Allowance::Units(0) => 0,
            Allowance::Units(units) => lack[r].div_ceil(units),
            Allowance::Unlimited => 1,
        });
        let enough = enough.max().unwrap_or(0);
        let most = addon.max_per_period.map_or(enough, |most| enough.min(most.into()));
        for quantity in 0..=most {
            let lack = [0, 1, 2, 3].map(|r| match sum(Allowance::NONE, gives[r], quantity) {
                Allowance::Units(units) => lack[r].saturating_sub(units),
                Allowance::Unlimited => 0,
            });
            quantities[index] = quantity;
            let price = price + i128::from(addon.price.0) * i128::from(quantity);
            self.try_addons(others, lack, price, quantities, best);
        }
        quantities[index] = 0;
    }
}

/// `allowance + quantity × more`
fn sum(allowance: Allowance, more: Allowance, quantity: u64) -> Allowance {
    match (allowance, more) {
        (allowance, _) if quantity == 0 => allowance,
        (Allowance::Units(a), Allowance::Units(b)) => Allowance::Units(a + b * quantity),
        _ => Allowance::Unlimited,
    }
}
