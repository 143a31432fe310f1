//! Which providers are considered: a part of the trip, so that the whole answer follows.

use simfare_engine::catalog::{Brand, Catalog, SimKind};
use simfare_engine::format::{Id, Text};
use simfare_engine::request::Filter;

use super::super::View;
use super::{checkbox, choice};
use crate::dom::{El, Node, el};
use crate::planner;
use crate::state::State;
use crate::trip::Trip;

/// With at most so many providers left they are named, rather than the ones left out.
const FEW: usize = 4;

/// The controls, with what is set as chips.
pub(super) fn filters(view: &View<'_>) -> El {
    let texts = view.format.texts;
    let state = view.state;
    let catalog = &view.found.catalog;
    let brands: Vec<&Brand> = Trip::brands(catalog).collect();
    let filter = state.trip.with(|trip| trip.filter.clone());
    let (left, _) = self::left(catalog, &filter);
    let number = |n: usize| view.format.number(n as u64);
    let chips = chips(view, catalog, &filter);
    let has_chips = !chips.is_empty();
    let clear = has_chips.then(|| {
        el("button")
            .attr("type", "button")
            .class("quiet")
            .part("button clear-filters")
            .on("click", move |_| {
                clear(state);
                planner::focus(state, "filters");
            })
            .child(texts.filter_clear())
    });
    el("div")
        .class("filters")
        .part("filters")
        .child(
            el("details")
                .child(
                    el("summary")
                        .attr("id", "filters")
                        .child(el("span").child(texts.filters()))
                        .child(
                            el("span")
                                .class("hint")
                                .part("filter-count")
                                .child(texts.of_providers(&number(left), &number(brands.len()))),
                        ),
                )
                .child(
                    el("div")
                        .class("filter-fields")
                        .child(networks(view, &brands, &filter))
                        .child(sim(view, &filter))
                        .child(providers(view, &brands, &filter)),
                ),
        )
        .child(
            el("div")
                .class("filter-chips")
                .flag("hidden", !has_chips)
                .child(el("ul").attr("aria-label", texts.filters()).children(chips))
                .maybe(clear),
        )
}

/// How many providers a filter leaves, of how many.
pub(crate) fn left(catalog: &Catalog, filter: &Filter) -> (usize, usize) {
    let left = Trip::brands(catalog).filter(|brand| passes(brand, filter)).count();
    (left, Trip::brands(catalog).count())
}

/// Considers all providers again.
fn clear(state: State) {
    state.change(|trip| trip.filter = Filter::default());
}

/// Whether a filter leaves a brand in (model.md §6).
fn passes(brand: &Brand, filter: &Filter) -> bool {
    let is_named = |list: &[Id]| list.contains(&brand.id);
    let is_on = |networks: &[Text]| brand.network.as_ref().is_some_and(|on| networks.contains(on));
    (filter.brands.is_empty() || is_named(&filter.brands))
        && !is_named(&filter.exclude)
        && (filter.networks.is_empty() || is_on(&filter.networks))
        && filter.sim.is_none_or(|sim| brand.sim.contains(&sim))
}

fn networks(view: &View<'_>, brands: &[&Brand], filter: &Filter) -> El {
    let texts = view.format.texts;
    let state = view.state;
    let mut known: Vec<(&Text, u64)> = Vec::new();
    for network in brands.iter().filter_map(|brand| brand.network.as_ref()) {
        match known.iter_mut().find(|(name, _)| *name == network) {
            Some((_, count)) => *count += 1,
            None => known.push((network, 1)),
        }
    }
    if known.len() < 2 && filter.networks.is_empty() {
        return el("fieldset").attr("hidden", "");
    }
    let boxes = known.into_iter().map(|(network, count)| {
        let is_on = filter.networks.contains(network);
        let label = texts.counted_name(network.as_str(), &view.format.number(count)).text();
        let network = network.clone();
        checkbox("network", is_on, false, el("span").child(label), move |on| {
            let network = network.clone();
            state.change(move |trip| {
                trip.filter.networks.retain(|other| *other != network);
                if on {
                    trip.filter.networks.push(network);
                }
            });
        })
        .into()
    });
    el("fieldset")
        .child(el("legend").part("label").child(texts.filter_network()))
        .child(el("div").class("boxes").children(boxes))
}

fn sim(view: &View<'_>, filter: &Filter) -> El {
    let texts = view.format.texts;
    let state = view.state;
    let kinds = [
        ("any", texts.filter_sim_any()),
        ("esim", texts.sim_esim()),
        ("physical", texts.sim_physical()),
    ];
    let value = match filter.sim {
        None => "any",
        Some(SimKind::Esim) => "esim",
        Some(SimKind::Physical) => "physical",
    };
    choice("sim", texts.filter_sim(), &kinds, value, move |word| {
        state.change(|trip| trip.filter.sim = SimKind::from_word(&word));
    })
}

