//! What a purchase costs (model.md §5).

use std::ops::Range;

use crate::Date;
use crate::catalog::{Catalog, Coupon, Plan, Sale};
use crate::cost::Cost;
use crate::format::{Id, Percent};
use crate::request::Request;

/// A purchase's bill, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Bill {
    pub(crate) subtotal: i64,
    pub(crate) discount: i64,
    pub(crate) tax: i64,
    pub(crate) fee: i64,
    pub(crate) total: i64,
}

/// The parts of a request and catalog that decide prices.
#[derive(Debug)]
pub(crate) struct Pricing<'a> {
    start_date: Date,
    horizon: usize,
    autopay: bool,
    fee_percent: Percent,
    fee_fixed: i64,
    coupon: Option<CouponTerms<'a>>,
}

/// The request's coupon.
#[derive(Debug)]
struct CouponTerms<'a> {
    percent: Option<Percent>,
    amount: i64,
    coupon: &'a Coupon,
    days: Range<usize>,
    max_uses: Option<u32>,
}

impl<'a> Pricing<'a> {
    /// The pricing of a checked request.
    pub(crate) fn of(catalog: &'a Catalog, request: &Request) -> Self {
        let horizon = request.horizon() as usize;
        let method = request
            .payment_method
            .as_ref()
            .and_then(|id| catalog.payment_methods.iter().find(|method| method.id == *id));
        let coupon = request
            .coupon
            .as_ref()
            .and_then(|code| catalog.coupons.iter().find(|coupon| coupon.code == *code))
            .map(|coupon| CouponTerms {
                percent: coupon.percent,
                amount: coupon.amount.unwrap_or_default().0,
                coupon,
                days: days_between(request.start_date, horizon, coupon.from, coupon.until),
                max_uses: coupon.max_uses,
            });
        Self {
            start_date: request.start_date,
            horizon,
            autopay: request.autopay,
            fee_percent: method.map_or(Percent(0), |method| method.fee_percent),
            fee_fixed: method.map_or(0, |method| method.fee_fixed.0),
            coupon,
        }
    }

    /// The days of the horizon on which a sale is active.
    pub(crate) fn sale_days(&self, sale: &Sale) -> Range<usize> {
        days_between(self.start_date, self.horizon, Some(sale.from), Some(sale.until))
    }

    /// A plan's price in or out of its sale, in minor units.
    pub(crate) fn plan_price(&self, plan: &Plan, in_sale: bool) -> i64 {
        plan.price_with(in_sale, self.autopay).0
    }

    /// The days on which the coupon holds for a purchase with these ids (brand, plan, paygo offer,
    /// top-up); empty where it never does.
    pub(crate) fn coupon_days(&self, ids: &[&Id]) -> Range<usize> {
        match &self.coupon {
            Some(terms) if terms.coupon.is_for(ids) => terms.days.clone(),
            _ => 0..0,
        }
    }

    /// How many purchases may use the coupon; `None` where there is no limit or no coupon.
    pub(crate) fn coupon_limit(&self) -> Option<u32> {
        self.coupon.as_ref().and_then(|coupon| coupon.max_uses)
    }

    /// The bill of a purchase.
    pub(crate) fn bill(&self, subtotal: i64, tax: Percent, with_coupon: bool) -> Bill {
        let discount = match &self.coupon {
            Some(CouponTerms { percent: Some(percent), .. }) if with_coupon => percent.of(subtotal),
            Some(coupon) if with_coupon => coupon.amount.min(subtotal),
            _ => 0,
        };
        let net = subtotal - discount;
        let tax = tax.of(net);
        let fee = if net + tax == 0 { 0 } else { self.fee_percent.of(net + tax) + self.fee_fixed };
        Bill { subtotal, discount, tax, fee, total: net + tax + fee }
    }

    /// The cost of a purchase; never, where its subtotal is past what is counted.
    pub(crate) fn cost(&self, subtotal: i64, tax: Percent, with_coupon: bool) -> Cost {
        if subtotal > Cost::MAX_TOTAL {
            return Cost::NEVER;
        }
        Cost::of_purchase(self.bill(subtotal, tax, with_coupon).total)
    }
}

/// The days of the horizon whose date lies in `[from, until]`, either open where missing.
fn days_between(
    start: Date,
    horizon: usize,
    from: Option<Date>,
    until: Option<Date>,
) -> Range<usize> {
    let day =
        |date: Date, after: i64| (date.days_since(start) + after).clamp(0, horizon as i64) as usize;
    from.map_or(0, |from| day(from, 0))..until.map_or(horizon, |until| day(until, 1))
}
