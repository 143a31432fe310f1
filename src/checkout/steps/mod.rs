//! The steps, one open at a time; those before it say in a line what was chosen.

mod confirm;
mod contact;
mod line;
mod payment;
mod renewal;
mod review;

use std::rc::Rc;

use web_sys::HtmlInputElement;

use super::draw::{self, Sheet, button};
use super::flow::Step;
use super::keep;
use super::till::Form;
use crate::dom::{El, Node, Property, Str, el, target};
use crate::locale::Texts;
use crate::planner;
use crate::state::State;

/// The list of steps. While an order is on its way, all of them are closed and stay so.
pub(super) fn list(sheet: &Sheet<'_>, is_quiet: bool) -> El {
    let open = sheet.state.till.step.get();
    let reached = sheet.form.reached.max(open);
    let count = sheet.flow.steps.len() as u64;
    let steps = sheet.flow.steps.iter().zip(1..).map(|(&step, at)| {
        let is_open = step == open && !is_quiet;
        let is_known = step <= reached && step != Step::Confirm;
        let item = one(sheet, step, (at, count), is_open, is_known && !is_open, is_quiet);
        let item = if step == open { item.attr("aria-current", "step") } else { item };
        item.into()
    });
    el("ol").class("checkout-steps").part("steps").children(steps)
}

fn one(
    sheet: &Sheet<'_>,
    step: Step,
    (at, count): (u64, u64),
    is_open: bool,
    is_summed_up: bool,
    is_quiet: bool,
) -> El {
    let (state, format) = (sheet.state, sheet.format);
    let texts = format.texts;
    let name = name(step, texts);
    let heading = el("h3")
        .attr("id", heading_id(step))
        .attr("tabindex", "-1")
        .part("step-heading")
        .child(el("span").class("step-number").attr("aria-hidden", "true").child(format.number(at)))
        .child(
            el("span")
                .class("hidden")
                .child(texts.step_of(&format.number(at), &format.number(count)).text()),
        )
        .child(" ")
        .child(el("span").child(name));
    let change = (is_summed_up && !is_quiet).then(|| {
        let label = el("span")
            .child(texts.change())
            .child(el("span").class("hidden").child(" ").child(name));
        button("quiet", "step-change", label, move || draw::go(state, step))
    });
    let summary = is_summed_up.then(|| {
        el("div").class("summary").part("step-summary").child(match step {
            Step::Review => review::summary(sheet),
            Step::Line => line::summary(sheet),
            Step::Contact => contact::summary(sheet),
            Step::Payment => payment::summary(sheet),
            Step::Renewal => renewal::summary(sheet),
            Step::Confirm => String::new(),
        })
    });
    let body = is_open.then(|| {
        let body = match step {
            Step::Review => review::body(sheet),
            Step::Line => line::body(sheet),
            Step::Contact => contact::body(sheet),
            Step::Payment => payment::body(sheet),
            Step::Renewal => renewal::body(sheet),
            Step::Confirm => confirm::body(sheet),
        };
        el("form")
            .attr("id", "checkout-step")
            .attr("novalidate", "")
            .attr("aria-labelledby", heading_id(step))
            .on("submit", move |event| {
                event.prevent_default();
                draw::next(state);
            })
            .maybe(refused(sheet, step))
            .child(body)
    });
    el("li")
        .class(if is_open { "step open" } else { "step" })
        .part("step")
        .attr("data-step", step.word())
        .child(el("div").class("step-head").child(heading).maybe(change))
        .maybe(summary)
        .maybe(body)
}

/// What the service has said against it.
fn refused(sheet: &Sheet<'_>, step: Step) -> Option<El> {
    let said: Vec<&String> = sheet
        .form
        .refused
        .iter()
        .filter(|(of, _)| *of == step)
        .map(|(_, message)| message)
        .collect();
    if said.is_empty() {
        return None;
    }
    let texts = sheet.format.texts;
    let text = match step {
        Step::Line => texts.refused_line(),
        Step::Contact => texts.refused_contact(),
        Step::Payment => texts.refused_payment(),
        _ => texts.refused_other(),
    };
    let words = said.into_iter().filter(|words| !words.is_empty()).map(|words| {
        // In the service's own language: for those who can do something with it.
        el("p").class("hint").attr("lang", "en").child(words.clone()).into()
    });
    let notice = el("div").class("notice trouble").part("error step-error").attr("role", "alert");
    Some(notice.child(el("p").child(text)).children(words))
}

pub(super) fn name(step: Step, texts: &'static Texts) -> &'static str {
    match step {
        Step::Review => texts.step_review(),
        Step::Line => texts.step_line(),
        Step::Contact => texts.step_contact(),
        Step::Payment => texts.step_payment(),
        Step::Renewal => texts.step_renewal(),
        Step::Confirm => texts.step_confirm(),
    }
}

/// The id of a step's heading, where the focus goes.
pub(super) fn heading_id(step: Step) -> &'static str {
    match step {
        Step::Review => "step-review",
        Step::Line => "step-line",
        Step::Contact => "step-contact",
        Step::Payment => "step-payment",
        Step::Renewal => "step-renewal",
        Step::Confirm => "step-confirm",
    }
}

