//! The catalog, `simfare.catalog/1` (formats.md, "Catalog"; model.md §2).
//!
//! One definition of the format; [`links`] checks and resolves what ties its parts together.

mod links;
mod pieces;

use crate::currency::Currency;
use crate::date::Date;
use crate::fault::Faults;
use crate::format::{
    Allowance, Amount, Format, Id, Json, MAX_COUNT, Percent, Rate, Reader, Text, Url, Whole,
    document, read_document, schema_name, words,
};
use crate::resource::PerResource;

pub use links::Links;
pub use pieces::Reading;

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
    /// The shop.
    pub struct Seller {
        /// Its name.
        required name: Text,
        /// Whom to ask.
        required support: Support,
        /// Its terms of sale.
        optional terms: Url,
        /// Its privacy notice.
        optional privacy: Url,
        /// Dates on which it, or carriers' shops, can't help; what is to be done falls before them.
        default holidays: Vec<Date> = Vec::new(),
    }
}

document! {
    /// Whom to ask when something goes wrong.
    pub struct Support {
        /// An e-mail address.
        optional email: Text,
        /// A telephone number.
        optional phone: Text,
        /// A chat's address.
        optional chat: Url,
        /// When somebody answers (`"24/7"`).
        optional hours: Text,
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

words! {
    /// A kind of SIM.
    pub enum SimKind {
        /// Downloaded.
        Esim = "esim",
        /// A card.
        Physical = "physical",
    }
}

document! {
    /// A carrier or reseller of one.
    pub struct Brand {
        /// Its id among brands.
        required id: Id,
        /// Its name.
        required name: Text,
        /// The network it runs on.
        optional network: Text,
        /// Where it works.
        optional country: Text,
        /// Whether its lines have a phone number, and so can receive calls and texts.
        required number: bool,
        /// The kinds of SIM it offers.
        required sim: Vec<SimKind>,
        /// What starting a line costs, on top of the first purchase (model.md §4).
        default new_line_fee: Amount = Amount(0),
        /// Days a line survives without a period (model.md §4).
        default grace_days: u32 = 0,
        /// Its own tax, in place of the catalog's.
        optional tax: Tax,
        /// What customers think of it.
        optional rating: Rating,
        /// Where its facts come from.
        optional source: Source,
    }
}

document! {
    /// What customers think of a brand.
    pub struct Rating {
        /// The mean score.
        required score: Rate,
        /// Of how many.
        required count: u64,
        /// Where they said so.
        required source: Url,
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
        /// Only for a line's first period (model.md §4).
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

document! {
    /// How shops' checkouts name an offer (embed.md, "Handoffs").
    pub struct Handoff {
        /// A Stripe payment link.
        optional stripe_payment_link: Url,
        /// A Shopify variant's number.
        optional shopify_variant: Text,
        /// A WooCommerce product's number.
        optional woocommerce_product: Text,
        /// A Paddle price id.
        optional paddle_price: Text,
        /// A PayPal payment link.
        optional paypal_payment_link: Url,
    }
}

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

document! {
    /// A discount by code (model.md §5).
    pub struct Coupon {
        /// The code, exactly as typed.
        required code: Text,
        /// So much of the subtotal.
        optional percent: Percent,
        /// Or so much money.
        optional amount: Amount,
        /// Ids of brands, plans, paygo offers and top-ups; everything where empty.
        default applies_to: Vec<Id> = Vec::new(),
        /// How many purchases may use it; no limit where missing.
        optional max_uses: u32,
        /// The first purchase date it holds on.
        optional from: Date,
        /// The last purchase date it holds on.
        optional until: Date,
    }
}

words! {
    /// A kind of payment.
    pub enum PaymentKind {
        /// A credit or debit card.
        Card = "card",
        /// PayPal.
        Paypal = "paypal",
        /// Apple Pay.
        ApplePay = "apple_pay",
        /// Google Pay.
        GooglePay = "google_pay",
        /// Alipay.
        Alipay = "alipay",
        /// WeChat Pay.
        WechatPay = "wechat_pay",
        /// Bank transfer.
        BankTransfer = "bank_transfer",
        /// Cash at a counter.
        Cash = "cash",
        /// A balance at the shop.
        Balance = "balance",
    }
}

words! {
    /// How long a payment takes to settle.
    pub enum Settles {
        /// At once.
        Instant = "instant",
        /// Minutes.
        Minutes = "minutes",
        /// Days.
        Days = "days",
    }
}

document! {
    /// A way to pay, with its fee (model.md §5).
    pub struct PaymentMethod {
        /// Its id.
        required id: Id,
        /// Its name.
        required name: Text,
        /// Its kind.
        required kind: PaymentKind,
        /// The fee's share of what is paid.
        default fee_percent: Percent = Percent(0),
        /// The fee's fixed part.
        default fee_fixed: Amount = Amount(0),
        /// How long it takes to settle.
        optional settles: Settles,
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

impl Rates {
    /// The rates by resource.
    pub fn by_resource(&self) -> PerResource<Option<Rate>> {
        PerResource([self.data_mb, self.minutes, self.intl_minutes, self.sms])
    }
}

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
