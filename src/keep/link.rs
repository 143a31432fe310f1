//! A trip as a text that fits into an address, and its place among an address's parameters.
//!
//! The text is the request's JSON (formats.md) in base64url (RFC 4648 §5) without padding. What
//! every request says is said in one byte: JSON text has no control characters of its own, so
//! each can stand for a piece of JSON. [`PIECES`] must stay as they are: links live long. JSON
//! without them reads just as well, so anybody can make a link.

use crate::handoff::encode;

/// The longest text of a trip, in characters. Browsers and servers take addresses of 8 kB.
pub(super) const MAX: usize = 7_900;

/// What a byte stands for. The first that fits is taken.
const PIECES: [(u8, &str); 28] = [
    (0x01, r#"{"schema":"simfare.request/1","start_date":""#),
    (0x02, r#"","phases":[{"days":"#),
    (0x03, r#"},{"days":"#),
    (0x04, r#","data_mb":"#),
    (0x05, r#","minutes":"#),
    (0x06, r#","intl_minutes":"#),
    (0x07, r#","sms":"#),
    (0x08, r#","reachable":true"#),
    (0x0b, r#"}],"number":"keep""#),
    (0x0c, r#"}],"number":"hold""#),
    (0x0e, r#","lines":2"#),
    (0x0f, r#","line":{"brand":""#),
    (0x10, r#"","plan":""#),
    (0x11, r#"","paygo":""#),
    (0x12, r#"","days_left":"#),
    (0x13, r#","left":{"data_mb":"#),
    (0x14, r#","left":{"#),
    (0x15, r#","balance":""#),
    (0x16, r#","throttle_min_kbps":"#),
    (0x17, r#","autopay":true"#),
    (0x18, r#","margin_percent":"#),
    (0x19, r#","grace_margin_days":"#),
    (0x1a, r#","payment_method":""#),
    (0x1b, r#","coupon":""#),
    (0x1c, r#","filter":{""#),
    (0x1d, r#"brands":[""#),
    (0x1e, r#"exclude":[""#),
    (0x1f, r#""unlimited""#),
];

/// The text of a request's JSON, unless it would be too long.
pub(super) fn write(json: &str) -> Option<String> {
    let mut short = Vec::new();
    let mut rest = json;
    while let Some(first) = rest.chars().next() {
        match PIECES.iter().find(|(_, piece)| rest.starts_with(piece)) {
            Some((byte, piece)) => {
                short.push(*byte);
                rest = &rest[piece.len()..];
            }
            None => {
                let (letter, after) = rest.split_at(first.len_utf8());
                short.extend_from_slice(letter.as_bytes());
                rest = after;
            }
        }
    }
    let text = base64url(&short);
    (text.len() <= MAX).then_some(text)
}

/// The JSON of a text; nothing where it isn't one. Whether that is a request is another matter.
pub(super) fn read(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches('=');
    if text.is_empty() || text.len() > MAX {
        return None;
    }
    let mut json = Vec::new();
    for byte in from_base64url(text)? {
        match PIECES.iter().find(|(short, _)| *short == byte) {
            Some((_, piece)) => json.extend_from_slice(piece.as_bytes()),
            None => json.push(byte),
        }
    }
    String::from_utf8(json).ok()
}

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn base64url(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let all = group.iter().fold(0, |all, byte| all << 8 | usize::from(*byte));
        let all = all << (8 * (3 - group.len()));
        // Two letters for one byte, three for two.
        for place in 0..=group.len() {
            text.push(char::from(LETTERS[all >> (18 - 6 * place) & 63]));
        }
    }
    text
}

fn from_base64url(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for group in text.as_bytes().chunks(4) {
        if group.len() == 1 {
            return None;
        }
        let mut all = 0u32;
        for letter in group {
            let value = LETTERS.iter().position(|known| known == letter)?;
            all = all << 6 | u32::try_from(value).ok()?;
        }
        let all = all << (6 * (4 - group.len()));
        bytes.extend_from_slice(&all.to_be_bytes()[1..group.len()]);
    }
    Some(bytes)
}

/// The value of a parameter of an address.
pub(super) fn parameter(address: &str, name: &str) -> Option<String> {
    let (_, query, _) = parts(address);
    query.split('&').find_map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (plain(key) == name).then(|| plain(value))
    })
}

/// The address with a parameter in place of some others; all that is left stays letter by letter.
pub(super) fn with_parameter(
    address: &str,
    instead_of: &[String],
    name: &str,
    value: &str,
) -> String {
    let (before, query, fragment) = parts(address);
    let mut pairs: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let key = plain(pair.split('=').next().unwrap_or_default());
            !pair.is_empty() && key != name && !instead_of.contains(&key)
        })
        .collect();
    let own = format!("{}={value}", encode(name));
    pairs.push(&own);
    format!("{before}?{}{fragment}", pairs.join("&"))
}

/// The address without a parameter.
pub(super) fn without_parameter(address: &str, name: &str) -> String {
    let (before, query, fragment) = parts(address);
    let is_other = |pair: &&str| plain(pair.split('=').next().unwrap_or_default()) != name;
    let pairs: Vec<&str> = query.split('&').filter(is_other).collect();
    let query = pairs.join("&");
    let mark = if query.is_empty() { "" } else { "?" };
    format!("{before}{mark}{query}{fragment}")
}

/// The address without parameters.
pub(super) fn bare(address: &str) -> &str {
    parts(address).0
}

/// What stands before the parameters, they themselves, and what follows, with its `#`.
fn parts(address: &str) -> (&str, &str, &str) {
    let (rest, fragment) = address.split_at(address.find('#').unwrap_or(address.len()));
    let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
    (before, query, fragment)
}

/// A part of a query, unescaped.
fn plain(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let escape = after.get(..2).filter(|_| byte == b'%');
        let escape = escape.and_then(|two| std::str::from_utf8(two).ok());
        match escape.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(escaped) => {
                bytes.push(escaped);
                rest = &after[2..];
            }
            None if byte == b'+' => bytes.push(b' '),
            None => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use simfare_engine::{Catalog, Date, Request};

    use super::*;

    #[test]
    fn a_parameter_is_taken_out_and_nothing_else() {
        let without = |address| without_parameter(address, "simfare");
        assert_eq!(without("https://a.b/c?simfare=x#d"), "https://a.b/c#d");
        assert_eq!(without("https://a.b/c?e=%20&sim%66are=x&f"), "https://a.b/c?e=%20&f");
        assert_eq!(without("https://a.b/c?simfare-2=x"), "https://a.b/c?simfare-2=x");
        assert_eq!(without("https://a.b/c"), "https://a.b/c");
    }

    fn shop() -> Catalog {
        Catalog::from_json(include_bytes!("../../public/catalog.json")).unwrap()
    }

    fn comes_back(json: &str) -> usize {
        let catalog = shop();
        let request = Request::from_json(json.as_bytes(), &catalog).unwrap();
        let text = write(&request.to_json(2)).unwrap();
        assert!(text.bytes().all(|byte| LETTERS.contains(&byte)), "{text}");
        let again = Request::from_json(read(&text).unwrap().as_bytes(), &catalog).unwrap();
        assert_eq!(again, request);
        text.len()
    }

    #[test]
    fn a_request_comes_back_as_it_was() {
        let short = comes_back(
            r#"{"schema":"simfare.request/1","start_date":"2026-12-01",
                "phases":[{"days":14,"data_mb":5120,"reachable":true}]}"#,
        );
        assert!(short <= 32, "{short}");
        comes_back(
            r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                "phases": [{"days": 14, "data_mb": 10241, "minutes": 60, "intl_minutes": 5,
                            "sms": 20, "reachable": true}, {"days": 700}],
                "number": "hold", "lines": 2, "throttle_min_kbps": 512, "autopay": true,
                "margin_percent": 20, "grace_margin_days": 7, "payment_method": "paypal",
                "coupon": "WELCOME10",
                "filter": {"brands": ["tello"], "exclude": ["mint"],
                           "networks": ["T-Mobile", "电信 \"\\\u0001\n"], "sim": "esim"}}"#,
        );
        comes_back(
            r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                "phases": [{"days": 730, "data_mb": 1000000000}], "number": "keep",
                "line": {"brand": "tello", "plan": "tello-5-gb-300-min", "days_left": 6,
                         "left": {"data_mb": "unlimited", "minutes": 120, "sms": 3}}}"#,
        );
        comes_back(
            r#"{"schema": "simfare.request/1", "start_date": "2026-12-01",
                "phases": [{"days": 9, "sms": 1}],
                "line": {"brand": "tello", "paygo": "tello-paygo", "days_left": 0,
                         "balance": "7.05"}}"#,
        );
    }

    #[test]
    fn a_hundred_of_the_largest_phases_fit() {
        let phase = r#"{"days":7,"data_mb":1000000000,"minutes":1000000000,
            "intl_minutes":1000000000,"sms":1000000000,"reachable":true}"#;
        let phases = vec![phase; 100].join(",");
        comes_back(&format!(
            r#"{{"schema":"simfare.request/1","start_date":"2026-12-01","phases":[{phases}],
                "number": "keep", "lines": 2, "throttle_min_kbps": 512, "autopay": true,
                "margin_percent": 20, "grace_margin_days": 7, "payment_method": "paypal",
                "coupon": "WELCOME10",
                "line": {{"brand": "tello", "plan": "tello-5-gb-300-min", "days_left": 1000,
                          "left": {{"data_mb": 1000000000, "sms": 1000000000}}}}}}"#
        ));
    }

    #[test]
    fn too_much_is_no_link() {
        assert_eq!(write(&"x".repeat(MAX)), None);
        assert_eq!(read(&"A".repeat(MAX + 1)), None);
    }

    #[test]
    fn plain_json_is_a_link_too() {
        let date = Date::from_ymd(2026, 12, 1).unwrap();
        let json = format!(
            "{{\n\t\"schema\": \"simfare.request/1\",\r\n \"start_date\": \"{date}\",
               \"phases\": [{{\"days\": 3}}]}}"
        );
        let text = base64url(json.as_bytes());
        assert_eq!(read(&text).as_deref(), Some(json.as_str()));
        assert_eq!(read(&format!("{text}==")).as_deref(), Some(json.as_str()));
    }

    #[test]
    fn what_is_no_text_of_ours_is_nothing() {
        for text in ["", "A", "AAAAA", "not a link", "ÄÖ", "_w", "%", "a+b/"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn base64url_is_that_of_the_rfc() {
        for (plain, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64url(plain.as_bytes()), text);
            assert_eq!(from_base64url(text).unwrap(), plain.as_bytes());
        }
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
    }

    #[test]
    fn other_parameters_stay_letter_by_letter() {
        let address =
            "https://shop.example/a?lang=zh-CN&q=a%20b+c&flag&simfare=OLD&x=%zz#plan?simfare=no";
        assert_eq!(parameter(address, "simfare").as_deref(), Some("OLD"));
        assert_eq!(parameter(address, "q").as_deref(), Some("a b c"));
        assert_eq!(parameter(address, "flag").as_deref(), Some(""));
        assert_eq!(parameter(address, "x").as_deref(), Some("%zz"));
        assert_eq!(parameter(address, "simfare-2"), None);
        assert_eq!(
            with_parameter(address, &[], "simfare", "NEW"),
            "https://shop.example/a?lang=zh-CN&q=a%20b+c&flag&x=%zz&simfare=NEW#plan?simfare=no"
        );
        assert_eq!(
            with_parameter("https://shop.example/", &[], "simfare-a é", "N"),
            "https://shop.example/?simfare-a%20%C3%A9=N"
        );
        let address = "https://shop.example/?simfare-a%20%C3%A9=N";
        assert_eq!(parameter(address, "simfare-a é").as_deref(), Some("N"));
        assert_eq!(
            with_parameter(address, &["simfare-a é".to_owned()], "simfare", "M"),
            "https://shop.example/?simfare=M"
        );
        assert_eq!(bare("https://shop.example/a?b#c"), "https://shop.example/a");
    }
}
