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

    /// What settles needs: the cheapest first; of several that cost the same the one that takes the
    /// least, which the others are no better than.
    fn rank(&self) -> (Cost, u64, u16) {
        (self.cost, self.credit, self.expiry)
    }
}

/// The needs of one paygo offer on the day last [`step`](Self::step)ped to, by coupon layer; each
/// layer the cheapest first.
#[derive(Debug, Clone)]
pub(crate) struct CreditFrontier {
    layers: Vec<Vec<Need>>,
    /// What costs more is of no use to anybody.
    most: Cost,
    scratch: Scratch,
}

/// Room for working out a day, taken once: there are days and offers by the thousand.
#[derive(Debug, Default)]
struct Scratch {
    given: Vec<Need>,
    /// What each purchase that is possible makes next.
    next: Vec<Purchase>,
    /// For each expiry of a settled need the least credit with it.
    least: Vec<(u64, u16)>,
}

/// A purchase of a top-up, and how far it has come with the settled needs.
#[derive(Debug)]
struct Purchase {
    topup: usize,
    with_coupon: bool,
    /// Which of the settled needs is its next.
    from: usize,
    /// What it makes of that, once that is settled.
    made: Option<Need>,
}

impl Clone for Scratch {
    /// Nothing of it is worth copying.
    fn clone(&self) -> Self {
        Self::default()
    }
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

/// Those needs that none other is as good as in every respect, with those before any number of
/// purchases on the day, put into `settled`; both lists have the cheapest first.
///
/// Each need that a purchase makes of another costs more than that. So the cheapest is settled
/// first, and what a purchase makes of the settled ones comes in their order: it is enough to know,
/// for each purchase, which of them is next. Where two cost the same, one that is no better may be
/// left beside the other, which costs room and changes nothing.
fn settle(
    paygo: &PaygoOffer,
    day: usize,
    coupon: bool,
    most: Cost,
    scratch: &mut Scratch,
    settled: &mut Vec<Need>,
) {
    let Scratch { given, next, least } = scratch;
    let mut given = given.iter().copied().peekable();
    next.clear();
    for (topup, terms) in paygo.topups.iter().enumerate() {
        let purchase = |with_coupon| Purchase { topup, with_coupon, from: 0, made: None };
        next.push(purchase(false));
        if coupon && terms.coupon_holds(day) {
            next.push(purchase(true));
        }
    }
    least.clear();
    loop {
        let mut cheapest: Option<(usize, Need)> = None;
        for (slot, purchase) in next.iter_mut().enumerate() {
            let Purchase { topup, with_coupon, from, made } = purchase;
            if made.is_none() {
                let terms = &paygo.topups[*topup];
                *made = settled.get(*from).map(|it| before(paygo, it, terms, day, *with_coupon));
            }
            if let Some(made) = made
                && cheapest.is_none_or(|(_, least)| made.rank() < least.rank())
            {
                cheapest = Some((slot, *made));
            }
        }
        let need = match cheapest {
            Some((slot, made)) if given.peek().is_none_or(|need| made.rank() < need.rank()) => {
                next[slot].from += 1;
                next[slot].made.take()
            }
            _ => given.next(),
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
}

impl CreditFrontier {
    /// No period goes past the horizon. No schedule of interest costs more than `most`.
    pub(crate) fn new(layers: usize, most: Cost) -> Self {
        Self { layers: vec![Vec::new(); layers], most, scratch: Scratch::default() }
    }

    /// Goes one day back. `end(layer)` is the cost to go of a period that ends after this day,
    /// `after_use(layer)` the layer once the coupon was used, where it still can be.
    pub(crate) fn step(
        &mut self,
        paygo: &PaygoOffer,
        day: usize,
        end: &dyn Fn(usize) -> Cost,
        after_use: &dyn Fn(usize) -> Option<usize>,
    ) {
        for layer in 0..self.layers.len() {
            // The later day's needs make room for this day's.
            let mut needs = std::mem::take(&mut self.layers[layer]);
            let given = &mut self.scratch.given;
            given.clear();
            if paygo.can_serve(day) {
                let usage = paygo.usage_on(day);
                let first = (day + 1) as u16;
                let ends = Need { credit: usage, expiry: first, cost: end(layer) };
                let dearer = needs.partition_point(|need| need.cost < ends.cost);
                for (at, need) in needs.iter().enumerate() {
                    if at == dearer {
                        given.push(ends);
                    }
                    // What no period can have in hand the next morning is of no use to it.
                    let credit = need.credit.saturating_add(usage);
                    if need.credit <= paygo.most_at_start(day + 1)
                        && credit <= paygo.most_after_topup(day)
                    {
                        given.push(Need { credit, expiry: need.expiry.max(first), ..*need });
                    }
                }
                if dearer == needs.len() {
                    given.push(ends);
                }
            }
            // Layers with fewer uses left are done, so a coupon's effect on them is known.
            if let Some(after) = after_use(layer).filter(|&after| after != layer) {
                for terms in paygo.topups.iter().filter(|terms| terms.coupon_holds(day)) {
                    let with = |need: &Need| before(paygo, need, terms, day, true);
                    given.extend(self.layers[after].iter().map(with));
                }
                sort::sort_by_key(given, Need::rank);
            }
            needs.clear();
            // Most offers of a wide catalog serve no day of most trips.
            if !given.is_empty() {
                let coupon = after_use(layer) == Some(layer);
                settle(paygo, day, coupon, self.most, &mut self.scratch, &mut needs);
            }
            self.layers[layer] = needs;
        }
    }

    /// The least cost to go of a period with so much credit (in millionths) and validity at the
    /// start of the day last stepped to.
    fn to_go(&self, layer: usize, credit: u64, expiry: u16) -> Cost {
        let met = self.layers[layer].iter().find(|n| n.credit <= credit && n.expiry <= expiry);
        met.map_or(Cost::NEVER, |need| need.cost)
    }

    /// What starting a period on the day last stepped to costs.
    pub(crate) fn start_costs(
        &self,
        paygo: &PaygoOffer,
        day: usize,
        layer: usize,
        after_use: &dyn Fn(usize) -> Option<usize>,
    ) -> StartCosts {
        let mut new_line = Cost::NEVER;
        for terms in &paygo.topups {
            let coupon = after_use(layer).filter(|_| terms.coupon_holds(day));
            for (with, layer) in [(false, Some(layer)), (true, coupon)] {
                let Some(layer) = layer else { continue };
                let is_first = |need: &&Need| {
                    let first = before(paygo, need, terms, day, with);
                    first.credit == 0 && first.expiry == 0
                };
                if let Some(need) = self.layers[layer].iter().find(is_first) {
                    new_line = new_line.min(need.cost.plus(terms.cost(true, with)));
                }
            }
        }
        StartCosts { alive: self.to_go(layer, 0, 0), new_line }
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
