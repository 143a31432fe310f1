//! Names of hosts, as they stand in addresses of all kinds.

/// Whether a text can stand between the dots of a host's name (RFC 1123): at most 63 bytes, letters,
/// digits and hyphens, these not at its ends. Letters are those of any script; who wants others as
/// `xn--…` asks for ASCII besides.
#[must_use]
pub fn is_label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.chars().all(|c| c.is_alphanumeric() || c == '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        let longest = "a".repeat(63);
        for good in ["a", "example", "xn--fiqs8s", "7", "A-1", "例子", longest.as_str()] {
            assert!(is_label(good), "{good}");
        }
        let too_long = "a".repeat(64);
        for bad in ["", "-a", "a-", "a.b", "a_b", "a b", "a:1", too_long.as_str()] {
            assert!(!is_label(bad), "{bad}");
        }
    }
}
