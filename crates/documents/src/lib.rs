//! What the engine is asked and what it answers: catalog, request and quote, how each is read,
//! checked and written, and the terms in them (dates, money, resources, what names a person or a
//! line); and which lines an order is for, and where it stands.
//!
//! A crate of its own because it reads once and computes nothing: in the page it is compiled to be
//! as small as can be, which the engine isn't (`Cargo.toml`). Everybody else has it by way of
//! `simfare_engine`.

#![warn(missing_docs)]

pub mod catalog;
mod currency;
mod date;
mod fault;
pub mod format;
pub mod identity;
pub mod map;
pub mod order_line;
mod order_status;
pub mod quote;
pub mod request;
mod resource;
#[cfg(feature = "schema")]
pub mod schema;
pub mod sort;

pub use catalog::Catalog;
pub use currency::Currency;
pub use date::Date;
pub use fault::{Fault, Faults};
pub use order_status::OrderStatus;
pub use quote::Quote;
pub use request::Request;
pub use resource::{PerResource, Resource};
