//! How shops' checkouts name an offer, and what they would take for such a name.

use super::Catalog;
use crate::fault::Faults;
use crate::format::{Text, Url, document};

document! {
    /// How shops' checkouts name an offer (embed.md, "Handoffs").
    pub struct Handoff {
        /// A Stripe payment link.
        optional stripe_payment_link: Url,
        /// A Shopify variant's number.
        optional shopify_variant: Text,
        /// A WooCommerce product's number.
        optional woocommerce_product: Text,
        /// A Paddle price id.
        optional paddle_price: Text,
        /// A PayPal payment link.
        optional paypal_payment_link: Url,
    }
}

/// Why a checkout would not take a name for what it sells, where it wouldn't. Links are judged where
/// an order goes to them: which may be followed is the page's to say.
///
/// No fault of the catalog: its prices are right, and who hands orders elsewhere never needs the name.
pub fn refused(member: &str, name: &str) -> Option<&'static str> {
    match member {
        "shopify_variant" | "woocommerce_product" if !is_number(name) => {
            Some("must be a number: 1 to 20 digits that don't begin with 0")
        }
        "paddle_price" if !is_paddle_price(name) => {
            Some("must be pri_ and 26 small letters and digits")
        }
        _ => None,
    }
}

impl Catalog {
    /// The names of its offers that no checkout would take, by JSON pointer.
    pub fn refused_handoffs(&self) -> Faults {
        let mut refusals = Faults::default();
        let mut look = |pointer: String, handoff: &Option<Handoff>| {
            let Some(handoff) = handoff else { return };
            for (member, name) in [
                ("shopify_variant", &handoff.shopify_variant),
                ("woocommerce_product", &handoff.woocommerce_product),
                ("paddle_price", &handoff.paddle_price),
            ] {
                if let Some(refusal) = name.as_ref().and_then(|name| refused(member, name.as_str()))
                {
                    refusals.push(format!("{pointer}/handoff/{member}"), refusal);
                }
            }
        };
        for (at, plan) in self.plans.iter().enumerate() {
            look(format!("/plans/{at}"), &plan.handoff);
        }
        for (at, addon) in self.addons.iter().enumerate() {
            look(format!("/addons/{at}"), &addon.handoff);
        }
        for (at, paygo) in self.paygo.iter().enumerate() {
            for (of, topup) in paygo.topups.iter().enumerate() {
                look(format!("/paygo/{at}/topups/{of}"), &topup.handoff);
            }
        }
        refusals
    }
}

/// The number of a product.
fn is_number(text: &str) -> bool {
    (1..=20).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit())
        && !text.starts_with('0')
}

/// A price's id at Paddle: `pri_` and 26 letters and digits.
fn is_paddle_price(text: &str) -> bool {
    let rest = text.strip_prefix("pri_").unwrap_or_default();
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    rest.len() == 26 && rest.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_ids() {
        assert!(is_number("45000000000001"));
        let odd = ["", "0", "1:2", "1,2", "-1", "1.0", "１", "4.00019E+13", "gid://shopify/1"];
        for text in odd {
            assert!(!is_number(text), "{text}");
        }
        assert!(is_paddle_price("pri_01gsz8x8sawmvhz1pv30nge1ke"));
        for text in ["", "pri_", "pro_01gsz8x8sawmvhz1pv30nge1ke", "pri_01GSZ8X8SAWMVHZ1PV30NGE1KE"]
        {
            assert!(!is_paddle_price(text), "{text}");
        }
    }

    #[test]
    fn names_that_no_checkout_takes_are_found_wherever_they_stand() {
        let catalog = Catalog::from_json(
            br#"{"schema": "simfare.catalog/1", "id": "c", "currency": "USD", "updated": "2026-11-01",
              "brands": [{"id": "a", "name": "A", "number": true, "sim": ["esim"]}],
              "plans": [
                {"id": "p", "brand": "a", "name": "P", "price": "1.00", "validity": {"days": 1},
                 "handoff": {"shopify_variant": "123", "paddle_price": "pri_"}}],
              "addons": [
                {"id": "o", "brand": "a", "name": "O", "price": "1.00", "data_mb": 1,
                 "handoff": {"woocommerce_product": "4.5E+13"}}],
              "paygo": [{"id": "g", "brand": "a", "name": "G", "rates": {"sms": "0.1"},
                "extend": "from_now", "topups": [
                  {"id": "t", "price": "1.00", "credit": "1.00", "days": 9, "handoff": {}},
                  {"id": "u", "price": "2.00", "credit": "2.00", "days": 9,
                   "handoff": {"shopify_variant": "x"}}]}]}"#,
        )
        .unwrap();
        assert_eq!(
            catalog.refused_handoffs().to_string(),
            "/plans/0/handoff/paddle_price: must be pri_ and 26 small letters and digits\n\
             /addons/0/handoff/woocommerce_product: must be a number: 1 to 20 digits that don't begin with 0\n\
             /paygo/0/topups/1/handoff/shopify_variant: must be a number: 1 to 20 digits that don't begin with 0"
        );
    }
}
