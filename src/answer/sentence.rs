//! The answer in one sentence, a verb first, and how sure it is.

use simfare_engine::Date;
use simfare_engine::quote::{Alternative, Purchase};

use super::{View, choices, choose, coupon, decided, names, select};
use crate::dom::{El, el};
use crate::handoff;
use crate::locale::{DOT, Filled};
use crate::state::Choice;

/// The sentence with what belongs to it.
pub(super) fn card(view: &View<'_>) -> El {
    let way = view.way;
    let state = view.state;
    let handed = state.handoff.is_under_way();
    let strong = |text: String, part| el("strong").part(part).child(text);
    let total = strong(view.money.of(way.total), "total");
    let verb = strong(verb(view).to_owned(), "verb");
    let sentence =
        el("p").class("sentence").part("sentence").children(whole(view, verb, total).nodes());
    let chosen_other = way.alternative.map(|chosen| other(view, chosen));
    // Nothing bought is nothing to hand over.
    let next = (!handed).then(|| {
        el("div").class("next").flag("hidden", way.purchases.is_empty()).child(choose(view))
    });
    el("div")
        .class("card")
        .part("card")
        .child(sentence)
        .child(el("p").class("facts").part("facts").child(facts(view)))
        .child(choices::choices(view))
        // It is about the cheapest way.
        .children(
            view.way
                .alternative
                .is_none()
                .then(|| decided::line(view.state, view.format, view.found)),
        )
        .maybe(chosen_other)
        .maybe(next)
        .maybe(coupon::remark(view))
        .maybe(handoff::shown::outcome(view).or_else(|| handoff::shown::caution(view)))
}

/// That it isn't the cheapest way, with the way back to that.
#[cold]
#[inline(never)]
fn other(view: &View<'_>, chosen: &Alternative) -> El {
    let (texts, way, state) = (view.format.texts, view.way, view.state);
    let name = match way.kind {
        Some(kind) => texts.kind_called(kind.name(texts)).text(),
        None => names::brand(&way.found.catalog, &chosen.brand).to_owned(),
    };
    let more = view.more(chosen.total);
    let text = match more.0 {
        0 => texts.chosen_same(&name),
        _ => texts.chosen_other(&name, &view.money.of(more)),
    };
    el("div").class("chosen-other").part("selection").child(el("p").child(text)).child(
        el("button")
            .attr("type", "button")
            .class("quiet")
            .part("button undo")
            .on("click", move |_| select(state, Choice::Cheapest))
            .child(texts.back_to_cheapest()),
    )
}

/// The sentence to be read aloud.
pub(crate) fn text(view: &View<'_>) -> String {
    let total = el("span").child(view.money.of(view.way.total));
    whole(view, el("span").child(verb(view)), total).text()
}

/// What is done, after what comes before that.
fn whole(view: &View<'_>, verb: El, total: El) -> Filled {
    let sentence = sentence(view, verb, total);
    match not_yet(view) {
        Some(first) => view.format.texts.two_sentences(first, sentence),
        None => sentence,
    }
}

/// Per day, and what the next best costs more.
fn facts(view: &View<'_>) -> String {
    let texts = view.format.texts;
    let found = view.way.found;
    let mut facts = Vec::new();
    if let Some(per_day) = view.per_day(view.way.total) {
        let fact = match view.way.total.0 % i64::from(found.request.horizon()) {
            0 => texts.per_day(&per_day),
            _ => texts.about_per_day(&per_day),
        };
        facts.push(fact.text());
    }
    if view.way.alternative.is_none() {
        let next =
            found.quote.alternatives.iter().find(|other| {
                other.purchases != found.quote.purchases && view.more(other.total).0 > 0
            });
        if let Some(next) = next {
            let brand = names::brand(&found.catalog, &next.brand);
            facts.push(texts.next_best(brand, &view.money.of(view.more(next.total))).text());
        }
        if !is_idle(view) {
            let offers = simfare_engine::offers_considered(&found.catalog, &found.request);
            // Where there is one, nothing else was weighed.
            if offers > 1 {
                let offers = view.format.count(texts.count_offers(), offers as u64);
                facts.push(texts.calculated(&offers).text());
            }
        }
    }
    facts.join(DOT)
}

/// Whether nothing is asked for, and there is no line that could be enough for it.
fn is_idle(view: &View<'_>) -> bool {
    view.way.purchases.is_empty() && view.found.request.line.is_none()
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Wait,
    Buy,
    Renew,
    TopUp,
    Switch,
}

