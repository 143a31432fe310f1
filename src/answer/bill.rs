//! What is paid, line by line: to the cent, with tax, fees and discounts as lines of their own.

use simfare_engine::format::{Amount, Id};
use simfare_engine::quote::{Purchase, now_and_later};

use super::{View, leftovers, sources};
use crate::dom::{El, Node, Str, el};

/// From so many on, equal purchases are one row.
const FOLDED: usize = 3;

/// The bill: what is bought now, apart from what is bought later. `heading` is what its place
/// makes it: `h3` or `h4`.
pub(crate) fn bill(view: &View<'_>, heading: &'static str) -> El {
    let texts = view.format.texts;
    let purchases = view.way.purchases;
    let section = el("section")
        .class("bill")
        .part("bill")
        .attr("aria-labelledby", "bill")
        .child(el(heading).attr("id", "bill").part("heading").child(texts.bill()));
    if purchases.is_empty() {
        return section.child(el("p").class("hint").child(texts.bill_nothing())).child("");
    }
    let (now, later) = now_and_later(purchases);
    let head = el("thead")
        .class("hidden")
        .child(el("tr").child(column(texts.bill_item())).child(column(texts.bill_amount())));
    let is_today = now.first().is_some_and(|first| first.date <= view.state.today.get());
    let (name, due) = if is_today {
        (texts.bill_now(), texts.bill_due_now())
    } else {
        (texts.bill_first(), texts.bill_due_first())
    };
    let mut rows = Rows { view, cited: Vec::new(), at: 0 };
    let is_all = later.is_empty();
    let first = rows.group(name, now, (!is_all).then_some(due));
    let rest =
        (!is_all).then(|| rows.group(texts.bill_later(), later, Some(texts.bill_due_later())));
    let total = el("tfoot").child(
        el("tr")
            .class("grand")
            .part("bill-total")
            .child(el("th").attr("scope", "row").child(texts.bill_total()))
            .child(el("td").class("money").child(view.money.of(view.way.total))),
    );
    let table = el("table").part("bill-table").child(head).child(first).maybe(rest).child(total);
    section.child(table)
}

fn column(name: &'static str) -> El {
    el("th").attr("scope", "col").child(name)
}

fn row(class: &'static str, what: impl Into<Node>, amount: String) -> El {
    el("tr")
        .class(class)
        .part("bill-row")
        .child(el("th").attr("scope", "row").child(what))
        .child(el("td").class("money").child(amount))
}

/// Purchases that are alike but for their day.
struct Alike<'f> {
    first: &'f Purchase,
    /// All of them, each with its place among the way's purchases.
    all: Vec<(usize, &'f Purchase)>,
}

/// Draws the rows, in their order.
struct Rows<'v, 'f> {
    view: &'v View<'f>,
    /// Items whose source has been given.
    cited: Vec<Id>,
    /// The place of the next purchase.
    at: usize,
}

impl<'f> Rows<'_, 'f> {
    /// Purchases under a heading, with their sum where it isn't the total.
    fn group(
        &mut self,
        name: &'static str,
        purchases: &'f [Purchase],
        sum: Option<&'static str>,
    ) -> El {
        let heading = el("tr")
            .class("group")
            .child(el("th").attr("scope", "rowgroup").attr("colspan", "2").child(name));
        let mut body = el("tbody").part("bill-group").child(heading);
        for alike in fold(purchases, self.at) {
            body = body.children(self.rows(&alike));
        }
        self.at += purchases.len();
        let total = Amount(purchases.iter().map(|purchase| purchase.total.0).sum());
        body.children(sum.map(|name| row("sum", name, self.view.money.of(total)).into()))
    }

    /// A purchase: its date, then everything its total is made of. Equal ones together: how
    /// many, from when to when, and each of their dates on demand.
    fn rows(&mut self, alike: &Alike<'f>) -> Vec<Node> {
        let view = self.view;
        let texts = view.format.texts;
        let money = &view.money;
        let catalog = &view.found.catalog;
        let purchase = alike.first;
        let times = alike.all.len() as i64;
        let brand = catalog.brand(&purchase.brand);
        let brand_name = brand.map_or(purchase.brand.as_str(), |brand| brand.name.as_str());

        let title = el("span").child(el("strong").class("date").child(self.when(alike))).child(" ");
        let title = title.child(brand_name.to_owned());
        let total = money.of(Amount(purchase.total.0 * times));
        let mut rows: Vec<Node> = vec![row("purchase", title, total).into()];
        let mut part = |what: Node, amount: i64| {
            let amount = Amount(amount * times);
            let amount = if amount.0 < 0 { money.difference(amount) } else { money.of(amount) };
            rows.push(row("part", what, amount).into());
        };
        let mut items = 0;
        for item in &purchase.items {
            // Counts and amounts are bounded far below what an i64 holds.
            let price = item.unit_price.0 * i64::try_from(item.quantity).unwrap_or(i64::MAX);
            items += price;
            let mut name = view.item(item);
            if times > 1 {
                name = texts.times(&view.format.number(times.unsigned_abs()), &name).text();
                name = texts.each(&name, &money.of(Amount(price))).text();
            }
            // Once is enough.
            let is_news = !self.cited.contains(&item.id);
            self.cited.push(item.id.clone());
            let note = if is_news { sources::note(view, &item.id) } else { None };
            part(el("span").child(name).maybe(note).into(), price);
        }
        let new_line = purchase.subtotal.0 - items;
        if new_line != 0 {
            part(texts.bill_new_line().into(), new_line);
        }
        if purchase.discount.0 != 0 {
            let code = purchase.coupon.as_ref().map_or("", |code| code.as_str());
            part(texts.discount_by(code).text().into(), -purchase.discount.0);
        }
        if purchase.tax.0 != 0 {
            let label = catalog.tax_of(brand).and_then(|tax| tax.label.as_ref());
            let label: Node = match label {
                Some(label) => texts.tax_called(label.as_str()).text().into(),
                None => texts.bill_tax().into(),
            };
            part(label, purchase.tax.0);
        }
        if purchase.fee.0 != 0 {
            let method = view.found.request.payment_method.as_ref();
            let method = catalog.payment_methods.iter().find(|known| Some(&known.id) == method);
            let label: Node = match method {
                Some(method) => texts.fee_of(method.name.as_str()).text().into(),
                None => texts.bill_fee().into(),
            };
            part(label, purchase.fee.0);
        }
        let places = alike.all.iter().map(|(at, _)| *at);
        if let Some(left) = leftovers::of_purchases(view, places) {
            rows.push(self.whole_row("left-over", el("span").child(left)));
        }
        if times > 1 {
            rows.push(self.whole_row("dates", self.dates(alike)));
        }
        rows
    }

    /// A row without an amount.
    fn whole_row(&self, class: &'static str, what: El) -> Node {
        let cell = el("td").attr("colspan", "2").child(what);
        el("tr").class(class).part("bill-row").child(cell).into()
    }

    /// The day of a purchase, or the first and the last of several.
    fn when(&self, alike: &Alike<'_>) -> String {
        let (format, today) = (self.view.format, self.view.state.today.get());
        let first = format.date(alike.first.date, today);
        match alike.all.as_slice() {
            [.., (_, last)] if alike.all.len() > 1 => {
                let times = format.count(format.texts.count_times(), alike.all.len() as u64);
                format.texts.times_between(&times, &first, &format.date(last.date, today)).text()
            }
            _ => first,
        }
    }

    #[cold]
    #[inline(never)]
    fn dates(&self, alike: &Alike<'_>) -> El {
        let (view, today) = (self.view, self.view.state.today.get());
        let summary = view.format.count(view.format.texts.count_dates(), alike.all.len() as u64);
        let dates = alike.all.iter().map(|(_, purchase)| {
            el("li")
                .child(view.format.date(purchase.date, today))
                .child(" ")
                .child(el("span").class("money").child(view.money.of(purchase.total)))
                .into()
        });
        el("details")
            .part("bill-dates")
            .child(el("summary").child(Str::from(summary)))
            .child(el("ul").children(dates))
    }
}

