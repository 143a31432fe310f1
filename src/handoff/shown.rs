//! What a person sees of handing over.

use std::sync::Arc;

use super::go::{self, Outcome, Way};
use super::{Code, Destination, past};
use crate::answer::View;
use crate::dom::{El, el};
use crate::locale::Texts;
use crate::problem::{Kind, Problem};
use crate::state::State;

/// What became of the last confirmation; nothing where there was none.
pub(crate) fn outcome(view: &View<'_>) -> Option<El> {
    view.state.handoff.outcome.get().map(|outcome| shown(view, outcome))
}

/// That it is too late for what is to be bought first, before somebody chooses it.
pub(crate) fn caution(view: &View<'_>) -> Option<El> {
    past(view.way.purchases, view.state.today.get())?;
    Some(el("p").class("wrong").child(view.format.texts.start_passed()))
}

#[cold]
#[inline(never)]
fn shown(view: &View<'_>, outcome: Outcome) -> El {
    let state = view.state;
    let texts = view.format.texts;
    let shown = match outcome {
        Outcome::Told { is_late } => {
            said(texts.handed().to_owned()).maybe(is_late.then(|| start_over(state, texts)))
        }
        Outcome::Going { to, way, is_late } => {
            let host = to.host.as_str();
            let text = match way {
                Way::SameTab => texts.handoff_going(host),
                Way::NewTab => texts.handoff_new_tab(host),
                Way::Blocked => texts.handoff_blocked(host),
            };
            let link = is_late.then(|| {
                link(&to, texts.handoff_continue(host).text())
                    .class("primary")
                    .part("button handoff-link")
            });
            said(text.text()).maybe(link).maybe(is_late.then(|| start_over(state, texts)))
        }
        Outcome::Payments { all, opened } => payments(view, &all, &opened),
        Outcome::Opened { call, is_late } => {
            let again = is_late.then(|| {
                el("button")
                    .attr("type", "button")
                    .class("secondary")
                    .part("button handoff-again")
                    .on("click", move |_| go::open_again(state, call.clone()))
                    .child(texts.handoff_again())
            });
            let over = is_late.then(|| start_over(state, texts));
            said(texts.handoff_opened().to_owned()).maybe(again).maybe(over)
        }
        Outcome::Refused(problem) => refused(texts, &problem),
    };
    // The focus goes here: the button that had it is gone.
    shown.attr("id", "handed").attr("tabindex", "-1")
}

fn said(text: String) -> El {
    el("div").class("handed").part("handed").child(el("p").child(text))
}

/// A link out of here, from within a frame in a tab of its own.
fn link(to: &Destination, text: String) -> El {
    let link = el("a").attr("href", to.url.clone()).attr("rel", "noopener").child(text);
    if go::is_framed() { link.attr("target", "_blank") } else { link }
}

fn payments(view: &View<'_>, all: &Arc<[Destination]>, opened: &[usize]) -> El {
    let state = view.state;
    let texts = view.format.texts;
    let count = view.format.count(texts.count_payments(), all.len() as u64);
    let list = el("ol").class("payments").part("handoff-payments").children(
        all.iter().enumerate().map(|(at, to)| {
            let names: Vec<String> = to.items.iter().map(|item| view.item(item)).collect();
            let is_opened = opened.contains(&at);
            let link = el("a")
                .attr("href", to.url.clone())
                .attr("rel", "noopener")
                .attr("target", "_blank")
                .class(if is_opened { "secondary" } else { "primary" })
                .part("button handoff-link")
                .on("click", move |_| go::note_opened(state, at))
                .child(texts.handoff_pay(&names.join(" + ")).text())
                .child(el("span").class("hidden").child(texts.handoff_in_new_tab()));
            let mark = is_opened.then(|| el("span").class("hint").child(texts.handoff_is_opened()));
            el("li").child(link).maybe(mark).into()
        }),
    );
    said(texts.handoff_payments(&count).text()).child(list).child(start_over(state, texts))
}

/// Forgets the confirmation, for another.
fn start_over(state: State, texts: &Texts) -> El {
    el("button")
        .attr("type", "button")
        .class("quiet")
        .part("button handoff-over")
        .on("click", move |_| state.handoff.forget())
        .child(texts.handoff_start_over())
}

fn refused(texts: &Texts, problem: &Problem) -> El {
    let heading = el("h3").child(problem.heading(texts));
    // The heading of an order comes after this, of a trip or a checkout before.
    let is_first = problem.kind == Kind::Handoff(Code::Page);
    let heading = if is_first { heading.attr("aria-level", "2") } else { heading };
    el("div")
        .class("notice trouble")
        .part("error handoff-error")
        .attr("role", "alert")
        .child(heading)
        .child(el("p").child(problem.message(texts)))
}

/// What a person is told of a refusal; what the page's author is to mend is beside it in the event.
pub(crate) fn message(code: Code, about: &str, texts: &Texts) -> String {
    match code {
        Code::Unknown | Code::Endpoint | Code::Checkout => texts.handoff_bad_setup().to_owned(),
        Code::Origin => texts.handoff_bad_origin(about).text(),
        Code::Page => texts.handoff_bad_page(about).text(),
        Code::Item => texts.handoff_not_sold(about).text(),
        Code::Coupon => texts.handoff_bad_coupon(about).text(),
        Code::Many => texts.handoff_many().to_owned(),
        Code::Empty => texts.handoff_empty().to_owned(),
        Code::Past => texts.start_passed().to_owned(),
        Code::Paddle => texts.handoff_no_paddle().to_owned(),
    }
}
