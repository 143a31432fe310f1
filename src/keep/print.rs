//! The answer on paper: everything unfolded, and above it in words which trip it is for.

use leptos::prelude::request_animation_frame;
use simfare_engine::request::{Filter, NumberRule};
use simfare_engine::{Request, Resource};
use wasm_bindgen::JsCast;

use super::{link, saving};
use crate::answer::names;
use crate::answer::others::filters;
use crate::dom::{El, el};
use crate::locale::{DOT, Format};
use crate::state::{Found, State};
use crate::trip::amount;

/// What stands in print only: the trip in one line, and when and where the answer was given.
pub(super) fn heading(heading: El, state: State, format: &Format, found: &Found) -> El {
    let texts = format.texts;
    let today = format.full_date(state.today.get_untracked());
    let address = saving::address().unwrap_or_default();
    let address = link::bare(&address);
    let place = address.split_once("//").map_or(address, |(_, place)| place);
    heading
        .part("print-heading")
        .child(el("p").class("printed-trip").child(trip(format, found)))
        .child(el("p").child(texts.printed_on(&today, place.trim_end_matches('/'))))
}

/// The trip in one line.
fn trip(format: &Format, found: &Found) -> String {
    let texts = format.texts;
    let request: &Request = &found.request;
    let mut parts = vec![texts.printed_from(&format.full_date(request.start_date)).text()];
    for phase in &request.phases {
        let mut what: Vec<String> = Resource::ALL
            .into_iter()
            .map(|resource| (resource, phase.totals()[resource]))
            .filter(|(_, units)| *units > 0)
            .map(|(resource, units)| amount(format, resource, units))
            .collect();
        if phase.reachable {
            what.push(texts.printed_reachable().to_owned());
        }
        let days = format.count(texts.count_days(), phase.days.get().into());
        parts.push(match what.is_empty() {
            true => texts.days_away(&days).text(),
            false => texts.told_of(&days, &what.join(texts.printed_and())).text(),
        });
    }
    if let Some(line) = &request.line {
        let brand = names::brand(&found.catalog, &line.brand);
        let days = format.count(texts.count_days(), line.days_left.into());
        parts.push(texts.printed_line(brand, &days).text());
    }
    match request.number {
        NumberRule::None => {}
        NumberRule::Hold => parts.push(texts.printed_hold().to_owned()),
        NumberRule::Keep => parts.push(texts.printed_keep().to_owned()),
    }
    if request.lines.get() == 2 {
        parts.push(texts.printed_two().to_owned());
    }
    if request.margin_percent.get() > 0 {
        let share = texts.percent(&format.number(request.margin_percent.get().into())).text();
        parts.push(texts.told_of(texts.margin(), &texts.plus(&share).text()).text());
    }
    if request.throttle_min_kbps.is_some() {
        parts.push(texts.slow_data_counts().to_owned());
    }
    if request.autopay {
        parts.push(texts.autopay_short().to_owned());
    }
    let mut methods = found.catalog.payment_methods.iter();
    let method = methods.find(|method| Some(&method.id) == request.payment_method.as_ref());
    parts.extend(method.map(|method| texts.paid_by(method.name.as_str()).text()));
    if request.filter != Filter::default() {
        let (left, all) = filters::left(&found.catalog, &request.filter);
        let [left, all] = [left, all].map(|count| format.number(count as u64));
        parts.push(texts.of_providers(&left, &all).text());
    }
    if let Some(coupon) = &request.coupon {
        parts.push(texts.discount_by(coupon.as_str()).text());
    }
    parts.join(DOT)
}

/// Prints the page, once what is folded away has been drawn.
pub(super) fn print(state: State) {
    unfold(state);
    request_animation_frame(move || {
        request_animation_frame(move || {
            if let Some(window) = web_sys::window() {
                // A browser that doesn't print does nothing.
                let _ = window.print();
            }
            fold(state);
        });
    });
}

/// Has the heading say what the answer says, and unfolds all details; style sheets can't do that in
/// every browser.
pub(super) fn unfold(state: State) {
    state.quiet.set(());
    crate::fold::unfold(state);
    for details in details(state, "details:not([open])") {
        let _ = details.set_attribute("open", "");
        state.page().saving.unfolded.borrow_mut().push(details);
    }
}

/// Folds again what was unfolded.
pub(super) fn fold(state: State) {
    for details in state.page().saving.unfolded.take() {
        let _ = details.remove_attribute("open");
    }
}

fn details(state: State, selector: &str) -> Vec<web_sys::Element> {
    let root = state.page().host().and_then(|host| host.shadow_root());
    let Some(Ok(all)) = root.map(|root| root.query_selector_all(selector)) else {
        return Vec::new();
    };
    (0..all.length()).filter_map(|at| all.item(at)?.dyn_into().ok()).collect()
}
