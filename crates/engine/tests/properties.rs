//! Properties of the answers, over random small instances that mix every rule.
//!
//! `PROPTEST_CASES` sets how many instances each property is tried on.

#![allow(clippy::unwrap_used)]

mod exhaustive;
mod instances;

use std::collections::BTreeSet;

use instances::{Instance, config, instances};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestCaseError;
use serde_json::{Value, json};
use simfare_engine::quote::{Quote, Status};
use simfare_engine::{Reason, quote, verify};

const CASES: u32 = 3000;

fn answer(instance: &Instance) -> Quote {
    let (catalog, request) = instance.read();
    quote(&catalog, &request).unwrap_or_else(|faults| panic!("{faults}"))
}

fn reason_of(instance: &Instance) -> Reason {
    let (catalog, request) = instance.read();
    simfare_engine::reason(&catalog, &request)
}

/// A total to compare, where no schedule costs more than any.
fn cost(quote: &Quote) -> i64 {
    quote.total.map_or(i64::MAX, |total| total.0)
}

/// Fails unless the engine's answer is the exhaustive search's, and stands the check by the rules.
fn agrees(instance: &Instance) -> Result<(), TestCaseError> {
    let (catalog, request) = instance.read();
    let found = quote(&catalog, &request).unwrap_or_else(|faults| panic!("{faults}"));
    let exact = exhaustive::solve(&catalog, &request, true);
    let expected = exact.to_quote(&catalog, &request);
    let both = || format!("\nfound    {}\nexpected {}", found.to_json(), expected.to_json());

    prop_assert_eq!(found.status, expected.status, "{}", both());
    prop_assert_eq!(found.total, expected.total, "{}", both());
    let brands_and_totals = |quote: &Quote| -> Vec<_> {
        quote.alternatives.iter().map(|one| (one.brand.clone(), one.total)).collect()
    };
    prop_assert_eq!(brands_and_totals(&found), brands_and_totals(&expected), "{}", both());
    if let Some(best) = &exact.best {
        prop_assert_eq!(found.purchases.len(), best.score.purchases, "{}", both());
        let brands: BTreeSet<_> = found.purchases.iter().map(|one| &one.brand).collect();
        prop_assert_eq!(brands.len(), best.score.brands, "{}", both());
    }
    for quote in [&expected, &found] {
        if let Err(violations) = verify(&catalog, &request, quote) {
            let violations: Vec<String> = violations.iter().map(ToString::to_string).collect();
            return Err(TestCaseError::fail(format!("{}{}", violations.join("\n"), both())));
        }
    }
    Ok(())
}

/// Gives the first brand twins on the same terms, and sells all plans of theirs to new lines only,
/// which the way back from one to another must not forget.
fn with_twins(mut instance: Instance, twins: usize) -> Instance {
    let renamed = |id: &Value, twin: usize| json!(format!("{}.{twin}", id.as_str().unwrap()));
    let catalog = instance.catalog.as_object_mut().unwrap();
    for plan in catalog["plans"].as_array_mut().unwrap() {
        if plan["brand"] == "b0" {
            plan["new_line_only"] = true.into();
        }
    }
    for twin in 1..=twins {
        for list in ["brands", "plans", "addons"] {
            let all = catalog[list].as_array_mut().unwrap();
            let own = |item: &&Value| item["id"] == "b0" || item["brand"] == "b0";
            let mut copies: Vec<Value> = all.iter().filter(own).cloned().collect();
            for copy in &mut copies {
                copy["id"] = renamed(&copy["id"], twin);
                if list != "brands" {
                    copy["brand"] = renamed(&copy["brand"], twin);
                }
                let plans = copy.get_mut("plans").and_then(Value::as_array_mut);
                for plan in plans.into_iter().flatten() {
                    *plan = renamed(plan, twin);
                }
            }
            all.extend(copies);
        }
    }
    instance
}

/// Takes the coupon's window away. Only on a day that needs it may a top-up be bought, so with a
/// window more demand can cost less: it can let a top-up be had while the coupon lasts.
fn without_window(mut instance: Instance) -> Instance {
    let coupon = instance.catalog["coupons"][0].as_object_mut().unwrap();
    coupon.remove("from");
    coupon.remove("until");
    instance
}

/// Every offer that nothing else in an instance names: a list, and an index there.
fn removable(instance: &Instance) -> Vec<(String, usize)> {
    let named = [
        instance.catalog["coupons"][0]["applies_to"].clone(),
        json!(
            instance.catalog["addons"]
                .as_array()
                .unwrap()
                .iter()
                .map(|addon| &addon["plans"])
                .collect::<Vec<_>>()
        ),
        instance.request["line"].clone(),
    ];
    let named = json!(named).to_string();
    let mut lists = vec!["/plans".to_owned(), "/addons".to_owned(), "/paygo".to_owned()];
    let offers = instance.catalog["paygo"].as_array().unwrap().len();
    lists.extend((0..offers).map(|i| format!("/paygo/{i}/topups")));
    let mut found = Vec::new();
    for list in lists {
        let offers = instance.catalog.pointer(&list).and_then(Value::as_array).unwrap();
        for (i, offer) in offers.iter().enumerate() {
            // A paygo offer's id begins that of its top-ups, which go with it.
            let id = format!("\"{}", offer["id"].as_str().unwrap());
            if !named.contains(&id) {
                found.push((list.clone(), i));
            }
        }
    }
    found
}

