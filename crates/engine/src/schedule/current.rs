//! What a schedule may begin with on day 0: the use of the current line's period or credit
//! (model.md §2, §4), before anything new is bought.

use super::table::Scope;
use crate::cost::Cost;
use crate::offers::{CreditState, Current};

/// A use of the current line.
#[derive(Debug, Clone, Copy)]
pub(super) enum CurrentUse {
    /// For free, up to a day.
    Free { reach: usize },
    /// With add-ons: index into the current period's steps, what they cost and the coupon uses that
    /// are left.
    Addons { step: usize, reach: usize, coupon: bool, cost: Cost, uses: u16 },
    /// With top-ups of a paygo offer (index into those of its brand, itself one of the scope's) from
    /// a state that needs one.
    Topups { brand: usize, offer: usize, state: CreditState },
}

/// Every use of a scope's current line, with so many coupon uses; none without a line.
pub(super) fn uses_of_current(scope: &Scope<'_>, uses: u16) -> Vec<CurrentUse> {
    let mut found = Vec::new();
    let Some(line) = scope.line else { return found };
    let offers = scope.brands[line.brand];
    match &offers.current {
        None => {}
        Some(Current::Plan { steps }) => {
            for (index, step) in steps.iter().enumerate() {
                let reach = step.reach;
                if step.bundle.is_empty() {
                    found.push(CurrentUse::Free { reach });
                    continue;
                }
                // The coupon first, for who takes the first of what costs the same.
                for coupon in [true, false] {
                    if coupon && !(step.coupon && uses > 0 && step.cost[1] < step.cost[0]) {
                        continue;
                    }
                    let uses = if coupon { scope.coupon.after_use(uses) } else { uses };
                    let cost = step.cost[usize::from(coupon)];
                    found.push(CurrentUse::Addons { step: index, reach, coupon, cost, uses });
                }
            }
        }
        &Some(Current::Paygo { offer, credit, expiry }) => {
            let paygo = &offers.paygo[offer];
            let state =
                CreditState { day: 0, expiry: expiry as u16, credit, uses, new_line: false };
            let reach = paygo.balance_reach(expiry);
            if reach > 0 {
                found.push(CurrentUse::Free { reach });
            }
            if let Some(state) = paygo.at(state, reach) {
                found.push(CurrentUse::Topups { brand: line.brand, offer, state });
            }
        }
    }
    found
}
