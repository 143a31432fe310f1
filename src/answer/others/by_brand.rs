//! Each provider alone, in the order a person likes.

use simfare_engine::sort;
use std::cmp::Reverse;

use simfare_engine::Resource;
use simfare_engine::catalog::{Brand, SimKind};
use simfare_engine::quote::Alternative;
use simfare_engine::request::{Filter, NumberRule};

use super::super::{View, names};
use super::facts::{Facts, Supply};
use super::notes::notes;
use super::row::Row;
use super::{MOST_COMPARED, Pick, brand, choice, score, sims};
use crate::dom::{El, Node, el};
use crate::locale::DOT;
use crate::planner;
use crate::state::Choice;

/// Shown at once; the rest on demand.
const SHOWN: usize = 5;

/// What the list is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Total,
    Now,
    Purchases,
    Rating,
    Data,
}

impl Sort {
    const ALL: [Self; 5] = [Self::Total, Self::Now, Self::Purchases, Self::Data, Self::Rating];

    fn word(self) -> &'static str {
        match self {
            Self::Total => "total",
            Self::Now => "now",
            Self::Purchases => "purchases",
            Self::Rating => "rating",
            Self::Data => "data",
        }
    }

    fn name(self, view: &View<'_>) -> &'static str {
        let texts = view.format.texts;
        match self {
            Self::Total => texts.bill_total(),
            Self::Now => texts.sort_now(),
            Self::Purchases => texts.sort_purchases(),
            Self::Rating => texts.sort_rating(),
            Self::Data => texts.sort_data(),
        }
    }

    /// Sorts ways that come cheapest first, and stay so where they are equal.
    fn sort(self, ways: &mut [Alone<'_>]) {
        match self {
            Self::Total => {}
            Self::Now => sort::sort_by_key(ways, |way| way.facts.now),
            Self::Purchases => sort::sort_by_key(ways, |way| way.facts.purchases),
            Self::Rating => sort::sort_by_key(ways, |way| {
                let rating = way.brand.and_then(|brand| brand.rating.as_ref());
                Reverse(rating.map(|rating| (rating.score, rating.count)))
            }),
            Self::Data => sort::sort_by_key(ways, |way| {
                Reverse(match (way.facts.supply[Resource::Data], way.facts.slow) {
                    (Supply::Unlimited, None) => (2, 0),
                    (Supply::Unlimited, Some(slow)) => (1, slow.after_mb),
                    (Supply::Units(given), _) => (1, given),
                    (Supply::Credit | Supply::None, _) => (0, 0),
                })
            }),
        }
    }
}

/// The cheapest with one brand.
struct Alone<'f> {
    way: &'f Alternative,
    brand: Option<&'f Brand>,
    facts: Facts<'f>,
}

/// The list.
pub(super) fn by_brand(view: &View<'_>, picked: &[Pick]) -> El {
    let texts = view.format.texts;
    let found = view.found;
    let quote = &found.quote;
    let facts = |purchases| Facts::of(&found.catalog, &found.request, purchases);
    // The cheapest way is on top of the page already, where it is one brand's alone.
    let mut ways: Vec<Alone<'_>> = quote
        .alternatives
        .iter()
        .filter(|way| way.purchases != quote.purchases)
        .map(|way| Alone { way, brand: brand(view, &way.brand), facts: facts(&way.purchases) })
        .collect();
    let part = el("div")
        .class("by-brand")
        .part("by-brand")
        .child(el("h4").attr("id", "by-brand").child(texts.by_brand()));
    if ways.is_empty() {
        // What was left out may well have done.
        let request = &found.request;
        let is_open = request.filter == Filter::default()
            && request.number != NumberRule::Keep
            // Where nothing is bought, everybody would do.
            && !found.quote.purchases.is_empty();
        let hint = is_open.then(|| el("p").class("hint").child(texts.no_others()));
        return match hint {
            Some(hint) => part.child(hint),
            None => part.attr("hidden", ""),
        };
    }
    let board = view.state.others;
    let sort = board.sort.get();
    sort.sort(&mut ways);
    let has_ratings = ways.iter().any(|way| way.brand.is_some_and(|brand| brand.rating.is_some()));

    let least = facts(&quote.purchases);
    let is_long = board.is_long.get();
    let count = ways.len();
    let shown = if is_long { count } else { count.min(SHOWN) };
    let rows = ways.iter().take(shown).map(|way| row(view, way, &least).draw(view, picked).into());
    let more = (count > SHOWN).then(|| {
        let text = texts.more_alternatives(&view.format.number((count - SHOWN) as u64)).text();
        el("button")
            .attr("type", "button")
            .class("quiet")
            .part("button more-alternatives")
            .attr("aria-expanded", if is_long { "true" } else { "false" })
            .on("click", move |_| board.is_long.update(|long| *long = !*long))
            .child(if is_long { texts.fewer().to_owned() } else { text })
    });
    part.child(tools(view, sort, has_ratings, picked.len()))
        .child(el("ul").class("other-list").attr("aria-labelledby", "by-brand").children(rows))
        .maybe(more)
}

