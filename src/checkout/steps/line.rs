//! Which line it is for: a new eSIM, or one there is already, by its card or its number.

use super::{Field, Option_, Sheet, hint, options, set};
use crate::checkout::identity::{self, Asked, message};
use crate::dom::{El, el};
use crate::state::State;
use simfare_engine::order_line::LineKind;

pub(super) fn summary(sheet: &Sheet<'_>) -> String {
    let texts = sheet.format.texts;
    match sheet.form.line {
        Some(LineKind::NewEsim) => texts.line_esim().to_owned(),
        Some(LineKind::Iccid) => match identity::iccid(&sheet.form.iccid) {
            Ok(iccid) => texts.line_of_card(&spaced(&iccid.digits)).text(),
            Err(_) => texts.line_card().to_owned(),
        },
        Some(LineKind::Msisdn) => match identity::msisdn(&sheet.form.phone) {
            Ok(number) => texts.line_of_number(&number).text(),
            Err(_) => texts.line_number().to_owned(),
        },
        None => String::new(),
    }
}

/// In groups of four, as it stands on the card.
fn spaced(digits: &str) -> String {
    let groups: Vec<&str> =
        digits.as_bytes().chunks(4).map(|group| std::str::from_utf8(group).unwrap_or("")).collect();
    groups.join(" ")
}

pub(super) fn body(sheet: &Sheet<'_>) -> El {
    let (state, texts, form) = (sheet.state, sheet.format.texts, sheet.form);
    let kinds = sheet.flow.lines.clone();
    let rows = kinds.iter().map(|kind| {
        let (id, label, about) = match kind {
            LineKind::NewEsim => ("checkout-line-esim", texts.line_esim(), texts.line_esim_hint()),
            LineKind::Iccid => ("checkout-line-card", texts.line_card(), texts.line_card_hint()),
            LineKind::Msisdn => {
                ("checkout-line-number", texts.line_number(), texts.line_number_hint())
            }
        };
        Option_ {
            id: id.to_owned(),
            label: label.into(),
            amount: None,
            hints: vec![hint(about)],
            is_chosen: form.line == Some(*kind),
        }
    });
    let rows = rows.collect();
    let choice = (kinds.len() > 1).then(|| {
        options(state, "checkout-line", texts.line_question(), rows, move |at| {
            set(state, |form| {
                form.line = kinds.get(at).copied();
                form.was_tried = false;
            });
        })
    });
    let missing = (form.was_tried && form.line.is_none()).then(|| {
        el("p").class("wrong").part("field-error").attr("role", "alert").child(texts.line_missing())
    });
    let field = match form.line {
        Some(LineKind::Iccid) => Some(card(sheet)),
        Some(LineKind::Msisdn) => Some(phone(sheet)),
        _ => None,
    };
    el("div").class("step-body").maybe(choice).maybe(missing).maybe(field)
}

fn card(sheet: &Sheet<'_>) -> El {
    let (state, texts, form) = (sheet.state, sheet.format.texts, sheet.form);
    let read = identity::iccid(&form.iccid);
    let doubt = read.as_ref().is_ok_and(|iccid| iccid.check_is_wrong);
    let field = Field {
        id: "checkout-iccid",
        kind: "text",
        mode: "numeric",
        autocomplete: "off",
        label: texts.iccid(),
        hint: Some(texts.iccid_hint().to_owned()),
        wrong: read
            .err()
            .filter(|_| form.was_tried)
            .map(|fault| message(Asked::Iccid, fault, texts)),
        doubt: doubt.then(|| texts.iccid_doubt().to_owned()),
        value: form.iccid.clone(),
    };
    let field = field.draw(state, |form, text| {
        form.iccid = text;
        form.doubted.clear();
    });
    el("div")
        .class("line-field")
        .child(field)
        .child(whereabouts(texts.line_where(), texts.iccid_where()))
}

fn phone(sheet: &Sheet<'_>) -> El {
    let (state, texts, form) = (sheet.state, sheet.format.texts, sheet.form);
    let wrong = identity::msisdn(&form.phone).err().filter(|_| form.was_tried);
    let field = Field {
        id: "checkout-phone",
        kind: "tel",
        mode: "tel",
        autocomplete: "tel",
        label: texts.phone(),
        hint: Some(texts.phone_hint().to_owned()),
        wrong: wrong.map(|fault| message(Asked::Msisdn, fault, texts)),
        doubt: None,
        value: form.phone.clone(),
    };
    let field = field.draw(state, |form, text| form.phone = text);
    el("div")
        .class("line-field")
        .child(field)
        .child(whereabouts(texts.line_where(), texts.phone_where()))
}

fn whereabouts(question: &'static str, answer: &'static str) -> El {
    el("details")
        .part("line-where")
        .child(el("summary").child(question))
        .child(el("p").class("hint").child(answer))
}

/// Where the focus goes when something is missing. A number that seems wrong was pointed out now:
/// who goes on once more means it.
pub(super) fn missing(state: State) -> &'static str {
    let form = state.till.form.get_untracked();
    match form.line {
        Some(LineKind::Iccid) => {
            if let Ok(iccid) = identity::iccid(&form.iccid) {
                set(state, |form| form.doubted = iccid.digits);
            }
            "checkout-iccid"
        }
        Some(LineKind::Msisdn) => "checkout-phone",
        _ => match super::super::offer::flow(state).and_then(|flow| flow.lines.first().copied()) {
            Some(LineKind::NewEsim) => "checkout-line-esim",
            Some(LineKind::Iccid) => "checkout-line-card",
            Some(LineKind::Msisdn) => "checkout-line-number",
            None => "step-line",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::spaced;

    #[test]
    fn numbers_of_cards_are_written_in_groups() {
        assert_eq!(spaced("8991101200003204514"), "8991 1012 0000 3204 514");
        assert_eq!(spaced(""), "");
    }
}
