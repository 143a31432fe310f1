//! Add-ons (model.md §2, §3): the cheapest bundle for what a plan period lacks.

use crate::sort;
use std::cell::RefCell;
use std::rc::Rc;

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

/// The add-ons of a brand that can be of use for a demand, by id, and the menus made of them: mostly all
/// plans have the same, and there may be thousands of each.
#[derive(Debug)]
pub(super) struct BrandAddons {
    useful: Vec<usize>,
    made: RefCell<Vec<Rc<AddonMenu>>>,
}

/// So many different menus of a brand are remembered.
const MENUS: usize = 8;

/// The add-ons that go with a plan, by id.
#[derive(Debug)]
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

impl BrandAddons {
    /// Those of a brand's add-ons that give something that is asked for.
    pub(super) fn of(market: &Market<'_>, demand: &Demand, addons: &[usize]) -> Self {
        let mut useful = addons.to_vec();
        useful.retain(|&addon| {
            let addon = &market.catalog.addons[addon];
            let gives = addon.allowances();
            addon.max_per_period != Some(0)
                && Resource::ALL.into_iter().any(|r| gives[r] != Allowance::NONE && demand.asks(r))
        });
        sort::sort_by_key(&mut useful, |&addon| market.ranks().addons[addon]);
        Self { useful, made: RefCell::default() }
    }

    /// Those that go with a plan; `None` where there are none.
    pub(super) fn menu(&self, market: &Market<'_>, plan: usize) -> Option<Rc<AddonMenu>> {
        let plan = &market.catalog.plans[plan].id;
        let goes_with = |addon: &&usize| {
            let plans = &market.catalog.addons[**addon].plans;
            plans.as_ref().is_none_or(|plans| plans.contains(plan))
        };
        let own = || self.useful.iter().filter(goes_with);
        own().next()?;
        let mut made = self.made.borrow_mut();
        let is_it = |menu: &&Rc<AddonMenu>| own().eq(menu.menu.iter().map(|terms| &terms.addon));
        if let Some(menu) = made.iter().find(is_it) {
            return Some(Rc::clone(menu));
        }
        let terms = |&addon: &usize| {
            let terms = &market.catalog.addons[addon];
            AddonTerms {
                addon,
                price: terms.price.0,
                gives: terms.allowances(),
                most: terms.max_per_period.map_or(u64::MAX, u64::from),
            }
        };
        let menu = AddonMenu { menu: own().map(terms).collect(), known: RefCell::default() };
        let menu = Rc::new(menu);
        if made.len() < MENUS {
            made.push(Rc::clone(&menu));
        }
        Some(menu)
    }
}

impl AddonMenu {
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
