//! Plans: what is paid once for a period (formats.md, "Catalog"; model.md §2, §3).

use super::{Handoff, Source};
use crate::date::Date;
use crate::format::{
    Allowance, Amount, Format, Id, Json, MAX_COUNT, Reader, Text, Whole, document,
};
use crate::resource::PerResource;

document! {
    /// An offer paid once for a period (model.md §2).
    pub struct Plan {
        /// Its id.
        required id: Id,
        /// Its brand.
        required brand: Id,
        /// Its name.
        required name: Text,
        /// The ordinary price.
        required price: Amount,
        /// The price with automatic renewal.
        optional autopay_price: Amount,
        /// How long a period may last.
        required validity: Validity,
        /// Data, in MB.
        default data_mb: Allowance = Allowance::NONE,
        /// The most data on a single day, in MB.
        optional data_mb_per_day: Allowance,
        /// What happens past the data allowance.
        default after_cap: AfterCap = AfterCap::Stop,
        /// Domestic minutes.
        default minutes: Allowance = Allowance::NONE,
        /// International minutes.
        default intl_minutes: Allowance = Allowance::NONE,
        /// Texts.
        default sms: Allowance = Allowance::NONE,
        /// How often the allowances start afresh, in days (model.md §3).
        optional resets_every_days: Whole<1, MAX_COUNT>,
        /// Only the first period of a schedule on its brand, and never the line there is (model.md §4).
        default new_line_only: bool = false,
        /// A price for a while.
        optional sale: Sale,
        /// How a shop's checkout names it.
        optional handoff: Handoff,
        /// Where its facts come from.
        optional source: Source,
    }
}

/// How long a plan period may last (model.md §2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Validity {
    /// So many days.
    Days(u32),
    /// So many calendar months.
    Months(u32),
}

document! {
    /// The form of [`Validity`]: exactly one of the two.
    pub struct ValidityForm {
        /// Days.
        optional days: Whole<1, MAX_COUNT>,
        /// Calendar months.
        optional months: Whole<1, MAX_COUNT>,
    }
}

impl Validity {
    /// The day after the last of a period that begins on a date (model.md §2).
    pub fn end(self, first: Date) -> Date {
        match self {
            Self::Days(days) => first.plus_days(days.into()),
            Self::Months(months) => first.plus_months(months),
        }
    }
}

impl Plan {
    /// What it costs on a date, with automatic renewal or without: the lowest that applies (model.md §5).
    pub fn price_on(&self, date: Date, autopay: bool) -> Amount {
        self.price_with(self.sale.as_ref().is_some_and(|sale| sale.is_on(date)), autopay)
    }

    /// What it costs in or out of its sale.
    pub fn price_with(&self, in_sale: bool, autopay: bool) -> Amount {
        let sale = self.sale.as_ref().filter(|_| in_sale).map(|sale| sale.price);
        let autopay = self.autopay_price.filter(|_| autopay);
        [sale, autopay].into_iter().flatten().fold(self.price, Ord::min)
    }

    /// What a period gives that is bought on a date: the plan's allowances, and the bonus of a sale that
    /// is on (model.md §3).
    pub fn allowances_on(&self, date: Date) -> PerResource<Allowance> {
        let sale = self.sale.as_ref().filter(|sale| sale.is_on(date));
        self.allowances_with(sale.and_then(|sale| sale.bonus.as_ref()))
    }

    /// The plan's allowances and a bonus.
    pub fn allowances_with(&self, bonus: Option<&Bonus>) -> PerResource<Allowance> {
        let bonus = bonus.map(Bonus::allowances).unwrap_or(PerResource([Allowance::NONE; 4]));
        PerResource::from_fn(|r| self.allowances()[r].plus(bonus[r], 1))
    }
}

impl Sale {
    /// Whether it is on for what is bought on a date (model.md §5).
    pub fn is_on(&self, date: Date) -> bool {
        (self.from..=self.until).contains(&date)
    }
}

impl Format for Validity {
    fn blank() -> Self {
        Self::Days(0)
    }
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        // Seen on the tree, so that a fault of one field hides none of the two together.
        if matches!(json, Json::Object(_))
            && json.member("days").is_some() == json.member("months").is_some()
        {
            reader.fault("must have exactly one of \"days\" and \"months\"");
        }
        let form = ValidityForm::read(json, reader)?;
        match (form.days, form.months) {
            (Some(days), None) => Some(Self::Days(days.get())),
            (None, Some(months)) => Some(Self::Months(months.get())),
            _ => None,
        }
    }
    fn write(&self, minor_digits: u32) -> Json<'static> {
        let (days, months) = match *self {
            Self::Days(days) => (Whole::new(days), None),
            Self::Months(months) => (None, Whole::new(months)),
        };
        ValidityForm { days, months }.write(minor_digits)
    }
    #[cfg(feature = "schema")]
    fn schema(into: &mut crate::schema::Definitions) -> Json<'static> {
        into.define("Validity", |into| {
            let about = "How long a plan period may last: days, or calendar months.";
            crate::schema::choice::<ValidityForm>(into, about, &[&["days"], &["months"]])
        })
    }
}

