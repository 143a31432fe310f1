//! Whether a paygo offer's credit serves its periods, and whether each top-up was needed when it
//! was bought (model.md §3).

use std::collections::BTreeSet;

use super::demand::{Day, Demand};
use super::terms::Terms;
use crate::Resource;
use crate::catalog::{Extend, Paygo};
use crate::format::Amount;

/// Digits after the point of a rate.
const RATE_DIGITS: u32 = 6;

/// What a period has at some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Credit {
    /// In 10⁻⁶ of the currency's whole unit, as rates are.
    left: i128,
    /// The first day it doesn't serve.
    expiry: u64,
}

/// The credits that the purchases allow, since the same top-ups can go on with a period or start
/// the next. Empty: none.
pub(super) type Credits = BTreeSet<Credit>;

/// A paygo offer on a line.
#[derive(Debug)]
pub(super) struct Meter<'a> {
    paygo: &'a Paygo,
    number: bool,
    /// 10⁻⁶ of the whole unit in one minor unit.
    minor: i128,
}

impl<'a> Meter<'a> {
    pub(super) fn new(terms: &Terms<'a>, offer: usize) -> Self {
        let catalog = terms.catalog;
        Self {
            paygo: &catalog.paygo[offer],
            number: catalog.brands[catalog.links().brand_of_paygo[offer]].number,
            minor: 10i128.pow(RATE_DIGITS.saturating_sub(catalog.minor_digits())),
        }
    }

    /// A period's credit before its first top-up.
    pub(super) fn fresh(day: u32) -> Credit {
        Credit { left: 0, expiry: day.into() }
    }

    /// The current line's credit on day 0.
    pub(super) fn balance(&self, balance: Amount, days_left: u32) -> Credit {
        Credit { left: i128::from(balance.0) * self.minor, expiry: days_left.into() }
    }

    /// Whether a day can be served at all.
    fn serves(&self, day: &Day) -> bool {
        let rates = self.paygo.rates.by_resource();
        let rated = Resource::ALL.into_iter().all(|r| !day.asked[r] || rates[r].is_some());
        rated && (self.number || !day.reachable)
    }

    fn usage(&self, day: &Day) -> i128 {
        let rates = self.paygo.rates.by_resource();
        let cost =
            |r: Resource| rates[r].map_or(0, |rate| i128::from(rate.0) * i128::from(day.used[r]));
        Resource::ALL.into_iter().map(cost).sum()
    }

    fn is_served(&self, credit: &Credit, number: u32, day: &Day) -> bool {
        u64::from(number) < credit.expiry && self.usage(day) <= credit.left
    }

    /// The credits after the days `a … b−1`, or the first day that none serves.
    pub(super) fn spend(
        &self,
        demand: &Demand,
        mut credits: Credits,
        a: u32,
        b: u32,
    ) -> Result<Credits, u32> {
        for (number, day) in demand.days(a, b) {
            let usage = self.usage(day);
            credits = credits
                .into_iter()
                .filter(|credit| self.serves(day) && self.is_served(credit, number, day))
                .map(|credit| Credit { left: credit.left - usage, ..credit })
                .collect();
            if credits.is_empty() {
                return Err(number);
            }
        }
        Ok(credits)
    }

    /// The credits after a top-up on a day, of those that need it then.
    pub(super) fn top_up(
        &self,
        demand: &Demand,
        credits: &Credits,
        number: u32,
        topup: usize,
    ) -> Credits {
        let topup = &self.paygo.topups[topup];
        let Some((_, day)) = demand.days(number, number.saturating_add(1)).next() else {
            return Credits::new();
        };
        let unserved = credits.iter().filter(|credit| !self.is_served(credit, number, day));
        let (from, days) = (u64::from(number), u64::from(topup.days));
        unserved
            .map(|credit| Credit {
                left: credit.left.saturating_add(i128::from(topup.credit.0) * self.minor),
                expiry: match self.paygo.extend {
                    Extend::FromNow => credit.expiry.max(from + days),
                    Extend::FromExpiry => credit.expiry.max(from).saturating_add(days),
                },
            })
            .collect()
    }
}
