//! Amounts as people type them. Exact: no binary fraction on the way.

use super::{Unit, Wrong};
use crate::locale::gigabytes;
use simfare_engine::Resource;
use simfare_engine::format::{MAX_RESOURCE, MAX_UNITS};

/// The most digits read; anything longer is far beyond every bound.
const MAX_DIGITS: usize = 12;

/// A whole number from 0 up.
pub(super) fn whole(text: &str) -> Result<u64, Wrong> {
    let text = &plain(text);
    // Browsers write what a spinner made as "30", but take "30.0" and "3e1" from people.
    let text = text.split_once('.').map_or(text.as_str(), |(whole, rest)| {
        let is_whole = rest.bytes().all(|digit| digit == b'0') && !may_part_thousands(whole, rest);
        if is_whole { whole } else { text }
    });
    digits(text).ok_or(Wrong::NotWhole)
}

/// The text with its digits and marks as programs write them: keyboards for Arabic and Persian, and
/// those that write Chinese characters, have others.
fn plain(text: &str) -> String {
    let plain = |c: char| {
        let from = |zero: char, c: char| char::from_digit(u32::from(c) - u32::from(zero), 10);
        match c {
            '٠'..='٩' => from('٠', c),
            '۰'..='۹' => from('۰', c),
            '０'..='９' => from('０', c),
            '．' => Some('.'),
            '٫' | '，' => Some(','),
            _ => Some(c),
        }
    };
    text.trim().chars().filter_map(plain).collect()
}

/// "1.024" is a thousand to some, and one and a bit to others.
fn may_part_thousands(whole: &str, rest: &str) -> bool {
    rest.len() == 3 && !whole.trim_start_matches('0').is_empty()
}

/// A decimal number of a unit, in whole MB; a part of an MB counts as one.
pub(super) fn data_mb(text: &str, unit: Unit) -> Result<u64, Wrong> {
    let per_unit = match unit {
        Unit::Mb => 1,
        Unit::Gb => 1024,
    };
    let text = plain(text);
    // Parts of an MB nobody counts: "1.500" of them are thousands.
    let is_thousands = |(whole, rest)| may_part_thousands(whole, rest);
    if unit == Unit::Mb && text.split_once('.').is_some_and(is_thousands) {
        return Err(Wrong::NotDecimal);
    }
    let (units, scale) = decimal(&text, 6).ok_or(Wrong::NotDecimal)?;
    Ok((units * per_unit).div_ceil(scale))
}

/// An amount of money in the currency's minor unit; an empty field is none.
pub(super) fn money(text: &str, minor_digits: u32) -> Result<i64, Wrong> {
    const MOST: u64 = MAX_UNITS as u64;
    if text.is_empty() {
        return Ok(0);
    }
    let (units, scale) = decimal(text, minor_digits as usize).ok_or(Wrong::NotDecimal)?;
    if units > MOST * scale {
        return Err(Wrong::OutOf(0, MOST));
    }
    i64::try_from(units * 10u64.pow(minor_digits) / scale).map_err(|_| Wrong::NotDecimal)
}

/// An amount of a resource; an empty text is none.
pub(super) fn units(text: &str, resource: Resource, unit: Unit) -> Result<u64, Wrong> {
    match text {
        "" => Ok(0),
        text if resource == Resource::Data => {
            // The bound is said in the unit that is typed.
            let most = if unit == Unit::Gb { MAX_RESOURCE / 1024 } else { MAX_RESOURCE };
            within(data_mb(text, unit)?, 0, MAX_RESOURCE).map_err(|_| Wrong::OutOf(0, most))
        }
        text => within(whole(text)?, 0, MAX_RESOURCE),
    }
}

/// A number that lies between two, both included.
pub(super) fn within(value: u64, min: u64, max: u64) -> Result<u64, Wrong> {
    if (min..=max).contains(&value) { Ok(value) } else { Err(Wrong::OutOf(min, max)) }
}

/// How a field shows an amount of data.
pub(super) fn of_data(mb: u64) -> (String, Unit) {
    match gigabytes(mb) {
        Some(gb) => (gb, Unit::Gb),
        None if mb == 0 => (String::new(), Unit::Gb),
        None => (mb.to_string(), Unit::Mb),
    }
}

