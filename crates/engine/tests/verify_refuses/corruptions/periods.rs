//! Periods that serve too little or last too long.

use serde_json::json;
use simfare_engine::Section::Periods;

use super::{Corruption, added_up, corruption, moved, removed};
use crate::cases::{current, introductory, kept, plans, stretches, topups};

pub(super) const ALL: &[Corruption] = &[
    corruption("a purchase removed", plans, |c| removed(c, 1), Periods, "/purchases"),
    corruption("the first purchase removed", plans, |c| removed(c, 0), Periods, "/purchases"),
    corruption(
        "days unserved at the end",
        plans,
        |c| {
            c["quote"]["purchases"][1]["covers"] = json!([7, 11]);
        },
        Periods,
        "/purchases",
    ),
    corruption(
        "days unserved between",
        plans,
        |c| {
            c["quote"]["purchases"][0]["covers"] = json!([0, 4]);
        },
        Periods,
        "/purchases",
    ),
    corruption(
        "longer than the plan lasts",
        plans,
        |c| {
            c["quote"]["purchases"][0]["covers"] = json!([0, 6]);
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "more add-ons than a period takes",
        plans,
        |c| {
            c["catalog"]["addons"][0]["max_per_period"] = 1.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "more add-ons than a period takes, though fewer would do",
        plans,
        |c| {
            c["catalog"]["addons"][0]["max_per_period"] = 1.into();
            c["catalog"]["addons"][0]["data_mb"] = 600.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "an add-on too few",
        plans,
        |c| {
            c["quote"]["purchases"][0]["items"][1]["quantity"] = 1.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "no allowance for a resource asked for",
        plans,
        |c| {
            c["request"]["phases"][2]["sms"] = 1.into();
        },
        Periods,
        "/purchases/1/covers",
    ),
    corruption(
        "a margin not kept",
        plans,
        |c| {
            c["request"]["margin_percent"] = 10.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "past the daily bound",
        plans,
        |c| {
            c["catalog"]["plans"][0]["data_mb_per_day"] = 29.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "an add-on too few in a stretch",
        stretches,
        |c| {
            c["quote"]["purchases"][0]["items"][1]["quantity"] = 1.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "more add-ons than a stretch takes",
        stretches,
        |c| {
            c["catalog"]["addons"][0]["max_per_period"] = 1.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "a bonus after the sale",
        introductory,
        |c| {
            c["catalog"]["plans"][0]["sale"]["from"] = "2027-01-31".into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "throttled below what counts",
        plans,
        |c| {
            c["catalog"]["plans"][0]["after_cap"] = json!({ "throttle_kbps": 127 });
            c["request"]["throttle_min_kbps"] = 128.into();
            c["catalog"]["addons"][0]["data_mb"] = 20.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "the current period used past its end",
        current,
        |c| {
            c["request"]["line"]["days_left"] = 3.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "more use than the current period has left",
        kept,
        |c| {
            c["request"]["line"]["left"]["minutes"] = 3.into();
        },
        Periods,
        "/purchases",
    ),
    corruption(
        "days before the first purchase, after the current period",
        kept,
        |c| {
            c["request"]["line"]["days_left"] = 1.into();
        },
        Periods,
        "/purchases",
    ),
    corruption(
        "reached without a number",
        kept,
        |c| {
            c["catalog"]["brands"][0]["number"] = false.into();
        },
        Periods,
        "/purchases/0/brand",
    ),
    corruption(
        "a top-up too early",
        topups,
        |c| {
            c["quote"]["purchases"][0]["covers"] = json!([0, 4]);
            moved(c, 1, 4, 8);
            // A new period would lose what is left, so it is this one that must be bad.
            let third = c["quote"]["purchases"][1].clone();
            c["quote"]["purchases"].as_array_mut().unwrap().push(third);
            c["quote"]["purchases"][1]["covers"] = json!([4, 4]);
            added_up(c);
        },
        Periods,
        "/purchases/2",
    ),
    corruption("credit that has run out", topups, |c| removed(c, 1), Periods, "/purchases"),
    corruption(
        "credit that doesn't last",
        topups,
        |c| {
            c["quote"]["purchases"][0]["covers"] = json!([0, 8]);
            removed(c, 1);
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "more use than the credit covers",
        topups,
        |c| {
            c["request"]["phases"][0]["minutes"] = 90.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "use without a rate",
        topups,
        |c| {
            c["request"]["phases"][0]["sms"] = 1.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "paygo reached without a number",
        topups,
        |c| {
            c["catalog"]["brands"][0]["number"] = false.into();
            c["request"]["phases"][0]["reachable"] = true.into();
        },
        Periods,
        "/purchases/0/covers",
    ),
];
