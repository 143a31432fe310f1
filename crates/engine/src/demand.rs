//! Time and demand (model.md §1): what is needed on which days.

use crate::format::Allowance;
use crate::request::{Phase, Request};
use crate::{PerResource, Resource};

/// The demand of one line over the horizon.
#[derive(Debug, Clone)]
pub(crate) struct Demand {
    /// The horizon `H`, in days.
    pub(crate) horizon: usize,
    /// `prefix[r][d] = demand_r[0, d)`.
    prefix: PerResource<Vec<u64>>,
    /// The first day from `d` on whose phase asks for `r`; `H` if none.
    next_asking: PerResource<Vec<u16>>,
    /// The first day from `d` on that must be reachable; `H` if none.
    next_reachable: Vec<u16>,
    /// The first needed day from `d` on; `H` if none.
    next_needed: Vec<u16>,
}

/// What a line's phases ask for of a request's (model.md §4, `lines`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Carries {
    /// Whether the line carries `r`.
    pub(crate) resources: PerResource<bool>,
    /// Whether the line is the one to reach.
    pub(crate) reachable: bool,
}

impl Carries {
    /// One line carries everything.
    pub(crate) const EVERYTHING: Self = Self { resources: PerResource([true; 4]), reachable: true };
    /// The number line of two.
    pub(crate) const CALLS: Self =
        Self { resources: PerResource([false, true, true, true]), reachable: true };
    /// The data line of two.
    pub(crate) const DATA: Self =
        Self { resources: PerResource([true, false, false, false]), reachable: false };
}

impl Demand {
    /// The demand of a line that carries part of a request's.
    pub(crate) fn of(request: &Request, carries: Carries) -> Self {
        let horizon = request.horizon() as usize;
        let total = |phase: &Phase, r: Resource| {
            if carries.resources[r] { request.with_margin(phase.totals()[r]) } else { 0 }
        };
        let prefix = PerResource::from_fn(|r| {
            let mut prefix = Vec::with_capacity(horizon + 1);
            prefix.push(0);
            let mut before = 0;
            for phase in &request.phases {
                let (days, total) = (u64::from(phase.days.get()), total(phase, r));
                prefix.extend((1..=days).map(|k| before + total * k / days));
                before += total;
            }
            prefix
        });
        let next = |asks: &dyn Fn(&Phase) -> bool| -> Vec<u16> {
            let mut next = vec![horizon as u16; horizon + 1];
            let mut end = horizon;
            for phase in request.phases.iter().rev() {
                let start = end - phase.days.get() as usize;
                for day in (start..end).rev() {
                    next[day] = if asks(phase) { day as u16 } else { next[day + 1] };
                }
                end = start;
            }
            next
        };
        let reachable = |phase: &Phase| carries.reachable && phase.reachable;
        Self {
            horizon,
            next_asking: PerResource::from_fn(|r| next(&|phase| total(phase, r) > 0)),
            next_reachable: next(&reachable),
            next_needed: next(&|phase| {
                reachable(phase) || Resource::ALL.iter().any(|&r| total(phase, r) > 0)
            }),
            prefix,
        }
    }

    /// The same but for what a day needs of a resource that is asked for on it.
    pub(crate) fn with_need_on(&self, r: Resource, day: usize, units: u64) -> Self {
        let mut changed = self.clone();
        let before = self.prefix[r][day] + units;
        for sum in &mut changed.prefix[r][day + 1..] {
            *sum = before + (*sum - self.prefix[r][day + 1]);
        }
        changed
    }

    /// `demand_r[a, b)`.
    pub(crate) fn between(&self, r: Resource, a: usize, b: usize) -> u64 {
        self.prefix[r][b] - self.prefix[r][a]
    }

    /// `need_r[a, b)`.
    pub(crate) fn need(&self, r: Resource, a: usize, b: usize) -> u64 {
        let asked = usize::from(self.next_asking[r][a]) < b;
        self.between(r, a, b).max(u64::from(asked))
    }

    /// The first needed day from `day` on; the horizon if none.
    pub(crate) fn next_needed(&self, day: usize) -> usize {
        self.next_needed[day].into()
    }

    /// The first day from `day` on whose phase asks for `r`; the horizon if none.
    pub(crate) fn next_asking(&self, r: Resource, day: usize) -> usize {
        self.next_asking[r][day].into()
    }

    /// The first day from `day` on that must be reachable; the horizon if none.
    pub(crate) fn next_reachable(&self, day: usize) -> usize {
        self.next_reachable[day].into()
    }

    /// Whether any day asks for `r`.
    pub(crate) fn asks(&self, r: Resource) -> bool {
        self.next_asking(r, 0) < self.horizon
    }

    /// The largest `b` with `need_r[a, b)` within an allowance.
    pub(crate) fn furthest(&self, r: Resource, a: usize, allowance: Allowance) -> usize {
        match allowance {
            Allowance::Unlimited => self.horizon,
            Allowance::Units(0) => self.next_asking(r, a),
            // From 1 up the allowance covers the 1 that asking needs.
            Allowance::Units(units) => {
                let most = self.prefix[r][a].saturating_add(units);
                a + self.prefix[r][a + 1..].partition_point(|&sum| sum <= most)
            }
        }
    }

    /// Lowers each `reach[a]` to [`Self::furthest`] for the same allowance, for all `a` in one
    /// sweep: the furthest day never moves back as the start moves on.
    pub(crate) fn limit_by_allowance(&self, r: Resource, allowance: Allowance, reach: &mut [u16]) {
        match allowance {
            Allowance::Unlimited => {}
            Allowance::Units(0) => {
                for (reach, next) in reach.iter_mut().zip(&self.next_asking[r]) {
                    *reach = (*reach).min(*next);
                }
            }
            Allowance::Units(units) => {
                let sums = &self.prefix[r];
                // A year of data for a day's allowance is common; so is one for all the horizon's.
                if sums[self.horizon] <= units {
                    return;
                }
                let mut b = 0;
                for (a, reach) in reach.iter_mut().enumerate() {
                    let most = sums[a].saturating_add(units);
                    b = b.max(a);
                    while b < self.horizon && sums[b + 1] <= most {
                        b += 1;
                    }
                    *reach = (*reach).min(b as u16);
                }
            }
        }
    }

    /// Lowers `reach[a]` to the first day from `a` on that needs more data than a daily bound, in MB.
    pub(crate) fn limit_by_day(&self, bound: Allowance, reach: &mut [u16]) {
        let Allowance::Units(bound) = bound else { return };
        let mut next = self.horizon as u16;
        for day in (0..self.horizon).rev() {
            if self.between(Resource::Data, day, day + 1) > bound {
                next = day as u16;
            }
            reach[day] = reach[day].min(next);
        }
    }

    /// Lowers each `reach[a]` to the first day that must be reachable.
    pub(crate) fn limit_by_reachable(&self, reach: &mut [u16]) {
        for (reach, next) in reach.iter_mut().zip(&self.next_reachable) {
            *reach = (*reach).min(*next);
        }
    }
}