/// Says what is missing, and goes there.
pub(super) fn complain(state: State, step: Step) {
    state.till.form.update(|form| form.was_tried = true);
    planner::focus(
        state,
        match step {
            Step::Line => line::missing(state),
            Step::Contact => "checkout-email",
            Step::Payment => "checkout-method-0",
            _ => heading_id(step),
        },
    );
}

/// Changes what is typed or chosen.
pub(super) fn set(state: State, change: impl FnOnce(&mut Form)) {
    state.till.form.update(change);
    keep::write(state);
}

/// A labelled field of text.
pub(super) struct Field {
    pub(super) id: &'static str,
    pub(super) kind: &'static str,
    pub(super) mode: &'static str,
    pub(super) autocomplete: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: Option<String>,
    pub(super) wrong: Option<String>,
    /// Something to think about, which doesn't have to be mended.
    pub(super) doubt: Option<String>,
    pub(super) value: String,
}

impl Field {
    pub(super) fn draw(self, state: State, set_text: impl Fn(&mut Form, String) + 'static) -> El {
        let Self { id, kind, mode, autocomplete, label, hint, wrong, doubt, value } = self;
        let described: Vec<String> =
            [("hint", hint.is_some()), ("wrong", wrong.is_some() || doubt.is_some())]
                .into_iter()
                .filter(|(_, is_there)| *is_there)
                .map(|(what, _)| format!("{id}-{what}"))
                .collect();
        let mut input = el("input")
            .part("input")
            .attr("id", id)
            .attr("name", id)
            .attr("type", kind)
            .attr("inputmode", mode)
            .attr("autocomplete", autocomplete)
            .attr("spellcheck", "false")
            .attr("autocapitalize", "off")
            .attr("maxlength", "300")
            .on("input", move |event| {
                let Some(input) = target::<HtmlInputElement>(&event) else { return };
                set(state, |form| set_text(form, input.value()));
            })
            .holds(Property::Value(value));
        if !described.is_empty() {
            input = input.attr("aria-describedby", described.join(" "));
        }
        if wrong.is_some() {
            input = input.attr("aria-invalid", "true");
        }
        let said = wrong.map(|text| ("wrong", text)).or(doubt.map(|text| ("doubt", text)));
        let said = said.map(|(class, text)| {
            el("p")
                .class(class)
                .part("field-error")
                .attr("id", format!("{id}-wrong"))
                .attr("role", "alert")
                .child(text)
        });
        let hint =
            hint.map(|hint| el("p").class("hint").attr("id", format!("{id}-hint")).child(hint));
        el("div")
            .class("field")
            .part("field")
            .child(el("label").attr("for", id).part("label").child(label))
            .child(input)
            .maybe(said)
            .maybe(hint)
    }
}

/// One of several things to choose from, with all that has to be known of it.
pub(super) struct Option_ {
    pub(super) id: String,
    pub(super) label: Str,
    /// At the other end of the row.
    pub(super) amount: Option<String>,
    pub(super) hints: Vec<El>,
    pub(super) is_chosen: bool,
}

/// Radios, each a row as wide as the step.
pub(super) fn options(
    state: State,
    name: &'static str,
    legend: &'static str,
    options: Vec<Option_>,
    choose: impl Fn(usize) + 'static,
) -> El {
    let choose = Rc::new(choose);
    let rows = options.into_iter().enumerate().map(|(at, option)| {
        let choose = Rc::clone(&choose);
        let hints = option.hints;
        let described = (!hints.is_empty()).then(|| format!("{}-about", option.id));
        // Its name is without what describes it, which would be read twice otherwise.
        let (label, amount) = (format!("{}-label", option.id), format!("{}-amount", option.id));
        let mut input = el("input")
            .attr("type", "radio")
            .attr("name", name)
            .attr("id", option.id)
            .on("change", move |_| {
                choose(at);
                keep::write(state);
            })
            .holds(Property::Checked(option.is_chosen));
        if let Some(described) = &described {
            input = input
                .attr("aria-describedby", described.clone())
                .attr("aria-labelledby", format!("{label} {amount}"));
        }
        let about = described.map(|id| {
            let hints = hints.into_iter().map(Node::from);
            el("span").class("about").attr("id", id).children(hints)
        });
        el("label")
            .class("option")
            .part("option")
            .child(input)
            .child(
                el("span")
                    .class("words")
                    .child(el("span").class("option-label").attr("id", label).child(option.label))
                    .maybe(about),
            )
            .maybe(option.amount.map(|sum| el("span").class("money").attr("id", amount).child(sum)))
            .into()
    });
    el("fieldset")
        .class("options")
        .part("fieldset")
        .child(el("legend").class("hidden").child(legend))
        .children(rows)
}

pub(super) fn hint(text: impl Into<Str>) -> El {
    el("span").class("hint").child(text.into())
}
