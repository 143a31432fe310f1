//! The lines an order is for (orders.md): what the one it names is known by, and which of those
//! that something is bought for are new. One rule for the page that asks and the service that
//! delivers.

use crate::catalog::{Brand, Catalog, SimKind};
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

    /// What a customer is asked to name the line by, the likeliest first. What is bought for a line
    /// that is there already names that line, whatever else is bought with it; a new one is an eSIM,
    /// or a card that somebody has.
    pub fn kinds(&self, catalog: &Catalog, quote: &Quote) -> Vec<LineKind> {
        if !self.old.is_empty() {
            return match brands(&self.old, catalog, quote).any(|brand| brand.number) {
                true => vec![LineKind::Msisdn, LineKind::Iccid],
                false => vec![LineKind::Iccid],
            };
        }
        let all_sell =
            |sim| brands(&self.new, catalog, quote).all(|brand| brand.sim.contains(&sim));
        match (all_sell(SimKind::Esim), all_sell(SimKind::Physical)) {
            // Of several cards an order could name only one.
            (true, true) if self.new.len() == 1 => vec![LineKind::NewEsim, LineKind::Iccid],
            (true, _) => vec![LineKind::NewEsim],
            (false, _) => vec![LineKind::Iccid],
        }
    }

    /// Whether an order can name its line so: a line there is already is named; a number takes a
    /// brand that has numbers, and a card for a new line one that has cards.
    pub fn take(&self, kind: LineKind, catalog: &Catalog, quote: &Quote) -> bool {
        let lines = if self.old.is_empty() { &self.new } else { &self.old };
        let mut brands = brands(lines, catalog, quote);
        match kind {
            LineKind::NewEsim => self.old.is_empty(),
            LineKind::Msisdn => brands.any(|brand| brand.number),
            LineKind::Iccid if self.old.is_empty() => {
                brands.any(|brand| brand.sim.contains(&SimKind::Physical))
            }
            LineKind::Iccid => true,
        }
    }
}

/// The brands of some lines.
fn brands<'a>(
    lines: &'a [usize],
    catalog: &'a Catalog,
    quote: &'a Quote,
) -> impl Iterator<Item = &'a Brand> {
    lines.iter().filter_map(|&at| {
        let brand = &quote.purchases.get(at)?.brand;
        catalog.brands.iter().find(|known| known.id == *brand)
    })
}
