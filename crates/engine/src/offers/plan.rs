//! Plans (model.md §2) and how far their periods reach (§3).

use crate::sort;
use std::cmp::Ordering;
use std::ops::Range;
use std::rc::Rc;

use super::addons::{AddonMenu, BrandAddons, BundleStep, Span};
use super::{CostTable, CurrentStep, Dominated, cost_table};
use crate::catalog::{Plan, Validity};
use crate::cost::Cost;
use crate::demand::Demand;
use crate::format::Allowance;
use crate::market::Market;
use crate::request::LineOn;
use crate::{PerResource, Resource};

/// A plan for one demand.
#[derive(Debug, Clone)]
pub(crate) struct PlanOffer {
    /// By index into the catalog's plans.
    pub(crate) plan: usize,
    pub(crate) new_line_only: bool,
    /// For each start, the day after the last that a period without add-ons can serve.
    pub(crate) reach: Vec<u16>,
    /// Whether allowances start afresh within a period, so that a later start can reach less far.
    resets: bool,
    /// The starts on which the sale is active.
    sale: Range<usize>,
    /// The starts on which the coupon holds.
    coupon: Range<usize>,
    /// Out of the sale and in it.
    tariffs: [Tariff; 2],
    /// Add-ons, where any can be of use.
    addons: Option<WithAddons>,
    /// What a first use costs beside, in a bound.
    pub(crate) first_use: Cost,
}

/// A plan's price on a day.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Tariff {
    /// The plan's price, in minor units.
    pub(crate) price: i64,
    /// The cost of a purchase of the plan alone.
    pub(crate) costs: CostTable,
}

#[derive(Debug, Clone)]
struct WithAddons {
    menu: Rc<AddonMenu>,
    /// Out of the sale and in it.
    allowances: [PerResource<Allowance>; 2],
    stretch: Option<usize>,
    /// For each start, the day that no add-on gets a period past.
    limit: Vec<u16>,
}

impl WithAddons {
    fn sells_the_same(&self, other: &Self) -> bool {
        self.allowances == other.allowances
            && self.stretch == other.stretch
            && self.limit == other.limit
            && self.menu.sells_the_same(&other.menu)
    }
}

/// The plan's allowances as they count for a request: throttled data that is fast enough has none.
fn counted(
    market: &Market<'_>,
    plan: &Plan,
    given: PerResource<Allowance>,
) -> PerResource<Allowance> {
    let mut counted = given;
    if market.request.throttled_data_counts(plan) {
        counted[Resource::Data] = Allowance::Unlimited;
    }
    counted
}

/// For each start, where a validity ends within the horizon.
fn ends(market: &Market<'_>, demand: &Demand, validity: Validity) -> Vec<u16> {
    match validity {
        Validity::Days(days) => {
            let end = |day: usize| day.saturating_add(days as usize).min(demand.horizon) as u16;
            (0..demand.horizon).map(end).collect()
        }
        Validity::Months(_) => market.month_ends(validity).to_vec(),
    }
}

/// What bounds a period whatever its allowances: where its validity ends, numbers and daily data.
fn limits(
    market: &Market<'_>,
    demand: &Demand,
    brand: usize,
    plan: &Plan,
    ends: Vec<u16>,
) -> Vec<u16> {
    let mut limit = ends;
    if !market.catalog.brands[brand].number {
        demand.limit_by_reachable(&mut limit);
    }
    if let Some(bound) = plan.data_mb_per_day
        && !market.request.throttled_data_counts(plan)
    {
        demand.limit_by_day(bound, &mut limit);
    }
    limit
}

impl PlanOffer {
    fn new(
        market: &Market<'_>,
        demand: &Demand,
        brand: usize,
        index: usize,
        addons: &BrandAddons,
    ) -> Self {
        let plan = &market.catalog.plans[index];
        let terms = &market.catalog.brands[brand];
        let limit = limits(market, demand, brand, plan, ends(market, demand, plan.validity));
        let sale = plan.sale.as_ref().map_or(0..0, |sale| market.pricing.sale_days(sale));
        let plain = counted(market, plan, plan.allowances());
        let bonus = plan.sale.as_ref().and_then(|sale| sale.bonus.as_ref());
        let with_bonus =
            bonus.map(|bonus| counted(market, plan, plan.allowances_with(Some(bonus))));
        let stretch = plan.resets_every_days.map(|days| days.get() as usize);
        let reach = |allowances| reach_row(demand, allowances, stretch, &limit);
        let mut row = reach(plain);
        if let Some(with_bonus) = with_bonus
            && !sale.is_empty()
        {
            row[sale.clone()].copy_from_slice(&reach(with_bonus)[sale.clone()]);
        }
        let menu = addons.menu(market, index);
        Self {
            plan: index,
            new_line_only: plan.new_line_only,
            resets: stretch.is_some(),
            reach: row,
            coupon: market.pricing.coupon_days(&[&terms.id, &plan.id]),
            tariffs: [false, true].map(|in_sale| {
                let price = market.pricing.plan_price(plan, in_sale);
                let fee = terms.new_line_fee.0;
                Tariff { price, costs: cost_table(&market.pricing, market.tax(brand), price, fee) }
            }),
            addons: menu.map(|menu| WithAddons {
                menu,
                allowances: [plain, with_bonus.unwrap_or(plain)],
                stretch,
                limit,
            }),
            sale,
            first_use: Cost::ZERO,
        }
    }

