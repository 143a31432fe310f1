//! Demand by day (model.md §1).

use simfare_engine::Request;

/// What a line's phases ask for (model.md §4, `lines: 2`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Carried {
    All,
    CallsAndTexts,
    Data,
}

/// One day. Resources in the order data, minutes, international minutes, texts.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Day {
    pub(crate) used: [u64; 4],
    pub(crate) asked: [bool; 4],
    pub(crate) reachable: bool,
}

impl Day {
    pub(crate) fn needed(&self) -> bool {
        self.reachable || self.asked.contains(&true)
    }
}

/// The days of a horizon.
#[derive(Debug)]
pub(crate) struct Demand {
    pub(crate) days: Vec<Day>,
}

impl Demand {
    pub(crate) fn new(request: &Request, carried: Carried) -> Self {
        let carries = match carried {
            Carried::All => [true; 4],
            Carried::CallsAndTexts => [false, true, true, true],
            Carried::Data => [true, false, false, false],
        };
        let margin = u64::from(request.margin_percent.get());
        let mut days = Vec::new();
        for phase in &request.phases {
            let n = u64::from(phase.days.get());
            for k in 0..n {
                let mut day = Day::default();
                for (r, total) in phase.totals().0.into_iter().enumerate() {
                    if carries[r] {
                        let total = (total * (100 + margin)).div_ceil(100);
                        day.used[r] = total * (k + 1) / n - total * k / n;
                        day.asked[r] = total > 0;
                    }
                }
                day.reachable = phase.reachable && carried != Carried::Data;
                days.push(day);
            }
        }
        Self { days }
    }

    pub(crate) fn horizon(&self) -> u32 {
        self.days.len() as u32
    }

    /// `need_r[a,b)`
    pub(crate) fn need(&self, a: u32, b: u32) -> [u64; 4] {
        let days = &self.days[a as usize..b as usize];
        [0, 1, 2, 3].map(|r| {
            let demand: u64 = days.iter().map(|day| day.used[r]).sum();
            demand.max(u64::from(days.iter().any(|day| day.asked[r])))
        })
    }
}
