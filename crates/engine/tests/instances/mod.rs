//! Random small instances that mix every rule of model.md, for properties.
//!
//! They are made as the JSON that people would write, so that a failure can be read and kept.

#![allow(clippy::unwrap_used)]

use std::fmt;

use proptest::collection::vec as many;
use proptest::option::{of, weighted};
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use serde_json::{Map, Value, json};
use simfare_engine::{Catalog, Date, Request};

/// The longest horizon: what an exhaustive search does in milliseconds.
const MAX_DAYS: u32 = 12;
const RESOURCES: [&str; 4] = ["data_mb", "minutes", "intl_minutes", "sms"];

/// So many cases for a property, or as many as `PROPTEST_CASES` says.
pub(crate) fn config(cases: u32) -> ProptestConfig {
    let wanted = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: wanted.unwrap_or(cases),
        max_shrink_iters: 20_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A catalog and a request.
#[derive(Clone)]
pub(crate) struct Instance {
    pub(crate) catalog: Value,
    pub(crate) request: Value,
}

impl fmt::Debug for Instance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", json!({ "catalog": self.catalog, "request": self.request }))
    }
}

impl Instance {
    pub(crate) fn read(&self) -> (Catalog, Request) {
        let catalog = Catalog::from_json(self.catalog.to_string().as_bytes());
        let catalog = catalog.unwrap_or_else(|faults| panic!("{faults}"));
        let request = Request::from_json(self.request.to_string().as_bytes(), &catalog);
        (catalog, request.unwrap_or_else(|faults| panic!("{faults}")))
    }
}

