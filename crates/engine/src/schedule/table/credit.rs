//! Periods of paygo credit in the table (model.md §2, §3): what starting one costs, and which
//! top-ups are the best.

use std::cell::RefCell;
use std::rc::Rc;

use crate::cost::Cost;
use crate::map::{Map, Set};
use crate::offers::{
    BrandOffers, CreditChoice, CreditFrontier, CreditHistory, CreditState, Current, StartCosts,
};
use crate::sort;

use super::super::path;
use super::lists::List;
use super::scope::{CouponUses, Scope};
use super::way::{Next, Rest, Start, StartLine};
use super::{Minima, Table};

/// What a paygo offer's periods cost on the days known so far.
pub(crate) type History = Rc<RefCell<CreditHistory>>;

/// What a paygo period costs to go.
pub(crate) enum CreditValues {
    /// From any state.
    ByDay(History),
    /// From the states that follow one of them.
    Followed(Map<CreditState, Cost>),
}

/// A cheapest way from a state of a paygo period.
#[derive(Debug, Clone, Copy)]
pub(super) struct CreditWay {
    /// What is bought from the state on.
    list: List,
    topup: PickedTopup,
    /// The state that follows, unless the period ends.
    next: Option<CreditState>,
    /// The next start once the period has ended.
    start: Next,
}

/// The best ways from states, by brand, paygo offer and state.
pub(super) type CreditWays = Map<(usize, usize, CreditState), CreditWay>;

/// The top-ups of a paygo period and what follows it.
pub(crate) type FollowedCredit = (Vec<PickedTopup>, Next);

/// A top-up of a sequence: index into the paygo offer's top-ups.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PickedTopup {
    pub(crate) offer: usize,
    pub(crate) topup: usize,
    pub(crate) coupon: bool,
    pub(crate) day: usize,
    pub(crate) reach: usize,
}

/// A schedule's cost that the cheapest is sure not to exceed, found without paygo credit where that
/// takes long: where some day takes hundreds of top-ups, plans are what is wanted.
pub(super) fn most(scope: &Scope<'_>) -> Cost {
    let is_long = |brand: &&BrandOffers| brand.paygo.iter().any(|paygo| paygo.takes_long());
    // Where first uses have prices, values count less what is given back for others.
    let is_priced =
        |brand: &&BrandOffers| brand.plans.iter().any(|plan| plan.first_use != Cost::ZERO);
    if !scope.brands.iter().any(is_long) || scope.brands.iter().any(is_priced) {
        return Cost::LARGEST;
    }
    // Without plans for new lines only, which the table would sell again and again.
    let plans: Vec<BrandOffers> = scope.brands.iter().map(|brand| brand.plain_plans()).collect();
    let scope = Scope { brands: plans.iter().collect(), break_ties: false, ..scope.clone() };
    let least = path::least_cost(&Table::solve(scope), 0);
    if least.is_some() { least } else { Cost::LARGEST }
}

