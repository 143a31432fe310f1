//! Who has a line already: what the other things one could do with it would cost.

use std::rc::Rc;
use std::sync::Arc;

use simfare_engine::catalog::{CatalogDocument, Sold};
use simfare_engine::format::{Amount, Format as _, Id};
use simfare_engine::quote::{Purchase, Quote};
use simfare_engine::request::{Filter, Line, LineOn, NumberRule};
use simfare_engine::{Catalog, Date, Request};

use super::{View, decided, names};
use crate::dom::{El, Node, el, live};
use crate::locale::Format;
use crate::state::{Found, State};

/// Renew the same, stay, switch, do nothing: each in a short line, but what the answer does.
pub(super) fn choices(view: &View<'_>) -> Node {
    let known = Known::of(view);
    let (state, format, found) = (view.state, Rc::clone(view.format), Arc::clone(view.found));
    live(move || draw(state, &format, &found, known.as_ref()))
}

/// What is known without asking the engine much.
struct Known {
    same: Option<Amount>,
    stay: Option<Amount>,
    switch: Option<(Id, Amount)>,
    /// The day on which the answer gives the line up. Where it keeps it, giving it up is another choice.
    given_up: Option<Date>,
    /// Whether it pays for the line's days, so that doing nothing is another choice.
    goes_on: bool,
}

impl Known {
    fn of(view: &View<'_>) -> Option<Self> {
        let found = view.found;
        let catalog = &found.catalog;
        let line = found.request.line.as_ref()?;
        if view.way.alternative.is_some() {
            return None;
        }
        let quote = &found.quote;
        let more = |total: Amount| Some(view.more(total)).filter(|more| more.0 > 0);
        let is_kept =
            |bought: &[Purchase]| !bought.iter().any(|purchase| gives_up(catalog, line, purchase));
        let leaving = quote.purchases.iter().find(|purchase| gives_up(catalog, line, purchase));
        let given_up = leaving.map(|purchase| purchase.date);
        let stays = leaving.is_none();
        // Once it is given up, what is bought is for another line.
        let own = quote.purchases.iter().take_while(|purchase| !gives_up(catalog, line, purchase));
        let goes_on = own.into_iter().any(|purchase| goes_on(found, line, purchase));
        let cheapest =
            |of_line: bool| quote.alternatives.iter().find(|o| (o.brand == line.brand) == of_line);
        // A new line of the same plan or brand would be another number.
        let same = same_again(found, line).filter(|same| is_kept(&same.purchases));
        let same = same.and_then(|same| more(same.total?));
        let stay = cheapest(true).filter(|other| !stays && is_kept(&other.purchases));
        let stay = stay.and_then(|other| more(other.total)).filter(|stay| same != Some(*stay));
        let switch = cheapest(false).filter(|_| stays && !quote.purchases.is_empty());
        let switch = switch.and_then(|other| Some((other.brand.clone(), more(other.total)?)));
        Some(Self { same, stay, switch, given_up, goes_on })
    }
}

/// Whether a purchase takes the place of the line there is.
pub(super) fn gives_up(catalog: &Catalog, line: &Line, purchase: &Purchase) -> bool {
    purchase.new_line && !is_beside(catalog, line, purchase)
}

/// Whether a purchase is for the other line of two.
fn is_beside(catalog: &Catalog, line: &Line, purchase: &Purchase) -> bool {
    !catalog.brand(&line.brand).is_some_and(|brand| purchase.line.is_of(brand))
}

/// Whether a purchase pays for more days of the line there is; add-ons to its plan don't.
fn goes_on(found: &Found, line: &Line, purchase: &Purchase) -> bool {
    let is_addon = |id: &Id| matches!(found.catalog.sold(id), Some(Sold::Addon(_)));
    purchase.brand == line.brand
        && !purchase.new_line
        && !is_beside(&found.catalog, line, purchase)
        && purchase.items.iter().any(|item| !is_addon(&item.id))
}

/// The least cost of going on with exactly what the line is on.
#[cold]
#[inline(never)]
fn same_again(found: &Found, line: &Line) -> Option<Quote> {
    let catalog = alone(&found.catalog, found.request.coupon.is_some(), line)?;
    let mut request: Request = found.request.clone();
    request.lines = simfare_engine::format::Whole::new(1)?;
    request.filter = Filter::default();
    simfare_engine::cheapest(&catalog, &request).ok()
}

