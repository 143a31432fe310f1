//! The line that is there already, and what is left of its plan.

use simfare_engine::Resource;
use simfare_engine::catalog::{Brand, Catalog, Paygo, Plan};
use simfare_engine::format::Allowance;

use super::{Field, Trip, UNLIMITED, amount};

impl Trip {
    pub(super) fn set_left(&mut self, resource: Resource, left: Allowance) {
        let field = Field::LEFT[resource as usize];
        let text = match left {
            Allowance::Unlimited => UNLIMITED.to_owned(),
            Allowance::Units(amount) if resource == Resource::Data => {
                let (text, unit) = amount::of_data(amount);
                self.left_unit = unit;
                text
            }
            Allowance::Units(amount) => amount.to_string(),
        };
        self.set(field, text);
    }

    /// There is a line: of the first brand, until told otherwise.
    pub(crate) fn take_line(&mut self, catalog: &Catalog) {
        self.have_line = true;
        if self.brand.is_empty()
            && let Some(first) = Self::brands(catalog).next()
        {
            self.choose_brand(first.id.as_str(), catalog);
        }
    }

    /// Chooses the brand of the line there is, and its first offer.
    pub(crate) fn choose_brand(&mut self, brand: &str, catalog: &Catalog) {
        self.brand = brand.to_owned();
        let plan = catalog.plans.iter().find(|plan| plan.brand.as_str() == brand);
        let paygo = catalog.paygo.iter().find(|paygo| paygo.brand.as_str() == brand);
        let offer = plan.map(|plan| &plan.id).or(paygo.map(|paygo| &paygo.id));
        let offer = offer.map_or_else(String::new, |id| id.as_str().to_owned());
        self.choose_offer(&offer, catalog);
    }

    /// Chooses what the line is on; all of the plan is then left until told otherwise.
    pub(crate) fn choose_offer(&mut self, offer: &str, catalog: &Catalog) {
        self.offer = offer.to_owned();
        self.leave_all(catalog);
    }

    /// All of the plan is left.
    pub(crate) fn leave_all(&mut self, catalog: &Catalog) {
        if let Some(allowances) = self.plan(catalog).map(Plan::allowances) {
            for resource in Resource::ALL {
                self.set_left(resource, allowances[resource]);
            }
        }
    }

    /// Whether the line is on this offer, and nobody has said any more of it.
    pub(super) fn has_bare(&self, offer: &str, catalog: &Catalog) -> bool {
        let said = [Field::DaysLeft, Field::Expiry, Field::Balance];
        self.offer == offer
            && said.iter().all(|field| self.text(*field).is_empty())
            && self.has_all(catalog)
    }

    /// Whether all of the plan is left.
    pub(crate) fn has_all(&self, catalog: &Catalog) -> bool {
        let mut full = self.clone();
        full.leave_all(catalog);
        full == *self
    }

    /// Brands that have something to be on.
    pub(crate) fn brands(catalog: &Catalog) -> impl Iterator<Item = &Brand> {
        catalog.brands.iter().filter(|brand| {
            catalog.plans.iter().any(|plan| plan.brand == brand.id)
                || catalog.paygo.iter().any(|paygo| paygo.brand == brand.id)
        })
    }

    /// The plan the line is on.
    pub(crate) fn plan<'c>(&self, catalog: &'c Catalog) -> Option<&'c Plan> {
        let is_it =
            |plan: &&Plan| plan.id.as_str() == self.offer && plan.brand.as_str() == self.brand;
        catalog.plans.iter().find(is_it)
    }

    /// The credit the line is on.
    pub(crate) fn paygo<'c>(&self, catalog: &'c Catalog) -> Option<&'c Paygo> {
        let is_it =
            |paygo: &&Paygo| paygo.id.as_str() == self.offer && paygo.brand.as_str() == self.brand;
        catalog.paygo.iter().find(is_it)
    }
}
