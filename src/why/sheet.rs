//! A curve as it is drawn: where its points lie, what they say. Made once for each portion of
//! findings, so that reading it is quick.

use std::sync::Arc;

use simfare_engine::Request;
use simfare_engine::format::Amount;
use simfare_engine::quote::{Item, Purchase};

use super::curve::{Along, COLOURS, Curve, Plateau, Run, Winner};
use super::{cut, data};
use crate::answer::{View, names};
use crate::chart::{Axis, HEIGHT, Step, round_step};
use crate::desk::Findings;
use crate::locale::Format;
use crate::state::Found;

/// So many purchases are named.
const NAMED: usize = 3;

/// See the module.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) along: Along,
    /// What the curve is about.
    pub(super) found: Arc<Found>,
    /// Whether that is still the answer.
    pub(super) is_current: bool,
    pub(super) own: u64,
    pub(super) total: Amount,
    pub(super) axis: Axis,
    /// The step between the ticks of the axis of cost, and the highest of them.
    pub(super) tick: i64,
    pub(super) top: i64,
    pub(super) asked: Vec<u64>,
    pub(super) spots: Vec<Spot>,
    pub(super) signs: Vec<Sign>,
    pub(super) runs: Vec<Run>,
    pub(super) changes: Vec<(u64, usize)>,
    pub(super) plateau: Option<Plateau>,
    pub(super) steps: Vec<Step>,
    values: Vec<u64>,
}

/// A known point.
#[derive(Debug)]
pub(super) struct Spot {
    pub(super) x: u64,
    pub(super) total: Option<Amount>,
    pub(super) winner: usize,
    /// By its place in the findings; nothing for the answer itself.
    index: Option<usize>,
}

/// How a winner is told from the others.
#[derive(Debug)]
pub(super) struct Sign {
    pub(super) letter: String,
    /// 0 is the grey one.
    pub(super) colour: usize,
    pub(super) name: String,
}

impl Sheet {
    /// For an answer; of the one before it, as long as nothing is known of this one.
    pub(super) fn new(view: &View<'_>, findings: &Findings, along: Along) -> Self {
        let is_current = findings.about.is_none() || findings.are_about(view.found);
        let found = findings.about.as_ref().unwrap_or(view.found);
        let curve = Curve::new(along, found, findings);
        let spots: Vec<Spot> = curve
            .points
            .iter()
            .map(|point| Spot {
                x: point.x,
                total: point.total,
                winner: point.winner,
                index: point.index,
            })
            .collect();
        let first = curve.asked.first().copied().unwrap_or(curve.own);
        let last = curve.asked.last().copied().unwrap_or(curve.own);
        let gap = match along {
            Along::Days => 1,
            Along::Data => data::step(last),
        };
        let axis = Axis::new(first, last, gap);
        let minor = 10i64.pow(found.catalog.minor_digits());
        let highest = u64::try_from(curve.highest().0.max(minor)).unwrap_or(1);
        let tick = round_step(highest, 4);
        let top = (highest.div_ceil(tick) * tick).max(1);
        let (tick, top) = (tick.cast_signed(), top.cast_signed());
        // Where nothing can be had, nothing wins either.
        let is_seen = |at| {
            let mut points = curve.points.iter();
            points.any(|point| point.winner == at && point.total.is_some())
        };
        let (mut colour, mut seen) = (0, 0u8);
        let signs = curve
            .winners
            .iter()
            .enumerate()
            .map(|(at, winner)| {
                let is_grey = matches!(winner, Winner::Nothing | Winner::Other);
                colour += usize::from(!is_grey);
                let letter = char::from(b'A' + seen % 26).to_string();
                seen += u8::from(is_seen(at));
                Sign {
                    letter,
                    colour: if is_grey { 0 } else { (colour - 1) % COLOURS + 1 },
                    name: name(view, *winner),
                }
            })
            .collect();
        Self {
            along,
            is_current,
            own: curve.own,
            total: found.quote.total.unwrap_or_default(),
            axis,
            tick,
            top,
            spots,
            signs,
            runs: curve.runs(),
            changes: curve.changes(),
            plateau: if is_current { curve.plateau() } else { None },
            steps: steps(&curve, axis, top),
            values: curve.points.iter().map(|point| point.x).collect(),
            found: Arc::clone(found),
            asked: curve.asked,
        }
    }

    /// Whether all of it is known.
    pub(super) fn is_complete(&self) -> bool {
        self.spots.len() == self.asked.len() && self.asked.len() > 1
    }

    /// The known value nearest to a place.
    pub(super) fn nearest(&self, place: u64) -> Option<u64> {
        self.axis.nearest(&self.values, place)
    }

    /// The known point at a value.
    pub(super) fn at(&self, x: u64) -> Option<&Spot> {
        let at = self.values.binary_search(&x).ok()?;
        self.spots.get(at)
    }

