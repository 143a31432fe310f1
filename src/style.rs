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
    include_str!("../style/handoff.css"),
    include_str!("../style/checkout.css"),
    include_str!("../style/alternatives.css"),
    include_str!("../style/after.css"),
    include_str!("../style/keep.css"),
    include_str!("../style/chart.css"),
    include_str!("../style/why.css"),
    // Last: what it says about paper holds for all of them.
    include_str!("../style/print.css"),
);

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Where each file begins in the sheet; those of the parts, not what all have in common.
    const PARTS: [(&str, &str); 12] = [
        ("form", include_str!("../style/form.css")),
        ("phases", include_str!("../style/phases.css")),
        ("answer", include_str!("../style/answer.css")),
        ("timeline", include_str!("../style/timeline.css")),
        ("bill", include_str!("../style/bill.css")),
        ("handoff", include_str!("../style/handoff.css")),
        ("checkout", include_str!("../style/checkout.css")),
        ("alternatives", include_str!("../style/alternatives.css")),
        ("after", include_str!("../style/after.css")),
        ("keep", include_str!("../style/keep.css")),
        ("chart", include_str!("../style/chart.css")),
        ("why", include_str!("../style/why.css")),
    ];

    /// The sheet without its comments.
    fn plain(sheet: &str) -> String {
        let mut rest = sheet;
        let mut plain = String::new();
        while let Some((before, after)) = rest.split_once("/*") {
            plain += before;
            rest = after.split_once("*/").map_or("", |(_, after)| after);
        }
        plain + rest
    }

    /// The classes that selectors begin with: what a file styles, not where.
    fn classes(sheet: &str) -> Vec<String> {
        let plain = plain(sheet);
        // What stands before a brace, back to the last end of anything.
        let selectors = plain.split('{').filter_map(|text| text.rsplit(['}', ';']).next());
        selectors
            .flat_map(|list| list.split(','))
            .filter_map(|selector| selector.trim().strip_prefix('.'))
            .map(|name| {
                let is_end = |c: char| !c.is_ascii_alphanumeric() && c != '-';
                name.split(is_end).next().unwrap_or_default().to_owned()
            })
            .collect()
    }

    /// One sheet for all parts: a name that two of them use is styled by both.
    #[test]
    fn a_class_is_one_parts_own() {
        let mut owners = BTreeMap::new();
        for (file, sheet) in PARTS {
            assert!(SHEET.contains(sheet), "{file}.css is in the sheet");
            let classes = classes(sheet);
            assert!(!classes.is_empty(), "{file}.css");
            for class in classes {
                let owner = *owners.entry(class.clone()).or_insert(file);
                assert_eq!(owner, file, "both style .{class}");
            }
        }
    }

    #[test]
    fn classes_are_read_from_selectors() {
        let sheet = "/* .no { } */ .a, p .b { color: x; .c {} } @media (y) { .d:hover > .e { } }";
        assert_eq!(classes(sheet), ["a", "c", "d"]);
    }
}
