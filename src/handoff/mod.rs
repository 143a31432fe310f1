//! Handing what was chosen to where it is paid for (embed.md, "Handoffs").
//!
//! [`prepare`] decides by plain data what is to be done, or refuses; [`go`] does it in the
//! browser. [`links`] and [`carts`] know the providers, [`values`] and [`language`] what these
//! accept, [`address`] where an order may go at all, [`shown`] what a person sees of it.
//!
//! - Only what can be bought now goes: the purchases of the first day on which there are any, as
//!   in the bill.
//! - Nothing is sent that the provider wouldn't accept: it would drop it without a word. An e-mail
//!   address of the wrong form, or a language it doesn't speak, is left out. An offer that the catalog
//!   doesn't name for the provider is a refusal, since the order would be another one; so is a code
//!   that it doesn't take, since the price would be.
//! - A payment link sells one piece of one offer. Of several, each is a payment of its own, and a
//!   person gets a list to take one after another (each in a tab of its own, so that the list
//!   stays). Their references are the order's with `_1`, `_2` …, so that a shop finds them together.
//! - A discount that is an amount is sent with the first link of its purchase only; a percentage
//!   with each.
//! - A destination must be on `allow-origins`. Where the page lists none, the `endpoint` it names
//!   itself will do, and of the catalog's links, which may come from elsewhere, those to the
//!   provider's own hosts.

mod address;
mod carts;
pub(crate) mod go;
mod language;
mod links;
pub(crate) mod shown;
#[cfg(test)]
mod tests;
mod values;

use simfare_engine::catalog::{self, Catalog, Coupon, Handoff};
use simfare_engine::format::{Amount, Id};
use simfare_engine::quote::{Item, Purchase, now_and_later};
use simfare_engine::{Date, Faults, Quote, Request};

use crate::problem::{self, Problem};
pub(crate) use address::encode;
use address::{Address, Allowed};

/// The ways of the `handoff` attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Service,
    StripePaymentLink,
    Shopify,
    Woocommerce,
    Paddle,
    PaypalLink,
    Event,
}

impl Kind {
    pub(crate) const ALL: &[Self] = &[
        Self::Service,
        Self::StripePaymentLink,
        Self::Shopify,
        Self::Woocommerce,
        Self::Paddle,
        Self::PaypalLink,
        Self::Event,
    ];

    /// Its name in the attribute.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Service => "service",
            Self::StripePaymentLink => "stripe-payment-link",
            Self::Shopify => "shopify",
            Self::Woocommerce => "woocommerce",
            Self::Paddle => "paddle",
            Self::PaypalLink => "paypal-link",
            Self::Event => "event",
        }
    }

    /// Reads the attribute. Without one, an order goes where the endpoint is, or else to the page.
    pub(crate) fn of(setup: &Setup) -> Result<Self, Refusal> {
        let word = setup.handoff.as_deref().map_or("", str::trim);
        if word.is_empty() {
            return Ok(if setup.endpoint.is_some() { Self::Service } else { Self::Event });
        }
        Self::ALL.iter().copied().find(|kind| kind.name() == word).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|kind| kind.name()).collect();
            let (last, others) = names.split_last().unwrap_or((&"", &[]));
            let all = format!("must be one of {} and {last}", others.join(", "));
            Refusal::new(Code::Unknown, "/handoff", all)
        })
    }
}

/// The attributes of an element that say what becomes of an order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Setup {
    pub(crate) checkout: Option<String>,
    pub(crate) handoff: Option<String>,
    pub(crate) endpoint: Option<String>,
    pub(crate) allow_origins: String,
}

/// What is handed over.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Handover<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) request: &'a Request,
    /// Of the chosen way.
    pub(crate) quote: &'a Quote,
    /// What can be bought now: [`now_of`] the quote.
    pub(crate) now: &'a [Purchase],
    pub(crate) email: Option<&'a str>,
    /// The person's, BCP 47.
    pub(crate) locale: &'a str,
    /// The order's, the same for each try of one confirmation.
    pub(crate) reference: &'a str,
    /// For people at the shop to read.
    pub(crate) note: Option<&'a str>,
}

/// What is to be done.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Action {
    /// Go there; where there are several, one after another.
    Navigate(Vec<Destination>),
    /// Open Paddle's checkout on the page.
    Paddle(Paddle),
    /// Nothing more: the page was told.
    Event,
    /// Order at the service. That is the checkout's to do.
    Service,
}

