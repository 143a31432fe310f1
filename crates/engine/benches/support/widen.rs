//! Catalogs of any size, made by widening the real one: copies of its brands whose prices,
//! validities and allowances are varied, the same ones at every run.

use serde_json::Value;

/// A small generator of varied numbers (a linear congruential one); not random, and needn't be.
struct Varied(u64);

impl Varied {
    fn next(&mut self, below: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// A catalog of `offers` plans, add-ons and top-ups made from the real one, with at most 500
/// brands: copies of the brands until those are reached, then further plans for them.
pub(crate) fn widened(real: &[u8], offers: usize) -> Vec<u8> {
    let mut catalog: Value = serde_json::from_slice(real).expect("the real catalog is JSON");
    let lists = ["brands", "plans", "addons", "paygo"];
    let original: Vec<Vec<Value>> =
        lists.iter().map(|list| catalog[*list].as_array().cloned().unwrap_or_default()).collect();
    let count = |catalog: &Value| {
        let len = |list: &str| catalog[list].as_array().map_or(0, Vec::len);
        let topups = |paygo: &Value| paygo["topups"].as_array().map_or(0, Vec::len);
        let topups: usize = catalog["paygo"].as_array().into_iter().flatten().map(topups).sum();
        len("plans") + len("addons") + topups
    };
    let mut varied = Varied(2026);
    let mut copy = 0;
    while count(&catalog) < offers {
        copy += 1;
        let new_brands =
            catalog["brands"].as_array().map_or(0, Vec::len) + original[0].len() <= 500;
        // Past the most brands, further plans go to the brands of an earlier copy.
        let brand_copy = if new_brands { copy } else { copy % (500 / original[0].len() - 1) + 1 };
        for (list, items) in lists.iter().zip(&original) {
            if !new_brands && *list != "plans" {
                continue;
            }
            for item in items {
                if *list != "brands" && count(&catalog) >= offers {
                    break;
                }
                let item = varied_copy(item, *list == "brands", copy, brand_copy, &mut varied);
                catalog[*list].as_array_mut().expect("a list").push(item);
            }
        }
    }
    serde_json::to_vec(&catalog).expect("JSON")
}

fn varied_copy(
    item: &Value,
    brand: bool,
    copy: usize,
    brand_copy: usize,
    varied: &mut Varied,
) -> Value {
    let mut item = item.clone();
    let suffix =
        |id: &Value, copy: usize| Value::from(format!("{}.{copy}", id.as_str().expect("an id")));
    item["id"] = suffix(&item["id"], copy);
    if brand {
        return item;
    }
    item["brand"] = suffix(&item["brand"], brand_copy);
    if let Some(plans) = item.get_mut("plans").and_then(Value::as_array_mut) {
        plans.iter_mut().for_each(|plan| *plan = suffix(plan, copy));
    }
    for topup in item.get_mut("topups").and_then(Value::as_array_mut).into_iter().flatten() {
        topup["id"] = suffix(&topup["id"], copy);
        vary_price(topup, "price", varied);
    }
    for price in ["price", "autopay_price"] {
        vary_price(&mut item, price, varied);
    }
    for amount in ["data_mb", "minutes", "sms"] {
        if let Some(units) = item.get(amount).and_then(Value::as_u64) {
            item[amount] = Value::from(units * (90 + varied.next(21)) / 100);
        }
    }
    if let Some(days) =
        item["validity"].get("days").and_then(Value::as_u64).filter(|&days| days > 3)
    {
        item["validity"]["days"] = Value::from(days - 1 + varied.next(3));
    }
    item
}

/// Up to a tenth dearer or cheaper, in whole cents.
fn vary_price(item: &mut Value, field: &str, varied: &mut Varied) {
    let Some(price) = item.get(field).and_then(Value::as_str) else { return };
    let cents: u64 = price.replace('.', "").parse().expect("a price with two digits");
    let cents = cents * (900 + varied.next(201)) / 1000;
    item[field] = Value::from(format!("{}.{:02}", cents / 100, cents % 100));
}
