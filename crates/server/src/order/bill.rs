//! What is paid with an order, with the names it had when it was ordered: a receipt must not
//! change with the catalog.

use crate::payment::Method;
use serde::{Deserialize, Serialize};
use simfare_engine::Catalog;
use simfare_engine::order_line::{brings_data, brings_number};
use simfare_engine::quote::{Purchase, Quote, now_and_later};

/// The purchases of an order, and who sold them. Amounts are minor units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bill {
    pub(crate) seller: Option<SellerName>,
    pub(crate) method: String,
    /// The catalog's kind of it.
    pub(crate) method_kind: Option<String>,
    /// How to pay by hand, as the customer was told.
    #[serde(default)]
    pub(crate) instructions: Option<String>,
    pub(crate) purchases: Vec<Bought>,
    /// The dates of purchases that come later, each with its total.
    pub(crate) later: Vec<(String, i64)>,
    /// What each of these is called; nothing in orders from before it was kept.
    #[serde(default)]
    pub(crate) later_titles: Vec<String>,
}

/// Who sold it, and whom to ask.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SellerName {
    pub(crate) name: String,
    pub(crate) email: Option<String>,
    pub(crate) phone: Option<String>,
    pub(crate) chat: Option<String>,
    pub(crate) hours: Option<String>,
    pub(crate) terms: Option<String>,
}

/// One purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Bought {
    pub(crate) brand: String,
    pub(crate) network: Option<String>,
    pub(crate) date: String,
    pub(crate) days: u32,
    pub(crate) new_line: bool,
    /// Whether there is data in it, and whether its line has a number; both, where an order is from
    /// before that was kept.
    #[serde(default = "yes")]
    pub(crate) has_data: bool,
    #[serde(default = "yes")]
    pub(crate) has_number: bool,
    pub(crate) items: Vec<BoughtItem>,
    pub(crate) new_line_fee: i64,
    pub(crate) coupon: Option<String>,
    pub(crate) discount: i64,
    pub(crate) tax: i64,
    pub(crate) tax_label: Option<String>,
    pub(crate) fee: i64,
    pub(crate) total: i64,
}

fn yes() -> bool {
    true
}

/// An offer, so many times.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct BoughtItem {
    pub(crate) name: String,
    pub(crate) quantity: u64,
    pub(crate) unit_price: i64,
}

impl Bill {
    /// The bill of a quote on its catalog. `method` is how the customer pays.
    pub(crate) fn of(catalog: &Catalog, quote: &Quote, method: &Method) -> Self {
        let (now, later) = now_and_later(&quote.purchases);
        let seller = catalog.seller.as_ref().map(|seller| SellerName {
            name: seller.name.to_string(),
            email: seller.support.email.as_ref().map(ToString::to_string),
            phone: seller.support.phone.as_ref().map(ToString::to_string),
            chat: seller.support.chat.as_ref().map(|url| url.as_str().to_owned()),
            hours: seller.support.hours.as_ref().map(ToString::to_string),
            terms: seller.terms.as_ref().map(|url| url.as_str().to_owned()),
        });
        Self {
            seller,
            method: method.name.clone(),
            method_kind: method.kind.map(|kind| kind.word().to_owned()),
            instructions: None,
            purchases: now.iter().map(|purchase| bought(catalog, purchase)).collect(),
            later: later.iter().map(|p| (p.date.to_string(), p.total.0)).collect(),
            later_titles: later.iter().map(|p| Self::title(&bought(catalog, p))).collect(),
        }
    }

    /// What the items of a purchase are called together: `Tello: 5 GB + 300 min, 1 GB more × 2`.
    pub(crate) fn title(purchase: &Bought) -> String {
        let items: Vec<String> = purchase
            .items
            .iter()
            .map(|item| match item.quantity {
                1 => item.name.clone(),
                quantity => format!("{} × {quantity}", item.name),
            })
            .collect();
        format!("{}: {}", purchase.brand, items.join(", "))
    }
}

fn bought(catalog: &Catalog, purchase: &Purchase) -> Bought {
    let brand = catalog.brand(&purchase.brand);
    let tax = catalog.tax_of(brand);
    let items: Vec<BoughtItem> = purchase
        .items
        .iter()
        .map(|item| BoughtItem {
            name: catalog
                .sold(&item.id)
                .map_or(item.id.as_str(), |sold| sold.name().as_str())
                .to_owned(),
            quantity: item.quantity,
            unit_price: item.unit_price.0,
        })
        .collect();
    let goods = items.iter().fold(0i64, |sum, item| {
        let quantity = i64::try_from(item.quantity).unwrap_or(i64::MAX);
        sum.saturating_add(item.unit_price.saturating_mul(quantity))
    });
    Bought {
        brand: brand.map_or_else(|| purchase.brand.to_string(), |brand| brand.name.to_string()),
        network: brand.and_then(|brand| brand.network.as_ref()).map(ToString::to_string),
        date: purchase.date.to_string(),
        days: purchase.covers.end.saturating_sub(purchase.covers.start),
        new_line: purchase.new_line,
        has_data: brings_data(catalog, purchase),
        has_number: brings_number(catalog, purchase),
        items,
        new_line_fee: purchase.subtotal.0.saturating_sub(goods),
        coupon: purchase.coupon.as_ref().map(ToString::to_string),
        discount: purchase.discount.0,
        tax: purchase.tax.0,
        tax_label: tax.and_then(|tax| tax.label.as_ref()).map(ToString::to_string),
        fee: purchase.fee.0,
        total: purchase.total.0,
    }
}
