//! What people type to say which line, and where to write: read by the service's own rules, phone
//! numbers more strictly.

pub(crate) use simfare_engine::identity::{Fault, email, iccid, us_number as msisdn};

use crate::locale::Texts;

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    Iccid,
    Msisdn,
    Email,
}

/// What is wrong, in words that say what would be right.
pub(crate) fn message(asked: Asked, fault: Fault, texts: &Texts) -> String {
    let text = match (asked, fault) {
        (Asked::Iccid, Fault::Short(digits) | Fault::Long(digits)) => {
            return texts.wrong_iccid_length(&digits.to_string()).text();
        }
        (Asked::Iccid, Fault::Empty) => texts.wrong_iccid_empty(),
        (Asked::Iccid, Fault::Start) => texts.wrong_iccid_start(),
        (Asked::Iccid, _) => texts.wrong_iccid(),
        (Asked::Msisdn, Fault::Short(digits) | Fault::Long(digits)) => {
            return texts.wrong_phone_length(&digits.to_string()).text();
        }
        (Asked::Msisdn, Fault::Empty) => texts.wrong_phone_empty(),
        (Asked::Msisdn, Fault::Country) => texts.wrong_phone_country(),
        (Asked::Msisdn, Fault::Area) => texts.wrong_phone_area(),
        (Asked::Msisdn, Fault::Exchange) => texts.wrong_phone_exchange(),
        (Asked::Msisdn, _) => texts.wrong_phone(),
        (Asked::Email, Fault::Empty) => texts.wrong_email_empty(),
        (Asked::Email, _) => texts.wrong_email(),
    };
    text.to_owned()
}
