//! The checkout as it is drawn: its steps, or what has become of the order.

use std::rc::Rc;
use std::sync::Arc;

use simfare_engine::Catalog;
use simfare_engine::format::Amount;
use simfare_engine::quote::due_now;

use super::after::{Action, Context, News};
use super::element::CHEAPEST;
use super::flow::{Flow, Step};
use super::notices::{
    begun_elsewhere, elsewhere, lost, said, said_loudly, sending, stuck, unserved,
};
use super::order::Order;
use super::till::{Form, Stage, Trouble, Watch};
use super::{after, element, keep, offer, send, service, steps, watch};
use crate::answer::{self, View};
use crate::dom::{El, Node, el};
use crate::handoff;
use crate::locale::{Format, Money};
use crate::planner;
use crate::problem::Kind;
use crate::state::{Found, Shelf, State};

/// What the steps are drawn from.
pub(super) struct Sheet<'s> {
    pub(super) state: State,
    pub(super) format: &'s Rc<Format>,
    pub(super) money: Money,
    pub(super) deal: &'s Arc<Found>,
    pub(super) form: &'s Form,
    pub(super) flow: &'s Flow,
}

impl Sheet<'_> {
    /// What is paid now.
    pub(super) fn due(&self) -> Amount {
        due(self.deal)
    }

    /// All of it, renewals included.
    pub(super) fn total(&self) -> Amount {
        self.deal.quote.total.unwrap_or_default()
    }
}

pub(super) fn due(deal: &Found) -> Amount {
    due_now(&deal.quote.purchases)
}

/// The planner's own checkout, in the place of its answer.
pub(super) fn inline(state: State) -> El {
    if !state.till.is_open.get() {
        return el("section").class("checkout").attr("hidden", "");
    }
    checkout(state, false)
}

/// An order that goes on while the planner shows its answer.
pub(super) fn note(state: State) -> El {
    let note = el("div").class("order-note").part("order-note");
    let is_open = state.till.is_open.get();
    let Stage::Ordered { order, .. } = state.till.stage.get() else {
        return match begun_elsewhere(state) {
            // The second child is a button elsewhere.
            Some(notice) => note.child(notice).child(""),
            None => note.attr("hidden", ""),
        };
    };
    if is_open {
        return note.attr("hidden", "");
    }
    let texts = state.format.get().texts;
    let button = button("quiet", "order-show", texts.order_show(), move || element::reopen(state));
    let text = texts.order_note(&order.reference).text();
    note.child(el("p").child(text)).child(button)
}

/// A checkout that stands by itself.
pub(super) fn alone(state: State) -> El {
    let format = state.format.get();
    let inner = el("div")
        .class("layout alone")
        .attr("lang", format.tag)
        .attr("dir", format.texts.direction())
        .maybe(begun_elsewhere(state));
    let has_deal = state.till.deal.get().is_some();
    // What is with the service, or on its way there, is no longer the page's to change.
    let is_sent = !matches!(state.till.stage.get(), Stage::Filling | Stage::Repriced { .. });
    let is_wanted = state.page().till.is_wanted.get();
    let trouble = state.refused.get().or_else(|| match state.shelf.get() {
        Shelf::Failed(problem) if is_wanted || has_deal => Some(problem),
        _ => None,
    });
    if is_sent || (has_deal && trouble.is_none()) {
        return inner.child(checkout(state, true)).child(bar(state));
    }
    let format = state.format.get();
    inner.child(match trouble {
        Some(problem) => {
            let is_unserved = problem.kind == Kind::Unserved;
            let why = if is_unserved { unserved(state, &format) } else { None };
            let why = why.unwrap_or_else(|| answer::trouble(state, &format, &problem));
            el("div").child(el("h2").class("hidden").child(format.texts.checkout())).child(why)
        }
        None if is_wanted => {
            let text = format.texts.loading();
            el("div").class("notice").child(el("p").attr("role", "status").child(text))
        }
        // Nothing to sell: what the page has for that.
        None => el("slot"),
    })
}

