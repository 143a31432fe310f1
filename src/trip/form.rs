//! The form in which a trip is typed: what is asked, in which order.

use super::controls::Form;
use super::presets::Preset;
use crate::dom::{El, el};
use crate::planner;
use crate::state::State;

/// The whole form.
pub(crate) fn form(state: State) -> El {
    let format = state.format.get();
    let form = Form::new(state, &format);
    let texts = form.texts;
    el("form")
        .part("form")
        .class("form")
        .attr("aria-labelledby", "trip")
        // Nothing is sent anywhere: Enter in a field must not leave the page.
        .on("submit", |event| event.prevent_default())
        .child(
            el("h2").attr("id", "trip").attr("tabindex", "-1").part("heading").child(texts.trip()),
        )
        .child(form.presets())
        .child(form.stages())
        .child(form.line())
        .child(form.number())
        .child(form.more())
        .child(
            el("button")
                .attr("type", "button")
                .class("done secondary")
                .part("button done")
                .on("click", move |_| done(state))
                .child(texts.done()),
        )
}

/// Folds the form away for the answer; goes to what is wrong, where something is.
fn done(state: State) {
    if let Some(complaint) = state.meaning().wrong.first() {
        if let Some(stage) = complaint.stage {
            state.hand.select(stage);
        }
        planner::focus(state, complaint.field.name());
        return;
    }
    state.folded.set(true);
    planner::focus(state, "answer");
}

impl Form<'_> {
    /// Trips that many make, one click each.
    fn presets(&self) -> El {
        let state = self.state;
        let presets = Preset::ALL.into_iter().map(|preset| {
            let is_this = preset.is(&self.trip);
            el("button")
                .attr("type", "button")
                .class("preset")
                .part("button preset")
                .attr("aria-pressed", if is_this { "true" } else { "false" })
                .on("click", move |_| {
                    let catalog = state.catalog_untracked();
                    state.change(|trip| preset.apply(trip, catalog.as_deref()));
                    state.hand.select(0);
                    if preset == Preset::KeepNumber {
                        // Which line that is, nobody knows yet.
                        planner::focus(state, "line-brand");
                    }
                })
                .child(preset.label(self.texts))
                .into()
        });
        el("div")
            .class("presets")
            .part("presets")
            .attr("role", "group")
            .attr("aria-label", self.texts.presets())
            .children(presets)
    }
}
