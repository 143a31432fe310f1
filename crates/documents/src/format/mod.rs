//! How documents are read and written: one definition of each format, many uses.
//!
//! `document!` ([`define`]) takes the fields of a JSON object once, with their presence and meaning,
//! and makes of them the Rust type, a reader that reports every fault with its JSON pointer and
//! refuses unknown members, and a writer. What it makes is small, since a page carries it: a table
//! of the fields' names, and their places in the value. One loop reads them all, another writes
//! them.

mod decimal;
mod define;
mod json;
mod reader;
mod scalar;

pub(crate) use decimal::MAX_SUM_UNITS;
pub use decimal::{Amount, MAX_UNITS, Percent, Rate};
#[cfg(feature = "schema")]
pub(crate) use define::docs;
pub(crate) use define::{document, schema_name, words};
pub use json::{Json, MAX_BYTES};
pub use reader::Reader;
pub(crate) use scalar::MAX_COUNT;
pub use scalar::{Allowance, Id, MAX_RESOURCE, Text, Url, Whole};

use std::borrow::Cow;

use crate::fault::Faults;

/// Whether a field must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    Required,
    Optional,
    /// Where it is missing it has a value all the same, with which it isn't written.
    Default,
}

/// A field of an object.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) presence: Presence,
}

/// A field's value, whatever its type.
pub(crate) trait Place {
    /// Reads the value; `false` where it can't be had.
    fn read_into(&mut self, json: &Json<'_>, reader: &mut Reader) -> bool;

    /// The value as JSON, if there is one.
    fn written(&self, minor_digits: u32) -> Option<Json<'static>>;

    /// A blank one of its type as JSON.
    fn blank_written(&self, minor_digits: u32) -> Option<Json<'static>>;
}

impl<T: Format> Place for T {
    fn read_into(&mut self, json: &Json<'_>, reader: &mut Reader) -> bool {
        self.fill(json, reader)
    }
    fn written(&self, minor_digits: u32) -> Option<Json<'static>> {
        Some(self.write(minor_digits))
    }
    fn blank_written(&self, minor_digits: u32) -> Option<Json<'static>> {
        Some(T::blank().write(minor_digits))
    }
}

impl<T: Format> Place for Option<T> {
    fn read_into(&mut self, json: &Json<'_>, reader: &mut Reader) -> bool {
        *self = T::read(json, reader);
        self.is_some()
    }
    fn written(&self, minor_digits: u32) -> Option<Json<'static>> {
        self.as_ref().map(|value| value.write(minor_digits))
    }
    fn blank_written(&self, _: u32) -> Option<Json<'static>> {
        None
    }
}

/// Writes an object's fields.
pub(crate) fn write_object(
    fields: &[Field],
    places: &[&dyn Place],
    minor_digits: u32,
) -> Json<'static> {
    let mut members = Vec::new();
    for (field, place) in fields.iter().zip(places) {
        let value = place.written(minor_digits);
        if field.presence == Presence::Default && value == place.blank_written(minor_digits) {
            continue;
        }
        if let Some(value) = value {
            members.push((Cow::Borrowed(field.name), value));
        }
    }
    Json::Object(members)
}

/// A value that can be read from JSON and written back. An implementation has [`read`](Self::read)
/// or [`fill`](Self::fill), each being made of the other.
pub trait Format: Sized {
    /// What is in a value's place before it is read: the value of a field that has a default, and
    /// otherwise anything at all. Nobody sees that: what isn't read whole isn't given out.
    fn blank() -> Self;

    /// Reads the value. `None` where it can't be had; the reader then holds the reason.
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        let mut value = Self::blank();
        value.fill(json, reader).then_some(value)
    }

    /// Reads the value in place of a blank one; `false` where it can't be had.
    fn fill(&mut self, json: &Json<'_>, reader: &mut Reader) -> bool {
        let value = Self::read(json, reader);
        let complete = value.is_some();
        if let Some(value) = value {
            *self = value;
        }
        complete
    }

    /// Writes the value. `minor_digits` are those of the document's currency.
    fn write(&self, minor_digits: u32) -> Json<'static>;

    /// What is read, as a JSON Schema; what has a name is defined in `into`.
    #[cfg(feature = "schema")]
    fn schema(into: &mut crate::schema::Definitions) -> Json<'static>;
}

impl Format for bool {
    fn blank() -> Self {
        false
    }
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        match json {
            Json::Bool(value) => Some(*value),
            other => {
                reader.expected("true or false", other);
                None
            }
        }
    }
    fn write(&self, _: u32) -> Json<'static> {
        Json::Bool(*self)
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::schema::Definitions) -> Json<'static> {
        crate::schema::typed("boolean")
    }
}

/// For so many items of a list room is made before they are read.
const MOST_AHEAD: usize = 20_000;

impl<T: Format> Format for Vec<T> {
    fn blank() -> Self {
        Self::new()
    }
    fn fill(&mut self, json: &Json<'_>, reader: &mut Reader) -> bool {
        let Json::List(items) = json else {
            reader.expected("a list", json);
            return false;
        };
        // A list of millions of numbers is no list of plans: room is made only for what can be read.
        let mut all_complete = true;
        self.reserve_exact(items.len().min(MOST_AHEAD));
        reader.list(items, &mut |item, reader| {
            let mut value = T::blank();
            let complete = value.fill(item, reader);
            all_complete &= complete;
            if all_complete {
                self.push(value);
            }
            complete
        })
    }
    fn write(&self, minor_digits: u32) -> Json<'static> {
        Json::List(self.iter().map(|item| item.write(minor_digits)).collect())
    }
    #[cfg(feature = "schema")]
    fn schema(into: &mut crate::schema::Definitions) -> Json<'static> {
        crate::schema::list_of(T::schema(into))
    }
}

/// Reads a whole document: its form by `T`, and what ties its parts together by `check`, which
/// sees the tree, so that a fault of form somewhere hides no other fault.
///
/// # Errors
/// Every fault of the document.
pub(crate) fn read_document<T: Format>(
    bytes: &[u8],
    mut reader: Reader,
    check: impl FnOnce(&Json<'_>, &mut Reader),
) -> Result<T, Faults> {
    let json = Json::parse(bytes)?;
    let value = T::read(&json, &mut reader);
    check(&json, &mut reader);
    match (value, reader.finish()) {
        (Some(value), faults) if faults.is_empty() => Ok(value),
        (_, faults) => Err(faults),
    }
}
