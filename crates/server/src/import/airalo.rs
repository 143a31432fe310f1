//! `simfare import airalo`: the package list of an Airalo partner, as `GET /v2/packages` answers.
//! Each operator of each country or region becomes a brand, each of its packages a plan. Prices
//! stay text from the response to the catalog.

use super::draft::{Draft, id_of};
use crate::cli::AiraloPrice;
use crate::failure::Failure;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What the shop wants of the list.
#[derive(Debug)]
pub(super) struct Wanted {
    /// Codes or slugs in small letters; all countries where empty.
    pub(super) countries: Vec<String>,
    pub(super) price: AiraloPrice,
    pub(super) currency: String,
}

/// A response. Only what matters here; all the rest may be as it likes.
#[derive(Debug, Deserialize)]
struct Response<'a> {
    #[serde(borrow)]
    data: Vec<Country<'a>>,
    #[serde(default)]
    meta: Option<Meta>,
}

#[derive(Debug, Deserialize)]
struct Meta {
    last_page: Option<u64>,
}

#[derive(Debug, Deserialize)]
struct Country<'a> {
    #[serde(default)]
    slug: Option<String>,
    #[serde(default)]
    country_code: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(borrow)]
    operators: Vec<Operator<'a>>,
}

#[derive(Debug, Deserialize)]
struct Operator<'a> {
    title: String,
    #[serde(default)]
    plan_type: Option<String>,
    #[serde(default)]
    rechargeability: Option<bool>,
    #[serde(default)]
    is_kyc_verify: Option<bool>,
    #[serde(default)]
    activation_policy: Option<String>,
    #[serde(default)]
    countries: Vec<Value>,
    #[serde(default)]
    coverages: Vec<Coverage>,
    #[serde(borrow)]
    packages: Vec<Package<'a>>,
}

#[derive(Debug, Deserialize)]
struct Coverage {
    #[serde(default)]
    networks: Vec<Network>,
}

#[derive(Debug, Deserialize)]
struct Network {
    #[serde(default)]
    name: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Package<'a> {
    id: String,
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(borrow, default)]
    price: Option<&'a RawValue>,
    #[serde(borrow, default)]
    net_price: Option<&'a RawValue>,
    #[serde(borrow, default)]
    prices: Option<Prices<'a>>,
    #[serde(default)]
    amount: Option<Value>,
    #[serde(default)]
    day: Option<Value>,
    #[serde(default)]
    data: Option<String>,
    #[serde(default)]
    is_unlimited: Option<bool>,
    #[serde(default)]
    voice: Option<Value>,
    #[serde(default)]
    text: Option<Value>,
    #[serde(default)]
    short_info: Option<String>,
    #[serde(default)]
    is_fair_usage_policy: Option<bool>,
}

/// A package's prices by currency.
#[derive(Debug, Default, Deserialize)]
struct Prices<'a> {
    #[serde(borrow, default)]
    net_price: BTreeMap<String, &'a RawValue>,
    #[serde(borrow, default)]
    recommended_retail_price: BTreeMap<String, &'a RawValue>,
}

/// The pages read so far.
#[derive(Debug, Default)]
pub(super) struct List {
    draft: Draft,
    pages: u64,
    last_page: u64,
    /// Packages read, by id: one is listed again under each country it covers.
    seen: BTreeSet<String>,
    /// What a catalog can't say, and about how many packages or operators.
    lost: BTreeMap<&'static str, Vec<String>>,
    found: BTreeSet<String>,
    left_out: u64,
}

const TOPUPS: &str = "top-ups for an eSIM that is there already are left out: a catalog's plans \
    renew a line and start one alike";
const ONE_TIME: &str = "can't be topped up: each purchase is a new eSIM, which a catalog can't say";
const KYC: &str = "ask for a proof of identity, which a catalog can't say";
const ACTIVATION: &str = "begin when the eSIM first finds a network; a catalog counts from the \
    day of purchase";
const NETWORKS: &str = "use several networks, of which a catalog names one: none is named";
const COVERAGE: &str = "cover several countries, which a catalog doesn't list: the brand's \
    country is the region's name";
const FAIR_USE: &str = "have a fair-use rule that a catalog can't say";
const INFO: &str = "have a remark that a catalog has no place for";
const NO_PRICE: &str = "have no price in the catalog's currency, and are left out";
const AGAIN: &str = "are listed more than once; the first counts";

