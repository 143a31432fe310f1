//! Whom to ask.

use super::Context;
use crate::contact;
use crate::dom::{El, el};
use crate::handoff;

/// The seller, with an order's number and nothing else about who asks.
pub(super) fn support(context: &Context<'_>, heading: &'static str, reference: &str) -> El {
    let texts = context.texts();
    let section = el("div").class("support").part("order-support").child(el("h3").child(heading));
    let Some(seller) = context.catalog.and_then(|catalog| catalog.seller.as_ref()) else {
        return section.child(el("p").child(texts.support_nobody(reference).text()));
    };
    let support = &seller.support;
    let phone = support.phone.as_ref().map(|phone| {
        el("a")
            .attr("href", contact::call(phone.as_str()))
            .class("secondary")
            .part("button support-phone")
            .child(texts.support_call(phone.as_str()).text())
    });
    let chat = support.chat.as_ref().filter(|chat| handoff::is_safe(chat.as_str())).map(|chat| {
        el("a")
            .attr("href", chat.as_str().to_owned())
            .attr("rel", "noopener")
            .attr("target", "_blank")
            .class("secondary")
            .part("button support-chat")
            .child(texts.support_chat())
            .child(el("span").class("hidden").child(texts.handoff_in_new_tab()))
    });
    let hours = support
        .hours
        .as_ref()
        .map(|hours| el("p").class("hint").child(texts.support_hours(hours.as_str()).text()));
    section
        .child(el("p").child(texts.support_lead(seller.name.as_str(), reference).text()))
        .child(
            el("div")
                .class("actions")
                .maybe(write(context, reference, "secondary"))
                .maybe(phone)
                .maybe(chat),
        )
        .maybe(hours)
}

/// A mail to the seller.
pub(super) fn write(context: &Context<'_>, reference: &str, class: &'static str) -> Option<El> {
    let texts = context.texts();
    let email = context.catalog?.seller.as_ref()?.support.email.as_ref()?.as_str();
    let subject = texts.support_subject(reference).text();
    Some(
        el("a")
            .attr("href", format!("{}?subject={}", contact::mail(email), handoff::encode(&subject)))
            .class(class)
            .part("button support-email")
            .child(texts.support_write(email).text()),
    )
}
