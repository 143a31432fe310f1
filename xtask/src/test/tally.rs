//! Counting.

use std::fmt;
use std::ops::AddAssign;

/// How many checks passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub(super) passed: u64,
    pub(super) failed: u64,
}

impl Tally {
    pub(super) const PASSED: Self = Self { passed: 1, failed: 0 };
    pub(super) const FAILED: Self = Self { passed: 0, failed: 1 };

    /// Holds a runner's word against its count: one that ends badly without naming a
    /// failed test (it didn't compile, it crashed) has failed all the same, and so has one
    /// that ran nothing.
    pub(super) fn of_runner(self, succeeded: bool) -> Self {
        if self.failed == 0 && (!succeeded || self.passed == 0) {
            return Self { failed: 1, ..self };
        }
        self
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn a_runner_that_fails_is_never_counted_as_good() {
        let good = Tally { passed: 3, failed: 0 };
        assert_eq!(good.of_runner(true), good);
        assert_eq!(good.of_runner(false), Tally { passed: 3, failed: 1 });
        assert_eq!(Tally::default().of_runner(true), Tally::FAILED);
        let bad = Tally { passed: 3, failed: 2 };
        assert_eq!(bad.of_runner(false), bad);
    }

    #[test]
    fn the_closing_line() {
        assert_eq!(Tally { passed: 12, failed: 0 }.to_string(), "12 passed, 0 failed");
    }
}
