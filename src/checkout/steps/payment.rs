//! How it is paid: what each way costs in all, its fee, and how long the money takes.

use simfare_engine::catalog::{PaymentKind, PaymentMethod, Settles};
use simfare_engine::format::Amount;

use super::{Option_, Sheet, hint, options};
use crate::checkout::{costs, draw};
use crate::dom::{El, el};
use crate::locale::Texts;
use crate::planner;

/// The name of the chosen way.
pub(super) fn name(sheet: &Sheet<'_>) -> Option<String> {
    let id = sheet.form.method.as_str();
    (!id.is_empty()).then(|| name_of(sheet, id))
}

fn name_of(sheet: &Sheet<'_>, id: &str) -> String {
    let texts = sheet.format.texts;
    let listed = method(sheet, id).map(|method| method.name.as_str());
    // The service's own ways, where the catalog has none for them.
    let name = listed.unwrap_or(match id {
        "stripe" => texts.method_stripe(),
        "manual" => texts.method_manual(),
        "sandbox" => texts.method_sandbox(),
        other => other,
    });
    name.to_owned()
}

fn method<'s>(sheet: &'s Sheet<'_>, id: &str) -> Option<&'s PaymentMethod> {
    sheet.deal.catalog.payment_methods.iter().find(|method| method.id.as_str() == id)
}

pub(super) fn summary(sheet: &Sheet<'_>) -> String {
    let fee: i64 = sheet.deal.quote.purchases.iter().map(|purchase| purchase.fee.0).sum();
    let name = name(sheet).unwrap_or_default();
    match fee {
        0 => name,
        _ => sheet.format.texts.method_with_fee(&name, &sheet.money.of(Amount(fee))).text(),
    }
}

pub(super) fn body(sheet: &Sheet<'_>) -> El {
    let (state, texts, form) = (sheet.state, sheet.format.texts, sheet.form);
    let known = costs_of(sheet);
    let least = known.iter().filter_map(|cost| Some(cost.as_ref()?.total)).min();
    let all_are_known = known.iter().all(Option::is_some);
    let is_the_same = known.iter().flatten().all(|cost| Some(cost.total) == least);
    let methods = sheet.flow.methods.clone();
    let rows = methods.iter().enumerate().zip(&known).map(|((at, id), cost)| {
        let method = method(sheet, id);
        let mut hints = Vec::new();
        if let Some(cost) = cost {
            hints.push(hint(match cost.fee.0 {
                0 => texts.fee_none().to_owned(),
                _ => texts.fee_included(&sheet.money.of(cost.fee)).text(),
            }));
            if cost.is_other {
                hints.push(hint(texts.method_other_plan()));
            }
        }
        if let Some(settles) = method.and_then(|method| method.settles) {
            hints.push(hint(speed(settles, texts)));
        }
        if method.is_some_and(|method| method.kind == PaymentKind::Card && method.fee_percent.0 > 0)
        {
            hints.push(hint(texts.foreign_card()));
        }
        let is_least =
            all_are_known && !is_the_same && cost.as_ref().map(|cost| cost.total) == least;
        if is_least {
            hints.insert(
                0,
                el("span").class("mark").part("cheapest").child(texts.method_cheapest()),
            );
        }
        Option_ {
            id: format!("checkout-method-{at}"),
            label: name_of(sheet, id).into(),
            amount: cost.as_ref().map(|cost| sheet.money.of(cost.total)),
            hints,
            is_chosen: form.method == *id,
        }
    });
    let rows = rows.collect();
    let list = options(state, "checkout-method", texts.step_payment(), rows, move |at| {
        let Some(id) = methods.get(at).cloned() else { return };
        super::set(state, |form| form.method = id);
        let form = state.till.form.get_untracked();
        costs::settle(state, &form);
        planner::announce(state);
    });
    let missing = (form.was_tried && form.method.is_empty()).then(|| {
        el("p")
            .class("wrong")
            .part("field-error")
            .attr("role", "alert")
            .child(texts.method_missing())
    });
    let note = (sheet.total() != draw::due(sheet.deal))
        .then(|| el("p").class("hint").child(texts.method_totals()));
    el("div").class("step-body").child(list).maybe(missing).maybe(note)
}

/// What a way to pay costs.
struct Cost {
    total: Amount,
    fee: Amount,
    /// Whether another plan is the cheapest with it.
    is_other: bool,
}

fn costs_of(sheet: &Sheet<'_>) -> Vec<Option<Cost>> {
    let known = sheet.state.till.costs.get();
    let deal = sheet.deal;
    let items = |quote: &simfare_engine::Quote| {
        let items = quote.purchases.iter().flat_map(|purchase| &purchase.items);
        items.map(|item| (item.id.clone(), item.quantity)).collect::<Vec<_>>()
    };
    let of = |id: &String| {
        let request = costs::request_of(&deal.catalog, &deal.request, id, sheet.form.autopay);
        let quote = known.of(&request)?;
        Some(Cost {
            total: quote.total?,
            fee: Amount(quote.purchases.iter().map(|purchase| purchase.fee.0).sum()),
            is_other: items(quote) != items(&deal.quote),
        })
    };
    sheet.flow.methods.iter().map(of).collect()
}

fn speed(settles: Settles, texts: &Texts) -> &'static str {
    match settles {
        Settles::Instant => texts.settles_instant(),
        Settles::Minutes => texts.settles_minutes(),
        Settles::Days => texts.settles_days(),
    }
}
