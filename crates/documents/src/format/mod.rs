//! How documents are read and written: one definition of each format, many uses.
//!
//! [`document!`] takes the fields of a JSON object once, with their presence and meaning, and
//! makes of them the Rust type, a reader that reports every fault with its JSON pointer and
//! refuses unknown members, and a writer. What it makes is small, since a page carries it: a table
//! of the fields' names, and their places in the value. One loop reads them all, another writes
//! them.

mod decimal;
mod json;
mod scalar;

pub(crate) use decimal::MAX_SUM_UNITS;
pub use decimal::{Amount, Percent, Rate};
pub use json::{Json, MAX_BYTES};
pub(crate) use scalar::MAX_COUNT;
pub use scalar::{Allowance, Id, MAX_RESOURCE, Text, Url, Whole};

use std::borrow::Cow;

use crate::fault::Faults;
use crate::map::Set;

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
    fn list(
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
        let found =
            if *found == Json::Null { "null (leave the field out instead)" } else { found.kind() };
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

/// For so many items of a list room is made before they are read.
const MOST_AHEAD: usize = 20_000;

/// Members past which names given twice are found by a set.
const MANY: usize = 32;

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

/// Defines a JSON object: its fields, each `required`, `optional` (an `Option`) or `default`
/// (with the value that a missing one has, which is the type's blank one), and the type each is
/// read as.
macro_rules! document {
    (
        $(#[$($meta:tt)*])*
        pub struct $name:ident {
            $( $(#[$($fmeta:tt)*])* $presence:ident $field:ident : $type:ty $(= $default:expr)? ),* $(,)?
        }
    ) => {
        $(#[$($meta)*])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $( $(#[$($fmeta)*])* pub $field: document!(@type $presence $type) ),*
        }

        impl $name {
            const FIELDS: &'static [$crate::format::Field] = &[$( $crate::format::Field {
                name: stringify!($field),
                presence: document!(@presence $presence),
            } ),*];
        }

        impl $crate::format::Format for $name {
            fn blank() -> Self {
                Self { $( $field: document!(@blank $presence $type) ),* }
            }

            #[inline(never)]
            fn fill(&mut self, json: &$crate::format::Json<'_>, reader: &mut $crate::format::Reader) -> bool {
                reader.object(json, Self::FIELDS, &mut [$(&mut self.$field),*])
            }

            #[inline(never)]
            fn write(&self, minor_digits: u32) -> $crate::format::Json<'static> {
                $crate::format::write_object(Self::FIELDS, &[$(&self.$field),*], minor_digits)
            }

            #[cfg(feature = "schema")]
            fn schema(into: &mut $crate::schema::Definitions) -> $crate::format::Json<'static> {
                into.define(stringify!($name), |into| {
                    let members = vec![$( $crate::schema::Member {
                        name: stringify!($field),
                        docs: $crate::format::docs!($(#[$($fmeta)*])*),
                        schema: <$type as $crate::format::Format>::schema(into),
                        required: document!(@required $presence),
                        default: document!(@default $presence $type $(= $default)?),
                    } ),*];
                    $crate::schema::object($crate::format::docs!($(#[$($meta)*])*), members)
                })
            }
        }
    };

    (@required required) => { true };
    (@required $presence:ident) => { false };

    (@default default $type:ty = $default:expr) => {{
        let default: $type = $default;
        let blank = <$type as $crate::format::Format>::blank();
        debug_assert!(default == blank, "the default of a field is its type's blank value");
        // No amount is a default but nothing, which every currency writes.
        Some($crate::format::Format::write(&default, 0))
    }};
    (@default $presence:ident $type:ty) => { None };

    (@type required $type:ty) => { $type };
    (@type default $type:ty) => { $type };
    (@type optional $type:ty) => { Option<$type> };

    (@presence required) => { $crate::format::Presence::Required };
    (@presence optional) => { $crate::format::Presence::Optional };
    (@presence default) => { $crate::format::Presence::Default };

    (@blank required $type:ty) => { <$type as $crate::format::Format>::blank() };
    (@blank optional $type:ty) => { None };
    (@blank default $type:ty) => { <$type as $crate::format::Format>::blank() };
}

/// The lines of the documentation among some attributes.
#[cfg(feature = "schema")]
macro_rules! docs {
    ($( #[$($meta:tt)*] )*) => { &[$( $crate::format::docs!(@line $($meta)*) ),*] };
    (@line doc = $line:literal) => { $line };
    (@line $($other:tt)*) => { "" };
}
#[cfg(feature = "schema")]
pub(crate) use docs;

/// Defines a value that is one of a few words.
macro_rules! words {
    (
        $(#[$($meta:tt)*])*
        pub enum $name:ident { $( $(#[$($vmeta:tt)*])* $variant:ident = $word:literal ),* $(,)? }
    ) => {
        $(#[$($meta)*])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $( $(#[$($vmeta)*])* $variant ),* }

        impl $name {
            /// Every word, in the order of its definition.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The word as documents write it.
            pub fn word(self) -> &'static str {
                Self::WORDS[self as usize]
            }

            /// The value of a word.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.get(Self::WORDS.iter().position(|known| *known == word)?).copied()
            }
        }

        impl $crate::format::Format for $name {
            fn blank() -> Self {
                Self::ALL[0]
            }
            fn read(json: &$crate::format::Json<'_>, reader: &mut $crate::format::Reader) -> Option<Self> {
                Self::ALL.get(reader.word(json, Self::WORDS)?).copied()
            }
            fn write(&self, _: u32) -> $crate::format::Json<'static> {
                $crate::format::Json::Text(self.word().into())
            }
            #[cfg(feature = "schema")]
            fn schema(into: &mut $crate::schema::Definitions) -> $crate::format::Json<'static> {
                into.define(stringify!($name), |_| {
                    let words: &[(&str, &[&str])] =
                        &[$( ($word, $crate::format::docs!($(#[$($vmeta)*])*)) ),*];
                    $crate::schema::words($crate::format::docs!($(#[$($meta)*])*), words)
                })
            }
        }
    };
}

/// Defines the constant that names a document's format and version.
macro_rules! schema_name {
    ($(#[$meta:meta])* pub struct $name:ident = $value:literal) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub struct $name;

        impl $crate::format::Format for $name {
            fn blank() -> Self {
                Self
            }
            fn read(json: &$crate::format::Json<'_>, reader: &mut $crate::format::Reader) -> Option<Self> {
                if matches!(json, $crate::format::Json::Text(text) if text == $value) {
                    return Some(Self);
                }
                reader.fault(concat!("must be \"", $value, "\""));
                None
            }
            fn write(&self, _: u32) -> $crate::format::Json<'static> {
                $crate::format::Json::Text($value.into())
            }
            #[cfg(feature = "schema")]
            fn schema(_: &mut $crate::schema::Definitions) -> $crate::format::Json<'static> {
                $crate::schema::constant($value)
            }
        }
    };
}

pub(crate) use {document, schema_name, words};
