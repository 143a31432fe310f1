//! The charts' questions are asked once somebody comes near them.

use std::cell::RefCell;

use js_sys::Array;
use leptos::prelude::{Get, request_animation_frame};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

use crate::signal::effect;
use crate::state::{Answer, State};

/// The id of what holds the charts.
pub(super) const PANELS: &str = "why-panels";

/// How near is near.
const MARGIN: &str = "300px";

/// Who watches for the charts to come near.
#[derive(Debug, Default)]
pub(crate) struct Sight(RefCell<Option<Watch>>);

#[derive(Debug)]
struct Watch {
    observer: IntersectionObserver,
    element: web_sys::Element,
    _seen: Closure<dyn FnMut(Array)>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

impl Sight {
    /// Watches no more.
    pub(crate) fn leave(&self) {
        self.0.borrow_mut().take();
    }
}

/// Watches whenever there is something to be seen, as long as the planner is in the page.
pub(crate) fn follow(state: State) {
    effect(move || {
        let is_here = state.more.get().here().is_some();
        if is_here && matches!(state.answer.get(), Answer::Found(found) if found.is_feasible()) {
            // Drawn by then.
            request_animation_frame(move || watch(state));
        }
    });
}

fn watch(state: State) {
    let page = state.page();
    let root = page.host().and_then(|host| host.shadow_root());
    let Some(element) = root.and_then(|root| root.get_element_by_id(PANELS)) else { return };
    let mut watch = page.sight.0.borrow_mut();
    if watch.as_ref().is_some_and(|watch| watch.element == element) {
        return;
    }
    let seen = Closure::new(move |entries: Array| {
        let is_near = entries.iter().any(|entry| {
            let entry: IntersectionObserverEntry = entry.unchecked_into();
            entry.is_intersecting()
        });
        if is_near {
            want(state);
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin(MARGIN);
    let function: &JsValue = seen.as_ref();
    let observer = IntersectionObserver::new_with_options(function.unchecked_ref(), &options);
    match observer {
        Ok(observer) => {
            observer.observe(&element);
            *watch = Some(Watch { observer, element, _seen: seen });
        }
        // Nobody can tell: then at once.
        Err(_) => want(state),
    }
}

fn want(state: State) {
    if state.page().host().is_some() {
        state.by_days.want(true);
        state.by_data.want(true);
    }
}
