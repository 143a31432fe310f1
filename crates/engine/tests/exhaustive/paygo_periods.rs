//! Paygo periods (model.md §3): every choice of top-ups, day by day.

use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use simfare_engine::catalog::{Extend, Paygo};

use super::Bought;
use super::bill::Shop;
use super::demand::Demand;

/// Credit (in 10⁻⁶ of the currency's whole unit), expiry, counted uses of the coupon, and
/// whether there was a top-up.
type State = (i128, u32, u32, bool);

/// The top-ups so far, the last first.
#[derive(Debug)]
struct Topups<'a> {
    last: Bought<'a>,
    before: Path<'a>,
}
type Path<'a> = Option<Rc<Topups<'a>>>;

/// The least cost and number of top-ups that lead to a state.
type Reached<'a> = (i128, usize, Path<'a>);

/// The cheapest top-ups of a period.
#[derive(Debug)]
pub(crate) struct PaygoPeriod<'a> {
    pub(crate) end: u32,
    pub(crate) uses: u32,
    pub(crate) cost: i128,
    pub(crate) topups: Vec<Bought<'a>>,
}

/// Where a period begins.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Start {
    pub(crate) day: u32,
    pub(crate) new_line: bool,
    /// The current line's balance and expiry, where the period goes on with them.
    pub(crate) balance: Option<(i64, u32)>,
}

/// Every period of an offer from a day on: the cheapest for each end, number of counted uses of
/// the coupon, and whether it has a top-up at all.
pub(crate) fn paygo_periods<'a>(
    shop: &Shop<'a>,
    demand: &Demand,
    offer: usize,
    start: Start,
) -> Vec<PaygoPeriod<'a>> {
    let catalog = shop.catalog;
    let paygo = &catalog.paygo[offer];
    let brand = catalog.links().brand_of_paygo[offer];
    let horizon = demand.horizon();
    let minor = 10i128.pow(6 - catalog.minor_digits());
    let rates = paygo.rates.by_resource().0;
    let usage = |day: u32| -> i128 {
        let used = demand.days[day as usize].used;
        let rate = |r: usize| rates[r].map_or(0, |rate| i128::from(rate.0));
        (0..4).map(|r| rate(r) * i128::from(used[r])).sum()
    };
    let mut usage_until_end = vec![0; horizon as usize + 1];
    for day in (0..horizon).rev() {
        usage_until_end[day as usize] = usage_until_end[day as usize + 1] + usage(day);
    }

    let (credit, expiry) = match start.balance {
        Some((balance, days_left)) => (i128::from(balance) * minor, days_left),
        None => (0, start.day),
    };
    let mut states: HashMap<State, Reached<'a>> =
        HashMap::from([((credit, expiry, 0, false), (0, 0, None))]);
    let mut periods = Vec::new();
    for day in start.day..horizon {
        let asked = demand.days[day as usize];
        if (0..4).any(|r| asked.asked[r] && rates[r].is_none())
            || (asked.reachable && !catalog.brands[brand].number)
        {
            break;
        }
        // Credit past all use to come, and validity past the horizon, are of no more use.
        let most = usage_until_end[day as usize];
        let trimmed = |(credit, expiry, uses, begun): State| -> State {
            (credit.min(most), expiry.min(horizon), uses, begun)
        };
        let mut open: VecDeque<State> = VecDeque::new();
        let mut reached: HashMap<State, Reached<'a>> = HashMap::new();
        for (state, way) in states.drain() {
            improve(&mut reached, &mut open, trimmed(state), way);
        }
        // Top-ups one after another until the day is served.
        while let Some(state) = open.pop_front() {
            let (credit, expiry, uses, begun) = state;
            if day < expiry && usage(day) <= credit {
                continue;
            }
            let (cost, count, path) = reached[&state].clone();
            let new_line = start.new_line && !begun;
            for topup in &paygo.topups {
                let ids = [paygo.brand.as_str(), paygo.id.as_str(), topup.id.as_str()];
                let price = i128::from(topup.price.0);
                for (coupon, bill) in shop.bills(brand, day, &ids, price, new_line) {
                    let uses = uses + shop.counted_uses(coupon);
                    let next = (
                        credit + i128::from(topup.credit.0) * minor,
                        extended(paygo, expiry, day, topup.days),
                        uses,
                        true,
                    );
                    let next = trimmed(next);
                    let over = shop.coupon_limit().is_some_and(|limit| uses > limit);
                    // A top-up that changes nothing only costs; but the first carries the fee of a
                    // new line, and may be the one that has a coupon.
                    if over || (begun && (next.0, next.1) == (credit, expiry)) {
                        continue;
                    }
                    let last = Bought {
                        day,
                        until: day,
                        brand,
                        new_line,
                        items: vec![(topup.id.as_str(), 1, topup.price.0)],
                        bill,
                        coupon,
                    };
                    let path = Some(Rc::new(Topups { last, before: path.clone() }));
                    let way = (cost + bill.total, count + 1, path);
                    improve(&mut reached, &mut open, next, way);
                }
            }
        }
        let mut ends: HashMap<(u32, bool), Reached<'a>> = HashMap::new();
        for ((credit, expiry, uses, begun), way) in reached {
            if day < expiry && usage(day) <= credit {
                let known = ends.get(&(uses, begun));
                if known.is_none_or(|known| (way.0, way.1) < (known.0, known.1)) {
                    ends.insert((uses, begun), way.clone());
                }
                states.insert((credit - usage(day), expiry, uses, begun), way);
            }
        }
        for ((uses, _), (cost, _, path)) in ends {
            let topups = listed(path, day + 1);
            periods.push(PaygoPeriod { end: day + 1, uses, cost, topups });
        }
    }
    periods
}

fn extended(paygo: &Paygo, expiry: u32, day: u32, days: u32) -> u32 {
    match paygo.extend {
        Extend::FromNow => expiry.max(day + days),
        Extend::FromExpiry => expiry.max(day) + days,
    }
}

/// Notes a way to a state where it is the first or the cheapest.
fn improve<'a>(
    reached: &mut HashMap<State, Reached<'a>>,
    open: &mut VecDeque<State>,
    state: State,
    way: Reached<'a>,
) {
    let known = reached.get(&state);
    if known.is_none_or(|known| (way.0, way.1) < (known.0, known.1)) {
        reached.insert(state, way);
        open.push_back(state);
    }
}

/// The top-ups in order, each serving until the next or the period's end.
fn listed(mut path: Path<'_>, end: u32) -> Vec<Bought<'_>> {
    let mut until = end;
    let mut topups = Vec::new();
    while let Some(node) = path {
        topups.push(Bought { until, ..node.last.clone() });
        until = node.last.day;
        path = node.before.clone();
    }
    topups.reverse();
    topups
}
