//! What a person takes away: a link to the trip, the answer on paper, reminders for a calendar;
//! and the trip itself, kept by the browser until they come back.
//!
//! - [`link`] makes a text of a trip and finds its place in an address.
//! - [`saving`] writes and reads it, as `persist` asks; [`restore`] reads it by a catalog that may
//!   have changed since.
//! - [`calendar`] writes calendar files; [`reminders`] says what stands in them.
//! - [`print`] prepares the page for paper; the rest of that is `style/print.css`.

mod calendar;
mod lead;
mod link;
mod print;
mod reminders;
mod restore;
mod saving;
mod window;

use std::sync::Arc;

use js_sys::{Array, Function, Promise, Reflect};
use leptos::prelude::{GetUntracked, set_timeout};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, BlobPropertyBag, HtmlElement, HtmlInputElement, Url};

use crate::answer::View;
use crate::dom::{El, Property, el};
use crate::planner;
use crate::problem::Problem;
use crate::signal::Signal;
use crate::state::{Answer, State};

pub(crate) use calendar::Event;
pub(crate) use reminders::Schedule;
pub(crate) use saving::{Saving, persist, restore, touch};

use restore::Part;

/// How long a file may take from the page to the disk.
const DOWNLOAD: std::time::Duration = std::time::Duration::from_secs(60);

/// What is drawn of keeping trips.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keep {
    /// What became of a trip that was brought back, where it isn't all there.
    pub(crate) note: Signal<Option<Arc<Note>>>,
    /// What became of the last button pressed.
    outcome: Signal<Outcome>,
}

/// See [`Keep::note`].
#[derive(Debug, Clone)]
pub(crate) struct Note {
    /// What the page is told too; nothing where the trip was the browser's own.
    pub(crate) problem: Option<Arc<Problem>>,
    /// What is missing. Without any, the whole trip is.
    dropped: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Nothing,
    /// This link is in the clipboard.
    Copied(String),
    /// This one couldn't be put there.
    Shown(String),
    /// The trip is too long for a link.
    NoLink,
    /// A file with so many reminders was given to the browser.
    Saved(u64),
    /// The browser took no file.
    NotSaved,
}

impl Keep {
    /// To be called under an owner of Leptos's.
    pub(crate) fn new() -> Self {
        Self { note: Signal::new(None), outcome: Signal::new(Outcome::Nothing) }
    }

    /// The trip is another one: what was said of the last is history.
    pub(crate) fn forget(&self) {
        // All of the planner is drawn with it.
        if self.note.with_untracked(Option::is_some) {
            self.note.set(None);
        }
        self.outcome.set(Outcome::Nothing);
    }
}

/// Begins where the planner is drawn.
pub(crate) fn begin(state: State) {
    saving::follow(state);
    *state.page().saving.listeners.borrow_mut() = window::listeners(state);
}

/// Ends where the planner leaves the page.
pub(crate) fn end(state: State) {
    saving::write(state);
    let page = state.page();
    page.saving.listeners.take();
    page.saving.unfolded.take();
}

/// The heading of a print, above the answer as it is now.
pub(crate) fn printed(state: State) -> El {
    let heading = el("div").class("printed");
    let format = state.format.get_untracked();
    match state.answer.get_untracked() {
        Answer::Found(found) | Answer::Working { before: Some(found), .. } => {
            print::heading(heading, state, &format, &found)
        }
        _ => heading.attr("hidden", ""),
    }
}

/// What of a trip couldn't be brought back: before everything else, since it is the first that
/// somebody who followed a link has to know.
pub(crate) fn note(state: State) -> Option<El> {
    state.keep.note.get().map(|note| note_of(state, &note))
}

#[cold]
#[inline(never)]
fn note_of(state: State, note: &Note) -> El {
    let format = state.format.get();
    let texts = format.texts;
    let text = if note.dropped.is_empty() {
        texts.link_broken().to_owned()
    } else {
        let parts = note.dropped.iter().map(|part| match part {
            Part::Coupon => texts.link_part_coupon(),
            Part::PaymentMethod => texts.link_part_payment(),
            Part::Line => texts.link_part_line(),
            Part::Brands => texts.link_part_brands(),
        });
        let parts: Vec<&str> = parts.collect();
        texts.link_without(&parts.join(texts.printed_and())).text()
    };
    el("div")
        .class("keep-note")
        .part("link-note")
        .attr("role", "alert")
        .child(el("p").child(text))
        .child(
            el("button")
                .attr("type", "button")
                .class("quiet")
                .part("button")
                .on("click", move |_| {
                    state.keep.note.set(None);
                    planner::focus(state, "trip");
                })
                .child(texts.link_note_done()),
        )
}

