//! Add-ons (model.md §2, §3): the cheapest bundle for what a plan period lacks.

use crate::sort;
use std::cell::RefCell;

use super::bundles;
use crate::demand::Demand;
use crate::format::Allowance;
use crate::map::Map;
use crate::market::Market;
use crate::{PerResource, Resource};

/// An add-on bought so many times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bundled {
    /// By index into the catalog's add-ons.
    pub(crate) addon: usize,
    pub(crate) quantity: u64,
}

/// How far a period reaches with a bundle of add-ons.
#[derive(Debug, Clone)]
pub(crate) struct BundleStep {
    /// The day after the last served.
    pub(crate) reach: usize,
    /// The bundle's price, in minor units.
    pub(crate) price: i64,
    /// The bundle, by id.
    pub(crate) bundle: Vec<Bundled>,
}

/// The add-ons that go with a plan, by id.
#[derive(Debug, Clone)]
pub(crate) struct AddonMenu {
    menu: Vec<AddonTerms>,
    /// The bundles found so far: even use asks for the same ones from every start.
    known: RefCell<Map<[u64; 4], Found>>,
}

/// The cheapest bundle with its price, where there is one.
type Found = Option<(i64, Vec<Bundled>)>;

/// An add-on of a menu.
#[derive(Debug, Clone)]
pub(super) struct AddonTerms {
    /// By index into the catalog's add-ons.
    addon: usize,
    /// Its price, in minor units.
    pub(super) price: i64,
    pub(super) gives: PerResource<Allowance>,
    /// How many may be bought.
    pub(super) most: u64,
}

/// A period to be covered: from a day on, at most so far, with a plan's allowances, which hold
/// for the whole of it or for each stretch of so many days.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    pub(crate) from: usize,
    pub(crate) limit: usize,
    pub(crate) allowances: PerResource<Allowance>,
    pub(crate) stretch: Option<usize>,
}

impl AddonMenu {
    /// The add-ons of `addons` that go with a plan and can be of use for a demand; `None` where
    /// there are none.
    pub(crate) fn of(
        market: &Market<'_>,
        demand: &Demand,
        plan: usize,
        addons: &[usize],
    ) -> Option<Self> {
        let plan = &market.catalog.plans[plan].id;
        let mut menu: Vec<usize> = addons.to_vec();
        menu.retain(|&addon| {
            let addon = &market.catalog.addons[addon];
            let gives = addon.allowances();
            addon.plans.as_ref().is_none_or(|plans| plans.contains(plan))
                && addon.max_per_period != Some(0)
                && Resource::ALL.into_iter().any(|r| gives[r] != Allowance::NONE && demand.asks(r))
        });
        sort::sort_by_key(&mut menu, |&addon| market.ranks.addons[addon]);
        let terms = |addon: usize| {
            let terms = &market.catalog.addons[addon];
            AddonTerms {
                addon,
                price: terms.price.0,
                gives: terms.allowances(),
                most: terms.max_per_period.map_or(u64::MAX, u64::from),
            }
        };
        (!menu.is_empty()).then(|| Self {
            menu: menu.into_iter().map(terms).collect(),
            known: RefCell::default(),
        })
    }

    /// Whether another menu is the same in all but the ids, and these in the same order.
    pub(super) fn sells_the_same(&self, other: &Self) -> bool {
        let terms = |menu: &Self| -> Vec<(i64, PerResource<Allowance>, u64)> {
            menu.menu.iter().map(|terms| (terms.price, terms.gives, terms.most)).collect()
        };
        terms(self) == terms(other)
    }