fn checkout(state: State, is_alone: bool) -> El {
    let format = state.format.get();
    let texts = format.texts;
    let stage = state.till.stage.get();
    let deal = state.till.deal.get();
    let is_ordered = matches!(stage, Stage::Ordered { .. } | Stage::Recalling(_));
    let heading =
        if matches!(stage, Stage::Lost) { texts.checkout_order() } else { texts.checkout() };
    // An order's page has its own.
    let heading = (!is_ordered)
        .then(|| el("h2").attr("id", "checkout").attr("tabindex", "-1").child(heading));
    let is_under_way = matches!(stage, Stage::Sending(_));
    let back = (!is_alone && !is_under_way).then(|| {
        button("quiet", "checkout-back", texts.checkout_back(), move || offer::close(state))
    });
    let head = el("div").class("checkout-head").maybe(heading).maybe(back);
    let offline = (!state.till.is_online.get() && !is_under_way).then(|| {
        let text = el("p").child(texts.checkout_offline());
        el("div").class("notice offline").part("offline").attr("role", "status").child(text)
    });
    let body = match (&stage, &deal) {
        (Stage::Ordered { order, watch }, deal) => {
            ordered(state, &format, deal.as_ref(), order, *watch)
        }
        (Stage::Recalling(watch), _) => recalling(state, &format, *watch),
        (Stage::Lost, _) => lost(state, &format),
        (Stage::Repriced { before, now }, Some(_)) => repriced(state, &format, *before, now),
        (_, Some(deal)) => filling(state, &format, deal, &stage),
        (_, None) => stuck(state, &format, Trouble::Refused),
    };
    let frame = if is_ordered { el("div") } else { el("section") };
    let frame = frame.class("checkout").part("checkout");
    let frame = if is_ordered { frame } else { frame.attr("aria-labelledby", "checkout") };
    frame.child(head).maybe(offline).child(body)
}

fn filling(state: State, format: &Rc<Format>, deal: &Arc<Found>, stage: &Stage) -> El {
    let form = state.till.form.get();
    state.till.accepted.get();
    state.till.costs.get();
    if let Some(text) = nothing(state, format, deal) {
        return said(text);
    }
    let Some(flow) = offer::flow(state) else { return el("div") };
    let money = format.money(deal.quote.currency);
    let sheet = Sheet { state, format, money, deal, form: &form, flow: &flow };
    let now = match stage {
        Stage::Sending(progress) => Some(sending(format, *progress)),
        Stage::Stuck(trouble) => Some(stuck(state, format, *trouble)),
        Stage::Elsewhere => Some(elsewhere(state, format)),
        Stage::Told => Some(said(format.texts.handed())),
        _ => {
            let view = View::new(state, format, deal, &CHEAPEST);
            handoff::shown::outcome(&view)
        }
    };
    let is_quiet = !matches!(stage, Stage::Filling) || state.handoff.is_under_way();
    el("div").class("checkout-body").child(steps::list(&sheet, is_quiet)).maybe(now)
}

/// That there is nothing to buy, where that is so.
fn nothing(state: State, format: &Rc<Format>, deal: &Arc<Found>) -> Option<String> {
    deal.quote.purchases.is_empty().then(|| match deal.request.line {
        Some(_) => answer::sentence::text(&View::new(state, format, deal, &CHEAPEST)),
        None => format.texts.handoff_empty().to_owned(),
    })
}

/// Both prices, and the person decides.
fn repriced(state: State, format: &Rc<Format>, before: Amount, now: &Arc<Found>) -> El {
    let texts = format.texts;
    let money = format.money(now.quote.currency);
    let total = now.quote.total.unwrap_or_default();
    let row = |name: &'static str, amount: String, class: &'static str| -> Node {
        el("div")
            .class(class)
            .child(el("dt").child(name))
            .child(el("dd").class("money").child(amount))
            .into()
    };
    let difference = money.difference(Amount(total.0 - before.0));
    let prices = el("dl").class("prices").part("prices").children([
        row(texts.repriced_before(), money.of(before), "was"),
        row(texts.repriced_now(), money.of(total), "is"),
        row(texts.repriced_difference(), difference, "difference"),
    ]);
    let view = View::new(state, format, now, &CHEAPEST);
    let accept = button(
        "primary",
        "checkout-accept",
        texts.repriced_accept(&money.of(total)).text(),
        move || offer::accept(state),
    );
    let back =
        button("secondary", "checkout-decline", texts.repriced_back(), move || offer::close(state));
    said_loudly("repriced", texts.repriced(), texts.repriced_text().to_owned())
        .child(prices)
        .child(answer::bill(&view, "h4"))
        .child(el("div").class("actions").child(accept).child(back))
}

fn ordered(
    state: State,
    format: &Rc<Format>,
    deal: Option<&Arc<Found>>,
    order: &Order,
    watch: Watch,
) -> El {
    let going = deal.and_then(|deal| {
        let view = View::new(state, format, deal, &CHEAPEST);
        handoff::shown::outcome(&view).filter(|_| order.is_open())
    });
    let catalog = state.catalog();
    let pay = order.payment.url();
    let context = context(state, format, catalog.as_deref(), pay, watch);
    el("div").class("checkout-body").maybe(going).child(after::page(&context, order))
}

/// An order that is known by its reference alone.
fn recalling(state: State, format: &Rc<Format>, watch: Watch) -> El {
    let catalog = state.catalog();
    let context = context(state, format, catalog.as_deref(), None, watch);
    let page = state.page();
    let ticket = page.till.ticket.borrow();
    let reference = ticket.as_ref().map(|ticket| ticket.reference.as_str());
    after::nothing(&context, reference.unwrap_or_default())
}

