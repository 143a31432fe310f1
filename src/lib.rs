//! The Simfare widget: `<simfare-planner>`, drawn by Leptos in a shadow tree.
//!
//! [`element`] is what the loader calls. [`state`] holds what a planner knows as signals: the
//! catalog and the trip; the answer follows from the two by the engine, and [`trip`] and
//! [`answer`] draw what they read. [`desk`] works out what takes
//! longer. [`dom`] puts it into the page.

mod answer;
mod apply;
pub mod attributes;
mod catalog;
mod chart;
mod checkout;
mod clock;
mod contact;
pub mod desk;
mod dom;
pub mod element;
mod events;
mod fold;
mod handoff;
mod js;
mod keep;
mod listener;
mod locale;
mod more;
mod page;
mod panic;
mod part;
mod planner;
mod problem;
mod remark;
mod signal;
mod state;
mod style;
mod trip;
mod why;
