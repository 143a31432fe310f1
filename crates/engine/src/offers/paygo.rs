//! Pay-as-you-go (model.md §2, §3): credit, expiry, and top-ups bought only when needed.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;

use super::{CostTable, cost_table};
use crate::Resource;
use crate::catalog::{Extend, Paygo};
use crate::cost::Cost;
use crate::demand::Demand;
use crate::map::Set;
use crate::market::Market;

/// The most of the largest top-up that a day may take, and of the smallest: more than anybody would
/// buy, and no more than can be looked through.
const MOST_A_DAY: [u64; 2] = [4_096, 10_240];

/// A paygo offer for one demand.
#[derive(Debug, Clone)]
pub(crate) struct PaygoOffer {
    /// By index into the catalog's paygo offers.
    pub(crate) paygo: usize,
    pub(super) extend: Extend,
    /// What the days before each day use together, in millionths.
    usage: Vec<u128>,
    /// The first day from each day on that the offer can't serve at all.
    next_unservable: Vec<u16>,
    /// The day up to which the balance that a period may start with is enough.
    balance_lasts: usize,
    pub(crate) topups: Vec<TopupTerms>,
    /// The most credit a period can have on each day: at its start, and once topped up, both in
    /// millionths.
    most: Vec<(u64, u64)>,
}

/// A top-up.
#[derive(Debug, Clone)]
pub(crate) struct TopupTerms {
    /// By index into the offer's top-ups.
    pub(crate) topup: usize,
    /// Its price, in minor units.
    pub(crate) price: i64,
    pub(super) credit: u64,
    pub(super) days: usize,
    coupon: Range<usize>,
    costs: CostTable,
}

impl TopupTerms {
    /// Whether the coupon holds for a purchase on a day.
    pub(super) fn coupon_holds(&self, day: usize) -> bool {
        self.coupon.contains(&day)
    }

    /// The cost of a purchase, on a new line or not, with the coupon or without.
    pub(super) fn cost(&self, new_line: bool, coupon: bool) -> Cost {
        self.costs[usize::from(new_line)][usize::from(coupon)]
    }
}

/// An amount of minor units in millionths of the whole unit.
pub(crate) fn millionths(minor: i64, minor_digits: u32) -> u64 {
    let scale = 10u64.pow(6 - minor_digits.min(6));
    u64::try_from(minor).unwrap_or_default().saturating_mul(scale)
}

/// The most credit that a day may take of an offer's top-ups, in millionths; none where they have
/// none.
fn most_credit_a_day(offer: &Paygo, minor_digits: u32) -> u64 {
    let (mut largest, mut smallest) = (0, u64::MAX);
    for topup in &offer.topups {
        let credit = millionths(topup.credit.0, minor_digits);
        if credit > 0 {
            (largest, smallest) = (credit.max(largest), credit.min(smallest));
        }
    }
    let [of_largest, of_smallest] = MOST_A_DAY;
    largest.saturating_mul(of_largest).min(smallest.saturating_mul(of_smallest))
}

/// A paygo period at the start of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct CreditState {
    pub(crate) day: u16,
    pub(crate) expiry: u16,
    /// In millionths.
    pub(crate) credit: u64,
    /// How many more purchases may use the coupon.
    pub(crate) uses: u16,
    /// Whether the next top-up carries the new line's fee.
    pub(crate) new_line: bool,
}

/// A top-up bought in a state.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CreditEdge {
    /// Index into [`PaygoOffer::topups`].
    pub(crate) topup: usize,
    pub(crate) coupon: bool,
    pub(crate) cost: Cost,
    /// The day up to which it serves; the state's own day where another top-up is needed first.
    pub(crate) reach: usize,
    /// The state in which the next top-up is needed, where there can be one.
    pub(crate) next: Option<usize>,
    /// Coupon uses left.
    pub(crate) uses: u16,
}

/// A top-up bought in a state, and where it leads.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CreditChoice {
    /// Index into [`PaygoOffer::topups`].
    pub(crate) topup: usize,
    pub(crate) coupon: bool,
    pub(crate) cost: Cost,
    /// The day up to which it serves; the state's own day where another top-up is needed first.
    pub(crate) reach: usize,
    /// The state in which the next top-up is needed, where there can be one.
    pub(crate) next: Option<CreditState>,
    /// Coupon uses left.
    pub(crate) uses: u16,
}

/// The states of a paygo period that cost no more than a bound, and their best continuations.
#[derive(Debug, Default)]
pub(crate) struct CreditGraph {
    pub(crate) states: Vec<CreditState>,
    pub(crate) edges: Vec<Vec<CreditEdge>>,
    /// The least cost to go from each state, the rest of the schedule included.
    pub(crate) to_go: Vec<Cost>,
}

