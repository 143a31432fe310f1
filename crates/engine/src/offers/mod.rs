//! What can be bought (model.md §2), prepared for one demand: for each offer, how far a period
//! that starts on a day can reach and what it costs (model.md §3, §5).

mod addons;
mod bundles;
mod cover;
mod frontier;
mod knapsack;
mod paygo;
mod plan;
mod relaxed;

use crate::demand::Demand;
use crate::market::{CurrentLine, CurrentOn, Market};
use crate::price::Pricing;

pub(crate) use addons::{BundleStep, Bundled};
pub(crate) use frontier::{CreditFrontier, CreditHistory, StartCosts};
pub(crate) use paygo::{CreditChoice, CreditGraph, CreditState, PaygoOffer};
pub(crate) use plan::{PlanOffer, current_reach};

use crate::cost::Cost;
use crate::format::Percent;

/// A brand's offers for one demand.
#[derive(Debug, Clone)]
pub(crate) struct BrandOffers {
    /// The brand, by index into the catalog's.
    pub(crate) brand: usize,
    /// Whether its lines have a number.
    pub(crate) number: bool,
    /// What starting a line costs, in minor units.
    pub(crate) new_line_fee: i64,
    /// The tax on its purchases.
    pub(crate) tax: Percent,
    /// Days a line survives without a period.
    pub(crate) grace: usize,
    /// The plans that can be of use.
    pub(crate) plans: Vec<PlanOffer>,
    /// The paygo offers.
    pub(crate) paygo: Vec<PaygoOffer>,
    /// The current period (model.md §3), where the current line is this brand's.
    pub(crate) current: Option<Current>,
}

/// What the current line can still serve.
#[derive(Debug, Clone)]
pub(crate) enum Current {
    /// A plan's period, with add-ons bought on day 0: how far for how much.
    Plan {
        /// Each with its cost, nothing where no add-on is bought.
        steps: Vec<CurrentStep>,
    },
    /// A paygo offer's balance: which of the brand's paygo offers, and where it stands.
    Paygo {
        /// Index into [`BrandOffers::paygo`].
        offer: usize,
        /// The balance, in millionths.
        credit: u64,
        /// The day it expires.
        expiry: usize,
    },
}

/// A reach of the current period.
#[derive(Debug, Clone)]
pub(crate) struct CurrentStep {
    /// The day after the last served.
    pub(crate) reach: usize,
    /// The add-ons bought for it on day 0.
    pub(crate) bundle: Vec<Bundled>,
    /// What they cost without and with the coupon; nothing where there are none.
    pub(crate) cost: [Cost; 2],
    /// Whether the coupon holds for them.
    pub(crate) coupon: bool,
}

/// What a schedule may buy again and again, by index into the catalog's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Offer {
    /// A plan, with its add-ons.
    Plan(usize),
    /// A paygo offer's top-ups.
    Paygo(usize),
}

/// Whether plans that another plan of the brand replaces in every respect are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dominated {
    /// They are: for a choice that isn't made line by line.
    Kept,
    /// They aren't: no answer needs them.
    Dropped,
}

/// A purchase's cost by whether it starts a new line, then by whether it uses the coupon.
pub(crate) type CostTable = [[Cost; 2]; 2];

/// The costs of a purchase of a subtotal, with and without a new line's fee.
fn cost_table(pricing: &Pricing<'_>, tax: Percent, subtotal: i64, new_line_fee: i64) -> CostTable {
    [subtotal, subtotal.saturating_add(new_line_fee)]
        .map(|subtotal| [false, true].map(|coupon| pricing.cost(subtotal, tax, coupon)))
}

impl BrandOffers {
    /// The costs of a purchase of a subtotal, with and without the fee of a new line.
    pub(crate) fn costs(&self, pricing: &Pricing<'_>, subtotal: i64) -> CostTable {
        cost_table(pricing, self.tax, subtotal, self.new_line_fee)
    }

