//! What the page's author is told of an attribute that stands in nobody's way: there is an answer all
//! the same.

use std::sync::Arc;

use simfare_engine::Faults;

use crate::attributes::Attribute;
use crate::problem::Problem;
use crate::state::{Shelf, State};
use crate::{events, planner};

/// A remark about an attribute or a property, by its name.
#[derive(Debug, Clone)]
pub(crate) struct Remark {
    about: &'static str,
    problem: Arc<Problem>,
    is_told: bool,
}

/// Notes what is to be said of an attribute or property, in the place of what was said; nothing takes
/// it back.
pub(crate) fn remark(state: State, about: &'static str, faults: Option<Faults>) {
    let page = state.page();
    let mut remarks = page.remarks.borrow_mut();
    if faults.is_none() && remarks.is_empty() {
        return;
    }
    let problem = faults.map(|faults| Arc::new(Problem::of_request(faults)));
    let is_known = remarks.iter().any(|known| {
        known.about == about && problem.as_ref().is_some_and(|problem| *problem == known.problem)
    });
    if is_known {
        return;
    }
    remarks.retain(|known| known.about != about);
    remarks.extend(problem.map(|problem| Remark { about, problem, is_told: false }));
    drop(remarks);
    // Before, nobody may listen yet.
    if matches!(state.shelf.get_untracked(), Shelf::Stocked(_)) {
        tell(state);
    }
}

/// Tells the page what it wasn't told yet.
pub(crate) fn tell(state: State) {
    let mut news = Vec::new();
    for remark in state.page().remarks.borrow_mut().iter_mut().filter(|remark| !remark.is_told) {
        remark.is_told = true;
        news.push(Arc::clone(&remark.problem));
    }
    for problem in news {
        events::error(state, &problem);
    }
}

/// The newest of them.
pub(crate) fn newest(state: State) -> Option<Arc<Problem>> {
    state.page().remarks.borrow().last().map(|remark| Arc::clone(&remark.problem))
}

/// Weighs the word of an attribute that takes only some. An empty one says nothing.
#[cold]
#[inline(never)]
pub(crate) fn weigh(state: State, attribute: Attribute, value: Option<&str>) {
    let word = value.map_or("", str::trim);
    let is_place = attribute == Attribute::Checkout;
    let words = if is_place { &["inline", "event"] } else { attribute.words() };
    let is_fine = word.is_empty() || words.contains(&word) || (is_place && word.starts_with('#'));
    let faults = (!is_fine).then(|| {
        let mut all: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        if is_place {
            all.push("# and an element's id".to_owned());
        }
        let last = all.pop().unwrap_or_default();
        let message = format!("must be {} or {last}", all.join(", "));
        planner::fault_at(&format!("/{}", attribute.name()), &message)
    });
    remark(state, attribute.name(), faults);
}