impl PaygoOffer {
    /// `balance` is the credit that a period may start with on day 0, in millionths.
    pub(super) fn new(
        market: &Market<'_>,
        demand: &Demand,
        brand: usize,
        paygo: usize,
        balance: u64,
    ) -> Self {
        let catalog = market.catalog;
        let (offer, terms) = (&catalog.paygo[paygo], &catalog.brands[brand]);
        let rates = offer.rates.by_resource();
        let mut usage = Vec::with_capacity(demand.horizon + 1);
        usage.push(0u128);
        for day in 0..demand.horizon {
            let used = Resource::ALL.into_iter().map(|r| {
                let rate = rates[r].map_or(0, |rate| rate.0);
                u128::from(rate) * u128::from(demand.between(r, day, day + 1))
            });
            usage.push(usage[day] + used.sum::<u128>());
        }
        let topups: Vec<TopupTerms> = offer
            .topups
            .iter()
            .enumerate()
            .map(|(i, topup)| TopupTerms {
                topup: i,
                price: topup.price.0,
                credit: millionths(topup.credit.0, catalog.minor_digits()),
                days: (topup.days as usize).min(demand.horizon),
                coupon: market.pricing.coupon_days(&[&terms.id, &offer.id, &topup.id]),
                costs: cost_table(
                    &market.pricing,
                    market.tax(brand),
                    topup.price.0,
                    terms.new_line_fee.0,
                ),
            })
            .collect();
        let most_a_day = most_credit_a_day(offer, catalog.minor_digits());
        let balance = u128::from(balance);
        // Where top-ups only make it last longer, the balance is all there is.
        let most_on = |day: usize| match most_a_day {
            0 => balance.saturating_sub(usage[day]),
            most => most.into(),
        };
        let mut balance_lasts = usage[1..].partition_point(|&used| used <= balance);
        let mut next_unservable = vec![demand.horizon as u16; demand.horizon + 1];
        for day in (0..demand.horizon).rev() {
            let unrated = Resource::ALL.into_iter().filter(|&r| rates[r].is_none());
            let mut next =
                unrated.map(|r| demand.next_asking(r, day)).fold(demand.horizon, Ord::min);
            if !terms.number {
                next = next.min(demand.next_reachable(day));
            }
            if next == day {
                balance_lasts = balance_lasts.min(day);
            }
            if usage[day + 1] - usage[day] > most_on(day) {
                next = day;
            }
            next_unservable[day] = next_unservable[day + 1].min(next as u16);
        }
        let mut paygo = Self {
            paygo,
            extend: offer.extend,
            usage,
            next_unservable,
            balance_lasts,
            topups,
            most: Vec::new(),
        };
        paygo.most = paygo.most_by_day(balance);
        paygo
    }

    /// See [`Self::most`]. Since a top-up is bought only when it is needed, credit on a day is
    /// what was left the last time, of a day's use or of an expired balance, and a top-up.
    fn most_by_day(&self, balance: u128) -> Vec<(u64, u64)> {
        let largest = u128::from(self.topups.iter().map(|terms| terms.credit).max().unwrap_or(0));
        let shortest = self.topups.iter().map(|terms| terms.days).min().unwrap_or(1);
        let horizon = self.usage.len() - 1;
        if shortest == 0 {
            // Credit without validity can be heaped up on a day that stays unserved.
            return vec![(u64::MAX, u64::MAX); horizon];
        }
        // The most of credit after a top-up, plus all used before it: what of it is left later
        // is that less all used by then.
        let mut ever = balance;
        let mut expired = ever;
        let mut sums: Vec<u128> = Vec::with_capacity(horizon);
        (0..horizon)
            .map(|day| {
                if day >= shortest {
                    expired = expired.max(sums[day - shortest]);
                }
                let used = self.usage[day];
                let at_start = ever.saturating_sub(used);
                let topped_up =
                    u128::from(self.usage_on(day)).max(expired.saturating_sub(used)) + largest;
                sums.push(topped_up + used);
                ever = ever.max(topped_up + used);
                let clamp = |credit: u128| u64::try_from(credit).unwrap_or(u64::MAX);
                (clamp(at_start), clamp(topped_up.max(at_start)))
            })
            .collect()
    }

    /// Whether an offer of another brand is the same in all but its ids.
    pub(super) fn sells_the_same(&self, other: &Self) -> bool {
        let terms = |offer: &Self| -> Vec<(u64, usize, Range<usize>, CostTable)> {
            let topups = offer.topups.iter();
            topups.map(|it| (it.credit, it.days, it.coupon.clone(), it.costs)).collect()
        };
        self.extend == other.extend
            && self.usage == other.usage
            && self.next_unservable == other.next_unservable
            && terms(self) == terms(other)
    }

