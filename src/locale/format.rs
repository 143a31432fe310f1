//! Numbers, money and dates in a person's form, by the browser's `Intl`.

use std::cell::RefCell;

use js_sys::{Array, Function, Intl, Object};
use simfare_engine::format::Amount;
use simfare_engine::{Currency, Date};
use wasm_bindgen::JsValue;

use super::{Plural, Texts};
use crate::js::object;

/// A language: its texts, and how it writes numbers and dates.
#[derive(Debug)]
pub(crate) struct Format {
    /// The tag of the texts.
    pub(crate) tag: &'static str,
    pub(crate) texts: &'static Texts,
    /// The tag of numbers and dates: the person's own, where it is of the same language.
    forms: Array,
    number: Function,
    day: Function,
    day_and_year: Function,
    short_day: Function,
    month: Function,
    plurals: Intl::PluralRules,
    /// What formats amounts, by currency, round or not: browsers take long to make one.
    monies: RefCell<Vec<(Currency, bool, Money)>>,
    /// The days that were written last, by form: browsers take long over one, and an answer has much
    /// the same days as the one before.
    days: RefCell<Vec<(Form, Date, String)>>,
}

/// How a day is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Day,
    DayAndYear,
    ShortDay,
    Month,
    Year,
}

/// So many days as they were written are kept.
const DAYS: usize = 64;

impl Format {
    /// The texts of a locale, with numbers and dates as a well-formed tag wants them (as the
    /// browser's `Intl.getCanonicalLocales` gives it), if it is one of the same language.
    pub(crate) fn new(tag: &str, name: &'static str, texts: &'static Texts) -> Self {
        let language = |tag: &str| tag.get(..2).map(str::to_ascii_lowercase);
        let own = if language(tag) == language(name) { tag } else { name };
        let forms = Array::of1(&own.into());
        let date = |options: &[(&str, &str)]| {
            // Dates here are days without a time; in UTC they stay what they are.
            let options = object(&[options, &[("timeZone", "UTC")]].concat());
            Intl::DateTimeFormat::new(&forms, &options).format()
        };
        Self {
            tag: name,
            texts,
            number: Intl::NumberFormat::new(&forms, &Object::new()).format(),
            day: date(&[("day", "numeric"), ("month", "long")]),
            day_and_year: date(&[("day", "numeric"), ("month", "long"), ("year", "numeric")]),
            short_day: date(&[("day", "numeric"), ("month", "short")]),
            month: date(&[("month", "short")]),
            plurals: Intl::PluralRules::new(&forms, &Object::new()),
            monies: RefCell::default(),
            days: RefCell::default(),
            forms,
        }
    }

    /// The tag of numbers and dates.
    pub(crate) fn own_tag(&self) -> String {
        self.forms.get(0).as_string().unwrap_or_else(|| self.tag.to_owned())
    }

    /// A whole number.
    pub(crate) fn number(&self, number: u64) -> String {
        self.decimal(&number.to_string())
    }

    /// A decimal string as a number; exact, since no binary fraction is made of it.
    pub(crate) fn decimal(&self, number: &str) -> String {
        call(&self.number, &number.into())
    }

    /// Formats amounts of a currency.
    pub(crate) fn money(&self, currency: Currency) -> Money {
        self.money_of(currency, false, &[])
    }

    /// Formats round amounts of a currency, without a fraction where it is nothing.
    pub(crate) fn short_money(&self, currency: Currency) -> Money {
        // A browser too old for the last of these writes the fraction.
        self.money_of(currency, true, &[("trailingZeroDisplay", "stripIfInteger")])
    }

    fn money_of(&self, currency: Currency, is_round: bool, more: &[(&str, &str)]) -> Money {
        let mut monies = self.monies.borrow_mut();
        let known = monies.iter().find(|known| (known.0, known.1) == (currency, is_round));
        if let Some((.., money)) = known {
            return money.clone();
        }
        let options = [("style", "currency"), ("currency", currency.code())];
        let written = |signs: &[(&str, &str)]| {
            let options = object(&[&options, more, signs].concat());
            Intl::NumberFormat::new(&self.forms, &options).format()
        };
        let is_rtl = self.is_rtl();
        let money = Money {
            format: written(&[]),
            signing: is_rtl.then(|| written(&[("signDisplay", "always")])),
            digits: currency.minor_digits(),
            // From left to right: a dollar sign at its end would go to the other side.
            around: if is_rtl { ["\u{2066}", "\u{2069}"] } else { [""; 2] },
        };
        monies.push((currency, is_round, money.clone()));
        money
    }

    /// Whether its words go from right to left.
    fn is_rtl(&self) -> bool {
        self.texts.direction() == "rtl"
    }

    /// A name in the words of a sentence: where these go the other way, it is kept together.
    pub(crate) fn isolated(&self, name: String) -> String {
        if self.is_rtl() { format!("\u{2068}{name}\u{2069}") } else { name }
    }

    /// A count with its noun.
    pub(crate) fn count(&self, noun: Plural, n: u64) -> String {
        // Categories are exact far beyond any count shown here.
        let category = String::from(self.plurals.select(n as f64));
        noun.form(&category).replace("{n}", &self.number(n))
    }

    /// A count with its noun as the end of a range, where a number stands even if the noun alone would
    /// say as much.
    pub(crate) fn count_until(&self, noun: Plural, n: u64) -> String {
        let category = String::from(self.plurals.select(n.max(3) as f64));
        noun.form(&category).replace("{n}", &self.number(n))
    }

