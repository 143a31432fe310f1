//! Reading a large catalog a piece at a time, so that a page can draw between the pieces.
//!
//! The long lists are cut into their items by looking at brackets and quotes alone; each item is
//! then read as it is in a whole document. What is wrong anywhere is told by reading the whole at
//! once ([`Catalog::from_json`]): there is one order of faults, and whoever gets them isn't
//! drawing a planner.

use std::borrow::Cow;
use std::ops::Range;

use super::links::{self, Links};
use super::{Catalog, CatalogDocument};
use crate::fault::Faults;
use crate::format::{Format, Json, MAX_BYTES, Reader};

/// The lists that are cut.
const LISTS: [&str; 3] = ["plans", "addons", "paygo"];

/// How much is looked through, and how much is read, before the next pause. In bytes.
const LOOK: usize = 1 << 20;
const READ: usize = 1 << 16;

/// A catalog that is being read.
#[derive(Debug)]
pub struct Reading {
    bytes: Vec<u8>,
    look: Look,
    /// The items of each of [`LISTS`].
    items: [Vec<Range<usize>>; LISTS.len()],
    /// The document with those lists empty.
    rest: Vec<u8>,
    /// Of the items, how many have been read.
    read: [usize; LISTS.len()],
    reader: Reader,
    /// What has been read so far, once there is any.
    document: Option<CatalogDocument>,
    /// What links look at: of the rest, then of each list.
    tree: Json<'static>,
    trees: [Vec<Json<'static>>; LISTS.len()],
    /// Whether those are as they should be.
    is_checked: bool,
}

/// Where looking through the bytes is.
#[derive(Debug, Default)]
struct Look {
    at: usize,
    depth: usize,
    /// Within a string: whether the next byte is escaped.
    text: Option<bool>,
    /// The last string of the outermost object.
    last: Range<usize>,
    /// The list that is being cut, and where its present item begins.
    list: Option<(usize, usize)>,
}

/// What comes of a step.
enum Step {
    /// There is more to do.
    More,
    Done(Box<Catalog>),
    /// Something is wrong, or isn't as expected.
    Odd,
}

impl Reading {
    /// Begins to read a catalog (formats.md, "Catalog" and "Bounds").
    pub fn new(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            look: Look::default(),
            items: Default::default(),
            rest: Vec::new(),
            read: [0; LISTS.len()],
            reader: Reader::new(None),
            document: None,
            tree: Json::Null,
            trees: Default::default(),
            is_checked: false,
        }
    }

    /// Goes on for some milliseconds; the catalog when it is whole.
    ///
    /// # Errors
    /// Every fault, each with its JSON pointer.
    pub fn step(&mut self) -> Option<Result<Catalog, Faults>> {
        match self.next() {
            Step::More => None,
            Step::Done(catalog) => Some(Ok(*catalog)),
            Step::Odd => {
                let bytes = std::mem::take(&mut self.bytes);
                // What was read so far would only take room.
                *self = Self::new(Vec::new());
                Some(Catalog::from_json(&bytes))
            }
        }
    }

    fn next(&mut self) -> Step {
        if self.bytes.len() > MAX_BYTES {
            return Step::Odd;
        }
        if self.look.at < self.bytes.len() {
            return if self.look_on() { Step::More } else { Step::Odd };
        }
        if self.is_checked {
            let Some(document) = self.document.take() else { return Step::Odd };
            let links = Links::of(&document);
            return Step::Done(Box::new(Catalog { document, links }));
        }
        let Some(document) = &mut self.document else {
            return self.begin();
        };
        for list in 0..LISTS.len() {
            let items = &self.items[list];
            let from = self.read[list];
            if from == items.len() {
                continue;
            }
            let mut size = 0;
            let until = items[from..].iter().take_while(|item| {
                let is_first = size == 0;
                size += item.len();
                is_first || size <= READ
            });
            let until = from + until.count();
            self.read[list] = until;
            for item in &items[from..until] {
                let Some(json) = item_of(&self.bytes[item.clone()]) else { return Step::Odd };
                let is_read = match list {
                    0 => add(&mut document.plans, &json, &mut self.reader),
                    1 => add(&mut document.addons, &json, &mut self.reader),
                    _ => add(&mut document.paygo, &json, &mut self.reader),
                };
                if !is_read || self.reader.has_faults() {
                    return Step::Odd;
                }
                self.trees[list].push(looked_at(&json));
            }
            return Step::More;
        }
        self.check()
    }

