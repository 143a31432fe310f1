//! One planner: in the page, out of it, and what it tells the page and the person.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use js_sys::Uint8Array;
use leptos::mount::{UnmountHandle, mount_to_renderer};
use leptos::prelude::{Get, GetUntracked, Owner, request_animation_frame, set_timeout_with_handle};
use simfare_engine::{Catalog, Faults};
use wasm_bindgen::JsCast;

use crate::dom::{Drawn, El, Node, el, live};
use crate::locale::{Format, today};
use crate::part::Part;
use crate::problem::{Kind, Problem};
use crate::signal::effect;
use crate::state::{Answer, Shelf, State};
use crate::trip::Field;
use crate::{answer, apply, catalog, checkout, desk, events, keep, more, part, remark, trip, why};

/// How long after a change a screen reader is told the answer: nobody wants to hear one for each
/// digit typed.
const SPEECH_DELAY: Duration = Duration::from_millis(700);

/// A planner drawn into the page. Dropped, it is out of the page with all its listeners.
pub(crate) struct View {
    _mounted: UnmountHandle<Drawn>,
}

/// Makes a planner that isn't in a page yet, or a checkout without one. All its signals belong to
/// the owner. `None` only where the person's clock shows no date.
pub(crate) fn new(is_checkout: bool, format: Format) -> Option<(Owner, State)> {
    let today = today()?;
    let owner = Owner::new();
    let state = owner.with(|| State::new(today, format));
    state.page().till.is_alone.set(is_checkout);
    Some((owner, state))
}

/// Draws the planner into an element of the host's shadow tree.
pub(crate) fn connect(
    owner: &Owner,
    state: State,
    host: web_sys::HtmlElement,
    into: &web_sys::Element,
) -> View {
    state.page().set_host(Some(host));
    if let Some(today) = today() {
        state.today.set(today);
    }
    catalog::resume(state);
    let is_checkout = state.page().till.is_alone.get();
    if !is_checkout {
        keep::restore(state);
    }
    checkout::arrive(state);
    let mounted = owner.with(|| {
        mount_to_renderer(into, move || {
            if is_checkout {
                follow_problems(state);
                return draw_checkout(state);
            }
            follow(state);
            keep::begin(state);
            draw(state)
        })
    });
    if state.page().first_time() {
        events::ready(state);
    }
    View { _mounted: mounted }
}

/// Leaves the page: nothing goes on, and nothing holds the host.
pub(crate) fn disconnect(state: State) {
    checkout::leave(state);
    keep::end(state);
    catalog::pause(state);
    state.page().desk.leave();
    state.page().sight.leave();
    state.page().hush();
    state.page().set_host(None);
}

/// The frame; its parts follow what they read, each by itself.
fn draw(state: State) -> El {
    el("div")
        .class("frame")
        .part("frame")
        .child(live(move || {
            let format = state.format.get();
            // A checkout has the planner's place; the form keeps what is typed.
            let is_open = state.till.is_open();
            el("div")
                .class("layout")
                .attr("lang", format.tag)
                .attr("dir", format.texts.direction())
                .flag("data-folded", state.folded.get())
                .flag("data-checkout", is_open)
                .flag("data-room", keeps_room(state))
                .maybe(keep::note(state))
                .child(
                    el("div")
                        .class("trip")
                        .part("trip")
                        .flag("hidden", is_open)
                        .on("input", move |_| keep::touch(state))
                        .child(live(move || trip::chips(state)))
                        .child(live(move || trip::form(state))),
                )
                .child(live(
                    move || if is_open { hidden("div", "printed") } else { printed(state) },
                ))
                .child(live(move || {
                    if is_open { hidden("section", "answer") } else { answer::answer(state) }
                }))
                .child(live(
                    move || if is_open { hidden("div", "bar") } else { answer::bar(state) },
                ))
                .child(live(move || checkout::note(state)))
                .child(live(move || checkout::inline(state)))
                .child(live(move || checkout::bar(state)))
        }))
        .child(live(move || part::failure(state)))
        .child(spoken(state))
}

/// Whether more is to come below: until it is here, what follows the planner on the page stays where it will
/// be, or out of sight, as it was while the widget itself was fetched.
fn keeps_room(state: State) -> bool {
    let is_failed = matches!(state.shelf.get(), Shelf::Failed(_))
        || matches!(state.answer.get(), Answer::Refused(_))
        || state.refused.get().is_some();
    !is_failed && matches!(state.more.get(), Part::Away | Part::Coming)
}

