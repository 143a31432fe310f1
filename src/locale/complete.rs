//! Whether each locale has every text, with its places and its plural forms.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

use serde_json::Value;

use super::{filled, keys};

/// The plural categories of each language there is a locale of, by CLDR.
const CATEGORIES: [(&str, &[&str]); 10] = [
    ("ar", &["zero", "one", "two", "few", "many", "other"]),
    ("de", &["one", "other"]),
    ("en", &["one", "other"]),
    ("es", &["one", "many", "other"]),
    ("fr", &["one", "many", "other"]),
    ("ja", &["other"]),
    ("ko", &["other"]),
    ("pt", &["one", "many", "other"]),
    ("zh", &["other"]),
    // What none of the others would notice, to try the checks out.
    ("test", &["one", "other"]),
];

/// Everything that is wrong with a locale.
fn faults(tag: &str, texts: &BTreeMap<String, Value>) -> Vec<String> {
    let language = tag.split('-').next().unwrap_or_default();
    let Some((_, categories)) = CATEGORIES.iter().find(|(known, _)| *known == language) else {
        return vec![format!("{language}: its plural categories aren't in CATEGORIES")];
    };
    let mut faults = Vec::new();
    for (key, places) in keys::all() {
        match (texts.get(key), places) {
            (None, _) => faults.push(format!("{key}: missing")),
            (Some(Value::String(text)), Some(places)) => check(key, text, &places, &mut faults),
            (Some(Value::Object(forms)), None) => {
                let wanted: BTreeSet<_> = categories.iter().copied().collect();
                let found: BTreeSet<_> = forms.keys().map(String::as_str).collect();
                if found != wanted {
                    faults.push(format!("{key}: has {found:?}, needs {wanted:?}"));
                }
                for (category, form) in forms {
                    let key = format!("{key}/{category}");
                    match form {
                        Value::String(text) => check_form(&key, text, &mut faults),
                        _ => faults.push(format!("{key}: must be a text")),
                    }
                }
            }
            (Some(_), None) => faults.push(format!("{key}: must have plural forms")),
            (Some(_), Some(_)) => faults.push(format!("{key}: must be a text")),
        }
    }
    let known: BTreeSet<_> = keys::all().into_iter().map(|(key, _)| key).collect();
    let unknown = texts.keys().filter(|key| !known.contains(key.as_str()));
    faults.extend(unknown.map(|key| format!("{key}: nobody says that")));
    if !matches!(texts.get("direction").and_then(Value::as_str), Some("ltr" | "rtl")) {
        faults.push("direction: must be ltr or rtl".to_owned());
    }
    faults
}

fn check(key: &str, text: &str, places: &[&str], faults: &mut Vec<String>) {
    if text.trim().is_empty() {
        faults.push(format!("{key}: empty"));
    }
    // What a built locale has between its texts and their forms.
    if text.contains(['\n', '\t']) {
        faults.push(format!("{key}: has a line break or a tab"));
    }
    // Each once: what fills a place may be nodes, of which there are no two.
    let mut found: Vec<_> = filled::places(text).collect();
    let mut wanted = places.to_vec();
    found.sort_unstable();
    wanted.sort_unstable();
    if found != wanted {
        faults.push(format!("{key}: has the places {found:?}, needs {wanted:?}"));
    }
}

/// A form for a single number may do without it: "tomorrow", "twice".
fn check_form(key: &str, text: &str, faults: &mut Vec<String>) {
    let says_it_in_words = ["zero", "one", "two"].iter().any(|category| key.ends_with(category));
    let places: &[&str] = if says_it_in_words && !text.contains('{') { &[] } else { &["n"] };
    check(key, text, places, faults);
}

fn read(path: &Path) -> io::Result<BTreeMap<String, Value>> {
    Ok(serde_json::from_slice(&fs::read(path)?)?)
}

#[test]
fn every_locale_is_complete() -> io::Result<()> {
    let mut tags = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("locales"))? {
        let path = entry?.path();
        let tag = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        assert_eq!(faults(&tag, &read(&path)?), Vec::<String>::new(), "{}", path.display());
        tags.push(tag);
    }
    assert!(tags.contains(&"en".to_owned()), "the last resort is there");
    Ok(())
}

#[test]
fn what_a_locale_lacks_is_found() -> io::Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("locales/en.json");
    let whole = read(&path)?;
    assert_eq!(faults("test", &whole), Vec::<String>::new());
    for (key, wrong) in [
        ("trip", Value::Null),
        ("trip", " ".into()),
        ("trip", "a\tb".into()),
        ("direction", "up".into()),
        ("wrong_range", "{min}".into()),
        ("wrong_range", "{min} {max} {mean}".into()),
        ("wrong_range", serde_json::json!({ "other": "{min} {max}" })),
        ("count_days", "{n} days".into()),
        ("count_days", serde_json::json!({ "other": "{n} days" })),
        ("count_days", serde_json::json!({ "one": "{n} day", "other": "days" })),
        ("count_days", serde_json::json!({ "one": "{n} day", "two": "", "other": "{n} days" })),
    ] {
        let mut texts = whole.clone();
        texts.insert(key.to_owned(), wrong.clone());
        assert_ne!(faults("test", &texts), Vec::<String>::new(), "{key}: {wrong}");
    }
    let mut texts = whole.clone();
    texts.remove("trip");
    assert_eq!(faults("test", &texts), ["trip: missing"]);
    let mut texts = whole.clone();
    texts.insert("trap".to_owned(), "Your trap".into());
    assert_eq!(faults("test", &texts), ["trap: nobody says that"]);
    assert_eq!(faults("xx", &whole).len(), 1);
    Ok(())
}