impl List {
    /// Reads a page.
    pub(super) fn read(
        &mut self,
        file: &str,
        bytes: &[u8],
        wanted: &Wanted,
    ) -> Result<(), Failure> {
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let response: Response<'_> = serde_json::from_slice(bytes).map_err(|error| {
            Failure::BadInput(format!("{file}: not an Airalo package list: {error}"))
        })?;
        self.pages += 1;
        let last_page = response.meta.and_then(|meta| meta.last_page).unwrap_or(1);
        self.last_page = self.last_page.max(last_page);
        for (i, country) in response.data.iter().enumerate() {
            let names = [&country.country_code, &country.slug];
            let names: Vec<String> =
                names.into_iter().flatten().map(|name| name.to_lowercase()).collect();
            if !wanted.countries.is_empty()
                && !wanted.countries.iter().any(|wanted| names.contains(wanted))
            {
                self.left_out += 1;
                continue;
            }
            self.found.extend(names);
            for (j, operator) in country.operators.iter().enumerate() {
                let place = format!("{file} /data/{i}/operators/{j}");
                self.operator(&place, country, operator, wanted);
            }
        }
        Ok(())
    }

    /// What was read, with what was lost.
    pub(super) fn finish(mut self, wanted: &Wanted) -> Draft {
        if self.pages < self.last_page {
            self.draft.note(format!(
                "{} of {} pages: give the others too, or ask Airalo for more a page (limit=1000)",
                self.pages, self.last_page
            ));
        }
        for country in &wanted.countries {
            if !self.found.contains(country) {
                let message = format!(
                    "“{country}” isn't in the list; what covers several countries is there under \
                     the region's name (“europe”)"
                );
                self.draft.fault("--country", &message);
            }
        }
        self.draft.note_what_gives_nothing();
        if self.left_out > 0 {
            let note = format!("{} countries and regions are left out by --country", self.left_out);
            self.draft.note(note);
        }
        for (what, whose) in &self.lost {
            let some = whose.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = match whose.len() {
                0..=5 => String::new(),
                n => format!(" and {} more", n - 5),
            };
            self.draft.note(format!("{what}: {some}{more}"));
        }
        self.draft
    }

    fn lose(&mut self, what: &'static str, whose: &str) {
        let whose = whose.to_owned();
        let known = self.lost.entry(what).or_default();
        if !known.contains(&whose) {
            known.push(whose);
        }
    }

    fn operator(
        &mut self,
        place: &str,
        country: &Country<'_>,
        operator: &Operator<'_>,
        wanted: &Wanted,
    ) {
        let code = country.country_code.as_deref().filter(|code| !code.is_empty());
        let region = code.or(country.slug.as_deref()).unwrap_or_default();
        let plan_type = operator.plan_type.as_deref().unwrap_or("data");
        // Airalo's plans with calls come with a number, those with data alone without.
        let number = plan_type.contains("voice");
        let mut brand = id_of(&format!("{} {region}", operator.title));
        if let Some((_, known)) = self.draft.part("brands", &brand)
            && (known["name"] != operator.title || known["number"] != number)
        {
            // Another operator, whose name differs in what an id has no letters for (“Discover+”), or
            // which is another with calls than without.
            let own = format!("{} {number}", operator.title);
            let begin: String = brand.chars().take(55).collect();
            brand = format!("{begin}-{}", &crate::secret::sha256(own.as_bytes())[..8]);
        }
        let title = country.title.as_deref().filter(|title| !title.is_empty());
        if self.draft.part("brands", &brand).is_none() {
            let mut part = json!({
                "id": brand,
                "name": operator.title,
                "number": number,
                "sim": ["esim"],
            });
            if let Some(title) = title.or(code) {
                part["country"] = json!(title);
            }
            let networks: BTreeSet<&str> = operator
                .coverages
                .iter()
                .flat_map(|coverage| &coverage.networks)
                .filter_map(|network| network.name.as_deref())
                .collect();
            match (networks.len(), networks.first()) {
                (1, Some(network)) => part["network"] = json!(network),
                (0, _) => {}
                _ => self.lose(NETWORKS, &brand),
            }
            if operator.countries.len() > 1 {
                self.lose(COVERAGE, &brand);
            }
            if operator.rechargeability == Some(false) {
                self.lose(ONE_TIME, &brand);
            }
            if operator.is_kyc_verify == Some(true) {
                self.lose(KYC, &brand);
            }
            if operator.activation_policy.as_deref() == Some("first-usage") {
                self.lose(ACTIVATION, &brand);
            }
            self.draft.add("brands", part, place);
        }
        for (k, package) in operator.packages.iter().enumerate() {
            self.package(&format!("{place}/packages/{k}"), &brand, package, wanted);
        }
    }

    fn package(&mut self, place: &str, brand: &str, package: &Package<'_>, wanted: &Wanted) {
        if package.kind.as_deref() == Some("topup") {
            self.lose(TOPUPS, &package.id);
            return;
        }
        if !self.seen.insert(package.id.clone()) {
            self.lose(AGAIN, &package.id);
            return;
        }
        let Some((price, from)) = price(package, wanted) else {
            self.lose(NO_PRICE, &package.id);
            return;
        };
        let unlimited = package.is_unlimited == Some(true);
        let data = if unlimited { json!("unlimited") } else { whole(package.amount.as_ref()) };
        let name = package.title.clone().or_else(|| package.data.clone());
        let mut plan = json!({
            "id": id_of(&package.id),
            "brand": brand,
            "name": name.unwrap_or_else(|| package.id.clone()),
            "validity": {"days": whole(package.day.as_ref())},
            "data_mb": data,
        });
        plan["price"] = json!(price);
        for (member, value) in [("minutes", &package.voice), ("sms", &package.text)] {
            if let Some(value) = value.as_ref().filter(|value| !value.is_null()) {
                plan[member] = whole(Some(value));
            }
        }
        if package.is_fair_usage_policy == Some(true) {
            self.lose(FAIR_USE, &package.id);
        }
        if package.short_info.as_deref().is_some_and(|info| !info.trim().is_empty()) {
            self.lose(INFO, &package.id);
        }
        let pointer = self.draft.add("plans", plan, place);
        for (member, field) in [
            ("id", "id"),
            ("name", "title"),
            ("price", from.as_str()),
            ("validity", "day"),
            ("data_mb", "amount"),
            ("minutes", "voice"),
            ("sms", "text"),
        ] {
            self.draft.place(format!("{pointer}/{member}"), format!("{place}/{field}"));
        }
    }
}

