//! Getting the catalog: from an address, with patience and its end, or from the page itself.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use js_sys::{JsString, Uint8Array};
use leptos::prelude::{TimeoutHandle, set_timeout_with_handle};
use simfare_engine::Catalog;
use simfare_engine::catalog::Reading;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{AbortController, RequestInit, Response};

use crate::clock::{self, now};
use crate::problem::{Kind, Problem};
use crate::state::{Shelf, State};
use crate::{panic, planner};

/// After this long a person is told that it takes long.
const SLOW: Duration = Duration::from_secs(3);
/// After this long nobody waits any more.
const LIMIT: Duration = Duration::from_secs(15);
/// How often a connection that fails is tried, and the pause before the second time: then three times as
/// long, each up to twice that, so that not all who failed together come back together.
const TRIES: u32 = 3;
const PAUSE: Duration = Duration::from_millis(300);
/// From so many bytes on, a catalog is read in pieces: less is read within a frame or two.
const LARGE: u32 = 512 * 1024;
/// How long reading goes on before a pause, in milliseconds.
const STINT: f64 = 10.0;

/// The load under way, if any.
#[derive(Debug, Default)]
pub(crate) struct Loading {
    url: RefCell<Option<String>>,
    /// Counts the loads: a result of an earlier one is nobody's any more.
    number: Cell<u32>,
    abort: RefCell<Option<AbortController>>,
    timers: RefCell<Vec<TimeoutHandle>>,
    timed_out: Cell<bool>,
    /// Whether somebody has said where the catalog is.
    given: Cell<bool>,
    /// The page's own catalog, as JSON: frameworks set the same again and again.
    said: RefCell<Option<JsString>>,
    /// A large catalog of the page's, until it is read.
    held: RefCell<Option<Uint8Array>>,
}

impl Loading {
    /// Ends what is under way; the number of what begins.
    fn end(&self) -> u32 {
        self.number.set(self.number.get().wrapping_add(1));
        self.wait_no_longer();
        self.number.get()
    }

    /// Nothing more has to come from the network.
    fn wait_no_longer(&self) {
        if let Some(abort) = self.abort.borrow_mut().take() {
            abort.abort();
        }
        for timer in self.timers.borrow_mut().drain(..) {
            timer.clear();
        }
    }

    fn after(&self, time: Duration, act: impl FnOnce() + 'static) {
        if let Ok(timer) = set_timeout_with_handle(act, time) {
            self.timers.borrow_mut().push(timer);
        }
    }
}

/// Takes the catalog from an address, relative to the page.
pub(crate) fn from_url(state: State, url: Option<String>) {
    // An empty address would be the page's own.
    let url = url.filter(|url| !url.trim().is_empty());
    let page = state.page();
    page.loading.given.set(url.is_some());
    *page.loading.url.borrow_mut() = url;
    *page.loading.said.borrow_mut() = None;
    *page.loading.held.borrow_mut() = None;
    if page.host().is_some() {
        load(state);
    } else {
        page.loading.end();
        state.shelf.set(Shelf::Empty);
    }
}

/// Takes the catalog as the page has it.
pub(crate) fn from_value(state: State, value: &JsValue) {
    let page = state.page();
    // What JSON can't say (a circle, say) is as good as no catalog.
    let said = js_sys::JSON::stringify(value).ok().filter(|json| json.is_string());
    if said.is_some() && *page.loading.said.borrow() == said {
        return;
    }
    let number = page.loading.end();
    page.loading.given.set(true);
    *page.loading.url.borrow_mut() = None;
    let json = said.as_ref().and_then(|json| json.as_string());
    *page.loading.said.borrow_mut() = said;
    let text = Uint8Array::from(json.unwrap_or_default().as_bytes());
    if text.length() < LARGE {
        *page.loading.held.borrow_mut() = None;
        planner::stock(state, read(text));
    } else {
        *page.loading.held.borrow_mut() = Some(text.clone());
        state.shelf.set(Shelf::Loading { slow: false });
        spawn_local(read_in_pieces(state, number, text));
    }
}

/// Whether there is an address to try again.
pub(crate) fn has_url(state: State) -> bool {
    state.page().loading.url.borrow().is_some()
}

/// Begins, or begins again, where the planner comes into the page without a catalog.
pub(crate) fn resume(state: State) {
    if matches!(state.shelf.get_untracked(), Shelf::Empty) {
        load(state);
    }
}

