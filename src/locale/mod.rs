//! What the widget says, in each language.
//!
//! The keys stand once, in [`keys`]; a locale is one file that gives each of them, and the
//! compiler refuses one that misses any. Numbers, money, dates and plurals are the browser's
//! ([`format`]).

mod en;
mod format;
mod keys;
mod zh_cn;

pub(crate) use format::{Format, Money, gigabytes, today};
pub(crate) use keys::{Filled, Plural, Texts};

/// The locales there are, by BCP 47 tag; the first is the last resort.
const LOCALES: [(&str, &Texts); 2] = [("en", &en::TEXTS), ("zh-CN", &zh_cn::TEXTS)];

/// The locale for a tag: itself, or its nearest ancestor (`zh-Hant-HK`, `zh-Hant`, `zh`), or one
/// of the same language, or English.
pub(crate) fn find(tag: &str) -> (&'static str, &'static Texts) {
    let is = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let mut ancestor = tag;
    loop {
        if let Some(&found) = LOCALES.iter().find(|(name, _)| is(name, ancestor)) {
            return found;
        }
        match ancestor.rfind('-') {
            Some(end) => ancestor = &ancestor[..end],
            None => break,
        }
    }
    let language = |tag: &str| tag.split('-').next().map(str::to_ascii_lowercase);
    LOCALES.iter().find(|(name, _)| language(name) == language(tag)).copied().unwrap_or(LOCALES[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_falls_back_by_parent() {
        for (tag, name) in [
            ("en", "en"),
            ("en-GB", "en"),
            ("zh-CN", "zh-CN"),
            ("zh-cn", "zh-CN"),
            ("zh", "zh-CN"),
            ("zh-Hant-HK", "zh-CN"),
            ("zh-Hans-SG", "zh-CN"),
            ("de-CH", "en"),
            ("", "en"),
            ("zha", "en"),
        ] {
            assert_eq!(find(tag).0, name, "{tag}");
        }
    }

    #[test]
    fn every_text_is_there_with_its_placeholders() {
        for (name, texts) in LOCALES {
            for (key, text, mut wanted) in texts.all() {
                assert!(!text.trim().is_empty(), "{name}: {key} is empty");
                let mut found: Vec<_> = keys::places(text).collect();
                found.sort_unstable();
                found.dedup();
                wanted.sort_unstable();
                assert_eq!(found, wanted, "{name}: {key}: {text}");
            }
        }
    }
}
