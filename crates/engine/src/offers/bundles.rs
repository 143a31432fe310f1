//! The cheapest bundle of add-ons that gives what is lacking (model.md §3), a knapsack problem.

use super::addons::AddonTerms;
use crate::format::Allowance;
use crate::sort;
use crate::{PerResource, Resource};

/// Add-ons of a bundle: positions in the menu with quantities.
pub(super) type Quantities = Vec<(usize, u64)>;

/// Up to so many add-ons, bundles of equal price are told apart by their ids.
pub(super) const FEW: usize = 4;

/// Where add-ons give several resources together, the most pieces of the one that gives most of a
/// resource, for two add-ons, three and more: more than anybody would buy, and no more than can be
/// looked through.
const MOST_PIECES: [u64; 3] = [65_536, 4_096, 256];

/// So many choices are looked at to tell bundles of equal price apart; past that, any of them will
/// do.
const MOST_CHOICES: u32 = 4_096;

/// The cheapest bundle of a menu, which is by id, with its price; of equal prices, where there are
/// few add-ons, the one whose list of ids is smallest. `None` where no bundle does.
pub(super) fn cheapest(
    menu: &[AddonTerms],
    lacking: PerResource<u64>,
) -> Option<(i64, Quantities)> {
    let (mut price, mut bundle) = (0_i64, Vec::new());
    let mut open = lacking;
    while let Some(first) = Resource::ALL.into_iter().find(|&r| open[r] > 0) {
        let part = given_together(menu, first, open);
        let order = by_unit_price(menu, first, part);
        if is_too_much(menu, &order, part) {
            return None;
        }
        let (cost, quantities) = Search::new(menu, &order, first, part).least_of_all(part)?;
        price = price.saturating_add(cost);
        bundle.extend(quantities);
        open = PerResource::from_fn(|r| if part[r] > 0 { 0 } else { open[r] });
    }
    let first = Resource::ALL.into_iter().find(|&r| lacking[r] > 0)?;
    if (2..=FEW).contains(&menu.len()) {
        let order = by_unit_price(menu, first, lacking);
        let mut choices = MOST_CHOICES;
        let smallest = sets_by_id(menu.len()).into_iter().find_map(|set| {
            let order: Vec<usize> = order.iter().copied().filter(|i| set.contains(i)).collect();
            Search::new(menu, &order, first, lacking).with_each_of(lacking, price, &mut choices)
        });
        bundle = smallest.unwrap_or(bundle);
    }
    Some((price, bundle))
}

/// What is lacking of a resource and of all that add-ons give together with it; what only other
/// add-ons give is a matter of its own.
fn given_together(
    menu: &[AddonTerms],
    first: Resource,
    lacking: PerResource<u64>,
) -> PerResource<u64> {
    let mut is_part = PerResource::from_fn(|r| r == first);
    // Each round adds a resource, if there is one.
    for _ in Resource::ALL {
        for terms in menu {
            let gives = |r: Resource| lacking[r] > 0 && terms.gives[r] != Allowance::NONE;
            if Resource::ALL.into_iter().any(|r| is_part[r] && gives(r)) {
                is_part = PerResource::from_fn(|r| is_part[r] || gives(r));
            }
        }
    }
    PerResource::from_fn(|r| if is_part[r] { lacking[r] } else { 0 })
}

/// Whether so much is lacking of several resources, which add-ons give together, that finding the
/// cheapest takes too long.
fn is_too_much(menu: &[AddonTerms], order: &[usize], lacking: PerResource<u64>) -> bool {
    let pieces = |r: Resource| {
        let most = order.iter().map(|&i| match menu[i].gives[r] {
            Allowance::Unlimited => u64::MAX,
            Allowance::Units(units) => units,
        });
        lacking[r] / most.max().unwrap_or(1).max(1)
    };
    let lacks = Resource::ALL.into_iter().filter(|&r| lacking[r] > 0);
    let most = MOST_PIECES[order.len().clamp(2, 4) - 2];
    lacks.clone().count() > 1 && order.len() > 1 && lacks.map(pieces).max() > Some(most)
}

