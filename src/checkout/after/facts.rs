//! Which order it is: its reference, what was bought, for which line.

use simfare_engine::quote::now_and_later;

use super::Context;
use crate::answer::names;
use crate::checkout::order::{Line, Order};
use crate::dom::{El, el};

/// A list of facts: each a name and what it is.
pub(super) fn list(facts: impl IntoIterator<Item = (&'static str, String)>) -> El {
    el("dl").class("after-facts").part("order-facts").children(facts.into_iter().map(
        |(name, what)| el("div").child(el("dt").child(name)).child(el("dd").child(what)).into(),
    ))
}

/// What was bought, and how it is found again.
pub(super) fn bought(context: &Context<'_>, order: &Order) -> El {
    let texts = context.texts();
    let mut facts = vec![(texts.fact_order(), order.reference.clone())];
    let bought = bought_now(context, order);
    if !bought.is_empty() {
        facts.push((texts.fact_bought(), bought.join(texts.printed_and())));
    }
    if let Some(line) = line(order) {
        facts.push((texts.fact_line(), line));
    }
    let name = match order.status {
        Some(status) if status.is_paid() => texts.fact_paid(),
        Some(status) if status.is_open() => texts.fact_due(),
        _ => texts.fact_amount(),
    };
    facts.push((name, context.money(order).of(order.due_now)));
    if let Some(email) = &order.email {
        facts.push((texts.fact_email(), email.clone()));
    }
    list(facts)
}

/// Names of what this order brings, a purchase each; nothing where they aren't known.
pub(super) fn bought_now(context: &Context<'_>, order: &Order) -> Vec<String> {
    let (Some(catalog), Some(quote)) = (context.catalog, &order.quote) else { return Vec::new() };
    let money = context.money(order);
    let (now, _) = now_and_later(&quote.purchases);
    now.iter().map(|purchase| names::purchase(catalog, context.format, &money, purchase)).collect()
}

/// The line that an order is for; nothing for a new one.
pub(super) fn line(order: &Order) -> Option<String> {
    written(&order.line)
}

/// A line's name as people write it.
fn written(line: &Line) -> Option<String> {
    let (number, groups): (&str, &[usize]) = match line {
        Line::NewEsim => return None,
        Line::Msisdn(number) => match number.strip_prefix("+1") {
            Some(_) if number.len() == 12 => (number, &[2, 3, 3, 4]),
            _ => (number, &[]),
        },
        Line::Iccid(number) => (number, &[4, 4, 4, 4, 4]),
    };
    if number.is_empty() {
        return None;
    }
    let mut parts = Vec::new();
    let mut rest = number;
    for &length in groups {
        if let Some((part, after)) = rest.split_at_checked(length) {
            parts.push(part);
            rest = after;
        }
    }
    parts.push(rest);
    parts.retain(|part| !part.is_empty());
    Some(parts.join("\u{a0}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_as_people_write_them() {
        for (line, wanted) in [
            (Line::NewEsim, None),
            (Line::Msisdn("+14155550123".into()), Some("+1 415 555 0123")),
            (Line::Msisdn("+8613800138000".into()), Some("+8613800138000")),
            (Line::Msisdn(String::new()), None),
            (Line::Iccid("89014103211118510720".into()), Some("8901 4103 2111 1851 0720")),
            (Line::Iccid("8991101200003204514".into()), Some("8991 1012 0000 3204 514")),
            (Line::Iccid("卡号乱写".into()), Some("卡号乱写")),
        ] {
            let wanted = wanted.map(|text| text.replace(' ', "\u{a0}"));
            assert_eq!(written(&line), wanted, "{line:?}");
        }
    }
}
