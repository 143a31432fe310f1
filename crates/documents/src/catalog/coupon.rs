//! Coupons (formats.md, "Catalog"; model.md §5).

use crate::date::Date;
use crate::format::{Amount, Id, Percent, Text, document};

document! {
    /// A discount by code: a `percent` or an `amount`, never both (model.md §5).
    pub struct Coupon {
        /// The code; typed in other capitals it is found too, where no other coupon is written so.
        required code: Text,
        /// So much of the subtotal.
        optional percent: Percent,
        /// Or so much money.
        optional amount: Amount,
        /// Ids of brands, plans, paygo offers and top-ups; everything where empty.
        default applies_to: Vec<Id> = Vec::new(),
        /// How many purchases may use it; no limit where missing.
        optional max_uses: u32,
        /// The first purchase date it holds on.
        optional from: Date,
        /// The last purchase date it holds on.
        optional until: Date,
    }
}

impl Coupon {
    /// Whether it is for a purchase with any of these ids: of its brand, plan, paygo offer and top-up
    /// (model.md §5).
    pub fn is_for(&self, ids: &[&Id]) -> bool {
        self.applies_to.is_empty() || ids.iter().any(|id| self.applies_to.contains(id))
    }

    /// Whether it holds for what is bought on a date.
    pub fn is_on(&self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }
}
