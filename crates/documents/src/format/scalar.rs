//! Ids, texts, addresses, whole numbers and allowances.

use std::fmt;

use super::{Format, Json, Reader};

/// The largest amount of a resource (MB, minutes, texts), and of any other count.
pub const MAX_RESOURCE: u64 = 1_000_000_000;
/// [`MAX_RESOURCE`] for counts of 32 bits.
pub(crate) const MAX_COUNT: u32 = 1_000_000_000;

/// An id: `[a-z0-9][a-z0-9._-]{0,63}`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Box<str>);

impl Id {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a text is well-formed as an id.
    pub fn is_valid(text: &str) -> bool {
        let head = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
        let bytes = text.as_bytes();
        bytes.len() <= 64
            && bytes.first().is_some_and(|&b| head(b))
            && bytes.iter().all(|&b| head(b) || matches!(b, b'.' | b'_' | b'-'))
    }

    /// An id from a text, where it is one.
    pub fn new(text: &str) -> Option<Self> {
        Self::is_valid(text).then(|| Self(text.into()))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::borrow::Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl Format for Id {
    fn blank() -> Self {
        Self(Box::default())
    }
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        let Json::Text(text) = json else {
            reader.expected("an id (a string)", json);
            return None;
        };
        let id = Self::new(text);
        if id.is_none() {
            reader.fault(
                "must be an id: 1 to 64 of a-z, 0-9, '.', '_' and '-', a letter or digit first",
            );
        }
        id
    }
    fn write(&self, _: u32) -> Json<'static> {
        Json::Text(self.0.to_string().into())
    }
    #[cfg(feature = "schema")]
    fn schema(into: &mut crate::schema::Definitions) -> Json<'static> {
        into.define("Id", |_| {
            crate::schema::pattern(
                "1 to 64 of a-z, 0-9, `.`, `_` and `-`, a letter or digit first.",
                "^[a-z0-9][a-z0-9._-]{0,63}$",
            )
        })
    }
}

/// A text people read. Not empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Box<str>);

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Format for Text {
    fn blank() -> Self {
        Self(Box::default())
    }
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        match json {
            Json::Text(text) if text.trim().is_empty() => {
                reader.fault("must not be empty");
                None
            }
            // What stands behind it would be read another way round, a price too.
            Json::Text(text) if turns(text) => {
                reader.fault(
                    "must not turn what follows round (U+202A to U+202E, U+2066 to U+2068 without U+2069)",
                );
                None
            }
            Json::Text(text) => Some(Self(text.as_ref().into())),
            other => {
                reader.expected("a string", other);
                None
            }
        }
    }
    fn write(&self, _: u32) -> Json<'static> {
        Json::Text(self.0.to_string().into())
    }
    #[cfg(feature = "schema")]
    fn schema(into: &mut crate::schema::Definitions) -> Json<'static> {
        into.define("Text", |_| {
            crate::schema::pattern(
                "A text people read; not empty, and without what turns text round.",
                r"^[^\u202a-\u202e]*[^\s\u202a-\u202e][^\u202a-\u202e]*$",
            )
        })
    }
}

/// Whether a text changes which way runs what follows it. What is set apart by U+2066 to U+2068 ends
/// with U+2069, and changes nothing then.
fn turns(text: &str) -> bool {
    let mut open = 0_usize;
    for letter in text.chars() {
        match letter {
            '\u{202a}'..='\u{202e}' => return true,
            '\u{2066}'..='\u{2068}' => open += 1,
            '\u{2069}' => open = open.saturating_sub(1),
            _ => {}
        }
    }
    open > 0
}

/// A web address. Only `https:` and `http:` are read, so that a catalog from elsewhere can't put
/// a script behind a link.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Url(Box<str>);

impl Url {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Format for Url {
    fn blank() -> Self {
        Self(Box::default())
    }
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        let Json::Text(text) = json else {
            reader.expected("a web address (a string)", json);
            return None;
        };
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
        // Nothing that makes it look like another's: a name before the host, or letters turned round.
        let is_odd = |c: char| {
            c.is_whitespace()
                || c.is_control()
                || matches!(c, '\\' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        let is_clean = !text.chars().any(is_odd);
        if is_clean && host.is_some_and(|host| !host.is_empty() && !host.contains('@')) {
            return Some(Self(text.as_ref().into()));
        }
        reader.fault(
            "must be a web address beginning with https://, without a user's name, a backslash or what \
             turns text round",
        );
        None
    }
    fn write(&self, _: u32) -> Json<'static> {
        Json::Text(self.0.to_string().into())
    }
    #[cfg(feature = "schema")]
    fn schema(into: &mut crate::schema::Definitions) -> Json<'static> {
        into.define("Url", |_| {
            crate::schema::pattern(
                "A web address, beginning with `https://` (or `http://`).",
                concat!(
                    r"^https?://[^/?#@\\\s\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+",
                    r"([/?#][^\\\s\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]*)?$",
                ),
            )
        })
    }
}

