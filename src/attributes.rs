//! The attributes of `<simfare-planner>`, once; documents and types follow from here.
//!
//! The loader has to name them too, to be told of changes before any of this is loaded; a test
//! holds the two lists against each other.

macro_rules! attributes {
    ($( $variant:ident $name:literal $property:literal [$( $word:literal )*] $meaning:literal, )*) => {
        /// An attribute of the element. Each is also a property.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Attribute {
            $( #[doc = $meaning] $variant, )*
        }

        impl Attribute {
            /// All of them.
            pub const ALL: &[Self] = &[$( Self::$variant, )*];

            /// The attribute of a name.
            pub fn by_name(name: &str) -> Option<Self> {
                match name {
                    $( $name => Some(Self::$variant), )*
                    _ => None,
                }
            }

            /// Its name in HTML.
            pub fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )* }
            }

            /// Its name as a property.
            pub fn property(self) -> &'static str {
                match self { $( Self::$variant => $property, )* }
            }

            /// The words it may say; none where it may say anything.
            pub fn words(self) -> &'static [&'static str] {
                match self { $( Self::$variant => &[$( $word ),*], )* }
            }

            /// What it means.
            pub fn meaning(self) -> &'static str {
                match self { $( Self::$variant => $meaning, )* }
            }
        }
    };
}

attributes! {
    Catalog "catalog" "catalog" [] "Where the catalog is; the property also takes the catalog itself",
    Locale "locale" "locale" [] "The language, BCP 47; the page's where missing",
    Theme "theme" "theme" ["auto" "light" "dark"] "`auto` (the page's `color-scheme`), `light` or `dark`",
    Checkout "checkout" "checkout" [] "`inline`, `#id` of a checkout element, or `event`",
    Handoff "handoff" "handoff" ["event" "service" "stripe-payment-link" "shopify" "woocommerce" "paddle" "paypal-link"] "Where an order goes",
    Endpoint "endpoint" "endpoint" [] "The address of that service or shop",
    Request "request" "request" [] "The whole trip as a JSON request; the property also takes an object",
    Days "days" "days" [] "Length of the trip, in days",
    DataMb "data-mb" "dataMb" [] "Data used, in MB",
    Minutes "minutes" "minutes" [] "Minutes of domestic calls",
    IntlMinutes "intl-minutes" "intlMinutes" [] "Minutes of international calls",
    Sms "sms" "sms" [] "Texts",
    Start "start" "start" [] "First day, `YYYY-MM-DD`; today where missing",
    Number "number" "number" ["none" "keep" "hold"] "The phone number: `none` (may change), `keep` (needs the line there is, which the person gives, or a `request`) or `hold`",
    Lines "lines" "lines" ["1" "2"] "SIMs in the phone, 1 or 2",
    Coupon "coupon" "coupon" [] "A discount code",
    Persist "persist" "persist" ["none" "url" "local"] "Where the trip is kept: `none`, `url` or `local`",
    AllowOrigins "allow-origins" "allowOrigins" [] "Origins an order may be handed to",
}

/// The attributes of `<simfare-checkout>`. `quote` is what the person has seen already, and comes
/// before the `request` that it answers.
pub const CHECKOUT: [&str; 8] =
    ["catalog", "locale", "theme", "handoff", "endpoint", "allow-origins", "quote", "request"];

#[cfg(test)]
mod tests {
    use super::*;

    /// The names of a list in the loader.
    fn observed(list: &str) -> Vec<&'static str> {
        let loader = include_str!("../public/simfare.js");
        let list = loader.split(&format!("const {list} = \"")).nth(1);
        list.and_then(|list| list.split('"').next()).unwrap_or_default().split(' ').collect()
    }

    #[test]
    fn the_loader_observes_exactly_these() {
        let ours: Vec<_> = Attribute::ALL.iter().map(|attribute| attribute.name()).collect();
        assert_eq!(observed("ATTRIBUTES"), ours);
        assert_eq!(observed("CHECKOUT"), CHECKOUT);
        let known = |name: &&str| *name == "quote" || Attribute::by_name(name).is_some();
        assert!(CHECKOUT.iter().all(known));
    }

    #[test]
    fn names_find_their_attribute_and_properties_are_in_camel_case() {
        for &attribute in Attribute::ALL {
            assert_eq!(Attribute::by_name(attribute.name()), Some(attribute));
            assert!(!attribute.meaning().is_empty());
            let mut camel = String::new();
            for (i, word) in attribute.name().split('-').enumerate() {
                let (first, rest) = word.split_at(1);
                let first = if i > 0 { first.to_uppercase() } else { first.to_owned() };
                camel += &(first + rest);
            }
            assert_eq!(attribute.property(), camel);
        }
    }
}
