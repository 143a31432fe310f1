//! The exactly cheapest way to renew, top up or buy SIM service.
//!
//! Data goes one way: [`Catalog`] + [`Request`] → demand → schedule → [`Quote`]. Pure: no DOM, no
//! clock, no input or output, no floating point.

#![warn(missing_docs)]

mod answer;
mod cost;
mod demand;
mod market;
mod offers;
mod price;
mod progress;
mod reason;
mod schedule;
pub mod usage;
mod verify;

use simfare_documents::map;
#[cfg(feature = "schema")]
pub use simfare_documents::schema;
pub use simfare_documents::{
    Catalog, Currency, Date, Fault, Faults, OrderStatus, PerResource, Quote, Request, Resource,
    catalog, format, identity, order_line, quote, request, sort,
};

pub use answer::{cheapest, offers_considered, one_plan, quote, quote_watched, reason};
pub use reason::Reason;
pub use usage::usage;
pub use verify::{Section, Violation, verify};
