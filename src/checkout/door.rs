//! The checkout as the rest of the widget knows it: it is fetched when somebody wants one, or when
//! the tab remembers one (see [`crate::part`]).

use std::sync::Arc;

use simfare_engine::Catalog;
use wasm_bindgen::JsValue;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use super::{draw, element, keep, offer, watch};
use crate::dom::{El, el};
use crate::handoff::Kind;
use crate::part::{self, Part};
use crate::planner;
use crate::state::{Found, Shelf, State};
use crate::style::{self, Addition};

/// What is in that part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Checkout {
    arrive: fn(State),
    want: fn(State, bool),
    open_choice: fn(State, &Arc<Found>),
    open_request: fn(State, &Arc<Catalog>, &str),
    retake: fn(State, &Arc<Found>),
    inline: fn(State) -> El,
    note: fn(State) -> El,
    bar: fn(State) -> El,
    alone: fn(State) -> El,
    spoken: fn(State) -> String,
    newest: fn(State) -> JsValue,
}

#[wasm_split(checkout, fallible)]
fn checkout() -> Result<Checkout, SplitLoaderError> {
    style::add(Addition::Checkout, include_str!(concat!(env!("OUT_DIR"), "/checkout.css")));
    Ok(Checkout {
        arrive: element::arrive,
        want: offer::want,
        open_choice: offer::open_choice,
        open_request: offer::open_request,
        retake: offer::retake,
        inline: draw::inline,
        note: draw::note,
        bar: draw::bar,
        alone: draw::alone,
        spoken: draw::spoken,
        newest: watch::newest,
    })
}

fn then(state: State, act: impl FnOnce(Checkout) + 'static) {
    part::then(state, state.checkout, checkout(), act);
}

fn here(state: State) -> Option<Checkout> {
    state.checkout.get_untracked().here()
}

/// Fetches it, and takes up what the tab remembers and what the page wanted meanwhile.
pub(crate) fn fetch(state: State) {
    // Whoever waits already takes up everything.
    if state.checkout.get_untracked().is_coming() {
        return;
    }
    then(state, move |checkout| {
        let page = state.page();
        if page.host().is_none() {
            return;
        }
        arrived(checkout, state);
        if let (true, Shelf::Stocked(catalog)) =
            (page.till.is_alone.get(), state.shelf.get_untracked())
            && let Some(json) = page.take_request()
        {
            (checkout.open_request)(state, &catalog, &json);
        }
        planner::announce(state);
    });
}

/// The element is in the page, or its catalog has come.
pub(crate) fn arrive(state: State) {
    let is_wanted = state.page().till.is_wanted.get();
    let is_back = keep::order_in_address().is_some();
    if here(state).is_some() || is_wanted || is_back || keep::is_remembered(state) {
        fetch(state);
    }
}

/// The page gives something to sell, or takes it back.
pub(crate) fn want(state: State, is_wanted: bool) {
    let page = state.page();
    let till = &page.till;
    till.is_wanted.set(is_wanted && till.is_alone.get());
    let is_wanted_here = till.is_wanted.get() && page.host().is_some();
    match here(state) {
        Some(checkout) => (checkout.want)(state, is_wanted),
        None if is_wanted_here => fetch(state),
        None => {}
    }
}

/// Whether a checkout of Simfare's is what the planner's choice goes to: its own, or another
/// element's.
pub(crate) fn is_asked_for(state: State) -> bool {
    let setup = state.handoff.setup.get_untracked();
    match setup.checkout.as_deref().unwrap_or("inline") {
        "event" => false,
        place if place.starts_with('#') => true,
        _ => Kind::of(&setup) == Ok(Kind::Service),
    }
}

/// Takes up another trip than the one of an answer that there was, where it is being bought.
pub(crate) fn retake(state: State, before: &Arc<Found>) {
    if let Some(checkout) = here(state) {
        (checkout.retake)(state, before);
    }
}

/// Opens the checkout of the planner's choice, where one [is asked for](is_asked_for).
pub(crate) fn open_choice(state: State, found: &Arc<Found>) {
    *state.page().till.chosen.borrow_mut() = Some(Arc::clone(found));
    then(state, move |checkout| arrived(checkout, state));
}

/// Takes up what the tab remembers, which may be more than is here yet, and opens what was chosen
/// while this part was fetched, maybe by several tries.
fn arrived(checkout: Checkout, state: State) {
    (checkout.arrive)(state);
    let chosen = state.page().till.chosen.take();
    if let Some(found) = chosen.filter(|found| state.shows(found)) {
        (checkout.open_choice)(state, &found);
    }
}

/// Opens the checkout of a request; the newest, where several come before the checkout.
pub(crate) fn open_request(state: State, catalog: &Arc<Catalog>, json: &str) {
    match here(state) {
        Some(checkout) => (checkout.open_request)(state, catalog, json),
        None => {
            state.page().keep_request(Some(json.to_owned()));
            fetch(state);
        }
    }
}

/// The planner's own checkout, in the place of its answer.
pub(crate) fn inline(state: State) -> El {
    match state.checkout.get() {
        Part::Here(checkout) => (checkout.inline)(state),
        _ => el("section").class("checkout").attr("hidden", ""),
    }
}

/// An order that goes on while the planner shows its answer.
pub(crate) fn note(state: State) -> El {
    match state.checkout.get() {
        Part::Here(checkout) => (checkout.note)(state),
        _ => el("div").class("order-note").attr("hidden", ""),
    }
}

/// What stays in sight below a checkout.
pub(crate) fn bar(state: State) -> El {
    match state.checkout.get() {
        Part::Here(checkout) => (checkout.bar)(state),
        _ => el("div").class("bar checkout-bar").attr("hidden", ""),
    }
}

/// A checkout that stands by itself.
pub(crate) fn alone(state: State) -> El {
    let format = state.format.get();
    let inner = el("div")
        .class("layout alone")
        .attr("lang", format.tag)
        .attr("dir", format.texts.direction());
    match state.checkout.get() {
        Part::Here(checkout) => (checkout.alone)(state),
        Part::Coming => {
            let text = el("p").attr("role", "status").child(format.texts.loading());
            inner.child(el("div").class("notice").child(text))
        }
        // Nothing to sell: what the page has for that.
        Part::Away | Part::Failed => inner.child(el("slot")),
    }
}

/// What a screen reader says when something has changed.
pub(crate) fn spoken(state: State) -> String {
    here(state).map_or_else(String::new, |checkout| (checkout.spoken)(state))
}

/// Whether the element is a checkout and nothing else.
pub(crate) fn is_alone(state: State) -> bool {
    state.page().till.is_alone.get()
}

/// What is being bought, at which price.
pub(crate) fn deal(state: State) -> Option<Arc<Found>> {
    state.till.deal.get_untracked()
}

/// Why the last order didn't get through, as the page was told, as long as that is so.
pub(crate) fn trouble(state: State) -> JsValue {
    state.page().till.trouble.borrow().clone().unwrap_or(JsValue::NULL)
}

/// What is known of the order, for the page.
pub(crate) fn newest(state: State) -> JsValue {
    here(state).map_or(JsValue::NULL, |checkout| (checkout.newest)(state))
}