/// Stops where the planner leaves the page.
pub(crate) fn pause(state: State) {
    state.page().loading.end();
    if matches!(state.shelf.get_untracked(), Shelf::Loading { .. }) {
        state.shelf.set(Shelf::Empty);
    }
}

/// Loads the catalog from its address.
pub(crate) fn load(state: State) {
    let page = state.page();
    let loading = &page.loading;
    let number = loading.end();
    if let Some(text) = loading.held.borrow().clone() {
        state.shelf.set(Shelf::Loading { slow: false });
        spawn_local(read_in_pieces(state, number, text));
        return;
    }
    let Some(url) = loading.url.borrow().clone() else {
        if !loading.given.get() {
            planner::without_catalog(state);
        }
        return;
    };
    state.shelf.set(Shelf::Loading { slow: false });
    // Only outside of pages there is none.
    let Ok(abort) = AbortController::new() else { return };
    *loading.abort.borrow_mut() = Some(abort.clone());
    loading.timed_out.set(false);
    loading.after(SLOW, move || planner::slow(state));
    let limit = abort.clone();
    loading.after(LIMIT, move || {
        state.page().loading.timed_out.set(true);
        limit.abort();
    });
    spawn_local(async move {
        let mut outcome = fetch(&url, &abort).await;
        for failures in 1..TRIES {
            if !outcome.as_ref().is_err_and(is_worth_a_try) || abort.signal().aborted() {
                break;
            }
            let pause = PAUSE * 3_u32.pow(failures - 1);
            let more = (js_sys::Math::random() * 256.0) as u32;
            clock::pause(pause + pause * more / 256).await;
            outcome = fetch(&url, &abort).await;
        }
        let page = state.page();
        if page.loading.number.get() != number {
            return;
        }
        page.loading.wait_no_longer();
        let stocked = match outcome {
            Ok(text) if text.length() >= LARGE => return read_in_pieces(state, number, text).await,
            Ok(text) => read(text),
            Err(_) if page.loading.timed_out.get() => Err(Kind::CatalogTimeout.into()),
            Err(kind) => Err(kind.into()),
        };
        planner::stock(state, stocked);
    });
}

fn is_worth_a_try(kind: &Kind) -> bool {
    matches!(kind, Kind::CatalogUnreachable | Kind::CatalogStatus(500..))
}

/// Reads a large catalog with pauses, in which the page can be drawn and used.
async fn read_in_pieces(state: State, number: u32, text: Uint8Array) {
    let mut reading = Reading::new(text.to_vec());
    // Another catalog, or the planner's end, may have come before the first piece too.
    while !panic::has_happened() && state.page().loading.number.get() == number {
        let begun = now();
        while now() - begun < STINT {
            let Some(read) = reading.step() else { continue };
            *state.page().loading.held.borrow_mut() = None;
            planner::stock(state, read.map(|read| (read, text)).map_err(Problem::of_catalog));
            return;
        }
        // Pages that nobody sees are drawn for nobody, and their timers are slow.
        let page = web_sys::window().and_then(|window| window.document());
        if page.is_some_and(|page| !page.hidden()) {
            clock::pause(Duration::ZERO).await;
        }
    }
}

/// A catalog, and what it was read from.
fn read(text: Uint8Array) -> Result<(Catalog, Uint8Array), Problem> {
    let catalog = Catalog::from_json(&text.to_vec()).map_err(Problem::of_catalog)?;
    Ok((catalog, text))
}

async fn fetch(url: &str, abort: &AbortController) -> Result<Uint8Array, Kind> {
    let unreachable = |_| Kind::CatalogUnreachable;
    let options = RequestInit::new();
    options.set_signal(Some(&abort.signal()));
    let window = web_sys::window().ok_or(Kind::CatalogUnreachable)?;
    let response = JsFuture::from(window.fetch_with_str_and_init(url, &options));
    let response: Response =
        response.await.map_err(unreachable)?.dyn_into().map_err(unreachable)?;
    if !response.ok() {
        return Err(Kind::CatalogStatus(response.status()));
    }
    // A page in place of a catalog: what many servers answer for what they don't have. Its
    // faults as JSON would help nobody.
    let kind = response.headers().get("content-type").ok().flatten().unwrap_or_default();
    if kind.starts_with("text/html") {
        return Err(Kind::CatalogType);
    }
    let body = response.array_buffer().map_err(unreachable)?;
    let body = JsFuture::from(body).await.map_err(unreachable)?;
    Ok(Uint8Array::new(&body))
}
