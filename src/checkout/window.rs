//! What the window says while a checkout is in the page: whether there is a network, and that
//! somebody looks again.

use web_sys::Event;

use super::till::Stage;
use super::watch;
use crate::listener::{Listener, is_kept};
use crate::state::State;

/// Listens for a checkout.
pub(super) fn listen(state: State) -> Vec<Listener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let network = move |_: &Event| {
        let is_online = is_online();
        state.till.is_online.set(is_online);
        if is_online {
            watch::look(state);
        }
    };
    let mut listeners = vec![
        Listener::new(&window, "online", network),
        Listener::new(&window, "offline", network),
        // Whoever comes back to an order is on the way nowhere.
        Listener::new(&window, "pagehide", move |_| {
            if matches!(state.till.stage.get_untracked(), Stage::Ordered { .. }) {
                state.handoff.forget();
            }
        }),
        // Back from a payment page, where the browser has kept this one.
        Listener::new(&window, "pageshow", move |event| {
            if is_kept(event) {
                state.handoff.come_back();
                // WebKit has emptied the fields.
                state.till.form.update(|_| ());
            }
            watch::look(state);
        }),
    ];
    listeners.extend(window.document().map(|document| {
        Listener::new(&document, "visibilitychange", move |_| {
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
