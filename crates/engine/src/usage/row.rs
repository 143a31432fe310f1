//! One line's days, from purchase to purchase: which periods they make (model.md §2, §3).

use crate::catalog::Plan;
use crate::demand::Demand;
use crate::format::{Allowance, Amount, Id};
use crate::market::Market;
use crate::offers::current_reach;
use crate::quote::{LineRole, Purchase};
use crate::request::{LineOn, NumberRule};
use crate::sort;
use crate::{PerResource, Resource};

use super::bought::{Bought, Kind, kind_of};
use super::credit::{Meter, Topup, beginnings};
use super::period::{Credit, Gap, On, Period, Share, Stretch};
use super::spread::{AddonKind, spread};

/// One line's days, walked from the first on.
pub(super) struct Row<'w> {
    market: &'w Market<'w>,
    role: LineRole,
    demand: &'w Demand,
    horizon: u32,
    /// The day reached.
    at: u32,
    /// The last day on which the line's number is alive, where there is one.
    life: Option<u32>,
    /// The credit of the last period, where it is pay as you go.
    running: Option<Running>,
    pub(super) periods: Vec<Period>,
    pub(super) gaps: Vec<Gap>,
}

/// The credit of a paygo period, in millionths.
struct Running {
    paygo: usize,
    meter: Meter,
    before: u128,
    bought: u128,
}

impl<'w> Row<'w> {
    /// The first day of a line that is for a demand.
    pub(super) fn new(market: &'w Market<'w>, role: LineRole, demand: &'w Demand) -> Self {
        Self {
            market,
            role,
            horizon: demand.horizon as u32,
            demand,
            at: 0,
            life: None,
            running: None,
            periods: Vec::new(),
            gaps: Vec::new(),
        }
    }
}