/// The price that is wanted, as a decimal string, and where in the package it is.
fn price(package: &Package<'_>, wanted: &Wanted) -> Option<(String, String)> {
    let currency = &wanted.currency;
    let prices = package.prices.as_ref();
    let (by_currency, table, plain, field) = match wanted.price {
        AiraloPrice::Retail => (
            prices.map(|prices| &prices.recommended_retail_price),
            "recommended_retail_price",
            package.price,
            "price",
        ),
        AiraloPrice::Net => {
            (prices.map(|prices| &prices.net_price), "net_price", package.net_price, "net_price")
        }
    };
    let given = |raw: &&RawValue| raw.get() != "null";
    if let Some(raw) = by_currency.and_then(|prices| prices.get(currency).copied()).filter(given) {
        return Some((decimal(raw.get()), format!("prices/{table}/{currency}")));
    }
    // What stands by itself is in US dollars.
    let plain = plain.filter(|raw| currency == "USD" && given(raw))?;
    Some((decimal(plain.get()), field.to_owned()))
}

/// A JSON number, or a string with one, without zeros that say nothing.
fn decimal(raw: &str) -> String {
    let text = raw.trim_matches('"');
    match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|byte| byte.is_ascii_digit()) => {
            let fraction = fraction.trim_end_matches('0');
            if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
        }
        _ => text.to_owned(),
    }
}

/// A whole number, also where it is written as text; what is neither is the reader's to refuse.
fn whole(value: Option<&Value>) -> Value {
    match value {
        Some(Value::String(text)) => match text.parse::<u64>() {
            Ok(number) => json!(number),
            Err(_) => json!(text),
        },
        Some(value) => value.clone(),
        None => json!(null),
    }
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn prices_stay_as_they_are_written() {
        assert_eq!(decimal("4.50"), "4.5");
        assert_eq!(decimal("26"), "26");
        assert_eq!(decimal("\"0.10\""), "0.1");
        assert_eq!(decimal("5.00"), "5");
        assert_eq!(decimal("1e2"), "1e2");
    }
}
