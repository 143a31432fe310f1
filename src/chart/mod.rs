//! Parts of charts, whatever they show: round ticks, places on an axis, stepped curves.
//!
//! All of it counts in whole numbers. Curves are drawn in a box of [`WIDTH`] by [`HEIGHT`] that
//! the page stretches; words stand beside them as ordinary elements, placed by percent, so that
//! they keep their size.

mod axis;
mod steps;

pub(crate) use axis::{Axis, Tick, percent, ranks, round_step, ticks};
pub(crate) use steps::{Step, paths};

/// The width of the box that curves are drawn in.
pub(crate) const WIDTH: u64 = 10_000;

/// Its height.
pub(crate) const HEIGHT: u64 = 1_000;
