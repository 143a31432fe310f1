//! Doing what was decided, in the browser.
//!
//! In this tab, at the top: payment pages refuse to be framed. Where a frame may not lead the tab
//! elsewhere, in a new tab; where the browser opens none, by a link that the person taps.

use std::sync::Arc;
use std::time::Duration;

use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::set_timeout;
use simfare_engine::Quote;
use wasm_bindgen::{JsCast, JsValue};

use super::{Action, Code, Destination, Handover, Kind, Paddle, Refusal, Setup, now_of, prepare};
use crate::answer::View;
use crate::js::object;
use crate::problem::Problem;
use crate::signal::Signal;
use crate::state::{Choice, Found, State};
use crate::{checkout, events, planner};

/// After this long somebody who is still here is offered another way there. Before, a second
/// click would be a second order.
const PATIENCE: Duration = Duration::from_secs(4);

/// What an element knows of handing over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Handing {
    /// As the page has set it up.
    pub(crate) setup: Signal<Setup>,
    /// What became of the last confirmation, where there was one.
    pub(super) outcome: Signal<Option<Outcome>>,
    /// Counts outcomes: a timer is one's.
    count: Signal<u32>,
}

/// See [`Handing::outcome`].
#[derive(Debug, Clone)]
pub(super) enum Outcome {
    /// The page knows, and does the rest.
    Told { is_late: bool },
    /// The browser is on its way.
    Going { to: Destination, way: Way, is_late: bool },
    /// There are several payments to make; these have been opened.
    Payments { all: Arc<[Destination]>, opened: Vec<usize> },
    /// Paddle's checkout is open on the page.
    Opened { call: Paddle, is_late: bool },
    /// Nothing was handed over.
    Refused(Arc<Problem>),
}

/// How the browser gets there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    SameTab,
    NewTab,
    /// Only if the person taps a link.
    Blocked,
}

impl Handing {
    /// To be called under an owner of Leptos's.
    pub(crate) fn new() -> Self {
        Self { setup: Signal::default(), outcome: Signal::new(None), count: Signal::new(0) }
    }

    /// What was confirmed was another trip, or another way.
    pub(crate) fn forget(&self) {
        self.put(None);
    }

    /// Takes an outcome in the place of the last.
    fn put(&self, outcome: Option<Outcome>) {
        self.count.update(|count| *count = count.wrapping_add(1));
        self.outcome.set(outcome);
    }

    /// Somebody has come back from where this page led, by the browser's way back, which has kept the
    /// page as it was left.
    pub(crate) fn come_back(&self) {
        let has_left = |outcome: &Option<Outcome>| {
            matches!(outcome, Some(Outcome::Going { way: Way::SameTab, .. }))
        };
        if self.outcome.with_untracked(has_left) {
            self.forget();
        }
    }

    /// The page's author has changed something: what was refused may be possible.
    pub(crate) fn set_up(&self, change: impl FnOnce(&mut Setup)) {
        self.setup.update(change);
        if self.problem().is_some() {
            self.forget();
        }
    }

    /// Why nothing was handed over, if so.
    pub(crate) fn problem(&self) -> Option<Arc<Problem>> {
        self.outcome.with_untracked(|outcome| match outcome {
            Some(Outcome::Refused(problem)) => Some(Arc::clone(problem)),
            _ => None,
        })
    }

    /// Whether the page knows, and does the rest.
    pub(crate) fn is_told(&self) -> bool {
        self.outcome.with_untracked(|outcome| matches!(outcome, Some(Outcome::Told { .. })))
    }

    /// Whether a confirmation has been followed, for a view that is to follow that.
    pub(crate) fn is_under_way(&self) -> bool {
        self.outcome.with(is_followed)
    }

    /// Whether a confirmation has been followed.
    pub(crate) fn is_under_way_untracked(&self) -> bool {
        self.outcome.with_untracked(is_followed)
    }
}

fn is_followed(outcome: &Option<Outcome>) -> bool {
    !matches!(outcome, None | Some(Outcome::Refused(_)))
}

