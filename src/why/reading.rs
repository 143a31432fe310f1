//! Reading a chart: by pointing at it, by touch, and by the keys of a slider.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent, MouseEvent};

use super::sheet::Sheet;
use super::undo::change_to;
use crate::chart::WIDTH;
use crate::state::State;

/// Where a chart is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// Pointed at; ends when the pointer leaves.
    hover: Option<u64>,
    /// Picked; stays.
    pub(super) held: Option<u64>,
}

impl Reading {
    /// The value that is read now.
    pub(super) fn value(self) -> Option<u64> {
        self.hover.or(self.held)
    }
}

/// The pointer moves over the chart. Pressed, it picks.
pub(super) fn moved(state: State, sheet: &Sheet, event: &Event) {
    let Some((value, event)) = pointed_at(sheet, event) else { return };
    let is_pressed = event.buttons() != 0;
    state.why.reading(sheet.along).update(|reading| {
        reading.hover = Some(value);
        if is_pressed {
            reading.held = Some(value);
        }
    });
}

/// The chart is clicked or tapped.
pub(super) fn picked(state: State, sheet: &Sheet, event: &Event) {
    if let Some((value, _)) = pointed_at(sheet, event) {
        state.why.reading(sheet.along).set(Reading { hover: None, held: Some(value) });
    }
}

/// The pointer has left.
pub(super) fn left(state: State, sheet: &Sheet) {
    let reading = state.why.reading(sheet.along);
    if reading.get_untracked().hover.is_some() {
        reading.update(|reading| reading.hover = None);
    }
}

/// The known value nearest to where the event is.
fn pointed_at<'e>(sheet: &Sheet, event: &'e Event) -> Option<(u64, &'e MouseEvent)> {
    let place: Element = event.current_target()?.dyn_into().ok()?;
    let event: &MouseEvent = event.dyn_ref()?;
    let place = place.get_bounding_client_rect();
    let share = (f64::from(event.client_x()) - place.left()) / place.width().max(1.0);
    let at = (share.clamp(0.0, 1.0) * WIDTH as f64) as u64;
    Some((sheet.nearest(at)?, event))
}

/// The slider moves.
pub(super) fn slid(state: State, sheet: &Sheet, event: &Event) {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let value = input.and_then(|input| input.value().parse::<usize>().ok());
    let value = value.and_then(|at| sheet.asked.get(at).copied());
    state.why.reading(sheet.along).set(Reading { hover: None, held: value });
}

/// A key goes down on the slider: Enter uses what is read, Escape reads no more.
pub(super) fn key(state: State, sheet: &Sheet, event: &Event) {
    let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
    match event.key().as_str() {
        "Enter" => {
            event.prevent_default();
            take(state, sheet);
        }
        "Escape" => state.why.reading(sheet.along).set(Reading::default()),
        _ => {}
    }
}

/// Makes the trip what was picked, where that is possible.
pub(super) fn take(state: State, sheet: &Sheet) {
    let Some(value) = state.why.reading(sheet.along).get_untracked().held else { return };
    if !sheet.is_usable(value) {
        return;
    }
    let format = state.format.get_untracked();
    if let Some(request) = sheet.request(value) {
        change_to(state, &sheet.found.catalog, &request, sheet.words(&format, value));
    }
}
