//! What a purchase costs (model.md §5).

use super::terms::Terms;
use super::violation::{Findings, Section};
use crate::catalog::Plan;
use crate::format::{Amount, Percent};
use crate::quote::Purchase;

/// The price of a plan bought on a day.
pub(super) fn plan_price(terms: &Terms<'_>, plan: &Plan, day: u32) -> Amount {
    let date = terms.date(day);
    let sale = plan.sale.as_ref().filter(|sale| sale.from <= date && date <= sale.until);
    let autopay = plan.autopay_price.filter(|_| terms.request.autopay);
    let prices = [Some(plan.price), sale.map(|sale| sale.price), autopay];
    prices.into_iter().flatten().min().unwrap_or(plan.price)
}

/// Checks a purchase's amounts. `items` is what its items cost by the catalog, `ids` names what a
/// coupon can apply to.
pub(super) fn check(
    terms: &Terms<'_>,
    purchase: &Purchase,
    brand: usize,
    items: Option<i128>,
    ids: &[&str],
    place: &str,
    findings: &mut Findings,
) {
    coupon(terms, purchase, ids, place, findings);
    let Some(due) = due(terms, purchase, brand, items) else {
        findings.add(Section::Cost, place, "costs more than any amount of money");
        return;
    };
    for (field, found, due) in [
        ("subtotal", purchase.subtotal, due.subtotal),
        ("discount", purchase.discount, due.discount),
        ("tax", purchase.tax, due.tax),
        ("fee", purchase.fee, due.fee),
        ("total", purchase.total, due.total),
    ] {
        findings.expect(found == due, Section::Cost, format!("{place}/{field}"), || {
            let money = |amount: Amount| amount.to_decimal_string(terms.catalog.minor_digits());
            format!("must be {}, not {}", money(due), money(found))
        });
    }
}

struct Due {
    subtotal: Amount,
    discount: Amount,
    tax: Amount,
    fee: Amount,
    total: Amount,
}

/// The amounts by the rules; `None` where one is past what an [`Amount`] holds.
fn due(terms: &Terms<'_>, purchase: &Purchase, index: usize, items: Option<i128>) -> Option<Due> {
    let brand = &terms.catalog.brands[index];
    let new_line_fee = if purchase.new_line { brand.new_line_fee.0 } else { 0 };
    let subtotal = items?.checked_add(new_line_fee.into())?;
    let subtotal = i64::try_from(subtotal).ok()?;
    let discount = match terms.coupon.filter(|_| purchase.coupon.is_some()) {
        None => 0,
        Some(coupon) => match (coupon.percent, coupon.amount) {
            (Some(percent), _) => percent.of(subtotal),
            (None, Some(amount)) => amount.0.min(subtotal),
            (None, None) => 0,
        },
    };
    let net = subtotal.checked_sub(discount)?;
    let rate = brand.tax.as_ref().or(terms.catalog.tax.as_ref());
    let tax = rate.map_or(Percent(0), |tax| tax.percent).of(net);
    let taxed = net.checked_add(tax)?;
    let fee = match terms.method {
        Some(method) if taxed != 0 => {
            method.fee_percent.of(taxed).checked_add(method.fee_fixed.0)?
        }
        _ => 0,
    };
    Some(Due {
        subtotal: Amount(subtotal),
        discount: Amount(discount),
        tax: Amount(tax),
        fee: Amount(fee),
        total: Amount(taxed.checked_add(fee)?),
    })
}

/// Checks that the purchase may use the coupon it uses.
fn coupon(
    terms: &Terms<'_>,
    purchase: &Purchase,
    ids: &[&str],
    place: &str,
    findings: &mut Findings,
) {
    let Some(code) = &purchase.coupon else { return };
    let place = format!("{place}/coupon");
    let Some(coupon) = terms.coupon.filter(|coupon| coupon.code == *code) else {
        findings.add(Section::Cost, place, format!("\"{code}\" isn't the request's coupon"));
        return;
    };
    let date = terms.date(purchase.day);
    let in_window = coupon.from.is_none_or(|from| from <= date)
        && coupon.until.is_none_or(|until| date <= until);
    findings.expect(in_window, Section::Cost, place.as_str(), || {
        format!("{date} lies outside the coupon's window")
    });
    let applies = coupon.applies_to.is_empty()
        || coupon.applies_to.iter().any(|id| ids.contains(&id.as_str()));
    findings.expect(applies, Section::Cost, place, || {
        "the coupon doesn't apply to this purchase".to_owned()
    });
}
