//! A curve as a table, for those who don't see it and those who want to know exactly.

use std::rc::Rc;

use wasm_bindgen::JsCast;

use super::curve::Along;
use super::of_cheapest;
use super::sheet::Sheet;
use crate::answer::View;
use crate::dom::{El, Node, el, live};
use crate::state::State;

/// The table, folded away; its rows are drawn once it is opened.
pub(super) fn table(state: State, sheet: &Rc<Sheet>) -> El {
    let format = state.format.get();
    let texts = format.texts;
    let open = state.why.table(sheet.along);
    let sheet = Rc::clone(sheet);
    el("details")
        .class("steps")
        .part("why-table")
        .on("toggle", move |event| {
            let details = event.target().and_then(|on| on.dyn_into::<web_sys::Element>().ok());
            open.set(details.is_some_and(|details| details.has_attribute("open")));
        })
        .child(el("summary").child(texts.as_table()))
        .child(live(move || {
            // What scrolls has to be within reach of the keyboard.
            let frame = el("div")
                .class("steps-frame")
                .attr("role", "group")
                .attr("aria-label", texts.as_table())
                .attr("tabindex", "0");
            if !open.get() {
                return frame.attr("hidden", "");
            }
            let format = state.format.get();
            let view = of_cheapest(state, &format, &sheet.found);
            frame.child(rows(&view, &sheet))
        }))
}

fn rows(view: &View<'_>, sheet: &Sheet) -> El {
    let texts = view.format.texts;
    let head = |text: &'static str| Node::from(el("th").attr("scope", "col").child(text));
    let along = match sheet.along {
        Along::Days => texts.days(),
        Along::Data => texts.data(),
    };
    let rows = sheet.runs.iter().map(|run| {
        let total = match run.total {
            Some(total) => view.money.of(total),
            None => texts.not_possible().to_owned(),
        };
        let wins = run.total.and_then(|_| sheet.signs.get(run.winner));
        let is_own = (run.from..=run.until).contains(&sheet.own);
        el("tr")
            .flag("data-own", is_own)
            .child(el("th").attr("scope", "row").child(sheet.range(
                view.format,
                run.from,
                run.until,
            )))
            .child(el("td").class("money").child(total))
            .child(el("td").child(wins.map_or_else(String::new, |sign| sign.name.clone())))
            .into()
    });
    el("table")
        .child(
            el("thead").child(
                el("tr")
                    .child(head(along))
                    .child(el("th").attr("scope", "col").class("money").child(texts.cost()))
                    .child(head(texts.wins())),
            ),
        )
        .child(el("tbody").children(rows))
}
