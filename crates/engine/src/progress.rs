//! How far an answer is, for a page's progress bar.
//!
//! Parts of the engine say what work they have done, in units of one plan on one day, and, as they
//! learn it, how much there still is. Either is a guess that needn't be right: progress never goes
//! back, and comes to its end only with the answer.

use std::cell::Cell;
use std::fmt;

/// Where work is reported to.
#[derive(Clone, Copy)]
pub(crate) struct Progress<'a>(&'a dyn Fn(Report));

/// What is reported.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Report {
    /// Units of work were done.
    Did(u64),
    /// So many are still to be done.
    Remain(u64),
}

impl<'a> Progress<'a> {
    /// For nobody to see.
    pub(crate) const UNSEEN: Self = Self(&|_| {});

    pub(crate) fn to(report: &'a dyn Fn(Report)) -> Self {
        Self(report)
    }

    pub(crate) fn did(self, units: usize) {
        (self.0)(Report::Did(units as u64));
    }

    pub(crate) fn remain(self, units: usize) {
        (self.0)(Report::Remain(units as u64));
    }
}

impl fmt::Debug for Progress<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Progress")
    }
}

/// The steps that progress is shown in.
pub(crate) const STEPS: u32 = 1000;
/// Parts of a step, for work of less than one.
const FINE: u64 = 1 << 30;

/// Reports turned into steps: each takes its share, of what work remains, from the steps that
/// remain.
#[derive(Debug, Default)]
pub(crate) struct Steps {
    /// What was shown, in fine parts.
    shown: Cell<u64>,
    remaining: Cell<u64>,
    /// The most that ever remained.
    most: Cell<u64>,
}

impl Steps {
    /// Takes a report; the step where it is a new one. The last is never reached by work.
    pub(crate) fn take(&self, report: Report) -> Option<u32> {
        let units = match report {
            Report::Did(units) => units,
            Report::Remain(units) => {
                self.remaining.set(units);
                self.most.set(self.most.get().max(units));
                return None;
            }
        };
        // Work past what was expected: ever smaller shares.
        let remaining = self.remaining.get().max(self.most.get() / 64).max(units).max(1);
        let shown = self.shown.get();
        let left = u64::from(STEPS - 1) * FINE - shown;
        let share = u128::from(left) * u128::from(units) / u128::from(remaining);
        self.shown.set(shown + share as u64);
        self.remaining.set(remaining - units);
        let step = |fine: u64| (fine / FINE) as u32;
        (step(shown + share as u64) > step(shown)).then(|| step(shown + share as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_rise_and_stop_before_the_last_whatever_is_reported() {
        let steps = Steps::default();
        let mut last = 0;
        let reports = [
            Report::Did(5),
            Report::Remain(100),
            Report::Did(10),
            Report::Remain(1_000_000),
            Report::Did(400_000),
            Report::Did(0),
            Report::Remain(3),
            Report::Did(9_000_000),
            Report::Remain(u64::MAX),
            Report::Did(u64::MAX),
        ];
        for report in reports.into_iter().cycle().take(1000) {
            let Some(step) = steps.take(report) else { continue };
            assert!(step > last && step < STEPS, "{step} after {last}, {report:?}");
            last = step;
        }
        assert!(last > 0);
    }

    #[test]
    fn work_as_expected_takes_even_steps() {
        let steps = Steps::default();
        steps.take(Report::Remain(10_000));
        let shown: Vec<u32> = (0..10_000).filter_map(|_| steps.take(Report::Did(1))).collect();
        assert!(shown.len() > 900, "{}", shown.len());
        assert!(shown.windows(2).all(|pair| pair[1] - pair[0] == 1));
    }
}