proptest! {
    #![proptest_config(config(CASES))]

    #[test]
    fn the_answer_is_the_exhaustive_search_s(instance in instances()) {
        agrees(&instance)?;
    }

    #[test]
    fn brands_alike_are_told_apart_by_the_past(instance in instances(), twins in 0usize..3) {
        agrees(&with_twins(instance, twins))?;
    }

    #[test]
    fn more_demand_never_costs_less(
        instance in instances(),
        phase in any::<Index>(),
        more in prop::sample::select(vec!["data_mb", "minutes", "intl_minutes", "sms", "reachable"]),
        by in 1u64..20,
    ) {
        let instance = without_window(instance);
        let before = answer(&instance);
        let mut asked = instance.clone();
        let phases = asked.request["phases"].as_array_mut().unwrap();
        let phase = phase.index(phases.len());
        let phase = &mut phases[phase];
        phase[more] = match more {
            "reachable" => true.into(),
            _ => (phase[more].as_u64().unwrap_or(0) + by).into(),
        };
        let after = answer(&asked);
        prop_assert!(cost(&before) <= cost(&after), "{}\n{}\n{}", asked.request, before.to_json(), after.to_json());
    }

    #[test]
    fn a_wider_filter_never_costs_more(instance in instances()) {
        let narrow = answer(&instance);
        let mut wide = instance.clone();
        wide.request.as_object_mut().unwrap().remove("filter");
        let wide = answer(&wide);
        prop_assert!(cost(&wide) <= cost(&narrow), "{}\n{}", wide.to_json(), narrow.to_json());
    }

    #[test]
    fn an_offer_less_never_costs_less(instance in instances(), which in any::<Index>()) {
        let removable = removable(&instance);
        if removable.is_empty() {
            return Ok(());
        }
        let (list, i) = which.get(&removable).clone();
        let more = answer(&instance);
        let mut fewer = instance.clone();
        fewer.catalog.pointer_mut(&list).and_then(Value::as_array_mut).unwrap().remove(i);
        let fewer = answer(&fewer);
        prop_assert!(cost(&more) <= cost(&fewer), "without {list}/{i}\n{}\n{}", more.to_json(), fewer.to_json());
    }

    #[test]
    fn new_lines_are_the_reason_exactly_where_renewing_would_help(instance in instances()) {
        let found = answer(&instance);
        if found.status == Status::Optimal {
            return Ok(());
        }
        let is_said = found.reason.as_ref().is_some_and(|reason| reason.as_str().contains("new lines"));
        let mut renewable = instance.clone();
        for plan in renewable.catalog["plans"].as_array_mut().unwrap() {
            plan.as_object_mut().unwrap().remove("new_line_only");
        }
        let could = answer(&renewable).status == Status::Optimal;
        prop_assert_eq!(is_said, could, "{:?}\n{}\n{}", found.reason, instance.catalog, instance.request);
    }

    #[test]
    fn the_most_that_a_reason_names_is_served_and_no_more(mut instance in instances()) {
        instance.request["margin_percent"] = json!(0);
        let Reason::Amount { phase, resource, most, .. } = reason_of(&instance) else {
            return Ok(());
        };
        let asked = &mut instance.request["phases"][phase];
        // Of several days the busiest isn't all of the phase.
        if asked["days"] != 1 {
            return Ok(());
        }
        let mut reason_at = |units: u64| {
            instance.request["phases"][phase][resource.field()] = units.into();
            reason_of(&instance)
        };
        let is_of_it = |reason: &Reason| {
            matches!(reason, Reason::Amount { phase: p, resource: r, .. } if (p, r) == (&phase, &resource))
        };
        // One unit more may be within what the line's own brand sells to new lines.
        let beyond = reason_at(most + 1);
        prop_assert!(is_of_it(&beyond) || matches!(beyond, Reason::NewLines), "{most} isn't the most: {beyond}");
        prop_assert!(most == 0 || !is_of_it(&reason_at(most)), "{most} is too much");
    }

    #[test]
    fn what_is_written_reads_back(instance in instances()) {
        let found = answer(&instance);
        prop_assert_eq!(Quote::from_json(found.to_json().as_bytes()), Ok(found.clone()));
        prop_assert_eq!(found.status == Status::Optimal, found.total.is_some());
    }
}
