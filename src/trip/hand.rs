//! What a person has in hand while filling in the form; no part of the trip.

use super::Trip;
use crate::signal::Signal;

/// Signals of the form's own. A handle: copies are the same hand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hand {
    /// The stage whose fields are shown, as it was chosen; it may be gone since.
    stage: Signal<usize>,
    /// What the pointer holds.
    pub(super) drag: Signal<Option<Drag>>,
    /// What a screen reader is told about stages.
    told: Signal<String>,
}

/// What the pointer holds. Lengths in pixels of the window.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Drag {
    /// A stage, on its way to another place.
    Stage {
        pointer: i32,
        from: usize,
        to: usize,
        start: i32,
        shift: i32,
        /// Where each stage began and ended.
        boxes: Vec<(f64, f64)>,
        /// Whether it has left its place, rather than being pressed.
        is_moved: bool,
    },
    /// The edge after a stage.
    Edge { pointer: i32, stage: usize, begin: f64, width: f64, days: u32 },
    /// Nothing any more, but the browser may still count it as a click.
    Done,
}

impl Hand {
    /// An empty one. To be called under an owner of Leptos's.
    pub(crate) fn new() -> Self {
        Self { stage: Signal::new(0), drag: Signal::new(None), told: Signal::new(String::new()) }
    }

    /// The stage whose fields are shown.
    pub(crate) fn stage(&self, trip: &Trip) -> usize {
        self.stage.get().min(trip.stages().len().saturating_sub(1))
    }

    /// Shows the fields of a stage.
    pub(crate) fn select(&self, stage: usize) {
        self.stage.set(stage);
    }

    /// Tells what has become of a stage. The same once more is told once more.
    pub(super) fn tell(&self, text: String) {
        self.told.update(|told| {
            let again = *told == text;
            *told = text;
            if again {
                told.push('\u{a0}');
            }
        });
    }

    pub(super) fn told(&self) -> String {
        self.told.with(Clone::clone)
    }
}
