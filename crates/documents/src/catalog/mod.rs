//! The catalog, `simfare.catalog/1` (formats.md, "Catalog"; model.md §2).
//!
//! One definition of the format, a file for each kind of thing in it; [`links`] checks and resolves what ties its parts together.

mod addon;
mod brand;
mod coupon;
mod doubts;
mod find;
pub mod handoff;
pub(crate) mod links;
mod paygo;
mod payment;
mod pieces;
mod plan;
mod seller;

use crate::currency::Currency;
use crate::date::Date;
use crate::fault::Faults;
use crate::format::{
    Allowance, Format, Id, Percent, Reader, Text, Url, document, read_document, schema_name,
};
use crate::resource::PerResource;

pub use addon::Addon;
pub use brand::{Brand, Rating, SimKind};
pub use coupon::Coupon;
pub use find::Sold;
pub use handoff::Handoff;
pub use links::Links;
pub use paygo::{Extend, Paygo, Rates, Topup};
pub use payment::{PaymentKind, PaymentMethod, Settles};
pub use pieces::Reading;
pub use plan::{AfterCap, Bonus, Plan, Sale, ThrottleForm, Validity, ValidityForm};
pub use seller::{Seller, Support};

schema_name! {
    /// `"simfare.catalog/1"`
    pub struct CatalogSchema = "simfare.catalog/1"
}

document! {
    /// What a seller sells: offers of several brands, coupons and ways to pay.
    pub struct CatalogDocument {
        /// The format and its version.
        required schema: CatalogSchema,
        /// The catalog's id, repeated in quotes.
        required id: Id,
        /// The currency of every amount.
        required currency: Currency,
        /// When the catalog was last changed.
        required updated: Date,
        /// Who sells.
        optional seller: Seller,
        /// The tax of brands without one of their own (model.md §5).
        optional tax: Tax,
        /// The brands.
        required brands: Vec<Brand>,
        /// The plans.
        required plans: Vec<Plan>,
        /// The add-ons.
        default addons: Vec<Addon> = Vec::new(),
        /// The pay-as-you-go offers.
        default paygo: Vec<Paygo> = Vec::new(),
        /// The coupons.
        default coupons: Vec<Coupon> = Vec::new(),
        /// The ways to pay.
        default payment_methods: Vec<PaymentMethod> = Vec::new(),
    }
}

document! {
    /// A tax on each purchase (model.md §5).
    pub struct Tax {
        /// Its rate.
        required percent: Percent,
        /// What the bill calls it.
        optional label: Text,
    }
}

document! {
    /// Where a fact comes from.
    pub struct Source {
        /// The page.
        required url: Url,
        /// When it was read; researched rows without a date leave it out.
        optional date: Date,
    }
}

macro_rules! allowances {
    ($($type:ty),*) => { $(
        impl $type {
            /// Its allowances by resource.
            pub fn allowances(&self) -> PerResource<Allowance> {
                PerResource([self.data_mb, self.minutes, self.intl_minutes, self.sms])
            }
        }
    )* };
}
allowances!(Plan, Bonus, Addon);

/// A catalog without faults: every reference in it names something.
#[derive(Debug, Clone)]
pub struct Catalog {
    document: CatalogDocument,
    links: Links,
}

impl Catalog {
    /// Reads a catalog (formats.md, "Catalog" and "Bounds").
    ///
    /// # Errors
    /// Every fault, each with its JSON pointer.
    pub fn from_json(bytes: &[u8]) -> Result<Self, Faults> {
        let document: CatalogDocument = read_document(bytes, Reader::new(None), links::check)?;
        let links = Links::of(&document);
        Ok(Self { document, links })
    }

    /// The catalog as a JSON text that reads back as the same catalog.
    pub fn to_json(&self) -> String {
        self.document.write(self.minor_digits()).to_string()
    }

    /// Digits after the point of the currency's minor unit.
    pub fn minor_digits(&self) -> u32 {
        self.document.currency.minor_digits()
    }

    /// The coupon of a code as people type it: in upper or lower case, where no other coupon is
    /// written just so.
    pub fn coupon(&self, typed: &str) -> Option<&Coupon> {
        let exact = self.coupons.iter().find(|coupon| coupon.code.as_str() == typed);
        let alike = || self.coupons.iter().find(|it| it.code.as_str().eq_ignore_ascii_case(typed));
        exact.or_else(alike)
    }

    /// Which parts belong together.
    pub fn links(&self) -> &Links {
        &self.links
    }
}

impl std::ops::Deref for Catalog {
    type Target = CatalogDocument;
    fn deref(&self) -> &CatalogDocument {
        &self.document
    }
}
