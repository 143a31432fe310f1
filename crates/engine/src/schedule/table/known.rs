//! What a solver that goes backwards knows of later days, so that nothing is sought twice.

use super::way::Rest;

/// Running best of [`BrandTable::stay`](super::BrandTable::stay) from the present day on: days falling.
pub(super) type Minima = Vec<(u16, Rest)>;

/// Where among days that fall the first up to `last` is. Most days are among them, so that it is about
/// as far from the end as it is in days.
pub(super) fn first_up_to(minima: &Minima, last: usize) -> usize {
    let Some(&(lowest, _)) = minima.last() else { return 0 };
    let Some(above) = last.checked_sub(lowest.into()) else { return minima.len() };
    // No two are of one day, so none before it can be up to `last`.
    let guess = (minima.len() - 1).saturating_sub(above);
    if usize::from(minima[guess].0) <= last {
        return guess;
    }
    guess + minima[guess..].partition_point(|&(day, _)| usize::from(day) > last)
}

/// The rests already computed for one brand and day, by layer and reach: many plans share both.
pub(super) struct Rests {
    days: usize,
    round: u32,
    known: Vec<(u32, Rest)>,
}

impl Rests {
    pub(super) fn new(days: usize, layers: usize) -> Self {
        Self { days, round: 0, known: vec![(0, Rest::NONE); days * layers] }
    }

    pub(super) fn clear(&mut self) {
        self.round += 1;
    }

    #[inline]
    pub(super) fn of(
        &mut self,
        layer: usize,
        reach: usize,
        compute: impl FnOnce() -> Rest,
    ) -> Rest {
        let entry = &mut self.known[layer * self.days + reach];
        if entry.0 != self.round {
            *entry = (self.round, compute());
        }
        entry.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_first_of_falling_days_is_found(
            days in prop::collection::btree_set(0..40_u16, 0..30),
            last in 0..45_usize,
        ) {
            let minima: Minima = days.into_iter().rev().map(|day| (day, Rest::NONE)).collect();
            let expected = minima.partition_point(|&(day, _)| usize::from(day) > last);
            prop_assert_eq!(first_up_to(&minima, last), expected);
        }
    }
}
