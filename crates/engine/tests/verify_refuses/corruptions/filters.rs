//! Brands that the request leaves out.

use serde_json::json;
use simfare_engine::Section::Filters;

use super::{Corruption, corruption};
use crate::cases::plans;

pub(super) const ALL: &[Corruption] = &[
    corruption(
        "a brand excluded",
        plans,
        |c| {
            c["request"]["filter"] = json!({ "exclude": ["a"] });
        },
        Filters,
        "/purchases/0/brand",
    ),
    corruption(
        "a brand not asked for",
        plans,
        |c| {
            c["request"]["filter"] = json!({ "brands": ["b"] });
        },
        Filters,
        "/purchases/0/brand",
    ),
    corruption(
        "another network",
        plans,
        |c| {
            c["request"]["filter"] = json!({ "networks": ["Y"] });
        },
        Filters,
        "/purchases/0/brand",
    ),
    corruption(
        "an alternative without a network",
        plans,
        |c| {
            c["request"]["filter"] = json!({ "networks": ["X"] });
        },
        Filters,
        "/alternatives/1/brand",
    ),
    corruption(
        "another kind of SIM",
        plans,
        |c| {
            c["request"]["filter"] = json!({ "sim": "physical" });
        },
        Filters,
        "/purchases/0/brand",
    ),
];
