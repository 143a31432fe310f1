//! What the window says while a checkout is in the page: whether there is a network, and that
//! somebody looks again.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::EventTarget;

use super::till::Stage;
use super::watch;
use crate::panic;
use crate::state::State;

/// A listener. Dropped, it is gone.
#[derive(Debug)]
pub(super) struct Listeners {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn FnMut()>,
}

impl Listeners {
    fn new(target: EventTarget, event: &'static str, mut act: impl FnMut() + 'static) -> Self {
        let closure = Closure::<dyn FnMut()>::new(move || {
            if !panic::has_happened() {
                act();
            }
        });
        let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        Self { target, event, closure }
    }
}

impl Drop for Listeners {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.event, function);
    }
}

/// Listens for a checkout.
pub(super) fn listen(state: State) -> Vec<Listeners> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let document: Option<EventTarget> = window.document().map(Into::into);
    let network = move || {
        let is_online = is_online();
        state.till.is_online.set(is_online);
        if is_online {
            watch::look(state);
        }
    };
    let mut listeners = vec![
        Listeners::new(window.clone().into(), "online", network),
        Listeners::new(window.clone().into(), "offline", network),
        // Whoever comes back to an order is on the way nowhere.
        Listeners::new(window.clone().into(), "pagehide", move || {
            if matches!(state.till.stage.get_untracked(), Stage::Ordered { .. }) {
                state.handoff.forget();
            }
        }),
        // Back from a payment page, where the browser has kept this one.
        Listeners::new(window.into(), "pageshow", move || watch::look(state)),
    ];
    listeners.extend(document.map(|document| {
        Listeners::new(document, "visibilitychange", move || {
            if !is_hidden() {
                watch::look(state);
            }
        })
    }));
    listeners
}

/// Whether there is a network, as far as the browser knows.
pub(super) fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

/// Whether nobody can see the page.
pub(super) fn is_hidden() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| document.hidden())
}
