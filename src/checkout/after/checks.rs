//! What to look at to know that it works.

use simfare_engine::catalog::Catalog;
use simfare_engine::order_line::{brings_data, brings_number};
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
    if brings(brings_data) {
        list.push(texts.check_data().to_owned());
    }
    if brings(brings_number) {
        list.push(texts.check_text().to_owned());
    }
    el("div")
        .class("checks")
        .part("order-checks")
        .child(el("h3").child(texts.checks_heading()))
        .child(el("ol").children(list.into_iter().map(|check| el("li").child(check).into())))
        .child(el("p").class("hint").child(texts.checks_wait()))
}
