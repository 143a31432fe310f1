//! Addresses of people: where a mail to somebody, and a call, begins.

use crate::handoff;

/// A mail to an address.
pub(crate) fn mail(email: &str) -> String {
    format!("mailto:{}", handoff::encode(email).replace("%40", "@"))
}

/// A call to a number, however that is written.
pub(crate) fn call(phone: &str) -> String {
    let is_dialled = |c: &char| c.is_ascii_digit() || *c == '+';
    format!("tel:{}", phone.chars().filter(is_dialled).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_for_people_is_an_address_for_programs() {
        assert_eq!(call("+1 (555) 010-0123"), "tel:+15550100123");
        assert_eq!(mail("a+b?c@shop.example"), "mailto:a%2Bb%3Fc@shop.example");
    }
}
