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
    /// Weighs the page's attributes: their words, and the coupon.
    pub(crate) remark: [fn(State); 2],
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
        remark: [remark::words, remark::coupon],
    })
}

/// Fetches it with the first answer.
pub(crate) fn follow(state: State) {
    effect(move || {
        let is_wanted = matches!(state.answer.get(), Answer::Found(_));
        if is_wanted && matches!(state.more.get_untracked(), Part::Away) {
            then(state, |_| {});
        }
    });
    // A coupon is part of the trip; one that nobody knows makes no other answer.
    effect(move || {
        state.trip.with(|_| ());
        if let (Part::Here(more), Answer::Found(_)) = (state.more.get(), state.answer.get()) {
            more.remark.into_iter().for_each(|weigh| weigh(state));
        }
    });
}

/// Does something with it: at once, or when it is here.
pub(crate) fn then(state: State, act: impl FnOnce(More) + 'static) {
    part::then(state, state.more, more(), act);
}
