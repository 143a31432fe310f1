//! The cheapest bundle of add-ons that gives what is lacking (model.md §3), a knapsack problem.

use super::addons::AddonTerms;
use super::{cover, knapsack};
use crate::format::Allowance;
use crate::{PerResource, Resource};

/// Add-ons of a bundle: positions in the menu with quantities.
pub(super) type Quantities = Vec<(usize, u64)>;

/// So many branches are looked at to tell bundles of equal price apart by their ids; past that, any
/// of them will do.
const MOST_BRANCHES: u32 = 4_096;

/// What is bought by the piece: an add-on, as it counts for what is lacking.
#[derive(Debug, Clone)]
pub(super) struct Pieces {
    /// Its position in the menu.
    pub(super) position: usize,
    /// The price of one, in minor units.
    pub(super) price: i64,
    /// What one gives, no more than is lacking.
    pub(super) gives: PerResource<u64>,
    /// How many may be bought.
    pub(super) most: u64,
}

impl Pieces {
    /// How many of these can be of use.
    pub(super) fn useful(&self, lacking: PerResource<u64>) -> u64 {
        let needed = Resource::ALL.into_iter().filter(|&r| self.gives[r] > 0);
        let needed = needed.map(|r| lacking[r].div_ceil(self.gives[r]));
        needed.fold(0, Ord::max).min(self.most)
    }

    /// What is still lacking after so many.
    pub(super) fn leave(&self, lacking: PerResource<u64>, quantity: u64) -> PerResource<u64> {
        PerResource::from_fn(|r| lacking[r].saturating_sub(self.gives[r].saturating_mul(quantity)))
    }

    /// What so many cost.
    pub(super) fn cost(&self, quantity: u64) -> i64 {
        self.price.saturating_mul(i64::try_from(quantity).unwrap_or(i64::MAX))
    }
}

/// The cheapest bundle of a menu, which is by id, with its price; of equal prices the one whose list
/// of ids is smallest. `None` where no bundle does.
pub(super) fn cheapest(
    menu: &[AddonTerms],
    lacking: PerResource<u64>,
) -> Option<(i64, Quantities)> {
    let (mut price, mut bundle) = (0_i64, Vec::new());
    let mut open = lacking;
    while let Some(first) = Resource::ALL.into_iter().find(|&r| open[r] > 0) {
        let part = given_together(menu, first, open);
        let pieces = pieces(menu, part);
        let is_one = Resource::ALL.into_iter().all(|r| r == first || part[r] == 0);
        let (cost, quantities) = if is_one {
            knapsack::cheapest(&pieces, first, part[first])?
        } else {
            cover::cheapest(&pieces, part)?
        };
        price = price.saturating_add(cost);
        bundle.extend(quantities);
        open = PerResource::from_fn(|r| if part[r] > 0 { 0 } else { open[r] });
    }
    let smallest = smallest_by_id(pieces(menu, lacking), lacking, price);
    Some((price, smallest.unwrap_or(bundle)))
}

/// The add-ons of a menu that give something of what is lacking.
fn pieces(menu: &[AddonTerms], lacking: PerResource<u64>) -> Vec<Pieces> {
    let pieces = menu.iter().enumerate().map(|(position, terms)| {
        let gives = PerResource::from_fn(|r| match terms.gives[r] {
            Allowance::Unlimited => lacking[r],
            Allowance::Units(units) => units.min(lacking[r]),
        });
        Pieces { position, price: terms.price, gives, most: terms.most }
    });
    pieces.filter(|pieces| pieces.gives.0 != [0; 4]).collect()
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

/// Of the bundles of a price, the least one, that whose list of ids is smallest: id after id, the
/// first with which some bundle still has that price.
fn smallest_by_id(
    mut pieces: Vec<Pieces>,
    mut lacking: PerResource<u64>,
    mut price: i64,
) -> Option<Quantities> {
    let mut branches = MOST_BRANCHES;
    let mut bundle = Quantities::new();
    let mut chosen: Vec<Pieces> = Vec::new();
    if pieces.len() < 2 {
        return None;
    }
    loop {
        let with = |own: &[Pieces], more: &[Pieces], lacking, price, branches: &mut u32| {
            let pieces: Vec<Pieces> = own.iter().chain(more).cloned().collect();
            cover::of_price(&pieces, lacking, price, branches)
        };
        // A list that ends here is smaller than one that goes on.
        if let Some(more) = with(&chosen, &[], lacking, price, &mut branches) {
            for (position, quantity) in more {
                match bundle.iter_mut().find(|(there, _)| *there == position) {
                    Some((_, there)) => *there += quantity,
                    None => bundle.push((position, quantity)),
                }
            }
            return Some(bundle);
        }
        // One of the next kind is bought; of it and of those before there may be more.
        let next = (0..pieces.len()).find(|&at| {
            let mut own = chosen.clone();
            own.push(one_less(&pieces[at]));
            let left = pieces[at].leave(lacking, 1);
            let rest = price - pieces[at].price;
            with(&own, &pieces[at + 1..], left, rest, &mut branches).is_some()
        })?;
        pieces.drain(..next);
        let kind = pieces.remove(0);
        bundle.push((kind.position, 1));
        lacking = kind.leave(lacking, 1);
        price -= kind.price;
        chosen.push(one_less(&kind));
    }
}

/// The same with one already bought.
fn one_less(kind: &Pieces) -> Pieces {
    Pieces { most: kind.most.saturating_sub(1), ..kind.clone() }
}
