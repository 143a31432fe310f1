//! Bills that are wrong.

use serde_json::json;
use simfare_engine::Section::Cost;

use super::{Corruption, added_up, corruption, set};
use crate::cases::{introductory, plans};

pub(super) const ALL: &[Corruption] = &[
    corruption(
        "another price",
        plans,
        |c| {
            let second = &mut c["quote"]["purchases"][1];
            second["items"][0]["unit_price"] = "9.00".into();
            // 9.00, 0.90 tax, 0.20 + 0.30 fee
            set(
                second,
                json!({ "subtotal": "9.00", "tax": "0.90", "fee": "0.50", "total": "10.40" }),
            );
            added_up(c);
        },
        Cost,
        "/purchases/1/items/0/unit_price",
    ),
    corruption(
        "a sale that is over",
        introductory,
        |c| {
            c["catalog"]["plans"][0]["sale"]["from"] = "2027-01-01".into();
            c["catalog"]["plans"][0]["sale"]["until"] = "2027-01-29".into();
        },
        Cost,
        "/purchases/0/items/0/unit_price",
    ),
    corruption(
        "autopay not accepted",
        introductory,
        |c| {
            c["request"]["autopay"] = false.into();
        },
        Cost,
        "/purchases/1/items/0/unit_price",
    ),
    corruption(
        "a new line's fee missing",
        plans,
        |c| {
            c["quote"]["purchases"][0]["subtotal"] = "14.00".into();
        },
        Cost,
        "/purchases/0/subtotal",
    ),
    corruption(
        "a discount too big",
        plans,
        |c| {
            c["quote"]["purchases"][0]["discount"] = "8.51".into();
        },
        Cost,
        "/purchases/0/discount",
    ),
    corruption(
        "a discount without a coupon",
        plans,
        |c| {
            c["quote"]["purchases"][0].as_object_mut().unwrap().remove("coupon");
        },
        Cost,
        "/purchases/0/discount",
    ),
    corruption(
        "tax off by one",
        plans,
        |c| {
            c["quote"]["purchases"][0]["tax"] = "0.86".into();
        },
        Cost,
        "/purchases/0/tax",
    ),
    corruption(
        "a payment fee missing",
        plans,
        |c| {
            c["quote"]["purchases"][0]["fee"] = "0.00".into();
        },
        Cost,
        "/purchases/0/fee",
    ),
    corruption(
        "another way to pay",
        plans,
        |c| {
            c["request"].as_object_mut().unwrap().remove("payment_method");
        },
        Cost,
        "/purchases/0/fee",
    ),
    corruption(
        "a purchase's total off",
        plans,
        |c| {
            c["quote"]["purchases"][0]["total"] = "9.83".into();
        },
        Cost,
        "/purchases/0/total",
    ),
    corruption(
        "a coupon used too often",
        plans,
        |c| {
            // 5.00, 0.50 tax, 0.11 + 0.30 fee
            set(
                &mut c["quote"]["purchases"][1],
                json!({
                    "coupon": "C", "discount": "5.00", "tax": "0.50", "fee": "0.41", "total": "5.91",
                }),
            );
            added_up(c);
        },
        Cost,
        "/purchases",
    ),
    corruption(
        "a coupon before its window",
        plans,
        |c| {
            c["catalog"]["coupons"][0]["from"] = "2027-01-31".into();
        },
        Cost,
        "/purchases/0/coupon",
    ),
    corruption(
        "a coupon after its window",
        plans,
        |c| {
            c["catalog"]["coupons"][0]["until"] = "2027-01-29".into();
        },
        Cost,
        "/purchases/0/coupon",
    ),
    corruption(
        "a coupon for something else",
        plans,
        |c| {
            c["catalog"]["coupons"][0]["applies_to"] = json!(["b"]);
        },
        Cost,
        "/purchases/0/coupon",
    ),
    corruption(
        "another coupon",
        plans,
        |c| {
            c["quote"]["purchases"][0]["coupon"] = "D".into();
        },
        Cost,
        "/purchases/0/coupon",
    ),
    corruption(
        "a coupon that wasn't given",
        plans,
        |c| {
            c["request"].as_object_mut().unwrap().remove("coupon");
        },
        Cost,
        "/purchases/0/coupon",
    ),
];