/// A page to pay at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Destination {
    pub(crate) url: String,
    /// As a person knows it.
    pub(crate) host: String,
    /// Of what is paid there.
    pub(crate) items: Vec<Item>,
}

/// What `Paddle.Checkout.open` is called with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paddle {
    /// Price ids, each with how many.
    pub(crate) items: Vec<(String, u64)>,
    pub(crate) email: Option<String>,
    pub(crate) custom_data: Vec<(&'static str, String)>,
    pub(crate) discount_code: Option<String>,
    pub(crate) locale: Option<&'static str>,
}

/// Why nothing was handed over.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) code: Code,
    /// What it is about, as a person knows it.
    about: String,
    /// What the page's or the catalog's author has to mend.
    faults: Faults,
}

/// Kinds of refusals. They are part of the element's public interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Code {
    /// No such `handoff`.
    Unknown,
    /// The `endpoint` is missing, or no address of a shop.
    Endpoint,
    /// An offer that the catalog doesn't name for the provider, or not rightly.
    Item,
    /// A destination outside of `allow-origins`, or not https.
    Origin,
    /// The same of the page to pay at that a service has named: by then there is an order.
    Page,
    /// A discount that was counted on, and that the provider couldn't be told of.
    Coupon,
    /// More payments, or pieces, than anybody would make.
    Many,
    /// There is nothing to buy now.
    Empty,
    /// What is to be bought first was to be bought on a day that has passed, at a price of then.
    Past,
    /// Paddle isn't on the page.
    Paddle,
    /// The checkout element that the page names isn't on it.
    Checkout,
}

impl Code {
    /// The code programs go by.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Unknown => "handoff-unknown",
            Self::Endpoint => "handoff-endpoint",
            Self::Item => "handoff-item",
            Self::Origin | Self::Page => "handoff-origin",
            Self::Coupon => "handoff-coupon",
            Self::Many => "handoff-many",
            Self::Empty => "handoff-empty",
            Self::Past => "handoff-past",
            Self::Paddle => "handoff-paddle",
            Self::Checkout => "handoff-checkout",
        }
    }
}

impl Refusal {
    fn new(code: Code, pointer: &str, message: impl Into<String>) -> Self {
        let mut faults = Faults::default();
        faults.push(pointer, message);
        Self { code, about: String::new(), faults }
    }

    /// That the trip begins in the [past].
    pub(crate) fn of_the_past(now: &[Purchase], today: Date) -> Option<Self> {
        let first = past(now, today)?;
        let message = format!("is in the past: the first purchase is of {}", first.date);
        Some(Self::new(Code::Past, "/request/start_date", message))
    }

    /// That there is no such checkout.
    pub(crate) fn of_checkout(message: impl Into<String>) -> Self {
        Self::new(Code::Checkout, "/checkout", message)
    }

    fn about(self, about: impl Into<String>) -> Self {
        Self { about: about.into(), ..self }
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let Refusal { code, about, faults } = refusal;
        Self { kind: problem::Kind::Handoff(code), faults, about }
    }
}

/// What of a quote can be bought now.
pub(crate) fn now_of(quote: &Quote) -> &[Purchase] {
    now_and_later(&quote.purchases).0
}

/// The first purchase, where it lies in the past by the person's clock; a day is let pass, for
/// whoever lives elsewhere or began before midnight.
fn past(purchases: &[Purchase], today: Date) -> Option<&Purchase> {
    purchases.first().filter(|first| first.date < today.plus_days(-1))
}

/// What is to be done to hand something over.
///
/// # Errors
/// Why nothing can be.
pub(crate) fn prepare(
    kind: Kind,
    endpoint: Option<&str>,
    allow_origins: &str,
    handover: &Handover<'_>,
) -> Result<Action, Refusal> {
    let allowed = Allowed(allow_origins);
    if handover.now.is_empty() {
        return Err(Refusal::new(Code::Empty, "", "nothing is bought now"));
    }
    match kind {
        Kind::Service => Ok(Action::Service),
        Kind::Event => Ok(Action::Event),
        Kind::StripePaymentLink => links::stripe(allowed, handover),
        Kind::PaypalLink => links::paypal(allowed, handover),
        Kind::Shopify => carts::shopify(endpoint, allowed, handover),
        Kind::Woocommerce => carts::woocommerce(endpoint, allowed, handover),
        Kind::Paddle => carts::paddle(handover),
    }
}

