//! Brands: carriers and resellers of theirs (formats.md, "Catalog"; model.md §2, §4).

use super::{Source, Tax};
use crate::format::{Amount, Id, Rate, Text, Url, document, words};

words! {
    /// A kind of SIM.
    pub enum SimKind {
        /// Downloaded.
        Esim = "esim",
        /// A card.
        Physical = "physical",
    }
}

document! {
    /// A carrier or reseller of one.
    pub struct Brand {
        /// Its id among brands.
        required id: Id,
        /// Its name.
        required name: Text,
        /// The network it runs on.
        optional network: Text,
        /// Where it works.
        optional country: Text,
        /// Whether its lines have a phone number, and so can receive calls and texts.
        required number: bool,
        /// The kinds of SIM it offers.
        required sim: Vec<SimKind>,
        /// What starting a line costs, on top of the first purchase (model.md §4).
        default new_line_fee: Amount = Amount(0),
        /// Days a line survives without a period (model.md §4).
        default grace_days: u32 = 0,
        /// Its own tax, in place of the catalog's.
        optional tax: Tax,
        /// What customers think of it.
        optional rating: Rating,
        /// Where its facts come from.
        optional source: Source,
    }
}

document! {
    /// What customers think of a brand.
    pub struct Rating {
        /// The mean score.
        required score: Rate,
        /// Of how many.
        required count: u64,
        /// Where they said so.
        required source: Url,
    }
}
