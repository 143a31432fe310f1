//! Calendar dates without a clock or a time zone.

use std::fmt;
use std::ops::RangeInclusive;

use crate::format::{Format, Json, Reader};

/// A day of the Gregorian calendar, as days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(i32);

/// Years a document may name; dates computed from them can lie a little later.
const YEARS: RangeInclusive<i32> = 1900..=9999;

/// The farthest day from 1970 that a date can be, some millennia past every year a document may
/// name: nothing computed with it overflows.
const LAST: i32 = 10_000_000;

impl Date {
    /// The date of a year, month (1–12) and day (1–31); `None` where the calendar has none.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        let valid = (1..=12).contains(&month) && (1..=days_in_month(year, month)).contains(&day);
        valid.then(|| Self(days_from_civil(year, month, day)))
    }

    /// Year, month (1–12) and day (1–31).
    pub fn ymd(self) -> (i32, u32, u32) {
        civil_from_days(self.0)
    }

    /// The date `days` later, or earlier where negative.
    pub fn plus_days(self, days: i64) -> Self {
        let days = i32::try_from(days).unwrap_or(if days < 0 { -LAST } else { LAST });
        Self(self.0.saturating_add(days).clamp(-LAST, LAST))
    }

    /// The date `months` calendar months later, the day of the month clamped to the month's last
    /// day (model.md §2: a month from 31 January ends on the last of February).
    pub fn plus_months(self, months: u32) -> Self {
        let (year, month, day) = self.ymd();
        // So many lie past the last day whatever the date.
        let months = months.min(LAST as u32) as i32;
        let month = year * 12 + month as i32 - 1 + months;
        let (year, month) = (month.div_euclid(12), month.rem_euclid(12) as u32 + 1);
        let day = day.min(days_in_month(year, month));
        Self(days_from_civil(year, month, day).clamp(-LAST, LAST))
    }

    /// Days from `earlier` to this date; negative where it is later.
    pub fn days_since(self, earlier: Self) -> i64 {
        i64::from(self.0) - i64::from(earlier.0)
    }

    /// The date a text of the form `YYYY-MM-DD` names.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let form = bytes.len() == 10
            && bytes.iter().enumerate().all(|(i, b)| match i {
                4 | 7 => *b == b'-',
                _ => b.is_ascii_digit(),
            });
        if !form {
            return None;
        }
        let year = text[0..4].parse().ok().filter(|year| YEARS.contains(year))?;
        Self::from_ymd(year, text[5..7].parse().ok()?, text[8..10].parse().ok()?)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Format for Date {
    fn blank() -> Self {
        Self(0)
    }
    fn read(json: &Json<'_>, reader: &mut Reader) -> Option<Self> {
        let date = match json {
            Json::Text(text) => Self::parse(text),
            _ => None,
        };
        if date.is_none() {
            reader.fault("must be a date of the calendar as \"YYYY-MM-DD\", from 1900 on");
        }
        date
    }
    fn write(&self, _: u32) -> Json<'static> {
        Json::Text(self.to_string().into())
    }
    #[cfg(feature = "schema")]
    fn schema(into: &mut crate::schema::Definitions) -> Json<'static> {
        into.define("Date", |_| {
            crate::schema::date("A day of the calendar, from 1900 on, as `YYYY-MM-DD`.")
        })
    }
}

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days before a month of a year that begins in March, which puts the leap day last.
fn days_before_march_based(month: i32) -> i32 {
    (153 * month + 2) / 5
}

fn days_from_civil(year: i32, month: u32, day: u32) -> i32 {
    let month = month as i32;
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = days_before_march_based(month) + day as i32 - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil_from_days(days: i32) -> (i32, u32, u32) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - days_before_march_based(month) + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + carry, month as u32, day as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_nine_centuries_follows_the_last() {
        let mut date = Date::from_ymd(1899, 12, 31).unwrap();
        for year in 1900..=2800 {
            for month in 1..=12 {
                for day in 1..=days_in_month(year, month) {
                    let next = Date::from_ymd(year, month, day).unwrap();
                    assert_eq!(next.days_since(date), 1);
                    assert_eq!(next.ymd(), (year, month, day));
                    date = next;
                }
            }
        }
    }

    #[test]
    fn months_clamp_to_the_last_day() {
        let plus = |text: &str, months| Date::parse(text).unwrap().plus_months(months).to_string();
        assert_eq!(plus("2026-01-31", 1), "2026-02-28");
        assert_eq!(plus("2024-01-31", 1), "2024-02-29");
        assert_eq!(plus("2026-01-31", 2), "2026-03-31");
        assert_eq!(plus("2026-11-30", 3), "2027-02-28");
        assert_eq!(plus("2026-12-15", 12), "2027-12-15");
    }

    #[test]
    fn nothing_lies_past_the_last_day() {
        let last = Date(LAST);
        for months in [400_000, LAST as u32, u32::MAX] {
            assert_eq!(Date::parse("9999-12-31").unwrap().plus_months(months), last);
            assert_eq!(last.plus_months(months), last);
        }
        let late = Date::parse("1900-01-01").unwrap().plus_months(200_000);
        assert!(late < last && late.days_since(Date(0)) > 6_000_000);
    }

    #[test]
    fn only_dates_of_the_calendar_are_read() {
        for text in [
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-1-01",
            "20260101",
            "",
            "2026-04-31",
            "２026-04-3",
        ] {
            assert_eq!(Date::parse(text), None, "{text}");
        }
        assert!(Date::parse("2024-02-29").is_some());
    }
}