fn context<'c>(
    state: State,
    format: &'c Rc<Format>,
    catalog: Option<&'c Catalog>,
    pay: Option<&str>,
    watch: Watch,
) -> Context<'c> {
    let pay = pay.and_then(|url| service::payment_page(state, url).ok());
    Context {
        format,
        catalog,
        today: state.today.get_untracked(),
        news: match watch {
            Watch::On => News::Fresh,
            Watch::Faltering => News::Lost,
            Watch::Over => News::Slow,
        },
        pay: pay.map(|to| to.url),
        side: state.till.side,
        act: Rc::new(move |action| match action {
            Action::Retry => offer::retry(state),
            Action::OtherMethod => offer::again(state, Step::Payment),
            Action::CheckAgain => watch::look_again(state),
        }),
    }
}

/// Total and next step, always in sight.
pub(super) fn bar(state: State) -> El {
    let bar = el("div").class("bar checkout-bar").part("checkout-bar");
    let none = || el("div").class("bar checkout-bar").attr("hidden", "");
    if !state.till.is_open.get() && !state.page().till.is_alone.get() {
        return none();
    }
    let (Some(deal), Stage::Filling) = (state.till.deal.get(), state.till.stage.get()) else {
        return none();
    };
    if deal.quote.purchases.is_empty() || state.handoff.is_under_way() {
        return none();
    }
    let format = state.format.get();
    let texts = format.texts;
    let money = format.money(deal.quote.currency);
    let (due, total) = (due(&deal), deal.quote.total.unwrap_or_default());
    let all = if due == total {
        texts.total_all_now().to_owned()
    } else {
        texts.total_with_later(&money.of(total)).text()
    };
    let step = state.till.step.get();
    let (label, part) = if step == Step::Confirm {
        let label = match offer::kind(state) {
            handoff::Kind::Service if due.0 > 0 => texts.order_and_pay(&money.of(due)).text(),
            handoff::Kind::Service => texts.order_free().to_owned(),
            _ => texts.choose().to_owned(),
        };
        (label, "button checkout-order")
    } else {
        (texts.step_next().to_owned(), "button checkout-next")
    };
    bar.child(
        el("p")
            .child(el("strong").part("checkout-due").child(money.of(due)))
            .child(el("span").part("checkout-total").child(all)),
    )
    .child(
        el("button")
            .attr("type", "submit")
            .attr("form", "checkout-step")
            .class("primary")
            .part(part)
            .child(label),
    )
}

/// A button with a part of its own.
pub(super) fn button(
    class: &'static str,
    part: &'static str,
    label: impl Into<Node>,
    act: impl Fn() + 'static,
) -> El {
    el("button")
        .attr("type", "button")
        .class(class)
        .attr("part", format!("button {part}"))
        .on("click", move |_| act())
        .child(label)
}

/// Opens a step, and goes there.
pub(super) fn go(state: State, step: Step) {
    let till = state.till;
    till.step.set(step);
    till.form.update(|form| {
        form.was_tried = form.refused.iter().any(|(of, _)| *of == step);
        form.reached = form.reached.max(step);
    });
    keep::write(state);
    planner::focus(state, steps::heading_id(step));
    planner::announce(state);
}

/// The person is done with the open step.
pub(super) fn next(state: State) {
    let Some(flow) = offer::flow(state) else { return };
    let step = state.till.step.get_untracked();
    if step == Step::Confirm {
        send::confirm(state);
        return;
    }
    // Said before anything is asked for in vain.
    if send::is_too_late(state) {
        return;
    }
    // Whatever the service has said of it, the person has seen it and goes on.
    state.till.form.update(|form| form.refused.retain(|(of, _)| *of != step));
    let form = state.till.form.get_untracked();
    if flow.is_done(step, &form) {
        go(state, flow.next(step, &form));
    } else {
        steps::complain(state, step);
    }
}

/// What a screen reader says when something has changed.
pub(super) fn spoken(state: State) -> String {
    let format = state.format.get_untracked();
    let texts = format.texts;
    match state.till.stage.get_untracked() {
        Stage::Filling => {
            let Some(deal) = state.till.deal.get_untracked() else { return String::new() };
            if let Some(text) = nothing(state, &format, &deal) {
                return text;
            }
            let money = format.money(deal.quote.currency);
            texts
                .total_spoken(
                    &money.of(due(&deal)),
                    &money.of(deal.quote.total.unwrap_or_default()),
                )
                .text()
        }
        Stage::Ordered { order, watch } => {
            let catalog = state.catalog_untracked();
            let pay = order.payment.url();
            let context = context(state, &format, catalog.as_deref(), pay, watch);
            after::spoken(&context, &order)
        }
        // Said where the focus goes.
        _ => String::new(),
    }
}