    /// Looks through some more bytes; `false` where they can't be a catalog.
    fn look_on(&mut self) -> bool {
        let until = (self.look.at + LOOK).min(self.bytes.len());
        for at in self.look.at..until {
            let byte = self.bytes[at];
            let was_in_list = self.look.list.is_some();
            if !self.look_at(at, byte) {
                return false;
            }
            // The brackets of a list belong to the rest, its items don't.
            if !(was_in_list && self.look.list.is_some()) {
                self.rest.push(byte);
            }
        }
        self.look.at = until;
        until < self.bytes.len() || self.look.depth == 0
    }

    fn look_at(&mut self, at: usize, byte: u8) -> bool {
        let look = &mut self.look;
        match (look.text, byte) {
            (Some(true), _) => look.text = Some(false),
            (Some(false), b'\\') => look.text = Some(true),
            (Some(false), b'"') => {
                look.text = None;
                if look.depth == 1 {
                    look.last.end = at;
                }
            }
            (Some(false), _) => {}
            (None, b'"') => {
                look.text = Some(false);
                if look.depth == 1 {
                    look.last = at + 1..at + 1;
                }
            }
            (None, b'{' | b'[') => {
                look.depth += 1;
                if look.depth == 2 && byte == b'[' {
                    let name = &self.bytes[look.last.clone()];
                    if let Some(list) = LISTS.iter().position(|list| list.as_bytes() == name) {
                        // Given twice: that is told of the whole.
                        if !self.items[list].is_empty() {
                            return false;
                        }
                        look.list = Some((list, at + 1));
                    }
                }
            }
            (None, b'}' | b']') => {
                let Some(outer) = look.depth.checked_sub(1) else { return false };
                look.depth = outer;
                if let Some((list, from)) = look.list.filter(|_| outer == 1) {
                    let is_blank =
                        self.bytes[from..at].iter().all(|byte| b" \n\r\t".contains(byte));
                    if !(is_blank && self.items[list].is_empty()) {
                        self.items[list].push(from..at);
                    }
                    look.list = None;
                }
            }
            (None, b',') => {
                if let Some((list, from)) = look.list.filter(|_| look.depth == 2) {
                    self.items[list].push(from..at);
                    look.list = Some((list, at + 1));
                }
            }
            (None, _) => {}
        }
        true
    }

    /// Reads the document without the lists.
    fn begin(&mut self) -> Step {
        if self.items.iter().map(Vec::len).sum::<usize>() > links::MAX_OFFERS {
            return Step::Odd;
        }
        let Ok(rest) = Json::parse(&self.rest) else { return Step::Odd };
        let Some(mut document) = CatalogDocument::read(&rest, &mut self.reader) else {
            return Step::Odd;
        };
        self.tree = owned(&rest, &|_| true);
        document.plans.reserve_exact(self.items[0].len());
        document.addons.reserve_exact(self.items[1].len());
        self.document = Some(document);
        Step::More
    }

    /// Checks what ties the parts together.
    fn check(&mut self) -> Step {
        if let Json::Object(members) = &mut self.tree {
            for (name, value) in members {
                // One whose name is written with escapes isn't cut, and stands there whole.
                let cut = LISTS.iter().position(|list| list == name);
                if let Some(list) = cut.filter(|&list| !self.items[list].is_empty()) {
                    *value = Json::List(std::mem::take(&mut self.trees[list]));
                }
            }
        }
        links::check(&self.tree, &mut self.reader);
        let reader = std::mem::replace(&mut self.reader, Reader::new(None));
        self.is_checked = true;
        if reader.finish().is_empty() { Step::More } else { Step::Odd }
    }
}

