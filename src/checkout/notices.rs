//! What is said in the place of the steps: that an order is on its way, or why it can't go on.

use simfare_engine::Request;

use super::draw::{button, go};
use super::flow::Step;
use super::till::{Progress, Stage, Trouble};
use super::{keep, offer, send};
use crate::answer;
use crate::contact;
use crate::dom::{El, Node, el};
use crate::handoff;
use crate::locale::Format;
use crate::planner;
use crate::state::{Found, State};

/// Why no offer serves what the page wants sold, and whom to ask.
pub(super) fn unserved(state: State, format: &Format) -> Option<El> {
    let catalog = state.catalog()?;
    let request = state.page().request()?;
    let request = Request::from_json(request.as_bytes(), &catalog).ok()?;
    let quote = simfare_engine::cheapest(&catalog, &request).ok()?;
    let why = answer::infeasible::why(format, &Found { catalog, request, quote });
    Some(trouble(format.texts.infeasible(), why).maybe(support(state, format)))
}

/// That the page's address is that of an order which goes on elsewhere, before somebody orders it again.
pub(super) fn begun_elsewhere(state: State) -> Option<El> {
    // What is with the service, or on its way there, is this tab's.
    let is_free = matches!(state.till.stage.get(), Stage::Filling | Stage::Repriced { .. });
    let order = is_free.then(keep::elsewhere).flatten()?;
    let format = state.format.get();
    let text = format.texts.order_elsewhere(&order).text();
    let notice = el("div").class("notice").attr("role", "status");
    Some(notice.child(el("p").child(text)).maybe(support(state, &format)))
}

/// Something is said, and the focus goes there.
pub(super) fn said(text: impl Into<Node>) -> El {
    el("div").class("checkout-now").part("checkout-now").child(
        el("p")
            .attr("id", "checkout-now")
            .attr("tabindex", "-1")
            .attr("role", "status")
            .child(text),
    )
}

pub(super) fn sending(format: &Format, progress: Progress) -> El {
    let texts = format.texts;
    let text = match progress {
        Progress::Begun => texts.sending(),
        Progress::Slow => texts.sending_slow(),
        Progress::Again => texts.sending_again(),
        Progress::Offline => texts.sending_offline(),
    };
    said(text).child(el("div").class("progress").attr("aria-hidden", "true"))
}

fn trouble(heading: &'static str, text: String) -> El {
    said_loudly("notice trouble", heading, text)
}

pub(super) fn said_loudly(class: &'static str, heading: &'static str, text: String) -> El {
    el("div").class(class).part("error checkout-error").child(
        el("div")
            .attr("role", "alert")
            .attr("id", "checkout-now")
            .attr("tabindex", "-1")
            .child(el("h3").child(heading))
            .child(el("p").child(text)),
    )
}

pub(super) fn stuck(state: State, format: &Format, why: Trouble) -> El {
    let texts = format.texts;
    let text = match why {
        Trouble::Unreachable => texts.stuck_unreachable(),
        Trouble::Nonsense => texts.stuck_nonsense(),
        Trouble::Closed => texts.stuck_closed(),
        Trouble::Refused => texts.stuck_refused(),
        Trouble::Gone => texts.stuck_gone(),
    };
    let again = matches!(why, Trouble::Unreachable | Trouble::Nonsense)
        .then(|| button("primary", "checkout-retry", texts.retry(), move || send::go(state)));
    // What is sold now is another catalog.
    let back = (why == Trouble::Gone && !state.page().till.is_alone.get()).then(|| {
        button("primary", "checkout-back", texts.checkout_back(), move || {
            offer::close(state);
            planner::reload(state);
        })
    });
    let mend = matches!(why, Trouble::Closed | Trouble::Refused).then(|| {
        button("secondary", "checkout-mend", texts.stuck_mend(), move || {
            state.till.stage.set(Stage::Filling);
            go(state, Step::Review);
        })
    });
    trouble(texts.stuck(), text.to_owned())
        .child(el("div").class("actions").maybe(again).maybe(back).maybe(mend))
        .maybe(support(state, format))
}

pub(super) fn elsewhere(state: State, format: &Format) -> El {
    let texts = format.texts;
    let again = button("secondary", "checkout-again", texts.elsewhere_again(), move || {
        offer::again(state, Step::Confirm);
    });
    trouble(texts.elsewhere(), texts.elsewhere_text().to_owned())
        .child(el("div").class("actions").child(again))
        .maybe(support(state, format))
}

pub(super) fn lost(state: State, format: &Format) -> El {
    let texts = format.texts;
    trouble(texts.order_gone(), texts.order_gone_text().to_owned()).maybe(support(state, format))
}

/// Whom to ask.
fn support(state: State, format: &Format) -> Option<El> {
    let catalog = state.catalog()?;
    let seller = catalog.seller.as_ref()?;
    let texts = format.texts;
    let link = |href: String, text: String| -> Node {
        el("li").child(el("a").attr("href", href).child(text)).into()
    };
    let support = &seller.support;
    let mut ways = Vec::new();
    if let Some(email) = &support.email {
        let text = texts.support_write(email.as_str()).text();
        ways.push(link(contact::mail(email.as_str()), text));
    }
    if let Some(phone) = &support.phone {
        let text = texts.support_call(phone.as_str()).text();
        ways.push(link(contact::call(phone.as_str()), text));
    }
    if let Some(chat) = support.chat.as_ref().filter(|chat| handoff::is_safe(chat.as_str())) {
        ways.push(link(chat.as_str().to_owned(), texts.support_chat().to_owned()));
    }
    (!ways.is_empty()).then(|| {
        el("div")
            .class("checkout-support")
            .part("support")
            .child(el("p").child(texts.support_ask(seller.name.as_str()).text()))
            .child(el("ul").children(ways))
    })
}
