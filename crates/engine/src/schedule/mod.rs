//! Schedules (model.md §3, §4): periods, gaps and lines, and the cheapest of all.
//!
//! [`strategy`] sets up the problems that the rules for numbers and lines make of a request.
//! [`table`] solves one by dynamic programming, backwards over the days on which a period may
//! start, and compares what equally cheap ways buy; [`path`] reads the schedule off.
//! [`current`] is how one may begin. [`ties`] finds which brands could replace others at the same cost. Where a schedule hangs on
//! what was bought long before, [`graph`] walks forwards through the few that cost no more than a
//! bound, which [`prices`] sharpen, and [`choice`] picks the one that the tie-breaks prefer.
//! [`one_offer`] asks for the cheapest of one offer alone.

mod choice;
mod current;
mod graph;
mod one_offer;
mod path;
mod prices;
mod strategy;
mod table;
mod ties;

pub(crate) use choice::Solution;
pub(crate) use graph::{Bought, What};
pub(crate) use one_offer::best_of_one_offer;
pub(crate) use strategy::{best, could_be_renewed, solve};
