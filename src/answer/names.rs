//! Names of what is bought.

use simfare_engine::catalog::Catalog;
use simfare_engine::format::Id;
use simfare_engine::quote::{Item, Purchase};

use super::View;

/// The name of a brand.
pub(crate) fn brand<'c>(catalog: &'c Catalog, id: &'c Id) -> &'c str {
    let brand = catalog.brands.iter().find(|brand| brand.id == *id);
    brand.map_or(id.as_str(), |brand| brand.name.as_str())
}

impl View<'_> {
    fn catalog(&self) -> &Catalog {
        &self.way.found.catalog
    }

    /// One of a purchase's items, without its brand: `5 GB + 300 min`.
    pub(crate) fn item(&self, item: &Item) -> String {
        let catalog = self.catalog();
        let texts = self.format.texts;
        let plan = catalog.plans.iter().find(|plan| plan.id == item.id).map(|plan| &plan.name);
        let addon = catalog.addons.iter().find(|addon| addon.id == item.id);
        let topup = || {
            catalog.paygo.iter().find_map(|paygo| {
                let topup = paygo.topups.iter().find(|topup| topup.id == item.id)?;
                let credit = self.money.of(topup.credit);
                Some(texts.credit_of(paygo.name.as_str(), &credit).text())
            })
        };
        let name = match plan.or(addon.map(|addon| &addon.name)) {
            Some(name) => name.as_str().to_owned(),
            None => topup().unwrap_or_else(|| item.id.as_str().to_owned()),
        };
        if item.quantity == 1 {
            name
        } else {
            texts.times(&self.format.number(item.quantity), &name).text()
        }
    }

    /// Everything a purchase holds, with its brand: `Tello “5 GB + 300 min”`.
    pub(crate) fn purchase(&self, purchase: &Purchase) -> String {
        let items: Vec<String> = purchase.items.iter().map(|item| self.item(item)).collect();
        let brand = brand(self.catalog(), &purchase.brand);
        self.format.texts.plan_of(brand, &items.join(" + ")).text()
    }
}
