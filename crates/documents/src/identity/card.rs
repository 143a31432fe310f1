//! The number printed on a SIM card: the ICCID, ITU-T E.118.

use super::{Fault, digits, plain};

/// A card's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Iccid {
    /// 19 or 20 digits, beginning with 89.
    pub digits: String,
    /// Whether its check digit says that one of the digits is another. Not every carrier keeps
    /// to the standard: that is a reason to look again, not to refuse.
    pub check_is_wrong: bool,
}

/// Reads a card's number as it is printed or pasted.
///
/// # Errors
/// It can't be one.
pub fn iccid(text: &str) -> Result<Iccid, Fault> {
    let text = plain(text);
    // Telephones show the half byte that fills up a number of 19 digits.
    let text = text.strip_suffix(['F', 'f']).unwrap_or(&text);
    let digits = digits(text, "-.()")?;
    if !digits.starts_with("89") && !"89".starts_with(&digits) {
        return Err(Fault::Start);
    }
    match digits.len() {
        length @ ..19 => Err(Fault::Short(length)),
        length @ 21.. => Err(Fault::Long(length)),
        _ => {
            // Of 20 digits the last is the check digit, or one that a carrier put behind it.
            let check_is_wrong = !luhn(&digits) && !luhn(&digits[..19]);
            Ok(Iccid { digits, check_is_wrong })
        }
    }
}

/// Whether the last digit is the check digit of the others.
fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, byte)| {
            let digit = u32::from(byte - b'0') * if i % 2 == 1 { 2 } else { 1 };
            digit / 10 + digit % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn is_wrong(text: &str) -> bool {
        iccid(text).expect("a number of a card").check_is_wrong
    }

    #[test]
    fn as_printed_and_as_pasted() {
        for text in [
            "8991101200003204514",
            "8991 1012 0000 3204 514",
            "8991-1012-0000-3204-514",
            "\u{202d}8991101200003204514\u{202c}\r\n",
            "８９９１１０１２００００３２０４５１４",
            "8991\u{a0}1012\u{3000}0000\u{2009}3204\u{200b}514",
            "8991101200003204514F",
        ] {
            let found = iccid(text).expect(text);
            assert_eq!(found.digits, "8991101200003204514", "{text}");
            assert!(!found.check_is_wrong, "{text}");
        }
    }

    #[test]
    fn a_wrong_check_digit_is_said_and_no_more() {
        assert!(is_wrong("8991101200003204511"));
        assert!(is_wrong("8991101200003204541"), "two digits the wrong way round");
        assert!(!is_wrong("89014103211118510720"), "20 digits");
        assert!(!is_wrong("89911012000032045147"), "one more behind the check digit");
    }

    #[test]
    fn others() {
        for (text, fault) in [
            ("", Fault::Empty),
            (" - ", Fault::Empty),
            ("8", Fault::Short(1)),
            ("899110120000320451", Fault::Short(18)),
            ("899110120000320451400", Fault::Long(21)),
            ("1234567890123456789", Fault::Start),
            ("9991101200003204514", Fault::Start),
            ("899110120000320451x", Fault::Character),
            ("٨٩٩١١٠١٢٠٠٠٠٣٢٠٤٥١٤", Fault::Character),
        ] {
            assert_eq!(iccid(text), Err(fault), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_single_mistyped_digit_is_noticed(
            number in "89[0-9]{16}", at in 2usize..19, other in 1u8..10,
        ) {
            let check = (0..10).find(|d| luhn(&format!("{number}{d}"))).expect("one of ten");
            let right = format!("{number}{check}");
            prop_assert!(!is_wrong(&right));
            let mut typed = right.into_bytes();
            typed[at] = b'0' + (typed[at] - b'0' + other) % 10;
            prop_assert!(is_wrong(&String::from_utf8(typed).expect("digits")));
        }

        #[test]
        fn spaces_anywhere_change_nothing(
            number in "89[0-9]{17,18}", spaces in prop::collection::vec((0usize..20, 0usize..5), 0..8),
        ) {
            let mut typed: Vec<char> = number.chars().collect();
            for (at, which) in spaces {
                typed.insert(at.min(typed.len()), [' ', '\u{a0}', '\t', '\u{3000}', '-'][which]);
            }
            let typed: String = typed.into_iter().collect();
            prop_assert_eq!(iccid(&typed), iccid(&number));
        }

        #[test]
        fn anything_is_answered(text in any::<String>()) {
            if let Ok(found) = iccid(&text) {
                prop_assert!(matches!(found.digits.len(), 19 | 20));
                prop_assert!(found.digits.starts_with("89"));
                prop_assert!(found.digits.bytes().all(|byte| byte.is_ascii_digit()));
            }
        }
    }
}
