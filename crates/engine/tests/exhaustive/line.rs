//! The schedules of one line: periods and gaps in a row, and what becomes of the line between
//! them (model.md §3, §4).

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use simfare_engine::request::{LineOn, NumberRule};

use super::Bought;
use super::bill::Shop;
use super::demand::Demand;
use super::paygo_periods::{Start, paygo_periods};
use super::plan_periods::PlanPeriods;

/// What one line is to do.
#[derive(Debug)]
pub(crate) struct Task<'s, 'a> {
    pub(crate) shop: &'s Shop<'a>,
    pub(crate) demand: &'s Demand,
    pub(crate) brands: &'s BTreeSet<usize>,
    /// Whether the request's current line is this line's.
    pub(crate) current: bool,
    pub(crate) number: NumberRule,
}

/// A cheapest schedule for its counted uses of the coupon and its brands.
#[derive(Debug, Clone)]
pub(crate) struct Schedule<'a> {
    pub(crate) total: i128,
    pub(crate) purchases: Vec<Bought<'a>>,
    pub(crate) uses: u32,
    /// The brands of its purchases, as bits.
    pub(crate) brands: u64,
}

/// The line at the start of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Last {
    /// There is none, or it is gone.
    None,
    /// The request's line, before any newly bought period; whether it served a period yet.
    Current { used: bool },
    /// The last period was bought and ended on this day.
    Bought { brand: usize, end: u32 },
}

/// All of a schedule's past that bears on its future.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct State {
    last: Last,
    /// The brands that had a period, as bits.
    visited: u64,
    /// The brands that were paid, as bits.
    paid: u64,
    uses: u32,
}

/// A period that could come next.
#[derive(Debug)]
struct Period<'a> {
    end: u32,
    /// Of the current line, without a newly bought plan or top-up.
    goes_on: bool,
    new_line_only: bool,
    uses: u32,
    cost: i128,
    purchases: Vec<Bought<'a>>,
}

#[derive(Debug)]
struct Step<'a> {
    period: Rc<Period<'a>>,
    before: Path<'a>,
}
type Path<'a> = Option<Rc<Step<'a>>>;

/// The least total and number of purchases that lead to a state.
type Reached<'a> = (i128, usize, Path<'a>);

