//! What a page may say to the elements and hear from them, as lists: the npm package's types and
//! manifest and the documentation's tables are made of these. The attributes are the widget's own
//! list; the others are held against the sources by tests.

#[path = "../../../src/attributes.rs"]
#[allow(dead_code, unreachable_pub, reason = "the widget's own list, which needs more of it")]
pub(crate) mod attributes;
mod events;
mod parts;
mod properties;

pub(crate) use attributes::Attribute;
pub(crate) use events::EVENTS;
pub(crate) use parts::parts;
pub(crate) use properties::properties;

/// The element these lists are about.
pub(crate) const ELEMENT: &str = "simfare-planner";

/// The element that takes a quote to an order.
pub(crate) const CHECKOUT: &str = "simfare-checkout";

/// What that one is.
pub(crate) const ABOUT_CHECKOUT: &str =
    "Takes a choice to an order that is paid and delivered; by itself, or for a planner.";

/// What it is, in a sentence.
pub(crate) const ABOUT: &str =
    "Finds the exactly cheapest way to renew, top up or buy, from a catalog, for a trip.";

/// The type of an attribute's property, in TypeScript; setting it takes `null` as well, which
/// removes the attribute.
pub(crate) fn property_type(attribute: Attribute) -> &'static str {
    match attribute {
        Attribute::Catalog => "string | Catalog | null",
        Attribute::Request => "string | Request | null",
        _ => "string | null",
    }
}

/// The words an attribute takes, where there are only a few.
pub(crate) fn words(attribute: Attribute) -> &'static [&'static str] {
    match attribute {
        Attribute::Theme => &["auto", "light", "dark"],
        Attribute::Handoff => &[
            "event",
            "service",
            "stripe-payment-link",
            "shopify",
            "woocommerce",
            "paddle",
            "paypal-link",
        ],
        Attribute::Number => &["none", "keep", "hold"],
        Attribute::Lines => &["1", "2"],
        Attribute::Persist => &["none", "url", "local"],
        _ => &[],
    }
}

/// The rows of a list: what stands between a line's first two bars, and after them.
fn rows(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handoffs_are_those_the_widget_knows() {
        let source = include_str!("../../../src/handoff/mod.rs");
        for word in words(Attribute::Handoff) {
            assert!(source.contains(&format!("\"{word}\"")), "{word}");
        }
    }
}
