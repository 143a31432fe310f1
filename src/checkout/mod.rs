//! From a chosen way to an order that is paid, delivered and remembered.
//!
//! [`till`] is what a checkout knows, [`flow`] which steps there are and where they lead,
//! [`steps`] draw them; [`door`] fetches all that when it is wanted. What costs how much with each way to pay is asked of the engine by
//! [`costs`]. [`body`] writes the order, [`send`] brings it to the service, exactly once, by
//! [`client`]; what the service says is judged by [`verdict`]. [`watch`] asks what became of it,
//! and [`keep`] remembers all of that in the tab's session, so that neither a reload nor a payment
//! page lose it.
//!
//! - The total shown is the total sent. Where the service's is another, the person decides.
//! - One key goes with one order, from the first drawing of the checkout on: a second tab that a
//!   browser makes of this one has the same. Only after a refusal is there another.
//! - An order is paid when the service says so; no address of a page says anything.

mod after;
mod body;
mod client;
mod costs;
mod door;
mod draw;
mod element;
mod flow;
mod identity;
mod keep;
mod moment;
mod notices;
mod offer;
mod order;
mod refused;
mod send;
mod service;
mod steps;
mod till;
mod verdict;
mod watch;
mod window;

pub(crate) use door::{
    Checkout, alone, arrive, bar, deal, fetch, inline, is_alone, is_asked_for, newest, note,
    open_choice, open_request, retake, spoken, trouble, want,
};
pub(crate) use element::leave;
pub(crate) use keep::order_in_address;
pub(crate) use offer::expect;
pub(crate) use order::Order;
pub(crate) use till::{Held, Till};
