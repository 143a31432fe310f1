//! Quotes for somebody who may go away: then the engine gives its core back.

use simfare_engine::{Catalog, Faults, Quote, Request};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

/// Whoever waits for an answer: dropped when it goes.
#[derive(Debug, Default)]
pub(super) struct Asker {
    is_gone: Arc<AtomicBool>,
}

impl Asker {
    /// Whether it is gone, for who works for it.
    pub(super) fn is_gone(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_gone)
    }
}

impl Drop for Asker {
    fn drop(&mut self) {
        self.is_gone.store(true, Relaxed);
    }
}

/// The engine's answer, as long as somebody waits for it.
pub(super) fn answer(
    catalog: &Catalog,
    request: &Request,
    is_gone: &AtomicBool,
) -> Result<Result<Quote, Faults>, Gone> {
    let mut watch = |_: u32, _: u32| {
        if is_gone.load(Relaxed) {
            // The engine knows no clock and no client. Unwinding is how it gives the core back, and
            // reports no panic.
            std::panic::resume_unwind(Box::new(Gone));
        }
    };
    let ask = || simfare_engine::quote_watched(catalog, request, &mut watch);
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(ask)) {
        Ok(quote) => Ok(quote),
        Err(cause) if cause.is::<Gone>() => Err(Gone),
        Err(cause) => std::panic::resume_unwind(cause),
    }
}

/// Nobody waits any more.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Gone;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_that_nobody_waits_for_is_given_up() {
        let catalog = r#"{"schema": "simfare.catalog/1", "id": "s", "currency": "USD",
            "updated": "2026-11-20",
            "brands": [{"id": "a", "name": "A", "number": true, "sim": ["esim"]}],
            "plans": [{"id": "p", "brand": "a", "name": "P", "price": "1.00", "sms": 1,
                       "validity": {"days": 1}}]}"#;
        let request = r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
            "phases": [{"days": 90, "sms": 90}]}"#;
        let catalog = Catalog::from_json(catalog.as_bytes()).unwrap();
        let request = Request::from_json(request.as_bytes(), &catalog).unwrap();
        let asker = Asker::default();
        let is_gone = asker.is_gone();
        let quote = answer(&catalog, &request, &is_gone).unwrap().unwrap();
        assert_eq!(quote.purchases.len(), 90);
        drop(asker);
        assert_eq!(answer(&catalog, &request, &is_gone), Err(Gone));
    }
}
