//! Markdown as HTML: headings get ids to link to, tables a box to scroll in.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// The text as HTML.
pub(super) fn html(text: &str) -> String {
    let mut events: Vec<Event<'_>> = Parser::new_ext(text, Options::ENABLE_TABLES).collect();
    let mut starts = Vec::new();
    for at in 0..events.len() {
        if matches!(events[at], Event::Start(Tag::Heading { .. })) {
            let words = events[at..]
                .iter()
                .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))))
                .filter_map(|event| match event {
                    Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
                    _ => None,
                });
            starts.push((at, id(&words.collect::<String>())));
        }
    }
    for (at, name) in starts {
        if let Event::Start(Tag::Heading { id, .. }) = &mut events[at] {
            *id = Some(CowStr::from(name));
        }
    }
    let events = events.into_iter().flat_map(|event| {
        let boxed = |text: &str| Some(Event::Html(CowStr::from(text.to_owned())));
        match event {
            Event::Start(Tag::Table(_)) => [boxed(BOX), Some(event)],
            Event::End(TagEnd::Table) => [Some(event), boxed("</div>\n")],
            other => [Some(other), None],
        }
    });
    let mut out = String::new();
    html::push_html(&mut out, events.flatten());
    // What is wider than the page scrolls, also by the keyboard.
    out.replace("<pre><code", "<pre tabindex=\"0\"><code")
}

/// What is wider than the page scrolls in it.
pub(super) const BOX: &str = "<div class=\"wide-table\" tabindex=\"0\">\n";

fn id(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// Text as HTML, with code between backticks.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::new();
    for (i, piece) in text.split('`').enumerate() {
        let piece = escape(piece);
        out += &if i % 2 == 1 { format!("<code>{piece}</code>") } else { piece };
    }
    out
}

/// Text as HTML has it.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_can_be_linked_to_and_tables_scroll() {
        let html = html("## From `a` b\n\n| a |\n| --- |\n| b |\n");
        assert!(html.starts_with("<h2 id=\"from-a-b\">From <code>a</code> b</h2>"), "{html}");
        assert!(html.contains("<div class=\"wide-table\" tabindex=\"0\">\n<table>"), "{html}");
        assert!(html.contains("</table>\n</div>"), "{html}");
    }

    #[test]
    fn text_is_only_text() {
        assert_eq!(inline("a < `b \"c\"`"), "a &lt; <code>b &quot;c&quot;</code>");
    }
}
