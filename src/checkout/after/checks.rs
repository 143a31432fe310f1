//! What to look at to know that it works.

use simfare_engine::catalog::Catalog;
use simfare_engine::order_line::{brings_data, brings_number};
use simfare_engine::quote::{LineRole, Purchase};

use super::Context;
use crate::answer::names;
use crate::checkout::order::Order;
use crate::dom::{El, el};

pub(super) fn checks(context: &Context<'_>, order: &Order, is_new: bool) -> El {
    let texts = context.texts();
    let now = order.now();
    // Each with whether it can send texts: a line without a number gets none.
    let mut brands: Vec<(&str, bool)> = Vec::new();
    for purchase in now {
        let known = context.catalog.map(|catalog| {
            let number = catalog.brand(&purchase.brand).is_none_or(|brand| brand.number);
            (names::brand(catalog, &purchase.brand), number)
        });
        let brand = known.unwrap_or((texts.the_carrier(), true));
        if !brands.contains(&brand) {
            brands.push(brand);
        }
    }
    if brands.is_empty() {
        brands.push((texts.the_carrier(), true));
    }
    let brings = |what: fn(&Catalog, &Purchase) -> bool| match context.catalog {
        Some(catalog) if !now.is_empty() => now.iter().any(|purchase| what(catalog, purchase)),
        // Better one too many than one too few.
        _ => true,
    };
    let mut list = Vec::new();
    if is_new {
        // Of two lines one is for data.
        let of_data = now.iter().find(|purchase| purchase.line == LineRole::Data);
        list.push(match (of_data, context.catalog) {
            (Some(of_data), Some(catalog)) => {
                texts.check_lines(names::brand(catalog, &of_data.brand)).text()
            }
            _ if brings(brings_data) => texts.check_line().to_owned(),
            _ => texts.check_line_on().to_owned(),
        });
    }
    for (brand, number) in brands {
        let balance = match (is_new, number) {
            (true, true) => texts.check_balance_new(brand),
            (true, false) => texts.check_balance_data(brand),
            (false, _) => texts.check_balance(brand),
        };
        list.push(balance.text());
    }
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
