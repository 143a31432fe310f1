//! When what runs: a day axis, a lane for each line, a bar for each period.

use leptos::prelude::Get;
use simfare_engine::Date;
use simfare_engine::format::Id;
use simfare_engine::quote::{LineRole, Purchase};
use simfare_engine::request::NumberRule;

use super::{View, names};
use crate::dom::{El, Node, el};

/// The chart.
pub(super) fn timeline(view: &View<'_>) -> El {
    let texts = view.format.texts;
    let chart = Chart::new(view);
    let is_two = view.way.purchases.iter().any(|purchase| purchase.line != LineRole::One);
    let roles: &[_] = if is_two {
        &[(LineRole::Number, texts.lane_number), (LineRole::Data, texts.lane_data)]
    } else {
        &[(LineRole::One, texts.lane_one)]
    };
    let lanes = roles.iter().filter_map(|&(role, name)| {
        let bars = chart.bars(role);
        (!bars.is_empty()).then(|| {
            el("div")
                .class("lane")
                .part("timeline-lane")
                .child(el("span").class("lane-name").child(name))
                .child(el("ul").class("track").part("timeline-track").children(bars))
                .into()
        })
    });
    let lanes: Vec<Node> = lanes.collect();
    let several = lanes.len() > 1;
    el("section")
        .class("timeline")
        .part("timeline")
        .attr("aria-labelledby", "timeline")
        .flag("data-several", several)
        .child(el("h3").attr("id", "timeline").part("heading").child(texts.timeline))
        .child(chart.axis())
        .child(el("div").class("lanes").children(lanes))
}

struct Chart<'v, 'f> {
    view: &'v View<'f>,
    days: u32,
    start: Date,
    /// Brands in the order in which they appear, which gives each its colour.
    brands: Vec<&'f Id>,
}

impl<'v, 'f> Chart<'v, 'f> {
    fn new(view: &'v View<'f>) -> Self {
        let request = &view.way.found.request;
        let mut brands = Vec::new();
        for purchase in view.way.purchases {
            if !brands.contains(&&purchase.brand) {
                brands.push(&purchase.brand);
            }
        }
        Self { view, days: request.horizon().max(1), start: request.start_date, brands }
    }

    /// A day's place on the axis, in percent to three decimals.
    fn percent(&self, day: u32) -> String {
        let thousandths = u64::from(day.min(self.days)) * 100_000 / u64::from(self.days);
        format!("{}.{:03}%", thousandths / 1000, thousandths % 1000)
    }

    fn place(&self, element: El, from: u32, until: u32) -> El {
        element
            .style("left", self.percent(from))
            .style("width", self.percent(until.saturating_sub(from)))
    }

    fn date(&self, day: u32) -> Date {
        self.start.plus_days(day.into())
    }

    fn bars(&self, role: LineRole) -> Vec<Node> {
        let purchases: Vec<&Purchase> =
            self.view.way.purchases.iter().filter(|purchase| purchase.line == role).collect();
        let mut bars = Vec::new();
        let first = purchases.iter().map(|purchase| purchase.covers.start).min();
        if let Some(bar) = self.current(role, first.unwrap_or(self.days)) {
            bars.push(bar.into());
        }
        for (i, purchase) in purchases.iter().enumerate() {
            let covers = purchase.covers;
            if covers.start < covers.end {
                bars.push(self.bar(purchase).into());
            }
            let next =
                purchases[i + 1..].iter().map(|next| next.covers.start).min().unwrap_or(self.days);
            if let Some(bar) = self.asleep(role, purchase, next) {
                bars.push(bar.into());
            }
        }
        bars
    }

