//! What a deal costs with each way to pay and each way to renew: asked of the engine, beside the
//! page's work.

use std::sync::Arc;

use simfare_engine::{Catalog, Quote, Request};

use super::till::Form;
use crate::desk::{Ask, Errand};
use crate::state::{Found, State};

/// Quotes by request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Costs {
    asked: Vec<(Request, Option<Arc<Quote>>)>,
}

impl Costs {
    /// The quote for a request, where it is known and feasible.
    pub(super) fn of(&self, request: &Request) -> Option<&Arc<Quote>> {
        let (_, quote) = self.asked.iter().find(|(known, _)| known == request)?;
        quote.as_ref().filter(|quote| quote.total.is_some())
    }
}

/// Whether what is paid by a method, of the catalog or the service's own, can be charged again for
/// renewals; the service refuses to promise it for others.
pub(super) fn can_renew(catalog: &Catalog, method: &str) -> bool {
    let mut listed = catalog.payment_methods.iter();
    match listed.find(|known| known.id.as_str() == method) {
        Some(method) => method.kind.can_renew(),
        None => method != "manual",
    }
}

/// The request of a deal, paid by a method and renewed so, where that can be.
pub(super) fn request_of(
    catalog: &Catalog,
    like: &Request,
    method: &str,
    autopay: bool,
) -> Request {
    let mut request = like.clone();
    // The service's own ways have no fee, and no place in a request.
    let listed = catalog.payment_methods.iter().find(|known| known.id.as_str() == method);
    request.payment_method = listed.map(|method| method.id.clone());
    request.autopay = autopay && can_renew(catalog, method);
    request
}

/// Asks for all of them, in place of what was asked before.
pub(super) fn ask(state: State, deal: &Found, methods: &[String]) {
    let catalog = &deal.catalog;
    let mut requests: Vec<Request> = Vec::new();
    for autopay in [false, true] {
        let of_methods = methods.iter().map(String::as_str);
        for method in of_methods.chain(methods.is_empty().then_some("")) {
            let request = request_of(catalog, &deal.request, method, autopay);
            if !requests.contains(&request) {
                requests.push(request);
            }
        }
    }
    let known = state.till.costs.get_untracked();
    let asked = requests.into_iter().map(|request| {
        let quote = known.of(&request).cloned();
        (request, quote)
    });
    let costs = Costs { asked: asked.collect() };
    let open: Vec<usize> =
        (0..costs.asked.len()).filter(|at| costs.asked[*at].1.is_none()).collect();
    let asks = open.iter().map(|at| Ask::cheapest(costs.asked[*at].0.clone())).collect();
    state.till.costs.set(costs);
    let tell = move |at: usize, quote: Option<Arc<Quote>>| {
        let Some(&at) = open.get(at) else { return };
        let _ = state.till.costs.try_update(|costs| {
            if let Some((_, place)) = costs.asked.get_mut(at) {
                *place = quote;
            }
        });
    };
    let errand = Errand::send(Arc::clone(catalog), asks, tell);
    *state.page().till.errand.borrow_mut() = Some(errand);
}

/// Gives the deal the price of what the form says. Whether there is one.
pub(super) fn settle(state: State, form: &Form) -> bool {
    let Some(deal) = state.till.deal.get_untracked() else { return false };
    let request = request_of(&deal.catalog, &deal.request, &form.method, form.autopay);
    requote(state, &deal, request)
}

/// Gives the deal another request, and its price.
pub(super) fn requote(state: State, deal: &Arc<Found>, request: Request) -> bool {
    if deal.request == request {
        return true;
    }
    let known = state.till.costs.with_untracked(|costs| costs.of(&request).cloned());
    let quote = match known {
        Some(quote) => Quote::clone(&quote),
        None => match simfare_engine::cheapest(&deal.catalog, &request) {
            Ok(quote) if quote.total.is_some() => quote,
            _ => return false,
        },
    };
    let catalog = Arc::clone(&deal.catalog);
    state.till.deal.set(Some(Arc::new(Found { catalog, request, quote })));
    true
}

/// The way to pay that a person most likely wants: the trip's, or the one with the least fee, of those that
/// can renew where the trip renews by itself.
pub(super) fn likely_method(catalog: &Catalog, request: &Request, methods: &[String]) -> String {
    let wanted = request.payment_method.as_ref();
    if let Some(wanted) = wanted.filter(|id| methods.iter().any(|known| known == id.as_str())) {
        return wanted.as_str().to_owned();
    }
    let fee = |id: &&String| {
        let method = catalog.payment_methods.iter().find(|known| known.id.as_str() == id.as_str());
        let fee = method.map(|method| (method.fee_percent, method.fee_fixed));
        (request.autopay && !can_renew(catalog, id), fee)
    };
    methods.iter().min_by_key(fee).cloned().unwrap_or_default()
}
