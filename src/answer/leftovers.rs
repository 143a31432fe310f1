//! What of a period's allowance is left over at its end.

use simfare_engine::Resource;
use simfare_engine::format::{Allowance, Amount};
use simfare_engine::usage::Period;

use super::View;
use crate::locale::Format;
use crate::trip::amount;

/// What is left after each of several periods that are alike.
#[derive(Debug, Default)]
struct Left {
    /// The least and the most of each resource; nothing where it has no limit or isn't there.
    resources: Vec<(Resource, u64, u64)>,
    credit: Option<(i64, i64)>,
}

impl Left {
    fn add(&mut self, period: &Period) {
        for stretch in &period.stretches {
            for resource in Resource::ALL {
                let share = &stretch.resources[resource];
                let (Allowance::Units(1..), Allowance::Units(left)) = (share.allowance, share.left)
                else {
                    continue;
                };
                match self.resources.iter_mut().find(|known| known.0 == resource) {
                    Some((_, least, most)) => {
                        (*least, *most) = (left.min(*least), left.max(*most));
                    }
                    None => self.resources.push((resource, left, left)),
                }
            }
        }
        if let Some(credit) = &period.credit {
            let left = credit.left.0;
            let (least, most) = self.credit.unwrap_or((left, left));
            self.credit = Some((least.min(left), most.max(left)));
        }
    }

    /// "1.2 GB, 80 min"; the least where it isn't the same each time.
    fn text(&self, view: &View<'_>) -> Option<String> {
        let texts = view.format.texts;
        if self.resources.is_empty() && self.credit.is_none() {
            return None;
        }
        let mut parts: Vec<String> = Vec::new();
        let mut is_same = true;
        for &(resource, least, most) in &self.resources {
            is_same &= least == most;
            if least > 0 {
                parts.push(roughly(view.format, resource, least));
            }
        }
        if let Some((least, most)) = self.credit {
            is_same &= least == most;
            if least > 0 {
                parts.push(texts.credit(&view.money.of(Amount(least))).text());
            }
        }
        if parts.is_empty() {
            return is_same.then(|| texts.left_nothing().to_owned());
        }
        let parts = parts.join(texts.comma());
        Some(match is_same {
            true => texts.left(&parts).text(),
            false => texts.left_at_least(&parts).text(),
        })
    }
}

/// What is left of a period.
pub(super) fn of_period(view: &View<'_>, period: &Period) -> Option<String> {
    let mut left = Left::default();
    left.add(period);
    left.text(view)
}

/// What is left of the periods that purchases are for, given by their places.
pub(super) fn of_purchases(view: &View<'_>, places: impl Iterator<Item = usize>) -> Option<String> {
    let periods = &view.usage().periods;
    let mut left = Left::default();
    for place in places {
        // The credit of several top-ups is left once, after the last.
        let period = periods.iter().find(|period| period.purchases.last() == Some(&place));
        if let Some(period) = period {
            left.add(period);
        }
    }
    left.text(view)
}

/// An amount with its unit; data to a tenth of a GB, rounded down.
fn roughly(format: &Format, resource: Resource, units: u64) -> String {
    if resource == Resource::Data && units >= 1024 {
        let tenths = units * 10 / 1024;
        let gb = match tenths % 10 {
            0 => (tenths / 10).to_string(),
            tenth => format!("{}.{tenth}", tenths / 10),
        };
        return format.texts.amount_gb(&format.decimal(&gb)).text();
    }
    amount(format, resource, units)
}
