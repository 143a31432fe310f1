//! The answer: first one sentence, then when what runs, what it costs, and what else there is.

mod bill;
mod choices;
pub(crate) mod coupon;
pub(crate) mod decided;
pub(crate) mod infeasible;
pub(crate) mod kinds;
mod leftovers;
pub(crate) mod names;
pub(crate) mod others;
mod reliance;
pub(crate) mod sentence;
mod skeleton;
mod sources;
mod timeline;

pub(crate) use bill::bill;

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::{Get, GetUntracked};
use simfare_engine::format::Amount;
use simfare_engine::usage::{Gap, Period};

use crate::dom::{El, Node, el, live};
use crate::locale::{DOT, Format, Money};
use crate::problem::Problem;
use crate::state::{Answer, Choice, Found, Shelf, State, Way};
use crate::{catalog, events, more, planner};

/// What the parts of an answer are drawn from.
pub(crate) struct View<'f> {
    pub(crate) state: State,
    pub(crate) format: &'f Rc<Format>,
    pub(crate) money: Money,
    pub(crate) way: Way<'f>,
    /// What the way is of.
    pub(crate) found: &'f Arc<Found>,
    choice: &'f Choice,
    usage: OnceCell<Usage>,
}

/// What runs when on the way, and what is left of it.
pub(crate) struct Usage {
    pub(crate) periods: Vec<Period>,
    pub(crate) gaps: Vec<Gap>,
}

/// Whatever there is to say now.
pub(crate) fn answer(state: State) -> El {
    let section = el("section").class("answer").part("answer").attr("aria-labelledby", "answer");
    let format = state.format.get();
    let texts = format.texts;
    let heading = |text: &'static str| {
        // Reached by the button at the end of the form, not by the tabulator.
        el("h2").class("hidden").attr("id", "answer").attr("tabindex", "-1").child(text)
    };
    let section = section.child(heading(texts.answer()));
    if let Some(problem) = state.refused.get() {
        return section.child(trouble(state, &format, &problem));
    }
    match (state.shelf.get(), state.answer.get()) {
        (Shelf::Empty, _) => section.child(""),
        (Shelf::Loading { slow }, _) => section.child(loading(state, &format, slow)),
        (Shelf::Failed(problem), _) | (_, Answer::Refused(problem)) => {
            section.child(trouble(state, &format, &problem))
        }
        (_, Answer::None) => section.child(notice("incomplete", texts.incomplete().into())),
        (_, Answer::Working { before: Some(before), .. }) => {
            found(section.attr("aria-busy", "true"), state, &format, &before, true)
        }
        (_, Answer::Working { before: None, .. }) => section.child(working(state, &format)),
        (_, Answer::Found(answer)) => found(section, state, &format, &answer, false),
    }
}

/// The answer itself; the last one, while the next is under way.
fn found(
    section: El,
    state: State,
    format: &Rc<Format>,
    found: &Arc<Found>,
    is_working: bool,
) -> El {
    let section = section.maybe(is_working.then(|| progress(state, format)));
    if !found.is_feasible() {
        return section.child(infeasible::infeasible(state, format, found));
    }
    let choice = state.choice.get();
    let view = View::new(state, format, found, &choice);
    let more = state.more.get().here();
    section
        .child(sentence::card(&view))
        .child(timeline::timeline(&view))
        .child(bill(&view, "h3"))
        .maybe(more.map(|more| (more.keep)(&view)))
        .maybe(more.map(|more| (more.why)(&view)))
        .maybe(more.map(|more| (more.others)(&view)))
        // What stands last comes with what stands before it, so that nothing moves down.
        .maybe(more.map(|_| reliance::reliance(&view)))
        .maybe(more.map(|_| sources::footer(&view)))
}

/// That an answer takes a while, and how far it is.
fn working(state: State, format: &Format) -> El {
    el("div")
        .class("loading")
        .part("loading")
        .child(progress(state, format))
        .child(el("p").child(format.texts.working()))
        .child(skeleton::skeleton())
}