/// A decimal number with at most `places` after the point, as an integer and its scale.
fn decimal(text: &str, places: usize) -> Option<(u64, u64)> {
    let text = plain(text);
    let (whole, fraction) = text.split_once(['.', ',']).unwrap_or((&text, ""));
    // With a point it may be what is meant, where there can be so many places.
    if (text.contains(',') || places < 3) && may_part_thousands(whole, fraction) {
        return None;
    }
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > places {
        return None;
    }
    let whole = if whole.is_empty() { 0 } else { digits(whole)? };
    let part = if fraction.is_empty() { 0 } else { digits(fraction)? };
    let scale = 10u64.pow(u32::try_from(fraction.len()).ok()?);
    // Something has to be there, and what is beyond the bound anyway mustn't overflow.
    let given = text.bytes().any(|byte| byte.is_ascii_digit());
    given.then(|| (whole.min(2 * MAX_RESOURCE) * scale + part, scale))
}

fn digits(text: &str) -> Option<u64> {
    let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !all {
        return None;
    }
    let text = text.trim_start_matches('0');
    if text.len() > MAX_DIGITS { Some(u64::from(u32::MAX)) } else { text.parse().ok().or(Some(0)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers() {
        assert_eq!(whole("30"), Ok(30));
        assert_eq!(whole(" 30.0 "), Ok(30));
        assert_eq!(whole("007"), Ok(7));
        assert_eq!(whole("0"), Ok(0));
        assert_eq!(whole("٣٠"), Ok(30));
        assert_eq!(whole("۳۰"), Ok(30));
        assert_eq!(whole("３０"), Ok(30));
        for text in ["", "1.5", "-1", "1e3", "a", "½", "1.000"] {
            assert_eq!(whole(text), Err(Wrong::NotWhole), "{text}");
        }
        assert!(whole("99999999999999999999").is_ok_and(|most| most > MAX_RESOURCE));
    }

    #[test]
    fn a_comma_is_a_point_unless_it_may_part_thousands() {
        assert_eq!(data_mb("1,5", Unit::Gb), Ok(1536));
        assert_eq!(money("7,50", 2), Ok(750));
        for text in ["1,024", "1,500", "1,2,3", "1.234,5"] {
            assert_eq!(data_mb(text, Unit::Gb), Err(Wrong::NotDecimal), "{text}");
        }
        assert_eq!(data_mb("1.500", Unit::Gb), Ok(1536));
        assert_eq!(data_mb("0,125", Unit::Gb), Ok(128));
        assert_eq!(data_mb("1.500", Unit::Mb), Err(Wrong::NotDecimal));
        assert_eq!(data_mb("1.3755", Unit::Mb), Ok(2));
        assert_eq!(data_mb("0.125", Unit::Mb), Ok(1));
        assert_eq!(data_mb("٢٫٥", Unit::Gb), Ok(2560));
        assert_eq!(data_mb("１．５", Unit::Gb), Ok(1536));
        assert_eq!(money("1.500", 2), Err(Wrong::NotDecimal));
        assert_eq!(money("1.000", 0), Err(Wrong::NotDecimal));
        // The bound is said in the unit that was typed.
        let most = MAX_RESOURCE / 1024;
        assert_eq!(units("999999999", Resource::Data, Unit::Gb), Err(Wrong::OutOf(0, most)));
    }

    #[test]
    fn data_is_exact_and_rounds_up_to_whole_mb() {
        assert_eq!(data_mb("1.5", Unit::Gb), Ok(1536));
        assert_eq!(data_mb("0.1", Unit::Gb), Ok(103));
        assert_eq!(data_mb(".5", Unit::Gb), Ok(512));
        assert_eq!(data_mb("2,25", Unit::Gb), Ok(2304));
        assert_eq!(data_mb("800", Unit::Mb), Ok(800));
        assert_eq!(data_mb("", Unit::Mb), Err(Wrong::NotDecimal));
        assert_eq!(data_mb(".", Unit::Mb), Err(Wrong::NotDecimal));
        assert_eq!(data_mb("0.1234567", Unit::Gb), Err(Wrong::NotDecimal));
        assert!(data_mb("999999999999", Unit::Gb).is_ok_and(|mb| mb > MAX_RESOURCE));
    }

    #[test]
    fn money_is_exact() {
        assert_eq!(money("7.5", 2), Ok(750));
        assert_eq!(money("", 2), Ok(0));
        assert_eq!(money("12", 0), Ok(12));
        assert_eq!(money("7.505", 2), Err(Wrong::NotDecimal));
        assert_eq!(money("1000001", 2), Err(Wrong::OutOf(0, 1_000_000)));
    }

    #[test]
    fn fields_show_data_in_the_shorter_unit() {
        assert_eq!(of_data(10240), ("10".to_owned(), Unit::Gb));
        assert_eq!(of_data(1536), ("1.5".to_owned(), Unit::Gb));
        assert_eq!(of_data(800), ("800".to_owned(), Unit::Mb));
        assert_eq!(of_data(1025), ("1025".to_owned(), Unit::Mb));
        assert_eq!(of_data(0), (String::new(), Unit::Gb));
    }
}
