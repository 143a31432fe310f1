//! What a curve teaches, in a sentence or two.

use simfare_engine::format::Amount;

use super::curve::Plateau;
use super::sheet::Sheet;
use crate::answer::View;

/// The sentences; nothing as long as they aren't certain.
pub(super) fn lesson(view: &View<'_>, sheet: &Sheet) -> Option<String> {
    let Plateau { from, until, before, after } = sheet.plateau?;
    let texts = view.format.texts;
    let mut sentences = Vec::new();
    if from < until {
        let range = sheet.range(view.format, from, until);
        sentences.push(texts.lesson_level(&range).text());
    }
    let beside = |(x, difference): (u64, Option<Amount>)| {
        let what = sheet.words(view.format, x);
        match difference {
            None => texts.lesson_none(&what).text(),
            Some(more) if more.0 >= 0 => texts.lesson_more(&what, &view.money.of(more)).text(),
            Some(less) => texts.lesson_less(&what, &view.money.of(Amount(-less.0))).text(),
        }
    };
    sentences.extend(after.map(beside));
    // Two sentences are enough.
    if sentences.len() < 2 {
        sentences.extend(before.map(beside));
    }
    let mut sentences = sentences.into_iter();
    let first = sentences.next().unwrap_or_default();
    Some(match sentences.next() {
        Some(second) => texts.two_sentences(&first, &second).text(),
        None => first,
    })
}
