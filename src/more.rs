//! What isn't needed for the first answer, fetched once there is one (see [`part`]).

use std::sync::Arc;

use leptos::prelude::Get;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

use crate::answer::{View, others};
use crate::dom::El;
use crate::part::{self, Part};
use crate::signal::effect;
use crate::state::{Answer, Found, State};
use crate::style::{self, Addition};
use crate::{handoff, keep, remark, why};

/// What is in that part.
#[derive(Debug, Clone, Copy)]
pub(crate) struct More {
    pub(crate) printed: fn(State) -> El,
    pub(crate) keep: fn(&View<'_>) -> El,
    pub(crate) why: fn(&View<'_>) -> El,
    pub(crate) others: fn(&View<'_>) -> El,
    pub(crate) choose: fn(State, &Arc<Found>),
    pub(crate) remark: fn(State),
}

#[wasm_split(more, fallible)]
fn more() -> Result<More, SplitLoaderError> {
    style::add(Addition::More, include_str!(concat!(env!("OUT_DIR"), "/more.css")));
    Ok(More {
        printed: keep::printed,
        keep: keep::keep,
        why: why::why,
        others: others::others,
        choose: handoff::go::choose,
        remark: remark::weigh,
    })
}

/// Fetches it with the first answer.
pub(crate) fn follow(state: State) {
    effect(move || {
        let is_wanted = matches!(state.answer.get(), Answer::Found(found) if found.is_feasible());
        match state.more.get_untracked() {
            Part::Away if is_wanted => then(state, move |more| (more.remark)(state)),
            Part::Here(more) => (more.remark)(state),
            _ => {}
        }
    });
}

/// Does something with it: at once, or when it is here.
pub(crate) fn then(state: State, act: impl FnOnce(More) + 'static) {
    part::then(state, state.more, more(), act);
}
