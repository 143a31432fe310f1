//! The engine for `benches/run.mjs`: what it measures, and nothing else.

use simfare_engine::{Catalog, Faults, Request, quote};
use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

#[path = "../../../crates/engine/benches/support/widen.rs"]
mod widen;

/// A catalog and a request, read and checked.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Bench {
    catalog: Catalog,
    request: Request,
}

#[wasm_bindgen]
impl Bench {
    /// Reads both.
    ///
    /// # Errors
    /// Where either has a fault.
    #[wasm_bindgen(constructor)]
    pub fn new(catalog: &[u8], request: &str) -> Result<Self, JsError> {
        let catalog = Catalog::from_json(catalog).map_err(told)?;
        let request = Request::from_json(request.as_bytes(), &catalog).map_err(told)?;
        Ok(Self { catalog, request })
    }

    /// The least total, computed anew.
    ///
    /// # Errors
    /// Where the request doesn't fit the catalog.
    pub fn total(&self) -> Result<String, JsError> {
        let answer = quote(&self.catalog, &self.request).map_err(told)?;
        Ok(answer.total.map_or("none".into(), |total| total.to_decimal_string(2)))
    }
}

/// The catalog, widened to so many offers.
#[wasm_bindgen]
pub fn widened(catalog: &[u8], offers: usize) -> Vec<u8> {
    widen::widened(catalog, offers)
}

fn told(faults: Faults) -> JsError {
    JsError::new(&faults.to_string())
}
