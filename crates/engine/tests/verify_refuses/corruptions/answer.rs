//! Alternatives and totals that are not the answer.

use serde_json::json;
use simfare_engine::Section::{Answer, Cost, Periods};

use super::{Corruption, corruption, set};
use crate::cases::{plans, two_lines};

pub(super) const ALL: &[Corruption] = &[
    corruption("the total off", plans, |c| c["quote"]["total"] = "21.35".into(), Answer, "/total"),
    corruption(
        "alternatives unsorted",
        plans,
        |c| {
            c["quote"]["alternatives"].as_array_mut().unwrap().swap(0, 1);
        },
        Answer,
        "/alternatives/1",
    ),
    corruption(
        "an alternative twice",
        plans,
        |c| {
            let second = c["quote"]["alternatives"][1].clone();
            c["quote"]["alternatives"].as_array_mut().unwrap().push(second);
        },
        Answer,
        "/alternatives/2",
    ),
    corruption(
        "an alternative's total off",
        plans,
        |c| {
            c["quote"]["alternatives"][1]["total"] = "25.81".into();
        },
        Answer,
        "/alternatives/1/total",
    ),
    corruption(
        "an alternative cheaper than the answer",
        plans,
        |c| {
            let second = c["quote"]["alternatives"][1].clone();
            set(&mut c["quote"], json!({ "total": "25.80", "purchases": second["purchases"] }));
        },
        Answer,
        "/alternatives/0/total",
    ),
    corruption(
        "an alternative on another brand",
        plans,
        |c| {
            c["quote"]["alternatives"][1]["brand"] = "a".into();
        },
        Answer,
        "/alternatives/1/purchases/0/brand",
    ),
    corruption(
        "an alternative of two lines",
        two_lines,
        |c| {
            c["quote"]["alternatives"][0]["purchases"][0]["line"] = "number".into();
        },
        Answer,
        "/alternatives/0/purchases",
    ),
    corruption(
        "a bad purchase in an alternative",
        plans,
        |c| {
            c["quote"]["alternatives"][1]["purchases"][0]["tax"] = "0.01".into();
        },
        Cost,
        "/alternatives/1/purchases/0/tax",
    ),
    corruption(
        "an alternative that leaves days unserved",
        plans,
        |c| {
            c["quote"]["alternatives"][1]["purchases"][0]["covers"] = json!([0, 11]);
        },
        Periods,
        "/alternatives/1/purchases",
    ),
    corruption(
        "its own brand's alternative missing",
        plans,
        |c| {
            c["quote"]["alternatives"].as_array_mut().unwrap().remove(0);
        },
        Answer,
        "/alternatives",
    ),
];
