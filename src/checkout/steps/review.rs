//! What is bought, when, from whom, with all that it costs.

use simfare_engine::Quote;
use simfare_engine::format::{Amount, Text};
use simfare_engine::order_line::LineKind;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

use super::{Field, Sheet, set};
use crate::answer::coupon::why_not;
use crate::answer::{self, View};
use crate::checkout::element::CHEAPEST;
use crate::checkout::flow::Step;
use crate::checkout::{costs, draw, offer};
use crate::dom::{El, el};
use crate::handoff::{Kind, now_of};
use crate::state::{Found, State};

pub(super) fn summary(sheet: &Sheet<'_>) -> String {
    let view = View::new(sheet.state, sheet.format, sheet.deal, &CHEAPEST);
    let now: Vec<String> =
        now_of(&sheet.deal.quote).iter().map(|purchase| view.purchase(purchase)).collect();
    now.join(sheet.format.texts.comma())
}

pub(super) fn body(sheet: &Sheet<'_>) -> El {
    let texts = sheet.format.texts;
    let deal = sheet.deal;
    let view = View::new(sheet.state, sheet.format, deal, &CHEAPEST);
    let seller = deal.catalog.seller.as_ref();
    let seller = seller.map(|seller| el("p").child(texts.sold_by(seller.name.as_str()).text()));
    let begins = super::confirm::begins_later(sheet);
    let can_wait = begins.is_some().then(|| el("p").class("hint").child(texts.can_wait()));
    let is_later = sheet.due() != sheet.total();
    let later = is_later.then(|| el("p").class("hint").child(texts.review_later()));
    let is_service = offer::kind(sheet.state) == Kind::Service;
    let new = now_of(&deal.quote).iter().filter(|purchase| purchase.new_line).count();
    let line = (is_service && sheet.flow.lines == [LineKind::NewEsim]).then(|| {
        el("p").child(if new > 1 { texts.line_esims_sure() } else { texts.line_esim_sure() })
    });
    // How it is paid decides what it costs: said where nothing is to be decided later.
    let method = (is_service && !sheet.flow.steps.contains(&Step::Payment))
        .then(|| super::payment::name(sheet))
        .flatten()
        .map(|name| el("p").child(texts.paid_by(&name).text()));
    el("div")
        .class("step-body")
        .child(answer::bill(&view, "h4"))
        .maybe(begins)
        .maybe(can_wait)
        .maybe(later)
        .maybe(seller)
        .maybe(line)
        .maybe(method)
        .maybe(coupon(sheet))
}

/// A field for a code, with what became of the last one.
fn coupon(sheet: &Sheet<'_>) -> Option<El> {
    let (state, texts) = (sheet.state, sheet.format.texts);
    let deal = sheet.deal;
    if deal.catalog.coupons.is_empty() && deal.request.coupon.is_none() {
        return None;
    }
    let form = sheet.form;
    let code = form.coupon.trim();
    let used = deal.request.coupon.as_ref().map(Text::as_str);
    let is_used = used.is_some_and(|used| used.eq_ignore_ascii_case(code));
    let refusal = (form.coupon_was_tried && !code.is_empty() && !is_used)
        .then(|| why_not(sheet.format, &deal.catalog, &deal.quote.purchases, code));
    let saved: i64 = deal.quote.purchases.iter().map(|purchase| purchase.discount.0).sum();
    let is_used = used == Some(code) && !code.is_empty();
    let good = is_used.then(|| match saved {
        // Nothing at all comes of it, or nothing that is worth saying why.
        0 if deal.quote.purchases.iter().any(|purchase| purchase.coupon.is_some()) => {
            texts.coupon_nothing(code).text()
        }
        0 => why_not(sheet.format, &deal.catalog, &deal.quote.purchases, code),
        _ => texts.coupon_saves(code, &sheet.money.of(Amount(saved))).text(),
    });
    let field = Field {
        id: "checkout-coupon",
        kind: "text",
        mode: "text",
        autocomplete: "off",
        label: texts.coupon(),
        hint: good,
        wrong: refusal,
        doubt: None,
        value: form.coupon.clone(),
    };
    let field = field.draw(state, |form, text| {
        form.coupon = text;
        form.coupon_was_tried = false;
    });
    // Enter in this field is for this field.
    let field = field.on("keydown", move |event| {
        let key = event.dyn_ref::<KeyboardEvent>();
        if key.is_some_and(|event| event.key() == "Enter" && !event.is_composing()) {
            event.prevent_default();
            apply(state);
        }
    });
    let label = if is_used { texts.remove() } else { texts.coupon_apply() };
    let button = draw::button("secondary", "coupon-apply", label, move || {
        if is_used {
            set(state, |form| form.coupon.clear());
        }
        apply(state);
    });
    Some(el("div").class("coupon").part("coupon").child(field).child(button))
}

/// Takes the code in the field, or none.
fn apply(state: State) {
    let Some(deal) = state.till.deal.get_untracked() else { return };
    let form = state.till.form.get_untracked();
    let code = form.coupon.trim();
    let known = deal.catalog.coupon(code);
    set(state, |form| form.coupon_was_tried = true);
    if known.is_none() && !code.is_empty() {
        return;
    }
    let mut request = deal.request.clone();
    request.coupon = known.map(|coupon| coupon.code.clone());
    if known.is_some() && !is_used(&deal, &request) {
        return;
    }
    if costs::requote(state, &deal, request) {
        offer::refresh(state);
        crate::planner::announce(state);
    }
}

/// Whether a purchase uses the request's coupon.
fn is_used(deal: &Found, request: &simfare_engine::Request) -> bool {
    let quote: Option<Quote> = simfare_engine::cheapest(&deal.catalog, request).ok();
    quote.is_some_and(|quote| quote.purchases.iter().any(|purchase| purchase.coupon.is_some()))
}