/// The order, and the way to what is compared.
fn tools(view: &View<'_>, sort: Sort, has_ratings: bool, compared: usize) -> El {
    let texts = view.format.texts;
    let (state, board) = (view.state, view.state.others);
    let options: Vec<_> = Sort::ALL
        .into_iter()
        .filter(|sort| *sort != Sort::Rating || has_ratings)
        .map(|sort| (sort.word(), sort.name(view)))
        .collect();
    let jump = (compared > 0).then(|| {
        let ways = view.format.count(texts.count_ways(), compared as u64 + 1);
        el("button")
            .attr("type", "button")
            .class("quiet")
            .part("button")
            .on("click", move |_| planner::focus(state, "side-by-side"))
            .child(texts.compare_jump(&ways))
    });
    let full =
        (compared >= MOST_COMPARED).then(|| el("p").class("hint full").child(texts.compare_full()));
    el("div")
        .class("tools")
        .part("tools")
        .child(choice("sort", texts.sort_by(), &options, sort.word(), move |word| {
            if let Some(sort) = Sort::ALL.into_iter().find(|sort| sort.word() == word) {
                board.sort.set(sort);
            }
        }))
        .maybe(jump)
        .maybe(full)
}

fn row(view: &View<'_>, alone: &Alone<'_>, least: &Facts<'_>) -> Row {
    let way = alone.way;
    let chosen = view.way;
    let id = way.brand.clone();
    let mut notes = notes(view, view.state.today.get(), &alone.facts, least);
    // True of every one of them.
    notes.retain(|note| note.text != view.format.texts.note_one_sim());
    let name = names::brand(&view.found.catalog, &way.brand).to_owned();
    Row {
        part: "alternative",
        name: name.clone(),
        called: name,
        about: alone.brand.map_or_else(Vec::new, |brand| about(view, brand)),
        what: view.bought(&way.purchases, false),
        notes,
        total: way.total,
        pick: Pick::Brand(way.brand.clone()),
        is_chosen: chosen.kind.is_none()
            && chosen.alternative.is_some_and(|chosen| chosen.brand == way.brand),
        is_stale: false,
        choice: Box::new(move || Choice::Brand(id.clone())),
    }
}

/// What a provider is like: network, SIM, number, and what customers say.
fn about(view: &View<'_>, brand: &Brand) -> Vec<Node> {
    let texts = view.format.texts;
    let has = |sim| brand.sim.contains(&sim);
    let mut about: Vec<&str> = Vec::new();
    let network = brand.network.as_ref().map(|name| view.format.isolated(name.as_str().to_owned()));
    about.extend(network.as_deref());
    about.push(sims(view.format, has(SimKind::Esim), has(SimKind::Physical)));
    if brand.number {
        about.push(texts.with_number());
    }
    let mut nodes: Vec<Node> = vec![about.join(DOT).into()];
    if let Some(rating) = &brand.rating {
        let people = view.format.count(texts.count_people(), rating.count);
        // Only http and https addresses are read from a catalog.
        let url = rating.source.as_str();
        let host = url.split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or(url);
        let link = el("a")
            .attr("href", url.to_owned())
            .attr("target", "_blank")
            .attr("rel", "noopener noreferrer")
            .child(host.to_owned());
        nodes.push(DOT.into());
        let text = texts.rated(&score(view.format, rating), &people, link);
        nodes.push(el("span").part("rating").children(text.nodes()).into());
    }
    nodes
}
