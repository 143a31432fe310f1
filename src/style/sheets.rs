//! Which files of `style/` make which sheet, and how a sheet becomes small; for the build too
//! (`build.rs`).

/// By name: files in the order in which they build on each other.
pub(crate) const SHEETS: [(&str, &[&str]); 4] = [
    (
        "base",
        &[
            "tokens", "base", "layout", "form", "phases", "answer", "timeline", "bill", "handoff",
            "keep",
        ],
    ),
    ("checkout", &["checkout", "after"]),
    ("more", &["alternatives", "chart", "why"]),
    ("print", &["print"]),
];

/// A sheet without comments, and without the space that only people need.
pub(crate) fn small(sheet: &str) -> String {
    let mut small = String::new();
    let mut rest = sheet.chars().peekable();
    let mut is_apart = false;
    while let Some(c) = rest.next() {
        if c == '/' && rest.peek() == Some(&'*') {
            let mut last = ' ';
            rest.next();
            for c in rest.by_ref() {
                if last == '*' && c == '/' {
                    break;
                }
                last = c;
            }
            is_apart = true;
        } else if c.is_whitespace() {
            is_apart = true;
        } else {
            let ends = |c: char| matches!(c, '{' | '}' | ';' | ',');
            let last = small.chars().next_back().unwrap_or('{');
            // A colon with space after it stands before a value; before one, in a selector, it counts.
            if is_apart && !ends(c) && !ends(last) && last != ':' {
                small.push(' ');
            }
            is_apart = false;
            if c == '}' && last == ';' {
                small.pop();
            }
            small.push(c);
            if c == '"' {
                text(&mut rest, &mut small);
            }
        }
    }
    small
}

/// The rest of a string, as it is.
fn text(rest: &mut impl Iterator<Item = char>, small: &mut String) {
    let mut is_escaped = false;
    for c in rest {
        small.push(c);
        if c == '"' && !is_escaped {
            return;
        }
        is_escaped = c == '\\' && !is_escaped;
    }
}
