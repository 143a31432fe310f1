//! What of a schedule's past tells its future (model.md §4, `new_line_only`).

use crate::map::Set;
use crate::offers::CreditGraph;
use crate::schedule::prices::Prices;
use crate::schedule::table::Table;

use super::place::{Label, Place};

/// What of a label's past matters to its future: of each kind of brands that sell
/// `new_line_only` plans on the same terms how many were bought from, the place's own brand aside,
/// and whether that was.
pub(super) type Past = Vec<u16>;

/// Tells what matters of labels' pasts.
pub(super) struct Pasts {
    /// For each brand of the scope, its kind: one that stands for it, and where it is counted.
    kinds: Vec<Option<(usize, usize)>>,
    /// The brands of the scope by index into the catalog's.
    index: Set<usize>,
    count: usize,
}

impl Pasts {
    pub(super) fn of(table: &Table<'_>, prices: &Prices) -> Self {
        let mut places = Set::default();
        let mut kind = |alike: &Option<usize>| alike.map(|alike| (alike, places.add(alike).0));
        Self {
            kinds: prices.alike.iter().map(&mut kind).collect(),
            index: Set::of(table.scope.brands.iter().map(|brand| brand.brand)),
            count: places.members().len(),
        }
    }

    /// A label's place, by a brand that stands for all alike, and its past.
    pub(super) fn key(
        &self,
        label: &Label,
        credit: &[(usize, usize, CreditGraph)],
    ) -> (Place, Past) {
        let stand_in = |brand: usize| self.kinds[brand].map_or(brand, |kind| kind.0);
        let (mut place, mut own) = (label.place, None);
        match &mut place {
            Place::Begin | Place::Done => {}
            Place::Start(start) => {
                own = Some(usize::from(start.brand));
                start.brand = stand_in(start.brand.into()) as u16;
            }
            Place::Between(between) => {
                own = between.brand;
                between.brand = between.brand.map(stand_in);
            }
            Place::Credit { graph, .. } => own = Some(credit[*graph].0),
        }
        let mut past = vec![0; self.count + 1];
        for brand in label.bought.iter().filter_map(|brand| self.index.place(brand)) {
            match self.kinds[brand] {
                Some(_) if own == Some(brand) => past[self.count] = 1,
                Some((_, place)) => past[place] += 1,
                None => {}
            }
        }
        (place, past)
    }
}