    /// The work of one day, as progress counts it.
    pub(crate) fn units(&self) -> usize {
        let topups: usize = self.paygo.iter().map(|paygo| paygo.topups.len()).sum();
        1 + self.plans.len() + 4 * topups
    }

    /// Whether any offer serves a day if it is bought on that day, or the current line does.
    pub(crate) fn serves(&self, demand: &Demand, day: usize) -> bool {
        let by_plan = self.reaches(demand, day, day);
        let by_current = match &self.current {
            Some(Current::Plan { steps }) => steps.iter().any(|step| step.reach > day),
            Some(Current::Paygo { offer, expiry, .. }) => {
                self.paygo[*offer].balance_reach(*expiry) > day
            }
            None => false,
        };
        let by_paygo = || {
            self.paygo.iter().any(|paygo| {
                paygo.start(day, 0, false).is_some_and(|state| {
                    let graph =
                        paygo.explore(state, false, Cost::LARGEST, true, &mut |_, _, _| Cost::ZERO);
                    graph.to_go[0].is_some()
                })
            })
        };
        by_plan || by_current || by_paygo()
    }

    /// Whether the current balance serves a day with the top-ups it takes, which may be too small to begin
    /// with and still keep it alive. Takes longer than [`Self::serves`].
    pub(crate) fn goes_on_to(&self, day: usize) -> bool {
        match &self.current {
            Some(Current::Paygo { offer, credit, expiry }) => {
                self.paygo[*offer].goes_on_to(*credit, *expiry, day)
            }
            _ => false,
        }
    }

    /// Whether a period could be had at all, of whatever use it is.
    pub(crate) fn has_any(&self) -> bool {
        let is_there = match &self.current {
            Some(Current::Plan { steps }) => steps.iter().any(|step| step.reach > 0),
            Some(Current::Paygo { offer, expiry, .. }) => {
                self.paygo[*offer].balance_reach(*expiry) > 0
            }
            None => false,
        };
        let has_topups = |paygo: &PaygoOffer| !paygo.topups.is_empty();
        is_there || !self.plans.is_empty() || self.paygo.iter().any(has_topups)
    }

    /// Whether any plan bought on a day serves another that it doesn't serve bought on that.
    pub(crate) fn reaches(&self, demand: &Demand, from: usize, day: usize) -> bool {
        // What is fresh on the day gives it the most, but for a bonus that is over.
        let plans = self.plans.iter().filter(|plan| from == day || plan.is_on_sale(from));
        plans.filter(|plan| plan.never_past(from) > day).any(|plan| {
            match plan.addon_steps(demand, from) {
                Some(steps) => steps.iter().any(|step| step.reach > day),
                None => usize::from(plan.reach[from]) > day,
            }
        })
    }

    /// What is left of the current line, with nothing for sale.
    pub(crate) fn only_what_is_there(&self) -> Self {
        let mut there = self.clone();
        there.plans.clear();
        there.paygo.iter_mut().for_each(|paygo| paygo.topups.clear());
        if let Some(Current::Plan { steps }) = &mut there.current {
            steps.retain(|step| step.bundle.is_empty());
        }
        there
    }

    /// The same with nothing for sale but one offer. The current period stays as it is, with its
    /// add-ons; so does a current balance, which only its own offer's top-ups add to.
    pub(crate) fn only(&self, offer: Offer) -> Self {
        let plans = self.plans.iter().filter(|plan| Offer::Plan(plan.plan) == offer);
        let mut paygo = self.paygo.clone();
        let others = paygo.iter_mut().filter(|paygo| Offer::Paygo(paygo.paygo) != offer);
        others.for_each(|paygo| paygo.topups.clear());
        Self { plans: plans.cloned().collect(), paygo, current: self.current.clone(), ..*self }
    }

