//! Parts of a catalog by their ids.

use super::{Addon, Brand, Catalog, Paygo, Plan, Source, Tax, Topup};
use crate::format::{Id, Text};

/// What an item of a quote is.
#[derive(Debug, Clone, Copy)]
pub enum Sold<'c> {
    /// A plan.
    Plan(&'c Plan),
    /// An add-on.
    Addon(&'c Addon),
    /// A top-up of a paygo offer.
    Topup(&'c Paygo, &'c Topup),
}

impl Catalog {
    /// The brand of an id.
    pub fn brand(&self, id: &Id) -> Option<&Brand> {
        self.brands.get(self.links().brand(id.as_str())?)
    }

    /// The plan of an id.
    pub fn plan(&self, id: &Id) -> Option<&Plan> {
        self.plans.get(self.links().plan(id.as_str())?)
    }

    /// What has the id of a plan, an add-on or a top-up; they share no ids.
    pub fn sold(&self, id: &Id) -> Option<Sold<'_>> {
        if let Some(plan) = self.plan(id) {
            return Some(Sold::Plan(plan));
        }
        if let Some(addon) = self.addons.iter().find(|addon| addon.id == *id) {
            return Some(Sold::Addon(addon));
        }
        self.paygo.iter().find_map(|paygo| {
            let topup = paygo.topups.iter().find(|topup| topup.id == *id)?;
            Some(Sold::Topup(paygo, topup))
        })
    }

    /// The tax on what a brand sells: its own, else the catalog's, else none (model.md §5).
    pub fn tax_of<'c>(&'c self, brand: Option<&'c Brand>) -> Option<&'c Tax> {
        brand.and_then(|brand| brand.tax.as_ref()).or(self.tax.as_ref())
    }
}

impl<'c> Sold<'c> {
    /// The id of the offer: for a top-up that of what it tops up.
    pub fn offer(self) -> &'c Id {
        match self {
            Self::Plan(plan) => &plan.id,
            Self::Addon(addon) => &addon.id,
            Self::Topup(paygo, _) => &paygo.id,
        }
    }

    /// The name of the offer.
    pub fn name(self) -> &'c Text {
        match self {
            Self::Plan(plan) => &plan.name,
            Self::Addon(addon) => &addon.name,
            Self::Topup(paygo, _) => &paygo.name,
        }
    }

    /// Where the offer's facts come from.
    pub fn source(self) -> Option<&'c Source> {
        match self {
            Self::Plan(plan) => plan.source.as_ref(),
            Self::Addon(addon) => addon.source.as_ref(),
            Self::Topup(paygo, _) => paygo.source.as_ref(),
        }
    }
}
