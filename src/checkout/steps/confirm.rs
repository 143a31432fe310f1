//! The last look: what is paid now, what comes later, and whom it is bought from.

use super::Sheet;
use crate::checkout::offer;
use crate::dom::{El, Node, el};
use crate::handoff::{self, Kind, now_of};
use simfare_engine::format::{Amount, Url};

/// That what is paid now is for a later day, where it is.
pub(super) fn begins_later(sheet: &Sheet<'_>) -> Option<El> {
    let today = sheet.state.today.get();
    let first = now_of(&sheet.deal.quote).first().filter(|first| first.date > today)?;
    let date = sheet.format.full_date(first.date);
    Some(el("p").child(sheet.format.texts.begins_on(&date).text()))
}

pub(super) fn body(sheet: &Sheet<'_>) -> El {
    let (texts, deal) = (sheet.format.texts, sheet.deal);
    let (due, total) = (sheet.due(), sheet.total());
    let row = |name: String, amount: String, class: &'static str| -> Node {
        el("div")
            .class(class)
            .child(el("dt").child(name))
            .child(el("dd").class("money").child(amount))
            .into()
    };
    let later = begins_later(sheet);
    let mut rows = vec![row(texts.confirm_now().to_owned(), sheet.money.of(due), "is")];
    if due != total {
        let count = deal.quote.purchases.len() - now_of(&deal.quote).len();
        let count = sheet.format.count(texts.count_renewals(), count as u64);
        let later = sheet.money.of(Amount(total.0 - due.0));
        rows.push(row(texts.confirm_later(&count).text(), later, "later"));
        rows.push(row(texts.confirm_all().to_owned(), sheet.money.of(total), "all"));
    }
    let link = |url: &Url, text: &'static str| {
        el("a")
            .attr("href", url.as_str().to_owned())
            .attr("target", "_blank")
            .attr("rel", "noopener")
            .child(text)
    };
    let seller = deal.catalog.seller.as_ref();
    let from = seller.map(|seller| {
        let from = el("p").class("hint").child(texts.confirm_from(seller.name.as_str()).text());
        let terms = seller.terms.as_ref().map(|url| link(url, texts.terms()));
        let privacy = seller.privacy.as_ref().map(|url| link(url, texts.privacy()));
        from.child(" ").maybe(terms).child(" ").maybe(privacy)
    });
    let next = match offer::kind(sheet.state) {
        Kind::Service if due.0 == 0 => texts.confirm_free(),
        Kind::Service => texts.confirm_next(),
        handoff::Kind::Event => texts.confirm_event(),
        _ => texts.confirm_provider(),
    };
    el("div")
        .class("step-body")
        .child(el("dl").class("prices").part("prices").children(rows))
        .maybe(later)
        .child(el("p").class("hint").child(next))
        .maybe(from)
}