impl<'a> Task<'_, 'a> {
    /// The cheapest schedule for each number of counted uses and set of brands.
    pub(crate) fn solve(&self) -> Vec<Schedule<'a>> {
        let horizon = self.demand.horizon();
        let plan_periods = PlanPeriods::new(self.shop, self.demand);
        let last = if self.current { Last::Current { used: false } } else { Last::None };
        let start = State { last, visited: 0, paid: 0, uses: 0 };
        let mut days: Vec<HashMap<State, Reached<'a>>> = Vec::new();
        days.resize_with(horizon as usize + 1, HashMap::new);
        days[0].insert(start, (0, 0, None));
        for day in 0..horizon {
            let mut known: HashMap<(usize, bool, bool), Vec<Rc<Period<'a>>>> = HashMap::new();
            for (state, (cost, count, path)) in std::mem::take(&mut days[day as usize]) {
                if !self.demand.days[day as usize].needed() {
                    let way = (cost, count, path.clone());
                    improve(&mut days[day as usize + 1], self.aged(state, day + 1), way);
                }
                for &brand in self.brands {
                    for new_line in self.ways_to_start(state.last, brand, day) {
                        let own =
                            day == 0 && !new_line && matches!(state.last, Last::Current { .. });
                        let periods = known.entry((brand, new_line, own)).or_insert_with(|| {
                            self.periods(&plan_periods, brand, day, new_line, own)
                        });
                        for period in periods {
                            if period.new_line_only
                                && (state.visited & (1 << brand) != 0
                                    || self.request_line_brand() == Some(brand))
                            {
                                continue;
                            }
                            let uses = state.uses + period.uses;
                            if self.shop.coupon_limit().is_some_and(|limit| uses > limit) {
                                continue;
                            }
                            let last = if period.goes_on {
                                Last::Current { used: true }
                            } else {
                                Last::Bought { brand, end: period.end }
                            };
                            let paid = self.shop.count_brands && !period.purchases.is_empty();
                            let paid = u64::from(paid) << brand;
                            let next = State {
                                last,
                                visited: state.visited | self.visit(brand),
                                paid: state.paid | paid,
                                uses,
                            };
                            let step = Step { period: period.clone(), before: path.clone() };
                            let way = (
                                cost + period.cost,
                                count + period.purchases.len(),
                                Some(Rc::new(step)),
                            );
                            let next = self.aged(next, period.end);
                            improve(&mut days[period.end as usize], next, way);
                        }
                    }
                }
            }
        }
        let mut schedules: HashMap<(u32, u64), Reached<'a>> = HashMap::new();
        for (state, way) in days.pop().unwrap_or_default() {
            if self.may_end(state.last) {
                improve(&mut schedules, (state.uses, state.paid), way);
            }
        }
        let schedules = schedules.into_iter().map(|((uses, brands), (total, _, mut path))| {
            let mut periods = Vec::new();
            while let Some(step) = path {
                periods.push(step.period.clone());
                path = step.before.clone();
            }
            let purchases = periods.iter().rev().flat_map(|period| period.purchases.clone());
            Schedule { total, purchases: purchases.collect(), uses, brands }
        });
        schedules.collect()
    }

    fn request_line_brand(&self) -> Option<usize> {
        let line = self.shop.request.line.as_ref()?;
        self.shop.catalog.links().brand(line.brand.as_str())
    }

    /// Visits are of interest only where the brand has a plan for a first period.
    fn visit(&self, brand: usize) -> u64 {
        let catalog = self.shop.catalog;
        let has_first = catalog.plans.iter().zip(&catalog.links().brand_of_plan);
        u64::from(has_first.into_iter().any(|(plan, of)| *of == brand && plan.new_line_only))
            << brand
    }

    /// `max(0, brand.grace_days − request.grace_margin_days)`
    fn grace(&self, brand: usize) -> u32 {
        let grace = self.shop.catalog.brands[brand].grace_days;
        grace.saturating_sub(self.shop.request.grace_margin_days)
    }

    /// The line's brand and the last day on which a period may start on it.
    fn life(&self, last: Last) -> Option<(usize, u32)> {
        match last {
            Last::None => None,
            Last::Current { .. } => {
                let brand = self.request_line_brand()?;
                let days_left = self.shop.request.line.as_ref()?.days_left;
                Some((brand, days_left.saturating_add(self.grace(brand))))
            }
            Last::Bought { brand, end } => Some((brand, end.saturating_add(self.grace(brand)))),
        }
    }

    /// Under `"none"` all lines that are gone are alike.
    fn aged(&self, state: State, day: u32) -> State {
        let gone = self.life(state.last).is_none_or(|(_, life)| life < day);
        if self.number == NumberRule::None && gone {
            State { last: Last::None, ..state }
        } else {
            state
        }
    }

    /// Whether a period may start on a brand, by starting a new line (`true`) or without.
    fn ways_to_start(&self, last: Last, brand: usize, day: u32) -> Vec<bool> {
        let life = self.life(last);
        let alive = life.is_some_and(|(of, life)| of == brand && day <= life);
        match self.number {
            NumberRule::None => vec![!alive],
            NumberRule::Keep => {
                if alive {
                    vec![false]
                } else {
                    vec![]
                }
            }
            NumberRule::Hold => {
                let first = matches!(last, Last::None | Last::Current { used: false });
                let mut ways = Vec::new();
                if self.shop.catalog.brands[brand].number {
                    if alive {
                        ways.push(false);
                    }
                    if first {
                        ways.push(true);
                    }
                }
                ways
            }
        }
    }

    fn may_end(&self, last: Last) -> bool {
        let alive = self.life(last).is_some_and(|(_, life)| self.demand.horizon() <= life);
        match self.number {
            NumberRule::None => true,
            NumberRule::Keep => alive,
            NumberRule::Hold => alive && last != Last::Current { used: false },
        }
    }

    /// Every period on a brand from a day; `own` where it can be the current line's own.
    fn periods(
        &self,
        plan_periods: &PlanPeriods<'_, 'a>,
        brand: usize,
        day: u32,
        new_line: bool,
        own: bool,
    ) -> Vec<Rc<Period<'a>>> {
        let catalog = self.shop.catalog;
        let links = catalog.links();
        let brand_id = catalog.brands[brand].id.as_str();
        let horizon = self.demand.horizon();
        let mut periods = Vec::new();
        let line = self.shop.request.line.as_ref().filter(|_| own);

        let plans = (0..catalog.plans.len()).filter(|&plan| links.brand_of_plan[plan] == brand);
        for index in plans {
            let plan = &catalog.plans[index];
            let ids = [brand_id, plan.id.as_str()];
            for end in day + 1..=plan_periods.last_end(index, day) {
                let Some((price, items)) = plan_periods.bought(index, day, end) else { continue };
                for (coupon, bill) in self.shop.bills(brand, day, &ids, price, new_line) {
                    periods.push(Period {
                        end,
                        goes_on: false,
                        new_line_only: plan.new_line_only,
                        uses: self.shop.counted_uses(coupon),
                        cost: bill.total,
                        purchases: vec![Bought {
                            day,
                            until: end,
                            brand,
                            new_line,
                            items: items.clone(),
                            bill,
                            coupon,
                        }],
                    });
                }
            }
        }

        if let Some(line) = line
            && let LineOn::Plan { plan, left } = &line.on
            && let Some(index) = links.plan(plan.as_str())
        {
            let ids = [brand_id, plan.as_str()];
            for end in 1..=horizon.min(line.days_left) {
                let Some((price, items)) = plan_periods.current(index, left.0, end) else {
                    continue;
                };
                let free = Period {
                    end,
                    goes_on: true,
                    new_line_only: false,
                    uses: 0,
                    cost: 0,
                    purchases: Vec::new(),
                };
                if items.is_empty() {
                    periods.push(free);
                    continue;
                }
                for (coupon, bill) in self.shop.bills(brand, 0, &ids, price, false) {
                    let items = items.clone();
                    let bought =
                        Bought { day: 0, until: end, brand, new_line: false, items, bill, coupon };
                    periods.push(Period {
                        uses: self.shop.counted_uses(coupon),
                        cost: bill.total,
                        purchases: vec![bought],
                        ..free
                    });
                }
            }
        }

        let offers = (0..catalog.paygo.len()).filter(|&offer| links.brand_of_paygo[offer] == brand);
        for offer in offers {
            let balance = line.and_then(|line| match &line.on {
                LineOn::Paygo { paygo, balance } if *paygo == catalog.paygo[offer].id => {
                    Some((balance.0, line.days_left))
                }
                _ => None,
            });
            let start = Start { day, new_line, balance };
            for period in paygo_periods(self.shop, self.demand, offer, start) {
                periods.push(Period {
                    end: period.end,
                    goes_on: period.topups.is_empty(),
                    new_line_only: false,
                    uses: period.uses,
                    cost: period.cost,
                    purchases: period.topups,
                });
            }
        }
        periods.into_iter().map(Rc::new).collect()
    }
}

/// Notes a way where it is the first or the cheapest.
fn improve<'a, K: std::hash::Hash + Eq>(
    reached: &mut HashMap<K, Reached<'a>>,
    key: K,
    way: Reached<'a>,
) {
    let known = reached.get(&key);
    if known.is_none_or(|known| (way.0, way.1) < (known.0, known.1)) {
        reached.insert(key, way);
    }
}