/// The positions of the add-ons that give something of what is lacking, the best price per unit of
/// one resource first: a good bundle is found at once and cuts off the rest. Of those with the same
/// price the smallest first.
fn by_unit_price(menu: &[AddonTerms], resource: Resource, lacking: PerResource<u64>) -> Vec<usize> {
    let unit_price = |i: usize| match menu[i].gives[resource] {
        // One of these does; fewer units than are lacking are never the worse count.
        Allowance::Unlimited => (0, menu[i].price, lacking[resource]),
        Allowance::Units(units) if units > 0 => (0, menu[i].price, units),
        Allowance::Units(_) => (1, 0, 1),
    };
    let is_of_use = |i: &usize| {
        let mut lacks = Resource::ALL.into_iter().filter(|&r| lacking[r] > 0);
        lacks.any(|r| menu[*i].gives[r] != Allowance::NONE)
    };
    let mut order: Vec<usize> = (0..menu.len()).filter(is_of_use).collect();
    sort::sort_by(&mut order, |&a, &b| {
        let ((none, price, units), (other_none, other, other_units)) =
            (unit_price(a), unit_price(b));
        let cross = |price: i64, units: u64| i128::from(price) * i128::from(units);
        let by_price = cross(price, other_units).cmp(&cross(other, units));
        none.cmp(&other_none).then(by_price).then(units.cmp(&other_units))
    });
    order
}

/// All sets of so many things but the empty one, those whose list is smaller first.
fn sets_by_id(count: usize) -> Vec<Vec<usize>> {
    let set = |bits: u32| (0..count).filter(|i| bits >> i & 1 == 1).collect();
    let mut sets: Vec<Vec<usize>> = (1..1 << count).map(set).collect();
    sort::sort(&mut sets);
    sets
}

/// A depth-first search over quantities, largest first, with a lower bound on what is left.
struct Search<'m> {
    /// The add-ons with their positions in the menu.
    menu: Vec<(usize, &'m AddonTerms)>,
    /// For each add-on the most pieces of those after it that some cheapest bundle needs.
    others: Vec<u64>,
    /// The resource whose best price per unit comes first.
    sorted_by: Resource,
    /// Whether each add-on is to be in the bundle.
    each: bool,
    /// How many more choices may be looked at.
    choices: Option<u32>,
    chosen: Quantities,
    best: Option<(i64, Quantities)>,
}

impl<'m> Search<'m> {
    fn new(
        menu: &'m [AddonTerms],
        order: &[usize],
        sorted_by: Resource,
        lacking: PerResource<u64>,
    ) -> Self {
        let menu: Vec<_> = order.iter().map(|&i| (i, &menu[i])).collect();
        let is_one = Resource::ALL.into_iter().all(|r| r == sorted_by || lacking[r] == 0);
        let units = |i: usize| match menu[i].1.gives[sorted_by] {
            Allowance::Units(units) => units,
            Allowance::Unlimited => 0,
        };
        // Of as many pieces as this add-on has units, some have a multiple of its units together
        // (those that the first pieces have in all leave one remainder twice). That many units of
        // it cost no more, having the better price per unit. So fewer pieces of the others will do;
        // and counted in what divides them all, there are fewer remainders still.
        let others = |i: usize| {
            let common = (i..menu.len()).fold(0, |common, i| greatest_common(common, units(i)));
            match is_one && menu[i].1.most == u64::MAX && units(i) > 0 {
                true => units(i) / common - 1,
                false => u64::MAX,
            }
        };
        let others = (0..menu.len()).map(others).collect();
        let (each, choices, chosen, best) = (false, None, Vec::new(), None);
        Self { menu, others, sorted_by, each, choices, chosen, best }
    }

