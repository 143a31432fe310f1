//! The cheapest pieces that give what is lacking of one resource: a depth-first search over
//! quantities, largest first, with a lower bound on what is left.

use super::bundles::{Limits, Pieces, Quantities};
use crate::{Resource, sort};

/// The least price, and pieces that have it, by position and quantity; `None` where none will do.
pub(super) fn cheapest(
    pieces: &[Pieces],
    resource: Resource,
    lacking: u64,
    limits: Limits<'_>,
) -> Option<(i64, Quantities)> {
    let mut kinds: Vec<Kind<'_>> =
        pieces.iter().map(|kind| Kind { units: kind.gives[resource], others: 0, kind }).collect();
    kinds.retain(|kind| kind.units > 0);
    // The best price per unit first: a good bundle is found at once and cuts off the rest. Of those
    // with the same price the smallest first.
    sort::sort_by(&mut kinds, |one, other| {
        let cross =
            |one: &Kind<'_>, other: &Kind<'_>| i128::from(one.kind.price) * i128::from(other.units);
        cross(one, other).cmp(&cross(other, one)).then(one.units.cmp(&other.units))
    });
    // Of as many pieces as a kind has units, some have a multiple of its units together (those that
    // the first pieces have in all leave one remainder twice). That many units of it cost no more,
    // having the better price per unit. So fewer pieces of the others will do; and counted in what
    // divides them all, there are fewer remainders still.
    let mut common = 0;
    for kind in kinds.iter_mut().rev() {
        common = greatest_common(common, kind.units);
        let is_any = kind.kind.most == u64::MAX;
        kind.others = if is_any { kind.units / common - 1 } else { u64::MAX };
    }
    let best = limits.most.checked_add(1).map(|price| (price, Quantities::new()));
    let mut search = Search { kinds, chosen: Vec::new(), best, limits };
    search.from(0, lacking, 0, u64::MAX);
    search.best.filter(|(price, _)| *price <= search.limits.most)
}

/// Pieces of one resource.
struct Kind<'p> {
    /// What one gives.
    units: u64,
    /// The most pieces of those after it that some cheapest bundle needs.
    others: u64,
    kind: &'p Pieces,
}

struct Search<'p> {
    /// The best price per unit first.
    kinds: Vec<Kind<'p>>,
    chosen: Quantities,
    best: Option<(i64, Quantities)>,
    limits: Limits<'p>,
}

impl Search<'_> {
    /// Goes on with the kind at `i`, at most `pieces` of it and those after it.
    fn from(&mut self, i: usize, lacking: u64, spent: i64, pieces: u64) {
        if self.is_over() {
            return;
        }
        *self.limits.steps -= 1;
        if lacking == 0 {
            if !self.is_hopeless(spent) {
                self.best = Some((spent, self.chosen.clone()));
            }
            return;
        }
        let Some(&Kind { units, others, kind }) = self.kinds.get(i) else { return };
        if self.is_hopeless(spent.saturating_add(self.least(i, lacking))) {
            return;
        }
        let most = lacking.div_ceil(units).min(kind.most).min(pieces);
        // The last kind must give all that is still lacking, so only the most can do.
        let least = if i + 1 == self.kinds.len() { most } else { 0 };
        for quantity in (least..=most).rev() {
            if self.is_over() {
                break;
            }
            let price = spent.saturating_add(kind.cost(quantity));
            let left = lacking.saturating_sub(units.saturating_mul(quantity));
            // The best price per unit comes first, so that fewer are made up for by dearer ones: once
            // hopeless, always so.
            let bound = price.saturating_add(self.least(i + 1, left));
            if quantity < most && self.is_hopeless(bound) {
                break;
            }
            if quantity > 0 {
                self.chosen.push((kind.position, quantity));
            }
            self.from(i + 1, left, price, others.min(pieces - quantity));
            if quantity > 0 {
                self.chosen.pop();
            }
        }
    }

    /// Whether nothing of a price is better than what was found.
    fn is_hopeless(&self, price: i64) -> bool {
        self.best.as_ref().is_some_and(|(best, _)| price >= *best)
    }

    /// Whether nothing more is sought.
    fn is_over(&self) -> bool {
        let is_enough = |(price, _): &(i64, Quantities)| *price <= self.limits.enough;
        self.best.as_ref().is_some_and(is_enough) || *self.limits.steps == 0
    }

    /// A lower bound on the price of what is lacking, from the kinds from `i` on: if pieces could be
    /// bought in parts, those with the best price per unit would be, as many as there are. Past all
    /// prices where all of them don't do.
    fn least(&self, i: usize, lacking: u64) -> i64 {
        let mut left = lacking;
        let mut least = 0_i64;
        for Kind { units, kind, .. } in &self.kinds[i..] {
            let given = units.saturating_mul(kind.most);
            if given >= left {
                let price = i128::from(kind.price) * i128::from(left);
                let units = i128::from(*units);
                let price = i64::try_from((price + units - 1) / units).unwrap_or(i64::MAX);
                return least.saturating_add(price);
            }
            least = least.saturating_add(kind.cost(kind.most));
            left -= given;
        }
        if left == 0 { least } else { i64::MAX }
    }
}

/// The greatest common divisor.
fn greatest_common(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common(b, a % b) }
}