fn item_of(bytes: &[u8]) -> Option<Json<'_>> {
    // As text, as whole documents are: the parser is compiled for one kind of input.
    serde_json::from_str(std::str::from_utf8(bytes).ok()?).ok()
}

/// Reads an item into its list; `false` where it can't be.
fn add<T: Format>(into: &mut Vec<T>, item: &Json<'_>, reader: &mut Reader) -> bool {
    let mut value = T::blank();
    let is_read = value.fill(item, reader);
    into.push(value);
    is_read
}

/// Of an item of the [`LISTS`], what [`links::check`] looks at.
fn looked_at(item: &Json<'_>) -> Json<'static> {
    owned(item, &|name| links::LOOKED_AT.contains(&name))
}

/// A tree of its own, of the members that are wanted.
fn owned(json: &Json<'_>, is_wanted: &dyn Fn(&str) -> bool) -> Json<'static> {
    match json {
        Json::Null => Json::Null,
        Json::Bool(value) => Json::Bool(*value),
        Json::Whole(value) => Json::Whole(*value),
        Json::OtherNumber => Json::OtherNumber,
        Json::Text(text) => Json::Text(Cow::Owned(text.as_ref().to_owned())),
        Json::List(items) => Json::List(items.iter().map(|item| owned(item, is_wanted)).collect()),
        Json::Object(members) => Json::Object(
            members
                .iter()
                .filter(|(name, _)| is_wanted(name))
                .map(|(name, value)| {
                    (Cow::Owned(name.as_ref().to_owned()), owned(value, is_wanted))
                })
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: &[u8] = include_bytes!("../../../../public/catalog.json");

    fn in_pieces(text: &str) -> Result<Catalog, Faults> {
        let mut reading = Reading::new(text.as_bytes().to_vec());
        loop {
            if let Some(read) = reading.step() {
                return read;
            }
        }
    }

    #[test]
    fn a_catalog_comes_whole_out_of_pieces() {
        let mut reading = Reading::new(REAL.to_vec());
        let mut steps = 0;
        let read = loop {
            steps += 1;
            match reading.next() {
                Step::More => {}
                Step::Done(catalog) => break catalog,
                Step::Odd => panic!("read at once after all"),
            }
        };
        let whole = Catalog::from_json(REAL).expect("a catalog");
        assert_eq!(read.document, whole.document);
        assert_eq!(format!("{:?}", read.links), format!("{:?}", whole.links));
        assert!(steps > REAL.len() / READ, "{steps} steps");
    }

    /// A small catalog, changed at one place.
    fn changed(from: &str, to: &str) -> String {
        let text = r#"{"schema": "simfare.catalog/1", "id": "shop", "tax": {"percent": "1", "label": "[Tax] {\"plans\": ["}, "currency": "USD",
            "updated": "2026-11-01",
            "brands": [{"id": "a", "name": "A, \\", "network": "N", "number": true, "sim": ["esim"], "grace_days": 9},
                {"id": "b", "name": "B", "number": true, "sim": ["esim"]}],
            "plans": [ {"id": "p", "brand": "a", "name": "P]", "price": "3.00", "validity": {"days": 30}, "data_mb": 1,
                 "sale": {"price": "2.00", "from": "2026-11-01", "until": "2026-11-02"}},
                {"id": "q", "brand": "b", "name": "Q", "price": "3.00", "validity": {"days": 30}, "data_mb": 1} ],
            "addons": [{"id": "x", "brand": "a", "name": "X", "price": "1.00", "data_mb": 1, "plans": ["p"]}],
            "paygo": [{"id": "g", "brand": "b", "name": "G", "rates": {"sms": "0.10"}, "extend": "from_now",
                "topups": [{"id": "t", "price": "5.00", "credit": "5.00", "days": 30}]}],
            "coupons": [{"code": "C", "percent": "10", "applies_to": ["t", "q"]}], "payment_methods": []}"#;
        assert!(text.contains(from), "{from}");
        text.replacen(from, to, 1)
    }

    #[test]
    fn what_is_wrong_is_what_is_wrong_with_the_whole() {
        let fine = changed("P]", "P]");
        let whole = Catalog::from_json(fine.as_bytes()).unwrap_or_else(|faults| panic!("{faults}"));
        assert_eq!(in_pieces(&fine).map(|read| read.document), Ok(whole.document));
        for (from, to) in [
            (r#""id": "q""#, r#""id": "p""#),
            (r#""id": "q""#, r#""id": "x""#),
            (r#""id": "q""#, r#""id": "t""#),
            (r#""id": "g""#, r#""id": "p""#),
            (r#""brand": "a""#, r#""brand": "c""#),
            (r#""plans": ["p"]"#, r#""plans": ["q"]"#),
            (r#""plans": ["p"]"#, r#""plans": []"#),
            (r#""plans": ["p"]"#, r#""plans": ["n"]"#),
            (r#""until": "2026-11-02""#, r#""until": "2026-10-02""#),
            (r#""applies_to": ["t", "q"]"#, r#""applies_to": ["n"]"#),
            (r#""price": "3.00""#, r#""price": "3.001""#),
            (r#""price": "5.00""#, r#""prise": "5.00""#),
            (r#""price": "1.00""#, r#""price": 1"#),
            (
                r#"]}],
            "paygo""#,
                r#"]},],
            "paygo""#,
            ),
            (r#""plans": [ {"#, r#""plans": [ , {"#),
            (
                r#"}},
                {"id": "q""#,
                r#"}}
                {"id": "q""#,
            ),
            (r#""plans": [ {"#, r#""plans": [], "plans": [ {"#),
            (r#""plans": [ {"#, r#""pl\u0061ns": [], "plans": [ {"#),
            (r#""plans": [ {"#, r#""offers": [ {"#),
            (r#""plans": [ {"#, r#""plans": {"a": [ {"#),
            (r#""payment_methods": []}"#, r#""payment_methods": []"#),
            (r#""payment_methods": []}"#, r#""payment_methods": []]"#),
            (r#""payment_methods": []}"#, r#""payment_methods": []}}"#),
            (r#""payment_methods": []}"#, r#""payment_methods": []} {}"#),
            (r#""name": "Q""#, r#""name": "Q"#),
            (r#"{"schema""#, r#"[{"schema""#),
            (r#"{"schema""#, r#"]{"schema""#),
            // Written with escapes it is the same name.
            (
                r#""plans": [ {"id": "p", "brand": "a""#,
                r#""pl\u0061ns": [ {"id": "p", "brand": "c""#,
            ),
            (
                r#""addons": [{"id": "x", "brand": "a""#,
                r#""addon\u0073": [{"id": "x", "brand": "c""#,
            ),
            (r#""paygo": [{"id": "g""#, r#""p\u0061ygo": [{"id": "p""#),
            // Blank to some, not to JSON.
            (r#""payment_methods": []"#, "\"payment_methods\": [], \"addons\": [\u{c}]"),
            (r#""addons": ["#, "\"addons\": [\u{c}], \"add-ons\": ["),
        ] {
            let text = changed(from, to);
            let whole = Catalog::from_json(text.as_bytes()).expect_err(to);
            assert_eq!(in_pieces(&text).expect_err(to), whole, "{to}");
        }
        for text in ["", " ", "{}", "[]", "\"", "\"\\", "null", "\u{feff}{}"] {
            let whole = Catalog::from_json(text.as_bytes()).expect_err(text);
            assert_eq!(in_pieces(text).expect_err(text), whole, "{text}");
        }
    }
}