    /// The least price, and a bundle that has it.
    fn least_of_all(mut self, lacking: PerResource<u64>) -> Option<(i64, Quantities)> {
        self.from(0, lacking, 0, u64::MAX);
        self.best
    }

    /// The first bundle of some of each add-on that costs no more than the least price.
    fn with_each_of(
        mut self,
        lacking: PerResource<u64>,
        least: i64,
        choices: &mut u32,
    ) -> Option<Quantities> {
        self.each = true;
        self.others.fill(u64::MAX);
        self.choices = Some(*choices);
        self.best = Some((least.saturating_add(1), Vec::new()));
        self.from(0, lacking, 0, u64::MAX);
        *choices = self.choices.unwrap_or_default();
        self.best.filter(|(price, _)| *price <= least).map(|(_, quantities)| quantities)
    }

    /// Goes on with the add-on at `i`, at most `pieces` of it and those after it.
    fn from(&mut self, i: usize, lacking: PerResource<u64>, spent: i64, pieces: u64) {
        if lacking.0 == [0; 4] {
            let is_whole = !self.each || i == self.menu.len();
            if is_whole && self.best.as_ref().is_none_or(|(price, _)| spent < *price) {
                self.best = Some((spent, self.chosen.clone()));
            }
            return;
        }
        let Some(&(position, terms)) = self.menu.get(i) else { return };
        let Some(bound) = self.least(i, lacking) else { return };
        if self.is_hopeless(spent.saturating_add(bound)) {
            return;
        }
        let useful = Resource::ALL.into_iter().map(|r| match terms.gives[r] {
            Allowance::Unlimited => u64::from(lacking[r] > 0),
            Allowance::Units(0) => 0,
            Allowance::Units(units) => lacking[r].div_ceil(units),
        });
        let useful = useful.fold(0, Ord::max).min(terms.most);
        let is_counted = terms.gives[self.sorted_by] != Allowance::Unlimited;
        let most = if is_counted { useful.min(pieces) } else { useful };
        // The last add-on must give all that is still lacking, so only the most can do.
        let is_last = i + 1 == self.menu.len();
        let least = if is_last { most.max(u64::from(self.each)) } else { self.each.into() };
        let mut resources = Resource::ALL.into_iter().filter(|&r| lacking[r] > 0);
        let is_in_order = |r: Resource| {
            let mut after = self.menu[i + 1..].iter();
            r == self.sorted_by && after.all(|(_, it)| it.gives[r] != Allowance::Unlimited)
        };
        let one_resource = resources.next().is_some_and(is_in_order) && resources.next().is_none();
        for quantity in (least..=most).rev() {
            if let Some(choices) = &mut self.choices {
                let Some(fewer) = choices.checked_sub(1) else { return };
                *choices = fewer;
            }
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
                self.chosen.push((position, quantity));
            }
            let pieces = pieces.saturating_sub(if is_counted { quantity } else { 0 });
            self.from(i + 1, left, spent.saturating_add(price), pieces.min(self.others[i]));
            if quantity > 0 {
                self.chosen.pop();
            }
        }
    }

    /// Whether nothing of a price is better than what was found.
    fn is_hopeless(&self, price: i64) -> bool {
        self.best.as_ref().is_some_and(|(best, _)| price >= *best)
    }

    /// A lower bound on the price of what is lacking, from the add-ons from `i` on: for each
    /// resource alone, the best price per unit of any. `None` where some resource isn't given.
    fn least(&self, i: usize, lacking: PerResource<u64>) -> Option<i64> {
        let mut bound = 0;
        for r in Resource::ALL.into_iter().filter(|&r| lacking[r] > 0) {
            let needed = i128::from(lacking[r]);
            let least = self.menu[i..]
                .iter()
                .filter_map(|(_, terms)| match terms.gives[r] {
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

/// The greatest common divisor.
fn greatest_common(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common(b, a % b) }
}