fn hidden(tag: &'static str, class: &'static str) -> El {
    el(tag).class(class).attr("hidden", "")
}

/// The heading of a print. Nobody waits for it, and it says all of the trip: it follows what is
/// typed once that has been quiet for a moment, and is there when something is printed.
fn printed(state: State) -> El {
    state.quiet.get();
    let more = state.more.get().here();
    more.map_or_else(|| hidden("div", "printed"), |more| (more.printed)(state))
}

/// A checkout and nothing else.
fn draw_checkout(state: State) -> El {
    el("div")
        .class("frame")
        .part("frame")
        .attr("id", "whole")
        .attr("tabindex", "-1")
        .child(live(move || checkout::alone(state)))
        .child(live(move || part::failure(state)))
        .child(spoken(state))
}

fn spoken(state: State) -> Node {
    live(move || {
        // A new language comes with its words.
        let format = state.format.get_untracked();
        el("p")
            .class("hidden")
            .attr("role", "status")
            .attr("lang", format.tag)
            .attr("dir", format.texts.direction())
            .child(state.spoken.get())
    })
}

/// Tells the page and the person what has changed.
fn follow(state: State) {
    desk::follow(state);
    more::follow(state);
    why::follow(state);
    effect(move || {
        let answer = state.answer.get();
        if !state.page().is_told(&answer) {
            // What comes after an answer is news again.
            state.page().is_news(None);
            match &answer {
                Answer::Found(found) => events::quote(state, found),
                Answer::Refused(problem) => events::error(state, problem),
                // Told when it is here.
                Answer::None | Answer::Working { .. } => {}
            }
        }
        announce(state);
    });
    follow_problems(state);
}

/// Tells the page what is wrong with what it has given.
fn follow_problems(state: State) {
    effect(move || {
        if let Shelf::Failed(problem) = state.shelf.get() {
            events::error(state, &problem);
        }
        announce(state);
    });
    effect(move || {
        if let Some(problem) = state.refused.get() {
            events::error(state, &problem);
        }
        announce(state);
    });
}

/// Has the answer read aloud, once things have been quiet for a moment.
pub(crate) fn announce(state: State) {
    let timer = set_timeout_with_handle(
        move || {
            if state.page().host().is_some() {
                look_at_the_clock(state);
                tell_incomplete(state);
                state.quiet.set(());
                let is_checkout =
                    state.page().till.is_alone.get() || state.till.is_open.get_untracked();
                state.spoken.set(if is_checkout {
                    checkout::spoken(state)
                } else {
                    answer::spoken(state)
                });
            }
        },
        SPEECH_DELAY,
    );
    state.page().speak_after(timer.ok());
}

/// Pages stay open for days.
pub(crate) fn look_at_the_clock(state: State) {
    if let Some(today) = today()
        && today != state.today.get_untracked()
    {
        state.today.set(today);
    }
}

/// Tells the page, once things are quiet, that the trip has no answer any more: what it was told
/// last doesn't hold. Nobody wants to hear of each letter that is typed.
fn tell_incomplete(state: State) {
    // What says so comes with what comes after the first answer, which there may never be.
    if state.more.get_untracked().here().is_none() {
        let may_come = !state.more.get_untracked().is_failed();
        if may_come && lacks_answer(state) {
            more::then(state, move |_| tell_incomplete(state));
        }
        return;
    }
    let incomplete = incomplete(state);
    let is_news = state.page().is_news(incomplete.as_ref().map(|problem| &problem.faults));
    if let Some(problem) = incomplete.filter(|_| is_news) {
        events::error(state, &problem);
    }
}

/// Whether there is neither an answer nor one on its way, though there is a catalog and nothing else is
/// told.
fn lacks_answer(state: State) -> bool {
    let is_stocked = matches!(state.shelf.get_untracked(), Shelf::Stocked(_));
    let is_none = matches!(state.answer.get_untracked(), Answer::None);
    let is_refused = state.refused.with_untracked(Option::is_some);
    is_stocked && is_none && !is_refused && !state.page().till.is_alone.get()
}

