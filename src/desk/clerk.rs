//! What the worker (`public/worker.js`) calls: one catalog, and answers from it as text.

use js_sys::Function;
use simfare_engine::{Catalog, Request};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsError, JsValue};

use super::ask::Kind;

/// Works out answers from one catalog, in a worker.
#[wasm_bindgen]
#[expect(missing_debug_implementations, reason = "nobody but the worker has one")]
pub struct Clerk {
    catalog: Catalog,
}

#[wasm_bindgen]
impl Clerk {
    /// For a catalog, which the page has read without a fault.
    ///
    /// # Errors
    /// Where it has one nevertheless.
    #[wasm_bindgen(constructor)]
    pub fn new(catalog: &[u8]) -> Result<Self, JsError> {
        let catalog = Catalog::from_json(catalog);
        catalog.map(|catalog| Self { catalog }).map_err(|_| JsError::new("faulty catalog"))
    }

    /// The quote for a request as JSON; nothing where there is none. `tell` is called with how
    /// far it is, in thousandths, where that takes long.
    pub fn answer(&self, kind: u8, request: &str, tell: &Function) -> Option<String> {
        let request = Request::from_json(request.as_bytes(), &self.catalog).ok()?;
        let mut told = 0;
        let mut watch = |done: u32, of: u32| {
            let share = u32::try_from(u64::from(done) * 1000 / u64::from(of.max(1)));
            let share = share.unwrap_or(1000);
            if share > told {
                told = share;
                // The worker's own function; it throws nothing.
                let _ = tell.call1(&JsValue::UNDEFINED, &share.into());
            }
        };
        let quote = Kind::of_code(kind)?.quote(&self.catalog, &request, &mut watch)?;
        Some(quote.to_json())
    }
}
