//! Pay-as-you-go: credit, its rates and top-ups (formats.md, "Catalog"; model.md §2, §3).

use super::{Handoff, Source};
use crate::format::{Amount, Id, Rate, Text, document, words};
use crate::resource::PerResource;

document! {
    /// Credit bought by top-ups and spent by use (model.md §2, §3).
    pub struct Paygo {
        /// Its id.
        required id: Id,
        /// Its brand.
        required brand: Id,
        /// Its name.
        required name: Text,
        /// What use costs.
        required rates: Rates,
        /// How a top-up moves the expiry.
        required extend: Extend,
        /// The top-ups.
        required topups: Vec<Topup>,
        /// Where its facts come from.
        optional source: Source,
    }
}

document! {
    /// What use costs; what has no rate can't be used (model.md §2).
    pub struct Rates {
        /// Per MB.
        optional data_mb: Rate,
        /// Per domestic minute.
        optional minutes: Rate,
        /// Per international minute.
        optional intl_minutes: Rate,
        /// Per text.
        optional sms: Rate,
    }
}

words! {
    /// How a top-up on day `d` moves the expiry (model.md §3).
    pub enum Extend {
        /// To `max(expiry, d + days)`.
        FromNow = "from_now",
        /// To `max(expiry, d) + days`.
        FromExpiry = "from_expiry",
    }
}

impl Extend {
    /// When credit expires after a top-up on a day, `before` being when it did without it; `later` is
    /// its days later.
    pub fn expiry<T: Ord + Copy>(self, before: T, day: T, later: impl Fn(T) -> T) -> T {
        match self {
            Self::FromNow => before.max(later(day)),
            Self::FromExpiry => later(before.max(day)),
        }
    }
}

document! {
    /// Credit for sale.
    pub struct Topup {
        /// Its id.
        required id: Id,
        /// Its price.
        required price: Amount,
        /// The credit it adds.
        required credit: Amount,
        /// The days it adds.
        required days: u32,
        /// How a shop's checkout names it.
        optional handoff: Handoff,
    }
}

impl Rates {
    /// The rates by resource.
    pub fn by_resource(&self) -> PerResource<Option<Rate>> {
        PerResource([self.data_mb, self.minutes, self.intl_minutes, self.sms])
    }
}
