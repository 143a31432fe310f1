//! The cheapest pieces that give what is lacking of several resources: branch and bound.
//!
//! What is cheapest in parts (see [`relaxed`](super::relaxed)) says what whole pieces cost at least,
//! and where to look first.

use super::bundles::{Limits, Pieces, Quantities};
use super::knapsack::greatest_common;
use super::relaxed::{Part, relaxed};
use crate::{PerResource, Resource, sort};

/// The least price, and pieces that have it, by position and quantity; `None` where none will do.
#[inline(never)]
pub(super) fn cheapest(
    pieces: &[Pieces],
    lacking: PerResource<u64>,
    limits: Limits<'_>,
) -> Option<(i64, Quantities)> {
    let mut best = limits.most.checked_add(1).map(|price| (price, Vec::new()));
    let chosen = vec![0; pieces.len()];
    let mut open = vec![Branch { pieces: pieces.to_vec(), lacking, chosen, spent: 0 }];
    while let Some(branch) = open.pop() {
        let is_enough = best.as_ref().is_some_and(|(price, _)| *price <= limits.enough);
        if is_enough || *limits.steps == 0 {
            break;
        }
        *limits.steps -= 1;
        branch.look_at(&mut best, &mut open);
    }
    let (price, quantities) = best.filter(|(price, _)| *price <= limits.most)?;
    let all = pieces.iter().map(|kind| kind.position).zip(quantities);
    Some((price, all.filter(|(_, quantity)| *quantity > 0).collect()))
}

/// The least price so far, and how many of each kind.
type Best = Option<(i64, Vec<u64>)>;

/// Whether nothing of a price is better.
fn is_hopeless(best: &Best, price: i64) -> bool {
    best.as_ref().is_some_and(|(best, _)| price >= *best)
}

/// Some pieces, with all ways to buy what is lacking then.
#[derive(Clone)]
struct Branch {
    /// What may still be bought.
    pieces: Vec<Pieces>,
    lacking: PerResource<u64>,
    /// How many of each kind are chosen, and what they cost.
    chosen: Vec<u64>,
    spent: i64,
}

impl Branch {
    /// Says what is lacking in what the pieces give together: where each gives a multiple of something,
    /// or all that is lacking, a multiple of it is lacking too.
    fn round_lacking(&mut self) {
        for r in Resource::ALL {
            let lacking = self.lacking[r];
            let of_use = self.pieces.iter().filter(|kind| kind.most > 0);
            let parts = of_use.map(|kind| kind.gives[r]).filter(|&gives| gives < lacking);
            let common = parts.fold(0, greatest_common);
            let Some(rounded) = lacking.checked_next_multiple_of(common.max(1)) else { continue };
            for kind in self.pieces.iter_mut().filter(|kind| kind.gives[r] >= lacking) {
                kind.gives[r] = rounded;
            }
            self.lacking[r] = rounded;
        }
    }

    /// Takes the best of it, if it can be said at once, or leaves two parts of it open.
    fn look_at(mut self, best: &mut Best, open: &mut Vec<Self>) {
        self.round_lacking();
        let Self { pieces, lacking, .. } = &self;
        let give = |r: Resource| {
            pieces.iter().fold(0, |sum: u64, kind| {
                sum.saturating_add(kind.gives[r].saturating_mul(kind.most))
            })
        };
        if Resource::ALL.into_iter().any(|r| give(r) < lacking[r]) {
            return;
        }
        let parts = relaxed(pieces, *lacking);
        let bound = parts.prices.bound(pieces, *lacking);
        // Whole pieces cost a multiple of what divides all their prices.
        let common = pieces.iter().fold(0, |common, kind| match kind.useful(*lacking) {
            0 => common,
            _ => greatest_common(common, kind.price.unsigned_abs()),
        });
        let bound = match i64::try_from(bound.unsigned_abs().next_multiple_of(common.max(1))) {
            Ok(bound) => self.spent.saturating_add(bound),
            Err(_) => i64::MAX,
        };
        if is_hopeless(best, bound) {
            return;
        }
        self.round_up(best, &parts.quantities);
        if is_hopeless(best, bound) {
            return;
        }
        // The kind whose part is furthest from whole, by its price.
        let by_part = |&at: &usize| {
            let (whole, part) = parts.quantities[at];
            let part = part.min(Part::MAX - part);
            (i128::from(part) * i128::from(pieces[at].price), whole)
        };
        let of_use = (0..pieces.len()).filter(|&at| pieces[at].useful(*lacking) > 0);
        let Some(at) = of_use.max_by_key(by_part) else { return };
        let (whole, part) = parts.quantities[at];
        let fewer = whole.min(pieces[at].useful(*lacking) - 1);
        let more = self.clone().with(at, fewer + 1);
        self.pieces[at].most = fewer;
        // What is nearer is looked at first.
        open.extend(if part > Part::MAX / 2 { [self, more] } else { [more, self] });
    }

    /// The same with so many more pieces of a kind.
    fn with(mut self, at: usize, quantity: u64) -> Self {
        let kind = &mut self.pieces[at];
        self.lacking = kind.leave(self.lacking, quantity);
        kind.most = kind.most.saturating_sub(quantity);
        self.spent = self.spent.saturating_add(kind.cost(quantity));
        self.chosen[at] += quantity;
        self
    }

