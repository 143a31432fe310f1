//! Reading: where in a document we are, and what was wrong so far.

use std::borrow::Cow;

use super::{Field, Json, Place, Presence, decimal};
use crate::fault::Faults;
use crate::map::Set;

/// Members past which names given twice are found by a set.
const MANY: usize = 32;

/// The state of one reading: where we are and what was wrong so far.
#[derive(Debug)]
pub struct Reader {
    pointer: String,
    faults: Faults,
    /// Minor digits of the document's currency; `None` until it is known.
    pub(crate) minor_digits: Option<u32>,
    /// The largest amount, in whole units of currency.
    pub(crate) max_units: i64,
}

impl Reader {
    /// A reader of a document whose amounts have `minor_digits`, where that is known already.
    pub fn new(minor_digits: Option<u32>) -> Self {
        Self {
            pointer: String::new(),
            faults: Faults::default(),
            minor_digits,
            max_units: decimal::MAX_UNITS,
        }
    }

    /// A reader of a document whose amounts may be sums, of more than any one offer costs: a quote, an
    /// order.
    pub fn of_sums() -> Self {
        Self { max_units: decimal::MAX_SUM_UNITS, ..Self::new(None) }
    }

    /// Notes a fault at the present place.
    #[inline(never)]
    pub fn fault(&mut self, message: impl Into<String>) {
        self.faults.push(self.pointer.clone(), message);
    }

    /// Runs `read` one step deeper, at the member or index `step`.
    pub fn within<T>(
        &mut self,
        step: impl std::fmt::Display,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let outer = self.enter(&step);
        let value = read(self);
        self.pointer.truncate(outer);
        value
    }

    /// Goes one step deeper; the length of the pointer before it.
    // Apart from `within`, which is compiled for every field of every document.
    #[inline(never)]
    fn enter(&mut self, step: &dyn std::fmt::Display) -> usize {
        let outer = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&step.to_string().replace('~', "~0").replace('/', "~1"));
        outer
    }

    /// Reads an object's fields into their places; `false` where one is missing or faulty.
    // A missing field and a faulty one are both noted; the others are still read.
    pub(crate) fn object(
        &mut self,
        json: &Json<'_>,
        fields: &[Field],
        places: &mut [&mut dyn Place],
    ) -> bool {
        let Some(members) = self.members(json) else { return false };
        for (name, _) in members {
            if !fields.iter().any(|field| field.name == name) {
                self.within(name, |reader| reader.fault("unknown field"));
            }
        }
        let mut complete = true;
        for (field, place) in fields.iter().zip(places) {
            complete &= match members.iter().find(|(name, _)| name == field.name) {
                Some((_, value)) => {
                    self.within(field.name, |reader| place.read_into(value, reader))
                }
                None if field.presence == Presence::Required => {
                    self.within(field.name, |reader| reader.fault("missing"));
                    false
                }
                None => true,
            };
        }
        complete
    }

    /// Reads a list's items by `read`, also those past a faulty one; `false` where one is.
    pub(super) fn list(
        &mut self,
        items: &[Json<'_>],
        read: &mut dyn FnMut(&Json<'_>, &mut Self) -> bool,
    ) -> bool {
        let mut complete = true;
        for (i, item) in items.iter().enumerate() {
            complete &= self.within(i, |reader| read(item, reader));
        }
        complete
    }

    /// The index of one of a few words.
    pub(crate) fn word(&mut self, json: &Json<'_>, words: &[&str]) -> Option<usize> {
        let found = json.text().and_then(|text| words.iter().position(|word| *word == text));
        if found.is_none() {
            self.fault(format!("must be one of \"{}\"", words.join("\", \"")));
        }
        found
    }

    /// Notes that another kind of value was expected.
    pub fn expected(&mut self, what: &str, found: &Json<'_>) {
        let found = if *found == Json::Null {
            "null (only optional fields can be left out)"
        } else {
            found.kind()
        };
        self.fault(format!("must be {what}, not {found}"));
    }

    /// The members of an object, or a fault; names given twice are faults.
    pub fn members<'j, 'a>(
        &mut self,
        json: &'j Json<'a>,
    ) -> Option<&'j [(Cow<'a, str>, Json<'a>)]> {
        let Json::Object(members) = json else {
            self.expected("an object", json);
            return None;
        };
        let mut names = Set::default();
        for (i, (name, _)) in members.iter().enumerate() {
            // Most objects are too small for a set to pay.
            let twice = match i {
                0..MANY => members[..i].iter().any(|(other, _)| other == name),
                _ => names.contains(name.as_ref()),
            };
            if twice {
                self.within(name, |r| r.fault("given twice"));
            }
            if members.len() > MANY {
                names.add(name.as_ref());
            }
        }
        Some(members)
    }

    /// Whether anything was wrong so far.
    pub(crate) fn has_faults(&self) -> bool {
        !self.faults.is_empty()
    }

    /// What was wrong.
    pub fn finish(self) -> Faults {
        self.faults
    }
}
