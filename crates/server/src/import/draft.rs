//! A catalog in the making: parts as JSON, each value with the place it came from.

use crate::failure::Failure;
use serde_json::{Map, Value, json};
use simfare_engine::Catalog;
use std::collections::{BTreeMap, BTreeSet};

/// The lists a draft fills.
const LISTS: [&str; 4] = ["brands", "plans", "addons", "paygo"];

/// What goes around the imported parts.
#[derive(Debug)]
pub(super) struct Frame<'a> {
    /// A catalog to merge into.
    pub(super) base: Option<&'a [u8]>,
    pub(super) id: Option<&'a str>,
    pub(super) currency: Option<&'a str>,
    pub(super) updated: String,
}

/// What was imported so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    lists: BTreeMap<&'static str, Vec<Value>>,
    /// Where the value at each pointer came from.
    places: BTreeMap<String, String>,
    faults: Vec<String>,
    notes: Vec<String>,
    /// Members that the source would say if there was anything to say: a spreadsheet's columns.
    said: BTreeSet<&'static str>,
    /// The brands whose id the source has, and wasn't made of the name.
    named_by_id: BTreeSet<String>,
}

impl Draft {
    /// Notes what is wrong at a place of the source.
    pub(super) fn fault(&mut self, place: &str, message: &str) {
        // A cell must neither begin another line nor speak to a terminal.
        let mut line = String::new();
        for c in place.chars().chain(": ".chars()).chain(message.chars()) {
            match c.is_control() {
                true => line.extend(c.escape_unicode()),
                false => line.push(c),
            }
        }
        self.faults.push(line);
    }

    /// Takes note of what the source says, of every part or by saying nothing.
    pub(super) fn says(&mut self, members: impl Iterator<Item = &'static str>) {
        self.said.extend(members);
    }

    /// Notes what a catalog can't say.
    pub(super) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    /// What a catalog can't say, as far as it is known.
    pub(super) fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Adds a part to a list; its pointer.
    pub(super) fn add(&mut self, list: &'static str, part: Value, place: &str) -> String {
        let parts = self.lists.entry(list).or_default();
        let pointer = format!("/{list}/{}", parts.len());
        parts.push(part);
        self.places.insert(pointer.clone(), place.to_owned());
        pointer
    }

    /// Says something of each part of a list that says nothing of it itself.
    pub(super) fn say_of_all(&mut self, list: &str, member: &str, value: &Value) {
        for part in self.lists.get_mut(list).into_iter().flatten() {
            if part[member].is_null() {
                part[member] = value.clone();
            }
        }
    }

    /// Whether there is neither an offer in it nor anything to be said against one.
    pub(super) fn is_empty(&self) -> bool {
        let offers =
            ["plans", "addons", "paygo"].into_iter().filter_map(|list| self.lists.get(list));
        self.faults.is_empty() && offers.flatten().next().is_none()
    }

    /// The part of a list with this id, and its pointer.
    pub(super) fn part(&mut self, list: &str, id: &str) -> Option<(String, &mut Value)> {
        let parts = self.lists.get_mut(list)?;
        let at = parts.iter().position(|part| part["id"] == id)?;
        Some((format!("/{list}/{at}"), &mut parts[at]))
    }

    /// Takes note that the source has a brand's id.
    pub(super) fn name_by_id(&mut self, brand: &str) {
        self.named_by_id.insert(brand.to_owned());
    }

    /// Whether the source has a brand's id.
    pub(super) fn is_named_by_id(&self, brand: &str) -> bool {
        self.named_by_id.contains(brand)
    }

    /// The id of the part of a list with this name.
    pub(super) fn named(&self, list: &str, name: &str) -> Option<String> {
        let part = self.lists.get(list)?.iter().find(|part| part["name"] == name)?;
        part["id"].as_str().map(str::to_owned)
    }

    /// Whether an id is any offer's.
    pub(super) fn is_offer(&self, id: &str) -> bool {
        let named = |part: &Value| {
            part["id"] == id
                || part["topups"].as_array().into_iter().flatten().any(|topup| topup["id"] == id)
        };
        ["plans", "addons", "paygo"]
            .iter()
            .any(|list| self.lists.get(list).into_iter().flatten().any(named))
    }

    /// Says where the value at a pointer came from.
    pub(super) fn place(&mut self, pointer: String, place: String) {
        self.places.insert(pointer, place);
    }

