//! A panic is a mistake of ours. It ends this WebAssembly instance, and mustn't end in silence:
//! the loader is told, shows every planner's error, and starts afresh when asked to. So does an
//! instance that can't go on because the rest of it can't be had (`xtask/src/first`).

use std::cell::{Cell, RefCell};

use js_sys::Function;
use wasm_bindgen::JsValue;

thread_local! {
    static TELL: RefCell<Option<Function>> = const { RefCell::new(None) };
    static HAS_HAPPENED: Cell<bool> = const { Cell::new(false) };
}

/// Whether this instance is to be left alone.
pub(crate) fn has_happened() -> bool {
    HAS_HAPPENED.try_with(Cell::get).unwrap_or(true)
}

/// Tells a function of every panic from now on.
pub(crate) fn tell(function: Function) {
    TELL.set(Some(function));
    std::panic::set_hook(Box::new(|panic| {
        // One more in what the first has left is nothing new, and perhaps another instance's time.
        if HAS_HAPPENED.try_with(|happened| happened.replace(true)).unwrap_or(true) {
            return;
        }
        report(&panic.to_string(), &JsValue::UNDEFINED);
    }));
}

/// Ends this instance for want of the rest of it.
pub(crate) fn lose(message: &str) {
    if !HAS_HAPPENED.try_with(|happened| happened.replace(true)).unwrap_or(true) {
        report(message, &"load-failed".into());
    }
}

fn report(message: &str, code: &JsValue) {
    let function = TELL.try_with(|tell| tell.try_borrow().ok().and_then(|tell| tell.clone()));
    if let Ok(Some(function)) = function {
        // Nothing is left to be done about an error of the error's.
        let _ = function.call2(&JsValue::UNDEFINED, &JsValue::from_str(message), code);
    }
}
