//! What a checkout is opened with, and closed again.

use std::sync::Arc;

use js_sys::Reflect;
use leptos::prelude::GetUntracked;
use simfare_engine::order_line::LineKind;
use simfare_engine::{Catalog, Faults, Quote, Request};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

use super::flow::{Flow, Step, is_renewed};
use super::till::{Form, Stage};
use super::{after, costs, keep, send, service};
use crate::handoff::{self, Kind, Refusal};
use crate::problem::{self, Problem};
use crate::state::{Answer, Choice, Found, State};
use crate::{events, planner, remark};

/// Opens the checkout of the planner's choice: its own, or that of another element.
pub(super) fn open_choice(state: State, found: &Arc<Found>) {
    let setup = state.handoff.setup.get_untracked();
    let checkout = setup.checkout.as_deref().unwrap_or("inline");
    let choice = state.choice.get_untracked();
    let (request, quote) = (found.request_of(&choice), found.quote_of(&choice));
    if let Some(id) = checkout.strip_prefix('#') {
        match pass_on(state, id, found, &request, &quote) {
            // What kept it before doesn't any more.
            Ok(()) => state.handoff.forget(),
            Err(message) => {
                handoff::go::refuse(state, Refusal::of_checkout(message));
                planner::focus(state, "handed");
            }
        }
        return;
    }
    if let Err(refusal) = service::endpoint(state) {
        handoff::go::refuse(state, refusal);
        planner::focus(state, "handed");
        return;
    }
    // The same once more is the order there is, rather than another.
    if is_asked(state, &found.catalog, &request)
        && matches!(state.till.stage.get_untracked(), Stage::Ordered { .. })
    {
        show(state, true);
        return;
    }
    let total = quote.total;
    open(state, &found.catalog, request, total);
    show(state, true);
}

/// Gives another element what is to be bought.
///
/// # Errors
/// There is no such element, or it has nothing to sell; in words for the page's author.
fn pass_on(
    state: State,
    id: &str,
    found: &Found,
    request: &Request,
    quote: &Quote,
) -> Result<(), String> {
    let element = state.page().host().and_then(|host| checkout_of(&host, id));
    let element =
        element.ok_or_else(|| format!("there is no <simfare-checkout> with the id {id}"))?;
    let set = |name: &str, value: &JsValue| {
        // An element that isn't defined yet takes it up when it is.
        let _ = Reflect::set(&element, &name.into(), value);
    };
    set("quote", &events::quote_detail(quote));
    set("request", &events::written(found, request));
    reveal(&element);
    if let Some(element) = element.dyn_ref::<web_sys::HtmlElement>() {
        element.scroll_into_view();
        let _ = element.focus();
    }
    // What isn't awake yet says so itself, later.
    let code = Reflect::get(&element, &"error".into())
        .and_then(|error| Reflect::get(&error, &"code".into()))
        .ok()
        .and_then(|code| code.as_string());
    match code {
        Some(code) if code.starts_with("catalog-") => {
            Err(format!("the <simfare-checkout> with the id {id} has no prices: {code}"))
        }
        _ => Ok(()),
    }
}

/// Opens what a checkout is folded away in: nobody would see that they have chosen.
fn reveal(element: &web_sys::Element) {
    while let Ok(Some(folded)) = element.closest("details:not([open])") {
        if folded.set_attribute("open", "").is_err() {
            break;
        }
    }
    if let Ok(Some(dialog)) = element.closest("dialog:not([open])")
        && let Ok(dialog) = dialog.dyn_into::<web_sys::HtmlDialogElement>()
    {
        // One that can't be opened stays closed.
        let _ = dialog.show_modal();
    }
}

/// The checkout of an id: in the element's own tree, or in one that this is part of.
fn checkout_of(host: &web_sys::Element, id: &str) -> Option<web_sys::Element> {
    let root = host.get_root_node();
    let root = root.dyn_ref::<web_sys::ShadowRoot>();
    let element = match root {
        Some(root) => root.get_element_by_id(id),
        None => host.owner_document().and_then(|document| document.get_element_by_id(id)),
    };
    element
        .filter(|element| element.local_name() == "simfare-checkout")
        .or_else(|| checkout_of(&root?.host(), id))
}

