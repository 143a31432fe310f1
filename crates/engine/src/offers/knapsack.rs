//! The cheapest pieces that give what is lacking of one resource: a depth-first search over
//! quantities, largest first, with a lower bound on what is left.

use super::bundles::{Limits, Pieces, Quantities};
use crate::map::Map;
use crate::{Resource, sort};

/// The least price, and pieces that have it, by position and quantity; `None` where none will do.
pub(super) fn cheapest(
    pieces: &[Pieces],
    resource: Resource,
    lacking: u64,
    limits: Limits<'_>,
) -> Option<(i64, Quantities)> {
    let kinds =
        pieces.iter().map(|kind| Kind { units: kind.gives[resource], common: 0, others: 0, kind });
    let mut kinds: Vec<Kind<'_>> =
        kinds.filter(|kind| kind.units > 0 && kind.kind.most > 0).collect();
    // One piece that gives all is alone in its bundle. The rest is sought without such pieces: they
    // count as no more than what is lacking, which has little in common with what others give.
    let gives_all = |kind: &Kind<'_>| kind.units >= lacking;
    let alone = kinds
        .iter()
        .filter(|kind| gives_all(kind))
        .map(|kind| (kind.kind.price, kind.kind.position));
    let mut best = limits.most.checked_add(1).map(|price| (price, Quantities::new()));
    if let Some((price, position)) = alone.min()
        && best.as_ref().is_none_or(|(best, _)| price < *best)
    {
        best = Some((price, vec![(position, 1)]));
    }
    kinds.retain(|kind| !gives_all(kind));
    // The best price per unit first: a good bundle is found at once and cuts off the rest. Of those
    // with the same price the smallest first.
    sort::sort_by(&mut kinds, |one, other| {
        let cross =
            |one: &Kind<'_>, other: &Kind<'_>| i128::from(one.kind.price) * i128::from(other.units);
        cross(one, other).cmp(&cross(other, one)).then(one.units.cmp(&other.units))
    });
    let mut common = 0;
    for kind in kinds.iter_mut().rev() {
        common = greatest_common(common, kind.units);
        kind.common = common;
        // Among as many pieces of other kinds as this one has units there are some that have a
        // multiple of its units together: of the sums of the first, the first two, and so on, either
        // one is such a multiple or two leave the same remainder, and then what is between them is.
        // As many units of this kind, where there may be any number of it, cost no more, having the
        // better price per unit. So fewer pieces of the others will do; and counted in what divides
        // them all, there are fewer remainders still.
        let is_any = kind.kind.most == u64::MAX;
        kind.others = if is_any { kind.units / common - 1 } else { u64::MAX };
    }
    let mut search =
        Search { kinds, chosen: Vec::new(), best, limits, looked: 0, passed: Map::default() };
    search.from(0, lacking, 0, u64::MAX);
    search.best.filter(|(price, _)| *price <= search.limits.most)
}

/// Pieces of one resource.
struct Kind<'p> {
    /// What one gives.
    units: u64,
    /// What divides its units and those of all kinds after it: together they give a multiple.
    common: u64,
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
    /// How many places it has looked at.
    looked: u32,
    /// Where the search has been: by kind and what was lacking, what was spent until there and how
    /// many pieces were still allowed.
    passed: Map<(usize, u64), (i64, u64)>,
}

