//! Addresses an order may be handed to: read strictly, and written by hand.
//!
//! Browsers forgive much in an address: a backslash for a slash, a name and password before the
//! host, a number for an IP address, letters that look like others. What they would understand
//! must be what was compared with the list of allowed origins, so here nothing is forgiven.

use simfare_engine::identity::is_label;
use std::fmt;

/// A web address of which it is sure where it leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    origin: Origin,
    /// From the first `/`, `?` or `#` on.
    rest: String,
}

/// Scheme, host and port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    is_secure: bool,
    /// In lower case.
    host: String,
    /// Where it isn't the scheme's own.
    port: Option<u16>,
}

impl Address {
    /// Reads an address with its scheme; nothing where there is anything odd about it.
    pub(super) fn read(text: &str) -> Option<Self> {
        if !text.bytes().all(is_plain) {
            return None;
        }
        let (scheme, rest) = text.split_once("://")?;
        let is_secure = match scheme {
            _ if scheme.eq_ignore_ascii_case("https") => true,
            _ if scheme.eq_ignore_ascii_case("http") => false,
            _ => return None,
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at(end);
        let origin = Origin::of(is_secure, authority)?;
        Some(Self { origin, rest: rest.to_owned() })
    }

    pub(super) fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Where shops are: an address without a question, its path without a slash at the end.
    pub(super) fn base(&self) -> Option<String> {
        let is_path = !self.rest.contains(['?', '#']) && !self.rest.contains("//");
        is_path.then(|| format!("{}{}", self.origin, self.rest.trim_end_matches('/')))
    }

    /// Whether it has a parameter.
    pub(super) fn says(&self, name: &str) -> bool {
        let before = self.rest.split('#').next().unwrap_or_default();
        before.split_once('?').is_some_and(|(_, said)| names(said).any(|said| said == name))
    }

    /// With more parameters. What the address says already stays as it is.
    pub(super) fn with(&self, parameters: &[(&str, &str)]) -> String {
        let (before, fragment) = match self.rest.split_once('#') {
            Some((before, fragment)) => (before, Some(fragment)),
            None => (self.rest.as_str(), None),
        };
        let (path, said) = before.split_once('?').unwrap_or((before, ""));
        let new = parameters.iter().filter(|(name, _)| !names(said).any(|said| said == *name));
        let new = query(new);
        let said = said.trim_end_matches('&');
        let mut address = format!("{}{path}", self.origin);
        if path.is_empty() {
            address.push('/');
        }
        for (i, part) in [said, &new].into_iter().filter(|part| !part.is_empty()).enumerate() {
            address.push(if i == 0 { '?' } else { '&' });
            address += part;
        }
        if let Some(fragment) = fragment {
            address.push('#');
            address += fragment;
        }
        address
    }
}

/// The names of the parameters of a question.
fn names(said: &str) -> impl Iterator<Item = &str> {
    said.split('&').map(|pair| pair.split('=').next().unwrap_or_default())
}

/// What an address may consist of: what needs no encoding, and percent signs.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_graphic() && !b"\\<>\"{}|^`".contains(&byte)
}

impl Origin {
    fn of(is_secure: bool, authority: &str) -> Option<Self> {
        let (host, port) = match authority.rfind(':') {
            // Not the colons of an IPv6 address.
            Some(at) if !authority.ends_with(']') => {
                (&authority[..at], Some(authority[at + 1..].to_owned()))
            }
            _ => (authority, None),
        };
        let host = host.to_ascii_lowercase();
        if !(is_name(&host) || is_ipv4(&host) || is_ipv6(&host)) {
            return None;
        }
        let usual = if is_secure { 443 } else { 80 };
        let port = match port {
            None => None,
            Some(digits) => {
                let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
                let port: u16 = digits.parse().ok().filter(|&port| is_number && port > 0)?;
                Some(port).filter(|&port| port != usual)
            }
        };
        Some(Self { is_secure, host, port })
    }

    /// Whether nobody on the way can change what is sent there.
    pub(super) fn is_safe(&self) -> bool {
        self.is_secure || self.is_loopback()
    }

    fn is_loopback(&self) -> bool {
        match self.host.as_str() {
            "localhost" | "[::1]" => true,
            host => host.starts_with("127.") && is_ipv4(host),
        }
    }

    /// The host, as people know a shop by it.
    pub(super) fn host(&self) -> &str {
        &self.host
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_secure { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.host)?;
        match self.port {
            Some(port) => write!(f, ":{port}"),
            None => Ok(()),
        }
    }
}

