//! What is known of a curve: the least cost for each length or amount, and what wins there.

use simfare_engine::sort;
use std::collections::BTreeMap;

use simfare_engine::format::{Amount, Id};
use simfare_engine::quote::{Item, Purchase};
use simfare_engine::{Catalog, Request};

use super::cut;
use crate::desk::Findings;
use crate::state::Found;

/// So many winners have a colour of their own.
pub(super) const COLOURS: usize = 6;

/// What a curve runs over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Along {
    Days,
    Data,
}

impl Along {
    /// Where a request lies on it.
    pub(super) fn of(self, request: &Request) -> u64 {
        match self {
            Self::Days => request.horizon().into(),
            Self::Data => cut::data(request),
        }
    }
}

/// One place of the curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Point {
    /// Days, or MB.
    pub(super) x: u64,
    /// Its place among all that were asked for.
    pub(super) place: usize,
    /// Nothing where no schedule exists.
    pub(super) total: Option<Amount>,
    /// Its place in the findings; nothing for the answer itself.
    pub(super) index: Option<usize>,
    /// By its place in [`Curve::winners`].
    pub(super) winner: usize,
}

/// What is known of a place.
#[derive(Debug)]
struct Known<'f> {
    index: Option<usize>,
    total: Option<Amount>,
    purchases: &'f [Purchase],
}

/// What most is paid for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Winner<'f> {
    /// Nothing is bought at all.
    Nothing,
    /// A plan, or credit.
    Offer(&'f Id, &'f Id),
    /// Plans of one brand, where single plans would be too many.
    Brand(&'f Id),
    /// One of those that win too seldom to be told apart.
    Other,
}

/// Points next to each other that cost the same and are won by the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) from: u64,
    pub(super) until: u64,
    pub(super) total: Option<Amount>,
    pub(super) winner: usize,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Curve<'f> {
    /// All that was asked for, in order.
    pub(super) asked: Vec<u64>,
    /// What is known of it, in order.
    pub(super) points: Vec<Point>,
    /// In the order in which they first win.
    pub(super) winners: Vec<Winner<'f>>,
    /// Where the trip itself lies.
    pub(super) own: u64,
}

impl<'f> Curve<'f> {
    /// From the findings about an answer.
    pub(super) fn new(along: Along, found: &'f Found, findings: &'f Findings) -> Self {
        let own = along.of(&found.request);
        let mut places: BTreeMap<u64, Option<Known<'f>>> = BTreeMap::new();
        for (index, ask) in findings.asks.iter().enumerate() {
            let known = findings.quotes.get(index).and_then(Option::as_ref).map(|quote| Known {
                index: Some(index),
                // Answered, but there may be nothing.
                total: quote.as_ref().and_then(|quote| quote.total),
                purchases: quote.as_ref().map_or(&[], |quote| &quote.purchases),
            });
            places.insert(along.of(&ask.request), known);
        }
        let answer = &found.quote;
        let known = Known { index: None, total: answer.total, purchases: &answer.purchases };
        places.insert(own, Some(known));
        let mut main = Main::new(&found.catalog);
        let known = places.values().flatten();
        let (winners, of_point) = sort(known.map(|known| main.winner(known.purchases)).collect());
        let known = places.iter().enumerate();
        let known = known.filter_map(|(place, (x, known))| Some((place, *x, known.as_ref()?)));
        let points = known
            .zip(of_point)
            .map(|((place, x, known), winner)| Point {
                x,
                place,
                index: known.index,
                total: known.total,
                winner,
            })
            .collect();
        Self { asked: places.keys().copied().collect(), points, winners, own }
    }

    /// The highest total.
    pub(super) fn highest(&self) -> Amount {
        self.points.iter().filter_map(|point| point.total).max().unwrap_or_default()
    }

    /// Whether nothing lies between a point and the one before it that isn't known yet.
    pub(super) fn joins(&self, at: usize) -> bool {
        at > 0 && self.points[at - 1].place + 1 == self.points[at].place
    }

