//! Delivered: what to do with it, and how to know that it works.

use simfare_engine::order_line::Lines;

use super::mark::Mark;
use super::{Context, Sheet, checks, copy, facts, install, receipt, reminder, support};
use crate::checkout::order::{Line, Order};
use crate::dom::{El, el};

pub(super) fn sheet(context: &Context<'_>, order: &Order) -> Sheet {
    let texts = context.texts();
    let codes = &order.activation_codes;
    let (heading, lead) = match (codes.len(), facts::line(order)) {
        (0, _) if order.has_odd_code => {
            (texts.odd_code_heading(), texts.odd_code_lead().to_owned())
        }
        (0, Some(line)) => (texts.topped_up_heading(), texts.topped_up_lead(&line).text()),
        (0, None) => (texts.done_heading(), texts.done_lead().to_owned()),
        (1, _) => (texts.esim_heading(), texts.esim_lead().to_owned()),
        (_, _) => (texts.esims_heading(), texts.esims_lead().to_owned()),
    };
    let mut lead = vec![lead];
    if let Some(since) = order.refund_started_at {
        lead.push(texts.refund_under_way(&context.when(since)).text());
    }
    let mut parts = Vec::new();
    // Codes come in the order of the purchases that bring a new line.
    let names = facts::bought_now(context, order);
    let new: Vec<String> = order
        .now()
        .iter()
        .zip(names)
        .filter_map(|(purchase, name)| purchase.new_line.then_some(name))
        .collect();
    for (at, code) in codes.iter().enumerate() {
        let name = new.get(at).filter(|_| codes.len() > 1).cloned();
        parts.push(install::install(context, at, name, code));
    }
    if order.has_odd_code && !codes.is_empty() {
        parts.push(el("p").class("after-note").child(texts.odd_code_lead()));
    }
    if let Some(reference) = &order.fulfil_reference {
        parts.push(copy::field(
            context,
            "after-carrier".to_owned(),
            texts.carrier_reference(),
            reference,
            "secondary",
        ));
    }
    // A card that somebody has may be for a new line, too.
    let is_new = match &order.quote {
        Some(quote) => !Lines::of(quote).new.is_empty(),
        None => order.line == Line::NewEsim,
    };
    let is_odd = codes.is_empty() && order.has_odd_code;
    if !is_odd {
        parts.push(checks::checks(context, order, is_new));
    }
    // With a code that is none, the next step is to ask; with one, to install it.
    let deeds: Vec<El> = is_odd
        .then(|| support::write(context, &order.reference, "primary"))
        .flatten()
        .into_iter()
        .collect();
    let is_next = codes.is_empty() && deeds.is_empty();
    parts.push(keeping(context, order, if is_next { "primary" } else { "secondary" }));
    Sheet {
        mark: if is_odd { Mark::Bad } else { Mark::Good },
        heading,
        lead,
        deeds,
        parts,
        help: texts.checks_failing(),
    }
}

/// What a person keeps of it: receipt, print, reminders.
fn keeping(context: &Context<'_>, order: &Order, class: &'static str) -> El {
    let texts = context.texts();
    let print = el("button")
        .attr("type", "button")
        .class("secondary")
        .part("button print")
        .on("click", |_| {
            if let Some(window) = web_sys::window() {
                // A browser that doesn't print does nothing.
                let _ = window.print();
            }
        })
        .child(texts.print());
    let (remind, said) = reminder::reminder(context, order);
    let is_later =
        order.quote.as_ref().is_some_and(|quote| order.now().len() < quote.purchases.len());
    let automatic = (order.is_renewed && is_later)
        .then(|| el("p").class("after-note").child(texts.renewal_auto_hint()));
    el("div")
        .class("after-keep")
        .maybe(automatic)
        .child(
            el("div")
                .class("actions")
                .maybe(receipt(context, order, class))
                .child(print)
                .maybe(remind),
        )
        .child(el("p").class("hint").attr("role", "status").child(said))
}
