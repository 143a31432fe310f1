//! What a paygo period costs from every day on, all starts at once.
//!
//! Followed forwards, a period's credit differs with the day it began on, and a year of heavy use
//! makes thousands of states for each start. Backwards they fall together: on each day it is
//! enough to know, for each cost to go, the least credit and expiry that it takes. Of those few
//! [`Need`]s none is better than another in every respect.
//!
//! That allows a top-up on any day, while model.md §3 allows one only when it is needed. Where
//! prices don't depend on the date, buying later never costs more and reaches no less far, so that
//! the least cost is the same; where a coupon ends within the horizon it isn't, and
//! [`PaygoOffer::explore`](super::PaygoOffer::explore) follows the periods one by one.

use std::cmp::Ordering;

use super::paygo::{PaygoOffer, TopupTerms};
use crate::catalog::Extend;
use crate::cost::Cost;
use crate::sort;

/// With at least this credit and expiry at the start of a day, a period can go on and the
/// schedule be completed at this cost.
#[derive(Debug, Clone, Copy)]
struct Need {
    /// In millionths.
    credit: u64,
    /// 0 where no validity is needed.
    expiry: u16,
    cost: Cost,
}

impl Need {
    /// Whether another is as good in every respect but the cost.
    fn is_met_by(&self, credit: u64, expiry: u16) -> bool {
        credit <= self.credit && expiry <= self.expiry
    }

    /// The cheapest first; of several that cost the same the one that takes the least.
    fn by_cost(&self, other: &Self) -> Ordering {
        let key = |need: &Self| (need.cost, need.credit, need.expiry);
        key(self).cmp(&key(other))
    }

    /// By expiry, then the cheapest first.
    fn by_expiry(&self, other: &Self) -> Ordering {
        (self.expiry, self.cost).cmp(&(other.expiry, other.cost))
    }
}

/// The needs of one paygo offer on the day last [`step`](Self::step)ped to, by coupon layer; each
/// layer by expiry, and within that by cost.
#[derive(Debug, Clone)]
pub(crate) struct CreditFrontier {
    layers: Vec<Vec<Need>>,
    /// What costs more is of no use to anybody.
    most: Cost,
}

/// The needs of one paygo offer on the days from some day to the horizon.
#[derive(Debug)]
pub(crate) struct CreditHistory {
    horizon: usize,
    beyond: CreditFrontier,
    /// The last day first: what is known reaches back as far as it was asked for.
    days: Vec<CreditFrontier>,
}

impl CreditHistory {
    /// Nothing but the horizon, past which there is `beyond`.
    pub(crate) fn new(beyond: CreditFrontier, horizon: usize) -> Self {
        Self { horizon, beyond, days: Vec::new() }
    }

    /// Goes back to a day; `end(layer, day)` is the cost to go of a period that ends before
    /// `day`, asked for later days only.
    pub(crate) fn back_to(
        &mut self,
        first: usize,
        paygo: &PaygoOffer,
        end: &dyn Fn(usize, usize) -> Cost,
        after_use: &dyn Fn(usize) -> Option<usize>,
    ) {
        for day in (first..self.horizon - self.days.len()).rev() {
            let mut frontier = self.days.last().unwrap_or(&self.beyond).clone();
            frontier.step(paygo, day, &|layer| end(layer, day + 1), after_use);
            self.days.push(frontier);
        }
    }

    /// The least cost to go of a period with so much credit (in millionths) and validity at the
    /// start of a day that was gone back to.
    pub(crate) fn to_go(&self, layer: usize, day: usize, credit: u64, expiry: u16) -> Cost {
        let frontier = self.days.get(self.horizon - 1 - day);
        frontier.map_or(Cost::NEVER, |frontier| frontier.to_go(layer, credit, expiry))
    }
}

/// The costs of starting a period on a day: on a line that is alive, and on a new one.
#[derive(Debug, Clone, Copy)]
pub(crate) struct StartCosts {
    pub(crate) alive: Cost,
    pub(crate) new_line: Cost,
}

/// A top-up as it is bought on one day: with the coupon or without.
type Purchase<'a> = (&'a TopupTerms, bool);

