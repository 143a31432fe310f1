//! E-mail addresses, as far as their form tells.

use super::{Fault, is_ascii_letter, is_label, plain};

/// An address as it is typed: without spaces, with the `@` and the dots that Chinese keyboards
/// write as plain ones.
///
/// # Errors
/// It can't be one.
pub fn email(text: &str) -> Result<String, Fault> {
    let text = plain(text).replace('\u{3002}', ".");
    match text.as_str() {
        "" => Err(Fault::Empty),
        text if is_email(text) => Ok(text.to_owned()),
        _ => Err(Fault::Form),
    }
}

/// Whether mail could get there: one part before the `@`, a domain with a dot after it. Only
/// the mail's arrival tells more.
pub fn is_email(text: &str) -> bool {
    is_email_in(text, char::is_alphanumeric)
}

/// The same of an address that any mail server would take: in letters that all have.
pub fn is_ascii_email(text: &str) -> bool {
    text.is_ascii() && is_email_in(text, is_ascii_letter)
}

/// By what a letter of the domain is: those of all scripts are a table that not everybody needs.
fn is_email_in(text: &str, is_letter: fn(char) -> bool) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    // What is seen is all there is: nothing of no width, nothing that turns the others round.
    let is_unseen = |c: char| {
        matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    let plain = |c: char| {
        !c.is_whitespace() && !c.is_control() && !is_unseen(c) && !"<>(),;:\\\"[]".contains(c)
    };
    text.len() <= 254
        && (1..=64).contains(&local.len())
        && local.chars().all(|c| plain(c) && c != '@')
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && domain.contains('.')
        && domain.split('.').all(|label| is_label(label, is_letter))
        // Four numbers are an address of a machine.
        && !domain.rsplit('.').next().is_some_and(|top| top.bytes().all(|c| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn addresses_that_any_server_takes() {
        for text in ["a@b.cd", "first.last+tag@mail.example.com", "o'hara@x-y.example"] {
            assert!(is_ascii_email(text), "{text}");
        }
        let long = format!("{}@b.cd", "a".repeat(65));
        let longer = format!("a@{}.cd", "b.".repeat(130));
        for text in [
            "",
            "a",
            "@b.cd",
            "a@",
            "a@b",
            "a@b.",
            "a@.b",
            "a@b..c",
            ".a@b.cd",
            "a.@b.cd",
            "a..b@c.de",
            "a b@c.de",
            "a@b c.de",
            "a@b@c.de",
            "<a@b.cd>",
            "a@b.cd\n",
            "a@-b.cd",
            "é@b.cd",
            &long,
            &longer,
        ] {
            assert!(!is_ascii_email(text), "{text}");
        }
    }

    #[test]
    fn addresses() {
        for good in ["a@b.co", "li.wei+sim@mail.example.com", "王@例子.公司"] {
            assert!(is_email(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@",
            "@b.co",
            "a@b",
            "a b@c.de",
            "a@b@c.de",
            "a@-b.co",
            "a@b..co",
            ".a@b.co",
            "a\u{200b}@b.co",
            "a@1.2.3.4",
            "a\r\nBcc: x@y.zz@b.co",
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }

    #[test]
    fn as_typed_and_pasted() {
        for text in
            ["a.b@c.co", " a.b@c.co\n", "a.b＠c。co", "ａ．ｂ＠ｃ．ｃｏ", "a.b@c.co\u{200b}"]
        {
            assert_eq!(email(text).as_deref(), Ok("a.b@c.co"), "{text}");
        }
        assert_eq!(email(" "), Err(Fault::Empty));
        assert_eq!(email("a.b"), Err(Fault::Form));
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_the_service_takes(text in "[a-z.＠@。 -]{0,12}") {
            if let Ok(read) = email(&text) {
                prop_assert!(is_email(&read));
                prop_assert_eq!(email(&read), Ok(read));
            }
        }
    }
}
