//! Which need decided the answer: what it would cost without each.

use simfare_engine::sort;
use std::rc::Rc;
use std::sync::Arc;

use simfare_engine::format::Amount;
use simfare_engine::request::NumberRule;
use simfare_engine::{Request, Resource};

use crate::desk::{Ask, Findings};
use crate::dom::{El, Node, el, live};
use crate::locale::{Format, Texts};
use crate::state::{Found, State};

/// Something that a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Amount(Resource),
    Reachable,
    Number,
}

impl Need {
    /// What a request asks for; nothing where it is one thing only, which decides everything.
    pub(super) fn all(request: &Request) -> Vec<Self> {
        let amounts = Resource::ALL
            .into_iter()
            .filter(|&r| request.phases.iter().any(|phase| phase.totals()[r] > 0))
            .map(Self::Amount);
        let reachable = request.phases.iter().any(|phase| phase.reachable);
        let number = request.number != NumberRule::None;
        let others = [(Self::Reachable, reachable), (Self::Number, number)];
        let others = others.into_iter().filter(|(_, asked)| *asked).map(|(need, _)| need);
        let needs: Vec<Self> = amounts.chain(others).collect();
        if needs.len() > 1 { needs } else { Vec::new() }
    }

    /// The same request without it.
    pub(super) fn left_out(self, request: &Request) -> Request {
        let mut request = request.clone();
        for phase in &mut request.phases {
            match self {
                Self::Amount(Resource::Data) => phase.data_mb = 0,
                Self::Amount(Resource::Minutes) => phase.minutes = 0,
                Self::Amount(Resource::IntlMinutes) => phase.intl_minutes = 0,
                Self::Amount(Resource::Sms) => phase.sms = 0,
                Self::Reachable => phase.reachable = false,
                Self::Number => {}
            }
        }
        if self == Self::Number {
            request.number = NumberRule::None;
        }
        request
    }

    pub(super) fn name(self, texts: &Texts) -> &'static str {
        match self {
            Self::Amount(Resource::Data) => texts.need_data(),
            Self::Amount(Resource::Minutes) => texts.need_calls(),
            Self::Amount(Resource::IntlMinutes) => texts.need_calls_abroad(),
            Self::Amount(Resource::Sms) => texts.need_texts(),
            Self::Reachable => texts.need_reachable(),
            Self::Number => texts.need_number(),
        }
    }
}

/// The questions.
pub(crate) fn questions(found: &Found) -> Vec<Ask> {
    let needs = Need::all(&found.request).into_iter();
    needs.map(|need| Ask::cheapest(need.left_out(&found.request))).collect()
}

/// What the answer would cost less if the number might change; nothing as long as that isn't
/// known, or where it may.
pub(super) fn without_number(state: State, found: &Arc<Found>) -> Option<Amount> {
    let findings = state.decided.findings.get();
    let at = Need::all(&found.request).iter().position(|need| *need == Need::Number)?;
    let quote = findings.are_about(found).then(|| findings.quote(at))??;
    Some(Amount(quote.total?.0 - found.quote.total?.0))
}

/// One line: the needs that make the price, the dearest first.
pub(super) fn line(state: State, format: &Rc<Format>, found: &Arc<Found>) -> Node {
    let (format, found) = (Rc::clone(format), Arc::clone(found));
    live(move || draw(state, &format, &found))
}

fn draw(state: State, format: &Rc<Format>, found: &Arc<Found>) -> El {
    let line = el("p").class("decided").part("decided");
    let findings = state.decided.findings.get();
    let is_known = findings.are_about(found);
    let will_be =
        || !Need::all(&found.request).is_empty() && !state.more.get_untracked().is_failed();
    if !is_known && !will_be() {
        return line.attr("hidden", "");
    }
    // Until it is known its room is kept, by what was known of the last answer: a button below
    // doesn't move away from under a finger.
    let line = line.flag("data-waiting", !is_known);
    match findings.about.as_ref().filter(|last| !Need::all(&last.request).is_empty()) {
        Some(of) => needs_of(line, format, of, &findings),
        None if is_known => line.attr("hidden", ""),
        None => line.child("\u{a0}"),
    }
}

#[cold]
#[inline(never)]
fn needs_of(line: El, format: &Format, found: &Found, findings: &Findings) -> El {
    let total = found.quote.total.unwrap_or_default().0;
    let mut less: Vec<(Need, i64)> = Need::all(&found.request)
        .into_iter()
        .enumerate()
        .filter_map(|(at, need)| Some((need, total - findings.quote(at)?.total?.0)))
        .collect();
    sort::sort_by_key(&mut less, |(_, less)| -less);
    if less.first().is_none_or(|(_, less)| *less == 0) {
        return line.attr("hidden", "");
    }
    let texts = format.texts;
    let money = format.money(found.quote.currency);
    let (dear, free): (Vec<_>, Vec<_>) = less.into_iter().partition(|(_, less)| *less != 0);
    let dear = dear.into_iter().map(|(need, less)| {
        texts.without(need.name(texts), &money.difference(Amount(-less))).text()
    });
    let free: Vec<&str> = free.into_iter().map(|(need, _)| need.name(texts)).collect();
    let free = (!free.is_empty()).then(|| texts.no_difference(&free.join(texts.comma())).text());
    // Each in one piece: a sign at the end of a line belongs to nothing.
    let parts = dear.chain(free).map(|part| el("span").class("piece").child(part).into());
    line.child(el("strong").child(texts.decided())).children(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use simfare_engine::Catalog;

    #[test]
    fn each_need_is_left_out_of_every_phase() {
        let catalog = Catalog::from_json(include_bytes!("../../public/catalog.json")).unwrap();
        let request = r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
            "phases": [{"days": 9, "data_mb": 100, "sms": 2}, {"days": 5, "sms": 1, "reachable": true}],
            "number": "hold"}"#;
        let request = Request::from_json(request.as_bytes(), &catalog).unwrap();
        let needs = Need::all(&request);
        let [data, sms] = [Resource::Data, Resource::Sms].map(Need::Amount);
        assert_eq!(needs, [data, sms, Need::Reachable, Need::Number]);
        for need in needs {
            let without = need.left_out(&request);
            assert!(!Need::all(&without).contains(&need), "{need:?}");
            assert_eq!(Need::all(&without).len(), 3, "{need:?}");
        }
        let alone = Request::new(request.start_date, vec![request.phases[1].clone()]);
        let alone = Need::Reachable.left_out(&alone);
        assert_eq!(Need::all(&alone), [], "one need decides everything");
    }
}
