//! The trip in the page's address or in the browser's storage, and back from there.
//!
//! An address that a person followed is read by every planner; one is written, or storage used,
//! only where `persist` asks for it. What is kept is the request and nothing else. It is written
//! once the trip has been changed: whoever only looks leaves no trace.

use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::time::Duration;

use js_sys::{Object, Reflect};
use leptos::prelude::{Get, TimeoutHandle, set_timeout_with_handle};
use simfare_engine::{Catalog, Request};
use wasm_bindgen::{JsCast, JsValue};

use super::restore::{self as kept, Read};
use super::{Note, link};
use crate::checkout;
use crate::events;
use crate::listener::Listener;
use crate::problem::{Kind, Problem};
use crate::signal::effect;
use crate::state::{Answer, Shelf, State};
use crate::trip::Trip;

/// The name of the parameter; with it begin the keys in storage.
const NAME: &str = "simfare";

/// How long a trip must rest before it is written. Browsers refuse addresses that change more
/// than about three times a second.
const REST: Duration = Duration::from_millis(500);

/// The elements that count when a parameter is given to one of several planners.
const PLANNERS: &str = "simfare-planner";

/// Where a trip is kept (embed.md, `persist`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Place {
    #[default]
    Nowhere,
    Address,
    Storage,
}

/// What a planner knows of the trip it keeps.
#[derive(Debug, Default)]
pub(crate) struct Saving {
    place: Cell<Place>,
    /// Whether it was looked for a kept trip, which is done once.
    was_restored: Cell<bool>,
    /// Whether somebody has typed before there was a catalog to read a kept trip by.
    is_touched: Cell<bool>,
    /// Whether somebody has typed at all.
    was_typed: Cell<bool>,
    /// The first request there was: nothing has to be kept as long as it is the same.
    first: RefCell<Option<String>>,
    /// The request that is to be kept, and the catalog it is for.
    trip: RefCell<Option<(String, String)>>,
    timer: Cell<Option<TimeoutHandle>>,
    /// Of which page the address is that the trip goes into: a router changes it before it takes the
    /// planner away.
    path: RefCell<Option<String>>,
    /// Where among the planners this one last stood in the page.
    place_in_page: Cell<usize>,
    pub(super) listeners: RefCell<Vec<Listener>>,
    /// Details that were opened for a print.
    pub(super) unfolded: RefCell<Vec<web_sys::Element>>,
}

/// Takes the `persist` attribute.
pub(crate) fn persist(state: State, value: Option<&str>) {
    let place = match value {
        Some("url") => Place::Address,
        Some("local") => Place::Storage,
        _ => Place::Nowhere,
    };
    let page = state.page();
    let saving = &page.saving;
    let before = saving.place.replace(place);
    // What was changed before is kept from now on.
    if saving.trip.borrow().is_some() {
        if before == Place::Address && place != before {
            erase(state);
        }
        write_soon(state);
    } else if let (true, Shelf::Stocked(catalog)) =
        (saving.was_restored.get() && place == Place::Storage, state.shelf.get_untracked())
        && place != before
        && !saving.was_typed.get()
        && linked(state).is_none()
    {
        // A person has agreed to it later.
        bring_back(state, &catalog, None);
    }
}

/// Somebody types.
pub(crate) fn touch(state: State) {
    let saving = &state.page().saving;
    saving.was_typed.set(true);
    if !saving.was_restored.get() {
        saving.is_touched.set(true);
    }
}

/// Brings back the trip that a person followed a link to, or the one kept here. Done once, as
/// soon as there are a page and a catalog.
pub(crate) fn restore(state: State) {
    let page = state.page();
    let saving = &page.saving;
    let Shelf::Stocked(catalog) = state.shelf.get_untracked() else { return };
    if page.host().is_none() || saving.was_restored.replace(true) || saving.is_touched.get() {
        return;
    }
    let linked = linked(state);
    if linked.is_some() || saving.place.get() == Place::Storage {
        bring_back(state, &catalog, linked);
    }
}

