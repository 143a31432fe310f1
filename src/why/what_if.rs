//! What if: the same trip with something else, each with its difference.

use simfare_engine::format::{Id, Percent};
use simfare_engine::request::NumberRule;
use simfare_engine::{Catalog, Request, Resource};

use super::cut;
use crate::desk::Ask;
use crate::state::Found;

/// How much more data, in percent.
pub(super) const MORE_DATA: u64 = 20;

/// How many days more.
pub(super) const MORE_DAYS: u32 = 3;

/// How many days later.
const LATER: i64 = 7;

/// So many ways to pay are asked about.
const METHODS: usize = 8;

/// What could be otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum WhatIf {
    MoreData,
    MoreDays,
    OneLine,
    TwoLines,
    AnyNumber,
    Autopay,
    NoAutopay,
    Later,
    Pay(Id),
}

/// The questions.
pub(crate) fn questions(found: &Found) -> Vec<Ask> {
    list(&found.catalog, &found.request)
        .into_iter()
        .map(|(_, request)| Ask::cheapest(request))
        .collect()
}

/// What would be worth knowing about a trip, and the request that each amounts to. Ways to pay
/// come last.
pub(super) fn list(catalog: &Catalog, request: &Request) -> Vec<(WhatIf, Request)> {
    let mut list = Vec::new();
    let changed = |change: &dyn Fn(&mut Request)| {
        let mut request = request.clone();
        change(&mut request);
        request
    };
    if cut::data(request) > 0 {
        list.push((WhatIf::MoreData, cut::scaled_data(request, 100 + MORE_DATA)));
    }
    if let Some(longer) = cut::of_length(request, request.horizon() + MORE_DAYS) {
        list.push((WhatIf::MoreDays, longer));
    }
    match request.lines.get() {
        1 => {
            let lines = simfare_engine::format::Whole::new(2).unwrap_or(request.lines);
            if uses_both(request) {
                list.push((WhatIf::TwoLines, changed(&|request| request.lines = lines)));
            }
        }
        _ => {
            let lines = simfare_engine::format::Whole::new(1).unwrap_or(request.lines);
            list.push((WhatIf::OneLine, changed(&|request| request.lines = lines)));
        }
    }
    if request.number != NumberRule::None {
        let free = changed(&|request| request.number = NumberRule::None);
        list.push((WhatIf::AnyNumber, free));
    }
    if catalog.plans.iter().any(|plan| plan.autopay_price.is_some()) {
        let other = changed(&|request| request.autopay = !request.autopay);
        let what = if request.autopay { WhatIf::NoAutopay } else { WhatIf::Autopay };
        list.push((what, other));
    }
    if depends_on_dates(catalog, request) {
        let later = request.start_date.plus_days(LATER);
        list.push((WhatIf::Later, changed(&|request| request.start_date = later)));
    }
    // Where no way to pay costs anything there is nothing to say.
    let methods = &catalog.payment_methods;
    let any_fee =
        methods.iter().any(|method| method.fee_percent > Percent(0) || method.fee_fixed.0 > 0);
    if any_fee {
        let others = methods.iter().map(|method| &method.id);
        let others = others.filter(|id| Some(*id) != request.payment_method.as_ref());
        list.extend(others.take(METHODS).map(|id| {
            let by = changed(&|request| request.payment_method = Some(id.clone()));
            (WhatIf::Pay(id.clone()), by)
        }));
    }
    list
}

/// Whether there is something for each of two lines to carry.
fn uses_both(request: &Request) -> bool {
    let number = [Resource::Minutes, Resource::IntlMinutes, Resource::Sms];
    cut::uses(request, Resource::Data)
        && (number.into_iter().any(|resource| cut::uses(request, resource))
            || request.phases.iter().any(|phase| phase.reachable))
}

/// Whether another first day could change the price. Who has a line already would have fewer
/// days left of it by then: that is another question.
fn depends_on_dates(catalog: &Catalog, request: &Request) -> bool {
    let coupon =
        catalog.coupons.iter().find(|coupon| Some(&coupon.code) == request.coupon.as_ref());
    let coupon_ends = coupon.is_some_and(|coupon| coupon.from.is_some() || coupon.until.is_some());
    let sales = catalog.plans.iter().any(|plan| plan.sale.is_some());
    request.line.is_none() && (coupon_ends || sales)
}

#[cfg(test)]
mod tests {
    use super::*;
    use simfare_engine::format::Whole;

    const CATALOG: &str = r#"{
      "schema": "simfare.catalog/1", "id": "shop", "currency": "USD", "updated": "2026-11-20",
      "brands": [{"id": "a", "name": "A", "number": true, "sim": ["esim"]}],
      "plans": [{"id": "p", "brand": "a", "name": "P", "price": "5.00", "autopay_price": "4.00",
                 "validity": {"days": 30}, "data_mb": 1024, "minutes": 100,
                 "sale": {"price": "3.00", "from": "2026-12-01", "until": "2026-12-05"}}],
      "payment_methods": [{"id": "card", "name": "Card", "kind": "card"},
                          {"id": "cash", "name": "Cash", "kind": "cash", "fee_fixed": "1.00"}]
    }"#;

    fn kinds(catalog: &str, request: &str) -> Vec<WhatIf> {
        let catalog = Catalog::from_json(catalog.as_bytes()).unwrap();
        let request = Request::from_json(request.as_bytes(), &catalog).unwrap();
        for (_, request) in list(&catalog, &request) {
            request.check(&catalog).unwrap();
        }
        list(&catalog, &request).into_iter().map(|(kind, _)| kind).collect()
    }

    #[test]
    fn only_what_applies_is_asked() {
        let id = |id| Id::new(id).unwrap();
        assert_eq!(
            kinds(
                CATALOG,
                r#"{"schema": "simfare.request/1", "start_date": "2026-12-01", "number": "hold",
                    "phases": [{"days": 10, "data_mb": 100, "minutes": 5}],
                    "payment_method": "cash", "autopay": true}"#
            ),
            [
                WhatIf::MoreData,
                WhatIf::MoreDays,
                WhatIf::TwoLines,
                WhatIf::AnyNumber,
                WhatIf::NoAutopay,
                WhatIf::Later,
                WhatIf::Pay(id("card")),
            ]
        );
        let plain = CATALOG
            .replace(r#", "fee_fixed": "1.00""#, "")
            .replace(r#""autopay_price": "4.00","#, "");
        assert_eq!(
            kinds(
                &plain,
                r#"{"schema": "simfare.request/1", "start_date": "2026-12-01", "lines": 2,
                    "phases": [{"days": 729, "minutes": 5}],
                    "line": {"brand": "a", "plan": "p", "days_left": 3, "left": {}}}"#
            ),
            [WhatIf::OneLine]
        );
    }

    #[test]
    fn lines_are_one_or_two() {
        assert!(Whole::<1, 2>::new(1).is_some() && Whole::<1, 2>::new(2).is_some());
    }
}