/// A host's name of letters, digits and hyphens. Other scripts have to be written as `xn--…`:
/// there nobody takes one letter for another.
fn is_name(host: &str) -> bool {
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    // Browsers take a host whose last part is a number, in whatever notation, for an IP address.
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x");
    host.len() <= 253 && host.split('.').all(|label| is_label(label, is_letter)) && !is_number
}

fn is_ipv4(host: &str) -> bool {
    let is_part = |part: &str| {
        let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number && (part == "0" || !part.starts_with('0')) && part.parse::<u8>().is_ok()
    };
    host.split('.').count() == 4 && host.split('.').all(is_part)
}

fn is_ipv6(host: &str) -> bool {
    // Of these only oneself: no shop is known by another.
    host == "[::1]"
}

/// Origins an order may be handed to, as the page lists them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowed<'a>(pub(super) &'a str);

impl Allowed<'_> {
    /// Whether the page has said anything.
    pub(super) fn is_silent(self) -> bool {
        self.0.trim().is_empty()
    }

    /// Whether an origin is on the list: `https://shop.example`, or by `https://*.example.com`
    /// any host below `example.com`. What isn't an origin allows nothing. They stand apart by spaces,
    /// or by commas: no origin has either.
    pub(super) fn has(self, origin: &Origin) -> bool {
        let between = |letter: char| letter == ',' || letter.is_ascii_whitespace();
        self.0.split(between).any(|listed| {
            let (scheme, host) = listed.split_once("://").unwrap_or_default();
            let (below, plain) = match host.strip_prefix("*.") {
                Some(host) => (true, format!("{scheme}://{host}")),
                None => (false, listed.to_owned()),
            };
            let Some(Address { origin: listed, rest }) = Address::read(&plain) else {
                return false;
            };
            if !(rest.is_empty() || rest == "/") {
                return false;
            }
            if !below {
                return listed == *origin;
            }
            let ends = origin.host.strip_suffix(&listed.host);
            // Below a whole domain such as `com` there is everybody.
            let is_below =
                listed.host.contains('.') && ends.is_some_and(|rest| rest.ends_with('.'));
            is_below && (listed.is_secure, listed.port) == (origin.is_secure, origin.port)
        })
    }
}

