//! The exactly cheapest way to renew, top up or buy SIM service.
//!
//! Data goes one way: [`Catalog`] + [`Request`] → demand → schedule → [`Quote`]. Pure: no DOM, no
//! clock, no input or output, no floating point.

#![warn(missing_docs)]

mod answer;
pub mod catalog;
mod cost;
mod currency;
mod date;
mod demand;
mod fault;
pub mod format;
pub mod identity;
mod map;
mod market;
mod offers;
mod price;
mod progress;
pub mod quote;
mod reason;
pub mod request;
mod resource;
mod schedule;
#[cfg(feature = "schema")]
pub mod schema;
pub mod sort;
pub mod usage;
mod verify;

pub use answer::{cheapest, one_plan, quote, quote_watched, reason};
pub use catalog::Catalog;
pub use currency::Currency;
pub use date::Date;
pub use fault::{Fault, Faults};
pub use quote::Quote;
pub use reason::Reason;
pub use request::Request;
pub use resource::{PerResource, Resource};
pub use usage::usage;
pub use verify::{Section, Violation, verify};