fn providers(view: &View<'_>, brands: &[&Brand], filter: &Filter) -> El {
    let texts = view.format.texts;
    let state = view.state;
    let all: std::rc::Rc<[Id]> = brands.iter().map(|brand| brand.id.clone()).collect();
    let boxes = brands.iter().map(|brand| {
        let label = el("span").child(brand.name.as_str().to_owned());
        let (all, id) = (std::rc::Rc::clone(&all), brand.id.clone());
        checkbox("provider", is_wanted(&brand.id, filter), false, label, move |on| {
            state.change(|trip| want(&mut trip.filter, &all, &id, on));
        })
        .into()
    });
    el("fieldset")
        .child(el("legend").part("label").child(texts.filter_brands()))
        .child(el("div").class("boxes").children(boxes))
}

/// Whether a filter leaves a brand in by its name.
fn is_wanted(id: &Id, filter: &Filter) -> bool {
    (filter.brands.is_empty() || filter.brands.contains(id)) && !filter.exclude.contains(id)
}

/// Takes a brand in or out, and says it the shorter way.
fn want(filter: &mut Filter, all: &[Id], id: &Id, on: bool) {
    let (wanted, unwanted): (Vec<Id>, Vec<Id>) = all
        .iter()
        .cloned()
        .partition(|other| if other == id { on } else { is_wanted(other, filter) });
    let few = !wanted.is_empty() && wanted.len() <= FEW && wanted.len() < unwanted.len();
    (filter.brands, filter.exclude) =
        if few { (wanted, Vec::new()) } else { (Vec::new(), unwanted) };
}

/// Everything that is set, each to be taken away by itself.
fn chips(view: &View<'_>, catalog: &Catalog, filter: &Filter) -> Vec<Node> {
    let texts = view.format.texts;
    let state = view.state;
    let name = |id: &Id| super::super::names::brand(catalog, id).to_owned();
    let chip = |text: String, remove: Box<dyn Fn(&mut Filter)>| -> Node {
        let label = texts.chip_remove(&text).text();
        let button = el("button")
            .attr("type", "button")
            .class("chip")
            .part("button filter-chip")
            .attr("aria-label", label)
            .on("click", move |_| {
                state.change(|trip| remove(&mut trip.filter));
                if state.trip.with(|trip| trip.filter == Filter::default()) {
                    planner::focus(state, "filters");
                }
            })
            .child(text)
            .child(el("span").attr("aria-hidden", "true").child("×"));
        el("li").child(button).into()
    };
    let mut chips = Vec::new();
    for network in &filter.networks {
        let remove = network.clone();
        chips.push(chip(
            network.as_str().to_owned(),
            Box::new(move |filter| filter.networks.retain(|other| *other != remove)),
        ));
    }
    if let Some(sim) = filter.sim {
        let text = match sim {
            SimKind::Esim => texts.sim_esim(),
            SimKind::Physical => texts.sim_physical(),
        };
        chips.push(chip(text.to_owned(), Box::new(|filter| filter.sim = None)));
    }
    for id in &filter.brands {
        let remove = id.clone();
        chips.push(chip(
            texts.chip_only(&name(id)).text(),
            Box::new(move |filter| filter.brands.retain(|other| *other != remove)),
        ));
    }
    for id in &filter.exclude {
        let remove = id.clone();
        chips.push(chip(
            texts.chip_not(&name(id)).text(),
            Box::new(move |filter| filter.exclude.retain(|other| *other != remove)),
        ));
    }
    chips
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(names: &[&str]) -> Vec<Id> {
        names.iter().map(|name| Id::new(name).unwrap()).collect()
    }

    #[test]
    fn providers_are_named_the_shorter_way() {
        let all = ids(&["a", "b", "c", "d", "e"]);
        let mut filter = Filter::default();
        want(&mut filter, &all, &all[0], false);
        assert_eq!((&filter.brands, &filter.exclude), (&ids(&[]), &ids(&["a"])));
        want(&mut filter, &all, &all[1], false);
        want(&mut filter, &all, &all[2], false);
        assert_eq!((&filter.brands, &filter.exclude), (&ids(&["d", "e"]), &ids(&[])));
        want(&mut filter, &all, &all[3], false);
        // None at all isn't the same as all.
        want(&mut filter, &all, &all[4], false);
        assert_eq!((&filter.brands, &filter.exclude), (&ids(&[]), &all));
        for id in &all {
            want(&mut filter, &all, id, true);
        }
        assert_eq!(filter, Filter::default());
    }

    #[test]
    fn what_passes_is_what_the_engine_lets_pass() {
        let shop = include_bytes!("../../../public/catalog.json");
        let catalog = Catalog::from_json(shop).unwrap();
        let json = r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                       "phases": [{"days": 3, "data_mb": 10}],
                       "filter": {"exclude": ["tello"], "networks": ["T-Mobile", "AT&T"],
                                  "sim": "physical"}}"#;
        let request = simfare_engine::Request::from_json(json.as_bytes(), &catalog).unwrap();
        let quote = simfare_engine::quote(&catalog, &request).unwrap();
        assert!(quote.alternatives.len() > 3);
        for brand in &catalog.brands {
            let is_there = quote.alternatives.iter().any(|way| way.brand == brand.id);
            assert!(!is_there || passes(brand, &request.filter), "{}", brand.id);
        }
        let left = catalog.brands.iter().filter(|brand| passes(brand, &request.filter)).count();
        assert_eq!(left, 8);
    }
}
