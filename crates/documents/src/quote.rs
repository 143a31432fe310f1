//! The quote, `simfare.quote/1` (formats.md, "Quote"; model.md §5, §7).

use crate::catalog::Brand;
use crate::currency::Currency;
use crate::date::Date;
use crate::fault::Faults;
use crate::format::{
    Amount, Format, Id, Json, MAX_SUM_UNITS, Reader, Text, document, read_document, schema_name,
    words,
};

schema_name! {
    /// `"simfare.quote/1"`
    pub struct QuoteSchema = "simfare.quote/1"
}

words! {
    /// Whether there is an answer.
    pub enum Status {
        /// The purchases cost the least of all schedules.
        Optimal = "optimal",
        /// No schedule exists.
        Infeasible = "infeasible",
    }
}

words! {
    /// The line of an answer that a purchase is for (model.md §4).
    pub enum LineRole {
        /// The only line.
        One = "one",
        /// The number line of two.
        Number = "number",
        /// The data line of two.
        Data = "data",
    }
}

impl LineRole {
    /// Whether the line there is already would be this one, if it is a brand's: of two it is the
    /// number line where that has numbers, else the data line (model.md §4).
    pub fn is_of(self, brand: &Brand) -> bool {
        match self {
            Self::One => true,
            Self::Number => brand.number,
            Self::Data => !brand.number,
        }
    }
}

document! {
    /// The cheapest schedule, and the cheapest of each brand.
    pub struct Quote {
        /// The format and its version.
        required schema: QuoteSchema,
        /// Whether there is an answer.
        required status: Status,
        /// The catalog's id.
        required catalog: Id,
        /// The currency of every amount.
        required currency: Currency,
        /// The least total; only where optimal.
        optional total: Amount,
        /// Which need no offer meets; only where infeasible.
        optional reason: Text,
        /// What is bought, by day, on one day the number line before the data line.
        required purchases: Vec<Purchase>,
        /// The cheapest schedule of each brand alone, cheapest first.
        required alternatives: Vec<Alternative>,
    }
}

document! {
    /// Everything bought for one period on its first day, or one top-up (model.md §5).
    pub struct Purchase {
        /// The day it is bought on, from 0.
        required day: u32,
        /// That day's date.
        required date: Date,
        /// The line it is for.
        required line: LineRole,
        /// Its brand.
        required brand: Id,
        /// Whether it starts a new line.
        required new_line: bool,
        /// What is bought.
        required items: Vec<Item>,
        /// The days it serves.
        required covers: Days,
        /// Prices times quantities, and the new line's fee.
        required subtotal: Amount,
        /// The coupon's discount.
        required discount: Amount,
        /// The tax on what is left.
        required tax: Amount,
        /// The payment method's fee.
        required fee: Amount,
        /// What is paid.
        required total: Amount,
        /// The coupon, where this purchase uses it.
        optional coupon: Text,
    }
}

document! {
    /// An offer bought, so many times.
    pub struct Item {
        /// The plan, add-on or top-up.
        required id: Id,
        /// How many.
        required quantity: u64,
        /// The price of one.
        required unit_price: Amount,
    }
}

document! {
    /// The cheapest schedule with all periods on one brand.
    pub struct Alternative {
        /// The brand.
        required brand: Id,
        /// Its total.
        required total: Amount,
        /// What is bought.
        required purchases: Vec<Purchase>,
    }
}

/// A range of days, the end exclusive, written as `[start, end]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Days {
    /// The first day.
    pub start: u32,
    /// The day after the last.
    pub end: u32,
}

impl Format for Days {
    fn blank() -> Self {
        Self { start: 0, end: 0 }
    }
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        match Vec::<u32>::read(json, reader)?.as_slice() {
            &[start, end] if start <= end => Some(Self { start, end }),
            _ => {
                reader.fault("must be [first day, day after the last]");
                None
            }
        }
    }
    fn write(&self, minor_digits: u32) -> Json<'static> {
        vec![self.start, self.end].write(minor_digits)
    }
    #[cfg(feature = "schema")]
    fn schema(into: &mut crate::schema::Definitions) -> Json<'static> {
        crate::schema::pair("The first day, and the day after the last.", u32::schema(into))
    }
}

/// What of a schedule can be bought now, and what later: now are the purchases of the first day
/// on which there are any (embed.md, "Handoffs"); the rest are renewals.
pub fn now_and_later(purchases: &[Purchase]) -> (&[Purchase], &[Purchase]) {
    let first = purchases.first().map(|purchase| purchase.day);
    let now = purchases.iter().take_while(|purchase| Some(purchase.day) == first).count();
    purchases.split_at(now)
}

/// What is paid with an order of this schedule: for what can be bought now, in minor units.
pub fn due_now(purchases: &[Purchase]) -> Amount {
    let (now, _) = now_and_later(purchases);
    Amount(now.iter().fold(0, |sum, purchase| sum.saturating_add(purchase.total.0)))
}

/// Reads what a quote comes to, which may be more than any one offer costs.
pub fn read_total(json: &Json<'_>, reader: &mut Reader) -> Option<Amount> {
    let most = std::mem::replace(&mut reader.max_units, MAX_SUM_UNITS);
    let total = Amount::read(json, reader);
    reader.max_units = most;
    total
}

impl Quote {
    /// Reads a quote, for example a service's. Only its form is checked: see
    /// `simfare_engine::verify` for its meaning.
    ///
    /// # Errors
    /// Every fault, each with its JSON pointer.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Faults> {
        read_document(bytes, Reader::of_sums(), |_, _| {})
    }

    /// The quote as a JSON text.
    pub fn to_json(&self) -> String {
        self.write(self.currency.minor_digits()).to_string()
    }
}
