//! The time, and how documents write it.

use simfare_engine::Date;
use std::time::{SystemTime, UNIX_EPOCH};

pub(crate) const SECOND: i64 = 1_000;
pub(crate) const HOUR: i64 = 3_600 * SECOND;
pub(crate) const DAY: i64 = 24 * HOUR;

/// Milliseconds since 1970, UTC.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// The calendar day, UTC.
pub(crate) fn date(ms: i64) -> Date {
    // 1970-01-01 is a date of the calendar.
    let epoch = Date::from_ymd(1970, 1, 1).unwrap_or_else(|| unreachable!("a real date"));
    epoch.plus_days(ms.div_euclid(DAY))
}

/// As RFC 3339 has it, in whole seconds: `2026-12-01T09:30:00Z`.
pub(crate) fn rfc3339(ms: i64) -> String {
    let seconds = ms.rem_euclid(DAY) / SECOND;
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("{}T{hours:02}:{minutes:02}:{:02}Z", date(ms), seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(1_795_253_696_999), "2026-11-21T09:34:56Z");
    }
}