    /// Takes the parts as whole pieces, without those that aren't needed then.
    fn round_up(&self, best: &mut Best, parts: &[(u64, Part)]) {
        let pieces = &self.pieces;
        let up = |(kind, &(whole, part)): (&Pieces, &(u64, Part))| {
            whole.saturating_add((part > 0).into()).min(kind.useful(self.lacking))
        };
        let mut quantities: Vec<u64> = pieces.iter().zip(parts).map(up).collect();
        let mut spare = PerResource::from_fn(|_| 0);
        for r in Resource::ALL {
            let given = pieces.iter().zip(&quantities).fold(0, |sum: u64, (kind, quantity)| {
                sum.saturating_add(kind.gives[r].saturating_mul(*quantity))
            });
            let Some(rest) = given.checked_sub(self.lacking[r]) else { return };
            spare[r] = rest;
        }
        let mut order: Vec<usize> = (0..pieces.len()).collect();
        sort::sort_by_key(&mut order, |&at| -pieces[at].price);
        for at in order {
            let gives = pieces[at].gives;
            let needed = Resource::ALL.into_iter().filter(|&r| gives[r] > 0);
            let fewer = needed.map(|r| spare[r] / gives[r]).fold(quantities[at], Ord::min);
            quantities[at] -= fewer;
            spare = PerResource::from_fn(|r| spare[r] - gives[r] * fewer);
        }
        let price = pieces
            .iter()
            .zip(&quantities)
            .fold(self.spent, |sum, (kind, &quantity)| sum.saturating_add(kind.cost(quantity)));
        if !is_hopeless(best, price) {
            let all = self.chosen.iter().zip(quantities).map(|(own, more)| own + more);
            *best = Some((price, all.collect()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Pieces, and what is lacking; of so many kinds, in amounts up to so many.
    fn instance(
        kinds: usize,
        units: u64,
        lacking: u64,
    ) -> impl Strategy<Value = (Vec<Pieces>, PerResource<u64>)> {
        let most = prop_oneof![3 => Just(u64::MAX), 1 => 1..9_u64];
        let amount = prop_oneof![1 => Just(0), 2 => 0..=units];
        let kind = (0..9_000_i64, [amount.clone(), amount.clone(), amount.clone(), amount], most);
        let lacks = prop_oneof![1 => Just(0), 3 => 0..=lacking];
        let lacks = [lacks.clone(), lacks.clone(), lacks.clone(), lacks];
        (prop::collection::vec(kind, 1..=kinds), lacks).prop_map(|(kinds, lacks)| {
            let lacking = PerResource(lacks);
            let pieces = kinds.into_iter().enumerate().map(|(position, (price, gives, most))| {
                let gives = PerResource::from_fn(|r| PerResource(gives)[r].min(lacking[r]));
                Pieces { position, price, gives, most }
            });
            (pieces.collect(), lacking)
        })
    }

    fn cheapest(pieces: &[Pieces], lacking: PerResource<u64>) -> Option<(i64, Quantities)> {
        let limits = Limits { most: i64::MAX, enough: 0, steps: &mut { u64::MAX } };
        super::cheapest(pieces, lacking, limits)
    }

    /// The price of a bundle; that it gives what is lacking is made sure of.
    fn price(pieces: &[Pieces], lacking: PerResource<u64>, bundle: &Quantities) -> i64 {
        let mut left = lacking;
        let mut price = 0;
        for &(position, quantity) in bundle {
            let kind = &pieces[position];
            assert!(quantity > 0 && quantity <= kind.most);
            left = kind.leave(left, quantity);
            price += kind.price * quantity as i64;
        }
        assert_eq!(left.0, [0; 4], "nothing is lacking any more");
        price
    }

    /// The least price: every quantity of every kind is tried, of the last all that is needed.
    fn by_trying(pieces: &[Pieces], lacking: PerResource<u64>) -> Option<i64> {
        let Some((kind, rest)) = pieces.split_first() else {
            return (lacking.0 == [0; 4]).then_some(0);
        };
        let most = kind.useful(lacking);
        let tries = (if rest.is_empty() { most } else { 0 }..=most).filter_map(|quantity| {
            let rest = by_trying(rest, kind.leave(lacking, quantity))?;
            Some(rest + kind.price * quantity as i64)
        });
        tries.min()
    }

    fn check(pieces: &[Pieces], lacking: PerResource<u64>) -> Result<(), TestCaseError> {
        let found = cheapest(pieces, lacking);
        if let Some((price, bundle)) = &found {
            prop_assert_eq!(self::price(pieces, lacking, bundle), *price);
        }
        prop_assert_eq!(found.map(|(price, _)| price), by_trying(pieces, lacking));
        Ok(())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn no_bundle_costs_less((pieces, lacking) in instance(5, 9, 24)) {
            check(&pieces, lacking)?;
        }

        #[test]
        fn of_two_kinds_any_number_is_found((pieces, lacking) in instance(2, 900, 90_000)) {
            check(&pieces, lacking)?;
        }

        #[test]
        fn of_many_kinds_few_pieces_are_found((pieces, lacking) in instance(12, 30, 30)) {
            check(&pieces, lacking)?;
        }

        /// Whatever is asked there is an end to it, and what is found gives what is lacking. (In amounts
        /// past a billion one in some ten thousand takes minutes.)
        #[test]
        fn large_numbers_come_to_an_end((pieces, lacking) in instance(12, 1 << 20, 1 << 30)) {
            if let Some((price, bundle)) = cheapest(&pieces, lacking) {
                prop_assert_eq!(self::price(&pieces, lacking, &bundle), price);
            }
        }
    }
}
