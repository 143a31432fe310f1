//! What cannot be bought so.

use serde_json::json;
use simfare_engine::Section::Offers;

use super::{Corruption, corruption};
use crate::cases::{current, plans};

pub(super) const ALL: &[Corruption] = &[
    corruption(
        "another brand's plan",
        plans,
        |c| {
            c["quote"]["purchases"][1]["items"][0]["id"] = "q".into();
        },
        Offers,
        "/purchases/1/items",
    ),
    corruption(
        "another brand's add-on",
        plans,
        |c| {
            c["quote"]["purchases"][0]["items"][1]["id"] = "y".into();
        },
        Offers,
        "/purchases/0/items",
    ),
    corruption(
        "an add-on that doesn't go with the plan",
        plans,
        |c| {
            let mut other = c["catalog"]["plans"][0].clone();
            other["id"] = "o".into();
            c["catalog"]["plans"].as_array_mut().unwrap().push(other);
            c["catalog"]["addons"][0]["plans"] = json!(["o"]);
        },
        Offers,
        "/purchases/0/items",
    ),
    corruption(
        "a plan twice at once",
        plans,
        |c| {
            c["quote"]["purchases"][1]["items"][0]["quantity"] = 2.into();
        },
        Offers,
        "/purchases/1/items/0/quantity",
    ),
    corruption(
        "no times an add-on",
        plans,
        |c| {
            c["quote"]["purchases"][0]["items"][1]["quantity"] = 0.into();
        },
        Offers,
        "/purchases/0/items/1/quantity",
    ),
    corruption(
        "nothing in it",
        plans,
        |c| {
            c["quote"]["purchases"][1]["items"] = json!([]);
        },
        Offers,
        "/purchases/1/items",
    ),
    corruption(
        "two plans at once",
        plans,
        |c| {
            let item = c["quote"]["purchases"][1]["items"][0].clone();
            c["quote"]["purchases"][1]["items"].as_array_mut().unwrap().push(item);
        },
        Offers,
        "/purchases/1/items",
    ),
    corruption(
        "an add-on without a plan",
        plans,
        |c| {
            let addon = c["quote"]["purchases"][0]["items"][1].clone();
            c["quote"]["purchases"][1]["items"] = json!([addon]);
        },
        Offers,
        "/purchases/1/items",
    ),
    corruption(
        "an add-on to a period that isn't there",
        current,
        |c| {
            c["request"].as_object_mut().unwrap().remove("line");
        },
        Offers,
        "/purchases/0/items",
    ),
];