    /// The whole curve, folded.
    pub(super) fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (at, point) in self.points.iter().enumerate() {
            let Point { x, total, winner, .. } = *point;
            match runs.last_mut() {
                Some(run) if run.total == total && run.winner == winner && self.joins(at) => {
                    run.until = x;
                }
                _ => runs.push(Run { from: x, until: x, total, winner }),
            }
        }
        runs
    }

    /// Where another begins to win, and which.
    pub(super) fn changes(&self) -> Vec<(u64, usize)> {
        let feasible: Vec<_> =
            (0..self.points.len()).filter(|at| self.points[*at].total.is_some()).collect();
        feasible
            .windows(2)
            .filter(|pair| {
                pair[0] + 1 == pair[1]
                    && self.joins(pair[1])
                    && self.points[pair[0]].winner != self.points[pair[1]].winner
            })
            .map(|pair| (self.points[pair[1]].x, self.points[pair[1]].winner))
            .collect()
    }

    /// The stretch of the same cost around the trip, as far as it is known for certain.
    pub(super) fn plateau(&self) -> Option<Plateau> {
        let own = self.points.iter().position(|point| point.x == self.own)?;
        let total = self.points[own].total?;
        let is_level = |at: usize| self.points[at].total == Some(total);
        let (mut first, mut last) = (own, own);
        while first > 0 && self.joins(first) && is_level(first - 1) {
            first -= 1;
        }
        let end = self.points.len() - 1;
        while last < end && self.joins(last + 1) && is_level(last + 1) {
            last += 1;
        }
        // Beyond either end there is something else, or nothing at all.
        let is_first = self.points[first].place == 0;
        let is_last = self.points[last].place + 1 == self.asked.len();
        let before = (!is_first).then(|| self.joins(first).then(|| self.points[first - 1]));
        let after =
            (!is_last).then(|| (last < end && self.joins(last + 1)).then(|| self.points[last + 1]));
        let beyond = |point: Option<Option<Point>>| match point {
            None => Some(None),
            Some(known) => {
                known.map(|point| Some((point.x, point.total.map(|to| Amount(to.0 - total.0)))))
            }
        };
        Some(Plateau {
            from: self.points[first].x,
            until: self.points[last].x,
            before: beyond(before)?,
            after: beyond(after)?,
        })
    }
}

/// A stretch of the same cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plateau {
    pub(super) from: u64,
    pub(super) until: u64,
    /// What lies next to it, with its difference where it can be had; nothing at the ends.
    pub(super) before: Option<(u64, Option<Amount>)>,
    pub(super) after: Option<(u64, Option<Amount>)>,
}

/// Looks up what most is paid for.
struct Main<'f> {
    catalog: &'f Catalog,
    /// What an item belongs to; a catalog may hold thousands.
    known: BTreeMap<&'f Id, &'f Id>,
}

impl<'f> Main<'f> {
    fn new(catalog: &'f Catalog) -> Self {
        Self { catalog, known: BTreeMap::new() }
    }

