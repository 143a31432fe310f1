//! A text to be copied: in a field of its own, so that it can be selected and copied by hand too.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Event, HtmlElement, HtmlTextAreaElement, ShadowRoot};

use super::{Context, Outcome, Side};
use crate::dom::{El, Property, el, target};
use crate::keep;

/// A field with a text, under its name, and a button that copies it.
pub(super) fn field(
    context: &Context<'_>,
    id: String,
    name: &'static str,
    text: &str,
    class: &'static str,
) -> El {
    let texts = context.texts();
    let side = context.side;
    let said = match side.outcome.get() {
        Outcome::Copied(of) if of == id => texts.copied(),
        Outcome::Selected(of) if of == id => texts.copy_by_hand(),
        _ => "",
    };
    let copied = text.to_owned();
    let of = id.clone();
    el("div")
        .class("copied")
        .part("order-copy")
        .child(el("label").attr("for", id.clone()).child(name))
        .child(
            el("textarea")
                .attr("id", id)
                .attr("readonly", "")
                .attr("rows", "1")
                .attr("spellcheck", "false")
                .attr("dir", "ltr")
                .attr("translate", "no")
                .part("input order-code")
                .on("focus", |event| {
                    if let Some(field) = target::<HtmlTextAreaElement>(&event) {
                        field.select();
                    }
                })
                .holds(Property::Value(text.to_owned())),
        )
        .child(
            el("button")
                .attr("type", "button")
                .class(class)
                .part("button copy")
                .on("click", move |event| copy(side, &of, copied.clone(), &event))
                .child(texts.copy())
                // Of several, which.
                .child(el("span").class("hidden").child(": "))
                .child(el("span").class("hidden").child(name)),
        )
        .child(el("p").class("hint copied-said").attr("role", "status").child(said))
}

/// Puts a text into the clipboard, or selects it in its field.
fn copy(side: Side, id: &str, text: String, event: &Event) {
    let root = target::<HtmlElement>(event).map(|button| button.get_root_node());
    let root: Option<ShadowRoot> = root.and_then(|root| root.dyn_into().ok());
    let writing = keep::write_to_clipboard(&text);
    let id = id.to_owned();
    spawn_local(async move {
        let is_written = match writing {
            Some(writing) => JsFuture::from(writing).await.is_ok(),
            None => false,
        };
        if is_written {
            side.outcome.set(Outcome::Copied(id));
            return;
        }
        let field = root.and_then(|root| root.get_element_by_id(&id));
        let field: Option<HtmlTextAreaElement> = field.and_then(|field| field.dyn_into().ok());
        if let Some(field) = field {
            let _ = field.focus();
            field.select();
        }
        side.outcome.set(Outcome::Selected(id));
    });
}
