//! What a catalog says that is right, and most likely not what its author means.

use super::{Catalog, Sold};
use crate::fault::Faults;
use crate::format::{Allowance, Amount};

impl Catalog {
    /// What is of no use, or works against its author, by JSON pointer. No faults: each can be meant.
    pub fn doubts(&self) -> Faults {
        let mut doubts = Faults::default();
        if self.seller.as_ref().is_some_and(|seller| !seller.support.is_reachable()) {
            doubts.push("/seller/support", "says nothing of how you are reached");
        }
        for (at, plan) in self.plans.iter().enumerate() {
            if plan.data_mb_per_day.is_some() && plan.data_mb == Allowance::NONE {
                doubts.push(format!("/plans/{at}/data_mb_per_day"), "bounds no data: data_mb is 0");
            }
            let mut dearer = |member: &str, price: Option<Amount>| {
                if price.is_some_and(|price| price > plan.price) {
                    doubts.push(format!("/plans/{at}/{member}"), "is more than the ordinary price");
                }
            };
            dearer("autopay_price", plan.autopay_price);
            dearer("sale/price", plan.sale.as_ref().map(|sale| sale.price));
        }
        for (at, addon) in self.addons.iter().enumerate() {
            if addon.max_per_period == Some(0) {
                doubts.push(format!("/addons/{at}/max_per_period"), "lets nobody buy any");
            }
        }
        for (at, coupon) in self.coupons.iter().enumerate() {
            if coupon.max_uses == Some(0) {
                doubts.push(format!("/coupons/{at}/max_uses"), "lets nobody use it");
            }
            if coupon.code.as_str().trim() != coupon.code.as_str() {
                doubts.push(
                    format!("/coupons/{at}/code"),
                    "begins or ends with a space, which nobody types",
                );
            }
            for (of, id) in coupon.applies_to.iter().enumerate() {
                if matches!(self.sold(id), Some(Sold::Addon(_))) {
                    doubts.push(
                        format!("/coupons/{at}/applies_to/{of}"),
                        "is an add-on, for which no coupon is used by itself",
                    );
                }
            }
        }
        doubts
    }
}
