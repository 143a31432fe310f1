//! A curve with its axes, what it teaches, and what reads it.

use simfare_engine::sort;
use std::rc::Rc;
use std::sync::Arc;

use simfare_engine::format::Amount;

use super::curve::Along;
use super::lesson::lesson;
use super::of_cheapest;
use super::reading;
use super::sheet::{Sheet, Spot, amount};
use super::table::table;
use crate::answer::View;
use crate::chart::{HEIGHT, Tick, WIDTH, paths, ranks, round_step, ticks};
use crate::desk::Survey;
use crate::dom::{El, Node, Property, el, live, svg};
use crate::locale::{Format, gigabytes, unit_of};
use crate::state::{Found, State};

/// How far labels of the same line have to be apart, in the chart's width: where there is
/// little room, some, and plenty.
const APART: [u64; 3] = [2_200, 1_500, 900];

/// So many labels at most are wanted along the axis.
const TICKS: u64 = 9;

fn survey(state: State, along: Along) -> Survey {
    match along {
        Along::Days => state.by_days,
        Along::Data => state.by_data,
    }
}

/// The whole of one chart.
pub(super) fn panel(state: State, found: &Arc<Found>, along: Along) -> El {
    let format = state.format.get();
    let texts = format.texts;
    let view = of_cheapest(state, &format, found);
    let findings = survey(state, along).findings;
    let sheet = Rc::new(findings.with(|findings| Sheet::new(&view, findings, along)));
    let is_complete = sheet.is_complete() && sheet.is_current;
    let (id, title) = match along {
        Along::Days => ("by-days", texts.by_days()),
        Along::Data => ("by-data", texts.by_data()),
    };
    let progress = (!is_complete).then(|| {
        el("progress")
            .part("progress")
            .attr("aria-label", texts.charting())
            .attr("max", sheet.asked.len().to_string())
            .attr("value", if sheet.is_current { sheet.spots.len() } else { 0 }.to_string())
    });
    let lesson = lesson(&view, &sheet);
    let lesson = lesson.or_else(|| (!is_complete).then(|| texts.charting().to_owned()));
    el("section")
        .class("panel")
        .part("why-panel")
        .attr("aria-labelledby", id)
        .flag("data-stale", !sheet.is_current)
        .child(el("h4").attr("id", id).attr("tabindex", "-1").child(title))
        .child(el("p").class("lesson").part("why-lesson").child(lesson.unwrap_or_default()))
        .child(el("div").class("charting").maybe(progress))
        .child(chart(state, &view, &sheet))
        .child(follow(&sheet, move |sheet| picked(state, sheet)))
        .child(legend(&view, &sheet))
        .child(table(state, &sheet))
}

/// A part that follows more than the sheet.
fn follow(sheet: &Rc<Sheet>, draw: impl Fn(&Rc<Sheet>) -> El + 'static) -> Node {
    let sheet = Rc::clone(sheet);
    live(move || draw(&sheet))
}

fn chart(state: State, view: &View<'_>, sheet: &Rc<Sheet>) -> El {
    let plot = {
        let (moving, leaving, picking) = (Rc::clone(sheet), Rc::clone(sheet), Rc::clone(sheet));
        el("div")
            .class("plot")
            .part("why-plot")
            .on("pointermove", move |event| reading::moved(state, &moving, &event))
            .on("pointerleave", move |_| reading::left(state, &leaving))
            .on("click", move |event| reading::picked(state, &picking, &event))
            .child(drawing(sheet))
            .child(
                el("div")
                    .class("changes")
                    .attr("aria-hidden", "true")
                    .children(changes(view.format, sheet)),
            )
            .child(follow(sheet, move |sheet| slider(state, sheet)))
            .child(follow(sheet, move |sheet| line(state, sheet)))
    };
    el("div")
        .class("chart")
        .part("why-chart")
        .child(el("div").class("costs").attr("aria-hidden", "true").children(costs(view, sheet)))
        .child(plot)
        .child(el("ul").class("strip").attr("aria-hidden", "true").children(strip(sheet)))
        .child(el("div").class("values").attr("aria-hidden", "true").children(values(view, sheet)))
}

