//! What providers accept as a reference, an e-mail address, a code, a note. Their names for offers are
//! the catalog's ([`refused`](simfare_engine::catalog::handoff::refused)).

/// What Stripe keeps as `client_reference_id`, which will do anywhere.
pub(super) fn is_reference(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (1..=200).contains(&text.len()) && text.bytes().all(is_plain)
}

/// A promotion code at Stripe.
pub(super) fn is_stripe_code(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=500).contains(&text.len()) && text.bytes().all(is_plain)
}

/// A discount code at Paddle.
pub(super) fn is_paddle_code(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A discount code of a shop. A comma would make it two at Shopify.
pub(super) fn is_shop_code(text: &str) -> bool {
    let is_odd = |c: char| c.is_control() || c == ',';
    !text.trim().is_empty() && text.chars().count() <= 255 && !text.contains(is_odd)
}

/// A note in a line of at most 500 characters; nothing where there is none.
pub(super) fn note(text: &str) -> Option<String> {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|w| !w.is_empty())
        .collect();
    let line: String = words.join(" ").chars().take(500).collect();
    (!line.is_empty()).then_some(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references() {
        assert!(is_reference("a-Z_0"));
        assert!(is_reference(&"x".repeat(200)));
        for text in ["", "a b", "a.b", "é", "a\n"] {
            assert!(!is_reference(text), "{text}");
        }
        assert!(!is_reference(&"x".repeat(201)));
    }

    #[test]
    fn codes_and_notes() {
        assert!(is_stripe_code("WELCOME-10") && !is_stripe_code("WEL_COME") && !is_stripe_code(""));
        assert!(is_paddle_code("WELCOME10") && !is_paddle_code("WELCOME-10"));
        assert!(is_shop_code("Ten % off") && !is_shop_code("A,B") && !is_shop_code(" "));
        assert_eq!(note(" a \n\n b\tc\0 ").as_deref(), Some("a b c"));
        assert_eq!(note(" \n "), None);
        assert_eq!(note(&"套".repeat(600)).map(|note| note.chars().count()), Some(500));
    }
}
