//! What to look at to know that it works.

use simfare_engine::catalog::{Catalog, Sold};
use simfare_engine::format::Allowance;
use simfare_engine::quote::Purchase;

use super::Context;
use crate::answer::names;
use crate::checkout::order::Order;
use crate::dom::{El, el};

pub(super) fn checks(context: &Context<'_>, order: &Order, is_new: bool) -> El {
    let texts = context.texts();
    let now = order.now();
    let brand = match (context.catalog, now.first()) {
        (Some(catalog), Some(purchase)) => names::brand(catalog, &purchase.brand),
        _ => texts.the_carrier(),
    };
    let brings = |what: fn(&Catalog, &Purchase) -> bool| match context.catalog {
        Some(catalog) if !now.is_empty() => now.iter().any(|purchase| what(catalog, purchase)),
        // Better one too many than one too few.
        _ => true,
    };
    let mut list = Vec::new();
    if is_new {
        list.push(texts.check_line().to_owned());
    }
    let balance = if is_new { texts.check_balance_new(brand) } else { texts.check_balance(brand) };
    list.push(balance.text());
    if brings(has_data) {
        list.push(texts.check_data().to_owned());
    }
    if brings(has_number) {
        list.push(texts.check_text().to_owned());
    }
    el("div")
        .class("checks")
        .part("order-checks")
        .child(el("h3").child(texts.checks_heading()))
        .child(el("ol").children(list.into_iter().map(|check| el("li").child(check).into())))
        .child(el("p").class("hint").child(texts.checks_wait()))
}

/// Whether there is data in it; of credit one can't say, so there is.
fn has_data(catalog: &Catalog, purchase: &Purchase) -> bool {
    purchase.items.iter().any(|item| match catalog.sold(&item.id) {
        Some(Sold::Plan(plan)) => plan.data_mb != Allowance::NONE,
        Some(Sold::Addon(addon)) => addon.data_mb != Allowance::NONE,
        Some(Sold::Topup(..)) | None => true,
    })
}

fn has_number(catalog: &Catalog, purchase: &Purchase) -> bool {
    catalog.brand(&purchase.brand).is_none_or(|brand| brand.number)
}
