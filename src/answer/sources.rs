//! Where prices come from, and how old they are.

use simfare_engine::Date;
use simfare_engine::catalog::Catalog;
use simfare_engine::format::Id;
use simfare_engine::quote::Purchase;

use super::View;
use crate::dom::{El, el};

/// A price read longer ago than this, in days, may well be another by now.
const OLD: i64 = 90;

/// When and where the price of an item was read, with a link to see for oneself.
pub(super) fn note(view: &View<'_>, id: &Id) -> Option<El> {
    let texts = view.format.texts;
    let source = view.found.catalog.sold(id)?.source()?;
    // Only http and https addresses are read from a catalog.
    let url = source.url.as_str();
    let host = url.split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or(url);
    let host = host.strip_prefix("www.").unwrap_or(host);
    let link = el("a")
        .attr("href", url.to_owned())
        .attr("target", "_blank")
        .attr("rel", "noopener noreferrer")
        .child(host.to_owned());
    let note = el("span").class("source").part("source");
    let Some(date) = source.date else {
        return Some(note.children(texts.price_at(link).nodes()));
    };
    let note = note.children(texts.price_read(&view.format.full_date(date), link).nodes());
    let today = view.state.today.get();
    let age = is_old(date, today).then(|| {
        let days = today.days_since(date).unsigned_abs();
        let days = view.format.count(view.format.texts.count_days(), days);
        el("strong").class("old").child(texts.price_old(&days))
    });
    Some(note.child(" ").maybe(age))
}

/// Whether what was read on a date isn't to be relied upon any more.
pub(super) fn is_old(date: Date, today: Date) -> bool {
    today.days_since(date) > OLD
}

/// When the price that was read the longest ago was read; unknown where that of any is.
pub(super) fn oldest(catalog: &Catalog, purchases: &[Purchase]) -> Option<Date> {
    let mut oldest = None;
    for item in purchases.iter().flat_map(|purchase| &purchase.items) {
        let date = catalog.sold(&item.id)?.source()?.date?;
        oldest = oldest.into_iter().chain([date]).min();
    }
    oldest
}

/// How old the whole price list is.
pub(super) fn footer(view: &View<'_>) -> El {
    let date = view.format.full_date(view.found.catalog.updated);
    el("footer")
        .class("sources")
        .part("sources")
        .child(el("p").child(view.format.texts.prices_of(&date)))
}
