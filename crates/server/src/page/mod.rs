//! The few pages this service draws itself: receipts, and the sandbox's payment page. No script
//! and no inline style, so they work under the strictest policy.

mod html;
mod lang;
mod qr;
pub(crate) mod receipt;
pub(crate) mod sandbox;

pub(crate) use lang::Lang;

/// The style of all pages.
pub(crate) const STYLE: &str = include_str!("page.css");
