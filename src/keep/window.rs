//! What the window tells a planner, as long as the planner is in the page.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

use super::{print, saving};
use crate::panic;
use crate::state::State;

/// A listener of the window's. Dropped, it is gone.
#[derive(Debug)]
pub(super) struct Listener {
    event: &'static str,
    closure: Closure<dyn FnMut()>,
}

impl Listener {
    fn new(event: &'static str, mut act: impl FnMut() + 'static) -> Self {
        let closure = Closure::<dyn FnMut()>::new(move || {
            // Whoever panicked has a successor, which listens itself.
            if !panic::has_happened() {
                act();
            }
        });
        if let Some(window) = web_sys::window() {
            let function = closure.as_ref().unchecked_ref();
            let _ = window.add_event_listener_with_callback(event, function);
        }
        Self { event, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(window) = web_sys::window() {
            let function = self.closure.as_ref().unchecked_ref();
            let _ = window.remove_event_listener_with_callback(self.event, function);
        }
    }
}

/// All that a planner listens to.
pub(super) fn listeners(state: State) -> Vec<Listener> {
    vec![
        // A page that is left doesn't wait.
        Listener::new("pagehide", move || saving::write(state)),
        // One that goes back among its own addresses may come to that of an earlier trip, and
        // stays with the present one.
        Listener::new("popstate", move || saving::write(state)),
        Listener::new("beforeprint", move || print::unfold(state)),
        Listener::new("afterprint", move || print::fold(state)),
    ]
}
