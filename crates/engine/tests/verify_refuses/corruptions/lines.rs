//! Lines that end, change or begin as they may not.

use serde_json::json;
use simfare_engine::Section::{Lines, Periods};

use super::{Corruption, added_up, corruption, moved, removed, set};
use crate::cases::{introductory, kept, plans, two_lines};

pub(super) const ALL: &[Corruption] = &[
    corruption(
        "no new line at first",
        plans,
        |c| {
            set(&mut c["quote"]["purchases"][0], json!({ "new_line": false }));
        },
        Lines,
        "/purchases/0/new_line",
    ),
    corruption(
        "a new line where one is alive",
        plans,
        |c| {
            set(&mut c["quote"]["purchases"][1], json!({ "new_line": true }));
        },
        Lines,
        "/purchases/1/new_line",
    ),
    corruption(
        "a dead line goes on",
        plans,
        |c| {
            c["catalog"]["brands"][0]["grace_days"] = 1.into();
        },
        Lines,
        "/purchases/1/new_line",
    ),
    corruption(
        "a margin of grace not kept",
        plans,
        |c| {
            c["request"]["grace_margin_days"] = 1.into();
        },
        Lines,
        "/purchases/1/new_line",
    ),
    corruption(
        "a line for new customers bought second",
        introductory,
        |c| {
            let second = &mut c["quote"]["purchases"][1];
            second["items"] = json!([{ "id": "n", "quantity": 1, "unit_price": "1.00" }]);
            set(second, json!({ "subtotal": "1.00", "total": "1.00" }));
            added_up(c);
        },
        Lines,
        "/purchases/1/items",
    ),
    corruption(
        "a line for new customers bought by an old one",
        introductory,
        |c| {
            c["request"]["line"] = json!({ "brand": "a", "plan": "p", "days_left": 0, "left": {} });
        },
        Lines,
        "/purchases/0/items",
    ),
    corruption(
        "the line to keep dies before it is used",
        kept,
        |c| {
            moved(c, 0, 8, 10);
        },
        Lines,
        "/purchases/0",
    ),
    corruption(
        "the line to keep dies at the end",
        kept,
        |c| {
            let phases = json!([{ "days": 2, "minutes": 4 }, { "days": 6 }]);
            c["request"]["phases"] = phases;
            removed(c, 0);
        },
        Lines,
        "/purchases",
    ),
    corruption(
        "another brand than the one to keep",
        kept,
        |c| {
            set(&mut c["quote"]["purchases"][0], json!({ "brand": "b", "new_line": true }));
            c["quote"]["purchases"][0]["items"][0]["id"] = "q".into();
        },
        Lines,
        "/purchases/0/brand",
    ),
    corruption(
        "a held line without a number",
        two_lines,
        |c| {
            c["catalog"]["brands"][0]["number"] = false.into();
        },
        Lines,
        "/purchases/0/brand",
    ),
    corruption(
        "a held line on two brands",
        introductory,
        |c| {
            c["request"]["number"] = "hold".into();
            let mut other = c["catalog"]["brands"][0].clone();
            other["id"] = "b".into();
            c["catalog"]["brands"].as_array_mut().unwrap().push(other);
            c["catalog"]["plans"][1]["brand"] = "b".into();
            set(&mut c["quote"]["purchases"][1], json!({ "brand": "b", "new_line": true }));
        },
        Lines,
        "/purchases/1/brand",
    ),
    corruption(
        "a held line that dies between",
        plans,
        |c| {
            c["catalog"]["brands"][0]["grace_days"] = 1.into();
            c["request"]["number"] = "hold".into();
        },
        Lines,
        "/purchases/1",
    ),
    corruption(
        "a held line that dies at the end",
        plans,
        |c| {
            c["request"]["number"] = "hold".into();
            c["request"]["phases"].as_array_mut().unwrap().push(json!({ "days": 3 }));
        },
        Lines,
        "/purchases",
    ),
    corruption(
        "a held line that is there and has no number",
        kept,
        |c| {
            c["request"]["number"] = "hold".into();
            c["request"]["phases"] = json!([{ "days": 2, "minutes": 2 }]);
            c["catalog"]["brands"][0]["number"] = false.into();
            removed(c, 0);
        },
        Periods,
        "/purchases",
    ),
    corruption(
        "a held line without a period",
        two_lines,
        |c| {
            c["request"]["phases"][0].as_object_mut().unwrap().remove("minutes");
            removed(c, 0);
        },
        Lines,
        "/purchases",
    ),
    corruption(
        "two lines for a request of one",
        two_lines,
        |c| {
            c["request"]["lines"] = 1.into();
        },
        Lines,
        "/purchases",
    ),
    corruption(
        "three lines",
        two_lines,
        |c| {
            c["quote"]["purchases"][1]["line"] = "one".into();
        },
        Lines,
        "/purchases",
    ),
    corruption(
        "calls on the data line",
        two_lines,
        |c| {
            c["quote"]["purchases"][0]["line"] = "data".into();
            c["quote"]["purchases"][1]["line"] = "number".into();
        },
        Periods,
        "/purchases/0/covers",
    ),
    corruption(
        "a number line to keep on a line without one",
        two_lines,
        |c| {
            c["request"]["number"] = "keep".into();
            c["request"]["line"] = json!({ "brand": "b", "plan": "r", "days_left": 0, "left": {} });
        },
        Lines,
        "/purchases",
    ),
    corruption(
        "the other line's current period",
        two_lines,
        |c| {
            c["request"]["number"] = "none".into();
            c["request"]["line"] = json!({ "brand": "a", "plan": "q", "days_left": 30,
            "left": { "data_mb": 9000, "minutes": 100 } });
            removed(c, 1);
            set(&mut c["quote"]["purchases"][0], json!({ "new_line": false }));
        },
        Periods,
        "/purchases",
    ),
];
