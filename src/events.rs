//! What a planner tells the page (embed.md, "Events").

use js_sys::{JSON, Reflect};
use simfare_engine::format::Amount;
use simfare_engine::quote::Alternative;
use simfare_engine::{Quote, Request};
use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit};

use crate::checkout::Order;
use crate::js::object;
use crate::problem::Problem;
use crate::state::{Found, State};

/// The planner can be used.
pub(crate) fn ready(state: State) {
    let format = state.format.get_untracked();
    let detail = object(&[("version", env!("CARGO_PKG_VERSION")), ("locale", format.tag)]);
    send(state, "simfare-ready", &detail, false);
}

/// There is a new quote.
pub(crate) fn quote(state: State, found: &Found) {
    send(state, "simfare-quote", &quote_detail(&found.quote), false);
}

/// An alternative was selected.
pub(crate) fn select(state: State, found: &Found, chosen: &Alternative) {
    send(state, "simfare-select", &alternative(found, chosen), false);
}

/// A way was chosen: what the page is to sell, and for which request. Whether the page takes over.
pub(crate) fn checkout(state: State, found: &Found) -> bool {
    let choice = state.choice.get_untracked();
    let quote = quote_detail(&found.quote_of(&choice));
    let request = written(found, &found.request_of(&choice));
    let detail = object(&[("quote", quote), ("request", request)]);
    !send(state, "simfare-checkout", &detail, true)
}

/// An order was confirmed in a checkout of ours, for an e-mail address and its language and a line.
/// Whether the page takes over.
pub(crate) fn confirmed(
    state: State,
    deal: &Found,
    contact: &(String, String),
    line: &(&'static str, Option<String>),
) -> bool {
    let mut members = vec![("kind", line.0)];
    members.extend(line.1.as_deref().map(|value| ("value", value)));
    send_confirmed(state, deal, Some(contact), Some(object(&members).into()))
}

/// The same where another checkout asks for the line, and perhaps for the address.
pub(crate) fn chosen(state: State, deal: &Found, contact: Option<&(String, String)>) -> bool {
    send_confirmed(state, deal, contact, None)
}

fn send_confirmed(
    state: State,
    deal: &Found,
    contact: Option<&(String, String)>,
    line: Option<JsValue>,
) -> bool {
    let mut members = vec![("quote", quote_detail(&deal.quote)), ("request", request_detail(deal))];
    members.extend(contact.map(|(email, locale)| {
        ("contact", object(&[("email", email), ("locale", locale)]).into())
    }));
    members.extend(line.map(|line| ("line", line)));
    !send(state, "simfare-checkout", &object(&members), true)
}

/// An order has another status. Nothing that only its owner may know goes with it.
pub(crate) fn order(state: State, order: &Order) {
    send(state, "simfare-order", &order_detail(order), false);
}

/// What the page may know of an order.
pub(crate) fn order_detail(order: &Order) -> JsValue {
    let money = |amount: Amount| amount.to_decimal_string(order.currency.minor_digits()).into();
    let members: [(&str, JsValue); 7] = [
        ("id", order.id.as_str().into()),
        ("reference", order.reference.as_str().into()),
        ("status", order.word.as_str().into()),
        ("total", money(order.total)),
        ("due_now", money(order.due_now)),
        ("currency", order.currency.code().into()),
        ("sandbox", order.sandbox.into()),
    ];
    object(&members).into()
}

/// An order didn't get through. What the page was told.
pub(crate) fn order_error(
    state: State,
    code: &'static str,
    message: &'static str,
    fault: Option<&(String, String)>,
) -> JsValue {
    let message = fault.map_or(message, |(_, message)| message);
    let mut members: Vec<(&str, JsValue)> =
        vec![("code", code.into()), ("message", message.into())];
    members.extend(fault.map(|(pointer, _)| ("pointer", pointer.into())));
    let detail = object(&members).into();
    send(state, "simfare-error", &detail, false);
    detail
}

/// There is a problem.
pub(crate) fn error(state: State, problem: &Problem) {
    state.page().tell(problem);
    send(state, "simfare-error", &error_detail(state, problem), false);
}

/// `{code, message, pointer?, faults?}`.
pub(crate) fn error_detail(state: State, problem: &Problem) -> JsValue {
    let format = state.format.get_untracked();
    let mut members: Vec<(&str, JsValue)> =
        vec![("code", problem.code().into()), ("message", problem.message(format.texts).into())];
    if let Some(pointer) = problem.pointer() {
        members.push(("pointer", pointer.into()));
        let faults: js_sys::Array = problem
            .faults
            .iter()
            .map(|fault| {
                let pointer = fault.pointer.as_str();
                object(&[("pointer", pointer), ("message", fault.message.as_str())])
            })
            .collect();
        members.push(("faults", faults.into()));
    }
    object(&members).into()
}

/// A quote as a plain object.
pub(crate) fn quote_detail(quote: &Quote) -> JsValue {
    plain(&quote.to_json())
}

/// The request of an answer as a plain object.
pub(crate) fn request_detail(found: &Found) -> JsValue {
    written(found, &found.request)
}

pub(crate) fn written(found: &Found, request: &Request) -> JsValue {
    plain(&request.to_json(found.catalog.minor_digits()))
}

/// An alternative as a plain object.
pub(crate) fn alternative(found: &Found, chosen: &Alternative) -> JsValue {
    // Written as a part of a quote, which knows the currency.
    let mut quote = found.quote.clone();
    quote.purchases.clear();
    quote.alternatives = vec![chosen.clone()];
    let quote = plain(&quote.to_json());
    let list = Reflect::get(&quote, &"alternatives".into()).unwrap_or_default();
    Reflect::get_u32(&list, 0).unwrap_or_default()
}

fn plain(json: &str) -> JsValue {
    // Our own JSON is always JSON.
    JSON::parse(json).unwrap_or_default()
}

/// Whether nobody has cancelled it.
fn send(state: State, name: &str, detail: &JsValue, cancelable: bool) -> bool {
    let Some(host) = state.page().host() else { return true };
    let options = CustomEventInit::new();
    options.set_bubbles(true);
    options.set_composed(true);
    options.set_cancelable(cancelable);
    options.set_detail(detail);
    let Ok(event) = CustomEvent::new_with_event_init_dict(name, &options) else { return true };
    // Errors of the page's own listeners are reported by the browser as theirs.
    host.dispatch_event(&event).unwrap_or(true)
}
