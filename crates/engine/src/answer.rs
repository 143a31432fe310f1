//! The answer (model.md §7).

use crate::catalog::Catalog;
use crate::fault::Faults;
use crate::format::Text;
use crate::quote::{Quote, QuoteSchema, Status};
use crate::request::Request;

/// The exactly cheapest answer to a request (model.md §7).
///
/// # Errors
/// Every fault of the request, as [`Request::check`] finds them.
pub fn quote(catalog: &Catalog, request: &Request) -> Result<Quote, Faults> {
    request.check(catalog)?;
    Ok(Quote {
        schema: QuoteSchema,
        status: Status::Infeasible,
        catalog: catalog.id.clone(),
        currency: catalog.currency,
        total: None,
        reason: Some(Text::from("not computed yet")),
        purchases: Vec::new(),
        alternatives: Vec::new(),
    })
}
