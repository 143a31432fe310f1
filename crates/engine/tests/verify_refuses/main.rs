//! Good quotes, and one named corruption of each at a time: every one is refused, by the right
//! rule and at the right place.

#![allow(clippy::unwrap_used)]

mod cases;
mod corruptions;

use simfare_engine::format::Amount;
use simfare_engine::{Quote, Violation, verify};

use cases::{CASES, check, plans, read};
use corruptions::Corruption;

#[test]
fn good_quotes_are_accepted() {
    for case in CASES {
        let case = case();
        assert_eq!(check(&case), Ok(()), "{case}");
    }
}

#[test]
fn every_corruption_is_refused() {
    let mut accepted = Vec::new();
    for Corruption { name, of, change, section, place } in corruptions::all() {
        let mut case = of();
        change(&mut case);
        let violations = check(&case).err().unwrap_or_default();
        let seen =
            |violation: &Violation| violation.section == *section && violation.place == *place;
        if !violations.iter().any(seen) {
            let found: Vec<String> = violations.iter().map(ToString::to_string).collect();
            accepted.push(format!("{name}: not at {place} ({section}), but {found:?}"));
        }
    }
    assert!(accepted.is_empty(), "{}", accepted.join("\n"));
    // As the README says.
    assert_eq!(corruptions::all().count(), 102);
}

/// What a quote's form could never hold, but a value built by a program may.
#[test]
fn nonsense_is_refused_without_a_panic() {
    for case in CASES {
        let case = case();
        let (catalog, request) = read(&case);
        let good = Quote::from_json(case["quote"].to_string().as_bytes()).unwrap();
        for number in [0, 1, u32::MAX / 2, u32::MAX] {
            for amount in [i64::MIN, -1, i64::MAX] {
                let mut bad = good.clone();
                bad.total = Some(Amount(amount));
                for purchase in &mut bad.purchases {
                    purchase.day = number;
                    purchase.covers.start = number;
                    purchase.covers.end = u32::MAX - number;
                    purchase.subtotal = Amount(amount);
                    purchase.discount = Amount(amount);
                    purchase.total = Amount(amount);
                    for item in &mut purchase.items {
                        item.quantity = u64::MAX;
                        item.unit_price = Amount(amount);
                    }
                }
                assert!(verify(&catalog, &request, &bad).is_err());
                // The same with days and prices that are right.
                let mut bad = good.clone();
                bad.total = Some(Amount(amount));
                for purchase in &mut bad.purchases {
                    for item in purchase.items.iter_mut().skip(1) {
                        item.quantity = u64::MAX;
                    }
                    purchase.covers.end = purchase.covers.end.saturating_add(number);
                    purchase.total = Amount(amount);
                }
                assert!(verify(&catalog, &request, &bad).is_err());
            }
        }
    }
}

#[test]
fn a_violation_says_where_what_and_why() {
    let mut case = plans();
    case["quote"]["purchases"][0]["tax"] = "0.86".into();
    let violations = check(&case).unwrap_err();
    assert_eq!(violations[0].to_string(), "/purchases/0/tax: must be 0.85, not 0.86 (model.md §5)");
}
