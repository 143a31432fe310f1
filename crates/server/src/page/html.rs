//! HTML, written piece by piece: text is always escaped, tags are always ours.

use std::fmt::Write;

/// A page under construction.
#[derive(Debug, Default)]
pub(super) struct Html(String);

impl Html {
    /// Markup of this program.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// Text from anywhere.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            match c {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                c => self.0.push(c),
            }
        }
        self
    }

    /// An element with a text. `open` is its start tag without the `>`.
    pub(super) fn element(&mut self, open: &'static str, text: &str) -> &mut Self {
        let name = open.split(' ').next().unwrap_or(open);
        self.0.push('<');
        self.raw(open).raw(">").text(text);
        let _ = write!(self.0, "</{name}>");
        self
    }

    /// A link, to a web or mail address only.
    pub(super) fn link(&mut self, address: &str, text: &str) -> &mut Self {
        let is_safe = ["https://", "http://", "mailto:", "tel:", "/"]
            .iter()
            .any(|scheme| address.starts_with(scheme));
        if !is_safe {
            return self.text(text);
        }
        self.raw("<a href=\"").text(address).raw("\">").text(text).raw("</a>")
    }

    /// A drawing made by [`super::qr`].
    pub(super) fn svg(&mut self, svg: &str) -> &mut Self {
        self.0.push_str(svg);
        self
    }

    /// Two columns of a table.
    pub(super) fn row(&mut self, class: &'static str, left: &str, right: &str) -> &mut Self {
        self.raw("<tr class=\"").raw(class).raw("\"><th scope=\"row\">").text(left);
        self.raw("</th><td>").text(right).raw("</td></tr>")
    }

    pub(super) fn finish(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_only_text() {
        let mut html = Html::default();
        html.element("p class=\"x\"", "<b>&\"'");
        html.link("javascript:alert(1)", "a").link("https://x/?a=\"b\"", "c");
        assert_eq!(
            html.finish(),
            "<p class=\"x\">&lt;b&gt;&amp;&quot;&#39;</p>a\
             <a href=\"https://x/?a=&quot;b&quot;\">c</a>"
        );
    }
}
