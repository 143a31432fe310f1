//! What runs, and what doesn't: periods, their stretches, and the gaps between them.

use crate::PerResource;
use crate::Resource;
use crate::format::{Allowance, Amount, Id};
use crate::quote::LineRole;

/// A period of a line (model.md §3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// The line.
    pub line: LineRole,
    /// Its brand.
    pub brand: Id,
    /// What serves it.
    pub on: On,
    /// The first day served.
    pub from: u32,
    /// The day after the last served.
    pub until: u32,
    /// The day on which what was paid for ends: a plan's `end(a)`, the days left of the current
    /// line, the expiry of credit. It may lie past the horizon.
    pub paid_until: u32,
    /// The purchases it is made of, as indices; none where only what was there is used.
    pub purchases: Vec<usize>,
    /// What its days use, margin included.
    pub demand: PerResource<u64>,
    /// A plan's allowances: one stretch, or several where they start afresh within the period.
    /// None for pay as you go.
    pub stretches: Vec<Stretch>,
    /// The credit of pay as you go.
    pub credit: Option<Credit>,
    /// What is used up, or so nearly that less than a mean day's use of it is left.
    pub tight: Vec<Resource>,
}

/// What serves a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum On {
    /// A plan that was bought.
    Plan(Id),
    /// What is left of the current line's plan.
    Current(Id),
    /// A paygo offer's credit, the current line's balance included.
    Paygo(Id),
}

/// Days for which a plan's allowances hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// Its first day.
    pub from: u32,
    /// The day after the last that is served of it.
    pub until: u32,
    /// Each resource.
    pub resources: PerResource<Share>,
    /// The data before it slows down, in MB, where slow data counts as data too; its allowance is
    /// unlimited then.
    pub full_speed_mb: Option<u64>,
    /// The first day on which data gets past that, or past the most of a day, and so is slow.
    pub throttled_from: Option<u32>,
    /// Whether it is the most of a day that it gets past there.
    pub throttled_by_day: bool,
}

/// A resource within a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// What its days use, margin included.
    pub demand: u64,
    /// What there is: the plan's, a sale's bonus, add-ons.
    pub allowance: Allowance,
    /// What is left at the end.
    pub left: Allowance,
}

/// The credit of a paygo period, in minor units; `before + bought = spent + left`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit {
    /// The balance it begins with.
    pub before: Amount,
    /// What top-ups add.
    pub bought: Amount,
    /// What use costs.
    pub spent: Amount,
    /// What is left at the end, rounded down. It is lost then.
    pub left: Amount,
}

/// Days of a line without a period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The line.
    pub line: LineRole,
    /// Its first day.
    pub from: u32,
    /// The day after its last.
    pub until: u32,
    /// The last day on which the line's number is alive, by its brand's grace less the request's
    /// margin. Nothing where no number is to be kept, or none is there yet.
    pub alive_until: Option<u32>,
}

impl Period {
    /// The first day on which data is slow.
    pub fn throttled_from(&self) -> Option<u32> {
        self.stretches.iter().find_map(|stretch| stretch.throttled_from)
    }
}

impl Stretch {
    pub(super) fn is_tight(&self, r: Resource) -> bool {
        let Share { demand, left, .. } = self.resources[r];
        match left {
            Allowance::Units(left) => {
                let days = u128::from(self.until - self.from);
                demand > 0 && u128::from(left) * days < u128::from(demand)
            }
            Allowance::Unlimited => false,
        }
    }
}
