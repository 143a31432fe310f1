//! What there is to see once an order is made: where it stands, what that means, and what to do
//! next.

use std::rc::Rc;

use leptos::prelude::RwSignal;
use simfare_engine::{Catalog, Date};

use super::order::{Moment, Order};
use crate::dom::{El, el};
use crate::locale::Format;

/// What a page is drawn from, beside the order.
pub(crate) struct Context<'a> {
    pub(crate) format: &'a Rc<Format>,
    /// Names of offers and brands, and whom to ask.
    pub(crate) catalog: Option<&'a Catalog>,
    /// By the person's clock.
    pub(crate) today: Date,
    pub(crate) now: Moment,
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
    outcome: RwSignal<Outcome>,
}

/// See [`Side`].
#[derive(Debug, Clone, PartialEq, Eq)]
enum Outcome {
    Nothing,
}

impl Side {
    pub(crate) fn new() -> Self {
        Self { outcome: RwSignal::new(Outcome::Nothing) }
    }
}

/// The id of the heading, which takes the focus when another page is shown.
pub(crate) const HEADING: &str = "after-heading";

/// Where an order stands.
pub(crate) fn page(context: &Context<'_>, order: &Order) -> El {
    let _ = (context.side.outcome, context.catalog, context.today, context.now, context.news);
    let _ = (&context.pay, &context.act, context.format);
    el("section")
        .class("after")
        .part("order")
        .child(el("h2").attr("id", HEADING).attr("tabindex", "-1").child(order.word.clone()))
}

/// An order of which nothing is known but its reference: the service hasn't answered yet.
pub(crate) fn nothing(context: &Context<'_>, reference: &str) -> El {
    let _ = context;
    el("section")
        .class("after")
        .part("order")
        .child(el("h2").attr("id", HEADING).attr("tabindex", "-1").child(reference.to_owned()))
}

/// What a screen reader says of it.
pub(crate) fn spoken(format: &Format, order: &Order) -> String {
    let _ = format;
    order.word.clone()
}
