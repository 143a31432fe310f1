//! One way in a list: its name, what is bought, what it gives up, and what it costs.

use simfare_engine::format::Amount;

use super::super::{View, select};
use super::notes::Note;
use super::{MOST_COMPARED, Pick, checkbox, select_button};
use crate::dom::{El, Node, el};
use crate::state::Choice;

/// What a row tells.
pub(super) struct Row {
    pub(super) part: &'static str,
    pub(super) name: String,
    /// Its name within a sentence.
    pub(super) called: String,
    /// What the provider is like.
    pub(super) about: Vec<Node>,
    pub(super) what: String,
    pub(super) notes: Vec<Note>,
    pub(super) total: Amount,
    pub(super) pick: Pick,
    /// Whether it is the way that was chosen.
    pub(super) is_chosen: bool,
    /// Whether it is of an earlier answer, and can't be chosen.
    pub(super) is_stale: bool,
    /// The choice that it is.
    pub(super) choice: Box<dyn Fn() -> Choice>,
}

impl Row {
    /// Draws it.
    pub(super) fn draw(self, view: &View<'_>, picked: &[Pick]) -> El {
        let texts = view.format.texts;
        let state = view.state;
        let more = view.more(self.total);
        let more =
            if more.0 == 0 { texts.same_price().to_owned() } else { view.money.difference(more) };
        let per_day = view.per_day(self.total);
        let per_day = per_day.map_or_else(String::new, |price| texts.price_a_day(&price).text());
        let notes = self.notes.into_iter().map(|note| {
            el("li")
                .attr("data-note", if note.is_gain { "gain" } else { "loss" })
                .child(note.text)
                .into()
        });
        let (is_chosen, choice) = (self.is_chosen, self.choice);
        let (compared, is_full) = (picked.contains(&self.pick), picked.len() >= MOST_COMPARED);
        let (picked, pick) = (picked.to_vec(), self.pick);
        let compare = checkbox(
            "compare",
            compared,
            self.is_stale || (is_full && !compared),
            el("span")
                .child(el("span").attr("aria-hidden", "true").child(texts.compare()))
                .child(el("span").class("hidden").child(texts.compare_one(&self.called).text())),
            move |on| state.others.compare(&picked, &pick, on),
        );
        el("li")
            .class("other")
            .part(self.part)
            .flag("data-chosen", is_chosen)
            .flag("data-stale", self.is_stale)
            .child(
                el("div")
                    .class("other-text")
                    .child(
                        el("p")
                            .child(el("strong").class("other-name").child(self.name.clone()))
                            .child(" ")
                            .child(el("span").class("other-about").children(self.about)),
                    )
                    .child(el("p").class("other-what").child(self.what))
                    .child(el("ul").class("notes").part("notes").children(notes)),
            )
            .child(
                el("p")
                    .class("other-price")
                    .child(el("strong").class("money other-total").child(view.money.of(self.total)))
                    .child(el("span").class("money other-more").child(more))
                    .child(el("span").class("money other-day").child(per_day)),
            )
            .child(
                el("div")
                    .class("other-deeds")
                    .child(
                        select_button(texts, &self.called, is_chosen)
                            .flag("disabled", self.is_stale)
                            .on("click", move |_| {
                                select(state, if is_chosen { Choice::Cheapest } else { choice() });
                            }),
                    )
                    .child(compare),
            )
    }
}
