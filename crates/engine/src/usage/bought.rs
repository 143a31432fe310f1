//! What the purchases of a quote are, by the catalog.

use crate::catalog::Catalog;
use crate::quote::Purchase;

/// What a purchase is, by index into the catalog; add-ons with their quantities.
pub(super) enum Kind {
    Plan(usize, Vec<(usize, u64)>),
    Topup(usize, usize),
    CurrentAddons(Vec<(usize, u64)>),
}

pub(super) fn kind_of(catalog: &Catalog, purchase: &Purchase) -> Option<Kind> {
    let first = purchase.items.first()?;
    let plan = catalog.links().plan(first.id.as_str());
    let addons = purchase.items.iter().skip(usize::from(plan.is_some())).filter_map(|item| {
        let addon = catalog.addons.iter().position(|addon| addon.id == item.id)?;
        Some((addon, item.quantity))
    });
    if let Some(plan) = plan {
        return Some(Kind::Plan(plan, addons.collect()));
    }
    let topup = catalog.paygo.iter().enumerate().find_map(|(i, paygo)| {
        Some((i, paygo.topups.iter().position(|topup| topup.id == first.id)?))
    });
    if let Some((paygo, topup)) = topup {
        return Some(Kind::Topup(paygo, topup));
    }
    let addons: Vec<(usize, u64)> = addons.collect();
    (!addons.is_empty()).then_some(Kind::CurrentAddons(addons))
}

/// A purchase of the line.
pub(super) struct Bought<'p> {
    pub(super) index: usize,
    pub(super) purchase: &'p Purchase,
    pub(super) brand: usize,
    pub(super) kind: Kind,
}