/// Puts purchases that are alike together, where there are several; `at` is the place of the
/// first of them.
fn fold(purchases: &[Purchase], at: usize) -> Vec<Alike<'_>> {
    let mut folded: Vec<Alike<'_>> = Vec::new();
    for (index, purchase) in purchases.iter().enumerate() {
        let is_many = purchases.iter().filter(|other| are_alike(purchase, other)).count() >= FOLDED;
        let known = folded.iter_mut().find(|alike| is_many && are_alike(alike.first, purchase));
        match known {
            Some(alike) => alike.all.push((at + index, purchase)),
            None => folded.push(Alike { first: purchase, all: vec![(at + index, purchase)] }),
        }
    }
    folded
}

/// Whether two purchases differ in nothing but their days.
fn are_alike(a: &Purchase, b: &Purchase) -> bool {
    let bill = |p: &Purchase| [p.subtotal, p.discount, p.tax, p.fee, p.total];
    a.brand == b.brand
        && a.line == b.line
        && a.items == b.items
        && a.new_line == b.new_line
        && a.coupon == b.coupon
        && bill(a) == bill(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use simfare_engine::{Catalog, Request};

    fn purchases(request: &str) -> Vec<Purchase> {
        let catalog = include_bytes!("../../public/catalog.json");
        let catalog = Catalog::from_json(catalog).unwrap();
        let request = Request::from_json(request.as_bytes(), &catalog).unwrap();
        simfare_engine::quote(&catalog, &request).unwrap().purchases
    }

    #[test]
    fn a_long_bill_folds_and_loses_nothing() {
        let purchases = purchases(
            r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                "phases": [{"days": 730, "data_mb": 24000, "reachable": true}]}"#,
        );
        let folded = fold(&purchases, 7);
        assert!(folded.len() < purchases.len());
        let mut places: Vec<usize> =
            folded.iter().flat_map(|alike| alike.all.iter().map(|(at, _)| *at)).collect();
        places.sort_unstable();
        assert_eq!(places, (7..7 + purchases.len()).collect::<Vec<_>>());
        let sum: i64 =
            folded.iter().map(|alike| alike.first.total.0 * alike.all.len() as i64).sum();
        assert_eq!(sum, purchases.iter().map(|purchase| purchase.total.0).sum::<i64>());
    }

    #[test]
    fn two_alike_stay_two_rows() {
        let mut purchases = purchases(
            r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                "phases": [{"days": 10, "data_mb": 2400}]}"#,
        );
        let first = purchases[0].clone();
        purchases = vec![first.clone(), first.clone()];
        assert_eq!(fold(&purchases, 0).len(), 2);
        purchases.push(first.clone());
        assert_eq!(fold(&purchases, 0).len(), 1);
        purchases.push(Purchase { total: Amount(first.total.0 + 1), ..first });
        assert_eq!(fold(&purchases, 0).len(), 2);
    }
}
