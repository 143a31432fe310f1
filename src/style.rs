//! The widget's style sheet: every file of `style/`, in the order in which they build on each
//! other.

/// All of it.
pub(crate) const SHEET: &str = concat!(
    include_str!("../style/tokens.css"),
    include_str!("../style/base.css"),
    include_str!("../style/layout.css"),
    include_str!("../style/form.css"),
    include_str!("../style/phases.css"),
    include_str!("../style/answer.css"),
    include_str!("../style/timeline.css"),
    include_str!("../style/bill.css"),
    include_str!("../style/alternatives.css"),
    include_str!("../style/keep.css"),
    include_str!("../style/print.css"),
    include_str!("../style/chart.css"),
    include_str!("../style/why.css"),
);
