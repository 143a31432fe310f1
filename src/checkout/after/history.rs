//! What happened when.

use super::Context;
use crate::checkout::order::{Order, Status};
use crate::dom::{El, el};

pub(super) fn history(context: &Context<'_>, order: &Order) -> Option<El> {
    if order.history.is_empty() {
        return None;
    }
    let texts = context.texts();
    let steps = order.history.iter().map(|step| {
        let what = match step.status {
            Status::Created => texts.status_created(),
            Status::AwaitingPayment => texts.status_awaiting_payment(),
            Status::Paid => texts.status_paid(),
            Status::Fulfilling => texts.status_fulfilling(),
            Status::Fulfilled => texts.status_fulfilled(),
            Status::Expired => texts.status_expired(),
            Status::PaymentFailed => texts.status_payment_failed(),
            Status::FulfilFailed => texts.status_fulfil_failed(),
            Status::Refunded => texts.status_refunded(),
            Status::Unknown => texts.status_unknown(),
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
