//! Why this is the answer: cost against days and against data, and what would change it.

pub(crate) mod data;
pub(crate) mod days;
pub(crate) mod what_if;

use crate::answer::View;
use crate::dom::{El, el};

/// The whole section.
pub(crate) fn why(_view: &View<'_>) -> El {
    el("section").class("why").part("why").attr("hidden", "")
}
