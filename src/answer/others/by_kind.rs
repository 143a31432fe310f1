//! Ways of another kind than the cheapest, and what the cheapest is already.

use simfare_engine::sort;
use std::sync::Arc;

use simfare_engine::Request;
use simfare_engine::format::Amount;
use simfare_engine::quote::{Alternative, Purchase, Quote};

use super::super::View;
use super::Pick;
use super::facts::Facts;
use super::notes::notes;
use super::row::Row;
use crate::answer::kinds::{Kind, Standing, standings};
use crate::desk::{self, Ask, Findings};
use crate::dom::{El, Node, el};
use crate::locale::DOT;
use crate::state::{Choice, Found, OtherWay};

/// The list, with ticks for what needs no other way.
pub(super) fn by_kind(view: &View<'_>, findings: &Findings, picked: &[Pick]) -> El {
    let texts = view.format.texts;
    let part = el("div").class("by-kind").part("by-kind");
    // Until its own findings are there, those of the answer before, which can't be chosen.
    let is_current = findings.are_about(view.found);
    let (standings, earlier) = match findings.about.as_ref().filter(|_| !is_current) {
        Some(about) => (standings(about, Some(findings)), Some(about)),
        None => (standings(view.found, Some(findings).filter(|_| is_current)), None),
    };
    let cheapest = Choice::Cheapest;
    let earlier = earlier.map(|about| View::new(view.state, view.format, about, &cheapest));
    let is_stale = earlier.is_some();
    let list = list(earlier.as_ref().unwrap_or(view), &standings, is_stale, picked);
    let ticks: Vec<Node> = standings
        .iter()
        .filter(|(_, standing)| matches!(standing, Standing::Already))
        .map(|(kind, _)| el("li").child(kind.name(texts)).into())
        .collect();
    let ticks = (!ticks.is_empty()).then(|| {
        el("div")
            .class("already")
            .part("already")
            .child(el("p").attr("id", "already").child(texts.already()))
            .child(el("ul").attr("aria-labelledby", "already").children(ticks))
    });
    part.maybe(list.is_some().then(|| el("h4").child(texts.by_kind())))
        .maybe(list)
        .maybe(ticks)
        .attr("aria-busy", if is_stale { "true" } else { "false" })
}

fn list(
    view: &View<'_>,
    standings: &[(Kind, Standing)],
    is_stale: bool,
    picked: &[Pick],
) -> Option<El> {
    let texts = view.format.texts;
    // One row for kinds that come to the same.
    let mut rows: Vec<(Vec<Kind>, &Standing)> = Vec::new();
    for (kind, standing) in standings {
        if matches!(standing, Standing::Already) {
            continue;
        }
        let purchases = purchases(view.found, standing);
        let same = rows.iter_mut().find(|(_, other)| {
            purchases.is_some_and(|purchases| {
                self::purchases(view.found, other).is_some_and(|others| is_same(purchases, others))
            })
        });
        match same {
            Some((kinds, _)) => kinds.push(*kind),
            None => rows.push((vec![*kind], standing)),
        }
    }
    if rows.is_empty() {
        return None;
    }
    let rows = rows.into_iter().map(|(kinds, standing)| {
        let names: Vec<&str> = kinds.iter().map(|kind| kind.name(texts)).collect();
        let name = names.join(DOT);
        match row(view, kinds[0], name.clone(), standing, is_stale) {
            Some(row) => row.draw(view, picked),
            None => {
                let text = match standing {
                    Standing::Pending => texts.looking(),
                    _ => texts.kind_impossible(),
                };
                el("li").class("other").part("kind").child(
                    el("div")
                        .class("other-text")
                        .child(el("p").child(el("strong").class("other-name").child(name)))
                        .child(el("p").class("other-what").child(text)),
                )
            }
        }
        .into()
    });
    Some(el("ul").class("other-list").children(rows))
}

/// Whether two ways buy the same, be it in another order.
fn is_same(some: &[Purchase], others: &[Purchase]) -> bool {
    let sorted = |purchases: &[Purchase]| {
        let items = purchases.iter().flat_map(|purchase| &purchase.items);
        let mut items: Vec<_> =
            items.map(|item| (item.id.clone(), item.quantity, item.unit_price)).collect();
        sort::sort(&mut items);
        let total: i64 = purchases.iter().map(|purchase| purchase.total.0).sum();
        (total, purchases.len(), items)
    };
    sorted(some) == sorted(others)
}

