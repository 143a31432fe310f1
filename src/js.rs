//! JavaScript's values.

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;

/// An object with these members.
pub(crate) fn object<V: Into<JsValue> + Clone>(members: &[(&str, V)]) -> Object {
    let object = Object::new();
    for (name, value) in members {
        // Never fails on an object just made.
        let _ = Reflect::set(&object, &(*name).into(), &value.clone().into());
    }
    object
}
