//! Schedules (model.md §3, §4): periods, gaps and lines, and the cheapest of all.
//!
//! [`table`] finds by dynamic programming, backwards over the days, the least cost to go from
//! every day on which a period may start. [`graph`] walks forwards through the schedules that
//! cost no more than a bound, which the table makes few, and keeps the history that the table
//! leaves out. [`choice`] picks the schedule that the tie-breaks prefer, and [`strategy`] sets up
//! the problems that the rules for numbers and lines make of a request.

mod choice;
mod graph;
mod strategy;
mod table;

pub(crate) use choice::Solution;
pub(crate) use graph::{Bought, What};
pub(crate) use strategy::solve;
