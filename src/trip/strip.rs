//! Stages on a line: pressed to be edited, dragged to another place, their edges moved.

use std::time::Duration;

use leptos::prelude::set_timeout;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent, PointerEvent};

use super::Trip;
use super::hand::Drag;
use super::stages::{moved, name, name_and_number};
use crate::dom::{El, el, target};
use crate::locale::Format;
use crate::state::State;

/// A pointer that has moved less is a finger or hand that isn't quite still.
const STILL: i32 = 6;

/// More stages than this don't fit: the line scrolls, and touch scrolls it.
const FITTING: usize = 4;

/// The line of stages.
pub(super) fn strip(state: State) -> El {
    let format = state.format.get();
    let texts = format.texts;
    let trip = state.trip.get();
    let drag = state.hand.drag.get();
    let wrong = state.meaning().wrong;
    let stages = (0..trip.stages().len()).map(|place| {
        let is_wrong = wrong.iter().any(|about| about.stage == Some(place));
        segment(state, &format, &trip, place, is_wrong, drag.as_ref()).into()
    });
    el("ol")
        .class("stage-strip")
        .part("strip")
        .attr("aria-label", texts.stages())
        .flag("data-scrolls", trip.stages().len() > FITTING)
        .flag("data-dragging", matches!(drag, Some(Drag::Stage { is_moved: true, .. })))
        .children(stages)
}

fn segment(
    state: State,
    format: &Format,
    trip: &Trip,
    place: usize,
    is_wrong: bool,
    drag: Option<&Drag>,
) -> El {
    let texts = format.texts;
    let Some(stage) = trip.stages().get(place) else { return el("li") };
    let selected = state.hand.stage(trip) == place;
    let days = stage.days();
    let length =
        days.map_or_else(|| "–".to_owned(), |days| format.count(texts.count_days(), days.into()));
    let (kind, number) = name_and_number(format, trip, place);
    let heard = texts
        .stage_of(&format.number(place as u64 + 1), &format.number(trip.stages().len() as u64));
    let button = el("button")
        .attr("type", "button")
        .part("stage")
        .attr("aria-pressed", if selected { "true" } else { "false" })
        .on("click", move |_| {
            // The end of a drag isn't a click.
            if state.hand.drag.get_untracked() != Some(Drag::Done) {
                state.hand.select(place);
            }
        })
        .on("pointerdown", move |event| take(state, place, &event))
        .on("pointermove", move |event| carry(state, &event))
        .on("pointerup", move |event| put_down(state, &event))
        .on("pointercancel", move |_| state.hand.drag.set(None))
        // Where there is no room, the word is cut and not the number.
        .child(
            el("strong")
                .child(el("span").child(kind))
                .maybe(number.map(|number| el("b").child(format!(" {number}")))),
        )
        .child(el("span").child(length))
        .child(el("span").class("hidden").child(heard))
        .maybe(is_wrong.then(|| {
            el("span")
                .class("alarm")
                .child("!")
                .child(el("span").class("hidden").child(texts.stage_wrong()))
        }));
    let state_of = if stage.away { "away" } else { "here" };
    let mut segment = el("li")
        .attr("data-kind", state_of)
        .style("flex-grow", days.unwrap_or(1).to_string())
        .child(button)
        .maybe((place + 1 < trip.stages().len()).then(|| edge(state, format, trip, place)));
    if let Some(Drag::Stage { from, to, shift, boxes, is_moved: true, .. }) = drag {
        let width = boxes.get(*from).map_or(0.0, |(begin, end)| end - begin);
        let aside = if place == *from {
            f64::from(*shift)
        } else if *from < place && place <= *to {
            -width
        } else if *to <= place && place < *from {
            width
        } else {
            0.0
        };
        // Whole pixels: text of fractions would be the only use of much code.
        let aside = aside.round() as i32;
        segment = segment
            .style("transform", format!("translateX({aside}px)"))
            .flag("data-held", place == *from);
    }
    segment
}

/// The edge after a stage, as a slider of its length.
fn edge(state: State, format: &Format, trip: &Trip, place: usize) -> El {
    let texts = format.texts;
    let stages = trip.stages();
    let days = |place: usize| stages.get(place).and_then(super::Stage::days);
    let label = texts.edge_between(&name(format, trip, place), &name(format, trip, place + 1));
    let slider = el("div")
        .class("edge")
        .part("stage-edge")
        .attr("role", "slider")
        .attr("aria-orientation", "horizontal")
        .attr("aria-label", label.text());
    let Some((left, right)) = days(place).zip(days(place + 1)) else {
        // Which lengths it parts is unknown as long as one can't be read.
        return slider
            .attr("aria-disabled", "true")
            .attr("aria-valuemin", "1")
            .attr("aria-valuemax", "1")
            .attr("aria-valuenow", "1");
    };
    let both = left + right;
    slider
        .attr("tabindex", "0")
        .attr("aria-valuemin", "1")
        .attr("aria-valuemax", (both - 1).to_string())
        .attr("aria-valuenow", left.to_string())
        .attr("aria-valuetext", format.count(texts.count_days(), left.into()))
        .on("keydown", move |event| {
            let Some(key) = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key) else {
                return;
            };
            let days = match key.as_str() {
                "ArrowLeft" | "ArrowDown" => left.saturating_sub(1),
                "ArrowRight" | "ArrowUp" => left + 1,
                "PageDown" => left.saturating_sub(7),
                "PageUp" => left + 7,
                "Home" => 1,
                "End" => both - 1,
                _ => return,
            };
            event.prevent_default();
            resize(state, place, days);
        })
        .on("pointerdown", move |event| {
            let Some((pointer, x)) = pressed(&event) else { return };
            let Some(item) = target::<Element>(&event).and_then(|edge| edge.parent_element())
            else {
                return;
            };
            let begin = item.get_bounding_client_rect().left();
            let end = item
                .next_element_sibling()
                .map_or_else(|| f64::from(x), |next| next.get_bounding_client_rect().right());
            hold(&event, pointer);
            state.hand.drag.set(Some(Drag::Edge {
                pointer,
                stage: place,
                begin,
                width: (end - begin).max(1.0),
                days: both,
            }));
        })
        .on("pointermove", move |event| pull(state, &event))
        .on("pointerup", move |_| state.hand.drag.set(None))
        .on("pointercancel", move |_| state.hand.drag.set(None))
}