impl Format for u64 {
    fn blank() -> Self {
        0
    }
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        match json {
            Json::Whole(value) if *value <= MAX_RESOURCE => Some(*value),
            Json::Whole(_) => {
                reader.fault(format!("must be at most {MAX_RESOURCE}"));
                None
            }
            Json::OtherNumber => {
                reader.fault(format!("must be a whole number from 0 to {MAX_RESOURCE}"));
                None
            }
            other => {
                reader.expected("a whole number", other);
                None
            }
        }
    }
    fn write(&self, _: u32) -> Json<'static> {
        Json::Whole(*self)
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::schema::Definitions) -> Json<'static> {
        crate::schema::whole(0, MAX_RESOURCE)
    }
}

impl Format for u32 {
    fn blank() -> Self {
        0
    }
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        // MAX_RESOURCE is below u32::MAX, so no value is lost.
        u64::read(json, reader).and_then(|value| value.try_into().ok())
    }
    fn write(&self, _: u32) -> Json<'static> {
        Json::Whole(u64::from(*self))
    }
    #[cfg(feature = "schema")]
    fn schema(into: &mut crate::schema::Definitions) -> Json<'static> {
        u64::schema(into)
    }
}

/// A whole number from `MIN` to `MAX`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Whole<const MIN: u32, const MAX: u32>(u32);

impl<const MIN: u32, const MAX: u32> Whole<MIN, MAX> {
    /// The number, where it lies between the bounds.
    pub const fn new(value: u32) -> Option<Self> {
        if MIN <= value && value <= MAX { Some(Self(value)) } else { None }
    }

    /// The number.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl<const MIN: u32, const MAX: u32> Format for Whole<MIN, MAX> {
    fn blank() -> Self {
        Self(MIN)
    }
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        read_between(json, reader, MIN, MAX).map(Self)
    }
    fn write(&self, _: u32) -> Json<'static> {
        Json::Whole(u64::from(self.0))
    }
    #[cfg(feature = "schema")]
    fn schema(_: &mut crate::schema::Definitions) -> Json<'static> {
        crate::schema::whole(u64::from(MIN), u64::from(MAX))
    }
}

fn read_between(json: &Json<'_>, reader: &mut Reader, min: u32, max: u32) -> Option<u32> {
    let found = match json {
        Json::Whole(value) => u32::try_from(*value).ok(),
        _ => None,
    };
    let found = found.filter(|value| (min..=max).contains(value));
    if found.is_none() {
        reader.fault(format!("must be a whole number from {min} to {max}"));
    }
    found
}

/// How much of a resource an offer gives (model.md §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Allowance {
    /// So many MB, minutes or texts.
    Units(u64),
    /// As much as one likes.
    Unlimited,
}

impl Allowance {
    /// Nothing: what a missing allowance is.
    pub const NONE: Self = Self::Units(0);

    /// This and so many times another (add-ons, model.md §2; a bonus).
    #[must_use]
    pub fn plus(self, more: Self, times: u64) -> Self {
        match (self, more) {
            (Self::Units(units), Self::Units(more)) => {
                Self::Units(units.saturating_add(more.saturating_mul(times)))
            }
            _ if times == 0 => self,
            _ => Self::Unlimited,
        }
    }
}

impl Format for Allowance {
    fn blank() -> Self {
        Self::NONE
    }
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        match json {
            Json::Text(text) if text == "unlimited" => Some(Self::Unlimited),
            Json::Whole(_) => u64::read(json, reader).map(Self::Units),
            _ => {
                reader.fault(format!(
                    "must be a whole number from 0 to {MAX_RESOURCE}, or \"unlimited\""
                ));
                None
            }
        }
    }
    fn write(&self, _: u32) -> Json<'static> {
        match self {
            Self::Units(units) => Json::Whole(*units),
            Self::Unlimited => Json::Text("unlimited".into()),
        }
    }
    #[cfg(feature = "schema")]
    fn schema(into: &mut crate::schema::Definitions) -> Json<'static> {
        into.define("Allowance", |_| {
            crate::schema::any_of(
                "So many MB, minutes or texts, or as many as one likes.",
                vec![crate::schema::whole(0, MAX_RESOURCE), crate::schema::constant("unlimited")],
            )
        })
    }
}