    /// Puts a price on the first use of a new line's offer, on top of its own terms.
    pub(crate) fn price_first_use(&mut self, own: &Self, price: Cost) {
        self.first_use = price;
        for (tariff, own) in self.tariffs.iter_mut().zip(&own.tariffs) {
            tariff.costs[1] = own.costs[1].map(|cost| cost.plus(price));
        }
    }

    /// Whether a plan of another brand is the same in all but its ids.
    pub(super) fn sells_the_same(&self, other: &Self) -> bool {
        let same_addons = match (&self.addons, &other.addons) {
            (None, None) => true,
            (Some(own), Some(other)) => own.sells_the_same(other),
            _ => false,
        };
        self.new_line_only == other.new_line_only
            && self.sale == other.sale
            && self.coupon == other.coupon
            && self.tariffs == other.tariffs
            && self.reach == other.reach
            && same_addons
    }

    /// The plan's price on a day.
    #[inline]
    pub(crate) fn tariff(&self, day: usize) -> &Tariff {
        &self.tariffs[usize::from(self.is_on_sale(day))]
    }

    /// Whether a purchase on a day is one in the sale.
    #[inline]
    pub(crate) fn is_on_sale(&self, day: usize) -> bool {
        self.sale.contains(&day)
    }

    /// Whether the coupon holds for a purchase on a day.
    #[inline]
    pub(crate) fn coupon_holds(&self, day: usize) -> bool {
        self.coupon.contains(&day)
    }

    /// Whether starting later never costs more nor reaches less far.
    pub(crate) fn keeps_its_terms(&self) -> bool {
        let always = |days: &Range<usize>| days.is_empty() || days.len() == self.reach.len();
        !self.resets && always(&self.sale) && always(&self.coupon)
    }

    /// The least that a purchase of the plan costs.
    pub(crate) fn least_cost(&self) -> Cost {
        let tariffs = &self.tariffs[..1 + usize::from(!self.sale.is_empty())];
        let coupon = usize::from(!self.coupon.is_empty());
        let costs =
            tariffs.iter().flat_map(|tariff| tariff.costs.map(|costs| costs[coupon].min(costs[0])));
        costs.min().unwrap_or(Cost::NEVER)
    }

    /// A day that no period from a start gets past, with any add-ons.
    pub(crate) fn never_past(&self, day: usize) -> usize {
        self.addons.as_ref().map_or(self.reach[day], |with| with.limit[day]).into()
    }

    /// How far a period that starts on a day reaches with add-ons; `None` where there are none to
    /// buy, so that [`Self::reach`] tells all.
    pub(crate) fn addon_steps(&self, demand: &Demand, day: usize) -> Option<Vec<BundleStep>> {
        let with = self.addons.as_ref()?;
        Some(with.menu.steps(
            demand,
            Span {
                from: day,
                limit: with.limit[day].into(),
                allowances: with.allowances[usize::from(self.is_on_sale(day))],
                stretch: with.stretch,
            },
        ))
    }

    /// Whether any schedule with `other` is as good or better with this plan in its place, the
    /// order of ids included (model.md §7).
    ///
    /// Where it says so, `other` can be left out. Buy this plan on each of its days instead: on every
    /// date, on a new line or not, with the coupon or without, it costs no more, or the same with the id
    /// that comes first; its period serves from each day as far, so all that follows may follow as
    /// before; `other` has no add-ons whose loss would matter; and this one is refused nowhere where
    /// `other` isn't (§4, `new_line_only`).
    fn dominates(&self, other: &Self, market: &Market<'_>) -> bool {
        if other.addons.is_some() || (self.new_line_only && !other.new_line_only) {
            return false;
        }
        let coupon_counts = !other.coupon.is_empty();
        if coupon_counts
            && (self.coupon.start > other.coupon.start || self.coupon.end < other.coupon.end)
        {
            return false;
        }
        let active = |offer: &Self| if offer.sale.is_empty() { 1 } else { 2 };
        let first_by_id = market.ranks().plans[self.plan] < market.ranks().plans[other.plan];
        let no_dearer = self.tariffs[..active(self)].iter().all(|mine| {
            other.tariffs[..active(other)].iter().all(|theirs| {
                (0..2).all(|new_line| {
                    (0..=usize::from(coupon_counts)).all(|coupon| {
                        match mine.costs[new_line][coupon].cmp(&theirs.costs[new_line][coupon]) {
                            Ordering::Less => true,
                            Ordering::Equal => first_by_id,
                            Ordering::Greater => false,
                        }
                    })
                })
            })
        });
        no_dearer && self.reach.iter().zip(&other.reach).all(|(mine, theirs)| mine >= theirs)
    }
}