/// The lines themselves; all that is said about them stands elsewhere.
fn drawing(sheet: &Sheet) -> El {
    let grid: String = (0..=sheet.top / sheet.tick.max(1))
        .map(|count| {
            let down = HEIGHT
                - u64::try_from(count * sheet.tick).unwrap_or(0) * HEIGHT
                    / u64::try_from(sheet.top).unwrap_or(1).max(1);
            format!("M0 {down}H{WIDTH}")
        })
        .collect();
    let curve = paths(&sheet.steps, sheet.signs.len()).into_iter().zip(&sheet.signs).flat_map(
        |((line, area), sign)| {
            let path = |class, d| {
                svg("path").class(class).attr("data-colour", sign.colour.to_string()).attr("d", d)
            };
            [path("area", area).into(), path("curve", line).into()]
        },
    );
    svg("svg")
        .attr("viewBox", format!("0 0 {WIDTH} {HEIGHT}"))
        .attr("preserveAspectRatio", "none")
        .attr("aria-hidden", "true")
        .child(svg("path").class("grid").attr("d", grid))
        .children(curve)
}

/// What the height means, from above.
fn costs(view: &View<'_>, sheet: &Sheet) -> Vec<Node> {
    let money = view.format.short_money(view.found.quote.currency);
    (0..=sheet.top / sheet.tick.max(1))
        .rev()
        .map(|count| el("span").child(money.of(Amount(count * sheet.tick))).into())
        .collect()
}

/// What the width means.
fn values(view: &View<'_>, sheet: &Sheet) -> Vec<Node> {
    let last = sheet.asked.last().copied().unwrap_or(sheet.own);
    let first = sheet.asked.first().copied().unwrap_or(0);
    let (step, unit) = match sheet.along {
        Along::Days => (round_step(last, TICKS), view.format.texts.days().to_owned()),
        Along::Data => {
            let unit = unit_of(&view.format.texts.amount_gb("").text());
            (1024 * round_step(last / 1024, TICKS), unit)
        }
    };
    let ticks = ticks(first, last, step).into_iter().map(|Tick { value, rank }| {
        el("span")
            .class("value")
            .attr("data-rank", rank.to_string())
            .style("left", sheet.axis.percent(value))
            .child(self::value(view.format, sheet.along, value))
            .into()
    });
    ticks.chain([el("span").class("unit-of-values").child(unit).into()]).collect()
}

/// A value as the axis has it, without its unit.
fn value(format: &Format, along: Along, value: u64) -> String {
    match along {
        Along::Days => format.number(value),
        Along::Data if value == 512 => format.decimal("0.5"),
        Along::Data if value.is_multiple_of(1024) => format.number(value / 1024),
        Along::Data => {
            gigabytes(value).map_or_else(|| amount(format, value), |gb| format.decimal(&gb))
        }
    }
}

/// Where another begins to win: a line each, and its day where there is room.
fn changes(format: &Format, sheet: &Sheet) -> Vec<Node> {
    // The next one beyond the trip matters most.
    let mut changes = sheet.changes.clone();
    sort::sort_by_key(&mut changes, |(x, _)| (*x <= sheet.own, x.abs_diff(sheet.own)));
    let places: Vec<u64> = changes.iter().map(|(x, _)| sheet.axis.place(*x)).collect();
    let ranks = ranks(&places, APART);
    let mut changes: Vec<_> = changes.into_iter().zip(ranks).collect();
    sort::sort_by_key(&mut changes, |((x, _), _)| *x);
    changes
        .into_iter()
        .map(|((x, winner), rank)| {
            let at =
                sheet.values_before(x).map_or(0, |before| sheet.axis.place_of_half(before + x));
            let letter = sheet.signs.get(winner).map_or("", |sign| &sign.letter);
            let value = value(format, sheet.along, x);
            let label = rank.map(|rank| {
                el("span")
                    .class("change-label")
                    .attr("data-rank", rank.to_string())
                    .child(format!("{letter} {value}"))
            });
            el("span").class("change").style("left", crate::chart::percent(at)).maybe(label).into()
        })
        .collect()
}