#[cold]
#[inline(never)]
fn bring_back(state: State, catalog: &Catalog, linked: Option<String>) {
    let page = state.page();
    let saving = &page.saving;
    let mut note = None;
    if let Some(text) = linked {
        let read = link::read(&text).ok_or_else(|| {
            let mut faults = simfare_engine::Faults::default();
            faults.push("", "the link's text is no request in base64url");
            faults
        });
        match read.and_then(|json| kept::read(&json, catalog)) {
            Ok(read) => {
                note = take(state, catalog, read);
                say(state, note);
                return;
            }
            Err(faults) => {
                let problem = Problem::new(Kind::LinkFaults, faults);
                note = Some(Note { problem: Some(Arc::new(problem)), dropped: Vec::new() });
            }
        }
    }
    if saving.place.get() == Place::Storage
        && let Some(storage) = storage()
        && let Ok(Some(json)) = storage.get_item(&key(state, catalog.id.as_str()))
        // What isn't a trip any more isn't worth a word; the next one replaces it.
        && let Ok(read) = kept::read(&json, catalog)
    {
        let left_out = take(state, catalog, read);
        note = note.or(left_out.map(|note| Note { problem: None, ..note }));
    }
    say(state, note);
}

fn take(state: State, catalog: &Catalog, read: Read) -> Option<Note> {
    state.change(|trip| *trip = Trip::of(&read.request, catalog.minor_digits()));
    (!read.dropped.is_empty()).then(|| Note {
        problem: Some(Arc::new(Problem::new(Kind::LinkFaults, read.faults))),
        dropped: read.dropped,
    })
}

fn say(state: State, note: Option<Note>) {
    let Some(note) = note else { return };
    let problem = note.problem.clone();
    state.keep.note.set(Some(Arc::new(note)));
    if let Some(problem) = problem {
        events::error(state, &problem);
    }
}

/// Keeps the trip from now on. To be called where the planner is drawn.
pub(super) fn follow(state: State) {
    effect(move || match state.answer.get() {
        Answer::Found(found) => changed(state, &found.catalog, &found.request),
        Answer::Working { asked, .. } => changed(state, &asked.catalog, &asked.request),
        Answer::None | Answer::Refused(_) => {}
    });
}

fn changed(state: State, catalog: &Catalog, request: &Request) {
    let page = state.page();
    let saving = &page.saving;
    let json = request.to_json(catalog.minor_digits());
    {
        let mut first = saving.first.borrow_mut();
        let first = first.get_or_insert_with(|| json.clone());
        let mut trip = saving.trip.borrow_mut();
        if trip.is_none() && *first == json && !saving.is_touched.get() {
            return;
        }
        *trip = Some((catalog.id.as_str().to_owned(), json));
    }
    write_soon(state);
}

fn write_soon(state: State) {
    let saving = &state.page().saving;
    if saving.place.get() == Place::Nowhere {
        return;
    }
    *saving.path.borrow_mut() = path();
    let timer = set_timeout_with_handle(move || write(state), REST);
    if let Some(before) = saving.timer.replace(timer.ok()) {
        before.clear();
    }
}

/// Writes the trip where it is kept. A browser that refuses is no error: then it isn't kept.
pub(super) fn write(state: State) {
    let page = state.page();
    let saving = &page.saving;
    if let Some(timer) = saving.timer.take() {
        timer.clear();
    }
    let trip = saving.trip.borrow();
    let Some((catalog, json)) = trip.as_ref().filter(|_| page.host().is_some()) else { return };
    match saving.place.get() {
        Place::Nowhere => {}
        Place::Address => {
            if *saving.path.borrow() == path()
                && let Some(address) = address_of(state, json)
            {
                go_by(&address);
            }
        }
        Place::Storage => {
            if let Some(storage) = storage() {
                let _ = storage.set_item(&key(state, catalog), json);
            }
        }
    }
}

/// Takes the trip out of the address that this planner has written it into.
#[cold]
#[inline(never)]
fn erase(state: State) {
    if *state.page().saving.path.borrow() == path()
        && let Some(address) = address()
    {
        let name = name(&place(state), &id(state));
        go_by(&link::without_parameter(&address, &name));
    }
}

