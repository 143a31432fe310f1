//! What is paid, line by line, and where the prices come from.

use leptos::prelude::Get;
use simfare_engine::catalog::Source;
use simfare_engine::format::Amount;
use simfare_engine::quote::Purchase;

use super::View;
use crate::dom::{El, Node, el};

/// The bill: what is bought now, apart from what is bought later.
pub(super) fn bill(view: &View<'_>) -> El {
    let texts = view.format.texts;
    let purchases = view.way.purchases;
    let section = el("section")
        .class("bill")
        .part("bill")
        .attr("aria-labelledby", "bill")
        .child(el("h3").attr("id", "bill").part("heading").child(texts.bill));
    if purchases.is_empty() {
        return section.child("");
    }
    // What is handed over is the purchases of the first day there is something to buy.
    let first_day = purchases.first().map_or(0, |purchase| purchase.day);
    let (now, later): (Vec<_>, Vec<_>) =
        purchases.iter().partition(|purchase| purchase.day == first_day);
    let head = el("thead")
        .class("hidden")
        .child(el("tr").child(column(texts.bill_item)).child(column(texts.bill_amount)));
    let mut table = el("table").part("bill-table").child(head);
    let is_today = now.first().is_some_and(|first| first.date <= view.state.today.get());
    let (name, due) = if is_today {
        (texts.bill_now, texts.bill_due_now)
    } else {
        (texts.bill_first, texts.bill_due_first)
    };
    let sum = Amount(now.iter().map(|purchase| purchase.total.0).sum());
    table = table.child(group(view, name, &now, (!later.is_empty()).then_some((due, sum))));
    if !later.is_empty() {
        table = table.child(group(view, texts.bill_later, &later, None));
    }
    let total = el("tfoot").child(
        el("tr")
            .class("grand")
            .part("bill-total")
            .child(el("th").attr("scope", "row").child(texts.bill_total))
            .child(el("td").class("money").child(view.money.of(view.way.total))),
    );
    section.child(table.child(total))
}

fn column(name: &'static str) -> El {
    el("th").attr("scope", "col").child(name)
}

/// Purchases under a heading, with their sum where it isn't the total.
fn group(
    view: &View<'_>,
    name: &'static str,
    purchases: &[&Purchase],
    sum: Option<(&'static str, Amount)>,
) -> El {
    let heading = el("tr")
        .class("group")
        .child(el("th").attr("scope", "rowgroup").attr("colspan", "2").child(name));
    let rows = purchases.iter().flat_map(|purchase| rows(view, purchase));
    let sum = sum.map(|(name, sum)| row("sum", name.into(), view.money.of(sum)));
    el("tbody").part("bill-group").child(heading).children(rows).children(sum.map(Node::from))
}

fn row(class: &'static str, what: Node, amount: String) -> El {
    el("tr")
        .class(class)
        .part("bill-row")
        .child(el("th").attr("scope", "row").child(what))
        .child(el("td").class("money").child(amount))
}

/// A purchase: its date, then everything its total is made of.
fn rows(view: &View<'_>, purchase: &Purchase) -> Vec<Node> {
    let texts = view.format.texts;
    let money = &view.money;
    let found = view.way.found;
    let catalog = &found.catalog;
    let brand = catalog.brands.iter().find(|brand| brand.id == purchase.brand);
    let brand_name = brand.map_or(purchase.brand.as_str(), |brand| brand.name.as_str());

    let date = view.format.date(purchase.date, view.state.today.get());
    let title = el("span")
        .child(el("strong").class("date").child(date))
        .child(" ")
        .child(brand_name.to_owned());
    let mut rows: Vec<Node> = vec![row("purchase", title.into(), money.of(purchase.total)).into()];
    let mut part = |what: String, amount: Amount| {
        let amount = if amount.0 < 0 { money.difference(amount) } else { money.of(amount) };
        rows.push(row("part", what.into(), amount).into());
    };
    let mut items = 0;
    for item in &purchase.items {
        // Counts and amounts are bounded far below what an i64 holds.
        let price = item.unit_price.0 * i64::try_from(item.quantity).unwrap_or(i64::MAX);
        items += price;
        part(view.item(item), Amount(price));
    }
    let new_line = purchase.subtotal.0 - items;
    if new_line != 0 {
        part(texts.bill_new_line.to_owned(), Amount(new_line));
    }
    if purchase.discount.0 != 0 {
        let code = purchase.coupon.as_ref().map_or("", |code| code.as_str());
        part(texts.discount_by(code).text(), Amount(-purchase.discount.0));
    }
    if purchase.tax.0 != 0 {
        let tax = brand.and_then(|brand| brand.tax.as_ref()).or(catalog.tax.as_ref());
        let label = tax.and_then(|tax| tax.label.as_ref());
        let label = match label {
            Some(label) => texts.tax_called(label.as_str()).text(),
            None => texts.bill_tax.to_owned(),
        };
        part(label, purchase.tax);
    }
    if purchase.fee.0 != 0 {
        let method = found.request.payment_method.as_ref();
        let method = catalog.payment_methods.iter().find(|known| Some(&known.id) == method);
        let label = match method {
            Some(method) => texts.fee_of(method.name.as_str()).text(),
            None => texts.bill_fee.to_owned(),
        };
        part(label, purchase.fee);
    }
    rows
}

/// How old the prices are, and where they were read.
pub(super) fn sources(view: &View<'_>) -> El {
    let texts = view.format.texts;
    let catalog = &view.way.found.catalog;
    let bought = |id| {
        view.way.purchases.iter().any(|purchase| purchase.items.iter().any(|item| item.id == id))
    };
    let plans =
        catalog.plans.iter().filter(|plan| bought(plan.id.clone())).map(|plan| &plan.source);
    let addons =
        catalog.addons.iter().filter(|addon| bought(addon.id.clone())).map(|addon| &addon.source);
    let paygo = catalog
        .paygo
        .iter()
        .filter(|paygo| paygo.topups.iter().any(|topup| bought(topup.id.clone())))
        .map(|paygo| &paygo.source);
    let mut sources: Vec<&Source> = Vec::new();
    for source in plans.chain(addons).chain(paygo).flatten() {
        if !sources.contains(&source) {
            sources.push(source);
        }
    }
    let list = (!sources.is_empty()).then(|| {
        el("details")
            .child(el("summary").child(texts.sources))
            .child(el("ul").children(sources.into_iter().map(|source| link(view, source))))
    });
    el("footer")
        .class("sources")
        .part("sources")
        .child(el("p").child(texts.prices_of(&view.format.full_date(catalog.updated))))
        .maybe(list)
}

fn link(view: &View<'_>, source: &Source) -> Node {
    // Only http and https addresses are read from a catalog.
    let url = source.url.as_str();
    let host = url.split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or(url);
    let link = el("a")
        .attr("href", url.to_owned())
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer")
        .child(host.to_owned());
    let item = el("li");
    match source.date {
        Some(date) => {
            let date = view.format.full_date(date);
            item.children(view.format.texts.source_of(link, &date).nodes())
        }
        None => item.child(link),
    }
    .into()
}
