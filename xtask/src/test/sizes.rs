//! What a browser must fetch, held against `sizes.json`.

use super::parts;
use super::tally::Tally;
use crate::{Result, project};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// A limit on the bytes of some files together, as they travel (brotli).
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Budget {
    /// File names in the site; `*` stands for the hash of the content.
    files: Vec<String>,
    /// The most bytes they may have together.
    max: u64,
}

/// Checks every budget, and shows what is used of it.
pub(super) fn check() -> Result<Tally> {
    let budgets = fs::read(project::root().join("xtask/sizes.json"))?;
    let budgets: BTreeMap<String, Budget> = serde_json::from_slice(&budgets)?;
    let sizes = travelling_sizes(&project::dist())?;
    let mut tally = Tally::default();
    let mut is_past = false;
    for (name, budget) in &budgets {
        tally += match budget.used(&sizes) {
            Ok(used) if used <= budget.max => {
                println!("{name}: {used} bytes of at most {}", budget.max);
                Tally::PASSED
            }
            Ok(used) => {
                println!("{name}: {used} bytes, TOO MANY: at most {}", budget.max);
                is_past = true;
                Tally::FAILED
            }
            Err(error) => {
                println!("{name}: {error}");
                Tally::FAILED
            }
        };
    }
    if is_past {
        parts::print_growth()?;
    }
    Ok(tally)
}

/// The size of each file at the top of the site: compressed, where that is smaller.
fn travelling_sizes(dist: &Path) -> Result<BTreeMap<String, u64>> {
    let mut sizes = BTreeMap::new();
    for entry in fs::read_dir(dist)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let plain = entry.metadata()?;
        if !plain.is_file() || name.ends_with(".br") || name.ends_with(".gz") {
            continue;
        }
        let compressed = fs::metadata(dist.join(format!("{name}.br")));
        sizes.insert(name, compressed.map_or(plain.len(), |data| data.len()));
    }
    Ok(sizes)
}

impl Budget {
    fn used(&self, sizes: &BTreeMap<String, u64>) -> Result<u64> {
        let mut used = 0;
        for pattern in &self.files {
            let mut found = false;
            for (name, size) in sizes.iter().filter(|(name, _)| matches(pattern, name)) {
                println!("  {name}: {size} bytes");
                used += size;
                found = true;
            }
            // A budget that measures nothing would hold for ever.
            if !found {
                return Err(format!("the site has no {pattern}").into());
            }
        }
        Ok(used)
    }
}

/// Whether `name` is `pattern` with a hash (hexadecimal digits) in place of its `*`.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((before, after)) = pattern.split_once('*') else { return pattern == name };
    name.strip_prefix(before)
        .and_then(|rest| rest.strip_suffix(after))
        .is_some_and(|hash| !hash.is_empty() && hash.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_a_hash() {
        assert!(matches("w-*.js", "w-0f3a.js"));
        assert!(!matches("w-*.js", "w-.js"));
        assert!(!matches("w-*.js", "w-other.js"));
        assert!(matches("simfare.js", "simfare.js"));
    }

    #[test]
    fn a_budget_adds_up_its_files_and_wants_them_all() {
        let sizes = BTreeMap::from([("a.js".to_owned(), 10), ("b-1f.wasm".to_owned(), 20)]);
        let budget = |files: &[&str]| Budget {
            files: files.iter().map(|file| (*file).to_owned()).collect(),
            max: 0,
        };
        assert_eq!(budget(&["a.js", "b-*.wasm"]).used(&sizes).ok(), Some(30));
        assert!(budget(&["a.js", "c.js"]).used(&sizes).is_err());
    }
}
