//! Why this is the answer: cost against days and against data, and what would change it.

mod curve;
mod cut;
pub(crate) mod data;
pub(crate) mod days;
mod lesson;
mod panel;
mod reading;
mod sheet;
mod sight;
mod table;
mod undo;
pub(crate) mod what_if;
mod what_ifs;

pub(crate) use sight::{Sight, follow};

use std::rc::Rc;
use std::sync::Arc;

use crate::answer::View;
use crate::dom::{El, el, live};
use crate::locale::Format;
use crate::signal::Signal;
use crate::state::{Choice, Found, State};
use curve::Along;
use reading::Reading;
use undo::Undo;

/// What the section knows beside the findings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Side {
    by_days: Signal<Reading>,
    by_data: Signal<Reading>,
    days_table: Signal<bool>,
    data_table: Signal<bool>,
    undo: Signal<Option<Undo>>,
}

impl Side {
    /// To be called under an owner of Leptos's.
    pub(crate) fn new() -> Self {
        Self {
            by_days: Signal::default(),
            by_data: Signal::default(),
            days_table: Signal::new(false),
            data_table: Signal::new(false),
            undo: Signal::new(None),
        }
    }

    /// Where a chart is read.
    fn reading(&self, along: Along) -> Signal<Reading> {
        match along {
            Along::Days => self.by_days,
            Along::Data => self.by_data,
        }
    }

    /// Whether a chart's table is open.
    fn table(&self, along: Along) -> Signal<bool> {
        match along {
            Along::Days => self.days_table,
            Along::Data => self.data_table,
        }
    }
}

/// What parts are drawn from: whatever was chosen, charts and differences are about the
/// cheapest.
fn of_cheapest<'f>(state: State, format: &'f Rc<Format>, found: &'f Arc<Found>) -> View<'f> {
    View::new(state, format, found, &Choice::Cheapest)
}

/// The whole section.
pub(crate) fn why(view: &View<'_>) -> El {
    let state = view.state;
    let panel = |along| {
        let found = Arc::clone(view.found);
        live(move || panel::panel(state, &found, along))
    };
    let found = Arc::clone(view.found);
    el("section")
        .class("why")
        .part("why")
        .attr("aria-labelledby", "why")
        .child(el("h3").attr("id", "why").part("heading").child(view.format.texts.why()))
        .child(live(move || what_ifs::what_ifs(state, &found)))
        .child(
            el("div")
                .class("panels")
                .attr("id", sight::PANELS)
                .child(panel(Along::Days))
                .child(panel(Along::Data)),
        )
}