impl Row<'_> {
    pub(super) fn walk(&mut self, owns_current: bool, purchases: &[Purchase]) {
        let catalog = self.market.catalog;
        let own = purchases.iter().enumerate().filter(|(_, purchase)| purchase.line == self.role);
        let mut mine: Vec<Bought<'_>> = own
            .filter_map(|(index, purchase)| {
                let brand = catalog.links().brand(purchase.brand.as_str())?;
                Some(Bought { index, purchase, brand, kind: kind_of(catalog, purchase)? })
            })
            .collect();
        sort::sort_by_key(&mut mine, |bought| bought.purchase.day);
        if owns_current && self.market.line.is_some() {
            self.begin(mine.first());
        }
        let mut i = 0;
        while let Some(bought) = mine.get(i) {
            let purchase = bought.purchase;
            let (from, until) = self.days(purchase);
            let mut count = 1;
            match &bought.kind {
                Kind::Plan(plan, addons) if until > from => {
                    self.plan(bought.index, purchase, *plan, addons, from, until);
                }
                Kind::Topup(paygo, _) => {
                    let follows = |(last, next): (&Bought<'_>, &Bought<'_>)| {
                        next.purchase.covers.start == last.purchase.covers.end
                            && matches!(next.kind, Kind::Topup(other, _) if other == *paygo)
                    };
                    let pairs = mine[i..].iter().zip(&mine[i + 1..]);
                    count += pairs.take_while(|pair| follows(*pair)).count();
                    self.top_ups(*paygo, &mine[i..i + count]);
                }
                _ => {}
            }
            let served = matches!(bought.kind, Kind::Topup(..)) || self.at == until && until > from;
            if served {
                let number = catalog.brands[bought.brand].number;
                self.life = number.then(|| self.at.saturating_add(self.grace(bought.brand)));
            }
            i += count;
        }
        self.gap(self.horizon);
        self.periods.retain(|period| period.from < period.until);
    }

    /// The days that a purchase serves and no earlier one does.
    fn days(&self, purchase: &Purchase) -> (u32, u32) {
        let from = purchase.covers.start.max(self.at).min(self.horizon);
        (from, purchase.covers.end.min(self.horizon).max(from))
    }

    /// What the current line serves before anything new is bought on a day.
    #[inline(never)]
    fn begin(&mut self, first: Option<&Bought<'_>>) {
        let (market, catalog) = (self.market, self.market.catalog);
        let (Some(current), Some(line)) = (market.line, &market.request.line) else { return };
        // Held is one number: a schedule that begins a new line makes nothing of the one there is (§4).
        let is_held = market.request.number == NumberRule::Hold && self.role != LineRole::Data;
        if is_held && first.is_some_and(|first| first.purchase.new_line) {
            return;
        }
        let number = catalog.brands[current.brand].number;
        self.life = number.then(|| line.days_left.saturating_add(self.grace(current.brand)));
        let day = first.map_or(self.horizon, |first| first.purchase.day).min(self.horizon);
        match &line.on {
            LineOn::Plan { plan: id, left } => {
                let Some(plan) = catalog.links().plan(id.as_str()) else { return };
                let terms = &catalog.plans[plan];
                let reach = current_reach(
                    self.market,
                    self.demand,
                    current.brand,
                    terms,
                    *left,
                    current.days_left,
                );
                let mut until = (reach as u32).min(day);
                let (mut addons, mut purchases) = (&[][..], Vec::new());
                if let Some(Bought { index, purchase, kind: Kind::CurrentAddons(bought), .. }) =
                    first
                {
                    until = purchase.covers.end.min(self.horizon);
                    (addons, purchases) = (bought, vec![*index]);
                }
                if until > 0 {
                    let stretches = self.stretches(terms, *left, None, 0, until, addons);
                    let on = On::Current(id.clone());
                    let brand = line.brand.clone();
                    self.push(brand, on, 0, until, line.days_left, purchases, stretches);
                }
            }
            LineOn::Paygo { paygo: id, balance } => {
                let Some(paygo) = catalog.links().paygo(id.as_str()) else { return };
                let balance = self.millionths(*balance);
                let meter = Meter { credit: balance, expiry: line.days_left };
                let (mut until, mut left) = (0, balance);
                let end = day.min(line.days_left).min(self.rated_until(paygo, number));
                while until < end && self.usage(paygo, until) <= left {
                    left -= self.usage(paygo, until);
                    until += 1;
                }
                self.running = Some(Running { paygo, meter, before: balance, bought: 0 });
                let on = On::Paygo(id.clone());
                self.push(line.brand.clone(), on, 0, 0, line.days_left, Vec::new(), Vec::new());
                self.spend(until);
            }
        }
    }

    fn plan(
        &mut self,
        index: usize,
        purchase: &Purchase,
        plan: usize,
        addons: &[(usize, u64)],
        from: u32,
        until: u32,
    ) {
        let plan = &self.market.catalog.plans[plan];
        let date = self.market.request.start_date.plus_days(purchase.day.into());
        let days = plan.validity.end(date).days_since(date);
        let days = u32::try_from(days).unwrap_or(u32::MAX);
        let gives = plan.allowances_on(date);
        let reset = plan.resets_every_days.map(|days| days.get());
        let stretches = self.stretches(plan, gives, reset, from, until, addons);
        let paid_until = purchase.day.saturating_add(days);
        let on = On::Plan(plan.id.clone());
        self.push(purchase.brand.clone(), on, from, until, paid_until, vec![index], stretches);
    }

    /// Top-ups of one offer, each from the day on that the one before serves to.
    #[inline(never)]
    fn top_ups(&mut self, paygo: usize, bought: &[Bought<'_>]) {
        let offer = &self.market.catalog.paygo[paygo];
        let topup = |bought: &Bought<'_>| {
            let Kind::Topup(_, topup) = bought.kind else { return None };
            let terms = offer.topups.get(topup)?;
            let covers = bought.purchase.covers;
            let from = covers.start.min(self.horizon);
            Some(Topup {
                from,
                until: covers.end.min(self.horizon).max(from),
                new_line: bought.purchase.new_line,
                credit: self.millionths(terms.credit),
                days: terms.days,
                extend: offer.extend,
            })
        };
        let topups: Vec<Topup> = bought.iter().filter_map(topup).collect();
        let goes_on = self.running.as_ref().filter(|running| {
            running.paygo == paygo && topups.first().is_some_and(|topup| topup.from == self.at)
        });
        let before = goes_on.zip(self.periods.last()).map(|(on, last)| (on.meter, last.from));
        let used = |day| if day < self.horizon { self.usage(paygo, day) } else { 0 };
        let begins = beginnings(&topups, before, used);
        for ((bought, topup), begins) in bought.iter().zip(&topups).zip(begins) {
            let from = topup.from.max(self.at);
            if begins || self.running.is_none() {
                let on = On::Paygo(offer.id.clone());
                let brand = bought.purchase.brand.clone();
                self.push(brand, on, from, from, 0, Vec::new(), Vec::new());
                self.running = Some(Running { paygo, meter: Meter::EMPTY, before: 0, bought: 0 });
            }
            if let (Some(running), Some(period)) = (&mut self.running, self.periods.last_mut()) {
                running.meter = running.meter.topped_up(topup);
                running.bought += topup.credit;
                period.paid_until = running.meter.expiry;
                period.purchases.push(bought.index);
            }
            self.spend(topup.until.max(from));
        }
    }

    /// The last period, of pay as you go, serves up to a day.
    fn spend(&mut self, until: u32) {
        let Some(paygo) = self.running.as_ref().map(|running| running.paygo) else { return };
        let used: u128 = (self.at..until).map(|day| self.usage(paygo, day)).sum();
        self.at = self.at.max(until);
        let (Some(running), Some(period)) = (&mut self.running, self.periods.last_mut()) else {
            return;
        };
        let Running { meter, before, bought, .. } = running;
        meter.credit = meter.credit.saturating_sub(used);
        let (before, bought, left) = (*before, *bought, meter.credit);
        period.until = self.at;
        let days = u128::from(self.at - period.from).max(1);
        let demand = self.demand;
        period.demand = PerResource::from_fn(|r| {
            demand.between(r, period.from as usize, period.until as usize)
        });
        let unit = 10u128.pow(6 - self.market.catalog.minor_digits().min(6));
        let amount =
            |millionths: u128| Amount(i64::try_from(millionths / unit).unwrap_or(i64::MAX));
        let tight = left * days < (before + bought).saturating_sub(left);
        let (before, bought, left) = (amount(before), amount(bought), amount(left));
        let spent = Amount(before.0.saturating_add(bought.0).saturating_sub(left.0));
        period.credit = Some(Credit { before, bought, spent, left });
        let rates = self.market.catalog.paygo[paygo].rates.by_resource();
        let uses = |r: &Resource| period.demand[*r] > 0 && rates[*r].is_some_and(|rate| rate.0 > 0);
        period.tight = Resource::ALL.into_iter().filter(|r| tight && uses(r)).collect();
    }

    #[allow(clippy::too_many_arguments)]
    fn push(
        &mut self,
        brand: Id,
        on: On,
        from: u32,
        until: u32,
        paid_until: u32,
        purchases: Vec<usize>,
        stretches: Vec<Stretch>,
    ) {
        self.gap(from);
        self.at = until;
        if !matches!(on, On::Paygo(_)) {
            self.running = None;
        }
        let demand = self.demand;
        let is_tight = |r: &Resource| stretches.iter().any(|stretch| stretch.is_tight(*r));
        self.periods.push(Period {
            line: self.role,
            brand,
            on,
            from,
            until,
            paid_until,
            purchases,
            demand: PerResource::from_fn(|r| demand.between(r, from as usize, until as usize)),
            tight: Resource::ALL.into_iter().filter(is_tight).collect(),
            stretches,
            credit: None,
        });
    }

    /// No period until a day.
    fn gap(&mut self, until: u32) {
        if until <= self.at {
            return;
        }
        let kept = self.market.request.number != NumberRule::None && self.role != LineRole::Data;
        let alive_until = self.life.filter(|_| kept);
        self.gaps.push(Gap { line: self.role, from: self.at, until, alive_until });
        self.at = until;
    }

    /// A brand's grace less the request's margin; not capped, since a page shows the date.
    fn grace(&self, brand: usize) -> u32 {
        self.market.request.grace_of(&self.market.catalog.brands[brand])
    }

    fn millionths(&self, amount: Amount) -> u128 {
        let scale = 10u128.pow(6 - self.market.catalog.minor_digits().min(6));
        u128::try_from(amount.0).unwrap_or_default() * scale
    }

    /// What a day costs on a paygo offer, in millionths.
    fn usage(&self, paygo: usize, day: u32) -> u128 {
        let rates = self.market.catalog.paygo[paygo].rates.by_resource();
        let day = day as usize;
        let used = Resource::ALL.into_iter().map(|r| {
            let rate = rates[r].map_or(0, |rate| rate.0);
            u128::from(rate) * u128::from(self.demand.between(r, day, day + 1))
        });
        used.sum()
    }

    /// The first day that a paygo offer can't serve, credit aside.
    fn rated_until(&self, paygo: usize, number: bool) -> u32 {
        let rates = self.market.catalog.paygo[paygo].rates.by_resource();
        let unrated = Resource::ALL.into_iter().filter(|&r| rates[r].is_none());
        let first =
            unrated.map(|r| self.demand.next_asking(r, 0)).fold(self.demand.horizon, Ord::min);
        let reachable = if number { self.demand.horizon } else { self.demand.next_reachable(0) };
        first.min(reachable) as u32
    }

    /// A plan's days with what it gives for each stretch of them.
    fn stretches(
        &self,
        plan: &Plan,
        gives: PerResource<Allowance>,
        reset: Option<u32>,
        from: u32,
        until: u32,
        addons: &[(usize, u64)],
    ) -> Vec<Stretch> {
        let demand = self.demand;
        let throttled = self.market.request.throttled_data_counts(plan);
        let length = reset.unwrap_or(until - from).max(1);
        let days: Vec<(usize, usize)> = (from..until)
            .step_by(length as usize)
            .map(|day| (day as usize, day.saturating_add(length).min(until) as usize))
            .collect();
        let lacks: Vec<PerResource<u64>> = days
            .iter()
            .map(|&(from, until)| {
                PerResource::from_fn(|r| match gives[r] {
                    _ if throttled && r == Resource::Data => 0,
                    Allowance::Units(units) => demand.need(r, from, until).saturating_sub(units),
                    Allowance::Unlimited => 0,
                })
            })
            .collect();
        let kinds: Vec<AddonKind> = addons
            .iter()
            .map(|&(addon, quantity)| {
                let addon = &self.market.catalog.addons[addon];
                let most = addon.max_per_period.map_or(u64::MAX, u64::from);
                AddonKind { gives: addon.allowances(), most, quantity }
            })
            .collect();
        let spread = spread(&kinds, &lacks);
        let stretch = |(&(from, until), quantities): (&(usize, usize), Vec<u64>)| {
            let more = |r: Resource| {
                let kinds = kinds.iter().zip(&quantities);
                kinds.fold(gives[r], |sum, (kind, &times)| sum.plus(kind.gives[r], times))
            };
            let full_speed = match more(Resource::Data) {
                Allowance::Units(units) if throttled => Some(units),
                _ => None,
            };
            let bound = match plan.data_mb_per_day {
                Some(Allowance::Units(bound)) if throttled => bound,
                _ => u64::MAX,
            };
            let is_past_all = |day: usize| {
                demand.between(Resource::Data, from, day + 1) > full_speed.unwrap_or(u64::MAX)
            };
            let slow = |&day: &usize| {
                is_past_all(day) || demand.between(Resource::Data, day, day + 1) > bound
            };
            let slow_from = (from..until).find(slow);
            Stretch {
                from: from as u32,
                until: until as u32,
                resources: PerResource::from_fn(|r| {
                    let demand = demand.between(r, from, until);
                    let all = throttled && r == Resource::Data;
                    let allowance = if all { Allowance::Unlimited } else { more(r) };
                    let left = match allowance {
                        Allowance::Units(units) => Allowance::Units(units.saturating_sub(demand)),
                        Allowance::Unlimited => Allowance::Unlimited,
                    };
                    Share { demand, allowance, left }
                }),
                full_speed_mb: full_speed,
                throttled_from: slow_from.map(|day| day as u32),
                throttled_by_day: slow_from.is_some_and(|day| !is_past_all(day)),
            }
        };
        days.iter().zip(spread).map(stretch).collect()
    }
}
