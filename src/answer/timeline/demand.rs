//! Under the lanes: how much data a day of each phase needs.

use simfare_engine::request::Phase;
use simfare_engine::{Request, Resource};

use super::Chart;
use crate::dom::{El, Node, el, svg};
use crate::trip::amount;

/// The drawing's height, in units of its own.
const HEIGHT: u64 = 1_000;

/// Whether any data is needed.
pub(super) fn is_there(chart: &Chart<'_, '_>) -> bool {
    chart.view.found.request.phases.iter().any(|phase| phase.data_mb > 0)
}

/// The area, a step for each phase, with its words where they fit.
pub(super) fn demand(chart: &Chart<'_, '_>) -> El {
    let strip = el("div").class("demand").part("timeline-demand").attr("aria-hidden", "true");
    if !is_there(chart) {
        return strip.attr("hidden", "");
    }
    let request = &chart.view.found.request;
    let phases = &request.phases;
    let per_day = |phase: &Phase| per_day(request, phase);
    let most = phases.iter().map(per_day).max().unwrap_or(1).max(1);
    let mut path = format!("M0 {HEIGHT}");
    let mut words: Vec<Node> = Vec::new();
    let mut day = 0;
    for phase in phases {
        let end = day + phase.days.get();
        // Some hundredths even of little: what is needed is to be seen.
        let height = match per_day(phase) {
            0 => 0,
            data => (data * HEIGHT / most).max(HEIGHT / 12),
        };
        path += &format!("V{}H{end}", HEIGHT - height);
        words.push(chart.place(word(chart, per_day(phase)), day, end).into());
        day = end;
    }
    path += &format!("V{HEIGHT}Z");
    let area = svg("path").attr("class", "demand-area").attr("d", path);
    let drawing = svg("svg")
        .attr("viewBox", format!("0 0 {} {HEIGHT}", chart.shown))
        .attr("preserveAspectRatio", "none")
        .child(area);
    strip.child(drawing).child(el("div").class("phases").children(words))
}

/// A phase: a line where it begins, and what it needs a day.
fn word(chart: &Chart<'_, '_>, per_day: u64) -> El {
    let format = chart.view.format;
    let text = match per_day {
        0 => format.texts.no_data().to_owned(),
        data => format.texts.a_day(&amount(format, Resource::Data, data)).text(),
    };
    el("span").class("phase").attr("title", text.clone()).child(el("span").child(text))
}

/// Data a day, in MB, rounded, with the margin (model.md §1).
fn per_day(request: &Request, phase: &Phase) -> u64 {
    let days = u64::from(phase.days.get());
    (request.with_margin(phase.data_mb) + days / 2) / days
}

#[cfg(test)]
mod tests {
    use super::*;
    use simfare_engine::Date;
    use simfare_engine::format::Whole;

    #[test]
    fn a_days_data_has_the_margin() {
        let days = Whole::new(7).unwrap();
        let phase =
            Phase { days, data_mb: 3072, minutes: 0, intl_minutes: 0, sms: 0, reachable: false };
        let mut request = Request::new(Date::from_ymd(2026, 12, 1).unwrap(), vec![phase.clone()]);
        assert_eq!(per_day(&request, &phase), 439);
        request.margin_percent = Whole::new(20).unwrap();
        assert_eq!(per_day(&request, &phase), 527);
    }
}