/// What a kind's way buys.
pub(super) fn purchases<'f>(found: &'f Found, standing: &'f Standing) -> Option<&'f [Purchase]> {
    match standing {
        Standing::Brand(brand) => Some(&found.alternative(brand)?.purchases),
        Standing::Other(_, quote) => Some(&quote.purchases),
        Standing::Already | Standing::Pending | Standing::Impossible => None,
    }
}

/// What a kind's way costs.
pub(super) fn total(found: &Found, standing: &Standing) -> Option<Amount> {
    match standing {
        Standing::Brand(brand) => Some(found.alternative(brand)?.total),
        Standing::Other(_, quote) => quote.total,
        Standing::Already | Standing::Pending | Standing::Impossible => None,
    }
}

/// The choice that a kind's way is.
pub(super) fn choice(
    found: &Arc<Found>,
    kind: Kind,
    standing: &Standing,
) -> Option<Box<dyn Fn() -> Choice>> {
    match standing {
        Standing::Brand(brand) => {
            let brand = brand.clone();
            Some(Box::new(move || Choice::Brand(brand.clone())))
        }
        Standing::Other(ask, quote) => {
            let (found, ask, quote) = (Arc::clone(found), ask.clone(), Arc::clone(quote));
            Some(Box::new(move || other(&found, kind, &ask, &quote)))
        }
        Standing::Already | Standing::Pending | Standing::Impossible => None,
    }
}

fn other(found: &Arc<Found>, kind: Kind, ask: &Ask, quote: &Quote) -> Choice {
    let (Some(first), Some(total)) = (quote.purchases.first(), quote.total) else {
        return Choice::Cheapest;
    };
    let brand = first.brand.clone();
    let mut request: Request = ask.request.clone();
    if ask.kind == desk::Kind::OnePlan {
        // No request can ask for one plan; the plan's brand is the nearest.
        request.filter.brands = vec![brand.clone()];
    }
    let alternative = Alternative { brand, total, purchases: quote.purchases.clone() };
    Choice::Other(Arc::new(OtherWay { kind, about: Arc::clone(found), request, alternative }))
}

/// What a way is called when it is compared.
pub(super) fn pick(kind: Kind, standing: &Standing) -> Pick {
    match standing {
        Standing::Brand(brand) => Pick::Brand(brand.clone()),
        _ => Pick::Kind(kind),
    }
}

fn row(
    view: &View<'_>,
    kind: Kind,
    name: String,
    standing: &Standing,
    is_stale: bool,
) -> Option<Row> {
    let found = view.found;
    let purchases = purchases(found, standing)?;
    let facts = Facts::of(&found.catalog, &found.request, purchases);
    let least = Facts::of(&found.catalog, &found.request, &found.quote.purchases);
    let today = view.state.today.get();
    // What its name says already isn't said again.
    let texts = view.format.texts;
    let said = match kind {
        Kind::OneSim => texts.note_one_sim(),
        Kind::FullSpeed => texts.note_no_slow(),
        Kind::Number => texts.note_number(),
        Kind::NoAutopay => texts.note_no_autopay(),
        Kind::OneProvider => texts.note_no_switch(),
        Kind::OnePlan | Kind::Stay => "",
    };
    let mut notes = notes(view, today, &facts, &least);
    notes.retain(|note| note.text != said);
    let chosen = view.way;
    let is_chosen = match standing {
        Standing::Brand(brand) => {
            chosen.kind.is_none() && chosen.alternative.is_some_and(|other| other.brand == *brand)
        }
        _ => chosen.kind == Some(kind),
    };
    Some(Row {
        part: "kind",
        called: texts.kind_called(&name).text(),
        name,
        about: Vec::new(),
        what: view.bought(purchases, true),
        notes,
        total: total(found, standing)?,
        pick: pick(kind, standing),
        is_chosen,
        is_stale,
        choice: choice(found, kind, standing)?,
    })
}
