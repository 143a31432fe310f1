//! A sign beside the heading, which says by its form what colour says too.

use crate::dom::{El, svg};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Something is to come.
    Waiting,
    /// It is as it should be.
    Good,
    /// It isn't.
    Bad,
    /// Nobody knows.
    Odd,
}

impl Mark {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Good => "good",
            Self::Bad => "bad",
            Self::Odd => "odd",
        }
    }

    /// The sign; the heading says the same in words.
    pub(super) fn draw(self) -> El {
        let path = match self {
            Self::Waiting => "M12 7v5l3.5 2",
            Self::Good => "M7.5 12.5l3 3 6-7",
            Self::Bad => "M12 7v6M12 16.5v.5",
            Self::Odd => "M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.5-1.1.9-1.1 1.8M12 16.5v.5",
        };
        svg("svg")
            .attr("class", "after-mark")
            .attr("viewBox", "0 0 24 24")
            .attr("aria-hidden", "true")
            .child(svg("circle").attr("cx", "12").attr("cy", "12").attr("r", "10"))
            .child(svg("path").attr("d", path))
    }
}