    /// Notes the offers that give nothing: a cell may have been forgotten.
    pub(super) fn note_what_gives_nothing(&mut self) {
        let what = ["data_mb", "minutes", "intl_minutes", "sms", "after_cap"];
        let gives = |offer: &Value| {
            what.iter().any(|member| !offer[*member].is_null() && offer[*member] != json!(0))
        };
        for (list, message) in [
            ("plans", "the plan gives neither data nor calls nor texts"),
            ("addons", "the add-on gives neither data nor calls nor texts"),
            ("paygo", "the credit has no rates, so that nothing can be used with it"),
        ] {
            let is_useless = |offer: &Value| match &offer["rates"] {
                Value::Object(rates) => rates.is_empty(),
                _ => !gives(offer),
            };
            for (at, offer) in self.lists.get(list).into_iter().flatten().enumerate() {
                if is_useless(offer) {
                    let place = self.place_of(&format!("/{list}/{at}")).unwrap_or_default();
                    self.notes.push(format!("{place}: {message}"));
                }
            }
        }
    }

    /// The place of a pointer, or of what it lies in.
    fn place_of(&self, pointer: &str) -> Option<&str> {
        let mut pointer = pointer;
        loop {
            if let Some(place) = self.places.get(pointer) {
                return Some(place);
            }
            pointer = pointer.rsplit_once('/')?.0;
        }
    }

    /// The catalog as indented JSON, and the notes; or every fault.
    pub(super) fn finish(mut self, frame: &Frame<'_>) -> Result<(String, Vec<String>), Failure> {
        let mut catalog = match frame.base {
            Some(bytes) => {
                // Read first: what is wrong in it is its own.
                let base =
                    Catalog::from_json(bytes).map_err(|faults| in_base(&faults.to_string()))?;
                serde_json::from_str(&base.to_json())
                    .map_err(|error| Failure::System(error.to_string()))?
            }
            None => json!({"schema": "simfare.catalog/1", "id": "shop", "currency": "USD"}),
        };
        let was = catalog["currency"].clone();
        if let Some(id) = frame.id {
            catalog["id"] = json!(id);
        }
        if let Some(currency) = frame.currency {
            catalog["currency"] = json!(currency);
        }
        if frame.base.is_some() && catalog["currency"] != was {
            let fault = format!("--currency: the base is in {}", was.as_str().unwrap_or_default());
            return Err(Failure::BadInput(fault));
        }
        catalog["updated"] = json!(frame.updated);
        let shifts = self.merge(&mut catalog);
        if let Err(found) = Catalog::from_json(catalog.to_string().as_bytes()).map(drop) {
            for fault in &found {
                let source = shifts.source_of(&fault.pointer);
                let place = source.as_deref().and_then(|pointer| self.place_of(pointer));
                let place = match place {
                    Some(place) => place.to_owned(),
                    None => format!("catalog {}", fault.pointer),
                };
                // What the draft lacks for a fault of its own has been named there.
                let known =
                    self.faults.iter().any(|known| known.starts_with(&format!("{place}: ")));
                // A brand that is missing, or is none, is so for all that follows from it.
                let follows = fault.message == "missing"
                    || place.ends_with(", brand")
                    || place.ends_with(", brand_id");
                if !(known && follows) {
                    self.fault(&place, &fault.message);
                }
            }
        }
        if self.faults.is_empty() {
            let text = serde_json::to_string_pretty(&catalog)
                .map_err(|error| Failure::System(error.to_string()))?;
            Ok((text, self.notes))
        } else {
            Err(Failure::BadInput(self.faults.join("\n")))
        }
    }

    /// Puts the draft's parts into the catalog, in place of what the same brands had there.
    fn merge(&self, catalog: &mut Value) -> Shifts {
        let brands: BTreeSet<String> = self
            .lists
            .get("brands")
            .into_iter()
            .flatten()
            .filter_map(|brand| brand["id"].as_str().map(str::to_owned))
            .collect();
        let mut shifts = Shifts::default();
        for list in LISTS {
            let mut known: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
            let mut parts: Vec<Value> = Vec::new();
            let field = if list == "brands" { "id" } else { "brand" };
            for part in catalog[list].as_array().into_iter().flatten() {
                match part[field].as_str() {
                    Some(brand) if brands.contains(brand) => {
                        if let (Some(id), Some(members)) = (part["id"].as_str(), part.as_object()) {
                            known.insert(id.to_owned(), members.clone());
                        }
                    }
                    _ => parts.push(part.clone()),
                }
            }
            shifts.0.insert(list, parts.len());
            for part in self.lists.get(list).into_iter().flatten() {
                let before = part["id"].as_str().and_then(|id| known.get(id));
                parts.push(self.kept(list, before, part));
            }
            if !parts.is_empty() || matches!(list, "brands" | "plans") {
                catalog[list] = Value::Array(parts);
            } else if let Some(members) = catalog.as_object_mut() {
                members.remove(list);
            }
        }
        shifts
    }