/// The same winners as a strip, with their letters.
fn strip(sheet: &Sheet) -> Vec<Node> {
    let mut segments: Vec<(u64, u64, Option<usize>)> = Vec::new();
    for step in &sheet.steps {
        let part = step.height.map(|_| step.part);
        match segments.last_mut() {
            Some(last) if last.2 == part => last.1 = step.until,
            _ => segments.push((step.from, step.until, part)),
        }
    }
    segments
        .into_iter()
        .filter_map(|(from, until, part)| {
            let sign = sheet.signs.get(part?)?;
            let segment = el("li")
                .class("segment")
                .attr("data-colour", sign.colour.to_string())
                .style("left", crate::chart::percent(from))
                .style("width", crate::chart::percent(until - from))
                .child(el("span").child(sign.letter.clone()));
            Some(segment.into())
        })
        .collect()
}

/// The slider that reads the chart by keys, and tells it to those who don't see it.
fn slider(state: State, sheet: &Rc<Sheet>) -> El {
    let format = state.format.get();
    let texts = format.texts;
    let value = state.why.reading(sheet.along).get().held.unwrap_or(sheet.own);
    let at = sheet.asked.partition_point(|asked| *asked < value);
    let value = sheet.asked.get(at).copied().unwrap_or(sheet.own);
    let words = sheet.words(&format, value);
    let says = match sheet.at(value) {
        None => texts.reading_unknown(&words).text(),
        Some(spot) => told(state, sheet, spot),
    };
    let (sliding, typing) = (Rc::clone(sheet), Rc::clone(sheet));
    el("input")
        .class("reader")
        .part("why-reader")
        .attr("type", "range")
        .attr(
            "aria-label",
            match sheet.along {
                Along::Days => texts.days(),
                Along::Data => texts.data(),
            },
        )
        .attr("min", "0")
        .attr("max", sheet.asked.len().saturating_sub(1).to_string())
        .attr("step", "1")
        .attr("aria-valuetext", says)
        .on("input", move |event| reading::slid(state, &sliding, &event))
        .on("keydown", move |event| reading::key(state, &typing, &event))
        .holds(Property::Value(at.to_string()))
}

/// A point in words: how much, how much more than the trip, and what for.
fn told(state: State, sheet: &Sheet, spot: &Spot) -> String {
    let format = state.format.get();
    let texts = format.texts;
    let view = of_cheapest(state, &format, &sheet.found);
    let words = sheet.words(&format, spot.x);
    let Some(total) = spot.total else { return texts.reading_none(&words).text() };
    let bought = bought(&view, sheet, spot);
    let difference = difference(&view, sheet, total);
    texts.reading(&words, &view.money.of(total), &difference, &bought).text()
}

fn bought(view: &View<'_>, sheet: &Sheet, spot: &Spot) -> String {
    let findings = survey(view.state, sheet.along).findings;
    findings.with_untracked(|findings| sheet.bought(view, findings, spot))
}

/// A total against the trip's.
fn difference(view: &View<'_>, sheet: &Sheet, total: Amount) -> String {
    match total.0 - sheet.total.0 {
        0 => view.format.texts.the_same().to_owned(),
        difference => view.money.difference(Amount(difference)),
    }
}

/// The trip's dot; and the line that reads the chart, with what it reads.
fn line(state: State, sheet: &Rc<Sheet>) -> El {
    let dot = |class, x, total| {
        el("span")
            .class(class)
            .style("left", sheet.axis.percent(x))
            .style("top", sheet.percent_down(total))
    };
    let value = state.why.reading(sheet.along).get().value();
    let spot = value.and_then(|value| sheet.at(value));
    let place = |spot: &Spot| sheet.axis.percent(spot.x);
    el("div")
        .class("reading")
        .attr("aria-hidden", "true")
        .child(dot("own", sheet.own, sheet.total))
        .maybe(spot.map(|spot| el("span").class("reading-line").style("left", place(spot))))
        .maybe(spot.and_then(|spot| Some(dot("reading-dot", spot.x, spot.total?))))
        .maybe(spot.map(|spot| tooltip(state, sheet, spot)))
}

