//! What can go wrong, and how it is told: to the person in their language, to the page as
//! `simfare-error`.

use simfare_engine::Faults;

use crate::handoff;
use crate::locale::Texts;

/// A problem: mostly one that keeps a planner from answering.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Problem {
    pub(crate) kind: Kind,
    /// What a catalog's or request's author has to mend.
    pub(crate) faults: Faults,
    /// What it is about, as a person knows it.
    pub(crate) about: String,
}

/// Kinds of problems. Their codes are part of the element's public interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// No catalog is set.
    CatalogMissing,
    /// No answer from the network.
    CatalogUnreachable,
    /// An answer other than success, by its status.
    CatalogStatus(u16),
    /// No answer in time.
    CatalogTimeout,
    /// Something that isn't JSON at all.
    CatalogType,
    /// A catalog with faults.
    CatalogFaults,
    /// A request with faults.
    RequestFaults,
    /// An attribute that says nothing here; there is an answer all the same.
    AttributeUnknown,
    /// A trip that lacks something, or in which something can't be read.
    TripIncomplete,
    /// A request that no schedule of the catalog's offers serves.
    Unserved,
    /// A link whose trip can't be brought back, or not all of it.
    LinkFaults,
    /// A part of the widget that couldn't be fetched.
    PartMissing,
    /// An order that wasn't handed over.
    Handoff(handoff::Code),
}

impl From<Kind> for Problem {
    fn from(kind: Kind) -> Self {
        Self::new(kind, Faults::default())
    }
}

impl Problem {
    pub(crate) fn new(kind: Kind, faults: Faults) -> Self {
        Self { kind, faults, about: String::new() }
    }

    /// A catalog with faults.
    pub(crate) fn of_catalog(faults: Faults) -> Self {
        Self::new(Kind::CatalogFaults, faults)
    }

    /// A request with faults.
    pub(crate) fn of_request(faults: Faults) -> Self {
        Self::new(Kind::RequestFaults, faults)
    }

    /// The code programs go by.
    pub(crate) fn code(&self) -> &'static str {
        match self.kind {
            Kind::CatalogMissing => "catalog-missing",
            Kind::CatalogUnreachable => "catalog-unreachable",
            Kind::CatalogStatus(_) => "catalog-status",
            Kind::CatalogTimeout => "catalog-timeout",
            Kind::CatalogType => "catalog-type",
            Kind::CatalogFaults => "catalog-faults",
            Kind::RequestFaults => "request-faults",
            Kind::AttributeUnknown => "attribute-unknown",
            Kind::TripIncomplete => "trip-incomplete",
            Kind::Unserved => "infeasible",
            Kind::LinkFaults => "link-faults",
            // As the loader says it of the rest.
            Kind::PartMissing => "load-failed",
            Kind::Handoff(code) => code.word(),
        }
    }

    /// The heading over what a person is told.
    pub(crate) fn heading(&self, texts: &Texts) -> &'static str {
        match self.kind {
            Kind::RequestFaults => texts.problem_trip(),
            Kind::Handoff(handoff::Code::Page) => texts.step_payment(),
            Kind::Handoff(_) => texts.problem_handoff(),
            _ => texts.problem(),
        }
    }

    /// What a person is told.
    pub(crate) fn message(&self, texts: &Texts) -> String {
        let message = match self.kind {
            Kind::CatalogMissing => texts.problem_missing(),
            Kind::CatalogUnreachable => texts.problem_unreachable(),
            Kind::CatalogStatus(status) => {
                return texts.problem_status(&status.to_string()).text();
            }
            Kind::CatalogTimeout => texts.problem_timeout(),
            Kind::CatalogType => texts.problem_type(),
            Kind::CatalogFaults => texts.problem_faults(),
            Kind::RequestFaults => texts.problem_request(),
            Kind::TripIncomplete => texts.incomplete(),
            // Nobody but the page's author is told.
            Kind::AttributeUnknown => {
                return self.faults.iter().next().map(ToString::to_string).unwrap_or_default();
            }
            Kind::Unserved => texts.infeasible(),
            Kind::LinkFaults => texts.link_broken(),
            Kind::PartMissing => texts.more_failed(),
            Kind::Handoff(code) => {
                return handoff::shown::message(code, &self.about, texts);
            }
        };
        message.to_owned()
    }

    /// Where the first fault is, where there are any.
    pub(crate) fn pointer(&self) -> Option<&str> {
        self.faults.iter().next().map(|fault| fault.pointer.as_str())
    }

    /// Whether trying once more can help.
    pub(crate) fn may_pass(&self) -> bool {
        !matches!(
            self.kind,
            Kind::CatalogMissing
                | Kind::RequestFaults
                | Kind::AttributeUnknown
                | Kind::TripIncomplete
                | Kind::Unserved
                | Kind::LinkFaults
                | Kind::Handoff(_)
        )
    }
}
