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

/// The needs of one paygo offer on the day last [`step`](Self::step)ped to, by coupon layer.
#[derive(Debug, Clone)]
pub(crate) struct CreditFrontier {
    layers: Vec<Vec<Need>>,
}

/// The needs of one paygo offer on the days from some day to the horizon.
#[derive(Debug)]
pub(crate) struct CreditHistory {
    horizon: usize,
    layers: usize,
    /// The last day first: what is known reaches back as far as it was asked for.
    days: Vec<CreditFrontier>,
}

impl CreditHistory {
    /// Nothing but the horizon.
    pub(crate) fn new(layers: usize, horizon: usize) -> Self {
        Self { horizon, layers, days: Vec::new() }
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
            let last = self.days.last().cloned();
            let mut frontier = last.unwrap_or_else(|| CreditFrontier::new(self.layers));
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

/// Keeps a need unless another is as good in every respect; drops those it is as good as.
fn keep(needs: &mut Vec<Need>, need: Need) -> bool {
    let as_good =
        |a: &Need, b: &Need| a.credit <= b.credit && a.expiry <= b.expiry && a.cost <= b.cost;
    if !need.cost.is_some() || needs.iter().any(|there| as_good(there, &need)) {
        return false;
    }
    needs.retain(|there| !as_good(&need, there));
    needs.push(need);
    true
}

impl CreditFrontier {
    /// No period goes past the horizon.
    pub(crate) fn new(layers: usize) -> Self {
        Self { layers: vec![Vec::new(); layers] }
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
                keep(&mut needs, Need { credit: usage, expiry: first, cost: end(layer) });
                // What no period can have in hand the next morning is of no use to it.
                let in_reach = |need: &&Need| need.credit <= paygo.most_at_start(day + 1);
                for need in self.layers[layer].iter().filter(in_reach) {
                    let credit = need.credit.saturating_add(usage);
                    if credit <= paygo.most_after_topup(day) {
                        keep(&mut needs, Need { credit, expiry: need.expiry.max(first), ..*need });
                    }
                }
            }
            // Layers with fewer uses left are done, so a coupon's effect on them is known.
            if let Some(after) = after_use(layer).filter(|&after| after != layer) {
                let with: Vec<Need> = self.layers[after].clone();
                for terms in paygo.topups.iter().filter(|terms| terms.coupon_holds(day)) {
                    for need in &with {
                        keep(&mut needs, before(paygo, need, terms, day, true));
                    }
                }
            }
            let same_layer = after_use(layer) == Some(layer);
            let mut open = needs.clone();
            while let Some(need) = open.pop() {
                for terms in &paygo.topups {
                    let coupon = same_layer && terms.coupon_holds(day);
                    for with in [false, true].into_iter().take(1 + usize::from(coupon)) {
                        let need = before(paygo, &need, terms, day, with);
                        if keep(&mut needs, need) {
                            open.push(need);
                        }
                    }
                }
            }
            self.layers[layer] = needs;
            starts.push(self.start_costs(paygo, day, layer, after_use));
        }
        starts
    }

    /// The least cost to go of a period with so much credit (in millionths) and validity at the
    /// start of the day last stepped to.
    fn to_go(&self, layer: usize, credit: u64, expiry: u16) -> Cost {
        let met = |need: &&Need| need.credit <= credit && need.expiry <= expiry;
        let costs = self.layers[layer].iter().filter(met).map(|need| need.cost);
        costs.min().unwrap_or(Cost::NEVER)
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
