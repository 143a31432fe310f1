//! Questions beside the form's: of a checkout, for example.

use std::rc::Rc;
use std::sync::Arc;

use simfare_engine::{Catalog, Quote};

use super::ask::Ask;
use super::office::{self, News};

/// Questions that are being worked out. Dropped, they are no more.
#[derive(Debug)]
pub(crate) struct Errand {
    client: u32,
}

impl Errand {
    /// Sends questions out; `tell` gets each answer with the question's place, nothing where there
    /// is none.
    pub(crate) fn send(
        catalog: Arc<Catalog>,
        asks: Vec<Ask>,
        tell: impl Fn(usize, Option<Arc<Quote>>) + 'static,
    ) -> Self {
        let client = office::enter(
            catalog,
            Rc::new(move |_, news| {
                if let News::Done(at, quote) = news {
                    tell(at, quote);
                }
            }),
        );
        office::ask(client, 1, asks);
        Self { client }
    }
}

impl Drop for Errand {
    fn drop(&mut self) {
        office::leave(self.client);
    }
}
