//! One row: an offer, and what it says of its brand.

use super::super::draft::{Draft, id_of};
use super::cells::{has_thousands, is_unlimited, megabytes, say_the_same, words};
use super::columns::{self, Of, UNKNOWN};
use ::csv::StringRecord;
use serde_json::{Map, Value, json};
use simfare_engine::catalog::handoff;
use simfare_engine::format::MAX_RESOURCE;

/// A row, with the columns that its cells are of.
pub(super) struct Row<'a> {
    pub(super) header: &'a [Option<&'static str>],
    pub(super) record: &'a StringRecord,
    pub(super) number: usize,
}

impl<'a> Row<'a> {
    /// The cell of a column; nothing where it is empty.
    fn cell(&self, column: &str) -> Option<&str> {
        let at = self.header.iter().position(|name| *name == Some(column))?;
        self.record.get(at).filter(|cell| !cell.is_empty())
    }

    fn place(&self, column: &str) -> String {
        format!("row {}, {column}", self.number)
    }

    pub(super) fn read(&self, draft: &mut Draft) {
        if self.record.len() > self.header.len() {
            let place = format!("row {}, column {}", self.number, self.header.len() + 1);
            draft.fault(&place, "there are more cells than columns; is a comma not in quotes?");
        }
        let kind = self.cell("kind").unwrap_or("plan").to_lowercase();
        type Read<'r> = fn(&Row<'r>, &str, &mut Draft);
        let (own, read): (Of, Read<'a>) = match kind.as_str() {
            "plan" => (Of::PLAN, Row::plan),
            "addon" | "add-on" => (Of::ADDON, Row::addon),
            "topup" | "top-up" => (Of::TOPUP, Row::topup),
            _ => {
                draft.fault(&self.place("kind"), "must be plan, addon or topup");
                return;
            }
        };
        for (at, column) in self.header.iter().enumerate() {
            let Some(column) = column else {
                if self.record.get(at).is_some_and(|cell| !cell.is_empty()) {
                    let place = format!("row {}, column {}", self.number, at + 1);
                    draft.fault(&place, "nothing stands over this column to say what it is");
                }
                continue;
            };
            if *column == UNKNOWN {
                continue;
            }
            let fits = columns::of(column).is_some_and(|of| of.has(own));
            if !fits && self.cell(column).is_some() {
                draft.fault(&self.place(column), &format!("means nothing for {kind}"));
            }
        }
        // Whatever else is wrong in the row is told at once, by itself.
        let brand = self.brand(draft).unwrap_or_else(|| format!("unnamed-{}", self.number));
        read(self, &brand, draft);
    }

    /// The column that names the row's brand to a catalog.
    fn names_brand(&self) -> &'static str {
        if self.cell("brand_id").is_some() { "brand_id" } else { "brand" }
    }

    /// The row's brand, as known so far or new; its id.
    fn brand(&self, draft: &mut Draft) -> Option<String> {
        let Some(name) = self.cell("brand") else {
            draft.fault(&self.place("brand"), "missing");
            return None;
        };
        let known = draft.named("brands", name);
        let id = match (self.cell("brand_id"), known) {
            (Some(id), Some(known)) if known != id && !draft.is_named_by_id(&known) => {
                let message = format!(
                    "an earlier row of this brand has no id: give it “{id}” there, or in all rows"
                );
                draft.fault(&self.place("brand_id"), &message);
                known
            }
            (Some(id), _) => id.to_owned(),
            // Said in one of its rows.
            (None, Some(known)) => known,
            (None, None) => id_of(name),
        };
        if id.is_empty() {
            let message = "no id can be made of this name; give one in the column brand_id";
            draft.fault(&self.place("brand"), message);
            return None;
        }
        if self.cell("brand_id").is_some() {
            draft.name_by_id(&id);
        }
        if draft.part("brands", &id).is_none() {
            let brand = json!({"id": id, "name": name});
            let pointer = draft.add("brands", brand, &self.place("brand"));
            for column in ["number", "sim"] {
                draft.place(format!("{pointer}/{column}"), self.place(column));
            }
            draft.place(format!("{pointer}/id"), self.place("brand_id"));
        }
        let mut given: Vec<(&str, Value)> = vec![("name", json!(name))];
        for column in ["network", "country", "new_line_fee"] {
            given.extend(self.cell(column).map(|cell| (column, json!(cell))));
        }
        given.extend(self.yes_or_no("number", draft).map(|value| ("number", json!(value))));
        given.extend(self.number("grace_days", draft).map(|value| ("grace_days", value)));
        given.extend(self.cell("sim").map(|cell| ("sim", words(cell))));
        let (pointer, part) = draft.part("brands", &id)?;
        let (mut new, mut differing) = (Vec::new(), Vec::new());
        for (name, value) in given {
            let column = if name == "name" { "brand" } else { name };
            match part.get(name) {
                Some(before) if !say_the_same(before, &value) => differing.push(column),
                Some(_) => {}
                None => {
                    part[name] = value;
                    new.push((name, column));
                }
            }
        }
        for column in differing {
            let message = format!("an earlier row of the brand “{id}” says otherwise");
            draft.fault(&self.place(column), &message);
        }
        // What is wrong with it is wrong where it was said first.
        for (name, column) in new {
            draft.place(format!("{pointer}/{name}"), self.place(column));
        }
        Some(id)
    }

    /// What every offer has.
    fn offer(&self, brand: &str, draft: &mut Draft) -> Map<String, Value> {
        let mut offer = Map::new();
        let name = self.cell("name");
        let id = match (self.cell("id"), name) {
            (Some(id), _) => id.to_owned(),
            (None, Some(name)) => {
                let mut id = id_in(brand, name);
                if draft.is_offer(&id) {
                    // A number behind it would go to another offer once rows change places.
                    let message = format!(
                        "another offer is called “{name}” too: give both an id, in the column “id”"
                    );
                    draft.fault(&self.place("name"), &message);
                    // To go on with, for whatever else is wrong.
                    id = format!("{id}-row-{}", self.number);
                }
                id
            }
            (None, None) => {
                draft.fault(&self.place("name"), "missing");
                id_in(brand, &format!("row-{}", self.number))
            }
        };
        offer.insert("id".to_owned(), json!(id));
        offer.insert("brand".to_owned(), json!(brand));
        offer.insert("name".to_owned(), json!(name.unwrap_or(&id)));
        match self.cell("price") {
            Some(price) => {
                offer.insert("price".to_owned(), json!(price));
            }
            None => draft.fault(&self.place("price"), "missing"),
        }
        let handoff: Map<String, Value> = columns::of_handoffs()
            .filter_map(|column| Some((column.to_owned(), json!(self.cell(column)?))))
            .collect();
        for (column, name) in &handoff {
            // A spreadsheet that took a long number for a measure has lost its last digits.
            let name = name.as_str().unwrap_or_default();
            if let Some(refusal) = handoff::refused(column, name) {
                draft.fault(&self.place(column), &format!("{refusal}, not “{name}”"));
            }
        }
        if !handoff.is_empty() {
            offer.insert("handoff".to_owned(), Value::Object(handoff));
        }
        if let Some(url) = self.cell("source") {
            let mut source = json!({"url": url});
            if let Some(date) = self.cell("source_date") {
                source["date"] = json!(date);
            }
            offer.insert("source".to_owned(), source);
        } else if self.cell("source_date").is_some() {
            draft.fault(&self.place("source_date"), "says nothing without a source");
        }
        offer
    }

    fn plan(&self, brand: &str, draft: &mut Draft) {
        let mut plan = self.offer(brand, draft);
        let mut validity = Map::new();
        for column in ["days", "months"] {
            let value = self.number(column, draft);
            validity.extend(value.map(|value| (column.to_owned(), value)));
        }
        if validity.is_empty() {
            if self.cell("days").is_none() && self.cell("months").is_none() {
                draft.fault(&self.place("days"), "missing; or say how many months");
            }
            // To go on with, for whatever else is wrong.
            validity.insert("days".to_owned(), json!(1));
        }
        plan.insert("validity".to_owned(), Value::Object(validity));
        if let Some(price) = self.cell("autopay_price") {
            plan.insert("autopay_price".to_owned(), json!(price));
        }
        self.allowances(&mut plan, draft);
        if let Some(cell) = self.cell("data_per_day") {
            plan.extend(
                self.data("data_per_day", cell, draft).map(|mb| ("data_mb_per_day".to_owned(), mb)),
            );
        }
        if let Some(speed) = self.number("throttle_kbps", draft) {
            plan.insert("after_cap".to_owned(), json!({"throttle_kbps": speed}));
        }
        let resets = self.number("resets_every_days", draft);
        plan.extend(resets.map(|days| ("resets_every_days".to_owned(), days)));
        if self.yes_or_no("new_line_only", draft) == Some(true) {
            plan.insert("new_line_only".to_owned(), json!(true));
        }
        let sale: Map<String, Value> =
            [("price", "sale_price"), ("from", "sale_from"), ("until", "sale_until")]
                .into_iter()
                .filter_map(|(name, column)| Some((name.to_owned(), json!(self.cell(column)?))))
                .collect();
        if !sale.is_empty() {
            plan.insert("sale".to_owned(), Value::Object(sale));
        }
        let pointer = draft.add("plans", Value::Object(plan), &format!("row {}", self.number));
        self.places(&pointer, draft);
    }

    fn addon(&self, brand: &str, draft: &mut Draft) {
        let mut addon = self.offer(brand, draft);
        self.allowances(&mut addon, draft);
        if let Some(plans) = self.cell("plans") {
            addon.insert("plans".to_owned(), words(plans));
        }
        let most = self.number("max_per_period", draft);
        addon.extend(most.map(|most| ("max_per_period".to_owned(), most)));
        let pointer = draft.add("addons", Value::Object(addon), &format!("row {}", self.number));
        self.places(&pointer, draft);
    }

    /// A top-up belongs to an offer of credit, which the first of them makes.
    fn topup(&self, brand: &str, draft: &mut Draft) {
        let mut topup = self.offer(brand, draft);
        let source = topup.remove("source");
        topup.remove("brand");
        // A top-up is called by its price.
        topup.remove("name");
        match self.cell("credit").or(self.cell("price")) {
            Some(credit) => topup.insert("credit".to_owned(), json!(credit)),
            None => None,
        };
        match self.number("days", draft) {
            Some(days) => {
                topup.insert("days".to_owned(), days);
            }
            None if self.cell("days").is_none() => draft.fault(&self.place("days"), "missing"),
            None => {}
        }
        let name = self.cell("paygo").unwrap_or("Pay as you go");
        let id = self.cell("paygo_id").map_or_else(|| id_in(brand, name), str::to_owned);
        if let Some((_, other)) = draft.part("paygo", &id)
            && (other["name"] != name || other["brand"] != brand)
        {
            let other = other["name"].as_str().unwrap_or_default().to_owned();
            let message = format!(
                "“{name}” and “{other}” get the same id: give both one, in the column “paygo_id”"
            );
            draft.fault(&self.place("paygo"), &message);
            return;
        }
        if draft.part("paygo", &id).is_none() {
            let paygo = json!({
                "id": id, "brand": brand, "name": name, "rates": {}, "topups": [],
            });
            let pointer = draft.add("paygo", paygo, &format!("row {}", self.number));
            draft.place(format!("{pointer}/brand"), self.place(self.names_brand()));
            draft.place(format!("{pointer}/id"), self.place("paygo_id"));
        }
        let mut rates: Vec<(&str, &str, Value)> = Vec::new();
        for (resource, column) in [
            ("data_mb", "rate_data_mb"),
            ("minutes", "rate_minutes"),
            ("intl_minutes", "rate_intl_minutes"),
            ("sms", "rate_sms"),
        ] {
            rates.extend(self.cell(column).map(|rate| (resource, column, json!(rate))));
        }
        let extend =
            self.cell("extend").map(|extend| json!(extend.to_lowercase().replace(' ', "_")));
        let Some((pointer, paygo)) = draft.part("paygo", &id) else { return };
        let mut differing = Vec::new();
        for (resource, column, rate) in &rates {
            let before = &paygo["rates"][*resource];
            if !before.is_null() && !say_the_same(before, rate) {
                differing.push(*column);
            }
            paygo["rates"][*resource] = rate.clone();
        }
        if let Some(extend) = extend {
            let before = &paygo["extend"];
            if !before.is_null() && *before != extend {
                differing.push("extend");
            }
            paygo["extend"] = extend;
        }
        if let Some(source) = source {
            let before = paygo.get("source");
            if before.is_some_and(|before| *before != source) {
                differing.push("source");
            }
            paygo["source"] = source;
        }
        let topups = paygo["topups"].as_array_mut();
        let at = topups.map_or(0, |topups| {
            topups.push(Value::Object(topup));
            topups.len() - 1
        });
        for column in differing {
            draft.fault(&self.place(column), "an earlier top-up of the same credit says otherwise");
        }
        for (resource, column, _) in rates {
            draft.place(format!("{pointer}/rates/{resource}"), self.place(column));
        }
        draft.place(format!("{pointer}/extend"), self.place("extend"));
        let topup = format!("{pointer}/topups/{at}");
        draft.place(topup.clone(), format!("row {}", self.number));
        self.places(&topup, draft);
    }

    /// Data, calls and texts.
    fn allowances(&self, offer: &mut Map<String, Value>, draft: &mut Draft) {
        let given: Vec<(&str, &str)> = ["data", "data_mb", "data_gb"]
            .into_iter()
            .filter_map(|column| Some((column, self.cell(column)?)))
            .collect();
        if let [_, (second, _), ..] = given[..] {
            draft.fault(&self.place(second), "data is given in another column already");
        }
        if let Some(&(column, cell)) = given.first() {
            let unit = match column {
                "data_mb" => " MB",
                "data_gb" => " GB",
                _ => "",
            };
            let has_unit = ["mb", "gb"].iter().any(|unit| cell.to_lowercase().ends_with(unit));
            let cell = if is_unlimited(cell) || has_unit {
                cell.to_owned()
            } else {
                format!("{cell}{unit}")
            };
            offer.extend(self.data(column, &cell, draft).map(|mb| ("data_mb".to_owned(), mb)));
        }
        for column in ["minutes", "intl_minutes", "sms"] {
            let value = match self.cell(column) {
                Some(cell) if is_unlimited(cell) => Some(json!("unlimited")),
                _ => self.number(column, draft),
            };
            offer.extend(value.map(|value| (column.to_owned(), value)));
        }
    }

    /// An amount of data in MB: `5 GB`, `1.5GB`, `300 MB`, `unlimited`.
    fn data(&self, column: &str, cell: &str, draft: &mut Draft) -> Option<Value> {
        if is_unlimited(cell) {
            return Some(json!("unlimited"));
        }
        // None is none in any unit.
        let mb = if cell == "0" { Some(0) } else { megabytes(cell) };
        if mb.is_none() {
            let fault = match column {
                "data_mb" => "must be like 500, or unlimited",
                _ if has_thousands(cell) => {
                    "must be without three digits behind a point, which may be thousands; there is the column data_mb"
                }
                "data_gb" => "must be like 5, 1.5 or unlimited",
                _ => "must be like 5 GB, 500 MB or unlimited",
            };
            draft.fault(&self.place(column), fault);
        }
        mb.map(|mb| json!(mb))
    }

    /// A whole number; one too large is for the reader to refuse.
    fn number(&self, column: &str, draft: &mut Draft) -> Option<Value> {
        let cell = self.cell(column)?;
        let number = cell.parse::<u64>().ok().filter(|_| !cell.starts_with('+'));
        if number.is_none() {
            let fault = format!("must be a whole number from 0 to {MAX_RESOURCE}");
            draft.fault(&self.place(column), &fault);
        }
        number.map(|number| json!(number))
    }

    fn yes_or_no(&self, column: &str, draft: &mut Draft) -> Option<bool> {
        match self.cell(column)?.to_lowercase().as_str() {
            "yes" | "y" | "true" | "1" | "x" => Some(true),
            "no" | "n" | "false" | "0" => Some(false),
            _ => {
                draft.fault(&self.place(column), "must be yes or no");
                None
            }
        }
    }

    /// Says which cell each member of an offer came from.
    fn places(&self, pointer: &str, draft: &mut Draft) {
        let data =
            ["data", "data_mb", "data_gb"].into_iter().find(|name| self.cell(name).is_some());
        for (member, column) in [
            ("data_mb", data.unwrap_or("data")),
            ("data_mb_per_day", "data_per_day"),
            ("after_cap", "throttle_kbps"),
            ("validity", if self.cell("days").is_some() { "days" } else { "months" }),
            ("sale", "sale_price"),
            ("sale/from", "sale_from"),
            ("sale/until", "sale_until"),
            ("source", "source"),
            ("source/date", "source_date"),
        ] {
            draft.place(format!("{pointer}/{member}"), self.place(column));
        }
        for column in [
            "id",
            "name",
            "price",
            "autopay_price",
            "minutes",
            "intl_minutes",
            "sms",
            "resets_every_days",
            "plans",
            "max_per_period",
            "credit",
            "days",
        ] {
            draft.place(format!("{pointer}/{column}"), self.place(column));
        }
        draft.place(format!("{pointer}/brand"), self.place(self.names_brand()));
        for column in columns::of_handoffs() {
            draft.place(format!("{pointer}/handoff/{column}"), self.place(column));
        }
    }
}

/// An id that an offer of a name always has, whatever stands in the rows around it. What the id has no
/// letters for (`月租套餐`) is told apart by a hash.
fn id_in(brand: &str, name: &str) -> String {
    let latin = id_of(name);
    let is_lost = |c: char| c.is_alphanumeric() && !c.is_ascii_alphanumeric();
    let mut end = String::new();
    if latin.is_empty() || name.chars().any(is_lost) {
        end = format!("-{}", &crate::secret::sha256(name.as_bytes())[..8]);
    }
    let room = 60_usize.saturating_sub(end.len());
    let begin: String = format!("{brand}-{latin}").chars().take(room).collect();
    format!("{}{end}", begin.trim_end_matches('-'))
}
