//! The coupon's uses (model.md §5), shared among purchases and lines.

use crate::market::Market;
use crate::schedule::table::CouponUses;

use super::Lines;

/// Coupon limits up to this are counted from the start; larger ones only if the answer that
/// ignores them exceeds them, which it hardly ever does.
pub(super) const SMALL_LIMIT: u32 = 4;

/// The ways to share the coupon's uses among so many legs.
pub(super) fn splits(legs: usize, coupon: CouponUses) -> Vec<Vec<u16>> {
    match coupon {
        CouponUses::Unlimited => vec![vec![coupon.at_start(); legs]],
        CouponUses::Limited(most) if legs == 2 => (0..=most).map(|n| vec![n, most - n]).collect(),
        CouponUses::Limited(most) => vec![vec![most; legs]],
    }
}

/// Solves with the coupon's limit, which is first ignored where it is large.
pub(super) fn with_coupon(
    market: &Market<'_>,
    solve: &mut dyn FnMut(CouponUses) -> Option<Lines>,
) -> Option<Lines> {
    match (&market.request.coupon, market.pricing.coupon_limit()) {
        (None, _) => solve(CouponUses::Limited(0)),
        (Some(_), None) => solve(CouponUses::Unlimited),
        (Some(_), Some(limit)) => {
            if limit > SMALL_LIMIT {
                let free = solve(CouponUses::Unlimited)?;
                let used = free
                    .iter()
                    .flat_map(|(_, leg)| &leg.purchases)
                    .filter(|(bought, _)| bought.coupon)
                    .count();
                if used <= limit as usize {
                    return Some(free);
                }
            }
            solve(CouponUses::Limited(u16::try_from(limit).unwrap_or(u16::MAX)))
        }
    }
}
