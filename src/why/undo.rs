//! The trip made another with one click, and back.

use simfare_engine::{Catalog, Request};

use super::reading::Reading;
use crate::state::State;
use crate::trip::Trip;

/// What was done last, as long as nothing else was.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Undo {
    before: Trip,
    after: Trip,
    /// In words.
    what: String,
}

/// Makes the trip that of a request; `what` is what that means, in words.
pub(super) fn change_to(state: State, catalog: &Catalog, request: &Request, what: String) {
    // The answer may be the same as before: it is said again.
    state.spoken.set(String::new());
    let before = state.trip.get_untracked();
    let after = before.after(request, catalog.minor_digits());
    state.change(|trip| *trip = after.clone());
    state.why.undo.set(Some(Undo { before, after, what }));
    state.why.by_days.set(Reading::default());
    state.why.by_data.set(Reading::default());
}

/// What could be undone: nothing once the person has changed the trip otherwise.
pub(super) fn undoable(state: State) -> Option<String> {
    let undo = state.why.undo.get()?;
    state.trip.with(|trip| *trip == undo.after).then_some(undo.what)
}

/// Has the trip as it was.
pub(super) fn undo(state: State) {
    if let Some(undo) = state.why.undo.get_untracked() {
        state.change(|trip| *trip = undo.before);
        state.why.undo.set(None);
    }
}
