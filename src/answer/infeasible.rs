//! Where no offer serves the trip: why, and what could be done.

use simfare_engine::format::Id;
use simfare_engine::request::NumberRule;
use simfare_engine::{Reason, Resource};

use super::names;
use crate::dom::{El, el};
use crate::locale::Format;
use crate::state::{Found, State};
use crate::trip::{Trip, amount};

/// The whole answer.
pub(super) fn infeasible(state: State, format: &Format, found: &Found) -> El {
    let texts = format.texts;
    let reason = simfare_engine::reason(&found.catalog, &found.request);
    let button = |label: &'static str, change: fn(&mut Trip)| {
        el("button")
            .attr("type", "button")
            .class("secondary")
            .part("button")
            .on("click", move |_| state.change(change))
            .child(label)
    };
    let one_line = found.request.lines.get() == 1;
    let kept = found.request.number != NumberRule::None;
    let is_together = matches!(reason, Reason::Together { .. } | Reason::Reachable { .. });
    let two_lines = (one_line && is_together)
        .then(|| button(texts.allow_two_lines, |trip| trip.two_lines = true));
    let free_number = (kept && !matches!(reason, Reason::NoBrand))
        .then(|| button(texts.free_number, |trip| trip.number = NumberRule::None));
    el("div")
        .class("notice")
        .part("infeasible")
        .child(el("h3").child(texts.infeasible))
        .child(el("p").child(explain(format, found, &reason)))
        .child(el("p").class("hint").child(texts.infeasible_hint))
        .child(el("div").class("actions").maybe(two_lines).maybe(free_number))
}

fn explain(format: &Format, found: &Found, reason: &Reason) -> String {
    let texts = format.texts;
    let nobody = |brand: &Option<Id>| match brand {
        Some(brand) => texts.nobody_of(names::brand(&found.catalog, brand)).text(),
        None => texts.nobody.to_owned(),
    };
    let units = |resource: Resource, units: u64| amount(format, resource, units);
    match reason {
        Reason::NoBrand => texts.reason_no_brand.to_owned(),
        Reason::OneBrand => texts.reason_one_brand.to_owned(),
        Reason::LineEnds => texts.reason_line_ends.to_owned(),
        Reason::Reachable { brand, .. } => texts.reason_reachable(&nobody(brand)).text(),
        Reason::Together { brand, .. } => texts.reason_together(&nobody(brand)).text(),
        Reason::Amount { resource, needed, most: 0, brand, .. } => {
            texts.reason_nothing(&nobody(brand), &units(*resource, *needed)).text()
        }
        Reason::Amount { resource, needed, most, brand, .. } => {
            let (needed, most) = (units(*resource, *needed), units(*resource, *most));
            texts.reason_amount(&nobody(brand), &needed, &most).text()
        }
        // A reason that the engine has learnt since.
        _ => found.quote.reason.as_ref().map_or("", |reason| reason.as_str()).to_owned(),
    }
}
