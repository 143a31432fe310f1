//! Why a code saves nothing.

use simfare_engine::Catalog;
use simfare_engine::catalog::Coupon;
use simfare_engine::quote::Purchase;

use super::View;
use crate::dom::{El, el};
use crate::locale::Format;
use crate::trip::Field;

/// That the price is without the code that was given, beside the price.
pub(super) fn remark(view: &View<'_>) -> Option<El> {
    let code = view.state.trip.with(|trip| trip.text(Field::Coupon).trim().to_owned());
    let purchases = view.way.purchases;
    let is_used = purchases.iter().any(|purchase| purchase.coupon.is_some());
    if code.is_empty() || is_used {
        return None;
    }
    // An answer from before it was typed says nothing of it.
    let asked = view.found.request.coupon.as_ref();
    let is_judged = |known: &Coupon| asked == Some(&known.code) && !purchases.is_empty();
    if view.found.catalog.coupon(&code).is_some_and(|known| !is_judged(known)) {
        return None;
    }
    let text = why_not(view.format, &view.found.catalog, purchases, &code);
    Some(el("p").class("wrong").child(text))
}

/// Why a code isn't taken for what is bought.
#[cold]
#[inline(never)]
pub(crate) fn why_not(
    format: &Format,
    catalog: &Catalog,
    purchases: &[Purchase],
    code: &str,
) -> String {
    let texts = format.texts;
    let Some(coupon) = catalog.coupon(code) else {
        return texts.wrong_coupon(code).text();
    };
    let is_late = |purchase: &Purchase| coupon.until.is_some_and(|until| purchase.date > until);
    let is_early = |purchase: &Purchase| coupon.from.is_some_and(|from| purchase.date < from);
    match (coupon.from, coupon.until) {
        (_, Some(until)) if purchases.iter().all(is_late) => {
            texts.coupon_over(code, &format.full_date(until)).text()
        }
        (Some(from), _) if purchases.iter().all(is_early) => {
            texts.coupon_early(code, &format.full_date(from)).text()
        }
        _ => texts.coupon_unfit(code).text(),
    }
}
