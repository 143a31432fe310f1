//! Where the order's code and receipt go. Nothing more is asked than is needed.

use super::{Field, Sheet};
use crate::checkout::identity::{self, Asked, message};
use crate::dom::{El, el};

pub(super) fn summary(sheet: &Sheet<'_>) -> String {
    let text = sheet.form.email.trim();
    if text.is_empty() { sheet.format.texts.email_none().to_owned() } else { text.to_owned() }
}

pub(super) fn body(sheet: &Sheet<'_>) -> El {
    let (texts, form) = (sheet.format.texts, sheet.form);
    let is_optional = sheet.flow.email_is_optional;
    let read = identity::email(&form.email);
    let is_left_out = is_optional && form.email.trim().is_empty();
    let wrong = read.err().filter(|_| form.was_tried && !is_left_out);
    let wrong = wrong.map(|fault| message(Asked::Email, fault, texts));
    let seller = sheet.deal.catalog.seller.as_ref();
    let hint = match seller {
        _ if is_optional => texts.email_optional().to_owned(),
        Some(seller) => texts.email_hint_of(seller.name.as_str()).text(),
        None => texts.email_hint().to_owned(),
    };
    let field = Field {
        id: "checkout-email",
        kind: "email",
        mode: "email",
        autocomplete: "email",
        label: texts.email(),
        hint: Some(hint),
        wrong,
        doubt: None,
        value: form.email.clone(),
    };
    let privacy = seller.and_then(|seller| seller.privacy.as_ref()).map(|url| {
        let link = el("a")
            .attr("href", url.as_str().to_owned())
            .attr("target", "_blank")
            .attr("rel", "noopener")
            .child(texts.privacy());
        el("p").class("hint").child(link)
    });
    el("div")
        .class("step-body")
        .child(field.draw(sheet.state, |form, text| form.email = text))
        .maybe(privacy)
}
