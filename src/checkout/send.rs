//! Bringing an order to the service: once, however often it has to be tried.
//!
//! The same body goes under the same key at each try, so a try whose answer got lost does no harm.
//! What failed on the way is tried again by itself a few times, ever later; while there is no
//! network, it waits for one.

use std::sync::Arc;
use std::time::Duration;

use wasm_bindgen_futures::spawn_local;
use web_sys::AbortController;

use super::client::{self, Call};
use super::flow::Step;
use super::order::Order;
use super::refused::Problem;
use super::till::{Progress, Stage, Ticket, Trouble};
use super::verdict::{Agreed, Verdict};
use super::{body, draw, keep, offer, service, watch, window};
use crate::state::{Found, State};
use crate::{clock, events, handoff, planner};

/// How often it is tried before the person is asked.
const TRIES: u32 = 4;
/// After this long a person is told that it takes long.
const SLOW: Duration = Duration::from_secs(3);
/// How often it is looked whether there is a network again.
const LOOK: Duration = Duration::from_millis(300);
/// Longer than this, in seconds, nobody is kept waiting because a service asks for it.
const PATIENCE: u32 = 20;

/// The person has confirmed. However often this is called, one order is made of it.
pub(super) fn confirm(state: State) {
    let till = state.till;
    if !matches!(till.stage.get_untracked(), Stage::Filling) {
        return;
    }
    let (Some(deal), Some(flow)) = (till.deal.get_untracked(), offer::flow(state)) else { return };
    if deal.quote.purchases.is_empty() {
        return;
    }
    // Where it couldn't be asked how one can pay, it can be now.
    service::ask_methods(state);
    let form = till.form.get_untracked();
    if let Some(step) = flow.first_open(&form) {
        till.form.update(|form| form.was_tried = true);
        draw::go(state, step);
        return;
    }
    if is_too_late(state) {
        return;
    }
    if offer::kind(state) != handoff::Kind::Service {
        offer::hand_over(state, &deal, body::email(&form).as_deref());
        return;
    }
    let locale = state.format.get_untracked().own_tag();
    let Some(text) = body::write(&deal, &form, &flow.lines, &locale) else { return };
    // From now on, even if the page's listener itself should click.
    till.stage.set(Stage::Sending(Progress::Begun));
    let line = body::line(&form, &flow.lines);
    let contact = (body::email(&form).unwrap_or_default(), locale);
    if events::confirmed(state, &deal, &contact, &(line.0.word(), line.1)) {
        till.stage.set(Stage::Told);
        keep::forget(state);
        planner::focus(state, "checkout-now");
        return;
    }
    *state.page().till.body.borrow_mut() = Some(text);
    keep::write(state);
    go(state);
}

/// Whether what is to be bought first is of a day that has passed; then that is said.
pub(super) fn is_too_late(state: State) -> bool {
    let Some(deal) = state.till.deal.get_untracked() else { return false };
    // Where the page itself takes the order, it knows what it does.
    let is_the_pages = offer::kind(state) == handoff::Kind::Event;
    let is_too_late = !is_the_pages && handoff::go::is_past(state, &deal.quote);
    if is_too_late {
        planner::focus(state, "handed");
    }
    is_too_late
}

/// Sends what was confirmed, from its first try on.
pub(super) fn go(state: State) {
    let page = state.page();
    let (key, body) = (page.till.key.borrow().clone(), page.till.body.borrow().clone());
    let deal = state.till.deal.get_untracked();
    let agreed =
        deal.zip(body.as_deref()).and_then(|(deal, body)| Agreed::of(deal.catalog.currency, body));
    let (Some(body), Some(agreed), Ok(endpoint)) = (body, agreed, service::endpoint(state)) else {
        state.till.stage.set(Stage::Stuck(Trouble::Refused));
        return;
    };
    let run = page.till.begin();
    state.till.stage.set(Stage::Sending(Progress::Begun));
    planner::focus(state, "checkout-now");
    spawn_local(async move {
        let verdict = tried(state, run, &endpoint, &agreed, &key, &body).await;
        if let Some(verdict) = verdict.filter(|_| is_current(state, run)) {
            act(state, verdict, &endpoint);
        }
    });
}

/// Tries until there is something to act on; nothing where somebody has ended it.
async fn tried(
    state: State,
    run: u32,
    endpoint: &str,
    agreed: &Agreed,
    key: &str,
    body: &str,
) -> Option<Verdict> {
    let mut tries = 0;
    loop {
        while !window::is_online() {
            say(state, run, Progress::Offline)?;
            clock::pause(LOOK).await;
        }
        say(state, run, if tries == 0 { Progress::Begun } else { Progress::Again })?;
        let abort = AbortController::new().ok()?;
        *state.page().till.abort.borrow_mut() = Some(abort.clone());
        slow_after(state, run, tries);
        let reply = client::call(endpoint, Call::Order { key, body }, &abort).await;
        if !is_current(state, run) {
            return None;
        }
        let verdict = Verdict::of(agreed, reply.as_ref());
        let wait = match &verdict {
            // A network that is gone doesn't count as a try.
            Verdict::Again(_) if reply.is_none() && !window::is_online() => continue,
            Verdict::Again(wait) => *wait,
            Verdict::Nonsense => None,
            _ => return Some(verdict),
        };
        tries += 1;
        if tries == TRIES || wait.is_some_and(|wait| wait > PATIENCE) {
            return Some(verdict);
        }
        say(state, run, Progress::Again)?;
        let wait = wait.map(|seconds| Duration::from_secs(seconds.into()));
        clock::pause(wait.unwrap_or_default().max(client::backoff(tries - 1))).await;
        if !is_current(state, run) {
            return None;
        }
    }
}