#[cold]
#[inline(never)]
fn progress(state: State, format: &Format) -> El {
    let text = format.texts.working();
    el("div").class("working").child(live(move || {
        el("progress")
            .part("progress")
            .attr("aria-label", text)
            .attr("max", "1000")
            .attr("value", state.share.get().to_string())
    }))
}

/// Total and next step, at the bottom of the window where there is little room.
pub(crate) fn bar(state: State) -> El {
    let bar = el("div").class("bar").part("bar");
    let format = state.format.get();
    let answer = match state.answer.get() {
        Answer::Found(found) | Answer::Working { before: Some(found), .. } => Some(found),
        _ => None,
    };
    match answer {
        Some(found) if found.is_feasible() && state.refused.get().is_none() => {
            let choice = state.choice.get();
            let view = View::new(state, &format, &found, &choice);
            bar.child(
                el("p")
                    .child(el("strong").child(view.money.of(view.way.total)))
                    .child(named_span(&view)),
            )
            .child(
                choose(&view)
                    .flag("hidden", view.way.purchases.is_empty() || state.handoff.is_under_way()),
            )
        }
        _ => bar.attr("hidden", "").child("").child(""),
    }
}

/// Whose is bought first, and for how long all of it is: the sentence is out of sight where the bar
/// is.
fn named_span(view: &View<'_>) -> El {
    let first = view.way.purchases.first();
    let brand = first.map(|first| names::brand(&view.way.found.catalog, &first.brand));
    let brand = brand.map_or_else(String::new, |brand| [brand, DOT.trim_end()].concat());
    el("span").child(el("span").child(brand)).child(el("span").child(view.span()))
}

/// What a screen reader says when the answer has changed.
pub(crate) fn spoken(state: State) -> String {
    let format = state.format.get_untracked();
    let texts = format.texts;
    if let Some(problem) = state.refused.get_untracked() {
        return problem.message(texts);
    }
    match (state.shelf.get_untracked(), state.answer.get_untracked()) {
        (Shelf::Loading { slow: false }, _) => texts.loading().to_owned(),
        (Shelf::Loading { slow: true }, _) => texts.loading_slow().to_owned(),
        // Problems are alerts of their own.
        (Shelf::Failed(_) | Shelf::Empty, _) | (_, Answer::Refused(_)) => String::new(),
        (_, Answer::None) => complaint(state).unwrap_or_else(|| texts.incomplete().to_owned()),
        (_, Answer::Working { .. }) => texts.working().to_owned(),
        (_, Answer::Found(found)) if !found.is_feasible() => texts.infeasible().to_owned(),
        (_, Answer::Found(found)) => {
            let choice = state.choice.get_untracked();
            let view = View::new(state, &format, &found, &choice);
            if state.handoff.is_told() {
                return texts.handed().to_owned();
            }
            if state.handoff.is_under_way_untracked() {
                // It is read where the focus goes.
                return String::new();
            }
            sentence::text(&view)
        }
    }
}

/// The first field of the form that is wrong, with what is wrong, as it stands there.
#[cold]
#[inline(never)]
fn complaint(state: State) -> Option<String> {
    let root = state.page().host()?.shadow_root()?;
    let text = |selector: &str| root.query_selector(selector).ok()??.text_content();
    Some([text(".field:has(> .wrong) > label")?, text(".field > .wrong")?].join(": "))
}

impl<'f> View<'f> {
    pub(crate) fn new(
        state: State,
        format: &'f Rc<Format>,
        found: &'f Arc<Found>,
        choice: &'f Choice,
    ) -> Self {
        let money = format.money(found.quote.currency);
        let way = found.way(choice);
        Self { state, format, money, way, found, choice, usage: OnceCell::new() }
    }

    /// What runs when.
    pub(crate) fn usage(&self) -> &Usage {
        self.usage.get_or_init(|| {
            let (catalog, request) = (&self.found.catalog, self.found.request_of(self.choice));
            Usage {
                periods: simfare_engine::usage(catalog, &request, self.way.purchases),
                gaps: simfare_engine::usage::gaps(catalog, &request, self.way.purchases),
            }
        })
    }

