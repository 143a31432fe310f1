//! What is wrong with a quote by itself.

use serde_json::json;
use simfare_engine::Section::{Answer, Form, Periods};

use super::{Corruption, corruption};
use crate::cases::{infeasible, plans, topups, two_lines};

pub(super) const ALL: &[Corruption] = &[
    corruption(
        "another catalog",
        plans,
        |c| c["quote"]["catalog"] = "other".into(),
        Form,
        "/catalog",
    ),
    corruption(
        "another currency",
        plans,
        |c| c["quote"]["currency"] = "EUR".into(),
        Form,
        "/currency",
    ),
    corruption(
        "wrong date",
        plans,
        |c| {
            c["quote"]["purchases"][1]["date"] = "2027-02-07".into();
        },
        Form,
        "/purchases/1/date",
    ),
    corruption(
        "not by day",
        plans,
        |c| {
            c["quote"]["purchases"].as_array_mut().unwrap().swap(0, 1);
        },
        Form,
        "/purchases/1",
    ),
    corruption(
        "data line before number line",
        two_lines,
        |c| {
            c["quote"]["purchases"].as_array_mut().unwrap().swap(0, 1);
        },
        Form,
        "/purchases/1",
    ),
    corruption(
        "unknown brand",
        plans,
        |c| {
            c["quote"]["purchases"][1]["brand"] = "z".into();
        },
        Form,
        "/purchases/1/brand",
    ),
    corruption(
        "unknown offer",
        plans,
        |c| {
            c["quote"]["purchases"][1]["items"][0]["id"] = "z".into();
        },
        Form,
        "/purchases/1/items/0",
    ),
    corruption(
        "covers from another day",
        plans,
        |c| {
            c["quote"]["purchases"][1]["covers"] = json!([6, 11]);
        },
        Form,
        "/purchases/1/covers",
    ),
    corruption(
        "past the horizon",
        topups,
        |c| {
            c["quote"]["purchases"][1]["covers"] = json!([5, 10]);
        },
        Form,
        "/purchases/1/covers",
    ),
    corruption(
        "serves no day",
        plans,
        |c| {
            c["quote"]["purchases"][1]["covers"] = json!([7, 7]);
        },
        Form,
        "/purchases/1/covers",
    ),
    corruption(
        "overlapping periods",
        plans,
        |c| {
            c["quote"]["purchases"][0]["covers"] = json!([0, 8]);
        },
        Form,
        "/purchases/0/covers",
    ),
    corruption(
        "a reason with an answer",
        plans,
        |c| {
            c["quote"]["reason"] = "no".into();
        },
        Form,
        "/reason",
    ),
    corruption(
        "no total",
        plans,
        |c| {
            c["quote"].as_object_mut().unwrap().remove("total");
        },
        Form,
        "/total",
    ),
    corruption(
        "purchases where infeasible",
        plans,
        |c| {
            c["quote"]["status"] = "infeasible".into();
            c["quote"]["reason"] = "no".into();
        },
        Form,
        "/purchases",
    ),
    corruption(
        "infeasible without a reason",
        infeasible,
        |c| {
            c["quote"].as_object_mut().unwrap().remove("reason");
        },
        Answer,
        "/reason",
    ),
    corruption(
        "infeasible with a total",
        infeasible,
        |c| {
            c["quote"]["total"] = "0.00".into();
        },
        Form,
        "/total",
    ),
    corruption(
        "nothing bought where there is need",
        infeasible,
        |c| {
            let quote = c["quote"].as_object_mut().unwrap();
            quote.remove("reason");
            quote.insert("status".into(), "optimal".into());
            quote.insert("total".into(), "0.00".into());
        },
        Periods,
        "/purchases",
    ),
];
