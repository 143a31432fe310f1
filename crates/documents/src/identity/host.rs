//! Names of hosts, as they stand in addresses of all kinds.

/// Whether a text can stand between the dots of a host's name (RFC 1123): at most 63 bytes, letters
/// and digits of the alphabet that is meant, and hyphens, these not at its ends.
#[must_use]
pub fn is_label(text: &str, is_letter: fn(char) -> bool) -> bool {
    (1..=63).contains(&text.len())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.chars().all(|c| is_letter(c) || c == '-')
}

/// Letters and digits of ASCII, by which other scripts are written as `xn--…`.
#[must_use]
pub fn is_ascii_letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        let longest = "a".repeat(63);
        for good in ["a", "example", "xn--fiqs8s", "7", "A-1", longest.as_str()] {
            assert!(is_label(good, is_ascii_letter), "{good}");
        }
        assert!(is_label("例子", char::is_alphanumeric));
        let too_long = "a".repeat(64);
        for bad in ["", "-a", "a-", "a.b", "a_b", "a b", "a:1", "例子", too_long.as_str()] {
            assert!(!is_label(bad, is_ascii_letter), "{bad}");
        }
    }
}
