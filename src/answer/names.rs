//! Names of what is bought.

use simfare_engine::catalog::{Catalog, Sold};
use simfare_engine::format::Id;
use simfare_engine::quote::{Item, Purchase};

use super::View;
use crate::locale::{Format, Money};

/// The name of a brand.
pub(crate) fn brand<'c>(catalog: &'c Catalog, id: &'c Id) -> &'c str {
    catalog.brand(id).map_or(id.as_str(), |brand| brand.name.as_str())
}

/// One of a purchase's items, without its brand: `5 GB + 300 min`.
fn item(catalog: &Catalog, format: &Format, money: &Money, item: &Item) -> String {
    let texts = format.texts;
    let name = match catalog.sold(&item.id) {
        Some(Sold::Topup(paygo, topup)) => {
            texts.credit_of(paygo.name.as_str(), &money.of(topup.credit)).text()
        }
        Some(sold) => sold.name().as_str().to_owned(),
        None => item.id.as_str().to_owned(),
    };
    format.isolated(match item.quantity {
        1 => name,
        count => texts.times(&format.number(count), &name).text(),
    })
}

/// Everything a purchase holds, with its brand: `Tello “5 GB + 300 min”`.
pub(crate) fn purchase(
    catalog: &Catalog,
    format: &Format,
    money: &Money,
    purchase: &Purchase,
) -> String {
    let items: Vec<String> =
        purchase.items.iter().map(|of| item(catalog, format, money, of)).collect();
    let brand = brand(catalog, &purchase.brand);
    format.texts.plan_of(brand, &items.join(" + ")).text()
}

impl View<'_> {
    /// One of a purchase's items, without its brand.
    pub(crate) fn item(&self, of: &Item) -> String {
        item(&self.way.found.catalog, self.format, &self.money, of)
    }

    /// Everything a purchase holds, with its brand.
    pub(crate) fn purchase(&self, of: &Purchase) -> String {
        purchase(&self.way.found.catalog, self.format, &self.money, of)
    }
}
