//! What else there is: ways of another kind, each provider alone, and any of them side by side.

mod by_brand;
mod by_kind;
mod compare;
mod facts;
pub(crate) mod filters;
mod notes;
mod row;

use simfare_engine::catalog::{Brand, Rating};
use simfare_engine::format::{Amount, Id};
use simfare_engine::quote::Purchase;

use super::View;
use crate::answer::kinds::{Kind, Standing, standings};
use crate::contact;
use crate::desk::Findings;
use crate::dom::{El, el, target};
use crate::locale::{DOT, Format, Texts};
use crate::signal::Signal;
use by_brand::Sort;

/// At most so many ways beside the cheapest are compared: more columns than four nobody reads.
const MOST_COMPARED: usize = 3;

/// How a person has arranged the other ways.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Board {
    sort: Signal<Sort>,
    /// Whether all providers are listed, rather than the first few.
    is_long: Signal<bool>,
    compared: Signal<Vec<Pick>>,
    only_differences: Signal<bool>,
}

/// A way that can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Pick {
    Brand(Id),
    Kind(Kind),
}

impl Board {
    /// Nothing arranged yet. To be called under an owner of Leptos's.
    pub(crate) fn new() -> Self {
        Self {
            sort: Signal::new(Sort::Total),
            is_long: Signal::new(false),
            compared: Signal::new(Vec::new()),
            only_differences: Signal::new(false),
        }
    }

    /// Adds a way to those that are compared, or takes it away.
    fn compare(&self, picked: &[Pick], pick: &Pick, on: bool) {
        let mut picked = picked.to_vec();
        picked.retain(|other| other != pick);
        if on {
            picked.push(pick.clone());
        }
        self.compared.set(picked);
    }
}

/// What is compared of the ways that this answer has: another trip or a filter may have taken some of
/// those that were picked away.
fn picked(view: &View<'_>, findings: &Findings) -> Vec<Pick> {
    let found = view.found;
    let mut picked = view.state.others.compared.get();
    if picked.iter().any(|pick| matches!(pick, Pick::Kind(_))) {
        let standings = standings(found, Some(findings).filter(|_| findings.are_about(found)));
        let is_there = |standing: &Standing| {
            matches!(standing, Standing::Pending) || by_kind::total(found, standing).is_some()
        };
        picked.retain(|pick| match pick {
            Pick::Brand(_) => true,
            Pick::Kind(kind) => standings.iter().any(|(of, it)| of == kind && is_there(it)),
        });
    }
    picked.retain(|pick| match pick {
        Pick::Brand(brand) => found.alternative(brand).is_some(),
        Pick::Kind(_) => true,
    });
    picked
}

/// The whole section.
pub(crate) fn others(view: &View<'_>) -> El {
    let texts = view.format.texts;
    // About an earlier answer until its own are there.
    let findings = view.state.kinds.findings.get();
    let picked = picked(view, &findings);
    el("section")
        .class("others")
        .part("alternatives")
        .attr("aria-labelledby", "alternatives")
        .child(
            el("h3")
                .attr("id", "alternatives")
                .attr("tabindex", "-1")
                .part("heading")
                .child(texts.alternatives()),
        )
        .child(filters::filters(view))
        .child(by_kind::by_kind(view, &findings, &picked))
        .child(by_brand::by_brand(view, &picked))
        .child(compare::side_by_side(view, &findings, &picked))
        .maybe(help(view))
}

/// Whom to ask, where the catalog says so.
fn help(view: &View<'_>) -> Option<El> {
    let seller = view.found.catalog.seller.as_ref()?;
    let support = &seller.support;
    if !support.is_reachable() {
        return None;
    }
    let link = |to: String, address: &str| el("a").attr("href", to).child(address.to_owned());
    let contacts = [
        support.email.as_ref().map(|email| link(contact::mail(email.as_str()), email.as_str())),
        support.phone.as_ref().map(|phone| link(contact::call(phone.as_str()), phone.as_str())),
        support.chat.as_ref().map(|chat| {
            // Only http and https addresses are read from a catalog.
            link(chat.as_str().to_owned(), chat.as_str())
                .attr("target", "_blank")
                .attr("rel", "noopener noreferrer")
        }),
        support.hours.as_ref().map(|hours| el("span").child(hours.as_str().to_owned())),
    ];
    let mut list = el("span");
    for (at, contact) in contacts.into_iter().flatten().enumerate() {
        list = list.child(if at > 0 { DOT } else { "" }).child(contact);
    }
    let text = view.format.texts.help_from(seller.name.as_str(), list);
    Some(el("p").class("hint").part("support").children(text.nodes()))
}

