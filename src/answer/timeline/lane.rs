//! A line's lane: bars of periods, what is paid for and not used, sleep, and purchases.

use simfare_engine::quote::LineRole;
use simfare_engine::usage::{Gap, Period};
use wasm_bindgen::JsCast;

use super::Chart;
use super::details::Details;
use crate::dom::{El, Node, el};

/// A lane for each line that has something on it.
pub(super) fn lanes(chart: &Chart<'_, '_>, details: &Details) -> Vec<Node> {
    let lanes = chart.lines().into_iter().map(|(role, name)| {
        let label = name.unwrap_or(chart.view.format.texts.lane_one());
        let name = name.map(|name| el("span").class("lane-name").child(name));
        let track = el("div")
            .class("track")
            .part("timeline-track")
            .attr("role", "toolbar")
            .attr("aria-label", label)
            .on("keydown", |event| walk(&event))
            .children(tracks(chart, role, details));
        el("div").class("lane").part("timeline-lane").maybe(name).child(track).into()
    });
    lanes.collect()
}

/// What the drawing's patterns mean, as far as they occur.
pub(super) fn key(chart: &Chart<'_, '_>) -> El {
    let texts = chart.view.format.texts;
    let usage = chart.view.usage();
    let sleeps = usage.gaps.iter().any(|gap| asleep(gap).is_some());
    let has_tail = usage.periods.iter().any(|period| tail(chart, period).is_some());
    let item = |swatch: &'static str, text: &'static str, there: bool| -> Node {
        let swatch = el("span").class(swatch).attr("aria-hidden", "true");
        el("li").flag("hidden", !there).child(swatch).child(text).into()
    };
    el("ul").class("key").part("timeline-key").children([
        item("swatch buy", texts.key_purchase(), !chart.view.way.purchases.is_empty()),
        item("swatch bar-tail", texts.key_tail(), has_tail),
        item("swatch bar-asleep", texts.key_asleep(), sleeps),
        item("swatch demand-area", texts.key_demand(), super::demand::is_there(chart)),
    ])
}

fn tracks(chart: &Chart<'_, '_>, role: LineRole, details: &Details) -> Vec<Node> {
    let usage = chart.view.usage();
    let mut nodes: Vec<Node> = Vec::new();
    // Behind the bars that follow.
    for period in usage.periods.iter().filter(|period| period.line == role) {
        if let Some((from, until)) = tail(chart, period) {
            let tail = el("span").class("bar-tail").part("timeline-unused");
            let tail = tail.attr("data-colour", chart.colour(period));
            nodes.push(chart.place(tail, from, until).into());
        }
    }
    for gap in usage.gaps.iter().filter(|gap| gap.line == role) {
        if let Some((from, until)) = asleep(gap) {
            let text = chart.view.format.texts.asleep();
            let sleep = el("span")
                .class("bar-asleep")
                .part("timeline-asleep")
                .attr("title", text)
                .child(el("span").class("bar-name").child(text));
            nodes.push(chart.place(sleep, from, until).into());
        }
    }
    let mut is_first = true;
    for (at, period) in usage.periods.iter().enumerate() {
        if period.line == role {
            nodes.push(
                chart
                    .place(bar(chart, at, period, details, is_first), period.from, period.until)
                    .into(),
            );
            is_first = false;
        }
    }
    for purchase in chart.view.way.purchases.iter().filter(|purchase| purchase.line == role) {
        let mark = el("span").class("buy").part("timeline-purchase").attr("aria-hidden", "true");
        nodes.push(mark.style("inset-inline-start", chart.percent(purchase.day)).into());
    }
    nodes
}

/// A period. The tabulator stops at the first of a lane only; arrows lead on from there.
fn bar(chart: &Chart<'_, '_>, at: usize, period: &Period, details: &Details, is_first: bool) -> El {
    let label = |class, text: String| el("span").class(class).child(text);
    let (show, shown, chosen) = (details.clone(), details.clone(), details.clone());
    el("button")
        .attr("type", "button")
        .class("bar-of-plan")
        .part("timeline-bar")
        .attr("data-colour", chart.colour(period))
        .attr("tabindex", if is_first { "0" } else { "-1" })
        .attr("aria-label", details.spoken(at))
        .on("focus", move |_| show.show(at))
        .on("pointerenter", move |_| shown.show(at))
        .on("click", move |_| chosen.show(at))
        // The style sheet leaves them out of bars too narrow for words.
        .child(label("bar-name", chart.name(period)))
        .child(label("bar-price", chart.price(period)))
}

/// Days paid for after the last that is used, up to the line's next period or the axis's end.
fn tail(chart: &Chart<'_, '_>, period: &Period) -> Option<(u32, u32)> {
    let periods = &chart.view.usage().periods;
    let later = periods.iter().filter(|next| next.line == period.line && next.from >= period.until);
    let next = later.map(|next| next.from).min().unwrap_or(chart.shown);
    let until = period.paid_until.min(next);
    (until > period.until).then_some((period.until, until))
}

/// The days of a gap on which the number is asleep.
fn asleep(gap: &Gap) -> Option<(u32, u32)> {
    let until = gap.until.min(gap.alive_until?.saturating_add(1));
    (until > gap.from).then_some((gap.from, until))
}

/// Moves the focus along the lane.
fn walk(event: &web_sys::Event) {
    let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return };
    let bar = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let mut next = bar;
    let is_forward = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => true,
        "ArrowLeft" | "ArrowUp" => false,
        _ => return,
    };
    loop {
        next = next.and_then(|bar| {
            if is_forward { bar.next_element_sibling() } else { bar.previous_element_sibling() }
        });
        let Some(bar) = &next else { return };
        if bar.local_name() == "button" {
            break;
        }
    }
    event.prevent_default();
    if let Some(bar) = next.and_then(|bar| bar.dyn_into::<web_sys::HtmlElement>().ok()) {
        // A browser that refuses leaves the focus where it is.
        let _ = bar.focus();
    }
}