    /// "31 December", with the year where it isn't that of `now`.
    pub(crate) fn date(&self, date: Date, now: Date) -> String {
        self.day(if date.ymd().0 == now.ymd().0 { Form::Day } else { Form::DayAndYear }, date)
    }

    /// "31 December 2026".
    pub(crate) fn full_date(&self, date: Date) -> String {
        self.day(Form::DayAndYear, date)
    }

    /// "31 Dec".
    pub(crate) fn short_date(&self, date: Date) -> String {
        self.day(Form::ShortDay, date)
    }

    /// "Dec".
    pub(crate) fn month(&self, date: Date) -> String {
        self.day(Form::Month, date)
    }

    /// "2027", with the word for it where a language has one there.
    pub(crate) fn year(&self, date: Date) -> String {
        self.day(Form::Year, date)
    }

    #[inline(never)]
    fn day(&self, form: Form, date: Date) -> String {
        let mut days = self.days.borrow_mut();
        if let Some((.., text)) = days.iter().find(|known| (known.0, known.1) == (form, date)) {
            return text.clone();
        }
        let year;
        let format = match form {
            Form::Day => &self.day,
            Form::DayAndYear => &self.day_and_year,
            Form::ShortDay => &self.short_day,
            Form::Month => &self.month,
            // For trips into another year alone.
            Form::Year => {
                let options = object(&[("timeZone", "UTC"), ("year", "numeric")]);
                year = Intl::DateTimeFormat::new(&self.forms, &options).format();
                &year
            }
        };
        let text = self.counted(call(format, &js_date(date)));
        days.truncate(DAYS - 1);
        days.insert(0, (form, date, text.clone()));
        text
    }

    /// A date whose day comes first: some languages count the first of a month, which `Intl` doesn't
    /// know.
    fn counted(&self, text: String) -> String {
        match text.strip_prefix("1 ") {
            Some(rest) => format!("{} {rest}", self.texts.first_of_month()),
            None => text,
        }
    }

    /// "31 December 2026 at 14:37", by the person's clock. In milliseconds since 1970.
    pub(crate) fn moment(&self, ms: i64) -> String {
        let options = object(&[("dateStyle", "long"), ("timeStyle", "short")]);
        let format = Intl::DateTimeFormat::new(&self.forms, &options).format();
        // Exact for as long as there are calendars.
        self.counted(call(&format, &js_sys::Date::new(&JsValue::from_f64(ms as f64)).into()))
    }

    /// An amount of data in the unit that says it shortest.
    pub(crate) fn data(&self, mb: u64) -> String {
        match gigabytes(mb) {
            Some(gb) => self.texts.amount_gb(&self.decimal(&gb)).text(),
            None => self.texts.amount_mb(&self.number(mb)).text(),
        }
    }
}

/// How amounts of one currency are written.
#[derive(Debug, Clone)]
pub(crate) struct Money {
    format: Function,
    /// With its sign, where words go from right to left: which end that belongs to depends on the
    /// currency's letters.
    signing: Option<Function>,
    digits: u32,
    /// What keeps an amount together, sign, number and currency.
    around: [&'static str; 2],
}

impl Money {
    /// An amount.
    pub(crate) fn of(&self, amount: Amount) -> String {
        self.signed(&self.format, "", amount)
    }

    fn signed(&self, format: &Function, sign: &str, amount: Amount) -> String {
        // The decimal string goes to the browser as it is: no binary fraction, no rounding.
        let amount = call(format, &amount.to_decimal_string(self.digits).into());
        let [begin, end] = self.around;
        format!("{begin}{sign}{amount}{end}")
    }

    /// A difference, with its sign.
    pub(crate) fn difference(&self, amount: Amount) -> String {
        if let Some(format) = &self.signing {
            return self.signed(format, "", amount);
        }
        let sign = if amount.0 < 0 { "\u{2212}" } else { "+" };
        self.signed(&self.format, sign, Amount(amount.0.abs()))
    }
}

/// The unit in the text of an amount, where it has to stand alone.
pub(crate) fn unit_of(amount: &str) -> String {
    amount.chars().filter(char::is_ascii_alphabetic).collect()
}

/// MB as GB, where at most two decimals say it exactly.
pub(crate) fn gigabytes(mb: u64) -> Option<String> {
    let hundredths = mb.checked_mul(100)?;
    if mb < 1024 || !hundredths.is_multiple_of(1024) {
        return None;
    }
    let hundredths = hundredths / 1024;
    let (whole, rest) = (hundredths / 100, hundredths % 100);
    Some(match rest {
        0 => whole.to_string(),
        _ if rest.is_multiple_of(10) => format!("{whole}.{}", rest / 10),
        _ => format!("{whole}.{rest:02}"),
    })
}

fn call(format: &Function, value: &JsValue) -> String {
    format
        .call1(&JsValue::UNDEFINED, value)
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

fn js_date(date: Date) -> JsValue {
    let epoch = Date::from_ymd(1970, 1, 1).unwrap_or(date);
    let milliseconds = date.days_since(epoch) as f64 * 86_400_000.0;
    js_sys::Date::new(&JsValue::from_f64(milliseconds)).into()
}

/// Today, by the person's clock.
pub(crate) fn today() -> Option<Date> {
    let now = js_sys::Date::new_0();
    Date::from_ymd(now.get_full_year().cast_signed(), now.get_month() + 1, now.get_date())
}
