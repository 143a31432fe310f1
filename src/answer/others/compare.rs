//! A few ways side by side with the cheapest.

use simfare_engine::Resource;
use simfare_engine::catalog::SimKind;
use simfare_engine::format::{Allowance, Amount};
use simfare_engine::quote::{LineRole, Purchase};

use super::super::{View, names, select};
use super::facts::{Facts, Supply};
use super::notes::slows;
use super::{Pick, by_kind, checkbox, score, select_button, sims};
use crate::answer::kinds::standings;
use crate::desk::Findings;
use crate::dom::{El, Node, el};
use crate::state::{Choice, Found};
use crate::trip::amount;

/// Instead of an amount that there isn't.
const NEVER: &str = "–";

/// A column.
struct Column<'f> {
    name: String,
    /// Its name within a sentence.
    called: String,
    /// Nothing for the cheapest, which is always in.
    pick: Option<Pick>,
    total: Amount,
    purchases: &'f [Purchase],
    facts: Facts<'f>,
    /// In MB, unless there is no end to it.
    data_left: Option<u64>,
    choice: Box<dyn Fn() -> Choice>,
}

/// How much data is left over of all that is bought.
fn data_left(found: &Found, choice: &Choice, purchases: &[Purchase]) -> Option<u64> {
    let periods = simfare_engine::usage(&found.catalog, &found.request_of(choice), purchases);
    let mut left = None;
    // Of two lines only one carries data.
    for period in periods.into_iter().filter(|period| period.line != LineRole::Number) {
        if period.credit.is_some() {
            return None;
        }
        for stretch in period.stretches {
            match stretch.resources[Resource::Data].left {
                Allowance::Units(units) => left = Some(left.unwrap_or_default() + units),
                Allowance::Unlimited => return None,
            }
        }
    }
    left
}

/// The table, once something was picked.
pub(super) fn side_by_side(view: &View<'_>, findings: &Findings, picked: &[Pick]) -> El {
    let texts = view.format.texts;
    let part = el("div").class("side-by-side").part("comparison");
    let found = view.found;
    let board = view.state.others;
    let standings = standings(found, Some(findings).filter(|_| findings.are_about(found)));
    let column = |name: String, pick, total, purchases, choice: Box<dyn Fn() -> Choice>| Column {
        called: match &pick {
            Some(Pick::Kind(_)) => texts.kind_called(&name).text(),
            _ => name.clone(),
        },
        name,
        pick,
        total,
        purchases,
        facts: Facts::of(&found.catalog, &found.request, purchases),
        data_left: data_left(found, &choice(), purchases),
        choice,
    };
    let others = picked.iter().filter_map(|pick| match pick {
        Pick::Brand(id) => {
            let way = found.alternative(id)?;
            let name = names::brand(&found.catalog, id).to_owned();
            let id = id.clone();
            let choice: Box<dyn Fn() -> Choice> = Box::new(move || Choice::Brand(id.clone()));
            Some(column(name, Some(pick.clone()), way.total, &way.purchases, choice))
        }
        Pick::Kind(kind) => {
            let (_, standing) = standings.iter().find(|(other, _)| other == kind)?;
            let purchases = by_kind::purchases(found, standing)?;
            let total = by_kind::total(found, standing)?;
            let choice = by_kind::choice(found, *kind, standing)?;
            let name = kind.name(texts).to_owned();
            Some(column(name, Some(pick.clone()), total, purchases, choice))
        }
    });
    let quote = &found.quote;
    let cheapest = column(
        texts.cheapest().to_owned(),
        None,
        quote.total.unwrap_or_default(),
        &quote.purchases,
        Box::new(|| Choice::Cheapest),
    );
    let columns: Vec<Column<'_>> = std::iter::once(cheapest).chain(others).collect();
    if columns.len() == 1 {
        return part.attr("hidden", "").child("").child("").child("");
    }
    let only_differences = board.only_differences.get();
    let rows = rows(view, &columns);
    let rows = rows
        .into_iter()
        .filter(|(_, values)| !only_differences || values.iter().any(|value| *value != values[0]))
        .map(|(name, values)| row(name, &values));
    let head = el("thead").child(
        el("tr")
            .child(el("td"))
            .children(columns.iter().map(|column| heading(view, column, picked))),
    );
    let foot = el("tfoot")
        .child(el("tr").child(el("td")).children(columns.iter().map(|column| deeds(view, column))));
    let tools = el("div")
        .class("tools")
        .child(checkbox(
            "only-differences",
            only_differences,
            false,
            el("span").child(texts.only_differences()),
            move |on| board.only_differences.set(on),
        ))
        .child(el("p").class("hint").child(texts.differs_hint()));
    part.child(
        el("h4").attr("id", "side-by-side").attr("tabindex", "-1").child(texts.side_by_side()),
    )
    .child(tools)
    .child(
        // It may be wider than there is room; then the arrow keys move it.
        el("div")
            .class("scroll")
            .attr("role", "region")
            .attr("aria-labelledby", "side-by-side")
            .attr("tabindex", "0")
            .child(
                el("table")
                    .part("comparison-table")
                    .child(head)
                    .child(el("tbody").children(rows))
                    .child(foot),
            ),
    )
}