    /// Whether another brand sells the same on the same terms, all in the same order, neither
    /// having a line already.
    pub(crate) fn sells_the_same(&self, other: &Self) -> bool {
        let (plans, others) = (&self.plans, &other.plans);
        let (paygo, other_paygo) = (&self.paygo, &other.paygo);
        self.current.is_none()
            && other.current.is_none()
            && self.number == other.number
            && self.new_line_fee == other.new_line_fee
            && self.tax == other.tax
            && self.grace == other.grace
            && (plans.len(), paygo.len()) == (others.len(), other_paygo.len())
            && plans.iter().zip(others).all(|(own, other)| own.sells_the_same(other))
            && paygo.iter().zip(other_paygo).all(|(own, other)| own.sells_the_same(other))
    }

    /// The same offers but those for new lines only.
    pub(crate) fn without_new_line_only(&self) -> Self {
        let mut plain = self.clone();
        plain.plans.retain(|plan| !plan.new_line_only);
        plain
    }

    /// The plans but those for new lines only, and what is left of the current line: paygo credit
    /// isn't for sale.
    pub(crate) fn plain_plans(&self) -> Self {
        let mut plain = self.without_new_line_only();
        plain.paygo.iter_mut().for_each(|paygo| paygo.topups.clear());
        plain
    }

    /// The offers of each brand of a market, for one demand. `with_current` says whether the
    /// current line belongs to the line that has this demand.
    pub(crate) fn of_all(
        market: &Market<'_>,
        demand: &Demand,
        with_current: bool,
        dominated: Dominated,
    ) -> Vec<Self> {
        Self::of(market, demand, &market.brands, with_current, dominated)
    }

    /// Those of some brands.
    pub(crate) fn of(
        market: &Market<'_>,
        demand: &Demand,
        brands: &[usize],
        with_current: bool,
        dominated: Dominated,
    ) -> Vec<Self> {
        let catalog = market.catalog;
        let links = catalog.links();
        let mut plans: Vec<Vec<usize>> = vec![Vec::new(); catalog.brands.len()];
        for (plan, &brand) in links.brand_of_plan.iter().enumerate() {
            plans[brand].push(plan);
        }
        let mut addons: Vec<Vec<usize>> = vec![Vec::new(); catalog.brands.len()];
        for (addon, &brand) in links.brand_of_addon.iter().enumerate() {
            addons[brand].push(addon);
        }
        brands
            .iter()
            .map(|&b| {
                let brand = &catalog.brands[b];
                let paygo: Vec<PaygoOffer> = (0..catalog.paygo.len())
                    .filter(|&paygo| links.brand_of_paygo[paygo] == b)
                    .map(|paygo| {
                        let balance = market.line.map_or(0, |line| match line.on {
                            CurrentOn::Paygo { paygo: own, balance } if own == paygo => {
                                paygo::millionths(balance, catalog.minor_digits())
                            }
                            _ => 0,
                        });
                        PaygoOffer::new(market, demand, b, paygo, balance)
                    })
                    .collect();
                let line = market.line.filter(|line| with_current && line.brand == b);
                let current =
                    line.and_then(|line| current(market, demand, line, &addons[b], &paygo));
                Self {
                    brand: b,
                    number: brand.number,
                    new_line_fee: brand.new_line_fee.0,
                    tax: market.tax(b),
                    grace: market.grace(b),
                    plans: plan::useful_plans(market, demand, b, &plans[b], &addons[b], dominated),
                    paygo,
                    current,
                }
            })
            .collect()
    }
}

/// What the line that is there offers, with add-ons and credit of its brand.
#[inline(never)]
fn current(
    market: &Market<'_>,
    demand: &Demand,
    line: CurrentLine,
    addons: &[usize],
    paygo: &[PaygoOffer],
) -> Option<Current> {
    match line.on {
        CurrentOn::Plan(plan) => {
            let steps =
                plan::current_steps(market, demand, line.brand, plan, line.days_left, addons);
            Some(Current::Plan { steps })
        }
        CurrentOn::Paygo { paygo: id, balance } => {
            let offer = paygo.iter().position(|offer| offer.paygo == id)?;
            let credit = paygo::millionths(balance, market.catalog.minor_digits());
            Some(Current::Paygo { offer, credit, expiry: line.days_left })
        }
    }
}
