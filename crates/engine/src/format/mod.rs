//! How documents are read and written: one definition of each format, many uses.
//!
//! [`document!`] takes the fields of a JSON object once, with their presence and meaning, and
//! makes of them the Rust type, a reader that reports every fault with its JSON pointer and
//! refuses unknown members, and a writer.

mod decimal;
mod json;
mod scalar;

pub(crate) use decimal::MAX_SUM_UNITS;
pub use decimal::{Amount, Percent, Rate};
pub use json::{Json, MAX_BYTES};
pub(crate) use scalar::MAX_COUNT;
pub use scalar::{Allowance, Id, MAX_RESOURCE, Text, Url, Whole};

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::fault::Faults;

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

    /// Notes that a required field isn't there.
    #[inline(never)]
    pub(crate) fn missing(&mut self, field: &str) {
        self.within(field, |reader| reader.fault("missing"));
    }

    /// Notes every member that isn't one of `fields`.
    #[inline(never)]
    pub(crate) fn refuse_unknown(&mut self, members: &[(Cow<'_, str>, Json<'_>)], fields: &[&str]) {
        for (name, _) in members {
            if !fields.contains(&name.as_ref()) {
                self.within(name, |reader| reader.fault("unknown field"));
            }
        }
    }

    /// Reads a member as `T`, if it is there.
    #[inline(never)]
    pub(crate) fn member<T: Format>(
        &mut self,
        members: &[(Cow<'_, str>, Json<'_>)],
        field: &'static str,
    ) -> Option<Option<T>> {
        let (_, value) = members.iter().find(|(name, _)| name == field)?;
        Some(self.within(field, |reader| T::read(value, reader)))
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
        let mut names = BTreeSet::new();
        for (name, _) in members {
            if !names.insert(name.as_ref()) {
                self.within(name, |r| r.fault("given twice"));
            }
        }
        Some(members)
    }

    /// What was wrong.
    pub fn finish(self) -> Faults {
        self.faults
    }
}

/// A value that can be read from JSON and written back.
pub trait Format: Sized {
    /// Reads the value. `None` where it can't be had; the reader then holds the reason.
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self>;

    /// Writes the value. `minor_digits` are those of the document's currency.
    fn write(&self, minor_digits: u32) -> Json<'static>;

    /// What is read, as a JSON Schema; what has a name is defined in `into`.
    #[cfg(feature = "schema")]
    fn schema(into: &mut crate::schema::Definitions) -> Json<'static>;
}

impl Format for bool {
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
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        let Json::List(items) = json else {
            reader.expected("a list", json);
            return None;
        };
        // Every item is read, also past a faulty one: all faults at once.
        let read: Vec<Option<T>> = items
            .iter()
            .enumerate()
            .map(|(i, item)| reader.within(i, |reader| T::read(item, reader)))
            .collect();
        read.into_iter().collect()
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
/// (with the value that a missing one has), and the type each is read as.
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

        impl $crate::format::Format for $name {
            #[inline(never)]
            fn read(json: &$crate::format::Json<'_>, reader: &mut $crate::format::Reader) -> Option<Self> {
                let members = reader.members(json)?;
                reader.refuse_unknown(members, &[$(stringify!($field)),*]);
                // A missing field and a faulty one are both noted; the others are still read.
                $( let $field = match reader.member::<$type>(members, stringify!($field)) {
                    Some(value) => value.map(|value| document!(@some $presence value)),
                    None => document!(@missing reader $presence $field $($default)?),
                }; )*
                Some(Self { $( $field: $field? ),* })
            }

            fn write(&self, minor_digits: u32) -> $crate::format::Json<'static> {
                let members = [$( document!(@write self minor_digits $presence $field $type $(= $default)?) ),*];
                $crate::format::Json::Object(members.into_iter().flatten().collect())
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
        // No amount is a default but nothing, which every currency writes.
        Some($crate::format::Format::write(&default, 0))
    }};
    (@default $presence:ident $type:ty) => { None };

    (@type required $type:ty) => { $type };
    (@type default $type:ty) => { $type };
    (@type optional $type:ty) => { Option<$type> };

    (@some required $value:ident) => { $value };
    (@some default $value:ident) => { $value };
    (@some optional $value:ident) => { Some($value) };

    (@missing $reader:ident required $field:ident) => {{
        $reader.missing(stringify!($field));
        None
    }};
    (@missing $reader:ident optional $field:ident) => { Some(None) };
    (@missing $reader:ident default $field:ident $default:expr) => { Some($default) };

    (@write $self:ident $digits:ident required $field:ident $type:ty) => {
        Some((stringify!($field).into(), $crate::format::Format::write(&$self.$field, $digits)))
    };
    (@write $self:ident $digits:ident optional $field:ident $type:ty) => {
        $self.$field.as_ref().map(|value| {
            (stringify!($field).into(), $crate::format::Format::write(value, $digits))
        })
    };
    (@write $self:ident $digits:ident default $field:ident $type:ty = $default:expr) => {{
        let default: $type = $default;
        ($self.$field != default).then(|| {
            (stringify!($field).into(), $crate::format::Format::write(&$self.$field, $digits))
        })
    }};
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

            /// The word as documents write it.
            pub fn word(self) -> &'static str {
                match self { $( Self::$variant => $word ),* }
            }

            /// The value of a word.
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $( $word => Some(Self::$variant), )* _ => None }
            }
        }

        impl $crate::format::Format for $name {
            fn read(json: &$crate::format::Json<'_>, reader: &mut $crate::format::Reader) -> Option<Self> {
                let found = match json {
                    $crate::format::Json::Text(word) => Self::from_word(word),
                    _ => None,
                };
                if found.is_none() {
                    reader.fault(format!("must be one of \"{}\"", Self::WORDS.join("\", \"")));
                }
                found
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