    /// The known value before one.
    pub(super) fn values_before(&self, x: u64) -> Option<u64> {
        self.values[..self.values.partition_point(|value| *value < x)].last().copied()
    }

    /// Whether the trip could become that.
    pub(super) fn is_usable(&self, x: u64) -> bool {
        self.is_current && x != self.own && self.at(x).is_some_and(|spot| spot.total.is_some())
    }

    /// What the person would ask for instead.
    pub(super) fn request(&self, x: u64) -> Option<Request> {
        match self.along {
            Along::Days => cut::of_length(&self.found.request, u32::try_from(x).ok()?),
            Along::Data => Some(cut::of_data(&self.found.request, x)),
        }
    }

    /// A value in words.
    pub(super) fn words(&self, format: &Format, x: u64) -> String {
        match self.along {
            Along::Days => format.count(format.texts.count_days(), x),
            Along::Data => amount(format, x),
        }
    }

    /// From one value to another, in words.
    pub(super) fn range(&self, format: &Format, from: u64, until: u64) -> String {
        if from == until {
            return self.words(format, from);
        }
        let (begin, end) = match self.along {
            Along::Days => {
                (format.number(from), format.count_until(format.texts.count_days(), until))
            }
            Along::Data => (amount(format, from), amount(format, until)),
        };
        format.texts.range(&begin, &end).text()
    }

    /// What is bought there, in words.
    pub(super) fn bought(&self, view: &View<'_>, findings: &Findings, spot: &Spot) -> String {
        let purchases = match spot.index {
            None => self.found.quote.purchases.as_slice(),
            Some(index) => findings.quote(index).map_or(&[][..], |quote| &quote.purchases),
        };
        self::bought(view, purchases)
    }

    /// A cost's place from the top, in percent.
    pub(super) fn percent_down(&self, total: Amount) -> String {
        let down = HEIGHT - height(total, self.top);
        format!("{}.{}%", down / 10, down % 10)
    }
}

/// What purchases hold, each once, in words.
fn bought(view: &View<'_>, purchases: &[Purchase]) -> String {
    let texts = view.format.texts;
    let mut all: Vec<(&Purchase, u64)> = Vec::new();
    for purchase in purchases {
        match all.iter_mut().find(|(known, _)| known.items == purchase.items) {
            Some((_, times)) => *times += 1,
            None => all.push((purchase, 1)),
        }
    }
    if all.is_empty() {
        return texts.wins_nothing().to_owned();
    }
    let named = all.iter().take(NAMED).map(|(purchase, times)| {
        let what = view.purchase(purchase);
        if *times == 1 { what } else { texts.times(&view.format.number(*times), &what).text() }
    });
    let mut words = named.collect::<Vec<_>>().join(" + ");
    if all.len() > NAMED {
        words.push_str(" + …");
    }
    words
}

/// A winner in words.
fn name(view: &View<'_>, winner: Winner<'_>) -> String {
    let texts = view.format.texts;
    let catalog = &view.way.found.catalog;
    match winner {
        Winner::Nothing => texts.wins_nothing().to_owned(),
        Winner::Other => texts.wins_other().to_owned(),
        Winner::Brand(brand) => names::brand(catalog, brand).to_owned(),
        Winner::Offer(brand, offer) => {
            let paygo = catalog.paygo.iter().find(|paygo| paygo.id == *offer);
            let item = Item { id: offer.clone(), quantity: 1, unit_price: Amount(0) };
            let offer = paygo.map_or_else(|| view.item(&item), |paygo| paygo.name.to_string());
            texts.plan_of(names::brand(catalog, brand), &offer).text()
        }
    }
}

/// An amount of data; round ones all in the same unit, as the axis has them.
pub(super) fn amount(format: &Format, mb: u64) -> String {
    let gb = match mb {
        0 => "0",
        512 => "0.5",
        _ => return format.data(mb),
    };
    format.texts.amount_gb(&format.decimal(gb)).text()
}

fn height(total: Amount, top: i64) -> u64 {
    let total = u64::try_from(total.0).unwrap_or(0);
    let top = u64::try_from(top).unwrap_or(1).max(1);
    (total.min(top) * HEIGHT) / top
}

/// The curve: each point reaches half way to its neighbours.
fn steps(curve: &Curve<'_>, axis: Axis, top: i64) -> Vec<Step> {
    let half_way = |at: usize| axis.place_of_half(curve.points[at].x + curve.points[at + 1].x);
    let last = curve.points.len().saturating_sub(1);
    let step = |(at, point): (usize, &super::curve::Point)| Step {
        from: if at == 0 { 0 } else { half_way(at - 1) },
        until: if at == last { crate::chart::WIDTH } else { half_way(at) },
        height: point.total.map(|total| height(total, top)),
        part: point.winner,
    };
    curve.points.iter().enumerate().map(step).collect()
}