/// Takes a quote that another element has shown: its total is what the person knows. One that comes
/// after its request is held against what was opened for that.
pub(crate) fn expect(state: State, json: &str) {
    let quote = match json.trim() {
        "" => Ok(None),
        json => Quote::from_json(json.as_bytes()).map(Some),
    };
    let (seen, faults) = match quote {
        Ok(quote) => (quote.and_then(|quote| quote.total), None),
        Err(faults) => {
            let mut here = Faults::default();
            for fault in &faults {
                here.push(format!("/quote{}", fault.pointer), fault.message.as_str());
            }
            (None, Some(here))
        }
    };
    remark::remark(state, "quote", faults.map(Problem::of_request));
    let stage = state.till.stage.get_untracked();
    let deal = match &stage {
        Stage::Filling => state.till.deal.get_untracked(),
        Stage::Repriced { now, .. } => Some(Arc::clone(now)),
        _ => None,
    };
    let opened = deal.filter(|deal| is_asked(state, &deal.catalog, &deal.request));
    *state.page().till.expected.borrow_mut() = seen;
    let (Some(seen), Some(now)) = (seen, opened) else { return };
    // A planner that passes on its choice gives the quote before its request, at once. It is no later
    // request's.
    spawn_local(async move {
        state.page().till.expected.borrow_mut().take();
    });
    if now.quote.total != Some(seen) {
        state.till.stage.set(Stage::Repriced { before: seen, now });
    } else if matches!(stage, Stage::Repriced { .. }) {
        state.till.stage.set(Stage::Filling);
    }
}

/// The page gives something to sell, or takes it back: what isn't ordered yet goes with it.
pub(super) fn want(state: State, is_wanted: bool) {
    let page = state.page();
    let is_begun =
        matches!(state.till.stage.get_untracked(), Stage::Filling | Stage::Repriced { .. });
    if !is_wanted && page.till.is_alone.get() && is_begun && page.host().is_some() {
        close(state);
    }
}

/// Opens the checkout of a request.
pub(super) fn open_request(state: State, catalog: &Arc<Catalog>, json: &str) {
    match Request::from_json(json.as_bytes(), catalog) {
        Ok(request) => {
            if state.refused.with_untracked(Option::is_some) {
                state.refused.set(None);
            }
            let expected = state.page().till.expected.borrow_mut().take();
            // What is open already, or was remembered, stays as it is.
            if is_asked(state, catalog, &request) {
                return;
            }
            open(state, catalog, request, expected);
            planner::focus(state, "checkout");
        }
        Err(faults) => {
            // What is open stays, for when this is mended.
            state.page().keep_request(Some(json.to_owned()));
            state.refused.set(Some(Arc::new(Problem::of_request(faults))));
        }
    }
}

/// The catalog is another one: what isn't ordered yet is quoted again, and the person asked where
/// that changes the price.
pub(super) fn restock(state: State, catalog: &Arc<Catalog>) {
    let till = state.till;
    let Some(deal) = till.deal.get_untracked() else { return };
    let before = match till.stage.get_untracked() {
        Stage::Filling => deal.quote.total.unwrap_or_default(),
        Stage::Repriced { before, .. } => before,
        // With the service, or on its way there.
        _ => return,
    };
    if Arc::ptr_eq(&deal.catalog, catalog) {
        return;
    }
    // Those of the catalog before are another's.
    till.costs.set(costs::Costs::default());
    let json = deal.request.to_json(deal.catalog.minor_digits());
    let quote = Request::from_json(json.as_bytes(), catalog).and_then(|request| {
        let quote = simfare_engine::cheapest(catalog, &request)?;
        Ok((request, quote))
    });
    match quote {
        Ok((request, quote)) if quote.total.is_some() && quote.currency == deal.quote.currency => {
            let is_same = quote.total == Some(before);
            let now = Arc::new(Found { catalog: Arc::clone(catalog), request, quote });
            if is_same {
                till.deal.set(Some(now));
                till.stage.set(Stage::Filling);
            } else {
                till.stage.set(Stage::Repriced { before, now });
            }
            refresh(state);
        }
        Ok(_) => refuse(state, json, problem::Kind::Unserved.into()),
        Err(faults) => refuse(state, json, Problem::of_request(faults)),
    }
}

