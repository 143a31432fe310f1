//! What of the demand which line carries (model.md §4, `lines`), and the problems that makes.

use std::rc::Rc;

use crate::demand::{Carries, Demand};
use crate::market::Market;
use crate::offers::{BrandOffers, Dominated, Offer};
use crate::quote::LineRole;
use crate::request::NumberRule;
use crate::schedule::table::{CouponUses, Rule, Scope, ScopeLine};

use super::Lines;
use super::coupon::{SMALL_LIMIT, with_coupon};
use super::leg::Leg;
use super::together::cheapest;

/// The parts of the strategies that a request allows (model.md §4, `lines`).
pub(crate) struct Parts {
    /// One line carries everything.
    pub(crate) one: Part,
    /// One line has the number, one the data.
    pub(crate) two: Option<[Part; 2]>,
}

impl Parts {
    pub(crate) fn of(market: &Market<'_>, dominated: Dominated) -> Self {
        let part = |carries, role| Part::of(market, carries, market.has_line(role), dominated);
        Self {
            one: part(Carries::EVERYTHING, LineRole::One),
            two: market.has_two_lines().then(|| {
                [part(Carries::CALLS, LineRole::Number), part(Carries::DATA, LineRole::Data)]
            }),
        }
    }

    /// About the work of solving them all, as progress counts it.
    pub(super) fn units(&self, market: &Market<'_>) -> usize {
        let layers = match (&market.request.coupon, market.pricing.coupon_limit()) {
            (Some(_), Some(limit)) if limit <= SMALL_LIMIT => limit as usize + 1,
            _ => 1,
        };
        let of = |part: &Part| -> usize { part.offers.iter().map(BrandOffers::units).sum() };
        // Each brand alone, then all of them together.
        let two: usize = self.two.iter().flatten().map(of).sum();
        (2 * of(&self.one) + two) * layers * market.request.horizon() as usize
    }

    /// The cheapest schedule of one line.
    pub(crate) fn one_line(&self, market: &Market<'_>) -> Option<Lines> {
        with_coupon(market, &mut |coupon| {
            let leg = Leg::new(market, &self.one, market.request.number, coupon);
            cheapest(market, &[(LineRole::One, leg)], coupon)
        })
    }

    /// The cheapest schedule of two lines: one with the number, one for data.
    pub(crate) fn two_lines(&self, market: &Market<'_>) -> Option<Lines> {
        let [calls, data] = self.two.as_ref()?;
        with_coupon(market, &mut |coupon| {
            let legs = [
                (LineRole::Number, Leg::new(market, calls, market.request.number, coupon)),
                (LineRole::Data, Leg::new(market, data, NumberRule::None, coupon)),
            ];
            cheapest(market, &legs, coupon)
        })
    }
}

/// One line's part of the demand, with the offers for it.
#[derive(Clone)]
pub(crate) struct Part {
    pub(crate) demand: Rc<Demand>,
    pub(crate) offers: Vec<BrandOffers>,
    /// Whether the current line is this line.
    has_line: bool,
    /// Whether ways of equal cost are told apart.
    break_ties: bool,
}

impl Part {
    fn of(market: &Market<'_>, carries: Carries, has_line: bool, dominated: Dominated) -> Self {
        let demand = Rc::new(Demand::of(market.request, carries));
        let offers = BrandOffers::of_all(market, &demand, has_line, dominated);
        Self { demand, offers, has_line, break_ties: true }
    }

    /// The same demand with one offer for sale, of a brand, beside the current line.
    pub(crate) fn only(
        &self,
        market: &Market<'_>,
        brand: usize,
        offer: Offer,
        break_ties: bool,
    ) -> Self {
        let line = market.line.filter(|_| self.has_line).map(|line| line.brand);
        let there =
            self.offers.iter().filter(|there| [Some(brand), line].contains(&Some(there.brand)));
        let offers = there.map(|offers| offers.only(offer)).collect();
        Self { demand: self.demand.clone(), offers, has_line: self.has_line, break_ties }
    }

    /// The index, among the offers, of the current line's brand, where the line is this part's.
    pub(super) fn line_brand(&self, market: &Market<'_>) -> Option<usize> {
        let line = market.line.filter(|_| self.has_line)?;
        self.offers.iter().position(|offers| offers.brand == line.brand)
    }

    /// The problems that a rule makes; the cheapest of their solutions counts.
    pub(super) fn scopes<'a>(
        &'a self,
        market: &'a Market<'a>,
        rule: NumberRule,
        coupon: CouponUses,
    ) -> Vec<Scope<'a>> {
        match rule {
            NumberRule::None => vec![self.free(market, coupon)],
            NumberRule::Keep | NumberRule::Hold => (0..self.offers.len())
                .flat_map(|brand| self.single(market, brand, rule, coupon))
                .collect(),
        }
    }

    /// The problems of all periods on one brand under a rule.
    pub(super) fn single<'a>(
        &'a self,
        market: &'a Market<'a>,
        brand: usize,
        rule: NumberRule,
        coupon: CouponUses,
    ) -> Vec<Scope<'a>> {
        let offers = &self.offers[brand];
        let current = market.line.filter(|_| self.line_brand(market) == Some(brand));
        let line = current.map(|line| ScopeLine { brand: 0, life: line.days_left + offers.grace });
        let scope = |rule, line| Scope {
            demand: &self.demand,
            pricing: &market.pricing,
            ranks: market.ranks(),
            brands: vec![offers],
            rule,
            line,
            coupon,
            break_ties: self.break_ties,
            progress: market.progress,
        };
        match rule {
            NumberRule::None => vec![scope(Rule::Free, line)],
            NumberRule::Keep if line.is_some() => vec![scope(Rule::Keep, line)],
            NumberRule::Hold if offers.number => {
                // The current line goes on, or a new one starts.
                let goes_on = line.map(|line| scope(Rule::Hold, Some(line)));
                goes_on.into_iter().chain([scope(Rule::Hold, None)]).collect()
            }
            NumberRule::Keep | NumberRule::Hold => Vec::new(),
        }
    }

    /// The problem of any brands, lines coming and going.
    pub(super) fn free<'a>(&'a self, market: &'a Market<'a>, coupon: CouponUses) -> Scope<'a> {
        let line = self.line_brand(market).zip(market.line).map(|(brand, line)| ScopeLine {
            brand,
            life: line.days_left + self.offers[brand].grace,
        });
        Scope {
            demand: &self.demand,
            pricing: &market.pricing,
            ranks: market.ranks(),
            brands: self.offers.iter().collect(),
            rule: Rule::Free,
            line,
            coupon,
            break_ties: self.break_ties,
            progress: market.progress,
        }
    }
}
