//! What happened when.

use simfare_engine::OrderStatus as Status;

use super::Context;
use crate::checkout::order::Order;
use crate::dom::{El, el};

pub(super) fn history(context: &Context<'_>, order: &Order) -> Option<El> {
    if order.history.is_empty() {
        return None;
    }
    let texts = context.texts();
    let steps = order.history.iter().map(|step| {
        let what = match step.status {
            Some(Status::Created) => texts.status_created(),
            Some(Status::AwaitingPayment) => texts.status_awaiting_payment(),
            Some(Status::Paid) => texts.status_paid(),
            Some(Status::Fulfilling) => texts.status_fulfilling(),
            Some(Status::Fulfilled) => texts.status_fulfilled(),
            Some(Status::Expired) => texts.status_expired(),
            Some(Status::PaymentFailed) => texts.status_payment_failed(),
            Some(Status::FulfilFailed) => texts.status_fulfil_failed(),
            Some(Status::Refunded) => texts.status_refunded(),
            None => texts.status_unknown(),
        };
        let when = el("span").class("hint").child(context.when(step.at));
        el("li").child(el("span").child(what)).child(when).into()
    });
    Some(
        el("details")
            .part("order-history")
            .child(el("summary").child(texts.history_heading()))
            .child(el("ol").class("order-steps").children(steps)),
    )
}
