//! From a chosen way to an order that is paid, delivered and remembered.

// Drawn once there is an order to draw.
#![allow(dead_code, unused_imports)]

pub(crate) mod after;
pub(crate) mod identity;
pub(crate) mod order;
