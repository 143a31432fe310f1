//! Texts whose places are filled, and those that have a form for each kind of number.

use std::borrow::Cow;

use crate::dom::{El, Node};

/// A text in the forms a language needs for numbers: each after the name of its CLDR plural
/// category and `=`, with tabs between them.
#[derive(Debug)]
pub(crate) struct Plural(pub(super) &'static str);

impl Plural {
    /// The form for a category, or that for all that has none of its own.
    pub(super) fn form(&self, category: &str) -> &'static str {
        let find = |category: &str| {
            let mut forms = self.0.split('\t').filter_map(|form| form.split_once('='));
            forms.find_map(|(of, form)| (of == category).then_some(form))
        };
        find(category).or_else(|| find("other")).unwrap_or_default()
    }
}

/// What goes into a place of a text.
pub(crate) enum Fill<'a> {
    Text(&'a str),
    Nodes(Vec<Node>),
}

impl<'a> From<&'a str> for Fill<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Fill<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<El> for Fill<'_> {
    fn from(element: El) -> Self {
        Self::Nodes(vec![element.into()])
    }
}

impl From<Filled> for Fill<'_> {
    fn from(filled: Filled) -> Self {
        Self::Nodes(filled.0)
    }
}

/// A text whose places are filled.
pub(crate) struct Filled(Vec<Node>);

impl Filled {
    /// As children of an element.
    pub(crate) fn nodes(self) -> Vec<Node> {
        self.0
    }

    /// As text alone.
    pub(crate) fn text(&self) -> String {
        self.0.iter().map(Node::text).collect()
    }
}

impl From<&'static str> for Filled {
    /// A text without places.
    fn from(text: &'static str) -> Self {
        Self(vec![text.into()])
    }
}

impl From<Filled> for Node {
    fn from(filled: Filled) -> Self {
        Self::from(filled.text())
    }
}

/// Puts what is given into the places `{name}` of a text, in the order the text has them. Each has
/// its name at the same place of `names`; no text has a place twice. Tight are languages that put no
/// space between their words.
pub(super) fn fill(
    text: &'static str,
    is_tight: bool,
    names: &[&str],
    mut fills: Vec<Fill<'_>>,
) -> Filled {
    let mut nodes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        if !before.is_empty() {
            nodes.push(Node::from(before));
        }
        let at = names.iter().position(|place| *place == name);
        match at.and_then(|at| fills.get_mut(at)) {
            Some(Fill::Text(text)) => nodes.push(Node::from((*text).to_owned())),
            Some(Fill::Nodes(filled)) => nodes.append(filled),
            None => {}
        }
        rest = after;
    }
    if !rest.is_empty() {
        nodes.push(Node::from(rest));
    }
    if is_tight {
        tighten(&mut nodes);
    }
    Filled(nodes)
}

/// Takes away the spaces that stand between Chinese or Japanese letters: a text has them for what
/// is mostly written in Latin ones.
#[inline(never)]
fn tighten(nodes: &mut [Node]) {
    let is_own = |letter: Option<char>| {
        let own = |letter| {
            matches!(letter, '‘'..='”' | '…' | '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
                | '\u{ff00}'..='\u{ff65}' | '\u{20000}'..='\u{3ffff}')
        };
        letter.is_some_and(own)
    };
    for at in 0..nodes.len() {
        // What was put in is another's.
        let Node::Text(Cow::Borrowed(mut text)) = nodes[at] else { continue };
        let before = at.checked_sub(1).and_then(|before| nodes[before].text().chars().next_back());
        let after = nodes.get(at + 1).and_then(|after| after.text().chars().next());
        if let Some(rest) = text.strip_prefix(' ')
            && is_own(before)
            && is_own(rest.chars().next().or(after))
        {
            text = rest;
        }
        if let Some(rest) = text.strip_suffix(' ')
            && is_own(rest.chars().next_back().or(before))
            && is_own(after)
        {
            text = rest;
        }
        nodes[at] = text.into();
    }
}

/// The names of the places of a text.
#[cfg(test)]
pub(super) fn places(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts and, by `<…>`, what was put into them.
    fn tightened(pieces: &[&'static str]) -> String {
        let mut nodes: Vec<Node> = pieces
            .iter()
            .map(|piece| match piece.strip_prefix('<') {
                Some(value) => value.trim_end_matches('>').to_owned().into(),
                None => Node::from(*piece),
            })
            .collect();
        tighten(&mut nodes);
        Filled(nodes).text()
    }

    #[test]
    fn chinese_words_stand_without_a_space() {
        for (pieces, text) in [
            (&["今天买 ", "<中国移动>", " “", "<畅享5GB>", "”"][..], "今天买中国移动“畅享5GB”"),
            (&["今天买 ", "<Tello>", " “", "<5 GB>", "”"], "今天买 Tello “5 GB”"),
            (&["<购买>", " ", "<中国移动>"], "购买中国移动"),
            (&["<购买>", " ", "<Tello>"], "购买 Tello"),
            (&["<1 天>", " 起"], "1 天起"),
            (&["<0 GB>", " 起"], "0 GB 起"),
            (&["<5 天>", " 到 ", "<9 天>"], "5 天到 9 天"),
            (&["<SIMカード>", " ", "<ケータイ>"], "SIMカードケータイ"),
            (&["", "<两 段>", " "], "两 段 "),
        ] {
            assert_eq!(tightened(pieces), text);
        }
    }
}
