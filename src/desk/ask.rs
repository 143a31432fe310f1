//! A question to the engine, beside the one the form asks.

use simfare_engine::{Catalog, Quote, Request};

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The whole answer, with its alternatives.
    Answer,
    /// The cheapest schedule alone.
    Cheapest,
    /// The cheapest that buys one single plan, again and again.
    OnePlan,
}

/// A question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ask {
    pub(crate) kind: Kind,
    pub(crate) request: Request,
}

impl Ask {
    /// The cheapest schedule for a request.
    pub(crate) fn cheapest(request: Request) -> Self {
        Self { kind: Kind::Cheapest, request }
    }

    /// The cheapest for a request that buys one single plan.
    pub(crate) fn one_plan(request: Request) -> Self {
        Self { kind: Kind::OnePlan, request }
    }
}

impl Kind {
    const ALL: [Self; 3] = [Self::Answer, Self::Cheapest, Self::OnePlan];

    /// Its code in messages to the worker.
    pub(super) fn code(self) -> u8 {
        self as u8
    }

    pub(super) fn of_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }

    /// Asks the engine; nothing where the request doesn't fit the catalog, or where there is
    /// no such schedule at all.
    pub(super) fn quote(
        self,
        catalog: &Catalog,
        request: &Request,
        watch: &mut dyn FnMut(u32, u32),
    ) -> Option<Quote> {
        match self {
            Self::Answer => simfare_engine::quote_watched(catalog, request, watch).ok(),
            Self::Cheapest => simfare_engine::cheapest(catalog, request).ok(),
            Self::OnePlan => simfare_engine::one_plan(catalog, request).ok().flatten(),
        }
    }
}