/// A person has confirmed. `tell` tells the page by `simfare-checkout`, and whether the page takes
/// over; if it doesn't, what `prepare` decides is done. However often this is called, one
/// confirmation is followed once; the next needs another trip or way, or [`Handing::forget`].
pub(crate) fn confirm(
    state: State,
    tell: impl FnOnce() -> bool,
    prepare: impl FnOnce() -> Result<Action, Refusal>,
) {
    let handing = state.handoff;
    if handing.is_under_way_untracked() {
        return;
    }
    // From now on, even if the page's listener itself should click.
    handing.put(Some(Outcome::Told { is_late: false }));
    if !tell() {
        match prepare() {
            Ok(action) => carry_out(state, action),
            Err(refusal) => refuse(state, refusal),
        }
    }
    // Where the page does the rest, it says itself where one goes on.
    if handing.is_told() {
        grow_late(state);
    } else {
        planner::focus(state, "handed");
    }
    planner::announce(state);
}

/// The planner's own button, where no checkout asks for more.
pub(crate) fn choose(state: State, found: &Arc<Found>) {
    let quote = found.quote_of(&state.choice.get_untracked());
    if !is_the_pages(state) && is_past(state, &quote) {
        planner::focus(state, "handed");
        return;
    }
    if checkout::is_asked_for(state) {
        checkout::open_choice(state, found);
        return;
    }
    let choice = state.choice.get_untracked();
    let is_event =
        state.handoff.setup.with_untracked(|setup| setup.checkout.as_deref() == Some("event"));
    let decide = || match is_event {
        true => Ok(Action::Event),
        false => decide(state, found, &choice, None, &reference()),
    };
    confirm(state, || events::checkout(state, found), decide);
}

/// Whether the page itself takes what is chosen, and knows what it does.
fn is_the_pages(state: State) -> bool {
    state.handoff.setup.with_untracked(|setup| {
        setup.checkout.as_deref() == Some("event") || Kind::of(setup) == Ok(Kind::Event)
    })
}

/// Refuses what was to be bought on a day that has passed: a price of then is nobody's now.
pub(crate) fn is_past(state: State, quote: &Quote) -> bool {
    let refusal = Refusal::of_the_past(now_of(quote), state.today.get_untracked());
    let is_past = refusal.is_some();
    if let Some(refusal) = refusal {
        refuse(state, refusal);
    }
    is_past
}

/// What is to be done with a way of an answer, as the page has set it up. `reference` is the
/// order's.
pub(crate) fn decide(
    state: State,
    found: &Arc<Found>,
    choice: &Choice,
    email: Option<&str>,
    reference: &str,
) -> Result<Action, Refusal> {
    let setup = state.handoff.setup.get_untracked();
    let kind = Kind::of(&setup)?;
    let format = state.format.get_untracked();
    let (request, quote) = (found.request_of(choice), found.quote_of(choice));
    let now = now_of(&quote);
    let view = View::new(state, &format, found, choice);
    let note: Vec<String> = now.iter().map(|purchase| view.purchase(purchase)).collect();
    let handover = Handover {
        catalog: &found.catalog,
        request: &request,
        quote: &quote,
        now,
        email,
        locale: &format.own_tag(),
        reference,
        note: Some(&note.join("; ")),
    };
    prepare(kind, setup.endpoint.as_deref(), &setup.allow_origins, &handover)
}

/// A reference nobody else has; empty, and so not sent, where the browser has no chance to offer.
pub(crate) fn reference() -> String {
    let mut bytes = [0u8; 16];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    match crypto.map(|crypto| crypto.get_random_values_with_u8_array(&mut bytes)) {
        Some(Ok(_)) => bytes.iter().map(|byte| format!("{byte:02x}")).collect(),
        _ => String::new(),
    }
}

fn carry_out(state: State, action: Action) {
    match action {
        // What the service needs, the checkout knows.
        Action::Event | Action::Service => {}
        Action::Paddle(call) => match open(&call) {
            Some(()) => {
                state.handoff.put(Some(Outcome::Opened { call, is_late: false }));
                grow_late(state);
            }
            None => {
                let message = "Paddle.Checkout.open failed, or isn't on the page";
                refuse(state, Refusal::new(Code::Paddle, "/handoff", message));
            }
        },
        Action::Navigate(mut all) => match (all.pop(), all.is_empty()) {
            (Some(to), true) => lead(state, to),
            (Some(last), false) => {
                all.push(last);
                state.handoff.put(Some(Outcome::Payments { all: all.into(), opened: Vec::new() }));
            }
            (None, _) => {}
        },
    }
}

