//! A checkout coming into the page, and leaving it: what the tab remembers is taken up again.

use std::sync::Arc;

use simfare_engine::Catalog;

use super::flow::Step;
use super::keep::{self, Memory};
use super::till::Form;
use super::till::{Stage, Watch};
use super::{offer, send, service, watch, window};
use crate::remark;
use crate::state::{Choice, Found, Shelf, State};

/// The element is in the page, or its catalog has come.
pub(super) fn arrive(state: State) {
    let page = state.page();
    let held = &page.till;
    if page.host().is_none() {
        return;
    }
    if held.listeners.borrow().is_empty() {
        *held.listeners.borrow_mut() = window::listen(state);
        state.till.is_online.set(window::is_online());
        // Out of the page nobody asked any more.
        match state.till.stage.get_untracked() {
            Stage::Sending(_) => send::go(state),
            _ => watch::look(state),
        }
    }
    if held.is_alone.get() {
        remark::words(state);
    }
    if !held.was_recalled.replace(true) {
        let memory = keep::recall(state);
        if let Some(memory) = &memory {
            recall_order(state, memory);
        }
        *held.memory.borrow_mut() = memory;
    }
    if let Shelf::Stocked(catalog) = state.shelf.get_untracked() {
        offer::restock(state, &catalog);
        let memory = held.memory.borrow_mut().take();
        if let Some(memory) = memory {
            recall_deal(state, &catalog, memory);
        }
    }
}

/// The element is in no page any more.
pub(crate) fn leave(state: State) {
    let page = state.page();
    page.till.begin();
    page.till.listeners.borrow_mut().clear();
    *page.till.errand.borrow_mut() = None;
    *page.till.chosen.borrow_mut() = None;
}

/// An order can be asked after without a catalog.
fn recall_order(state: State, memory: &Memory) {
    let page = state.page();
    let Some(ticket) = &memory.ticket else { return };
    // Its token is for the service that gave it, and for no other.
    if service::endpoint(state).is_ok_and(|endpoint| endpoint == ticket.endpoint) {
        *page.till.ticket.borrow_mut() = Some(ticket.clone());
        *page.till.asked.borrow_mut() = memory.asked.clone();
        *page.till.key.borrow_mut() = memory.key.clone();
        state.till.stage.set(Stage::Recalling(Watch::On));
        state.till.is_open.set(memory.is_open);
        watch::look(state);
    }
}

/// The rest needs the catalog that it was chosen from.
fn recall_deal(state: State, catalog: &Arc<Catalog>, memory: Memory) {
    let page = state.page();
    let till = state.till;
    let is_ordered = page.till.ticket.borrow().is_some();
    let request = memory.request(catalog);
    let quote = request.as_ref().and_then(|request| {
        let quote = simfare_engine::cheapest(catalog, request).ok()?;
        quote.total.is_some().then_some(quote)
    });
    let (Some(request), Some(quote)) = (request, quote) else {
        if !is_ordered {
            keep::forget(state);
        }
        return;
    };
    // Of an order that is somewhere else nothing more can be known here.
    if memory.ticket.is_some() && !is_ordered {
        return;
    }
    let total = quote.total.unwrap_or_default();
    let deal = Arc::new(Found { catalog: Arc::clone(catalog), request, quote });
    *page.till.key.borrow_mut() = memory.key;
    *page.till.asked.borrow_mut() = memory.asked;
    *page.till.body.borrow_mut() = memory.body;
    let coupon = deal.request.coupon.as_ref().map_or("", |code| code.as_str()).to_owned();
    till.form.set(Form { coupon, ..memory.form });
    till.deal.set(Some(Arc::clone(&deal)));
    till.is_open.set(memory.is_open);
    if is_ordered {
        return;
    }
    let step = offer::flow(state).map_or(Step::Review, |flow| flow.nearest(memory.step));
    till.step.set(step);
    if page.till.body.borrow().is_some() {
        // Whether it arrived isn't known; sent once more, it is.
        till.is_open.set(true);
        send::go(state);
    } else if total != memory.total {
        till.stage.set(Stage::Repriced { before: memory.total, now: deal });
    }
    offer::refresh(state);
}

/// The deal as parts of the answer draw one.
pub(super) static CHEAPEST: Choice = Choice::Cheapest;

/// Opens the panel of a remembered order, or closes it.
pub(super) fn reopen(state: State) {
    state.till.is_open.update(|is_open| *is_open = true);
    offer::show(state, true);
    watch::look(state);
}