    /// The most credit a period can have at the start of a day, in millionths.
    pub(super) fn most_at_start(&self, day: usize) -> u64 {
        self.most.get(day).map_or(0, |most| most.0)
    }

    /// The most credit a period can have on a day once it is topped up, in millionths.
    pub(super) fn most_after_topup(&self, day: usize) -> u64 {
        self.most[day].1
    }

    /// Whether a period can serve a day at all, credit aside.
    pub(crate) fn can_serve(&self, day: usize) -> bool {
        usize::from(self.next_unservable[day]) > day
    }

    /// Whether some day takes so many top-ups that finding the best of them takes long.
    pub(crate) fn takes_long(&self) -> bool {
        let largest = self.topups.iter().map(|terms| terms.credit).max().unwrap_or(0);
        largest > 0
            && (0..self.usage.len() - 1)
                .any(|day| self.can_serve(day) && self.usage_on(day) / largest > 100)
    }

    /// What a day uses, in millionths.
    pub(super) fn usage_on(&self, day: usize) -> u64 {
        u64::try_from(self.usage[day + 1] - self.usage[day]).unwrap_or(u64::MAX)
    }

    /// Whether top-ups cost the same on every day.
    pub(crate) fn keeps_its_terms(&self) -> bool {
        let horizon = self.usage.len() - 1;
        let always = |days: &Range<usize>| days.is_empty() || days.len() == horizon;
        self.topups.iter().all(|terms| always(&terms.coupon))
    }

    /// Whether a top-up never gets dearer from one day to a later one, so that only the coupon's
    /// end within the horizon stands against it.
    pub(crate) fn never_gets_dearer(&self) -> bool {
        let horizon = self.usage.len() - 1;
        self.topups.iter().all(|terms| terms.coupon.is_empty() || terms.coupon.end == horizon)
    }

    /// How far a state serves without a top-up: its own day where it needs one at once.
    pub(crate) fn reach(&self, state: CreditState) -> usize {
        let day = usize::from(state.day);
        let most = self.usage[day] + u128::from(state.credit);
        let covered = day + self.usage[day + 1..].partition_point(|&used| used <= most);
        let end = covered.min(self.next_unservable[day].into());
        // An expiry in the past (or none yet) serves nothing, the day itself included.
        end.min(usize::from(state.expiry)).max(day)
    }

    /// How far the balance that a period may start with serves without a top-up, valid until
    /// `expiry`. It may be spent on days that take more than top-ups are looked through for.
    pub(crate) fn balance_reach(&self, expiry: usize) -> usize {
        self.balance_lasts.min(expiry)
    }

    /// Whether the balance that a period may start with serves a day with the top-ups it takes.
    pub(super) fn goes_on_to(&self, credit: u64, expiry: usize, day: usize) -> bool {
        let state = CreditState { day: 0, expiry: expiry as u16, credit, uses: 0, new_line: false };
        let mut end = |_, reach, _| if reach > day { Cost::ZERO } else { Cost::NEVER };
        self.at(state, self.balance_reach(expiry)).is_some_and(|state| {
            self.explore(state, false, Cost::LARGEST, true, &mut end).to_go[0].is_some()
        })
    }

    /// The state on a later day that a state reaches without a top-up, if the offer can serve
    /// that day with one.
    pub(crate) fn at(&self, state: CreditState, day: usize) -> Option<CreditState> {
        let horizon = self.usage.len() - 1;
        let servable_until = usize::from(self.next_unservable[day]);
        if day >= horizon || servable_until == day {
            return None;
        }
        let used = self.usage[day] - self.usage[usize::from(state.day)];
        let credit = u128::from(state.credit).saturating_sub(used);
        // Credit past all that can still be used is as good as that much: fewer states.
        let usable = self.usage[servable_until] - self.usage[day];
        let credit = u64::try_from(credit.min(usable)).unwrap_or(u64::MAX);
        Some(CreditState { day: day as u16, credit, ..state })
    }

    /// The state in which a period starts on a day, if the offer can serve that day.
    pub(crate) fn start(&self, day: usize, uses: u16, new_line: bool) -> Option<CreditState> {
        let state = CreditState { day: day as u16, expiry: 0, credit: 0, uses, new_line };
        self.at(state, day)
    }

