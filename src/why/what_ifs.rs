//! What-ifs as small buttons, each with its difference.

use simfare_engine::sort;
use std::cmp::Ordering;
use std::sync::Arc;

use simfare_engine::Request;
use simfare_engine::format::Amount;

use super::of_cheapest;
use super::undo::{change_to, undo, undoable};
use super::what_if::{self, MORE_DATA, MORE_DAYS, WhatIf};
use crate::answer::View;
use crate::dom::{El, el};
use crate::locale::Format;
use crate::planner;
use crate::state::{Found, State};

/// The heading's id: the focus goes there when the button that had it is gone.
const HEADING: &str = "what-ifs";

/// So many ways to pay have a button: the cheapest others.
const METHODS: usize = 2;

/// What is known of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Known {
    /// Only, perhaps, what it was with the answer before.
    NotYet(Option<Amount>),
    Impossible,
    Difference(Amount),
}

/// The buttons, and one that takes the last of them back.
pub(super) fn what_ifs(state: State, found: &Arc<Found>) -> El {
    let format = state.format.get();
    let texts = format.texts;
    let view = of_cheapest(state, &format, found);
    let buttons = choose(state, found)
        .into_iter()
        .map(|(what, request, known)| el("li").child(button(&view, &what, request, known)).into());
    let back = undoable(state).map(|what| {
        el("button")
            .attr("type", "button")
            .class("quiet")
            .part("button undo")
            .on("click", move |_| {
                undo(state);
                planner::focus(state, HEADING);
            })
            .child(texts.undo(&what))
    });
    el("div")
        .class("what-ifs")
        .part("what-ifs")
        .child(el("h4").attr("id", HEADING).attr("tabindex", "-1").child(texts.what_if()))
        .child(el("ul").attr("aria-labelledby", HEADING).children(buttons))
        .maybe(back)
}

impl Known {
    /// The difference, or what it was last.
    fn amount(self) -> Option<Amount> {
        match self {
            Self::Difference(amount) => Some(amount),
            Self::NotYet(last) => last,
            Self::Impossible => None,
        }
    }
}

/// What there is to ask, with what is known of it. Of the ways to pay only the cheapest.
fn choose(state: State, found: &Arc<Found>) -> Vec<(WhatIf, Request, Known)> {
    let mut list: Vec<_> = state.what_ifs.findings.with(|findings| {
        let of = findings.about.as_ref().unwrap_or(found);
        let is_ours = findings.are_about(found);
        let now = of.quote.total.unwrap_or_default();
        let asked = what_if::list(&of.catalog, &of.request);
        let known = |what: &WhatIf| {
            let Some(index) = asked.iter().position(|(asked, _)| asked == what) else {
                return Known::NotYet(None);
            };
            let total = findings.quote(index).and_then(|quote| quote.total);
            let difference = total.map(|total| Amount(total.0 - now.0));
            let is_done = is_ours && matches!(findings.quotes.get(index), Some(Some(_)));
            match difference {
                _ if !is_done => Known::NotYet(difference),
                Some(difference) => Known::Difference(difference),
                None => Known::Impossible,
            }
        };
        what_if::list(&found.catalog, &found.request)
            .into_iter()
            .map(|(what, request)| {
                let known = known(&what);
                (what, request, known)
            })
            .collect()
    });
    let first = list.iter().position(|(what, ..)| matches!(what, WhatIf::Pay(_)));
    let methods = first.map(|first| list.split_off(first)).unwrap_or_default();
    list.extend(cheapest(methods));
    list
}

fn cheapest(mut methods: Vec<(WhatIf, Request, Known)>) -> Vec<(WhatIf, Request, Known)> {
    let amount = |(.., known): &(WhatIf, Request, Known)| known.amount();
    sort::sort_by_key(&mut methods, |method| amount(method).map_or(i64::MAX, |amount| amount.0));
    // A second one that costs the same says nothing new.
    methods.dedup_by(|one, other| amount(one).is_some() && amount(one) == amount(other));
    methods.truncate(METHODS);
    methods
}

fn button(view: &View<'_>, what: &WhatIf, request: Request, known: Known) -> El {
    let texts = view.format.texts;
    let state = view.state;
    let found = Arc::clone(view.found);
    let words = words(view.format, &found, what);
    let (difference, sign) = match known.amount() {
        None if known == Known::Impossible => (texts.not_possible().to_owned(), ""),
        None => (String::new(), ""),
        Some(difference) => match difference.0.cmp(&0) {
            Ordering::Equal => (texts.the_same().to_owned(), ""),
            Ordering::Less => (view.money.difference(difference), "less"),
            Ordering::Greater => (view.money.difference(difference), "more"),
        },
    };
    // What it was last isn't read by anybody: it keeps the place of what is being found out.
    let is_waiting = matches!(known, Known::NotYet(_));
    let is_possible = known != Known::Impossible;
    let button = el("button")
        .attr("type", "button")
        .class("what-if")
        .part("what-if")
        .on("click", {
            let words = words.clone();
            move |_| {
                if is_possible {
                    change_to(state, &found.catalog, &request, words.clone());
                }
            }
        })
        .child(el("span").child(words))
        .child(" ")
        .child(
            el("span")
                .class("difference")
                .attr("data-sign", sign)
                .flag("data-waiting", is_waiting)
                .child(difference),
        );
    if is_possible { button } else { button.attr("aria-disabled", "true") }
}

/// A what-if in words.
fn words(format: &Format, found: &Found, what: &WhatIf) -> String {
    let texts = format.texts;
    match what {
        WhatIf::MoreData => texts.what_if_data(&format.number(MORE_DATA)).text(),
        WhatIf::MoreDays => format.count(texts.what_if_days(), MORE_DAYS.into()),
        WhatIf::OneLine => texts.what_if_one_line().to_owned(),
        WhatIf::TwoLines => texts.what_if_two_lines().to_owned(),
        WhatIf::AnyNumber => texts.what_if_any_number().to_owned(),
        WhatIf::Autopay => texts.what_if_autopay().to_owned(),
        WhatIf::NoAutopay => texts.what_if_no_autopay().to_owned(),
        WhatIf::Later => texts.what_if_later().to_owned(),
        WhatIf::Pay(id) => {
            let methods = &found.catalog.payment_methods;
            let method = methods.iter().find(|method| method.id == *id);
            texts.what_if_pay(method.map_or(id.as_str(), |method| method.name.as_str())).text()
        }
    }
}
