//! Add-ons: what is bought together with a plan period (formats.md, "Catalog"; model.md §2, §3).

use super::{Handoff, Source};
use crate::format::{Allowance, Amount, Id, Text, document};

document! {
    /// An offer bought together with a plan period (model.md §2).
    pub struct Addon {
        /// Its id.
        required id: Id,
        /// Its brand.
        required brand: Id,
        /// The plans it goes with; all of the brand's where missing.
        optional plans: Vec<Id>,
        /// Its name.
        required name: Text,
        /// Its price.
        required price: Amount,
        /// Data, in MB.
        default data_mb: Allowance = Allowance::NONE,
        /// Domestic minutes.
        default minutes: Allowance = Allowance::NONE,
        /// International minutes.
        default intl_minutes: Allowance = Allowance::NONE,
        /// Texts.
        default sms: Allowance = Allowance::NONE,
        /// How often it can be bought for one period, or one stretch of it (model.md §3).
        optional max_per_period: u32,
        /// How a shop's checkout names it.
        optional handoff: Handoff,
        /// Where its facts come from.
        optional source: Source,
    }
}