/// Leads there.
pub(crate) fn lead(state: State, to: Destination) {
    let way = leave(&to.url);
    let is_late = way == Way::Blocked;
    state.handoff.put(Some(Outcome::Going { to, way, is_late }));
    grow_late(state);
}

/// Says why something isn't handed over.
pub(crate) fn refuse(state: State, refusal: Refusal) {
    let problem = Arc::new(Problem::from(refusal));
    state.handoff.put(Some(Outcome::Refused(Arc::clone(&problem))));
    events::error(state, &problem);
}

/// Offers another way, should the person still be here after a while.
fn grow_late(state: State) {
    let count = state.handoff.count;
    let own = count.get_untracked();
    set_timeout(
        move || {
            // It was for an earlier confirmation, or for one that was forgotten.
            if count.try_get_untracked() != Some(own) {
                return;
            }
            // A planner that is gone has no outcome any more.
            let _ = state.handoff.outcome.try_update(|outcome| {
                if let Some(
                    Outcome::Told { is_late }
                    | Outcome::Going { is_late, .. }
                    | Outcome::Opened { is_late, .. },
                ) = outcome
                {
                    *is_late = true;
                }
            });
        },
        PATIENCE,
    );
}

/// Opens Paddle's checkout once more.
pub(super) fn open_again(state: State, call: Paddle) {
    state.handoff.put(Some(Outcome::Told { is_late: false }));
    carry_out(state, Action::Paddle(call));
}

/// A payment of several was opened, by its link.
pub(super) fn note_opened(state: State, at: usize) {
    state.handoff.outcome.update(|outcome| {
        if let Some(Outcome::Payments { opened, .. }) = outcome
            && !opened.contains(&at)
        {
            opened.push(at);
        }
    });
}

/// Whether this page stands in another's frame.
pub(crate) fn is_framed() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let top = window.top().ok().flatten();
    top.is_some_and(|top| !Object::is(&top, &window))
}

/// Goes to an address.
fn leave(url: &str) -> Way {
    let Some(window) = web_sys::window() else { return Way::Blocked };
    let top = window.top().ok().flatten().unwrap_or_else(|| window.clone());
    // Of another origin's window only this may be touched, and not from within every frame.
    if top.location().set_href(url).is_ok() {
        return Way::SameTab;
    }
    match window.open_with_url_and_target(url, "_blank") {
        Ok(Some(opened)) => {
            // It needs no hold on this page. Where that can't be said, its origin is a known one.
            let _ = opened.set_opener(&JsValue::NULL);
            Way::NewTab
        }
        _ => Way::Blocked,
    }
}

/// Calls `Paddle.Checkout.open` of the page. Nothing where there is none, or it throws.
fn open(call: &Paddle) -> Option<()> {
    let window = web_sys::window()?;
    let paddle = Reflect::get(&window, &"Paddle".into()).ok()?;
    let checkout = Reflect::get(&paddle, &"Checkout".into()).ok()?;
    let open: Function = Reflect::get(&checkout, &"open".into()).ok()?.dyn_into().ok()?;
    let items: Array = call
        .items
        .iter()
        .map(|(id, quantity)| {
            // At most a few thousand: exact.
            let quantity = *quantity as f64;
            object(&[("priceId", id.as_str().into()), ("quantity", JsValue::from(quantity))])
        })
        .collect();
    let custom: Vec<(&str, &str)> =
        call.custom_data.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let customer = call.email.as_ref().map(|email| object(&[("email", email.as_str())]));
    let code = call.discount_code.as_ref().map(|code| JsValue::from(code.as_str()));
    let settings = call.locale.map(|locale| object(&[("locale", locale)]));
    let mut options = vec![("items", items.into()), ("customData", object(&custom).into())];
    options.extend(customer.map(|customer| ("customer", customer.into())));
    options.extend(code.map(|code| ("discountCode", code)));
    options.extend(settings.map(|settings| ("settings", settings.into())));
    open.call1(&checkout, &object::<JsValue>(&options)).ok().map(|_| ())
}