    /// A part with what the base knew of it besides, and the source doesn't say: a brand's tax and rating,
    /// an offer's handoff, a sale's bonus.
    fn kept(&self, list: &str, before: Option<&Map<String, Value>>, part: &Value) -> Value {
        let (Some(before), Some(now)) = (before, part.as_object()) else { return part.clone() };
        let mut part = now.clone();
        if list == "brands" {
            self.keep(before, &mut part);
            // The column is about offers.
            if let Some(source) = before.get("source") {
                part.entry("source").or_insert_with(|| source.clone());
            }
        }
        if let Some(Value::Object(before)) = before.get("handoff") {
            let mut handoff =
                part.get("handoff").and_then(Value::as_object).cloned().unwrap_or_default();
            self.keep(before, &mut handoff);
            if !handoff.is_empty() {
                part.insert("handoff".to_owned(), Value::Object(handoff));
            }
        }
        // Another time is another sale.
        if let (Some(before), Some(Value::Object(sale))) =
            (before.get("sale"), part.get_mut("sale"))
            && ["from", "until"].iter().all(|end| before.get(end) == sale.get(*end))
            && let Some(bonus) = before.get("bonus")
        {
            sale.entry("bonus").or_insert_with(|| bonus.clone());
        }
        let topups = before.get("topups").and_then(Value::as_array);
        if let (Some(topups), Some(Value::Array(own))) = (topups, part.get_mut("topups")) {
            for topup in own {
                let before = topups.iter().find(|before| before["id"] == topup["id"]);
                *topup = self.kept("topups", before.and_then(Value::as_object), topup);
            }
        }
        Value::Object(part)
    }

    /// Adds the members that the source neither has nor says by saying nothing.
    fn keep(&self, before: &Map<String, Value>, part: &mut Map<String, Value>) {
        for (name, value) in before {
            if !part.contains_key(name) && !self.said.contains(name.as_str()) {
                part.insert(name.clone(), value.clone());
            }
        }
    }
}

/// How many parts of the base stand before the draft's, in each list.
#[derive(Debug, Default)]
struct Shifts(BTreeMap<&'static str, usize>);

impl Shifts {
    /// The draft's pointer of a place in the merged catalog.
    fn source_of(&self, pointer: &str) -> Option<String> {
        let mut steps = pointer.splitn(4, '/').skip(1);
        let list = steps.next()?;
        let at: usize = steps.next()?.parse().ok()?;
        let own = at.checked_sub(*self.0.get(list)?)?;
        let rest = steps.next().map(|rest| format!("/{rest}")).unwrap_or_default();
        Some(format!("/{list}/{own}{rest}"))
    }
}

fn in_base(faults: &str) -> Failure {
    Failure::BadInput(
        faults.lines().map(|line| format!("base {line}")).collect::<Vec<_>>().join("\n"),
    )
}

/// An id out of a name: `"5 GB + 300 min"` becomes `5-gb-300-min`.
pub(super) fn id_of(name: &str) -> String {
    let mut id = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' | '0'..='9' | '.' | '_' => id.push(c),
            _ if id.is_empty() || id.ends_with('-') => {}
            _ => id.push('-'),
        }
    }
    let id = id.trim_start_matches(['.', '_']).trim_end_matches('-');
    id.chars().take(64).collect()
}

#[cfg(test)]
mod tests {
    use super::id_of;

    #[test]
    fn ids_are_made_of_names() {
        assert_eq!(id_of("5 GB + 300 min"), "5-gb-300-min");
        assert_eq!(id_of("  T-Mobile™ US  "), "t-mobile-us");
        assert_eq!(id_of("中国移动"), "");
        assert_eq!(id_of(&"x".repeat(80)).len(), 64);
    }
}