impl View<'_> {
    /// What is bought, each thing once: "2 × 5 GB". With its brand where that isn't said already.
    fn bought(&self, purchases: &[Purchase], with_brand: bool) -> String {
        let mut what: Vec<(String, u64)> = Vec::new();
        for purchase in purchases {
            let items = if with_brand {
                self.purchase(purchase)
            } else {
                let items: Vec<String> =
                    purchase.items.iter().map(|item| self.item(item)).collect();
                items.join(" + ")
            };
            match what.iter_mut().find(|(name, _)| *name == items) {
                Some((_, times)) => *times += 1,
                None => what.push((items, 1)),
            }
        }
        let what: Vec<String> = what
            .into_iter()
            .map(|(name, times)| match times {
                1 => name,
                _ => {
                    // Two of all that stands there.
                    let all = if name.contains(" + ") { format!("({name})") } else { name };
                    self.format.texts.times(&self.format.number(times), &all).text()
                }
            })
            .collect();
        what.join(self.format.texts.comma())
    }
}

/// A brand's score as a number, as it stands in the catalog.
fn score(format: &Format, rating: &Rating) -> String {
    let millionths = i64::try_from(rating.score.0).unwrap_or_default();
    let decimal = Amount(millionths).to_decimal_string(6);
    format.decimal(decimal.trim_end_matches('0').trim_end_matches('.'))
}

/// Which kinds of SIM a brand has, in words.
fn sims(format: &Format, esim: bool, physical: bool) -> &'static str {
    let texts = format.texts;
    match (esim, physical) {
        (true, true) => texts.sim_both(),
        (true, false) => texts.sim_esim(),
        (false, true) => texts.sim_physical(),
        (false, false) => texts.unknown(),
    }
}

fn brand<'c>(view: &'c View<'_>, id: &Id) -> Option<&'c Brand> {
    view.found.catalog.brand(id)
}

/// A native list of choices with its label.
fn choice(
    id: &'static str,
    label: &'static str,
    options: &[(&'static str, &'static str)],
    value: &'static str,
    choose: impl Fn(String) + 'static,
) -> El {
    let options =
        options.iter().map(|(value, name)| el("option").attr("value", *value).child(*name).into());
    el("div").class("field").child(el("label").attr("for", id).child(label)).child(
        el("select")
            .attr("id", id)
            .attr("name", id)
            .part("select")
            .children(options)
            .on("change", move |event| {
                if let Some(select) = target::<web_sys::HtmlSelectElement>(&event) {
                    choose(select.value());
                }
            })
            .holds(crate::dom::Property::Value(value.to_owned())),
    )
}

/// The button that selects a way, or says that it is selected.
fn select_button(texts: &Texts, called: &str, is_chosen: bool) -> El {
    el("button")
        .attr("type", "button")
        .class("secondary")
        .part("button select")
        .attr("aria-pressed", if is_chosen { "true" } else { "false" })
        .attr("aria-label", texts.select_brand(called).text())
        .child(if is_chosen { texts.selected() } else { texts.select() })
}

/// A checkbox in a label as high as a finger.
fn checkbox(
    name: &'static str,
    on: bool,
    is_disabled: bool,
    label: El,
    set: impl Fn(bool) + 'static,
) -> El {
    el("label")
        .class("check")
        .part("label")
        .child(
            el("input")
                .attr("type", "checkbox")
                .attr("name", name)
                .part("input")
                .flag("disabled", is_disabled)
                .on("change", move |event| {
                    if let Some(input) = target::<web_sys::HtmlInputElement>(&event) {
                        set(input.checked());
                    }
                })
                .holds(crate::dom::Property::Checked(on)),
        )
        .child(label)
}
