//! Where a period starts, what is bought there, and what comes after it.

use crate::cost::Cost;
use crate::offers::Bundled;

/// A start of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Start {
    /// Index into [`Scope::brands`].
    pub(crate) brand: u16,
    pub(crate) day: u16,
    pub(crate) line: StartLine,
}

impl Start {
    /// A start of a brand's, by index into [`Scope::brands`](super::Scope::brands).
    pub(crate) fn on(brand: usize, day: usize, line: StartLine) -> Self {
        Self { brand: brand as u16, day: day as u16, line }
    }
}

/// The line that a period starts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum StartLine {
    /// One that is alive.
    Alive,
    /// A new one, the first of the brand.
    Fresh,
    /// A new one, after an earlier one of the brand.
    Again,
}

/// What is bought at a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pick {
    /// A plan alone: index into the brand's plans.
    Plan(u32),
    /// A plan with add-ons: index into [`Table::bundles`].
    Bundle(u32),
    /// Top-ups of a paygo offer: index into the brand's. Which ones is only looked for where it
    /// matters.
    Credit(u32),
}

/// A plan with add-ons.
#[derive(Debug, Clone)]
pub(crate) struct PickedBundle {
    pub(crate) plan: usize,
    pub(crate) bundle: Vec<Bundled>,
}

/// The best way from a start, or none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    pub(crate) cost: Cost,
    pub(crate) pick: Pick,
    /// Whether the coupon is used (by a plan; top-ups have their own).
    pub(crate) coupon: bool,
    pub(crate) reach: u16,
    pub(crate) rest: Next,
}

/// The next start and the layer it is looked up in; nothing at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Next {
    pub(crate) start: Option<Start>,
    pub(crate) layer: u16,
}

/// What is still to pay, and how it goes on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rest {
    pub(crate) cost: Cost,
    pub(crate) next: Next,
}

impl Way {
    pub(crate) const NONE: Self =
        Self { cost: Cost::NEVER, pick: Pick::Plan(0), coupon: false, reach: 0, rest: Next::END };
}

impl Next {
    pub(crate) const END: Self = Self { start: None, layer: 0 };
}

impl Rest {
    pub(crate) const NONE: Self = Self { cost: Cost::NEVER, next: Next::END };
}
