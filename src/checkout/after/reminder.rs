//! A calendar file with what comes after this order.

use simfare_engine::Request;

use super::{Context, Outcome};
use crate::checkout::order::Order;
use crate::dom::{El, el};
use crate::keep;

/// The button, where there is something to be reminded of; and what became of it.
pub(super) fn reminder(context: &Context<'_>, order: &Order) -> (Option<El>, String) {
    let texts = context.texts();
    let side = context.side;
    let said = match side.outcome.get() {
        Outcome::Saved(events) => {
            let events = context.format.count(texts.count_reminders(), events);
            texts.calendar_saved(&events).text()
        }
        Outcome::NotSaved => texts.calendar_not_saved().to_owned(),
        _ => String::new(),
    };
    let Some((name, events)) = events(context, order) else { return (None, said) };
    let button = el("button")
        .attr("type", "button")
        .class("secondary")
        .part("button add-to-calendar")
        .on("click", move |_| {
            side.outcome.set(match keep::save_events(&name, &events) {
                Some(()) => Outcome::Saved(events.len() as u64),
                None => Outcome::NotSaved,
            });
        })
        .child(texts.remind_me());
    (Some(button), said)
}

fn events(context: &Context<'_>, order: &Order) -> Option<(String, Vec<keep::Event>)> {
    let (catalog, quote) = (context.catalog?, order.quote.as_ref()?);
    let request = Request::from_json(order.request.as_ref()?.as_bytes(), catalog).ok()?;
    let money = context.money(order);
    let sold = keep::Schedule {
        catalog,
        request: &request,
        purchases: &quote.purchases,
        is_automatic: order.is_renewed,
        format: context.format,
        money: &money,
        today: context.today,
    };
    let events = keep::events_after(&sold, order.now().len());
    (!events.is_empty()).then(|| (format!("{}.ics", order.reference), events))
}
