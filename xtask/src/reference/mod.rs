//! What a page may say to the elements and hear from them, as lists: the npm package's types and
//! manifest and the documentation's tables are made of these. The attributes are the widget's own
//! list; the others are held against the sources by tests.

#[path = "../../../src/attributes.rs"]
#[allow(dead_code, unreachable_pub, reason = "the widget's own list, which needs more of it")]
mod attributes;
mod events;
mod parts;
mod properties;

use attributes::Attribute;
pub(crate) use events::{EVENTS, Event};
pub(crate) use parts::parts;
pub(crate) use properties::properties;

/// An element.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element {
    pub(crate) tag: &'static str,
    /// Its name in lists of classes; TypeScript's interface has `Element` after it.
    pub(crate) class: &'static str,
    /// What it is, in a sentence.
    pub(crate) about: &'static str,
}

/// The planner, which is what most of this is about.
pub(crate) const PLANNER: Element = Element {
    tag: "simfare-planner",
    class: "SimfarePlanner",
    about: "Finds the exactly cheapest way to renew, top up or buy, from a catalog, for a trip.",
};

/// The checkout by itself; a planner also has one inside.
pub(crate) const CHECKOUT: Element = Element {
    tag: "simfare-checkout",
    class: "SimfareCheckout",
    about: "Takes a choice to an order that is paid and delivered; by itself, or for a planner.",
};

/// All elements.
pub(crate) const ELEMENTS: [Element; 2] = [PLANNER, CHECKOUT];

/// An attribute of an element, which is a property as well.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attr {
    pub(crate) name: &'static str,
    pub(crate) property: &'static str,
    pub(crate) meaning: &'static str,
    /// The type of the property, in TypeScript; `null` removes the attribute.
    pub(crate) of: &'static str,
    /// The words it takes, where there are only a few.
    pub(crate) words: &'static [&'static str],
    /// Whether it is a whole number.
    pub(crate) is_number: bool,
}

impl Element {
    /// Its attributes, in the widget's order.
    pub(crate) fn attributes(self) -> Vec<Attr> {
        match self.tag == CHECKOUT.tag {
            true => attributes::CHECKOUT.iter().map(|name| of_checkout(name)).collect(),
            false => Attribute::ALL.iter().map(|&attribute| of(attribute)).collect(),
        }
    }

    /// Its events.
    pub(crate) fn events(self) -> impl Iterator<Item = Event> {
        EVENTS.into_iter().filter(move |event| event.from.contains(&self.tag))
    }
}

fn of(attribute: Attribute) -> Attr {
    use Attribute::{Catalog, DataMb, Days, IntlMinutes, Minutes, Request, Sms};
    Attr {
        name: attribute.name(),
        property: attribute.property(),
        meaning: attribute.meaning(),
        of: match attribute {
            Catalog => "string | Catalog | null",
            Request => "string | Request | null",
            _ => "string | null",
        },
        words: attribute.words(),
        is_number: matches!(attribute, Days | DataMb | Minutes | IntlMinutes | Sms),
    }
}

fn of_checkout(name: &'static str) -> Attr {
    match Attribute::by_name(name) {
        Some(attribute) => of(attribute),
        None => Attr {
            name,
            property: name,
            meaning: "What the person has seen of the `request`, as a JSON quote: where it costs something else now, they are asked; the property also takes an object",
            of: "string | Quote | null",
            words: &[],
            is_number: false,
        },
    }
}

/// The rows of a list: what stands between a line's first two bars, and after them.
fn rows(list: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
}
