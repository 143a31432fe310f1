//! It didn't work out: what that means for the money, and the next step.

use simfare_engine::OrderStatus as Status;

use super::mark::Mark;
use super::{Action, Context, Sheet, receipt, support};
use crate::checkout::order::Order;
use crate::dom::{El, el};

/// The payment was refused.
pub(super) fn payment(context: &Context<'_>, order: &Order) -> Sheet {
    let texts = context.texts();
    Sheet {
        mark: Mark::Bad,
        heading: texts.refused_heading(),
        lead: vec![texts.refused_lead().to_owned()],
        deeds: vec![
            context.deed(Action::Retry, "primary", texts.try_again()),
            context.deed(Action::OtherMethod, "secondary", texts.other_method()),
        ],
        parts: reason(context, order).into_iter().collect(),
        help: texts.support_heading(),
    }
}

/// Nobody paid in time.
pub(super) fn expired(context: &Context<'_>) -> Sheet {
    let texts = context.texts();
    Sheet {
        mark: Mark::Bad,
        heading: texts.expired_heading(),
        lead: vec![texts.expired_lead().to_owned(), texts.expired_paid().to_owned()],
        deeds: vec![
            context.deed(Action::Retry, "primary", texts.order_again()),
            context.deed(Action::OtherMethod, "secondary", texts.other_method()),
            context.deed(Action::CheckAgain, "quiet", texts.check_again()),
        ],
        parts: Vec::new(),
        help: texts.support_heading(),
    }
}

/// The shop couldn't deliver.
pub(super) fn fulfilment(context: &Context<'_>, order: &Order) -> Sheet {
    let texts = context.texts();
    let amount = context.money(order).of(order.due_now);
    let mut lead = vec![texts.undelivered_lead(&amount).text()];
    if let Some(since) = order.refund_started_at {
        lead.push(texts.refund_under_way(&context.when(since)).text());
    }
    let write = support::write(context, &order.reference, "primary");
    let class = if write.is_some() { "secondary" } else { "primary" };
    let check = context.deed(Action::CheckAgain, class, texts.check_again());
    let quiet = receipt(context, order, "quiet");
    Sheet {
        mark: Mark::Bad,
        heading: texts.undelivered_heading(),
        lead,
        deeds: write.into_iter().chain([check]).chain(quiet).collect(),
        parts: reason(context, order).into_iter().collect(),
        help: texts.support_heading(),
    }
}

/// The money went back.
pub(super) fn refunded(context: &Context<'_>, order: &Order) -> Sheet {
    let texts = context.texts();
    let amount = context.money(order).of(order.due_now);
    let lead = match order.since(Status::Refunded) {
        Some(when) => texts.refunded_lead_on(&amount, &context.when(when)).text(),
        None => texts.refunded_lead(&amount).text(),
    };
    let mut deeds: Vec<El> = receipt(context, order, "primary").into_iter().collect();
    let class = if deeds.is_empty() { "primary" } else { "secondary" };
    deeds.push(context.deed(Action::Retry, class, texts.order_again()));
    Sheet {
        mark: Mark::Good,
        heading: texts.refunded_heading(),
        lead: vec![lead],
        deeds,
        parts: reason(context, order).into_iter().collect(),
        help: texts.support_heading(),
    }
}

/// What the shop or the payment's taker said of it.
fn reason(context: &Context<'_>, order: &Order) -> Option<El> {
    let why = order.failure.as_ref()?;
    Some(el("p").class("as-written").part("order-reason").child(context.texts().reason(why).text()))
}
