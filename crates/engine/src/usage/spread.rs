//! Which stretch of a period each of its add-ons is for (model.md §3): a purchase lists them
//! together.

use crate::format::Allowance;
use crate::map::Set;
use crate::{PerResource, Resource};

/// An add-on bought for a period that may have several stretches.
pub(super) struct AddonKind {
    pub(super) gives: PerResource<Allowance>,
    /// The most for one stretch.
    pub(super) most: u64,
    pub(super) quantity: u64,
}

/// How many of each kind each stretch has: first so that what it lacks is filled, where a way to
/// do that is found; what nothing lacks goes to the first stretch that may have it.
pub(super) fn spread(kinds: &[AddonKind], lacks: &[PerResource<u64>]) -> Vec<Vec<u64>> {
    let given = vec![vec![0; kinds.len()]; lacks.len()];
    let mut search = Spread { kinds, lacks, failed: Set::default(), steps: 0, given };
    let mut remaining: Vec<u64> = kinds.iter().map(|kind| kind.quantity).collect();
    if let Some(&lack) = lacks.first()
        && (1..=MAX_DEPTH).contains(&(kinds.len() * lacks.len()))
    {
        search.fill(0, 0, lack, &mut remaining);
    }
    let mut given = search.given;
    for (k, kind) in kinds.iter().enumerate() {
        let used = given.iter().fold(0u64, |sum, given| sum.saturating_add(given[k]));
        let mut over = kind.quantity.saturating_sub(used);
        for given in &mut given {
            let more = over.min(kind.most.saturating_sub(given[k]));
            given[k] = given[k].saturating_add(more);
            over -= more;
        }
    }
    given
}

/// The most steps of the search; purchases from elsewhere mustn't take for ever.
const MAX_STEPS: usize = 100_000;
/// The most kinds times stretches that are searched: it goes that deep.
const MAX_DEPTH: usize = 1_000;

struct Spread<'s> {
    kinds: &'s [AddonKind],
    lacks: &'s [PerResource<u64>],
    /// Stretch, kind, what is lacking still and what remains, where that came to nothing.
    failed: Set<(usize, usize, [u64; 4], Vec<u64>)>,
    steps: usize,
    given: Vec<Vec<u64>>,
}

impl Spread<'_> {
    /// Fills what a stretch lacks with the kinds from `k` on, then all stretches after it.
    fn fill(
        &mut self,
        i: usize,
        k: usize,
        lack: PerResource<u64>,
        remaining: &mut Vec<u64>,
    ) -> bool {
        if lack.0 == [0; 4] {
            return match self.lacks.get(i + 1) {
                Some(&next) => self.fill(i + 1, 0, next, remaining),
                None => true,
            };
        }
        let Some(kind) = self.kinds.get(k) else { return false };
        let key = (i, k, lack.0, remaining.clone());
        if self.failed.contains(&key) {
            return false;
        }
        // More than fills every lack it can fill is waste.
        let enough = Resource::ALL.into_iter().map(|r| match kind.gives[r] {
            Allowance::Units(0) => 0,
            Allowance::Units(units) => lack[r].div_ceil(units),
            Allowance::Unlimited => u64::from(lack[r] > 0),
        });
        let most = enough.fold(0, Ord::max).min(kind.most).min(remaining[k]);
        for quantity in (0..=most).rev() {
            let rest = PerResource::from_fn(|r| match kind.gives[r] {
                Allowance::Units(units) => lack[r].saturating_sub(units.saturating_mul(quantity)),
                Allowance::Unlimited if quantity > 0 => 0,
                Allowance::Unlimited => lack[r],
            });
            self.given[i][k] = quantity;
            remaining[k] -= quantity;
            if self.fill(i, k + 1, rest, remaining) {
                return true;
            }
            remaining[k] += quantity;
            self.given[i][k] = 0;
            self.steps += 1;
            if self.steps > MAX_STEPS {
                return false;
            }
        }
        self.failed.add(key);
        false
    }
}