    fn bar(&self, purchase: &Purchase) -> El {
        let view = self.view;
        let texts = view.format.texts;
        let covers = purchase.covers;
        let what = view.purchase(purchase);
        let price = view.money.of(purchase.total);
        let from = view.format.short_date(self.date(covers.start));
        let until = view.format.short_date(self.date(covers.end - 1));
        let spoken = texts.bar(&what, &from, &until, &price).text();
        let colour = self.brands.iter().position(|brand| **brand == purchase.brand).unwrap_or(0);
        let label =
            |class, text: String| el("span").class(class).attr("aria-hidden", "true").child(text);
        let bar = el("li")
            .class("bar-of-plan")
            .part("timeline-bar")
            .attr("data-colour", (colour % 6 + 1).to_string())
            .attr("title", spoken.clone())
            .child(el("span").class("hidden").child(spoken));
        // The style sheet leaves them out of bars too narrow for words.
        let bar = bar.child(label("bar-name", what)).child(label("bar-price", price));
        self.place(bar, covers.start, covers.end)
    }

    /// The period the person has already, as far as it is used.
    fn current(&self, role: LineRole, until: u32) -> Option<El> {
        let found = self.view.way.found;
        let line = found.request.line.as_ref()?;
        let has_number =
            found.catalog.brands.iter().any(|brand| brand.id == line.brand && brand.number);
        let carries = match role {
            LineRole::One => true,
            LineRole::Number => has_number,
            LineRole::Data => !has_number,
        };
        let until = until.min(line.days_left).min(self.days);
        if !carries || until == 0 {
            return None;
        }
        let brand = names::brand(&found.catalog, &line.brand);
        let text = self.view.format.texts.current_plan(brand).text();
        let bar = el("li")
            .class("bar-of-plan")
            .part("timeline-bar")
            .attr("data-colour", "0")
            .attr("title", text.clone())
            .child(el("span").class("bar-name").child(text));
        Some(self.place(bar, 0, until))
    }

    /// The time after a period in which the line is only kept.
    fn asleep(&self, role: LineRole, purchase: &Purchase, until: u32) -> Option<El> {
        let found = self.view.way.found;
        let is_kept = found.request.number != NumberRule::None && role != LineRole::Data;
        let brand = found.catalog.brands.iter().find(|brand| brand.id == purchase.brand)?;
        let end = purchase.covers.end;
        let until = until.min(end.saturating_add(brand.grace_days));
        if !is_kept || until <= end {
            return None;
        }
        let text = self.view.format.texts.asleep;
        let bar = el("li")
            .class("bar-asleep")
            .part("timeline-asleep")
            .attr("title", text)
            .child(el("span").class("bar-name").child(text));
        Some(self.place(bar, end, until))
    }

    /// First day, months, day after the last; and today.
    fn axis(&self) -> El {
        let format = self.view.format;
        let mut ticks = vec![(0, format.short_date(self.start))];
        let last = self.date(self.days - 1);
        let (mut year, mut month, _) = self.start.ymd();
        // A label wants a ninth of the axis.
        let apart = (self.days / 9).max(1);
        let every = (self.days / 30).div_ceil(8).max(1);
        let mut count = 0;
        loop {
            (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
            let Some(date) = Date::from_ymd(year, month, 1) else { break };
            let Ok(day) = u32::try_from(date.days_since(self.start)) else { break };
            if day + apart + apart / 2 > self.days {
                break;
            }
            let fits = ticks.last().is_none_or(|(before, _)| day >= before + apart + apart / 2);
            count += 1;
            if fits && count % every == 0 {
                ticks.push((day, format.month(date)));
            }
        }
        let mut ticks: Vec<Node> = ticks
            .into_iter()
            .map(|(day, label)| {
                el("span").class("tick").style("left", self.percent(day)).child(label).into()
            })
            .collect();
        if self.days > 1 {
            let end = el("span").class("tick last").child(format.short_date(last));
            ticks.push(end.into());
        }
        let today = self.view.state.today.get().days_since(self.start);
        if let Ok(day) = u32::try_from(today)
            && day < self.days
        {
            let mark = el("span")
                .class("today")
                .part("timeline-today")
                .attr("title", format.texts.today)
                .style("left", self.percent(day));
            ticks.push(mark.into());
        }
        el("div").class("axis").part("timeline-axis").attr("aria-hidden", "true").children(ticks)
    }
}
