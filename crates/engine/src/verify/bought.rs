//! What a purchase buys (model.md §2): its items, by the catalog.

use super::bill;
use super::terms::Terms;
use super::violation::{Findings, Section};
use crate::format::Amount;
use crate::quote::Purchase;
use crate::request::LineOn;

/// What is bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A plan period.
    Plan(usize),
    /// Add-ons to the current period, which is on this plan.
    Current(usize),
    /// A top-up of a paygo offer: the offer, and the top-up's index there.
    Topup(usize, usize),
}

/// A purchase whose items are well-formed.
#[derive(Debug)]
pub(super) struct Bought<'q> {
    /// The purchase itself.
    pub(super) purchase: &'q Purchase,
    /// Its JSON pointer.
    pub(super) place: String,
    pub(super) brand: usize,
    pub(super) kind: Kind,
    /// Add-ons with their quantities.
    pub(super) addons: Vec<(usize, u64)>,
}

/// Reads a purchase and checks whatever can be said of it alone. `None` where its items can't be
/// understood.
pub(super) fn read<'q>(
    terms: &Terms<'_>,
    purchase: &'q Purchase,
    place: String,
    findings: &mut Findings,
) -> Option<Bought<'q>> {
    if purchase.day >= terms.horizon {
        let message = format!("must be before the horizon, {}", terms.horizon);
        findings.add(Section::Form, format!("{place}/day"), message);
        return None;
    }
    let date = terms.date(purchase.day);
    findings.expect(purchase.date == date, Section::Form, format!("{place}/date"), || {
        format!("must be {date}, day {} of the request", purchase.day)
    });
    let Some(brand) = terms.catalog.links().brand(purchase.brand.as_str()) else {
        let message = format!("no brand has the id \"{}\"", purchase.brand);
        findings.add(Section::Form, format!("{place}/brand"), message);
        return None;
    };
    findings.expect(terms.eligible(brand), Section::Filters, format!("{place}/brand"), || {
        format!("the filter removes \"{}\"", purchase.brand)
    });
    let (kind, addons) = items(terms, purchase, brand, &place, findings)?;

    let catalog = terms.catalog;
    let mut ids = vec![purchase.brand.as_str()];
    let mut cost = Some(0i128);
    match kind {
        Kind::Plan(plan) => {
            let plan = &catalog.plans[plan];
            ids.push(plan.id.as_str());
            cost = Some(i128::from(bill::plan_price(terms, plan, purchase.day).0));
        }
        Kind::Current(plan) => ids.push(catalog.plans[plan].id.as_str()),
        Kind::Topup(offer, topup) => {
            let paygo = &catalog.paygo[offer];
            ids.extend([paygo.id.as_str(), paygo.topups[topup].id.as_str()]);
            cost = Some(i128::from(paygo.topups[topup].price.0));
        }
    }
    for &(addon, quantity) in &addons {
        let price = i128::from(catalog.addons[addon].price.0);
        let more = price.checked_mul(quantity.into());
        cost = cost.zip(more).and_then(|(cost, more)| cost.checked_add(more));
    }
    bill::check(terms, purchase, brand, cost, &ids, &place, findings);
    Some(Bought { purchase, place, brand, kind, addons })
}

fn items(
    terms: &Terms<'_>,
    purchase: &Purchase,
    brand: usize,
    place: &str,
    findings: &mut Findings,
) -> Option<(Kind, Vec<(usize, u64)>)> {
    let catalog = terms.catalog;
    let links = catalog.links();
    let (mut bought, mut addons) = (None, Vec::new());
    let mut understood = true;
    for (i, item) in purchase.items.iter().enumerate() {
        let place = format!("{place}/items/{i}");
        let id = item.id.as_str();
        // Brand, price, and whether several can be bought at once.
        let (of, price, several): (usize, Amount, bool);
        if let Some(plan) = links.plan(id) {
            let price_then = bill::plan_price(terms, &catalog.plans[plan], purchase.day);
            (of, price, several) = (links.brand_of_plan[plan], price_then, false);
            understood &= bought.replace(Kind::Plan(plan)).is_none();
        } else if let Some((offer, topup)) = terms.topup(id) {
            let paygo = &catalog.paygo[offer];
            (of, price, several) = (links.brand_of_paygo[offer], paygo.topups[topup].price, false);
            understood &= bought.replace(Kind::Topup(offer, topup)).is_none();
        } else if let Some(addon) = terms.addon(id) {
            (of, price, several) = (links.brand_of_addon[addon], catalog.addons[addon].price, true);
            understood &= !addons.iter().any(|(other, _)| *other == addon);
            addons.push((addon, item.quantity));
        } else {
            findings.add(Section::Form, place, format!("no offer has the id \"{id}\""));
            return None;
        }
        findings.expect(of == brand, Section::Offers, place.as_str(), || {
            format!("\"{id}\" isn't sold by \"{}\"", purchase.brand)
        });
        findings.expect(
            item.unit_price == price,
            Section::Cost,
            format!("{place}/unit_price"),
            || {
                let money = |amount: Amount| amount.to_decimal_string(catalog.minor_digits());
                format!("must be {}, not {}", money(price), money(item.unit_price))
            },
        );
        findings.expect(
            item.quantity == 1 || (several && item.quantity > 0),
            Section::Offers,
            format!("{place}/quantity"),
            || format!("{} of \"{id}\" can't be bought together", item.quantity),
        );
        if of != brand {
            understood = false;
        }
    }
    understood &= match &bought {
        Some(Kind::Topup(..)) => addons.is_empty(),
        Some(_) => true,
        None => !addons.is_empty(),
    };
    let place = format!("{place}/items");
    if !understood {
        let message = "must be one plan with add-ons, or add-ons to the current period, or one \
                       top-up; each once and all of the purchase's brand";
        findings.add(Section::Offers, place, message);
        return None;
    }
    let kind = match bought {
        Some(kind) => kind,
        None => match current_plan(terms).filter(|_| purchase.day == 0) {
            Some(plan) if links.brand_of_plan[plan] == brand => Kind::Current(plan),
            _ => {
                let message = "add-ons go with a plan, or on day 0 with the current period";
                findings.add(Section::Offers, place, message);
                return None;
            }
        },
    };
    if let Kind::Plan(plan) | Kind::Current(plan) = kind {
        let plan = &catalog.plans[plan].id;
        for &(addon, _) in &addons {
            let addon = &catalog.addons[addon];
            let fits = addon.plans.as_ref().is_none_or(|plans| plans.contains(plan));
            findings.expect(fits, Section::Offers, place.as_str(), || {
                format!("\"{}\" doesn't go with \"{plan}\"", addon.id)
            });
        }
    }
    Some((kind, addons))
}

/// The plan that the current line is on.
pub(super) fn current_plan(terms: &Terms<'_>) -> Option<usize> {
    match &terms.current?.1.on {
        LineOn::Plan { plan, .. } => terms.catalog.links().plan(plan.as_str()),
        LineOn::Paygo { .. } => None,
    }
}
