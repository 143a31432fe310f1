//! The custom properties: names and defaults as the style sheet has them (`style/tokens.css`),
//! effects from `properties.txt`.

use super::rows;

/// A custom property a page may set, on the element or around it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Property {
    pub(crate) name: &'static str,
    pub(crate) default: String,
    pub(crate) effect: &'static str,
}

const TOKENS: &str = include_str!("../../../style/tokens.css");
const EFFECTS: &str = include_str!("properties.txt");

/// All of them, in the order of the style sheet.
pub(crate) fn properties() -> Vec<Property> {
    let effect = |name: &str| rows(EFFECTS).find(|(row, _)| *row == name).map(|(_, effect)| effect);
    let mut found: Vec<Property> = Vec::new();
    for (at, _) in TOKENS.match_indices("--simfare-") {
        let rest = &TOKENS[at..];
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        // In a comment it stands for all of them.
        if name.ends_with('-') || found.iter().any(|property| property.name == name) {
            continue;
        }
        let effect = effect(name).unwrap_or_default();
        found.push(Property { name, default: default(rest), effect });
    }
    found
}

/// What follows the name, up to the end of its `var(…)`.
fn default(rest: &str) -> String {
    let rest = rest.trim_start_matches(',');
    let mut depth = 0;
    let end = rest.find(|c| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth < 0
    });
    let text = rest.get(..end.unwrap_or(rest.len())).unwrap_or(rest);
    by_their_names(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// With the names that a page knows, in the place of the style sheet's own.
fn by_their_names(text: &str) -> String {
    let mut parts = text.split("var(--_");
    let mut named = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (own, rest) = part.split_once(')').unwrap_or((part, ""));
        let token = format!("--_{own}: var(");
        let public =
            TOKENS.split_once(&token).and_then(|(_, value)| value.split([',', ')']).next());
        named += &format!("var({}){rest}", public.map_or(own, str::trim));
    }
    named
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_property_has_a_default_and_an_effect() {
        let properties = properties();
        assert!(properties.len() >= 40, "the contract is 40; {}", properties.len());
        for property in &properties {
            assert!(!property.default.is_empty(), "{}", property.name);
            assert!(!property.effect.is_empty(), "describe {} in properties.txt", property.name);
        }
        for (name, _) in rows(EFFECTS) {
            let known = properties.iter().any(|property| property.name == name);
            assert!(known, "{name} is described but not in style/tokens.css");
        }
        let accent = properties.iter().find(|p| p.name == "--simfare-color-accent");
        assert_eq!(accent.map(|p| &*p.default), Some("light-dark(#1457c2, #8ab8ff)"));
        let gap = properties.iter().find(|p| p.name == "--simfare-gap");
        assert_eq!(gap.map(|p| &*p.default), Some("calc(var(--simfare-space) * 4)"));
        let own = properties.iter().find(|property| property.default.contains("--_"));
        assert_eq!(own, None, "a name that no page knows");
    }
}
