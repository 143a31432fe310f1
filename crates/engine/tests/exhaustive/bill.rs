//! What a purchase costs (model.md §5).

use simfare_engine::catalog::{Coupon, PaymentMethod, Plan};
use simfare_engine::format::{Amount, Percent};
use simfare_engine::{Catalog, Date, Request};

/// The request's terms of sale.
#[derive(Debug)]
pub(crate) struct Shop<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) request: &'a Request,
    /// Whether schedules of equal total and number of purchases differ by their brands.
    pub(crate) count_brands: bool,
    coupon: Option<&'a Coupon>,
    method: Option<&'a PaymentMethod>,
}

/// A purchase's bill, in minor units.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bill {
    pub(crate) subtotal: i128,
    pub(crate) discount: i128,
    pub(crate) tax: i128,
    pub(crate) fee: i128,
    pub(crate) total: i128,
}

/// An amount as documents hold it.
pub(crate) fn amount(value: i128) -> Amount {
    Amount(i64::try_from(value).expect("an amount of a document"))
}

/// `round(amount × percent / 100)` of an amount that isn't negative.
fn percent_of(amount: i128, percent: Percent) -> i128 {
    // A percentage is in 10⁻¹² of one percent.
    const WHOLE: i128 = 100 * 1_000_000_000_000;
    (2 * amount * i128::from(percent.0) + WHOLE) / (2 * WHOLE)
}

impl<'a> Shop<'a> {
    pub(crate) fn new(catalog: &'a Catalog, request: &'a Request, count_brands: bool) -> Self {
        let method = request.payment_method.as_ref();
        Self {
            catalog,
            request,
            count_brands,
            coupon: super::coupon_of(catalog, request),
            method: catalog.payment_methods.iter().find(|m| Some(&m.id) == method),
        }
    }

    pub(crate) fn date(&self, day: u32) -> Date {
        self.request.start_date.plus_days(day.into())
    }

    /// How many purchases may use the coupon; `None`: as many as there are.
    pub(crate) fn coupon_limit(&self) -> Option<u32> {
        self.coupon.and_then(|coupon| coupon.max_uses)
    }

    /// The number of uses that a purchase adds to those that are limited.
    pub(crate) fn counted_uses(&self, coupon: bool) -> u32 {
        u32::from(coupon && self.coupon_limit().is_some())
    }

    /// Whether a purchase may use the coupon; `ids` are those of its brand, plan, paygo offer
    /// and top-up.
    pub(crate) fn coupon_fits(&self, day: u32, ids: &[&str]) -> bool {
        let date = self.date(day);
        self.coupon.is_some_and(|coupon| {
            coupon.max_uses != Some(0)
                && coupon.from.is_none_or(|from| from <= date)
                && coupon.until.is_none_or(|until| date <= until)
                && (coupon.applies_to.is_empty()
                    || coupon.applies_to.iter().any(|id| ids.contains(&id.as_str())))
        })
    }

    /// Both ways to pay for a purchase that may use the coupon, else the one.
    pub(crate) fn bills(
        &self,
        brand: usize,
        day: u32,
        ids: &[&str],
        items: i128,
        new_line: bool,
    ) -> Vec<(bool, Bill)> {
        let mut bills = vec![(false, self.bill(brand, items, new_line, false))];
        if self.coupon_fits(day, ids) {
            bills.push((true, self.bill(brand, items, new_line, true)));
        }
        bills
    }

    fn bill(&self, brand: usize, items: i128, new_line: bool, coupon: bool) -> Bill {
        let brand = &self.catalog.brands[brand];
        let subtotal = items + if new_line { i128::from(brand.new_line_fee.0) } else { 0 };
        let discount = match self.coupon {
            Some(Coupon { percent: Some(percent), .. }) if coupon => percent_of(subtotal, *percent),
            Some(Coupon { amount: Some(amount), .. }) if coupon => subtotal.min(amount.0.into()),
            _ => 0,
        };
        let net = subtotal - discount;
        let tax = match brand.tax.as_ref().or(self.catalog.tax.as_ref()) {
            Some(tax) => percent_of(net, tax.percent),
            None => 0,
        };
        let fee = match self.method {
            Some(method) if net + tax > 0 => {
                percent_of(net + tax, method.fee_percent) + i128::from(method.fee_fixed.0)
            }
            _ => 0,
        };
        Bill { subtotal, discount, tax, fee, total: net + tax + fee }
    }

    /// The price of a plan on a day.
    pub(crate) fn price(&self, plan: &Plan, day: u32) -> i64 {
        let date = self.date(day);
        let mut prices = vec![plan.price.0];
        if let Some(sale) = &plan.sale
            && sale.from <= date
            && date <= sale.until
        {
            prices.push(sale.price.0);
        }
        if self.request.autopay {
            prices.extend(plan.autopay_price.map(|price| price.0));
        }
        prices.into_iter().min().unwrap_or_default()
    }
}
