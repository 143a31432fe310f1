//! When what runs: a day axis, a lane for each line, a bar for each period, and under them what
//! is needed. Drawn from the periods that the engine says the purchases make.

mod axis;
mod demand;
mod details;
mod lane;

use simfare_engine::Date;
use simfare_engine::format::Id;
use simfare_engine::quote::LineRole;
use simfare_engine::usage::{On, Period};

use super::{View, leftovers, names};
use crate::dom::{El, Node, el};
use details::Details;

/// The least width of a bar that words fit into, in pixels, and the most of a chart: whoever
/// plans two years in thirty periods scrolls a while.
const BAR: u32 = 72;
const WIDEST: u32 = 2_400;

/// The least width of a whole chart.
const NARROWEST: u32 = 256;

/// The section.
pub(super) fn timeline(view: &View<'_>) -> El {
    let texts = view.format.texts;
    let chart = Chart::new(view);
    let details = Details::new(&chart);
    let lanes: Vec<Node> = lane::lanes(&chart, &details);
    let section = el("section").class("timeline").part("timeline");
    let section = section
        .attr("aria-labelledby", "timeline")
        .child(el("h3").attr("id", "timeline").part("heading").child(texts.timeline()));
    let drawing = el("div")
        .class("course")
        .style("min-inline-size", format!("{}px", chart.width))
        .child(axis::grid(&chart))
        .child(axis::axis(&chart))
        .child(el("div").class("lanes").children(lanes))
        .child(demand::demand(&chart));
    section
        .child(el("div").class("chart-box").part("timeline-chart").child(drawing))
        .child(details.chosen())
        .child(lane::key(&chart))
        .child(details.as_table(view.state))
}

/// What all parts of the drawing are measured by.
struct Chart<'v, 'f> {
    view: &'v View<'f>,
    /// The trip's days, and those that the axis shows: a little of what is paid beyond.
    days: u32,
    shown: u32,
    start: Date,
    /// Today, as a day of the trip, where the axis shows it.
    today: Option<u32>,
    /// In pixels; wider only where there is more room.
    width: u32,
    /// Brands in the order in which they appear, which gives each its colour.
    brands: Vec<&'v Id>,
}

impl<'v, 'f> Chart<'v, 'f> {
    fn new(view: &'v View<'f>) -> Self {
        let request = &view.found.request;
        let periods = &view.usage().periods;
        let days = request.horizon().max(1);
        let paid = periods.iter().map(|period| period.paid_until).max().unwrap_or(days);
        let shown = paid.clamp(days, days + (days / 5).max(2));
        let today = view.state.today.get().days_since(request.start_date);
        let shortest = periods.iter().map(|period| period.until - period.from).min();
        let width = match shortest {
            Some(shortest) => (BAR * shown / shortest.max(1)).clamp(NARROWEST, WIDEST),
            None => NARROWEST,
        };
        let mut brands = Vec::new();
        for period in periods.iter().filter(|period| !period.purchases.is_empty()) {
            if !brands.contains(&&period.brand) {
                brands.push(&period.brand);
            }
        }
        Self {
            view,
            days,
            shown,
            start: request.start_date,
            today: u32::try_from(today).ok().filter(|&today| today < days),
            // Few bars are worth less scrolling than many.
            width: width.min(NARROWEST.max(periods.len() as u32 * BAR)),
            brands,
        }
    }

    /// A day's place on the axis, in percent to three decimals.
    fn percent(&self, day: u32) -> String {
        let thousandths = u64::from(day.min(self.shown)) * 100_000 / u64::from(self.shown);
        format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
    }

    fn place(&self, element: El, from: u32, until: u32) -> El {
        element
            .style("inset-inline-start", self.percent(from))
            .style("inline-size", self.percent(until.min(self.shown).saturating_sub(from)))
    }

    fn date(&self, day: u32) -> Date {
        self.start.plus_days(day.into())
    }

    /// From the first day to the last, the end exclusive.
    fn span(&self, from: u32, until: u32) -> String {
        let format = self.view.format;
        let today = self.view.state.today.get_untracked();
        let days = [from, until.max(from + 1) - 1].map(|day| self.date(day));
        // A day of another year says which.
        let is_near = days.iter().all(|day| day.ymd().0 == today.ymd().0);
        let [first, last] = days.map(|day| match is_near {
            true => format.short_date(day),
            false => format.date(day, today).replace(' ', "\u{a0}"),
        });
        if first == last {
            return first;
        }
        // So long a span may break, in a table, before its last day.
        let last = if is_near { last } else { ["\u{200b}", &last].concat() };
        format.texts.first_to_last(&first, &last).text()
    }

    /// The number of a period's colour; what was there before has none of its own.
    fn colour(&self, period: &Period) -> String {
        if period.purchases.is_empty() {
            return "0".to_owned();
        }
        let at = self.brands.iter().position(|known| **known == period.brand).unwrap_or(0);
        (at % 6 + 1).to_string()
    }

    /// What serves a period: the names of what was bought, or of what was there.
    fn name(&self, period: &Period) -> String {
        let view = self.view;
        let texts = view.format.texts;
        let catalog = &view.found.catalog;
        let brand = names::brand(catalog, &period.brand);
        let bought = period.purchases.first().and_then(|at| view.way.purchases.get(*at));
        match (&period.on, bought) {
            (On::Plan(_), Some(bought)) => view.purchase(bought),
            (On::Paygo(id), Some(_)) => {
                let offer = catalog.paygo.iter().find(|paygo| paygo.id == *id);
                let name = offer.map_or(id.as_str(), |paygo| paygo.name.as_str());
                texts.plan_of(brand, name).text()
            }
            _ => texts.current_plan(brand).text(),
        }
    }

    /// What a period costs.
    fn price(&self, period: &Period) -> String {
        let view = self.view;
        let of = |at: &usize| view.way.purchases.get(*at).map_or(0, |purchase| purchase.total.0);
        let total = period.purchases.iter().map(of).sum();
        match period.purchases.is_empty() {
            true => view.format.texts.paid_already().to_owned(),
            false => view.money.of(simfare_engine::format::Amount(total)),
        }
    }

    /// The lines there are, with their names; one alone needs none.
    fn lines(&self) -> Vec<(LineRole, Option<&'static str>)> {
        let texts = self.view.format.texts;
        let is_two = self.view.way.purchases.iter().any(|purchase| purchase.line != LineRole::One);
        if is_two {
            vec![
                (LineRole::Number, Some(texts.lane_number())),
                (LineRole::Data, Some(texts.lane_data())),
            ]
        } else {
            vec![(LineRole::One, None)]
        }
    }

    fn left(&self, period: &Period) -> Option<String> {
        leftovers::of_period(self.view, period)
    }
}
