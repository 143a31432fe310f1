//! The cheapest way to serve all lines of a strategy together.

use crate::cost::Cost;
use crate::map::Set;
use crate::market::Market;
use crate::quote::LineRole;
use crate::schedule::table::CouponUses;
use crate::sort;

use super::Lines;
use super::coupon::splits;
use super::leg::Leg;
use super::order::{better, key_of};

/// The cheapest way to serve all legs together, the coupon's uses shared among them.
pub(super) fn cheapest(
    market: &Market<'_>,
    legs: &[(LineRole, Leg<'_>)],
    coupon: CouponUses,
) -> Option<Lines> {
    let splits = splits(legs.len(), coupon);
    let layer = |uses: u16| coupon.layer(uses);
    let cost = |split: &[u16]| {
        let costs = legs.iter().zip(split).map(|((_, leg), &uses)| leg.least(layer(uses)));
        costs.fold(Cost::ZERO, Cost::plus)
    };
    let least = splits.iter().map(|split| cost(split)).min().filter(|cost| cost.is_some())?;
    let splits: Vec<&Vec<u16>> = splits.iter().filter(|split| cost(split) == least).collect();
    let mut best: Option<Lines> = None;
    let mut many = 0;
    let mut take = |candidate: Lines| {
        let (_, brands, _) = key_of(&candidate);
        many = many.max(brands);
        if best.as_ref().is_none_or(|best| better(&candidate, best)) {
            best = Some(candidate);
        }
    };
    for split in &splits {
        let mut combined: Vec<Lines> = vec![Vec::new()];
        for ((role, leg), &uses) in legs.iter().zip(split.iter()) {
            combined = combined
                .iter()
                .flat_map(|before| {
                    leg.solutions(layer(uses)).map(|solution| {
                        let mut legs = before.clone();
                        legs.push((*role, solution.clone()));
                        legs
                    })
                })
                .collect();
        }
        combined.into_iter().for_each(&mut take);
    }
    // Fewer brands may do at the same cost, and what takes more brands than the best may do with as few
    // and a smaller list of ids; sets of brands are tried from the smallest on.
    let few = best.as_ref().map_or(0, |best| key_of(best).1);
    let most = if many > few { few } else { few.saturating_sub(1) };
    let break_ties = legs
        .iter()
        .all(|(_, leg)| !leg.hard && leg.tables.iter().all(|table| table.scope.break_ties));
    if most == 0 || !break_ties {
        return best;
    }
    on_few_brands(market, legs, coupon, &splits, best, most)
}

/// Of answers that cost the same the best: `best`, or one that takes at most `most` brands.
#[inline(never)]
fn on_few_brands(
    market: &Market<'_>,
    legs: &[(LineRole, Leg<'_>)],
    coupon: CouponUses,
    splits: &[&Vec<u16>],
    mut best: Option<Lines>,
    most: usize,
) -> Option<Lines> {
    let layer = |uses: u16| coupon.layer(uses);
    let mut tied = Set::default();
    for split in splits {
        for ((_, leg), &uses) in legs.iter().zip(split.iter()) {
            leg.tied_brands(uses, layer(uses), &mut tied);
        }
    }
    let mut tied: Vec<usize> = tied.into_members();
    sort::sort(&mut tied);
    for size in 1..=most {
        let mut found = false;
        for set in subsets(&tied, size).take(MOST_SETS) {
            for split in splits {
                let legs: Option<Lines> = legs
                    .iter()
                    .zip(split.iter())
                    .map(|((role, leg), &uses)| {
                        Some((*role, leg.within(market, uses, layer(uses), &set)?))
                    })
                    .collect();
                if let Some(legs) = legs {
                    found = true;
                    if best.as_ref().is_none_or(|best| better(&legs, best)) {
                        best = Some(legs);
                    }
                }
            }
        }
        if found {
            break;
        }
    }
    best
}

/// The most sets of brands of one size that are tried for the tie-break by brands.
const MOST_SETS: usize = 600;

/// The subsets of a size, in order.
fn subsets(of: &[usize], size: usize) -> impl Iterator<Item = Vec<usize>> + '_ {
    let first = (size <= of.len()).then(|| (0..size).collect::<Vec<usize>>());
    let indices = std::iter::successors(first, move |last| {
        let mut next = last.clone();
        let i = (0..size).rev().find(|&i| next[i] < of.len() - size + i)?;
        next[i] += 1;
        for j in i + 1..size {
            next[j] = next[j - 1] + 1;
        }
        Some(next)
    });
    indices.map(|indices| indices.into_iter().map(|i| of[i]).collect())
}