/// Gives the page another address, in place of the one it has.
fn go_by(address: &str) {
    let Some(window) = web_sys::window() else { return };
    if window.location().href().is_ok_and(|now| now == address) {
        return;
    }
    if let Ok(history) = window.history() {
        let mark = history.state().unwrap_or(JsValue::NULL);
        let _ = history.replace_state_with_url(&marked(mark, address), "", Some(address));
    }
}

/// The mark that a router has put on the page's address. Vue's has the address in it, and would put
/// that one back on the way to the next page.
fn marked(mark: JsValue, address: &str) -> JsValue {
    let current = JsValue::from_str("current");
    let written = Reflect::get(&mark, &current).ok().and_then(|written| written.as_string());
    let Some(written) = written else { return mark };
    let route = written.split(['?', '#']).next().unwrap_or_default();
    let page = link::bare(address);
    // A router behind a `#` has another path than the page.
    if !page.ends_with(route) {
        return mark;
    }
    let rest = address.get(page.len()..).unwrap_or_default();
    let copy = Object::assign(&Object::new(), mark.unchecked_ref());
    let _ = Reflect::set(&copy, &current, &format!("{route}{rest}").into());
    copy.into()
}

/// What tells pages apart that are one document: the path, and what routers put behind a `#`.
fn path() -> Option<String> {
    let location = web_sys::window()?.location();
    let route = location.hash().ok().filter(|hash| hash.starts_with("#/")).unwrap_or_default();
    Some(location.pathname().ok()? + &route)
}

/// The page's own address.
pub(super) fn address() -> Option<String> {
    let address = web_sys::window()?.location().href().ok()?;
    // A page written by another one has none.
    let has_parameters = ["http:", "https:", "file:"].iter().any(|kind| address.starts_with(kind));
    has_parameters.then_some(address)
}

/// The page's address with a trip; nothing where it would be too long, or the page has none.
pub(super) fn address_of(state: State, json: &str) -> Option<String> {
    let id = id(state);
    let place = place(state);
    let name = name(&place, &id);
    // The planner may have had another place, and name, before. An order is no part of a trip.
    let mut others = vec![format!("{NAME}-{id}")];
    others.extend(checkout::order_in_address().map(|_| "order".to_owned()));
    Some(link::with_parameter(&address()?, &others, &name, &link::write(json)?))
}

/// The trip in the page's address.
fn linked(state: State) -> Option<String> {
    let address = address()?;
    let id = id(state);
    let by_id = (!id.is_empty()).then(|| link::parameter(&address, &format!("{NAME}-{id}")));
    by_id.flatten().or_else(|| link::parameter(&address, &name(&place(state), &id)))
}

/// `simfare` for the first planner of a page; for others `simfare-` and their id, or their place
/// where they have none.
fn name(place: &usize, id: &str) -> String {
    match place {
        0 => NAME.to_owned(),
        place if id.is_empty() => format!("{NAME}-{}", place + 1),
        _ => format!("{NAME}-{id}"),
    }
}

fn key(state: State, catalog: &str) -> String {
    let id = id(state);
    let place = place(state);
    if id.is_empty() && place > 0 {
        format!("{NAME}:{catalog}:{}", place + 1)
    } else {
        format!("{NAME}:{catalog}:{id}")
    }
}

fn id(state: State) -> String {
    state.page().host().map(|host| host.id()).unwrap_or_default()
}

/// How many planners stand before this one in its document, or stood, once it has been taken away.
fn place(state: State) -> usize {
    let saving = &state.page().saving;
    let host = state.page().host();
    if host.as_ref().is_some_and(|host| host.is_connected()) {
        saving.place_in_page.set(place_now(host));
    }
    saving.place_in_page.get()
}

fn place_now(host: Option<web_sys::HtmlElement>) -> usize {
    let Some(document) = host.as_ref().and_then(|host| host.owner_document()) else { return 0 };
    let Ok(all) = document.query_selector_all(PLANNERS) else { return 0 };
    let is_host = |at: &u32| {
        all.item(*at).as_ref() == host.as_deref().map(|host: &web_sys::Element| host.as_ref())
    };
    // One in another shadow tree stands behind all of them.
    (0..all.length()).find(is_host).unwrap_or(all.length()) as usize
}

/// The browser's storage, where it lets us.
fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok()?
}
