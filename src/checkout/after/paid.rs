//! Paid, and the shop's turn.

use simfare_engine::OrderStatus as Status;
use simfare_engine::format::Amount;
use simfare_engine::order_line::Lines;

use super::mark::Mark;
use super::{Action, Context, News, Sheet, facts, receipt};
use crate::checkout::order::Order;
use crate::dom::el;

pub(super) fn sheet(context: &Context<'_>, order: &Order) -> Sheet {
    let texts = context.texts();
    let heading = match order.status {
        Some(Status::Fulfilling) => texts.fulfilling_heading(),
        _ if order.due_now == Amount(0) => texts.free_heading(),
        _ => texts.paid_heading(),
    };
    let mut lead = Vec::new();
    if order.due_now != Amount(0) {
        let amount = context.money(order).of(order.due_now);
        lead.push(texts.paid_lead(&amount).text());
    }
    let new = order.quote.as_ref().map_or(0, |quote| Lines::of(quote).new.len());
    lead.push(match facts::line(order) {
        None if new > 1 => texts.paid_next_news().to_owned(),
        None => texts.paid_next_new().to_owned(),
        Some(line) => texts.paid_next_line(&line).text(),
    });
    if let Some(since) = order.refund_started_at {
        // What was going to happen won't.
        lead.truncate(1);
        lead.push(texts.refund_under_way(&context.when(since)).text());
    } else if context.news == News::Slow {
        lead.push(texts.paid_slow().to_owned());
    }
    let mut deeds = Vec::new();
    deeds.extend(receipt(context, order, "primary"));
    let class = if deeds.is_empty() { "primary" } else { "secondary" };
    deeds.push(context.deed(Action::CheckAgain, class, texts.check_again()));
    let seller = context.catalog.and_then(|catalog| catalog.seller.as_ref());
    let hours = seller.and_then(|seller| seller.support.hours.as_ref());
    let how_long = match hours {
        Some(hours) => texts.paid_time_hours(hours.as_str()).text(),
        None => texts.paid_time().to_owned(),
    };
    // What begins later isn't a matter of minutes.
    let later = order.now().first().filter(|first| first.date > context.today);
    let how_long =
        later.map_or(how_long, |first| texts.is_for(&context.format.full_date(first.date)).text());
    let leave = order.receipt.as_ref().map(|_| el("p").child(texts.paid_leave()));
    Sheet {
        mark: Mark::Waiting,
        heading,
        lead,
        deeds,
        parts: [Some(el("p").child(how_long)), leave].into_iter().flatten().collect(),
        help: texts.support_heading(),
    }
}
