//! Add-ons (model.md §2, §3): the cheapest bundle for what a plan period lacks.

use crate::sort;
use std::cell::RefCell;

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

#[derive(Debug, Clone)]
struct AddonTerms {
    addon: usize,
    rank: u32,
    price: i64,
    gives: PerResource<Allowance>,
    most: u64,
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
                rank: market.ranks.addons[addon],
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

    /// The cheapest bundle that gives what is lacking; of equal prices, where there are few
    /// add-ons, the one whose list of ids is smallest. `None` where no bundle does.
    fn cheapest(&self, lacking: PerResource<u64>) -> Option<(i64, Vec<Bundled>)> {
        if let Some(known) = self.known.borrow().get(&lacking.0) {
            return known.clone();
        }
        if self.is_too_much(lacking) {
            return None;
        }
        // The best price per unit first: a good bundle is found at once and cuts off the rest.
        let first = Resource::ALL.into_iter().find(|&r| lacking[r] > 0);
        let unit_price = |terms: &AddonTerms| match first.map(|r| terms.gives[r]) {
            // One of these does; fewer units than are lacking are never the worse count.
            Some(Allowance::Unlimited) => (0, terms.price, first.map_or(1, |r| lacking[r])),
            Some(Allowance::Units(units)) if units > 0 => (0, terms.price, units),
            _ => (1, 0, 1),
        };
        let mut menu: Vec<&AddonTerms> = self.menu.iter().collect();
        sort::sort_by(&mut menu, |a, b| {
            let ((none, price, units), (other_none, other, other_units)) =
                (unit_price(a), unit_price(b));
            let cross = |price: i64, units: u64| i128::from(price) * i128::from(units);
            none.cmp(&other_none).then(cross(price, other_units).cmp(&cross(other, units)))
        });
        let by_ids = menu.len() <= FEW;
        let mut search =
            Search { menu: &menu, sorted_by: first, chosen: Vec::new(), best: None, by_ids };
        search.from(0, lacking, 0);
        let found = search.best.map(|(price, quantities)| {
            let mut bundle: Vec<Bundled> = quantities
                .into_iter()
                .map(|(i, quantity)| Bundled { addon: menu[i].addon, quantity })
                .collect();
            self.sort_by_id(&mut bundle);
            (price, bundle)
        });
        self.known.borrow_mut().insert(lacking.0, found.clone());
        found
    }

    /// Whether of two bundles, where bundles are told apart by ids, this one's are the smaller ones
    /// (model.md §7).
    fn comes_first(&self, one: &[Bundled], other: &[Bundled]) -> bool {
        // By position, which follows the ids.
        let place = |bundled: &Bundled| self.menu.iter().position(|it| it.addon == bundled.addon);
        self.menu.len() <= FEW && one.iter().map(place).lt(other.iter().map(place))
    }

    /// Whether so much is lacking of several resources that putting it together takes too long.
    fn is_too_much(&self, lacking: PerResource<u64>) -> bool {
        let pieces = |r: Resource| {
            let most = self.menu.iter().map(|terms| match terms.gives[r] {
                Allowance::Unlimited => u64::MAX,
                Allowance::Units(units) => units,
            });
            lacking[r] / most.max().unwrap_or(1).max(1)
        };
        let lacks = Resource::ALL.into_iter().filter(|&r| lacking[r] > 0);
        lacks.clone().count() > 1
            && self.menu.len() > 1
            && lacks.map(pieces).max() > Some(MOST_PIECES)
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

/// Up to so many add-ons, bundles of equal price are told apart by their ids.
const FEW: usize = 4;

/// Where several resources are put together of several add-ons, the most pieces of one: more than
/// anybody would buy.
const MOST_PIECES: u64 = 4_096;

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

/// A depth-first search over quantities, largest first, with a lower bound on what is left.
struct Search<'m> {
    menu: &'m [&'m AddonTerms],
    /// The resource whose best price per unit comes first in the menu.
    sorted_by: Option<Resource>,
    /// Whether equal prices are told apart by ids.
    by_ids: bool,
    /// Positions in the menu with quantities.
    chosen: Vec<(usize, u64)>,
    best: Option<(i64, Vec<(usize, u64)>)>,
}