impl Table<'_> {
    /// What starting a period on each paygo offer of a brand costs on a day, each layer after the
    /// other; into `costs`.
    pub(crate) fn credit_costs(
        &mut self,
        brand: usize,
        day: usize,
        minima: &[Minima],
        costs: &mut Vec<StartCosts>,
    ) {
        costs.clear();
        let mut frontiers = std::mem::take(&mut self.frontiers[brand]);
        let coupon = self.scope.coupon;
        let paygo = &self.scope.brands[brand].paygo;
        for (offer, frontier) in frontiers.iter_mut().enumerate() {
            if !paygo[offer].never_gets_dearer() {
                self.followed_costs(brand, offer, day, minima, costs);
                continue;
            }
            let end = |layer: usize| {
                let life = day + 1 + self.scope.brands[brand].grace;
                let minima = Some(&minima[layer]);
                self.next_start(Some(brand), layer, day + 1, day + 1, life, minima, true).cost
            };
            let after_use = |layer: usize| coupon.layer_after_use(layer);
            frontier.step(&paygo[offer], day, &end, &after_use);
            let start = |layer| frontier.start_costs(&paygo[offer], day, layer, &after_use);
            costs.extend((0..coupon.layers()).map(start));
        }
        self.frontiers[brand] = frontiers;
    }

    /// The same for an offer whose top-ups get dearer on some day, by following its periods.
    fn followed_costs(
        &self,
        brand: usize,
        offer: usize,
        day: usize,
        minima: &[Minima],
        costs: &mut Vec<StartCosts>,
    ) {
        let coupon = self.scope.coupon;
        let paygo = &self.scope.brands[brand].paygo[offer];
        let cost = |layer: usize, new_line: bool| {
            let Some(state) = paygo.start(day, coupon.uses(layer), new_line) else {
                return Cost::NEVER;
            };
            let unlimited = coupon == CouponUses::Unlimited;
            let graph =
                paygo.explore(state, unlimited, self.most, true, &mut |from, reach, uses| {
                    let layer = coupon.layer(uses);
                    self.rest_by(brand, layer, from, reach, Some(&minima[layer])).cost
                });
            graph.to_go[0]
        };
        costs.extend(
            (0..coupon.layers())
                .map(|layer| StartCosts { alive: cost(layer, false), new_line: cost(layer, true) }),
        );
    }

    /// The top-ups of the best way from a start that picks a paygo offer.
    pub(crate) fn credit_of(&self, start: Start, offer: u32, layer: u16) -> Rc<FollowedCredit> {
        if let Some(known) = self.credits.borrow().get(&(start, offer, layer)) {
            return known.clone();
        }
        let (brand, offer_index) = (usize::from(start.brand), offer as usize);
        let paygo = &self.scope.brands[brand].paygo[offer_index];
        let uses = self.scope.coupon.uses(layer.into());
        let new_line = start.line != StartLine::Alive;
        let followed = paygo.start(start.day.into(), uses, new_line).map(|state| {
            let (_, topups, next) = self.best_credit(brand, offer_index, state);
            (topups, next)
        });
        let followed = Rc::new(followed.unwrap_or((Vec::new(), Next::END)));
        self.credits.borrow_mut().insert((start, offer, layer), followed.clone());
        followed
    }

    /// What a paygo period costs to go from each state that may follow `state`.
    pub(crate) fn credit_values(
        &self,
        brand: usize,
        offer: usize,
        state: CreditState,
    ) -> CreditValues {
        let coupon = self.scope.coupon;
        let paygo = &self.scope.brands[brand].paygo[offer];
        if paygo.never_gets_dearer() {
            let mut histories = self.histories.borrow_mut();
            let history = histories.or_insert_with((brand, offer), || {
                let horizon = self.scope.demand.horizon;
                let beyond = CreditFrontier::new(coupon.layers(), self.most);
                Rc::new(RefCell::new(CreditHistory::new(beyond, horizon)))
            });
            let grace = self.scope.brands[brand].grace;
            let end = |layer: usize, day: usize| {
                self.next_start(Some(brand), layer, day, day, day + grace, None, true).cost
            };
            let after_use = |layer: usize| coupon.layer_after_use(layer);
            // While the table is being solved, only the later days are known.
            history.borrow_mut().back_to(state.day.into(), paygo, &end, &after_use);
            return CreditValues::ByDay(history.clone());
        }
        let unlimited = coupon == CouponUses::Unlimited;
        let mut rest = |from, reach, uses| self.rest(brand, from, reach, uses);
        let graph = paygo.explore(state, unlimited, self.most, true, &mut rest);
        CreditValues::Followed(Map::of(graph.states.iter().copied().zip(graph.to_go)))
    }

    /// The least cost to go from a state that needs a top-up.
    pub(crate) fn credit_to_go(
        &self,
        values: &CreditValues,
        brand: usize,
        offer: usize,
        state: CreditState,
    ) -> Cost {
        match values {
            CreditValues::Followed(costs) => costs.get(&state).copied().unwrap_or(Cost::NEVER),
            CreditValues::ByDay(history) if !state.new_line => {
                let layer = self.scope.coupon.layer(state.uses);
                history.borrow().to_go(layer, state.day.into(), state.credit, state.expiry)
            }
            // The new line's fee is on the first top-up only.
            CreditValues::ByDay(_) => {
                let ways = self.credit_steps(values, brand, offer, state);
                ways.map(|(choice, stop, go)| choice.cost.plus(stop.cost.min(go)))
                    .min()
                    .unwrap_or(Cost::NEVER)
            }
        }
    }

    /// The top-ups a state allows, each with what it costs to end the period after it and to go
    /// on with it.
    pub(crate) fn credit_steps(
        &self,
        values: &CreditValues,
        brand: usize,
        offer: usize,
        state: CreditState,
    ) -> impl Iterator<Item = (CreditChoice, Rest, Cost)> {
        let steps = self.credit_goes(values, brand, offer, state);
        steps.map(move |(choice, go)| {
            let ends = choice.reach > usize::from(state.day);
            let stop = if ends { self.rest_after(brand, state, &choice) } else { Rest::NONE };
            (choice, stop, go)
        })
    }

    /// The top-ups a state allows, each with what it costs to go on with the period after it.
    fn credit_goes(
        &self,
        values: &CreditValues,
        brand: usize,
        offer: usize,
        state: CreditState,
    ) -> impl Iterator<Item = (CreditChoice, Cost)> {
        let paygo = &self.scope.brands[brand].paygo[offer];
        let steps = paygo.steps(state, self.scope.coupon == CouponUses::Unlimited).into_iter();
        steps.map(move |choice| {
            let go = choice.next.map(|next| self.credit_to_go(values, brand, offer, next));
            (choice, go.unwrap_or(Cost::NEVER))
        })
    }

    /// What comes after a period that ends with a top-up. Many states of credit come to the same.
    fn rest_after(&self, brand: usize, state: CreditState, choice: &CreditChoice) -> Rest {
        let layer = self.scope.coupon.layer(choice.uses);
        let key = (brand, layer, state.day, choice.reach);
        if let Some(known) = self.rests_after.borrow().get(&key) {
            return *known;
        }
        let rest = self.rest_by(brand, layer, state.day.into(), choice.reach, None);
        self.rests_after.borrow_mut().insert(key, rest);
        rest
    }

    /// The best top-ups from a state that needs one, with their cost and what follows.
    pub(crate) fn best_credit(
        &self,
        brand: usize,
        offer: usize,
        state: CreditState,
    ) -> (Cost, Vec<PickedTopup>, Next) {
        let values = self.credit_values(brand, offer, state);
        let cost = self.credit_to_go(&values, brand, offer, state);
        if !cost.is_some() {
            return (Cost::NEVER, Vec::new(), Next::END);
        }
        if !self.scope.break_ties {
            let (topups, start) = self.any_credit(&values, brand, offer, state);
            return (cost, topups, start);
        }
        self.find_credit_ways(&values, brand, offer, state);
        let (mut topups, mut start, mut at) = (Vec::new(), Next::END, Some(state));
        while let Some(way) = at.and_then(|state| self.credit_way(brand, offer, state)) {
            topups.push(way.topup);
            (start, at) = (way.start, way.next);
        }
        (cost, topups, start)
    }

    /// The best way from a state, where it has been found.
    fn credit_way(&self, brand: usize, offer: usize, state: CreditState) -> Option<CreditWay> {
        let ways = self.credit_ways.borrow();
        ways.get(usize::from(state.day))?.get(&(brand, offer, state)).copied()
    }

    /// Finds which of the cheapest ways from a state that needs a top-up is the best, and from each
    /// state on any of them. They are the same from wherever one comes there, so none is looked at
    /// twice.
    fn find_credit_ways(
        &self,
        values: &CreditValues,
        brand: usize,
        offer: usize,
        first: CreditState,
    ) {
        let is_known = |state| self.credit_way(brand, offer, state).is_some();
        if is_known(first) {
            return;
        }
        // The states after the first, found forwards.
        let (mut open, mut tight) = (vec![first], Set::default());
        while let Some(state) = open.pop() {
            let least = self.credit_to_go(values, brand, offer, state);
            for (choice, go) in self.credit_goes(values, brand, offer, state) {
                if let Some(next) = choice.next.filter(|_| choice.cost.plus(go) == least)
                    && next != first
                    && !is_known(next)
                    && tight.add(next).1
                {
                    open.push(next);
                }
            }
        }
        // Backwards: what follows a state is on a later day, or on the same with more; only the
        // first state's top-up can leave it the same but for the new line's fee.
        let mut tight = tight.into_members();
        sort::sort(&mut tight);
        for &state in tight.iter().rev().chain([&first]) {
            let least = self.credit_to_go(values, brand, offer, state);
            let mut best: Option<CreditWay> = None;
            for (choice, stop, go) in self.credit_steps(values, brand, offer, state) {
                let CreditChoice { topup, coupon, cost, reach, next, .. } = choice;
                let topup = PickedTopup { offer, topup, coupon, day: state.day.into(), reach };
                let stops = (cost.plus(stop.cost) == least).then_some((None, stop.next));
                let goes = next.filter(|_| cost.plus(go) == least).and_then(|next| {
                    let rest = self.credit_way(brand, offer, next)?.list;
                    Some((Some(next), Next::END, rest))
                });
                let stops = stops.map(|(next, start)| (next, start, self.list(start)));
                for (next, start, rest) in [stops, goes].into_iter().flatten() {
                    let list =
                        self.lists.borrow_mut().prepend(self.topup_rank(brand, &topup), rest);
                    let way = CreditWay { list, topup, next, start };
                    if best.as_ref().is_none_or(|best| self.order_of_lists(list, best.list).is_lt())
                    {
                        best = Some(way);
                    }
                }
            }
            if let Some(best) = best {
                let mut ways = self.credit_ways.borrow_mut();
                let day = usize::from(state.day);
                if ways.len() <= day {
                    ways.resize_with(day + 1, Map::default);
                }
                ways[day].insert((brand, offer, state), best);
            }
        }
    }

    /// Any of the best ways from a state that needs a top-up: its top-ups, and what follows.
    fn any_credit(
        &self,
        values: &CreditValues,
        brand: usize,
        offer: usize,
        state: CreditState,
    ) -> (Vec<PickedTopup>, Next) {
        let mut topups = Vec::new();
        let mut state = state;
        loop {
            let least = self.credit_to_go(values, brand, offer, state);
            let best = self.credit_steps(values, brand, offer, state).find(|(choice, stop, go)| {
                choice.cost.plus(stop.cost) == least || choice.cost.plus(*go) == least
            });
            let Some((choice, stop, _)) = best else { return (topups, Next::END) };
            let CreditChoice { topup, coupon, cost, reach, next, .. } = choice;
            topups.push(PickedTopup { offer, topup, coupon, day: state.day.into(), reach });
            match next.filter(|_| cost.plus(stop.cost) != least) {
                // What follows is on a later day, or on the same with more.
                Some(next) => state = next,
                None => return (topups, stop.next),
            }
        }
    }

    pub(crate) fn topup_rank(&self, brand: usize, picked: &PickedTopup) -> u32 {
        let paygo = &self.scope.brands[brand].paygo[picked.offer];
        self.scope.ranks.topups[paygo.paygo][paygo.topups[picked.topup].topup]
    }

    /// Whether a paygo offer is the one that the scope's current line has its balance on.
    pub(crate) fn starts_with_balance(&self, brand: usize, offer: usize) -> bool {
        self.scope.line.is_some_and(|line| line.brand == brand)
            && matches!(
                self.scope.brands[brand].current,
                Some(Current::Paygo { offer: own, .. }) if own == offer
            )
    }
}
