//! The shape of an answer, about as large as it will be, while there is none.

use crate::dom::{El, el};

/// The parts of a skeleton: a sentence, its facts, a chart, a bill.
const PARTS: [(&str, u32); 4] =
    [("shape-words", 3), ("shape-fact", 1), ("shape-chart", 1), ("shape-rows", 5)];

/// Grey bars where texts will be.
pub(super) fn skeleton() -> El {
    let part = |(class, bones): (&'static str, u32)| {
        let bones = (0..bones).map(|_| el("span").class("bone").into());
        el("div").class(class).children(bones).into()
    };
    el("div")
        .class("skeleton")
        .part("skeleton")
        .attr("aria-hidden", "true")
        .children(PARTS.into_iter().map(part))
}