/// Moves the edge after a stage, if that changes anything.
fn resize(state: State, place: usize, days: u32) {
    let mut resized = state.trip.get_untracked();
    resized.move_edge(place, days);
    if resized != state.trip.get_untracked() {
        state.change(|trip| *trip = resized);
    }
}

/// Where a pointer was pressed, unless with another button than the first.
fn pressed(event: &Event) -> Option<(i32, i32)> {
    let event = event.dyn_ref::<PointerEvent>()?;
    (event.button() == 0 && event.is_primary()).then(|| (event.pointer_id(), event.client_x()))
}

/// Has all further events of a pointer sent here.
fn hold(event: &Event, pointer: i32) {
    if let Some(element) = target::<Element>(event) {
        // A pointer that is gone already sends none.
        let _ = element.set_pointer_capture(pointer);
    }
}

fn take(state: State, place: usize, event: &Event) {
    let Some((pointer, start)) = pressed(event) else { return };
    let list = target::<Element>(event).and_then(|button| button.closest("ol").ok().flatten());
    let Some(items) = list.map(|list| list.children()) else { return };
    let boxes = (0..items.length()).filter_map(|index| items.item(index)).map(|item| {
        let item = item.get_bounding_client_rect();
        (item.left(), item.right())
    });
    let boxes = boxes.collect();
    hold(event, pointer);
    let drag =
        Drag::Stage { pointer, from: place, to: place, start, shift: 0, boxes, is_moved: false };
    state.hand.drag.set(Some(drag));
}

fn carry(state: State, event: &Event) {
    let Some(Drag::Stage { pointer, from, start, boxes, is_moved, .. }) =
        state.hand.drag.get_untracked()
    else {
        return;
    };
    let Some(event) = event.dyn_ref::<PointerEvent>().filter(|event| event.pointer_id() == pointer)
    else {
        return;
    };
    let shift = event.client_x() - start;
    if !is_moved && shift.abs() < STILL {
        return;
    }
    let to = destination(&boxes, from, f64::from(shift));
    let drag = Drag::Stage { pointer, from, to, start, shift, boxes, is_moved: true };
    state.hand.drag.set(Some(drag));
}

/// The place of a stage that was shifted so far: past every other whose middle it has reached.
fn destination(boxes: &[(f64, f64)], from: usize, shift: f64) -> usize {
    let Some((begin, end)) = boxes.get(from).map(|(begin, end)| (begin + shift, end + shift))
    else {
        return from;
    };
    let middle = |(begin, end): &(f64, f64)| f64::midpoint(*begin, *end);
    if shift < 0.0 {
        boxes.iter().take(from).position(|other| begin < middle(other)).unwrap_or(from)
    } else {
        let passed = boxes.iter().skip(from + 1).filter(|other| end > middle(other)).count();
        from + passed
    }
}

fn put_down(state: State, event: &Event) {
    let drag = state.hand.drag.get_untracked();
    let Some(Drag::Stage { pointer, from, to, is_moved, .. }) = drag else { return };
    if event.dyn_ref::<PointerEvent>().is_none_or(|event| event.pointer_id() != pointer) {
        return;
    }
    if !is_moved {
        state.hand.drag.set(None);
        return;
    }
    state.hand.drag.set(Some(Drag::Done));
    // After the click that the browser may make of it.
    set_timeout(
        move || {
            if state.hand.drag.try_get_untracked().flatten() == Some(Drag::Done) {
                state.hand.drag.set(None);
            }
        },
        Duration::ZERO,
    );
    if from != to {
        let format = state.format.get_untracked();
        let told = moved(&format, &state.trip.get_untracked(), from, to);
        state.change(|trip| trip.move_stage(from, to));
        state.hand.tell(told);
    }
    state.hand.select(to);
}

fn pull(state: State, event: &Event) {
    let drag = state.hand.drag.get_untracked();
    let Some(Drag::Edge { pointer, stage, begin, width, days }) = drag else { return };
    let Some(event) = event.dyn_ref::<PointerEvent>().filter(|event| event.pointer_id() == pointer)
    else {
        return;
    };
    let share = ((f64::from(event.client_x()) - begin) / width).clamp(0.0, 1.0);
    // Days of a trip are few: nothing is lost.
    let left = (share * f64::from(days)).round() as u32;
    resize(state, stage, left.clamp(1, days.saturating_sub(1).max(1)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stage_goes_past_those_whose_middle_it_reaches() {
        let boxes = [(0.0, 100.0), (104.0, 144.0), (148.0, 300.0)];
        for (from, shift, to) in [
            (0, 10.0, 0),
            (0, 23.0, 0),
            (0, 25.0, 1),
            (0, 130.0, 2),
            (2, -10.0, 2),
            (2, -25.0, 1),
            (2, -140.0, 0),
            (1, -60.0, 0),
            (1, 500.0, 2),
            (1, 0.0, 1),
        ] {
            assert_eq!(destination(&boxes, from, shift), to, "{from} by {shift}");
        }
    }
}
