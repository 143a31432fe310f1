//! What a quote does against the rules, and where.

use std::fmt;

/// The page of the rules that a quote breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// formats.md, "Request": the request itself is bad input.
    Request,
    /// formats.md, "Quote": the form of the quote.
    Form,
    /// model.md §2: what can be bought.
    Offers,
    /// model.md §3: periods.
    Periods,
    /// model.md §4: lines, numbers, switching.
    Lines,
    /// model.md §5: what a purchase costs.
    Cost,
    /// model.md §6: filters.
    Filters,
    /// model.md §7: the answer.
    Answer,
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Request => "formats.md, Request",
            Self::Form => "formats.md, Quote",
            Self::Offers => "model.md §2",
            Self::Periods => "model.md §3",
            Self::Lines => "model.md §4",
            Self::Cost => "model.md §5",
            Self::Filters => "model.md §6",
            Self::Answer => "model.md §7",
        })
    }
}

/// One breach of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Whose rule it is.
    pub section: Section,
    /// JSON pointer into the quote (into the request for [`Section::Request`]).
    pub place: String,
    /// What is wrong, in one English sentence without a final stop.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.place.is_empty() { "/" } else { &self.place };
        write!(f, "{place}: {} ({})", self.message, self.section)
    }
}

impl std::error::Error for Violation {}

/// The violations found so far.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Violation>);

impl Findings {
    pub(super) fn add(
        &mut self,
        section: Section,
        place: impl Into<String>,
        message: impl Into<String>,
    ) {
        self.0.push(Violation { section, place: place.into(), message: message.into() });
    }

    /// Adds a violation unless the rule is kept.
    pub(super) fn expect(
        &mut self,
        kept: bool,
        section: Section,
        place: impl Into<String>,
        message: impl FnOnce() -> String,
    ) {
        if !kept {
            self.add(section, place, message());
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn append(&mut self, mut others: Self) {
        self.0.append(&mut others.0);
    }

    pub(super) fn into_result(self) -> Result<(), Vec<Violation>> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }
}
