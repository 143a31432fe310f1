//! Sorting, small. The standard library's sort is compiled anew for each type and each order, some
//! 4 KB at a time; that is much in a page that has two dozen of them. Here the one part that is
//! compiled anew is how to compare and how to swap.
//!
//! Nothing that is sorted here is long: offers, purchases, points of a chart.

use std::cmp::Ordering;

/// Sorts by an order; equals stay in theirs.
pub fn sort_by<T>(list: &mut [T], mut order: impl FnMut(&T, &T) -> Ordering) {
    let mut places = sorted_places(list.len(), &mut |a, b| order(&list[a], &list[b]));
    put(&mut places, &mut |a, b| list.swap(a, b));
}

/// Sorts by a key; equals stay in their order.
pub fn sort_by_key<T, K: Ord>(list: &mut [T], mut key: impl FnMut(&T) -> K) {
    sort_by(list, |a, b| key(a).cmp(&key(b)));
}

/// Sorts by the order of the members themselves.
pub fn sort<T: Ord>(list: &mut [T]) {
    sort_by(list, T::cmp);
}

/// The places of members in the order in which they are to stand.
fn sorted_places(len: usize, order: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    let mut merged = Vec::with_capacity(len);
    // Runs of one, two, four, … members are merged in pairs.
    let mut run = 1;
    while run < len {
        merged.clear();
        for pair in places.chunks(2 * run) {
            let (mut left, mut right) = pair.split_at(run.min(pair.len()));
            while let ([first, more @ ..], [second, others @ ..]) = (left, right) {
                if order(*second, *first) == Ordering::Less {
                    merged.push(*second);
                    right = others;
                } else {
                    merged.push(*first);
                    left = more;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        std::mem::swap(&mut places, &mut merged);
        run *= 2;
    }
    places
}

/// Puts what stands at `places[i]` at `i`, for each `i`, by swapping.
fn put(places: &mut [usize], swap: &mut dyn FnMut(usize, usize)) {
    for start in 0..places.len() {
        let mut hole = start;
        // Round the circle of those that take each other's place.
        while places[hole] != start {
            let next = places[hole];
            swap(hole, next);
            places[hole] = hole;
            hole = next;
        }
        places[hole] = hole;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_the_standard_library_does(list in prop::collection::vec(0_u8..40, 0..70)) {
            let mut ours: Vec<(u8, usize)> = list.into_iter().zip(0..).collect();
            let mut theirs = ours.clone();
            sort_by_key(&mut ours, |(value, _)| value / 4);
            theirs.sort_by_key(|(value, _)| value / 4);
            prop_assert_eq!(&ours, &theirs);
            sort(&mut ours);
            theirs.sort();
            prop_assert_eq!(&ours, &theirs);
            sort_by(&mut ours, |a, b| b.cmp(a));
            theirs.reverse();
            prop_assert_eq!(ours, theirs);
        }
    }
}
