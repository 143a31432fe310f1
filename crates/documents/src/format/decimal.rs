//! Decimal strings: amounts of money, rates and percentages, exact.
//!
//! `rust_decimal` reads and writes them; between the two they are integers (amounts in the
//! currency's minor unit, rates in millionths, percentages in 10⁻¹² of one percent).

use rust_decimal::Decimal;

use super::{Format, Json, Reader};

/// Digits after the point a rate may have (formats.md, "Bounds").
const RATE_DIGITS: u32 = 6;
/// Digits after the point a percentage may have; no tax is stated more finely.
const PERCENT_DIGITS: u32 = 12;
/// The largest amount and rate, in whole units of currency (formats.md, "Bounds").
pub const MAX_UNITS: i64 = 1_000_000;
/// The largest sum of them, in whole units: no schedule comes near, and its minor units fit.
pub(crate) const MAX_SUM_UNITS: i64 = 100_000_000_000_000;

/// An amount of money in the currency's minor unit (cents for USD, yen for JPY). Never negative
/// in a catalog or request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(pub i64);

/// A price per MB, minute or text, in millionths of the currency's whole unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rate(pub u64);

/// A percentage from 0 to 100, in 10⁻¹² of one percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Percent(pub u64);

impl Percent {
    /// `round(amount × percent / 100)`, half away from zero (model.md §5).
    pub fn of(self, amount: i64) -> i64 {
        const WHOLE: i128 = 100 * 10i128.pow(PERCENT_DIGITS);
        if self.0 == 0 {
            return 0;
        }
        let product = i128::from(amount) * i128::from(self.0);
        let rounded = (2 * product.abs() + WHOLE) / (2 * WHOLE);
        // |amount| ≥ the result, since a percentage is at most 100.
        let rounded = i64::try_from(rounded).unwrap_or(i64::MAX);
        if product < 0 { -rounded } else { rounded }
    }
}

/// Reads a decimal string of at most `digits` after the point as an integer of that scale.
fn read_scaled(json: &Json<'_>, reader: &mut Reader, digits: u32, max: i64) -> Option<i64> {
    let Json::Text(text) = json else {
        reader.expected("a decimal string such as \"3.00\"", json);
        return None;
    };
    let (whole, fraction) = match text.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (text.as_ref(), None),
    };
    let numeric = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !numeric(whole) || !fraction.is_none_or(numeric) {
        reader.fault("must be a decimal string such as \"3.00\", digits and a point only");
        return None;
    }
    if fraction.is_some_and(|fraction| fraction.len() > digits as usize) {
        reader.fault(match digits {
            0 => "must be a whole amount: the currency has no smaller unit".to_owned(),
            _ => format!("must have at most {digits} digits after the point"),
        });
        return None;
    }
    match Decimal::from_str_exact(text) {
        Ok(mut value) if value <= Decimal::from(max) => {
            value.rescale(digits);
            i64::try_from(value.mantissa()).ok()
        }
        // An error here is a whole part longer than a Decimal holds.
        _ => {
            reader.fault(format!("must be at most {max}"));
            None
        }
    }
}

/// Writes an integer of scale `digits` as a decimal string with exactly that many digits.
fn write_scaled(value: i64, digits: u32) -> String {
    Decimal::new(value, digits).to_string()
}

impl Amount {
    /// The amount as a decimal string with the currency's minor digits (`"12.60"`).
    pub fn to_decimal_string(self, minor_digits: u32) -> String {
        write_scaled(self.0, minor_digits)
    }
}

impl Format for Amount {
    fn blank() -> Self {
        Self(0)
    }
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        // With no valid currency its fault is noted already; amounts are then read as if it had
        // the most digits, so that no amount is wrongly blamed.
        let digits = reader.minor_digits.unwrap_or(4);
        read_scaled(json, reader, digits, reader.max_units).map(Self)
    }
    fn write(&self, minor_digits: u32) -> Json<'static> {
        Json::Text(self.to_decimal_string(minor_digits).into())
    }
    #[cfg(feature = "schema")]
    fn schema(into: &mut crate::schema::Definitions) -> Json<'static> {
        into.define("Amount", |_| {
            crate::schema::decimal(
                "An amount of money, a decimal string such as `\"3.00\"`, up to 1,000,000, with at \
                 most the currency's digits after the point.",
                6,
                4,
            )
        })
    }
}

impl Format for Rate {
    fn blank() -> Self {
        Self(0)
    }
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        let value = read_scaled(json, reader, RATE_DIGITS, MAX_UNITS)?;
        u64::try_from(value).ok().map(Self)
    }
    fn write(&self, _: u32) -> Json<'static> {
        let value = Decimal::from_i128_with_scale(i128::from(self.0), RATE_DIGITS);
        Json::Text(value.normalize().to_string().into())
    }
    #[cfg(feature = "schema")]
    fn schema(into: &mut crate::schema::Definitions) -> Json<'static> {
        into.define("Rate", |_| {
            crate::schema::decimal(
                "A decimal string such as `\"0.015\"`, up to 1,000,000, with at most 6 digits \
                 after the point.",
                6,
                RATE_DIGITS,
            )
        })
    }
}

impl Format for Percent {
    fn blank() -> Self {
        Self(0)
    }
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        let value = read_scaled(json, reader, PERCENT_DIGITS, 100)?;
        u64::try_from(value).ok().map(Self)
    }
    fn write(&self, _: u32) -> Json<'static> {
        let value = Decimal::from_i128_with_scale(i128::from(self.0), PERCENT_DIGITS);
        Json::Text(value.normalize().to_string().into())
    }
    #[cfg(feature = "schema")]
    fn schema(into: &mut crate::schema::Definitions) -> Json<'static> {
        into.define("Percent", |_| {
            crate::schema::decimal(
                "A percentage from 0 to 100, a decimal string such as `\"8.25\"`.",
                2,
                PERCENT_DIGITS,
            )
        })
    }
}