/// So many places are kept in mind, some 12 MB of them.
const MOST_PASSED: usize = 1 << 18;

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
        let Some(&Kind { units, common, others, kind }) = self.kinds.get(i) else { return };
        let lacking = lacking.div_ceil(common).saturating_mul(common);
        if self.is_hopeless(spent.saturating_add(self.least(i, lacking)))
            || self.is_long() && self.has_passed(i, lacking, spent, pieces)
        {
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

    /// Whether it pays by now to keep in mind where the search has been.
    fn is_long(&mut self) -> bool {
        self.looked = self.looked.saturating_add(1);
        self.looked > 64
    }

    /// Whether the search has been here before for no more money and with no fewer pieces to go: then
    /// nothing better comes of it now.
    #[cold]
    #[inline(never)]
    fn has_passed(&mut self, i: usize, lacking: u64, spent: i64, pieces: u64) -> bool {
        let place = (i, lacking);
        if let Some(&(before, allowed)) = self.passed.get(&place) {
            if before <= spent && allowed >= pieces {
                return true;
            }
            if before < spent || allowed > pieces {
                return false;
            }
        } else if self.passed.len() == MOST_PASSED {
            return false;
        }
        self.passed.insert(place, (spent, pieces));
        false
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
pub(super) fn greatest_common(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PerResource;
    use proptest::prelude::*;

    fn pieces(kinds: Vec<(i64, u64, u64)>, lacking: u64) -> Vec<Pieces> {
        let kinds = kinds.into_iter().enumerate();
        let pieces = kinds.map(|(position, (price, units, most))| {
            let gives =
                PerResource::from_fn(|r| if r == Resource::Data { units.min(lacking) } else { 0 });
            Pieces { position, price, gives, most }
        });
        pieces.collect()
    }

    fn cheapest(pieces: &[Pieces], lacking: u64, steps: &mut u64) -> Option<(i64, Quantities)> {
        let limits = Limits { most: i64::MAX - 1, enough: 0, steps };
        super::cheapest(pieces, Resource::Data, lacking, limits)
    }

    /// The least price: every quantity of every kind is tried.
    fn by_trying(pieces: &[Pieces], lacking: u64) -> Option<i64> {
        let Some((kind, rest)) = pieces.split_first() else { return (lacking == 0).then_some(0) };
        let units = kind.gives[Resource::Data];
        let most = lacking.div_ceil(units).min(kind.most);
        let tries = (0..=most).filter_map(|quantity| {
            let rest = by_trying(rest, lacking.saturating_sub(units * quantity))?;
            Some(rest + kind.cost(quantity))
        });
        tries.min()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        #[test]
        fn no_bundle_costs_less(
            kinds in prop::collection::vec(
                (0..40_i64, 1..14_u64, prop_oneof![Just(u64::MAX), 0..4_u64]), 1..6),
            in_common in 1..4_u64,
            lacking in 1..60_u64,
        ) {
            let kinds = kinds.into_iter().map(|(price, units, most)| (price, units * in_common, most));
            let pieces = pieces(kinds.collect(), lacking);
            let found = cheapest(&pieces, lacking, &mut { u64::MAX });
            if let Some((price, bundle)) = &found {
                let given: u64 = bundle.iter().map(|&(at, n)| pieces[at].gives[Resource::Data] * n).sum();
                prop_assert!(given >= lacking);
                prop_assert!(bundle.iter().all(|&(at, n)| n > 0 && n <= pieces[at].most));
                let sum: i64 = bundle.iter().map(|&(at, n)| pieces[at].cost(n)).sum();
                prop_assert_eq!(sum, *price);
            }
            prop_assert_eq!(found.map(|(price, _)| price), by_trying(&pieces, lacking));
        }
    }

    /// Prices by the unit, and a need that no pieces meet exactly: whatever is bought is too much,
    /// and no bound on what parts of pieces cost says so.
    #[test]
    fn equal_prices_per_unit_come_to_an_end() {
        for (step, most, need) in
            [(1024, 1, 200 * 1024 - 1), (1024, 5, 300 * 1024 + 1), (1000, 3, 99_999)]
        {
            let kinds = (1..=30).map(|i| (100 * i, step * i as u64, most)).collect();
            let mut steps = 1 << 20;
            let (price, _) = cheapest(&pieces(kinds, need), need, &mut steps).unwrap();
            assert_eq!(price, 100 * need.div_ceil(step) as i64);
            assert!(steps > 0, "{step} {most} {need}");
        }
        // With one of them odd, and all even amounts dearer than they need be.
        let odd = [(700, 701, 9), (300, 300, 9), (800, 800, 9), (1100, 1100, 9), (1300, 1300, 9)];
        let (need, mut steps) = (15_551, 1 << 20);
        let found = cheapest(&pieces(odd.to_vec(), need), need, &mut steps);
        assert_eq!(found.map(|(price, _)| price), by_trying(&pieces(odd.to_vec(), need), need));
        assert!(steps > 0);
    }
}
