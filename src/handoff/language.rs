//! A person's language as each provider names it. What a provider doesn't know it drops without
//! a word, so it is only told what it knows.

/// The parts of a BCP 47 tag that matter here.
struct Tag {
    /// In lower case.
    language: String,
    /// In upper case; a country, not a part of the world.
    region: Option<String>,
    is_traditional: bool,
}

impl Tag {
    fn of(tag: &str) -> Self {
        let mut parts = tag.split(['-', '_']);
        let language = parts.next().unwrap_or_default().to_ascii_lowercase();
        let (mut region, mut is_traditional) = (None, false);
        for part in parts {
            match part.len() {
                // Extensions say nothing about the language.
                1 => break,
                2 if region.is_none() => region = Some(part.to_ascii_uppercase()),
                4 if part.eq_ignore_ascii_case("hant") => is_traditional = true,
                _ => {}
            }
        }
        let is_there = |place: &str| region.as_deref() == Some(place);
        let hans = tag.to_ascii_lowercase().contains("-hans");
        is_traditional |= !hans && ["TW", "HK", "MO"].into_iter().any(is_there);
        Self { language, region, is_traditional }
    }

    fn region(&self) -> &str {
        self.region.as_deref().unwrap_or_default()
    }
}

/// Languages of Stripe's payment pages.
const STRIPE: &[&str] = &[
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fil", "fr", "hr", "hu", "id", "it",
    "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "th",
    "tr", "vi", "zh",
];

/// For Stripe; `auto`, by the browser, where it doesn't speak the language.
pub(super) fn stripe(tag: &str) -> &'static str {
    let tag = Tag::of(tag);
    match (tag.language.as_str(), tag.region()) {
        ("zh", "HK" | "MO") if tag.is_traditional => "zh-HK",
        ("zh", _) if tag.is_traditional => "zh-TW",
        ("en", "GB") => "en-GB",
        ("fr", "CA") => "fr-CA",
        ("pt", "BR") => "pt-BR",
        ("es", region) if !matches!(region, "" | "ES") => "es-419",
        ("no" | "nn", _) => "nb",
        ("tl", _) => "fil",
        (language, _) => known(STRIPE, language).unwrap_or("auto"),
    }
}

/// Languages of Paddle's checkout.
const PADDLE: &[&str] = &[
    "ar", "da", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "no", "pl", "pt", "ru", "sv", "tr",
];

/// For Paddle; nothing, and so by the browser, where it doesn't speak the language.
pub(super) fn paddle(tag: &str) -> Option<&'static str> {
    let tag = Tag::of(tag);
    match (tag.language.as_str(), tag.region()) {
        ("zh", _) => Some(if tag.is_traditional { "zh-TW" } else { "zh-Hans" }),
        ("pt", "BR") => Some("pt-BR"),
        ("nb" | "nn", _) => Some("no"),
        (language, _) => known(PADDLE, language),
    }
}

/// PayPal's locales of one country. The first of a language is that of its other countries.
const PAYPAL: &[&str] = &[
    "da_DK", "de_DE", "en_US", "en_AU", "en_GB", "es_ES", "fr_FR", "fr_CA", "id_ID", "it_IT",
    "ja_JP", "ko_KR", "nl_NL", "no_NO", "pl_PL", "pt_PT", "pt_BR", "ru_RU", "sv_SE", "th_TH",
    "zh_CN", "zh_HK", "zh_TW",
];

/// `locale.x` and `country.x` for PayPal, the latter where the tag names a country it knows.
pub(super) fn paypal(tag: &str) -> (Option<&'static str>, Option<&'static str>) {
    let tag = Tag::of(tag);
    let language = match tag.language.as_str() {
        "nb" | "nn" => "no",
        language => language,
    };
    let of_language = || PAYPAL.iter().filter(|locale| locale.split('_').next() == Some(language));
    let of_region = |locale: &&&'static str| locale.split('_').nth(1) == Some(tag.region());
    let locale = match (language, tag.region()) {
        ("zh", "HK" | "MO") if tag.is_traditional => Some("zh_HK"),
        ("zh", _) if tag.is_traditional => Some("zh_TW"),
        ("zh", _) => Some("zh_CN"),
        _ => of_language().find(of_region).or_else(|| of_language().next()).copied(),
    };
    let country = PAYPAL.iter().find(of_region).and_then(|locale| locale.split('_').nth(1));
    (locale, country)
}

fn known(list: &[&'static str], language: &str) -> Option<&'static str> {
    list.iter().find(|known| **known == language).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stripe_is_told_what_it_knows() {
        let pairs = [
            ("en", "en"),
            ("en-US", "en"),
            ("en-GB", "en-GB"),
            ("zh-CN", "zh"),
            ("zh-Hans-SG", "zh"),
            ("zh-Hans-HK", "zh"),
            ("zh-TW", "zh-TW"),
            ("zh-Hant", "zh-TW"),
            ("zh-Hant-HK", "zh-HK"),
            ("ZH_hk", "zh-HK"),
            ("pt-BR", "pt-BR"),
            ("pt-PT", "pt"),
            ("es-MX", "es-419"),
            ("es", "es"),
            ("no", "nb"),
            ("fr-CA", "fr-CA"),
            ("de-u-co-phonebk", "de"),
            ("en-u-gb", "en"),
            ("ar", "auto"),
            ("", "auto"),
            ("x", "auto"),
            ("&locale=x", "auto"),
        ];
        for (tag, expected) in pairs {
            assert_eq!(stripe(tag), expected, "{tag}");
        }
    }

    #[test]
    fn so_are_paddle_and_paypal() {
        assert_eq!(paddle("zh-CN"), Some("zh-Hans"));
        assert_eq!(paddle("zh-HK"), Some("zh-TW"));
        assert_eq!(paddle("en-US"), Some("en"));
        assert_eq!(paddle("nb"), Some("no"));
        assert_eq!(paddle("fi"), None);
        assert_eq!(paypal("en"), (Some("en_US"), None));
        assert_eq!(paypal("en-GB"), (Some("en_GB"), Some("GB")));
        assert_eq!(paypal("en-NZ"), (Some("en_US"), None));
        assert_eq!(paypal("zh-CN"), (Some("zh_CN"), Some("CN")));
        assert_eq!(paypal("zh"), (Some("zh_CN"), None));
        assert_eq!(paypal("zh-Hant-HK"), (Some("zh_HK"), Some("HK")));
        assert_eq!(paypal("de-CH"), (Some("de_DE"), None));
        assert_eq!(paypal("zh-US"), (Some("zh_CN"), Some("US")));
        assert_eq!(paypal("fi-FI"), (None, None));
    }
}
