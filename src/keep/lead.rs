//! How long before a purchase one is reminded of it: in time to ask the seller.

use simfare_engine::Date;

/// How many working days a reminder leaves.
const WORKING_DAYS: u32 = 3;
/// However many holidays a seller names.
const LONGEST_LEAD: u32 = 30;

/// How many days before a purchase its reminder comes: so many that three working days are left,
/// and never before tomorrow.
pub(super) fn lead(date: Date, holidays: &[Date], today: Date) -> u32 {
    let mut left = WORKING_DAYS;
    let mut lead = 0;
    while left > 0 && lead < LONGEST_LEAD {
        lead += 1;
        let before = date.plus_days(-i64::from(lead));
        if !is_weekend(before) && !holidays.contains(&before) {
            left -= 1;
        }
    }
    let until = u32::try_from(date.days_since(today) - 1).unwrap_or(0);
    lead.min(until)
}

fn is_weekend(date: Date) -> bool {
    // 3 January 1970 was a Saturday.
    Date::from_ymd(1970, 1, 3).is_some_and(|saturday| date.days_since(saturday).rem_euclid(7) < 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn three_working_days_are_left() {
        let long_ago = date("2026-01-01");
        for (day, holidays, days) in [
            // From Thursday back to Monday; from Monday back to Wednesday.
            ("2026-12-31", &[][..], 3),
            ("2026-12-28", &[], 5),
            ("2026-12-27", &[], 4),
            ("2026-12-26", &[], 3),
            // Christmas Day on the Friday before.
            ("2026-12-28", &["2026-12-25"], 6),
            // A week of holidays from Thursday on, with the weekend before it.
            (
                "2026-10-08",
                &[
                    "2026-10-01",
                    "2026-10-02",
                    "2026-10-03",
                    "2026-10-04",
                    "2026-10-05",
                    "2026-10-06",
                    "2026-10-07",
                ],
                10,
            ),
        ] {
            let holidays: Vec<Date> = holidays.iter().map(|day| date(day)).collect();
            assert_eq!(lead(date(day), &holidays, long_ago), days, "{day}");
        }
        // Somebody who never works.
        let never: Vec<Date> = (0..100).map(|day| long_ago.plus_days(day)).collect();
        assert_eq!(lead(long_ago.plus_days(90), &never, long_ago), 30);
    }

    #[test]
    fn a_reminder_never_comes_before_tomorrow() {
        let day = date("2026-12-31");
        for (today, days) in [
            ("2026-12-27", 3),
            ("2026-12-28", 2),
            ("2026-12-29", 1),
            ("2026-12-30", 0),
            ("2026-12-31", 0),
            ("2027-01-05", 0),
        ] {
            assert_eq!(lead(day, &[], date(today)), days, "{today}");
        }
    }
}
