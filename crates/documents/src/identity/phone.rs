//! Phone numbers: any country's, by E.164, and those of the United States, by the North American
//! Numbering Plan.

use super::{Fault, digits, plain};

/// What people write between digits.
const SEPARATORS: &str = "-.()/";

/// A number of any country, with its country code: `+`, or `00`, and 7 to 15 digits. One without
/// could be of any country.
///
/// # Errors
/// It can't be one.
pub fn e164(text: &str) -> Result<String, Fault> {
    let text = plain(text);
    let international = text.strip_prefix('+').or_else(|| text.strip_prefix("00"));
    let digits = digits(international.unwrap_or(&text), SEPARATORS)?;
    match digits.len() {
        _ if international.is_none() => Err(Fault::Country),
        _ if digits.starts_with('0') => Err(Fault::Start),
        length @ ..7 => Err(Fault::Short(length)),
        length @ 16.. => Err(Fault::Long(length)),
        _ => Ok(format!("+{digits}")),
    }
}

/// A number of a line in the United States, with or without its country code: `+1` and 10 digits.
///
/// # Errors
/// It can't be one.
pub fn us_number(text: &str) -> Result<String, Fault> {
    let text = plain(text);
    let (is_international, rest) = match text.strip_prefix('+') {
        Some(rest) => (true, rest),
        // As dialled from most of the world.
        None => match text.strip_prefix("00") {
            Some(rest) => (true, rest),
            None => (false, text.as_str()),
        },
    };
    let all = digits(rest, SEPARATORS)?;
    // No area code begins with the country code, so a leading 1 is never anything else.
    let national = match all.strip_prefix('1') {
        Some(national) => national,
        None if is_international => return Err(Fault::Country),
        None => &all,
    };
    match national.len() {
        10 => {}
        length if length < 10 => return Err(Fault::Short(length)),
        // A mobile number of China, say, typed as it is at home.
        length => return Err(Fault::Long(length)),
    }
    let (area, exchange) = (&national[..3], &national[3..6]);
    let fault = match (is_area(area), is_code(exchange)) {
        (true, true) => return Ok(format!("+1{national}")),
        (false, _) => Fault::Area,
        (true, false) => Fault::Exchange,
    };
    // Eleven digits are how a mobile number of China is typed at home, too.
    Err(if is_international || national.len() == all.len() { fault } else { Fault::Country })
}

/// Three digits that can begin a number: neither 0 nor 1 first, and no service such as 911.
fn is_code(code: &str) -> bool {
    !code.starts_with(['0', '1']) && !code.ends_with("11")
}

/// An area code of people's lines: not one kept back for longer numbers (a 9 in the middle), nor
/// one that the called party, or the caller dearly, pays for.
fn is_area(code: &str) -> bool {
    const OF_SERVICES: [&str; 8] = ["800", "833", "844", "855", "866", "877", "888", "900"];
    is_code(code) && !code[1..].starts_with('9') && !OF_SERVICES.contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn as_written_in_the_united_states() {
        for text in [
            "4155550123",
            "(415) 555-0123",
            "415.555.0123",
            "1-415-555-0123",
            "1 (415) 555 0123",
            "+1 415 555 0123",
            "+1\u{a0}(415)\u{a0}555\u{2011}0123",
            "＋１（４１５）５５５－０１２３",
            "001 415 555 0123",
            "\u{202a}+1 (415) 555-0123\u{202c}",
        ] {
            assert_eq!(us_number(text).as_deref(), Ok("+14155550123"), "{text}");
        }
    }

    #[test]
    fn others_than_lines_in_the_united_states() {
        for (text, fault) in [
            ("", Fault::Empty),
            ("+", Fault::Empty),
            ("+1", Fault::Short(0)),
            ("415 555 012", Fault::Short(9)),
            ("415 555 01234", Fault::Long(11)),
            ("138 0013 8000", Fault::Country),
            ("+86 138 0013 8000", Fault::Country),
            ("0086 138 0013 8000", Fault::Country),
            ("015 555 0123", Fault::Area),
            ("911 555 0123", Fault::Area),
            ("495 555 0123", Fault::Area),
            ("800 555 0123", Fault::Area),
            ("415 055 0123", Fault::Exchange),
            ("415 155 0123", Fault::Exchange),
            ("415 411 0123", Fault::Exchange),
            ("call me", Fault::Character),
            ("415-555-O123", Fault::Character),
            ("415٥٥٥0123", Fault::Character),
            ("+1 415 555 0123 x4", Fault::Character),
        ] {
            assert_eq!(us_number(text), Err(fault), "{text}");
        }
    }

    #[test]
    fn of_any_country() {
        for (text, number) in [
            ("+1 (415) 555-0123", "+14155550123"),
            ("0086 138 0013 8000", "+8613800138000"),
            ("＋８６ １３８－００１３－８０００", "+8613800138000"),
        ] {
            assert_eq!(e164(text).as_deref(), Ok(number), "{text}");
        }
        for text in [
            "",
            "+",
            "0415",
            "4155550123",
            "8613800138000",
            "+1415555012345678",
            "call me",
            "+1415٣55",
            "++14155550123",
        ] {
            assert!(e164(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_read_again(number in "[2-9][0-8][02-9][2-9][02-9][0-9]{5}") {
            if let Ok(read) = us_number(&number) {
                prop_assert_eq!(us_number(&read), Ok(read.clone()));
                prop_assert_eq!(e164(&read), Ok(read));
            } else {
                prop_assert!("89".contains(&number[..1]), "{number}");
            }
        }

        #[test]
        fn anything_is_answered(text in any::<String>()) {
            prop_assert!(us_number(&text).is_ok_and(|read| read.len() == 12) || us_number(&text).is_err());
        }

        #[test]
        fn any_digits_are_answered(text in "[+0]{0,2}[0-9 ()-]{0,16}") {
            if let Ok(read) = us_number(&text) {
                prop_assert!(read.starts_with("+1"));
                prop_assert_eq!(e164(&read), Ok(read));
            }
        }
    }
}