/// What happens past the data allowance (model.md §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AfterCap {
    /// No more data.
    Stop,
    /// Data goes on at so many kbit/s.
    Throttle(u32),
}

document! {
    /// The form of [`AfterCap::Throttle`].
    pub struct ThrottleForm {
        /// The speed, in kbit/s.
        required throttle_kbps: u32,
    }
}

impl AfterCap {
    /// How fast data still is past the allowance, in kbit/s; nothing where there is none.
    pub fn kbps(self) -> Option<u32> {
        match self {
            Self::Stop => None,
            Self::Throttle(kbps) => Some(kbps),
        }
    }
}

impl Format for AfterCap {
    fn blank() -> Self {
        Self::Stop
    }
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        match json {
            Json::Text(text) if text == "stop" => Some(Self::Stop),
            Json::Object(_) => {
                ThrottleForm::read(json, reader).map(|form| Self::Throttle(form.throttle_kbps))
            }
            _ => {
                reader.fault("must be \"stop\" or {\"throttle_kbps\": 256}");
                None
            }
        }
    }
    fn write(&self, minor_digits: u32) -> Json<'static> {
        match *self {
            Self::Stop => Json::Text("stop".into()),
            Self::Throttle(throttle_kbps) => ThrottleForm { throttle_kbps }.write(minor_digits),
        }
    }
    #[cfg(feature = "schema")]
    fn schema(into: &mut crate::schema::Definitions) -> Json<'static> {
        into.define("AfterCap", |into| {
            let throttled = into.inline::<ThrottleForm>();
            let about = "What happens past the data allowance: no more, or a speed in kbit/s.";
            crate::schema::any_of(about, vec![crate::schema::constant("stop"), throttled])
        })
    }
}

document! {
    /// A plan's price for a while (model.md §3, §5).
    pub struct Sale {
        /// The price.
        required price: Amount,
        /// The first purchase date it holds on.
        required from: Date,
        /// The last purchase date it holds on.
        required until: Date,
        /// What is added to the allowances.
        optional bonus: Bonus,
    }
}

document! {
    /// What a sale adds to a plan's allowances.
    pub struct Bonus {
        /// Data, in MB.
        default data_mb: Allowance = Allowance::NONE,
        /// Domestic minutes.
        default minutes: Allowance = Allowance::NONE,
        /// International minutes.
        default intl_minutes: Allowance = Allowance::NONE,
        /// Texts.
        default sms: Allowance = Allowance::NONE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::Catalog;

    const SHOP: &str = r#"{"schema": "simfare.catalog/1", "id": "s", "currency": "USD",
        "updated": "2026-11-01",
        "brands": [{"id": "b", "name": "B", "number": true, "sim": ["esim"]}],
        "plans": [{"id": "p", "brand": "b", "name": "P", "price": "9.00", "autopay_price": "8.00",
            "validity": {"days": 30}, "data_mb": 100,
            "sale": {"price": "7.00", "from": "2026-11-25", "until": "2026-12-02",
                     "bonus": {"data_mb": 50}}}],
        "coupons": [{"code": "C", "percent": "1", "from": "2026-11-25", "until": "2026-12-02"}]}"#;

    #[test]
    fn a_window_has_both_its_ends() {
        let shop = Catalog::from_json(SHOP.as_bytes()).expect("a catalog");
        let (plan, coupon) = (&shop.plans[0], &shop.coupons[0]);
        for (date, is_on) in [
            ((2026, 11, 24), false),
            ((2026, 11, 25), true),
            ((2026, 12, 2), true),
            ((2026, 12, 3), false),
        ] {
            let date = Date::from_ymd(date.0, date.1, date.2).expect("a date");
            assert_eq!(coupon.is_on(date), is_on, "{date}");
            let data = plan.allowances_on(date)[crate::Resource::Data];
            assert_eq!(data, Allowance::Units(if is_on { 150 } else { 100 }), "{date}");
            // The lowest, whichever it is.
            let prices = [false, true].map(|autopay| plan.price_on(date, autopay).0);
            assert_eq!(prices, if is_on { [700, 700] } else { [900, 800] }, "{date}");
        }
    }
}