/// Those needs that none other is as good as in every respect, with those before any number of
/// purchases on the day.
///
/// Each need that a purchase makes of another costs more than that. So the cheapest is settled
/// first, and what a purchase makes of the settled ones comes in their order: it is enough to know,
/// for each purchase, which of them is next.
fn settled(
    paygo: &PaygoOffer,
    day: usize,
    mut given: Vec<Need>,
    purchases: &[Purchase<'_>],
    most: Cost,
) -> Vec<Need> {
    sort(&mut given, Need::by_cost);
    let mut given = given.into_iter().peekable();
    let mut settled: Vec<Need> = Vec::new();
    let mut next: Vec<(usize, Option<Need>)> = vec![(0, None); purchases.len()];
    // For each expiry of a settled need the least credit with it.
    let mut least: Vec<(u64, u16)> = Vec::new();
    loop {
        for (&(terms, coupon), (from, made)) in purchases.iter().zip(&mut next) {
            if made.is_none() {
                *made = settled.get(*from).map(|need| before(paygo, need, terms, day, coupon));
            }
        }
        let made = next.iter_mut().filter(|(_, made)| made.is_some());
        let made = made.min_by(|(_, a), (_, b)| match (a, b) {
            (Some(a), Some(b)) => a.by_cost(b),
            _ => Ordering::Equal,
        });
        let need = match (given.peek(), made) {
            (Some(first), Some((_, Some(made)))) if first.by_cost(made).is_le() => given.next(),
            (_, Some((from, made))) => {
                *from += 1;
                made.take()
            }
            (Some(_), None) => given.next(),
            (None, None) => None,
        };
        let Some(need) = need.filter(|need| need.cost.is_some() && need.cost <= most) else {
            break;
        };
        if least.iter().any(|&(credit, expiry)| need.is_met_by(credit, expiry)) {
            continue;
        }
        least.retain(|&(credit, expiry)| !(need.credit <= credit && need.expiry <= expiry));
        least.push((need.credit, need.expiry));
        settled.push(need);
    }
    sort(&mut settled, Need::by_expiry);
    settled
}

/// Compiled once for both orders.
fn sort(needs: &mut [Need], order: fn(&Need, &Need) -> Ordering) {
    sort::sort_by(needs, order);
}

impl CreditFrontier {
    /// No period goes past the horizon. No schedule of interest costs more than `most`.
    pub(crate) fn new(layers: usize, most: Cost) -> Self {
        Self { layers: vec![Vec::new(); layers], most }
    }

    /// Goes one day back. `end(layer)` is the cost to go of a period that ends after this day,
    /// `after_use(layer)` the layer once the coupon was used, where it still can be.
    pub(crate) fn step(
        &mut self,
        paygo: &PaygoOffer,
        day: usize,
        end: &dyn Fn(usize) -> Cost,
        after_use: &dyn Fn(usize) -> Option<usize>,
    ) -> Vec<StartCosts> {
        let mut starts = Vec::with_capacity(self.layers.len());
        for layer in 0..self.layers.len() {
            let mut needs = Vec::new();
            if paygo.can_serve(day) {
                let usage = paygo.usage_on(day);
                let first = (day + 1) as u16;
                needs.push(Need { credit: usage, expiry: first, cost: end(layer) });
                // What no period can have in hand the next morning is of no use to it.
                let in_reach = |need: &&Need| need.credit <= paygo.most_at_start(day + 1);
                for need in self.layers[layer].iter().filter(in_reach) {
                    let credit = need.credit.saturating_add(usage);
                    if credit <= paygo.most_after_topup(day) {
                        needs.push(Need { credit, expiry: need.expiry.max(first), ..*need });
                    }
                }
            }
            // Layers with fewer uses left are done, so a coupon's effect on them is known.
            if let Some(after) = after_use(layer).filter(|&after| after != layer) {
                for terms in paygo.topups.iter().filter(|terms| terms.coupon_holds(day)) {
                    let with = |need: &Need| before(paygo, need, terms, day, true);
                    needs.extend(self.layers[after].iter().map(with));
                }
            }
            // Most offers of a wide catalog serve no day of most trips.
            if needs.is_empty() {
                self.layers[layer].clear();
                starts.push(StartCosts { alive: Cost::NEVER, new_line: Cost::NEVER });
                continue;
            }
            let same_layer = after_use(layer) == Some(layer);
            let purchases: Vec<Purchase<'_>> = paygo
                .topups
                .iter()
                .flat_map(|terms| {
                    let coupon = same_layer && terms.coupon_holds(day);
                    std::iter::once((terms, false)).chain(coupon.then_some((terms, true)))
                })
                .collect();
            self.layers[layer] = settled(paygo, day, needs, &purchases, self.most);
            starts.push(self.start_costs(paygo, day, layer, after_use));
        }
        starts
    }

    /// The least cost to go of a period with so much credit (in millionths) and validity at the
    /// start of the day last stepped to.
    fn to_go(&self, layer: usize, credit: u64, expiry: u16) -> Cost {
        let mut rest = &self.layers[layer][..];
        let mut least = Cost::NEVER;
        while let Some(first) = rest.first().filter(|need| need.expiry <= expiry) {
            let alike;
            (alike, rest) = rest.split_at(rest.partition_point(|n| n.expiry == first.expiry));
            // The more it takes, the less it costs.
            let met = alike.get(alike.partition_point(|need| need.credit > credit));
            least = least.min(met.map_or(Cost::NEVER, |need| need.cost));
        }
        least
    }

    fn start_costs(
        &self,
        paygo: &PaygoOffer,
        day: usize,
        layer: usize,
        after_use: &dyn Fn(usize) -> Option<usize>,
    ) -> StartCosts {
        let nothing = |need: &&Need| need.credit == 0 && need.expiry == 0;
        let alive = self.layers[layer].iter().filter(nothing).map(|need| need.cost).min();
        let mut new_line = Cost::NEVER;
        for terms in &paygo.topups {
            let coupon = after_use(layer).filter(|_| terms.coupon_holds(day));
            for (with, layer) in [(false, Some(layer)), (true, coupon)] {
                let Some(layer) = layer else { continue };
                for need in &self.layers[layer] {
                    let first = before(paygo, need, terms, day, with);
                    if first.credit == 0 && first.expiry == 0 {
                        new_line = new_line.min(need.cost.plus(terms.cost(true, with)));
                    }
                }
            }
        }
        StartCosts { alive: alive.unwrap_or(Cost::NEVER), new_line }
    }
}

/// What is needed before a top-up for a need after it.
fn before(paygo: &PaygoOffer, need: &Need, terms: &TopupTerms, day: usize, coupon: bool) -> Need {
    let expiry = if day + terms.days >= usize::from(need.expiry) {
        0
    } else {
        match paygo.extend {
            Extend::FromNow => need.expiry,
            Extend::FromExpiry => need.expiry - terms.days as u16,
        }
    };
    Need {
        credit: need.credit.saturating_sub(terms.credit),
        expiry,
        cost: need.cost.plus(terms.cost(false, coupon)),
    }
}
