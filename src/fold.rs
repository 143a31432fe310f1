//! Folded parts: what is in one is drawn when somebody unfolds it, or once all is here that comes after
//! the first answer, which nobody has to see so much for.

use crate::dom::El;
use crate::state::State;

/// A fold (`details` with its summary) with what is in it; at once where it is `open` already.
pub(crate) fn fold(state: State, details: El, open: bool, content: impl FnOnce() -> El) -> El {
    let is_drawn = open || state.unfolded.get() || state.more.get().here().is_some();
    details.on("toggle", move |_| unfold(state)).maybe(is_drawn.then(content))
}

/// Has all folded parts drawn from now on.
pub(crate) fn unfold(state: State) {
    if !state.unfolded.get_untracked() {
        state.unfolded.set(true);
    }
}
