//! Moments, as the service writes them (RFC 3339).

use simfare_engine::Date;

/// A moment: milliseconds since 1970, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(pub(crate) i64);

impl Moment {
    /// Reads a moment as RFC 3339 has it: `2026-12-01T09:30:00Z`, with a fraction or an offset
    /// perhaps.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (date, rest) = text.split_at_checked(10)?;
        let date = Date::parse(date)?;
        let (time, rest) = rest.strip_prefix(['T', 't'])?.split_at_checked(8)?;
        let two = |text: &str, most: i64| {
            let is_number = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse().ok().filter(|number: &i64| is_number && *number <= most)
        };
        let clock = |text: &str| {
            let (hours, minutes) = text.split_once(':')?;
            Some((two(hours, 23)? * 60 + two(minutes, 59)?) * 60)
        };
        let (minutes, seconds) = time.rsplit_once(':')?;
        let seconds = clock(minutes)? + two(seconds, 60)?;
        let rest = match rest.strip_prefix('.') {
            None => rest,
            Some(fraction) => {
                let rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
                (rest.len() < fraction.len()).then_some(rest)?
            }
        };
        let offset = match rest {
            "Z" | "z" => 0,
            _ => match rest.split_at_checked(1)? {
                ("+", offset) => clock(offset)?,
                ("-", offset) => -clock(offset)?,
                _ => return None,
            },
        };
        let days = date.days_since(Date::from_ymd(1970, 1, 1)?);
        Some(Self((days * 86_400 + seconds - offset) * 1000))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        for (text, at) in [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-11-21T09:34:56Z", 1_795_253_696_000),
            ("2026-11-21T09:34:56.999Z", 1_795_253_696_000),
            ("2026-11-21T04:34:56-05:00", 1_795_253_696_000),
            ("2026-11-21T17:34:56+08:00", 1_795_253_696_000),
        ] {
            assert_eq!(Moment::read(text), Some(Moment(at)), "{text}");
        }
        for text in [
            "",
            "2026-11-21",
            "2026-11-21T09:34:56",
            "2026-11-21 09:34:56Z",
            "2026-11-31T09:34:56Z",
            "2026-11-21T24:34:56Z",
            "2026-11-21T09:60:56Z",
            "2026-11-21T9:34:56Z",
            "2026-11-21T09:34:56.Z",
            "2026-11-21T+9:34:56Z",
            "2026-11-21T09:34:56Z ",
            "昨天，昨天，昨天，昨天",
        ] {
            assert_eq!(Moment::read(text), None, "{text}");
        }
    }
}