/// `name=value&…`
fn query<'q>(parameters: impl Iterator<Item = &'q (&'q str, &'q str)>) -> String {
    let pairs: Vec<String> =
        parameters.map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

/// A text as it stands in a parameter: everything but letters, digits and `-._~` percent-encoded.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            const DIGITS: [char; 16] =
                ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'];
            encoded.push('%');
            encoded.push(DIGITS[usize::from(byte >> 4)]);
            encoded.push(DIGITS[usize::from(byte & 15)]);
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Option<String> {
        Address::read(text).map(|address| address.origin.to_string())
    }

    #[test]
    fn origins_are_those_a_browser_would_see() {
        let same = [
            ("https://buy.stripe.com/x", "https://buy.stripe.com"),
            ("HTTPS://BUY.Stripe.COM:443", "https://buy.stripe.com"),
            ("https://shop.example:8443/a?b#c", "https://shop.example:8443"),
            ("https://shop.example:0443/", "https://shop.example"),
            ("http://127.0.0.1:80/", "http://127.0.0.1"),
            ("http://[::1]:8080/x", "http://[::1]:8080"),
            ("https://xn--fiq228c.example/", "https://xn--fiq228c.example"),
            ("https://shop.example?@other.example", "https://shop.example"),
            ("https://shop.example#@other.example", "https://shop.example"),
            ("https://shop.example/@other.example", "https://shop.example"),
        ];
        for (text, expected) in same {
            assert_eq!(origin(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn nothing_odd_is_an_address() {
        let odd = [
            "https://buy.stripe.com@evil.example/",
            "https://buy.stripe.com:pw@evil.example/",
            "https://evil.example\\@buy.stripe.com/",
            "https:\\\\buy.stripe.com/",
            "https:/buy.stripe.com/",
            "https:buy.stripe.com",
            "https:///buy.stripe.com",
            "//buy.stripe.com/",
            "javascript://buy.stripe.com/%0aalert(1)",
            "https://buy.stripe.com./",
            "https://buy..stripe.com/",
            "https://.stripe.com/",
            "https://buy.stripe.com%2eevil.example/",
            "https://buy.stripe.com%00.evil.example/",
            "https://buy.strіpe.com/",
            "https://buy。stripe。com/",
            "https://buy.stripe.com /",
            " https://buy.stripe.com/",
            "https://buy.stripe.com/\n",
            "https://buy.stripe.com:/",
            "https://buy.stripe.com:0/",
            "https://buy.stripe.com:65536/",
            "https://buy.stripe.com:+443/",
            "https://buy.stripe.com:443:443/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://127.1/",
            "https://0177.0.0.1/",
            "https://256.0.0.1/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::1",
            "https://-stripe.com/",
            "https://buy_stripe.com/",
            "https://",
            "https:///",
            "https://?x",
            "",
        ];
        for text in odd {
            assert_eq!(origin(text), None, "{text}");
        }
    }

    #[test]
    fn only_loopback_is_safe_without_encryption() {
        let is_safe = |text| Address::read(text).is_some_and(|address| address.origin.is_safe());
        for text in
            ["https://shop.example", "http://localhost:3000", "http://127.9.9.9", "http://[::1]"]
        {
            assert!(is_safe(text), "{text}");
        }
        for text in ["http://shop.example", "http://localhost.example", "http://127.0.0.1.example"]
        {
            assert!(!is_safe(text), "{text}");
        }
    }

    #[test]
    fn lists_of_origins_mean_no_more_than_they_say() {
        let has = |list, text| {
            Address::read(text).is_some_and(|address| Allowed(list).has(address.origin()))
        };
        let list = "https://buy.stripe.com/ https://*.paypal.com\nhttp://127.0.0.1:8080 HTTPS://Shop.Example";
        for text in [
            "https://buy.stripe.com/x",
            "https://www.paypal.com/x",
            "https://www.sandbox.paypal.com",
            "http://127.0.0.1:8080/x",
            "https://shop.example:443",
        ] {
            assert!(has(list, text), "{text}");
        }
        for text in [
            "http://buy.stripe.com/x",
            "https://buy.stripe.com:8443",
            "https://paypal.com",
            "https://evilpaypal.com",
            "https://paypal.com.evil.example",
            "http://127.0.0.1:8081",
            "https://127.0.0.1:8080",
            "https://a.shop.example",
            "https://www.paypal.com:8443",
            "http://www.paypal.com",
        ] {
            assert!(!has(list, text), "{text}");
        }
        for list in [
            "",
            "*",
            "https://*",
            "https://*.com",
            "https:",
            "null",
            "buy.stripe.com",
            "https://buy.stripe.com/x",
        ] {
            assert!(!has(list, "https://buy.stripe.com"), "{list}");
        }
        assert!(!has("https://*.com", "https://stripe.com"));
    }

    #[test]
    fn values_are_encoded_to_the_letter() {
        assert_eq!(encode("aZ09-._~"), "aZ09-._~");
        assert_eq!(encode("a b&c=d+e%f#g?h/i"), "a%20b%26c%3Dd%2Be%25f%23g%3Fh%2Fi");
        assert_eq!(encode("é套\u{1F600}"), "%C3%A9%E5%A5%97%F0%9F%98%80");
        assert_eq!(encode("\"'<>\n\0"), "%22%27%3C%3E%0A%00");
    }

    #[test]
    fn parameters_join_what_an_address_says_already() {
        let with = |text, parameters: &[(&str, &str)]| {
            Address::read(text).map(|address| address.with(parameters)).unwrap_or_default()
        };
        let both = [("a", "1"), ("b[c]", "x y")];
        assert_eq!(with("https://s.example", &both), "https://s.example/?a=1&b%5Bc%5D=x%20y");
        assert_eq!(with("https://s.example/p?q=2#f", &both[..1]), "https://s.example/p?q=2&a=1#f");
        assert_eq!(with("https://s.example/p?a=2&", &both[..1]), "https://s.example/p?a=2");
        assert_eq!(with("https://s.example/p?", &[]), "https://s.example/p");
    }

    #[test]
    fn a_shop_is_a_path_at_most() {
        let base = |text| Address::read(text).and_then(|address| address.base());
        assert_eq!(base("https://s.example").as_deref(), Some("https://s.example"));
        assert_eq!(base("https://s.example/shop/").as_deref(), Some("https://s.example/shop"));
        assert_eq!(base("https://s.example/?x"), None);
        assert_eq!(base("https://s.example/#x"), None);
    }
}
