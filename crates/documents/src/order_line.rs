//! The lines an order is for (orders.md): what the one it names is known by, and which of those
//! that something is bought for are new. One rule for the page that asks and the service that
//! delivers.

use crate::catalog::{Brand, Catalog, SimKind, Sold};
use crate::format::{Allowance, Id, words};
use crate::quote::{LineRole, Purchase, Quote, now_and_later};

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
            // What only new lines get is none of a number that there is already.
            LineKind::Msisdn
                if self.old.is_empty() && self.buys_for_new_lines_only(catalog, quote) =>
            {
                false
            }
            LineKind::Msisdn => brands.any(|brand| brand.number),
            // A brand that names neither is one of cards.
            LineKind::Iccid if self.old.is_empty() => brands.any(|brand| {
                brand.sim.contains(&SimKind::Physical) || !brand.sim.contains(&SimKind::Esim)
            }),
            LineKind::Iccid => true,
        }
    }
}

impl Lines {
    /// Whether something is bought that only new lines get (model.md §4, `new_line_only`).
    fn buys_for_new_lines_only(&self, catalog: &Catalog, quote: &Quote) -> bool {
        let bought = self.new.iter().filter_map(|&at| quote.purchases.get(at));
        let mut plans = bought.flat_map(|it| &it.items).filter_map(|item| catalog.plan(&item.id));
        plans.any(|plan| plan.new_line_only)
    }
}

/// Whether there is data in a purchase; of credit one can't say, so there is.
pub fn brings_data(catalog: &Catalog, purchase: &Purchase) -> bool {
    purchase.items.iter().any(|item| match catalog.sold(&item.id) {
        Some(Sold::Plan(plan)) => plan.data_mb != Allowance::NONE,
        Some(Sold::Addon(addon)) => addon.data_mb != Allowance::NONE,
        Some(Sold::Topup(..)) | None => true,
    })
}

/// Whether a purchase is for a line with a number.
pub fn brings_number(catalog: &Catalog, purchase: &Purchase) -> bool {
    catalog.brand(&purchase.brand).is_none_or(|brand| brand.number)
}

/// The brands of some lines.
fn brands<'a>(
    lines: &'a [usize],
    catalog: &'a Catalog,
    quote: &'a Quote,
) -> impl Iterator<Item = &'a Brand> {
    lines.iter().filter_map(|&at| catalog.brand(&quote.purchases.get(at)?.brand))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A quote that buys of both brands, each for a new line or for one that is there.
    fn bought(sims: [&str; 2], new: [bool; 2]) -> (Catalog, Quote) {
        let brand = |id, sim| {
            format!(r#"{{"id": "{id}", "name": "x", "number": {}, "sim": [{sim}]}}"#, id == "a")
        };
        let catalog = format!(
            r#"{{"schema": "simfare.catalog/1", "id": "s", "currency": "USD",
                "updated": "2026-11-20", "brands": [{}, {}], "plans": []}}"#,
            brand("a", sims[0]),
            brand("b", sims[1])
        );
        let purchase = |id, line, new| {
            format!(
                r#"{{"day": 0, "date": "2026-12-01", "line": "{line}", "brand": "{id}",
                    "new_line": {new}, "items": [], "covers": [0, 1],
                    "subtotal": "1.00", "discount": "0.00", "tax": "0.00", "fee": "0.00",
                    "total": "1.00"}}"#
            )
        };
        let quote = format!(
            r#"{{"schema": "simfare.quote/1", "status": "optimal", "catalog": "s",
                "currency": "USD", "total": "2.00", "purchases": [{}, {}], "alternatives": []}}"#,
            purchase("a", "number", new[0]),
            purchase("b", "data", new[1])
        );
        let catalog = Catalog::from_json(catalog.as_bytes()).expect("a catalog");
        (catalog, Quote::from_json(quote.as_bytes()).expect("a quote"))
    }

    #[test]
    fn what_only_new_lines_get_is_for_no_number_that_is_there() {
        let of = |only: bool| {
            let catalog = format!(
                r#"{{"schema": "simfare.catalog/1", "id": "s", "currency": "USD",
                    "updated": "2026-11-20",
                    "brands": [{{"id": "a", "name": "x", "number": true, "sim": ["esim"]}}],
                    "plans": [{{"id": "p", "brand": "a", "name": "p", "price": "1.00",
                        "validity": {{"days": 9}}, "new_line_only": {only}}}]}}"#
            );
            let quote = r#"{"schema": "simfare.quote/1", "status": "optimal", "catalog": "s",
                "currency": "USD", "total": "1.00", "alternatives": [], "purchases": [
                    {"day": 0, "date": "2026-12-01", "line": "one", "brand": "a", "new_line": true,
                     "items": [{"id": "p", "quantity": 1, "unit_price": "1.00"}], "covers": [0, 1],
                     "subtotal": "1.00", "discount": "0.00", "tax": "0.00", "fee": "0.00",
                     "total": "1.00"}]}"#;
            let catalog = Catalog::from_json(catalog.as_bytes()).expect("a catalog");
            let quote = Quote::from_json(quote.as_bytes()).expect("a quote");
            let lines = Lines::of(&quote);
            [LineKind::NewEsim, LineKind::Msisdn].map(|kind| lines.take(kind, &catalog, &quote))
        };
        assert_eq!(of(false), [true, true]);
        assert_eq!(of(true), [true, false]);
    }

    #[test]
    fn what_is_asked_for_is_taken() {
        let sims = ["", r#""esim""#, r#""physical""#, r#""esim", "physical""#];
        for first in sims {
            for second in sims {
                for new in [[true, true], [true, false], [false, true], [false, false]] {
                    let (catalog, quote) = bought([first, second], new);
                    let lines = Lines::of(&quote);
                    let kinds = lines.kinds(&catalog, &quote);
                    assert!(!kinds.is_empty());
                    for kind in kinds {
                        let is_taken = lines.take(kind, &catalog, &quote);
                        assert!(is_taken, "{kind:?} of [{first}], [{second}], {new:?}");
                    }
                }
            }
        }
    }
}