    /// A top-up's effect on a state that needs one.
    fn topped_up(&self, state: CreditState, terms: &TopupTerms, uses: u16) -> CreditState {
        let (day, expiry) = (usize::from(state.day), usize::from(state.expiry));
        let expiry = self.extend.expiry(expiry, day, |day| day + terms.days);
        let horizon = self.usage.len() - 1;
        CreditState {
            expiry: expiry.min(horizon) as u16,
            credit: state.credit.saturating_add(terms.credit),
            uses,
            new_line: false,
            ..state
        }
    }

    /// The top-ups a state allows, each with and without the coupon where it holds.
    fn choices(&self, state: CreditState) -> impl Iterator<Item = (usize, bool, Cost)> + '_ {
        self.topups.iter().enumerate().flat_map(move |(i, terms)| {
            let costs = terms.costs[usize::from(state.new_line)];
            let holds = state.uses > 0 && terms.coupon.contains(&usize::from(state.day));
            // First, for who takes the first of what costs the same; never where it saves nothing.
            let with = (holds && costs[1] < costs[0]).then_some((i, true, costs[1]));
            with.into_iter().chain([(i, false, costs[0])])
        })
    }

    /// The top-ups a state that needs one allows, with where they lead; those that lead nowhere
    /// are left out.
    pub(crate) fn steps(&self, state: CreditState, unlimited_uses: bool) -> Vec<CreditChoice> {
        let day = usize::from(state.day);
        self.choices(state)
            .filter_map(|(topup, coupon, cost)| {
                let uses = if coupon && !unlimited_uses { state.uses - 1 } else { state.uses };
                let after = self.topped_up(state, &self.topups[topup], uses);
                let reach = self.reach(after);
                // Neither credit nor days, nor the new line's fee paid: it never gets further.
                let same = (after.credit, after.expiry) == (state.credit, state.expiry);
                let idle = reach == day && same && !state.new_line;
                let next = self.at(after, reach);
                (!idle).then_some(CreditChoice { topup, coupon, cost, reach, next, uses })
            })
            .collect()
    }

    /// Every way to go on from a state that needs a top-up, of a cost within `bound`, where
    /// ending the period costs `end(from, reach, uses)`: the rest of a schedule whose period that
    /// began by `from` may end on any later day up to `reach`. Cheapest states first, so that
    /// with a falling bound (`tighten`) the search stops once the best way is known.
    pub(crate) fn explore(
        &self,
        start: CreditState,
        unlimited_uses: bool,
        mut bound: Cost,
        tighten: bool,
        end: &mut dyn FnMut(usize, usize, u16) -> Cost,
    ) -> CreditGraph {
        let mut graph = CreditGraph::default();
        let mut known = Set::of([start]);
        let mut queue = BinaryHeap::new();
        let mut spent: Vec<Cost> = Vec::new();
        let mut done: Vec<bool> = Vec::new();
        graph.edges.push(Vec::new());
        spent.push(Cost::ZERO);
        done.push(false);
        queue.push(Reverse((Cost::ZERO, 0)));
        let mut order = Vec::new();
        while let Some(Reverse((so_far, i))) = queue.pop() {
            if so_far > bound {
                break;
            }
            if std::mem::replace(&mut done[i], true) {
                continue;
            }
            order.push(i);
            let state = known.members()[i];
            for CreditChoice { topup, coupon, cost, reach, next, uses } in
                self.steps(state, unlimited_uses)
            {
                let total = so_far.plus(cost);
                if total > bound || !total.is_some() {
                    continue;
                }
                if reach > usize::from(state.day) {
                    let total = total.plus(end(state.day.into(), reach, uses));
                    if tighten {
                        bound = bound.min(total);
                    }
                }
                let next = next.map(|next| {
                    let (j, new) = known.add(next);
                    if new {
                        graph.edges.push(Vec::new());
                        spent.push(Cost::NEVER);
                        done.push(false);
                    }
                    if total < spent[j] {
                        spent[j] = total;
                        queue.push(Reverse((total, j)));
                    }
                    j
                });
                graph.edges[i].push(CreditEdge { topup, coupon, cost, reach, next, uses });
            }
        }
        // Costs rise along every edge, by a purchase at least, so that the reverse of the order
        // of settling meets every state after its successors.
        graph.states = known.into_members();
        graph.to_go = vec![Cost::NEVER; graph.states.len()];
        for i in order.into_iter().rev() {
            let day = usize::from(graph.states[i].day);
            let mut best = Cost::NEVER;
            for edge in &graph.edges[i] {
                let stop =
                    if edge.reach > day { end(day, edge.reach, edge.uses) } else { Cost::NEVER };
                let go_on = edge.next.map_or(Cost::NEVER, |next| graph.to_go[next]);
                best = best.min(edge.cost.plus(stop.min(go_on)));
            }
            graph.to_go[i] = best;
        }
        graph
    }
}
