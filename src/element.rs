//! What the loader (`public/simfare.js`) calls: the border between JavaScript and Rust.

use std::cell::RefCell;

use js_sys::Function;
use leptos::prelude::{GetUntracked, Owner};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};

use crate::attributes::Attribute;
use crate::locale::{self, Format};
use crate::planner::{self, View};
use crate::state::{Answer, State};
use crate::{apply, catalog, checkout, desk, events, panic, style};

/// A `<simfare-planner>`, from its first connection until its element is no more. It keeps the
/// trip while the element is out of the page.
#[wasm_bindgen]
#[expect(missing_debug_implementations, reason = "nobody but the loader has one")]
pub struct Planner {
    owner: Owner,
    state: State,
    view: RefCell<Option<View>>,
}

#[wasm_bindgen]
impl Planner {
    /// A planner that isn't in a page yet, or a `<simfare-checkout>`, which speaks a language: see
    /// [`Self::speak`].
    ///
    /// # Errors
    /// Where the person's clock shows no date, or the lines are of another build.
    #[wasm_bindgen(constructor)]
    pub fn new(is_checkout: bool, tag: &str, name: &str, lines: &str) -> Result<Self, JsError> {
        let format = language(tag, name, lines)?;
        let made = planner::new(is_checkout, format);
        let (owner, state) = made.ok_or_else(|| JsError::new("no date"))?;
        Ok(Self { owner, state, view: RefCell::new(None) })
    }

    /// Draws the planner into an element of its host's shadow tree.
    pub fn connect(&self, host: web_sys::HtmlElement, into: &web_sys::Element) {
        let view = planner::connect(&self.owner, self.state, host, into);
        self.view.replace(Some(view));
    }

    /// Takes the planner out of the page; its trip stays.
    pub fn disconnect(&self) {
        planner::disconnect(self.state);
        self.view.replace(None);
    }

    /// Speaks another language: that of the locale `name`, whose texts are `lines`, with numbers
    /// and dates by `tag`.
    ///
    /// # Errors
    /// Where the lines are of another build.
    pub fn speak(&self, tag: &str, name: &str, lines: &str) -> Result<(), JsError> {
        planner::speak(self.state, language(tag, name, lines)?);
        Ok(())
    }

    /// Takes an attribute; nothing where it was removed.
    pub fn attribute(&self, name: &str, value: Option<String>) {
        if name == "quote" {
            checkout::expect(self.state, value.as_deref().unwrap_or_default());
        } else if let Some(attribute) = Attribute::by_name(name) {
            apply::set_attribute(self.state, attribute, value);
        }
    }

    /// Takes a catalog as an object.
    pub fn catalog(&self, catalog: &JsValue) {
        catalog::from_value(self.state, catalog);
    }

    /// The newest quote, or of a checkout that of its deal; null where there is none.
    #[wasm_bindgen(getter)]
    pub fn quote(&self) -> JsValue {
        self.found(|found| events::quote_detail(&found.quote))
    }

    /// The newest request, or of a checkout that of its deal; undefined where that of the page is
    /// still to be read, null where there is none.
    #[wasm_bindgen(getter)]
    pub fn request(&self) -> JsValue {
        if self.state.page().has_request() {
            return JsValue::UNDEFINED;
        }
        self.found(events::request_detail)
    }

    /// The selected alternative, or nothing.
    #[wasm_bindgen(getter)]
    pub fn selection(&self) -> JsValue {
        let choice = self.state.choice.get_untracked();
        self.found(|found| match found.way(&choice).alternative {
            Some(chosen) => events::alternative(found, chosen),
            None => JsValue::NULL,
        })
    }

    /// The newest problem, as long as it lasts.
    #[wasm_bindgen(getter)]
    pub fn error(&self) -> JsValue {
        match planner::problem(self.state) {
            Some(problem) => events::error_detail(self.state, &problem),
            None => checkout::trouble(self.state),
        }
    }

    /// What a checkout knows of its order, as `simfare-order` told it, or nothing.
    #[wasm_bindgen(getter)]
    pub fn order(&self) -> JsValue {
        checkout::newest(self.state)
    }

    fn found(&self, read: impl FnOnce(&crate::state::Found) -> JsValue) -> JsValue {
        // The answer of a checkout by itself is one that nobody asked for.
        let found = match self.state.answer.get_untracked() {
            _ if checkout::is_alone(self.state) => checkout::deal(self.state),
            Answer::Found(found) => Some(found),
            _ => None,
        };
        found.map_or(JsValue::NULL, |found| read(&found))
    }
}

fn language(tag: &str, name: &str, lines: &str) -> Result<Format, JsError> {
    locale::speak(tag, name, lines).ok_or_else(|| JsError::new("not the texts of this build"))
}

impl Drop for Planner {
    fn drop(&mut self) {
        self.disconnect();
        self.owner.cleanup();
    }
}

/// Takes the function that writes the style sheet of all elements: parts that come later add to it.
#[wasm_bindgen]
pub fn styles(write: Function) {
    style::begin(write);
}

/// Takes the function that starts a worker with this widget's WebAssembly (`public/worker.js`),
/// or gives nothing where there can be none.
#[wasm_bindgen(js_name = onHire)]
pub fn on_hire(hire: Function) {
    desk::hire_by(hire);
}

/// Has a function called with a message before a panic ends this instance; with `load-failed` besides
/// where [`lost`] does.
#[wasm_bindgen(js_name = onPanic)]
pub fn on_panic(tell: Function) {
    panic::tell(tell);
}

/// Ends this instance: the rest of it, without which it can't go on, can't be had.
#[wasm_bindgen]
pub fn lost(message: &str) {
    panic::lose(message);
}
