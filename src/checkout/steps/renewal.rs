//! Who renews when the time comes: the person, who is reminded, or the shop by itself.

use super::{Option_, Sheet, hint, options, payment};
use crate::checkout::costs;
use crate::dom::{El, el};
use crate::handoff::now_of;
use crate::planner;

pub(super) fn summary(sheet: &Sheet<'_>) -> String {
    let texts = sheet.format.texts;
    let is_auto = sheet.form.autopay && can_renew(sheet);
    let text = if is_auto { texts.renewal_auto() } else { texts.renewal_manual() };
    text.to_owned()
}

fn can_renew(sheet: &Sheet<'_>) -> bool {
    costs::can_renew(&sheet.deal.catalog, &sheet.form.method)
}

pub(super) fn body(sheet: &Sheet<'_>) -> El {
    let (state, texts, deal) = (sheet.state, sheet.format.texts, sheet.deal);
    let known = state.till.costs.get();
    let total = |autopay| {
        let method = &sheet.form.method;
        let request = costs::request_of(&deal.catalog, &deal.request, method, autopay);
        known.of(&request)?.total.map(|total| sheet.money.of(total))
    };
    let later = deal.quote.purchases.get(now_of(&deal.quote).len()..).unwrap_or_default();
    let next = later.first().map(|next| {
        let count = sheet.format.count(texts.count_renewals(), later.len() as u64);
        let date = sheet.format.full_date(next.date);
        texts.renewal_next(&count, &date, &sheet.money.of(next.total)).text()
    });
    let can_renew = can_renew(sheet);
    let ways: &[bool] = if can_renew { &[false, true] } else { &[false] };
    let rows = ways.iter().map(|&autopay| {
        let (id, label, about) = match autopay {
            false => {
                ("checkout-renewal-manual", texts.renewal_manual(), texts.renewal_manual_hint())
            }
            true => ("checkout-renewal-auto", texts.renewal_auto(), texts.renewal_auto_hint()),
        };
        let mut hints = vec![hint(about)];
        if autopay {
            hints.push(hint(stop(sheet)));
        }
        Option_ {
            id: id.to_owned(),
            label: label.into(),
            amount: total(autopay),
            hints,
            is_chosen: (sheet.form.autopay && can_renew) == autopay,
        }
    });
    let rows = rows.collect();
    let list = options(state, "checkout-renewal", texts.step_renewal(), rows, move |at| {
        super::set(state, |form| form.autopay = at == 1);
        let form = state.till.form.get_untracked();
        costs::settle(state, &form);
        planner::announce(state);
    });
    // Of whoever can't say how they pay, nothing is known.
    let method = payment::name(sheet).filter(|_| !can_renew);
    let why =
        method.map(|method| el("p").class("hint").child(texts.renewal_not_by(&method).text()));
    el("div").class("step-body").maybe(next.map(|next| el("p").child(next))).child(list).maybe(why)
}

/// How one stops what goes on by itself.
fn stop(sheet: &Sheet<'_>) -> String {
    let texts = sheet.format.texts;
    let support = sheet.deal.catalog.seller.as_ref().map(|seller| &seller.support);
    let whom = support.and_then(|support| support.email.as_ref().or(support.phone.as_ref()));
    match whom {
        Some(whom) => texts.renewal_stop(whom.as_str()).text(),
        None => texts.renewal_stop_shop().to_owned(),
    }
}
