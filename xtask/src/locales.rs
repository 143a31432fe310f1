//! The locales: `locales/TAG.json`, each a file of its own in the site, so that a page fetches
//! the one it needs. As built they hold no keys: a line for each text, in the order of the keys
//! in `src/locale/keys.rs`, which the WebAssembly has too. What the loader says itself goes
//! into the loader.

use crate::{Result, project};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fs;

/// What the loader says, next to what stands under `loader` among the keys.
const RETRY: &str = "retry";

/// A locale as it is built.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Locale {
    /// The texts for the WebAssembly.
    pub(crate) lines: String,
    /// Those for the loader.
    pub(crate) loader: Vec<String>,
}

/// All of them, by tag.
pub(crate) fn all() -> Result<BTreeMap<String, Locale>> {
    let keys = Keys::of(&fs::read_to_string(project::root().join("src/locale/keys.rs"))?)?;
    let mut locales = BTreeMap::new();
    for entry in fs::read_dir(project::root().join("locales"))? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let tag = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let wrong = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let texts = serde_json::from_slice(&fs::read(&path)?).map_err(|error| wrong(&error))?;
        let locale = keys.locale(&texts).map_err(|error| wrong(&error))?;
        locales.insert(tag, locale);
    }
    Ok(locales)
}

/// The keys, in their order.
#[derive(Debug, PartialEq, Eq)]
struct Keys {
    loader: Vec<String>,
    widget: Vec<String>,
}

impl Keys {
    /// Reads them from `texts! { loader { … } plain { … } … }`.
    fn of(source: &str) -> Result<Self> {
        let (_, list) = source.split_once("texts! {").ok_or("the keys have no texts!")?;
        let lines = list.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        let list: String = lines.collect();
        let mut keys = Self { loader: Vec::new(), widget: Vec::new() };
        let mut rest = &*list;
        while let Some((group, after)) = rest.split_once('{') {
            let (names, after) = after.split_once('}').ok_or("a group of keys has no end")?;
            let is_loader = group.trim() == "loader";
            let into = if is_loader { &mut keys.loader } else { &mut keys.widget };
            into.extend(names_in(names));
            rest = after;
        }
        Ok(keys)
    }

    /// The built form of a locale's file.
    fn locale(&self, texts: &Map<String, Value>) -> Result<Locale> {
        let all = self.widget.iter().chain(&self.loader);
        if let Some(unknown) = texts.keys().find(|key| !all.clone().any(|known| known == *key)) {
            return Err(format!("{unknown} is no key").into());
        }
        let line = |key: &String| {
            line(texts.get(key)).ok_or_else(|| format!("{key} is missing or wrong").into())
        };
        let widget = self.widget.iter().map(line).collect::<Result<Vec<_>>>()?;
        let retry = RETRY.to_owned();
        let loader = self.loader.iter().chain([&retry]).map(line).collect::<Result<Vec<_>>>()?;
        Ok(Locale { lines: widget.join("\n"), loader })
    }
}

/// The names in `a, b(x, y), c,`.
fn names_in(list: &str) -> Vec<String> {
    // What stands in parentheses are the places of a text.
    let outside = list.split('(').flat_map(|part| part.rsplit(')').next());
    let list: String = outside.collect();
    list.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// A text as a line: plural forms each behind the name of its category, with tabs between them.
fn line(text: Option<&Value>) -> Option<String> {
    let line = match text? {
        Value::String(text) => text.clone(),
        Value::Object(forms) => {
            let form = |(category, form): (&String, &Value)| {
                Some(format!("{category}={}", form.as_str()?))
            };
            forms.iter().map(form).collect::<Option<Vec<_>>>()?.join("\t")
        }
        _ => return None,
    };
    (!line.contains('\n')).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const KEYS: &str = "macro_rules! texts { }
        texts! {
            loader { failed, }
            plain {
                // A group, with a comma.
                /// What {it} is.
                a,
                retry,
            }
            filled { b(x, y), c(z), }
            counted { d, }
        }";

    fn built(texts: Value) -> Result<Locale> {
        Keys::of(KEYS)?.locale(texts.as_object().ok_or("no object")?)
    }

    #[test]
    fn a_line_for_each_key_in_order() -> Result {
        let locale = built(json!({
            "d": { "one": "{n} day", "other": "{n} days" },
            "c": "{z}", "b": "{y}, {x}", "a": "A", "retry": "Again", "failed": "Oh",
        }))?;
        assert_eq!(locale.lines, "A\nAgain\n{y}, {x}\n{z}\none={n} day\tother={n} days");
        assert_eq!(locale.loader, ["Oh", "Again"]);
        Ok(())
    }

    #[test]
    fn exactly_the_keys_with_texts() {
        let whole = json!({ "a": "", "b": "", "c": "", "d": {}, "retry": "", "failed": "" });
        assert!(built(whole.clone()).is_ok());
        for (key, wrong) in
            [("a", json!(null)), ("a", json!("1\n2")), ("d", json!({ "one": 1 })), ("e", json!(""))]
        {
            let mut texts = whole.clone();
            texts[key] = wrong;
            assert!(built(texts).is_err(), "{key}");
        }
    }

    /// The tests of the widget hold the files against the keys as the compiler sees them.
    #[test]
    fn the_locales_there_are_can_be_built() -> Result {
        let locales = all()?;
        assert!(locales.contains_key("en"));
        for (tag, locale) in locales {
            assert_eq!(locale.loader.len(), 2, "{tag}");
        }
        Ok(())
    }
}
