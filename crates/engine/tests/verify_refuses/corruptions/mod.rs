//! Corruptions, by the rule that they break.

mod answer;
mod costs;
mod filters;
mod form;
mod lines;
mod offers;
mod periods;

use serde_json::{Value, json};
use simfare_engine::Section;

use crate::cases::Case;

/// A corruption, the rule that it breaks, and where that is noticed.
pub(crate) struct Corruption {
    pub(crate) name: &'static str,
    pub(crate) of: fn() -> Case,
    pub(crate) change: fn(&mut Case),
    pub(crate) section: Section,
    pub(crate) place: &'static str,
}

const fn corruption(
    name: &'static str,
    of: fn() -> Case,
    change: fn(&mut Case),
    section: Section,
    place: &'static str,
) -> Corruption {
    Corruption { name, of, change, section, place }
}

/// Sets members of a purchase.
pub(crate) fn set(purchase: &mut Value, members: Value) {
    for (name, value) in members.as_object().unwrap() {
        purchase[name] = value.clone();
    }
}

/// Moves a purchase to a day until another.
pub(crate) fn moved(case: &mut Case, purchase: usize, day: i64, end: i64) {
    let date = simfare_engine::Date::from_ymd(2027, 1, 30).unwrap().plus_days(day).to_string();
    let members = json!({ "day": day, "date": date, "covers": [day, end] });
    set(&mut case["quote"]["purchases"][purchase], members);
}

/// Makes the quote's total the sum again, and keeps no alternatives.
pub(crate) fn added_up(case: &mut Case) {
    let cents =
        |total: &Value| -> i64 { total.as_str().unwrap().replace('.', "").parse().unwrap() };
    let purchases = case["quote"]["purchases"].as_array().unwrap();
    let sum: i64 = purchases.iter().map(|purchase| cents(&purchase["total"])).sum();
    case["quote"]["total"] = format!("{}.{:02}", sum / 100, sum % 100).into();
    case["quote"]["alternatives"] = json!([]);
}

pub(crate) fn removed(case: &mut Case, purchase: usize) {
    case["quote"]["purchases"].as_array_mut().unwrap().remove(purchase);
    added_up(case);
}

/// All of them.
pub(crate) fn all() -> impl Iterator<Item = &'static Corruption> {
    let all =
        [form::ALL, offers::ALL, periods::ALL, lines::ALL, costs::ALL, filters::ALL, answer::ALL];
    all.into_iter().flatten()
}