    /// The length of the trip.
    fn span(&self) -> String {
        let days = self.way.found.request.horizon();
        self.format.count(self.format.texts.count_days(), days.into())
    }

    /// What a day of the trip costs, where that says anything; half a cent up, as it is an illustration
    /// of the total.
    fn per_day(&self, total: Amount) -> Option<String> {
        let days = i64::from(self.way.found.request.horizon());
        let is_told = days > 1 && total.0 > 0;
        is_told.then(|| self.money.of(Amount((2 * total.0 + days) / (2 * days))))
    }

    /// How much more than the cheapest an amount is.
    fn more(&self, total: Amount) -> Amount {
        Amount(total.0 - self.way.found.quote.total.unwrap_or_default().0)
    }
}

/// The button that hands the chosen way to the page.
fn choose(view: &View<'_>) -> El {
    let state = view.state;
    let is_fetching = state.checkout.get().is_coming();
    let is_working = is_fetching || matches!(state.answer.get(), Answer::Working { .. });
    el("button")
        .attr("type", "button")
        .class("primary")
        .part("button choose")
        // It keeps the focus while the next answer is under way, but does nothing.
        .attr("aria-disabled", if is_working { "true" } else { "false" })
        .on("click", move |_| {
            let Answer::Found(found) = state.answer.get_untracked() else { return };
            if !state.checkout.get_untracked().is_coming() {
                more::then(state, move |more| {
                    if state.shows(&found) {
                        (more.choose)(state, &found);
                    }
                });
            }
        })
        .child(view.format.texts.choose())
}

fn notice(part: &'static str, text: Node) -> El {
    el("div").class("notice").part(part).child(el("p").child(text))
}

fn loading(state: State, format: &Format, slow: bool) -> El {
    let texts = format.texts;
    let text = if slow { texts.loading_slow() } else { texts.loading() };
    el("div")
        .class("loading")
        .part("loading")
        .child(el("div").class("progress").attr("aria-hidden", "true"))
        .child(el("p").child(text))
        .maybe(slow.then(|| retry(state, format)))
        .child(skeleton::skeleton())
}

fn retry(state: State, format: &Format) -> El {
    el("button")
        .attr("type", "button")
        .class("secondary")
        .part("button retry")
        .on("click", move |_| planner::reload(state))
        .child(format.texts.retry())
}

#[cold]
#[inline(never)]
pub(crate) fn trouble(state: State, format: &Format, problem: &Problem) -> El {
    let texts = format.texts;
    let faults = &problem.faults;
    let count = faults.len() as u64;
    // The whole list is in the event; here as much as somebody would read.
    const SHOWN: usize = 50;
    let details = (count > 0).then(|| {
        let list = el("ul").children(faults.iter().take(SHOWN).map(|fault| {
            el("li")
                .child(el("code").child(if fault.pointer.is_empty() {
                    "/".to_owned()
                } else {
                    fault.pointer.clone()
                }))
                .child(" ")
                .child(fault.message.clone())
                .into()
        }));
        el("details")
            .part("error-details")
            .child(el("summary").child(texts.details(&format.count(texts.count_faults(), count))))
            .child(list)
    });
    el("div")
        .class("notice trouble")
        .part("error")
        .attr("role", "alert")
        .child(el("h3").child(problem.heading(texts)))
        .child(el("p").child(problem.message(texts)))
        .maybe((problem.may_pass() && catalog::has_url(state)).then(|| retry(state, format)))
        .maybe(details)
}

/// Selects an alternative, or the cheapest way again.
fn select(state: State, choice: Choice) {
    // While another answer is under way, what is on the page is another trip's.
    let Answer::Found(found) = state.answer.get_untracked() else { return };
    state.choice.set(choice.clone());
    state.handoff.forget();
    if let Some(chosen) = found.way(&choice).alternative {
        events::select(state, &found, chosen);
    }
    planner::announce(state);
}
