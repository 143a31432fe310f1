//! Parts of the widget that are WebAssembly modules of their own, fetched when they are wanted
//! (`xtask/src/widget.rs` splits them off).
//!
//! Whatever is reached through a part's functions alone is in its module, with all that only it
//! calls. So nothing else may name these functions.

use std::sync::Arc;

use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::SplitLoaderError;

use crate::dom::{El, el};
use crate::problem::{Kind, Problem};
use crate::signal::Signal;
use crate::state::State;
use crate::{checkout, events, more, panic, planner};

/// Where a part is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Part<P> {
    /// Nobody has asked for it.
    Away,
    Coming,
    Failed,
    Here(P),
}

impl<P> Part<P> {
    /// What is in it, once it is here.
    pub(crate) fn here(self) -> Option<P> {
        match self {
            Self::Here(part) => Some(part),
            _ => None,
        }
    }

    pub(crate) fn is_coming(&self) -> bool {
        matches!(self, Self::Coming)
    }

    pub(crate) fn is_failed(&self) -> bool {
        matches!(self, Self::Failed)
    }
}

/// Does something with a part: at once, or when it has been fetched, unless the planner is gone then.
pub(crate) fn then<P: Copy + Send + Sync + 'static>(
    state: State,
    part: Signal<Part<P>>,
    fetch: impl Future<Output = Result<P, SplitLoaderError>> + 'static,
    act: impl FnOnce(P) + 'static,
) {
    if let Some(part) = part.get_untracked().here() {
        return act(part);
    }
    part.set(Part::Coming);
    spawn_local(async move {
        let fetched = fetch.await;
        let Some(now) = part.try_get_untracked().filter(|_| !panic::has_happened()) else { return };
        match fetched {
            Ok(fetched) => {
                // Several may have waited.
                if now.here().is_none() {
                    part.set(Part::Here(fetched));
                }
                act(fetched);
            }
            Err(_) => {
                if !now.is_failed() {
                    part.set(Part::Failed);
                    events::error(state, &Arc::new(Kind::PartMissing.into()));
                }
            }
        }
    });
}

/// What is told where one couldn't be fetched, as long as it isn't.
pub(crate) fn problem(state: State) -> Option<Arc<Problem>> {
    let has_failed =
        state.more.get_untracked().is_failed() || state.checkout.get_untracked().is_failed();
    has_failed.then(|| Arc::new(Kind::PartMissing.into()))
}

/// That one couldn't be fetched, with another try.
pub(crate) fn failure(state: State) -> El {
    let format = state.format.get();
    let texts = format.texts;
    let is_more = state.more.get().is_failed();
    let is_checkout = state.checkout.get().is_failed();
    if !is_more && !is_checkout {
        return el("div").attr("hidden", "");
    }
    el("div")
        .class("notice trouble")
        .part("error")
        .attr("lang", format.tag)
        .attr("dir", texts.direction())
        .attr("role", "alert")
        .child(el("p").child(Problem::from(Kind::PartMissing).message(texts)))
        .child(
            el("button")
                .attr("type", "button")
                .class("secondary")
                .part("button retry")
                .on("click", move |_| {
                    // The button goes: who pressed it by key goes on from where its part will be.
                    let is_alone = state.page().till.is_alone.get();
                    planner::focus(state, if is_alone { "whole" } else { "answer" });
                    if is_more {
                        more::then(state, |_| {});
                    }
                    if is_checkout {
                        checkout::fetch(state);
                    }
                })
                .child(texts.retry()),
        )
}