/// A catalog of a line's offer alone, with its add-ons.
fn alone(catalog: &Catalog, with_coupons: bool, line: &Line) -> Option<Catalog> {
    let (plan, paygo) = match &line.on {
        LineOn::Plan { plan, .. } => (Some(plan), None),
        LineOn::Paygo { paygo, .. } => (None, Some(paygo)),
    };
    let brands: Vec<_> =
        catalog.brands.iter().filter(|brand| brand.id == line.brand).cloned().collect();
    let plans: Vec<_> =
        catalog.plans.iter().filter(|known| Some(&known.id) == plan).cloned().collect();
    let paygo: Vec<_> =
        catalog.paygo.iter().filter(|known| Some(&known.id) == paygo).cloned().collect();
    let mut addons: Vec<_> = catalog
        .addons
        .iter()
        .filter(|addon| addon.brand == line.brand && plan.is_some())
        .filter(|addon| addon.plans.as_ref().is_none_or(|of| of.iter().any(|id| Some(id) == plan)))
        .cloned()
        .collect();
    for addon in &mut addons {
        addon.plans = None;
    }
    let mut coupons = if with_coupons { catalog.coupons.clone() } else { Vec::new() };
    for coupon in &mut coupons {
        let was_for_all = coupon.applies_to.is_empty();
        coupon.applies_to.retain(|id| {
            *id == line.brand
                || plans.iter().any(|plan| plan.id == *id)
                || paygo.iter().any(|paygo| {
                    paygo.id == *id || paygo.topups.iter().any(|topup| topup.id == *id)
                })
        });
        // For nothing here any more: an empty list would mean everything.
        if coupon.applies_to.is_empty() && !was_for_all {
            coupon.max_uses = Some(0);
        }
    }
    let document = CatalogDocument {
        schema: catalog.schema,
        id: catalog.id.clone(),
        currency: catalog.currency,
        updated: catalog.updated,
        seller: None,
        tax: catalog.tax.clone(),
        brands,
        plans,
        addons,
        paygo,
        coupons,
        payment_methods: catalog.payment_methods.clone(),
    };
    let json = document.write(catalog.minor_digits()).to_string();
    Catalog::from_json(json.as_bytes()).ok()
}

fn draw(state: State, format: &Rc<Format>, found: &Arc<Found>, known: Option<&Known>) -> El {
    let list = el("ul").class("choices").part("choices");
    let line = found.request.line.as_ref().zip(known);
    match line {
        Some((line, known)) => list_of(list, state, format, found, (line, known)),
        None => list.attr("hidden", ""),
    }
}

#[cold]
#[inline(never)]
fn list_of(
    list: El,
    state: State,
    format: &Rc<Format>,
    found: &Arc<Found>,
    (line, known): (&Line, &Known),
) -> El {
    let texts = format.texts;
    let money = format.money(found.quote.currency);
    let item = |what: String, more: Option<Amount>| -> Node {
        let more = more.map(|more| el("span").class("money").child(money.difference(more)));
        el("li").child(el("span").child(what)).maybe(more).into()
    };
    let catalog = &found.catalog;
    let own = names::brand(catalog, &line.brand);
    let mut items: Vec<Node> = Vec::new();
    if let Some(same) = known.same {
        let label = match &line.on {
            LineOn::Plan { .. } => texts.choice_same(),
            LineOn::Paygo { .. } => texts.choice_same_credit(),
        };
        items.push(item(label.to_owned(), Some(same)));
    }
    if let Some(stay) = known.stay {
        items.push(item(texts.choice_stay(own).text(), Some(stay)));
    }
    if let Some((brand, switch)) = &known.switch {
        let brand = names::brand(catalog, brand);
        items.push(item(texts.choice_switch(brand).text(), Some(*switch)));
    } else if found.request.number == NumberRule::Keep
        && known.given_up.is_none()
        && let Some(more) = decided::without_number(state, found).filter(|more| more.0 < 0)
    {
        items.push(item(texts.choice_free_number().to_owned(), Some(more)));
    }
    if let Some(brand) = catalog.brand(&line.brand).filter(|brand| brand.number) {
        // As the provider has it: what somebody plans with less than that is another matter.
        let days = i64::from(line.days_left) + i64::from(brand.grace_days);
        let unpaid = found.request.start_date.plus_days(days);
        let date = |date| format.date(date, state.today.get());
        let text = match (known.given_up, known.goes_on) {
            // It has been paid for until then.
            (Some(given_up), true) => texts.choice_gives_up(&date(given_up)),
            (Some(_), false) => texts.choice_gives_up(&date(unpaid)),
            (None, true) => texts.choice_nothing(&date(unpaid)),
            (None, false) => texts.choice_later(&date(unpaid)),
        };
        items.push(item(text.text(), None));
    }
    list.flag("hidden", items.is_empty()).children(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(request: &str) -> Found {
        let catalog = Catalog::from_json(include_bytes!("../../public/catalog.json")).unwrap();
        let request = Request::from_json(request.as_bytes(), &catalog).unwrap();
        let quote = simfare_engine::quote(&catalog, &request).unwrap();
        Found { catalog: Arc::new(catalog), request, quote }
    }

    #[test]
    fn the_same_again_goes_on_with_what_the_line_is_on() {
        for (on, bought, times, total) in [
            (
                r#""plan": "tello-5-gb-300-min", "left": {"data_mb": 800, "minutes": 120}"#,
                "tello-5-gb-300-min",
                2,
                // 12.00 with its tax, once less a tenth.
                12_34 + 13_71,
            ),
            // 20.00 with its tax, once less a tenth.
            (
                r#""paygo": "tello-paygo", "balance": "7.50""#,
                "tello-paygo-20",
                3,
                20_57 + 2 * 22_85,
            ),
        ] {
            let found = found(&format!(
                r#"{{"schema": "simfare.request/1", "start_date": "2026-12-01",
                    "phases": [{{"days": 60, "data_mb": 3000, "minutes": 60}}], "number": "keep",
                    "coupon": "WELCOME10",
                    "line": {{"brand": "tello", "days_left": 6, {on}}}}}"#
            ));
            let same = same_again(&found, found.request.line.as_ref().unwrap()).unwrap();
            let items = same.purchases.iter().flat_map(|purchase| &purchase.items);
            let items: Vec<&str> = items.map(|item| item.id.as_str()).collect();
            assert_eq!((items, same.total), (vec![bought; times], Some(Amount(total))), "{on}");
            assert!(same.total >= found.quote.total, "{on}");
        }
    }
}
