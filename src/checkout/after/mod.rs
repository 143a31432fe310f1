//! What there is to see once an order is made: where it stands, what that means, and what to do
//! next.
//!
//! One file a family of statuses says what is particular to it: [`waiting`], [`paid`],
//! [`fulfilled`], [`failed`], [`unknown`]. Each gives a [`Sheet`], which is drawn here, with what
//! all have in common: how new it is, what was bought, when what happened ([`history`]), whom to
//! ask ([`support`]).
//!
//! - What the page says comes from the service's answer, never from an address.
//! - Each sheet has one heading, which takes the focus, and one primary next step.
//! - Whatever an order holds is text to us: never markup, and an address only after a look at it.

mod checks;
mod copy;
mod facts;
mod failed;
mod fulfilled;
mod history;
mod install;
mod mark;
mod paid;
mod qr;
mod reminder;
mod support;
mod unknown;
mod waiting;

use std::rc::Rc;

use simfare_engine::{Catalog, Date, OrderStatus as Status};

use super::moment::Moment;
use super::order::Order;
use crate::dom::{El, el};
use crate::handoff::go;
use crate::locale::{Format, Money, Texts};
use crate::signal::Signal;
use mark::Mark;

/// What a page is drawn from, beside the order.
pub(crate) struct Context<'a> {
    pub(crate) format: &'a Rc<Format>,
    /// Names of offers and brands, and whom to ask.
    pub(crate) catalog: Option<&'a Catalog>,
    /// By the person's clock.
    pub(crate) today: Date,
    /// How new the order is that is shown.
    pub(crate) news: News,
    /// The page to pay on, where the person may be sent there.
    pub(crate) pay: Option<String>,
    pub(crate) side: Side,
    pub(crate) act: Rc<dyn Fn(Action)>,
}

/// How new an order is that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum News {
    /// The service is asked again and again, and answers.
    Fresh,
    /// Nothing has changed for longer than it should take.
    Slow,
    /// The service doesn't answer: this is the last that was known.
    Lost,
}

/// What a person asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Action {
    /// Order the same once more.
    Retry,
    /// Choose another way to pay, and order once more.
    OtherMethod,
    /// Ask the service now.
    CheckAgain,
}

/// What became of the last button that was pressed. A handle; to be made under an owner.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Side {
    outcome: Signal<Outcome>,
}

/// See [`Side`].
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Nothing,
    /// What stands in the field of this id is in the clipboard.
    Copied(String),
    /// It is selected only: the browser lets nobody write to its clipboard.
    Selected(String),
    /// A calendar file with so many reminders was given to the browser.
    Saved(u64),
    /// The browser took no file.
    NotSaved,
}

impl Side {
    pub(crate) fn new() -> Self {
        Self { outcome: Signal::new(Outcome::Nothing) }
    }
}

/// The id of the heading, which takes the focus when another page is shown.
pub(crate) const HEADING: &str = "after-heading";

/// The id of what is read with the heading.
const LEAD: &str = "after-lead";

/// What is particular to where an order stands.
struct Sheet {
    mark: Mark,
    heading: &'static str,
    /// What that means, a paragraph each; the first is read aloud with the heading.
    lead: Vec<String>,
    /// The next step, and others.
    deeds: Vec<El>,
    parts: Vec<El>,
    /// Over whom to ask.
    help: &'static str,
}

impl Context<'_> {
    fn texts(&self) -> &'static Texts {
        self.format.texts
    }

    fn money(&self, order: &Order) -> Money {
        self.format.money(order.currency)
    }

    /// A moment, by the person's clock.
    fn when(&self, moment: Moment) -> String {
        self.format.moment(moment.0)
    }

    /// A button that asks for something.
    fn deed(&self, action: Action, class: &'static str, text: &'static str) -> El {
        let act = Rc::clone(&self.act);
        let part = match action {
            Action::Retry => "button order-retry",
            Action::OtherMethod => "button order-other-method",
            Action::CheckAgain => "button order-check-again",
        };
        el("button")
            .attr("type", "button")
            .class(class)
            .part(part)
            .on("click", move |_| act(action))
            .child(text)
    }
}

