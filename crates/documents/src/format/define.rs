//! The definitions of formats: objects, words and the names of documents.

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

            /// Every one, in the same order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

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