/// The section under the bill.
pub(crate) fn keep(view: &View<'_>) -> El {
    let texts = view.format.texts;
    let state = view.state;
    let outcome = state.keep.outcome.get();
    let json = view.way.found.request.to_json(view.way.found.catalog.minor_digits());
    let button = |label: &'static str, part: &'static str| {
        el("button").attr("type", "button").class("quiet").part(part).child(label)
    };
    let link = saving::address().map(|_| {
        button(texts.copy_link(), "button copy-link").on("click", move |_| copy(state, &json))
    });
    let print = button(texts.print(), "button print").on("click", move |_| print::print(state));
    let calendar = button(texts.add_to_calendar(), "button add-to-calendar")
        .on("click", move |_| state.keep.outcome.set(save(state)));
    let said = match &outcome {
        Outcome::Nothing => String::new(),
        Outcome::Copied(_) => texts.link_copied().to_owned(),
        Outcome::Shown(_) => texts.link_shown().to_owned(),
        Outcome::NoLink => texts.link_too_long().to_owned(),
        Outcome::Saved(events) => {
            let events = view.format.count(texts.count_reminders(), *events);
            texts.calendar_saved(&events).text()
        }
        Outcome::NotSaved => texts.calendar_not_saved().to_owned(),
    };
    let shown = match outcome {
        Outcome::Shown(link) => Some(
            el("input")
                .attr("id", "keep-link")
                .attr("type", "text")
                .attr("readonly", "")
                .attr("aria-label", texts.link())
                .part("input link")
                .on("focus", |event| {
                    let field = event.current_target();
                    if let Some(field) = field.and_then(|field| field.dyn_into().ok()) {
                        let field: HtmlInputElement = field;
                        field.select();
                    }
                })
                .holds(Property::Value(link)),
        ),
        _ => None,
    };
    el("section")
        .class("keep")
        .part("keep")
        .attr("aria-labelledby", "keep")
        .child(el("h3").attr("id", "keep").part("heading").child(texts.keep()))
        .child(el("div").class("actions").maybe(link).child(print).child(calendar))
        .child(
            el("p").class("hint keep-said").part("keep-outcome").attr("role", "status").child(said),
        )
        .maybe(shown)
}

/// Puts a link to the trip into the clipboard, or shows it.
fn copy(state: State, json: &str) {
    let Some(link) = saving::address_of(state, json) else {
        state.keep.outcome.set(Outcome::NoLink);
        return;
    };
    let writing = write_to_clipboard(&link);
    spawn_local(async move {
        let is_written = match writing {
            Some(writing) => JsFuture::from(writing).await.is_ok(),
            None => false,
        };
        if is_written {
            state.keep.outcome.set(Outcome::Copied(link));
        } else {
            state.keep.outcome.set(Outcome::Shown(link));
            planner::focus(state, "keep-link");
        }
    });
}

/// Nothing where the browser has no clipboard for us: it has one only for safe origins.
pub(crate) fn write_to_clipboard(text: &str) -> Option<Promise> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    let clipboard = Reflect::get(&navigator, &"clipboard".into()).ok()?;
    let write = Reflect::get(&clipboard, &"writeText".into()).ok()?;
    let write: Function = write.dyn_into().ok()?;
    write.call1(&clipboard, &text.into()).ok()?.dyn_into().ok()
}

/// Has the browser download a calendar file.
fn save(state: State) -> Outcome {
    let Answer::Found(found) = state.answer.get_untracked() else { return Outcome::NotSaved };
    let format = state.format.get_untracked();
    let choice = state.choice.get_untracked();
    let view = View::new(state, &format, &found, &choice);
    let address = saving::address().unwrap_or_default();
    let schedule = Schedule {
        catalog: &found.catalog,
        request: &found.request,
        purchases: view.way.purchases,
        is_automatic: false,
        format: &format,
        money: &view.money,
        today: state.today.get_untracked(),
    };
    let events = reminders::events(&schedule, 0, link::bare(&address));
    let name = format!("simfare-{}.ics", found.request.start_date);
    match save_events(&name, &events) {
        Some(()) => Outcome::Saved(events.len() as u64),
        None => Outcome::NotSaved,
    }
}

/// What is to be done after so many purchases of a schedule, and when the last of it ends.
pub(crate) fn events_after(schedule: &Schedule<'_>, done: usize) -> Vec<Event> {
    let address = saving::address().unwrap_or_default();
    let mut events = reminders::events(schedule, done, link::bare(&address));
    events.extend(reminders::ends(schedule));
    events
}

/// Has the browser download a calendar file with events.
pub(crate) fn save_events(name: &str, events: &[Event]) -> Option<()> {
    // Whole seconds since 1970, exact far beyond any calendar.
    let now = (js_sys::Date::now() / 1000.0) as u64;
    download(name, &calendar::file(events, now))
}

fn download(name: &str, text: &str) -> Option<()> {
    let kind = BlobPropertyBag::new();
    kind.set_type("text/calendar;charset=utf-8");
    let parts = Array::of1(&JsValue::from_str(text));
    let blob = Blob::new_with_str_sequence_and_options(&parts, &kind).ok()?;
    let address = Url::create_object_url_with_blob(&blob).ok()?;
    let link = web_sys::window()?.document()?.create_element("a").ok()?;
    link.set_attribute("href", &address).ok()?;
    link.set_attribute("download", name).ok()?;
    link.dyn_into::<HtmlElement>().ok()?.click();
    set_timeout(
        move || {
            let _ = Url::revoke_object_url(&address);
        },
        DOWNLOAD,
    );
    Some(())
}