/// What the trip lacks of having an answer.
#[cold]
#[inline(never)]
fn incomplete(state: State) -> Option<Problem> {
    if !lacks_answer(state) {
        return None;
    }
    let catalog = state.catalog_untracked()?;
    let meaning = state.trip.with_untracked(|trip| trip.meaning(&catalog));
    let mut faults = Faults::default();
    // A code that nobody knows is no reason to have no answer.
    for complaint in meaning.wrong.iter().filter(|complaint| complaint.field != Field::Coupon) {
        let member = complaint.field.member();
        let pointer = match complaint.field.is_of_stage() {
            true => format!("/phases/{}/{member}", complaint.stage.unwrap_or(0)),
            false => format!("/{member}"),
        };
        faults.push(pointer, complaint.wrong.to_author());
    }
    Some(Problem::new(Kind::TripIncomplete, faults))
}

/// Moves the focus, after the next drawing, to an element of the shadow tree; unless the person
/// has gone to a field meanwhile, whose letters would be lost.
pub(crate) fn focus(state: State, id: &'static str) {
    let root = move || state.page().host().and_then(|host| host.shadow_root());
    let before = focused(state);
    request_animation_frame(move || {
        let now = focused(state);
        if now != before && now.is_some_and(|now| now.local_name() == "input") {
            return;
        }
        let element = root().and_then(|root| root.get_element_by_id(id));
        if let Some(element) = element.and_then(|element| element.dyn_into().ok()) {
            let element: web_sys::HtmlElement = element;
            // A browser that refuses leaves the focus where it is.
            let _ = element.focus();
        }
    });
}

/// What has the focus of the shadow tree.
pub(crate) fn focused(state: State) -> Option<web_sys::Element> {
    state.page().host()?.shadow_root()?.active_element()
}

/// Whether the person is here, or nowhere in particular, and not in another part of the page.
pub(crate) fn has_focus(state: State) -> bool {
    let active = web_sys::window().and_then(|window| window.document()?.active_element());
    let is_host = |active: &web_sys::Element| {
        state.page().host().is_some_and(|host| active.is_same_node(Some(&host)))
    };
    active.is_none_or(|active| active.local_name() == "body" || is_host(&active))
}

/// Tries once more to get the catalog.
pub(crate) fn reload(state: State) {
    catalog::load(state);
}

/// Puts a catalog on the shelf, and with it the trip that waited for one.
pub(crate) fn stock(state: State, stocked: Result<(Catalog, Uint8Array), Problem>) {
    match stocked {
        Ok((catalog, text)) => {
            let catalog = Arc::new(catalog);
            desk::keep(&catalog, text);
            state.shelf.set(Shelf::Stocked(Arc::clone(&catalog)));
            checkout::arrive(state);
            if let Some(json) = state.page().take_request() {
                apply::request(state, &catalog, json);
                for (attribute, value) in state.page().attributes() {
                    apply::trip_attribute(state, attribute, &value);
                }
            } else {
                for (attribute, value) in state.page().attributes() {
                    apply::weigh(state, attribute, value.trim());
                }
            }
            if !state.page().till.is_alone.get() {
                keep::restore(state);
            }
        }
        Err(problem) => state.shelf.set(Shelf::Failed(Arc::new(problem))),
    }
}

/// Speaks another language from now on.
pub(crate) fn speak(state: State, format: Format) {
    state.format.set(Rc::new(format));
    announce(state);
}

/// The newest problem, for those who come too late for its event: the one that was told last, as long as
/// it lasts.
pub(crate) fn problem(state: State) -> Option<Arc<Problem>> {
    let mut all: Vec<Arc<Problem>> = state.refused.get_untracked().into_iter().collect();
    match (state.shelf.get_untracked(), state.answer.get_untracked()) {
        (Shelf::Failed(problem), _) | (_, Answer::Refused(problem)) => all.push(problem),
        _ => {}
    }
    all.extend(state.handoff.problem());
    all.extend(state.keep.note.get_untracked().and_then(|note| note.problem.clone()));
    all.extend(part::problem(state));
    if all.is_empty() && state.more.get_untracked().here().is_some() {
        all.extend(incomplete(state).map(Arc::new));
    }
    all.append(&mut remark::all(state));
    let at = all.iter().position(|problem| state.page().is_told_last(problem));
    let at = at.unwrap_or_default();
    (at < all.len()).then(|| all.swap_remove(at))
}

/// What no catalog at all means.
pub(crate) fn without_catalog(state: State) {
    stock(state, Err(Kind::CatalogMissing.into()));
}

/// Shows that the catalog is slow, if it still is.
pub(crate) fn slow(state: State) {
    let loading = state.shelf.with_untracked(|shelf| matches!(shelf, Shelf::Loading { .. }));
    if loading {
        state.shelf.update(|shelf| *shelf = Shelf::Loading { slow: true });
    }
}