/// Whether it is sure where an address leads, and nobody on the way can change what is there.
pub(crate) fn is_safe(url: &str) -> bool {
    Address::read(url).is_some_and(|address| address.origin().is_safe())
}

/// Payment pages to which an order service may lead, beside those of its own origin, where the page
/// lists none.
const PAYMENT_PAGES: &str = "https://checkout.stripe.com";

/// The address of an order service, without a slash at its end.
///
/// # Errors
/// Where the page names none, or one it may not be.
pub(crate) fn service(endpoint: Option<&str>, allow_origins: &str) -> Result<String, Refusal> {
    let allowed = Allowed(allow_origins);
    let wrong = |message: &str| Refusal::new(Code::Endpoint, "/endpoint", message);
    let endpoint = endpoint.ok_or_else(|| wrong("is missing: the address of the order service"))?;
    let address = Address::read(endpoint).ok_or_else(|| wrong("must be a web address"))?;
    check(&address, allowed.is_silent() || allowed.has(address.origin()), "/endpoint")?;
    address.base().ok_or_else(|| wrong("must have no question and no fragment"))
}

/// A page to pay at, as a service has named it.
///
/// # Errors
/// Where an order may not go there.
pub(crate) fn payment_page(
    url: &str,
    endpoint: &str,
    allow_origins: &str,
) -> Result<Destination, Refusal> {
    let allowed = Allowed(allow_origins);
    let wrong = || Refusal::new(Code::Page, "/payment/url", "must be a web address");
    let address = Address::read(url).ok_or_else(wrong)?;
    let is_own = Address::read(endpoint).is_some_and(|own| own.origin() == address.origin());
    let is_allowed = if allowed.is_silent() {
        is_own || Allowed(PAYMENT_PAGES).has(address.origin())
    } else {
        allowed.has(address.origin())
    };
    let ordered = |refusal| Refusal { code: Code::Page, ..refusal };
    check(&address, is_allowed, "/payment/url").map_err(ordered)?;
    let host = address.origin().host().to_owned();
    Ok(Destination { url: url.to_owned(), host, items: Vec::new() })
}

/// An offer that is handed over.
struct Sold<'c> {
    /// Where the catalog says how shops name it.
    pointer: String,
    name: &'c str,
    handoff: Option<&'c Handoff>,
}

impl<'c> Sold<'c> {
    fn find(catalog: &'c Catalog, id: &Id) -> Option<Self> {
        let plan = catalog.plans.iter().enumerate().find(|(_, plan)| plan.id == *id);
        let addon = || catalog.addons.iter().enumerate().find(|(_, addon)| addon.id == *id);
        let topup = || {
            catalog.paygo.iter().enumerate().find_map(|(offer, paygo)| {
                let mut topups = paygo.topups.iter().enumerate();
                let (at, topup) = topups.find(|(_, topup)| topup.id == *id)?;
                let pointer = format!("/paygo/{offer}/topups/{at}/handoff");
                let handoff = topup.handoff.as_ref();
                Some(Self { pointer, name: paygo.name.as_str(), handoff })
            })
        };
        let of = |list, at, name, handoff| {
            Some(Self { pointer: format!("/{list}/{at}/handoff"), name, handoff })
        };
        match (plan, addon()) {
            (Some((at, plan)), _) => of("plans", at, plan.name.as_str(), plan.handoff.as_ref()),
            (_, Some((at, addon))) => of("addons", at, addon.name.as_str(), addon.handoff.as_ref()),
            _ => topup(),
        }
    }

    /// What the shop calls it, in one of the catalog's fields.
    fn called(
        &self,
        field: &str,
        read: impl FnOnce(&'c Handoff) -> Option<&'c str>,
    ) -> Result<&'c str, Refusal> {
        self.handoff.and_then(read).ok_or_else(|| self.fault(field, "is missing"))
    }

    fn fault(&self, field: &str, message: impl Into<String>) -> Refusal {
        let pointer = format!("{}/{field}", self.pointer);
        Refusal::new(Code::Item, &pointer, message).about(self.name)
    }
}

