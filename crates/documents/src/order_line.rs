//! The lines an order is for (orders.md): what the one it names is known by, and which of those
//! that something is bought for are new. One rule for the page that asks and the service that
//! delivers.

use crate::format::{Id, words};
use crate::quote::{LineRole, Quote, now_and_later};

words! {
    /// What a line is known by.
    pub enum LineKind {
        /// There is none yet.
        NewEsim = "new_esim",
        /// The number printed on the SIM card.
        Iccid = "iccid",
        /// The phone number.
        Msisdn = "msisdn",
    }
}

/// The lines that what is bought now is for, each by the place of its first purchase in the quote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lines {
    /// Those that begin.
    pub new: Vec<usize>,
    /// Those that are there already.
    pub old: Vec<usize>,
}

impl Lines {
    /// Of a quote's purchases that can be made now. Several can be for one line: a new one's first
    /// of several top-ups, say.
    pub fn of(quote: &Quote) -> Self {
        let (now, _) = now_and_later(&quote.purchases);
        let mut seen: Vec<(LineRole, &Id)> = Vec::new();
        let mut lines = Self::default();
        for (at, purchase) in now.iter().enumerate() {
            let line = (purchase.line, &purchase.brand);
            if seen.contains(&line) {
                continue;
            }
            seen.push(line);
            let begins =
                now.iter().any(|other| (other.line, &other.brand) == line && other.new_line);
            if begins { lines.new.push(at) } else { lines.old.push(at) }
        }
        lines
    }
}