    /// How far the span reaches for how much: the reach rises from step to step, and the price never
    /// falls. The first is without add-ons where the plan alone reaches anywhere.
    pub(crate) fn steps(&self, demand: &Demand, span: Span) -> Vec<BundleStep> {
        let mut steps: Vec<BundleStep> = Vec::new();
        // What is bought for the stretches before the present one.
        let (mut paid, mut bundle) = (0i64, Vec::new());
        let mut start = span.from;
        while start < span.limit {
            let end = span.stretch.map_or(span.limit, |w| (start + w).min(span.limit));
            let far = |allowances: PerResource<Allowance>| {
                Resource::ALL
                    .into_iter()
                    .map(|r| demand.furthest(r, start, allowances[r]))
                    .fold(end, Ord::min)
            };
            let mut reach = far(span.allowances);
            let (mut price, mut more) = (0i64, Vec::new());
            if reach > span.from {
                steps.push(BundleStep { reach, price: paid, bundle: bundle.clone() });
            }
            let without = steps.len();
            while reach < end {
                let lacking = PerResource::from_fn(|r| match span.allowances[r] {
                    Allowance::Unlimited => 0,
                    Allowance::Units(units) => {
                        demand.need(r, start, reach + 1).saturating_sub(units)
                    }
                });
                let Some(found) = self.cheapest(lacking) else { return steps };
                (price, more) = found;
                let mut allowances = span.allowances;
                for bundled in &more {
                    // The menu holds every add-on of a bundle it found.
                    let terms = self.menu.iter().find(|terms| terms.addon == bundled.addon);
                    for r in Resource::ALL {
                        let gives = terms.map_or(Allowance::NONE, |terms| terms.gives[r]);
                        allowances[r] = allowances[r].plus(gives, bundled.quantity);
                    }
                }
                reach = far(allowances);
                let price = paid.saturating_add(price);
                let all = self.together(&bundle, &more);
                // Equal price, longer reach: within the stretch the shorter one is of no use, unless
                // its ids come first.
                if steps.len() > without
                    && steps.last().is_some_and(|last| {
                        last.price > price
                            || last.price == price && !self.comes_first(&last.bundle, &all)
                    })
                {
                    steps.pop();
                }
                steps.push(BundleStep { reach, price, bundle: all });
            }
            paid = paid.saturating_add(price);
            bundle = self.together(&bundle, &more);
            start = end;
        }
        steps
    }

    /// The cheapest bundle that gives what is lacking; of equal prices the one whose list of ids is
    /// smallest. `None` where no bundle does.
    fn cheapest(&self, lacking: PerResource<u64>) -> Option<(i64, Vec<Bundled>)> {
        if let Some(known) = self.known.borrow().get(&lacking.0) {
            return known.clone();
        }
        let found = bundles::cheapest(&self.menu, lacking).map(|(price, quantities)| {
            let mut bundle: Vec<Bundled> = quantities
                .into_iter()
                .map(|(i, quantity)| Bundled { addon: self.menu[i].addon, quantity })
                .collect();
            self.sort_by_id(&mut bundle);
            (price, bundle)
        });
        self.known.borrow_mut().insert(lacking.0, found.clone());
        found
    }

    /// Whether of two bundles this one's ids are the smaller ones (model.md §7).
    fn comes_first(&self, one: &[Bundled], other: &[Bundled]) -> bool {
        // By position, which follows the ids.
        let place = |bundled: &Bundled| self.menu.iter().position(|it| it.addon == bundled.addon);
        one.iter().map(place).lt(other.iter().map(place))
    }

    fn sort_by_id(&self, bundle: &mut [Bundled]) {
        sort::sort_by_key(bundle, |bundled| {
            self.menu.iter().position(|terms| terms.addon == bundled.addon)
        });
    }

    /// Two bundles as one, add-ons of both joined, by id.
    fn together(&self, bundle: &[Bundled], more: &[Bundled]) -> Vec<Bundled> {
        let mut all = together(bundle, more);
        if !(bundle.is_empty() || more.is_empty()) {
            self.sort_by_id(&mut all);
        }
        all
    }
}

/// Two bundles as one, add-ons of both joined.
fn together(bundle: &[Bundled], more: &[Bundled]) -> Vec<Bundled> {
    let mut all = bundle.to_vec();
    for bundled in more {
        match all.iter_mut().find(|there| there.addon == bundled.addon) {
            Some(there) => there.quantity = there.quantity.saturating_add(bundled.quantity),
            None => all.push(*bundled),
        }
    }
    all
}
