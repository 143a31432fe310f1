//! The day axis: the trip's ends, months and years, and today.

use simfare_engine::Date;

use super::Chart;
use crate::dom::{El, Node, el};

/// The room of a label, in pixels.
const LABEL: u32 = 52;

/// From these widths on, in pixels, more labels are shown; the style sheet says the same.
const MIDDLE: u32 = 400;
const WIDE: u32 = 560;

/// A day with a label.
struct Tick {
    day: u32,
    label: String,
    class: &'static str,
}

/// Labels at their days. They never overlap: whichever doesn't fit is left out.
pub(super) fn axis(chart: &Chart<'_, '_>) -> El {
    let format = chart.view.format;
    let months = months(chart);
    let end = chart.days;
    let today = || format.texts.today().to_owned();
    let first = if chart.today == Some(0) {
        Tick { day: 0, label: today(), class: "tick now" }
    } else {
        Tick { day: 0, label: format.short_date(chart.start), class: "tick" }
    };
    let mut ticks = vec![first];
    // First what fits at the least width, then what fits besides where there is more room.
    let widths = [(0, "tick"), (MIDDLE, "tick middle"), (WIDE, "tick wide")];
    for (width, class) in widths.map(|(width, class)| (chart.width.max(width), class)) {
        let apart = (chart.shown * LABEL).div_ceil(width).max(1);
        let fits = |ticks: &[Tick], day: u32| {
            // The last day's label ends where the trip does.
            day + 2 * apart <= end && ticks.iter().all(|tick| tick.day.abs_diff(day) >= apart)
        };
        if class == "tick"
            && let Some(day) = chart.today.filter(|&day| fits(&ticks, day))
        {
            ticks.push(Tick { day, label: today(), class: "tick now" });
        }
        // Years first: they say more than the months around them.
        for years in [true, false] {
            for (day, date) in months.iter().filter(|(_, date)| (date.ymd().1 == 1) == years) {
                if fits(&ticks, *day) {
                    let label = if years { format.year(*date) } else { format.month(*date) };
                    ticks.push(Tick { day: *day, label, class });
                }
            }
        }
    }
    let mut ticks: Vec<Node> = ticks
        .into_iter()
        .map(|tick| {
            let place = chart.percent(tick.day);
            let label = el("span").class(tick.class).child(tick.label);
            label.style("inset-inline-start", place).into()
        })
        .collect();
    if u64::from(chart.days) * u64::from(chart.width) > u64::from(2 * LABEL * chart.shown) {
        let label = el("span").class("tick last").child(format.short_date(chart.date(end - 1)));
        ticks.push(chart.place(label, 0, end).into());
    }
    el("div").class("axis").part("timeline-axis").attr("aria-hidden", "true").children(ticks)
}

/// Lines through all lanes: the months, the end of the trip, today.
pub(super) fn grid(chart: &Chart<'_, '_>) -> El {
    let line = |day: u32, class: &'static str, part: &'static str| -> Node {
        let line = el("span").class(class).part(part);
        line.style("inset-inline-start", chart.percent(day)).into()
    };
    let mut lines: Vec<Node> = Vec::new();
    for (day, _) in months(chart) {
        lines.push(line(day, "month", "timeline-month"));
    }
    if chart.shown > chart.days {
        lines.push(line(chart.days, "end", "timeline-end"));
    }
    if let Some(today) = chart.today {
        lines.push(line(today, "today", "timeline-today"));
    }
    el("div").class("day-lines").attr("aria-hidden", "true").children(lines)
}

/// The first of each month within the axis, as a day and a date.
fn months(chart: &Chart<'_, '_>) -> Vec<(u32, Date)> {
    let (mut year, mut month, _) = chart.start.ymd();
    let mut months = Vec::new();
    loop {
        (year, month) = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
        let Some(date) = Date::from_ymd(year, month, 1) else { break };
        let Ok(day) = u32::try_from(date.days_since(chart.start)) else { break };
        if day >= chart.shown {
            break;
        }
        months.push((day, date));
    }
    months
}