/// For each start, how far allowances reach within limits, by stretches where they reset.
fn reach_row(
    demand: &Demand,
    allowances: PerResource<Allowance>,
    stretch: Option<usize>,
    limit: &[u16],
) -> Vec<u16> {
    let Some(stretch) = stretch else {
        let mut reach = limit.to_vec();
        for r in Resource::ALL.into_iter().filter(|&r| demand.asks(r)) {
            demand.limit_by_allowance(r, allowances[r], &mut reach);
        }
        return reach;
    };
    let mut far = vec![demand.horizon as u16; demand.horizon];
    for r in Resource::ALL.into_iter().filter(|&r| demand.asks(r)) {
        demand.limit_by_allowance(r, allowances[r], &mut far);
    }
    let reach_from = |day: usize| {
        let limit = usize::from(limit[day]);
        let mut start = day;
        while start < limit {
            let end = (start + stretch).min(limit);
            if usize::from(far[start]) < end {
                return usize::from(far[start]);
            }
            start = end;
        }
        // A limit on the first day itself means that it can't be served.
        limit
    };
    (0..demand.horizon).map(|day| reach_from(day) as u16).collect()
}

/// A brand's plans that can be of use: they reach somewhere, and no other plan of the brand is as
/// good in every respect, unless those are asked for too.
pub(super) fn useful_plans(
    market: &Market<'_>,
    demand: &Demand,
    brand: usize,
    plans: &[usize],
    addons: &[usize],
    dominated: Dominated,
) -> Vec<PlanOffer> {
    let is_current = market.line.is_some_and(|line| line.brand == brand);
    let addons = BrandAddons::of(market, demand, addons);
    let mut offers: Vec<PlanOffer> = plans
        .iter()
        // `new_line_only` plans are never for the current line's brand (model.md §4).
        .filter(|&&plan| {
            let is_barred = is_current && market.catalog.plans[plan].new_line_only;
            !is_barred || market.sells_to_all
        })
        .map(|&plan| {
            market.progress.did(demand.horizon);
            PlanOffer::new(market, demand, brand, plan, &addons)
        })
        .filter(|offer| {
            offer.addons.is_some()
                || offer.reach.iter().enumerate().any(|(day, &reach)| usize::from(reach) > day)
        })
        .collect();
    if dominated == Dominated::Kept {
        return offers;
    }
    // Cheapest first, so that a plan is only ever dominated by one already kept; plans bound by
    // the same rules otherwise are told apart by their ids.
    sort::sort_by_key(&mut offers, |offer| {
        (offer.tariffs[0].costs[0][0], offer.new_line_only, market.ranks().plans[offer.plan])
    });
    let mut kept: Vec<PlanOffer> = Vec::new();
    for offer in offers {
        if !kept.iter().any(|better| better.dominates(&offer, market)) {
            kept.push(offer);
        }
    }
    kept
}

/// What bounds the current period whatever is left of its allowances.
fn of_current(
    market: &Market<'_>,
    demand: &Demand,
    brand: usize,
    plan: &Plan,
    days_left: usize,
) -> u16 {
    let end = days_left.min(demand.horizon) as u16;
    limits(market, demand, brand, plan, vec![end; demand.horizon])[0]
}

/// How far the current period reaches by itself (model.md §3, "Current period").
pub(crate) fn current_reach(
    market: &Market<'_>,
    demand: &Demand,
    brand: usize,
    plan: &Plan,
    left: PerResource<Allowance>,
    days_left: usize,
) -> usize {
    let limit = of_current(market, demand, brand, plan, days_left);
    reach_row(demand, counted(market, plan, left), None, &[limit])[0].into()
}

/// The current period's reaches (model.md §3, "Current period").
pub(super) fn current_steps(
    market: &Market<'_>,
    demand: &Demand,
    brand: usize,
    index: usize,
    days_left: usize,
    addons: &[usize],
) -> Vec<CurrentStep> {
    let plan = &market.catalog.plans[index];
    let left = match market.request.line.as_ref().map(|line| &line.on) {
        Some(LineOn::Plan { left, .. }) => *left,
        _ => return Vec::new(),
    };
    let limit = of_current(market, demand, brand, plan, days_left);
    let span = Span {
        from: 0,
        limit: limit.into(),
        allowances: counted(market, plan, left),
        stretch: None,
    };
    let steps = match BrandAddons::of(market, demand, addons).menu(market, index) {
        Some(menu) => menu.steps(demand, span),
        None => {
            let reach = current_reach(market, demand, brand, plan, left, days_left);
            vec![BundleStep { reach, price: 0, bundle: Vec::new() }]
        }
    };
    let ids = [&market.catalog.brands[brand].id, &plan.id];
    let coupon = market.pricing.coupon_days(&ids).contains(&0);
    steps
        .into_iter()
        .filter(|step| step.reach > 0)
        .map(|step| CurrentStep {
            reach: step.reach,
            // A purchase of nothing is no purchase (model.md §5).
            cost: if step.bundle.is_empty() {
                [Cost::ZERO, Cost::NEVER]
            } else {
                [false, true].map(|c| market.pricing.cost(step.price, market.tax(brand), c))
            },
            coupon: coupon && !step.bundle.is_empty(),
            bundle: step.bundle,
        })
        .collect()
}
