//! Whether Stripe wrote a webhook, and lately (docs.stripe.com/webhooks/signature).
//!
//! Checked here and not by `async-stripe-webhook`, which would have to read the whole event
//! with the types of one version of Stripe's description before it says that the signature is
//! good; a shop's endpoint may be set to another version.

use crate::signing;

/// How old, or how far ahead, a signature may be: Stripe's own libraries allow five minutes.
const TOLERANCE: i64 = 300;

/// # Errors
/// It isn't, in words for Stripe's log.
pub(super) fn check(
    body: &[u8],
    header: &str,
    secret: &str,
    now_ms: i64,
) -> Result<(), &'static str> {
    let mut time = None;
    let mut signatures = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", value)) => time = value.parse::<i64>().ok(),
            // There are two while a secret is being replaced; other schemes are ignored.
            Some(("v1", value)) => signatures.push(value),
            _ => {}
        }
    }
    let time = time.ok_or("no time in the signature")?;
    let expected = signing::hex_mac(secret, time, body);
    // Every one is compared, to the end.
    let good = signatures.iter().fold(false, |good, signature| {
        good | crate::secret::same(&signature.to_ascii_lowercase(), &expected)
    });
    if !good {
        return Err("the signature doesn't fit");
    }
    if (now_ms / 1000).abs_diff(time) > TOLERANCE as u64 {
        return Err("the signature is too old");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_test";
    const BODY: &[u8] = br#"{"id":"evt_1"}"#;
    const NOW: i64 = 1_795_000_000;

    fn header(time: i64) -> String {
        format!("t={time},v1={},v0=ignored", signing::hex_mac(SECRET, time, BODY))
    }

    fn at(header: &str, body: &[u8]) -> Result<(), &'static str> {
        check(body, header, SECRET, NOW * 1000)
    }

    #[test]
    fn only_what_was_signed_lately() {
        assert_eq!(at(&header(NOW), BODY), Ok(()));
        assert_eq!(at(&header(NOW - 300), BODY), Ok(()));
        assert!(at(&header(NOW - 301), BODY).is_err());
        assert!(at(&header(NOW + 301), BODY).is_err());
        assert!(at(&header(NOW), b"{}").is_err());
        assert!(at(&header(NOW).replace("t=", "t=1"), BODY).is_err());
        assert!(check(BODY, &header(NOW), "whsec_other", NOW * 1000).is_err());
        for bad in ["", "t=", "v1=", "t=x,v1=y", &format!("t={NOW}"), "t=-9223372036854775808,v1=a"]
        {
            assert!(at(bad, BODY).is_err(), "{bad}");
        }
    }

    #[test]
    fn one_of_several_is_enough() {
        let two = header(NOW).replace(",v1=", ",v1=00,v1=");
        assert_eq!(at(&two, BODY), Ok(()));
    }
}