/// The page has changed the trip of the planner whose checkout is open, or what it wants sold: the
/// person is asked where that changes the price, and never pays for the trip before.
pub(super) fn retake(state: State, before: &Arc<Found>) {
    let Answer::Found(found) = state.answer.get_untracked() else { return };
    let Some(deal) = state.till.deal.get_untracked() else { return };
    let seen = match state.till.stage.get_untracked() {
        Stage::Filling => deal.quote.total.unwrap_or_default(),
        Stage::Repriced { before, .. } => before,
        _ => return,
    };
    if found.request == before.request || !Arc::ptr_eq(&found.catalog, &before.catalog) {
        return;
    }
    match found.is_feasible() {
        true => open(state, &found.catalog, found.request.clone(), Some(seen)),
        // The planner says why.
        false => close(state),
    }
}

/// This can't be sold; perhaps by another catalog. A planner has an answer of its own to show.
fn refuse(state: State, json: String, problem: Problem) {
    close(state);
    if state.page().till.is_alone.get() {
        state.page().keep_request(Some(json));
        state.refused.set(Some(Arc::new(problem)));
    }
}

/// Whether the checkout was opened with this request.
fn is_asked(state: State, catalog: &Catalog, request: &Request) -> bool {
    let is_there = state.page().till.ticket.borrow().is_some();
    let is_open = is_there || state.till.deal.get_untracked().is_some();
    is_open && *state.page().till.asked.borrow() == request.to_json(catalog.minor_digits())
}

/// Begins a checkout: `seen` is the total that the person has seen for it.
fn open(
    state: State,
    catalog: &Arc<Catalog>,
    request: Request,
    seen: Option<simfare_engine::format::Amount>,
) {
    let till = state.till;
    let quote = simfare_engine::cheapest(catalog, &request).ok();
    let Some(quote) = quote.filter(|quote| quote.total.is_some()) else {
        refuse(state, request.to_json(catalog.minor_digits()), problem::Kind::Unserved.into());
        return;
    };
    let now = quote.total.unwrap_or_default();
    *state.page().till.asked.borrow_mut() = request.to_json(catalog.minor_digits());
    let deal = Arc::new(Found { catalog: Arc::clone(catalog), request, quote });
    let form = Form {
        // Typed once, for another deal: still the same person.
        email: till.form.get_untracked().email,
        coupon: deal
            .request
            .coupon
            .as_ref()
            .map_or_else(String::new, |code| code.as_str().to_owned()),
        autopay: deal.request.autopay,
        ..Form::default()
    };
    *state.page().till.ticket.borrow_mut() = None;
    state.page().till.begin();
    till.form.set(form);
    till.step.set(Step::Review);
    state.handoff.forget();
    till.deal.set(Some(Arc::clone(&deal)));
    till.stage.set(match seen {
        Some(before) if before != now => Stage::Repriced { before, now: deal },
        _ => Stage::Filling,
    });
    send::renew_key(state);
    refresh(state);
}

/// Takes up what follows from the deal and from the service: the ways to pay, the one that is
/// likely, what each costs.
pub(super) fn refresh(state: State) {
    let till = state.till;
    if kind(state) != Kind::Service {
        return;
    }
    service::ask_methods(state);
    let (Some(deal), Some(flow)) = (till.deal.get_untracked(), flow(state)) else { return };
    let mut form = till.form.get_untracked();
    // What a person has confirmed stays as it is.
    if matches!(till.stage.get_untracked(), Stage::Filling | Stage::Repriced { .. }) {
        if !flow.methods.contains(&form.method) {
            form.method = costs::likely_method(&deal.catalog, &deal.request, &flow.methods);
        }
        if form.line.is_none_or(|kind| !flow.lines.contains(&kind)) {
            form.line = match flow.lines.as_slice() {
                [only] => Some(*only),
                [first, ..] if flow.lines.contains(&LineKind::NewEsim) => Some(*first),
                _ => None,
            };
        }
        till.form.set(form.clone());
        costs::settle(state, &form);
        // With a way to pay that can't be charged again, the price for renewing by itself isn't to be had.
        if let (Some(now), Stage::Filling) = (till.deal.get_untracked(), till.stage.get_untracked())
            && deal.request.autopay
            && !now.request.autopay
            && let Some(before) = deal.quote.total.filter(|_| deal.quote.total != now.quote.total)
        {
            till.stage.set(Stage::Repriced { before, now });
        }
        keep::write(state);
    }
    if let Some(deal) = till.deal.get_untracked() {
        costs::ask(state, &deal, &flow.methods);
    }
}

