//! What a way gives up, or spares, beside the cheapest: in a few words each.

use simfare_engine::Date;
use simfare_engine::catalog::SimKind;

use super::super::View;
use super::facts::{Facts, Slow};
use crate::answer::sources;

/// One of them.
pub(super) struct Note {
    /// Whether it is to the good.
    pub(super) is_gain: bool,
    pub(super) text: String,
}

/// What is to be said of a way with these facts, where the cheapest has those.
pub(super) fn notes(
    view: &View<'_>,
    today: Date,
    facts: &Facts<'_>,
    least: &Facts<'_>,
) -> Vec<Note> {
    let texts = view.format.texts;
    let mut notes = Vec::new();
    let mut note = |is_gain: bool, text: String| notes.push(Note { is_gain, text });
    let bought = |n| view.format.count(texts.count_bought(), n);

    if facts.number && !least.number {
        note(true, texts.note_number().to_owned());
    }
    if facts.switches == 0 && least.switches > 0 && !facts.leaves {
        note(true, texts.note_no_switch().to_owned());
    }
    if facts.sims < least.sims {
        note(true, texts.note_one_sim().to_owned());
    }
    if facts.slow.is_none() && least.slow.is_some() {
        note(true, texts.note_no_slow().to_owned());
    }
    if !facts.autopay && least.autopay {
        note(true, texts.note_no_autopay().to_owned());
    }
    if facts.purchases < least.purchases {
        note(
            true,
            texts
                .note_purchases(&bought(facts.purchases), &view.format.number(least.purchases))
                .text(),
        );
    }
    if facts.now < least.now {
        note(true, texts.note_less_now().to_owned());
    }
    if let Some(line) = &view.found.request.line
        && facts.leaves != least.leaves
    {
        let brand = super::super::names::brand(&view.found.catalog, &line.brand);
        if facts.leaves {
            note(false, texts.note_ends_line(brand).text());
        } else {
            note(true, texts.note_keeps_line(brand).text());
        }
    }

    if !facts.number {
        note(false, texts.note_no_number().to_owned());
    }
    if facts.purchases > least.purchases {
        note(
            false,
            texts
                .note_purchases(&bought(facts.purchases), &view.format.number(least.purchases))
                .text(),
        );
    }
    if let Some(slow) = facts.slow {
        note(false, slows(view, slow));
    }
    if facts.autopay {
        note(false, texts.note_autopay().to_owned());
    }
    if !facts.has(SimKind::Esim) {
        note(false, texts.note_physical_only().to_owned());
    }
    if let Some(read) = facts.oldest.filter(|read| sources::is_old(*read, today)) {
        let months = months(read, today);
        let months = view.format.count(texts.count_months(), months.into());
        note(false, texts.note_old_price(&months).text());
    }
    notes
}

/// That data slows down, and when.
pub(super) fn slows(view: &View<'_>, slow: Slow) -> String {
    let texts = view.format.texts;
    let amount = view.format.data(slow.after_mb);
    if slow.is_daily {
        texts.note_slow_daily(&amount).text()
    } else {
        texts.note_slow(&amount).text()
    }
}

/// Whole months from one day to another.
fn months(read: Date, today: Date) -> u32 {
    let (read_year, read_month, _) = read.ymd();
    let (year, month, _) = today.ymd();
    let between = (year - read_year) * 12 + month.cast_signed() - read_month.cast_signed();
    let months = u32::try_from(between).unwrap_or_default();
    if read.plus_months(months) > today { months.saturating_sub(1) } else { months }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_as_old_as_its_whole_months() {
        let date = |text| Date::parse(text).unwrap();
        for (read, today, months) in [
            ("2026-01-10", "2026-12-10", 11),
            ("2026-01-10", "2026-12-09", 10),
            ("2026-06-01", "2026-11-30", 5),
            ("2026-05-31", "2026-11-30", 6),
            ("2026-12-10", "2026-12-01", 0),
            ("2027-12-10", "2026-12-01", 0),
        ] {
            assert_eq!(super::months(date(read), date(today)), months, "{read} {today}");
        }
    }
}
