//! Whether a language tag can be one.

/// Whether a text has the form of a language tag (BCP 47).
pub(crate) fn is_locale(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    text.len() <= 35
        && (2..=8).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_alphabetic())
        && parts.all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags() {
        for good in ["en", "zh-CN", "zh-Hant-HK", "de-DE-1996"] {
            assert!(is_locale(good), "{good}");
        }
        for bad in ["", "e", "en_US", "en-", "12", "en-<script>"] {
            assert!(!is_locale(bad), "{bad}");
        }
    }
}