impl Search<'_> {
    fn from(&mut self, i: usize, lacking: PerResource<u64>, spent: i64) {
        if lacking.0 == [0; 4] {
            let ids = |chosen: &[(usize, u64)]| -> Vec<u32> {
                let mut ids: Vec<u32> = chosen.iter().map(|c| self.menu[c.0].rank).collect();
                sort::sort(&mut ids);
                ids
            };
            if self.best.as_ref().is_none_or(|(price, chosen)| {
                spent < *price
                    || (self.by_ids && spent == *price && ids(&self.chosen) < ids(chosen))
            }) {
                self.best = Some((spent, self.chosen.clone()));
            }
            return;
        }
        let Some(terms) = self.menu.get(i) else { return };
        let Some(bound) = self.least(i, lacking) else { return };
        if self.is_hopeless(spent.saturating_add(bound)) {
            return;
        }
        let useful = Resource::ALL.into_iter().map(|r| match terms.gives[r] {
            Allowance::Unlimited => u64::from(lacking[r] > 0),
            Allowance::Units(0) => 0,
            Allowance::Units(units) => lacking[r].div_ceil(units),
        });
        let most = useful.fold(0, Ord::max).min(terms.most);
        // The last add-on must give all that is still lacking, so only the most can do.
        let least = if i + 1 == self.menu.len() { most } else { 0 };
        let mut resources = Resource::ALL.into_iter().filter(|&r| lacking[r] > 0);
        let in_order = |r: Resource| {
            Some(r) == self.sorted_by
                && self.menu[i + 1..].iter().all(|terms| terms.gives[r] != Allowance::Unlimited)
        };
        let one_resource = resources.next().is_some_and(in_order) && resources.next().is_none();
        for quantity in (least..=most).rev() {
            let price = terms.price.saturating_mul(i64::try_from(quantity).unwrap_or(i64::MAX));
            let left = PerResource::from_fn(|r| match terms.gives[r] {
                Allowance::Unlimited if quantity > 0 => 0,
                Allowance::Unlimited => lacking[r],
                Allowance::Units(units) => {
                    lacking[r].saturating_sub(units.saturating_mul(quantity))
                }
            });
            // Of that resource the best price per unit comes first, so that fewer of it are made up
            // for by dearer ones (unless one dear one is unlimited): once hopeless, always so.
            let rest = self.least(i + 1, left);
            let hopeless =
                |rest: i64| self.is_hopeless(spent.saturating_add(price).saturating_add(rest));
            if one_resource && quantity < most && rest.is_none_or(hopeless) {
                break;
            }
            if quantity > 0 {
                self.chosen.push((i, quantity));
            }
            self.from(i + 1, left, spent.saturating_add(price));
            if quantity > 0 {
                self.chosen.pop();
            }
        }
    }

    /// Whether nothing of a price is better than what was found.
    fn is_hopeless(&self, price: i64) -> bool {
        self.best.as_ref().is_some_and(
            |(best, _)| {
                if self.by_ids { price > *best } else { price >= *best }
            },
        )
    }

    /// A lower bound on the price of what is lacking, from the add-ons from `i` on: for each
    /// resource alone, the best price per unit of any. `None` where some resource isn't given.
    fn least(&self, i: usize, lacking: PerResource<u64>) -> Option<i64> {
        let mut bound = 0;
        for r in Resource::ALL.into_iter().filter(|&r| lacking[r] > 0) {
            let needed = i128::from(lacking[r]);
            let least = self.menu[i..]
                .iter()
                .filter_map(|terms| match terms.gives[r] {
                    Allowance::Unlimited => Some(i128::from(terms.price)),
                    Allowance::Units(0) => None,
                    Allowance::Units(units) => {
                        let units = i128::from(units);
                        Some((i128::from(terms.price) * needed + units - 1) / units)
                    }
                })
                .min()?;
            bound = bound.max(i64::try_from(least).unwrap_or(i64::MAX));
        }
        Some(bound)
    }
}
