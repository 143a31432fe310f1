//! The trip in one line, where there is no room for the form beside the answer.

use simfare_engine::Resource;
use simfare_engine::catalog::Catalog;
use simfare_engine::request::Phase;

use crate::dom::{El, el};
use crate::locale::Format;
use crate::state::State;

/// More stages than this are counted rather than shown.
const MOST: usize = 4;

/// The trip in one line, with a button that unfolds the form.
pub(crate) fn chips(state: State) -> El {
    let format = state.format.get();
    let texts = format.texts;
    let mut chips: Vec<String> = Vec::new();
    if let (Some(request), Some(catalog)) = (state.meaning().request, state.catalog()) {
        let today = state.today.get();
        chips.push(texts.starting(&format.date(request.start_date, today)).text());
        match &request.phases[..] {
            [only] if !only.is_idle() => {
                chips.push(format.count(texts.count_days(), only.days.get().into()));
                chips.extend(uses(&format, only));
            }
            phases => {
                let stage = |phase: &Phase| days_of(&format, &catalog, phase);
                chips.extend(phases.iter().take(MOST).map(stage));
                let more = phases.len().saturating_sub(MOST) as u64;
                if more > 0 {
                    chips.push(format.count(texts.count_more_stages(), more));
                }
            }
        }
    }
    el("div")
        .class("chips")
        .part("summary")
        .child(el("ul").children(chips.into_iter().map(|chip| el("li").child(chip).into())))
        .child(
            el("button")
                .attr("type", "button")
                .class("secondary")
                .part("button")
                .on("click", move |_| {
                    state.folded.set(false);
                    crate::planner::focus(state, "trip");
                })
                .child(texts.change()),
        )
}

/// How long a phase is, and where it is spent.
fn days_of(format: &Format, catalog: &Catalog, phase: &Phase) -> String {
    let texts = format.texts;
    let days = format.count(texts.count_days(), phase.days.get().into());
    let text = match (phase.is_idle(), is_us(catalog)) {
        (true, _) => texts.days_away(&days),
        (false, true) => texts.days_in_us(&days),
        (false, false) => texts.days_on_trip(&days),
    };
    text.text()
}

/// Whether everything in the catalog is of the United States.
pub(super) fn is_us(catalog: &Catalog) -> bool {
    let mut countries = catalog.brands.iter().map(|brand| brand.country.as_ref());
    countries.all(|country| country.is_some_and(|country| country.as_str() == "US"))
}

/// What a phase uses, each amount with its unit.
fn uses(format: &Format, phase: &Phase) -> Vec<String> {
    Resource::ALL
        .into_iter()
        .map(|resource| (resource, phase.totals()[resource]))
        .filter(|(_, units)| *units > 0)
        .map(|(resource, units)| amount(format, resource, units))
        .collect()
}

/// An amount of a resource with its unit.
pub(crate) fn amount(format: &Format, resource: Resource, units: u64) -> String {
    let texts = format.texts;
    match resource {
        Resource::Data => format.data(units),
        Resource::Minutes => texts.amount_minutes(&format.number(units)).text(),
        Resource::IntlMinutes => texts.amount_calls_abroad(&format.number(units)).text(),
        Resource::Sms => format.count(texts.count_texts(), units),
    }
}
