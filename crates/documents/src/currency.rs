//! Currencies and their minor units, by ISO 4217.

use crate::format::{Format, Json, Reader};

/// An ISO 4217 currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency([u8; 3]);

/// Currencies in use whose smallest unit is a hundredth.
const TWO_DIGITS: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL \
    BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP \
    GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK \
    LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR \
    NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN \
    SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW \
    ZWG";
/// Currencies without a smaller unit.
const NO_DIGITS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
/// Currencies counted in thousandths.
const THREE_DIGITS: &str = "BHD IQD JOD KWD LYD OMR TND";
/// Units of account counted in ten-thousandths.
const FOUR_DIGITS: &str = "CLF UYW";

impl Currency {
    /// The currency of a three-letter code in use.
    pub fn from_code(code: &str) -> Option<Self> {
        let currency = Self(code.as_bytes().try_into().ok()?);
        let known = |list: &str| list.split_ascii_whitespace().any(|known| known == code);
        (known(TWO_DIGITS) || known(NO_DIGITS) || known(THREE_DIGITS) || known(FOUR_DIGITS))
            .then_some(currency)
    }

    /// The three-letter code.
    pub fn code(&self) -> &str {
        // Only ASCII codes of the lists above are ever stored.
        std::str::from_utf8(&self.0).unwrap_or("???")
    }

    /// Digits after the point of its smallest unit.
    pub fn minor_digits(&self) -> u32 {
        let listed = |list: &str| list.split_ascii_whitespace().any(|known| known == self.code());
        if listed(NO_DIGITS) {
            0
        } else if listed(THREE_DIGITS) {
            3
        } else if listed(FOUR_DIGITS) {
            4
        } else {
            2
        }
    }
}

impl Format for Currency {
    fn blank() -> Self {
        Self(*b"XXX")
    }
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        let found = match json {
            Json::Text(code) => Self::from_code(code),
            _ => None,
        };
        // The amounts that follow are read by its minor unit.
        reader.minor_digits = found.map(|currency| currency.minor_digits());
        if found.is_none() {
            reader.fault("must be an ISO 4217 currency code in use, such as \"USD\"");
        }
        found
    }
    fn write(&self, _: u32) -> Json<'static> {
        Json::Text(self.code().to_owned().into())
    }
    #[cfg(feature = "schema")]
    fn schema(into: &mut crate::schema::Definitions) -> Json<'static> {
        into.define("Currency", |_| {
            let lists = [TWO_DIGITS, NO_DIGITS, THREE_DIGITS, FOUR_DIGITS];
            let mut codes: Vec<&str> =
                lists.iter().flat_map(|list| list.split_ascii_whitespace()).collect();
            codes.sort_unstable();
            crate::schema::one_of("An ISO 4217 currency code in use, such as `\"USD\"`.", &codes)
        })
    }
}