type Field = Option<Value>;
type Fields = BoxedStrategy<Vec<(&'static str, Field)>>;

/// A field that is there or not.
fn maybe<T: Into<Value> + fmt::Debug + 'static>(
    probability: f64,
    value: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Field> {
    weighted(probability, value.prop_map(Into::into)).boxed()
}

fn always<T: Into<Value> + fmt::Debug + 'static>(
    value: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Field> {
    value.prop_map(|value| Some(value.into())).boxed()
}

/// Named fields, each of a strategy.
fn fields(strategies: Vec<(&'static str, BoxedStrategy<Field>)>) -> Fields {
    let (names, values): (Vec<_>, Vec<_>) = strategies.into_iter().unzip();
    values.prop_map(move |values| names.iter().copied().zip(values).collect()).boxed()
}

fn object(fields: impl IntoIterator<Item = (&'static str, Field)>) -> Value {
    let some = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    Value::Object(some.collect::<Map<_, _>>())
}

/// An amount of so many minor units.
fn money(minor: u64, digits: u32) -> String {
    if digits == 0 {
        return minor.to_string();
    }
    let unit = 10u64.pow(digits);
    format!("{}.{:0width$}", minor / unit, minor % unit, width = digits as usize)
}

fn amount(
    digits: u32,
    minor: impl Strategy<Value = u64> + 'static,
) -> impl Strategy<Value = String> + 'static {
    minor.prop_map(move |minor| money(minor, digits))
}

/// Prices, some of which are equal, and some nothing.
fn price() -> impl Strategy<Value = u64> {
    prop_oneof![1 => Just(0u64), 3 => (1u64..8).prop_map(|n| n * 100), 6 => 1u64..900]
}

/// A price per unit, in tenths of the minor unit.
fn rate(digits: u32) -> impl Strategy<Value = String> {
    (0u64..40).prop_map(move |tenths| money(tenths, digits + 1))
}

fn percent() -> impl Strategy<Value = String> {
    select(vec!["0", "5", "8.25", "7.777", "12.5", "33.333", "50", "99.9", "100"])
        .prop_map(str::to_owned)
}

fn allowance() -> BoxedStrategy<Field> {
    let some = prop_oneof![
        4 => (0u64..50).prop_map(Value::from),
        2 => Just(Value::from("unlimited")),
    ];
    maybe(0.8, some)
}

fn allowances() -> Vec<(&'static str, BoxedStrategy<Field>)> {
    RESOURCES.map(|resource| (resource, allowance())).to_vec()
}

/// A date about the horizon.
fn date(day: i64) -> Value {
    start().plus_days(day).to_string().into()
}

fn start() -> Date {
    Date::from_ymd(2027, 1, 30).unwrap()
}

/// A first and a last date.
fn window() -> impl Strategy<Value = (Value, Value)> {
    (-3i64..12, 0i64..8).prop_map(|(from, days)| (date(from), date(from + days)))
}

fn brand(digits: u32) -> Fields {
    fields(vec![
        ("network", maybe(0.7, select(vec!["X", "Y"]))),
        ("number", always(prop::bool::weighted(0.75))),
        (
            "sim",
            select(vec![json!(["esim"]), json!(["physical"]), json!(["esim", "physical"])])
                .prop_map(Some)
                .boxed(),
        ),
        ("new_line_fee", maybe(0.6, amount(digits, price()))),
        ("grace_days", maybe(0.7, 0u32..7)),
        ("tax", maybe(0.4, percent().prop_map(|percent| json!({ "percent": percent })))),
    ])
}

fn plan(digits: u32) -> Fields {
    let validity = prop_oneof![
        8 => (1u32..8).prop_map(|days| json!({ "days": days })),
        1 => (8u32..20).prop_map(|days| json!({ "days": days })),
        1 => Just(json!({ "months": 1 })),
    ];
    let after_cap = prop_oneof![
        1 => Just(json!("stop")),
        3 => select(vec![64, 128, 256]).prop_map(|speed| json!({ "throttle_kbps": speed })),
    ];
    let sale = (amount(digits, price()), window(), of(fields(allowances())));
    let sale = sale.prop_map(|(price, (from, until), bonus)| {
        object([
            ("price", Some(price.into())),
            ("from", Some(from)),
            ("until", Some(until)),
            ("bonus", bonus.map(object)),
        ])
    });
    let mut all = vec![
        ("price", always(amount(digits, price()))),
        ("autopay_price", maybe(0.3, amount(digits, price()))),
        ("validity", always(validity)),
        ("data_mb_per_day", maybe(0.25, 0u64..20)),
        ("after_cap", maybe(0.4, after_cap)),
        ("resets_every_days", maybe(0.3, 1u32..5)),
        ("new_line_only", maybe(0.3, any::<bool>())),
        ("sale", maybe(0.4, sale)),
    ];
    all.extend(allowances());
    fields(all)
}

fn addon(digits: u32) -> Fields {
    let mut all =
        vec![("price", always(amount(digits, price()))), ("max_per_period", maybe(0.5, 0u32..4))];
    let some = prop_oneof![
        6 => (0u64..25).prop_map(Value::from),
        1 => Just(Value::from("unlimited")),
    ];
    let some = some.boxed();
    all.extend(RESOURCES.map(|resource| (resource, maybe(0.5, some.clone()))));
    fields(all)
}

/// A top-up that gives credit or days.
fn topup(digits: u32) -> Fields {
    let gives = prop_oneof![8 => (1u64..120, 0u32..7), 1 => (Just(0u64), 1u32..7)];
    (amount(digits, price()), gives)
        .prop_map(move |(price, (credit, days))| {
            vec![
                ("price", Some(price.into())),
                ("credit", Some(money(credit, digits).into())),
                ("days", Some(days.into())),
            ]
        })
        .boxed()
}

fn rates(digits: u32) -> Fields {
    fields(RESOURCES.map(|resource| (resource, maybe(0.75, rate(digits)))).to_vec())
}

/// An offer's fields with the number of its brand.
type OfBrand<T> = (Index, T);
type Given = Vec<(&'static str, Field)>;

/// A catalog's parts, before they have ids.
#[derive(Debug, Clone)]
struct Parts {
    currency: &'static str,
    tax: Option<String>,
    brands: Vec<Given>,
    plans: Vec<OfBrand<Given>>,
    addons: Vec<(OfBrand<Given>, Option<Vec<Index>>)>,
    paygo: Vec<OfBrand<(Given, bool, Vec<Given>)>>,
    coupon: (Given, Vec<Index>),
    method: Given,
}

fn parts() -> impl Strategy<Value = Parts> {
    select(vec![("USD", 2u32), ("JPY", 0), ("KWD", 3)]).prop_flat_map(|(currency, digits)| {
        let coupon_off = prop_oneof![
            percent().prop_map(|it| ("percent", it)),
            amount(digits, price()).prop_map(|it| ("amount", it)),
        ];
        let coupon = (coupon_off, of(0u32..8), of(window()), any::<bool>());
        let coupon = coupon.prop_map(|((kind, off), max_uses, window, open)| {
            let (from, until) = window.unzip();
            vec![
                (kind, Some(off.into())),
                ("max_uses", max_uses.map(Into::into)),
                ("from", from),
                ("until", until.filter(|_| !open)),
            ]
        });
        let method = fields(vec![
            ("fee_percent", maybe(0.6, percent())),
            ("fee_fixed", maybe(0.6, amount(digits, 0u64..50))),
        ]);
        let paygo = (rates(digits), any::<bool>(), many(topup(digits), 1..4usize));
        (
            weighted(0.5, percent()),
            many(brand(digits), 1..4usize),
            many((any::<Index>(), plan(digits)), 0..5usize),
            many(
                ((any::<Index>(), addon(digits)), weighted(0.3, many(any::<Index>(), 1..3usize))),
                0..4usize,
            ),
            many((any::<Index>(), paygo), 0..3usize),
            (coupon, many(any::<Index>(), 0..3usize)),
            method,
        )
            .prop_map(move |(tax, brands, plans, addons, paygo, coupon, method)| Parts {
                currency,
                tax,
                brands,
                plans,
                addons,
                paygo,
                coupon,
                method,
            })
    })
}

impl Parts {
    fn brand_of(&self, index: Index) -> String {
        format!("b{}", index.index(self.brands.len()))
    }

    /// The plans of a brand, by id.
    fn plans_of(&self, brand: &str) -> Vec<String> {
        let plans = self.plans.iter().enumerate();
        let of = plans.filter(|(_, (index, _))| self.brand_of(*index) == brand);
        of.map(|(i, _)| format!("p{i}")).collect()
    }

    /// The paygo offers of a brand, by id.
    fn paygo_of(&self, brand: &str) -> Vec<String> {
        let paygo = self.paygo.iter().enumerate();
        let of = paygo.filter(|(_, (index, _))| self.brand_of(*index) == brand);
        of.map(|(i, _)| format!("g{i}")).collect()
    }

    fn catalog(&self) -> Value {
        let head = |id: String, brand: String| {
            let name = id.clone();
            [("id", Some(id.into())), ("brand", Some(brand.into())), ("name", Some(name.into()))]
        };
        let mut named: Vec<String> = Vec::new();
        let brands = self.brands.iter().enumerate().map(|(i, given)| {
            let id = format!("b{i}");
            let own = [("id", Some(json!(id))), ("name", Some(json!(id)))];
            object(own.into_iter().chain(given.clone()))
        });
        let brands: Vec<Value> = brands.collect();
        named.extend((0..brands.len()).map(|i| format!("b{i}")));
        let plans = self.plans.iter().enumerate().map(|(i, (brand, given))| {
            object(head(format!("p{i}"), self.brand_of(*brand)).into_iter().chain(given.clone()))
        });
        let plans: Vec<Value> = plans.collect();
        named.extend((0..plans.len()).map(|i| format!("p{i}")));
        let addons = self.addons.iter().enumerate().map(|(i, ((brand, given), only))| {
            let brand = self.brand_of(*brand);
            let plans = self.plans_of(&brand);
            let only = only.as_ref().filter(|_| !plans.is_empty());
            let only = only.map(|only| {
                only.iter().map(|index| index.get(&plans).clone()).collect::<Vec<_>>().into()
            });
            let given = given.clone().into_iter().chain([("plans", only)]);
            object(head(format!("a{i}"), brand).into_iter().chain(given))
        });
        let addons: Vec<Value> = addons.collect();
        let paygo = self.paygo.iter().enumerate().map(|(i, (brand, (rates, now, topups)))| {
            let topups = topups.iter().enumerate().map(|(j, given)| {
                let id = json!(format!("g{i}-t{j}"));
                object([("id", Some(id))].into_iter().chain(given.clone()))
            });
            let topups: Vec<Value> = topups.collect();
            let extend = if *now { "from_now" } else { "from_expiry" };
            let given = [
                ("rates", Some(object(rates.clone()))),
                ("extend", Some(extend.into())),
                ("topups", Some(topups.into())),
            ];
            object(head(format!("g{i}"), self.brand_of(*brand)).into_iter().chain(given))
        });
        let paygo: Vec<Value> = paygo.collect();
        for (i, (_, (_, _, topups))) in self.paygo.iter().enumerate() {
            named.push(format!("g{i}"));
            named.extend((0..topups.len()).map(|j| format!("g{i}-t{j}")));
        }
        let (coupon, applies_to) = &self.coupon;
        let applies_to: Vec<&String> = applies_to.iter().map(|i| i.get(&named)).collect();
        let applies_to = (!applies_to.is_empty()).then(|| json!(applies_to));
        let coupon = coupon.clone().into_iter();
        let coupon = coupon.chain([("code", Some("C".into())), ("applies_to", applies_to)]);
        let method = [("id", "card"), ("name", "Card"), ("kind", "card")]
            .map(|(name, value)| (name, Some(value.into())));
        let method = object(method.into_iter().chain(self.method.clone()));
        object([
            ("schema", Some("simfare.catalog/1".into())),
            ("id", Some("small".into())),
            ("currency", Some(self.currency.into())),
            ("updated", Some("2027-01-01".into())),
            ("tax", self.tax.as_ref().map(|percent| json!({ "percent": percent }))),
            ("brands", Some(brands.into())),
            ("plans", Some(plans.into())),
            ("addons", Some(addons.into())),
            ("paygo", Some(paygo.into())),
            ("coupons", Some(json!([object(coupon)]))),
            ("payment_methods", Some(json!([method]))),
        ])
    }
}

fn phase() -> impl Strategy<Value = Given> {
    let mut all = vec![("days", always(1u32..7))];
    all.extend(RESOURCES.map(|resource| (resource, maybe(0.4, 0u64..60))));
    all.push(("reachable", maybe(0.2, Just(true))));
    fields(all)
}

fn filter() -> impl Strategy<Value = Value> {
    let some = || subsequence(vec!["b0", "b1", "b2"], 0..3);
    (
        of(some()),
        of(some()),
        of(subsequence(vec!["X", "Y"], 0..2)),
        of(select(vec!["esim", "physical"])),
    )
        .prop_map(|(brands, exclude, networks, sim)| {
            object([
                ("brands", brands.map(Into::into)),
                ("exclude", exclude.map(Into::into)),
                ("networks", networks.map(Into::into)),
                ("sim", sim.map(Into::into)),
            ])
        })
}

/// The current line's brand, offer, days left, what is left, balance in minor units.
type CurrentLine = (Index, Index, u32, Given, u64);

fn request(parts: Parts) -> impl Strategy<Value = Instance> {
    let line = (any::<Index>(), any::<Index>(), 0u32..9, fields(allowances()), 0u64..200);
    let given = fields(vec![
        ("number", maybe(0.6, select(vec!["none", "keep", "hold"]))),
        ("lines", maybe(0.4, Just(2))),
        ("throttle_min_kbps", maybe(0.5, select(vec![0, 128, 200]))),
        ("autopay", maybe(0.4, Just(true))),
        ("margin_percent", maybe(0.3, 0u32..40)),
        ("grace_margin_days", maybe(0.3, 0u32..5)),
        ("payment_method", maybe(0.5, Just("card"))),
        ("coupon", maybe(0.6, Just("C"))),
        ("filter", maybe(0.3, filter())),
    ]);
    let phases = many(phase(), 1..4);
    (phases, given, weighted(0.6, line)).prop_map(move |(phases, given, line)| {
        let line = line.and_then(|line| current_line(&parts, line));
        let mut request = object(given);
        let fields = request.as_object_mut().unwrap();
        fields.insert("schema".into(), "simfare.request/1".into());
        fields.insert("start_date".into(), date(0));
        fields.insert("phases".into(), shortened(phases).into());
        if line.is_none() && fields.get("number") == Some(&json!("keep")) {
            fields.insert("number".into(), "hold".into());
        }
        if let Some(Value::Object(filter)) = fields.get_mut("filter") {
            for list in ["brands", "exclude"] {
                if let Some(Value::Array(brands)) = filter.get_mut(list) {
                    let known =
                        |id: &Value| (0..parts.brands.len()).any(|i| *id == format!("b{i}"));
                    brands.retain(known);
                }
            }
        }
        if let Some(line) = line {
            fields.insert("line".into(), line);
        }
        Instance { catalog: parts.catalog(), request }
    })
}

/// Phases cut off at the longest horizon.
fn shortened(phases: Vec<Given>) -> Vec<Value> {
    let mut left = u64::from(MAX_DAYS);
    let mut short = Vec::new();
    for mut phase in phases.into_iter().map(object) {
        let days = phase["days"].as_u64().unwrap().min(left);
        left -= days;
        if days > 0 {
            phase["days"] = days.into();
            short.push(phase);
        }
    }
    short
}

fn current_line(parts: &Parts, line: CurrentLine) -> Option<Value> {
    let (brand, offer, days_left, left, balance) = line;
    let brand = parts.brand_of(brand);
    let plans = parts.plans_of(&brand);
    let offers: Vec<String> = plans.iter().cloned().chain(parts.paygo_of(&brand)).collect();
    if offers.is_empty() {
        return None;
    }
    let digits = match parts.currency {
        "JPY" => 0,
        "KWD" => 3,
        _ => 2,
    };
    let offer = offer.get(&offers);
    let mut line = json!({ "brand": brand, "days_left": days_left });
    if plans.contains(offer) {
        line["plan"] = offer.clone().into();
        line["left"] = object(left);
    } else {
        line["paygo"] = offer.clone().into();
        line["balance"] = money(balance, digits).into();
    }
    Some(line)
}

/// Any small instance.
pub(crate) fn instances() -> impl Strategy<Value = Instance> {
    parts().prop_flat_map(request)
}
