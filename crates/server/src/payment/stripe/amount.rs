//! Stripe's minor units, which for some currencies are not those of ISO 4217
//! (docs.stripe.com/currencies).

use simfare_engine::Currency;

/// Currencies Stripe counts in whole units.
const WHOLE: &[&str] = &[
    "BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "VND", "VUV", "XAF",
    "XOF", "XPF",
];

/// How many digits after the point Stripe counts.
fn digits(currency: Currency) -> u32 {
    let code = currency.code();
    match currency.minor_digits() {
        _ if WHOLE.contains(&code) => 0,
        // ISK and UGX are counted in hundredths there, though they have none.
        0 => 2,
        digits => digits,
    }
}

/// An amount of our minor units in Stripe's; none where Stripe can't take exactly that.
pub(super) fn to_stripe(currency: Currency, minor: i64) -> Option<i64> {
    let (ours, theirs) = (currency.minor_digits(), digits(currency));
    let amount = if theirs >= ours {
        minor.checked_mul(10i64.checked_pow(theirs - ours)?)?
    } else {
        let unit = 10i64.checked_pow(ours - theirs)?;
        (minor % unit == 0).then(|| minor / unit)?
    };
    // Thousandths are taken in tens only.
    (theirs != 3 || amount % 10 == 0).then_some(amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stripes_units() {
        let to =
            |code: &str, minor| to_stripe(Currency::from_code(code).expect("a currency"), minor);
        assert_eq!(to("USD", 1234), Some(1234));
        assert_eq!(to("JPY", 500), Some(500));
        assert_eq!(to("ISK", 500), Some(50_000));
        assert_eq!(to("UGX", 500), Some(50_000));
        assert_eq!(to("MGA", 500), Some(5));
        assert_eq!(to("MGA", 501), None);
        assert_eq!(to("KWD", 1230), Some(1230));
        assert_eq!(to("KWD", 1234), None);
        assert_eq!(to("USD", i64::MAX), Some(i64::MAX));
        assert_eq!(to("ISK", i64::MAX), None);
    }
}