fn is_current(state: State, run: u32) -> bool {
    state.page().till.run.get() == run
}

fn say(state: State, run: u32, progress: Progress) -> Option<()> {
    if !is_current(state, run) {
        return None;
    }
    let is_news =
        !matches!(state.till.stage.get_untracked(), Stage::Sending(now) if now == progress);
    if is_news {
        state.till.stage.set(Stage::Sending(progress));
    }
    Some(())
}

fn slow_after(state: State, run: u32, tries: u32) {
    if tries > 0 {
        return;
    }
    leptos::prelude::set_timeout(
        move || {
            let is_waiting = is_current(state, run)
                && matches!(state.till.stage.get_untracked(), Stage::Sending(Progress::Begun));
            if is_waiting {
                state.till.stage.set(Stage::Sending(Progress::Slow));
            }
        },
        SLOW,
    );
}

fn act(state: State, verdict: Verdict, endpoint: &str) {
    match verdict {
        // The focus goes to where it stands.
        Verdict::Taken(order) => return taken(state, *order, endpoint),
        Verdict::Repriced(quote) => {
            renew_key(state);
            let Some(deal) = state.till.deal.get_untracked() else { return };
            let before = deal.quote.total.unwrap_or_default();
            let catalog = Arc::clone(&deal.catalog);
            let (request, quote) = (deal.request.clone(), *quote);
            let now = Arc::new(Found { catalog, request, quote });
            state.till.stage.set(Stage::Repriced { before, now });
        }
        Verdict::Elsewhere => state.till.stage.set(Stage::Elsewhere),
        Verdict::Closed => {
            renew_key(state);
            state.till.stage.set(Stage::Stuck(Trouble::Closed));
            tell(state, "order-closed", None);
        }
        Verdict::Refused(problem) => refused(state, &problem),
        Verdict::Again(_) => {
            state.till.stage.set(Stage::Stuck(Trouble::Unreachable));
            tell(state, "order-unreachable", None);
        }
        Verdict::Nonsense => {
            state.till.stage.set(Stage::Stuck(Trouble::Nonsense));
            tell(state, "order-nonsense", None);
        }
    }
    planner::focus(state, "checkout-now");
    planner::announce(state);
}

/// A person has changed, or must change, what was refused: that is another order.
pub(super) fn renew_key(state: State) {
    let page = state.page();
    *page.till.key.borrow_mut() = handoff::go::reference();
    *page.till.body.borrow_mut() = None;
    keep::write(state);
}

fn refused(state: State, problem: &Problem) {
    renew_key(state);
    let mut faults: Vec<(Step, String)> = Vec::new();
    for (pointer, message) in &problem.faults {
        if let Some(step) = Step::of_pointer(pointer) {
            faults.push((step, message.clone()));
        }
    }
    if faults.is_empty() && problem.is("payment-provider") {
        faults.push((Step::Payment, String::new()));
    }
    tell(state, "order-refused", problem.faults.first());
    let Some(flow) = offer::flow(state) else { return };
    faults.retain(|(step, _)| flow.steps.contains(step));
    let Some(first) = faults.iter().map(|(step, _)| *step).min() else {
        let trouble = if problem.is_of_the_trip() { Trouble::Gone } else { Trouble::Refused };
        state.till.stage.set(Stage::Stuck(trouble));
        return;
    };
    state.till.form.update(|form| form.refused = faults);
    state.till.stage.set(Stage::Filling);
    draw::go(state, first);
}

/// Tells the page; in the person's language where the service has said nothing.
fn tell(state: State, code: &'static str, fault: Option<&(String, String)>) {
    let texts = state.format.get_untracked().texts;
    let message = match code {
        "order-closed" => texts.stuck_closed(),
        "order-unreachable" => texts.stuck_unreachable(),
        "order-nonsense" => texts.stuck_nonsense(),
        _ => texts.stuck_refused(),
    };
    let told = events::order_error(state, code, message, fault);
    *state.page().till.trouble.borrow_mut() = Some(told);
}

fn taken(state: State, order: Order, endpoint: &str) {
    let page = state.page();
    *page.till.body.borrow_mut() = None;
    let token = order.token.clone().unwrap_or_default();
    let ticket = Ticket {
        endpoint: endpoint.to_owned(),
        id: order.id.clone(),
        reference: order.reference.clone(),
        token,
    };
    *page.till.ticket.borrow_mut() = Some(ticket);
    keep::write(state);
    let order = Arc::new(order);
    watch::show(state, &order);
    watch::begin(state);
    // Another catalog may have the same total paid at other times: then the person sees it first.
    let deal = state.till.deal.get_untracked();
    let is_due = deal.is_some_and(|deal| draw::due(&deal) == order.due_now);
    if is_due
        && order.is_open()
        && let Some(url) = order.payment.url()
    {
        pay(state, url);
    }
}

/// Leads to the page to pay at.
pub(super) fn pay(state: State, url: &str) {
    match service::payment_page(state, url) {
        Ok(to) => handoff::go::lead(state, to),
        Err(refusal) => handoff::go::refuse(state, refusal),
    }
}
