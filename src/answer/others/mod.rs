//! What else there is: the cheapest with each brand alone.

use simfare_engine::quote::Alternative;

use super::{View, names, select};
use crate::dom::{El, Node, el};
use crate::state::Choice;

/// Shown at once; the rest on demand.
const SHOWN: usize = 5;

/// The list of alternatives.
pub(super) fn others(view: &View<'_>) -> El {
    let texts = view.format.texts;
    let quote = &view.way.found.quote;
    // The cheapest way is on top of the page already, where it is one brand's alone.
    let others: Vec<&Alternative> =
        quote.alternatives.iter().filter(|other| other.purchases != quote.purchases).collect();
    let section = el("section").class("others").part("alternatives");
    if others.is_empty() {
        return section.attr("hidden", "").child("").child("").child("").child("");
    }
    let (shown, rest) = others.split_at(others.len().min(SHOWN));
    let list = |others: &[&Alternative]| {
        el("ul").class("other-list").children(others.iter().map(|other| item(view, other)))
    };
    let rest = (!rest.is_empty()).then(|| {
        el("details")
            .part("more-alternatives")
            .child(
                el("summary")
                    .child(texts.more_alternatives(&view.format.number(rest.len() as u64))),
            )
            .child(list(rest))
    });
    section
        .attr("aria-labelledby", "alternatives")
        .child(el("h3").attr("id", "alternatives").part("heading").child(texts.alternatives))
        .child(el("p").class("hint").child(texts.alternatives_hint))
        .child(list(shown))
        .maybe(rest)
}

fn item(view: &View<'_>, other: &Alternative) -> Node {
    let texts = view.format.texts;
    let state = view.state;
    let catalog = &view.way.found.catalog;
    let brand = names::brand(catalog, &other.brand);
    let is_brand = view.way.kind.is_none();
    let chosen = is_brand && view.way.alternative.is_some_and(|chosen| chosen.brand == other.brand);
    let choice = if chosen { Choice::Cheapest } else { Choice::Brand(other.brand.clone()) };
    // What is bought, each thing once: "2 × 5 GB".
    let mut what: Vec<(String, u64)> = Vec::new();
    for purchase in &other.purchases {
        let items: Vec<String> = purchase.items.iter().map(|item| view.item(item)).collect();
        let items = items.join(" + ");
        match what.iter_mut().find(|(name, _)| *name == items) {
            Some((_, times)) => *times += 1,
            None => what.push((items, 1)),
        }
    }
    let what: Vec<String> = what
        .into_iter()
        .map(|(name, times)| match times {
            1 => name,
            _ => texts.times(&view.format.number(times), &name).text(),
        })
        .collect();
    let label = if chosen { texts.selected } else { texts.select };
    el("li")
        .class("other")
        .part("alternative")
        .flag("data-chosen", chosen)
        .child(el("strong").class("other-brand").child(brand.to_owned()))
        .child(el("span").class("other-what").child(what.join(", ")))
        .child(el("span").class("money other-total").child(view.money.of(other.total)))
        .child(
            el("span")
                .class("money other-more")
                .child(view.money.difference(view.more(other.total))),
        )
        .child(
            el("button")
                .attr("type", "button")
                .class("secondary")
                .part("button select")
                .attr("aria-pressed", if chosen { "true" } else { "false" })
                .attr("aria-label", texts.select_brand(brand).text())
                .on("click", move |_| select(state, choice.clone()))
                .child(label),
        )
        .into()
}