    fn winner(&mut self, purchases: &'f [Purchase]) -> Winner<'f> {
        let mut paid: Vec<(Winner<'f>, i64)> = Vec::new();
        for purchase in purchases {
            let Some(item) = purchase.items.first() else { continue };
            let winner = Winner::Offer(&purchase.brand, self.offer(item));
            match paid.iter_mut().find(|(known, _)| *known == winner) {
                Some((_, sum)) => *sum += purchase.total.0,
                None => paid.push((winner, purchase.total.0)),
            }
        }
        let most = paid.iter().map(|(_, sum)| *sum).max();
        let most = paid.iter().find(|(_, sum)| Some(*sum) == most);
        most.map_or(Winner::Nothing, |(winner, _)| *winner)
    }

    /// A plan, or what a top-up is for.
    fn offer(&mut self, item: &'f Item) -> &'f Id {
        let catalog = self.catalog;
        let offer = || catalog.sold(&item.id).map_or(&item.id, |sold| sold.offer());
        self.known.entry(&item.id).or_insert_with(offer)
    }
}

/// Names each winner once, in the order they come; few enough to be told apart.
fn sort<'f>(mut wins: Vec<Winner<'f>>) -> (Vec<Winner<'f>>, Vec<usize>) {
    if distinct(&wins).len() > COLOURS {
        for win in &mut wins {
            if let Winner::Offer(brand, _) = *win {
                *win = Winner::Brand(brand);
            }
        }
    }
    let mut often = distinct(&wins);
    if often.len() > COLOURS {
        sort::sort_by_key(&mut often, |winner| {
            std::cmp::Reverse(wins.iter().filter(|win| *win == winner).count())
        });
        for win in &mut wins {
            if often[COLOURS..].contains(win) {
                *win = Winner::Other;
            }
        }
    }
    let mut winners: Vec<Winner<'f>> = Vec::new();
    let of_point = wins
        .into_iter()
        .map(|win| {
            winners.iter().position(|winner| *winner == win).unwrap_or_else(|| {
                winners.push(win);
                winners.len() - 1
            })
        })
        .collect();
    (winners, of_point)
}

/// Those of them that need a colour.
fn distinct<'f>(wins: &[Winner<'f>]) -> Vec<Winner<'f>> {
    let mut distinct: Vec<_> = wins.iter().copied().filter(|win| *win != Winner::Nothing).collect();
    sort::sort(&mut distinct);
    distinct.dedup();
    distinct
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Totals of 1, 2, 3, … days, and who wins; `None` is not known yet.
    fn curve(known: &[Option<(i64, usize)>], own: u64) -> Curve<'static> {
        let points = known.iter().enumerate().filter_map(|(place, known)| {
            let (total, winner) = (*known)?;
            let total = (total >= 0).then_some(Amount(total));
            Some(Point { x: place as u64 + 1, place, index: None, total, winner })
        });
        Curve {
            asked: (1..=known.len() as u64).collect(),
            points: points.collect(),
            winners: vec![Winner::Nothing, Winner::Other],
            own,
        }
    }

    fn whole(totals: &[(i64, usize)], own: u64) -> Curve<'static> {
        curve(&totals.iter().copied().map(Some).collect::<Vec<_>>(), own)
    }

    #[test]
    fn equal_points_are_folded() {
        let curve = whole(&[(1, 0), (1, 0), (1, 1), (5, 1), (-1, 0), (5, 1)], 1);
        let runs: Vec<_> =
            curve.runs().iter().map(|run| (run.from, run.until, run.total)).collect();
        let paid = |amount| Some(Amount(amount));
        assert_eq!(
            runs,
            [(1, 2, paid(1)), (3, 3, paid(1)), (4, 4, paid(5)), (5, 5, None), (6, 6, paid(5))]
        );
        assert_eq!(curve.changes(), [(3, 1)]);
    }

    #[test]
    fn what_is_not_known_joins_nothing() {
        let curve = curve(&[Some((1, 0)), None, Some((1, 0)), Some((2, 1))], 1);
        assert_eq!(curve.runs().len(), 3);
        assert_eq!(curve.changes(), [(4, 1)]);
        assert_eq!(curve.plateau(), None);
    }

    #[test]
    fn the_plateau_around_the_trip() {
        let plateau = whole(&[(1, 0), (4, 0), (4, 0), (4, 1), (9, 1)], 3).plateau().unwrap();
        assert_eq!((plateau.from, plateau.until), (2, 4));
        assert_eq!(plateau.before, Some((1, Some(Amount(-3)))));
        assert_eq!(plateau.after, Some((5, Some(Amount(5)))));
        let level = whole(&[(4, 0), (4, 0)], 1).plateau().unwrap();
        assert_eq!((level.before, level.after), (None, None));
        let last = whole(&[(4, 0), (-1, 0)], 1).plateau().unwrap();
        assert_eq!(last.after, Some((2, None)));
        // Only once it is certain where it ends.
        assert_eq!(curve(&[Some((4, 0)), Some((4, 0)), None], 1).plateau(), None);
    }

    #[test]
    fn winners_are_few_enough_for_their_colours() {
        let ids: Vec<Id> = (0..9).map(|n| Id::new(&format!("plan-{n}")).unwrap()).collect();
        let (one, other) = (Id::new("one").unwrap(), Id::new("other").unwrap());
        let few: Vec<_> = ids[..3].iter().map(|id| Winner::Offer(&one, id)).collect();
        let (winners, of_point) = sort([few.clone(), few].concat());
        assert_eq!(winners.len(), 3);
        assert_eq!(of_point, [0, 1, 2, 0, 1, 2]);
        let many = ids.iter().enumerate();
        let many = many.map(|(n, id)| Winner::Offer(if n < 5 { &one } else { &other }, id));
        let (winners, _) = sort(many.collect());
        assert_eq!(winners, [Winner::Brand(&one), Winner::Brand(&other)]);
        let (winners, of_point) =
            sort(ids.iter().chain(&ids[..6]).map(|id| Winner::Offer(id, id)).collect());
        assert_eq!(winners.len(), COLOURS + 1);
        assert_eq!(winners[of_point[8]], Winner::Other);
    }
}
