//! Nobody here can say how it stands: a word of a newer service's, or no answer at all.

use super::mark::Mark;
use super::{Action, Context, News, Sheet, receipt};
use crate::checkout::order::Order;

/// A status that this version doesn't know.
pub(super) fn sheet(context: &Context<'_>, order: &Order) -> Sheet {
    let texts = context.texts();
    let check = context.deed(Action::CheckAgain, "primary", texts.check_again());
    Sheet {
        mark: Mark::Odd,
        heading: texts.unknown_heading(),
        lead: vec![texts.unknown_lead(&order.word).text()],
        deeds: [check].into_iter().chain(receipt(context, order, "secondary")).collect(),
        parts: Vec::new(),
        help: texts.support_heading(),
    }
}

/// No answer yet.
pub(super) fn nothing(context: &Context<'_>) -> Sheet {
    let texts = context.texts();
    let is_lost = context.news == News::Lost;
    Sheet {
        mark: if is_lost { Mark::Odd } else { Mark::Waiting },
        heading: if is_lost { texts.missing_heading() } else { texts.asking_heading() },
        lead: vec![(if is_lost { texts.missing_lead() } else { texts.asking_lead() }).to_owned()],
        deeds: vec![context.deed(Action::CheckAgain, "primary", texts.check_again())],
        parts: Vec::new(),
        help: texts.support_heading(),
    }
}
