//! What the page's author is told of attributes that stand in nobody's way: there is an answer all the
//! same.

use std::sync::Arc;

use crate::attributes::Attribute;
use crate::problem::{Kind, Problem};
use crate::state::State;
use crate::trip::{Field, Wrong};
use crate::{apply, events};

/// A remark about an attribute or a property, by its name.
pub(crate) type Remark = (&'static str, Arc<Problem>);

/// Attributes that take only some words, and hinder nothing with another.
const WORDED: [Attribute; 5] = [
    Attribute::Locale,
    Attribute::Theme,
    Attribute::Persist,
    Attribute::Checkout,
    Attribute::Handoff,
];

/// Tells of an attribute or property what is news, in the place of what was told.
pub(crate) fn remark(state: State, about: &'static str, problem: Option<Problem>) {
    let page = state.page();
    let problem = problem.map(Arc::new);
    {
        let mut remarks = page.remarks.borrow_mut();
        let at = remarks.iter().position(|(known, _)| *known == about);
        if at.map(|at| &remarks[at].1) == problem.as_ref() {
            return;
        }
        if let Some(at) = at {
            remarks.remove(at);
        }
        remarks.extend(problem.clone().map(|problem| (about, problem)));
    }
    if let Some(problem) = problem {
        events::error(state, &problem);
    }
}

/// All of them, the newest first.
pub(crate) fn all(state: State) -> Vec<Arc<Problem>> {
    state.page().remarks.borrow().iter().rev().map(|(_, problem)| Arc::clone(problem)).collect()
}

/// Weighs the words of attributes as they are now.
pub(crate) fn words(state: State) {
    let Some(host) = state.page().host() else { return };
    for attribute in WORDED {
        let word = host.get_attribute(attribute.name()).unwrap_or_default();
        // The loader and style sheets take these as they are written.
        let is_exact = matches!(attribute, Attribute::Locale | Attribute::Theme);
        let message = wrong_word(attribute, if is_exact { &word } else { word.trim() });
        remark(state, attribute.name(), message.map(|message| fault(attribute, &message)));
    }
}

/// Weighs the coupon that the page has set against the catalog there is.
pub(crate) fn coupon(state: State) {
    let page = state.page();
    let Some(catalog) = state.catalog_untracked() else { return };
    let set = page.attributes().into_iter().find(|(set, _)| *set == Attribute::Coupon);
    // Another trip may have come since, by a link or a person.
    let own = state.trip.with_untracked(|trip| trip.text(Field::Coupon).trim().to_owned());
    let code = set.map(|(_, code)| code.trim().to_owned());
    let code = code.filter(|code| !code.is_empty() && *code == own);
    let unknown = code.filter(|code| catalog.coupon(code).is_none()).map(Wrong::UnknownCoupon);
    let unknown = unknown.map(|wrong| fault(Attribute::Coupon, &wrong.to_author()));
    remark(state, Attribute::Coupon.name(), unknown);
}

fn fault(attribute: Attribute, message: &str) -> Problem {
    let faults = apply::fault_at(&format!("/{}", attribute.name()), message);
    Problem::new(Kind::AttributeUnknown, faults)
}

/// What is wrong with an attribute's word. None is fine.
fn wrong_word(attribute: Attribute, word: &str) -> Option<String> {
    if attribute == Attribute::Locale {
        let is_wrong = !word.is_empty() && !is_tag(word);
        return is_wrong.then(|| "must be a language tag such as \"zh-CN\" (BCP 47)".to_owned());
    }
    let is_place = attribute == Attribute::Checkout;
    let words = if is_place { &["inline", "event"] } else { attribute.words() };
    if word.is_empty() || words.contains(&word) || (is_place && word.starts_with('#')) {
        return None;
    }
    let mut all: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    if is_place {
        all.push("# and an element's id".to_owned());
    }
    let last = all.pop()?;
    Some(format!("must be {} or {last}", all.join(", ")))
}

/// Whether a text has the form of a language tag: without it, a browser can make nothing of it.
fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=8).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_languages() {
        for tag in ["en", "zh-Hant-HK", "de-CH-1901", "ar-u-nu-latn"] {
            assert_eq!(wrong_word(Attribute::Locale, tag), None, "{tag}");
        }
        for word in ["zh_CN", "zh-CN,en", "a", " en", "en-", "english US"] {
            assert!(wrong_word(Attribute::Locale, word).is_some(), "{word}");
        }
    }

    #[test]
    fn words_that_mean_nothing_are_told_with_those_that_do() {
        for (attribute, word) in [
            (Attribute::Theme, "dark"),
            (Attribute::Persist, ""),
            (Attribute::Checkout, "#till"),
            (Attribute::Handoff, "shopify"),
        ] {
            assert_eq!(wrong_word(attribute, word), None, "{word}");
        }
        let theme = wrong_word(Attribute::Theme, "pink");
        assert_eq!(theme.as_deref(), Some("must be \"auto\", \"light\" or \"dark\""));
        let place = wrong_word(Attribute::Checkout, "till");
        assert_eq!(
            place.as_deref(),
            Some("must be \"inline\", \"event\" or # and an element's id")
        );
    }
}