fn tooltip(state: State, sheet: &Sheet, spot: &Spot) -> El {
    let format = state.format.get();
    let texts = format.texts;
    let view = of_cheapest(state, &format, &sheet.found);
    let words = sheet.words(&format, spot.x);
    let when = match sheet.along {
        Along::Days => {
            let last = sheet.found.request.start_date.plus_days(spot.x.cast_signed() - 1);
            texts.until_date(&words, &format.short_date(last)).text()
        }
        Along::Data => words,
    };
    let is_right = sheet.axis.place(spot.x) > WIDTH / 2;
    let tooltip = el("div")
        .class("tooltip")
        .part("why-tooltip")
        // On the side where there is more room.
        .attr("data-side", if is_right { "left" } else { "right" })
        .style("--_x", sheet.axis.percent(spot.x));
    let tooltip = tooltip.child(el("span").child(when));
    match spot.total {
        None => tooltip.child(el("strong").child(texts.not_possible())),
        Some(total) => {
            let is_own = spot.x == sheet.own;
            let beside =
                if is_own { texts.your_trip().to_owned() } else { difference(&view, sheet, total) };
            tooltip
                .child(
                    el("span")
                        .child(el("strong").child(view.money.of(total)))
                        .child(" ")
                        .child(el("span").class("tooltip-more").child(beside)),
                )
                .child(el("span").child(bought(&view, sheet, spot)))
        }
    }
}

/// Below the chart: what was picked, and a button that makes it the trip.
fn picked(state: State, sheet: &Rc<Sheet>) -> El {
    let format = state.format.get();
    let texts = format.texts;
    let view = of_cheapest(state, &format, &sheet.found);
    let held = state.why.reading(sheet.along).get().held;
    let spot = held.and_then(|value| sheet.at(value)).filter(|spot| spot.x != sheet.own);
    let row = el("div").class("picked").part("why-picked");
    let Some(spot) = spot else {
        let words = sheet.words(&format, sheet.own);
        let total = view.money.of(sheet.total);
        return row.child(el("p").child(texts.picked_own(&words, &total))).child("");
    };
    let words = sheet.words(&format, spot.x);
    let says = match spot.total {
        None => texts.reading_none(&words).text(),
        Some(total) => {
            texts.picked(&words, &view.money.of(total), &difference(&view, sheet, total)).text()
        }
    };
    let button = sheet.is_usable(spot.x).then(|| {
        let taking = Rc::clone(sheet);
        el("button")
            .attr("type", "button")
            .class("secondary")
            .part("button why-use")
            .on("click", move |_| {
                reading::take(state, &taking);
                crate::planner::focus(
                    state,
                    match taking.along {
                        Along::Days => "by-days",
                        Along::Data => "by-data",
                    },
                );
            })
            .child(texts.use_this(&words))
    });
    row.child(el("p").child(says)).maybe(button)
}

/// What the letters and colours mean.
fn legend(view: &View<'_>, sheet: &Sheet) -> El {
    let texts = view.format.texts;
    let items = sheet.signs.iter().enumerate().filter_map(|(at, sign)| {
        let spot = sheet.spots.iter().find(|spot| spot.winner == at && spot.total.is_some())?;
        let from = sheet.words(view.format, spot.x);
        let item = el("li")
            .attr("data-colour", sign.colour.to_string())
            .child(
                el("span").class("letter").attr("aria-hidden", "true").child(sign.letter.clone()),
            )
            .child(
                el("span")
                    .child(sign.name.clone())
                    .child(" ")
                    .child(el("span").class("legend-from").child(texts.value_from(&from))),
            );
        Some(item.into())
    });
    el("ul").class("legend").part("why-legend").children(items)
}