/// Where an order stands.
pub(crate) fn page(context: &Context<'_>, order: &Order) -> El {
    let texts = context.texts();
    let sheet = sheet(context, order);
    let sandbox = order.sandbox.then(|| {
        el("p")
            .class("after-note")
            .part("order-sandbox")
            .attr("role", "note")
            .child(texts.order_sandbox())
    });
    let lost = (context.news == News::Lost).then(|| lost(context, order));
    let page = el("div")
        .class("after-page")
        .maybe(sandbox)
        .maybe(lost)
        .child(head(&sheet))
        .child(deeds(sheet.deeds))
        .child(el("div").class("after-parts").children(sheet.parts.into_iter().map(El::into)))
        .child(facts::bought(context, order))
        .maybe(history::history(context, order))
        .child(support::support(context, sheet.help, &order.reference));
    frame(sheet.mark).attr("data-status", order.status.map_or("unknown", Status::word)).child(page)
}

/// An order of which nothing is known but its reference: the service hasn't answered yet.
pub(crate) fn nothing(context: &Context<'_>, reference: &str) -> El {
    let sheet = unknown::nothing(context);
    let page = el("div")
        .class("after-page")
        .child(head(&sheet))
        .child(deeds(sheet.deeds))
        .child(support::support(context, sheet.help, reference));
    frame(sheet.mark).child(page)
}

/// What a screen reader says of it.
pub(crate) fn spoken(context: &Context<'_>, order: &Order) -> String {
    let sheet = sheet(context, order);
    let lead = sheet.lead.first().map(String::as_str).unwrap_or_default();
    // Chinese sentences stand without a space.
    [sheet.heading, lead].join(context.texts().after_gap())
}

fn sheet(context: &Context<'_>, order: &Order) -> Sheet {
    match order.status {
        Some(Status::Created | Status::AwaitingPayment) => waiting::sheet(context, order),
        Some(Status::Paid | Status::Fulfilling) => paid::sheet(context, order),
        Some(Status::Fulfilled) => fulfilled::sheet(context, order),
        Some(Status::PaymentFailed) => failed::payment(context, order),
        Some(Status::Expired) => failed::expired(context),
        Some(Status::FulfilFailed) => failed::fulfilment(context, order),
        Some(Status::Refunded) => failed::refunded(context, order),
        None => unknown::sheet(context, order),
    }
}

fn frame(mark: Mark) -> El {
    el("section")
        .class("after")
        .part("order")
        .attr("aria-labelledby", HEADING)
        .attr("data-mark", mark.word())
}

fn deeds(deeds: Vec<El>) -> El {
    el("div").class("actions after-deeds").children(deeds.into_iter().map(El::into))
}

fn head(sheet: &Sheet) -> El {
    let lead = sheet.lead.iter().enumerate().map(|(at, text)| {
        let lead = el("p").child(text.clone());
        if at == 0 { lead.attr("id", LEAD).into() } else { lead.into() }
    });
    el("div").class("after-head").part("order-status").child(sheet.mark.draw()).child(
        el("div")
            .child(
                el("h2")
                    .attr("id", HEADING)
                    .attr("tabindex", "-1")
                    .attr("aria-describedby", LEAD)
                    .child(sheet.heading),
            )
            .child(el("div").class("after-lead").children(lead)),
    )
}

/// That what follows may be old.
fn lost(context: &Context<'_>, order: &Order) -> El {
    let texts = context.texts();
    let when = order.updated_at.map(|moment| context.when(moment));
    let text = match when {
        Some(when) => texts.order_lost_since(&when).text(),
        None => texts.order_lost().to_owned(),
    };
    el("p").class("after-note").part("order-lost").attr("role", "alert").child(text)
}

/// A link to another page. It leaves the page's frame, if it stands in one: payment and set-up
/// pages refuse to be shown there.
fn link(url: String) -> El {
    let link = el("a").attr("href", url).attr("rel", "noopener");
    link.attr("target", if go::is_framed() { "_blank" } else { "_top" })
}

/// The receipt, in a tab of its own: it is to be kept, and this page stays.
fn receipt(context: &Context<'_>, order: &Order, class: &'static str) -> Option<El> {
    let texts = context.texts();
    let url = order.receipt.clone()?;
    Some(
        el("a")
            .attr("href", url)
            .attr("rel", "noopener")
            .attr("target", "_blank")
            .class(class)
            .part("button order-receipt")
            .child(texts.open_receipt())
            .child(el("span").class("hidden").child(texts.handoff_in_new_tab())),
    )
}
