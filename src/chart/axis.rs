//! Axes: where a value lies, and which round values are labelled.

use super::WIDTH;

/// An axis on which each value has a slot of its own, reaching half way to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Axis {
    first: u64,
    last: u64,
    /// How far apart the outermost values are from what would be next.
    gap: u64,
}

impl Axis {
    /// From a first to a last value, whose slots are `gap` wide.
    pub(crate) fn new(first: u64, last: u64, gap: u64) -> Self {
        Self { first, last: last.max(first), gap: gap.max(1) }
    }

    /// The axis's length, in half values.
    fn span(self) -> u64 {
        2 * (self.last - self.first + self.gap)
    }

    /// The place of a value given in halves, in [`WIDTH`].
    pub(crate) fn place_of_half(self, half: u64) -> u64 {
        let begin = (2 * self.first).checked_sub(self.gap);
        let from_begin = match begin {
            Some(begin) => half.saturating_sub(begin),
            None => half + self.gap - 2 * self.first,
        };
        from_begin.min(self.span()) * WIDTH / self.span()
    }

    /// The place of a value, in [`WIDTH`].
    pub(crate) fn place(self, value: u64) -> u64 {
        self.place_of_half(2 * value)
    }

    /// The place of a value as a style sheet takes it.
    pub(crate) fn percent(self, value: u64) -> String {
        percent(self.place(value))
    }

    /// Of these values, in order, the one nearest to a place in [`WIDTH`].
    pub(crate) fn nearest(self, values: &[u64], place: u64) -> Option<u64> {
        values.iter().copied().min_by_key(|value| self.place(*value).abs_diff(place))
    }
}

/// A place in [`WIDTH`] in percent.
pub(crate) fn percent(place: u64) -> String {
    let hundredths = place * 10_000 / WIDTH;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// The smallest of 1, 2, 5, 10, 20, 50, … with which a span takes at most so many steps.
pub(crate) fn round_step(span: u64, most: u64) -> u64 {
    let mut power = 1u64;
    loop {
        for step in [power, power.saturating_mul(2), power.saturating_mul(5)] {
            if span.div_ceil(step) <= most.max(1) {
                return step;
            }
        }
        power = power.saturating_mul(10);
    }
}

/// A labelled value of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tick {
    pub(crate) value: u64,
    /// 0 is shown however narrow the chart, 1 where there is some room, 2 where there is plenty.
    pub(crate) rank: u8,
}

/// The multiples of a step between two values: every fourth matters most, every second more
/// than those between.
pub(crate) fn ticks(first: u64, last: u64, step: u64) -> Vec<Tick> {
    let step = step.max(1);
    let rank = |count: u64| match count {
        count if count.is_multiple_of(4) => 0,
        count if count.is_multiple_of(2) => 1,
        _ => 2,
    };
    (first.div_ceil(step)..=last / step)
        .map(|count| Tick { value: count * step, rank: rank(count) })
        .collect()
}

/// For labels at these places in [`WIDTH`], the most important first: at which rank (as
/// [`Tick::rank`]) each has room, or none. `apart` is how far apart labels have to be at each
/// rank.
pub(crate) fn ranks(places: &[u64], apart: [u64; 3]) -> Vec<Option<u8>> {
    let mut ranks: Vec<Option<u8>> = vec![None; places.len()];
    for (rank, apart) in (0u8..).zip(apart) {
        for at in 0..places.len() {
            let fits = places
                .iter()
                .zip(&ranks)
                .all(|(place, taken)| taken.is_none() || place.abs_diff(places[at]) >= apart);
            if ranks[at].is_none() && fits {
                ranks[at] = Some(rank);
            }
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_reach_half_way() {
        // Days 1 to 10: each a tenth of the axis, with its value in the middle.
        let days = Axis::new(1, 10, 1);
        assert_eq!(days.place(1), 500);
        assert_eq!(days.place(10), 9500);
        assert_eq!(days.place_of_half(3), 1000);
        // From nothing on: the first slot begins left of zero.
        let data = Axis::new(0, 4, 1);
        assert_eq!(data.place(0), 1000);
        assert_eq!(data.percent(4), "90.00%");
        assert_eq!(Axis::new(5, 5, 1).place(5), WIDTH / 2);
    }

    #[test]
    fn the_nearest_value_is_found() {
        let days = Axis::new(1, 10, 1);
        let values: Vec<u64> = (1..=10).collect();
        assert_eq!(days.nearest(&values, 0), Some(1));
        assert_eq!(days.nearest(&values, 1400), Some(2));
        assert_eq!(days.nearest(&values, WIDTH), Some(10));
        assert_eq!(days.nearest(&[], 5), None);
    }

    #[test]
    fn steps_are_round() {
        assert_eq!(round_step(44, 9), 5);
        assert_eq!(round_step(0, 5), 1);
        assert_eq!(round_step(2001, 4), 1000);
        assert_eq!(round_step(760, 9), 100);
    }

    #[test]
    fn every_fourth_tick_matters_most() {
        let ticks: Vec<_> = ticks(1, 30, 5).iter().map(|tick| (tick.value, tick.rank)).collect();
        assert_eq!(ticks, [(5, 2), (10, 1), (15, 2), (20, 0), (25, 2), (30, 1)]);
    }

    #[test]
    fn labels_without_room_wait_for_more() {
        let places = [5000, 5200, 7000, 9999];
        assert_eq!(ranks(&places, [4000, 1500, 300]), [Some(0), None, Some(1), Some(0)]);
        assert_eq!(ranks(&places, [4000, 1500, 100])[1], Some(2));
    }
}
