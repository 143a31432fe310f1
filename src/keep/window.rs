//! What the window tells a planner, as long as the planner is in the page.

use super::{print, saving};
use crate::listener::{Listener, is_kept};
use crate::state::State;

/// All that a planner listens to.
pub(super) fn listeners(state: State) -> Vec<Listener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    vec![
        // A page that is left doesn't wait.
        Listener::new(&window, "pagehide", move |_| saving::write(state)),
        // One that goes back among its own addresses may come to that of an earlier trip, and
        // stays with the present one.
        Listener::new(&window, "popstate", move |_| saving::write(state)),
        // Back from a shop's page, where the browser has kept this one.
        Listener::new(&window, "pageshow", move |event| {
            if is_kept(event) {
                state.handoff.come_back();
                // WebKit has emptied the fields: they are written again.
                state.trip.update(|_| ());
            }
        }),
        Listener::new(&window, "focus", move |_| crate::planner::look_at_the_clock(state)),
        Listener::new(&window, "beforeprint", move |_| print::unfold(state)),
        Listener::new(&window, "afterprint", move |_| print::fold(state)),
    ]
}
