//! Parts of the widget that are WebAssembly modules of their own, fetched when they are wanted
//! (`xtask/src/widget.rs` splits them off).
//!
//! Whatever is reached through a part's functions alone is in its module, with all that only it
//! calls. So nothing else may name these functions.

use leptos::prelude::{GetUntracked, RwSignal, Set};
use wasm_bindgen_futures::spawn_local;
use wasm_split_helpers::SplitLoaderError;

use crate::dom::{El, el};
use crate::state::State;
use crate::{checkout, more};

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

    fn is_failed(&self) -> bool {
        matches!(self, Self::Failed)
    }
}

/// Does something with a part: at once, or when it has been fetched.
pub(crate) fn then<P: Copy + Send + Sync + 'static>(
    part: RwSignal<Part<P>>,
    fetch: impl Future<Output = Result<P, SplitLoaderError>> + 'static,
    act: impl FnOnce(P) + 'static,
) {
    if let Some(part) = part.get_untracked().here() {
        return act(part);
    }
    part.set(Part::Coming);
    spawn_local(async move {
        match fetch.await {
            Ok(fetched) => {
                // Several may have waited.
                if part.get_untracked().here().is_none() {
                    part.set(Part::Here(fetched));
                }
                act(fetched);
            }
            Err(_) => part.set(Part::Failed),
        }
    });
}

/// That one couldn't be fetched, with another try.
pub(crate) fn failure(state: State) -> Option<El> {
    use leptos::prelude::Get;
    let texts = state.format.get().texts;
    let is_more = state.more.get().is_failed();
    let is_checkout = state.checkout.get().is_failed();
    (is_more || is_checkout).then(|| {
        el("div")
            .class("notice trouble")
            .part("error")
            .attr("role", "alert")
            .child(el("p").child(texts.more_failed))
            .child(
                el("button")
                    .attr("type", "button")
                    .class("secondary")
                    .part("button retry")
                    .on("click", move |_| {
                        if is_more {
                            more::then(state, |_| {});
                        }
                        if is_checkout {
                            checkout::fetch(state);
                        }
                    })
                    .child(texts.retry),
            )
    })
}
