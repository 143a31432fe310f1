//! A listener of what isn't drawn here: the window and its document.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Event, EventTarget, PageTransitionEvent};

use crate::panic;

/// A listener. Dropped, it is gone.
#[derive(Debug)]
pub(crate) struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn FnMut(Event)>,
}

impl Listener {
    /// Acts on every event of a kind from now on.
    pub(crate) fn new(
        target: &EventTarget,
        event: &'static str,
        mut act: impl FnMut(&Event) + 'static,
    ) -> Self {
        let closure = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            // Whoever panicked has a successor, which listens itself.
            if !panic::has_happened() {
                act(&event);
            }
        });
        // Fails only for arguments of a wrong type.
        let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        Self { target: target.clone(), event, closure }
    }
}

/// Whether a page that is shown is one that the browser had kept as it was left.
pub(crate) fn is_kept(shown: &Event) -> bool {
    shown.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted)
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.event, function);
    }
}
