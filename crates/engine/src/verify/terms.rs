//! The request's terms, with every reference into the catalog resolved.

use std::collections::BTreeMap;

use crate::Date;
use crate::catalog::{Catalog, Coupon, PaymentMethod};
use crate::request::{Line, Request};

/// Everything that is the same for all purchases of a quote.
#[derive(Debug)]
pub(super) struct Terms<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) request: &'a Request,
    pub(super) horizon: u32,
    pub(super) coupon: Option<&'a Coupon>,
    pub(super) method: Option<&'a PaymentMethod>,
    /// The current line and its brand.
    pub(super) current: Option<(usize, &'a Line)>,
    eligible: Vec<bool>,
    addons: BTreeMap<&'a str, usize>,
    topups: BTreeMap<&'a str, (usize, usize)>,
}

impl<'a> Terms<'a> {
    /// The terms of a request that was checked.
    pub(super) fn new(catalog: &'a Catalog, request: &'a Request) -> Self {
        let current = request
            .line
            .as_ref()
            .and_then(|line| catalog.links().brand(line.brand.as_str()).map(|brand| (brand, line)));
        let code = request.coupon.as_ref();
        let method = request.payment_method.as_ref();
        let topups = catalog.paygo.iter().enumerate().flat_map(|(offer, paygo)| {
            let topups = paygo.topups.iter().enumerate();
            topups.map(move |(topup, it)| (it.id.as_str(), (offer, topup)))
        });
        Self {
            catalog,
            request,
            horizon: request.horizon(),
            coupon: catalog.coupons.iter().find(|coupon| Some(&coupon.code) == code),
            method: catalog.payment_methods.iter().find(|it| Some(&it.id) == method),
            current,
            eligible: eligible(catalog, request),
            addons: catalog.addons.iter().enumerate().map(|(i, it)| (it.id.as_str(), i)).collect(),
            topups: topups.collect(),
        }
    }

    /// `date(day)`
    pub(super) fn date(&self, day: u32) -> Date {
        self.request.start_date.plus_days(day.into())
    }

    /// Whether the filter leaves a brand (model.md §6).
    pub(super) fn eligible(&self, brand: usize) -> bool {
        self.eligible.get(brand).copied().unwrap_or(false)
    }

    /// An add-on's index.
    pub(super) fn addon(&self, id: &str) -> Option<usize> {
        self.addons.get(id).copied()
    }

    /// A top-up's offer and its index there.
    pub(super) fn topup(&self, id: &str) -> Option<(usize, usize)> {
        self.topups.get(id).copied()
    }

    /// How long a brand's line outlives a period's end (model.md §4).
    pub(super) fn grace(&self, brand: usize) -> u32 {
        self.catalog.brands[brand].grace_days.saturating_sub(self.request.grace_margin_days)
    }
}

fn eligible(catalog: &Catalog, request: &Request) -> Vec<bool> {
    let filter = &request.filter;
    let current = request.line.as_ref().map(|line| &line.brand);
    let left = catalog.brands.iter().map(|brand| {
        let named = filter.brands.is_empty() || filter.brands.contains(&brand.id);
        let on_network = || match &brand.network {
            Some(network) => filter.networks.contains(network),
            None => false,
        };
        let passes = named
            && !filter.exclude.contains(&brand.id)
            && (filter.networks.is_empty() || on_network())
            && filter.sim.is_none_or(|sim| brand.sim.contains(&sim));
        passes || Some(&brand.id) == current
    });
    left.collect()
}
