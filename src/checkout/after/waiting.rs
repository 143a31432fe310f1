//! Not paid yet: on a page of the provider's, or by hand.

use super::mark::Mark;
use super::{Action, Context, News, Sheet, copy, facts, link, receipt};
use crate::checkout::order::{Order, Payment};
use crate::dom::{El, el};

pub(super) fn sheet(context: &Context<'_>, order: &Order) -> Sheet {
    match &order.payment {
        Payment::Instructions { text, reference, amount } => {
            let amount = context.money(order).of(*amount);
            by_hand(context, order, text, reference, amount)
        }
        _ => by_page(context, order),
    }
}

fn by_page(context: &Context<'_>, order: &Order) -> Sheet {
    let texts = context.texts();
    let mut lead = vec![texts.waiting_lead().to_owned()];
    if context.news == News::Slow {
        lead.push(texts.waiting_slow().to_owned());
    }
    let mut deeds = Vec::new();
    match &context.pay {
        Some(url) => {
            let amount = context.money(order).of(order.due_now);
            deeds.push(
                link(url.clone())
                    .class("primary")
                    .part("button order-pay")
                    .child(texts.waiting_pay(&amount).text()),
            );
            deeds.push(context.deed(Action::CheckAgain, "secondary", texts.check_again()));
        }
        None => {
            lead.push(texts.waiting_no_page().to_owned());
            deeds.push(context.deed(Action::CheckAgain, "primary", texts.check_again()));
        }
    }
    deeds.push(context.deed(Action::OtherMethod, "quiet", texts.other_method()));
    Sheet {
        mark: Mark::Waiting,
        heading: texts.waiting_heading(),
        lead,
        deeds,
        parts: until(context, order).into_iter().collect(),
        help: texts.support_heading(),
    }
}

fn by_hand(
    context: &Context<'_>,
    order: &Order,
    text: &str,
    reference: &str,
    amount: String,
) -> Sheet {
    let texts = context.texts();
    let until = order.expires_at.map(|moment| (texts.fact_until(), context.when(moment)));
    let how = el("div")
        .class("by-hand")
        .part("order-instructions")
        .child(facts::list([(texts.fact_amount(), amount)].into_iter().chain(until)))
        .child(copy::field(
            context,
            "after-reference".to_owned(),
            texts.fact_reference(),
            reference,
            "primary",
        ))
        .child(el("h3").child(texts.shop_says()))
        .child(el("p").class("as-written").child(text.to_owned()));
    let mut deeds = vec![context.deed(Action::CheckAgain, "secondary", texts.check_again())];
    deeds.extend(receipt(context, order, "secondary"));
    deeds.push(context.deed(Action::OtherMethod, "quiet", texts.other_method()));
    Sheet {
        mark: Mark::Waiting,
        heading: texts.by_hand_heading(),
        lead: vec![texts.by_hand_lead().to_owned()],
        deeds: Vec::new(),
        parts: vec![
            how,
            el("p").child(texts.by_hand_after()),
            el("div").class("actions").children(deeds.into_iter().map(El::into)),
        ],
        help: texts.support_heading(),
    }
}

/// Until when it can be paid.
fn until(context: &Context<'_>, order: &Order) -> Option<El> {
    let until = context.when(order.expires_at?);
    Some(el("p").class("hint").child(context.texts().waiting_until(&until).text()))
}