fn heading(view: &View<'_>, column: &Column<'_>, picked: &[Pick]) -> Node {
    let texts = view.format.texts;
    let board = view.state.others;
    let remove = column.pick.clone().map(|pick| {
        let picked = picked.to_vec();
        el("button")
            .attr("type", "button")
            .class("remove")
            .part("button")
            .attr("aria-label", texts.compare_remove(&column.called).text())
            .on("click", move |_| board.compare(&picked, &pick, false))
            .child("×")
    });
    el("th")
        .attr("scope", "col")
        .child(el("div").child(el("span").child(column.name.clone())).maybe(remove))
        .into()
}

fn deeds(view: &View<'_>, column: &Column<'_>) -> Node {
    let texts = view.format.texts;
    let state = view.state;
    let is_chosen = view.way.purchases == column.purchases;
    // The handler outlives the column.
    let choice = (column.choice)();
    el("td")
        .child(
            select_button(texts, &column.called, is_chosen)
                .on("click", move |_| select(state, choice.clone())),
        )
        .into()
}

fn row(name: &'static str, values: &[String]) -> Node {
    let cells = values.iter().map(|value| {
        let differs = *value != values[0];
        el("td").flag("data-differs", differs).child(value.clone()).into()
    });
    el("tr").child(el("th").attr("scope", "row").child(name)).children(cells).into()
}

/// Every fact, in the words of a cell, by row.
fn rows(view: &View<'_>, columns: &[Column<'_>]) -> Vec<(&'static str, Vec<String>)> {
    let format = view.format;
    let texts = format.texts;
    let money = &view.money;
    type Tell<'t> = &'t dyn Fn(&Column<'_>) -> String;
    let supply = |column: &Column<'_>, resource: Resource| match (
        column.facts.supply[resource],
        column.facts.slow,
    ) {
        (Supply::Unlimited, Some(slow)) if resource == Resource::Data => slows(view, slow),
        (Supply::Unlimited, _) => texts.unlimited().to_owned(),
        (Supply::Units(given), _) => amount(format, resource, given),
        (Supply::Credit, _) => texts.by_credit().to_owned(),
        (Supply::None, _) => texts.none().to_owned(),
    };
    let of_brands = |column: &Column<'_>,
                     tell: &dyn Fn(&simfare_engine::catalog::Brand) -> String| {
        let told: Vec<String> = column.facts.brands.iter().map(|brand| tell(brand)).collect();
        let mut once: Vec<String> = Vec::new();
        for text in told {
            if !once.contains(&text) {
                once.push(text);
            }
        }
        if once.is_empty() { texts.none().to_owned() } else { once.join(texts.comma()) }
    };
    let unknown = || texts.unknown().to_owned();
    let table: [(&'static str, Tell<'_>); 19] = [
        (texts.bill_total(), &|column| money.of(column.total)),
        (texts.row_per_day(), &|column| view.per_day(column.total).unwrap_or_default()),
        (texts.row_now(), &|column| money.of(column.facts.now)),
        (texts.row_later(), &|column| money.of(column.facts.later)),
        (texts.row_purchases(), &|column| format.number(column.facts.purchases)),
        (texts.line_brand(), &|column| of_brands(column, &|brand| brand.name.as_str().to_owned())),
        (texts.row_switches(), &|column| format.number(column.facts.switches)),
        (texts.row_sims(), &|column| format.number(column.facts.sims)),
        (texts.row_number(), &|column| {
            (if column.facts.number { texts.yes() } else { texts.no() }).to_owned()
        }),
        (texts.data(), &|column| supply(column, Resource::Data)),
        (texts.row_data_left(), &|column| {
            column.data_left.map_or_else(|| NEVER.to_owned(), |left| format.data(left))
        }),
        (texts.calls(), &|column| supply(column, Resource::Minutes)),
        (texts.calls_abroad(), &|column| supply(column, Resource::IntlMinutes)),
        (texts.texts(), &|column| supply(column, Resource::Sms)),
        (texts.filter_network(), &|column| {
            of_brands(column, &|brand| {
                brand.network.as_ref().map_or_else(unknown, |network| network.as_str().to_owned())
            })
        }),
        (texts.filter_sim(), &|column| {
            let facts = &column.facts;
            sims(format, facts.has(SimKind::Esim), facts.has(SimKind::Physical)).to_owned()
        }),
        (texts.row_grace(), &|column| {
            if column.facts.number {
                format.count(texts.count_days(), column.facts.grace_days().into())
            } else {
                texts.none().to_owned()
            }
        }),
        (texts.row_rating(), &|column| {
            of_brands(column, &|brand| match &brand.rating {
                Some(rating) => {
                    let count = format.number(rating.count);
                    texts.rated_short(&score(format, rating), &count).text()
                }
                None => unknown(),
            })
        }),
        (texts.row_price_date(), &|column| {
            column.facts.oldest.map_or_else(unknown, |date| format.full_date(date))
        }),
    ];
    let has_ratings =
        columns.iter().any(|column| column.facts.brands.iter().any(|brand| brand.rating.is_some()));
    table
        .into_iter()
        .filter(|(name, _)| *name != texts.row_rating() || has_ratings)
        .map(|(name, tell)| (name, columns.iter().map(tell).collect::<Vec<_>>()))
        // A row of nothing tells nothing.
        .filter(|(_, values)| {
            values.iter().any(|value| !value.is_empty() && value != texts.none() && value != NEVER)
        })
        .collect()
}
