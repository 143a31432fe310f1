//! Where one paygo period ends and the next of the same offer begins (model.md §3): a quote lists
//! top-ups, not periods, and either may come on a day that a top-up is bought on.

use crate::catalog::Extend;

/// Credit, in millionths, and the day it expires.
#[derive(Debug, Clone, Copy)]
pub(super) struct Meter {
    pub(super) credit: u128,
    pub(super) expiry: u32,
}

/// A top-up and the days it serves.
#[derive(Debug, Clone, Copy)]
pub(super) struct Topup {
    pub(super) from: u32,
    pub(super) until: u32,
    pub(super) new_line: bool,
    pub(super) credit: u128,
    pub(super) days: u32,
    pub(super) extend: Extend,
}

impl Meter {
    pub(super) const EMPTY: Self = Self { credit: 0, expiry: 0 };

    /// Whether a day needs a top-up, where it uses so much.
    fn needs(self, day: u32, usage: u128) -> bool {
        self.expiry <= day || usage > self.credit
    }

    /// The credit after a top-up.
    pub(super) fn topped_up(self, topup: &Topup) -> Self {
        let Topup { from, days, extend, .. } = *topup;
        let expiry = extend.expiry(self.expiry, from, |day: u32| day.saturating_add(days));
        Self { credit: self.credit + topup.credit, expiry }
    }
}

/// A way to read the top-ups so far.
#[derive(Clone, Copy)]
struct Reading {
    meter: Meter,
    /// The top-up that its last period began with; none where that began before.
    began: Option<usize>,
    /// The first day of that period.
    since: u32,
    periods: usize,
}

/// Which of some top-ups of one offer, each from the day on that the one before serves to, begin a
/// period: as few as the rules allow. `before` is the credit there is already, and the first day
/// of its period. Where no reading keeps the rules, all that need not begin one don't.
pub(super) fn beginnings(
    topups: &[Topup],
    before: Option<(Meter, u32)>,
    usage: impl Fn(u32) -> u128,
) -> Vec<bool> {
    let first = before.map(|(meter, since)| Reading { meter, began: None, since, periods: 0 });
    let mut readings: Vec<Reading> = first.into_iter().collect();
    // For each top-up, the beginning of the period before it where it begins one.
    let mut previous: Vec<Option<usize>> = vec![None; topups.len()];
    for (i, topup) in topups.iter().enumerate() {
        let used = usage(topup.from);
        let ended = readings.iter().filter(|reading| reading.since < topup.from || topup.new_line);
        let ended = ended.min_by_key(|reading| reading.periods).copied();
        let mut next = Vec::new();
        if i == 0 && readings.is_empty() || ended.is_some() {
            previous[i] = ended.and_then(|reading| reading.began);
            let periods = ended.map_or(0, |reading| reading.periods) + 1;
            let began = Some(i);
            next.push(Reading { meter: Meter::EMPTY, began, since: topup.from, periods });
        }
        if !topup.new_line {
            let go_on = readings.iter().filter(|reading| reading.meter.needs(topup.from, used));
            next.extend(go_on.copied());
        }
        let all_used: u128 = (topup.from..topup.until).map(&usage).sum();
        next.retain_mut(|reading| {
            reading.meter = reading.meter.topped_up(topup);
            let served = reading.meter.expiry >= topup.until && reading.meter.credit >= all_used;
            if topup.until > topup.from && served {
                reading.meter.credit -= all_used;
            }
            topup.until == topup.from || served
        });
        readings = next;
    }
    let mut begins: Vec<bool> = topups.iter().map(|topup| topup.new_line).collect();
    match readings.iter().min_by_key(|reading| reading.periods) {
        Some(best) => {
            begins.fill(false);
            let mut at = best.began;
            while let Some(i) = at {
                begins[i] = true;
                at = previous[i];
            }
        }
        None if before.is_none() => begins.iter_mut().take(1).for_each(|first| *first = true),
        None => {}
    }
    begins
}
