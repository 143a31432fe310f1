//! What there is to say of each period: of one at a time below the chart, and of all in a table.

use simfare_engine::sort;
use std::rc::Rc;

use simfare_engine::quote::LineRole;

use super::Chart;
use crate::dom::{El, Node, el, live};
use crate::fold::fold;
use crate::locale::{DOT, Texts};
use crate::signal::Signal;
use crate::state::State;

/// A period, or a gap, in words.
#[derive(Debug)]
struct Row {
    what: String,
    when: String,
    line: Option<&'static str>,
    price: String,
    left: String,
    /// Until when it is paid, where that is longer.
    paid: Option<String>,
    from: u32,
}

impl Row {
    fn facts(&self) -> String {
        let facts = [Some(&self.when), Some(&self.price), Some(&self.left), self.paid.as_ref()];
        let facts: Vec<&str> = facts
            .into_iter()
            .flatten()
            .map(String::as_str)
            .filter(|fact| !fact.is_empty())
            .collect();
        facts.join(DOT)
    }
}

/// All of them, and which one is looked at.
#[derive(Clone)]
pub(super) struct Details {
    periods: Rc<Vec<Row>>,
    gaps: Rc<Vec<Row>>,
    looked_at: Signal<usize>,
    texts: &'static Texts,
    has_lines: bool,
}

impl Details {
    pub(super) fn new(chart: &Chart<'_, '_>) -> Self {
        let (format, usage) = (chart.view.format, chart.view.usage());
        let texts = format.texts;
        let lines = chart.lines();
        let line = |role: LineRole| {
            lines.iter().find(|(known, _)| *known == role).and_then(|(_, name)| *name)
        };
        let periods = usage.periods.iter().map(|period| Row {
            what: chart.name(period),
            when: chart.span(period.from, period.until),
            line: line(period.line),
            price: chart.price(period),
            left: chart.left(period).unwrap_or_default(),
            paid: (period.paid_until > period.until).then(|| {
                let last = chart.date(period.paid_until - 1);
                // It may be years from now.
                texts.paid_to(&format.date(last, chart.view.state.today.get_untracked())).text()
            }),
            from: period.from,
        });
        let gaps = usage.gaps.iter().filter(|gap| gap.until > gap.from).map(|gap| Row {
            what: match gap.alive_until {
                Some(_) => texts.asleep().to_owned(),
                None => texts.nothing_runs().to_owned(),
            },
            when: chart.span(gap.from, gap.until),
            line: line(gap.line),
            price: String::new(),
            left: String::new(),
            paid: None,
            from: gap.from,
        });
        Self {
            periods: Rc::new(periods.collect()),
            gaps: Rc::new(gaps.collect()),
            looked_at: Signal::new(0),
            texts,
            has_lines: lines.len() > 1,
        }
    }

    /// Looks at a period.
    pub(super) fn show(&self, at: usize) {
        self.looked_at.set(at);
    }

    /// A period to be read aloud.
    pub(super) fn spoken(&self, at: usize) -> String {
        let row = self.periods.get(at);
        row.map_or_else(String::new, |row| self.texts.told_of(&row.what, &row.facts()).text())
    }

    /// The period that is looked at.
    pub(super) fn chosen(&self) -> Node {
        let details = self.clone();
        live(move || {
            let line = el("p").class("looked-at").part("timeline-detail");
            // What a bar says of itself is heard already.
            let line = line.attr("aria-hidden", "true");
            let at = details.looked_at.get();
            let Some(row) = details.periods.get(at).or(details.periods.first()) else {
                return line.attr("hidden", "").child("").child("");
            };
            line.child(el("strong").child(row.what.clone())).child(format!(" {}", row.facts()))
        })
    }

    /// The same as a table, folded.
    pub(super) fn as_table(&self, state: State) -> El {
        let details = el("details")
            .class("as-table")
            .part("timeline-table")
            .child(el("summary").child(self.texts.as_table()));
        fold(state, details, false, || self.table())
    }

    fn table(&self) -> El {
        let texts = self.texts;
        let heads = [
            Some(texts.table_when()),
            self.has_lines.then_some(texts.lane_one()),
            Some(texts.table_what()),
            Some(texts.table_price()),
            Some(texts.table_left()),
        ];
        let head = heads.into_iter().flatten().map(|head| {
            el("th").attr("scope", "col").attr("role", "columnheader").child(head).into()
        });
        let mut rows: Vec<&Row> = self.periods.iter().chain(self.gaps.iter()).collect();
        sort::sort_by_key(&mut rows, |row| row.from);
        let rows = rows.into_iter().map(|row| {
            let mut left = row.left.clone();
            if let Some(paid) = &row.paid {
                left = if left.is_empty() { paid.clone() } else { left + DOT + paid };
            }
            let line = row.line.filter(|_| self.has_lines);
            // Names may break, dates and prices not.
            let cells = [
                line.map(|line| (line.to_owned(), "of-line whole")),
                Some((row.what.clone(), "what")),
                Some((row.price.clone(), "whole")),
                Some((left, "left")),
            ];
            let cells = cells
                .into_iter()
                .flatten()
                .map(|(text, class)| el("td").class(class).attr("role", "cell").child(text).into());
            let when = el("th").attr("scope", "row").attr("role", "rowheader");
            el("tr").attr("role", "row").child(when.child(row.when.clone())).children(cells).into()
        });
        // Laid out in blocks it is a table by its roles alone.
        let heads = el("tr").attr("role", "row").children(head);
        let table = el("table")
            .class("periods")
            .attr("role", "table")
            .child(el("thead").attr("role", "rowgroup").child(heads))
            .child(el("tbody").attr("role", "rowgroup").children(rows));
        // What scrolls has to be within reach of the keyboard.
        el("div")
            .class("table-box")
            .attr("role", "group")
            .attr("aria-label", texts.timeline())
            .attr("tabindex", "0")
            .child(table)
    }
}
