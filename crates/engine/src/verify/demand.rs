//! What each day of a line asks for (model.md §1, §4).

use crate::request::Request;
use crate::{PerResource, Resource};

/// What a line's phases ask for: all of the request's, or one line's share of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// The only line.
    Everything,
    /// The number line.
    CallsAndTexts,
    /// The data line.
    Data,
}

impl Share {
    fn carries(self, resource: Resource) -> bool {
        match self {
            Self::Everything => true,
            Self::CallsAndTexts => resource != Resource::Data,
            Self::Data => resource == Resource::Data,
        }
    }
}

/// One day.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Day {
    pub(super) used: PerResource<u64>,
    pub(super) asked: PerResource<bool>,
    pub(super) reachable: bool,
}

impl Day {
    /// Whether its phase asks for anything.
    pub(super) fn needed(&self) -> bool {
        self.reachable || self.asked.0.contains(&true)
    }
}

/// The days of the horizon, for one line.
#[derive(Debug)]
pub(super) struct Demand {
    days: Vec<Day>,
    /// Use on all days before each, so that a range's is a difference.
    used_before: Vec<PerResource<u64>>,
    /// Days before each that ask for the resource.
    asked_before: Vec<PerResource<u32>>,
}

impl Demand {
    /// The demand of a request that was checked.
    pub(super) fn new(request: &Request, share: Share) -> Self {
        let percent = 100 + u64::from(request.margin_percent.get());
        let mut days = Vec::new();
        for phase in &request.phases {
            let totals = phase.totals();
            let n = u64::from(phase.days.get());
            let with_margin = PerResource::from_fn(|r| {
                if share.carries(r) { (totals[r] * percent).div_ceil(100) } else { 0 }
            });
            days.extend((0..n).map(|k| Day {
                used: PerResource::from_fn(|r| {
                    let q = with_margin[r];
                    q * (k + 1) / n - q * k / n
                }),
                asked: PerResource::from_fn(|r| with_margin[r] > 0),
                reachable: phase.reachable && share != Share::Data,
            }));
        }
        let mut used_before = vec![PerResource::default()];
        let mut asked_before = vec![PerResource::default()];
        let (mut used, mut asked) = (PerResource::<u64>::default(), PerResource::<u32>::default());
        for day in &days {
            used = PerResource::from_fn(|r| used[r] + day.used[r]);
            asked = PerResource::from_fn(|r| asked[r] + u32::from(day.asked[r]));
            used_before.push(used);
            asked_before.push(asked);
        }
        Self { days, used_before, asked_before }
    }

    /// The days `a … b−1`, each with its number; none past the horizon.
    pub(super) fn days(&self, a: u32, b: u32) -> impl Iterator<Item = (u32, &Day)> {
        let days = self.days.get(a as usize..b as usize).unwrap_or_default();
        (a..).zip(days)
    }

    /// `need_r[a,b)`, for a range within the horizon.
    pub(super) fn need(&self, a: u32, b: u32) -> PerResource<u64> {
        let at = |d: u32| (d as usize).min(self.days.len());
        let (a, b) = (at(a), at(b));
        PerResource::from_fn(|r| {
            let demand = self.used_before[b][r].saturating_sub(self.used_before[a][r]);
            let asked = self.asked_before[b][r] > self.asked_before[a][r];
            demand.max(u64::from(asked))
        })
    }

    /// The first needed day of `a … b−1`.
    pub(super) fn first_needed(&self, a: u32, b: u32) -> Option<u32> {
        self.days(a, b).find(|(_, day)| day.needed()).map(|(number, _)| number)
    }

    /// The day after the last needed one before `b`; 0 where there is none.
    pub(super) fn needed_until(&self, b: u32) -> u32 {
        let last = self.days(0, b).filter(|(_, day)| day.needed()).last();
        last.map_or(0, |(number, _)| number + 1)
    }
}