/// Where the order goes.
pub(super) fn kind(state: State) -> Kind {
    Kind::of(&state.handoff.setup.get_untracked()).unwrap_or(Kind::Event)
}

/// The steps there are.
pub(super) fn flow(state: State) -> Option<Flow> {
    let deal = state.till.deal.get_untracked()?;
    let form = state.till.form.get_untracked();
    let accepted = state.till.accepted.get_untracked();
    let names = accepted.names.as_deref();
    Some(Flow::of(&deal, kind(state), names, asks_autopay(state, &deal, &form)))
}

/// Whether renewing by itself is a question: there is something to renew, or it changes the price.
fn asks_autopay(state: State, deal: &Found, form: &Form) -> bool {
    if deal.request.autopay || form.autopay || is_renewed(&deal.quote) {
        return true;
    }
    let costs = state.till.costs.get_untracked();
    let with = |autopay| {
        let request = costs::request_of(&deal.catalog, &deal.request, &form.method, autopay);
        costs.of(&request).and_then(|quote| quote.total)
    };
    matches!((with(false), with(true)), (Some(without), Some(with)) if without != with)
}

/// Shows the planner's checkout, or its answer again.
pub(super) fn show(state: State, is_open: bool) {
    state.till.is_open.set(is_open);
    keep::write(state);
    let is_ordered = matches!(state.till.stage.get_untracked(), Stage::Ordered { .. });
    // It is read with what belongs to it.
    if is_open && is_ordered {
        return planner::focus(state, after::HEADING);
    }
    planner::focus(state, if is_open { "checkout" } else { "answer" });
    planner::announce(state);
}

/// Ends a checkout that has no order, or whose order is done with.
pub(super) fn close(state: State) {
    let is_ordered = matches!(state.till.stage.get_untracked(), Stage::Ordered { .. });
    if !is_ordered {
        state.page().till.begin();
        // The same once more is another wish.
        state.page().till.is_wanted.set(false);
        state.handoff.forget();
        state.till.deal.set(None);
        state.till.stage.set(Stage::Filling);
        keep::forget(state);
    }
    state.till.is_open.set(false);
    if is_ordered {
        keep::write(state);
    }
    planner::focus(state, "answer");
    planner::announce(state);
}

/// The deal once more, as another order.
pub(super) fn again(state: State, from: Step) {
    let page = state.page();
    // Without its deal (the catalog may be another now) there is nothing to order again.
    let Some(flow) = flow(state) else {
        close(state);
        return;
    };
    page.till.begin();
    *page.till.ticket.borrow_mut() = None;
    state.handoff.forget();
    state.till.stage.set(Stage::Filling);
    send::renew_key(state);
    let from = flow.nearest(from);
    state.till.form.update(|form| {
        form.refused.clear();
        form.reached = Step::Confirm;
    });
    // After a reload nobody has asked yet how one can pay, and for how much.
    refresh(state);
    super::draw::go(state, from);
}

/// Orders the same once more: a new order, since the last has come to its end.
pub(super) fn retry(state: State) {
    let Some(flow) = flow(state) else { return };
    let form = state.till.form.get_untracked();
    // Something may be missing after a reload.
    let step = flow.first_open(&form).unwrap_or(Step::Confirm);
    again(state, step);
    if step == Step::Confirm {
        send::confirm(state);
    }
}

/// Goes on for the price there is now.
pub(super) fn accept(state: State) {
    let Stage::Repriced { now, .. } = state.till.stage.get_untracked() else { return };
    state.till.deal.set(Some(now));
    state.till.stage.set(Stage::Filling);
    refresh(state);
    keep::write(state);
    let step = state.till.step.get_untracked();
    super::draw::go(state, step);
}

/// Hands the order over to another checkout than ours.
pub(super) fn hand_over(state: State, deal: &Arc<Found>, email: Option<&str>) {
    let decide = || {
        let reference = state.page().till.key.borrow().clone();
        handoff::go::decide(state, deal, &Choice::Cheapest, email, &reference)
    };
    let contact = email.map(|email| (email.to_owned(), state.format.get_untracked().own_tag()));
    let tell = || events::chosen(state, deal, contact.as_ref());
    handoff::go::confirm(state, tell, decide);
}
