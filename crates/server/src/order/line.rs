//! The line an order is for: a new eSIM, or one that exists, by its card or its number.

use serde::Serialize;
use utoipa::ToSchema;

/// What kind of name a line is given by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LineKind {
    /// There is none yet.
    NewEsim,
    /// The number printed on the SIM card.
    Iccid,
    /// The phone number.
    Msisdn,
}

impl LineKind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::NewEsim => "new_esim",
            Self::Iccid => "iccid",
            Self::Msisdn => "msisdn",
        }
    }

    pub(crate) fn from_word(word: &str) -> Option<Self> {
        [Self::NewEsim, Self::Iccid, Self::Msisdn].into_iter().find(|kind| kind.word() == word)
    }
}

/// The line.
#[derive(Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Line {
    pub(crate) kind: LineKind,
    /// The card's number (ICCID, 19 or 20 digits) or the phone number with its country code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "+14155550123")]
    pub(crate) value: Option<String>,
}

/// Nothing personal: this may end in a log.
impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Line").field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// A SIM card's number without the spaces people type: `89`, 19 digits with a check digit
/// (ITU-T E.118), or 20 as some carriers print them.
pub(crate) fn iccid(text: &str) -> Option<String> {
    let digits = without_separators(text);
    let is_one = digits.starts_with("89")
        && digits.bytes().all(|b| b.is_ascii_digit())
        && (digits.len() == 20 || digits.len() == 19 && luhn(&digits));
    is_one.then_some(digits)
}

/// A phone number as `+` and 7 to 15 digits (E.164).
pub(crate) fn msisdn(text: &str) -> Option<String> {
    let number = without_separators(text);
    let digits = number.strip_prefix('+').unwrap_or(&number);
    let is_one = (7..=15).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_digit())
        && !digits.starts_with('0');
    is_one.then(|| format!("+{digits}"))
}

fn without_separators(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '\u{a0}')).collect()
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

    #[test]
    fn card_numbers() {
        assert_eq!(iccid("8991 1012 0000 3204 514").as_deref(), Some("8991101200003204514"));
        assert_eq!(iccid("8991101200003204511"), None, "check digit");
        assert_eq!(iccid("89014103211118510720").as_deref(), Some("89014103211118510720"));
        for bad in ["", "8991", "1234567890123456789", "899110120000320451x"] {
            assert_eq!(iccid(bad), None, "{bad}");
        }
    }

    #[test]
    fn phone_numbers() {
        assert_eq!(msisdn("+1 (415) 555-0123").as_deref(), Some("+14155550123"));
        assert_eq!(msisdn("8613800138000").as_deref(), Some("+8613800138000"));
        for bad in ["", "+", "0415", "+1415555012345678", "call me", "+1415٣55"] {
            assert_eq!(msisdn(bad), None, "{bad}");
        }
    }
}
