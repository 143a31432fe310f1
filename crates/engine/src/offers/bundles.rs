//! The cheapest bundle of add-ons that gives what is lacking (model.md §3), a knapsack problem.

use super::addons::AddonTerms;
use super::{cover, knapsack};
use crate::cost::Cost;
use crate::format::Allowance;
use crate::{PerResource, Resource};

/// Add-ons of a bundle: positions in the menu with quantities.
pub(super) type Quantities = Vec<(usize, u64)>;

/// So many steps are taken to tell bundles of equal price apart by their ids; past that, any of them
/// will do.
const MOST_STEPS: u64 = 4_096;

/// How far a search goes.
#[derive(Debug)]
pub(super) struct Limits<'l> {
    /// The highest price of use.
    pub(super) most: i64,
    /// A price that is low enough: no lower one is sought.
    pub(super) enough: i64,
    /// The steps that are left.
    pub(super) steps: &'l mut u64,
}

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
    let pieces = pieces(menu, lacking);
    let mut any = u64::MAX;
    let (price, bundle) = least(&pieces, lacking, Cost::MAX_TOTAL, false, &mut any)?;
    let smallest = if pieces.len() > 1 { smallest_by_id(pieces, lacking, price) } else { None };
    Some((price, smallest.unwrap_or(bundle)))
}

/// The least price, and a bundle that has it: of no more than `most`, which `is_least` where no lower
/// price is to be sought, in so many steps.
fn least(
    pieces: &[Pieces],
    lacking: PerResource<u64>,
    most: i64,
    is_least: bool,
    steps: &mut u64,
) -> Option<(i64, Quantities)> {
    if most < 0 {
        return None;
    }
    let (mut price, mut bundle) = (0_i64, Quantities::new());
    let mut open = lacking;
    while let Some(first) = Resource::ALL.into_iter().find(|&r| open[r] > 0) {
        let part = given_together(pieces, first, open);
        open = PerResource::from_fn(|r| if part[r] > 0 { 0 } else { open[r] });
        let is_one = Resource::ALL.into_iter().all(|r| r == first || part[r] == 0);
        let most = most - price;
        // Where more is to come, a lower price leaves more for that.
        let is_enough = is_least && open.0 == [0; 4];
        let limits = Limits { most, enough: if is_enough { most } else { 0 }, steps };
        let (cost, quantities) = if is_one {
            knapsack::cheapest(pieces, first, part[first], limits)?
        } else {
            let of_use =
                |kind: &&Pieces| Resource::ALL.into_iter().any(|r| kind.gives[r].min(part[r]) > 0);
            let pieces: Vec<Pieces> = pieces.iter().filter(of_use).cloned().collect();
            cover::cheapest(&pieces, part, limits)?
        };
        price = price.saturating_add(cost);
        bundle.extend(quantities);
    }
    Some((price, bundle))
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
    pieces.filter(|pieces| pieces.gives.0 != [0; 4] && pieces.most > 0).collect()
}

/// What is lacking of a resource and of all that add-ons give together with it; what only other
/// add-ons give is a matter of its own.
fn given_together(
    pieces: &[Pieces],
    first: Resource,
    lacking: PerResource<u64>,
) -> PerResource<u64> {
    let mut is_part = PerResource::from_fn(|r| r == first);
    // Each round adds a resource, if there is one.
    for _ in Resource::ALL {
        for kind in pieces {
            let gives = |r: Resource| lacking[r] > 0 && kind.gives[r] > 0;
            if Resource::ALL.into_iter().any(|r| is_part[r] && gives(r)) {
                is_part = PerResource::from_fn(|r| is_part[r] || gives(r));
            }
        }
    }
    PerResource::from_fn(|r| if is_part[r] { lacking[r] } else { 0 })
}

/// Of the bundles of a price, the least one, that whose list of ids is smallest: id after id, the
/// first with which some bundle still has that price.
#[inline(never)]
fn smallest_by_id(
    mut pieces: Vec<Pieces>,
    mut lacking: PerResource<u64>,
    mut price: i64,
) -> Option<Quantities> {
    let mut steps = MOST_STEPS;
    let mut chosen: Vec<Pieces> = Vec::new();
    // A list that ends is smaller than one that goes on.
    let more = loop {
        if let Some((_, more)) = least(&chosen, lacking, price, true, &mut steps) {
            break more;
        }
        // One of the next kind is bought; of it and of those before there may be more.
        let next = (0..pieces.len()).find(|&at| {
            let rest = [&chosen, &pieces[at..]].concat();
            let kind = &pieces[at];
            // Where it is bought already, there is one fewer of it.
            let rest = with_one_less(rest, chosen.len());
            least(&rest, kind.leave(lacking, 1), price - kind.price, true, &mut steps).is_some()
        })?;
        let rest = with_one_less(pieces.split_off(next), 0);
        let kind = &rest[0];
        lacking = kind.leave(lacking, 1);
        price -= kind.price;
        chosen.push(kind.clone());
        pieces = rest[1..].to_vec();
    };
    let quantity = |kind: &Pieces| {
        let more = more.iter().filter(|(position, _)| *position == kind.position);
        1 + more.map(|(_, quantity)| quantity).sum::<u64>()
    };
    Some(chosen.iter().map(|kind| (kind.position, quantity(kind))).collect())
}

/// The same with one of a kind already bought.
fn with_one_less(mut pieces: Vec<Pieces>, at: usize) -> Vec<Pieces> {
    let most = &mut pieces[at].most;
    // Of what may be bought in any number, there is as much as before.
    *most -= u64::from(*most < u64::MAX);
    pieces
}
