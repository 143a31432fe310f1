//! What becomes of an order: asked again and again, ever more rarely, until it has come to an end
//! or nobody can be expected to wait any longer.

use std::sync::Arc;
use std::time::Duration;

use simfare_engine::OrderStatus as Status;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::client::{self, Call};
use super::order::Order;
use super::till::{Stage, Ticket, Watch};
use super::{after, keep, window};
use crate::state::State;
use crate::{clock, events, planner};

/// The pauses between two questions, in seconds; the last one again and again.
const PAUSES: [u64; 5] = [2, 2, 4, 8, 15];
/// The pause where no change is expected: a late payment or a refund may come all the same.
const UNEXPECTED: u64 = 30;
/// After so many seconds only the person asks.
const LIMIT: u64 = 600;
/// While nobody sees the page, it is looked this often whether somebody does.
const HIDDEN: Duration = Duration::from_secs(1);

/// Shows an order, and tells the page of its status where that is another than before.
pub(super) fn show(state: State, order: &Arc<Order>) {
    let page = state.page();
    let watch = if is_over(order) { Watch::Over } else { Watch::On };
    let was_shown = matches!(state.till.stage.get_untracked(), Stage::Ordered { .. });
    state.till.stage.set(Stage::Ordered { order: Arc::clone(order), watch });
    let told = format!("{} {}", order.id, order.word);
    if page.till.told.replace(told.clone()) != told {
        events::order(state, order);
        let is_on_heading = planner::focused(state).is_some_and(|it| it.id() == after::HEADING);
        // What was in focus is part of another page now. What comes into focus is read aloud; who is
        // there already, or elsewhere in the page, has to be told.
        if !was_shown || (planner::has_focus(state) && !is_on_heading) {
            planner::focus(state, after::HEADING);
        } else {
            planner::announce(state);
        }
    }
}

/// The newest state of the order, for the page.
pub(super) fn newest(state: State) -> JsValue {
    match state.till.stage.get_untracked() {
        Stage::Ordered { order, .. } => events::order_detail(&order),
        _ => JsValue::NULL,
    }
}

/// Whether nothing more can happen.
fn is_final(order: &Order) -> bool {
    order.status == Some(Status::Refunded)
}

/// Whether nothing more is to be expected.
fn is_over(order: &Order) -> bool {
    matches!(
        order.status,
        Some(Status::Fulfilled | Status::Refunded | Status::Expired | Status::PaymentFailed)
    )
}

/// Asks after the order from now on.
pub(super) fn begin(state: State) {
    let page = state.page();
    let Some(ticket) = page.till.ticket.borrow().clone() else { return };
    let run = page.till.begin();
    let order = move || match state.till.stage.get_untracked() {
        Stage::Ordered { order, .. } => Some(order),
        _ => None,
    };
    if order().is_some_and(|order| is_final(&order)) {
        return;
    }
    if !is_quiet(state) {
        set_watch(state, Watch::On);
    }
    spawn_local(async move {
        let mut waited = 0;
        for at in 0.. {
            let pause = PAUSES[usize::min(at, PAUSES.len() - 1)];
            let pause = if is_quiet(state) { UNEXPECTED } else { pause };
            clock::pause(Duration::from_secs(pause)).await;
            waited += pause;
            // Nobody looks, or there is no network: that costs no patience.
            while is_current(state, run) && (window::is_hidden() || !window::is_online()) {
                clock::pause(HIDDEN).await;
            }
            if !is_current(state, run) || !ask(state, run, &ticket).await {
                return;
            }
            if waited >= LIMIT {
                // That nothing could be heard of it says more than that it takes long.
                if !is_faltering(state) {
                    set_watch(state, Watch::Over);
                }
                return;
            }
        }
    });
}

/// Asks at once, and then as from the beginning: somebody has come back, or wants to know.
pub(super) fn look(state: State) {
    let is_wanted = match state.till.stage.get_untracked() {
        Stage::Ordered { order, .. } => !is_final(&order),
        Stage::Recalling(_) => true,
        _ => false,
    };
    if is_wanted {
        look_again(state);
    }
}

/// Asks at once, whatever was known.
pub(super) fn look_again(state: State) {
    let page = state.page();
    let Some(ticket) = page.till.ticket.borrow().clone() else { return };
    let run = page.till.begin();
    if !is_quiet(state) {
        set_watch(state, Watch::On);
    }
    spawn_local(async move {
        let goes_on = ask(state, run, &ticket).await;
        if is_current(state, run) && goes_on {
            begin(state);
        }
    });
}

/// Asks once. Whether to go on asking.
async fn ask(state: State, run: u32, ticket: &Ticket) -> bool {
    let Ok(abort) = AbortController::new() else { return false };
    *state.page().till.abort.borrow_mut() = Some(abort.clone());
    let call = Call::Look { id: &ticket.id, token: &ticket.token };
    let reply = client::call(&ticket.endpoint, call, &abort).await;
    if !is_current(state, run) {
        return false;
    }
    // Of what is over no news changes nothing: what was delivered stays to be seen.
    if is_quiet(state) && reply.as_ref().is_none_or(|reply| reply.status != 200) {
        return true;
    }
    match reply {
        Some(reply) if reply.status == 200 => match Order::from_json(&reply.text) {
            Ok(order) if order.id == ticket.id => {
                let order = Arc::new(order);
                show(state, &order);
                !is_final(&order)
            }
            _ if is_quiet(state) => true,
            _ => falter(state),
        },
        Some(reply) if matches!(reply.status, 401 | 403 | 404 | 410) => {
            state.till.stage.set(Stage::Lost);
            keep::forget(state);
            planner::focus(state, "checkout-now");
            planner::announce(state);
            false
        }
        _ => falter(state),
    }
}

/// Whether nothing more is expected of the order that is shown.
fn is_quiet(state: State) -> bool {
    matches!(state.till.stage.get_untracked(), Stage::Ordered { order, .. } if is_over(&order))
}

/// No answer, or none to be understood: the last state is shown, and that it is the last one.
fn falter(state: State) -> bool {
    set_watch(state, Watch::Faltering);
    true
}

fn set_watch(state: State, watch: Watch) {
    match state.till.stage.get_untracked() {
        Stage::Ordered { order, watch: before } if before != watch => {
            state.till.stage.set(Stage::Ordered { order, watch });
        }
        Stage::Recalling(before) if before != watch => {
            state.till.stage.set(Stage::Recalling(watch));
        }
        _ => {}
    }
}

fn is_faltering(state: State) -> bool {
    matches!(
        state.till.stage.get_untracked(),
        Stage::Ordered { watch: Watch::Faltering, .. } | Stage::Recalling(Watch::Faltering)
    )
}

fn is_current(state: State, run: u32) -> bool {
    state.page().till.run.get() == run
}
