//! What the widget says, in each language.
//!
//! The keys stand once, in [`keys`]; a locale is one file that gives each of them
//! (`locales/TAG.json`), and a test refuses one that misses any. It isn't part of the
//! WebAssembly: the build makes lines of it, and the loader fetches those of the locale that is
//! wanted. Numbers, money, dates and plurals are the browser's ([`format`]).

#[cfg(test)]
mod complete;
mod filled;
mod format;
mod keys;

use std::cell::RefCell;

pub(crate) use filled::{Filled, Plural};
pub(crate) use format::{Format, Money, gigabytes, today, unit_of};
pub(crate) use keys::Texts;

/// Between two facts on a line. The dot stays with the first of them where the second is on another.
pub(crate) const DOT: &str = "\u{a0}· ";

thread_local! {
    /// The locales that have been loaded.
    static LOADED: RefCell<Vec<(&'static str, &'static Texts)>> = const { RefCell::new(Vec::new()) };
}

/// How a locale speaks to those who want `tag`. Nothing where the lines aren't those of a locale
/// of this build.
pub(crate) fn speak(tag: &str, name: &str, lines: &str) -> Option<Format> {
    LOADED.with_borrow_mut(|loaded| {
        let at = match loaded.iter().position(|(known, _)| *known == name) {
            Some(at) => at,
            None => {
                // Kept as long as the page, once for all of its planners: there are few locales,
                // and every text in a planner is borrowed from one.
                let texts = Texts::of(String::from(lines).leak())?;
                loaded.push((String::from(name).leak(), Box::leak(Box::new(texts))));
                loaded.len() - 1
            }
        };
        let (name, texts) = loaded[at];
        Some(Format::new(tag, name, texts))
    })
}
