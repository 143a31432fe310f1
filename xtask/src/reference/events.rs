//! The events.

/// An event of an element.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Event {
    pub(crate) name: &'static str,
    /// The elements that send it.
    pub(crate) from: &'static [&'static str],
    /// The type of its `detail`, in TypeScript.
    pub(crate) detail: &'static str,
    /// Whether a page can take over by `preventDefault()`.
    pub(crate) cancelable: bool,
    /// The property that has the newest detail, where there is one.
    pub(crate) property: Option<&'static str>,
    pub(crate) meaning: &'static str,
}

const BOTH: &[&str] = &["simfare-planner", "simfare-checkout"];

/// All of them. They bubble, and cross shadow trees.
pub(crate) const EVENTS: [Event; 6] = [
    Event {
        name: "simfare-ready",
        from: BOTH,
        detail: "Ready",
        cancelable: false,
        property: Some("ready"),
        meaning: "The element can be used.",
    },
    Event {
        name: "simfare-quote",
        from: &["simfare-planner"],
        detail: "Quote",
        cancelable: false,
        property: Some("quote"),
        meaning: "There is a new quote: after every change of the trip or the catalog.",
    },
    Event {
        name: "simfare-select",
        from: &["simfare-planner"],
        detail: "Alternative",
        cancelable: false,
        property: Some("selection"),
        meaning: "The person chose another way than the cheapest. Going back to that isn’t told; \
            `selection` is null then.",
    },
    Event {
        name: "simfare-checkout",
        from: BOTH,
        detail: "Checkout",
        cancelable: true,
        property: None,
        meaning: "The person wants to order. A page that cancels it takes over; else the order \
            goes where `handoff` says.",
    },
    Event {
        name: "simfare-order",
        from: BOTH,
        detail: "OrderState",
        cancelable: false,
        property: Some("order"),
        meaning: "An order of the order service has another status.",
    },
    Event {
        name: "simfare-error",
        from: BOTH,
        detail: "Problem",
        cancelable: false,
        property: Some("error"),
        meaning: "Something keeps the element from answering, or an order from getting through; or an attribute means nothing.",
    },
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reference::parts::tests::sources;
    use std::collections::BTreeSet;

    #[test]
    fn the_widget_sends_exactly_these() {
        let mut sent = BTreeSet::new();
        for (path, source) in sources() {
            for name in source.split("\"simfare-").skip(1).filter_map(|rest| rest.split('"').next())
            {
                let before = source.split(&format!("\"simfare-{name}\"")).next().unwrap_or("");
                let before = &before[before.len().saturating_sub(40)..];
                if before.contains("send(") || before.contains("CustomEvent(") {
                    assert!(!name.is_empty(), "{path}");
                    sent.insert(format!("simfare-{name}"));
                }
            }
        }
        assert_eq!(sent, EVENTS.iter().map(|event| event.name.to_owned()).collect());
    }
}