impl<'a> Handover<'a> {
    /// The offers of a purchase, each with how many.
    fn sold(&self, item: &Item) -> Result<Sold<'a>, Refusal> {
        let sold = Sold::find(self.catalog, &item.id).ok_or_else(|| {
            let message = format!("{} isn't in the catalog", item.id);
            Refusal::new(Code::Item, "", message).about(item.id.as_str())
        })?;
        // Nobody buys none, and nobody a thousand.
        if (1..1000).contains(&item.quantity) {
            Ok(sold)
        } else {
            let message = format!("{} can't be bought {} times", item.id, item.quantity);
            Err(Refusal::new(Code::Many, "", message).about(sold.name))
        }
    }

    /// The code of the coupon, where what is bought now uses it, for a provider that takes such codes.
    ///
    /// # Errors
    /// Where it doesn't take this one: more would be paid there than was shown.
    fn coupon(&self, is_taken: impl FnOnce(&str) -> bool) -> Result<Option<&'a str>, Refusal> {
        let code = self.now.iter().find_map(|purchase| purchase.coupon.as_ref());
        let Some(code) = code.map(|code| code.as_str()) else { return Ok(None) };
        if !self.catalog.coupons.iter().any(|coupon| coupon.code.as_str() == code) {
            return Ok(None);
        }
        if is_taken(code) {
            return Ok(Some(code));
        }
        Err(self.lost(code))
    }

    /// The same for a provider that takes a code once, for everything it is sent.
    fn coupon_for_all(
        &self,
        is_taken: impl FnOnce(&str) -> bool,
    ) -> Result<Option<&'a str>, Refusal> {
        let code = self.coupon(is_taken)?;
        let coupon = self.catalog.coupons.iter().find(|it| Some(it.code.as_str()) == code);
        let Some(coupon) = coupon else { return Ok(code) };
        let is_used = |purchase: &&Purchase| purchase.coupon.is_some();
        let is_same = match coupon.amount {
            // Taken off once.
            Some(amount) => {
                let mut used = self.now.iter().filter(is_used);
                let only = used.next().filter(|_| used.next().is_none());
                // With other things beside it there would be room for the rest.
                only.is_some_and(|it| it.discount == amount || self.now.len() == 1)
            }
            // Taken off whatever it is for.
            None => self
                .now
                .iter()
                .all(|it| is_used(&it) || it.subtotal.0 == 0 || !self.is_for(coupon, it)),
        };
        if is_same { Ok(code) } else { Err(self.lost(coupon.code.as_str())) }
    }

    /// Whether a coupon could be used for a purchase.
    fn is_for(&self, coupon: &Coupon, purchase: &'a Purchase) -> bool {
        let sold = |item: &'a Item| match self.catalog.sold(&item.id) {
            // An add-on is no offer by itself.
            Some(catalog::Sold::Addon(_)) | None => Vec::new(),
            Some(sold) => vec![sold.offer(), &item.id],
        };
        let ids: Vec<&Id> = purchase.items.iter().flat_map(sold).collect();
        coupon.is_on(purchase.date) && coupon.is_for(&[&[&purchase.brand], &ids[..]].concat())
    }

    /// That a coupon's discount would be lost, or not be what was shown.
    fn lost(&self, code: &str) -> Refusal {
        let message = format!("{code} can't be handed over, so the discount would be lost");
        Refusal::new(Code::Coupon, "/request/coupon", message).about(code)
    }

    /// What is due now, as the person saw it: a claim for the shop to compare.
    fn total(&self) -> String {
        let sum = self.now.iter().fold(0i64, |sum, bought| sum.saturating_add(bought.total.0));
        Amount(sum).to_decimal_string(self.catalog.minor_digits())
    }

    /// What a shop should know beside what is bought.
    fn facts(&self) -> Vec<(&'static str, String)> {
        let mut facts = Vec::new();
        if values::is_reference(self.reference) {
            facts.push(("simfare_reference", self.reference.to_owned()));
        }
        facts.push(("simfare_total", format!("{} {}", self.total(), self.quote.currency.code())));
        facts.push(("simfare_from", self.request.start_date.to_string()));
        if self.now.iter().any(|purchase| purchase.new_line) {
            facts.push(("simfare_line", "new".to_owned()));
        }
        facts
    }
}

/// Checks that an order may go to an address.
fn check(address: &Address, is_allowed: bool, pointer: &str) -> Result<(), Refusal> {
    let origin = address.origin();
    let message = if !origin.is_safe() {
        format!("{origin} isn't https")
    } else if !is_allowed {
        format!("{origin} isn't among allow-origins")
    } else {
        return Ok(());
    };
    Err(Refusal::new(Code::Origin, pointer, message).about(origin.host()))
}
