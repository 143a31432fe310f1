//! What runs when, and what is left over: the periods (model.md §3) that purchases make, for a page
//! to show.
//!
//! Purchases are taken at their word: days that overlap belong to the earlier, and what names
//! nothing in the catalog is passed over. Whether they keep the rules is
//! [`verify`](crate::verify())'s to say.

mod bought;
mod credit;
mod period;
mod row;
mod spread;

pub use period::{Credit, Gap, On, Period, Share, Stretch};

use crate::catalog::Catalog;
use crate::demand::{Carries, Demand};
use crate::market::Market;
use crate::quote::{LineRole, Purchase};
use crate::request::Request;
use crate::sort;
use row::Row;

/// The periods that the purchases of a quote, or of one of its alternatives, make of a request, by
/// their first days; the current line's is among them. None for a request with faults.
pub fn usage(catalog: &Catalog, request: &Request, purchases: &[Purchase]) -> Vec<Period> {
    let mut periods = walk(catalog, request, purchases).0;
    sort::sort_by_key(&mut periods, |period| period.from);
    periods
}

/// The days that the same purchases leave without a period, by their first days. None for a request
/// with faults.
pub fn gaps(catalog: &Catalog, request: &Request, purchases: &[Purchase]) -> Vec<Gap> {
    let mut gaps = walk(catalog, request, purchases).1;
    sort::sort_by_key(&mut gaps, |gap| gap.from);
    gaps
}

/// The periods and gaps of each line in turn.
fn walk(catalog: &Catalog, request: &Request, purchases: &[Purchase]) -> (Vec<Period>, Vec<Gap>) {
    let (mut periods, mut gaps) = (Vec::new(), Vec::new());
    if request.check(catalog).is_err() {
        return (periods, gaps);
    }
    let market = Market::of(catalog, request);
    let two = purchases.iter().any(|purchase| purchase.line != LineRole::One);
    let roles = [
        (LineRole::One, Carries::EVERYTHING),
        (LineRole::Number, Carries::CALLS),
        (LineRole::Data, Carries::DATA),
    ];
    for (role, carries) in roles {
        if two != (role != LineRole::One) {
            continue;
        }
        let demand = Demand::of(request, carries);
        let mut row = Row::new(&market, role, &demand);
        row.walk(market.has_line(role), purchases);
        periods.append(&mut row.periods);
        gaps.append(&mut row.gaps);
    }
    (periods, gaps)
}
