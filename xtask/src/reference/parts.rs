//! The parts that `::part()` reaches, from `parts.txt`.

use super::rows;

/// A part of an element's shadow tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
}

const LIST: &str = include_str!("parts.txt");

/// All of them, in the order in which a person meets them.
pub(crate) fn parts() -> Vec<Part> {
    rows(LIST).map(|(name, what)| Part { name, what }).collect()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::project;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::Path;

    /// The widget's sources and the loader, without their tests.
    pub(in crate::reference) fn sources() -> Vec<(String, String)> {
        fn walk(dir: &Path, into: &mut Vec<(String, String)>) {
            for entry in fs::read_dir(dir).expect("a folder of sources") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    walk(&path, into);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let source = fs::read_to_string(&path).expect("a source");
                    into.push((path.display().to_string(), source));
                }
            }
        }
        let mut found = Vec::new();
        walk(&project::root().join("src"), &mut found);
        let loader = project::root().join("public/simfare.js");
        found.push(("simfare.js".to_owned(), fs::read_to_string(loader).expect("the loader")));
        found
    }

    #[test]
    fn every_part_is_described_and_there() {
        let sources = sources();
        let mut named = BTreeSet::new();
        for (_, source) in &sources {
            for start in ["part(\"", "(\"part\", \""] {
                for rest in source.split(start).skip(1) {
                    let names = rest.split('"').next().unwrap_or_default();
                    named.extend(names.split(' ').map(str::to_owned));
                }
            }
        }
        assert!(named.len() > 80);
        let described: BTreeSet<String> = parts().iter().map(|part| part.name.to_owned()).collect();
        let missing: Vec<_> = named.difference(&described).collect();
        assert!(missing.is_empty(), "describe in xtask/src/reference/parts.txt: {missing:?}");
        for part in parts() {
            // A name may also reach `part(…)` by a variable.
            let there = sources.iter().any(|(_, source)| {
                source.match_indices(part.name).any(|(at, name)| {
                    let before = source[..at].chars().next_back();
                    let after = source[at + name.len()..].chars().next();
                    matches!(before, Some('"' | ' ')) && matches!(after, Some('"' | ' '))
                })
            });
            assert!(there, "no part is called {}", part.name);
            assert!(!part.what.is_empty());
        }
    }
}