impl Deed {
    fn of(view: &View<'_>) -> Self {
        let found = view.found;
        let Some(first) = view.way.purchases.first() else { return Self::Wait };
        let is_plan = first.items.iter().any(|item| found.catalog.plan(&item.id).is_some());
        match &found.request.line {
            // On the line there is: the same or another plan of its brand, or more of what it has.
            Some(line) if line.brand == first.brand && !first.new_line => {
                if is_plan {
                    Self::Renew
                } else {
                    Self::TopUp
                }
            }
            // A new line of the same brand is no other provider, and yet another number.
            Some(line)
                if line.brand != first.brand && choices::gives_up(&found.catalog, line, first) =>
            {
                Self::Switch
            }
            _ => Self::Buy,
        }
    }

    /// In a word; after something else has been said, another.
    fn verb(self, view: &View<'_>, is_then: bool) -> &'static str {
        let texts = view.format.texts;
        match (self, is_then) {
            (Self::Wait, _) => texts.verb_wait(),
            (Self::Buy, false) => texts.verb_buy(),
            (Self::Buy, true) => texts.then_buy(),
            (Self::Renew, false) => texts.verb_renew(),
            (Self::Renew, true) => texts.then_renew(),
            (Self::TopUp, false) => texts.verb_top_up(),
            (Self::TopUp, true) => texts.then_top_up(),
            (Self::Switch, false) => texts.verb_switch(),
            (Self::Switch, true) => texts.then_switch(),
        }
    }
}

/// What is done, in a word.
fn verb(view: &View<'_>) -> &'static str {
    Deed::of(view).verb(view, not_yet(view).is_some())
}

/// What comes before, where nothing has to be bought today.
fn not_yet(view: &View<'_>) -> Option<Filled> {
    let first = view.way.purchases.first()?;
    let today = view.state.today.get();
    let starts_later = first.day > 0 && first.date > today;
    let texts = view.format.texts;
    let verb = el("strong").part("verb").child(texts.verb_wait());
    starts_later.then(|| texts.not_yet(verb, &view.format.date(first.date, today)))
}

fn sentence(view: &View<'_>, verb: El, total: El) -> Filled {
    let texts = view.format.texts;
    let span = view.span();
    let span = span.as_str();
    let Some(first) = view.way.purchases.first() else {
        return match is_idle(view) {
            true => texts.answer_nothing().into(),
            false => texts.answer_wait(verb, span),
        };
    };
    // Two lines may both begin on the first day.
    let is_first = |purchase: &&Purchase| purchase.day == first.day;
    let rest: Vec<&Purchase> =
        view.way.purchases.iter().filter(|purchase| !is_first(purchase)).collect();
    let what: Vec<String> = view
        .way
        .purchases
        .iter()
        .filter(is_first)
        .map(|purchase| view.purchase(purchase))
        .collect();
    let what = el("span").class("what").child(what.join(" + "));
    let when = when(view, first.date);
    let deed = match rest.split_last() {
        None => texts.deed_once(verb, what, &when),
        Some((last, others)) => {
            let at_last = self::when(view, last.date);
            let alone = view.way.purchases.len() == rest.len() + 1;
            let same = alone && rest.iter().all(|purchase| purchase.items == first.items);
            let count = |noun| view.format.count(noun, rest.len() as u64);
            match (same, others.is_empty()) {
                (true, true) => texts.deed_again(verb, what, &when, &at_last),
                (true, false) => {
                    texts.deed_often(verb, what, &when, &count(texts.count_times()), &at_last)
                }
                (false, true) => {
                    let next = el("span").class("what").child(view.purchase(last));
                    texts.deed_then(verb, what, &when, next, &at_last)
                }
                (false, false) => {
                    texts.deed_many(verb, what, &when, &count(texts.count_purchases()), &at_last)
                }
            }
        }
    };
    texts.answer_of(deed, total, span)
}

/// A day as people say it.
fn when(view: &View<'_>, date: Date) -> String {
    let texts = view.format.texts;
    let today = view.state.today.get();
    match date.days_since(today) {
        0 => texts.today().to_owned(),
        1 => texts.tomorrow().to_owned(),
        _ => texts.on_date(&view.format.date(date, today)).text(),
    }
}
